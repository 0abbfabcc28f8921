"""The GAN model: its step, its checks, its data."""

import gan_course  # noqa: F401
from gan_course.data import image_batches, scale
from gan_course.losses import (
    gradient_penalty,
    r1_penalty,
    wasserstein_discriminator_loss,
)
from gan_course.training import (
    GAN,
    update_in_turn,
)

import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from players import (
    PIXELS,
    same,
    sgd_gan,
    small_gan,
    train,
    two_adams,
    wasserstein_gan,
)


def test_fit_takes_a_batch_for_every_step_of_the_critic():
    gan, seen = wasserstein_gan(5), []

    def update(gan, images, noise):
        seen.append((images.shape[0], noise.shape[0]))
        return update_in_turn(gan, images, noise)

    gan.update = update
    train(gan)
    assert int(gan.g_optimizer.iterations) == 15
    assert int(gan.d_optimizer.iterations) == 75
    assert seen == [(40, None)] or seen == [(40, 40)]  # traced once
    assert np.isfinite(gan.get_metrics_result()["d_loss"])
    gan = wasserstein_gan(3)
    history = gan.fit(image_batches(PIXELS, 8).take(7), epochs=2)
    assert int(gan.d_optimizer.iterations) == 2 * (7 // 3) * 3
    assert len(history.history["d_loss"]) == 2


def test_every_step_of_the_critic_sees_the_next_images():
    order, gan = [], wasserstein_gan(2, penalty=None)
    numbered = np.arange(32, dtype="float32").reshape(32, 1, 1, 1) / 32
    batches = tf.data.Dataset.from_tensor_slices(np.tile(numbered, (1, 4, 4, 1)))

    def update(gan, images, noise):
        order.extend(images.numpy()[:, 0, 0, 0] * 32)
        return update_in_turn(gan, images, noise)

    gan.compile(
        keras.optimizers.SGD(0.1),
        keras.optimizers.SGD(0.1),
        discriminator_steps=2,
        update=update,
        run_eagerly=True,
    )
    gan.fit(batches.batch(4), epochs=2, steps_per_epoch=2)
    assert order == list(range(32))


def test_r1_through_compile_flattens_the_discriminator():
    def slope(weight):
        gan = small_gan()
        options = {"penalty": r1_penalty, "penalty_weight": weight} if weight else {}
        gan.compile(*(keras.optimizers.Adam(1e-2) for _ in range(2)), **options)
        train(gan, 20)
        images = scale(PIXELS)
        return float(r1_penalty(gan.discriminator, images))

    assert slope(100.0) < slope(1.0) < slope(None)


@pytest.mark.parametrize("ending", ["activation", "layer", "wrapped", "TensorFlow's"])
def test_a_sigmoid_is_refused_under_losses_of_logits(ending):
    last = {
        "activation": [layers.Dense(1, "sigmoid")],
        "layer": [layers.Dense(1), layers.Activation("sigmoid")],
        "wrapped": [layers.SpectralNormalization(layers.Dense(1, "sigmoid"))],
        "TensorFlow's": [layers.Dense(1, tf.nn.sigmoid)],
    }[ending]
    gan = small_gan()
    critic = keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), *last])
    gan = GAN(gan.generator, critic, latent_dim=3)
    adams = [keras.optimizers.Adam() for _ in range(4)]
    with pytest.raises(ValueError, match="sigmoid, but wasserstein_discriminator_loss"):
        gan.compile(*adams[:2], wasserstein_discriminator_loss)
    gan.compile(*adams[2:], lambda real, fake: tf.reduce_mean(fake - real))


def test_batch_normalization_under_a_penalty_is_warned_of():
    generator = small_gan().generator
    inner = keras.Sequential([keras.Input((16,)), layers.BatchNormalization()])
    critic = keras.Sequential(
        [keras.Input((4, 4, 1)), layers.Flatten(), inner, layers.Dense(1)]
    )
    gan = GAN(generator, critic, latent_dim=3)
    adams = [keras.optimizers.Adam() for _ in range(4)]
    with pytest.warns(UserWarning, match="depends on the whole batch"):
        gan.compile(*adams[:2], penalty=gradient_penalty)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gan.compile(*adams[2:])


def test_fit_trains_both_and_averages():
    gan, untrained = small_gan(), small_gan()
    history = train(gan)
    assert set(history.history) == {"d_loss", "g_loss"}
    assert not same(gan.generator, untrained.generator)
    assert not same(gan.discriminator, untrained.discriminator)
    assert not same(gan.average, gan.generator)
    assert gan.predict(np.zeros((2, 3)), verbose=0).shape == (2, 4, 4, 1)
    assert int(gan.g_optimizer.iterations) == int(gan.d_optimizer.iterations) == 15


def test_average_without_a_memory_is_the_generator():
    gan = small_gan()
    gan.compile(*two_adams(), ema=0)
    train(gan)
    assert same(gan.average, gan.generator)


@pytest.mark.parametrize("kind", ["float64", "float16", "int32"])
def test_points_of_other_types_train_under_a_penalty(kind):
    critic = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    gan = GAN(generator, critic, latent_dim=3)
    gan.compile(*two_adams(), penalty=gradient_penalty)
    points = np.arange(12).reshape(6, 2).astype(kind)
    history = gan.fit(tf.data.Dataset.from_tensor_slices(points).batch(3))
    assert np.isfinite(history.history["d_loss"]).all()


def test_no_xla_on_a_cpu():
    assert small_gan().jit_compile is bool(tf.config.list_physical_devices("GPU"))


def test_noise_is_a_function_of_seed_and_step():
    first, second, other = small_gan(), small_gan(), small_gan(seed=1)
    tf.random.normal([3])  # the global random state plays no part
    assert np.array_equal(first.sample_noise(4), second.sample_noise(4))
    assert not np.array_equal(first.sample_noise(4), other.sample_noise(4))
    now = first.sample_noise(4)
    first.g_optimizer.iterations.assign_add(1)
    assert not np.array_equal(now, first.sample_noise(4))
    noise = first.sample_noise(20_000).numpy()
    assert abs(noise.mean()) < 0.02 and abs(noise.std() - 1) < 0.02


def test_fit_again_goes_on_in_the_data():
    gan, straight = small_gan(), small_gan()
    train(gan, 1)
    train(gan, 1)
    train(straight, 2)
    assert same(gan, straight)


def test_points_may_lie_anywhere_but_must_be_finite():
    gan = sgd_gan()
    far = tf.data.Dataset.from_tensors(tf.constant([[5.0, -7.0]])).repeat()
    gan.fit(far, steps_per_epoch=2)
    bad = tf.data.Dataset.from_tensors(tf.constant([[np.nan, 0.0]])).repeat()
    with pytest.raises(ValueError, match="NaN"):
        gan.fit(bad, steps_per_epoch=2)
    with pytest.raises(ValueError, match="NaN"):
        gan.fit(far.take(3).concatenate(bad), steps_per_epoch=9)
