"""Features of small encoders and their gradients, by PyTorch's own layers and autograd in double
precision.

Parameters stand in the encoders' layout, and are brought to PyTorch's by operations that autograd goes
through. Recurrent layers are PyTorch's on packed sequences.

Run (PyTorch 1.13): python3 tests/golden/encoders.py | deno fmt --ext json - > tests/golden/encoders.json
"""

import json

import numpy
import torch
from torch.nn import functional
from torch.nn.utils import rnn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(20180414)


def sample(*shape, shift=0.0, scale=1.0):
    """Normal numbers, rounded to float32 as in the engine."""
    return numpy.float32(generator.normal(shift, scale, shape)).astype(float)


def leaf(value):
    array = numpy.asarray(value)
    return {"shape": list(array.shape), "data": [float(f"{x:.9g}") for x in array.ravel()]}


def case(encoder, values, given, x, params, apply):
    """Features, and the gradients of their inner product with a random direction."""
    tensors = {path: torch.tensor(value, requires_grad=True) for path, value in params.items()}
    features = apply(tensors, torch.tensor(x))
    direction = sample(*features.shape)
    gradients = torch.autograd.grad((features * torch.tensor(direction)).sum(), tensors.values())
    return {
        "encoder": encoder,
        "values": values,
        "input": given,
        "x": leaf(x),
        "params": {path: leaf(value) for path, value in params.items()},
        "features": leaf(features.detach().numpy()),
        "direction": leaf(direction),
        "gradients": {path: leaf(g.numpy()) for path, g in zip(params, gradients)},
    }


# Texts

VOCABULARY, EMBEDDING, LENGTH = 9, 3, 6
TEXTS = [[4, 2, 8, 1, 4, 3], [5, 5, 7, 0, 0, 0], [6, 0, 0, 0, 0, 0], [1, 2, 3, 8, 0, 0]]
COUNTS = [sum(word > 0 for word in text) for text in TEXTS]
words = {"kind": "words", "shape": [LENGTH], "vocabulary": VOCABULARY}


def table(path):
    vectors = sample(VOCABULARY, EMBEDDING)
    vectors[0] = 0
    return {path: vectors}


def vectors_of(params, path, ids):
    return functional.embedding(ids, params[path], padding_idx=0)


def of_texts(encoder, values, params, apply):
    return case(encoder, {"embedding": EMBEDDING, **values}, words, TEXTS, params, apply)


def linear(path, inputs, outputs):
    return {f"{path}/kernel": sample(inputs, outputs, scale=0.7), f"{path}/bias": sample(outputs)}


def dense(params, path, x):
    return x @ params[f"{path}/kernel"] + params[f"{path}/bias"]


def bags():
    for depth in [0, 2]:
        params = table("layer1/vectors")
        for i in range(depth):
            params |= linear(f"layer{i + 2}", EMBEDDING if i == 0 else 4, 4)

        def apply(params, ids):
            bags = [ids[i, :n] for i, n in enumerate(COUNTS)]
            h = functional.embedding_bag(
                torch.cat(bags),
                params["layer1/vectors"],
                torch.tensor([0, *numpy.cumsum(COUNTS)[:-1]]),
                mode="mean",
            )
            for i in range(depth):
                h = torch.relu(dense(params, f"layer{i + 2}", h))
            return h

        yield of_texts("bag_of_embeddings", {"depth": depth, "width": 4}, params, apply)


def text_cnn():
    widths, channels = [2, 3, 4], 3
    params = table("layer1/vectors")
    for width in widths:
        params[f"layer2/width{width}/kernel"] = sample(width, EMBEDDING, channels)
        params[f"layer2/width{width}/bias"] = sample(channels)

    def apply(params, ids):
        x = vectors_of(params, "layer1/vectors", ids).transpose(1, 2)
        found = []
        for width in widths:
            kernel = params[f"layer2/width{width}/kernel"].permute(2, 1, 0)
            convolved = functional.conv1d(x, kernel, params[f"layer2/width{width}/bias"])
            found.append(convolved.relu().amax(2))
        return torch.cat(found, 1)

    values = {"channels": channels, "widths": "2-3-4", "dropout": 0.5}
    return of_texts("text_cnn", values, params, apply)


# Recurrent layers

WIDTH = 2


def memory(path, inputs):
    return {
        f"{path}/fromInput": sample(inputs, 4 * WIDTH),
        f"{path}/fromHidden": sample(WIDTH, 4 * WIDTH),
        f"{path}/bias": sample(4 * WIDTH),
    }


def gates(value):
    """From rows of gates i, f, o, g to PyTorch's i, f, g, o."""
    i, f, o, g = value.split(WIDTH)
    return torch.cat([i, f, g, o])


def recurrent(params, path, x, names):
    """PyTorch's layer on packed sequences; `names` are of one direction or of both."""
    inputs = x.shape[2]
    layer = torch.nn.LSTM(inputs, WIDTH, batch_first=True, bidirectional=len(names) == 2)
    # In place of its own parameters, so that autograd goes on to these.
    layer._flat_weights = [
        weight
        for name in names
        for weight in (
            gates(params[f"{path}/{name}fromInput"].T),
            gates(params[f"{path}/{name}fromHidden"].T),
            gates(params[f"{path}/{name}bias"]),
            torch.zeros(4 * WIDTH),
        )
    ]
    packed = rnn.pack_padded_sequence(x, COUNTS, batch_first=True, enforce_sorted=False)
    outputs, (last, _) = layer(packed)
    states, _ = rnn.pad_packed_sequence(outputs, batch_first=True, total_length=LENGTH)
    return states, torch.cat(list(last), 1)


def memories():
    for encoder, names in [("lstm", [""]), ("bilstm", ["forward/", "backward/"])]:
        params = table("layer1/vectors")
        for name in names:
            params |= memory(f"layer2/{name}".rstrip("/"), EMBEDDING)

        def apply(params, ids):
            x = vectors_of(params, "layer1/vectors", ids)
            return recurrent(params, "layer2", x, names)[1]

        yield of_texts(encoder, {"width": WIDTH, "dropout": 0.5}, params, apply)


def taggers():
    both = ["forward/", "backward/"]
    params = table("layer1/words/vectors")
    for depth in [1, 2]:
        for name in both:
            path = f"layer{depth}/{name}".rstrip("/")
            params |= memory(path, EMBEDDING if depth == 1 else 2 * WIDTH)

        def apply(params, ids):
            h = vectors_of(params, "layer1/words/vectors", ids)
            for i in range(depth):
                h = recurrent(params, f"layer{i + 1}", h, both)[0]
            return h

        values = {"depth": depth, "width": WIDTH, "dropout": 0.5}
        yield of_texts("bilstm_tagger", values, params, apply)


# Images


def convolve(kernel, x, bias=None, **options):
    return functional.conv2d(x, kernel.permute(3, 2, 0, 1), bias, **options)


def cnn():
    # 14×16 → 12×14 → 6×7 → 4×5 → 2×2
    shape, outputs = [14, 16, 1], [3, 6]
    params = {}
    for i, (inputs, channels) in enumerate(zip([1, 3], outputs)):
        params[f"layer{i + 1}/kernel"] = sample(3, 3, inputs, channels, scale=0.5)
        params[f"layer{i + 1}/bias"] = sample(channels)
    params |= linear("layer3", 2 * 2 * 6, 4)

    def apply(params, x):
        h = x.permute(0, 3, 1, 2)
        for i in range(2):
            h = convolve(params[f"layer{i + 1}/kernel"], h, params[f"layer{i + 1}/bias"])
            h = functional.max_pool2d(torch.relu(h), 2)
        return torch.relu(dense(params, "layer3", h.permute(0, 2, 3, 1).flatten(1)))

    values = {"depth": 2, "channels": 3, "window": 3, "width": 4}
    return case("cnn", values, {"kind": "images", "shape": shape}, sample(2, *shape), params, apply)


def resnet():
    # Channels 2, 4, 8 in 2 groups; 7×6 → 4×3 → 2×2. Two blocks of each stage.
    shape, channels, groups, blocks = [7, 6, 2], 2, 2, 2

    def convolution(path, inputs, outputs):
        return {
            f"{path}/kernel": sample(3, 3, inputs, outputs, scale=0.3),
            f"{path}/norm/scale": sample(outputs, shift=1, scale=0.3),
            f"{path}/norm/offset": sample(outputs, scale=0.3),
        }

    params = convolution("layer1", shape[2], channels)
    for i in range(3 * blocks):
        outputs = channels * 2 ** (i // blocks)
        starts = i >= blocks and i % blocks == 0
        params |= convolution(f"layer{i + 2}/first", outputs // 2 if starts else outputs, outputs)
        params |= convolution(f"layer{i + 2}/second", outputs, outputs)

    def normalised(params, path, x, stride=1):
        y = convolve(params[f"{path}/kernel"], x, stride=stride, padding=1)
        scale, offset = params[f"{path}/norm/scale"], params[f"{path}/norm/offset"]
        return functional.group_norm(y, groups, scale, offset)

    def apply(params, x):
        h = torch.relu(normalised(params, "layer1", x.permute(0, 3, 1, 2)))
        for i in range(3 * blocks):
            starts = i >= blocks and i % blocks == 0
            y = torch.relu(normalised(params, f"layer{i + 2}/first", h, 2 if starts else 1))
            y = normalised(params, f"layer{i + 2}/second", y)
            if starts:
                h = functional.pad(h[:, :, ::2, ::2], (0, 0, 0, 0, 0, h.shape[1]))
            h = torch.relu(y + h)
        return h.mean((2, 3))

    values = {"blocks": blocks, "channels": channels, "groups": groups}
    given = {"kind": "images", "shape": shape}
    return case("resnet_small", values, given, sample(2, *shape), params, apply)


# Group normalisation


def group_norms():
    x, scale, offset = sample(2, 3, 4, 6, shift=2), sample(6), sample(6)
    cases = []
    for groups in [1, 2, 3, 6]:
        operands = [torch.tensor(value, requires_grad=True) for value in (x, scale, offset)]
        images, *affine = operands
        y = functional.group_norm(images.permute(0, 3, 1, 2), groups, *affine).permute(0, 2, 3, 1)
        direction = sample(*y.shape)
        gradients = torch.autograd.grad((y * torch.tensor(direction)).sum(), operands)
        cases.append({
            "groups": groups,
            "y": leaf(y.detach().numpy()),
            "direction": leaf(direction),
            "gradients": [leaf(g.numpy()) for g in gradients],
        })
    return {"operands": [leaf(value) for value in (x, scale, offset)], "cases": cases}


print(json.dumps({
    "encoders": [*bags(), text_cnn(), *memories(), *taggers(), cnn(), resnet()],
    "groupNorm": group_norms(),
}))
