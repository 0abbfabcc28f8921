"""Remedies for mode collapse against brute force, closed forms and bad input."""

from gan_course import data, metrics
from gan_course.callbacks import Resume, WatchModes
from gan_course.layers import (
    MinibatchDiscrimination,
    MinibatchStandardDeviation,
    Pack,
)
from gan_course.losses import feature_matching_loss
from gan_course.models import (
    dense_generator,
    hidden_features,
    shallow_discriminator,
)
from gan_course.remedies import (
    HistoricalPenalty,
    feature_matching,
    historical_averaging,
    label_smoothing,
    plane_gan,
    plane_wgan,
    unrolling,
    update_feature_matching,
    update_unrolled,
    wgan,
    wgan_gp,
)
from gan_course.training import GAN, update_players

import keras
import numpy as np
import pytest
import scipy.optimize
import scipy.spatial
import tensorflow as tf

RNG = np.random.default_rng(0)
RING = data.gaussian_ring()


def sgd_gan(seed=1, **layers):
    """A small GAN on points that takes plain gradient steps."""
    keras.utils.set_random_seed(seed)
    gan = GAN(dense_generator(3, 8), shallow_discriminator(8, **layers), 3)
    gan.compile(*(keras.optimizers.SGD(0.1) for _ in range(2)), ema=0.0)
    return gan


def batch(n=12):
    return RING.sample(n, seed=2), tf.random.stateless_normal([n, 3], [0, 1])


def weights(gan):
    return gan.generator.get_weights() + gan.discriminator.get_weights()


def largest_difference(first, second):
    return max(np.abs(a - b).max() for a, b in zip(first, second))


@pytest.mark.parametrize("shape", [(6, 5), (6, 4, 3, 2)])
def test_minibatch_standard_deviation_appends_one_number(shape):
    x = RNG.normal(size=shape).astype("float32")
    out = MinibatchStandardDeviation()(x).numpy()
    np.testing.assert_allclose(out[..., :-1], x)
    np.testing.assert_allclose(out[..., -1], x.std(axis=0).mean(), rtol=1e-5)


def test_minibatch_discrimination_is_its_formula():
    x = RNG.normal(size=(7, 5)).astype("float32")
    layer = MinibatchDiscrimination(kernels=3, kernel_size=2)
    out = layer(x).numpy()
    points = (x @ layer.kernel.numpy()).reshape(7, 3, 2)
    for i in range(7):
        for k in range(3):
            others = [j for j in range(7) if j != i]
            gaps = [np.abs(points[i, k] - points[j, k]).sum() for j in others]
            assert out[i, 5 + k] == pytest.approx(
                np.exp(-np.array(gaps)).sum(), abs=1e-5
            )
    alike = layer(np.repeat(x[:1], 7, axis=0)).numpy()
    np.testing.assert_allclose(alike[:, 5:], 6, rtol=1e-5)  # look-alikes stand out


@pytest.mark.parametrize("shape", [(6, 2), (6, 4, 4, 3)])
def test_pack_puts_samples_side_by_side(shape):
    x = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    out = Pack(3)(x).numpy()
    assert out.shape == (2, *shape[1:-1], 3 * shape[-1])
    together = np.split(out, 3, axis=-1)
    assert sorted(map(bytes, np.concatenate(together))) == sorted(map(bytes, x))
    packed = keras.Sequential([keras.Input(shape[1:]), Pack(3)])
    assert packed.output_shape == (None, *out.shape[1:])


def test_packing_that_does_not_divide_the_batch_is_refused():
    gan = sgd_gan(first=Pack(5))
    with pytest.raises(
        ValueError, match="5 samples a pack do not divide a batch of 12"
    ):
        gan.fit(RING.batches(12), steps_per_epoch=2)
    assert int(gan.g_optimizer.iterations) == 0


def test_unrolling_no_steps_is_the_plain_update():
    plain, unrolled = sgd_gan(), sgd_gan()
    losses = update_players(plain, *batch())
    zero = update_unrolled(unrolled, *batch(), steps=0, learning_rate=0.1)
    np.testing.assert_allclose(losses, zero, rtol=1e-6)
    assert largest_difference(weights(plain), weights(unrolled)) < 1e-6


def test_unrolling_differentiates_through_the_steps():
    """The generator's step against finite differences of the loss steps ahead."""

    def smooth_gan():  # second derivatives do not see the kinks of ReLU
        keras.utils.set_random_seed(1)
        dense = keras.layers.Dense
        generator = keras.Sequential([keras.Input((3,)), dense(2)])
        stack = [keras.Input((2,)), dense(8, activation="tanh"), dense(1)]
        gan = GAN(generator, keras.Sequential(stack), 3)
        gan.compile(*(keras.optimizers.SGD(0.1) for _ in range(2)), ema=0.0)
        return gan

    steps, rate, gan = 3, 0.5, smooth_gan()
    points, noise = batch()
    bias = gan.generator.trainable_variables[-1]
    before = bias.numpy()

    def ahead(value):
        """The generator's loss after really making the discriminator's steps."""
        other = smooth_gan()
        other.generator.trainable_variables[-1].assign(value)
        for _ in range(steps):
            with tf.GradientTape() as tape:
                fakes = other.generator(noise)
                logits = other.discriminator(points), other.discriminator(fakes)
                loss = other.d_loss(*logits)
            variables = other.discriminator.trainable_variables
            for w, slope in zip(variables, tape.gradient(loss, variables)):
                w.assign_sub(rate * slope)
        return float(other.g_loss(other.discriminator(fakes)))

    _, g_loss = update_unrolled(gan, points, noise, steps, rate)
    assert float(g_loss) == pytest.approx(ahead(before), rel=1e-5)
    moved = (before - bias.numpy()) / 0.1
    for axis in range(2):
        shift = np.eye(2)[axis] * 1e-2
        slope = (ahead(before + shift) - ahead(before - shift)) / 2e-2
        assert moved[axis] == pytest.approx(slope, rel=0.01, abs=1e-4)
    plain = smooth_gan()
    update_players(plain, points, noise)
    gap = plain.generator.trainable_variables[-1].numpy() - bias.numpy()
    assert np.abs(gap).max() > 1e-3  # the look ahead made a difference
    discriminators = weights(plain)[2:], weights(gan)[2:]
    assert largest_difference(*discriminators) < 1e-6  # but not to the discriminator


def test_feature_matching_is_its_formula():
    gan = sgd_gan()
    points, noise = batch()
    features = hidden_features(gan.discriminator, "features")
    real, fake = features(points).numpy(), features(gan.generator(noise)).numpy()
    expected = np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2)
    before = weights(gan)
    _, g_loss = update_feature_matching(gan, points, noise, features)
    assert float(g_loss) == pytest.approx(expected, rel=1e-5)
    assert float(feature_matching_loss(real, real)) == 0
    plain = sgd_gan()
    update_players(plain, points, noise)
    assert largest_difference(weights(plain)[6:], weights(gan)[6:]) < 1e-6
    assert largest_difference(weights(gan)[:6], before[:6]) > 0


def test_historical_penalty_is_the_distance_to_the_mean_of_the_past():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    penalty, past = HistoricalPenalty(model, strength=2.0), []
    for number in range(4):
        values = [w.numpy() + number**2 for w in model.trainable_variables]
        for variable, value in zip(model.trainable_variables, values):
            variable.assign(value)
        now = np.concatenate([value.ravel() for value in values])
        expected = 2 * np.sum((now - np.mean(past, axis=0)) ** 2) if past else 0.0
        assert float(penalty()) == pytest.approx(expected, rel=1e-5, abs=1e-9)
        past.append(now)


@pytest.mark.parametrize(
    "switch",
    [
        {"first": Pack(2)},
        {"last": MinibatchDiscrimination(2, 2)},
        {"last": MinibatchStandardDeviation()},
        {"remedy": label_smoothing},
        {"remedy": historical_averaging},
        {"remedy": feature_matching},
        {"remedy": unrolling},
    ],
)
def test_every_remedy_trains_through_fit(switch):
    gan = plane_gan(RING, **switch)
    plain = plane_gan(RING)
    for model in (gan, plain):
        model.fit(RING.batches(16), epochs=1, steps_per_epoch=100)
    assert int(gan.g_optimizer.iterations) == 100
    assert all(np.isfinite(w).all() for w in weights(gan))
    assert largest_difference(weights(gan)[:6], weights(plain)[:6]) > 1e-4


def test_layers_survive_saving(tmp_path):
    discriminator = shallow_discriminator(
        8, first=Pack(2), last=MinibatchDiscrimination()
    )
    deviation = shallow_discriminator(8, last=MinibatchStandardDeviation())
    for model in (discriminator, deviation):
        model.save(tmp_path / "model.keras")
        loaded = keras.models.load_model(tmp_path / "model.keras")
        np.testing.assert_allclose(loaded(batch()[0]), model(batch()[0]), rtol=1e-6)


def test_points_may_lie_anywhere_but_must_be_finite():
    gan = sgd_gan()
    far = tf.data.Dataset.from_tensors(tf.constant([[5.0, -7.0]])).repeat()
    gan.fit(far, steps_per_epoch=2)
    bad = tf.data.Dataset.from_tensors(tf.constant([[np.nan, 0.0]])).repeat()
    with pytest.raises(ValueError, match="NaN"):
        gan.fit(bad, steps_per_epoch=2)
    with pytest.raises(ValueError, match="NaN"):
        gan.fit(far.take(3).concatenate(bad), steps_per_epoch=9)


def test_resume_comes_last_wherever_it_stands(tmp_path):
    class Adds(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["quality"] = 1.0

    resume = Resume(tmp_path)
    sgd_gan().fit(RING.batches(8), steps_per_epoch=2, callbacks=[resume, Adds()])
    assert resume.history["quality"] == [1.0]


def test_watch_sees_the_average_and_the_generator_itself():
    gan, watch = plane_gan(RING), WatchModes(RING, samples=40, seed=3)
    gan.fit(RING.batches(16), epochs=2, steps_per_epoch=100, callbacks=[watch])
    assert [found["step"] for found in watch.found] == [100, 200]
    assert 0 < watch.found[0]["seconds"] < watch.found[1]["seconds"]
    noise = tf.random.stateless_normal([40, 16], [3, -1])
    for model, samples in [(gan.average, watch.averaged), (gan.generator, watch.now)]:
        np.testing.assert_allclose(samples[-1], model(noise), atol=1e-5)
    expected = metrics.mode_coverage(gan.average(noise), RING.modes, RING.sigma)
    expected["reached_now"] = metrics.mode_coverage(
        gan.generator(noise), RING.modes, RING.sigma
    )["reached"]
    assert {name: watch.found[-1][name] for name in expected} == expected


def test_watch_goes_on_when_training_has_diverged():
    gan, watch = plane_gan(RING), WatchModes(RING, samples=40)
    gan.generator.trainable_variables[0].assign_add([[np.nan] * 128] * 16)
    gan.fit(RING.batches(16), epochs=1, steps_per_epoch=100, callbacks=[watch])
    assert watch.found[0]["reached"] == watch.found[0]["reached_now"] == 0
    assert watch.found[0]["high_quality"] == 0


@pytest.mark.parametrize("recipe", [wgan, wgan_gp])
def test_wasserstein_recipes_bring_samples_nearer(recipe):
    """By the exact distance to real points."""
    ring = data.gaussian_ring()
    gan, real = plane_wgan(recipe), ring.sample(500, seed=1).numpy()
    noise = np.random.default_rng(0).standard_normal((500, 16)).astype("float32")

    def distance():
        costs = scipy.spatial.distance.cdist(real, gan.generator(noise))
        return costs[scipy.optimize.linear_sum_assignment(costs)].mean()

    before = distance()
    gan.fit(ring.batches(64, seed=0), 1, steps_per_epoch=1000)
    assert distance() < 0.7 * before
    assert int(gan.d_optimizer.iterations) == 5000
    largest = max(np.abs(w).max() for w in gan.discriminator.get_weights())
    assert (largest <= 0.1 + 1e-6) == (recipe is wgan)
