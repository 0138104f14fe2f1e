"""Writes own_formats.json: small files of the formats of NumPy and scikit-learn, in base64, and their values.

Made with numpy 2.4.6 and scikit-learn 1.9.1: `python tests/golden/own_formats.py > tests/golden/own_formats.json`.
"""

import base64
import io
import json

import numpy as np
from sklearn.datasets import dump_svmlight_file

x = np.array([[1.5, -2.0], [0.25, np.nan], [3.0, 4.0]])
y = np.array(["no", "ja", "ré"])


def written(write):
    file = io.BytesIO()
    write(file)
    return base64.b64encode(file.getvalue()).decode()


def saved(array):
    return written(lambda file: np.save(file, array))


rows = [[None if np.isnan(value) else value for value in row] for row in x.tolist()]
print(json.dumps({
    "npy": {
        "float64": {"file": saved(x), "rows": rows},
        "float32, big-endian, Fortran order": {"file": saved(np.asfortranarray(x.astype(">f4"))), "rows": rows},
        "int64": {"file": saved(np.array([3, -4, 2**40])), "rows": [[3], [-4], [2**40]]},
        "uint8": {"file": saved(np.array([[1, 255]], np.uint8)), "rows": [[1, 255]]},
        "bool": {"file": saved(np.array([True, False])), "rows": [["true"], ["false"]]},
        "text": {"file": saved(y), "rows": [[word] for word in y.tolist()]},
    },
    "npz": {
        "plain": written(lambda file: np.savez(file, x=x, y=y)),
        "compressed": written(lambda file: np.savez_compressed(file, x=x, y=y)),
    },
    "rows": [[*row, word] for row, word in zip(rows, y.tolist())],
    "svmlight": {
        "file": written(lambda file: dump_svmlight_file(np.nan_to_num(x), [2, 0, -1], file)),
        "rows": [["2", 1.5, -2.0], ["0", 0.25, 0.0], ["-1", 3.0, 4.0]],
    },
}, ensure_ascii=False, indent=1))
