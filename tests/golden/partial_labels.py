"""Losses over the rows that have a label, with their gradients, by PyTorch in double precision.

Cross-entropy is torch's own with ignore_index=-1; the squared error is torch's own of the labelled rows alone.

Run (PyTorch 2.15): python3 tests/golden/partial_labels.py | deno fmt --ext json - > tests/golden/partial_labels.json
"""

import json

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(20260301)


def sample(*shape):
    """Normal numbers, rounded to float32 as in the engine."""
    return numpy.float32(generator.normal(0, 2, shape)).astype(float)


def leaf(value):
    array = numpy.asarray(value)
    return {"shape": list(array.shape), "data": [float(f"{x:.12g}") for x in array.ravel()]}


def differentiated(outputs, loss):
    given = torch.tensor(outputs, requires_grad=True)
    value = loss(given)
    value.backward()
    return {"outputs": leaf(outputs), "loss": value.item(), "gradient": leaf(given.grad.numpy())}


def classes(shape, count, absent):
    """`absent` is the fraction of the labels that is −1; the first label is always there."""
    labels = generator.integers(0, count, shape)
    labels[generator.uniform(size=shape) < absent] = -1
    labels.flat[0] = count - 1
    outputs = sample(*shape, count)

    def loss(z):
        return torch.nn.functional.cross_entropy(
            z.reshape(-1, count), torch.tensor(labels.ravel()), ignore_index=-1
        )

    return {"labels": labels.tolist(), **differentiated(outputs, loss)}


def numbers(rows, absent):
    """An absent label is null."""
    labels = sample(rows)
    there = generator.uniform(size=rows) >= absent
    there[0] = True
    outputs = sample(rows, 1)

    def loss(z):
        return torch.nn.functional.mse_loss(z[there, 0], torch.tensor(labels[there]))

    return {
        "labels": [label if here else None for label, here in zip(labels.tolist(), there)],
        **differentiated(outputs, loss),
    }


print(json.dumps({
    "classification": [classes((9,), 4, 0.4), classes((7,), 3, 1), classes((5,), 2, 0)],
    "tagging": [classes((4, 5), 3, 0.4)],
    "regression": [numbers(9, 0.4), numbers(7, 1), numbers(5, 0)],
}))
