"""The drawn faces against their sheet, and their labels against what was drawn."""

from gan_course.data import AVATAR_FACTORS, avatar_label, course_folder, load_avatars

import itertools
import json

import numpy as np
import pytest
from PIL import Image
from scipy.stats import contingency

FOLDER = course_folder() / "avatars"
FACES = json.loads((FOLDER / "toon-head_labels.json").read_text())
PARTS = {"train": range(2500), "test": range(2500, 3000)}


@pytest.mark.parametrize("split", PARTS)
def test_faces_are_the_sheets_in_reading_order(split):
    images, labels = load_avatars(split)
    assert images.dtype == np.uint8
    sheet = Image.open(FOLDER / "toon-head_64.png")
    for image, face in zip(images, PARTS[split], strict=True):
        y, x = face // 60 * 64, face % 60 * 64
        assert np.array_equal(image, sheet.crop((x, y, x + 64, y + 64)))
    assert list(labels) == list(AVATAR_FACTORS)
    for factor, values in AVATAR_FACTORS.items():
        assert labels[factor].dtype == np.int64
        named = [values[label] for label in labels[factor]]
        assert named == [FACES[face].get(factor, "none") for face in PARTS[split]]


def test_factors_are_all_there_is_in_the_file():
    assert {factor for face in FACES for factor in face} == set(AVATAR_FACTORS)
    for factor, values in AVATAR_FACTORS.items():
        assert {face.get(factor, "none") for face in FACES} == set(values)
        labels = [avatar_label(factor, value) for value in values]
        assert labels == list(range(len(values)))
    assert np.prod([len(values) for values in AVATAR_FACTORS.values()]) == 75_000


def colours(factor):
    return np.array([list(bytes.fromhex(c[1:])) for c in AVATAR_FACTORS[factor]])


def test_labels_have_an_order():
    for factor in ("skinColor", "hairColor"):
        light = colours(factor) @ [0.299, 0.587, 0.114]
        assert (np.diff(light) < 0).all()
    for factor in ("hair", "beard", "clothes", "mouth", "eyes"):  # others by name
        names = [value for value in AVATAR_FACTORS[factor] if value != "none"]
        assert names == sorted(names)
    assert AVATAR_FACTORS["beard"][0] == "none"


def test_pictures_show_their_labels():
    """The forehead has the skin's colour, the top of the head the hair's."""
    images, labels = load_avatars()
    forehead, top = images[:, 28:34, 30:34], images[:, 14:18, 28:36]
    for factor, part in (("skinColor", forehead), ("hairColor", top)):
        found = np.median(part, axis=(1, 2))
        distance = np.linalg.norm(found[:, None] - colours(factor), axis=2)
        assert np.mean(distance.argmin(axis=1) == labels[factor]) > 0.9, factor


def test_what_the_docstring_says_of_chance_and_of_the_split():
    (train, train_labels), (test, test_labels) = load_avatars(), load_avatars("test")
    pictures = [{image.tobytes() for image in images} for images in (train, test)]
    assert not pictures[0] & pictures[1]
    drawn = [list(zip(*labels.values())) for labels in (train_labels, test_labels)]
    assert sum(face in set(drawn[0]) for face in drawn[1]) == 35
    labels = {
        f: np.concatenate([train_labels[f], test_labels[f]]) for f in AVATAR_FACTORS
    }
    for factor in AVATAR_FACTORS:
        shares = np.bincount(labels[factor]) / 3000
        even = 1 / len(shares)
        if factor == "beard":
            assert shares[0] == pytest.approx(0.5, abs=0.02)
            shares, even = shares[1:], 0.1
        assert shares == pytest.approx(even, abs=0.025), factor
    association = {
        pair: contingency.association(
            contingency.crosstab(labels[pair[0]], labels[pair[1]]).count
        )
        for pair in itertools.combinations(AVATAR_FACTORS, 2)
    }
    strongest = max(association, key=association.get)
    assert strongest == ("hair", "beard")
    assert association[strongest] == pytest.approx(0.08, abs=0.005)
