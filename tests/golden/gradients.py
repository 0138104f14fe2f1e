"""Cross-entropy of a small network and its gradients, by PyTorch's autograd in double precision.

Run (PyTorch 1.13): python3 tests/golden/gradients.py | deno fmt --ext json - > tests/golden/gradients.json
"""

import json

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

SHAPES = {
    "x": (5, 4),
    "layer1/kernel": (4, 3),
    "layer1/bias": (3,),
    "layer2/kernel": (3, 3),
    "layer2/bias": (3,),
}


def values(name):
    """Fixed numbers from a formula, rounded to float32 as in the engine."""
    size = int(numpy.prod(SHAPES[name]))
    wave = numpy.sin(numpy.arange(size) * 2.3 + 5 * list(SHAPES).index(name))
    return torch.tensor(numpy.float32(wave).astype(float).reshape(SHAPES[name]))


labels = torch.tensor([0, 2, 1, 1, 2])
x = values("x")
params = {name: values(name).requires_grad_() for name in SHAPES if name != "x"}

hidden = torch.relu(x @ params["layer1/kernel"] + params["layer1/bias"])
logits = hidden @ params["layer2/kernel"] + params["layer2/bias"]
entropy = torch.nn.functional.cross_entropy(logits, labels)
penalty = 0.1 * sum((param**2).sum() for param in params.values())
loss = entropy + penalty
loss.backward()


def leaf(name, value):
    return {"shape": SHAPES[name], "data": value.detach().numpy().ravel().tolist()}


print(json.dumps({
    "x": leaf("x", x),
    "labels": labels.tolist(),
    "params": {name: leaf(name, param) for name, param in params.items()},
    "loss": loss.item(),
    "entropy": entropy.item(),
    "penalty": penalty.item(),
    "gradients": {name: leaf(name, param.grad) for name, param in params.items()},
}))
