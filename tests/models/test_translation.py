"""Networks from image to image: shapes, skips, what a patch's logit sees."""

import gan_course  # noqa: F401
from gan_course import data, metrics, models

import keras
import numpy as np
import pytest
import tensorflow as tf


def images(size, channels=3, n=2, seed=0):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (n, size, size, channels)).astype("float32")


@pytest.mark.parametrize(
    "build, size",
    [
        (lambda: models.unet(8, 3, 3, 64), 64),
        (lambda: models.unet(8, 2, 1, 28), 28),
        (lambda: models.unet(8, 1, 1, 6), 6),
        (lambda: models.unet(4, 3, 1, 8), 8),  # one pixel in the middle
        (lambda: models.unet(8, 2, 1, 28, skips=False), 28),
        (lambda: models.unet(8, 2, 1, 28, residual=True), 28),
        (lambda: models.residual_generator(4, 2, 1, 28), 28),
        (lambda: models.residual_generator(4, 0, 3, 32), 32),
    ],
)
def test_generators_make_an_image_of_an_image_by_itself(build, size):
    keras.utils.set_random_seed(0)
    model = build()
    x = images(size, model.input_shape[-1])
    y = model(x).numpy()
    assert y.shape == x.shape == (2, *model.output_shape[1:])
    assert np.abs(y).max() < 1 and y.std() > 1e-3
    alone = model(x[:1]).numpy()  # also in training: no batch statistics
    assert np.allclose(alone, y[:1], atol=1e-5)
    assert np.allclose(model(x, training=True), y, atol=1e-5)
    assert not np.allclose(y[0], y[1], atol=1e-3)
    copy = keras.models.clone_model(model)  # GAN makes its average so
    copy.set_weights(model.get_weights())
    assert np.allclose(copy(x), y, atol=1e-6)


def test_skips_are_all_that_differs_and_bring_the_input():
    """Through the middle alone nothing passes if its weights are 0."""
    for skips in (True, False):
        keras.utils.set_random_seed(0)
        model = models.unet(8, 3, 1, 16, skips=skips)
        first = next(x for x in model.layers if isinstance(x, keras.layers.Conv2D))
        first.set_weights([0 * w for w in first.get_weights()])
        y = model(images(16, 1)).numpy()
        assert np.allclose(y[0], y[1], atol=1e-5) != skips
    strides = [x.strides[0] for x in model.layers if isinstance(x, keras.layers.Conv2D)]
    assert strides == [2, 2, 2, 1, 1, 1, 1]


def test_a_residual_network_starts_from_its_input_and_stays_an_image():
    model, x = models.unet(8, 2, 3, 16, residual=True), images(16)
    assert np.array_equal(model(x), x)
    last = [y for y in model.layers if isinstance(y, keras.layers.Conv2D)][-1]
    kernel, bias = last.get_weights()
    last.set_weights([kernel, bias + 0.5])
    assert np.allclose(model(x), np.clip(x + 0.5, -1, 1), atol=1e-6)


@pytest.mark.parametrize(
    "depth, size, logits", [(1, 32, 16), (2, 64, 16), (3, 160, 20)]
)
def test_a_logit_sees_its_receptive_field_and_no_more(depth, size, logits):
    keras.utils.set_random_seed(0)
    model = models.patch_discriminator(1, size, 2, depth, conditional=False)
    assert model.output_shape == (None, logits, logits, 1)
    convolutions = [
        (layer.kernel_size[0], layer.strides[0])
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D)
    ]
    x = tf.constant(images(size, 1, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        logit = model(x)[0, logits // 2, logits // 2, 0]
    support = tape.gradient(logit, x).numpy()[0, ..., 0] != 0
    pixels = models.receptive_field(convolutions)
    for axis in (0, 1):
        (seen,) = np.nonzero(support.any(axis=axis))
        assert seen[-1] - seen[0] + 1 == len(seen) == pixels
    assert pixels == {1: 16, 2: 34, 3: 70}[depth]


def test_receptive_field_of_known_networks():
    assert models.receptive_field([(1, 1)] * 3) == 1  # pix2pix's PixelGAN
    assert models.receptive_field([(4, 2), (4, 1), (4, 1)]) == 16  # and its 16x16
    assert models.receptive_field([(4, 2)] * 3 + [(4, 1)] * 2) == 70
    assert models.receptive_field([(4, 2)] * 5 + [(4, 1)] * 2) == 286  # ImageGAN
    assert models.receptive_field([(3, 1)] * 4) == 9


def test_a_conditional_patch_discriminator_sees_both():
    keras.utils.set_random_seed(0)
    model = models.patch_discriminator(1, 16, 4, 2)
    x, y = images(16, 1), images(16, 1, seed=1)
    assert model([x, y]).shape == (2, 4, 4, 1)
    assert not np.allclose(model([x, y]), model([0 * x, y]), atol=1e-4)
    assert not np.allclose(model([x, y]), model([x, 0 * y]), atol=1e-4)
    alone = models.patch_discriminator(1, 16, 4, 2, conditional=False)
    assert model.count_params() == alone.count_params() + 4 * 4 * 4


def test_shipped_translator_beats_the_mean_colour():
    """The satellite's mean colour is the floor of any translation of the relief."""
    relief, satellite = data.load_world("test")
    truths = data.scale(data.brighten(satellite)).numpy()
    made = models.load_translator().predict(data.scale(relief), 32, verbose=0)
    mean = np.broadcast_to(truths.mean(axis=(0, 1, 2)), truths.shape)
    assert metrics.psnr(made, truths).mean() > metrics.psnr(mean, truths).mean() + 3
    assert metrics.retrieval(made, truths) > 0.1


def test_a_correction_is_not_normalized():
    def kinds(**kwargs):
        return {
            type(layer).__name__ for layer in models.unet(4, 3, 1, 16, **kwargs).layers
        }

    assert "GroupNormalization" in kinds()
    assert "GroupNormalization" not in kinds(residual=True)
