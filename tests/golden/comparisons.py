"""Intervals, tests, corrections, effect sizes and power, by SciPy, statsmodels and rliable.

Exact p values of samples with ties and zeros are SciPy's, by going through all assignments of
signs. Differences are multiples of 1/64, so that ties and sums are exact.

Run (SciPy 1.17.1, statsmodels 0.15.0, rliable 1.2.0, NumPy 2.4.6):
python3 tests/golden/comparisons.py | deno fmt --ext json - > tests/golden/comparisons.json
"""

import itertools
import json

import numpy
from rliable.metrics import probability_of_improvement
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests

ALTERNATIVES = ("two-sided", "greater", "less")
generator = numpy.random.default_rng(20250105)
every = stats.PermutationMethod(n_resamples=numpy.inf)


def sample(n, shift=0.25, spread=1.0):
    return (numpy.round(generator.normal(shift, spread, n) * 64) / 64 + 0.0).tolist()


# Paired differences

samples = {
    "two": [0.5, 1.25],
    "three": sample(3),
    "five": sample(5),
    "five of one sign": [0.5, 0.25, 1.0, 0.75, 2.0],
    "eight": sample(8, -0.5),
    "ten": sample(10, 1.0),
    "ties": [0.5, 0.5, -0.5, 1.0, 1.0, 1.0, 2.0, -0.25],
    "zeros": [0.0, 0.5, 0.0, 1.5, -0.25, 0.75, 1.0],
    "ties and zeros": [0.0, 0.5, 0.5, 0.0, -0.5, 1.0, 1.0, 1.25, 0.0],
    "one that is not zero": [0.0, 0.0, 0.0, -1.0],
    "far from zero": [100.5, 101.25, 99.75, 100.0],
}


def test(result):
    return {"statistic": float(result.statistic), "pValue": float(result.pvalue)}


def paired(differences):
    x = numpy.array(differences)
    mean, error = x.mean(), stats.sem(x)
    return {
        "values": differences,
        "intervals": {
            str(level): list(map(float, stats.t.interval(level, len(x) - 1, mean, error)))
            for level in (0.9, 0.95, 0.99)
        },
        "tTest": {a: test(stats.ttest_1samp(x, 0, alternative=a)) for a in ALTERNATIVES},
        "tTestOfShift": {a: test(stats.ttest_1samp(x, 0.3, alternative=a)) for a in ALTERNATIVES},
        # SciPy's two-sided statistic is the smaller of W+ and W-; ours is always W+.
        "signedRank": {
            a: {
                "statistic": float(
                    stats.wilcoxon(x, alternative="greater", zero_method="pratt", method=every).statistic
                ),
                "pValue": float(
                    stats.wilcoxon(x, alternative=a, zero_method="pratt", method=every).pvalue
                ),
            }
            for a in ALTERNATIVES
        },
        "signFlip": {
            a: test(
                stats.permutation_test(
                    (x,), numpy.mean, permutation_type="samples", n_resamples=numpy.inf, alternative=a
                )
            )
            for a in ALTERNATIVES
        },
        "cohensD": float(x.mean() / x.std(ddof=1)),
    }


# Many differences: SciPy's exact distribution without ties; all signs gone through

many = [x + i / 4096 for i, x in enumerate(sample(30, 0.4))]
assert len(set(map(abs, many))) == 30 and 0 not in many
eighteen = sample(18, 0.0)
signs = numpy.array(list(itertools.product((-1, 1), repeat=18)), dtype=numpy.int8)
means = numpy.concatenate([part @ numpy.array(eighteen) for part in numpy.array_split(signs, 16)]) / 18

large = {
    "signedRank": {
        "values": many,
        **{a: float(stats.wilcoxon(many, alternative=a, method="exact").pvalue) for a in ALTERNATIVES},
    },
    "signFlip": {
        "values": eighteen,
        "two-sided": float(numpy.mean(abs(means) >= abs(numpy.mean(eighteen)))),
        "greater": float(numpy.mean(means >= numpy.mean(eighteen))),
        "less": float(numpy.mean(means <= numpy.mean(eighteen))),
    },
}

# Many differences, for which tests and intervals are approximate: made by a formula, not stored


def by_formula(n, shift):
    return [((37 * i) % 101 - 50 + shift) / 64 for i in range(n)]


def by_skewed_formula(n):
    return [-numpy.log((i + 0.5) / n) for i in range(n)]


def approximate_signed_rank(n, shift):
    p = lambda a: stats.wilcoxon(
        by_formula(n, shift), zero_method="pratt", correction=True, method="asymptotic", alternative=a
    ).pvalue
    return {"n": n, "shift": shift, **{a: float(p(a)) for a in ALTERNATIVES}}


def approximate_sign_flip(n, shift):
    p = lambda a: stats.permutation_test(
        (by_formula(n, shift),), numpy.mean, permutation_type="samples", n_resamples=20_000, batch=500,
        alternative=a, rng=1,
    ).pvalue
    return {"n": n, "shift": shift, **{a: float(p(a)) for a in ALTERNATIVES}}


def approximate_bootstrap(n):
    interval = stats.bootstrap(
        (by_skewed_formula(n),), numpy.mean, method="BCa", n_resamples=200_000, batch=2_000, rng=1
    ).confidence_interval
    return {"n": n, "lower": float(interval.low), "upper": float(interval.high)}


# Bootstrap intervals, with resampling errors of their own

skewed = (numpy.round(generator.exponential(1.0, 20) * 64) / 64).tolist()


def bootstrap(values, level):
    interval = stats.bootstrap(
        (values,), numpy.mean, method="BCa", n_resamples=400_000, batch=50_000,
        confidence_level=level, rng=1,
    ).confidence_interval
    return {"values": values, "level": level, "lower": float(interval.low), "upper": float(interval.high)}


# Independent samples, families of p values, blocks of scores


def improvement(x, y):
    u = stats.mannwhitneyu(x, y).statistic
    return {"values": x, "baseline": y, "probability": float(u / (len(x) * len(y)))}


def adjusted(p):
    return {
        "pValues": p,
        "holm": multipletests(p, method="holm")[1].tolist(),
        "benjaminiHochberg": multipletests(p, method="fdr_bh")[1].tolist(),
    }


def friedman(scores):
    result = stats.friedmanchisquare(*numpy.transpose(scores))
    ranks = numpy.mean([stats.rankdata([-score for score in row]) for row in scores], axis=0)
    return {"scores": scores, **test(result), "averageRanks": ranks.tolist()}


def nemenyi(methods, blocks, level):
    q = stats.studentized_range.ppf(1 - level, methods, numpy.inf) / numpy.sqrt(2)
    difference = q * numpy.sqrt(methods * (methods + 1) / (6 * blocks))
    return {"methods": methods, "blocks": blocks, "level": level, "difference": float(difference)}


# A study: accuracies by method, problem and seed. The upper bound is in no family of tests.

ACCURACIES = {
    "source_only": [[0.70, 0.71, 0.72, 0.73, 0.74], [0.60, 0.62, 0.61, 0.60, 0.63]],
    "dann": [[0.72, 0.74, 0.73, 0.77, 0.76], [0.60, 0.61, 0.63, 0.58, 0.62]],
    "mmd": [[0.73, 0.75, 0.75, 0.78, 0.76], [0.61, 0.64, 0.62, 0.60, 0.62]],
    "target_only": [[0.90, 0.91, 0.92, 0.94, 0.93], [0.88, 0.89, 0.90, 0.88, 0.91]],
}


def study():
    scores = {name: numpy.array(by_problem) for name, by_problem in ACCURACIES.items()}
    source = scores["source_only"]
    p = lambda method, problem: float(
        stats.ttest_1samp(numpy.round(scores[method][problem] - source[problem], 12), 0).pvalue
    )
    rivals = ["dann", "mmd"]
    family = [p(method, problem) for method in rivals for problem in range(2)]
    means = [
        float(stats.ttest_1samp(numpy.round((scores[method] - source).mean(0), 12), 0).pvalue)
        for method in rivals
    ]
    return {
        "accuracies": ACCURACIES,
        "problems": adjusted(family),
        "averages": adjusted(means),
        "boundPValues": [p("target_only", problem) for problem in range(2)],
        "probabilityOfImprovement": {
            method: float(probability_of_improvement(scores[method].T, source.T))
            for method in (*rivals, "target_only")
        },
    }


# Power: T squared is a noncentral F


def detectable(n, level, power):
    critical = stats.f.ppf(1 - level, 1, n - 1)
    missing = lambda effect: stats.ncf.sf(critical, 1, n - 1, n * effect**2) - power
    effect = optimize.brentq(missing, 1e-6, 200 / numpy.sqrt(n), xtol=1e-13)
    return {"n": n, "level": level, "power": power, "effect": float(effect)}


# Functions that jStat computes for us


def distributions():
    degrees = [1, 2, 3, 4, 9, 19, 29, 99]
    ps = [0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9995]
    zs = [-6.0, -3.0, -1.0, -0.1, 0.0, 0.3, 2.0, 4.0]
    return {
        "studentSurvival": [
            [t, v, float(stats.t.sf(t, v))]
            for v in degrees
            for t in (-3.0, 0.0, 1e-6, 0.5, 2.0, 5.0, 20.0, 1000.0)
        ],
        "studentQuantile": [[p, v, float(stats.t.ppf(p, v))] for v in degrees for p in ps],
        "chiSquaredSurvival": [
            [x, v, float(stats.chi2.sf(x, v))]
            for v in degrees
            for x in (0.0, 0.01, 1.0, 5.0, 20.0, 90.0, 300.0, 1400.0)
        ],
        "normalSurvival": [[z, float(stats.norm.sf(z))] for z in (*zs, 9.0, 30.0)],
        "chiSquaredCdf": [
            [x, v, float(stats.chi2.cdf(x, v))] for v in degrees for x in (0.0, 0.01, 1.0, 5.0, 20.0, 90.0)
        ],
        "studentizedRangeQuantile": [
            [p, k, float(stats.studentized_range.ppf(p, k, numpy.inf))]
            for k in (2, 3, 5, 10, 20, 50, 100)
            for p in (0.9, 0.95, 0.99, 0.999)
        ],
        "normalDensity": [[z, float(stats.norm.pdf(z))] for z in zs],
        "normalCdf": [[z, float(stats.norm.cdf(z))] for z in zs],
        "normalQuantile": [
            [p, float(stats.norm.ppf(p))] for p in (1e-5, 0.0005, 0.025, 0.3, 0.6, 0.9, 0.995, 0.99999)
        ],
    }


print(
    json.dumps(
        {
            "paired": {name: paired(values) for name, values in samples.items()},
            "large": large,
            "bootstrap": {
                "skewed": bootstrap(skewed, 0.95),
                "skewed, 90 %": bootstrap(skewed, 0.9),
                "ten": bootstrap(samples["ten"], 0.95),
                "five": bootstrap(samples["five"], 0.95),
                "ties and zeros": bootstrap(samples["ties and zeros"], 0.95),
            },
            "improvements": [
                improvement([0.5, 0.75, 1.0], [0.25, 0.5, 0.75, 0.625]),
                improvement(sample(6), sample(9, 0.0)),
                improvement([1.0, 1.0], [1.0, 1.0, 1.0]),
            ],
            "families": [
                adjusted([0.01, 0.04, 0.03, 0.005]),
                adjusted([0.5]),
                adjusted([0.2, 0.2, 0.9, 0.001, 0.2, 1.0]),
                adjusted(generator.uniform(0, 0.1, 20).tolist()),
            ],
            "friedman": [
                friedman([sample(4) for _ in range(6)]),
                friedman([[0.5, 0.5, 0.25], [0.75, 0.25, 0.25], [1.0, 0.5, 0.0], [0.5, 0.5, 0.5]]),
                friedman([[float(j * (i % 3 != 0)) for j in range(5)] for i in range(12)]),
                friedman([[float(j) for j in range(5)] for _ in range(20)]),
            ],
            "nemenyi": [
                nemenyi(k, n, level)
                for k, n in ((2, 5), (4, 14), (5, 30), (10, 12), (20, 60), (50, 8))
                for level in (0.1, 0.05, 0.01)
            ],
            "power": [
                detectable(n, level, power)
                for n in (2, 3, 4, 5, 10, 30, 100, 502, 10_000, 1_000_000)
                for level, power in ((0.05, 0.8), (0.05, 0.9), (0.01, 0.8), (0.1, 0.2))
            ],
            "distributions": distributions(),
            "study": study(),
            "approximate": {
                "signedRank": [
                    approximate_signed_rank(n, shift)
                    for n, shift in ((201, 4), (201, -4), (1000, 2), (100_000, 0.25), (201, 0))
                ],
                "signFlip": approximate_sign_flip(10_001, 0.5),
                "bootstrap": approximate_bootstrap(1500),
            },
        }
    )
)
