"""Batches of pairs, and of images that are none."""

from gan_course.data import image_batches, paired_batches, unpaired_batches

import numpy as np
import pytest

PIXELS = np.arange(23, dtype="uint8").reshape(23, 1, 1, 1)
TWICE = np.repeat(2 * PIXELS, 3, axis=-1)


def numbers(batch):
    return np.round((batch.numpy()[..., 0].ravel() + 1) * 127.5)


def test_pairs_stay_together_in_the_order_of_single_images():
    batches = paired_batches(PIXELS, TWICE, 5, seed=3)
    alone = image_batches(PIXELS, 5, seed=3)
    found = []
    for (inputs, targets), images in zip(batches.take(8), alone):
        assert inputs.shape == (5, 1, 1, 1) and targets.shape == (5, 1, 1, 3)
        assert (inputs.numpy() == images.numpy()).all()
        assert (2 * numbers(inputs) == numbers(targets)).all()
        found += numbers(inputs).tolist()
    assert len(set(found[:20])) == len(set(found[20:])) == 20
    later = next(iter(batches.skip(6)))
    assert numbers(later[0]).tolist() == found[30:35]


def test_floating_point_images_come_as_they_are():
    images = np.linspace(-1, 1, 23).reshape(23, 1, 1, 1)
    for inputs, targets in paired_batches(images, PIXELS, 5).take(3):
        places = numbers(targets).astype(int)
        assert np.allclose(inputs.numpy().ravel(), images.ravel()[places])
        assert inputs.dtype == targets.dtype == np.float32


@pytest.mark.parametrize("seed", [0, 127, 128, 255])
def test_unpaired_batches_separate_what_belongs_together(seed):
    many = np.arange(200, dtype="uint8").reshape(200, 1, 1, 1)
    together, places = 0, []
    for sources, targets in unpaired_batches(many, many, 50, seed).take(40):
        first, second = numbers(sources), numbers(targets)
        together += np.sum(first == second)
        places += [first, second]
    # Of 2,000 pairs one in 200 by chance.
    assert together <= 30
    for kind in (places[0:8:2], places[1:8:2]):
        assert sorted(np.concatenate(kind)) == list(range(200))


def test_there_may_be_more_of_one_kind():
    batches = unpaired_batches(PIXELS[:7], TWICE, 5)
    seen = np.concatenate([numbers(targets) for _, targets in batches.take(4)])
    assert len(set(seen)) == 20
