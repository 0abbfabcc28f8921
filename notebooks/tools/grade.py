"""Grades a folder of submissions with nbgrader: `make grade SUBMISSIONS=folder`.

The folder holds one folder a student, each with the sheets that were handed in,
`<student>/NN_topic.ipynb`. What is made goes to build/grades: `grades.csv`, one page of
feedback for each sheet in `feedback`, and nbgrader's course folder, where answers in
words are graded by hand. What was graded before, by hand too, stays: run it again when
more comes in. What cannot be graded is listed with the reason, in `grades.csv` too, and
the exit status is 1.
"""

import argparse
import csv
import functools
import io
import os
import shutil
import sys
import warnings
from pathlib import Path
from urllib.parse import unquote

import mend
import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent
SOLUTIONS = NOTEBOOKS / "solutions"
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "gan-course"
c.OverwriteCells.add_missing_cells = True  # a check that was deleted comes back
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--log-level=40"]
c.Execute.timeout = {timeout}  # seconds for a cell
c.Execute.interrupt_on_timeout = True
c.Execute.error_on_timeout = {{
    "ename": "CellTimeoutError",
    "evalue": "stopped after {timeout} seconds: is there a loop without end?",
    "traceback": ["stopped after {timeout} seconds: is there a loop without end?"],
}}
"""


PATTERNS = {ord(sign): f"%{ord(sign):02X}" for sign in "[]*?%"}  # to nbgrader
FIELDS = ["student_id", "assignment", "score", "max_score", "by_hand", "not_graded"]


def collect(submissions):
    """Returns {(student, sheet): path} of what was handed in."""
    found = {
        (path.parent.name, path.stem): path for path in submissions.glob("*/*.ipynb")
    }
    if not found:
        raise ValueError(
            f"no notebook in {submissions}; put one folder a student there, with "
            "sheets as <student>/NN_topic.ipynb"
        )
    return dict(sorted(found.items()))


def grade(submissions, folder, timeout=60):
    """Grades all sheets of a folder.

    Args:
        submissions: Folder with `<student>/NN_topic.ipynb`.
        folder: Where grades, feedback and nbgrader's course folder go.
        timeout: Seconds that one cell may take.

    Returns:
        Two lists of dictionaries with `FIELDS`: what was graded, and what could not be,
        with the reason.

    Raises:
        ValueError: If there is no notebook.
    """
    found = collect(Path(submissions))
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import PyFileConfigLoader

    course, grades = folder / "course", folder / "grades.csv"
    course.mkdir(parents=True, exist_ok=True)
    text = CONFIG.format(timeout=timeout)
    (course / "nbgrader_config.py").write_text(text, encoding="utf-8")
    config = PyFileConfigLoader("nbgrader_config.py", str(course)).load_config()
    config.CourseDirectory.root = str(course.resolve())
    binaries = str(Path(sys.executable).parent)  # where nbgrader looks for alembic
    warnings.filterwarnings("ignore", module="nbgrader|sqlalchemy")
    os.environ["PATH"] = os.pathsep.join([binaries, os.environ["PATH"]])
    nbgrader = NbGraderAPI(config=config)

    def do(step, *arguments):
        done = getattr(nbgrader, step)(*arguments, force=True)
        if not done["success"]:
            told = done.get("error") or done.get("log") or "it does not say why"
            raise RuntimeError(f"{step} failed: {told.strip().splitlines()[-1]}")

    def hand_out(sheet):
        """Returns a sheet as nbgrader makes it of the solved one."""
        source = course / "source" / sheet / f"{sheet}.ipynb"
        source.parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(SOLUTIONS / source.name, as_version=4)
        nbformat.write(notebook, source)
        do("generate_assignment", sheet)
        return nbformat.read(course / "release" / sheet / source.name, as_version=4)

    hand_out = functools.cache(hand_out)
    refused = {}
    for (student, sheet), path in found.items():
        try:
            check_name(sheet)
            handed_in = mend.mend(mend.read(path), hand_out(sheet))
            safe = student.translate(PATTERNS)
            place = course / "submitted" / safe / sheet
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            nbformat.write(handed_in, place / f"{sheet}.ipynb")
            for step in ("autograde", "generate_feedback"):
                do(step, sheet, safe)
            pages = folder / "feedback" / student / sheet
            shutil.copytree(
                course / "feedback" / safe / sheet, pages, dirs_exist_ok=True
            )
        except (ValueError, RuntimeError) as error:
            refused[student, sheet] = str(error)
    with Gradebook(nbgrader.coursedir.db_url) as book:
        rows = read_grades(book)
    bad = [
        dict.fromkeys(FIELDS, "") | dict(zip(FIELDS, key)) | {"not_graded": reason}
        for key, reason in refused.items()
    ]
    partial = grades.with_suffix(".partial")
    partial.write_bytes(table(rows + bad))
    os.replace(partial, grades)
    good = found.keys() - refused.keys()
    return [row for row in rows if (row[FIELDS[0]], row[FIELDS[1]]) in good], bad


def check_name(sheet):
    """Raises a ValueError unless the course has a sheet of this name."""
    known = sorted(path.stem for path in SOLUTIONS.glob("*.ipynb"))
    if sheet not in known:
        raise ValueError(
            f"no sheet of the course has this name; they are {', '.join(known)}"
        )


def read_grades(book):
    """Returns all grades of nbgrader's gradebook, as dictionaries with `FIELDS`."""
    return sorted(
        (
            dict(
                student_id=unquote(graded.student.id),
                assignment=assignment.name,
                score=graded.score,
                max_score=graded.max_score,
                by_hand=graded.needs_manual_grade,
                not_graded="",
            )
            for assignment in book.assignments
            for graded in book.assignment_submissions(assignment.name)
        ),
        key=lambda row: (row["student_id"], row["assignment"]),
    )


def table(rows):
    """Returns rows with `FIELDS` as a CSV file's bytes, which spreadsheets read."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, FIELDS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("submissions", type=Path)
    parser.add_argument(
        "--folder", type=Path, default=NOTEBOOKS.parent / "build" / "grades"
    )
    parser.add_argument("--timeout", type=int, default=60, help="seconds a cell")
    options = parser.parse_args()
    try:
        graded, failed = grade(options.submissions, options.folder, options.timeout)
    except ValueError as error:
        sys.exit(f"nothing was graded: {error}")
    for row in graded:
        print(f"{row['student_id']:<20} {row['assignment']:<26}", end="")
        print(f" {row['score']:4.0f} of {row['max_score']:.0f}")
    print(f"grades and feedback are in {options.folder}")
    for row in failed:
        print(
            f"NOT GRADED {row['student_id']!r} {row['assignment']}: {row['not_graded']}"
        )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
