"""Similarity to a truth: against scikit-image, scikit-learn and closed forms."""

import gan_course  # noqa: F401
from gan_course import metrics

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

TRUTHS = np.random.default_rng(0).uniform(-1, 1, (6, 16, 20, 3)).astype("float32")
NOISE = np.random.default_rng(1).standard_normal(TRUTHS.shape).astype("float32")
LEVELS = np.linspace(0.02, 0.5, 6, dtype="float32")[:, None, None, None]
IMAGES = np.clip(TRUTHS + LEVELS * NOISE, -1, 1)


def test_psnr_is_its_formula_and_scikit_images():
    squares = ((IMAGES - TRUTHS) ** 2).mean(axis=(1, 2, 3))
    found = metrics.psnr(IMAGES, TRUTHS)
    assert found.shape == (6,) and (np.diff(found) < 0).all()
    assert found == pytest.approx(10 * np.log10(4 / squares), rel=1e-4)
    assert np.isinf(metrics.psnr(TRUTHS, TRUTHS)).all()
    theirs = pytest.importorskip("skimage.metrics").peak_signal_noise_ratio
    expected = [theirs(t, x, data_range=2) for t, x in zip(TRUTHS, IMAGES)]
    assert found == pytest.approx(expected, rel=1e-4)


def test_ssim_is_scikit_images():
    """Of the 8-bit pixels that the images stand for."""
    theirs = pytest.importorskip("skimage.metrics").structural_similarity
    options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    expected = [
        theirs(t, x, data_range=255, channel_axis=-1, **options)
        for t, x in zip((TRUTHS + 1) * 127.5, (IMAGES + 1) * 127.5)
    ]
    assert metrics.ssim(IMAGES, TRUTHS) == pytest.approx(expected, abs=1e-4)


def test_ssim_of_even_images_is_a_closed_form():
    """Without variance only the means are compared."""
    low, high = -0.5, -0.3
    first, second = np.full((1, 16, 16, 1), low), np.full((1, 16, 16, 1), high)
    x, y, c1 = (low + 1) / 2, (high + 1) / 2, 0.01**2
    expected = (2 * x * y + c1) / (x**2 + y**2 + c1)
    assert metrics.ssim(first, second) == pytest.approx([expected], rel=1e-4)
    assert metrics.ssim(TRUTHS, TRUTHS) == pytest.approx(np.ones(6))
    assert metrics.ssim(TRUTHS, -TRUTHS).max() < 0  # a negative is not alike


def test_retrieval_is_scikit_learns():
    rng = np.random.default_rng(2)
    partners = rng.standard_normal((40, 5, 5, 1))
    translated = partners + 2.5 * rng.standard_normal(partners.shape)
    rows = [x.reshape(40, -1) for x in (translated, partners)]
    nearest = NearestNeighbors(n_neighbors=1).fit(rows[1]).kneighbors(rows[0])[1]
    expected = np.mean(nearest.ravel() == np.arange(40))
    assert 0.2 < expected < 1
    assert metrics.retrieval(translated, partners) == pytest.approx(expected)
    assert metrics.retrieval(*rows) == metrics.retrieval(translated, partners)
    assert metrics.retrieval(partners, partners) == 1
    assert metrics.retrieval(np.roll(partners, 1, axis=0), partners) == 0


def test_retrieval_of_what_ignores_its_input_is_chance():
    """Either all translations are one, or all partners are."""
    rng = np.random.default_rng(3)
    partners = rng.standard_normal((25, 8))
    one = np.broadcast_to(rng.standard_normal(8), (25, 8))
    assert metrics.retrieval(one, partners) == pytest.approx(1 / 25)
    assert metrics.retrieval(partners, one) == pytest.approx(1 / 25)
    doubled = np.repeat(partners, 2, axis=0)  # every partner there twice
    assert metrics.retrieval(doubled, doubled) == pytest.approx(1 / 2)
