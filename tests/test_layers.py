"""The layers that Keras does not have, against their formulas."""

from gan_course import data
from gan_course.layers import (
    MinibatchDiscrimination,
    MinibatchStandardDeviation,
    Pack,
)
from gan_course.models import (
    shallow_discriminator,
)

import keras
import numpy as np
import pytest
from players import sgd_gan

RNG = np.random.default_rng(0)


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
        gan.fit(data.gaussian_ring().batches(12), steps_per_epoch=2)
    assert int(gan.g_optimizer.iterations) == 0


def test_layers_survive_saving(tmp_path):
    discriminator = shallow_discriminator(
        8, first=Pack(2), last=MinibatchDiscrimination()
    )
    deviation = shallow_discriminator(8, last=MinibatchStandardDeviation())
    points = data.gaussian_ring().sample(12)
    for model in (discriminator, deviation):
        model.save(tmp_path / "model.keras")
        loaded = keras.models.load_model(tmp_path / "model.keras")
        np.testing.assert_allclose(loaded(points), model(points), rtol=1e-6)
