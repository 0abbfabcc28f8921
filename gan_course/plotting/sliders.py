"""Pictures that follow sliders, and rows of pictures where none can move."""

from gan_course.checks import check_number
from gan_course.plotting.images import image_grid

import os
import sys

import imageio.v3 as imageio
import matplotlib.pyplot as plt
import numpy as np

# What JupyterLab, Colab and VS Code tell the kernels that they start.
FRONTENDS = ("JPY_SESSION_NAME", "COLAB_RELEASE_TAG", "VSCODE_PID")


def sliders(draw, ranges, steps=7, live=None):
    """Shows images that change as sliders are moved.

    Where nobody could move them, as on a page that was executed by a program, it shows
    a row for each slider instead: the first image as that slider goes from its low end
    to its high end, with the others in the middle.

    Args:
        draw: A function of the sliders' values, by name, that returns images in
            [-1, 1], shape `(n, height, width, channels)`.
        ranges: `{name: (low, high)}`, one for each slider.
        steps: Images in a row, at least 2.
        live: Whether there are sliders; None finds out.

    Returns:
        The widget, or None.

    Raises:
        ValueError: If there are no ranges or one does not rise, or steps are too few.
    """
    check_number("steps", steps, 2)
    if not ranges or any(not low < high for low, high in ranges.values()):
        raise ValueError(
            f"ranges must be {{name: (low, high)}} with low below high, got {ranges}; "
            "for instance {'slant': (-3.0, 3.0)}"
        )
    if live is None:
        live = "google.colab" in sys.modules or any(map(os.environ.get, FRONTENDS))
    middle = {name: (low + high) / 2 for name, (low, high) in ranges.items()}
    if live:
        return _widget(draw, ranges, middle)
    _rows(draw, ranges, middle, steps)


def _widget(draw, ranges, middle):
    import ipywidgets as widgets

    def png(values):
        images = draw(**values)
        grid = image_grid(images, len(images))
        return imageio.imwrite("<bytes>", grid, extension=".png"), 2 * grid.shape[1]

    first, width = png(middle)
    picture = widgets.Image(value=first, format="png", width=width)
    bars = {
        name: widgets.FloatSlider(
            middle[name], min=low, max=high, step=(high - low) / 20, description=name
        )
        for name, (low, high) in ranges.items()
    }

    def follow(change):
        picture.value, _ = png({name: bar.value for name, bar in bars.items()})

    for bar in bars.values():
        bar.observe(follow, "value")
    return widgets.VBox([*bars.values(), picture])


def _rows(draw, ranges, middle, steps):
    size = 6, 1.1 * len(ranges)
    figure = plt.figure(figsize=size, dpi=100, layout="constrained")
    panels = figure.subplots(len(ranges), squeeze=False)[:, 0]
    for axes, (name, ends) in zip(panels, ranges.items()):
        values = np.linspace(*ends, steps)
        images = [draw(**middle | {name: float(value)})[0] for value in values]
        axes.imshow(image_grid(np.stack(images), steps), cmap="gray", vmin=0, vmax=255)
        width = images[0].shape[1]
        axes.set_xticks(width * (np.arange(steps) + 0.5), [f"{v:.3g}" for v in values])
        axes.set_yticks([])
        axes.set_ylabel(name)
        axes.tick_params(length=0)
    plt.show()
