"""torchjd's results for several tasks' gradients, in double precision: another program's version of
every gradient rule of ours, on families of 2 to 20 tasks, more tasks than dimensions and lengths of
1000:1 among them. Each result is left out where it is not what the rule defines: proven below for those
that an iterative solver finds.

torchjd's PCGrad and GradDrop receive the same noise as ours, CAGrad's solver continues to
the last digit, and its result, of the size of the mean gradient, is multiplied by the number of tasks.

Run (NumPy 2.4.6, torchjd[nash_mtl,cagrad] 0.18.0 on torch 2.15.0 with cvxpy 1.9.3, ecos 2.0.14, clarabel
0.11.1):
python3 tests/golden/torchjd_rules.py | deno fmt --ext json - > tests/golden/torchjd_rules.json
"""

import functools
import json
import sys
import unittest.mock
import warnings

import cvxpy
import numpy
import torch
import torchjd.aggregation

warnings.simplefilter("ignore")
generator = numpy.random.default_rng(20241107)


def rounded(array):
    """Rounds to float32, as in the engine."""
    return numpy.float32(array).astype(float)


def listed(array):
    return [float(f"{x:.7g}") for x in numpy.asarray(array).ravel()]


def total(gradients, noise, values):
    return torchjd.aggregation.Sum()(gradients)


def pcgrad(gradients, noise, values):
    orders = iter(numpy.argsort(noise["order"], axis=1, kind="stable"))
    with unittest.mock.patch("torch.randperm", lambda _: torch.tensor(next(orders))):
        return torchjd.aggregation.PCGrad()(gradients)


def graddrop(gradients, noise, values):
    leak = torch.full((len(gradients),), values["leak"], dtype=torch.float64)
    drawn = torch.tensor(noise["signs"])
    with unittest.mock.patch("torch.rand", lambda *_, **__: drawn):
        return torchjd.aggregation.GradDrop(leak=leak)(gradients)


def mgda(gradients, noise, values):
    rule = torchjd.aggregation.MGDA(epsilon=1e-12, max_iters=5000)
    result = rule(gradients)
    # ‖d − the shortest‖² is at most ‖d‖² − the least d·g.
    apart = result @ result - (gradients @ result).min()
    return result if apart < 1e-9 * (result @ result) else None


def cagrad(gradients, noise, values):
    c, tasks = values["c"], len(gradients)
    rule = torchjd.aggregation.CAGrad(c=c, norm_eps=1e-10)
    solve = functools.partialmethod(
        cvxpy.Problem.solve, tol_gap_abs=1e-14, tol_gap_rel=1e-14, tol_feas=1e-14
    )
    with unittest.mock.patch("cvxpy.Problem.solve", solve):
        weights = rule.gramian_weighting(gradients @ gradients.T)
    result = weights @ gradients
    divisor = {"none": 1, "linear": 1 + c, "square": 1 + c**2}[values["rescale"]]
    mean = gradients.mean(0)
    # d = g₀ + u with u along g_w: no direction in the ball does better by the worst-off than F(w).
    away = result - mean
    assert torch.linalg.norm(away) < c * torch.linalg.norm(mean) * (1 + 1e-6)
    along = (weights - 1 / tasks) @ gradients / (weights.sum() - 1)
    bound = along @ mean + c * torch.linalg.norm(mean) * torch.linalg.norm(along)
    least = torch.linalg.norm(gradients, axis=1).min()
    short = (bound - (gradients @ result).min()) / (least * torch.linalg.norm(mean))
    return tasks * result / divisor if short < 1e-4 else None


def imtl_g(gradients, noise, values):
    result = torchjd.aggregation.IMTLG()(gradients)
    # Equal, all positive or all negative; ours are never negative.
    return result * torch.sign(gradients[0] @ result)


def nash_mtl(gradients, noise, values):
    alpha = torchjd.aggregation.NashMTL(len(gradients), max_norm=0).weighting(gradients)
    # Its solver fails for some lengths of the gradients.
    if not torch.allclose(alpha * (gradients @ gradients.T @ alpha), torch.ones(()).double(), 1e-4):
        return None
    return torchjd.aggregation.NashMTL(len(gradients), max_norm=values["max_norm"])(gradients)


def aligned_mtl(gradients, noise, values):
    ones = torch.ones(len(gradients), dtype=torch.float64)
    rule = torchjd.aggregation.AlignedMTL(ones, scale_mode=values["scale_mode"])
    return rule(gradients)


RULES = [
    ("sum", total, [{}]),
    ("pcgrad", pcgrad, [{}]),
    ("graddrop", graddrop, [{"leak": 0}, {"leak": 0.3}]),
    ("mgda", mgda, [{"normalization": "none"}]),
    (
        "cagrad",
        cagrad,
        [{"c": c, "rescale": r} for c, r in [(0.5, "square"), (0.8, "none"), (0.9, "linear")]],
    ),
    ("imtl_g", imtl_g, [{}]),
    ("nash_mtl", nash_mtl, [{"max_norm": 1}, {"max_norm": 0}]),
    ("aligned_mtl", aligned_mtl, [{"scale_mode": mode} for mode in ["min", "median", "rmse"]]),
]
every = [rule for rule, _, _ in RULES]


def family(name, gradients, rules):
    gradients = rounded(gradients)
    tasks, width = gradients.shape
    noise = {
        "order": rounded(generator.uniform(size=(tasks, tasks))),
        "signs": rounded(generator.uniform(size=width)),
    }
    results = [
        {"rule": rule, "values": values, "gradient": f(torch.tensor(gradients), noise, values)}
        for rule, f, options in RULES
        if rule in rules
        for values in options
    ]
    for result in results:
        if result["gradient"] is None:
            print(f"{name}: not {result['rule']} {result['values']}", file=sys.stderr)
    return {
        "name": name,
        "gradients": [[float(f"{x:.9g}") for x in row] for row in gradients],
        "noise": {key: listed(value) for key, value in noise.items()},
        "results": [
            {**result, "gradient": listed(result["gradient"])}
            for result in results
            if result["gradient"] is not None
        ],
    }


def normal(tasks, width):
    return generator.normal(size=(tasks, width))


# For linearly dependent gradients, or eigenvalues 1e6 apart, our rules depart as documented.
dependent = [rule for rule in every if rule != "imtl_g"]
unlike = [rule for rule in every if rule != "aligned_mtl"]
families = [
    family(f"{tasks} random", normal(tasks, width), every)
    for tasks, width in [(2, 5), (3, 6), (6, 7)]
]
for tasks, width in [(3, 5), (6, 7)]:
    apart = normal(tasks, width)
    families.append(family(f"{tasks} in conflict", apart - 0.8 * apart.mean(0), every))
for tasks, width in [(4, 3), (8, 6), (8, 5), (20, 5)]:
    families.append(family(f"{tasks} in {width} dimensions", normal(tasks, width), dependent))
for draw in range(2):
    families.append(family(f"5 in 4 dimensions, {draw}", normal(5, 4), ["cagrad", "nash_mtl"]))
# Draws in which interior-point steps on the norm itself, without a variable for it, end far from the optimum.
for seed, tasks, width, decades in [(23, 5, 4, 3), (15, 5, 3, 0), (15, 8, 6, 3), (3, 20, 7, 0)]:
    hard = numpy.random.default_rng(seed)
    gradients = hard.normal(size=(tasks, width)) * 10 ** hard.uniform(-decades, 0, (tasks, 1))
    name = f"{tasks} in {width} dimensions, hard for cagrad"
    families.append(family(name, gradients, ["cagrad"]))
for tasks, width in [(2, 5), (3, 6), (6, 7)]:
    lengths = numpy.logspace(0, -3, tasks)[:, None]
    families.append(family(f"{tasks} of lengths 1000:1", lengths * normal(tasks, width), unlike))
lengths = numpy.logspace(0, -3, 5)[:, None]
families.append(
    family("5 in 4 dimensions of lengths 1000:1", lengths * normal(5, 4), ["cagrad", "sum"])
)
for scale in [0.01, 100]:
    families.append(family(f"4 times {scale}", scale * normal(4, 6), ["nash_mtl"]))

print(json.dumps({"families": families}))
