"""The semi-supervised GAN: its loss, its step, resume, what it learns and refuses."""

import gan_course  # noqa: F401
from gan_course.callbacks import Resume
from gan_course.data import image_batches, scale
from gan_course.models import dcgan_generator, small_classifier
from gan_course.training import SemiSupervisedGAN, realness_logits

import keras
import numpy as np
import pytest
import scipy.special
import tensorflow as tf
from keras import layers
from players import LABELS, PIXELS, same

FEW = slice(0, 6)
IMAGES = scale(PIXELS)


def small_semi_supervised_gan(optimizer=keras.optimizers.Adam, dropout=0.0, **options):
    keras.utils.set_random_seed(1)
    generator = [keras.Input((3,)), layers.Dense(16, "tanh"), layers.Reshape((4, 4, 1))]
    discriminator = [
        keras.Input((4, 4, 1)),
        layers.Flatten(),
        layers.Dense(8, "relu", name="features"),
        layers.Dropout(dropout),
        layers.Dense(3),
    ]
    players = keras.Sequential(generator), keras.Sequential(discriminator)
    gan = SemiSupervisedGAN(*players, 3)
    gan.compile(optimizer(1e-2), optimizer(1e-2), **options)
    return gan


def batches(labels=LABELS, images=PIXELS):
    labelled = image_batches(PIXELS[FEW], 4, labels=labels[FEW])
    return tf.data.Dataset.zip((labelled, image_batches(images, 8)))


def train(gan, epochs=2, **kwargs):
    return gan.fit(batches(), epochs, steps_per_epoch=5, **kwargs)


def with_zero(logits):
    return np.pad(logits, [[0, 0], [0, 1]])  # the class "generated", in the last place


def test_realness_is_a_softmax_with_one_class_more():
    logits = np.random.default_rng(0).normal(0, 3, (50, 10)).astype("float32")
    real = 1 - scipy.special.softmax(with_zero(logits), axis=1)[:, -1]
    found = realness_logits(logits).numpy()
    assert found.shape == (50, 1)
    np.testing.assert_allclose(scipy.special.expit(found[:, 0]), real, rtol=1e-5)
    assert np.isfinite(realness_logits([[900.0, 0.0], [-900.0, -900.0]])).all()


def test_a_step_is_what_two_optimizers_would_do():
    """Against Keras's own losses on the K + 1 classes, and gradients by hand."""
    gan, twin = (
        small_semi_supervised_gan(keras.optimizers.SGD, ema=0.0) for _ in range(2)
    )
    labels, noise = tf.constant(LABELS[FEW]), twin.sample_noise(8)
    features = keras.Model(
        twin.discriminator.inputs, twin.discriminator.get_layer("features").output
    )
    cross_entropy = keras.losses.CategoricalCrossentropy(from_logits=True)

    def discriminator_loss(fake):
        first = cross_entropy(tf.one_hot(labels, 3), twin.discriminator(IMAGES[FEW]))
        logits = twin.discriminator(tf.concat([IMAGES[8:16], fake], axis=0))
        every = tf.nn.softmax(tf.pad(logits, [[0, 0], [0, 1]]))
        real, generated = 1 - every[:8, -1], every[8:, -1]
        real, generated = (tf.reduce_mean(tf.math.log(p)) for p in (real, generated))
        return first - real - generated

    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake = twin.generator(noise)
        d_loss = discriminator_loss(fake)
        gap = tf.reduce_mean(features(IMAGES[8:16]), 0) - tf.reduce_mean(
            features(fake), 0
        )
        g_loss = tf.reduce_sum(gap**2)
    for tape, loss, player in [
        (d_tape, d_loss, twin.discriminator),
        (g_tape, g_loss, twin.generator),
    ]:
        variables = player.trainable_variables
        for variable, gradient in zip(variables, tape.gradient(loss, variables)):
            variable.assign_sub(1e-2 * gradient)
    before = small_semi_supervised_gan()
    losses = gan.train_on_batch(IMAGES[FEW], LABELS[FEW], IMAGES[8:16])
    assert losses == pytest.approx([float(d_loss), float(g_loss)], rel=1e-5)
    for name in ("generator", "discriminator"):
        player = getattr(gan, name)
        assert same(player, getattr(twin, name), 1e-6)
        assert not same(player, getattr(before, name), 1e-5)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_stop_and_resume_gives_the_same_weights(tmp_path, dropout):
    straight = small_semi_supervised_gan(dropout=dropout)
    train(straight, 4)
    train(small_semi_supervised_gan(dropout=dropout), 2, callbacks=[Resume(tmp_path)])
    resumed = small_semi_supervised_gan(dropout=dropout)
    train(resumed, 4, callbacks=[Resume(tmp_path)])
    assert same(straight.discriminator, resumed.discriminator)
    assert same(straight.average, resumed.average)
    assert not same(straight.average, straight.generator, 1e-6)


def test_it_learns_labels_and_to_tell_real_from_generated():
    gan = small_semi_supervised_gan()
    history = train(gan, 60).history
    assert history["d_loss"][-1] < 0.6 * history["d_loss"][0]
    logits = gan.discriminator.predict(IMAGES[FEW], verbose=0)
    assert np.array_equal(logits.argmax(axis=1), LABELS[FEW])
    fake = gan.generator(gan.sample_noise(64))
    real, fake = (realness_logits(gan.discriminator(x)) for x in (IMAGES, fake))
    assert np.mean(real) > np.mean(fake)


def test_networks_of_the_course_fit():
    gan = SemiSupervisedGAN(dcgan_generator(8), small_classifier(3), 8)
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3))
    images = np.random.default_rng(0).integers(0, 256, (16, 28, 28, 1), dtype="uint8")
    labelled = image_batches(images, 4, labels=np.arange(16) % 3)
    both = tf.data.Dataset.zip((labelled, image_batches(images, 8)))
    history = gan.fit(both, steps_per_epoch=2).history
    assert np.isfinite(history["d_loss"] + history["g_loss"]).all()


def test_labels_and_images_of_later_batches_are_looked_at():
    for labels, images, match in [
        (np.where(np.arange(64) == 5, 3, LABELS), IMAGES, "labels outside the classes"),
        (LABELS, np.where(PIXELS == PIXELS[63], np.nan, IMAGES), "holds NaN"),
    ]:
        labelled = tf.data.Dataset.from_tensor_slices((IMAGES[:64], labels)).batch(4)
        others = tf.data.Dataset.from_tensor_slices(images).batch(4)
        both = tf.data.Dataset.zip((labelled, others))
        with pytest.raises(ValueError, match=match):
            small_semi_supervised_gan().fit(both, 1)
