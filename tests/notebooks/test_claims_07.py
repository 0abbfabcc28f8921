"""Each claim of lesson 07 must be able to fail: break its cause and see."""

from gan_course import data

import numpy as np
from claims import (
    cell,
    each_assertion_fails,
    every_assertion_fails,
    from_table,
)

LESSON_07 = "07_wgan_gp"


def ends_of(folder, **changes):
    return from_table(LESSON_07, "07.3", "wasserstein.csv", folder, **changes)


def test_07_1_fails_for_other_slopes(tmp_path):
    right = ends_of(tmp_path) | {"norms": np.ones(9)}
    steep = ends_of(tmp_path)
    steep["table"]["norm"] *= 2
    changes = [ends_of(tmp_path, swap=("clipping", "gradient penalty")), steep]
    changes.append({"norms": np.full(9, 1.2)})
    each_assertion_fails(LESSON_07, "claim:07.1", right, changes)


def test_07_2_fails_for_other_weights_or_without_time():
    faults = [
        {"for weight in (0.0, 1.0, 10.0)]": "for weight in (1.0, 10.0, 0.0)]"},
        {"start, steps] = found": "start, steps] = found[:: 1 - 2 * (steps > 400)]"},
        {"estimate / steepest / earth": "estimate / earth"},
    ]
    brief = {
        "for start in range(3)": "for start in range(1)",
        "N, ring = 512": "N, ring = 128",
    }
    every_assertion_fails(LESSON_07, "07.2", faults, brief)


def test_07_3_fails_for_another_recipe_or_fewer_seeds(tmp_path):
    changes = [
        ends_of(tmp_path, swap=("clipping", "gradient penalty")),
        ends_of(tmp_path, drop=("gradient penalty", 19)),
        ends_of(tmp_path, drop=("non-saturating with penalty", 19)),
        ends_of(tmp_path, swap=("non-saturating with penalty", "non-saturating")),
    ]
    each_assertion_fails(LESSON_07, "claim:07.3", ends_of(tmp_path), changes)


def test_07_4_fails_for_another_start_or_order():
    names = {"np": np, "data": data, "started": 60.0}
    exec(cell(LESSON_07, "needs:07.4"), names)
    reached = names["reached"]
    changes = [{"started": 20.0}, {"started": 200.0}]
    for other in ("lesson 03", "WGAN, clipped"):
        changes.append({"reached": reached | {"WGAN-GP": reached[other]}})
    each_assertion_fails(LESSON_07, "claim:07.4", names, changes)
