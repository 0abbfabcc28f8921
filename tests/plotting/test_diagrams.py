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
        diagrams.draw_orders,
        diagrams.draw_leak,
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


def test_colours_have_contrast_on_light_pages_and_dark_ones():
    """WCAG asks for 3 between graphics and 4.5 for text, as in the boxes.

    No colour has 4.5 on white and on near black: 4.3 is the most on both.
    """
    pages = ("white", "#121212")
    for color in [diagrams.DATA, *diagrams.QUARTERS]:
        assert contrast(color, "white") >= 4.5, color
        assert min(contrast(color, page) for page in pages) >= 3, color
    assert min(contrast(diagrams.LINE, page) for page in pages) >= 4.2
    best = max(
        min(contrast((g, g, g), page) for page in pages) for g in np.linspace(0, 1, 256)
    )
    assert best < 4.5
