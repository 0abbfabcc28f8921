"""What a fingerprint is: a few numbers after a few steps from a fixed seed.

A row of a long experiment stands as long as the code would make it again. Instead of
training for hours to see that, every arm of an experiment, and every lesson in the
table of seeds, has a fingerprint: its losses, the norms of its weights and what is
measured of it after two steps from seed 0, to five digits, with the number of steps
that were asked for. They are in fingerprints.json, with the versions that made them.
While they come out the same the rows stand, whatever the code looks like.
"""

from gan_course.checks import write_whole
from gan_course.training import GAN

import contextlib
import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

FILE = Path(__file__).resolve().parent / "fingerprints.json"
# Other processors, versions and numbers of threads round otherwise, and training makes
# more of it, up to ten times with each step. TensorFlow 2.19 differs from 2.21 by at
# most 0.00015 after two steps, but for one arm of 95 (0.0024, at twenty times the
# rates); after ten steps by up to 12 %.
STEPS = 2
TOLERANCE = 5e-4  # relative
DISTANCE = 5e-3  # for Fréchet distances, in which the arm above differs
LATER = 0.1  # what a lesson asserts after more steps than that, if rounding tells
AGAIN = "the rows in the table are of another behaviour; `make fingerprints ACCEPT=1` "
AGAIN += "deletes them, so that the experiment makes them anew"


class FirstSteps(keras.callbacks.Callback):
    """Notes losses and norms after the first steps, wherever training goes then."""

    def __init__(self, found):
        super().__init__()
        self.found = found

    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.g_optimizer.iterations.numpy()) == STEPS:
            self.found |= logs
            for name in ("generator", "discriminator", "average"):
                weights = getattr(self.model, name).weights
                self.found[name] = float(tf.linalg.global_norm(weights))


@contextlib.contextmanager
def noted(found, few=None):
    """Puts the first steps of every `GAN.fit` into a list; if asked it ends there."""
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
        if isinstance(callbacks, keras.callbacks.Callback):
            callbacks = [callbacks]
        found.append(asked)
        callbacks = [*callbacks, FirstSteps(asked)]
        return fit(gan, images, epochs, steps_per_epoch, callbacks, **kwargs)

    GAN.fit = short
    try:
        yield
    finally:
        GAN.fit = fit


def of_run(run, keys, fewer):
    """Returns the fingerprint of an arm of an experiment.

    Args:
        run: The script's function, `run(*keys, seed)`.
        keys: The arm.
        fewer: Constants of the script that are set lower meanwhile, since they only
            decide how long measuring takes.
    """
    script, trainings = run.__globals__, []
    found = {k: v for k, v in script.items() if k.isupper() and isinstance(v, int)}
    constants = {name: script[name] for name in fewer}
    try:
        set_constants(script, fewer)
        with noted(trainings, STEPS):
            rows = run(*keys, 0)
    finally:
        set_constants(script, constants)
    for n, numbers in enumerate(trainings):
        found |= {k if n == 0 else f"{k} {n + 1}": v for k, v in numbers.items()}
    for numbers in rows:
        found |= numbers
    return rounded({k: v for k, v in found.items() if k not in ("seconds", "step")})


def set_constants(script, constants):
    """Changes constants of a script, and forgets what its functions keep of others."""
    script.update(constants)
    for value in script.values() if constants else ():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def rounded(numbers):
    return {name: float(f"{value:.5g}") for name, value in numbers.items()}


def differences(kept, now):
    """Returns what tells two fingerprints apart, as lines of text."""
    lines = []
    for name in {**kept, **now}:
        if name not in kept or name not in now:
            lines.append(f"{name}: {'gone' if name in kept else 'new'}")
            continue
        tolerance = DISTANCE if name.startswith("frechet") else TOLERANCE
        tolerance = LATER if name.startswith("later: ") else tolerance
        if not np.isclose(kept[name], now[name], tolerance, 1e-5, equal_nan=True):
            lines.append(f"{name}: {kept[name]:.5g}, now {now[name]:.5g}")
    return lines


def versions():
    return f"TensorFlow {tf.__version__}, Keras {keras.__version__}"


def read(experiment):
    """Returns an experiment's committed fingerprints, {arm: numbers}."""
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    arms = kept.get(experiment, {}).items()
    return {arm: {k: v for k, v in x.items() if k != "versions"} for arm, x in arms}


def keep(experiment, arm, numbers):
    """Writes a fingerprint down, with the present versions."""
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    kept.setdefault(experiment, {})[arm] = {"versions": versions()} | numbers
    parts = [
        f"{json.dumps(name)}: {{\n"
        + ",\n".join(f" {json.dumps(a)}: {json.dumps(x)}" for a, x in arms.items())
        + "\n}"
        for name, arms in kept.items()
    ]
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    write_whole(FILE, lambda file: file.write(text.encode("utf-8")))
