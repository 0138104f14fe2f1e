"""States of PyTorch's GRU and gradients of their inner product with a random direction, in double precision.

Run (PyTorch 2.15): python3 tests/golden/gru.py | deno fmt --ext json - > tests/golden/gru.json
"""

import json

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(14061078)
LENGTH, BATCH, WIDTH = 5, 3, 2


def sample(*shape):
    """Normal numbers, rounded to float32 as in the engine."""
    return torch.tensor(numpy.float32(generator.normal(size=shape)).astype(float))


def leaf(x):
    return {"shape": list(x.shape), "data": [float(f"{v:.9g}") for v in x.detach().flatten()]}


# The input's part of the gates: PyTorch's product with its weights.
x = sample(LENGTH, BATCH, 3 * WIDTH).requires_grad_()
gru = torch.nn.GRU(3 * WIDTH, WIDTH)
weights, bias = sample(WIDTH, 3 * WIDTH), sample(WIDTH)
with torch.no_grad():
    gru.weight_ih_l0.copy_(torch.eye(3 * WIDTH))
    gru.bias_ih_l0.zero_()
    gru.weight_hh_l0.copy_(weights.T)
    gru.bias_hh_l0.zero_()
    gru.bias_hh_l0[2 * WIDTH:] = bias
states, _ = gru(x)
direction = sample(LENGTH, BATCH, WIDTH)
(states * direction).sum().backward()
print(json.dumps({
    "x": leaf(x),
    "fromHidden": leaf(weights),
    "bias": leaf(bias),
    "states": leaf(states),
    "direction": leaf(direction),
    "gradients": {
        "x": leaf(x.grad),
        "fromHidden": leaf(gru.weight_hh_l0.grad.T),
        "bias": leaf(gru.bias_hh_l0.grad[2 * WIDTH:]),
    },
}))
