"""Sliders, and the rows of pictures in their place."""

from gan_course.plotting import sliders

import imageio.v3 as imageio
import matplotlib.pyplot as plt
import numpy as np
import pytest

RANGES = {"slant": (-1.0, 1.0), "tone": (0.0, 1.0)}


def draw(slant, tone):
    """Three images of one grey: the sum of both values, and one lower each."""
    return np.full((3, 4, 5, 1), slant + tone) / np.array([1, 2, 4]).reshape(3, 1, 1, 1)


def test_rows_where_nothing_moves(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda: None)
    assert sliders(lambda **v: draw(**v).clip(-1, 1), RANGES, steps=5) is None
    figure = plt.gcf()
    assert [axes.get_ylabel() for axes in figure.axes] == ["slant", "tone"]
    for axes, low in zip(figure.axes, (-0.5, 0.0)):  # the other in the middle
        shown = axes.images[0].get_array()
        assert shown.shape == (4, 25)
        tones = np.linspace(low, low + (2 if low else 1), 5).clip(-1, 1)
        expected = np.rint((tones + 1) * 127.5)
        assert np.abs(shown[0, ::5] - expected).max() <= 1
    plt.close(figure)


def test_a_widget_follows_its_sliders():
    box = sliders(draw, RANGES, live=True)
    first, second, picture = box.children
    assert [bar.description for bar in (first, second)] == ["slant", "tone"]
    assert imageio.imread(picture.value)[0, 0] == 191  # 0 and 0.5
    second.value = 1.0
    grid = imageio.imread(picture.value)
    assert grid.shape == (4, 15) and grid[0].tolist()[::5] == [255, 191, 159]
    first.value = -1.0
    assert imageio.imread(picture.value)[0, 0] == 128


@pytest.mark.parametrize("name", ["JPY_SESSION_NAME", "COLAB_RELEASE_TAG"])
def test_front_ends_get_sliders(monkeypatch, name):
    monkeypatch.setenv(name, "notebooks/09.ipynb")
    assert sliders(draw, RANGES) is not None
