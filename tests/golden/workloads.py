"""A step of small reference workloads and their logits, by PyTorch's own layers and autograd in double precision.

Parameters stand in the workloads' layout, and are brought to PyTorch's by operations that autograd goes through.

Run (PyTorch 2.15): python3 tests/golden/workloads.py | deno fmt --ext json - > tests/golden/workloads.json
"""

import json

import numpy
import torch
from torch import nn
from torch.nn import functional

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(20170612)


def sample(*shape, shift=0.0, scale=1.0):
    """Normal numbers, rounded to float32 as in the engine."""
    return numpy.float32(generator.normal(shift, scale, shape)).astype(float)


def leaf(value):
    array = numpy.asarray(value)
    return {"shape": list(array.shape), "data": [float(f"{x:.9g}") for x in array.ravel()]}


def case(sizes, x, y, params, network, statistics):
    """The loss, its gradients, the statistics that normalisations keep, and the logits by these."""
    tensors = {path: torch.tensor(value, requires_grad=True) for path, value in params.items()}
    loss = functional.cross_entropy(network(tensors, torch.tensor(x), True), torch.tensor(y))
    gradients = torch.autograd.grad(loss, tensors.values())
    logits = network(tensors, torch.tensor(x), False)
    return {
        "sizes": sizes,
        "x": leaf(x),
        "y": leaf(y),
        "params": {path: leaf(value) for path, value in params.items()},
        "loss": loss.item(),
        "gradients": {path: leaf(g.numpy()) for path, g in zip(params, gradients)},
        "statistics": {path: leaf(value.numpy()) for path, value in statistics.items()},
        "logits": leaf(logits.detach().numpy()),
    }


def linear(path, inputs, outputs):
    return {f"{path}/kernel": sample(inputs, outputs, scale=0.7), f"{path}/bias": sample(outputs)}


def normal(path, channels, scale=1.0):
    return {
        f"{path}/scale": sample(channels, shift=scale, scale=0.3),
        f"{path}/offset": sample(channels),
    }


def dense(params, path, x):
    return x @ params[f"{path}/kernel"] + params[f"{path}/bias"]


def transformer():
    sizes = {
        "batch": 3,
        "length": 5,
        "vocabulary": 7,
        "layers": 2,
        "width": 6,
        "heads": 3,
        "feedForward": 8,
        "classes": 3,
    }
    batch, length, vocabulary, layers, width, heads, inner, classes = sizes.values()
    params = {
        "words": sample(vocabulary, width),
        "places": sample(length, width),
        **normal("norm", width),
    }
    for i in range(layers):
        path = f"layers/layer{i + 1}"
        params |= linear(f"{path}/attention", width, 3 * width)
        params |= linear(f"{path}/mixed", width, width)
        params |= normal(f"{path}/attentionNorm", width)
        params |= linear(f"{path}/expanded", width, inner)
        params |= linear(f"{path}/projected", inner, width)
        params |= normal(f"{path}/feedForwardNorm", width)
    params |= linear("output", width, classes)

    places = {
        "self_attn.in_proj_": ("attention", "kernel", "bias"),
        "self_attn.out_proj.": ("mixed", "kernel", "bias"),
        "linear1.": ("expanded", "kernel", "bias"),
        "linear2.": ("projected", "kernel", "bias"),
        "norm1.": ("attentionNorm", "scale", "offset"),
        "norm2.": ("feedForwardNorm", "scale", "offset"),
    }

    def network(params, ids, training):
        x = functional.embedding(ids, params["words"]) + params["places"]
        x = functional.layer_norm(x, [width], params["norm/scale"], params["norm/offset"])
        layer = nn.TransformerEncoderLayer(
            width, heads, inner, dropout=0.0, activation="gelu", batch_first=True
        )
        for i in range(layers):
            own = {}
            for prefix, (name, weight, bias) in places.items():
                path = f"layers/layer{i + 1}/{name}"
                value = params[f"{path}/{weight}"]
                own[f"{prefix}weight"] = value.T if value.dim() == 2 else value
                own[f"{prefix}bias"] = params[f"{path}/{bias}"]
            x = torch.func.functional_call(layer, own, x)
        return dense(params, "output", x.mean(1))

    x = generator.integers(0, vocabulary, (batch, length))
    return case(sizes, x, generator.integers(0, classes, batch), params, network, {})


def depthwise():
    sizes = {
        "batch": 3,
        "side": 4,
        "inputs": 2,
        "firstWindow": 3,
        "channels": 2,
        "blocks": 2,
        "expansion": 3,
        "window": 3,
        "classes": 3,
    }
    batch, side, inputs, first, channels, blocks, expansion, window, classes = sizes.values()
    wide = expansion * channels
    params = {
        "first/kernel": sample(first, first, inputs, channels),
        "first/bias": sample(channels, shift=3.0),
    }
    shapes = {
        "expand": (1, 1, channels, wide),
        "depthwise": (window, window, wide, 1),
        "project": (1, 1, wide, channels),
    }
    for i in range(blocks):
        for place, shape in shapes.items():
            path = f"blocks/block{i + 1}/{place}"
            params[f"{path}/kernel"] = sample(*shape)
            # Large enough for some numbers to be more than ReLU6 lets through.
            params |= normal(path, shape[3] if shape[3] > 1 else wide, scale=4.0)
    params |= linear("output", channels, classes)

    running = {}

    def network(params, x, training):
        def normalised(path, x, groups=1):
            kernel = params[f"blocks/{path}/kernel"]
            kernel = kernel.permute(2, 3, 0, 1) if groups > 1 else kernel.permute(3, 2, 0, 1)
            y = functional.conv2d(x, kernel, padding="same", groups=groups)
            return functional.batch_norm(
                y,
                running.setdefault(f"{path}/mean", torch.zeros(y.shape[1])),
                running.setdefault(f"{path}/variance", torch.ones(y.shape[1])),
                params[f"blocks/{path}/scale"],
                params[f"blocks/{path}/offset"],
                training,
            )

        kernel = params["first/kernel"].permute(3, 2, 0, 1)
        images = x.permute(0, 3, 1, 2)
        h = functional.relu6(functional.conv2d(images, kernel, params["first/bias"], padding="same"))
        for i in range(blocks):
            block = f"block{i + 1}"
            y = functional.relu6(normalised(f"{block}/expand", h))
            y = functional.relu6(normalised(f"{block}/depthwise", y, groups=wide))
            h = h + normalised(f"{block}/project", y)
        return dense(params, "output", h.mean((2, 3)))

    x = sample(batch, side, side, inputs)
    return case(sizes, x, generator.integers(0, classes, batch), params, network, running)


print(json.dumps({"transformer": transformer(), "depthwise": depthwise()}))
