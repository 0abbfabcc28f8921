"""Builds the exercise sheets: `make release`.

One source a sheet, notebooks/src/exercises/NN_topic.py, whose cells carry tags:
`answer:NN.k` for the learner's code, `help:NN.k` for what its checks need,
`check:NN.k` for each of them, `explain:NN.k` for an answer in words, the last two with
`points:n`. nbgrader's metadata are made of these. What lies between
`### BEGIN SOLUTION` and `### END SOLUTION` is in the solutions only, what lies between
`### BEGIN HIDDEN TESTS` and `### END HIDDEN TESTS` is not in the learners' sheets.
"""

import argparse
import re
import textwrap

import build
import nbformat

SOURCES = build.NOTEBOOKS / "src" / "exercises"
NAMES = sorted(path.stem for path in SOURCES.glob("*.py"))
HIDDEN = re.compile(r" *### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS\n?", re.DOTALL)
SOLUTION = re.compile(r"( *)### BEGIN SOLUTION\n.*?### END SOLUTION", re.DOTALL)
CODE_STUB = r"\1# YOUR CODE HERE\n\1raise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"
KINDS = ("answer", "help", "check", "explain")
USES = '''\
import dis


def uses(function, module):
    """Tells whether an answer uses a module, by name; for the checks below."""
    parts = [getattr(function, "python_function", function).__code__]
    for part in parts:  # those within, too
        parts += [code for code in part.co_consts if hasattr(code, "co_names")]
    steps = (step for part in parts for step in dis.get_instructions(part))
    names = {s.argval for s in steps if s.opname in ("LOAD_GLOBAL", "IMPORT_NAME")}
    found = [globals().get(name) for name in names]
    homes = [getattr(x, "__module__", getattr(x, "__name__", "")) for x in found]
    return any(f"{name}.".startswith(f"{module}.") for name in [*names, *homes])
'''
COMPILED = '''\
import contextlib

from gan_course import quiet_stderr


def compiled_number(function):
    """Returns a function's number, compiled as on a GPU if that works, for checks."""
    compiled = tf.function(function, jit_compile=True)
    # TensorFlow 2.19's compiler greets on stderr.
    with contextlib.suppress(Exception), quiet_stderr():
        return float(compiled.get_concrete_function()())
    return float(function())
'''
SHARED = {"uses(": USES, "compiled_number(": COMPILED}  # by what shows the need


def grading(cell, earlier):
    """Returns nbgrader's metadata of a cell, made of its tags.

    A second and third check of the same exercise are told apart by a letter; `earlier`
    holds the names of the cells before.
    """
    tags = dict(tag.split(":") for tag in cell.metadata.get("tags", []))
    kind = next((kind for kind in KINDS if kind in tags), None)
    if not kind:
        return {}
    name = f"{kind}-{tags[kind].replace('.', '-')}"
    letter = next(a for a in ["", *"bcdefghijkl"] if name + a not in earlier)
    found = {
        "schema_version": 3,
        "grade_id": name + letter,
        "grade": kind in ("check", "explain"),
        "solution": kind in ("answer", "explain"),
        "locked": kind in ("help", "check"),
        "task": False,
    }
    return found | ({"points": int(tags["points"])} if found["grade"] else {})


def source_sheet(name):
    """Returns a sheet as its source has it, with solutions and hidden tests."""
    import jupytext

    text = (SOURCES / f"{name}.py").read_text(encoding="utf-8")
    cells = jupytext.reads(text, fmt="py:percent").cells
    first = build.FIRST_CELL.format(repository=build.repository())
    cells.insert(1, nbformat.v4.new_code_cell(first))
    for source in [SHARED[call] for call in SHARED if call in text]:
        tags = {"tags": [f"help:{name[:2]}.0"]}
        cells.insert(2, nbformat.v4.new_code_cell(source.rstrip(), metadata=tags))
    names = []
    for number, cell in enumerate(cells):
        cell.id, found = f"cell-{number}", grading(cell, names)
        cell.metadata = {"nbgrader": found} if found else {}
        names.append(found.get("grade_id"))
    metadata = {"kernelspec": build.KERNEL, "language_info": {"name": "python"}}
    metadata["gan_course"] = {"version": build.version()}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def student_sheet(name):
    """Returns a sheet as learners get it."""
    notebook = source_sheet(name)
    for cell in notebook.cells:
        found = cell.metadata.get("nbgrader", {})
        cell.source = HIDDEN.sub("", cell.source).rstrip("\n")
        if found.get("solution") and cell.cell_type == "markdown":
            cell.source = TEXT_STUB
        elif found.get("solution"):
            cell.source = SOLUTION.sub(CODE_STUB, cell.source)
    return notebook


def with_answer(source, answer):
    """Returns a solved cell with another answer, given as a change of the solution.

    `{right: wrong}` replaces pieces of it; a text stands in its place, or in that of
    the whole cell if it defines the cell's function itself.
    """
    if isinstance(answer, dict):
        for right, wrong in answer.items():
            assert right in source, f"{right} is not in the solution"
            source = source.replace(right, wrong)
        return source
    if any(f"def {name}(" in answer for name in re.findall(r"def (\w+)", source)):
        return answer
    [solution] = SOLUTION.finditer(source)
    return source.replace(solution[0], textwrap.indent(answer, solution[1]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="also what did not change")
    options = parser.parse_args()
    for folder in ("exercises", "solutions"):
        (build.NOTEBOOKS / folder).mkdir(exist_ok=True)
    for name in NAMES:
        nbformat.write(
            student_sheet(name), build.NOTEBOOKS / "exercises" / f"{name}.ipynb"
        )
        solved, path = (
            source_sheet(name),
            build.NOTEBOOKS / "solutions" / f"{name}.ipynb",
        )
        old = nbformat.read(path, as_version=4) if path.exists() else None
        if options.all or not old or not build.same_cells(old, solved):
            minutes = build.run(solved)
            print(f"{name}: {minutes} minutes", flush=True)
        else:
            solved.cells = old.cells
        nbformat.write(solved, path)


if __name__ == "__main__":
    main()
