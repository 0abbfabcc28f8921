"""The long experiments: their tables are whole, resumable, and say what made them."""

from gan_course import data, models
from gan_course.layers import MinibatchStandardDeviation, Pack

import collapse
import experiments
import numpy as np
import pytest
import robustness
import stacked_mnist

SCRIPT = """
SIZES = {"small": 3, "large": 4}
ARMS = {"none": 0, "some": other}

def helper():
    return 1

def unused():
    return 2

def run(size):
    return helper() + SIZES[size]

def code(size):
    return 3
"""


def test_code_sees_what_a_run_uses_and_nothing_else(tmp_path):
    def code(text, keys=("small", "none"), number=7):
        (tmp_path / "script.py").write_text(text)
        return experiments.code(tmp_path / "script.py", keys, number)

    same = code(SCRIPT)
    for old, new in [('"large": 4', '"large": 5'), ("return 2", "return 9")]:
        assert code(SCRIPT.replace(old, new)) == same
    assert code(SCRIPT.replace("return 3", "return 9")) == same
    assert code(SCRIPT, number=8) != same
    assert code(SCRIPT, keys=("large", "none")) != same
    for old, new in [('"small": 3', '"small": 5'), ("return 1", "return 9")]:
        assert code(SCRIPT.replace(old, new)) != same


def test_rows_of_other_code_are_left_out(tmp_path):
    path, columns = tmp_path / "table.csv", ["arm", "seed", "code"]
    assert experiments.read_table(path, ("arm",), lambda arm: "new") == []
    rows = [
        dict(zip(columns, [arm, "0", code]))
        for arm, code in [("a", "new"), ("b", "old")]
    ]
    robustness.write_csv(path, columns, rows)
    assert experiments.read_table(path, ("arm",), lambda arm: "new") == rows[:1]


@pytest.mark.parametrize("script", [collapse, stacked_mnist])
def test_committed_rows_were_made_by_the_present_code(script):
    with open(script.TABLE, encoding="utf-8") as file:
        count = sum(1 for _ in file) - 1
    assert 0 < count == len(script.read_table())


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
    assert models.stacked_discriminator(width).count_params() == parameters
    layers = {"first": Pack(2), "last": MinibatchStandardDeviation()}
    assert models.stacked_discriminator(width, **layers)(images).shape == (2, 1)


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
