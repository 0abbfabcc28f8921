"""The table of seeds: its bars, and the runner that fills it."""

import sys
from concurrent.futures import ThreadPoolExecutor

import fingerprint
import lessons
import numpy as np
import pytest
import robustness


@pytest.mark.parametrize("lesson", lessons.LESSONS)
def test_bars_come_from_a_distribution(lesson):
    """Every assertion was run, as it stands, on 20 seeds, and held with room."""
    rows = [row for row in robustness.read_table() if row["lesson"] == lesson]
    asserted = lessons.asserted(lessons.cells(lesson))
    for seed in range(robustness.SEEDS):
        of_seed = [row for row in rows if row["seed"] == str(seed)]
        assert robustness.whole(of_seed, asserted), f"seed {seed}: run make robustness"
    for line in robustness.summary(rows):
        assert line["seeds"] >= 20, line
        assert line["holds"] == line["seeds"] and line["safe"], line


def test_runner_records_failures_and_stops_at_none():
    sources = ["SEED = 0\nx = SEED * 2", "for y in (1, 4):\n    assert x < y, f'no'"]
    sources += ["assert x == 6 and y == 4", "assert y >= x", "assert y > 4"]
    sources += ["for z in (1.0, float('nan'), 2.0):\n    assert z > 0", "assert x"]
    found = lessons.run([*sources, "1 / 0", "assert y"], {"SEED": 3})
    np.testing.assert_equal(
        found,
        {
            "x < y (no)": (6, 1, -5, False),
            "x == 6 and y == 4": (1, 1, 0, True),
            "y >= x": (4, 6, -2, False),
            "y > 4": (4, 4, 0, False),
            "z > 0": (np.nan, 0, np.nan, False),
            "x": (1, 1, 0, True),
            "raised ZeroDivisionError": (0, 1, -1, False),
        },
    )
    for chain in ("assert 1 < x < 7", "assert x > 1 and y > 1"):
        assert "raised ValueError" in lessons.run(["x = y = 3", chain], {})


def test_rows_are_of_all_that_a_lesson_asserts():
    rows = [{"assertion": text} for text in ("x < 1 (why)", "y")]
    assert robustness.whole(rows, ["x < 1", "y"])
    assert not robustness.whole(rows, ["x < 1", "y", "z"])  # one that is new
    assert not robustness.whole(rows, ["x < 2", "y"])  # another bar
    assert not robustness.whole(rows, ["x < 1"])  # one that is gone
    assert lessons.asserted(["x = 1\nassert x < 2, 'no'", "assert x"]) == ["x < 2", "x"]


@pytest.fixture
def small_lesson(tmp_path, monkeypatch):
    """A lesson of two cells; returns them, and the seeds that ran."""
    monkeypatch.setattr(robustness, "OUTPUTS", tmp_path)
    monkeypatch.setattr(robustness, "TABLE", tmp_path / "table.csv")
    monkeypatch.setattr(robustness, "PAGE", tmp_path / "table.md")
    monkeypatch.setattr(lessons, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(lessons, "SHORTER", {"a": {}})
    monkeypatch.setattr(fingerprint, "FILE", tmp_path / "fingerprints.json")
    monkeypatch.setattr(robustness.keras.utils, "clear_session", lambda: None)
    monkeypatch.chdir(tmp_path)
    code, ran = ["SEED = 0", "ran.append(SEED)\nassert SEED < 9"], []
    monkeypatch.setattr(lessons, "cells", lambda lesson: code)
    run = lessons.run
    monkeypatch.setattr(
        lessons, "run", lambda code, settings: run(code, settings, {"ran": ran})
    )
    robustness.check.cache_clear()
    return code, ran


def test_runner_goes_on_where_it_was(small_lesson):
    """Rows of what a lesson asserts stay, others are made anew; nothing runs twice."""
    code, ran = small_lesson
    robustness.complete("a", 3)
    assert ran == [0, 0, 1, 2]  # first its fingerprint, of seed 0
    robustness.complete("a", 4)
    assert ran[4:] == [3] and len(robustness.read_table()) == 4
    with ThreadPoolExecutor(2) as pool:
        robustness.complete("a", 6, pool.map)
    assert sorted(ran[5:]) == [4, 5]
    lefts = {row["seed"]: float(row["left"]) for row in robustness.read_table()}
    assert lefts == {str(seed): seed for seed in range(6)}
    ran[5:] = []
    code[1] += "\nassert SEED < 1"
    robustness.check.cache_clear()
    with pytest.raises(SystemExit, match=r"SEED < 1.*new.*ACCEPT=1"):
        robustness.complete("a", 4)
    robustness.forget("a")
    fingerprint.keep("lessons", "a", lessons.fingerprint_of("a"))
    robustness.complete("a", 3)
    assert ran[-4:] == [0, 0, 1, 2] and len(robustness.read_table()) == 6
    assert "| `SEED < 1` | 1 of 3, too near |" in robustness.PAGE.read_text()


def test_bars_are_judged_by_the_exit_status(small_lesson, monkeypatch):
    monkeypatch.setattr(
        sys, "argv", ["robustness", "--lessons=a", "--seeds=3", "--jobs=1"]
    )
    for bar, status in ((9, 0), (1, 1)):
        small_lesson[0][1] = f"ran.append(SEED)\nassert SEED < {bar}"
        robustness.forget("a")
        fingerprint.FILE.unlink(missing_ok=True)
        robustness.check.cache_clear()
        with pytest.raises(SystemExit) as stop:
            robustness.main()
        assert stop.value.code == status


def test_summary_wants_one_standard_deviation_of_room():
    def rows(margins):
        values = [["a", n, "x < 1", 1 - m, 1, m, m > 0, 2] for n, m in margins]
        return [dict(zip(robustness.COLUMNS, value)) for value in values]

    (near,) = robustness.summary(rows([(0, 0.1), (1, 0.9)]))
    (far,) = robustness.summary(rows([(0, 5.0), (1, 6.0)]))
    (wrong,) = robustness.summary(rows([(0, 5.0), (1, -1.0)]))
    assert not near["safe"] and near["holds"] == 2
    assert far["safe"] and far["margin"] == 5
    assert not wrong["safe"] and wrong["holds"] == 1
