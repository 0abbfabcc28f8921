"""Classical augmentation against scipy's filters and interpolation."""

from gan_course.augment import (
    ElasticDistortion,
    classical_augmentation,
    displace,
    smooth,
)
from gan_course.data import image_batches

import keras
import numpy as np
import pytest
import scipy.ndimage
import scipy.stats

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(-1, 1, (6, 12, 9, 2)).astype("float32")
NOWHERE = np.zeros((6, 12, 9), "float32")
PIXELS = RNG.integers(0, 256, (40, 28, 28, 1), dtype="uint8")


def test_no_displacement_changes_nothing():
    assert np.array_equal(displace(IMAGES, NOWHERE, NOWHERE), IMAGES)
    still = ElasticDistortion(alpha=0.0)
    np.testing.assert_allclose(still(IMAGES, training=True), IMAGES, atol=1e-6)


@pytest.mark.parametrize("down, right", [(2, 0), (0.25, 0), (-1.5, 3.2), (40, -0.5)])
def test_one_displacement_for_all_pixels_is_a_shift(down, right):
    found = displace(IMAGES, NOWHERE + down, NOWHERE + right, fill_value=-0.5)
    expected = scipy.ndimage.shift(
        IMAGES, (0, -down, -right, 0), order=1, mode="grid-constant", cval=-0.5
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_any_displacement_is_linear_interpolation():
    down, right = RNG.normal(0, 4, (2, 6, 12, 9)).astype("float32")
    found = displace(IMAGES, down, right).numpy()
    rows, columns = np.mgrid[:12, :9]
    for n in range(6):
        for channel in range(2):
            expected = scipy.ndimage.map_coordinates(
                IMAGES[n, ..., channel],
                [rows + down[n], columns + right[n]],
                order=1,
                mode="grid-constant",
                cval=-1,
            )
            np.testing.assert_allclose(found[n, ..., channel], expected, atol=1e-5)


@pytest.mark.parametrize("sigma", [1.0, 2.5, 4.0])
def test_fields_are_smoothed_as_scipy_does(sigma):
    fields = RNG.uniform(-1, 1, (5, 28, 20)).astype("float32")
    expected = scipy.ndimage.gaussian_filter(
        fields, sigma, axes=(1, 2), mode="constant", truncate=8
    )
    np.testing.assert_allclose(smooth(fields, sigma), expected, atol=1e-6)


def test_displacements_are_as_large_as_the_docstring_says():
    """A ramp of brightness shows by how much each pixel was moved."""
    ramp = np.broadcast_to(np.linspace(-0.8, 0.8, 101), (200, 101, 101))
    images = np.stack([ramp, ramp.swapaxes(1, 2)], -1).astype("float32")
    moved = (ElasticDistortion(seed=0)(images, training=True) - images) / 0.016
    middle = moved.numpy()[:, 50, 50]  # of a large image: borders damp displacements
    assert middle.std(axis=0) == pytest.approx([34 / 25] * 2, rel=0.15)
    assert abs(middle.mean()) < 0.3
    independent = scipy.stats.pearsonr(*middle.T)
    assert independent.pvalue > 1e-3 and abs(independent.statistic) < 0.3


@pytest.mark.parametrize("make", [ElasticDistortion, classical_augmentation])
def test_the_seed_decides_and_values_stay_in_range(make):
    images = np.sign(IMAGES)
    first, second, third = make(seed=1), make(seed=1), make(seed=2)
    for _ in range(2):
        found = first(images, training=True)
        assert np.array_equal(found, second(images, training=True))
        assert np.abs(found).max() <= 1 and found.shape == images.shape
    assert not np.array_equal(found, third(images, training=True))
    assert not np.array_equal(found, first(images, training=True))  # each call anew
    for n in range(1, 6):  # each image its own way
        same = make(seed=1)(np.repeat(images[:1], 6, axis=0), training=True).numpy()
        assert np.abs(same[n] - same[0]).max() > 0.1


@pytest.mark.parametrize("make", [ElasticDistortion, classical_augmentation])
def test_nothing_changes_outside_training(make):
    assert np.array_equal(make(seed=1)(IMAGES, training=False), IMAGES)
    model = keras.Sequential([keras.Input((12, 9, 2)), make(seed=1)])
    np.testing.assert_array_equal(model.predict(IMAGES, verbose=0), IMAGES)


def test_paper_moves_in_from_outside():
    blank = -np.ones((50, 28, 28, 1), "float32")
    found = classical_augmentation()(blank, training=True)
    np.testing.assert_allclose(found, blank, atol=1e-6)


def test_augmentation_within_a_dataset_and_a_train_step():
    augmentation = classical_augmentation(seed=5)
    batches = image_batches(PIXELS, 8, labels=np.arange(40) % 3)
    augmented = batches.map(lambda x, y: (augmentation(x, training=True), y))
    for (plain, labels), (changed, same) in zip(batches.take(3), augmented):
        assert np.array_equal(labels, same) and changed.shape == plain.shape
        assert np.abs(changed - plain).max() > 0.1
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), classical_augmentation(), keras.layers.Flatten()]
        + [keras.layers.Dense(3)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    history = model.fit(batches, steps_per_epoch=2, shuffle=False, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def test_a_model_with_it_is_saved_and_loaded(tmp_path):
    layers = [keras.Input((12, 9, 2)), ElasticDistortion(20.0, 3.0, -0.5, seed=4)]
    model = keras.Sequential(layers)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    expected = model.layers[-1].get_config()
    assert loaded.layers[-1].get_config() == expected
    assert (expected["alpha"], expected["sigma"]) == (20.0, 3.0)
    found = loaded(IMAGES, training=True)
    np.testing.assert_allclose(found, model(IMAGES, training=True), atol=1e-6)
