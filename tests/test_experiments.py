"""The long experiments: their tables are whole, resumable, and say what made them."""

from gan_course import data, models
from gan_course.layers import MinibatchStandardDeviation, Pack

from concurrent.futures import ThreadPoolExecutor

import collapse
import experiments
import matrix
import numpy as np
import pytest
import stacked_mnist
import wasserstein

SCRIPT = """
SIZES = {"small": 3, "large": 4}
ARMS = {"none": 0, "some": other}

def helper():
    return 1

def unused():
    return 2

def run(size):
    return helper() + SIZES[size]
"""


def test_code_sees_what_a_run_uses_and_nothing_else(tmp_path):
    def code(text, keys=("small", "none"), number=7):
        (tmp_path / "script.py").write_text(text)
        made = experiments.Experiment(tmp_path / "script.py", {}, [], (number,))
        return made.code(*keys)

    same = code(SCRIPT)
    for old, new in [('"large": 4', '"large": 5'), ("return 2", "return 9")]:
        assert code(SCRIPT.replace(old, new)) == same
    assert code(SCRIPT, number=8) != same
    assert code(SCRIPT, keys=("large", "none")) != same
    for old, new in [('"small": 3', '"small": 5'), ("return 1", "return 9")]:
        assert code(SCRIPT.replace(old, new)) != same


@pytest.fixture
def experiment(tmp_path, monkeypatch):
    """Two arms, whose rows are made in this process."""
    monkeypatch.setattr(data, "TABLES", tmp_path)
    monkeypatch.setattr(experiments, "ProcessPoolExecutor", InThisProcess)
    made = experiments.Experiment("some.py", {"arm": {"b": 0, "a": 1}}, ["x"], ())
    made.code = lambda arm: f"code of {arm}"
    return made


class InThisProcess(ThreadPoolExecutor):
    def __init__(self, jobs, mp_context, initializer, initargs):
        super().__init__(1)


def test_rows_are_made_once_and_kept_in_order(experiment):
    ran = []

    def run(arm, seed):
        ran.append((arm, seed))
        return [{"x": seed / 3}, {"x": 2.0}]

    wanted = [("a", 0), ("b", 1), ("b", 0)]
    rows = experiment.complete(run, wanted[:2], jobs=1)
    assert rows[0] == {"arm": "a", "seed": "0", "code": "code of a", "x": "0"}
    experiment.complete(run, wanted, jobs=1)
    assert ran == wanted
    places = [experiment.place(row) for row in experiment.read()]
    assert places == [("b", 0)] * 2 + [("b", 1)] * 2 + [("a", 0)] * 2
    assert [row["x"] for row in experiment.read()[2:4]] == ["0.333333", "2"]


def test_rows_of_other_code_are_made_anew(experiment):
    def run(arm, seed):
        return [{"x": 1}]

    wanted = [("a", 0), ("b", 0)]
    experiment.complete(run, wanted, jobs=1)
    experiment.code = lambda arm: "code of b"
    assert [row["arm"] for row in experiment.read()] == ["b"]
    experiment.complete(run, wanted, jobs=1)
    assert [row["code"] for row in experiment.read()] == ["code of b"] * 2


@pytest.mark.parametrize("script", [collapse, stacked_mnist, wasserstein, matrix])
def test_committed_rows_were_made_by_the_present_code(script):
    with open(script.EXPERIMENT.table, encoding="utf-8") as file:
        count = sum(1 for _ in file) - 1
    assert 0 < count == len(script.EXPERIMENT.read())


def test_a_collapse_must_last():
    """The last five evaluations count, each of them."""
    reached = np.full((3, 20), 5)
    reached[1, -5] = 6
    reached[2, :-5] = 8
    assert collapse.collapsed(reached, 8).tolist() == [True, False, True]


@pytest.mark.parametrize("width, parameters", [(32, 455_361), (8, 28_977)])
def test_stacked_networks(width, parameters):
    generator = models.stacked_generator()
    images = generator(np.random.default_rng(0).standard_normal((4, 64)))
    assert images.shape == (4, 28, 28, 3) and np.abs(images).max() <= 1
    assert generator.count_params() == 321_403
    assert models.open_discriminator(3, width).count_params() == parameters
    layers = {"first": Pack(2), "last": MinibatchStandardDeviation()}
    assert models.open_discriminator(3, width, **layers)(images).shape == (2, 1)


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
