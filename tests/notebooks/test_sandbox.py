"""Code that means harm, in a small sheet: it is contained, and named."""

import os
import re
import socket
import subprocess
import time

import execute
import hostile
import nbformat
import pytest
import sandbox

pytestmark = pytest.mark.skipif(
    not sandbox.available(), reason="there is no bubblewrap, or it may not be used"
)
LIMITS = sandbox.LIMITS | {"memory": 2**30, "processes": 100, "disk": 2**28}
ANSWER = "def double(x):\n    return 2 * x"
CHECKS = [
    "import numpy as np\nassert np.allclose(double(3), 6)",
    "assert double(1.5) == 3",
]
WRONG = "def double(x):\n    return 3 * x"
CONTROLS = {"answer-01-1": [[WRONG, ["check-01-1", "check-01-1b"]]]}


def small_sheet():
    """Returns a solved sheet with one answer and two checks."""
    cells = [nbformat.v4.new_code_cell("pass")]
    for number, source in enumerate([ANSWER, *CHECKS]):
        name = ["answer-01-1", "check-01-1", "check-01-1b"][number]
        found = {"grade_id": name, "solution": number == 0, "locked": number > 0}
        found |= {"grade": number > 0, "points": 1} if number else {"grade": False}
        cells.append(nbformat.v4.new_code_cell(source, metadata={"nbgrader": found}))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return nbformat.v4.new_notebook(cells=cells)


def run(code, limits=LIMITS, timeout=5, **changes):
    """Executes the small sheet behind some code; returns it and the remark."""
    notebook = small_sheet()
    notebook.cells[0].source = hostile.HEAD + code
    for place, source in changes.items():
        notebook.cells[int(place[1:])].source = source
    return notebook, execute.execute(notebook, CONTROLS, timeout, limits)


def test_controls_are_found_for_each_check():
    bank = {"answer-01-1": ["def double(x):\n    return x + 3", ANSWER, WRONG]}
    controls = execute.find_controls(small_sheet(), bank, 5, LIMITS)
    first = ["def double(x):\n    return x + 3", ["check-01-1b"]]
    assert controls == {"answer-01-1": [first, [WRONG, ["check-01-1"]]]}


def points(notebook):
    return sum(told is None for told in execute.results(notebook).values())


def printed(notebook):
    texts = [o.text for o in notebook.cells[0].outputs if o.get("name") == "stdout"]
    return "".join(texts)


@pytest.fixture
def secret(tmp_path):
    """A file of the instructor's, and a port at which somebody listens."""
    (tmp_path / "secret.txt").write_text("mine")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        yield f"SECRET = {str(tmp_path / 'secret.txt')!r}\nPORT = {port}\n"
    assert [p.name for p in tmp_path.iterdir()] == ["secret.txt"]
    assert (tmp_path / "secret.txt").read_text() == "mine"


@pytest.mark.parametrize("name", hostile.CODE)
def test_harm_is_contained_and_named(name, secret):
    code, says = hostile.CODE[name]
    notebook, remark = run(secret + code)
    assert (remark is None) if says is None else re.search(says, remark), remark
    assert points(notebook) == (2 if says is None else 0)
    for line in printed(notebook).splitlines():
        if line.startswith("got"):
            assert line.split()[1] in ("nothing", "OSError", "FileNotFoundError",
                                       "ConnectionRefusedError"), line  # fmt: skip


@pytest.mark.parametrize("limits", [LIMITS, None], ids=["inside", "outside"])
def test_right_and_wrong_answers_are_told_apart(limits):
    notebook, remark = run("", limits)
    assert points(notebook) == 2 and remark is None
    wrong = "def double(x):\n    return x + 3"
    notebook, remark = run("", limits, c1=wrong)
    assert list(execute.results(notebook).values()) == [None, "AssertionError"]
    assert remark is None
    notebook, remark = run("", limits, c1="while True:\n    pass")
    assert "does a loop never end" in notebook.cells[1].outputs[0].evalue
    assert points(notebook) == 0 and remark is None


@pytest.mark.parametrize(
    "changed, code, says",
    [
        ({"seconds": 3}, "time.sleep(30)", "more than 0.05 minutes"),
        (
            {"processes": 10},
            "for _ in range(20):\n    if os.fork() == 0:\n"
            "        time.sleep(20)\n        os._exit(0)\ntime.sleep(5)",
            "more than 10 processes",
        ),
    ],
)
def test_limits_of_time_and_processes(changed, code, says):
    notebook, remark = run(code, LIMITS | changed, timeout=60)
    assert says in remark and points(notebook) == 0


def test_nothing_is_left_running():
    run(hostile.CODE["leaves a daemon behind"][0])
    for _ in range(50):
        time.sleep(0.1)
        left = subprocess.run(["pgrep", "-f", "sleep 4321"], capture_output=True)
        if not left.stdout:
            return
    raise AssertionError(left.stdout)


def test_outputs_are_text_and_pictures_only():
    notebook, _ = run(hostile.CODE["shows HTML and script"][0])
    kinds = {k for o in notebook.cells[0].outputs for k in o.get("data", {})}
    assert kinds <= {"text/plain", "image/png"}
    picture = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    notebook, _ = run(picture)
    kinds = {k for o in notebook.cells[0].outputs for k in o.get("data", {})}
    assert "image/png" in kinds


def test_an_ordinary_user_has_the_same_sandbox():
    """If this is root, who needs no rights for it."""
    if os.getuid() != 0:
        return
    whoami = [*sandbox.command(), "id", "-u"]
    for user in ("0", "65534"):
        become = ["setpriv", f"--reuid={user}", "--clear-groups"]
        done = subprocess.run([*become, *whoami], capture_output=True, text=True)
        if "ermission denied" not in done.stderr:  # to see the environment
            assert done.stdout == "1000\n", done.stderr
