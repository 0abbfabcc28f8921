"""The conditional GAN and InfoGAN: steps, orders, codes, resume."""

import gan_course  # noqa: F401
from gan_course import losses, models
from gan_course.callbacks import Evaluate, Resume, SampleGrid
from gan_course.data import image_batches, scale
from gan_course.training import (
    ConditionalGAN,
    InfoGAN,
    dcgan_adam,
    update_auxiliary,
    update_informed,
)

from functools import partial

import keras
import numpy as np
import pytest
import scipy.special
import scipy.stats
import tensorflow as tf
from keras import layers
from players import LABELS, PIXELS, pixel_classifier, same, small_conditional_gan

IMAGES = scale(PIXELS)


def small_info_gan(optimizer=keras.optimizers.Adam, seed=0, **options):
    keras.utils.set_random_seed(1)
    generator = keras.Sequential(
        [keras.Input((8,)), layers.Dense(16, "tanh"), layers.Reshape((4, 4, 1))]
    )
    images = keras.Input((4, 4, 1))
    x = layers.Dense(16, "relu")(layers.Flatten()(images))
    judge = keras.Model(images, [layers.Dense(n)(x) for n in (1, 3, 2)])
    gan = InfoGAN(generator, judge, 8, seed)
    gan.compile(optimizer(1e-2), optimizer(1e-2), **options)
    return gan


def train(gan, epochs=2, **kwargs):
    labels = None if isinstance(gan, InfoGAN) else LABELS
    batches = image_batches(PIXELS, 8, labels=labels)
    return gan.fit(batches, epochs, steps_per_epoch=5, **kwargs)


@pytest.mark.parametrize("names", [False, True])
def test_a_step_is_what_two_optimizers_would_do(names):
    """Gradients by hand, of each player's loss for its own weights alone."""
    gan = small_conditional_gan(names, keras.optimizers.SGD)
    twin = small_conditional_gan(names, keras.optimizers.SGD)
    images, labels = IMAGES[:8], tf.constant(LABELS[:8], "int32")
    noise = twin.sample_noise(8)

    def loss(player):
        fake = twin.generator([noise, labels], training=True)
        if names:
            (real, on_real), (generated, on_fake) = map(
                twin.discriminator, (images, fake)
            )
            wrong = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
            more = wrong(labels, on_real) + wrong(labels, on_fake)
        else:
            real = twin.discriminator([images, labels])
            generated, more = twin.discriminator([fake, labels]), 0.0
        if player is twin.generator:
            return losses.non_saturating_generator_loss(generated) + more
        return losses.minimax_discriminator_loss(real, generated) + more

    steps = []
    for player in (twin.discriminator, twin.generator):
        with tf.GradientTape() as tape:
            value = loss(player)
        steps.append((player, tape.gradient(value, player.trainable_variables)))
    for player, gradients in steps:
        for variable, gradient in zip(player.trainable_variables, gradients):
            variable.assign_sub(0.1 * tf.convert_to_tensor(gradient))
    gan.train_on_batch(images, labels)
    assert same(gan.generator, twin.generator, 1e-6)
    assert same(gan.discriminator, twin.discriminator, 1e-6)
    untrained = small_conditional_gan(names).generator
    assert not same(gan.generator, untrained, 1e-4)


def test_class_loss_is_keras_own():
    logits = np.random.default_rng(0).standard_normal((7, 4)).astype("float32")
    labels = np.array([0, 1, 2, 3, 0, 1, 2])
    own = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    expected = float(own(labels, logits))
    assert float(losses.class_loss(logits, labels)) == pytest.approx(expected)


def test_code_loss_against_scipy():
    rng = np.random.default_rng(0)
    category = rng.integers(3, size=6)
    codes = np.concatenate([np.eye(3)[category], rng.uniform(-1, 1, (6, 2))], 1)
    logits, guesses = rng.standard_normal((6, 3)), rng.standard_normal((6, 2))
    read = -scipy.special.log_softmax(logits, axis=1)[range(6), category].mean()
    squares = ((codes[:, 3:] - guesses) ** 2).sum(axis=1).mean()
    found = losses.code_loss(*(x.astype("float32") for x in (codes, logits, guesses)))
    assert float(found) == pytest.approx(read + squares, rel=1e-5)


def test_weight_of_the_classification_and_reward_of_the_code_matter():
    for make, update, name in [
        (partial(small_conditional_gan, True), update_auxiliary, "weight"),
        (small_info_gan, update_informed, "reward"),
    ]:
        found = []
        for factor in (0.0, 1.0):
            gan = make(update=partial(update, **{name: factor}))
            train(gan, 1)
            found.append(gan)
        assert not same(found[0].generator, found[1].generator, 1e-4)
        again = make(update=partial(update, **{name: 1.0}))
        train(again, 1)
        assert same(again.generator, found[1].generator)


@pytest.mark.parametrize("make", [small_conditional_gan, small_info_gan])
def test_stop_and_resume_gives_the_same_weights(tmp_path, make):
    straight = make()
    train(straight, 4)
    train(make(), 2, callbacks=[Resume(tmp_path)])
    resumed = make()
    train(resumed, 4, callbacks=[Resume(tmp_path)])
    assert same(straight, resumed)
    assert not same(straight.average, straight.generator, 1e-6)


def test_the_update_fits_the_discriminator():
    assert small_conditional_gan(True).update is update_auxiliary
    assert small_conditional_gan(True).class_loss is not None
    with pytest.raises(ValueError, match="penalty came"):
        gan = small_conditional_gan()
        adams = keras.optimizers.Adam(), keras.optimizers.Adam()
        gan.compile(*adams, penalty=losses.r1_penalty)


def test_samples_have_the_ordered_class_and_their_own_noise():
    gan = small_conditional_gan()
    labels = np.arange(600) % 3
    images = gan.sample(labels, seed=4)
    assert images.shape == (600, 4, 4, 1) and images.dtype == np.float32
    assert (images == gan.sample(labels, seed=4)).all()
    assert not np.allclose(images, gan.sample(labels, seed=5))
    noise = tf.random.stateless_normal([600, 3], [4, -2])
    single = gan.average([noise[577:578], tf.constant([577 % 3])])
    assert np.allclose(images[577], single[0], atol=1e-6)
    assert len(np.unique(images.reshape(600, -1), axis=0)) == 600
    other = gan.sample((labels + 1) % 3, seed=4)
    assert np.abs(images - other).max() > 1e-3  # the label tells


def test_noise_alone_draws_the_classes_in_turn(tmp_path):
    gan = small_conditional_gan()
    noise = tf.random.stateless_normal([6, 3], [0, 0])
    expected = gan([noise, tf.constant([0, 1, 2, 0, 1, 2])])
    assert np.allclose(gan(noise), expected)
    assert np.allclose(gan.predict(noise, verbose=0), expected, atol=1e-6)
    grid = SampleGrid(noise, tmp_path, columns=3)
    measure = Evaluate(IMAGES, 30, classifier=pixel_classifier())
    history = train(gan, 2, callbacks=[grid, measure])
    assert grid.gif.exists() and len(history.history["frechet_distance"]) == 2


def test_codes_are_categories_and_uniform_numbers():
    gan = small_info_gan()
    noise = gan.sample_noise(20_000).numpy()
    category, numbers = noise[:, 3:6], noise[:, 6:]
    assert (np.sort(category, axis=1) == [0, 0, 1]).all()
    counts = category.sum(axis=0)
    assert scipy.stats.chisquare(counts).pvalue > 1e-4
    for values in numbers.T:
        uniform = scipy.stats.uniform(-1, 2)
        assert scipy.stats.kstest(values, uniform.cdf).pvalue > 1e-4
    table = np.corrcoef(np.concatenate([noise[:, :3], numbers], axis=1).T)
    assert np.abs(table - np.eye(5)).max() < 0.04
    measure = Evaluate(IMAGES, 30, classifier=pixel_classifier())
    assert "frechet_distance" in train(gan, 1, callbacks=[measure]).history


def test_a_code_that_is_rewarded_can_be_read():
    """A control without the reward reads less of it."""
    unread = []
    for reward in (1.0, 0.0):
        gan = small_info_gan(update=partial(update_informed, reward=reward))
        train(gan, 60)
        noise = gan.sample_noise(500)
        _, *guesses = gan.discriminator(gan.generator(noise))
        unread.append(float(losses.code_loss(noise[:, -5:], *guesses)))
    assert unread[0] < 0.3 < 0.5 < unread[1]


@pytest.mark.parametrize(
    "build, plain, more",
    [
        (models.conditional_generator, models.dcgan_generator, 10 * 16 + 16 * 49 * 64),
        (models.concatenation_discriminator, None, 10 * 28 * 28 + 5 * 5 * 32),
        (models.projection_discriminator, None, 10 * 64),
        (models.auxiliary_discriminator, None, 10 * 65),
        (models.information_discriminator, None, 12 * 65),
    ],
)
def test_networks_are_lesson_03s_and_a_little_more(build, plain, more):
    plain = plain or models.dcgan_discriminator
    assert build().count_params() == plain().count_params() + more


def test_projection_is_a_sum_of_two_readings():
    """The logit is linear in the class's vector, and in nothing else of the label."""
    model = models.projection_discriminator()
    images = np.random.default_rng(0).uniform(-1, 1, (5, 28, 28, 1)).astype("float32")
    labels = np.array([0, 1, 2, 3, 4])
    vectors = next(x for x in model.layers if isinstance(x, layers.Embedding))
    told = model([images, labels]).numpy()
    kept = vectors.get_weights()[0]
    vectors.set_weights([0 * kept])
    alone = model([images, labels]).numpy()
    vectors.set_weights([2 * kept])
    assert np.allclose(model([images, labels]) - alone, 2 * (told - alone), atol=1e-5)
    assert not np.allclose(told, alone)


def test_labels_of_later_batches_are_looked_at():
    labels = np.where(np.arange(64) == 63, 3, LABELS)
    batches = tf.data.Dataset.from_tensor_slices((IMAGES, labels)).batch(8)
    with pytest.raises(ValueError, match="labels outside the classes"):
        small_conditional_gan().fit(batches, 1)


def test_conditional_gan_trains_with_the_courses_optimizers():
    gan = ConditionalGAN(
        models.conditional_generator(8), models.projection_discriminator(), 8
    )
    gan.compile(dcgan_adam(), dcgan_adam())
    images = np.random.default_rng(0).integers(0, 256, (16, 28, 28, 1), dtype="uint8")
    batches = image_batches(images, 8, labels=np.arange(16) % 10)
    history = gan.fit(batches, steps_per_epoch=2)
    assert np.isfinite(history.history["d_loss"]).all()
