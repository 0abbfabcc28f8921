"""Arguments refused with a reason; files written whole."""

import contextlib
import math
import numbers
import os
import sys
import warnings
from pathlib import Path

import filelock
import numpy as np
import tensorflow as tf


def warn(message):
    """Warns at the line outside this package that led here."""
    level, frame = 1, sys._getframe()
    while frame and frame.f_globals.get("__name__", "").split(".")[0] == __package__:
        level, frame = level + 1, frame.f_back
    warnings.warn(message, stacklevel=level)


def check_images(images, shape=None):
    """Raises a ValueError unless there are images, finite, in [-1, 1], of a shape.

    Warns if none of their pixels lies below 0, as in images in [0, 1] or masks.

    Args:
        images: A batch of images, shape `(n, height, width, channels)`.
        shape: The expected `(height, width, channels)`; None accepts any.
    """
    images = np.asarray(images)
    if shape is not None and images.shape[1:] != tuple(shape):
        if images.shape == tuple(shape):
            remedy = "these are not batched: dataset.batch(32), or images[None]"
        elif images.shape[1:] + (1,) == tuple(shape):
            remedy = "they have no axis of channels: add it, images[..., None]"
        else:
            remedy = "resize them or build models for their size"
        raise ValueError(
            f"images must have the shape (batch, {', '.join(map(str, shape))}), got "
            f"{images.shape}; {remedy}"
        )
    if images.size == 0:
        raise ValueError(f"there are no images in an array of shape {images.shape}")
    if not np.isfinite(images).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(images))} of {images.size} pixels are NaN or "
            "infinite; find out where they come from before you train on them"
        )
    low, high = float(images.min()), float(images.max())
    if low < -1 or high > 1:
        raise ValueError(
            f"images must lie in [-1, 1], got values from {low:.5g} to {high:.5g}; "
            "divide 8-bit pixels by 127.5 and subtract 1"
        )
    if low >= 0:
        warn(
            f"no pixel lies below 0 (from {low:.5g} to {high:.5g}): are the images in "
            "[0, 1]? The course's are in [-1, 1], -1 for paper; make them so by "
            "2 * images - 1",
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


def check_number(name, value, low, high=math.inf, whole=True, ends="[]", hint=""):
    """Raises a ValueError unless a setting is a finite number between two others.

    Args:
        name: What the message calls it.
        value: The number. A tensor that only the graph will know is not looked at.
        low: Its smallest value.
        high: Its largest value.
        whole: Whether it must be an integer.
        ends: As for an interval: "(" and ")" leave `low` and `high` out.
        hint: What a good value does, for the end of the message.
    """
    if tf.is_tensor(value):
        if not hasattr(value, "numpy"):
            return
        value = value.numpy()
    kind = numbers.Integral if whole else numbers.Real
    good = isinstance(value, kind) and math.isfinite(value) and low <= value <= high
    left_out = [end for end, sign in zip((low, high), ends) if sign in "()"]
    if not good or value in left_out:
        least = "at least" if ends[0] == "[" else "above"
        most = "at most" if ends[1] == "]" else "below"
        upper = "" if high == math.inf else f" and {most} {high:g}"
        raise ValueError(
            f"{name} must be a {'whole ' if whole else ''}number, {least} {low:g}"
            f"{upper}, got {value!r}{'; ' * bool(hint)}{hint}"
        )


def check_seed(seed):
    """Raises a ValueError unless a seed is a whole number that fits 32 bits."""
    check_number("seed", seed, 0, 2**31 - 1, hint="0 is as good as any")


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


def check_labels(labels, count, classes=None, name="labels"):
    """Raises a ValueError unless labels are whole numbers from 0, one an image.

    Args:
        labels: What came. A tensor that only the graph will know is not looked at.
        count: How many labels are needed; None accepts any number.
        classes: How many classes there are; None accepts any label from 0.
        name: What the message calls them.
    """
    if tf.is_tensor(labels) and not hasattr(labels, "numpy"):
        return
    labels = np.asarray(labels)
    if not np.issubdtype(labels.dtype, np.integer) or labels.ndim != 1:
        remedy = "labels.astype('int32')" if labels.ndim == 1 else "labels.argmax(-1)"
        raise ValueError(
            f"{name} must be one whole number an image, shape (n,), got "
            f"{labels.dtype} of shape {labels.shape}; of floats or one-hot vectors "
            f"make them by {remedy}"
        )
    if count is not None and len(labels) != count:
        raise ValueError(
            f"there must be one of the {name} for each of {count} images, got "
            f"{len(labels)}; load images and labels together, and cut both alike"
        )
    low, high = (labels.min(), labels.max()) if len(labels) else (0, 0)
    if low < 0 or (classes is not None and high >= classes):
        bound = "from 0" if classes is None else f"from 0 to {classes - 1}"
        raise ValueError(
            f"{name} must lie {bound}, got {low} to {high}; number the classes from 0, "
            "and build models for all of them"
        )


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
        path: Where the file is to be; its folder is made, and `~` is the home.
        write: Function of an open binary file.

    Raises:
        OSError: If that fails. What was at `path` before is still there.
    """
    path = Path(path).expanduser()
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
    probe = Path(folder).expanduser() / f".probe-{os.getpid()}"
    write_whole(probe, lambda file: file.write(b"."))
    probe.unlink()


def claim(folder):
    """Takes a folder for this process, so that no other writes between its files.

    Args:
        folder: Its path; `~` is the home. It is made.

    Returns:
        A lock, for `free`; the end of the process frees it, too.

    Raises:
        OSError: If the folder cannot be written.
        ValueError: If another process has it.
    """
    check_writable(folder)
    path = Path(folder).expanduser() / ".lock"
    lock = filelock.FileLock(path, is_singleton=True, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise ValueError(
            f"another process is training into {folder}: stop it (a notebook that is "
            "open elsewhere, too), or choose another folder"
        ) from None
    except NotImplementedError:  # some network drives have no locks
        pass
    return lock


def free(lock):
    """Gives back what `claim` has taken."""
    with contextlib.suppress(OSError):  # Windows keeps what is open
        os.unlink(lock.lock_file)
    lock.release(force=True)
