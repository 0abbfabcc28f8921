"""Pictures of one's own: a folder, or two with the same names, as arrays."""

from gan_course.checks import check_choice, check_number

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def load_folder(folder, size, channels=3):
    """Loads the pictures of a folder, all cropped and resized to one square.

    The largest square in the middle of each is kept, and shrunk. Pictures are turned
    as their camera noted, greys become colour and colour grey as wanted, CMYK becomes
    RGB, 16 bits become 8, what is transparent white, and of an animation the first
    frame is taken. Files in folders within, hidden ones and those that do not end like
    a picture are left out.

    Args:
        folder: Its path; `~` is the home.
        size: Height and width of the images that come back, in pixels.
        channels: 3 for colour, 1 for greys.

    Returns:
        uint8 of shape `(n, size, size, channels)`, in the order of the files' names.

    Raises:
        ValueError: If there is no such folder or no picture in it, if one is damaged or
            smaller than `size`, or if size or channels are no such numbers.
    """
    _check(size, channels)
    paths = _pictures(folder)
    return np.stack([_square(_read(path), path, size, channels) for path in paths])


def load_pairs(inputs_folder, targets_folder, size, channels=3):
    """Loads two folders of pictures that belong together by their names.

    `shore.jpg` in the one is the partner of `shore.png` in the other. Partners must
    have the same proportions, so that they are cropped alike.

    Args:
        inputs_folder: What a generator is to be given.
        targets_folder: What it is to make of it.
        size: As for `load_folder`.
        channels: Of both; 3 for colour, 1 for greys.

    Returns:
        `(inputs, targets)`: uint8 of shape `(n, size, size, channels)` each.

    Raises:
        ValueError: If names differ or occur twice, if proportions differ, or as
            `load_folder` does.
    """
    _check(size, channels)
    folders = inputs_folder, targets_folder
    named = [_by_stem(_pictures(folder)) for folder in folders]
    alone = sorted(named[0].keys() ^ named[1].keys())
    if alone:
        names = ", ".join(alone[:5]) + ", ..." * (len(alone) > 5)
        raise ValueError(
            f"{inputs_folder} has {len(named[0])} pictures, {targets_folder} "
            f"{len(named[1])}, and some have no partner of the same name: {names}; "
            "rename them, or move away those that are alone"
        )
    pairs = []
    for stem in sorted(named[0]):
        paths = [pictures[stem] for pictures in named]
        both = [_read(path) for path in paths]
        (width, height), (other_width, other_height) = (x.size for x in both)
        gap = abs(width * other_height - other_width * height)
        if gap > max(width, height, other_width, other_height):
            raise ValueError(
                f"{paths[0]} has {width}x{height} pixels, its partner {other_width}x"
                f"{other_height}: of other proportions it would be cropped otherwise; "
                "crop both alike"
            )
        pairs.append([_square(*item, size, channels) for item in zip(both, paths)])
    return tuple(np.stack(images) for images in zip(*pairs))


def _check(size, channels):
    check_number("size", size, 1)
    check_choice("channels", channels, [1, 3])


def _pictures(folder):
    """Returns the paths of a folder's pictures, by name; there is at least one."""
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise ValueError(
            f"there is no folder {path}; it is looked for from {Path.cwd()}: give the "
            "whole path"
        )
    files = sorted(p for p in path.iterdir() if p.is_file() and p.name[0] != ".")
    found = [p for p in files if p.suffix.lower() in ENDINGS]
    if not found:
        raise ValueError(
            f"no picture lies in {path}, only {len(files)} other files; pictures end "
            f"in one of {', '.join(ENDINGS)}, and folders within are not looked into"
        )
    return found


def _by_stem(paths):
    """Returns {name without ending: path}, each once."""
    named = {}
    for path in paths:
        if path.stem in named:
            raise ValueError(
                f"{named[path.stem].name} and {path.name} in {path.parent} have the "
                "same name but for the ending, so a partner would have two; rename one"
            )
        named[path.stem] = path
    return named


def _read(path):
    """Opens a picture and turns it upright, or says that it is damaged."""
    try:
        with Image.open(path) as picture:
            picture.load()
            return ImageOps.exif_transpose(picture)
    except Exception as error:  # a damaged file raises nearly anything
        raise ValueError(
            f"{path} cannot be read ({error}): it is damaged, or no picture; make it "
            "anew, or move it away"
        ) from error


def _square(picture, path, size, channels):
    """Returns a picture, cropped and resized, uint8."""
    if min(picture.size) < size:
        raise ValueError(
            f"{path} has {picture.width}x{picture.height} pixels, fewer than {size}; "
            "choose a smaller size, or move it away: enlarged, it would be blurred"
        )
    kind = "RGB" if channels == 3 else "L"
    if picture.mode.startswith(("I", "F")):  # greys of 16 bits, which Pillow cuts off
        values = np.asarray(picture, "float64") / 257
        picture = Image.fromarray(np.clip(values, 0, 255).round().astype("uint8"))
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA"))
    square = ImageOps.fit(picture.convert(kind), (size, size))
    return np.asarray(square).reshape(size, size, channels)
