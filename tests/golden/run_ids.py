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
        "setting": "unsupervised_adaptation",
        "suite": {"name": "moons", "version": 1},
        "dataset": {"name": "moons", "version": 1, "content": "generated"},
        "problem": {
            "name": "0-35",
            "sources": ["0"],
            "target": "35",
            "tasks": [{"name": "0-35", "metrics": ["accuracy"]}],
        },
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
            "optimizer": {
                "name": "adam",
                "values": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0},
            },
            "schedule": {"name": "annealed", "values": {"alpha": 10, "beta": 0.75}},
            "values": {
                "learningRate": 0.05,
                "clipNorm": 0,
                "epochs": 400,
                "checkpointEvery": 10,
                "batch": 50,
                "transform": "none",
                "validation": 0.1,
                "rows": 0,
            },
            "selections": ["last", "source_validation", "oracle"],
        },
        "seed": 7,
        "metrics": 1,
        **changes,
    }


def tasks_spec(**changes):
    return {
        "setting": "multi_task",
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
            "optimizer": {"name": "sgd", "values": {"momentum": 0.9, "nesterov": "yes"}},
            "schedule": {"name": "constant", "values": {}},
            "vectors": "c0" * 32,
            "values": {
                "learningRate": 0.002,
                "clipNorm": 5,
                "epochs": 4,
                "checkpointEvery": 1,
                "batch": 32,
                "order": "sampled",
                "temperature": 2,
            },
            "selections": ["last", "validation"],
        },
        "seed": 0,
        "metrics": 1,
        "code": {"methods/sluice": "ab" * 32},
        **changes,
    }


def transfer_spec(labels):
    plain = spec()
    name = f"A-B {labels}"
    values = {**plain["protocol"]["values"], "pretraining": 3}
    return {
        **plain,
        "setting": "inductive_transfer",
        "suite": {"name": "fashion_halves", "version": 1},
        "dataset": {"name": "fashion_halves", "version": 1, "content": "7a" * 32},
        "problem": {
            "name": name,
            "sources": ["A"],
            "target": "B",
            "tasks": [{"name": name, "metrics": ["accuracy"]}],
            "labels": labels,
            "version": 2,
        },
        "method": {"name": "l2_sp", "values": {"depth": 2, "alpha": 0.1, "beta": 0.01}},
        "protocol": {
            **plain["protocol"],
            "values": values,
            "selections": ["last", "validation"],
        },
    }


SPECS = [
    spec(),
    spec(
        problem={
            "name": "größer-35",
            "sources": ["größer"],
            "target": "35",
            "tasks": [{"name": "größer-35", "metrics": ["accuracy"]}],
        }
    ),
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
