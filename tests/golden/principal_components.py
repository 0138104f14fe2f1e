"""The projection of features to their first two principal components by scikit-learn's PCA, and the fraction of the
variance along each.

Run (scikit-learn 1.9.1): python3 tests/golden/principal_components.py | deno fmt --ext json - > tests/golden/principal_components.json
"""

import json

import numpy
from sklearn.decomposition import PCA

generator = numpy.random.default_rng(19010101)


def case(rows, width, inner):
    """Rectified mixtures of normal numbers of falling deviation, rounded to 2 digits, as half source, half target."""
    hidden = generator.normal(0, 1, (rows, inner)) * 2.0 ** -numpy.arange(inner)
    noise = generator.normal(0, 0.1, (rows, width))
    weights = generator.normal(0, 1, (inner, width))
    features = numpy.round(numpy.maximum(hidden @ weights + noise, 0), 2)
    pca = PCA(2, svd_solver="full")
    return {
        "features": features.tolist(),
        "points": pca.fit_transform(features).tolist(),
        "explained": pca.explained_variance_ratio_.tolist(),
    }


print(
    json.dumps(
        {
            "more rows than features": case(30, 8, 5),
            "more features than rows": case(12, 20, 5),
            "two features": case(16, 2, 3),
        }
    )
)
