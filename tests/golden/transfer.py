"""Losses and gradients of whole steps of inductive transfer, by PyTorch's autograd in double
precision.

A network of two tanh layers and a head learns from labelled rows. Its parameters lie away from the
source's, as in the middle of a training; the source's stand in for them where layers are frozen.

Run (PyTorch 2.15): python3 tests/golden/transfer.py | deno fmt --ext json - > tests/golden/transfer.json
"""

import json

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(20141106)

INPUTS, WIDTH, CLASSES, ROWS = 3, 4, 3, 6


def sample(*shape, scale=0.7):
    """Normal numbers, rounded to float32 as in the engine."""
    return numpy.float32(generator.normal(0, scale, shape)).astype(float)


def layer(inputs, outputs):
    return {"kernel": sample(inputs, outputs), "bias": sample(outputs, scale=0.3)}


def leaf(value):
    array = numpy.asarray(value)
    return {"shape": list(array.shape), "data": [float(f"{x:.12g}") for x in array.ravel()]}


source = {"layer1": layer(INPUTS, WIDTH), "layer2": layer(WIDTH, WIDTH)}
network = {
    "layer1": layer(INPUTS, WIDTH),
    "layer2": layer(WIDTH, WIDTH),
    "head": layer(WIDTH, CLASSES),
}
x, y = sample(ROWS, INPUTS, scale=1.0), [0, 2, 1, 1, 2, 0]


def step(method, values, frozen=0, penalised=False):
    """One method's loss and its gradients, by layer and name, in the layers above `frozen`."""
    layers = {
        name: {
            key: torch.tensor(value, requires_grad=name not in list(source)[:frozen])
            for key, value in (source[name] if name in list(source)[:frozen] else own).items()
        }
        for name, own in network.items()
    }
    h = torch.tensor(x)
    for name in source:
        h = torch.tanh(h @ layers[name]["kernel"] + layers[name]["bias"])
    logits = h @ layers["head"]["kernel"] + layers["head"]["bias"]
    entropy = sum(torch.logsumexp(row, 0) - row[label] for row, label in zip(logits, y)) / ROWS
    loss, report = entropy, {}
    if penalised:
        near, small = 0, 0
        for i, (name, parts) in enumerate(layers.items()):
            # As in the authors' code by default: weights, not biases.
            weights = parts["kernel"].ravel()
            if i < values["depth"]:
                for one, start in zip(weights, source[name]["kernel"].ravel()):
                    near = near + (one - start) ** 2
            else:
                for one in weights:
                    small = small + one**2
        penalty = values["alpha"] / 2 * near + values["beta"] / 2 * small
        loss = entropy + penalty
        report = {"classification": entropy.item(), "penalty": penalty.item()}
    loss.backward()
    return {
        "method": method,
        "values": values,
        "report": {"loss": loss.item(), **report},
        "gradients": {
            path(name, key): leaf(parameter.grad.numpy())
            for name, parts in layers.items()
            for key, parameter in parts.items()
            if parameter.requires_grad
        },
    }


def path(name, key):
    return f"{name}/{key}" if name == "head" else f"encoder/{name}/{key}"


print(json.dumps({
    "batch": {"x": leaf(x), "y": y},
    "source": {
        f"{name}/{key}": leaf(value)
        for name, parts in source.items()
        for key, value in parts.items()
    },
    "network": {
        path(name, key): leaf(value)
        for name, parts in network.items()
        for key, value in parts.items()
    },
    "cases": [
        step("from_scratch", {}),
        step("feature_extraction", {"depth": 1}, frozen=1),
        step("feature_extraction", {"depth": 2}, frozen=2),
        step("fine_tuning", {"depth": 1}),
        step("fine_tuning", {"depth": 2}),
        step("l2_sp", {"depth": 1, "alpha": 0.3, "beta": 0.05}, penalised=True),
        step("l2_sp", {"depth": 2, "alpha": 2, "beta": 0.5}, penalised=True),
    ],
}))
