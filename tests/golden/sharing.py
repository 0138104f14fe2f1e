"""Trace norms by singular values, and a step of each sharing pattern, by PyTorch in double precision.

The patterns are written from their definitions, product by product: sums over pairs of tasks where the
engine has a closed form, singular values where it has an iteration, one column and one subspace at a time
where it mixes all at once.

Run (PyTorch 1.13): python3 tests/golden/sharing.py | deno fmt --ext json - > tests/golden/sharing.json
"""

import itertools
import json

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(19970101)

# As in methods/multi_task/_trace_norm.ts.
SMOOTHING = 1e-5


def leaf(array):
    array = numpy.asarray(array)
    return {"shape": list(array.shape), "data": [float(f"{x:.12g}") for x in array.ravel()]}


def sample(*shape, scale=1.0):
    """Rounds as in the engine."""
    return numpy.float32(generator.normal(0, scale, shape)).astype(float)


# Trace norms


def trace_norm(matrix):
    """The sum of the smoothed singular values."""
    singular = torch.linalg.svdvals(matrix)
    smoothing = SMOOTHING * (matrix.detach() ** 2).sum()
    missing = matrix.shape[0] - len(singular)
    return torch.sqrt(singular**2 + smoothing).sum() + max(missing, 0) * torch.sqrt(smoothing)


def trace_norm_case(matrices):
    given = [torch.tensor(m, requires_grad=True) for m in matrices]
    # The gradient by an explicit formula: autograd of singular values fails if two are equal.
    gradients = []
    for m in given:
        u, s, v = torch.linalg.svd(m.detach(), full_matrices=False)
        gradients.append((u * (s / torch.sqrt(s**2 + SMOOTHING * (s**2).sum()))) @ v)
    return {
        "matrices": [leaf(m) for m in matrices],
        "value": sum(trace_norm(m) for m in given).item(),
        "exact": sum(torch.linalg.svdvals(m).sum() for m in given).item(),
        "gradients": [leaf(g.numpy()) for g in gradients],
    }


def trace_norms():
    row = sample(1, 9)
    return [
        trace_norm_case([sample(2, 7)]),
        trace_norm_case([sample(3, 5), 100 * sample(3, 2), 0.001 * sample(3, 40)]),
        # Rank 1, exactly and nearly.
        trace_norm_case([numpy.repeat(row, 4, 0), numpy.repeat(row, 4, 0) + 0.01 * sample(4, 9)]),
        # More rows than columns.
        trace_norm_case([sample(13, 6)]),
    ]


# Steps: two tasks on the same rows, a regression and three classes, and encoders of two layers

INPUTS, WIDTH, ROWS, CLASSES = 3, 4, 6, 3
TASKS = {"height": 1, "size": CLASSES}
x = sample(ROWS, INPUTS)
labels = {"height": sample(ROWS), "size": [0, 2, 1, 1, 2, 0]}


def encoder():
    return {
        "layer1/kernel": sample(INPUTS, WIDTH, scale=0.7),
        "layer1/bias": sample(WIDTH, scale=0.3),
        "layer2/kernel": sample(WIDTH, WIDTH, scale=0.7),
        "layer2/bias": sample(WIDTH, scale=0.3),
    }


def head(outputs):
    return {"kernel": sample(WIDTH, outputs, scale=0.7), "bias": sample(outputs, scale=0.3)}


def within(prefix, tree):
    return {f"{prefix}/{name}": value for name, value in tree.items()}


def layer(params, prefix, h):
    return torch.tanh(h @ params[f"{prefix}/kernel"] + params[f"{prefix}/bias"])


def loss_of(task, params, features):
    outputs = features @ params[f"own/{task}/head/kernel"] + params[f"own/{task}/head/bias"]
    target = torch.tensor(labels[task])
    if task == "height":
        return ((outputs[:, 0] - target) ** 2).mean()
    return torch.nn.functional.cross_entropy(outputs, target)


def heads():
    return {
        f"own/{task}/head/{name}": value
        for task, outputs in TASKS.items()
        for name, value in head(outputs).items()
    }


def case(method, values, start, losses, penalties=lambda params: {}):
    params = {name: torch.tensor(value, requires_grad=True) for name, value in start.items()}
    parts = {f"loss.{task}": loss for task, loss in losses(params).items()} | penalties(params)
    total = sum(parts.values())
    gradients = torch.autograd.grad(total, list(params.values()))
    return {
        "method": method,
        "values": values,
        "params": {name: leaf(value) for name, value in start.items()},
        "report": {"loss": total.item()} | {name: part.item() for name, part in parts.items()},
        "gradients": {name: leaf(g.numpy()) for name, g in zip(params, gradients)},
    }


def hard_sharing():
    def losses(params):
        h = layer(params, "shared/encoder/layer1", torch.tensor(x))
        features = layer(params, "shared/encoder/layer2", h)
        return {task: loss_of(task, params, features) for task in TASKS}

    return case("hard_sharing", {}, within("shared/encoder", encoder()) | heads(), losses)


def apart(method, values, penalties):
    start = {}
    for task in TASKS:
        start |= within(f"own/{task}/encoder", encoder())

    def losses(params):
        found = {}
        for task in TASKS:
            h = layer(params, f"own/{task}/encoder/layer1", torch.tensor(x))
            features = layer(params, f"own/{task}/encoder/layer2", h)
            found[task] = loss_of(task, params, features)
        return found

    return case(method, values, start | heads(), losses, penalties)


def of_encoder(params, task):
    prefix = f"own/{task}/encoder/"
    return {n[len(prefix) :]: value for n, value in params.items() if n.startswith(prefix)}


def l2_soft_sharing():
    def distance(params):
        total = 0
        for one, other in itertools.combinations(TASKS, 2):
            others = of_encoder(params, other)
            for name, value in of_encoder(params, one).items():
                total = total + ((value - others[name]) ** 2).sum()
        return {"distance": 0.3 / 2 * total}

    return apart("l2_soft_sharing", {"lambda": 0.3}, distance)


def trace_norm_sharing():
    def norms(params):
        columns = [of_encoder(params, task) for task in TASKS]
        total = sum(
            trace_norm(torch.stack([column[name].flatten() for column in columns]))
            for name in columns[0]
        )
        return {"trace_norm": 0.3 * total}

    return apart("trace_norm_sharing", {"lambda": 0.3}, norms)


def columns():
    return {
        f"shared/columns/{task}/{name}": value
        for task in TASKS
        for name, value in encoder().items()
    }


def cross_stitch(units):
    tail = [] if units == "layer" else [WIDTH]
    start = columns() | {"shared/units/layer1": sample(2, 2, *tail)} | heads()
    start |= {f"own/{task}/unit": sample(1, 2, *tail) for task in TASKS}

    def losses(params):
        unit = params["shared/units/layer1"]
        below = [
            layer(params, f"shared/columns/{task}/layer1", torch.tensor(x)) for task in TASKS
        ]
        above = [
            layer(
                params,
                f"shared/columns/{task}/layer2",
                unit[i, 0] * below[0] + unit[i, 1] * below[1],
            )
            for i, task in enumerate(TASKS)
        ]
        found = {}
        for task in TASKS:
            own = params[f"own/{task}/unit"][0]
            found[task] = loss_of(task, params, own[0] * above[0] + own[1] * above[1])
        return found

    return case("cross_stitch", {"units": units}, start, losses)


def sluice():
    weight, half = 0.7, WIDTH // 2
    start = columns() | {"shared/alpha/layer1": sample(4, 4)} | heads()
    for task in TASKS:
        start |= {f"own/{task}/alpha": sample(2, 4), f"own/{task}/beta": sample(2)}

    def parts(given):
        """The subspaces of all tasks, in the order of the tasks."""
        return [h[:, at : at + half] for h in given for at in (0, half)]

    def mixed(alpha, given):
        """One task's subspaces, each a mixture of all."""
        return torch.cat([sum(a * h for a, h in zip(row, parts(given))) for row in alpha], 1)

    def layers(params):
        alpha = params["shared/alpha/layer1"]
        first = [
            layer(params, f"shared/columns/{task}/layer1", torch.tensor(x)) for task in TASKS
        ]
        between = [mixed(alpha[2 * i : 2 * i + 2], first) for i in range(2)]
        second = [
            layer(params, f"shared/columns/{task}/layer2", between[i])
            for i, task in enumerate(TASKS)
        ]
        return first, between, second

    def losses(params):
        _, between, second = layers(params)
        found = {}
        for i, task in enumerate(TASKS):
            beta = params[f"own/{task}/beta"]
            top = mixed(params[f"own/{task}/alpha"], second)
            found[task] = loss_of(task, params, beta[0] * between[i] + beta[1] * top)
        return found

    def overlap(params):
        first, _, second = layers(params)
        total = 0
        for given in first + second:
            centred = given - given.mean(0)
            one, other = centred[:, :half], centred[:, half:]
            sizes = (one**2).sum() * (other**2).sum()
            total = total + ((one.T @ other) ** 2).sum() / sizes
        return {"overlap": weight * total}

    return case("sluice", {"orthogonality": weight}, start, losses, overlap)


print(json.dumps({
    "traceNorms": trace_norms(),
    "steps": {
        "x": leaf(x),
        "labels": {"height": leaf(labels["height"]), "size": labels["size"]},
        "cases": [
            hard_sharing(),
            l2_soft_sharing(),
            trace_norm_sharing(),
            cross_stitch("layer"),
            cross_stitch("channel"),
            sluice(),
        ],
    },
}))
