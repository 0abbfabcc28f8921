"""Fingerprints of what made the committed tables: `make fingerprints`.

A row of a long experiment stands as long as the code would make it again. Instead of
training for hours to see that, every arm of an experiment, and every lesson in the table
of seeds, has a fingerprint: its losses, the norms of its weights and what is measured of
it after a few steps from seed 0, to four digits, with the number of steps that were
asked for. Fingerprints are in fingerprints.json, with the versions that made them. While
they come out the same the rows stand, whatever the code looks like. Where a change of
behaviour is meant, `make fingerprints ACCEPT=1` writes the new fingerprints and deletes
the rows that are of the old behaviour, so that the experiment makes them anew.
"""

from gan_course import data
from gan_course.training import GAN

import argparse
import contextlib
import json
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import bench
import collapse
import experiments
import keras
import matplotlib
import matrix
import numpy as np
import robustness
import stacked_mnist
import tensorflow as tf
import wasserstein

HERE = Path(__file__).resolve().parent
FILE = HERE / "fingerprints.json"
STEPS = 10
TOLERANCE = 2e-3  # relative: other processors and versions round otherwise
SCRIPTS = {
    "collapse": collapse,
    "stacked-mnist": stacked_mnist,
    "wasserstein": wasserstein,
    "matrix": matrix,
}
FEWER = {"stacked-mnist": {"SAMPLES": 2600}}  # samples to measure
# What makes a lesson short. The text on the left must be there: it is a part of what
# the fingerprint holds fast.
SHORTER = {
    "02_first_gan": {"ROUNDS, STEPS = 40, 100": "ROUNDS, STEPS = 4, 5"},
    "03_dcgan_mnist": {
        "STEPS_AN_EPOCH, EPOCHS = 400, 18": "STEPS_AN_EPOCH, EPOCHS = 2, 3"
    },
    "04_measuring_generators": {},
    "05_mode_collapse": {
        "EVALUATIONS, STEPS = 20, 500": "EVALUATIONS, STEPS = 20, 1",
        "leave_alone(plain, 2000)": "leave_alone(plain, 20)",
    },
    "06_wasserstein_gan": {
        "EVALUATIONS, STEPS = 10, 400": "EVALUATIONS, STEPS = 10, 1",
        "trainer(critic, steps=400)": "trainer(critic, steps=20)",
        "trainer(critic, steps=200)": "trainer(critic, steps=20)",
    },
    "07_wgan_gp": {
        "EVALUATIONS, STEPS = 6, 400": "EVALUATIONS, STEPS = 6, 2",
        "weight, steps=400)": "weight, steps=20)",
        "for steps in (400, 2000)": "for steps in (400, 2000)",
        "learn(weights, real, fake, weight, steps)": (
            "learn(weights, real, fake, weight, steps // 40)"
        ),
        "steps_per_epoch=80": "steps_per_epoch=10",
    },
    "08_stability_toolbox": {
        "steps_per_epoch=80": "steps_per_epoch=10",
        "4, steps_per_epoch=400": "4, steps_per_epoch=3",
        "((calm, 500), (wild, 200))": "((calm, 500), (wild, 200))",
        "steps_per_epoch=number": "steps_per_epoch=number // 50",
    },
}
TIMED = ("spent", "seconds")  # assertions about time are no part of a fingerprint


def norm(model):
    squares = [np.sum(np.square(w, dtype="float64")) for w in model.get_weights()]
    return float(np.sqrt(sum(squares)))


@contextlib.contextmanager
def noted(found, few=None):
    """Puts what becomes of every `GAN.fit` into a list, if asked after a few steps."""
    fit = GAN.fit

    def short(gan, images, epochs=1, steps_per_epoch=None, callbacks=(), **kwargs):
        asked = {"epochs": epochs, "steps": steps_per_epoch}
        gan.steps_per_execution = 1
        if few:
            epochs, steps_per_epoch = 1, few
            for callback in callbacks:
                if hasattr(callback, "steps"):  # at which it measures
                    asked["measurements"] = len(callback.steps)
                    callback.steps = [few]
        history = fit(gan, images, epochs, steps_per_epoch, callbacks, **kwargs)
        losses = {k: history.history[k][-1] for k in ("d_loss", "g_loss")}
        norms = {
            name: norm(getattr(gan, name))
            for name in ("generator", "discriminator", "average")
        }
        found.append(asked | losses | norms)
        return history

    GAN.fit = short
    try:
        yield
    finally:
        GAN.fit = fit


def of_arm(experiment, keys):
    """Returns the fingerprint of an arm, a dictionary of numbers."""
    script, trainings = SCRIPTS[experiment], []
    constants = {k: v for k, v in vars(script).items() if k.isupper()}
    found = {k: v for k, v in constants.items() if isinstance(v, int)}
    try:
        vars(script).update(FEWER.get(experiment, {}))
        with noted(trainings, STEPS):
            rows = script.run(*keys, 0)
    finally:
        vars(script).update(constants)
    for numbers in [*trainings, *rows]:
        found |= numbers
    return {k: v for k, v in found.items() if k not in ("seconds", "step")}


def of_bench(network):
    """Returns the fingerprint of a network of the bench."""
    keras.utils.set_random_seed(0)
    gan, batch_size = getattr(bench, network)()
    images, trainings = data.load_mnist("train")[0], []
    with noted(trainings, STEPS):
        gan.fit(data.image_batches(images, batch_size), steps_per_epoch=STEPS)
    return {"batch": batch_size} | trainings[0]


def of_lesson(lesson):
    """Returns the fingerprint of a lesson: its trainings, and its assertions' sides."""
    sources = robustness.cells(lesson)
    for old, new in SHORTER[lesson].items():
        if not any(old in source for source in sources):
            raise ValueError(f"lesson {lesson} has no {old!r}; change SHORTER with it")
        sources = [source.replace(old, new) for source in sources]
    trainings, before = [], os.getcwd()
    matplotlib.use("Agg")
    keras.utils.clear_session()
    os.chdir(robustness.NOTEBOOKS)
    try:
        with tempfile.TemporaryDirectory() as folder, noted(trainings):
            settings = {"SEED": 0, "START_AFRESH": True, "OUTPUTS": Path(folder)}
            asserted = robustness.run(sources, settings)
    finally:
        os.chdir(before)
    found = {
        f"training {number}: {name}": value
        for number, numbers in enumerate(trainings, 1)
        for name, value in numbers.items()
    }
    for text, (left, right, *_) in asserted.items():
        if not any(word in text for word in TIMED):
            found |= {f"{text}: left": left, f"{text}: right": right}
    return found


def places():
    """Returns all that has a fingerprint, as (experiment, arm)."""
    found = [("bench", name) for name in ("lesson", "classic")]
    for name, script in SCRIPTS.items():
        rows = script.EXPERIMENT.read()
        arms = dict.fromkeys(script.EXPERIMENT.place(row)[:-1] for row in rows)
        found += [(name, ", ".join(arm)) for arm in arms]
    return found + [("lessons", lesson) for lesson in robustness.LESSONS]


def fingerprint(experiment, arm):
    """Returns a fingerprint as it is kept: numbers of four digits."""
    if experiment == "bench":
        found = of_bench(arm)
    elif experiment == "lessons":
        found = of_lesson(arm)
    else:
        found = of_arm(experiment, arm.split(", "))
    return {name: float(f"{value:.4g}") for name, value in found.items()}


def differences(kept, now):
    """Returns what tells two fingerprints apart, as lines of text."""
    lines = []
    for name in [*kept, *(name for name in now if name not in kept)]:
        pair = [np.nan if name not in x else x[name] for x in (kept, now)]
        if not np.isclose(*pair, rtol=TOLERANCE, atol=1e-5, equal_nan=True):
            lines.append(f"{name}: {pair[0]:.4g}, now {pair[1]:.4g}")
        elif (name in kept) != (name in now):
            lines.append(f"{name}: only {'kept' if name in kept else 'now'}")
    return lines


def read():
    """Returns the committed fingerprints: {experiment: {arm: {number: value}}}."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def write(kept):
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    data.write_whole(FILE, lambda file: file.write(text.encode("utf-8") + b"\n"))


def versions():
    return f"TensorFlow {tf.__version__}, Keras {keras.__version__}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="experiments, or lessons; else all")
    parser.add_argument("--accept", action="store_true", help="write what differs")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    wanted = [p for p in places() if not options.names or set(p) & set(options.names)]
    kept, differing = read(), []
    workers = {"mp_context": get_context("spawn")}
    workers |= {"initializer": experiments.use_threads, "initargs": (1,)}
    with ProcessPoolExecutor(options.jobs, **workers) as pool:
        tasks = {pool.submit(fingerprint, *place): place for place in wanted}
        for task in as_completed(tasks):
            experiment, arm = tasks[task]
            old, now = kept.get(experiment, {}).get(arm, {}), task.result()
            old = {k: v for k, v in old.items() if k != "versions"}
            lines = differences(old, now)
            print(f"{experiment}: {arm}:", "; ".join(lines) or "equal", flush=True)
            if lines:
                differing.append((experiment, arm))
                if options.accept:
                    kept.setdefault(experiment, {})[arm] = {"versions": versions()} | now
                    write(kept)
    sys.exit(f"{len(differing)} differ" if differing and not options.accept else 0)


if __name__ == "__main__":
    main()
