"""The paired GAN: its step, its weights, resume, several devices."""

import gan_course  # noqa: F401
from gan_course import losses
from gan_course.callbacks import Resume, TranslationGrid
from gan_course.data import paired_batches, scale

import subprocess
import sys
import textwrap

import imageio.v3 as imageio
import keras
import numpy as np
import pytest
import tensorflow as tf
from players import FOLDER, same
from translators import COLOUR, GREY, small_paired_gan, train

INPUTS, TARGETS = scale(GREY), scale(COLOUR)
SGD = keras.optimizers.SGD


@pytest.mark.parametrize("told", [True, False])
def test_a_step_is_what_two_optimizers_would_do(told):
    """Gradients by hand, of each player's loss for its own weights alone."""
    weights = {"l1_weight": 3.0, "adversarial_weight": 0.5}
    gan = small_paired_gan(told, SGD, **weights)
    twin = small_paired_gan(told, SGD, **weights)
    inputs, targets = INPUTS[:8], TARGETS[:8]

    def loss(player):
        outputs = twin.generator(inputs)
        pairs = [[inputs, x] if told else x for x in (targets, outputs)]
        real, fake = map(twin.discriminator, pairs)
        if player is twin.discriminator:
            return losses.minimax_discriminator_loss(real, fake)
        l1 = tf.reduce_mean(tf.abs(outputs - targets))
        return 0.5 * losses.non_saturating_generator_loss(fake) + 3.0 * l1

    steps = []
    for player in (twin.discriminator, twin.generator):
        with tf.GradientTape() as tape:
            value = loss(player)
        steps.append((player, tape.gradient(value, player.trainable_variables)))
    for player, gradients in steps:
        for variable, gradient in zip(player.trainable_variables, gradients):
            variable.assign_sub(1e-2 * tf.convert_to_tensor(gradient))
    found = gan.train_on_batch(inputs, targets, return_dict=True)
    assert set(found) == {"d_loss", "g_loss", "l1"}
    assert same(gan.generator, twin.generator, 1e-6)
    assert same(gan.discriminator, twin.discriminator, 1e-6)
    untrained = small_paired_gan(told)
    assert not same(gan.generator, untrained.generator, 1e-5)
    assert not same(gan.discriminator, untrained.discriminator, 1e-5)


@pytest.mark.parametrize("optimizer", [SGD, keras.optimizers.Adam])
def test_without_adversarial_weight_it_is_keras_own_regression(optimizer):
    gan = small_paired_gan(True, optimizer, adversarial_weight=0, l1_weight=2.0)
    model = small_paired_gan(True, optimizer).generator
    model.compile(optimizer(1e-2), "mean_absolute_error", loss_weights=[2.0])
    batches = paired_batches(GREY, COLOUR, 4)
    history = train(gan, 3).history
    theirs = model.fit(
        batches, epochs=3, steps_per_epoch=3, verbose=0, shuffle=False
    ).history
    assert same(gan.generator, model, 1e-5)
    assert 2 * np.array(history["l1"]) == pytest.approx(theirs["loss"], rel=1e-4)
    assert not same(gan.generator, small_paired_gan().generator, 1e-3)
    assert not same(train_adversarial().generator, gan.generator, 1e-3)


def train_adversarial():
    gan = small_paired_gan(adversarial_weight=50.0, l1_weight=2.0)
    train(gan, 3)
    return gan


def test_a_discriminator_that_is_told_sees_the_input():
    """And one that is not cannot tell which input an image was made of."""
    for told in (True, False):
        gan = small_paired_gan(told)
        first, second = gan.judge(INPUTS, TARGETS), gan.judge(INPUTS[::-1], TARGETS)
        assert np.allclose(first, second, atol=1e-5) != told


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_stop_and_resume_gives_the_same_weights(tmp_path, dropout):
    straight = small_paired_gan(dropout=dropout)
    history = train(straight, 4).history
    train(small_paired_gan(dropout=dropout), 2, callbacks=[Resume(tmp_path)])
    resumed = small_paired_gan(dropout=dropout)
    assert train(resumed, 4, callbacks=[Resume(tmp_path)]).history == history
    assert same(straight, resumed)
    assert not same(straight.average, straight.generator, 1e-6)


def test_the_model_is_its_average(tmp_path):
    gan = small_paired_gan()
    grids = [
        TranslationGrid(INPUTS[:5], tmp_path / "two"),
        TranslationGrid(INPUTS[:5], tmp_path / "three", TARGETS[:5]),
    ]
    train(gan, 2, callbacks=grids)
    made = gan.average(INPUTS).numpy()
    assert np.allclose(gan(INPUTS), made, atol=1e-6)
    assert np.allclose(gan.predict(INPUTS, verbose=0), made, atol=1e-5)
    for grid, rows in zip(grids, (2, 3)):
        frame = imageio.imread(grid.folder / "epoch_0002.png")
        assert frame.shape == (rows * 4, 5 * 4, 3) and grid.gif.exists()
        assert (frame[:4, :4] == GREY[0]).all()  # a grey input in colour
        pixels = np.clip((made[2] + 1) * 127.5, 0, 255).round()
        assert np.abs(frame[4:8, 8:12].astype(int) - pixels).max() <= 1
    assert (frame[8:, 16:] == COLOUR[4]).all()


def test_later_batches_are_looked_at():
    targets = TARGETS.numpy()
    targets[-1, 0, 0, 0] = np.nan
    batches = tf.data.Dataset.from_tensor_slices((INPUTS, targets)).batch(4)
    with pytest.raises(ValueError, match="holds NaN or values outside"):
        small_paired_gan().fit(batches, 1)
    batches = tf.data.Dataset.from_tensor_slices((2 * INPUTS, TARGETS)).batch(4)
    with pytest.raises(ValueError, match=r"lie in \[-1, 1\]"):
        small_paired_gan().fit(batches, 1)


DEVICES = """
    import sys
    sys.path.insert(0, {tests!r})
    import gan_course, keras, numpy as np, tensorflow as tf
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(
        cpu, [tf.config.LogicalDeviceConfiguration()] * 2
    )
    from gan_course.callbacks import Resume
    from players import same
    from translators import small_cycle_gan, small_paired_gan, train

    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    sgd = keras.optimizers.SGD

    def make(kind, two, **options):
        build = small_paired_gan if kind == "paired" else small_cycle_gan
        if not two:
            return build(**options)
        with strategy.scope():
            return build(**options)

    for kind, options in [("paired", {{}}), ("cycle", {{"buffer": 0}})]:
        one, two = (make(kind, t, optimizer=sgd, **options) for t in (False, True))
        first, second = train(one).history, train(two).history
        assert same(one, two, 1e-5), kind + ": weights differ"
        for name, values in first.items():
            assert np.allclose(values, second[name], atol=1e-5), name
    def whole(epochs, folder):
        gan = make("cycle", True, noise=0.1)
        train(gan, epochs, callbacks=[Resume(folder)])
        return gan

    straight = whole(3, {folder!r} + "/one")
    whole(1, {folder!r} + "/two")
    resumed = whole(3, {folder!r} + "/two")
    assert same(straight, resumed, 1e-6), "resume differs"
    pool, other = (g.target_buffer.pool.numpy() for g in (straight, resumed))
    assert np.isfinite(pool).all() and np.allclose(pool, other, atol=1e-6)
    print("fine")
"""


def test_two_devices_train_like_one(tmp_path):
    script = textwrap.dedent(DEVICES).format(tests=str(FOLDER), folder=str(tmp_path))
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )
    assert result.stdout == "fine\n", result.stderr
