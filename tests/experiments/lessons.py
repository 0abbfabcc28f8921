"""Runs a lesson's own cells, and writes down both sides of what they assert."""

import ast
import contextlib
import io
import linecache
import os
import tempfile
from pathlib import Path

import fingerprint
import keras
import matplotlib.pyplot as plt
import nbformat
import numpy as np

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = ["02_first_gan", "03_dcgan_mnist", "04_measuring_generators"]
LESSONS += ["05_mode_collapse", "06_wasserstein_gan", "07_wgan_gp"]
LESSONS += ["08_stability_toolbox", "09_control"]
LESSONS += ["10_generated_data", "11_restoring", "12_unpaired"]
# These are the lessons that train, or draw by a seed.
# What makes a lesson short. The text on the left must be there, and so is held fast.
SHORTER = {
    "02_first_gan": {
        "ROUNDS, STEPS = 40, 100": "ROUNDS, STEPS = 4, 5",
        "milliseconds(run, 300)": "milliseconds(run, 3)",
    },
    "03_dcgan_mnist": {
        "STEPS_AN_EPOCH, EPOCHS = 400, 18": "STEPS_AN_EPOCH, EPOCHS = 2, 3"
    },
    "04_measuring_generators": {},
    "05_mode_collapse": {
        "EVALUATIONS, STEPS = 20, 500": "EVALUATIONS, STEPS = 20, 1",
        "leave_alone(plain, 2000)": "leave_alone(plain, 20)",
    },
    "06_wasserstein_gan": {
        "EVALUATIONS, STEPS = 10, 400": "EVALUATIONS, STEPS = 10, 1",
        "trainer(critic, steps=400)": "trainer(critic, steps=20)",
        "trainer(critic, steps=200)": "trainer(critic, steps=20)",
    },
    "07_wgan_gp": {
        "EVALUATIONS, STEPS = 6, 400": "EVALUATIONS, STEPS = 6, 2",
        "weight, steps=400)": "weight, steps=20)",
        "for steps in (400, 2000)": "for steps in (400, 2000)",
        "learn(weights, real, fake, weight, steps)": (
            "learn(weights, real, fake, weight, steps // 40)"
        ),
        "steps_per_epoch=80": "steps_per_epoch=10",
    },
    "08_stability_toolbox": {
        "steps_per_epoch=80": "steps_per_epoch=10",
        "4, steps_per_epoch=400": "4, steps_per_epoch=3",
        "((calm, 500), (wild, 200))": "((calm, 500), (wild, 200))",
        "steps_per_epoch=number": "steps_per_epoch=number // 50",
    },
    "09_control": {
        "STEPS, EPOCHS = 400, 6": "STEPS, EPOCHS = 20, 1",
        "steps_per_epoch=300": "steps_per_epoch=2",
        "SEED), 1, 500)": "SEED), 1, 2)",
    },
    "10_generated_data": {
        "steps=1000)": "steps=30)",
        "steps_per_epoch=800": "steps_per_epoch=2",
    },
    "11_restoring": {
        "steps=400, batch=8": "steps=4, batch=8",
        "steps=600, batch=32": "steps=4, batch=32",
        "steps=800": "steps=4",
        "steps=1000)": "steps=4)",
        "fit(images, labels, batch_size=64": "fit(images[:640], labels[:640]",
    },
    "12_unpaired": {
        "plain_unet, 1500, start": "plain_unet, 4, start",
        "residual=True), 2000)": "residual=True), 4)",
        "plain_unet, 2500, ": "plain_unet, 4, ",
        "small_generator, 400, ": "small_generator, 4, ",
        "unet(16, 3, channels, 64), 600)": "unet(16, 3, channels, 64), 4)",
    },
}
# Their trainings and their own loops are longer, so that processors tell them apart.
LONGER = ("03_dcgan_mnist", "07_wgan_gp", "08_stability_toolbox", *LESSONS[-4:])
TIMED = ("spent", "seconds")  # assertions about time are no part of a fingerprint


def cells(lesson):
    """Returns the sources of a lesson's code cells that depend on the seed."""
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    return [
        cell.source
        for cell in notebook.cells[2:]  # behind the title and Colab's cell
        if cell.cell_type == "code"
        and "seeds-skip" not in cell.metadata.get("tags", [])
    ]


def asserted(sources):
    """Returns the texts of what cells assert, in order."""
    nodes = ast.walk(ast.parse("\n".join(sources)))
    return [ast.unparse(node.test) for node in nodes if isinstance(node, ast.Assert)]


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


def fingerprint_of(lesson):
    """Returns the fingerprint of a lesson: its trainings, and its assertions' sides."""
    sources = cells(lesson)
    for old, new in SHORTER[lesson].items():
        if not any(old in source for source in sources):
            raise ValueError(f"lesson {lesson} has no {old!r}; change SHORTER with it")
        sources = [source.replace(old, new) for source in sources]
    trainings, before = [], os.getcwd()
    plt.switch_backend("Agg")
    keras.utils.clear_session()
    os.chdir(NOTEBOOKS)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            fingerprint.noted(trainings),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            settings = {"SEED": 0, "START_AFRESH": True, "OUTPUTS": Path(folder)}
            both = run(sources, settings)
    finally:
        os.chdir(before)
    found = {
        f"training {number}: {name}": value
        for number, numbers in enumerate(trainings, 1)
        for name, value in numbers.items()
    }
    for text, (left, right, *_) in both.items():
        if not any(word in text for word in TIMED):
            text = f"later: {text}" if lesson in LONGER else text
            found |= {f"{text}: left": left, f"{text}: right": right}
    return fingerprint.rounded(found)
