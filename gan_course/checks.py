"""Arguments refused with a reason; files written whole."""

import math
import numbers
import os
from pathlib import Path

import numpy as np


def check_images(images, shape=None):
    """Raises a ValueError unless there are images, finite, in [-1, 1], of a shape.

    Args:
        images: A batch of images, shape `(n, height, width, channels)`.
        shape: The expected `(height, width, channels)`; None accepts any.
    """
    images = np.asarray(images)
    if shape is not None and images.shape[1:] != tuple(shape):
        raise ValueError(
            f"images must have the shape (batch, {', '.join(map(str, shape))}), got "
            f"{images.shape}; resize them or build models for their size"
        )
    if images.size == 0:
        raise ValueError(f"there are no images in an array of shape {images.shape}")
    if not np.isfinite(images).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(images))} of {images.size} pixels are NaN or "
            "infinite; find out where they come from before you train on them"
        )
    low, high = images.min(), images.max()
    if low < -1 or high > 1:
        raise ValueError(
            f"images must lie in [-1, 1], got values from {low:.5g} to {high:.5g}; "
            "divide 8-bit pixels by 127.5 and subtract 1"
        )


def check_points(points, width):
    """Raises a ValueError unless points are finite, of shape `(n, width)`.

    Args:
        points: At least one point, anywhere.
        width: The expected number of coordinates.
    """
    points = np.asarray(points)
    if points.ndim != 2 or points.shape[1] != width or len(points) == 0:
        raise ValueError(
            f"points must have the shape (n, {width}), n at least 1, got {points.shape}"
        )
    if not np.isfinite(points).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(points))} of {points.size} coordinates are NaN or "
            "infinite; find out where they come from"
        )


def check_number(name, value, low, high=math.inf, whole=True):
    """Raises a ValueError unless a setting is a finite number in [low, high].

    Args:
        name: What the message calls it.
        value: The number.
        low: Its smallest value.
        high: Its largest value.
        whole: Whether it must be an integer.
    """
    kind = numbers.Integral if whole else numbers.Real
    good = isinstance(value, kind) and math.isfinite(value) and low <= value <= high
    if not good:
        upper = "" if high == math.inf else f" and at most {high:g}"
        raise ValueError(
            f"{name} must be a {'whole ' if whole else ''}number, at least {low:g}"
            f"{upper}, got {value!r}"
        )


def check_choice(name, value, choices):
    """Raises a ValueError unless a setting is one of those there are.

    Args:
        name: What the message calls it.
        value: What came.
        choices: What may come.
    """
    choices = list(choices)
    if value not in choices:
        raise ValueError(f"{name} must be one of {choices}, got {value!r}")


def check_features(
    real_features, fake_features, fewest=None, names=("real features", "fake features")
):
    """Returns two sets of vectors as float64, or says what is wrong with them.

    Args:
        real_features: Shape `(n, width)`.
        fake_features: Shape `(m, width)`.
        fewest: How many vectors each set must have; None asks for more than the
            width, without which a covariance is singular.
        names: What a message calls the two.

    Raises:
        ValueError: If a set is no matrix, is too small or holds NaN or
            infinity, or if the widths differ.
    """
    sets = [np.asarray(x, "float64") for x in (real_features, fake_features)]
    for name, x in zip(names, sets):
        if x.ndim != 2 or 0 in x.shape:
            raise ValueError(
                f"{name} must have the shape (n, width), both at least 1, got "
                f"{x.shape}; metrics.classify turns images into features"
            )
        if not np.isfinite(x).all():
            raise ValueError(
                f"{np.sum(~np.isfinite(x))} of {x.size} values of the {name} are NaN "
                "or infinite; find out where they come from before you measure"
            )
        least = x.shape[1] + 1 if fewest is None else fewest
        if len(x) < least:
            why = "more than their width" if fewest is None else "with these settings"
            raise ValueError(
                f"at least {least} {name} are needed ({why}), got {len(x)}; draw more"
            )
    if sets[0].shape[1] != sets[1].shape[1]:
        raise ValueError(
            f"{names[0]} have the width {sets[0].shape[1]}, {names[1]} "
            f"{sets[1].shape[1]}; they must be equal"
        )
    return sets


def write_whole(path, write):
    """Writes a file under another name first, so that it is never half there.

    Args:
        path: Where the file is to be; its folder is made.
        write: Function of an open binary file.

    Raises:
        OSError: If that fails. What was at `path` before is still there.
    """
    path = Path(path)
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise OSError(
            error.errno or 0,
            f"{error.strerror or error}. Make room or choose a folder that can be "
            "written, and start again; what was saved before is still there. Could not "
            "write",
            str(path),
        ) from error
    finally:
        if partial.is_file():
            partial.unlink()


def check_writable(folder):
    """Raises the `OSError` of `write_whole` at once if a folder cannot be written."""
    probe = Path(folder) / f".probe-{os.getpid()}"
    write_whole(probe, lambda file: file.write(b"."))
    probe.unlink()
