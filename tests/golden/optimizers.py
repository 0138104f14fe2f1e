"""Steps of PyTorch's optimizers on a tree of two leaves, in double precision.

Run (PyTorch 1.13): python3 tests/golden/optimizers.py | deno fmt --ext json - > tests/golden/optimizers.json
"""

import json

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

# Scales far apart, so that every epsilon decides at least one element's step: 1e-7 beside Adam's
# and RMSprop's 1e-8, 1e-9 beside Adagrad's 1e-10. One element has no gradient at all.
SCALES = [1, 0.1, 3, 1e-7, 1e-9, 0]
RATES = [0.05, 0.1, 0.02, 0.02, 0.07, 0.01]
SHAPES = {"kernel": (2, 3), "bias": (2,)}


def fixed(step):
    """Gradients of one step, from a formula, rounded to float32 as in the engine."""
    kernel = [scale * (numpy.cos(1.7 * step + i) + 0.2) for i, scale in enumerate(SCALES)]
    bias = [0.5 * numpy.sin(step + 1), -0.01 * (step + 1)]
    return {
        "kernel": numpy.float32(kernel).astype(float).reshape(2, 3),
        "bias": numpy.float32(bias).astype(float),
    }


START = {
    "kernel": numpy.float32([0.5, -1.25, 2, 0.75, -0.3, 1.1]).astype(float).reshape(2, 3),
    "bias": numpy.float32([0.1, -0.2]).astype(float),
}

# Ours: name and options. Theirs: the class and its options.
CASES = [
    ("sgd", {}, torch.optim.SGD, {}),
    ("sgd", {"momentum": 0.9}, torch.optim.SGD, {"momentum": 0.9}),
    (
        "sgd",
        {"momentum": 0.9, "nesterov": True},
        torch.optim.SGD,
        {"momentum": 0.9, "nesterov": True},
    ),
    ("sgd", {"weightDecay": 0.1}, torch.optim.SGD, {"weight_decay": 0.1}),
    (
        "sgd",
        {"momentum": 0.5, "nesterov": True, "weightDecay": 0.1},
        torch.optim.SGD,
        {"momentum": 0.5, "nesterov": True, "weight_decay": 0.1},
    ),
    ("adam", {}, torch.optim.Adam, {}),
    (
        "adam",
        {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01},
        torch.optim.Adam,
        {"betas": (0.5, 0.9), "eps": 0.01},
    ),
    ("adam", {"weightDecay": 0.1}, torch.optim.Adam, {"weight_decay": 0.1}),
    ("adamw", {}, torch.optim.AdamW, {}),
    (
        "adamw",
        {"beta1": 0.5, "weightDecay": 0.3},
        torch.optim.AdamW,
        {"betas": (0.5, 0.999), "weight_decay": 0.3},
    ),
    ("rmsprop", {}, torch.optim.RMSprop, {}),
    (
        "rmsprop",
        {"decay": 0.9, "momentum": 0.8, "epsilon": 0.01},
        torch.optim.RMSprop,
        {"alpha": 0.9, "momentum": 0.8, "eps": 0.01},
    ),
    ("adagrad", {}, torch.optim.Adagrad, {}),
    (
        "adagrad",
        {"initialAccumulator": 0.1, "epsilon": 0.01},
        torch.optim.Adagrad,
        {"initial_accumulator_value": 0.1, "eps": 0.01},
    ),
    ("adadelta", {}, torch.optim.Adadelta, {}),
    (
        "adadelta",
        {"decay": 0.95, "epsilon": 0.0001},
        torch.optim.Adadelta,
        {"rho": 0.95, "eps": 0.0001},
    ),
]


def run(optimizer, options, gradients):
    """Parameters after each step, at the learning rate of that step."""
    params = {name: torch.tensor(value, requires_grad=True) for name, value in START.items()}
    rule = optimizer(params.values(), lr=RATES[0], **options)
    after = []
    for rate, gradient in zip(RATES, gradients):
        for group in rule.param_groups:
            group["lr"] = rate
        for name, param in params.items():
            param.grad = torch.tensor(gradient[name])
        rule.step()
        after.append(flat({name: param.detach().numpy() for name, param in params.items()}))
    return after


def flat(tree):
    """The leaves as lists, to ten digits."""
    return {
        name: [float(f"{x:.10g}") for x in numpy.ravel(value)] for name, value in tree.items()
    }


def clip(gradient, bound):
    """In numpy: torch's clip_grad_norm_ adds 1e-6 to the norm."""
    norm = numpy.sqrt(sum((value**2).sum() for value in gradient.values()))
    return {name: value * min(1, bound / norm) for name, value in gradient.items()}


GRADIENTS = [fixed(step) for step in range(len(RATES))]
print(json.dumps({
    "shapes": SHAPES,
    "start": flat(START),
    "gradients": [flat(gradient) for gradient in GRADIENTS],
    "rates": RATES,
    "cases": [
        {"name": name, "options": ours, "after": run(optimizer, theirs, GRADIENTS)}
        for name, ours, optimizer, theirs in CASES
    ],
    "clipped": [
        {"norm": bound, "gradient": flat(clip(GRADIENTS[0], bound))} for bound in (0.5, 1.5, 100)
    ],
    "clippedMomentum": {
        "norm": 1.5,
        "options": {"momentum": 0.9},
        "after": run(torch.optim.SGD, {"momentum": 0.9}, [clip(g, 1.5) for g in GRADIENTS]),
    },
}))
