"""Runs a lesson's claims with their cause broken."""

from gan_course import data

import functools
from types import SimpleNamespace

import build
import lessons
import numpy as np
from slices import needed


def cell(lesson, tag):
    """Returns the source of a lesson's cells that carry a tag."""
    cells = [c for c in build.read(lesson).cells if c.cell_type == "code"]
    return "\n".join(c.source for c in cells if tag in c.metadata.get("tags", []))


def cells_for(lesson, *claims):
    """Returns the sources of a lesson's cells on which some claims depend."""
    sources, kept = lessons.cells(lesson), set()
    for claim in claims:
        asserted = cell(lesson, f"claim:{claim}")
        end = next(n for n, source in enumerate(sources) if asserted in source)
        kept |= set(needed(sources[: end + 1]))
    return [source for source in sources if source in kept]


@functools.cache
def failed(lesson, claim, *faults):
    """Returns what `failing` does; a run is made once."""
    sources, asserted = lessons.cells(lesson), cell(lesson, f"claim:{claim}")
    end = next(n for n, source in enumerate(sources) if asserted in source)
    for old, new in faults:
        assert any(old in source for source in sources), old
        sources = [source.replace(old, new) for source in sources]
    outputs = build.ROOT / "tests" / "outputs" / "claims" / lesson
    found = lessons.run(needed(sources[: end + 1]), {"OUTPUTS": outputs})
    failed = [text for text, (*_, holds) in found.items() if not holds]
    texts = lessons.asserted([asserted])
    return [text for text in failed if any(text.startswith(t) for t in texts)]


def failing(lesson, claim, faults):
    """Returns the assertions of a claim that fail in a lesson with faults in its code.

    Of the cells before the claim's those run on which it depends, with each text
    replaced, which must occur.
    """
    return failed(lesson, claim, *faults.items())


def each_assertion_fails(lesson, claim, measured, changes):
    """Sees that every assertion of a claim holds, and fails after some change."""
    source = [cell(lesson, claim)]

    def failing(names):
        found = lessons.run(source, {}, dict(names))
        return {text for text, (*_, holds) in found.items() if not holds}, set(found)

    broken, every = failing(measured)
    assert not broken
    for change in changes:
        caught, _ = failing(measured | change)
        assert caught, f"nothing sees {change}"
        broken |= caught
    assert broken >= every, every - broken


def every_assertion_fails(lesson, claim, faults, brief=()):
    """Sees that each assertion of a claim fails with a fault.

    That it holds without one, the lesson's own execution shows. Runs made brief show it
    by another fault or, where all of them break it, by none.

    Args:
        brief: What is replaced in all runs, to make them shorter.
    """
    brief, runs = dict(brief), []
    for fault in faults:
        runs.append(failing(lesson, claim, brief | fault))
        assert runs[-1], f"nothing sees {fault}"
    for text in lessons.asserted([cell(lesson, f"claim:{claim}")]):
        broken = [any(found.startswith(text) for found in run) for run in runs]
        assert any(broken), f"nothing breaks {text}"
        if brief and all(broken):
            assert not failing(lesson, claim, brief), text


def from_table(lesson, claim, table, folder, swap=(), drop=()):
    """Returns what a claim of a lesson reads, off a table with labels changed.

    Args:
        swap: Two labels that change places.
        drop: A label, and how many of its first seeds remain.
    """
    lines = (data.TABLES / table).read_text().splitlines()
    rows = [line.split(",") for line in lines]
    if drop:
        seed = rows[0].index("seed")
        rows = [r for r in rows if drop[0] not in r or int(r[seed]) < drop[1]]
    if swap:
        exchange = dict(zip(swap, reversed(swap)))
        numbers = rows[0].index("seed") if "seed" in rows[0] else len(rows[0])
        rows[0] = [exchange.get(x, x) for x in rows[0]]
        for row in rows[1:]:  # labels stand before the seed
            row[:numbers] = [exchange.get(x, x) for x in row[:numbers]]
    (folder / table).write_text("\n".join(map(",".join, rows)))
    names = {"np": np, "EVALUATIONS": 20, "data": SimpleNamespace()}
    names["data"].load_table = functools.partial(data.load_table, folder=folder)
    names |= {"ring": data.gaussian_ring(), "grid": data.gaussian_grid()}
    names |= {"empty": 158.0}
    exec(cell(lesson, f"needs:{claim}"), names)
    return names
