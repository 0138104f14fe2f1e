"""Writes own_encoding.json: a source and a target table, and the target's inputs by scikit-learn.

Numbers: StandardScaler, fitted to the source's training rows without their missing values; a missing value becomes 0, the
mean, with an indicator. Categories: OneHotEncoder over the source's categories; what it ignores is
unknown.

Made with scikit-learn 1.9.1: `python tests/golden/own_encoding.py > tests/golden/own_encoding.json`.
"""

import json

import numpy as np
from sklearn.preprocessing import OneHotEncoder, StandardScaler

random = np.random.default_rng(3)
KINDS = ["a", "b", "c", "d"]


def table(rows, shift, kinds):
    numbers = random.normal(shift, 3, (rows, 2)).round(3)
    numbers[random.random((rows, 2)) < 0.2] = np.nan
    return numbers, random.choice(kinds, rows)


source, target = table(30, 1, KINDS[:3]), table(12, 4, KINDS)
# StandardScaler leaves missing values out of mean and deviation, and NaN where they are.
scaler = StandardScaler().fit(source[0])
scaled = scaler.transform(target[0])
missing = np.isnan(scaled)
encoder = OneHotEncoder(categories=[KINDS[:3]], handle_unknown="ignore", sparse_output=False).fit(source[1][:, None])
hot = encoder.transform(target[1][:, None])
unknown = (hot.sum(1) == 0).astype(float)
# Our order: each number with its indicator, then a place for each category of both tables, then the unknown one.
inputs = np.column_stack([
    np.nan_to_num(scaled[:, 0]), missing[:, 0],
    np.nan_to_num(scaled[:, 1]), missing[:, 1],
    hot, np.zeros(len(hot)), unknown,
])


def csv(numbers, kinds):
    cells = [["" if np.isnan(value) else repr(float(value)) for value in row] for row in numbers]
    rows = [",".join([*row, kind, "yes" if i % 2 else "no"]) for i, (row, kind) in enumerate(zip(cells, kinds))]
    return "\n".join(["p,q,kind,y", *rows]) + "\n"


print(json.dumps({"source": csv(*source), "target": csv(*target), "inputs": inputs.tolist()}, indent=1))
