"""Tolerances between a published number and the mean of our seeds, by SciPy's quantiles.

Written from the formulas of reports/reproduction/tolerance.ts; the degrees of freedom where both spreads are
known are those of Welch (1947) and Satterthwaite (1946), with the rounding's variance known exactly.

Run (SciPy 1.17): python3 tests/golden/tolerances.py | deno fmt --ext json - > tests/golden/tolerances.json
"""

import json

import numpy
from scipy import stats

five = [0.781, 0.79, 0.774, 0.802, 0.778]
ten = [0.8, 0.81, 0.79, 0.805, 0.82, 0.78, 0.801, 0.799, 0.815, 0.792]
cases = [
    {"values": five, "step": 0.001},
    {"values": five, "runs": 1, "step": 0.001},
    {"values": five, "runs": 10, "step": 0.001},
    {"values": five, "standardDeviation": 0.004, "step": 0.001},
    {"values": five, "standardDeviation": 0.004, "runs": 10, "step": 0.001},
    {"values": ten, "standardDeviation": 0.025, "runs": 3, "step": 0.0001},
    {"values": ten, "step": 0.01, "testVariance": 2 * 0.16 / 4000},
    {"values": [0.5, 0.5, 0.5], "step": 0.001, "testVariance": 0.0001},
]


def tolerance(case):
    n = len(case["values"])
    ours = numpy.var(case["values"], ddof=1) / n
    m = case.get("runs", 1)
    known = case.get("standardDeviation")
    theirs = (numpy.var(case["values"], ddof=1) if known is None else known**2) / m
    variance = ours + theirs + case["step"] ** 2 / 12
    df = n - 1
    if known is not None and "runs" in case and m > 1:
        df = variance**2 / (ours**2 / (n - 1) + theirs**2 / (m - 1))
    seeds = stats.t.ppf(0.975, df) * variance**0.5
    if "testVariance" not in case:
        return {"seeds": seeds, "both": seeds}
    tests = stats.norm.ppf(0.975) * case["testVariance"] ** 0.5
    return {"seeds": seeds, "tests": tests, "both": (seeds**2 + tests**2) ** 0.5}


print(json.dumps([{**case, "expected": tolerance(case)} for case in cases]))
