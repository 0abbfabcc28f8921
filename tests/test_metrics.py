"""The Frechet distance against scipy's matrix square root and closed forms."""

import gan_course  # noqa: F401
from gan_course.metrics import frechet_distance

import numpy as np
import pytest
import scipy.linalg

RNG = np.random.default_rng(0)


def by_scipy(a, b):
    ca, cb = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = scipy.linalg.sqrtm(ca @ cb).real
    return np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(ca + cb - 2 * root)


@pytest.mark.parametrize("width", [1, 2, 64])
def test_agrees_with_scipy(width):
    a = RNG.standard_normal((500, width)) @ RNG.standard_normal((width, width))
    b = 1 + RNG.standard_normal((700, width)) @ RNG.standard_normal((width, width))
    expected = (
        by_scipy(a, b)
        if width > 1
        else ((a.mean() - b.mean()) ** 2 + (a.std(ddof=1) - b.std(ddof=1)) ** 2)
    )
    assert frechet_distance(a, b) == pytest.approx(expected, rel=1e-6)


def test_knows_identity_shift_and_scale():
    a = RNG.standard_normal((400, 8))
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(a, a + 2) == pytest.approx(8 * 4, rel=1e-9)
    b = a - a.mean(axis=0)
    variance = np.trace(np.cov(b, rowvar=False))
    assert frechet_distance(b, 3 * b) == pytest.approx(4 * variance, rel=1e-9)
