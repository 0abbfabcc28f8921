"""MNIST from a folder, from a damaged one, from nowhere."""

from gan_course.data import course_folder, load_mnist

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

TRAIN = "mnist/3.0.1/mnist-train.tfrecord-00000-of-00001"


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
    """A data folder with all the checksums, but MNIST only."""
    shutil.copytree(course_folder() / "mnist", tmp_path / "data" / "mnist")
    shutil.copy(course_folder() / "SHA256SUMS", tmp_path / "data")
    return tmp_path / "data"


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


def test_brackets_in_a_path_bring_no_warning(folder, capfd, caplog):
    strange = folder.rename(folder.with_name("data [copy]"))
    assert load_mnist("test[:5]", strange)[0].shape == (5, 28, 28, 1)
    assert capfd.readouterr().err == "" and not caplog.records


def test_sums_may_have_an_empty_line(folder):
    with open(folder / "SHA256SUMS", "a") as file:
        file.write("\n")
    load_mnist("test[:1]", folder)


def test_missing_file_is_recognised(folder):
    (folder / TRAIN).unlink()
    with pytest.raises(ValueError, match="is missing"):
        load_mnist(data_dir=folder)
    (folder / "SHA256SUMS").unlink()
    with pytest.raises(ValueError, match="is damaged"):
        load_mnist(data_dir=folder)


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
