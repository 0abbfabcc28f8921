"""Slices of an averaged brain: an image of it, and its tissues."""

from gan_course.checks import check_choice
from gan_course.data.shipped import cut_sheet, find

import imageio.v3 as imageio
import numpy as np

# Where each plane's slices are on the sheet. The sheet has 133 sagittal ones, but
# the template is symmetric: the last 66 are the first 66 again, to the bit.
PLANES = {"sagittal": (0, 67), "coronal": (133, 296), "axial": (296, 424)}
GAP = 8


def load_brain(split="train", data_dir=None):
    """Loads slices of one averaged, healthy brain: T1 images and their tissues.

    Slices come plane by plane: sagittal from one side to the middle, facing
    right; coronal from the back to the front; axial from the bottom to the top, the
    front above. Neighbours are nearly the same picture, so each plane is split by
    position: the test is the block from 3/5 to 4/5 of its slices, and the 8 slices
    on either side of it are left out. Slices of different planes still cross. All
    coronal and axial slices are symmetric to the bit: half of a slice tells
    the other half. It is a template, not a patient: claim nothing clinical.

    Args:
        split: "train" (238 slices: 38 sagittal, 114 coronal, 86 axial) or "test"
            (72: 13, 33, 26).
        data_dir: A copy of the course's `data` folder; else that of the clone, or a
            download.

    Returns:
        `(t1, tissues)`: uint8 of shape `(n, 64, 64, 1)` and `(n, 64, 64, 2)`, the
        same slice in the same place. The channels of `tissues` are the shares of
        grey and of white matter, of 255; what is missing is fluid or background.

    Raises:
        ValueError: If there is no such split, if the data are not there, if a file
            is damaged or changed, or if a download fails.

    >>> t1, tissues = load_brain("test")
    >>> t1.shape, tissues.shape
    ((72, 64, 64, 1), (72, 64, 64, 2))
    """
    check_choice("split", split, ["train", "test"])
    folder = find("brain", data_dir)
    cells = cut_sheet(imageio.imread(folder / "slices.png"), 64, 192)
    slices = cells[np.concatenate([_places(*p, split) for p in PLANES.values()])]
    t1, grey, white = np.split(slices, 3, axis=2)
    return t1, np.concatenate([grey, white], axis=3)


def _places(start, stop, split):
    places = np.arange(start, stop)
    first, last = len(places) * 3 // 5, len(places) * 4 // 5
    if split == "test":
        return places[first:last]
    return np.concatenate([places[: first - GAP], places[last + GAP :]])
