"""The lessons' assertions on many seeds: `make robustness`.

A lesson's bars must hold on every seed, for on another processor a training run is a
new seed. This runs a lesson's own code cells with SEED = 0, 1, 2, ... and writes down
both sides of every assertion, whether it holds or not: rows in tests/robustness.csv, a
summary in tests/robustness.md. Cells tagged `seeds-skip` are left out: pictures, and
claims on committed tables, which have seeds of their own. Rows are kept while the
lesson's code, what it uses of the package and the shipped weights are the same, so a
run that was stopped goes on where it was. What a seed has trained stays in
tests/outputs, so that another bar costs no new training.
"""

from gan_course import data

import argparse
import ast
import csv
import datetime
import hashlib
import io
import linecache
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
PACKAGE = HERE.parent / "gan_course"
TABLE = HERE / "robustness.csv"
PAGE = HERE / "robustness.md"
COLUMNS = ["lesson", "code", "seed", "assertion", "left", "right", "margin", "holds"]
COLUMNS += ["seconds"]
LESSONS = ["02_first_gan", "03_dcgan_mnist", "04_measuring_generators"]
LESSONS += ["05_mode_collapse", "06_wasserstein_gan", "07_wgan_gp"]
LESSONS += ["08_stability_toolbox"]
SEEDS = 20
# What saves and shows changes no result; tests/test_faults.py sees that it is so.
ASIDE = {"Resume", "SampleGrid", "ProgressLine", "write_whole", "check_writable"}
ASIDE |= {"image_grid", "save_gif", "show_images", "plot_losses"}


def cells(lesson):
    """Returns the sources of a lesson's code cells that depend on the seed."""
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    return [
        cell.source
        for cell in notebook.cells[2:]  # behind the title and Colab's cell
        if cell.cell_type == "code"
        and "seeds-skip" not in cell.metadata.get("tags", [])
    ]


def is_guard(node):
    """Tells whether a statement does nothing but refuse bad arguments."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return getattr(node.value.func, "id", "").lstrip("_").startswith("check_")
    if isinstance(node, ast.If | ast.For):
        return not node.orelse and all(map(is_guard, node.body))
    return isinstance(node, ast.Raise)


def dump(node):
    """Returns a syntax tree as text, the same in every Python.

    `ast.dump` shows empty fields in some versions and not in others.
    """
    if isinstance(node, list):
        return f"[{', '.join(map(dump, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [
        f"{name}={dump(value)}"
        for name, value in ast.iter_fields(node)
        if name == "value" or value not in (None, [])
    ]
    return f"{type(node).__name__}({', '.join(fields)})"


def digest(sources):
    """Returns a short hash of cells and of all they use in the package.

    Comments, layout, docstrings and borders of cells do not count, nor do definitions
    of the package whose names do not occur in the cells or in others that count, nor
    what only saves and shows, nor checks of arguments.
    The shipped weights count where something reads them.
    """
    defined = {}
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [getattr(node, "name", None)]
            names += [getattr(t, "id", None) for t in getattr(node, "targets", [])]
            for name in filter(None, names):
                defined.setdefault(name, []).append(node)
    pending = [ast.parse("\n".join(sources))]
    counted, text = set(ASIDE), ""
    while pending:
        tree = pending.pop()
        for node in list(ast.walk(tree)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                if ast.get_docstring(node) is not None:
                    node.body = node.body[1:] or [ast.Pass()]
            if isinstance(getattr(node, "body", None), list):
                node.body = [n for n in node.body if not is_guard(n)] or [ast.Pass()]
        for node in ast.walk(tree):
            name = getattr(node, "id", getattr(node, "attr", None))
            if name in defined and name not in counted:
                counted.add(name)
                pending += defined[name]
        text += dump(tree)
    weights = b""
    if "WEIGHTS" in counted:  # the folder of the shipped ones
        files = sorted(PACKAGE.glob("weights/*.h5"))
        weights = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(text.encode() + weights).hexdigest()[:12]


def training_digest(sources):
    """Returns a hash of what decides how a lesson's networks are trained."""
    saving = [n for n, source in enumerate(sources) if "Resume(OUTPUTS" in source]
    return digest(sources[: max(saving) + 1] if saving else sources)


def is_order(node):
    orders = ast.Lt | ast.LtE | ast.Gt | ast.GtE
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], orders)


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
        test, text = node.test, ast.unparse(node.test)
        parts = test.values if isinstance(test, ast.BoolOp) else [test]
        one = is_order(test) and len(test.ops) == 1
        if not one and any(is_order(part) for part in parts):
            raise ValueError(f"make one assertion of each comparison: {text}")
        sides = [test.left, test.comparators[0]] if one else [ast.Constant(None)] * 2
        more = one and isinstance(test.ops[0], ast.Gt | ast.GtE)
        message = node.msg or ast.Constant("")
        arguments = [ast.Constant(text), message, test, *sides, ast.Constant(more)]
        call = ast.Call(ast.Name("record_", ast.Load()), arguments, [])
        return ast.copy_location(ast.Expr(call), node)


def run(sources, settings, names=None):
    """Executes cells; returns `{assertion: (left, right, margin, holds)}`.

    The margin is the distance to the bar, negative if an assertion fails; of one
    that is met several times with the same message, the smallest. A cell that
    raises ends the run, which is then recorded as an assertion that fails. What
    the cells define is put into the dictionary `names`.
    """
    met, names = {}, {} if names is None else names

    def record(text, message, truth, left, right, more):
        holds = float(bool(truth))
        if left is None:  # no order, but equality or the like
            left, right, margin = holds, 1.0, holds - 1.0
        else:
            left, right = float(left), float(right)
            margin = left - right if more else right - left
        text += f" ({message})" if message else ""
        met.setdefault(text, []).append((left, right, margin, holds))

    names |= {"__name__": "lesson", "record_": record, "settings_": settings}
    try:
        for number, source in enumerate(sources):
            text = ast.unparse(Record(settings).visit(ast.parse(source)))
            name = f"<cell {number} of {id(names)}>"  # AutoGraph reads it again there
            linecache.cache[name] = len(text), None, text.splitlines(True), name
            exec(compile(text, name, "exec"), names)
            plt.close("all")
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        met[f"raised {type(error).__name__}"] = [(0.0, 1.0, -1.0, 0.0)]
    # argmin takes the first NaN, if there is one
    return {text: v[np.argmin([x[2] for x in v])] for text, v in met.items()}


def read_table():
    """Returns the rows of the committed table as dictionaries."""
    if not TABLE.exists():
        return []
    with open(TABLE, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_csv(path, columns, rows):
    """Writes rows, dictionaries of all columns, as one whole file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    data.write_whole(path, lambda file: file.write(text.getvalue().encode()))


def write_table(rows):
    write_csv(TABLE, COLUMNS, rows)


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
        f"TensorFlow {tf.__version__}, Keras {keras.__version__}, {os.cpu_count()} "
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
    data.write_whole(PAGE, lambda file: file.write(text.encode()))


def run_seed(lesson, sources, seed, code, trained):
    """Returns the rows of one seed; `trained` is the folder of what was trained."""
    folder = HERE / "outputs" / "robustness" / f"{lesson}_{trained}" / str(seed)
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
    values = [(text, *(f"{x:.6g}" for x in numbers)) for text, numbers in found.items()]
    return [dict(zip(COLUMNS, [lesson, code, seed, *v, seconds])) for v in values]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", nargs="*", default=LESSONS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    options = parser.parse_args()
    matplotlib.use("Agg")
    os.chdir(NOTEBOOKS)
    for lesson in options.lessons:
        sources = cells(lesson)
        if not any("SEED = 0" in source for source in sources):
            raise ValueError(f"{lesson} has no line SEED = 0; give it one")
        code, trained = digest(sources), training_digest(sources)
        stale = [r for r in read_table() if r["lesson"] == lesson and r["code"] != code]
        write_table([row for row in read_table() if row not in stale])
        for seed in range(options.seeds):
            rows = read_table()
            if any((r["lesson"], r["seed"]) == (lesson, str(seed)) for r in rows):
                continue
            print(f"{lesson}, seed {seed}", flush=True)
            rows += run_seed(lesson, sources, seed, code, trained)
            rows.sort(key=lambda row: (row["lesson"], int(row["seed"])))
            write_table(rows)
            write_page(rows)
    write_page(read_table())
    near = [line for line in summary(read_table()) if not line["safe"]]
    for line in near:
        print("too near:", line)
    sys.exit(bool(near))


if __name__ == "__main__":
    main()
