"""The lessons' assertions on many seeds: `make robustness`.

A lesson's bars must hold on every seed, for on another processor a training run
is a new seed. This runs a lesson's own code cells (but those tagged `seeds-skip`,
on which no claim rests) with SEED = 0, 1, 2, ... and writes down both sides of
every assertion, whether it holds or not: rows in tests/robustness.csv, a summary
in tests/robustness.md. A row whose code has not changed is kept, so a run that
was stopped goes on where it was; long experiments' tables are read by the lessons
themselves. What a seed has trained stays in tests/outputs, so that another bar
or measurement costs no new training.
"""

from gan_course import data, layers, losses, models, training

import argparse
import ast
import csv
import datetime
import hashlib
import inspect
import io
import os
import platform
import sys
import time
from pathlib import Path

import keras
import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import tensorflow as tf

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent / "notebooks"
TABLE = HERE / "robustness.csv"
PAGE = HERE / "robustness.md"
COLUMNS = ["lesson", "code", "seed", "assertion", "left", "right", "margin", "seconds"]
LESSONS = ["03_dcgan_mnist", "04_measuring_generators"]
SEEDS = 20


def cells(lesson):
    """Returns the sources of a lesson's code cells that depend on the seed."""
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    return [
        cell.source
        for cell in notebook.cells[2:]  # behind the title and Colab's cell
        if cell.cell_type == "code"
        and "seeds-skip" not in cell.metadata.get("tags", [])
    ]


def digest(sources):
    """Returns a short hash of code, blind to comments and layout."""
    trees = "".join(ast.dump(ast.parse(source)) for source in sources)
    return hashlib.sha256(trees.encode()).hexdigest()[:12]


def training_digest(sources):
    """Returns a hash of what decides how a lesson's networks are trained."""
    last = max((n for n, s in enumerate(sources) if "Resume(OUTPUTS" in s), default=-1)
    modules = [inspect.getsource(m) for m in (layers, losses, models, training)]
    return digest(sources[: last + 1] + modules)


class Record(ast.NodeTransformer):
    """Turns assertions into calls of `record_`, and sets some variables anew."""

    def __init__(self, settings):
        self.settings = settings

    def visit_Assign(self, node):
        name = getattr(node.targets[0], "id", None)
        if name in self.settings:
            node.value = ast.parse(f"settings_[{name!r}]", mode="eval").body
        return self.generic_visit(node)

    def visit_Assert(self, node):
        test = node.test
        arguments = [ast.Constant(ast.unparse(test)), ast.Constant("holds"), test]
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            sign = {"Lt": "<", "LtE": "<", "Gt": ">", "GtE": ">"}
            sign = sign.get(type(test.ops[0]).__name__)
            if sign:
                arguments[1:] = [ast.Constant(sign), test.left, test.comparators[0]]
        call = ast.Call(ast.Name("record_", ast.Load()), arguments, [])
        return ast.copy_location(ast.Expr(call), node)


def run(sources, settings, names=None):
    """Executes cells; returns `{assertion: (left, right, margin)}`.

    The margin is the distance to the bar, negative if an assertion fails. An
    assertion that is met several times keeps the smallest margin. What the cells
    define is put into the dictionary `names`.
    """
    found = {}
    names = {} if names is None else names

    def record(text, sign, left, right=1.0):
        left, right = float(left), float(right)
        margin = left - right if sign in (">", "holds") else right - left
        if text not in found or not margin >= found[text][2]:
            found[text] = (left, right, margin)

    names |= {"__name__": "lesson", "record_": record, "settings_": settings}
    for source in sources:
        tree = Record(settings).visit(ast.parse(source))
        exec(compile(ast.fix_missing_locations(tree), "<cell>", "exec"), names)
        plt.close("all")
    return found


def read_table():
    """Returns the rows of the committed table as dictionaries."""
    if not TABLE.exists():
        return []
    with open(TABLE, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_table(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    data.write_whole(TABLE, lambda file: file.write(text.getvalue().encode()))


def summary(rows):
    """Returns one dictionary for each assertion of a lesson, over its seeds.

    `safe` says that the worst seed is at least one standard deviation, over the
    seeds, on the right side of the bar.
    """
    lines = {}
    for row in rows:
        lines.setdefault((row["lesson"], row["assertion"]), []).append(row)
    result = []
    for (lesson, assertion), group in lines.items():
        left = np.array([float(row["left"]) for row in group])
        margin = np.array([float(row["margin"]) for row in group])
        result.append(
            {
                "lesson": lesson,
                "assertion": assertion,
                "seeds": len(group),
                "holds": int(np.sum(margin >= 0)),
                "smallest": left.min(),
                "median": np.median(left),
                "largest": left.max(),
                "margin": margin.min(),
                "sd": margin.std(ddof=1) if len(group) > 1 else np.nan,
            }
        )
        result[-1]["safe"] = bool(margin.min() >= margin.std(ddof=len(group) > 1))
    return result


def write_page(rows):
    minutes = {}
    for row in rows:
        minutes.setdefault(row["lesson"], {})[row["seed"]] = float(row["seconds"]) / 60
    lines = [
        "# Claims that survive seeds",
        "",
        "`make robustness`: every assertion of a lesson, on many seeds. `left` is",
        "the left side of the comparison; `margin` the smallest distance to the bar;",
        "a bar should be at least one standard deviation (`sd`) beyond the worst seed.",
        "",
        f"{datetime.date.today()}, Python {platform.python_version()}, TensorFlow "
        f"{tf.__version__}, Keras {keras.__version__}, {os.cpu_count()} cores. Seeds 0 "
        "to the number in the table less one; none is left out.",
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
    data.write_whole(PAGE, lambda file: file.write(text.encode()))


def run_seed(lesson, sources, seed):
    """Returns the rows of one seed."""
    trained = HERE / "outputs" / "robustness" / f"{lesson}_{training_digest(sources)}"
    folder = trained / str(seed)
    settings = {"SEED": seed, "START_AFRESH": False, "OUTPUTS": folder}
    keras.utils.clear_session()
    start = time.time()
    found = run(sources, settings)
    # A training that was kept took the seconds it took.
    seconds, clock = round(time.time() - start, 1), folder / "seconds"
    if clock.exists():
        seconds = max(seconds, float(clock.read_text()))
    folder.mkdir(parents=True, exist_ok=True)
    clock.write_text(str(seconds))
    values = [(text, *(f"{x:.6g}" for x in sides)) for text, sides in found.items()]
    first = [lesson, digest(sources), seed]
    return [dict(zip(COLUMNS, [*first, *value, seconds])) for value in values]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", nargs="*", default=LESSONS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    options = parser.parse_args()
    matplotlib.use("Agg")
    os.chdir(NOTEBOOKS)
    for lesson in options.lessons:
        sources = cells(lesson)
        for seed in range(options.seeds):
            rows = read_table()
            old = [r for r in rows if (r["lesson"], r["seed"]) == (lesson, str(seed))]
            if old and old[0]["code"] == digest(sources):
                continue
            print(f"{lesson}, seed {seed}", flush=True)
            new = run_seed(lesson, sources, seed)
            rows = [row for row in rows if row not in old] + new
            rows.sort(key=lambda row: (row["lesson"], int(row["seed"])))
            write_table(rows)
            write_page(read_table())
    sys.exit(any(not line["safe"] for line in summary(read_table())))


if __name__ == "__main__":
    main()
