"""Pictures of one's own: every kind that people have, and what is none."""

import gan_course  # noqa: F401
from gan_course import data

import numpy as np
import pytest
from PIL import Image

RNG = np.random.default_rng(0)


def gradient(height=24, width=32):
    """A smooth picture, dark at the left, red below: JPEG keeps it nearly."""
    x = np.linspace(0, 255, width)[None, :].repeat(height, axis=0)
    y = np.linspace(0, 255, height)[:, None].repeat(width, axis=1)
    return np.stack([y, x, x], axis=-1).round().astype("uint8")


def middle(pixels, size):
    """The square in the middle, where it has the wanted size."""
    top, left = ((side - size) // 2 for side in pixels.shape[:2])
    return pixels[top : top + size, left : left + size]


def load(path, **options):
    return data.load_folder(path.parent, 24, **options)[0].astype(int)


@pytest.mark.parametrize("name", ["a.png", "ein schönes Bild.JPG", "b.bmp", "c.tiff"])
def test_formats_and_names(tmp_path, name):
    Image.fromarray(gradient()).save(tmp_path / name, quality=95)
    (tmp_path / ".hidden.png").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "folder.png").mkdir()
    images = data.load_folder(str(tmp_path), 24)
    assert images.shape == (1, 24, 24, 3) and images.dtype == np.uint8
    assert np.abs(images[0].astype(int) - middle(gradient(), 24)).max() <= 8


def test_a_smaller_size_is_an_average_of_the_middle(tmp_path):
    noise = RNG.integers(0, 256, (48, 60, 3), dtype="uint8")
    Image.fromarray(noise).save(tmp_path / "a.png")
    found = data.load_folder(tmp_path, 12)[0].astype(float)
    blocks = middle(noise, 48).reshape(12, 4, 12, 4, 3).mean(axis=(1, 3))
    assert np.corrcoef(found.ravel(), blocks.ravel())[0, 1] > 0.8
    assert found.std() < noise.std() / 2  # no pixel is one of the old ones


def test_greys_and_colours_become_what_is_wanted(tmp_path):
    grey = gradient()[..., 1]
    Image.fromarray(grey).save(tmp_path / "a.png")
    found = load(tmp_path / "a.png")
    assert (found == middle(grey, 24)[..., None]).all() and found.shape[-1] == 3
    assert (load(tmp_path / "a.png", channels=1)[..., 0] == middle(grey, 24)).all()
    Image.fromarray(gradient()).save(tmp_path / "a.png")
    weights = np.array([0.299, 0.587, 0.114])  # ITU-R 601-2 luma
    expected = middle(gradient(), 24) @ weights
    found = load(tmp_path / "a.png", channels=1)
    assert found.shape == (24, 24, 1)
    assert np.abs(found[..., 0] - expected).max() <= 1


def test_sixteen_bits_become_eight_and_are_not_cut_off(tmp_path):
    grey = gradient()[..., 1]
    Image.fromarray(grey.astype("uint16") * 257).save(tmp_path / "a.png")
    assert Image.open(tmp_path / "a.png").mode.startswith("I")
    assert (load(tmp_path / "a.png")[..., 0] == middle(grey, 24)).all()


def test_cmyk_palettes_transparency_and_turned_pictures(tmp_path):
    picture = Image.fromarray(gradient())
    picture.convert("CMYK").save(tmp_path / "a.jpg", quality=95)
    found = load(tmp_path / "a.jpg")
    assert np.abs(found - middle(gradient(), 24)).max() <= 10
    (tmp_path / "a.jpg").unlink()
    clear = picture.copy()
    clear.putalpha(
        Image.fromarray(np.where(gradient()[..., 0] > 127, 0, 255).astype("uint8"))
    )
    clear.save(tmp_path / "a.png")
    expected = np.where(gradient()[..., :1] > 127, 255, gradient())
    assert np.abs(load(tmp_path / "a.png") - middle(expected, 24)).max() == 0
    exif = Image.Exif()
    exif[274] = 6  # the camera was held upright: turn by a quarter, clockwise
    picture.save(tmp_path / "a.png", exif=exif)
    turned = np.rot90(gradient(), -1)
    assert (load(tmp_path / "a.png") == middle(turned, 24)).all()


def test_of_an_animation_comes_the_first_frame(tmp_path):
    frames = [Image.fromarray(np.full((24, 24), k, "uint8")) for k in (10, 200)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert (load(tmp_path / "a.gif") == 10).all()


def test_pairs_are_found_by_name(tmp_path):
    for number, name in enumerate(["b", "a", "a.b"]):
        for kind, ending in (("x", ".png"), ("y", ".bmp")):
            (tmp_path / kind).mkdir(exist_ok=True)
            shift = 100 * (kind == "y")
            pixels = np.full((24, 32, 3), number + shift, "uint8")
            Image.fromarray(pixels).save(tmp_path / kind / (name + ending))
    inputs, targets = data.load_pairs(tmp_path / "x", tmp_path / "y", 8)
    assert inputs.shape == targets.shape == (3, 8, 8, 3)
    assert inputs[:, 0, 0, 0].tolist() == [1, 2, 0]
    assert (targets == inputs + 100).all()
