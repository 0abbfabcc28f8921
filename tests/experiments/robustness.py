"""The lessons' assertions on many seeds: `make robustness`.

A lesson's bars must hold on every seed, because on another processor a training run is
a new seed. This runs a lesson's own code cells with SEED = 0, 1, 2, ... and writes down
both sides of every assertion, whether it holds or not: rows in robustness.csv, a
summary in robustness.md. Cells tagged `seeds-skip` are left out: pictures, and claims
on committed tables, which have seeds of their own. A seed's rows are kept while they
are of all that the lesson asserts, and while its fingerprint is the one they were made
with, so a run that was stopped goes on where it was. What a seed has trained stays in
tests/outputs, so that another bar costs no new training. Two seeds run at a time, one
thread each.
"""

from gan_course.checks import write_whole

import argparse
import datetime
import functools
import hashlib
import os
import platform
import sys
import time
from pathlib import Path

import fingerprint
import keras
import lessons
import matplotlib
import numpy as np
from experiment import processes, read_csv, use_threads, write_csv

HERE = Path(__file__).resolve().parent
OUTPUTS = HERE.parent / "outputs" / "robustness"
TABLE = HERE / "robustness.csv"
PAGE = HERE / "robustness.md"
COLUMNS = ["lesson", "seed", "assertion", "left", "right", "margin", "holds"]
COLUMNS += ["seconds"]
SEEDS = 20


def read_table():
    """Returns the rows of the committed table as dictionaries."""
    return read_csv(TABLE)


def write_table(rows):
    write_csv(TABLE, COLUMNS, rows)


def forget(lesson):
    """Deletes a lesson's rows."""
    write_table([row for row in read_table() if row["lesson"] != lesson])


def whole(rows, asserted):
    """Tells whether a seed's rows are of all that a lesson asserts, and of no more."""
    texts = [row["assertion"] for row in rows]
    there = all(any(t.startswith(a) for t in texts) for a in asserted)
    return there and all(any(t.startswith(a) for a in asserted) for t in texts)


def summary(rows):
    """Returns one dictionary for each assertion of a lesson, over its seeds.

    `safe` says that it holds on all, and that the worst seed is at least one
    standard deviation, over the seeds, on the right side of the bar.
    """
    groups = {}
    for row in rows:
        groups.setdefault((row["lesson"], row["assertion"]), []).append(row)
    result = []
    for (lesson, assertion), group in groups.items():
        left, margin, holds = (
            np.array([float(row[name]) for row in group])
            for name in ("left", "margin", "holds")
        )
        sd = margin.std(ddof=1) if len(group) > 1 else np.nan
        result.append(
            {
                "lesson": lesson,
                "assertion": assertion,
                "seeds": len(group),
                "holds": int(holds.sum()),
                "smallest": left.min(),
                "median": np.median(left),
                "largest": left.max(),
                "margin": margin.min(),
                "sd": sd,
                "safe": bool(holds.all() and margin.min() >= sd),
            }
        )
    return result


def write_page(rows):
    minutes = {}
    for row in rows:
        minutes.setdefault(row["lesson"], {})[row["seed"]] = float(row["seconds"]) / 60
    lines = [
        "# Claims that survive seeds",
        "",
        "`make robustness`: each assertion of a lesson that a seed can change, on",
        "many seeds (n seeds are 0 to n - 1, none left out). `left` is the left side",
        "of a comparison, 1 for any other assertion that holds; `margin` the smallest",
        "distance to the bar. A bar should be at least one standard deviation of the",
        "margins (`sd`) beyond the worst seed.",
        "",
        f"Page of {datetime.date.today()}, Python {platform.python_version()}, "
        f"{fingerprint.versions()}, {os.cpu_count()} "
        "cores; rows of an earlier run are kept.",
    ]
    for lesson, spent in minutes.items():
        lines += [
            "",
            f"## {lesson}",
            "",
            f"{len(spent)} seeds, {sum(spent.values()):.0f} minutes.",
            "",
            "| assertion | holds | left: smallest | median | largest | margin | sd |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        for line in summary([row for row in rows if row["lesson"] == lesson]):
            text = line["assertion"].replace("|", "\\|")
            numbers = "smallest", "median", "largest", "margin", "sd"
            numbers = " | ".join(f"{line[name]:.4g}" for name in numbers)
            flag = "" if line["safe"] else ", too near"
            lines.append(
                f"| `{text}` | {line['holds']} of {line['seeds']}{flag} | {numbers} |"
            )
    text = "\n".join(lines) + "\n"
    write_whole(PAGE, lambda file: file.write(text.encode()))


def trained(lesson):
    """Returns the folder of what was trained, for the lesson's present behaviour."""
    numbers = fingerprint.read("lessons").get(lesson, {})
    kept = sorted(pair for pair in numbers.items() if pair[0].startswith("training"))
    code = hashlib.sha256(repr(kept).encode()).hexdigest()[:8]
    return OUTPUTS / f"{lesson}_{code}"


def run_seed(lesson, sources, seed):
    """Returns the rows of one seed."""
    folder = trained(lesson) / str(seed)
    settings = {"SEED": seed, "START_AFRESH": False, "OUTPUTS": folder}
    keras.utils.clear_session()
    start = time.time()
    found = lessons.run(sources, settings)
    # A training that was kept took the seconds it took.
    seconds, clock = round(time.time() - start, 1), folder / "seconds"
    if clock.exists():
        seconds = max(seconds, float(clock.read_text()))
    folder.mkdir(parents=True, exist_ok=True)
    clock.write_text(str(seconds))
    values = [(text, *(f"{x:.6g}" for x in numbers)) for text, numbers in found.items()]
    return [dict(zip(COLUMNS, [lesson, seed, *v, seconds])) for v in values]


@functools.cache
def check(lesson):
    """Ends the program if a lesson is no longer what its fingerprint says."""
    kept = fingerprint.read("lessons").get(lesson)
    now = lessons.fingerprint_of(lesson)
    if kept is None:
        fingerprint.keep("lessons", lesson, now)
    elif lines := fingerprint.differences(kept, now):
        sys.exit(f"{lesson}: {'; '.join(lines)}: {fingerprint.AGAIN}")


def complete(lesson, seeds, each=map):
    """Runs the seeds whose rows are missing, or not of what the lesson asserts.

    Args:
        lesson: Its name.
        seeds: How many.
        each: Python's `map`, or that of a pool of processes.
    """
    sources = lessons.cells(lesson)
    if not any("SEED = 0" in source for source in sources):
        raise ValueError(f"{lesson} has no line SEED = 0; give it one")
    asserted, old = lessons.asserted(sources), read_table()
    of_seed = [
        [row for row in old if (row["lesson"], row["seed"]) == (lesson, str(seed))]
        for seed in range(seeds)
    ]
    missing = [seed for seed in range(seeds) if not whole(of_seed[seed], asserted)]
    if missing:
        check(lesson)
    one = functools.partial(run_seed, lesson, sources)
    for seed, found in zip(missing, each(one, missing)):
        print(f"{lesson}, seed {seed}: done", flush=True)
        rows = [row for row in read_table() if row not in of_seed[seed]] + found
        rows.sort(key=lambda row: (row["lesson"], int(row["seed"])))
        write_table(rows)
        write_page(rows)


def prepare(threads=None):
    """Makes a process ready for lessons."""
    if threads:
        use_threads(threads)
    matplotlib.use("Agg")
    os.chdir(lessons.NOTEBOOKS)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", nargs="*", default=lessons.LESSONS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    prepare()
    with processes(options.jobs, prepare) as pool:
        for lesson in options.lessons:
            complete(lesson, options.seeds, pool.map if options.jobs > 1 else map)
    write_page(read_table())
    near = [line for line in summary(read_table()) if not line["safe"]]
    for line in near:
        print("too near:", line)
    sys.exit(bool(near))


if __name__ == "__main__":
    main()
