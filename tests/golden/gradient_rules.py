"""Results of the gradient rules for several tasks' gradients, in double precision, each from its paper's
own statement and by another way than ours:

mgda by trying every subset of tasks, cagrad by SciPy's SLSQP (and proven by its dual), nash_mtl by
torchjd, which has the authors' algorithm (and proven by α·GᵀGα = 1), aligned_mtl by LAPACK's
eigenvectors, imtl_g by the paper's closed form (turned round where it ascends), pcgrad and graddrop by
the papers' loops over tasks and elements.

Run (NumPy 2.4.6, SciPy 1.17.1, torchjd[nash_mtl] 0.18.0 on torch 2.15.0 with cvxpy 1.9.3, ecos 2.0.14):
python3 tests/golden/gradient_rules.py | deno fmt --ext json - > tests/golden/gradient_rules.json
"""

import itertools
import json

import numpy
import scipy.optimize
import torch
from torchjd.aggregation import NashMTL

generator = numpy.random.default_rng(20220712)


def rounded(array):
    """Rounds to float32, as in the engine."""
    return numpy.float32(array).astype(float)


def listed(array):
    return [float(f"{x:.9g}") for x in numpy.asarray(array).ravel()]


def total(gradients, losses, noise, values):
    return gradients.sum(0)


def pcgrad(gradients, losses, noise, values):
    result = numpy.zeros(gradients.shape[1])
    for i, gradient in enumerate(gradients):
        others = [j for j in range(len(gradients)) if j != i]
        for j in sorted(others, key=lambda j: (noise["order"][i][j], j)):
            inner = gradient @ gradients[j]
            if inner < 0:
                gradient = gradient - inner / (gradients[j] @ gradients[j]) * gradients[j]
        result += gradient
    return result


def shortest(gradients):
    """The weights of the shortest vector of the convex hull: the shortest vector of each subset's affine
    hull, if it lies in the subset's convex hull."""
    tasks = len(gradients)
    best = numpy.inf
    for size in range(1, tasks + 1):
        for chosen in itertools.combinations(range(tasks), size):
            rows = gradients[list(chosen)]
            system = numpy.block([
                [rows @ rows.T, numpy.ones((size, 1))],
                [numpy.ones((1, size)), numpy.zeros((1, 1))],
            ])
            try:
                part = numpy.linalg.solve(system, [0] * size + [1])[:size]
            except numpy.linalg.LinAlgError:
                continue
            length = numpy.linalg.norm(part @ rows)
            if part.min() >= 0 and length < best:
                best = length
                weights = numpy.zeros(tasks)
                weights[list(chosen)] = part
    return weights


def mgda(gradients, losses, noise, values):
    norms = numpy.linalg.norm(gradients, axis=1)
    divisors = {
        "none": numpy.ones(len(norms)),
        "l2": norms,
        "loss": losses,
        "loss_l2": losses * norms,
    }[values["normalization"]]
    return shortest(gradients / divisors[:, None]) @ gradients


def cagrad(gradients, losses, noise, values):
    tasks, c = len(gradients), values["c"]
    size = numpy.linalg.norm(gradients.mean(0))
    unit = gradients / size
    mean = unit.mean(0)

    def dual(w):
        return w @ unit @ mean + c * numpy.linalg.norm(w @ unit)

    def slope(w):
        return unit @ mean + c * unit @ (w @ unit) / numpy.linalg.norm(w @ unit)

    best = None
    # Also weights near which small gradients count as much as large ones.
    starts = [numpy.ones(tasks), 1 / numpy.linalg.norm(unit, axis=1), *(numpy.eye(tasks) + 0.01)]
    for start in starts:
        scale = start / start.sum()
        found = scipy.optimize.minimize(
            lambda v: dual(v * scale),
            numpy.ones(tasks),
            jac=lambda v: slope(v * scale) * scale,
            bounds=[(0, None)] * tasks,
            constraints={
                "type": "eq",
                "fun": lambda v: scale @ v - 1,
                "jac": lambda v: scale,
            },
            method="SLSQP",
            options={"ftol": 1e-15, "maxiter": 2000},
        )
        w = numpy.maximum(found.x * scale, 0)
        w /= w.sum()
        if best is None or dual(w) < dual(best):
            best = w
    # SLSQP is exact to about six digits: the conditions on the remaining tasks are solved to the last digit.
    sizes = best * numpy.linalg.norm(unit, axis=1)
    left = sizes > 1e-4 * sizes.max()

    def conditions(x):
        w = numpy.zeros(tasks)
        w[left] = x[:-1] * best[left]
        lengths = numpy.linalg.norm(unit[left], axis=1)
        return numpy.append((slope(w)[left] - x[-1]) / lengths, w.sum() - 1)

    start = numpy.append(numpy.ones(left.sum()), dual(best))
    x = scipy.optimize.root(conditions, start, tol=1e-14).x
    if x[:-1].min() > 0:
        best[left] *= x[:-1]
        best[~left] = 0
    direction = mean + c * (best @ unit) / numpy.linalg.norm(best @ unit)
    gap = dual(best) - (unit @ direction).min()
    assert gap < 1e-9, gap
    divisor = {"none": 1, "linear": 1 + c, "square": 1 + c**2}[values["rescale"]]
    return tasks * size * direction / divisor


def graddrop(gradients, losses, noise, values):
    result = numpy.zeros(gradients.shape[1])
    for place, column in enumerate(gradients.T):
        purity = 0.5 * (1 + column.sum() / abs(column).sum())
        for g in column:
            kept = (purity > noise["signs"][place]) == (g > 0)
            result[place] += (values["leak"] + (1 - values["leak"]) * kept) * g
    return result


def imtl_g(gradients, losses, noise, values):
    units = gradients / numpy.linalg.norm(gradients, axis=1)[:, None]
    d = gradients[:1] - gradients[1:]
    u = units[:1] - units[1:]
    alpha = gradients[0] @ u.T @ numpy.linalg.inv(d @ u.T)
    result = numpy.append(1 - alpha.sum(), alpha) @ gradients
    # Equal, all positive or all negative; ours are never negative.
    return result * numpy.sign(units[0] @ result)


def nash_mtl(gradients, losses, noise, values):
    # αₖ‖gₖ‖ depends only on the directions; with lengths of 4 torchjd's solver finds it for all families.
    lengths = numpy.linalg.norm(gradients, axis=1) / 4
    rule = NashMTL(len(gradients), max_norm=0)
    alpha = rule.weighting(torch.tensor(gradients / lengths[:, None])).numpy() / lengths
    assert numpy.allclose(gradients @ gradients.T @ alpha * alpha, 1, rtol=1e-5)
    result = alpha @ gradients
    if values["max_norm"] > 0:
        result = result * min(1, values["max_norm"] / numpy.linalg.norm(result))
    return result


def aligned_mtl(gradients, losses, noise, values):
    eigenvalues, vectors = numpy.linalg.eigh(gradients @ gradients.T)
    kept = eigenvalues > 1e-9 * eigenvalues.max()
    eigenvalues, vectors = eigenvalues[kept], vectors[:, kept]
    scale = {
        "min": eigenvalues[0],
        "median": eigenvalues[(len(eigenvalues) - 1) // 2],
        "rmse": eigenvalues.mean(),
    }[values["scale_mode"]]
    balance = numpy.sqrt(scale) * vectors @ numpy.diag(eigenvalues**-0.5) @ vectors.T
    return balance.sum(1) @ gradients


RULES = [
    ("sum", total, [{}]),
    ("pcgrad", pcgrad, [{}]),
    ("mgda", mgda, [{"normalization": n} for n in ["none", "l2", "loss", "loss_l2"]]),
    (
        "cagrad",
        cagrad,
        [
            {"c": c, "rescale": rescale}
            for c, rescale in [(0.5, "square"), (0.2, "none"), (0.9, "linear")]
        ],
    ),
    ("graddrop", graddrop, [{"leak": 0}, {"leak": 0.3}]),
    ("imtl_g", imtl_g, [{}]),
    ("nash_mtl", nash_mtl, [{"max_norm": 1}, {"max_norm": 0}]),
    ("aligned_mtl", aligned_mtl, [{"scale_mode": mode} for mode in ["min", "median", "rmse"]]),
]


def family(name, gradients, rules):
    gradients = rounded(gradients)
    tasks, width = gradients.shape
    losses = rounded(generator.uniform(0.1, 3, tasks))
    noise = {
        "order": rounded(generator.uniform(size=(tasks, tasks))),
        "signs": rounded(generator.uniform(size=width)),
    }
    return {
        "name": name,
        "gradients": [listed(row) for row in gradients],
        "losses": listed(losses),
        "noise": {key: listed(value) for key, value in noise.items()},
        "results": [
            {
                "rule": rule,
                "values": values,
                "gradient": listed(f(gradients, losses, noise, values)),
            }
            for rule, f, options in RULES
            if rule in rules
            for values in options
        ],
    }


def normal(tasks, width):
    return generator.normal(size=(tasks, width))


every = [rule for rule, _, _ in RULES]
families = [family("the fixed pair", [[-4, 1, 1], [6, 1, 1]], every)]
for tasks, width in [(2, 5), (3, 7), (5, 11), (13, 17)]:
    families.append(family(f"{tasks} random", normal(tasks, width), every))
for tasks, width in [(3, 7), (13, 17)]:
    alike = normal(tasks, width)
    families.append(family(f"{tasks} that agree", alike + 1.5 * normal(1, width), every))
    apart = normal(tasks, width)
    families.append(family(f"{tasks} in conflict", apart - 0.8 * apart.mean(0), every))
    lengths = numpy.logspace(-6, -3, tasks)[:, None]
    # With eigenvalues 1e6 apart, float32 cannot resolve the smallest; cagrad does not converge within its steps.
    some = [rule for rule in every if rule not in ["aligned_mtl", "cagrad"]]
    families.append(family(f"{tasks} of unlike lengths", lengths * normal(tasks, width), some))
    lengths = numpy.logspace(-1, 0.5, tasks)[:, None]
    families.append(family(f"{tasks} of other lengths", lengths * normal(tasks, width), every))
# More than there are dimensions, and two that are the same.
dependent = [rule for rule in every if rule not in ["imtl_g", "nash_mtl"]]
families.append(family("5 in a space", normal(5, 3) + 1, dependent))
pair = normal(1, 6)
families.append(
    family("3 with two equal", numpy.concatenate([pair, pair, normal(1, 6)]), dependent)
)

print(json.dumps({"families": families}))
