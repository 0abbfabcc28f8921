"""Ink, slant and thickness of drawn strokes, whose truth is known, and of digits."""

import gan_course  # noqa: F401
from gan_course import data, metrics

import numpy as np
import pytest
import scipy.ndimage
import scipy.stats

FINE = 16  # points along the side of a pixel
MIDDLE = 13.5
POINTS = (np.arange(28 * FINE) + 0.5) / FINE - 0.5
ROWS, COLUMNS = np.meshgrid(POINTS, POINTS, indexing="ij")
ANGLES = range(-40, 41, 10)


def drawn(shape):
    """Images of shapes: each pixel has the share of it that lies inside."""
    ink = shape.reshape(28, FINE, 28, FINE).mean(axis=(1, 3))
    return (2 * ink - 1)[None, ..., None]


def bar(width, length, degrees, row=MIDDLE, column=MIDDLE):
    """A rectangle whose top is turned to the right."""
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    up, right = row - ROWS, COLUMNS - column
    along, across = up * cosine + right * sine, right * cosine - up * sine
    return drawn((abs(along) <= length / 2) & (abs(across) <= width / 2))


def sheared_bar(width, height, degrees):
    """An upright rectangle whose rows are pushed to the right, the more the higher."""
    across = COLUMNS - MIDDLE - (MIDDLE - ROWS) * np.tan(np.radians(degrees))
    return drawn((abs(ROWS - MIDDLE) <= height / 2) & (abs(across) <= width / 2))


def ring(width, radius, share=1.0):
    """A circle, or the share of it that begins at the right."""
    angle = np.arctan2(MIDDLE - ROWS, COLUMNS - MIDDLE) % (2 * np.pi)
    distance = np.hypot(ROWS - MIDDLE, COLUMNS - MIDDLE)
    return drawn((abs(distance - radius) <= width / 2) & (angle <= 2 * np.pi * share))


@pytest.fixture(scope="module")
def digits():
    return data.scale(data.load_mnist("test[:500]")[0]).numpy()


def test_ink_is_the_area():
    for width in (1.5, 2, 3.25, 5):
        for degrees in ANGLES:
            area = metrics.ink_area(bar(width, 16, degrees))
            assert area == pytest.approx(16 * width, rel=0.01)
        area = metrics.ink_area(ring(width, 7))
        assert area == pytest.approx(2 * np.pi * 7 * width, rel=0.01)
    # edges on the lattice of points: exact
    assert metrics.ink_area(bar(3.25, 16, 0)) == pytest.approx(52, rel=1e-12)


@pytest.mark.parametrize("width", [1.5, 3, 5])
def test_slant_of_sheared_strokes_is_their_angle(width):
    """The variance of rows within a pixel, 1/12, makes 40 degrees 39.9."""
    for degrees in ANGLES:
        found = metrics.slant(sheared_bar(width, 18, degrees))
        assert found == pytest.approx(degrees, abs=0.2)


@pytest.mark.parametrize("width", [1.5, 3, 5])
def test_slant_of_turned_strokes_has_its_closed_form(width):
    """Less than the angle, because a turned bar's ends are not level."""
    for degrees in ANGLES:
        sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
        mu_11 = -(16**2 - width**2) * sine * cosine / 12
        mu_02 = (16**2 * cosine**2 + width**2 * sine**2 + 1) / 12
        expected = np.degrees(np.arctan(-mu_11 / mu_02))
        found = metrics.slant(bar(width, 16, degrees))
        assert found == pytest.approx(expected, abs=0.2)
        if width <= 3:
            assert found == pytest.approx(degrees, abs=2)


@pytest.mark.parametrize(
    "width, high", [(1.5, 1.36), (2, 1.12), (2.5, 1.06), (3, 1.06), (5, 1.06)]
)
def test_thickness_of_bars_at_every_angle(width, high, rng):
    """At most this factor above width times length over their sum, at any place."""
    closed_form = width * 16 / (width + 16)
    for degrees in range(-90, 90, 10):
        place = MIDDLE + rng.uniform(-0.5, 0.5, 2)
        found = metrics.thickness(bar(width, 16, degrees, *place)) / closed_form
        assert 1 <= found <= high, (degrees, found)


@pytest.mark.parametrize("share", [0.5, 1.0])
@pytest.mark.parametrize("width, above", [(1.5, 0.15), (2, 0.05), (3, 0.03), (5, 0.03)])
def test_thickness_of_arcs_and_rings(width, above, share):
    length = 2 * np.pi * 7 * share
    ends = width if share < 1 else 0
    closed_form = width * length / (length + ends)
    found = metrics.thickness(ring(width, 7, share)) / closed_form
    assert 0.98 <= found <= 1 + above


def test_thickness_grows_with_the_width():
    for degrees in (0, 20, 45):
        widths = np.linspace(2, 5, 13)
        bars = [metrics.thickness(bar(width, 16, degrees)) for width in widths]
        assert (np.diff(np.ravel(bars)) > 0.05).all()


def test_thickness_asks_not_how_dark_the_ink_is(digits):
    pale = 0.4 * (digits + 1) - 1
    expected = metrics.thickness(digits)
    np.testing.assert_allclose(metrics.thickness(pale), expected, rtol=1e-5)
    np.testing.assert_allclose(metrics.slant(pale), metrics.slant(digits), atol=1e-4)


def test_thickness_counts_ink_at_the_border():
    """A bar along the edge has four sides, as one in the middle has."""
    middle, edge = -np.ones((2, 1, 28, 28, 1))
    middle[:, 12:15, 5:25] = edge[:, :3, 5:25] = 1
    assert metrics.thickness(edge) == pytest.approx(metrics.thickness(middle))


def test_what_changes_nothing(digits):
    """Shifts change nothing, the mirror turns the slant around, order is kept."""
    inner = np.pad(digits, ((0, 0), (4, 4), (4, 4), (0, 0)), constant_values=-1)
    for measure in (metrics.ink_area, metrics.slant, metrics.thickness):
        found = measure(digits)
        assert found.shape == (500,) and found.dtype == np.float64
        shifted = np.roll(inner, (3, -2), axis=(1, 2))
        np.testing.assert_allclose(measure(shifted), found, atol=1e-4)
        sign = -1 if measure is metrics.slant else 1
        mirrored = measure(digits[:, :, ::-1])
        np.testing.assert_allclose(mirrored, sign * found, atol=1e-4)
        np.testing.assert_allclose(measure(digits[::-1]), found[::-1], atol=1e-12)


def test_digits_sheared_back_are_upright(digits):
    """Deskewing, by scipy, of digits that lean by 20 to 35 degrees."""
    angles = metrics.slant(digits)
    leaning = np.flatnonzero((abs(angles) > 20) & (abs(angles) < 35))
    assert len(leaning) > 20
    for image, angle in zip(digits[leaning, ..., 0], angles[leaning]):
        tangent, wide = np.tan(np.radians(angle)), np.pad(image, 8, constant_values=-1)
        back = scipy.ndimage.affine_transform(
            wide, [[1, 0], [-tangent, 1]], [0, 21.5 * tangent], order=1, cval=-1
        )
        assert metrics.slant(back[None, ..., None]) == pytest.approx(0, abs=1.5)


def test_thickness_ranks_as_area_over_the_skeleton_s_length(digits):
    morphology = pytest.importorskip("skimage.morphology")
    ink = digits[..., 0] > 0
    lengths = [morphology.skeletonize(image).sum() for image in ink]
    widths = ink.sum(axis=(1, 2)) / lengths
    found = scipy.stats.spearmanr(metrics.thickness(digits), widths).statistic
    assert found > 0.93  # 0.949


def test_images_without_ink_have_neither_slant_nor_thickness(recwarn):
    """And do not change what is measured on others."""
    images = np.concatenate([-np.ones((1, 28, 28, 1)), bar(3, 16, 20)])
    assert metrics.ink_area(images)[0] == 0
    for measure in (metrics.slant, metrics.thickness):
        found = measure(images)
        assert np.isnan(found[0]) and found[1] == measure(images[1:])
    row = -np.ones((1, 28, 28, 1))
    row[:, 11, 3:20] = 1
    assert np.isnan(metrics.slant(row))
    assert metrics.thickness(row) == pytest.approx(17 / 18, rel=0.05)
    assert not recwarn
