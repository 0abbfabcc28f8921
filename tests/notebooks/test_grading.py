"""The instructor's way, from a folder of submissions to grades, through nbgrader."""

import collections
import copy
import csv
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import build
import nbformat
import pytest
import release
import sandbox
from test_exercises import tag

ROOT = build.ROOT
INSTRUCTOR = Path(sys.prefix) / "instructor" / "bin" / "python"
pytestmark = pytest.mark.skipif(
    not INSTRUCTOR.exists(), reason="make test brings nbgrader along"
)
SHEET = "01_minimax_game"


def solve(cells, answers):
    """Fills answers of the solved sheet into a learner's."""
    solved = {c.id: c for c in release.source_sheet(SHEET).cells}
    for cell in cells:
        if tag(cell) in [("answer", exercise) for exercise in answers]:
            cell.source = solved[cell.id].source
    return cells


def hand_in(folder, student, change):
    notebook = release.student_sheet(SHEET)
    notebook.cells = change(notebook.cells)
    (folder / student).mkdir(parents=True)
    nbformat.write(notebook, folder / student / f"{SHEET}.ipynb")


def troubled(cells):
    """One answer raises, one never ends, one check is deleted, two are right."""
    faults = {"01.1": 'raise RuntimeError("lost")', "01.2": "while True:\n    pass"}
    for cell in solve(cells, {"01.3", "01.4"}):
        if tag(cell)[0] == "answer" and tag(cell)[1] in faults:
            cell.source = faults[tag(cell)[1]]
    return [cell for cell in cells if tag(cell) != ("check", "01.4")]


def grade(submissions, folder):
    """Runs the script as `make grade` does; returns what it prints and its status."""
    command = [INSTRUCTOR, ROOT / "notebooks" / "tools" / "grade.py", submissions]
    command += ["--folder", folder, "--timeout", "15"]
    command += [] if sandbox.available() else ["--sandbox", "off"]
    paths = {"JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter")}
    environment = os.environ | paths
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout, done.returncode


def table(folder):
    """Returns {student: row} of the table of grades."""
    with open(folder / "grades.csv", newline="", encoding="utf-8-sig") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def scores(folder):
    rows = table(folder).items()
    return {student: float(row["score"]) for student, row in rows if row["score"]}


def tampered(cells):
    """Solved, but some checks and helpers are changed, copied or gone."""
    locked = [c for c in solve(cells, EVERY) if tag(c)[0] in ("check", "help")]
    locked[1].source = "assert True"
    copied = copy.deepcopy(cells[cells.index(locked[2]) - 1])
    gone = {locked[0].id, *(c.id for c in locked if tag(c)[0] == "help")}
    return [copied, *(c for c in cells if c.id not in gone)]


def stripped(cells):
    for cell in solve(cells, EVERY):
        cell.metadata = {}
    return cells


EVERY = {e for k, e in map(tag, release.source_sheet(SHEET).cells) if k == "answer"}
WHOLE = nbformat.writes(release.student_sheet(SHEET))
BAD = {
    "empty": (b"", "the file is empty"),
    "cut off": (WHOLE.encode()[:5000], "no whole notebook"),
    "page": (b"<!DOCTYPE html>\n<html></html>", "it is a web page"),
    "latin": (WHOLE.replace("game", "J\xe4ger").encode("latin-1"), "not UTF-8"),
    "other": (
        nbformat.writes(nbformat.v4.new_notebook()).encode(),
        "none of its cells",
    ),
}
STUDENTS = {  # what each hands in, and which exercises that solves
    "right": (lambda cells: solve(cells, EVERY), EVERY),
    "ann[1]": (lambda cells: solve(cells, {"01.1", "01.2"}), {"01.1", "01.2"}),
    "-ann": (tampered, EVERY),
    "Lee, Ann": (stripped, EVERY),
    "Jörg 李": (troubled, {"01.3", "01.4"}),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grading")
    for student, (change, _) in STUDENTS.items():
        hand_in(folder / "in", student, change)
    for student, (content, _) in BAD.items():
        (folder / "in" / student).mkdir()
        (folder / "in" / student / f"{SHEET}.ipynb").write_bytes(content)
    (folder / "in" / "misnamed").mkdir()
    misnamed = folder / "in" / "misnamed" / "99_other.ipynb"
    misnamed.write_text(WHOLE, encoding="utf-8")
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Zoë")
        hand_in(folder / "in", name, lambda cells: solve(cells, EVERY))
    printed, status = grade(folder / "in", folder / "out")
    assert status == 1
    return folder / "out", printed


def test_grades(graded):
    folder, printed = graded
    checks = [c for c in release.source_sheet(SHEET).cells if tag(c)[0] == "check"]
    points = collections.Counter()
    for cell in checks:
        points[tag(cell)[1]] += cell.metadata["nbgrader"]["points"]
    assert scores(folder) == {
        student: sum(points[exercise] for exercise in solved)
        for student, (_, solved) in STUDENTS.items()
    }
    assert all(student in printed for student in scores(folder))


def test_what_cannot_be_graded_is_listed_with_its_reason(graded):
    folder, printed = graded
    told = [line for line in printed.splitlines() if "NOT GRADED: " in line]
    assert len(told) == len(BAD) + 3
    assert sum("two folders have this name" in line for line in told) == 2
    for student, (_, reason) in BAD.items():
        assert reason in table(folder)[student]["remark"]
        assert any(line.startswith(student) and reason in line for line in told)
    assert any(line.startswith("misnamed") and "no sheet" in line for line in told)


def test_feedback_tells_why(graded):
    folder, _ = graded
    pages = {
        path.parent.parent.name: path.read_text(encoding="utf-8")
        for path in folder.glob("feedback/*/*/*.html")
    }
    assert set(pages) == set(STUDENTS)
    assert "lost" in pages["Jörg 李"]
    assert "does a loop never end" in pages["Jörg 李"]


def test_nbgrader_makes_the_committed_sheet(graded):
    folder, _ = graded
    path = folder / "course" / "release" / SHEET / f"{SHEET}.ipynb"
    released = nbformat.read(path, as_version=4)
    expected = nbformat.read(
        build.NOTEBOOKS / "exercises" / f"{SHEET}.ipynb", as_version=4
    )
    sources = [[c.source for c in n.cells] for n in (released, expected)]
    assert sources[0] == sources[1]


def test_what_was_graded_is_not_run_again(graded):
    """A run that was stopped goes on behind what it has."""
    folder, _ = graded
    before = (folder / "grades.csv").read_bytes()
    shutil.rmtree(folder / "course" / "submitted")
    state = json.loads((folder / "state.json").read_text())
    del state[f"-ann/{SHEET}"]  # as if it had been stopped in front of this one
    (folder / "state.json").write_text(json.dumps(state))
    assert grade(folder.parent / "in", folder)[1] == 1
    again = [path.name for path in (folder / "course" / "submitted").iterdir()]
    assert again == ["-ann"] and (folder / "grades.csv").read_bytes() == before


def test_grading_again_keeps_what_was_graded(graded, tmp_path):
    """One sheet comes in late, one student's grade by hand is there already."""
    folder, _ = graded
    before = scores(folder)
    by_hand = """
import sys
import unicodedata
from nbgrader.api import Gradebook

with Gradebook(f"sqlite:///{sys.argv[1]}/course/gradebook.db") as book:
    grade = book.find_grade("explain-01-5", sys.argv[2], sys.argv[2], "right")
    grade.manual_score, grade.needs_manual_grade = 2, False
    book.db.commit()
"""
    subprocess.run([INSTRUCTOR, "-c", by_hand, folder, SHEET], check=True)
    hand_in(tmp_path, "late", lambda cells: solve(cells, {"01.4"}))
    assert grade(tmp_path, folder)[1] == 0
    after = scores(folder)
    assert after.pop("late") > 0
    assert after == before | {"right": before["right"] + 2}


def test_without_a_sandbox_nothing_is_graded(tmp_path):
    hand_in(tmp_path / "in", "ann", lambda cells: cells)
    command = [INSTRUCTOR, ROOT / "notebooks" / "tools" / "grade.py", tmp_path / "in"]
    command += ["--folder", tmp_path / "out"]
    nowhere = os.environ | {"PATH": str(tmp_path)}
    done = subprocess.run(command, env=nowhere, capture_output=True, text=True)
    assert done.returncode == 1 and "make grade SANDBOX=off" in done.stderr
    assert not (tmp_path / "out").exists()


def test_folder_without_submissions_is_refused(tmp_path):
    command = [INSTRUCTOR, ROOT / "notebooks" / "tools" / "grade.py", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and "no notebook" in done.stderr
