"""MNIST from a folder, from a damaged one, from nowhere; batches."""

import gan_course  # noqa: F401
from gan_course.data import check_images, course_folder, image_batches, load_mnist

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

TRAIN = "mnist/3.0.1/mnist-train.tfrecord-00000-of-00001"
IMAGES = np.arange(23, dtype="uint8").reshape(23, 1, 1, 1)


def test_mnist_is_what_its_authors_published():
    images, labels = load_mnist("train")
    assert images.shape == (60_000, 28, 28, 1) and images.dtype == np.uint8
    assert labels.shape == (60_000,) and labels.dtype == np.int64
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(labels).tolist() == counts
    assert images.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
    assert images.std() / 255 == pytest.approx(0.3081, abs=5e-5)
    assert load_mnist("test[:50]")[0].shape == (50, 28, 28, 1)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(course_folder(), tmp_path / "data")


def test_tampered_file_is_recognised(folder):
    path = folder / TRAIN
    content = bytearray(path.read_bytes())
    content[5_000_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"damaged or changed.*git checkout"):
        load_mnist(data_dir=folder)
    (folder / "SHA256SUMS").unlink()  # as in TFDS's own folder
    with pytest.raises(ValueError, match="is damaged"):
        load_mnist(data_dir=folder)


@pytest.mark.parametrize("length", [0, 5_000_000, -17])
def test_truncated_file_is_recognised(folder, length):
    path = folder / TRAIN
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ValueError, match="damaged or changed"):
        load_mnist(data_dir=folder)
    (folder / "SHA256SUMS").unlink()
    with pytest.raises(ValueError, match="is damaged"):
        load_mnist(data_dir=folder)


def test_missing_file_is_recognised(folder):
    (folder / TRAIN).unlink()
    with pytest.raises(ValueError, match="is missing"):
        load_mnist(data_dir=folder)
    (folder / "SHA256SUMS").unlink()
    with pytest.raises(ValueError, match="is damaged"):
        load_mnist(data_dir=folder)


def test_unknown_folder_and_split_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"no MNIST in data_dir.*TFDS data folder"):
        load_mnist(data_dir=tmp_path)
    with pytest.raises(ValueError, match="valid"):
        load_mnist("valid")


def test_offline_and_not_found_says_where_it_looked(tmp_path):
    """A package outside a clone, an empty home, and no network."""
    package = course_folder().parent / "gan_course"
    shutil.copytree(package, tmp_path / "site" / "gan_course")
    code = "from gan_course.data import load_mnist; load_mnist()"
    nowhere = "http://127.0.0.1:9"
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path / "site"),
        "HOME": str(tmp_path / "home"),
        "TFDS_DATA_DIR": str(tmp_path / "home" / "tensorflow_datasets"),
        **dict.fromkeys(["http_proxy", "https_proxy", "HTTPS_PROXY"], nowhere),
    }
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
    )
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("ValueError: MNIST could not be downloaded"), result.stderr
    assert str(tmp_path / "site" / "data") in last
    assert str(tmp_path / "home" / "tensorflow_datasets") in last
    assert "Go online once" in last
    assert not (tmp_path / "home" / "tensorflow_datasets" / "mnist" / "3.0.1").exists()


def take(dataset, count):
    return [batch.numpy() for batch in dataset.take(count)]


def test_batches_shuffle_every_pass_and_repeat_none_within_it():
    dataset = image_batches(IMAGES, 5, seed=3)
    batches = take(dataset, 8)
    assert {batch.shape for batch in batches} == {(5, 1, 1, 1)}
    first, second = (
        np.concatenate(part).ravel() for part in (batches[:4], batches[4:])
    )
    assert len(set(first)) == len(set(second)) == 20
    assert first.tolist() != second.tolist()
    values = set(np.round((np.concatenate([first, second]) + 1) * 127.5, 3))
    assert values <= set(range(23))


def test_batches_are_a_function_of_seed_and_step():
    dataset = image_batches(IMAGES, 5, seed=3)
    batches = take(dataset, 12)
    assert np.array_equal(batches, take(image_batches(IMAGES, 5, seed=3), 12))
    assert np.array_equal(batches[7:], take(dataset.skip(7), 5))
    assert not np.array_equal(batches, take(image_batches(IMAGES, 5, seed=4), 12))


def test_every_image_comes_equally_often():
    dataset = image_batches(IMAGES, 5).take(4 * 500)
    pixels = np.concatenate([batch.numpy().ravel() for batch in dataset])
    counts = np.bincount(np.round((pixels + 1) * 127.5).astype(int), minlength=23)
    chance = 20 / 23  # a pass leaves 3 of 23 out
    spread = np.sqrt(500 * chance * (1 - chance))
    assert np.abs(counts - 500 * chance).max() < 5 * spread


def test_bad_images_and_batches_are_refused():
    for bad in (0, 24, -1):
        with pytest.raises(ValueError, match="between 1 and the 23 images"):
            image_batches(IMAGES, bad)
    for bad in (IMAGES / 255.0, IMAGES[..., 0]):
        with pytest.raises(ValueError, match="must be uint8 of shape"):
            image_batches(bad, 5)
    for value, message in [(np.nan, "NaN"), (np.inf, "infinite"), (2, "divide 8-bit")]:
        images = np.zeros((2, 4, 4, 1))
        images[1, 2, 3, 0] = value
        with pytest.raises(ValueError, match=message):
            check_images(images)
    with pytest.raises(ValueError, match=r"\(batch, 28, 28, 1\), got \(2, 4, 4, 1\)"):
        check_images(np.zeros((2, 4, 4, 1)), (28, 28, 1))
