"""What must hold for any input: losses, metrics and data, by hypothesis."""

from gan_course import data, losses, metrics, models, plotting

import itertools

import keras
import numpy as np
import scipy.stats
import sklearn.mixture
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from keras import layers

settings.register_profile("course", max_examples=40, deadline=None, derandomize=True)
settings.load_profile("course")


def logits(size=1000.0):
    """Draws logits of any size, also at which exponentials overflow."""
    numbers = st.floats(-size, size, width=32)
    return st.integers(1, 6).flatmap(
        lambda n: arrays("float32", (n, 1), elements=numbers)
    )


def clouds(width, least=None, most=60):
    """Draws normal points, stretched and moved, more than their width."""
    return st.builds(
        lambda n, seed, scale: np.random.default_rng(seed).normal(
            seed % 5, scale, (n, width)
        ),
        st.integers(least or width + 1, most),
        st.integers(0, 10_000),
        st.floats(0.1, 10),
    )


def close(a, b, relative=1e-4, absolute=1e-4):
    return np.allclose(a, b, rtol=relative, atol=absolute)


def softplus(x):
    return np.logaddexp(0, np.float64(x))


# Losses


@given(logits(), logits())
def test_minimax_losses_are_cross_entropies(real, fake):
    d_loss = losses.minimax_discriminator_loss(real, fake)
    assert close(d_loss, softplus(-real).mean() + softplus(fake).mean())
    assert close(losses.non_saturating_generator_loss(fake), softplus(-fake).mean())
    assert close(losses.minimax_generator_loss(fake), -softplus(fake).mean())


@given(logits(), logits(), st.floats(0, 0.4))
def test_smoothing_never_lets_a_loss_fall_below_its_entropy(real, fake, s):
    smoothed = losses.minimax_discriminator_loss(real, fake, label_smoothing=s)
    entropy = scipy.stats.entropy([s, 1 - s])
    assert smoothed > entropy - 1e-3 * (1 + abs(entropy))


@given(logits(), logits(), st.floats(-100, 100))
def test_the_wasserstein_loss_knows_differences_only(real, fake, shift):
    loss = losses.wasserstein_discriminator_loss
    assert close(loss(real, fake), -np.float64(loss(fake, real)))
    assert close(loss(real + shift, fake + shift), loss(real, fake), absolute=0.01)
    generator = losses.wasserstein_generator_loss
    assert close(generator(fake + shift), generator(fake) - shift, absolute=0.01)


@given(logits(), logits())
def test_losses_are_zero_where_they_have_enough_and_positive_elsewhere(real, fake):
    hinge = losses.hinge_discriminator_loss(real, fake)
    assert hinge >= 0 and (hinge == 0) == (real.min() >= 1 and fake.max() <= -1)
    squares = losses.least_squares_discriminator_loss(real, fake)
    assert squares >= 0
    assert close(losses.least_squares_discriminator_loss(0 * real + 1, 0 * fake), 0)


ALL = [
    losses.non_saturating_generator_loss,
    losses.wasserstein_generator_loss,
    losses.hinge_generator_loss,
    losses.minimax_generator_loss,
]


@given(logits(), st.sampled_from(ALL))
def test_every_generator_gains_by_higher_logits_and_loses_nothing_to_order(fake, loss):
    assert loss(fake + 1) <= loss(fake) + 1e-6
    assert close(loss(fake[::-1]), loss(fake))
    with tf.GradientTape() as tape:
        x = tf.constant(fake)
        tape.watch(x)
        value = loss(x)
    slopes = tape.gradient(value, x).numpy()
    assert np.isfinite(slopes).all() and (slopes <= 0).all()
    assert np.abs(slopes).max() <= 1 / len(fake) + 1e-6  # all are 1-Lipschitz


@given(arrays("float32", 3, elements=st.floats(-3, 3, width=32)), st.integers(1, 9))
def test_penalties_of_a_linear_critic_are_their_formulas(slope, n):
    critic = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    critic.set_weights([slope[:, None], np.zeros(1)])
    real, fake = np.random.default_rng(n).standard_normal((2, n, 3)).astype("float32")
    steep = np.linalg.norm(slope)
    penalty = losses.gradient_penalty(critic, real, fake, [0, n])
    assert close(penalty, (steep - 1) ** 2)
    assert close(losses.r1_penalty(critic, real), steep**2 / 2)


# Metrics


@given(clouds(4), clouds(4), st.floats(-5, 5))
def test_frechet_distance_is_a_distance_of_clouds(real, fake, move):
    distance = metrics.frechet_distance
    found = distance(real, fake)
    assert found > -1e-9 and close(found, distance(fake, real), absolute=1e-6)
    assert abs(distance(real, real)) < 1e-6
    assert close(distance(real, real + move), 4 * move**2, absolute=1e-6)
    assert close(distance(3 * real, 3 * fake), 9 * found, absolute=1e-6)
    turned, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))
    assert close(distance(real @ turned, fake @ turned), found, absolute=1e-6)
    assert close(distance(real[::-1], fake), found, absolute=1e-6)


@given(clouds(1), clouds(1))
def test_frechet_distance_on_a_line_has_a_closed_form(real, fake):
    gap = (real.mean() - fake.mean()) ** 2
    spread = (real.std(ddof=1) - fake.std(ddof=1)) ** 2
    assert close(metrics.frechet_distance(real, fake), gap + spread, absolute=1e-6)


@given(clouds(3), clouds(3))
def test_mmd_is_the_sum_over_all_pairs(real, fake):
    def mean(a, b):
        pairs = itertools.product(range(len(a)), range(len(b)))
        return np.mean(
            [(a[i] @ b[j] / 3 + 1) ** 3 for i, j in pairs if a is not b or i != j]
        )

    expected = mean(real, real) + mean(fake, fake) - 2 * mean(real, fake)
    scale = abs(mean(real, real)) + abs(mean(fake, fake))
    assert abs(metrics.squared_mmd(real, fake) - expected) < 1e-6 * (1 + scale)


@given(clouds(3, least=6), clouds(3, least=6), st.integers(1, 5))
def test_precision_of_one_is_recall_of_the_other(real, fake, k):
    precision, recall = metrics.precision_recall(real, fake, k)
    assert 0 <= precision <= 1 and 0 <= recall <= 1
    assert metrics.precision_recall(fake, real, k) == (recall, precision)
    assert metrics.precision_recall(real, real, k) == (1, 1)
    assert metrics.precision_recall(2 * real, 2 * fake, k) == (precision, recall)
    more = metrics.precision_recall(
        real, fake, min(k + 1, len(real) - 1, len(fake) - 1)
    )
    assert more[0] >= precision and more[1] >= recall  # larger balls


@given(arrays("float64", (40, 5), elements=st.floats(-50, 50)), st.integers(2, 4))
def test_the_score_lies_between_one_and_the_number_of_classes(values, splits):
    score, error = metrics.classifier_score(values, splits)
    assert 1 - 1e-9 <= score <= 5 + 1e-9 and error >= 0
    shifted = metrics.classifier_score(values + 7, splits)[0]  # softmax knows no zero
    assert close(score, shifted)


@given(st.integers(1, 200), st.integers(0, 10_000), st.floats(0.01, 3))
def test_counts_of_modes_are_in_order(n, seed, spread):
    modes = data.gaussian_grid(3).modes
    rng = np.random.default_rng(seed)
    samples = modes[rng.integers(9, size=n)] + spread * rng.standard_normal((n, 2))
    found = metrics.mode_coverage(samples, modes, sigma=0.3)
    assert 0 <= found["covered"] <= min(found["captured"], found["reached"])
    assert max(found["captured"], found["reached"]) <= 9
    assert 0 <= found["high_quality"] <= 1
    assert -1e-9 <= found["reverse_kl"] <= np.log(9) + 1e-9
    shuffled = metrics.mode_coverage(rng.permutation(samples), modes[::-1], sigma=0.3)
    assert all(close(found[key], shuffled[key]) for key in found)


@given(arrays("int64", (30, 3), elements=st.integers(0, 9)))
def test_stacked_modes_are_the_different_rows(labels):
    found = metrics.stacked_mode_coverage(labels)
    assert found["captured"] == len(np.unique(labels, axis=0))


# Data and pictures


@given(arrays("uint8", (2, 3, 4, 1)))
def test_scaling_loses_no_pixel_and_stays_in_range(pixels):
    scaled = data.scale(pixels).numpy()
    assert scaled.min() >= -1 and scaled.max() <= 1
    assert np.array_equal(np.round((scaled + 1) * 127.5).astype("uint8"), pixels)
    assert np.array_equal(plotting.image_grid(scaled, 2)[:, :4], pixels[0, ..., 0])


@given(st.integers(2, 40), st.integers(1, 9), st.integers(0, 5), st.integers(0, 99))
def test_a_pass_shows_every_image_at_most_once_and_can_be_skipped_to(n, size, k, seed):
    size = min(size, n)
    pixels = np.arange(n, dtype="uint8").reshape(n, 1, 1, 1)
    batches = data.image_batches(pixels, size, seed)

    def numbers(dataset):
        found = np.concatenate([batch.numpy().ravel() for batch in dataset])
        return np.round((found + 1) * 127.5).astype(int).tolist()

    first = numbers(batches.take(n // size))
    assert len(set(first)) == len(first) and set(first) <= set(range(n))
    far = numbers(batches.take(k + 2))
    assert numbers(batches.skip(k).take(2)) == far[k * size :]


@given(st.integers(1, 12), st.floats(0.01, 1), st.integers(0, 99))
def test_samples_of_a_mixture_fit_its_density(modes, sigma, seed):
    ring = data.gaussian_ring(modes, radius=3.0, sigma=sigma)
    samples = ring.sample(2000, seed).numpy()
    assert np.array_equal(samples, ring.sample(2000, seed))
    assert not np.array_equal(samples, ring.sample(2000, seed + 1))
    # The mean of the logarithm of a density over its own samples is minus its
    # entropy, which is at most that of one mode plus log(modes).
    model = sklearn.mixture.GaussianMixture(modes, covariance_type="spherical")
    model.weights_, model.means_ = np.full(modes, 1 / modes), ring.modes
    model.precisions_cholesky_ = np.full(modes, 1 / sigma)
    entropy = -model.score(samples)
    one = 1 + np.log(2 * np.pi * sigma**2)
    assert one - 0.1 < entropy < one + np.log(modes) + 0.1


@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))
def test_pixel_shuffle_moves_every_number_once(n, height, width, channels):
    x = np.arange(n * height * width * 4 * channels, dtype="float32")
    x = x.reshape(n, height, width, 4 * channels)
    y = models.pixel_shuffle(x)
    assert y.shape == (n, 2 * height, 2 * width, channels)
    assert np.array_equal(y, tf.nn.depth_to_space(x, 2))
