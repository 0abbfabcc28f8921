"""Every lesson as a learner opens it: complete, tidy, true to its source."""

import re
import shutil
import statistics
import sys
from pathlib import Path

import build
import nbformat
import pytest

ROOT = build.ROOT
NAMES = list(build.LESSONS)
MACHINE_PATH = re.compile(
    r"(?<![\w.])(/(home|root|tmp|Users|work|content)/|[A-Z]:\\)|site-packages"
)


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def notebook(name):
    return build.read(name)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    return cell.metadata.get("tags", [])


def code_lines(cell):
    lines = [line.strip() for line in cell.source.splitlines()]
    return sum(1 for line in lines if line and not line.startswith("#"))


def test_lessons_sources_and_notebooks_are_the_same_set():
    assert sorted(path.stem for path in (build.NOTEBOOKS / "src").glob("*.py")) == NAMES
    assert sorted(path.stem for path in build.NOTEBOOKS.glob("*.ipynb")) == NAMES


def test_notebook_is_what_its_source_makes(name):
    pytest.importorskip("jupytext", reason="make test brings jupytext along")
    assert build.up_to_date(name), "run make notebooks"


def test_notebook_was_executed_from_top_to_bottom(notebook):
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        if "nbval-check-output" in tags(cell):
            assert cell.outputs, (
                f"a checked cell without output checks nothing:\n{cell.source}"
            )


def test_outputs_are_tidy(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", output.text
            text = output.get("text", "") + str(
                {k: v for k, v in output.get("data", {}).items() if "image" not in k}
            )
            assert not MACHINE_PATH.search(text), f"a path of the machine: {text}"


def test_sizes(name, notebook):
    assert (build.NOTEBOOKS / f"{name}.ipynb").stat().st_size < 3_000_000
    for cell in code_cells(notebook):
        for output in cell.outputs:
            gif = output.get("data", {}).get("image/gif", "")
            assert len(gif) * 3 / 4 < 1_000_000, "a GIF over 1 MB"


def test_cells_are_short_and_prose_is_long(notebook):
    cells = code_cells(notebook)
    lines = [code_lines(cell) for cell in cells]
    assert max(lines) <= 30
    assert statistics.median(lines) <= 8
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert len(" ".join(prose).split()) >= 3 * sum(lines)


def test_lesson_has_its_parts(name, notebook):
    title = notebook.cells[0].source
    assert title.startswith(f"# {name[:2]} ") and "**" in title
    for part in ("You will do", "You will learn", "You need", "minutes"):
        assert part in title, part
    assert "{{" not in title and "runs in ? minutes" not in title
    prose = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    for part in ("## Recap", "## Further reading", "arXiv:"):
        assert part in prose, part
    pictures = [o for c in code_cells(notebook) for o in c.outputs if "data" in o]
    assert any(key.startswith("image/") for o in pictures for key in o.data)


def test_first_cell_installs_on_colab_only(notebook, capsys):
    cell = notebook.cells[1]
    assert cell.source == build.FIRST_CELL.format(repository=build.repository())
    asked = []

    class Shell:
        def run_line_magic(self, magic, line):
            asked.append((magic, line))

    def run(repository, colab):
        source = build.FIRST_CELL.format(repository=repository)
        if colab:
            sys.modules["google.colab"] = sys
        try:
            exec(source, {"get_ipython": Shell})
        finally:
            sys.modules.pop("google.colab", None)
        return capsys.readouterr().out

    assert run("", colab=False) == run("a/b", colab=False) == "" and not asked
    assert "Set COURSE" in run("", colab=True) and not asked
    assert run("a/b", colab=True) == ""
    assert asked == [("pip", "install -q git+https://github.com/a/b")]


def test_badge_only_when_published(notebook):
    assert ("colab-badge" in notebook.cells[0].source) == bool(build.repository())


def test_publish_stamps_every_place_and_executes_nothing(tmp_path, monkeypatch):
    pytest.importorskip("jupytext", reason="make test brings jupytext along")
    for part in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / part, tmp_path)
    shutil.copytree(
        build.NOTEBOOKS,
        tmp_path / "notebooks",
        ignore=shutil.ignore_patterns("outputs"),
    )
    before = {name: build.read(name) for name in NAMES}
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(build, "README", tmp_path / "README.md")
    with pytest.raises(SystemExit, match="owner/name"):
        build.publish("https://github.com/somebody/course")
    build.publish("somebody/course")
    assert build.repository() == "somebody/course"
    assert "somebody/course/blob/main/notebooks/00" in build.README.read_text(
        encoding="utf-8"
    )
    for name in NAMES:
        stamped = build.read(name)
        assert "github/somebody/course" in stamped.cells[0].source
        assert 'COURSE = "somebody/course"' in stamped.cells[1].source
        assert stamped.cells[2:] == before[name].cells[2:]
        assert build.up_to_date(name)
    sheets = [*build.NOTEBOOKS.glob("exercises/*.ipynb")]
    sheets += build.NOTEBOOKS.glob("solutions/*.ipynb")
    assert len(sheets) == 2 * (len(NAMES) - 1)
    for path in sheets:
        first = nbformat.read(path, as_version=4).cells[1].source
        assert first == build.FIRST_CELL.format(repository="somebody/course")


def test_pages_name_sections_that_exist():
    pages = [ROOT / "README.md", ROOT / "notebooks" / "exercises" / "README.md"]
    text = " ".join(" ".join(p.read_text(encoding="utf-8").split()) for p in pages)
    named = re.findall(r"lesson (\d\d)(?:\]\([^)]*\))?, \*([^*]+)\*", text)
    named += [pair[::-1] for pair in re.findall(r"\*([^*]+)\* of (\d\d)", text)]
    named += re.findall(r"(\d\d) to \*([^*]+)\*", text)
    assert len(named) > 5
    for number, section in named:
        [name] = [name for name in NAMES if name.startswith(number)]
        headings = [cell.source for cell in build.read(name).cells]
        assert f"# {section}" in "\n".join(headings), (name, section)


def test_new_prose_needs_no_execution_but_new_code_does(tmp_path, monkeypatch):
    pytest.importorskip("jupytext", reason="make test brings jupytext along")
    shutil.copytree(
        build.NOTEBOOKS,
        tmp_path / "notebooks",
        ignore=shutil.ignore_patterns("outputs"),
    )
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path / "notebooks")
    name = NAMES[1]
    source, old = tmp_path / "notebooks" / "src" / f"{name}.py", build.read(name)
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("## Recap", "## Recapitulation"), encoding="utf-8")
    assert not build.up_to_date(name)
    new = build.with_old_outputs(name)
    assert any("## Recapitulation" in cell.source for cell in new.cells)
    assert code_cells(new) == code_cells(old) and new.metadata == old.metadata
    remark = text.replace("np.linspace(-8, 8, 2001)", "np.linspace(-8, 8, 2001)  # all")
    source.write_text(remark, encoding="utf-8")
    assert remark != text and build.with_old_outputs(name) is not None
    source.write_text(text + "\n# %%\nprint(1)\n", encoding="utf-8")
    assert build.with_old_outputs(name) is None


def test_minutes_are_kept(name, notebook):
    _, minutes, _ = build.LESSONS[name]
    assert notebook.metadata["gan_course"]["minutes"] <= minutes


def test_readme_has_every_lesson_with_its_minutes(name, notebook):
    title = build.LESSONS[name][0]
    minutes = notebook.metadata["gan_course"]["minutes"]
    link = re.escape(f"[{title}](notebooks/{name}.ipynb)")
    row = rf"\| {name[:2]} \| {link}.*\| {minutes:.1f} \|"
    assert re.search(row, build.README.read_text(encoding="utf-8")), (
        "run make notebooks"
    )


def test_every_claim_is_there(name, notebook):
    found = [
        tag for cell in code_cells(notebook) for tag in tags(cell) if "claim:" in tag
    ]
    expected = [f"claim:{name[:2]}.{number}" for number in build.LESSONS[name][2]]
    assert sorted(found) == expected
    for cell in code_cells(notebook):
        if any("claim:" in tag for tag in tags(cell)):
            assert "assert" in cell.source, "a claim cell without an assertion"


def test_guide_points_to_sections_that_exist():
    """Lesson 08's table of symptoms names the lesson and section of each remedy."""
    cells = build.read("08_stability_toolbox").cells
    guide = next(c.source for c in cells if "| symptom |" in c.source)
    rows = [line for line in guide.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 15
    for row in rows:
        number, section = re.search(r"\| (\d\d), \*(.*)\* \|$", row).groups()
        name = next(name for name in NAMES if name.startswith(number))
        cells = [c for c in build.read(name).cells if f"## {section}\n" in c.source]
        assert cells, row


def test_every_claim_has_a_test_that_breaks_it():
    for name, (_, _, numbers) in build.LESSONS.items():
        tests = Path(__file__).with_name(f"test_claims_{name[:2]}.py")
        text = tests.read_text(encoding="utf-8") if numbers else ""
        for number in numbers:
            assert f"\ndef test_{name[:2]}_{number}_fails" in text, (name, number)
