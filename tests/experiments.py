"""What the long experiments share: tables that grow row by row and can be resumed.

An experiment is a script with a function `run`, which returns the rows of one training,
and dictionaries of settings. Each row carries a hash of the code that made it; rows of
other code are made anew.
"""

import ast
import csv
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import robustness
import tensorflow as tf


def code(script, keys, *constants):
    """Returns a hash of what makes a script's rows.

    That is its function `run` with the functions and classes of the script that it
    uses, what dictionaries hold under the keys, the constants, and all that these use
    of the package.
    """
    chosen, defined = [", ".join(map(str, constants))], {}
    for node in ast.parse(Path(script).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values):
                if ast.literal_eval(key) in keys:
                    chosen.append(ast.unparse(value))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined[node.name] = node
    del defined["code"]
    pending = ["run"]
    while pending:
        node = defined.pop(pending.pop())
        chosen.append(ast.unparse(node))
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        pending += sorted(names & defined.keys() - set(pending))
    return robustness.digest(chosen)


def read_table(path, names, code):
    """Returns the rows that the present code made, as dictionaries of text.

    Args:
        path: The table.
        names: Columns that name a run's settings.
        code: Function of their values, in this order, that returns the hash.
    """
    if not path.exists():
        return []
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    now = {place: code(*place) for place in {tuple(r[n] for n in names) for r in rows}}
    return [row for row in rows if row["code"] == now[tuple(row[n] for n in names)]]


def use_threads(threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def run_all(run, places, jobs, threads):
    """Yields what `run(*place)` returns for every place, as they are finished.

    Args:
        run: A script's function.
        places: Tuples of its arguments.
        jobs: Processes at a time.
        threads: Of TensorFlow, for each process.
    """
    workers = {"mp_context": get_context("spawn"), "initializer": use_threads}
    with ProcessPoolExecutor(jobs, initargs=(threads,), **workers) as pool:
        for task in as_completed([pool.submit(run, *place) for place in places]):
            yield task.result()


def mean_and_error(values, digits=1):
    """Returns the mean and its standard error as text."""
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{values.mean():.{digits}f} ± {error:.{digits}f}"
