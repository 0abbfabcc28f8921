"""What comes back from learners, made fit for grading."""

import copy
import json

import build
import mend
import nbformat
import pytest

SHEETS = {
    path.stem: nbformat.read(path, as_version=4)
    for path in sorted((build.NOTEBOOKS / "exercises").glob("*.ipynb"))
}


def parts(notebook):
    return [(cell.source, cell.metadata) for cell in notebook.cells]


@pytest.mark.parametrize("name", SHEETS)
def test_every_cell_that_was_deleted_comes_back_in_its_place(name):
    sheet = SHEETS[name]
    for number in range(len(sheet.cells)):
        handed_in = copy.deepcopy(sheet)
        del handed_in.cells[number]
        assert parts(mend.mend(handed_in, sheet)) == parts(sheet), number


@pytest.mark.parametrize("name", SHEETS)
def test_all_checks_and_helpers_deleted_come_back_behind_the_answers(name):
    sheet = SHEETS[name]
    handed_in = copy.deepcopy(sheet)
    handed_in.cells = [
        c for c in sheet.cells if not c.metadata.get("nbgrader", {}).get("locked")
    ]
    extra = nbformat.v4.new_code_cell("mine = 1")
    handed_in.cells.insert(len(handed_in.cells) // 2, extra)
    mended = mend.mend(handed_in, sheet)
    mended.cells = [cell for cell in mended.cells if cell.source != "mine = 1"]
    assert parts(mended) == parts(sheet)


def numbered(sheet, kind):
    """Returns the number of a sheet's first answer, check or helper."""
    return next(
        number
        for number, cell in enumerate(sheet.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith(kind)
    )


@pytest.mark.parametrize("kind", ["check", "help"])
def test_a_changed_check_is_the_sheets_again(kind):
    sheet = SHEETS["02_first_gan"]
    handed_in, number = copy.deepcopy(sheet), numbered(sheet, kind)
    handed_in.cells[number].source = "assert True"
    assert parts(mend.mend(handed_in, sheet)) == parts(sheet)


@pytest.mark.parametrize("kind", ["answer", "check", "help"])
@pytest.mark.parametrize("place", ["top", "above", "below", "bottom"])
def test_of_copies_the_one_in_its_place_counts(kind, place):
    """And of two in their place the last, which is the one that Python knows."""
    sheet = SHEETS["02_first_gan"]
    handed_in, number = copy.deepcopy(sheet), numbered(sheet, kind)
    handed_in.cells[number].source = "here = 1"
    again = copy.deepcopy(handed_in.cells[number])
    again.source = "copied = 1"
    where = {"top": 0, "above": number, "below": number + 1, "bottom": len(sheet.cells)}
    handed_in.cells.insert(where[place], again)
    mended = mend.mend(handed_in, sheet)
    meant = next(c for c in mended.cells if c.metadata == sheet.cells[number].metadata)
    counts = "copied = 1" if place == "below" else "here = 1"
    assert meant.source == (counts if kind == "answer" else sheet.cells[number].source)
    kept = [c for c in mended.cells if c.metadata or c.id.startswith("cell-")]
    assert [c.id for c in kept] == [c.id for c in sheet.cells]
    assert len(mended.cells) == len(sheet.cells) + 1


def test_moved_cells_are_in_their_order_again():
    sheet = SHEETS["02_first_gan"]
    handed_in = copy.deepcopy(sheet)
    handed_in.cells.reverse()
    assert parts(mend.mend(handed_in, sheet)) == parts(sheet)


def test_lost_metadata_come_back_by_the_cells_ids():
    sheet = SHEETS["01_minimax_game"]
    handed_in = copy.deepcopy(sheet)
    handed_in.metadata = {}
    for cell in handed_in.cells:
        cell.metadata = {}
    handed_in.cells[numbered(sheet, "answer")].source = "answered = True"
    mended = mend.mend(handed_in, sheet)
    assert mended.metadata == sheet.metadata
    assert "answered = True" in [cell.source for cell in mended.cells]
    assert [c.metadata for c in mended.cells] == [c.metadata for c in sheet.cells]


def test_what_a_learner_added_stays_without_outputs_and_tags():
    sheet = SHEETS["01_minimax_game"]
    handed_in, number = copy.deepcopy(sheet), numbered(sheet, "check")
    extra = nbformat.v4.new_code_cell(
        "print(1)", metadata={"tags": ["raises-exception"]}
    )
    extra.outputs = [nbformat.v4.new_output("stream", text="1")]
    handed_in.cells.insert(number, extra)
    kept = mend.mend(handed_in, sheet).cells[number]
    assert (kept.source, kept.metadata, kept.outputs) == ("print(1)", {}, [])


def test_texts_of_learners_hold_no_html():
    sheet = SHEETS["01_minimax_game"]
    handed_in, number = copy.deepcopy(sheet), numbered(sheet, "explain")
    handed_in.cells[number].source = "<script>x</script> <!-- 1 < 2, a<b, [c](d)"
    added = nbformat.v4.new_markdown_cell("</p><img src=x>", attachments={"a": {}})
    handed_in.cells += [added, nbformat.v4.new_raw_cell("<b>raw</b>")]
    mended = mend.mend(handed_in, sheet)
    assert mended.cells[number].source == (
        "< script>x< /script> < !-- 1 < 2, a< b, [c] (d)"
    )
    assert mended.cells[-1].source == "< /p>< img src=x>"
    assert "attachments" not in mended.cells[-1]
    assert len(mended.cells) == len(sheet.cells) + 1


def test_sheets_of_another_release_are_told():
    sheet = SHEETS["01_minimax_game"]
    assert mend.release(sheet, sheet) is None
    old = copy.deepcopy(sheet)
    old.metadata["gan_course"] = {"version": "0.0.1"}
    old.cells[numbered(sheet, "check")].metadata["nbgrader"]["grade_id"] = "check-01-9"
    remark = mend.release(old, sheet)
    assert "0.0.1; this is " + build.version() in remark and "check-01-9" in remark
    assert parts(mend.mend(old, sheet)) != parts(old)


def test_another_notebook_is_refused():
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    stripped = copy.deepcopy(SHEETS["01_minimax_game"])  # ids, too
    for number, cell in enumerate(stripped.cells):
        cell.metadata, cell.id = {}, f"other-{number}"
    for notebook in (other, stripped):
        with pytest.raises(ValueError, match="none of its cells is an answer"):
            mend.mend(notebook, SHEETS["01_minimax_game"])


WHOLE = nbformat.writes(SHEETS["01_minimax_game"])


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (WHOLE.encode()[:2000], "cut off"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (WHOLE.replace("game", "J\xe4ger").encode("latin-1"), "not UTF-8"),
        (b"[]", "no whole notebook"),
        (b"{}", "no whole notebook"),
        (
            json.dumps({"nbformat": 4, "nbformat_minor": 5}).encode(),
            "no whole notebook",
        ),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(tmp_path, content, reason):
    path = tmp_path / "sheet.ipynb"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=reason):
        mend.read(path)


def test_a_notebook_is_read_as_it_is(tmp_path):
    path = tmp_path / "sheet.ipynb"
    for sheet in SHEETS.values():
        nbformat.write(sheet, path)
        assert mend.read(path) == sheet
    twice = copy.deepcopy(sheet)
    twice.cells.append(copy.deepcopy(sheet.cells[-1]))
    path.write_text(json.dumps(twice), encoding="utf-8")
    assert len({cell.id for cell in mend.read(path).cells}) == len(twice.cells)
    with pytest.raises(ValueError, match="cannot be read"):
        mend.read(tmp_path)
    link, large = tmp_path / "link.ipynb", tmp_path / "large.ipynb"
    link.symlink_to(path)
    with pytest.raises(ValueError, match="a link to another file"):
        mend.read(link)
    large.write_bytes(b" " * 2**20 * (mend.LARGEST + 1))
    with pytest.raises(ValueError, match=r"it has 21 MB.*clear its outputs"):
        mend.read(large)
