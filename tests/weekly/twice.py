"""Executes each lesson with every cell run twice in a row: `make twice`.

As a reader does who changes something and runs a cell again. No cell may fail, and all
claims must still hold.
"""

import sys

import build
import nbformat
from nbclient.exceptions import CellExecutionError


def doubled(name):
    """Returns a lesson in which every code cell stands twice."""
    notebook = nbformat.read(build.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    again = nbformat.v4.new_code_cell
    notebook.cells = [
        copy
        for cell in notebook.cells
        for copy in ([cell, again(cell.source)] if cell.cell_type == "code" else [cell])
    ]
    return notebook


def main():
    failed = []
    for name in sys.argv[1:] or build.LESSONS:
        notebook = doubled(name)
        try:
            minutes = build.run(notebook)
            print(f"{name}: {len(notebook.cells)} cells, {minutes} minutes", flush=True)
        except CellExecutionError as error:
            failed.append(name)
            print(f"{name}: {error}", flush=True)
    sys.exit(f"{', '.join(failed)} cannot be run twice" if failed else 0)


if __name__ == "__main__":
    main()
