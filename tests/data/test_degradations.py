"""Fewer pixels, noise, blur, holes: against scipy, Pillow and closed forms."""

import gan_course  # noqa: F401
from gan_course import data

import numpy as np
import pytest
import scipy.ndimage
from PIL import Image

IMAGES = np.random.default_rng(0).uniform(-1, 1, (3, 12, 8, 3)).astype("float32")


def test_shrinking_is_a_mean_over_squares():
    found = data.shrink(IMAGES, 4)
    assert found.shape == (3, 3, 2, 3) and found.dtype == np.float32
    uniform = scipy.ndimage.uniform_filter(IMAGES, (0, 4, 4, 0))[:, 2::4, 2::4]
    assert np.allclose(found, uniform, atol=1e-6)
    assert np.allclose(data.shrink(IMAGES, 1), IMAGES)


def test_enlarging_is_pillows_bicubic():
    found = data.enlarge(IMAGES, 4)
    for image, larger in zip(IMAGES, found):
        for channel in range(3):
            small = Image.fromarray(image[..., channel])
            expected = small.resize((32, 48), Image.Resampling.BICUBIC)
            expected = np.clip(np.asarray(expected), -1, 1)
            assert np.allclose(larger[..., channel], expected, atol=1e-5)
    assert np.abs(found).max() == 1  # it would have left the range


def test_blur_is_a_convolution_with_a_gaussian():
    """Written out as sums, over an image that is mirrored at its border."""
    sigma, reach = 1.3, 5  # scipy cuts off at 4 sigma, rounded
    kernel = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    kernel /= kernel.sum()
    padded = np.pad(IMAGES, ((0, 0), (5, 5), (5, 5), (0, 0)), "symmetric")
    rows = sum(w * padded[:, k : k + 12] for k, w in enumerate(kernel))
    expected = sum(w * rows[:, :, k : k + 8] for k, w in enumerate(kernel))
    assert np.allclose(data.blur(IMAGES, sigma), expected, atol=1e-5)
    assert np.allclose(data.blur(IMAGES, 0), IMAGES)


def test_blur_is_scikit_images():
    filters = pytest.importorskip("skimage.filters")
    expected = filters.gaussian(IMAGES[0], 2, mode="reflect", channel_axis=-1)
    assert np.allclose(data.blur(IMAGES, 2)[0], expected, atol=1e-5)


def test_noise_has_its_deviation_and_is_cut_off():
    grey = np.zeros((4, 64, 64, 3))
    grey[0, 0, 0, 0] = -1e-6  # or there is a warning
    noise = data.add_noise(grey, 0.2, seed=3) - grey
    assert abs(noise.mean()) < 0.005 and noise.std() == pytest.approx(0.2, rel=0.02)
    flat = noise.reshape(4, -1)
    assert np.abs(np.corrcoef(flat) - np.eye(4)).max() < 0.05  # each its own
    assert (data.add_noise(grey, 0.2, seed=3) == noise + grey).all()
    assert (data.add_noise(grey, 0.2, seed=4) != noise + grey).any()
    assert np.abs(data.add_noise(IMAGES, 2.0, seed=0)).max() == 1
    assert (data.add_noise(IMAGES, 0, seed=0) == IMAGES).all()


def test_holes_are_squares_everywhere():
    images, masks = data.cut_hole(np.repeat(IMAGES, 200, axis=0), 3, seed=0)
    assert masks.shape == (600, 12, 8, 1) and images.dtype == np.float32
    assert set(np.unique(masks)) == {0, 1}
    inside = np.broadcast_to(masks == 1, images.shape)
    assert (images[inside] == -1).all()
    assert (images == np.repeat(IMAGES, 200, axis=0))[~inside].all()
    labels = scipy.ndimage.label(masks[0, ..., 0])[0]
    assert scipy.ndimage.find_objects(labels) and (labels == 1).sum() == 9
    for mask in masks[..., 0]:
        (rows, columns) = scipy.ndimage.find_objects(mask.astype(int))[0]
        assert rows.stop - rows.start == columns.stop - columns.start == 3
    often = masks[..., 0].mean(axis=0)  # corners in one place only, of 60
    assert often[0, 0] == pytest.approx(1 / 60, abs=0.015) and (often > 0).all()
    assert often[5, 4] == pytest.approx(9 / 60, abs=0.04)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda x: data.shrink(x, 2),
        lambda x: data.enlarge(x, 2),
        lambda x: data.add_noise(x, 0.1, 0),
        lambda x: data.blur(x, 1),
        lambda x: data.cut_hole(x, 2, 0)[0],
    ],
)
def test_what_is_spoiled_is_a_copy(spoil):
    before = IMAGES.copy()
    found = spoil(IMAGES)
    found[:] = 0
    assert (before == IMAGES).all() and np.abs(found).max() <= 1
