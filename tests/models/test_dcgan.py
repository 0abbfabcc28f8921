"""DCGANs: sizes, ranges, files."""

from gan_course import models
from gan_course.layers import MinibatchStandardDeviation

import numpy as np
import pytest
from players import run


@pytest.mark.parametrize("build, parameters", [
    (models.classic_generator, 2_305_472),
    (models.classic_discriminator, 212_865),
])  # fmt: skip
def test_classic_networks_have_the_tutorials_sizes(build, parameters):
    model = build()
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    assert trainable == parameters


@pytest.mark.parametrize("build, latent_dim", [
    (models.classic_generator, 100), (models.dcgan_generator, 64),
])  # fmt: skip
def test_generators_make_images(build, latent_dim):
    generator = build()
    images = generator(np.random.default_rng(0).standard_normal((3, latent_dim)))
    assert images.shape == (3, 28, 28, 1)
    assert np.abs(images).max() <= 1
    assert build(latent_dim + 1).input_shape == (None, latent_dim + 1)


def test_generator_file_needs_nothing_of_ours(tmp_path):
    generator = models.dcgan_generator()
    generator.save(tmp_path / "generator.keras")
    noise = np.random.default_rng(0).standard_normal((2, 64)).astype("float32")
    np.save(tmp_path / "noise.npy", noise)
    code = (
        "import keras, numpy as np, sys\n"
        f"folder = {str(tmp_path)!r}\n"
        "model = keras.models.load_model(folder + '/generator.keras', safe_mode=True)\n"
        "np.save(folder + '/images.npy', model(np.load(folder + '/noise.npy')))\n"
        "assert 'gan_course' not in sys.modules"
    )
    run(code)
    np.testing.assert_allclose(
        np.load(tmp_path / "images.npy"), generator(noise), atol=1e-6
    )


def test_shipped_generator_draws_ten_digits():
    generator, classifier = models.load_generator(), models.load_classifier()
    noise = np.random.default_rng(0).standard_normal((2000, 64)).astype("float32")
    images = generator.predict(noise, verbose=0)
    _, logits = classifier.predict(images, verbose=0)
    shares = np.bincount(logits.argmax(axis=1), minlength=10) / 2000
    assert shares.min() > 0.03
    assert images.std(axis=0).mean() > 0.3


def test_the_open_discriminator_is_lesson_03s_with_the_batch_deviation():
    """Written twice, for lesson 03 builds it before anything in it needs to be open."""

    def layers_of(model):
        configs = [layer.get_config() for layer in model.layers[1:]]
        return [{k: v for k, v in c.items() if k != "name"} for c in configs]

    last = MinibatchStandardDeviation()
    closed, opened = models.dcgan_discriminator(), models.open_discriminator(last=last)
    assert layers_of(closed) == layers_of(opened)
