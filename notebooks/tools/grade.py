"""Grades a folder of submissions with nbgrader: `make grade SUBMISSIONS=folder`.

The folder holds one folder a student, each with the sheets that were handed in,
`<student>/NN_topic.ipynb`. What is made goes to build/grades: `grades.csv`, one page of
feedback for each sheet in `feedback`, and nbgrader's course folder, where answers in
words are graded by hand. What was graded before, by hand too, stays: run it again when
more comes in.
"""

import argparse
import csv
import os
import shutil
import sys
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent
SOLUTIONS = NOTEBOOKS / "solutions"
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "gan-course"
c.OverwriteCells.add_missing_cells = True  # a check that was deleted comes back
c.Execute.timeout = {timeout}  # seconds for a cell
c.Execute.interrupt_on_timeout = True
c.Execute.error_on_timeout = {{
    "ename": "CellTimeoutError",
    "evalue": "stopped after {timeout} seconds: is there a loop without end?",
    "traceback": ["stopped after {timeout} seconds: is there a loop without end?"],
}}
"""


def collect(submissions):
    """Returns {(student, sheet): path} of what was handed in."""
    known = {path.stem for path in SOLUTIONS.glob("*.ipynb")}
    found = {}
    for path in sorted(submissions.glob("*/*.ipynb")):
        if path.stem not in known:
            raise ValueError(
                f"{path} is no sheet of the course; the name must be one of "
                f"{', '.join(sorted(known))}"
            )
        found[path.parent.name, path.stem] = path
    if not found:
        raise ValueError(
            f"no notebook in {submissions}; put one folder a student there, with "
            "sheets as <student>/NN_topic.ipynb"
        )
    return found


def grade(submissions, folder, timeout=60):
    """Grades all sheets of a folder.

    Args:
        submissions: Folder with `<student>/NN_topic.ipynb`.
        folder: Where grades, feedback and nbgrader's course folder go.
        timeout: Seconds that one cell may take.

    Returns:
        nbgrader's rows, one a student and sheet, as dictionaries.

    Raises:
        ValueError: If there is nothing to grade, or a notebook of another name.
    """
    found = collect(Path(submissions))
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI
    from nbgrader.plugins import CsvExportPlugin
    from traitlets.config import PyFileConfigLoader

    course, grades = folder / "course", folder / "grades.csv"
    course.mkdir(parents=True, exist_ok=True)
    text = CONFIG.format(timeout=timeout)
    (course / "nbgrader_config.py").write_text(text, encoding="utf-8")
    config = PyFileConfigLoader("nbgrader_config.py", str(course)).load_config()
    config.CourseDirectory.root = str(course.resolve())
    binaries = str(Path(sys.executable).parent)  # where nbgrader looks for alembic
    os.environ["PATH"] = os.pathsep.join([binaries, os.environ["PATH"]])
    nbgrader = NbGraderAPI(config=config)

    def do(step, *arguments):
        done = getattr(nbgrader, step)(*arguments, force=True)
        if not done["success"]:
            raise RuntimeError(f"{step} {' '.join(arguments)}:\n{done.get('error')}")

    for (student, sheet), path in found.items():
        place = course / "submitted" / student / sheet
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        shutil.copy(path, place)
    for sheet in sorted({sheet for _, sheet in found}):
        source = course / "source" / sheet
        source.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(SOLUTIONS / f"{sheet}.ipynb", as_version=4)
        nbformat.write(notebook, source / f"{sheet}.ipynb")
        do("generate_assignment", sheet)
        for student in (student for student, name in found if name == sheet):
            do("autograde", sheet, student)
            do("generate_feedback", sheet, student)
    with Gradebook(nbgrader.coursedir.db_url) as book:
        CsvExportPlugin(to=str(grades)).export(book)
    shutil.copytree(course / "feedback", folder / "feedback", dirs_exist_ok=True)
    with open(grades, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if (row["student_id"], row["assignment"]) in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("submissions", type=Path)
    parser.add_argument(
        "--folder", type=Path, default=NOTEBOOKS.parent / "build" / "grades"
    )
    parser.add_argument("--timeout", type=int, default=60, help="seconds a cell")
    options = parser.parse_args()
    try:
        rows = grade(options.submissions, options.folder, options.timeout)
    except ValueError as error:
        sys.exit(f"nothing was graded: {error}")
    for row in rows:
        print(f"{row['student_id']:<20} {row['assignment']:<26}", end="")
        print(f" {float(row['score']):4.0f} of {float(row['max_score']):.0f}")
    print(f"grades and feedback are in {options.folder}")


if __name__ == "__main__":
    main()
