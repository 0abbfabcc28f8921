"""The long experiments: their tables are whole, resumable, and say what made them."""

from gan_course import data, models
from gan_course.layers import MinibatchStandardDeviation, Pack

import os
from concurrent.futures import ThreadPoolExecutor

import collapse
import experiment
import fingerprint
import numpy as np
import pytest
import scipy.stats
import stacked_mnist
import unpaired


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Two arms, whose rows are made in this process."""
    monkeypatch.setattr(data, "TABLES", tmp_path)
    monkeypatch.setattr(fingerprint, "FILE", tmp_path / "fingerprints.json")
    monkeypatch.setattr(experiment, "ProcessPoolExecutor", InThisProcess)
    return experiment.Experiment("some.py", {"arm": {"b": 0, "a": 1}}, ["x"])


def test_processes_have_so_many_threads_of_blas(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    with experiment.processes(1, experiment.use_threads, 2) as pool:
        assert pool.submit(os.getenv, "OPENBLAS_NUM_THREADS").result() == "2"


class InThisProcess(ThreadPoolExecutor):
    def __init__(self, jobs, mp_context, initializer, initargs):
        super().__init__(1)


def test_rows_are_made_once_and_kept_in_order(table):
    ran = []

    def run(arm, seed):
        ran.append((arm, seed))
        return [{"x": seed / 3}, {"x": 2.0}]

    wanted = [("a", 0), ("b", 1), ("b", 0)]
    rows = table.complete(run, wanted[:2], jobs=1)
    assert rows[0] == {"arm": "a", "seed": "0", "x": "0"}
    ran.clear()
    table.complete(run, wanted, jobs=1)
    assert ran == [("b", 0)] * 2  # once for its fingerprint, once for the table
    places = [table.place(row) for row in table.read()]
    assert places == [("b", 0)] * 2 + [("b", 1)] * 2 + [("a", 0)] * 2
    assert [row["x"] for row in table.read()[2:4]] == ["0.333333", "2"]


def test_rows_of_another_behaviour_do_not_join_a_table(table):
    table.complete(lambda arm, seed: [{"x": 1}], [("a", 0), ("b", 0)], jobs=1)
    wanted = [("a", 0), ("a", 1), ("b", 0)]
    with pytest.raises(SystemExit, match=r"a: x: 1, now 2: .*ACCEPT=1"):
        table.complete(lambda arm, seed: [{"x": 2}], wanted, jobs=1)
    assert len(table.read()) == 2
    table.forget("a")
    fingerprint.keep("some", "a", {"x": 2.0})
    table.complete(lambda arm, seed: [{"x": 2}], wanted, jobs=1)
    assert [row["x"] for row in table.read()] == ["1", "2", "2"]


def test_a_collapse_must_last():
    """The last five evaluations count, each of them."""
    reached = np.full((3, 20), 5)
    reached[1, -5] = 6
    reached[2, :-5] = 8
    assert collapse.collapsed(reached, 8).tolist() == [True, False, True]


@pytest.mark.parametrize("width, parameters", [(32, 221_761), (8, 14_353)])
def test_stacked_networks(width, parameters):
    generator = stacked_mnist.stacked_generator()
    images = generator(np.random.default_rng(0).standard_normal((4, 64)))
    assert images.shape == (4, 28, 28, 3) and np.abs(images).max() <= 1
    assert generator.count_params() == 321_403
    assert models.open_discriminator(3, width).count_params() == parameters
    layers = {"first": Pack(2), "last": MinibatchStandardDeviation()}
    assert models.open_discriminator(3, width, **layers)(images).shape == (2, 1)


def test_channels_of_stacked_batches_do_not_know_of_each_other(monkeypatch):
    monkeypatch.setattr(stacked_mnist, "BATCH", 1000)
    numbers = np.arange(60_000)  # each image holds its own number, in two pixels
    images = np.stack([numbers // 256, numbers % 256], axis=1).astype("uint8")
    batches = stacked_mnist.stacked_batches(images.reshape(-1, 1, 2, 1), seed=2)
    pixels = np.concatenate([b.numpy() for b in batches.take(60)]).reshape(-1, 2, 3)
    high, low = np.rint((pixels + 1) * 127.5).astype(int).swapaxes(0, 1)
    chosen = 256 * high + low
    assert chosen.min() >= 0 and chosen.max() < 60_000
    for channel in range(3):
        assert scipy.stats.kstest(chosen[:, channel] / 6e4, "uniform").pvalue > 1e-4
    correlation = np.corrcoef(chosen.T)[np.triu_indices(3, 1)]
    assert np.abs(correlation).max() < 0.02
    assert len(np.unique(chosen[:, :2], axis=0)) > 59_900  # pairs do not come again
    again = next(iter(batches.skip(59)))
    assert np.array_equal(again.numpy().reshape(-1, 2, 3), pixels[-1000:])


def test_real_stacks_are_read_as_nearly_all_modes():
    """6,000 real images, where chance alone leaves a mode out now and then."""
    images, labels = data.load_mnist("test")
    stacked, _ = data.stack_digits(images, labels, 6000, seed=0)
    classifier = models.load_classifier()
    features = stacked_mnist.metrics.classify(data.scale(images), classifier)[0]
    found = stacked_mnist.score(data.scale(stacked).numpy(), features, classifier)
    assert found["captured"] > 980 and found["reverse_kl"] < 0.15
    assert found["frechet"] < 0.5 and found["sure"] > 0.95
    red = np.repeat(data.scale(stacked).numpy()[..., :1], 3, axis=-1)
    assert stacked_mnist.score(red, features, classifier)["captured"] <= 100


def test_tables_leave_out_what_a_task_does_not_have():
    rows = [
        {"task": "a", "arm": "x", "psnr": "1.0", "kept": "nan"},
        {"task": "a", "arm": "x", "psnr": "3.0", "kept": "nan"},
        {"task": "b", "arm": "x", "psnr": "2.0", "kept": "0.5"},
    ]
    columns = {"psnr": ("PSNR", 1, 1), "kept": ("kept, %", 100, 0)}
    lines = experiment.tables(
        rows, {"a": "one", "none": "yet", "b": "two"}, {"x": "X", "y": "Y"}, columns
    )
    assert lines[1:6:2] == ["## One", "| arm | seeds | PSNR |", "| X | 2 | 2.0 ± 1.0 |"]
    assert lines[-1] == "| X | 1 | 2.0 | 50 |"
    assert "## Yet" not in lines


def test_a_sea_is_blue_and_not_pale():
    """That of the relief is pale: a network that changes nothing makes no blue sea."""
    relief, satellite, _ = unpaired.partners("maps", "test")
    assert not unpaired.is_sea(relief).any()
    assert 0.05 < unpaired.is_sea(satellite).mean() < 0.5
