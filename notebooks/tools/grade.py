"""Grades a folder of submissions in a sandbox: `make grade SUBMISSIONS=folder`.

The folder holds one folder a student, each with the sheets that were handed in,
`<student>/NN_topic.ipynb`. What is made goes to build/grades: `grades.csv`, a summary,
one page of feedback for each sheet in `feedback`, and nbgrader's course folder, where
answers in words are graded by hand. Stopped, it goes on where it was; what was graded
before, by hand too, stays: run it again when more comes in. What cannot be graded is
listed with the reason, in `grades.csv` too, and the exit status is 1.
"""

import argparse
import collections
import csv
import functools
import hashlib
import io
import json
import os
import re
import runpy
import shutil
import sys
import unicodedata
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import execute
import mend
import nbformat
import release
import sandbox
import summary
from tqdm import tqdm

NOTEBOOKS = Path(__file__).resolve().parent.parent
SOLUTIONS = NOTEBOOKS / "solutions"
BANK = NOTEBOOKS.parent / "tests" / "notebooks" / "answers"
CONFIG = """\
from nbgrader import preprocessors as p

c = get_config()
c.CourseDirectory.course_id = "gan-course"
# They come executed, with their outputs.
c.Autograde.sanitize_preprocessors = [p.OverwriteCells, p.CheckCellMetadata]
c.Autograde.autograde_preprocessors = [p.LimitOutput, p.SaveAutoGrades]
"""
PATTERNS = {ord(sign): f"%{ord(sign):02X}" for sign in "[]*?%"}  # to nbgrader
TWICE = "two folders have this name, in two encodings of its letters; keep one of them"
FIELDS = ["student_id", "assignment", "score", "max_score", "by_hand", "remark"]


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


def twice(found):
    """Returns who is in the folder twice: by one name, but for how it is encoded."""
    whole = {key: unicodedata.normalize("NFC", "/".join(key)) for key in found}
    count = collections.Counter(whole.values())
    return {key for key in found if count[whole[key]] > 1}


class Grader:
    """nbgrader's course folder, and what was graded in it.

    Args:
        folder: Where grades, feedback and nbgrader's course folder go.
        timeout: Seconds that one cell may take.
        limits: As `sandbox.LIMITS`; None for no sandbox.
    """

    def __init__(self, folder, timeout=60, limits=sandbox.LIMITS):
        from nbgrader.apps import NbGraderAPI
        from traitlets.config import PyFileConfigLoader

        warnings.filterwarnings("ignore", module="nbgrader|sqlalchemy")
        self.folder, self.course = folder, folder / "course"
        self.timeout, self.limits = timeout, limits
        self.course.mkdir(parents=True, exist_ok=True)
        config = self.course / "nbgrader_config.py"
        config.write_text(CONFIG, encoding="utf-8")
        config = PyFileConfigLoader(config.name, str(self.course)).load_config()
        config.CourseDirectory.root = str(self.course.resolve())
        binaries = str(Path(sys.executable).parent)  # where nbgrader looks for alembic
        os.environ["PATH"] = os.pathsep.join([binaries, os.environ["PATH"]])
        self.nbgrader = NbGraderAPI(config=config)
        self.state = folder / "state.json"
        self.done = json.loads(self.state.read_text()) if self.state.exists() else {}
        self.sheet = functools.cache(self._sheet)

    def do(self, step, *arguments):
        done = getattr(self.nbgrader, step)(*arguments, force=True)
        if not done["success"]:
            told = done.get("error") or done.get("log") or "it does not say why"
            raise RuntimeError(f"{step} failed: {told.strip().splitlines()[-1]}")

    def _sheet(self, name):
        """Returns a sheet with its hidden checks, its controls, and a digest."""
        known = sorted(path.stem for path in SOLUTIONS.glob("*.ipynb"))
        if name not in known:
            raise ValueError(
                f"no sheet of the course has this name; they are {', '.join(known)}"
            )
        source = self.course / "source" / name / f"{name}.ipynb"
        source.parent.mkdir(parents=True, exist_ok=True)
        solved = nbformat.read(SOLUTIONS / source.name, as_version=4)
        nbformat.write(solved, source)
        self.do("generate_assignment", name)
        sheet = nbformat.read(
            self.course / "release" / name / source.name, as_version=4
        )
        whole = {mend.name(cell): cell.source for cell in solved.cells}
        for cell in sheet.cells:
            if mend.grading(cell).get("locked"):
                cell.source = whole[mend.name(cell)]
        answers = runpy.run_path(str(BANK / f"{name}.py"))["WRONG"]
        bank = {}
        for exercise, wrong in answers.items():
            cell = f"answer-{exercise.replace('.', '-')}"
            bank[cell] = [release.with_answer(whole[cell], w[2]) for w in wrong]
        text = source.read_text("utf-8") + json.dumps(bank)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return sheet, self.controls(solved, bank, digest), digest

    def controls(self, solved, bank, digest):
        """Returns what `execute.find_controls` finds, once for a sheet."""
        path = self.folder / "controls" / f"{digest}.json"
        if not path.exists():
            whole = mend.mend(solved, solved)
            found = execute.find_controls(whole, bank, self.timeout, self.limits)
            path.parent.mkdir(exist_ok=True)
            _replace(path, json.dumps(found).encode())
        return json.loads(path.read_text("utf-8"))

    def prepared(self, sheet, path):
        """Returns a sheet fit for execution, its controls, and a digest of both."""
        clean, controls, digest = self.sheet(sheet)
        handed_in = mend.read(path)
        digest += hashlib.sha256(path.read_bytes()).hexdigest()
        remark = mend.release(handed_in, clean)
        return mend.mend(handed_in, clean), controls, remark, digest

    def run(self, notebook, controls, remark, digest):
        """Executes a submission, in a thread of its own."""
        more = execute.execute(notebook, controls, self.timeout, self.limits)
        return notebook, "; ".join(filter(None, [remark, more])), digest

    def keep(self, student, sheet, notebook, remark, digest):
        """Gives an executed submission to nbgrader, and notes how its checks went."""
        safe = student.translate(PATTERNS)
        place = self.course / "submitted" / safe / sheet
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{sheet}.ipynb")
        self.do("autograde", sheet, safe)
        self.note(student, sheet, digest, remark, execute.results(notebook))

    def give_feedback(self, rows):
        """Makes the pages of those whose grade is new, or was changed by hand."""
        for row in rows:
            student, sheet = row["student_id"], row["assignment"]
            kept = self.done[f"{student}/{sheet}"]
            grade = [row["score"], row["by_hand"]]
            if row["max_score"] == "" or kept[3] == grade:
                continue
            safe = student.translate(PATTERNS)
            self.do("generate_feedback", sheet, safe)
            pages = self.folder / "feedback" / student / sheet
            made = self.course / "feedback" / safe / sheet
            shutil.copytree(made, pages, dirs_exist_ok=True)
            self.note(student, sheet, *kept[:3], grade)

    def note(self, student, sheet, digest, remark, results=None, grade=None):
        self.done[f"{student}/{sheet}"] = [digest, remark, results, grade]
        _replace(self.state, json.dumps(self.done).encode())

    def grade(self, found, jobs=2):
        """Grades what was not graded before."""
        waiting, doubled = {}, twice(found)
        with ThreadPoolExecutor(jobs) as pool:
            for (student, sheet), path in tqdm(found.items(), disable=None):
                try:
                    if (student, sheet) in doubled:
                        raise ValueError(TWICE)
                    prepared = self.prepared(sheet, path)
                except (ValueError, RuntimeError) as error:
                    self.note(student, sheet, None, str(error))
                    continue
                kept = self.done.get(f"{student}/{sheet}", [None])[0]
                if kept != prepared[-1]:
                    waiting[student, sheet] = pool.submit(self.run, *prepared)
                while len(waiting) > jobs:
                    self.take(waiting)
            while waiting:
                self.take(waiting)

    def take(self, waiting):
        """Keeps the result of the submission that was started first."""
        (student, sheet), task = next(iter(waiting.items()))
        del waiting[student, sheet]
        try:
            self.keep(student, sheet, *task.result())
        except (ValueError, RuntimeError) as error:
            self.note(student, sheet, None, str(error))

    def rows(self):
        """Returns all grades and what could not be graded, as dictionaries."""
        from nbgrader.api import Gradebook

        rows = {}
        with Gradebook(self.nbgrader.coursedir.db_url) as book:
            for assignment in book.assignments:
                for graded in book.assignment_submissions(assignment.name):
                    values = (graded.score, graded.max_score, graded.needs_manual_grade)
                    key = unquote(graded.student.id), assignment.name
                    rows[key] = [*values, self.done["/".join(key)][1] or ""]
        for key, (digest, remark, *_) in self.done.items():
            if digest is None:  # an earlier grade counts no more
                rows[tuple(key.split("/"))] = ["", "", "", f"NOT GRADED: {remark}"]
        return [dict(zip(FIELDS, [*key, *row])) for key, row in sorted(rows.items())]


def table(rows):
    """Returns rows with `FIELDS` as a CSV file's bytes, which spreadsheets read."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([FIELDS, *(row.values() for row in rows)])
    return text.getvalue().encode("utf-8-sig")


def _replace(path, content):
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content)
    os.replace(partial, path)


def grade(submissions, folder, timeout=60, limits=sandbox.LIMITS, jobs=2):
    """Grades all sheets of a folder.

    Args:
        submissions: Folder with `<student>/NN_topic.ipynb`.
        folder, timeout, limits: As for `Grader`.
        jobs: How many at a time.

    Returns:
        The rows of what is in `submissions`, dictionaries with `FIELDS`.

    Raises:
        ValueError: If there is no notebook, or no sandbox.
    """
    found = collect(Path(submissions))
    if limits and not sandbox.available():
        raise ValueError(f"there is no sandbox here. {sandbox.HOW}")
    grader = Grader(folder, timeout, limits)
    grader.grade(found, jobs)
    rows = grader.rows()
    grader.give_feedback(rows)
    _replace(folder / "grades.csv", table(rows))
    _replace(folder / "summary.html", summary.page(rows, grader.done).encode("utf-8"))
    return [row for row in rows if (row["student_id"], row["assignment"]) in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("submissions", type=Path)
    parser.add_argument(
        "--folder", type=Path, default=NOTEBOOKS.parent / "build" / "grades"
    )
    parser.add_argument("--timeout", type=int, default=60, help="seconds a cell")
    parser.add_argument("--jobs", type=int, default=2, help="sheets at a time")
    parser.add_argument("--sandbox", choices=["on", "off"], default="on")
    options = parser.parse_args()
    limits = sandbox.LIMITS if options.sandbox == "on" else None
    try:
        rows = grade(
            options.submissions, options.folder, options.timeout, limits, options.jobs
        )
    except ValueError as error:
        sys.exit(f"nothing was graded: {error}")
    for row in rows:
        line = f"{row['student_id']:<20} {row['assignment']:<26}"
        if row["max_score"]:
            line += f" {row['score']:4.0f} of {row['max_score']:.0f}"
        print(re.sub(r"[^\S ]", " ", f"{line}  {row['remark']}").rstrip())
    print(f"grades, summary and feedback are in {options.folder}")
    sys.exit(any(row["max_score"] == "" for row in rows))


if __name__ == "__main__":
    main()
