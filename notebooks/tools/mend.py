"""Makes a sheet that came back fit for grading: our cells, a learner's answers.

Whatever happened to a check, a helper or an import (deleted, changed, moved to another
place by a copy), the sheet's own stands there again. Answers stay, and so does what a
learner added.
"""

import copy
import re
import uuid
import warnings

import nbformat

LARGEST = 20  # MB
TAGS_AND_LINKS = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(\[:])")  # in Markdown


def read(path):
    """Returns a notebook that was handed in.

    Raises:
        ValueError: If there is none in the file, with a reason that a learner
            understands.
    """
    if path.is_symlink() or path.parent.is_symlink():
        raise ValueError("it is a link to another file, and nothing handed in")
    try:
        size = path.stat().st_size / 2**20
        if size > LARGEST:
            raise ValueError(
                f"it has {size:.0f} MB, and sheets of more than {LARGEST} are not "
                "read; clear its outputs"
            )
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(
            "its text is not UTF-8: some editor saved it in another encoding; save it "
            "from JupyterLab"
        ) from None
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror}") from None
    if not text.strip():
        raise ValueError("the file is empty")
    if text.lstrip()[0] == "<":
        raise ValueError("it is a web page; download the notebook itself")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(text, as_version=4)
            _, notebook = nbformat.validator.normalize(notebook)  # ids, once each
            nbformat.validate(notebook)
    except Exception as error:  # nbformat raises nearly anything
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise ValueError(
            f"it is no whole notebook ({reason}): was it cut off on its way?"
        ) from None
    return notebook


def mend(notebook, sheet):
    """Returns a submission with every cell of the sheet in it, once.

    Args:
        notebook: What was handed in.
        sheet: The sheet as learners get it.

    Returns:
        A notebook with the sheet's cells in the sheet's order: checks and helpers as
        the sheet has them, answers and all else as they were handed in, what was
        missing as it was to begin with. Cells that a learner added, and copies, come
        behind the same cell as before. There are no outputs, and texts of
        the learner's have no HTML and no links.

    Raises:
        ValueError: If none of the sheet's answers is in it.
    """
    ours = {cell.id: cell for cell in sheet.cells}
    cells = [c for c in copy.deepcopy(notebook.cells) if c.cell_type != "raw"]
    ids = [_counterpart(cell, sheet.cells) for cell in cells]
    if not any(grading(ours[i]).get("solution") for i in ids if i):
        raise ValueError(
            "none of its cells is an answer of this sheet: is it another notebook, or "
            "did a tool strip the cells' metadata? Copy the answers into a fresh sheet"
        )
    chosen, before = {}, dict(zip(list(ours)[1:], ours))
    for number, here in enumerate(ids):
        earlier = [i for i in ids[:number] if i and i != here]
        in_place = bool(earlier) and earlier[-1] == before.get(here)
        if here and (in_place or here not in chosen):
            chosen[here] = number  # of copies the last in its place, or else the first
    added, place = {None: []}, None
    for number, (cell, here) in enumerate(zip(cells, ids)):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        elif here is None or cell.source != ours[here].source:  # no tags, no links
            cell.source = TAGS_AND_LINKS.sub(r"\g<0> ", cell.source)
            cell.pop("attachments", None)
        if here and chosen[here] == number:
            place = here
            added[place] = []
            cell.id, cell.metadata = here, copy.deepcopy(ours[here].metadata)
            if grading(cell).get("locked"):
                cell.source = ours[here].source
        else:
            cell.id, cell.metadata = uuid.uuid4().hex[:8], {}
            added[place].append(cell)
    mended = added[None]
    for here, cell in ours.items():
        given = cells[chosen[here]] if here in chosen else copy.deepcopy(cell)
        mended += [given, *added.get(here, [])]
    return nbformat.v4.new_notebook(
        cells=mended, metadata=copy.deepcopy(sheet.metadata)
    )


def release(notebook, sheet):
    """Returns a remark if a submission was made from a sheet of another release."""
    theirs, ours = (
        (n.metadata.get("gan_course") or {}).get("version", "an unknown version")
        for n in (notebook, sheet)
    )
    names = {name(cell) for cell in sheet.cells}
    strange = sorted({str(name(cell)) for cell in notebook.cells if name(cell)} - names)
    if strange:
        return (
            f"it is of another release ({theirs}; this is {ours}), or has cells that "
            f"claim so: {', '.join(strange)[:100]}; all others were graded"
        )


def name(cell):
    """Returns the name that nbgrader has for a cell, or None."""
    return grading(cell).get("grade_id")


def grading(cell):
    """Returns nbgrader's metadata of a cell, empty where there are none."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def _counterpart(cell, cells):
    """Returns the id of the sheet's cell that a submitted cell was, or None."""
    if name(cell):
        same = [c for c in cells if name(c) == name(cell)]
    else:  # by its text, or, if that was edited or metadata got lost, by its id
        same = [c for c in cells if c.source == cell.source and not grading(c)]
        same += [c for c in cells if c.id == cell.get("id")]
    return next((c.id for c in same if c.cell_type == cell.cell_type), None)
