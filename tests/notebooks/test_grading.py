"""The instructor's way, from a folder of submissions to grades, through nbgrader."""

import collections
import csv
import os
import subprocess
import sys
from pathlib import Path

import build
import nbformat
import pytest
import release
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
    """Runs the script as `make grade` does, and returns what it prints."""
    command = [INSTRUCTOR, ROOT / "notebooks" / "tools" / "grade.py", submissions]
    command += ["--folder", folder, "--timeout", "15"]
    paths = {"JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter")}
    environment = os.environ | paths
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def scores(folder):
    with open(folder / "grades.csv", newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grading")
    every = {e for k, e in map(tag, release.source_sheet(SHEET).cells) if k == "answer"}
    hand_in(folder / "in", "right", lambda cells: solve(cells, every))
    hand_in(folder / "in", "partly", lambda cells: solve(cells, {"01.1", "01.2"}))
    hand_in(folder / "in", "troubled", troubled)
    return folder / "out", grade(folder / "in", folder / "out")


def test_grades(graded):
    folder, printed = graded
    checks = [c for c in release.source_sheet(SHEET).cells if tag(c)[0] == "check"]
    points = collections.Counter()
    for cell in checks:
        points[tag(cell)[1]] += cell.metadata["nbgrader"]["points"]
    assert scores(folder) == {
        "right": sum(points.values()),
        "partly": points["01.1"] + points["01.2"],
        "troubled": points["01.3"] + points["01.4"],
    }
    assert all(student in printed for student in scores(folder))


def test_feedback_tells_why(graded):
    folder, _ = graded
    pages = {
        path.parent.parent.name: path.read_text(encoding="utf-8")
        for path in folder.glob("feedback/*/*/*.html")
    }
    assert set(pages) == {"right", "partly", "troubled"}
    assert "lost" in pages["troubled"]
    assert "is there a loop without end" in pages["troubled"]


def test_nbgrader_makes_the_committed_sheet(graded):
    folder, _ = graded
    path = folder / "course" / "release" / SHEET / f"{SHEET}.ipynb"
    released = nbformat.read(path, as_version=4)
    expected = nbformat.read(
        build.NOTEBOOKS / "exercises" / f"{SHEET}.ipynb", as_version=4
    )
    sources = [[c.source for c in n.cells] for n in (released, expected)]
    assert sources[0] == sources[1]


def test_grading_again_keeps_what_was_graded(graded, tmp_path):
    """One sheet comes in late, one student's grade by hand is there already."""
    folder, _ = graded
    before = scores(folder)
    by_hand = """
import sys
from nbgrader.api import Gradebook

with Gradebook(f"sqlite:///{sys.argv[1]}/course/gradebook.db") as book:
    grade = book.find_grade("explain-01-5", sys.argv[2], sys.argv[2], "right")
    grade.manual_score, grade.needs_manual_grade = 2, False
    book.db.commit()
"""
    subprocess.run([INSTRUCTOR, "-c", by_hand, folder, SHEET], check=True)
    hand_in(tmp_path, "late", lambda cells: solve(cells, {"01.4"}))
    grade(tmp_path, folder)
    after = scores(folder)
    assert after.pop("late") > 0
    assert after == before | {"right": before["right"] + 2}


@pytest.mark.parametrize(
    "name, reason",
    [("99_other.ipynb", "no sheet of the course"), (None, "no notebook")],
)
def test_other_files_are_refused(tmp_path, name, reason):
    if name:
        (tmp_path / "ann").mkdir()
        nbformat.write(nbformat.v4.new_notebook(), tmp_path / "ann" / name)
    command = [INSTRUCTOR, ROOT / "notebooks" / "tools" / "grade.py", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0 and reason in done.stderr
