"""What networks refuse: images that do not fit their strides."""

from gan_course.checks import check_number


def check_divisible(size, halvings):
    """Raises a ValueError unless a side can be halved so many times.

    Args:
        size: Height and width of images, in pixels.
        halvings: How many strided convolutions there are.
    """
    check_number("size", size, 1)
    check_number("depth", halvings, 1)
    if size % 2**halvings:
        raise ValueError(
            f"images of {size} pixels cannot be halved {halvings} times; their size "
            f"must be a multiple of {2**halvings}: crop or enlarge them, for instance "
            f"to {-(-size // 2**halvings) * 2**halvings}, or take fewer layers"
        )
