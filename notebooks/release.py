"""Builds the exercise sheets: `make release`.

One source a sheet, notebooks/src/exercises/NN_topic.py, whose cells carry tags:
`answer:NN.k` for the learner's code, `check:NN.k` for its check, `explain:NN.k` for an
answer in words, each of the last two with `points:n`. nbgrader's metadata are made of
these. What lies between `### BEGIN SOLUTION` and `### END SOLUTION` is in the solutions
only, what lies between `### BEGIN HIDDEN TESTS` and `### END HIDDEN TESTS` is not in
the learners' sheets.
"""

import argparse
import re

import build
import nbformat

SOURCES = build.HERE / "src" / "exercises"
NAMES = sorted(path.stem for path in SOURCES.glob("*.py"))
HIDDEN = re.compile(r" *### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS\n?", re.DOTALL)
SOLUTION = re.compile(r"( *)### BEGIN SOLUTION\n.*?### END SOLUTION", re.DOTALL)
CODE_STUB = r"\1# YOUR CODE HERE\n\1raise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"


def grading(cell):
    """Returns nbgrader's metadata of a cell, made of its tags."""
    tags = dict(tag.split(":") for tag in cell.metadata.get("tags", []))
    kind = next((k for k in ("answer", "check", "explain") if k in tags), None)
    found = {
        "schema_version": 3,
        "grade_id": f"{kind}-{tags.get(kind, '').replace('.', '-')}",
        "grade": kind in ("check", "explain"),
        "solution": kind in ("answer", "explain"),
        "locked": kind == "check",
        "task": False,
    }
    if found["grade"]:
        found["points"] = int(tags["points"])
    return found if kind else None


def source_sheet(name):
    """Returns a sheet as its source has it, with solutions and hidden tests."""
    import jupytext

    text = (SOURCES / f"{name}.py").read_text(encoding="utf-8")
    cells = jupytext.reads(text, fmt="py:percent").cells
    first = build.FIRST_CELL.format(repository=build.repository())
    cells.insert(1, nbformat.v4.new_code_cell(first))
    for number, cell in enumerate(cells):
        cell.id, found = f"cell-{number}", grading(cell)
        cell.metadata = {"nbgrader": found} if found else {}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="also what did not change")
    options = parser.parse_args()
    for folder in ("exercises", "solutions"):
        (build.HERE / folder).mkdir(exist_ok=True)
    for name in NAMES:
        nbformat.write(student_sheet(name), build.HERE / "exercises" / f"{name}.ipynb")
        solved, path = source_sheet(name), build.HERE / "solutions" / f"{name}.ipynb"
        old = nbformat.read(path, as_version=4) if path.exists() else None
        if options.all or not old or not build.same_cells(old, solved):
            minutes = build.run(solved)
            nbformat.write(solved, path)
            print(f"{name}: {minutes} minutes", flush=True)


if __name__ == "__main__":
    main()
