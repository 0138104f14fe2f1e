"""Metrics of classes, scores, numbers and chunks, by scikit-learn and, for chunks, by seqeval.

seqeval's default mode counts chunks as conlleval does, for tags out of order too.

Run (scikit-learn 1.9, seqeval 1.2): python3 tests/golden/metrics.py | deno fmt --ext json - > tests/golden/metrics.json
"""

import json

import numpy
import seqeval.metrics
from sklearn import metrics

generator = numpy.random.default_rng(20000901)


def plain(array):
    return numpy.asarray(array).tolist()


def classes_case(rows, classes, used):
    """Labels and predictions of the `used` classes only."""
    labels = generator.choice(used, rows)
    predicted = numpy.where(generator.uniform(size=rows) < 0.5, labels, generator.choice(used, rows))
    return {
        "classes": classes,
        "labels": plain(labels),
        "predicted": plain(predicted),
        "accuracy": metrics.accuracy_score(labels, predicted),
        "macroF1": metrics.f1_score(
            labels, predicted, labels=range(classes), average="macro", zero_division=0
        ),
    }


def scores_case(rows, digits):
    """Few digits make many ties."""
    labels = generator.integers(0, 2, rows)
    scores = numpy.float32(numpy.round(generator.normal(labels, 1.5), digits))
    return {
        "labels": plain(labels),
        "scores": plain(scores.astype(float)),
        "auc": metrics.roc_auc_score(labels, scores),
    }


def numbers_case(rows, noise):
    labels = numpy.float32(generator.normal(3, 2, rows)).astype(float)
    predicted = numpy.float32(labels + generator.normal(0.2, noise, rows)).astype(float)
    return {
        "labels": plain(labels),
        "predicted": plain(predicted),
        "rmse": metrics.mean_squared_error(labels, predicted) ** 0.5,
        "mae": metrics.mean_absolute_error(labels, predicted),
        "r2": metrics.r2_score(labels, predicted),
    }


tags = ["B-NP", "B-VP", "I-NP", "I-VP", "O", "B-PP", "I-PP"]


def chunks_case(sentences, right):
    """Random tags, mostly invalid sequences, some of them predicted correctly."""
    labels, predicted = [], []
    for length in generator.integers(1, 12, sentences):
        words = generator.choice(len(tags), length)
        guesses = generator.choice(len(tags), length)
        labels.append(plain(words))
        predicted.append(plain(numpy.where(generator.uniform(size=length) < right, words, guesses)))
    named = [[[tags[tag] for tag in words] for words in rows] for rows in (labels, predicted)]
    return {
        "labels": labels,
        "predicted": predicted,
        "f1": float(seqeval.metrics.f1_score(*named, average="micro", zero_division=0)),
    }


print(json.dumps({
    "classes": [
        classes_case(40, 2, [0, 1]),
        classes_case(60, 5, [0, 1, 2, 3, 4]),
        classes_case(30, 6, [0, 2, 5]),
    ],
    "scores": [scores_case(50, 6), scores_case(60, 0), scores_case(40, 1)],
    "numbers": [numbers_case(30, 0.5), numbers_case(20, 4)],
    "chunks": {
        "tags": tags,
        "cases": [chunks_case(30, 0.9), chunks_case(30, 0.5), chunks_case(5, 0)],
    },
}))
