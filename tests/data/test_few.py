"""A few images of each class, samples as pixels, and batches of two sources."""

from gan_course.data import (
    few_of_each,
    image_batches,
    mixed_batches,
    scale,
    to_pixels,
)

import numpy as np
import pytest

RNG = np.random.default_rng(0)
LABELS = RNG.permutation(np.repeat([0, 1, 2, 5], [40, 30, 25, 60]))
NUMBERS = np.arange(len(LABELS), dtype="uint8").reshape(-1, 1, 1, 1)


@pytest.mark.parametrize("k", [1, 10, 25])
def test_each_class_comes_k_times_with_its_own_images(k):
    images, labels = few_of_each(NUMBERS, LABELS, k, seed=3)
    assert np.unique(labels, return_counts=True)[1].tolist() == [k] * 4
    assert images.shape == (4 * k, 1, 1, 1) and images.dtype == np.uint8
    assert len(np.unique(images)) == 4 * k  # none comes twice
    assert np.array_equal(LABELS[images.ravel()], labels)


def test_a_smaller_choice_is_part_of_a_larger_one():
    for seed in range(5):
        few, more = (
            set(few_of_each(NUMBERS, LABELS, k, seed)[0].ravel()) for k in (10, 25)
        )
        assert few < more


def test_the_seed_decides_and_classes_are_mixed():
    choices = [few_of_each(NUMBERS, LABELS, 10, seed) for seed in (0, 0, 1)]
    assert np.array_equal(choices[0][0], choices[1][0])
    assert set(choices[0][0].ravel()) != set(choices[2][0].ravel())
    changes = np.count_nonzero(np.diff(choices[0][1]))
    assert changes > 20  # 3 if sorted, 30 on average if mixed


def test_every_image_is_chosen_equally_often():
    chosen = [few_of_each(NUMBERS, LABELS, 10, seed)[0].ravel() for seed in range(400)]
    counts = np.bincount(np.concatenate(chosen), minlength=len(LABELS))
    chance = 10 / np.bincount(LABELS)[LABELS]
    spread = np.sqrt(400 * chance * (1 - chance))
    assert np.abs((counts - 400 * chance) / spread).max() < 5


def test_pixels_undo_scale():
    pixels = np.arange(256, dtype="uint8").reshape(1, 16, 16, 1)
    assert np.array_equal(to_pixels(scale(pixels)), pixels)
    images = RNG.uniform(-1, 1, (5, 8, 8, 1)).astype("float32")
    assert np.abs(scale(to_pixels(images)) - images).max() <= 1 / 255 + 1e-6


def test_mixed_batches_have_both_and_their_labels():
    first = image_batches(NUMBERS, 4, seed=0, labels=LABELS)
    second = image_batches(NUMBERS[:9], 6, seed=1, labels=LABELS[:9])
    for batch, one, other in zip(mixed_batches(first, second).take(5), first, second):
        for part in range(2):
            assert np.array_equal(batch[part], np.concatenate([one[part], other[part]]))
    images, labels = batch
    assert np.array_equal(LABELS[to_pixels(images).ravel()], labels)
