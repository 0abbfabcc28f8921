"""MNIST from a folder, from a damaged one, from nowhere; batches."""

import gan_course  # noqa: F401
from gan_course.data import (
    GaussianMixture,
    correlated_gaussian,
    course_folder,
    gaussian_grid,
    gaussian_ring,
    image_batches,
    load_mnist,
    stack_digits,
    stacked_batches,
)

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import scipy.stats
from sklearn.mixture import GaussianMixture as SklearnMixture

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


def test_order_of_batches_is_the_one_of_the_tables():
    """Committed tables rest on it: another order is another experiment."""
    images = np.arange(8, dtype="uint8").reshape(8, 1, 1, 1)
    batches = image_batches(images, 4, seed=0).take(4)
    order = [((batch.numpy().ravel() + 1) * 127.5).round() for batch in batches]
    assert np.concatenate(order).astype(int).tolist() == [
        *(0, 2, 1, 7, 4, 5, 3, 6),
        *(1, 7, 5, 4, 3, 2, 6, 0),
    ]


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


MIXTURES = [gaussian_ring(), gaussian_grid(), correlated_gaussian()]


@pytest.mark.parametrize("mixture", MIXTURES, ids=["ring", "grid", "correlated"])
def test_log_density_is_scikit_learns(mixture):
    count = len(mixture.modes)
    other = SklearnMixture(count, covariance_type="tied", means_init=mixture.modes)
    other.weights_ = np.full(count, 1 / count)
    other.means_, other.covariances_ = mixture.modes, mixture.covariance
    precision = np.linalg.inv(mixture.covariance)
    other.precisions_cholesky_ = np.linalg.cholesky(precision)
    points = mixture.sample(200, seed=3).numpy().astype(float) + [[0.0, 0.01]]
    expected = other.score_samples(points)
    np.testing.assert_allclose(mixture.log_density(points), expected, rtol=1e-9)


def test_density_integrates_to_one():
    mixture = GaussianMixture([[0.0, 0.0], [1.0, 1.0]], [[0.5, 0.2], [0.2, 0.4]])
    side = np.linspace(-5, 6, 300)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    cell = (side[1] - side[0]) ** 2
    assert np.exp(mixture.log_density(plane)).sum() * cell == pytest.approx(1, abs=1e-6)


def test_modes_of_ring_and_grid():
    ring, grid = gaussian_ring(8, radius=2.0).modes, gaussian_grid().modes
    assert len(np.unique(ring.round(9), axis=0)) == 8  # both ends are not one mode
    np.testing.assert_allclose(np.linalg.norm(ring, axis=1), 2)
    gaps = np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1)
    np.testing.assert_allclose(gaps, 4 * np.sin(np.pi / 8))
    assert sorted(map(tuple, grid)) == [
        (x, y) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)
    ]


@pytest.mark.parametrize("mixture", MIXTURES, ids=["ring", "grid", "correlated"])
def test_samples_have_the_mixtures_moments_and_modes(mixture):
    samples = mixture.sample(50_000, seed=1).numpy().astype(float)
    nearest = np.argmin(
        np.linalg.norm(samples[:, None] - mixture.modes, axis=2), axis=1
    )
    counts = np.bincount(nearest, minlength=len(mixture.modes))
    assert len(counts) == 1 or scipy.stats.chisquare(counts).pvalue > 1e-4
    residuals = samples - mixture.modes[nearest]
    whitened = residuals @ np.linalg.inv(np.linalg.cholesky(mixture.covariance)).T
    np.testing.assert_allclose(np.cov(whitened.T), np.eye(2), atol=0.03)
    for column in whitened.T:
        assert scipy.stats.kstest(column, "norm").pvalue > 1e-4


def test_samples_are_a_function_of_the_seed():
    ring = gaussian_ring()
    first = ring.sample(64, seed=5).numpy()
    assert np.array_equal(first, ring.sample(64, seed=5))
    assert not np.array_equal(first, ring.sample(64, seed=6))
    batches = [batch.numpy() for batch in ring.batches(64, seed=5).take(3)]
    again = [batch.numpy() for batch in ring.batches(64, seed=5).skip(2).take(1)]
    assert batches[0].shape == (64, 2) and np.array_equal(batches[2], again[0])
    assert not np.array_equal(batches[0], batches[1])


def test_stacked_digits_keep_their_labels():
    images, labels = load_mnist("test[:500]")
    stacked, digits = stack_digits(images, labels, 2000, seed=1)
    assert stacked.shape == (2000, 28, 28, 3) and stacked.dtype == np.uint8
    place = {image.tobytes(): label for image, label in zip(images, labels)}
    for channel in range(3):
        found = [
            place[np.ascontiguousarray(i).tobytes()] for i in stacked[..., channel]
        ]
        assert found == digits[:, channel].tolist()
    correlation = np.corrcoef(digits.T)[np.triu_indices(3, 1)]
    assert np.abs(correlation).max() < 0.1  # the channels do not know of each other
    again = stack_digits(images, labels, 2000, seed=1)[1]
    assert np.array_equal(digits, again)


def test_channels_of_stacked_batches_do_not_know_of_each_other():
    numbers = np.arange(60_000)  # each image holds its own number, in two pixels
    images = np.stack([numbers // 256, numbers % 256], axis=1).astype("uint8")
    batches = stacked_batches(images.reshape(-1, 1, 2, 1), 1000, seed=2).take(60)
    pixels = np.concatenate([b.numpy() for b in batches]).reshape(-1, 2, 3)
    high, low = np.rint((pixels + 1) * 127.5).astype(int).swapaxes(0, 1)
    chosen = 256 * high + low
    assert chosen.min() >= 0 and chosen.max() < 60_000
    for channel in range(3):
        assert scipy.stats.kstest(chosen[:, channel] / 6e4, "uniform").pvalue > 1e-4
    correlation = np.corrcoef(chosen.T)[np.triu_indices(3, 1)]
    assert np.abs(correlation).max() < 0.02
    assert len(np.unique(chosen[:, :2], axis=0)) > 59_900  # pairs do not come again
    again = next(iter(stacked_batches(images.reshape(-1, 1, 2, 1), 1000, 2).skip(59)))
    assert np.array_equal(again.numpy().reshape(-1, 2, 3), pixels[-1000:])


def test_samples_to_look_at_are_no_batch_of_the_training():
    ring = gaussian_ring()
    first = ring.sample(64, seed=5).numpy()
    assert not any(np.array_equal(first, b) for b in ring.batches(64, 5).take(20))
