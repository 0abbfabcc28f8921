"""Grades submissions that mean harm, and prints what each got: `make grade-check`.

As `make grade` grades: one folder, sheet 01, the solved answers and in front of them
what hostile.py has. At the end somebody who is only right.
"""

import copy
import socket
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "notebooks" / "tools"))

import grade  # noqa: E402
import hostile  # noqa: E402
import mend  # noqa: E402
import nbformat  # noqa: E402
import sandbox  # noqa: E402

SHEET = "01_minimax_game"
CLAIM = {"grade_id": "check-01-9", "grade": True, "points": 100, "locked": False}
MARKUP = (
    "<script>alert(4)</script><img src=x onerror=alert(5)> [a](javascript:alert(6))"
)
FILES = {  # what happens to the solved sheet, and what the report says
    "claims a check of its own with 100 points": ("claim", None),
    "claims to be another student": ("other", None),
    "has script in its text": ("markup", None),
    "has 200 MB": ("large", "NOT GRADED: it has 20"),
    "is a link to another student's sheet": ("link", "NOT GRADED: it is a link"),
    "has a folder's way up in its name": ("up", "NOT GRADED: no sheet"),
}


def solved():
    return nbformat.read(grade.SOLUTIONS / f"{SHEET}.ipynb", as_version=4)


def points():
    """Returns those of the checks of the whole sheet."""
    cells = [c for c in solved().cells if c.cell_type == "code"]
    return sum(mend.grading(cell).get("points", 0) for cell in cells)


def write_files(folder):
    """Writes the submissions whose harm is in the file; the first is a right one."""
    for name, (how, _) in {
        "right": ("", None),
        **FILES,
        "zz right": ("", None),
    }.items():
        sheet, path = solved(), folder / name / f"{SHEET}.ipynb"
        path.parent.mkdir(parents=True)
        if how == "claim":
            cell = nbformat.v4.new_code_cell("1", metadata={"nbgrader": CLAIM})
            sheet.cells.append(cell)
        elif how == "other":
            sheet.metadata["nbgrader"] = {"student_id": "right"}
        elif how == "markup":
            sheet.cells.append(nbformat.v4.new_markdown_cell(MARKUP))
            explained = [c for c in sheet.cells if c.cell_type == "markdown"]
            for cell in explained:
                cell.source += f"\n\n{MARKUP}"
        elif how == "large":
            sheet.cells.append(nbformat.v4.new_code_cell("#" * 200 * 2**20))
        if how == "link":
            path.symlink_to(folder / "right" / f"{SHEET}.ipynb")
        elif how == "up":
            nbformat.write(sheet, path.with_name("..%2f..%2f01_minimax_game.ipynb"))
        else:
            nbformat.write(sheet, path)


def write_code(folder, secret, port):
    for name, (code, _) in hostile.CODE.items():
        sheet = copy.deepcopy(solved())
        text = f"{hostile.HEAD}SECRET = {str(secret)!r}\nPORT = {port}\n{code}"
        sheet.cells.insert(1, nbformat.v4.new_code_cell(text))
        (folder / name).mkdir(parents=True)
        nbformat.write(sheet, folder / name / f"{SHEET}.ipynb")


def got(folder, student):
    """Returns what the first cell of a submission printed behind "got"."""
    path = folder / "course" / "submitted" / student / SHEET / f"{SHEET}.ipynb"
    if not path.exists():
        return ""
    outputs = nbformat.read(path, as_version=4).cells[1].get("outputs", [])
    lines = "".join(o.text for o in outputs if o.get("name") == "stdout").splitlines()
    return "; ".join(x.removeprefix("got ") for x in lines if x.startswith("got "))[:40]


def faults(rows, folder):
    """Returns what is wrong, as lines of text."""
    says = {name: expected for name, (_, expected) in (hostile.CODE | FILES).items()}
    for row in rows:
        expected, full = says.get(row["student_id"]), row["score"] == points()
        if (expected is None) != full:
            yield f"{row['student_id']}: {row['score']} points, {row['remark']!r}"
    pages = [p.read_text("utf-8") for p in folder.glob("feedback/*/*/*.html")]
    if not pages or any(f"<script>alert({n})" in p for p in pages for n in range(9)):
        yield "a page of feedback holds a submission's script"
    if any("<img src=x" in page or '"javascript:alert' in page for page in pages):
        yield "a page of feedback holds a submission's attributes"


def main():
    if not sandbox.available():
        sys.exit(sandbox.HOW)
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("", 0)) as server,
    ):
        folder = Path(folder)
        secret = folder / "home" / "secret.txt"
        secret.parent.mkdir()
        secret.write_text("mine")
        write_files(folder / "in")
        write_code(folder / "in", secret, server.getsockname()[1])
        limits = sandbox.LIMITS | {"memory": 3 * 2**29}
        rows = grade.grade(folder / "in", folder / "out", 15, limits)
        for row in rows:
            score = f"{row['score']:.0f} points" if row["max_score"] else "not graded"
            name = row["student_id"]
            print(
                f"{name:<50} {got(folder / 'out', name):<42} {score:<11}", row["remark"]
            )
        wrong = [*faults(rows, folder / "out")]
        if [p.name for p in secret.parent.iterdir()] != ["secret.txt"]:
            wrong.append("something was written beside the secret")
    if wrong:
        sys.exit("\n".join(wrong))
    print(
        f"{len(rows)} submissions: all contained, and graded by their merits or named"
    )


if __name__ == "__main__":
    main()
