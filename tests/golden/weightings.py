"""Results of each weighting for given losses, step by step, by PyTorch in double precision.

Everything is written from the papers' definitions: softmaxes, means over whole epochs, and the gradients
of GradNorm's and FAMO's own objectives by autograd, followed by torch.optim.Adam. A weighting's learned
parameters take one step of plain gradient descent, of rate 0.1, after each step.

Run (PyTorch 1.13): python3 tests/golden/weightings.py | deno fmt --ext json - > tests/golden/weightings.json
"""

import json
import math

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(20180101)
RATE = 0.1


def plain(value):
    return [float(f"{x:.12g}") for x in numpy.asarray(value).ravel()]


def float32(array):
    """Rounds as in the engine."""
    return numpy.float32(array).astype(float)


def positive(steps, tasks, spread=1.0):
    return float32(numpy.exp(generator.normal(0, spread, (steps, tasks))))


def case(weighting, kinds, values, losses, terms, tasks=None, params=None, update=None, **given):
    """Runs one weighting over all steps.

    terms(step, losses, params) gives the terms; update(step) is called after each step, to change what
    terms sees at the next.
    """
    params = params or {}
    steps = []
    for step in range(len(losses)):
        at = torch.tensor(losses[step], requires_grad=True)
        made = terms(step, at, params)
        wanted = [at, *params.values()]
        gradients = torch.autograd.grad(made.sum(), wanted)
        steps.append({
            "terms": plain(made.detach()),
            "inLosses": plain(gradients[0]),
            "inParams": {name: plain(g) for name, g in zip(params, gradients[1:])},
        })
        for param, gradient in zip(params.values(), gradients[1:]):
            param.data -= RATE * gradient
        if update:
            update(step)
    return {
        "weighting": weighting,
        "kinds": kinds,
        "values": values,
        "tasks": list(range(len(kinds))) if tasks is None else tasks,
        "losses": [plain(row) for row in losses],
        **{name: [plain(row) for row in rows] for name, rows in given.items()},
        "steps": steps,
    }


CE, SE = "cross_entropy", "squared_error"


# Without memory


def equal():
    return case("equal", [CE, SE, CE], {}, positive(2, 3), lambda _, losses, __: losses * 1)


def fixed(text, count, tasks):
    weights = [float(number) for number in text.split(":")]
    weights = torch.tensor(weights if len(weights) > 1 else weights * count)[tasks]
    return case("fixed", [CE] * count, {"weights": text}, positive(2, len(tasks)),
                lambda _, losses, __: weights * losses, tasks=tasks)


def scale_invariant(tasks):
    return case("scale_invariant", [SE] * 3, {}, positive(2, len(tasks), 3),
                lambda _, losses, __: torch.log(losses + 1e-8), tasks=tasks)


def uncertainty(kinds, initial, tasks):
    """Kendall et al. 2018, eq. 10, in σ² = exp(s): L/σ² + log σ, or L/(2σ²) + log σ."""
    s = torch.full([len(kinds)], float(initial), requires_grad=True)

    def terms(_, losses, params):
        made = []
        for loss, task in zip(losses, tasks):
            sigma = torch.exp(params["logVariances"][task] / 2)
            share = 1 if kinds[task] == CE else 2
            made.append(loss / (share * sigma**2) + torch.log(sigma))
        return torch.stack(made)

    return case("uncertainty", kinds, {"initial": initial}, positive(4, len(tasks)), terms,
                tasks=tasks, params={"logVariances": s})


def random(count):
    uniform = float32(generator.uniform(0, 1, (3, 2, count)))
    uniform[0, 0, 0] = 0
    uniform[1, 0, 0] = 1 - 2**-24

    def terms(step, losses, _):
        normals = [
            math.sqrt(-2 * math.log(1 - u)) * math.cos(2 * math.pi * v)
            for u, v in zip(uniform[step, 0], uniform[step, 1])
        ]
        total = sum(math.exp(g) for g in normals)
        return torch.tensor([count * math.exp(g) / total for g in normals]) * losses

    return case("random", [CE] * count, {}, positive(3, count), terms, uniform=uniform)


# With memory


def dwa(count, temperature, lengths):
    """The weights of an epoch from all losses of the two preceding epochs."""
    losses = positive(sum(lengths), count, 0.7)
    epochs = [epoch for epoch, length in enumerate(lengths) for _ in range(length)]
    ends = [epochs[step:step + 2].count(epochs[step]) == 1 for step in range(len(epochs))]
    means = [losses[numpy.array(epochs) == epoch].mean(0) for epoch in range(len(lengths))]

    def weights(epoch):
        if epoch < 2:
            return numpy.ones(count)
        powers = numpy.exp(means[epoch - 1] / means[epoch - 2] / temperature)
        return count * powers / powers.sum()

    def terms(step, losses, _):
        return torch.tensor(weights(epochs[step])) * losses

    return case("dwa", [CE] * count, {"temperature": temperature}, losses, terms,
                epochEnds=numpy.array(ends, float)[:, None])


def gradnorm(count, steps, alpha, rate, spread=1.0):
    losses, norms = positive(steps, count), positive(steps, count, spread)
    weights = torch.ones(count, requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=rate)

    def update(step):
        sizes = weights * torch.tensor(norms[step])
        ratios = torch.tensor(losses[step] / losses[0])
        targets = (sizes.mean() * (ratios / ratios.mean()) ** alpha).detach()
        optimizer.zero_grad()
        (sizes - targets).abs().sum().backward()
        optimizer.step()
        with torch.no_grad():
            weights.clamp_(min=1e-6)
            weights.mul_(count / weights.sum())

    return case("gradnorm", [CE] * count, {"alpha": alpha, "learning_rate": rate}, losses,
                lambda _, losses, __: weights.detach().clone() * losses, update=update, norms=norms)


def famo(count, steps, gamma, rate):
    losses, after = positive(steps, count), positive(steps, count)
    logits = torch.zeros(count, requires_grad=True)
    optimizer = torch.optim.Adam([logits], lr=rate, weight_decay=gamma)

    def terms(_, losses, __):
        z = torch.softmax(logits.detach(), 0)
        c = 1 / (z / (losses.detach() + 1e-8)).sum()
        return c * z * torch.log(losses + 1e-8)

    def update(step):
        before = torch.log(torch.tensor(losses[step]) + 1e-8)
        fall = before - torch.log(torch.tensor(after[step]) + 1e-8)
        optimizer.zero_grad()
        (torch.softmax(logits, 0) * fall).sum().backward()
        optimizer.step()

    return case("famo", [CE] * count, {"gamma": gamma, "learning_rate": rate}, losses, terms,
                update=update, after=after)


print(json.dumps([
    equal(),
    fixed("0.5", 3, [0, 1, 2]),
    fixed("1:0.5:2:0", 4, [3, 1]),
    scale_invariant([0, 1, 2]),
    scale_invariant([1]),
    uncertainty([CE, SE, CE, SE], 0, [0, 1, 2, 3]),
    uncertainty([CE, SE, CE], -1.5, [2, 1]),
    random(3),
    random(1),
    dwa(3, 2, [2, 3, 2, 1, 1, 2]),
    dwa(2, 0.5, [1, 1, 1, 2]),
    gradnorm(3, 6, 1.5, 0.025),
    gradnorm(2, 6, 0, 0.9, 3),
    famo(3, 6, 0.01, 0.025),
    famo(2, 5, 0.5, 0.4),
]))
