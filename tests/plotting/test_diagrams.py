"""Drawings."""

from gan_course.plotting import diagrams

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb


@pytest.mark.parametrize(
    "draw",
    [
        diagrams.draw_game,
        lambda: diagrams.draw_game(gradients=True),
        lambda: diagrams.draw_stages([(7, 64), (14, 32), (28, 8), (28, 1)]),
        diagrams.draw_pixel_shuffle,
        diagrams.draw_turns,
    ],
)
def test_drawings_are_whole_and_seen_on_light_and_dark(draw, monkeypatch):
    """What is drawn lies on the page, which lets through what is below it."""
    monkeypatch.setattr(plt, "show", lambda: None)
    draw()
    figure = plt.gcf()
    figure.canvas.draw()
    (axes,) = figure.axes
    for thing in [*axes.texts, *axes.patches]:
        box = thing.get_window_extent()
        assert np.all(box.min >= 0) and np.all(box.max <= figure.bbox.max), thing
    pixels = np.asarray(figure.canvas.buffer_rgba())
    assert (pixels[..., 3] == 0).mean() > 0.3 and pixels[..., 3].max() == 255
    plt.close(figure)


def luminance(color):
    """The relative luminance of the guidelines for web content, WCAG 2.2."""
    channels = np.array(to_rgb(color))
    linear = np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(first, second):
    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


def test_colours_of_drawings_have_the_contrast_that_wcag_asks_for():
    """3 for graphics and large text, 4 for text in boxes, on white and near black."""
    colors = [diagrams.LINE, diagrams.DATA, *diagrams.QUARTERS]
    for color in colors:
        for page in ("white", "#121212"):
            assert contrast(color, page) > 3, (color, page)
    for color in colors[1:]:
        assert contrast(color, "white") > 4, color
