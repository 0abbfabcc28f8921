"""What can be measured on the image of a digit: ink, slant and thickness."""

from gan_course.checks import check_images

import numpy as np


def _one_channel(images):
    """Returns the shape that `check_images` is to expect of images in grey."""
    shape = np.shape(images)
    return shape[-3:] if shape[-1:] == (1,) else (*shape[1:3], 1)


def ink_area(images):
    """Measures how much ink there is on each image, in pixels.

    A pixel that is half covered counts as a half.

    Formula, with x from -1 (paper) to 1 (ink):

        area = sum of (x + 1) / 2

    Args:
        images: Values in [-1, 1], shape `(n, height, width, 1)`.

    Returns:
        float64 of shape `(n,)`, from 0 to the number of pixels.

    Raises:
        ValueError: If images have another shape, are none, not finite, or not
            in [-1, 1].

    >>> image = -np.ones((1, 4, 4, 1))
    >>> image[0, 1, :3] = 1
    >>> image[0, 2, 0] = 0
    >>> ink_area(image)
    array([3.5])
    """
    check_images(images, _one_channel(images))
    ink = (np.asarray(images, "float64")[..., 0] + 1) / 2
    return ink.sum(axis=(1, 2))


def slant(images):
    """Measures how far each digit leans to the right, in degrees.

    An upright digit has 0, one whose top lies to the right of its foot a positive
    angle. Sheared back by this angle, columns and rows of the ink are uncorrelated:
    so handwriting is made upright before it is read. The angle of a round digit
    says little, because there is not much that could lean.

    Formula, with the second central moments of the ink, rows growing downwards:

        slant = atan(-mu_11 / mu_02)
        mu_11 = mean of (row - mean row) (column - mean column)
        mu_02 = mean of (row - mean row)^2

    Reference: LeCun et al., 1998 (doi:10.1109/5.726791), section III.A, for the
    deslanted images.

    Args:
        images: Values in [-1, 1], -1 paper, shape `(n, height, width, 1)`.

    Returns:
        float64 of shape `(n,)`, between -90 and 90; NaN for an image without ink, or
        with ink in one row only.

    Raises:
        ValueError: As for `ink_area`.

    >>> image = -np.ones((1, 4, 4, 1))
    >>> for k in range(4):
    ...     image[0, k, 3 - k] = 1
    >>> slant(image).round(6)
    array([45.])
    """
    check_images(images, _one_channel(images))
    ink = (np.asarray(images, "float64")[..., 0] + 1) / 2
    mass = np.maximum(ink.sum(axis=(1, 2), keepdims=True), 1e-9)

    def mean(values):
        return (ink * values).sum(axis=(1, 2), keepdims=True) / mass

    rows, columns = np.indices(ink.shape[1:])
    down, right = rows - mean(rows), columns - mean(columns)
    mu_11, mu_02 = mean(down * right), mean(down**2)
    mu_02[mu_02 < 1e-9] = np.nan  # what has no height has no slant
    return np.degrees(np.arctan(-mu_11 / mu_02)).ravel()


def thickness(images):
    """Measures how thick the strokes of each digit are, in pixels.

    A long stroke has twice its length as perimeter, so that twice the area over the
    perimeter is its width. The perimeter is the total variation of the ink, which is
    the mean length of its contours over all levels of grey: no threshold and no
    skeleton are needed, and pale ink counts like dark ink. Ends of strokes are
    perimeter, too, and a bar of width w and length L comes out at w L / (w + L). Drawn
    bars and rings, turned at will, come out at most 6 % too thick from a width of 2.5
    pixels on, up to 12 % at 2 and up to a third at 1.5, where a dark stroke between
    two pixels looks like a pale one of two.

    Formula, with the gradient taken across both diagonals of each 2x2 block:

        thickness = 2 area / perimeter
        perimeter = sum of sqrt((falling^2 + rising^2) / 2)

    Reference: Fleming and Rishel, 1960 (Archiv der Mathematik 11, 218), for the
    lengths of contours.

    Args:
        images: Values in [-1, 1], -1 paper, shape `(n, height, width, 1)`. Outside
            of an image is paper.

    Returns:
        float64 of shape `(n,)`, above 0; NaN for an image without ink.

    Raises:
        ValueError: As for `ink_area`.

    >>> image = -np.ones((1, 9, 28, 1))
    >>> image[0, 3:6, 4:24] = 1  # 3 x 20 pixels: 60 / 23
    >>> thickness(image).round(1)
    array([2.7])
    """
    check_images(images, _one_channel(images))
    ink = (np.asarray(images, "float64")[..., 0] + 1) / 2
    ink = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    falling = ink[:, 1:, 1:] - ink[:, :-1, :-1]
    rising = ink[:, 1:, :-1] - ink[:, :-1, 1:]
    perimeter = np.sqrt((falling**2 + rising**2) / 2).sum(axis=(1, 2))
    perimeter[perimeter == 0] = np.nan  # what is not there has no strokes
    return 2 * ink.sum(axis=(1, 2)) / perimeter
