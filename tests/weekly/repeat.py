"""Executes each lesson twice, and compares what it prints: `make repeat`.

On one machine both executions print the same lines, but for those that tell times.
Lesson 00 draws without a seed, on purpose, and is left out.
"""

import difflib
import re
import sys

import build
import nbformat

UNSEEDED = ["00_start_here"]  # "your digits are yours alone"
CLOCK = re.compile(r"\d+:\d\d")
TIMED = re.compile(r"\bms\b|seconds|\d s\b|times (sooner|as much)")


def lines(name):
    """Executes a lesson, and returns what it prints."""
    path = build.NOTEBOOKS / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    build.run(notebook)
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            found += CLOCK.sub("m:ss", text).splitlines()
    return found


def main():
    names = sys.argv[1:] or [name for name in build.LESSONS if name not in UNSEEDED]
    differing = []
    for name in names:
        first, second = lines(name), lines(name)
        timed = sum(bool(TIMED.search(line)) for line in first)
        pair = [[x for x in text if not TIMED.search(x)] for text in (first, second)]
        changes = list(difflib.unified_diff(*pair, lineterm="", n=0))
        print(f"{name}: {len(first)} lines, {timed} with times, ", end="")
        print("the rest equal" if not changes else "\n".join(changes), flush=True)
        differing += [name] if changes else []
    sys.exit(f"{', '.join(differing)} printed other lines" if differing else 0)


if __name__ == "__main__":
    main()
