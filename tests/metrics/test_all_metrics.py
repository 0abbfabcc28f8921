"""What holds for every metric: order, bad features, memory."""

import gan_course  # noqa: F401
from gan_course import metrics

import numpy as np
import pytest
from features import correlated


def test_blocks_save_memory_and_change_nothing(monkeypatch):
    a, b = correlated(130, 6, 10), correlated(70, 6, 11) * 0.5
    shares, distances = set(), []
    for size in (1, 7, 500):
        monkeypatch.setattr(metrics, "BLOCK", size)
        shares.add(metrics.precision_recall(a, b))
        distances.append(metrics.squared_mmd(a, b))
    assert len(shares) == 1
    assert distances == pytest.approx([distances[0]] * 3, rel=1e-9)


def test_order_of_samples_does_not_matter(real):
    order = np.random.default_rng(1).permutation(2000)
    shuffled = tuple(x[order] for x in real[1])
    first, second = metrics.evaluate(*real), metrics.evaluate(real[0], shuffled)
    # which subsets the error is estimated from is left to chance
    assert first.pop("kernel_error") == pytest.approx(second.pop("kernel_error"), rel=1)
    assert first == pytest.approx(second, rel=1e-9)
    groups = metrics.random_groups(real[0][0], 7)
    assert [len(group) for group in groups] == [286] * 5 + [285] * 2
    together = np.concatenate(groups)
    assert not np.array_equal(together, real[0][0])
    np.testing.assert_array_equal(
        np.sort(together, axis=0), np.sort(real[0][0], axis=0)
    )


GOOD = np.random.default_rng(0).standard_normal((40, 8))

NAN = np.where(np.arange(8) == 3, np.nan, GOOD)

PAIRS = [
    metrics.frechet_distance,
    metrics.frechet_interval,
    metrics.kernel_distance,
    metrics.precision_recall,
]


@pytest.mark.parametrize("metric", PAIRS)
@pytest.mark.parametrize(
    "bad, message",
    [
        (NAN, "40 of 320 values"),
        (GOOD * np.inf, "320 of 320 values"),
        (GOOD[:0], r"got \(0, 8\)"),
        (GOOD[0], r"got \(8,\)"),
        (GOOD[:, :7], "width 7|width 8"),
        (GOOD[:3], "got 3; draw more"),
    ],
)
def test_bad_features_are_refused_by_name(metric, bad, message):
    for arguments, name in (((bad, GOOD), "real"), ((GOOD, bad), "fake")):
        with pytest.raises(ValueError, match=message) as error:
            metric(*arguments)
        assert name in str(error.value)


def test_equal_features_give_finite_numbers():
    """All equal features are a valid, if poor, set: a number, no warning."""
    same = np.ones((40, 8))
    with np.errstate(all="raise"):
        found = metrics.evaluate((GOOD, GOOD), (same, same))
    assert all(np.isfinite(list(found.values())))
    assert found["recall"] == 0
