"""Builds the lessons: notebooks/src/*.py -> executed notebooks/*.ipynb.

`make notebooks` builds what changed, executes it if code did, records the minutes
each lesson took in its metadata and writes them into the README's syllabus.
`make publish REPO=owner/name` stamps the course's address everywhere.
"""

import argparse
import ast
import re
import time
import tomllib
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent
ROOT = NOTEBOOKS.parent
README = ROOT / "README.md"

# Lesson: what the syllabus says, minutes at most on two cores, its claims.
LESSONS = {
    "00_start_here": ("Start here: new digits, and how the course works", 0.5, []),
    "01_minimax_game": ("The minimax game", 0.5, [1, 2, 3, 4, 5, 6]),
    "02_first_gan": ("Your first GAN, in the plane", 1.5, [1, 2, 3, 4, 5, 6]),
    "03_dcgan_mnist": ("DCGAN: digits from noise, in minutes", 5, [1, 2, 3, 4, 5]),
    "04_measuring_generators": ("Measuring generators", 2, [1, 2, 3, 4, 5]),
    "05_mode_collapse": ("Mode collapse", 3.5, [1, 2, 3, 4, 5, 6, 7, 8]),
    "06_wasserstein_gan": ("The Wasserstein GAN", 2, [1, 2, 3, 4]),
    "07_wgan_gp": ("The gradient penalty", 2.5, [1, 2, 3, 4]),
    "08_stability_toolbox": ("The stability toolbox", 2.5, [1, 2, 3, 4]),
    "09_control": ("Conditional and controllable generation", 3, [1, 2, 3, 4, 5, 6]),
    "10_generated_data": ("Generated samples as training data", 2, [1, 2, 3, 4, 5, 6]),
    "11_restoring": ("Restoring and translating, with pairs", 3, [1, 2, 3, 4, 5, 6]),
    "12_unpaired": ("Translating without pairs", 3.5, [1, 2, 3, 4, 5]),
}

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
FIRST_CELL = """\
# On Colab this cell installs the course; elsewhere it does nothing.
COURSE = "{repository}"  # the course on GitHub, "owner/name"
import sys
if "google.colab" in sys.modules and COURSE:
    get_ipython().run_line_magic("pip", f"install -q git+https://github.com/{{COURSE}}")
elif "google.colab" in sys.modules:
    print('Set COURSE to the repository you opened this from, "owner/name".')\
"""
BADGE = (
    "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
    "(https://colab.research.google.com/github/{repository}/blob/main/notebooks/{name}.ipynb)"
)


def repository():
    """Returns the course's address, "owner/name", or "" until it is published."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["gan_course"]["repository"]


def version():
    """Returns the course's version."""
    text = (ROOT / "gan_course" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'__version__ = "(.+)"', text)[1]


def build(name, minutes):
    """Makes the notebook of a lesson, not executed.

    Args:
        name: For instance "03_dcgan_mnist".
        minutes: What its last execution took; None if there was none.
    """
    import jupytext

    text = (NOTEBOOKS / "src" / f"{name}.py").read_text(encoding="utf-8")
    text = text.replace("{{minutes}}", "?" if minutes is None else f"{minutes:.1f}")
    cells = jupytext.reads(text, fmt="py:percent").cells
    title, address = cells[0], repository()
    if address:
        title.source += "\n\n" + BADGE.format(repository=address, name=name)
    first = nbformat.v4.new_code_cell(FIRST_CELL.format(repository=address))
    cells.insert(1, first)
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
        cell.metadata = (
            {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
        )
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    metadata["gan_course"] = {"minutes": minutes}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def read(name):
    """Returns a lesson's committed notebook, or None."""
    path = NOTEBOOKS / f"{name}.ipynb"
    return nbformat.read(path, as_version=4) if path.exists() else None


def up_to_date(name):
    """Tells whether a lesson's notebook is what its source makes."""
    notebook = read(name)
    if notebook is None:
        return False
    expected = build(name, notebook.metadata["gan_course"]["minutes"])
    return same_cells(notebook, expected)


def same_cells(first, second):
    """Tells whether two notebooks are the same but for outputs."""
    parts = ("id", "cell_type", "source", "metadata")
    cells = ([[c.get(p) for p in parts] for c in n.cells] for n in (first, second))
    return next(cells) == next(cells)


def code(cell):
    """Returns what a cell's source does: all of it but comments and layout."""
    return ast.dump(ast.parse(cell.source))


def with_old_outputs(name):
    """Returns a lesson as its source makes it, with the outputs that it has.

    None if there are none, or if other code made them: prose and comments need no
    execution.
    """
    old = read(name)
    if old is None:
        return None
    new = build(name, old.metadata["gan_course"]["minutes"])
    new.metadata = old.metadata
    before, after = ([c for c in n.cells if c.cell_type == "code"] for n in (old, new))
    first, second = ([(code(c), c.metadata) for c in cs] for cs in (before, after))
    if first != second:
        return None
    for cell, executed in zip(after, before):
        cell.outputs, cell.execution_count = executed.outputs, executed.execution_count
    return new


def run(notebook):
    """Executes a notebook in its folder.

    Returns:
        The minutes that it takes on a machine like that of the README: those that it
        took here, divided by this machine's pace.
    """
    from gan_course import machine

    from nbclient import NotebookClient

    pace, start = machine.pace(), time.time()
    NotebookClient(
        notebook,
        timeout=1800,
        kernel_name="python3",
        resources={"metadata": {"path": NOTEBOOKS}},
        coalesce_streams=True,
        record_timing=False,
    ).execute()
    notebook.metadata["language_info"] = {"name": "python"}  # not this machine's
    return round((time.time() - start) / 60 / pace, 2)


def execute(name):
    """Builds and executes a lesson; leaves the old notebook if a cell fails."""
    notebook = build(name, None)
    minutes = run(notebook)
    notebook.cells[0].source = build(name, minutes).cells[0].source
    notebook.metadata["gan_course"]["minutes"] = minutes
    nbformat.write(notebook, NOTEBOOKS / f"{name}.ipynb")
    print(f"{name}: {minutes} minutes", flush=True)


def definitions(text):
    """Returns {name: tree} of a source's functions and classes.

    Without docstrings, and without the checks of arguments that begin a function.
    """
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:]
            while node.body and ast.unparse(node.body[0]).startswith("check_"):
                node.body = node.body[1:]
            node.body = node.body or [ast.Pass()]
    kinds = ast.FunctionDef | ast.ClassDef
    return {node.name: node for node in tree.body if isinstance(node, kinds)}


def package_definitions():
    """Returns {name: (file, tree)} of the package's public functions and classes."""
    package, found = ROOT / "gan_course", {}
    for path in sorted(package.rglob("*.py")):
        for name, tree in definitions(path.read_text(encoding="utf-8")).items():
            if not name.startswith("_"):
                found[name] = path.relative_to(package), tree
    return found


def born():
    """Returns {lesson: files of the package that hold what the lesson wrote first}."""
    files = {name: file for name, (file, _) in package_definitions().items()}
    found = {}
    for lesson in LESSONS:
        cells = [c for c in read(lesson).cells if c.cell_type == "code"]
        written = [name for cell in cells[1:] for name in definitions(cell.source)]
        first = [files.pop(name) for name in written if name in files]
        found[lesson] = sorted(set(first))
    return found


def write_syllabus():
    """Puts every lesson, its minutes, its code and its links into the README."""
    rows = ["| # | lesson | minutes | its code |", "| --- | --- | --- | --- |"]
    written = born()
    for name, (title, _, _) in LESSONS.items():
        minutes = read(name).metadata["gan_course"]["minutes"]
        badge = BADGE.format(repository=repository(), name=name)
        rows.append(
            f"| {name[:2]} | [{title}](notebooks/{name}.ipynb)"
            f"{' ' + badge if repository() else ''} | {minutes:.1f} | "
            + ", ".join(
                f"[{file.with_suffix('')}](gan_course/{file})" for file in written[name]
            )
            + " |"
        )
    table = "\n".join(rows) + "\n"
    text = README.read_text(encoding="utf-8")
    text = re.sub(
        r"(<!-- syllabus -->\n).*?(<!-- /syllabus -->)",
        lambda match: match[1] + table + match[2],
        text,
        flags=re.DOTALL,
    )
    README.write_text(text, encoding="utf-8")


def publish(address):
    """Stamps the course's address on every notebook, without executing them."""
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", address):
        raise SystemExit(
            f"REPO must be the repository on GitHub as owner/name, got {address!r}: "
            "make publish REPO=owner/name"
        )
    path = ROOT / "pyproject.toml"
    line = f'repository = "{address}"'
    settings = path.read_text(encoding="utf-8")
    settings = re.sub(r'^repository = ".*"$', line, settings, flags=re.M)
    path.write_text(settings, encoding="utf-8")
    for name in LESSONS:
        notebook = read(name)
        expected = build(name, notebook.metadata["gan_course"]["minutes"])
        for cell, new in list(zip(notebook.cells, expected.cells))[:2]:
            cell.source = new.source
        nbformat.write(notebook, NOTEBOOKS / f"{name}.ipynb")
    for path in [
        *NOTEBOOKS.glob("exercises/*.ipynb"),
        *NOTEBOOKS.glob("solutions/*.ipynb"),
    ]:
        sheet = nbformat.read(path, as_version=4)
        sheet.cells[1].source = FIRST_CELL.format(repository=address)
        nbformat.write(sheet, path)
    write_syllabus()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="also what did not change")
    parser.add_argument("--publish", metavar="OWNER/NAME", help="stamp the address")
    options = parser.parse_args()
    if options.publish is not None:
        return publish(options.publish)
    for name in LESSONS:
        prose = None if options.all else with_old_outputs(name)
        if prose is None:
            execute(name)
        elif not up_to_date(name):
            nbformat.write(prose, NOTEBOOKS / f"{name}.ipynb")
            print(f"{name}: new prose", flush=True)
    write_syllabus()


if __name__ == "__main__":
    main()
