"""Ids of runs: SHA-256 of canonical JSON (RFC 8785), with sorted keys and numbers as ECMAScript
writes them.

Run: python3 tests/golden/run_ids.py | deno fmt --ext json - > tests/golden/run_ids.json
"""

import decimal
import hashlib
import json


def number(value):
    """ECMAScript's shortest form: no exponent for 1e-6 ≤ |x| < 1e21, and `1e-7`, not `1e-07`."""
    _, digits, _ = decimal.Decimal(repr(value)).normalize().as_tuple()
    exponent = decimal.Decimal(repr(value)).adjusted()
    if value == 0 or -7 < exponent < 21:
        return format(decimal.Decimal(repr(value)).normalize(), "f")
    mantissa = str(digits[0]) + ("." + "".join(map(str, digits[1:])) if digits[1:] else "")
    return f"{mantissa}e{exponent:+d}"


def canonical(value):
    if isinstance(value, dict):
        pairs = (f"{canonical(key)}:{canonical(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def spec(**changes):
    return {
        "suite": {"name": "moons", "version": 1},
        "dataset": {"name": "moons", "version": 1, "content": "generated"},
        "problem": {"name": "0-35", "source": "0", "target": "35"},
        "method": {"name": "cmd", "values": {"weight": 0.3, "moments": 5, "bound": "none"}},
        "protocol": {
            "encoder": {
                "name": "mlp",
                "values": {
                    "depth": 1,
                    "width": 15,
                    "activation": "sigmoid",
                    "initializer": "glorot",
                },
            },
            "optimizer": {"name": "adam", "learningRate": 0.05},
            "schedule": {"name": "annealed", "alpha": 10, "beta": 0.75},
            "transform": "none",
            "epochs": 400,
            "checkpointEvery": 10,
            "batch": 50,
            "validation": 0.1,
            "selections": ["last", "source_validation", "oracle"],
        },
        "seed": 7,
        "metrics": 1,
        **changes,
    }


def tasks_spec(**changes):
    return {
        "suite": {"name": "english_tagging", "version": 1},
        "dataset": {"name": "english_tagging", "version": 2, "content": "5b" * 32},
        "problem": {
            "name": "ewt",
            "sources": ["ewt"],
            "tasks": [
                {"name": "ewt_upos", "metrics": ["accuracy", "macro_f1"]},
                {"name": "ewt_deprel", "metrics": ["accuracy"]},
            ],
        },
        "method": {
            "name": "sluice",
            "values": {"subspaces": 2, "orthogonality": 0.1},
            "weighting": {"name": "fixed", "values": {"weights": "1:0.5"}},
            "rule": {"name": "mgda", "values": {"normalise": "loss+"}, "over": "representation"},
            "fineTuning": 2,
        },
        "protocol": {
            "encoder": {"name": "bilstm_tagger", "values": {"depth": 2, "width": 64}},
            "optimizer": {"name": "adam", "learningRate": 0.002, "clipNorm": 5},
            "schedule": {"name": "constant"},
            "epochs": 4,
            "checkpointEvery": 1,
            "batch": 32,
            "order": "joint",
            "temperature": 1,
            "vectors": "c0" * 32,
            "selections": ["last", "validation"],
        },
        "seed": 0,
        "metrics": 1,
        **changes,
    }


def transfer_spec(labels):
    plain = spec()
    protocol = {**plain["protocol"], "pretraining": 3, "selections": ["last", "validation"]}
    return {
        **plain,
        "suite": {"name": "fashion_halves", "version": 1},
        "dataset": {"name": "fashion_halves", "version": 1, "content": "7a" * 32},
        "problem": {"name": f"A-B {labels}", "source": "A", "target": "B", "labels": labels},
        "method": {"name": "l2_sp", "values": {"depth": 2, "alpha": 0.1, "beta": 0.01}},
        "protocol": protocol,
    }


SPECS = [
    spec(),
    spec(problem={"name": "größer-35", "source": "größer", "target": "35"}),
    spec(method={"name": "coral", "values": {"weight": 1e-7}}),
    spec(method={"name": "coral", "values": {"weight": 100000.0}}, seed=2**31),
    tasks_spec(),
    tasks_spec(
        problem={
            "name": "p=0.25:n=200",
            "sources": ["p=0.25:n=200"],
            "tasks": [{"name": "p=0.25:n=200:ä", "metrics": ["rmse", "r2", "mae"]}],
        },
        method={
            "name": "single_task",
            "values": {},
            "weighting": {"name": "equal", "values": {}},
            "rule": {"name": "sum", "values": {}, "over": "parameters"},
            "fineTuning": 0,
        },
        seed=1,
    ),
    transfer_spec(10),
    transfer_spec("all"),
]

print(json.dumps([
    {"spec": each, "id": hashlib.sha256(canonical(each).encode()).hexdigest()} for each in SPECS
], ensure_ascii=False))
