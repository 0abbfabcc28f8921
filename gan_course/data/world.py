"""Two maps of the same world, tile by tile: a relief and what satellites saw."""

from gan_course.checks import check_choice
from gan_course.data.shipped import find

import json

import imageio.v3 as imageio
import numpy as np


def load_world(split="train", data_dir=None):
    """Loads tiles of land from two maps: pairs, for translation and restoration.

    Tile k of one map shows the same place as tile k of the other, pixel for pixel,
    north above. A pixel is 4 arc minutes wide, 7.4 km at the equator. Tiles of one
    split overlap by 16 pixels where they are neighbours. The test's lie between 2
    and 42 degrees east (Europe and Africa), the training's elsewhere, at least 32
    pixels away. Satellite pictures are dark: a mean of 74 where the relief has 177;
    see `brighten`.

    Args:
        split: "train" (994 pairs) or "test" (293).
        data_dir: A copy of the course's `data` folder; else that of the clone, or a
            download.

    Returns:
        `(relief, satellite)`: uint8 of shape `(n, 64, 64, 3)` each.

    Raises:
        ValueError: If there is no such split, if the data are not there, if a file
            is damaged or changed, or if a download fails.

    >>> relief, satellite = load_world("test")
    >>> relief.shape, satellite.shape
    ((293, 64, 64, 3), (293, 64, 64, 3))
    """
    check_choice("split", split, ["train", "test"])
    folder = find("world", data_dir)
    corners = json.loads((folder / "tiles.json").read_text(encoding="utf-8"))[split]
    relief, satellite = (
        imageio.imread(folder / name) for name in ("relief.jpg", "satellite.jpg")
    )
    return _tiles(relief, corners), _tiles(satellite, corners)


def brighten(images):
    """Makes dark pictures brighter: each value becomes its root, black and white stay.

    What is dark gets more of the range [-1, 1] that networks see. It is what a gamma
    correction by 2 does.

    Formula:

        255 * sqrt(value / 255)

    Args:
        images: uint8, of any shape.

    Returns:
        uint8, the same shape.

    Raises:
        ValueError: If images are not uint8.

    >>> brighten(np.array([0, 16, 64, 255], "uint8")).tolist()
    [0, 64, 128, 255]
    """
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise ValueError(
            f"images must be uint8, as load_world returns them, got {images.dtype}; "
            "brighten them before they are scaled"
        )
    return np.rint(255 * np.sqrt(images / np.float32(255))).astype("uint8")


def _tiles(world, corners):
    return np.stack([world[y : y + 64, x : x + 64] for y, x in corners])
