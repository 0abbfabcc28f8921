"""Exercises: solutions pass, wrong answers are told why, unsolved sheets fail."""

from gan_course import losses

import contextlib
import functools
import linecache
import re
import runpy
import statistics
import warnings
from pathlib import Path

import build
import matplotlib.pyplot as plt
import nbformat
import pytest
import release
import tensorflow as tf
from test_lessons import code_lines

BANK = Path(__file__).parent / "answers"
pytest.importorskip("jupytext", reason="make test brings jupytext along")
source_sheet = functools.cache(release.source_sheet)  # no test changes a sheet
student_sheet = functools.cache(release.student_sheet)


def tag(cell):
    """Returns a cell's kind and exercise, for instance ("check", "01.2")."""
    identity = cell.metadata.get("nbgrader", {}).get("grade_id", "other-00-0")
    kind, lesson, number = re.fullmatch(r"(\w+)-(\d\d)-(\d)[b-l]?", identity).groups()
    return kind, f"{lesson}.{number}"


def execute(source, names):
    """Executes a cell's source; warnings are errors, as nbgrader wants no output."""
    file = f"<{hash(source)}>"  # TensorFlow looks functions up in their files
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for library in ("keras", "tensorflow"):  # what a learner's code does counts
            warnings.filterwarnings("ignore", "", DeprecationWarning, library)
        exec(compile(source, file, "exec"), names)
    plt.close("all")


@functools.cache
def solved(sheet):
    """Runs a sheet's answers, and returns what was defined before each of them."""
    names, before = {}, {}
    for cell in source_sheet(sheet).cells[2:]:
        kind, exercise = tag(cell)
        if kind == "answer":
            before[exercise] = dict(names)
        if cell.cell_type == "code" and kind != "check":
            execute(cell.source, names)
    return before


def parts(notebook, exercise, *kinds):
    """Returns an exercise's cells of these kinds."""
    cells = [(tag(cell), cell.source) for cell in notebook.cells]
    return [s for (kind, number), s in cells if kind in kinds and number == exercise]


ANSWERS = {sheet: runpy.run_path(BANK / f"{sheet}.py") for sheet in release.NAMES}
WRONG = [
    pytest.param(sheet, exercise, message, answer, id=f"{exercise} {fault}: {message}")
    for sheet, answers in ANSWERS.items()
    for exercise, faults in answers["WRONG"].items()
    for fault, message, answer in faults
]
RIGHT = [
    pytest.param(sheet, exercise, answer, id=f"{exercise} {how}")
    for sheet, answers in ANSWERS.items()
    for exercise, forms in answers.get("RIGHT", {}).items()
    for how, answer in forms
]
CHECKED = [
    (sheet, exercise)
    for sheet in release.NAMES
    for kind, exercise in map(tag, source_sheet(sheet).cells)
    if kind == "answer"
]


def changed(sheet, exercise, answer):
    """Returns the source of an answer that is given as a change of the solution."""
    [source] = parts(source_sheet(sheet), exercise, "answer")
    return release.with_answer(source, answer)


@pytest.fixture
def no_switch_is_left():
    """What a check switches on for an answer is off again, if the answer fails, too."""
    yield
    assert not tf.config.functions_run_eagerly()


@pytest.mark.usefixtures("no_switch_is_left")
@pytest.mark.parametrize("sheet, exercise, message, answer", WRONG)
def test_wrong_answer_is_rejected_with_its_reason(sheet, exercise, message, answer):
    names = dict(solved(sheet)[exercise])
    execute(changed(sheet, exercise, answer), names)
    with pytest.raises(AssertionError) as failure:
        for source in parts(student_sheet(sheet), exercise, "help", "check"):
            execute(source, names)
    assert message in str(failure.value)


@pytest.mark.parametrize("sheet, exercise, answer", RIGHT)
def test_right_answer_of_another_form_passes(sheet, exercise, answer):
    names = dict(solved(sheet)[exercise])
    execute(changed(sheet, exercise, answer), names)
    for source in parts(source_sheet(sheet), exercise, "help", "check"):
        execute(source, names)


def test_bank_is_large_enough():
    assert len(CHECKED) == 48  # as the README says
    faults = [param.values[1] for param in WRONG]
    assert all(faults.count(exercise) >= 2 for _, exercise in CHECKED)
    assert len({param.id for param in WRONG}) == len(WRONG)


@pytest.mark.parametrize("sheet, exercise", CHECKED)
@pytest.mark.parametrize("right", [True, False])
def test_each_check_alone_tells_right_from_unsolved(sheet, exercise, right):
    """Points are given for each check, whatever became of the one before it."""
    make = source_sheet if right else student_sheet
    names, unsolved = dict(solved(sheet)[exercise]), (NotImplementedError, NameError)
    with contextlib.nullcontext() if right else contextlib.suppress(*unsolved):
        for source in parts(make(sheet), exercise, "answer"):
            execute(source, names)
    for source in parts(source_sheet(sheet), exercise, "help"):
        execute(source, names)
    for check in parts(source_sheet(sheet), exercise, "check"):
        with contextlib.nullcontext() if right else pytest.raises(unsolved):
            execute(check, dict(names))


@pytest.mark.parametrize("sheet", release.NAMES)
def test_committed_sheets_are_what_the_source_makes(sheet):
    student = nbformat.read(
        build.NOTEBOOKS / "exercises" / f"{sheet}.ipynb", as_version=4
    )
    assert student == student_sheet(sheet), "run make release"
    solution = nbformat.read(
        build.NOTEBOOKS / "solutions" / f"{sheet}.ipynb", as_version=4
    )
    assert build.same_cells(solution, source_sheet(sheet)), "run make release"
    for cell in solution.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error" and output.get("name") != "stderr"


@pytest.mark.parametrize("sheet", release.NAMES)
def test_student_sheet_holds_no_solution(sheet):
    """What a repair starts from is shown, but no solution as a whole, nor its lines."""
    path = build.NOTEBOOKS / "exercises" / f"{sheet}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    text = strip("\n".join(cell.source for cell in cells))
    answers = "\n".join(c.source for c in cells if tag(c)[0] in ("answer", "explain"))
    assert "BEGIN" not in text and "HIDDEN" not in text
    for cell in source_sheet(sheet).cells:
        for solution in release.SOLUTION.finditer(cell.source):
            _, *lines, _ = strip(solution[0]).splitlines()
            assert "\n".join(lines) not in text
            assert not set(lines) & set(answers.splitlines()) - {""}
        if tag(cell)[0] == "explain":
            assert cell.source not in text


def strip(source):
    return "\n".join(line.strip() for line in source.splitlines())


@pytest.mark.parametrize("sheet", release.NAMES)
def test_sheet_has_its_parts(sheet):
    cells = source_sheet(sheet).cells
    kinds = [tag(cell)[0] for cell in cells]
    assert kinds.count("answer") == 4 and kinds.count("explain") == 1
    assert f"[lesson {sheet[:2]}](../{sheet}.ipynb)" in cells[0].source
    page = (build.NOTEBOOKS / "exercises" / "README.md").read_text(encoding="utf-8")
    for exercise in range(1, 6):  # each practises an objective
        assert re.search(rf"\b{sheet[:2]}\.{exercise}\b", page)
    lesson = "\n".join(c.source for c in build.read(sheet).cells)
    assert f"(exercises/{sheet}.ipynb)" in lesson, "the lesson links to its sheet"


@pytest.mark.parametrize("sheet", release.NAMES)
@pytest.mark.parametrize("make", [source_sheet, student_sheet])
def test_cells_are_short_and_explained(sheet, make):
    cells = make(sheet).cells
    lines = [code_lines(cell) for cell in cells if cell.cell_type == "code"]
    assert statistics.median(lines) <= 8 and max(lines) <= 30
    words = " ".join(c.source for c in cells if c.cell_type == "markdown").split()
    assert len(words) >= 3 * sum(lines)


@pytest.mark.parametrize("sheet", release.NAMES)
def test_messages_name_sections_that_exist(sheet):
    cells = [c.source for c in source_sheet(sheet).cells]
    text = re.sub(r'"\s*\n\s*f?"', "", "\n".join(cells))  # texts over several lines
    sections = re.findall(r"[Ss]ee '([^'\n]+)'", text)
    lesson = "\n".join(c.source for c in build.read(sheet).cells)
    assert sections
    for section in sections:
        assert re.search(rf"^#+ {re.escape(section)}", lesson, re.MULTILINE), section


def test_an_attribute_is_not_taken_for_a_function_of_the_same_name():
    cell = {"d_loss": losses.minimax_discriminator_loss}
    exec(release.USES, cell)
    exec("def own(gan):\n    return gan.d_loss(1, 2)", cell)
    exec("def borrowed(gan):\n    return d_loss(1, 2)", cell)
    assert not cell["uses"](cell["own"], "gan_course")
    assert cell["uses"](cell["borrowed"], "gan_course")
