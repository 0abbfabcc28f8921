"""Accuracy, measures within classes and matchings against scikit-learn and prdc."""

import gan_course  # noqa: F401
from gan_course import metrics

import itertools

import numpy as np
import prdc
import pytest
import sklearn.metrics
from features import correlated


def test_class_accuracy_agrees_with_scikit_learn(rng):
    labels = rng.integers(10, size=300)
    logits = rng.standard_normal((300, 10)) + 2 * np.eye(10)[labels]
    expected = sklearn.metrics.accuracy_score(labels, logits.argmax(axis=1))
    assert 0.2 < expected < 0.9
    assert metrics.class_accuracy(logits, labels) == pytest.approx(expected)
    assert metrics.class_accuracy(logits.tolist(), labels.tolist()) == expected
    assert metrics.class_accuracy(logits, labels.astype("uint8")) == expected


def two_sets(rng, classes=4):
    """Features and labels, in no order, of classes of different sizes."""
    sets = []
    for seed, n in ((1, 400), (2, 300)):
        labels = rng.permutation(np.arange(n) % (classes + 1) % classes)
        sets += [correlated(n, 3, seed) + labels[:, None], labels]
    return sets


def test_within_classes_is_a_loop_over_them(rng):
    real, real_labels, fake, fake_labels = two_sets(rng)
    found = metrics.within_classes(
        lambda a, b: metrics.precision_recall(a, b, k=3)[1],
        real, real_labels, fake, fake_labels,
    )  # fmt: skip
    assert found.shape == (4,) and found.dtype == np.float64
    for label in range(4):
        expected = prdc.compute_prdc(
            real[real_labels == label], fake[fake_labels == label], nearest_k=3
        )
        assert found[label] == pytest.approx(expected["recall"], rel=1e-6)
    assert len(set(found)) > 1


def test_within_classes_sees_what_the_whole_does_not(rng):
    """Two classes exchanged: the same images, and so the same Fréchet distance."""
    real, labels, *_ = two_sets(rng)
    exchanged = np.array([1, 0, 2, 3])[labels]
    assert metrics.frechet_distance(real, real) == pytest.approx(0, abs=1e-6)
    found = metrics.within_classes(
        metrics.frechet_distance, real, labels, real, exchanged
    )
    assert (found[:2] > 0.5).all() and found[2:] == pytest.approx(0, abs=1e-6)


def agreement(codes, classes, matching):
    return np.mean(np.asarray(matching)[codes] == classes)


@pytest.mark.parametrize("kinds", [2, 4, 6])
def test_best_matching_is_the_best_of_all_permutations(kinds, rng):
    for _ in range(5):
        codes = rng.integers(kinds, size=60)
        classes = (
            codes + (rng.random(60) < 0.5) * rng.integers(kinds, size=60)
        ) % kinds
        share, matching = metrics.best_matching(codes, classes)
        best = max(
            agreement(codes, classes, permutation)
            for permutation in itertools.permutations(range(kinds))
        )
        assert share == pytest.approx(best)
        assert agreement(codes, classes, matching) == pytest.approx(share)
        assert sorted(matching) == list(range(kinds))


def test_best_matching_finds_a_hidden_permutation(rng):
    """And its share is the diagonal of scikit-learn's table, put in order."""
    hidden = rng.permutation(10)
    codes = rng.integers(10, size=500)
    wrong = rng.random(500) < 0.05
    classes = np.where(wrong, (hidden[codes] + 1) % 10, hidden[codes])
    share, matching = metrics.best_matching(codes, classes)
    assert matching.tolist() == hidden.tolist()
    assert share == pytest.approx(1 - wrong.mean())
    table = sklearn.metrics.cluster.contingency_matrix(codes, classes)
    assert share == pytest.approx(table[np.arange(10), matching].sum() / 500)
    # the classes' names do not matter, nor do codes that mean nothing give much
    renamed = rng.permutation(10)[classes]
    assert metrics.best_matching(codes, renamed)[0] == pytest.approx(share)
    random = metrics.best_matching(rng.integers(10, size=5000), np.arange(5000) % 10)
    assert 0.1 <= random[0] < 0.14


def test_best_matching_with_kinds_that_do_not_occur():
    """Three codes for two classes, two for three, and holes in the numbers."""
    share, matching = metrics.best_matching([0, 1, 2, 2], [0, 1, 1, 1])
    assert share == 0.75 and matching.tolist()[2] == 1
    share, matching = metrics.best_matching([0, 0, 1, 1], [5, 5, 2, 0])
    assert share == 0.75 and matching[0] == 5 and sorted(matching) == list(range(6))
