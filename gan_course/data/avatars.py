"""Drawn faces, and what they were drawn from."""

from gan_course.checks import check_choice
from gan_course.data.shipped import cut_sheet, find

import json

import imageio.v3 as imageio
import numpy as np

AVATAR_FACTORS = {  # a label is a place here; colours go from light to dark
    "skinColor": ("#f1c3a5", "#c68e7a", "#b98e6a", "#a36b4f", "#5c3829"),
    "hair": ("bun", "sideComed", "spiky", "undercut"),
    "hairColor": ("#d6b370", "#b58143", "#a55728", "#724133", "#2c1b18"),
    "beard": (
        "none",
        "chin",
        "chinMoustache",
        "fullBeard",
        "longBeard",
        "moustacheTwirl",
    ),
    "clothes": ("dress", "openJacket", "shirt", "tShirt", "turtleNeck"),
    "mouth": ("agape", "angry", "laugh", "sad", "smile"),
    "eyes": ("bow", "happy", "humble", "wide", "wink"),
}


def load_avatars(split="train", data_dir=None):
    """Loads drawn faces with the factors they were drawn from. They show nobody.

    The factors were drawn evenly (half the faces have no beard) and all but
    independently: the strongest association, of hair and beard, has a Cramer's V of
    0.08. The colour of the clothes, the eyebrows and the hair behind vary too, and
    have no label. Faces come in the order they were made, in which neighbours
    are alike: shuffle them, as `image_batches` does. The last 500 are the test; 35
    of them have the labels of a training face, none is the same picture.

    Args:
        split: "train" (2,500 faces) or "test" (500).
        data_dir: A copy of the course's `data` folder; else that of the clone, or a
            download.

    Returns:
        `(images, labels)`: uint8 of shape `(n, 64, 64, 3)`, and a dictionary
        {factor: int64 of shape `(n,)`}, with the factors of `AVATAR_FACTORS`, where
        label k stands for the value at place k.

    Raises:
        ValueError: If there is no such split, if the data are not there, if a file
            is damaged or changed, or if a download fails.

    >>> images, labels = load_avatars("test")
    >>> images[labels["hair"] == avatar_label("hair", "bun")].shape
    (106, 64, 64, 3)
    """
    check_choice("split", split, ["train", "test"])
    folder = find("avatars", data_dir)
    part = slice(None, -500) if split == "train" else slice(-500, None)
    images = cut_sheet(imageio.imread(folder / "toon-head_64.png"), 64, 64)[part]
    text = (folder / "toon-head_labels.json").read_text(encoding="utf-8")
    faces = json.loads(text)[part]
    labels = {
        factor: np.array([avatar_label(factor, f.get(factor, "none")) for f in faces])
        for factor in AVATAR_FACTORS
    }
    return images, labels


def avatar_label(factor, value):
    """Returns the label that stands for a factor's value.

    Args:
        factor: One of `AVATAR_FACTORS`.
        value: One of its values.

    Returns:
        An integer from 0 on.

    Raises:
        ValueError: If there is no such factor or value.

    >>> avatar_label("hair", "spiky")
    2
    """
    check_choice("factor", factor, AVATAR_FACTORS)
    check_choice(factor, value, AVATAR_FACTORS[factor])
    return AVATAR_FACTORS[factor].index(value)
