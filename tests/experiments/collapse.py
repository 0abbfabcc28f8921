"""Mode collapse and its remedies on many seeds: `make collapse`.

Every arm trains the same networks on the same data with the same optimizers, one
switch changed. Twenty times on the way samples of the moving average are measured, and
whether the generator itself, as it is just then, has collapsed. Rows go to
gan_course/tables/collapse.csv as they are made, so a run that was stopped goes on where
it was; a page goes to collapse.md. Two runs at a time, one thread each.
"""

from gan_course import data
from gan_course.callbacks import WatchModes
from gan_course.layers import (
    MinibatchDiscrimination,
    MinibatchStandardDeviation,
    Pack,
)
from gan_course.losses import minimax_discriminator_loss
from gan_course.training import (
    feature_matching,
    historical_averaging,
    label_smoothing,
    plane_gan,
    unrolling,
)

from functools import partial

import experiment
import keras
import numpy as np
from experiment import Experiment, mean_and_error

SAMPLES, EVALUATIONS = 2500, 20
BATCH = 256
DATA = {  # mixture, generator's depth, discriminator's width, steps
    "ring": (data.gaussian_ring(), 4, 128, 10_000),
    "grid": (data.gaussian_grid(), 3, 1024, 18_000),
}
SCORES = ["captured", "covered", "reached", "high_quality", "reverse_kl", "spread"]
SCORES += ["reached_now"]


def smoothing_of_03(gan):
    return {"d_loss": partial(minimax_discriminator_loss, label_smoothing=0.3)}


def averaging_of_01(gan):
    return historical_averaging(gan, strength=0.1)


# Arm: what it switches on, made anew for every run; `wider` is a factor of the
# discriminator's width. The arm without any goes on to four times the steps, since a
# collapse must last.
ARMS = {
    "none": dict,
    "stronger discriminator": lambda: {"wider": 4},
    "faster discriminator": lambda: {"d_rate": 2.5e-3},
    "label smoothing": lambda: {"remedy": label_smoothing},
    "label smoothing of 0.3": lambda: {"remedy": smoothing_of_03},
    "historical averaging": lambda: {"remedy": historical_averaging},
    "historical averaging of 0.1": lambda: {"remedy": averaging_of_01},
    "feature matching": lambda: {"remedy": feature_matching},
    "unrolling 3 steps": lambda: {"remedy": unrolling},
    "minibatch discrimination": lambda: {"last": MinibatchDiscrimination(2, 2)},
    "minibatch standard deviation": lambda: {"last": MinibatchStandardDeviation()},
    "packing by 2": lambda: {"first": Pack(2)},
    "packing by 4": lambda: {"first": Pack(4)},
}
STRONGEST = "packing by 2"  # on twice as many seeds


def run(name, arm, seed):
    """Returns the rows of one training, one for each of its evaluations."""
    mixture, depth, width, steps = DATA[name]
    options = ARMS[arm]()
    width *= options.pop("wider", 1)
    keras.utils.clear_session()
    gan = plane_gan(mixture, depth, width, seed=seed, **options)
    watch = WatchModes(mixture, SAMPLES, seed)
    gan.fit(
        mixture.batches(BATCH, seed),
        epochs=EVALUATIONS * (4 if arm == "none" else 1),
        steps_per_epoch=steps // EVALUATIONS,
        callbacks=[watch],
    )
    return watch.found


EXPERIMENT = Experiment(
    __file__,
    {"data": DATA, "arm": ARMS},
    ["step", "seconds", *SCORES],
)


def curves(rows, name, arm):
    """Returns arrays of the seeds' evaluations, shape (seeds, evaluations)."""
    chosen = [r for r in rows if (r["data"], r["arm"]) == (name, arm)]
    seeds = sorted({int(r["seed"]) for r in chosen})
    by_seed = [[r for r in chosen if int(r["seed"]) == seed] for seed in seeds]
    numbers = ["step", "seconds", "seed", *SCORES]
    return {c: np.array([[float(r[c]) for r in s] for s in by_seed]) for c in numbers}


def collapsed(reached, modes):
    """Tells, for each seed, whether its last five evaluations reached too little."""
    return (reached[:, -5:] < 0.75 * modes).all(axis=1)


def summary(rows):
    """Returns one dictionary for each arm that has rows.

    `equal_steps` and `equal_seconds` are the seeds' covered modes at the last
    evaluation, and at the last one within the seconds that the arm "none" took, both
    means over the seeds; no arm takes more steps for being faster. `still` counts the
    seeds that are collapsed after the steps and after four times as many.
    """
    found = []
    for name, (mixture, *_, steps) in DATA.items():
        modes = len(mixture.modes)
        base = curves(rows, name, "none")
        for arm in ARMS:
            table = curves(rows, name, arm)
            if not len(table["seed"]):
                continue
            at = {key: values[:, :EVALUATIONS] for key, values in table.items()}
            allowed = base["seconds"][:, EVALUATIONS - 1].mean()
            within = (at["seconds"].mean(axis=0) <= allowed).sum()
            first = collapsed(at["reached_now"], modes)
            line = {"data": name, "arm": arm, "seeds": len(table["seed"])}
            line["collapsed"] = int(first.sum())
            line["still"] = int((first & collapsed(table["reached_now"], modes)).sum())
            line["equal_steps"] = at["covered"][:, -1]
            late = np.full(len(first), np.nan)  # no evaluation in time
            line["equal_seconds"] = at["covered"][:, within - 1] if within else late
            line["all"] = int((line["equal_steps"] == modes).sum())
            for column in ("captured", "high_quality", "reverse_kl", "spread"):
                line[column] = at[column][:, -1]
            line["ms"] = 1000 * at["seconds"][:, -1].mean() / steps
            found.append(line)
    return found


def write_page(rows):
    minutes = experiment.minutes(rows, EXPERIMENT.place)
    lines = [
        f"`make collapse`: {minutes:.0f} minutes of training on one core each, two at "
        "a time. Mean and standard error over the seeds; covered modes at equal steps "
        "and within the processor seconds of the arm `none`. The last four arms were "
        "trained later, with a faster step: their seconds compare among them only.",
    ]
    for name, (mixture, depth, width, steps) in DATA.items():
        lines += [
            "",
            f"## {name}: {len(mixture.modes)} modes, sigma {mixture.sigma}",
            "",
            f"{steps:,} steps of batches of {BATCH}, a generator with {depth} hidden "
            f"layers of 128, a discriminator with one of {width}; {SAMPLES} samples.",
            "",
            "| arm | seeds | collapsed | after four times the steps | all covered | "
            "covered | at equal seconds | captured | high-quality | reverse KL | spread"
            " | ms a step |",
            "| --- " * 12 + "|",
        ]
        for line in summary(rows):
            if line["data"] == name:
                still = line["still"] if line["arm"] == "none" else "-"
                cells = [line["arm"], line["seeds"], line["collapsed"], still]
                cells += [
                    line["all"],
                    mean_and_error(line["equal_steps"]),
                    mean_and_error(line["equal_seconds"]),
                    mean_and_error(line["captured"]),
                    mean_and_error(line["high_quality"], 3),
                    mean_and_error(line["reverse_kl"], 2),
                    mean_and_error(line["spread"], 2),
                    f"{line['ms']:.2f}",
                ]
                lines.append("| " + " | ".join(map(str, cells)) + " |")
    experiment.write_page(__file__, "Mode collapse and its remedies", lines)


def main():
    options = experiment.options(__doc__, seeds=10)
    seeds = range(2 * options.seeds)
    wanted = [(name, STRONGEST, seed) for seed in seeds for name in DATA]
    wanted += [
        (name, arm, seed)
        for seed in seeds[: options.seeds]
        for arm in ARMS
        for name in DATA
        if arm != STRONGEST
    ]
    write_page(EXPERIMENT.complete(run, wanted, options.jobs))


if __name__ == "__main__":
    main()
