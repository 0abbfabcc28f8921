"""Lesson 03 and its step on a GPU: `python tests/experiments/gpu.py`.

Runs lesson 03 whole, then times `GAN.fit` with the lesson's and the classic networks,
with and without XLA, at several batches and steps an execution. What does not fit into
nine minutes is left out, and said so. Writes gpu.md beside this file, with the card's
name; without a GPU nothing, unless --cpu is given, which writes to tests/outputs.
"""

from gan_course import data
from gan_course.checks import write_whole

import argparse
import datetime
import sys
import time
from itertools import product
from pathlib import Path

import bench
import fingerprint
import numpy as np
import tensorflow as tf

HERE = Path(__file__).resolve().parent
NETWORKS = {"lesson": bench.lesson, "classic": bench.classic}
BATCHES, EXECUTIONS = [32, 128, 512, 1024], [1, 50]
SECONDS = 540  # for all


def card():
    """Returns the first GPU's name, or None."""
    for gpu in tf.config.list_physical_devices("GPU"):
        details = tf.config.experimental.get_device_details(gpu)
        return details.get("device_name", "GPU")


def step(images, network, xla, batch, execution, steps):
    """Returns milliseconds a step of `GAN.fit`, and the seconds of the first call."""
    gan, _ = NETWORKS[network](steps_per_execution=execution, jit_compile=xla)
    batches = data.image_batches(images, batch)
    times = []
    for _ in range(4):
        start = time.time()
        gan.fit(batches, steps_per_epoch=steps)
        times.append(time.time() - start)
    return 1000 * np.median(times[1:]) / steps, times[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100, help="multiple of 50")
    parser.add_argument("--batches", type=int, nargs="+", default=BATCHES)
    parser.add_argument("--cpu", action="store_true", help="try it without a GPU")
    parser.add_argument("--no-lesson", action="store_true")
    options = parser.parse_args()
    if not (card() or options.cpu):
        sys.exit("TensorFlow finds no GPU here; make lab GPU=1 installs what it needs")
    end = time.time() + SECONDS
    today = datetime.date.today()
    lines = [
        "# Lesson 03 on a GPU",
        "",
        f"{today}: {card() or 'no GPU'}, {fingerprint.versions()}.",
    ]
    if not options.no_lesson:
        lines += [
            "",
            f"Lesson 03 whole: {60 * bench.lesson_minutes(bench.ROOT):.0f} s.",
        ]
    columns = ["network", "batch", "XLA", "steps an execution", "ms a step", "images/s"]
    lines += ["", f"| {' | '.join([*columns, 'first s'])} |", "| --- " * 7 + "|"]
    images, _ = data.load_mnist("train")
    left = 0
    for batch, xla, network, execution in product(
        options.batches, [False, True], NETWORKS, EXECUTIONS
    ):
        if time.time() > end:
            left += 1
            continue
        ms, first = step(images, network, xla, batch, execution, options.steps)
        row = [network, batch, "yes" if xla else "no", execution, f"{ms:.2f}"]
        row += [f"{1000 * batch / ms:.0f}", f"{first:.1f}"]
        lines.append(f"| {' | '.join(map(str, row))} |")
        print(lines[-1], flush=True)
    lines += ["", f"{left} rows were left out for want of time."] if left else []
    lines += ["", '"first s": the first time, in which TensorFlow builds the step.']
    page = HERE / "gpu.md" if card() else HERE.parent / "outputs" / "gpu.md"
    page.parent.mkdir(exist_ok=True)
    write_whole(page, lambda file: file.write(("\n".join(lines) + "\n").encode()))
    print(*lines, sep="\n")


if __name__ == "__main__":
    main()
