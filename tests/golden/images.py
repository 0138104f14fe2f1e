"""Writes images.json: small images in the modes of PNG and JPEG, in base64, and their pixels at 4 × 4.

Made with Pillow 12 (its version is in the file): `python tests/golden/images.py > tests/golden/images.json`.
"""

import base64
import io
import json

import numpy as np
import PIL
from PIL import Image

rows, columns = np.mgrid[0:12, 0:16]
colours = np.stack([rows * 20, columns * 15, 255 - rows * 10 - columns * 5], -1).astype(np.uint8)
rgb = Image.fromarray(colours)
opacity = Image.fromarray(((columns > 7) * 255).astype(np.uint8))
rgba = rgb.copy()
rgba.putalpha(opacity)
white = Image.new("RGBA", rgb.size, "white")

images = {
    "rgb.png": (rgb, {}),
    "rgba.png": (rgba, {}),
    "grey.png": (rgb.convert("L"), {}),
    "bits.png": (rgb.convert("1"), {}),
    "palette.png": (rgb.convert("P", palette=Image.Palette.ADAPTIVE, colors=16), {}),
    "sixteen.png": (Image.fromarray((rows * 5000).astype(np.uint16)), {}),
    "rgb.jpg": (rgb, {"quality": 95, "subsampling": 0}),
    "grey.jpg": (rgb.convert("L"), {"quality": 95}),
}


def entry(name, image, options):
    file = io.BytesIO()
    image.save(file, "PNG" if name.endswith("png") else "JPEG", **options)
    content = base64.b64encode(file.getvalue()).decode()
    read = Image.open(file)
    if read.mode.startswith("I"):
        read = Image.fromarray(np.round(np.asarray(read) / 257).astype(np.uint8))
    if read.mode == "RGBA":
        read = Image.alpha_composite(white, read)
    small = read.convert("RGB").resize((4, 4), Image.Resampling.LANCZOS)
    return {"file": content, "pixels": np.asarray(small).reshape(-1).tolist()}


print(json.dumps({
    "pillow": PIL.__version__,
    "images": {name: entry(name, *image) for name, image in images.items()},
}, indent=1))
