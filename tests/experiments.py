"""What the long experiments share: tables that grow row by row and can be resumed.

An experiment is a script with a function `run`, which returns the rows of one training,
and dictionaries of settings. Each row carries a hash of the code that made it; rows of
other code are made anew.
"""

from gan_course import data

import argparse
import ast
import csv
import datetime
import platform
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import keras
import numpy as np
import robustness
import tensorflow as tf


class Experiment:
    """The table of a script's trainings, gan_course/tables/<name>.csv.

    Args:
        script: Path of the script. Its function `run(*settings, seed)` returns the rows
            of one training, as dictionaries of the measures.
        settings: Column: a dictionary of the script, whose keys are the column's
            values, in the order of the table.
        measures: The other columns.
        constants: What `run` uses of the script beside functions and settings.
    """

    def __init__(self, script, settings, measures, constants):
        self.script, self.settings = Path(script), settings
        self.constants = constants
        self.table = data.TABLES / f"{self.script.stem}.csv"
        self.columns = [*settings, "seed", "code", *measures]

    def code(self, *keys):
        """Returns a hash of what makes the rows of these settings.

        That is the function `run` with the functions and classes of the script that it
        uses, what dictionaries hold under the keys, the constants, and all that these
        use of the package.
        """
        chosen, defined = [", ".join(map(str, self.constants))], {}
        pending = ["run"]
        for node in ast.parse(self.script.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
                for key, value in zip(node.value.keys, node.value.values):
                    if ast.literal_eval(key) in keys:
                        chosen.append(ast.unparse(value))
                        pending += names_in(value)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                defined[node.name] = node
        while pending:
            name = pending.pop()
            if name in defined:
                node = defined.pop(name)
                chosen.append(ast.unparse(node))
                pending += names_in(node)
        return robustness.digest(chosen)

    def place(self, row):
        """Returns a row's settings and seed."""
        return (*(row[column] for column in self.settings), int(row["seed"]))

    def read(self):
        """Returns the rows that the present code made, as dictionaries of text."""
        if not self.table.exists():
            return []
        with open(self.table, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        keys = {self.place(row)[:-1] for row in rows}
        now = {key: self.code(*key) for key in keys}
        return [row for row in rows if row["code"] == now[self.place(row)[:-1]]]

    def write(self, rows):
        def order(row):
            *keys, seed = self.place(row)
            known = [list(keys) for keys in self.settings.values()]
            return (*(k.index(key) for k, key in zip(known, keys)), seed)

        robustness.write_csv(self.table, self.columns, sorted(rows, key=order))

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
        workers = {"mp_context": get_context("spawn"), "initializer": use_threads}
        with ProcessPoolExecutor(jobs, initargs=(threads,), **workers) as pool:
            places = [place for place in wanted if place not in done]
            tasks = {pool.submit(run, *place): place for place in places}
            for task in as_completed(tasks):
                *keys, seed = tasks[task]
                mark = dict(zip(self.settings, keys))
                mark |= {"seed": seed, "code": self.code(*keys)}
                rows += [
                    {k: str(v) for k, v in mark.items()}
                    | {k: f"{v:.6g}" for k, v in found.items()}
                    for found in task.result()
                ]
                self.write(rows)
                print(rows[-1], flush=True)
        return rows


def names_in(node):
    """Returns the names that occur in a piece of code, in order."""
    return sorted({n.id for n in ast.walk(node) if isinstance(n, ast.Name)})


def use_threads(threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def options(description, seeds):
    """Reads the command line: how many seeds, and how many processes at a time."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seeds", type=int, default=seeds)
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def minutes(rows, place):
    """Returns the minutes of a core that all trainings took together."""
    last = {place(row): float(row["seconds"]) for row in rows}
    return sum(last.values()) / 60


def write_page(script, title, lines):
    """Writes tests/<script>.md: a title, what made it, and lines of Markdown."""
    versions = [
        f"{datetime.date.today()}",
        f"Python {platform.python_version()}",
        f"TensorFlow {tf.__version__}",
        f"Keras {keras.__version__}",
    ]
    made = f"Page of {', '.join(versions)}; rows of an earlier run are kept."
    head = [f"# {title}", "", made, ""]
    text = "\n".join([*head, *lines]) + "\n"
    page = Path(script).with_suffix(".md")
    data.write_whole(page, lambda file: file.write(text.encode("utf-8")))


def mean_and_error(values, digits=1):
    """Returns the mean and its standard error as text."""
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{values.mean():.{digits}f} ± {error:.{digits}f}"
