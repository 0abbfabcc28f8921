"""Fingerprints of what made the committed tables: `make fingerprints`.

Takes all of them anew (see fingerprint.py) and names those that differ. Where a change
of behaviour is meant, `make fingerprints ACCEPT=1` writes the new ones and deletes the
rows of the old behaviour; then `make collapse` or whatever made them makes them anew.
`make fingerprints ONLY="wasserstein 02_first_gan"` takes some.
"""

from gan_course import data

import argparse
import sys
from concurrent.futures import as_completed

import ablation
import augmentation
import bench
import collapse
import conditional
import experiment
import fingerprint
import keras
import lessons
import matrix
import networks
import restoration
import robustness
import stacked_mnist
import unpaired
import wasserstein

SCRIPTS = {
    s.EXPERIMENT.name: s
    for s in (
        collapse,
        stacked_mnist,
        wasserstein,
        matrix,
        networks,
        ablation,
        conditional,
        augmentation,
        restoration,
        unpaired,
    )
}


def of_bench(network):
    """Returns the fingerprint of a network of the bench."""
    keras.utils.set_random_seed(0)
    gan, batch_size = getattr(bench, network)()
    images, trainings = data.load_mnist("train")[0], []
    steps = fingerprint.STEPS
    with fingerprint.noted(trainings, steps):
        gan.fit(data.image_batches(images, batch_size), steps_per_epoch=steps)
    return fingerprint.rounded({"batch": batch_size} | trainings[0])


def places():
    """Returns all that has a fingerprint, as (experiment, arm)."""
    found = [("bench", name) for name in ("lesson", "classic")]
    for name, script in SCRIPTS.items():
        rows = script.EXPERIMENT.read()
        arms = dict.fromkeys(script.EXPERIMENT.place(row)[:-1] for row in rows)
        found += [(name, ", ".join(arm)) for arm in arms]
    return found + [("lessons", lesson) for lesson in lessons.LESSONS]


def take(name, arm):
    """Returns a fingerprint, as the present code makes it."""
    if name == "bench":
        return of_bench(arm)
    if name == "lessons":
        return lessons.fingerprint_of(arm)
    script = SCRIPTS[name]
    keys = script.EXPERIMENT.keys(arm)
    return fingerprint.of_run(script.run, keys, script.EXPERIMENT.fewer)


def accept(name, arm, numbers, stale):
    """Writes a fingerprint down, and deletes rows that were made otherwise."""
    fingerprint.keep(name, arm, numbers)
    if stale and name == "lessons":
        robustness.forget(arm)
    elif stale and name == "bench":
        print("one run makes all of bench.csv: make bench MINUTES=40")
    elif stale:
        SCRIPTS[name].EXPERIMENT.forget(arm)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="experiments or lessons; else all")
    parser.add_argument("--accept", action="store_true", help="write what differs")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    wanted = [p for p in places() if not options.only or set(p) & set(options.only)]
    differing = 0
    with experiment.processes(options.jobs, experiment.use_threads) as pool:
        tasks = {pool.submit(take, *place): place for place in wanted}
        for task in as_completed(tasks):
            name, arm = tasks[task]
            kept, now = fingerprint.read(name).get(arm, {}), task.result()
            lines = fingerprint.differences(kept, now)
            print(f"{name}: {arm}:", "; ".join(lines) or "equal", flush=True)
            differing += bool(lines)
            if lines and options.accept:
                accept(name, arm, now, stale=bool(kept))
    if differing and not options.accept:
        sys.exit(f"{differing} of {len(wanted)} differ: {fingerprint.AGAIN}")


if __name__ == "__main__":
    main()
