"""The metrics against other people's implementations and closed forms."""

import gan_course  # noqa: F401
from gan_course import data, metrics, models

import numpy as np
import prdc
import pytest
import scipy.linalg
import scipy.special
import scipy.stats
from sklearn.metrics.pairwise import polynomial_kernel


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def real():
    """Features and logits: 2,000 test images, 2,000 blurred training images."""
    from scipy.ndimage import gaussian_filter

    test = data.scale(data.load_mnist("test[:2000]")[0])
    train = data.scale(data.load_mnist("train[:2000]")[0])
    blurred = gaussian_filter(train, (0, 0.7, 0.7, 0))
    return metrics.classify(test), metrics.classify(blurred)


def correlated(n, width, seed):
    rng = np.random.default_rng(seed)
    return seed + rng.standard_normal((n, width)) @ rng.standard_normal((width, width))


def distance_by_scipy(mean_a, cov_a, mean_b, cov_b):
    root = scipy.linalg.sqrtm(cov_a @ cov_b).real
    return np.sum((mean_a - mean_b) ** 2) + np.trace(cov_a + cov_b - 2 * root)


def moments(x):
    return x.mean(axis=0), np.cov(x.T)


@pytest.mark.parametrize("width", [2, 64, 2048])
def test_frechet_distance_agrees_with_scipy(width):
    a, b = correlated(2 * width, width, 0), correlated(3 * width, width, 1)
    if width == 2048:  # the wrapper's covariances are the same as numpy's
        found = metrics.frechet_distance_of_normals(*moments(a), *moments(b))
    else:
        found = metrics.frechet_distance(a, b)
    expected = distance_by_scipy(*moments(a), *moments(b))
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


@pytest.mark.parametrize("k", [1, 3, 10])
def test_precision_and_recall_agree_with_prdc(real, k, rng):
    random = rng.standard_normal((300, 6)), 0.4 + rng.standard_normal((400, 6))
    for a, b in (random, (real[0][0], real[1][0])):
        expected = prdc.compute_prdc(a, b, nearest_k=k)
        precision, recall = metrics.precision_recall(a, b, k)
        assert precision == pytest.approx(expected["precision"], rel=1e-6)
        assert recall == pytest.approx(expected["recall"], rel=1e-6)
        assert 0 < precision < 1 and 0 < recall < 1


def test_blocks_save_memory_and_change_nothing(monkeypatch):
    a, b = correlated(130, 6, 10), correlated(70, 6, 11) * 0.5
    shares, distances = set(), []
    for size in (1, 7, 500):
        monkeypatch.setattr(metrics, "BLOCK", size)
        shares.add(metrics.precision_recall(a, b))
        distances.append(metrics.squared_mmd(a, b))
    assert len(shares) == 1
    assert distances == pytest.approx([distances[0]] * 3, rel=1e-9)


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


def test_batch_size_of_evaluation_does_not_matter(real):
    images = data.scale(data.load_mnist("test[:2000]")[0])
    other = metrics.classify(images, batch_size=77)
    for a, b in zip(real[0], other):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)
    first, second = metrics.evaluate(*real), metrics.evaluate(other, real[1])
    assert first == pytest.approx(second, rel=1e-4, abs=2e-3)  # a vote may flip


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


def mixture(n, modes, sigma, seed=0):
    rng = np.random.default_rng(seed)
    centres = modes[rng.integers(len(modes), size=n)]
    return centres + sigma * rng.standard_normal((n, modes.shape[1]))


def ring(number=8):
    angles = 2 * np.pi * np.arange(number) / number
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_mode_coverage_of_the_mixture_itself():
    found = metrics.mode_coverage(mixture(20_000, ring(), 0.01), ring(), 0.01)
    assert found["captured"] == found["covered"] == found["reached"] == 8
    # within 3 sigma of a mode in two dimensions: 1 - exp(-4.5)
    assert found["high_quality"] == pytest.approx(1 - np.exp(-4.5), abs=0.003)
    assert found["reverse_kl"] < 0.001
    assert found["spread"] == pytest.approx(1, abs=0.05)


def test_mode_coverage_tells_faults_apart():
    modes = ring()
    points = metrics.mode_coverage(modes.repeat(300, axis=0), modes, 0.01)
    assert points["covered"] == 8 and points["spread"] == pytest.approx(0, abs=1e-6)
    one = metrics.mode_coverage(mixture(2500, modes[:1], 0.01), modes, 0.01)
    assert one["covered"] == one["captured"] == 1
    assert one["reverse_kl"] == pytest.approx(np.log(8))
    poor = metrics.mode_coverage(mixture(2500, modes, 0.1), modes, 0.01)
    assert poor["reached"] == 8 and poor["covered"] == 0 < poor["captured"]
    assert poor["high_quality"] < 0.1
    half = np.concatenate([mixture(2490, modes[:4], 0.01), modes[[4] * 10]])
    half = metrics.mode_coverage(half, modes, 0.01)
    assert half["captured"] == 5 and half["covered"] == 4
    away = metrics.mode_coverage(modes + 50, modes, 0.01)
    assert away["high_quality"] == away["spread"] == away["covered"] == 0


def test_channels_are_read_as_their_digits():
    images, labels = data.load_mnist("test")
    rng = np.random.default_rng(0)
    places = rng.integers(10_000, size=(500, 3))
    stacked = np.moveaxis(data.scale(images[places])[..., 0].numpy(), 1, -1)
    found = metrics.classify_channels(stacked)
    assert found.shape == (500, 3) and np.mean(found == labels[places]) > 0.98


def test_stacked_mode_coverage_against_closed_forms(rng):
    every = np.stack(np.unravel_index(np.arange(1000), (10, 10, 10)), axis=1)
    found = metrics.stacked_mode_coverage(every)
    assert found == {"captured": 1000, "reverse_kl": pytest.approx(0, abs=1e-12)}
    few = metrics.stacked_mode_coverage(every[:100].repeat(3, axis=0))
    assert few == {"captured": 100, "reverse_kl": pytest.approx(np.log(10))}
    # n fair draws of K: K (1 - (1 - 1/K)^n) modes, divergence about (K - 1) / 2n
    fair = metrics.stacked_mode_coverage(rng.integers(10, size=(26_000, 3)))
    assert fair["captured"] == 1000
    assert fair["reverse_kl"] == pytest.approx(999 / 52_000, rel=0.2)
    scarce = metrics.stacked_mode_coverage(rng.integers(10, size=(2500, 3)))
    assert scarce["captured"] == pytest.approx(1000 * (1 - np.exp(-2.5)), abs=30)


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
