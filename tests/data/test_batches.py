"""Batches of images: shuffled, complete, a function of seed and step."""

from gan_course.data import gaussian_ring, image_batches

import numpy as np

IMAGES = np.arange(23, dtype="uint8").reshape(23, 1, 1, 1)


def take(dataset, count):
    return [batch.numpy() for batch in dataset.take(count)]


def test_batches_shuffle_every_pass_and_repeat_none_within_it():
    dataset = image_batches(IMAGES, 5, seed=3)
    batches = take(dataset, 8)
    assert {batch.shape for batch in batches} == {(5, 1, 1, 1)}
    first, second = (
        np.concatenate(part).ravel() for part in (batches[:4], batches[4:])
    )
    assert len(set(first)) == len(set(second)) == 20
    assert first.tolist() != second.tolist()
    values = set(np.round((np.concatenate([first, second]) + 1) * 127.5, 3))
    assert values <= set(range(23))


def test_order_of_batches_is_the_one_of_the_tables():
    """Committed tables rest on it: another order is another experiment."""
    images = np.arange(8, dtype="uint8").reshape(8, 1, 1, 1)
    batches = image_batches(images, 4, seed=0).take(4)
    order = [((batch.numpy().ravel() + 1) * 127.5).round() for batch in batches]
    assert np.concatenate(order).astype(int).tolist() == [
        *(0, 2, 1, 7, 4, 5, 3, 6),
        *(1, 7, 5, 4, 3, 2, 6, 0),
    ]


def test_batches_are_a_function_of_seed_and_step():
    dataset = image_batches(IMAGES, 5, seed=3)
    batches = take(dataset, 12)
    assert np.array_equal(batches, take(image_batches(IMAGES, 5, seed=3), 12))
    assert np.array_equal(batches[7:], take(dataset.skip(7), 5))
    assert not np.array_equal(batches, take(image_batches(IMAGES, 5, seed=4), 12))


def test_every_image_comes_equally_often():
    dataset = image_batches(IMAGES, 5).take(4 * 500)
    pixels = np.concatenate([batch.numpy().ravel() for batch in dataset])
    counts = np.bincount(np.round((pixels + 1) * 127.5).astype(int), minlength=23)
    chance = 20 / 23  # a pass leaves 3 of 23 out
    spread = np.sqrt(500 * chance * (1 - chance))
    assert np.abs(counts - 500 * chance).max() < 5 * spread


def test_no_thread_of_autotuning_holds_training_up():
    for dataset in (image_batches(IMAGES, 5), gaussian_ring().batches(5)):
        assert dataset.options().autotune.enabled is False
