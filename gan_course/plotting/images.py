"""Pictures: grids of images, and animations of them."""

from gan_course.data import check_number, write_whole

import logging

import imageio.v3 as imageio
import numpy as np

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # font cache
import matplotlib.pyplot as plt  # noqa: E402


def image_grid(images, columns=10):
    """Lays images out in rows, as one picture.

    Args:
        images: Values in [-1, 1], shape `(n, height, width, 1)` or
            `(n, height, width, 3)`; n a multiple of `columns`.
        columns: Images a row.

    Returns:
        uint8 of shape `(rows * height, columns * width)`, or with a last axis
        of 3 for colour.

    Raises:
        ValueError: If the images do not fill the rows, have no colours, or are
            whole numbers.

    >>> image_grid(np.zeros((6, 28, 28, 1)), columns=3).shape
    (56, 84)
    """
    images = np.asarray(images)
    check_number("columns", columns, 1)
    if images.ndim != 4 or len(images) == 0 or len(images) % columns:
        raise ValueError(
            f"{columns} columns need images of shape (n, height, width, channels) "
            f"with n a multiple of {columns}, got {images.shape}"
        )
    if images.dtype.kind in "iub":
        raise ValueError(
            f"images must be floating-point numbers in [-1, 1], got {images.dtype}; "
            "gan_course.data.scale makes them of 8-bit pixels"
        )
    if images.shape[-1] not in (1, 3):
        raise ValueError(
            f"images must have 1 channel, or 3 for colour, got {images.shape[-1]}; "
            "show channels one by one"
        )
    n, height, width, channels = images.shape
    grid = images.reshape(n // columns, columns, height, width, channels)
    grid = grid.swapaxes(1, 2).reshape(-1, columns * width, channels)
    pixels = np.clip((grid + 1) * 127.5, 0, 255).round().astype("uint8")
    return pixels[..., 0] if channels == 1 else pixels


def save_gif(path, frames, seconds=6.0):
    """Writes an animation that repeats, resting on its last frame.

    Args:
        path: Where it goes; its folder is made.
        frames: uint8 pictures of equal size, such as `image_grid` returns: shape
            `(height, width)`, or with a last axis of 1, or 3 for colour. Of more
            than 40 a second some are left out, evenly: browsers show no more.
        seconds: Length of one round; the last fifth is the rest.

    Raises:
        ValueError: If there is no frame, if frames are no such pictures or differ in
            size, or if seconds are not positive.
    """
    check_number("seconds", seconds, 0, whole=False, ends="(]")
    frames = [np.asarray(frame) for frame in frames]
    if not frames:
        raise ValueError("an animation needs at least one frame, got none; train first")
    kinds = {(frame.shape, str(frame.dtype)) for frame in frames}
    shape, dtype = frames[0].shape, frames[0].dtype
    if len(kinds) > 1 or dtype != np.uint8 or shape[2:] not in ((), (1,), (3,)):
        raise ValueError(
            "frames must be uint8 pictures of one shape, (height, width) with 1 or 3 "
            f"channels or none, got {sorted(kinds)}; image_grid makes them of images "
            "in [-1, 1]"
        )
    if shape[2:] == (1,):
        frames = [frame[..., 0] for frame in frames]
    shown = min(len(frames), max(int(40 * seconds), 1))
    chosen = np.linspace(len(frames) - 1, 0, shown).round().astype(int)[::-1]
    ends = 100 * seconds * np.append(0.8 * np.arange(shown) / shown, 1)
    durations = 10 * np.diff(ends.round().astype(int))  # GIFs count hundredths
    options = {"duration": durations.tolist()} if shown > 1 else {}
    write_whole(
        path,
        lambda file: imageio.imwrite(
            file, [frames[n] for n in chosen], extension=".gif", loop=0, **options
        ),
    )


def show_images(images, columns=10, title=None, width=6.0, rows=()):
    """Shows images side by side, in greys where they have one channel.

    Args:
        images: As for `image_grid`.
        columns: Images a row.
        title: Text above the picture.
        width: Width of the figure in inches.
        rows: What stands before each row, from the top; nothing if empty.

    Raises:
        ValueError: As `image_grid` does, or if there are not as many texts as rows.
    """
    grid = image_grid(images, columns)
    number = len(images) // columns
    if len(rows) not in (0, number):
        raise ValueError(
            f"rows needs a text for each of the {number} rows, got {len(rows)}: "
            f"{list(rows)}"
        )
    height = width * grid.shape[0] / grid.shape[1]
    figure = plt.figure(figsize=(width, height + (0.3 if title else 0)), dpi=100)
    axes = figure.add_subplot()
    axes.imshow(grid, cmap="gray", vmin=0, vmax=255)
    places = (np.arange(len(rows)) + 0.5) * grid.shape[0] / number
    axes.set(xticks=[], frame_on=False)
    axes.set_yticks(places, rows, fontsize=9)
    axes.tick_params(length=0)
    axes.set_title(title or "", fontsize=10)
    figure.tight_layout(pad=0.2)
    plt.show()
