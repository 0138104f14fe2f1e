"""The proxy A-distance of features by scikit-learn's RidgeClassifierCV, which chooses its penalty by the squared
error of leaving out one row: the first half of the rows is trained on, the second tested.

Run (scikit-learn 1.2): python3 tests/golden/domain_distance.py | deno fmt --ext json - > tests/golden/domain_distance.json
"""

import json

import numpy
from sklearn.linear_model import RidgeClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

generator = numpy.random.default_rng(20070101)
PENALTIES = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10]


def features(rows, width, inner, shift):
    """Rectified normal numbers, rounded to 2 digits; the first feature is shifted in the target."""
    weights = generator.normal(0, 1, (inner, width))

    def of(shift):
        hidden = generator.normal(0, 1, (rows, inner))
        hidden[:, 0] += shift
        noise = generator.normal(0, 0.5, (rows, width))
        return numpy.round(numpy.maximum(hidden @ weights + noise, 0), 2)

    return of(0), of(shift)


def array(features):
    return {"shape": list(features.shape), "data": features.ravel().tolist()}


def case(rows, width, inner, shift, constant=()):
    source, target = features(rows, width, inner, shift)
    for column in constant:
        source[:, column] = target[:, column] = 0.1
    half = rows // 2
    labels = numpy.repeat([-1, 1], half)
    # The penalties are multiples of n: scikit-learn's scaler divides by the root mean square.
    ridge = RidgeClassifierCV(alphas=[2 * half * part for part in PENALTIES])
    classifier = make_pipeline(StandardScaler(), ridge)
    classifier.fit(numpy.concatenate([source[:half], target[:half]]), labels)
    others = numpy.concatenate([source[half : 2 * half], target[half : 2 * half]])
    error = float(numpy.mean(classifier.predict(others) != labels))
    return {
        "source": array(source),
        "target": array(target),
        "distance": 2 * (1 - 2 * error),
        "scores": classifier.decision_function(others).tolist(),
    }


print(
    json.dumps(
        {
            "alike": case(60, 6, 4, 0),
            "overlapping": case(80, 10, 4, 1.5),
            "odd rows": case(61, 5, 3, 1),
            "far apart": case(40, 8, 4, 8),
            "more features than rows": case(30, 45, 6, 2.5),
            "features that tell nothing": case(60, 6, 4, 2, constant=(0, 3)),
        }
    )
)
