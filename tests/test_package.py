"""The package as a whole: quiet, quick to import, true to its README."""

import gan_course
from gan_course import data, machine, models

import csv
import json
import os
import platform
import runpy
import subprocess
import sys
import time

import build
import numpy as np
import pytest
from players import run


def test_readme_s_figures_are_those_of_the_tables():
    root = models.WEIGHTS.parents[1]
    readme = " ".join((root / "README.md").read_text(encoding="utf-8").split())
    with open(root / "tests" / "experiments" / "robustness.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assertions = {(row["lesson"], row["assertion"]) for row in rows}
    assert f"All {len(assertions)} assertions that lessons 02 to 12 make" in readme
    claims = sum(len(claims) for _, _, claims in build.LESSONS.values())
    assert f"each of the {claims} claims was seen to fail" in readme
    banks = [runpy.run_path(str(p)) for p in root.glob("tests/notebooks/answers/*.py")]
    wrong = sum(len(faults) for bank in banks for faults in bank["WRONG"].values())
    assert f"{wrong} plausible wrong answers are in the tests" in readme
    with open(data.TABLES / "bench.csv", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    ours, classic = (
        [(float(row[2]), float(row[3])) for row in rows if row[0] == network]
        for network in ("lesson", "classic")
    )
    best = min(distance for second, distance in classic if second < 7.1 * 60)
    first = next(second for second, distance in ours if distance <= best)
    assert f"After {first:.0f} seconds" in readme and f"({best:.0f}, on our" in readme
    assert f"after two and a half minutes it has {ours[-1][1]:.1f}" in readme
    assert 148 < ours[-1][0] < 152
    page = (root / "tests/experiments/frameworks.md").read_text(encoding="utf-8")
    two, one = (page.split(f"## {cores}\n")[1] for cores in ("2 cores", "1 core"))

    def ratio(part, name):
        line = next(x for x in part.split("\n") if x.startswith(f"| {name}"))
        return line.split(" | ")[3]

    eager, compiled, jax = (
        ratio(two, name) for name in ("PyTorch, e", "PyTorch, `", "Keras on JAX")
    )
    step = f"takes {eager} times as long in eager PyTorch, {compiled} times in compiled"
    assert step in readme and f"and {jax} times in Keras on JAX" in readme
    assert f"On one core JAX needs {ratio(one, 'Keras on JAX')} times" in readme


def test_import_prints_nothing_nor_does_first_use():
    _, text = run(
        "import gan_course, tensorflow as tf\n"
        "tf.function(lambda x: x + 1)(tf.zeros(1))\n"
        "next(iter(gan_course.data.image_batches(__import__('numpy').zeros("
        "(4, 2, 2, 1), 'uint8'), 2)))"
    )
    assert text == ""


def test_import_needs_no_stderr():
    code = "import os, sys; os.close(2); sys.stderr = None; import gan_course; print(1)"
    assert run(code)[1] == "1\n"


def test_import_takes_little_more_than_tensorflow():
    """At most 1.3 times, by the median of two; of up to seven, if it is not."""
    code = "import time; import tensorflow; t = time.process_time(); import gan_course"
    code += "; print(t, time.process_time())"
    ratios = []
    while len(ratios) < 7:
        theirs, both = map(float, run(code)[1].split()[:2])  # before stderr
        ratios.append(both / theirs)
        if len(ratios) > 1 and np.median(ratios) < 1.3:
            return
    raise AssertionError(f"gan_course takes {ratios} times as long as tensorflow")


def test_new_digits_within_15_seconds_of_a_start():
    """Of one core; the clock shows less where there are two."""
    seconds, _ = run(
        "import gan_course, numpy as np\n"
        "gan_course.models.load_generator()(np.zeros((50, 64)))"
    )
    assert seconds < 15


def test_report_has_a_line_for_everything(capsys):
    gan_course.report()
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names == [
        "Python", "TensorFlow", "Keras", "gan_course", "cores", "memory", "GPU",
        "minutes", "MNIST",
    ]  # fmt: skip
    assert str(os.cpu_count()) in lines[4] and lines[2].endswith("backend tensorflow")


def test_pace_is_in_units_of_the_minutes_stated(monkeypatch):
    """A machine that needs twice as long has twice the pace; less than a second."""
    start = time.perf_counter()
    assert machine.pace() > 0.1
    assert time.perf_counter() - start < 2  # beside other tests

    def work(value):
        time.sleep(2 * machine.REFERENCE / 1000)
        return []

    monkeypatch.setattr(machine, "_work", work)
    assert 2 <= machine.pace(0.2) < 3


@pytest.mark.parametrize("set_before", [{}, {"TF_NUM_INTRAOP_THREADS": "3"}])
@pytest.mark.parametrize("machine, cores", [("x86_64", 2), ("arm64", 2), ("AMD64", 8)])
def test_tensorflow_is_set_up_for_small_networks(
    monkeypatch, set_before, machine, cores
):
    """Unless somebody has set it up otherwise."""
    monkeypatch.setattr(os, "environ", dict(set_before))
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    gan_course._suit_the_processor()
    expected = {"TF_ENABLE_ONEDNN_OPTS": "1"} if machine != "arm64" else {}
    expected |= {"TF_NUM_INTRAOP_THREADS": "1"} if cores == 2 else {}
    assert os.environ == expected | set_before


@pytest.mark.parametrize(
    "name, value, place",
    [
        ("backend", "torch", "KERAS_BACKEND"),
        ("backend", "jax", "keras.json"),
        ("floatx", "float64", "keras.json"),
        ("image_data_format", "channels_first", "keras.json"),
    ],
)
def test_settings_of_keras_that_do_not_fit_are_refused(tmp_path, name, value, place):
    """Before TensorFlow and Keras are imported, which would fail from the depths."""
    environment = os.environ | {"KERAS_HOME": str(tmp_path), "KERAS_BACKEND": ""}
    if place == "KERAS_BACKEND":
        environment[place] = value
    else:
        (tmp_path / place).write_text(json.dumps({name: value}))
        place = str(tmp_path / place)
    command = [sys.executable, "-c", "import gan_course"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"ValueError: Keras's {name} is '{value}' by the"), last
    assert place in last and "change it there" in last


@pytest.mark.parametrize("content", [None, "", "no JSON", "[1]", '{"epsilon": 1e-7}'])
def test_other_settings_of_keras_are_left_alone(tmp_path, monkeypatch, content):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    if content is not None:
        (tmp_path / "keras.json").write_text(content)
    gan_course._refuse_settings()


def test_notebooks_that_were_handed_out_before_find_their_recipes():
    """Lessons 07 and 08 imported them from `gan_course.remedies`."""
    from gan_course import remedies

    names = [name for name in vars(remedies) if not name.startswith("_")]
    assert {"plane_gan", "plane_wgan", "wgan", "wgan_gp", "unrolling"} <= set(names)
    for name in names:
        assert getattr(remedies, name) is getattr(gan_course.training, name)


def test_every_file_is_one_topic():
    """A lesson, its sheet and the sheet's bank of answers are one file each."""
    root = models.WEIGHTS.parents[1]
    for folder in ("gan_course", "notebooks/tools", "tests"):
        for path in (root / folder).rglob("*.py"):
            lines = path.read_text(encoding="utf-8").splitlines()
            assert len(lines) <= 300 or path.parent.name == "answers", path


def test_every_folder_of_the_package_has_tests_in_its_order():
    root = models.WEIGHTS.parents[1]
    for path in (root / "gan_course").iterdir():
        tests = root / "tests" / path.name
        if (path / "__init__.py").exists() and list(path.glob("[a-z]*.py")):
            assert path.name == "weights" or list(tests.glob("test_*.py")), path
