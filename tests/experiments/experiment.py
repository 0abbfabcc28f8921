"""What the long experiments share: tables that grow row by row and can be resumed.

An experiment is a script with a function `run`, which returns the rows of one training,
and dictionaries of settings. New rows join a table only if the code still behaves as it
did when the arm's other rows were made, as its fingerprint tells.
"""

from gan_course import data
from gan_course.checks import write_whole

import argparse
import csv
import datetime
import io
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import fingerprint
import imageio.v3 as imageio
import numpy as np
import tensorflow as tf


class Experiment:
    """The table of a script's trainings, gan_course/tables/<name>.csv.

    Args:
        script: Path of the script. Its function `run(*settings, seed)` returns the rows
            of one training, as dictionaries of the measures.
        settings: Column: a dictionary of the script, whose keys are the column's
            values, in the order of the table.
        measures: The other columns.
        fewer: As for `fingerprint.of_run`.
    """

    def __init__(self, script, settings, measures, fewer=()):
        self.name, self.settings = Path(script).stem, settings
        self.fewer = dict(fewer)
        self.table = data.TABLES / f"{self.name}.csv"
        self.columns = [*settings, "seed", *measures]

    def place(self, row):
        """Returns a row's settings and seed."""
        return (*(row[column] for column in self.settings), int(row["seed"]))

    def keys(self, arm):
        """Returns the settings of an arm, named as in its fingerprint."""
        return next(k for k in product(*self.settings.values()) if ", ".join(k) == arm)

    def read(self):
        """Returns the rows of the table, as dictionaries of text."""
        return read_csv(self.table)

    def write(self, rows):
        def order(row):
            *keys, seed = self.place(row)
            known = [list(keys) for keys in self.settings.values()]
            return (*(k.index(key) for k, key in zip(known, keys)), seed)

        write_csv(self.table, self.columns, sorted(rows, key=order))

    def forget(self, arm):
        """Deletes the rows of an arm, named as in its fingerprint."""
        rows = self.read()
        self.write([r for r in rows if ", ".join(self.place(r)[:-1]) != arm])

    def complete(self, run, wanted, jobs, threads=1):
        """Makes the rows that are missing, and returns all.

        Args:
            run: The script's.
            wanted: Tuples of settings and seed, the most wanted first.
            jobs: Processes at a time.
            threads: Of TensorFlow, for each process.
        """
        rows = self.read()
        done = {self.place(row) for row in rows}
        places = [place for place in wanted if place not in done]
        with processes(jobs, use_threads, threads) as pool:
            self.check(run, dict.fromkeys(place[:-1] for place in places), pool)
            tasks = {pool.submit(run, *place): place for place in places}
            for task in as_completed(tasks):
                mark = dict(zip([*self.settings, "seed"], tasks[task]))
                rows += [
                    {k: str(v) for k, v in mark.items()}
                    | {k: f"{v:.6g}" for k, v in found.items()}
                    for found in task.result()
                ]
                self.write(rows)
                print(rows[-1], flush=True)
        return rows

    def check(self, run, arms, pool):
        """Ends the program if an arm is no longer what its fingerprint says."""
        kept = fingerprint.read(self.name)
        tasks = {
            ", ".join(keys): pool.submit(fingerprint.of_run, run, keys, self.fewer)
            for keys in arms
        }
        for arm, task in tasks.items():
            if arm not in kept:
                fingerprint.keep(self.name, arm, task.result())
            elif lines := fingerprint.differences(kept[arm], task.result()):
                sys.exit(f"{arm}: {'; '.join(lines)}: {fingerprint.AGAIN}")


def read_csv(path):
    """Returns the rows of a table as dictionaries of text; none if there is none."""
    if not path.exists():
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_csv(path, columns, rows):
    """Writes rows, dictionaries of all columns, as one whole file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, lambda file: file.write(text.getvalue().encode()))


def write_picture(path, picture):
    """Writes a picture, uint8, as one whole PNG file."""
    write_whole(path, lambda file: imageio.imwrite(file, picture, extension=".png"))


def processes(jobs, prepare, threads=1):
    """Returns a pool of fresh processes that have so many threads each.

    Args:
        jobs: How many processes.
        prepare: Is called in each of them with the number of threads.
        threads: Of TensorFlow and of BLAS. Two processes with two of BLAS each on two
            cores take several times as long.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = str(threads)  # read when a process starts
    return ProcessPoolExecutor(jobs, get_context("spawn"), prepare, (threads,))


def use_threads(threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def options(description, seeds):
    """Reads the command line: how many seeds, and how many processes at a time."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seeds", type=int, default=seeds)
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def processor():
    """Returns the processor's name and its cores, as text."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
        name = next(x.split(": ")[1] for x in text.split("\n") if "model name" in x)
    except (OSError, StopIteration, IndexError):  # no Linux, or no such line
        name = platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores of {name}"


def minutes(rows, place):
    """Returns the minutes of a core that all trainings took together."""
    last = {place(row): float(row["seconds"]) for row in rows}
    return sum(last.values()) / 60


def write_page(script, title, lines):
    """Writes <script>.md beside a script: a title, what made it, lines of Markdown."""
    versions = f"{datetime.date.today()}, Python {platform.python_version()}, "
    made = (
        f"Page of {versions}{fingerprint.versions()}; rows of an earlier run are kept."
    )
    text = "\n".join([f"# {title}", "", made, "", *lines]) + "\n"
    page = Path(script).with_suffix(".md")
    write_whole(page, lambda file: file.write(text.encode("utf-8")))


def mean_and_error(values, digits=1):
    """Returns the mean and its standard error as text; of a single value no error."""
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    error = values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():.{digits}f} ± {error:.{digits}f}"


def tables(rows, tasks, arms, columns):
    """Returns lines of Markdown: for each task a table with a row for each arm.

    Args:
        rows: Of a table with the columns "task" and "arm".
        tasks, arms: Name in the table: title on the page, in order. One that has no
            rows yet is left out.
        columns: Measure: its title, a factor and decimals. One that a task does not
            have, which is NaN in all rows, is left out.
    """
    lines = []
    for task, title in tasks.items():
        if not (mine := [row for row in rows if row["task"] == task]):
            continue
        shown = [c for c in columns if any(row[c] != "nan" for row in mine)]
        titles = " | ".join(columns[column][0] for column in shown)
        lines += ["", f"## {title[0].upper()}{title[1:]}", ""]
        lines += [f"| arm | seeds | {titles} |", "| --- " * (2 + len(shown)) + "|"]
        for arm, name in arms.items():
            chosen = [row for row in mine if row["arm"] == arm]
            cells = [name, len(chosen)]
            for column in shown:
                _, factor, digits = columns[column]
                values = factor * np.array([float(row[column]) for row in chosen])
                known = len(values) and not np.isnan(values).any()
                cells.append(mean_and_error(values, digits) if known else "")
            lines += ["| " + " | ".join(map(str, cells)) + " |"] if chosen else []
    return lines
