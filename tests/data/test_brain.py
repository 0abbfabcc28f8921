"""The slices of the brain against their sheet; what separates training from test."""

from gan_course.data import course_folder, load_brain

import numpy as np
import pytest
from PIL import Image

SHEET = Image.open(course_folder() / "brain" / "slices.png")
SHEET.load()  # and so closes the file
PLACES = {
    "train": [*range(0, 32), *range(61, 67)]
    + [*range(133, 222), *range(271, 296)]
    + [*range(296, 364), *range(406, 424)],
    "test": [*range(40, 53), *range(230, 263), *range(372, 398)],
}


def cell(place):
    y, x = place // 10 * 64, place % 10 * 192
    return [np.array(SHEET.crop((x + k, y, x + k + 64, y + 64))) for k in (0, 64, 128)]


@pytest.mark.parametrize("split", PLACES)
def test_slices_are_the_sheets(split):
    t1, tissues = load_brain(split)
    assert t1.dtype == tissues.dtype == np.uint8
    assert t1.shape == (len(PLACES[split]), 64, 64, 1)
    assert tissues.shape == (len(PLACES[split]), 64, 64, 2)
    for number, place in enumerate(PLACES[split]):
        image, grey, white = cell(place)
        assert np.array_equal(t1[number, ..., 0], image), place
        assert np.array_equal(tissues[number, ..., 0], grey), place
        assert np.array_equal(tissues[number, ..., 1], white), place


def test_planes_begin_where_pictures_jump():
    """Only there: 424 slices, and then the sheet is empty."""
    t1 = np.array([cell(place)[0] for place in range(424)], int)
    steps = np.abs(np.diff(t1, axis=0)).mean(axis=(1, 2))
    steps[64:68] = 0  # the middle is darker than both its sides
    assert sorted(np.argsort(steps)[-2:] + 1) == [133, 296]
    assert t1[423].any() and not any(np.any(cell(place)) for place in range(424, 430))


def test_template_is_symmetric_to_the_bit():
    """So the other half of the sagittal slices holds nothing new."""
    cells = np.array([cell(place) for place in range(424)])
    assert np.array_equal(cells[:133], cells[132::-1])
    assert np.array_equal(cells[133:], cells[133:, ..., ::-1])
    assert len({slices.tobytes() for slices in cells}) == 424 - 66


def test_no_test_slice_is_nearly_a_training_slice():
    """The nearest is about as far as 8 slices are, which is far from neighbours."""
    train, test = (load_brain(split)[0].astype(int) for split in ("train", "test"))
    nearest = [np.abs(train - slice_).mean(axis=(1, 2, 3)).min() for slice_ in test]
    within = np.abs(np.diff(test, axis=0)).mean(axis=(1, 2, 3))
    assert min(nearest) > 2 * np.median(within)


def test_tissues_are_shares_of_the_brain():
    t1, tissues = (array.astype(int) for array in load_brain())
    assert tissues.sum(axis=3).max() <= 255
    assert tissues[t1[..., 0] == 0].mean() < 1
    grey, white = tissues[..., 0] > 200, tissues[..., 1] > 200
    assert t1[white].mean() > t1[grey].mean() + 20  # T1: white matter is the lighter
