"""Mode collapse and its remedies on many seeds: `make collapse`.

Every arm trains the same networks on the same data with the same optimizers, one
switch changed; the moving average's samples are measured ten times on the way. Rows
go to gan_course/tables/collapse.csv as they are made, so a run that was stopped goes
on where it was; a page goes to tests/collapse.md.
Two runs at a time, one thread each.
"""

from gan_course import data, layers, metrics
from gan_course.losses import (
    minimax_discriminator_loss,
    non_saturating_generator_loss,
)
from gan_course.models import hidden_features
from gan_course.training import (
    HistoricalPenalty,
    plane_gan,
    update_feature_matching,
    update_unrolled,
)

import argparse
import csv
import datetime
import io
import platform
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

HERE = Path(__file__).resolve().parent
TABLE = data.TABLES / "collapse.csv"
SAMPLES, BATCH, EVALUATIONS = 2500, 256, 10
STEPS = 15_000
DATA = {  # mixture, learning rates of generator and discriminator
    "ring": (data.gaussian_ring(), 5e-4, 5e-3),
    "grid": (data.gaussian_grid(), 1e-3, 3e-4),
}
COLUMNS = ["data", "arm", "seed", "step", "seconds", "captured", "covered", "reached"]
COLUMNS += ["high_quality", "reverse_kl", "spread"]


def label_smoothing(gan):
    return {"d_loss": partial(minimax_discriminator_loss, label_smoothing=0.1)}


def historical_averaging(gan, strength=0.01):
    d_past = HistoricalPenalty(gan.discriminator, strength)
    g_past = HistoricalPenalty(gan.generator, strength)
    return {
        "d_loss": lambda real, fake: minimax_discriminator_loss(real, fake) + d_past(),
        "g_loss": lambda fake: non_saturating_generator_loss(fake) + g_past(),
    }


def feature_matching(gan):
    features = hidden_features(gan.discriminator, "features")
    return {"update": partial(update_feature_matching, features=features)}


def unrolling(gan):
    return {"update": partial(update_unrolled, steps=5, learning_rate=0.1)}


# Arm: what it switches on, and its steps as a multiple of the others'.
ARMS = {
    "none": (lambda: {}, 1),
    "none, four times the steps": (lambda: {}, 4),
    "label smoothing": (lambda: {"remedy": label_smoothing}, 1),
    "historical averaging": (lambda: {"remedy": historical_averaging}, 1),
    "feature matching": (lambda: {"remedy": feature_matching}, 1),
    "minibatch discrimination": (
        lambda: {"middle": layers.MinibatchDiscrimination(4, 4)},
        1,
    ),
    "minibatch standard deviation": (
        lambda: {"middle": layers.MinibatchStandardDeviation()},
        1,
    ),
    "unrolling, 5 steps": (lambda: {"remedy": unrolling}, 1),
    "packing, 2": (lambda: {"first": layers.Pack(2)}, 1),
    "packing, 4": (lambda: {"first": layers.Pack(4)}, 1),
}


def one_thread():
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def run(name, arm, seed):
    """Returns the rows of one training, one for each of its evaluations."""
    mixture, *rates = DATA[name]
    switch, times = ARMS[arm]
    steps_an_epoch = times * STEPS // EVALUATIONS
    keras.utils.clear_session()
    gan = plane_gan(mixture, *rates, seed, **switch())
    noise = tf.random.stateless_normal([SAMPLES, gan.latent_dim], [seed, -1])
    batches, seconds, rows = mixture.batches(BATCH, seed), 0.0, []
    for number in range(1, EVALUATIONS + 1):
        start = time.perf_counter()
        gan.fit(
            batches, number, steps_per_epoch=steps_an_epoch, initial_epoch=number - 1
        )
        seconds += time.perf_counter() - start
        samples = gan(noise).numpy()
        found = metrics.mode_coverage(samples, mixture.modes, mixture.sigma)
        values = {key: f"{value:.4g}" for key, value in found.items()}
        place = {"step": number * steps_an_epoch, "seconds": f"{seconds:.1f}"}
        rows.append({"data": name, "arm": arm, "seed": seed} | place | values)
    return rows


def read_table():
    """Returns the committed rows as dictionaries of text."""
    if not TABLE.exists():
        return []
    with open(TABLE, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_table(rows):
    def place(row):
        names = list(DATA).index(row["data"]), list(ARMS).index(row["arm"])
        return (*names, int(row["seed"]), int(row["step"]))

    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=place))
    data.write_whole(TABLE, lambda file: file.write(text.getvalue().encode()))


def curves(rows, name, arm):
    """Returns arrays of the seeds' evaluations, shape (seeds, evaluations)."""
    chosen = [r for r in rows if (r["data"], r["arm"]) == (name, arm)]
    seeds = sorted({int(r["seed"]) for r in chosen})
    by_seed = [[r for r in chosen if int(r["seed"]) == seed] for seed in seeds]
    numbers = [column for column in COLUMNS if column not in ("data", "arm")]
    return {c: np.array([[float(r[c]) for r in s] for s in by_seed]) for c in numbers}


def summary(rows):
    """Returns one dictionary for each arm that has rows.

    `equal_steps` and `equal_seconds` are the seeds' covered modes at the last
    evaluation, and at the last one within the seconds that the arm "none" took,
    which is the mean of its seeds. A seed is collapsed if fewer than three quarters
    of the modes are reached at each of its last five evaluations.
    """
    found = []
    for name, (mixture, _, _) in DATA.items():
        base = curves(rows, name, "none")
        allowed = base["seconds"][:, -1].mean() if len(base["seconds"]) else 0.0
        for arm in ARMS:
            table = curves(rows, name, arm)
            if not len(table["seed"]):
                continue
            within = (table["seconds"].mean(axis=0) <= allowed).sum()
            enough = 0.75 * len(mixture.modes)
            line = {"data": name, "arm": arm, "seeds": len(table["seed"])}
            line["equal_steps"] = table["covered"][:, -1]
            line["equal_seconds"] = table["covered"][:, max(within, 1) - 1]
            line["collapsed"] = (table["reached"][:, -5:] < enough).all(axis=1).sum()
            line["all"] = (table["covered"][:, -1] == len(mixture.modes)).sum()
            for column in ("captured", "high_quality", "reverse_kl", "spread"):
                line[column] = table[column][:, -1]
            steps = table["step"][0]
            line["ms"] = 1000 * np.median(
                np.diff(table["seconds"], axis=1) / np.diff(steps)
            )
            found.append(line)
    return found


def mean_and_error(values, digits=1):
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{values.mean():.{digits}f} ± {error:.{digits}f}"


def write_page(rows, minutes):
    lines = [
        "# Mode collapse and its remedies",
        "",
        f"`make collapse`: {datetime.date.today()}, Python "
        f"{platform.python_version()}, TensorFlow {tf.__version__}, Keras "
        f"{keras.__version__}; {minutes:.0f} minutes of training on one core each, two "
        "at a time. Mean and standard error over the seeds; covered modes at equal "
        "steps and within the seconds of the arm `none`.",
    ]
    for name, (mixture, g_rate, d_rate) in DATA.items():
        lines += [
            "",
            f"## {name}: {len(mixture.modes)} modes, sigma {mixture.sigma}",
            "",
            f"{STEPS:,} steps, batch {BATCH}, Adam with beta_1 0.5, rates {g_rate} "
            f"(generator) and {d_rate} (discriminator); {SAMPLES} samples.",
            "",
            "| arm | seeds | collapsed | all covered | covered | at equal seconds | "
            "captured | high-quality | reverse KL | spread | ms a step |",
            "| --- " * 11 + "|",
        ]
        for line in summary(rows):
            if line["data"] == name:
                cells = [line["arm"], line["seeds"], line["collapsed"], line["all"]]
                cells += [
                    mean_and_error(line["equal_steps"]),
                    mean_and_error(line["equal_seconds"]),
                    mean_and_error(line["captured"]),
                    mean_and_error(line["high_quality"], 3),
                    mean_and_error(line["reverse_kl"], 2),
                    mean_and_error(line["spread"], 2),
                    f"{line['ms']:.2f}",
                ]
                lines.append("| " + " | ".join(map(str, cells)) + " |")
    text = "\n".join(lines) + "\n"
    data.write_whole(
        HERE / "collapse.md", lambda file: file.write(text.encode("utf-8"))
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--strongest", nargs="*", default=["packing, 4"])
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    wanted = [
        (name, arm, seed)
        for seed in range(2 * options.seeds)
        for arm in ARMS
        for name in DATA
        if seed < options.seeds or arm in options.strongest
    ]
    rows = read_table()
    done = {(row["data"], row["arm"], int(row["seed"])) for row in rows}
    workers = {"mp_context": get_context("spawn"), "initializer": one_thread}
    with ProcessPoolExecutor(options.jobs, **workers) as pool:
        tasks = [pool.submit(run, *place) for place in wanted if place not in done]
        for task in as_completed(tasks):
            rows += task.result()
            write_table(rows)
            print({k: v for k, v in rows[-1].items()}, flush=True)
    last = {(r["data"], r["arm"], r["seed"]): float(r["seconds"]) for r in read_table()}
    write_page(read_table(), sum(last.values()) / 60)


if __name__ == "__main__":
    main()
