"""Scores, precision and recall against prdc and closed forms."""

import gan_course  # noqa: F401
from gan_course import data, metrics, models

import numpy as np
import prdc
import pytest
import scipy.linalg
import scipy.special
import scipy.stats
from features import correlated


@pytest.mark.parametrize("k", [1, 3, 10])
def test_precision_and_recall_agree_with_prdc(real, k, rng):
    random = rng.standard_normal((300, 6)), 0.4 + rng.standard_normal((400, 6))
    for a, b in (random, (real[0][0], real[1][0])):
        expected = prdc.compute_prdc(a, b, nearest_k=k)
        precision, recall = metrics.precision_recall(a, b, k)
        assert precision == pytest.approx(expected["precision"], rel=1e-6)
        assert recall == pytest.approx(expected["recall"], rel=1e-6)
        assert 0 < precision < 1 and 0 < recall < 1


def test_classifier_score_has_its_closed_forms():
    uniform = np.zeros((1000, 10))
    assert metrics.classifier_score(uniform)[0] == pytest.approx(1, rel=1e-9)
    one_hot = 1e4 * np.tile(np.eye(10), (100, 1))
    score, _ = metrics.classifier_score(one_hot)
    assert score == pytest.approx(10, rel=1e-9)
    one_class = 1e4 * np.tile(np.eye(10)[:1], (100, 1))
    assert metrics.classifier_score(one_class)[0] == pytest.approx(1, rel=1e-9)
    # two classes at p, 1 - p each way round: exp(log 2 - entropy(p))
    p = 0.8
    logits = np.log([[p, 1 - p], [1 - p, p]])
    expected = 2 * np.exp(-scipy.stats.entropy([p, 1 - p]))
    score, _ = metrics.classifier_score(np.tile(logits, (50, 1)))
    assert score == pytest.approx(expected, rel=1e-9)


def test_classifier_score_is_the_mutual_information(real):
    for logits in (real[0][1], 3 * correlated(500, 10, 12)):
        p = scipy.special.softmax(logits, axis=1)
        entropy = scipy.stats.entropy
        information = entropy(p.mean(axis=0)) - entropy(p, axis=1).mean()
        score, _ = metrics.classifier_score(logits)
        assert score == pytest.approx(np.exp(information), rel=1e-6)


def test_error_of_the_classifier_score_is_honest():
    rng = np.random.default_rng(14)
    sets = [
        metrics.classifier_score(2 * rng.standard_normal((500, 10))) for _ in range(60)
    ]
    scores, errors = np.transpose(sets)
    assert np.mean(errors) == pytest.approx(np.std(scores, ddof=1), rel=0.3)


def test_classifying_often_is_quiet_and_builds_nothing_anew(caplog):
    """TensorFlow warns of functions that are traced again and again."""
    images = np.full((70, 28, 28, 1), -1.0)
    classifier = models.load_classifier()
    expected = classifier(images[:40], training=False)
    with caplog.at_level("WARNING"):
        for n in range(40, 52):
            features, logits = metrics.classify(images[:n], classifier, 16)
            assert features.shape == (n, 64) and logits.shape == (n, 10)
    assert np.allclose(features[:40], expected[0], atol=1e-5)
    assert not caplog.records


def test_batch_size_of_evaluation_does_not_matter(real):
    images = data.scale(data.load_mnist("test[:2000]")[0])
    other = metrics.classify(images, batch_size=77)
    for a, b in zip(real[0], other):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)
    first, second = metrics.evaluate(*real), metrics.evaluate(other, real[1])
    assert first == pytest.approx(second, rel=1e-4, abs=2e-3)  # a vote may flip
