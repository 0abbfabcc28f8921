"""Fréchet and kernel distances against scipy, scikit-learn and closed forms."""

import gan_course  # noqa: F401
from gan_course import data, metrics, models

import numpy as np
import pytest
import scipy.linalg
import scipy.special
import scipy.stats
from features import correlated
from sklearn.metrics.pairwise import polynomial_kernel


def distance_by_scipy(mean_a, cov_a, mean_b, cov_b):
    root = scipy.linalg.sqrtm(cov_a @ cov_b).real
    return np.sum((mean_a - mean_b) ** 2) + np.trace(cov_a + cov_b - 2 * root)


def moments(x):
    return x.mean(axis=0), np.cov(x.T)


@pytest.mark.parametrize("width", [2, 64, 512])
def test_frechet_distance_agrees_with_scipy(width):
    a, b = correlated(2 * width, width, 0), correlated(3 * width, width, 1)
    found = metrics.frechet_distance(a, b)
    expected = distance_by_scipy(*moments(a), *moments(b))
    assert found == pytest.approx(expected, rel=1e-6)


def test_frechet_distance_agrees_with_scipy_at_the_width_of_inception():
    """With A = L L^T, the product A B has the eigenvalues of L^T B L."""
    width = 2048
    a, b = (moments(correlated(n * width, width, n)) for n in (2, 3))
    lower = scipy.linalg.cholesky(a[1], lower=True)
    roots = np.sqrt(scipy.linalg.eigvalsh(lower.T @ b[1] @ lower))
    spread = np.trace(a[1] + b[1]) - 2 * roots.sum()
    expected = np.sum((a[0] - b[0]) ** 2) + spread
    found = metrics.frechet_distance_of_normals(*a, *b)
    assert found == pytest.approx(expected, rel=1e-6)


def test_frechet_distance_of_real_features_agrees_with_scipy(real):
    a, b = real[0][0], real[1][0]
    # Some features are nearly constant; scipy's root of a nearly singular product
    # is good to the square root of the rounding.
    expected = distance_by_scipy(*moments(a), *moments(b))
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("rank", [1, 5, 31])
def test_frechet_distance_of_rank_deficient_covariances(rank, rng):
    """Commuting covariances have a closed form."""
    basis, _ = np.linalg.qr(rng.standard_normal((64, 64)))
    a, b = np.zeros(64), np.zeros(64)
    a[:rank], b[rank // 2 : rank // 2 + rank] = 2.0, 3.0
    cov_a, cov_b = (basis * a**2) @ basis.T, (basis * b**2) @ basis.T
    found = metrics.frechet_distance_of_normals(a, cov_a, b, cov_b)
    expected = np.sum((a - b) ** 2) + np.sum((a - b) ** 2)
    assert found == pytest.approx(expected, rel=1e-6)
    # scipy has no root of a singular product; lifting by e adds up to sqrt(e) a rank
    lifted = [c + 1e-10 * np.eye(64) for c in (cov_a, cov_b)]
    reference = distance_by_scipy(a, lifted[0], b, lifted[1])
    assert found == pytest.approx(reference, rel=1e-5)


@pytest.mark.parametrize("smallest", [1e-4, 1e-8, 1e-12, 1e-16])
def test_frechet_distance_of_nearly_singular_covariances(smallest, rng):
    basis, _ = np.linalg.qr(rng.standard_normal((32, 32)))
    a, b = np.geomspace(1, smallest, 32), np.geomspace(smallest, 1, 32)
    cov_a, cov_b = (basis * a) @ basis.T, (basis * b) @ basis.T
    found = metrics.frechet_distance_of_normals(a, cov_a, a, cov_b)
    expected = np.sum((np.sqrt(a) - np.sqrt(b)) ** 2)
    assert found == pytest.approx(expected, rel=1e-6)


def test_frechet_distance_of_too_few_samples_for_their_width(rng):
    """Half as many as dimensions: the moments work, the wrapper refuses."""
    a, b = rng.standard_normal((16, 32)), rng.standard_normal((2000, 32))
    found = metrics.frechet_distance_of_normals(*moments(a), *moments(b))
    # trace (A B)^(1/2) from the data themselves: singular values, no root of A
    rows = (a - a.mean(axis=0)) / np.sqrt(15)
    half = np.linalg.cholesky(np.cov(b.T))
    trace = np.linalg.svd(rows @ half, compute_uv=False).sum()
    expected = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    expected += np.trace(np.cov(a.T) + np.cov(b.T)) - 2 * trace
    assert found == pytest.approx(expected, rel=1e-6)
    with pytest.raises(ValueError, match=r"at least 33 real features.*got 16"):
        metrics.frechet_distance(a, b)


@pytest.mark.parametrize("width", [1, 8, 64, 512])
def test_frechet_distance_knows_identity_shift_and_scale(width):
    a = correlated(2 * width + 2, width, 5)
    variance = np.trace(np.cov(a.T).reshape(width, width))
    assert metrics.frechet_distance(a, a) == pytest.approx(0, abs=1e-12 * variance)
    assert metrics.frechet_distance(a, a + 2) == pytest.approx(4 * width, rel=1e-6)
    b = a - a.mean(axis=0)
    assert metrics.frechet_distance(b, 3 * b) == pytest.approx(4 * variance, rel=1e-9)


def test_squared_mmd_agrees_with_scikit_learn(real):
    random = correlated(300, 16, 6), correlated(200, 16, 7)
    for a, b in (random, (real[0][0][:500], real[1][0][:700])):
        n, m = len(a), len(b)
        within_a, within_b = (
            polynomial_kernel(x, degree=3, gamma=1 / x.shape[1], coef0=1)
            for x in (a, b)
        )
        between = polynomial_kernel(a, b, degree=3, gamma=1 / a.shape[1], coef0=1)
        expected = within_a[~np.eye(n, dtype=bool)].mean() - 2 * between.mean()
        expected += within_b[~np.eye(m, dtype=bool)].mean()
        assert metrics.squared_mmd(a, b) == pytest.approx(expected, rel=1e-6)


def test_kernel_distance_is_unbiased_and_its_error_honest():
    """Sets of one distribution: zero on average, within the error it states."""
    rng = np.random.default_rng(8)
    found = []
    for _ in range(400):
        a, b = rng.standard_normal((60, 4)), rng.standard_normal((60, 4))
        found.append(metrics.kernel_distance(a, b, subsets=10))
    distances, errors = np.array(found).T
    assert abs(distances.mean()) < 4 * distances.std() / np.sqrt(len(distances))
    error = np.sqrt(np.mean(errors**2))
    assert distances.std() < error < 4 * distances.std()  # cautious near 0
    distances, errors = [], []
    for _ in range(200):
        a, b = rng.standard_normal((60, 4)), 1 + rng.standard_normal((60, 4))
        distance, error = metrics.kernel_distance(a, b, subsets=10)
        distances.append(distance)
        errors.append(error)
    assert np.mean(errors) == pytest.approx(np.std(distances), rel=0.2)


@pytest.mark.parametrize("kind", ["normal", "exponential"])
def test_interval_covers_the_true_distance(kind):
    """Both sets random, true moments known; 80 intervals each."""
    rng = np.random.default_rng(13)
    width, n = 6, 200
    root = np.eye(width) + 0.2 * rng.standard_normal((width, width))
    cov, shift, held, half, raw = root @ root.T, 0.4, 0, 0, []
    for sets in range(80):
        draw = getattr(rng, f"standard_{kind}")
        x, y = (draw((n, width)) - (kind == "exponential") for _ in range(2))
        x, y = x @ root.T, shift + 1.2 * y @ root.T
        truth = metrics.frechet_distance_of_normals(0 * cov[0], cov, shift, 1.44 * cov)
        estimate, low, high = metrics.frechet_interval(x, y, seed=sets)
        held += low <= truth <= high
        _, low, high = metrics.frechet_interval(x, y, level=0.5, seed=sets)
        half += low <= truth <= high
        raw.append([metrics.frechet_distance(x, y) - truth, estimate - truth])
    # 95 % are meant to; fewer than 86 % in 80 would be 3.7 standard errors off
    assert held / 80 > 0.86 and 0.3 < half / 80 < 0.8
    bias, corrected_bias = np.mean(raw, axis=0)
    assert bias > 0 and abs(corrected_bias) < bias / 3


def test_interval_of_real_features_holds_the_distance_of_more_of_them():
    """What 1,500 of each say, against what 10,000 of each say."""
    test = metrics.classify(data.scale(data.load_mnist("test")[0]))[0]
    noise = np.random.default_rng(0).standard_normal((10_000, 64), "float32")
    samples = models.load_generator().predict(noise, batch_size=500, verbose=0)
    fake = metrics.classify(samples)[0]
    truth, _, _ = metrics.frechet_interval(test, fake)
    held = []
    for part in range(6):
        rows = slice(1500 * part, 1500 * (part + 1))
        _, low, high = metrics.frechet_interval(test[rows], fake[rows], replicates=50)
        held.append(low <= truth <= high)
        assert metrics.frechet_distance(test[rows], fake[rows]) > truth
    assert sum(held) >= 4
