"""An image of 16×16 pixels enlarged to 28×28 bilinearly, by PyTorch in double precision.

Pixel (r, c) of the image is ((7 r² + 3 r c + 5 c) mod 64) / 64, which 32-bit numbers hold exactly.

Run (PyTorch 1.13): python3 tests/golden/digits.py | deno fmt --ext json - > tests/golden/digits.json
"""

import json

import torch

r = torch.arange(16, dtype=torch.float64)[:, None]
c = torch.arange(16, dtype=torch.float64)[None, :]
image = (7 * r * r + 3 * r * c + 5 * c) % 64 / 64
enlarged = torch.nn.functional.interpolate(
    image[None, None], size=(28, 28), mode="bilinear", align_corners=False
)[0, 0]
print(json.dumps({"enlarged": [[float(f"{x:.12g}") for x in row] for row in enlarged.tolist()]}))
