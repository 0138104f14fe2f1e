"""Losses of domain adaptation with their gradients with respect to both samples, and the gradients of whole
training steps, by PyTorch's autograd in double precision.

Everything is written from the papers' sums, pair by pair and moment by moment.

Run (PyTorch 1.13): python3 tests/golden/losses.py | deno fmt --ext json - > tests/golden/losses.json
"""

import itertools
import json
import statistics

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(20160101)


def sample(rows, width, shift=0.0, scale=1.0):
    """Normal numbers, rounded to float32 as in the engine."""
    return numpy.float32(generator.normal(shift, scale, (rows, width))).astype(float)


def leaf(value):
    array = numpy.asarray(value)
    return {"shape": list(array.shape), "data": [float(f"{x:.12g}") for x in array.ravel()]}


def differentiated(loss, source, target):
    """The loss's value and its gradients with respect to both samples."""
    s = torch.tensor(source, requires_grad=True)
    t = torch.tensor(target, requires_grad=True)
    value = loss(s, t)
    value.backward()
    return {"loss": value.item(), "gradients": [leaf(s.grad.numpy()), leaf(t.grad.numpy())]}


# Maximum mean discrepancy


def mmd(s, t, kernels, ratio, bandwidth, estimator):
    rows = torch.cat([s, t]).detach().numpy()
    distances = [((x - y) ** 2).sum() for x, y in itertools.combinations(rows, 2)]
    gamma = {"mean": statistics.fmean, "median": statistics.median}[bandwidth](distances)
    exponents = [k - (kernels - 1) / 2 for k in range(kernels)]

    def kernel(x, y):
        square = ((x - y) ** 2).sum()
        return sum(torch.exp(-square / (ratio**e * gamma)) for e in exponents)

    def within(x):
        pairs = [
            kernel(x[i], x[j])
            for i in range(len(x))
            for j in range(len(x))
            if estimator == "biased" or i != j
        ]
        return sum(pairs) / len(pairs)

    between = sum(kernel(x, y) for x in s for y in t) / (len(s) * len(t))
    return within(s) + within(t) - 2 * between


def mmd_cases():
    # 66 pairs of points in the first, an odd 21 in the second.
    samples = [(sample(5, 3), sample(7, 3, 0.8, 1.5)), (sample(4, 2), sample(3, 2, -0.5))]
    options = itertools.product(
        range(len(samples)), [(5, 2), (1, 2), (4, 3)], ["mean", "median"], ["biased", "unbiased"]
    )
    cases = []
    for place, (kernels, ratio), bandwidth, estimator in options:
        given = {
            "kernels": kernels,
            "ratio": ratio,
            "bandwidth": bandwidth,
            "estimator": estimator,
        }
        result = differentiated(lambda s, t: mmd(s, t, **given), *samples[place])
        cases.append({"samples": place, "options": given, **result})
    return {"samples": [[leaf(s), leaf(t)] for s, t in samples], "cases": cases}


# Central moment discrepancy


def cmd(s, t, moments, bounds):
    length = bounds[1] - bounds[0]
    total = torch.linalg.norm(s.mean(0) - t.mean(0)) / length
    for k in range(2, moments + 1):
        moment_s = ((s - s.mean(0)) ** k).mean(0)
        moment_t = ((t - t.mean(0)) ** k).mean(0)
        total = total + torch.linalg.norm(moment_s - moment_t) / length**k
    return total


def cmd_cases():
    def sigmoid(x):
        return numpy.float32(1 / (1 + numpy.exp(-x))).astype(float)

    def tanh(x):
        return numpy.float32(numpy.tanh(x)).astype(float)

    samples = [
        (sigmoid(sample(6, 4, 0.5, 2)), sigmoid(sample(8, 4, -0.5))),
        (tanh(sample(6, 4, 0.5, 2)), tanh(sample(8, 4, -0.5, 0.5))),
    ]
    cases = []
    for place, bounds in enumerate([[0, 1], [-1, 1]]):
        for moments in range(1, 6):
            result = differentiated(lambda s, t: cmd(s, t, moments, bounds), *samples[place])
            options = {"moments": moments, "bounds": bounds}
            cases.append({"samples": place, "options": options, **result})
    return {"samples": [[leaf(s), leaf(t)] for s, t in samples], "cases": cases}


# Correlation alignment


def coral(s, t):
    width = s.shape[1]
    difference = torch.cov(s.T) - torch.cov(t.T)
    return torch.linalg.matrix_norm(difference, "fro") ** 2 / (4 * width**2)


def coral_cases():
    samples = [(sample(5, 3), sample(7, 3, 1, 2)), (sample(2, 4, 0, 2), sample(3, 4))]
    cases = [{"samples": i, **differentiated(coral, s, t)} for i, (s, t) in enumerate(samples)]
    return {"samples": [[leaf(s), leaf(t)] for s, t in samples], "cases": cases}


# Cross-entropy


def cross_entropy_cases():
    logits = sample(6, 3, 0, 2)
    logits[4] = [60, -60, 0]
    logits[5] = [60, -60, 0]
    labels = [0, 2, 1, 1, 0, 1]
    z = torch.tensor(logits, requires_grad=True)
    value = torch.nn.functional.cross_entropy(z, torch.tensor(labels))
    value.backward()
    return {
        "logits": leaf(logits),
        "labels": labels,
        "loss": value.item(),
        "gradient": leaf(z.grad.numpy()),
    }


# Gradient reversal


class Reversal(torch.autograd.Function):
    @staticmethod
    def forward(context, x, scale):
        context.scale = scale
        return x.clone()

    @staticmethod
    def backward(context, gradient):
        return -context.scale * gradient, None


def gradient_reversal_cases():
    x, weights = sample(4, 3), sample(4, 3)
    cases = []
    for scale in [0.7, 1.0, 3.0]:
        features = torch.tensor(x, requires_grad=True)
        value = (torch.tensor(weights) * torch.tanh(Reversal.apply(features, scale))).sum()
        value.backward()
        cases.append(
            {"scale": scale, "loss": value.item(), "gradient": leaf(features.grad.numpy())}
        )
    return {"x": leaf(x), "weights": leaf(weights), "cases": cases}


# Whole steps: the gradients of each method's loss in all parameters


def layer(name, inputs, outputs):
    return {
        f"{name}/kernel": sample(inputs, outputs, 0, 0.7),
        f"{name}/bias": sample(1, outputs, 0, 0.3)[0],
    }


INPUTS, FEATURES, CLASSES, HIDDEN = 3, 4, 3, 5
classifier = {
    **layer("encoder/layer1", INPUTS, FEATURES),
    **layer("head", FEATURES, CLASSES),
}
discriminators = {
    0: layer("discriminator/layer1", FEATURES, 2),
    1: {
        **layer("discriminator/layer1", FEATURES, HIDDEN),
        **layer("discriminator/layer2", HIDDEN, 2),
    },
    2: {
        **layer("discriminator/layer1", FEATURES, HIDDEN),
        **layer("discriminator/layer2", HIDDEN, HIDDEN),
        **layer("discriminator/layer3", HIDDEN, 2),
    },
}
source_x, target_x = sample(6, INPUTS), sample(5, INPUTS, 0.7)
source_y, target_y = [0, 2, 1, 1, 2, 0], [1, 0, 2, 2, 1]


def linear(params, name, x):
    return x @ params[f"{name}/kernel"] + params[f"{name}/bias"]


def encode(params, x):
    return torch.tanh(linear(params, "encoder/layer1", torch.tensor(x)))


def classification(params, x, y):
    logits = linear(params, "head", encode(params, x))
    return torch.nn.functional.cross_entropy(logits, torch.tensor(y))


def discriminate(params, x, depth):
    for number in range(1, depth + 1):
        x = torch.relu(linear(params, f"discriminator/layer{number}", x))
    return linear(params, f"discriminator/layer{depth + 1}", x)


def gradients_of(loss, params):
    found = torch.autograd.grad(loss, list(params.values()), allow_unused=True)
    return {
        name: torch.zeros_like(param) if gradient is None else gradient
        for (name, param), gradient in zip(params.items(), found)
    }


def aligned(method, values, discrepancy):
    params = {k: torch.tensor(v, requires_grad=True) for k, v in classifier.items()}
    entropy = classification(params, source_x, source_y)
    distance = discrepancy(encode(params, source_x), encode(params, target_x))
    total = entropy + values["weight"] * distance
    return {
        "method": method,
        "values": values,
        "scalars": {},
        "report": {
            "loss": total.item(),
            "classification": entropy.item(),
            "discrepancy": distance.item(),
        },
        "gradients": gradients_of(total, params),
    }


def alone(method, x, y):
    params = {k: torch.tensor(v, requires_grad=True) for k, v in classifier.items()}
    entropy = classification(params, x, y)
    return {
        "method": method,
        "values": {},
        "scalars": {},
        "report": {"loss": entropy.item()},
        "gradients": gradients_of(entropy, params),
    }


def adversarial(depth, scale):
    """Two losses, differentiated separately: the encoder gets −λ times the domain loss's gradient, the
    discriminator all of it, the head none."""
    start = {**classifier, **discriminators[depth]}
    params = {k: torch.tensor(v, requires_grad=True) for k, v in start.items()}
    entropy = classification(params, source_x, source_y)
    features = torch.cat([encode(params, source_x), encode(params, target_x)])
    labels = torch.tensor([0] * len(source_x) + [1] * len(target_x))
    domain = torch.nn.functional.cross_entropy(discriminate(params, features, depth), labels)
    first = torch.autograd.grad(entropy, list(params.values()), retain_graph=True, allow_unused=True)
    second = torch.autograd.grad(domain, list(params.values()), allow_unused=True)
    gradients = {}
    for name, of_entropy, of_domain in zip(params, first, second):
        if name.startswith("encoder/"):
            gradients[name] = of_entropy - scale * of_domain
        else:
            gradients[name] = of_domain if of_entropy is None else of_entropy
    return {
        "method": "dann",
        "values": {"discriminator_depth": depth, "discriminator_width": HIDDEN},
        "scalars": {"adaptation": scale},
        "report": {
            "loss": entropy.item() + domain.item(),
            "classification": entropy.item(),
            "domain": domain.item(),
        },
        "gradients": gradients,
    }


def steps():
    unbiased = {"kernels": 3, "ratio": 4, "bandwidth": "median", "estimator": "unbiased"}
    biased = {"kernels": 5, "ratio": 2, "bandwidth": "mean", "estimator": "biased"}
    bounded = {"sigmoid": (torch.sigmoid, [0, 1]), "tanh": (torch.tanh, [-1, 1])}
    cases = [alone("source_only", source_x, source_y), alone("target_only", target_x, target_y)]
    for weight, options in [(1, biased), (2.5, unbiased)]:
        values = {"weight": weight, **options}
        cases.append(aligned("mmd", values, lambda s, t: mmd(s, t, **options)))
    for bound, (apply, bounds) in {**bounded, "none": (lambda x: x, [0, 1])}.items():
        values = {"weight": 1.5, "moments": 4, "bound": bound}
        cases.append(aligned("cmd", values, lambda s, t: cmd(apply(s), apply(t), 4, bounds)))
    cases.append(aligned("coral", {"weight": 100}, coral))
    cases += [adversarial(depth, 0.6) for depth in discriminators]
    cases.append(adversarial(1, 2.0))
    for case in cases:
        case["gradients"] = {k: leaf(v.numpy()) for k, v in case["gradients"].items()}
    return {
        "classifier": {name: leaf(value) for name, value in classifier.items()},
        "discriminators": [
            {name: leaf(value) for name, value in layers.items()}
            for layers in discriminators.values()
        ],
        "batch": {
            "source": {"x": leaf(source_x), "y": source_y},
            "target": {"x": leaf(target_x), "y": target_y},
        },
        "cases": cases,
    }


print(json.dumps({
    "mmd": mmd_cases(),
    "cmd": cmd_cases(),
    "coral": coral_cases(),
    "crossEntropy": cross_entropy_cases(),
    "gradientReversal": gradient_reversal_cases(),
    "steps": steps(),
}))
