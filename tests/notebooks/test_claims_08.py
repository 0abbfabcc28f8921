"""Each claim of lesson 08 must be able to fail: break its cause and see."""

from functools import partial

import numpy as np
from claims import (
    each_assertion_fails,
    every_assertion_fails,
    from_table,
)

LESSON_08 = "08_stability_toolbox"


def matrix_of(folder, claim, **changes):
    return from_table(LESSON_08, claim, "matrix.csv", folder, **changes)


def test_08_1_fails_if_nothing_is_normalized():
    faults = [{"critic(real_images, training=True)": "critic(real_images)"}]
    brief = {"steps_per_epoch=80": "steps_per_epoch=20"}
    every_assertion_fails(LESSON_08, "08.1", faults, brief)


def test_08_2_fails_if_cells_change_places(tmp_path):
    read = partial(matrix_of, tmp_path, "08.2")
    names = read()
    changes = [
        read(swap=("R1", "clipping in turn")),
        read(swap=("R1", "gradient penalty")),
        read(swap=("gradient penalty", "spectral normalization in turn")),
        read(swap=("least squares", "wasserstein")),
        {"order_means": names["order_means"][::-1]},
        {"means_at": names["means_at"][..., ::-1]},
        {"costs": np.ones(6)},
        {"costs": np.array([1, 1, 1, 1, 3, 1])},
    ]
    each_assertion_fails(LESSON_08, "claim:08.2", names, changes)


def test_08_3_fails_without_the_penalty_or_the_rate():
    faults = [  # one for each of the four recipes
        {
            "d_rate=4e-3": "d_rate=1e-3",
            "penalty_weight=3.0": "penalty_weight=1e-6",
            '"minimax", update=update_in_turn': '"minimax", penalty=r1_penalty',
            '"wasserstein", **penalized': '"wasserstein", d_rate=4e-3, **penalized',
        }
    ]
    every_assertion_fails(LESSON_08, "08.3", faults)


def test_08_4_fails_if_penalties_change_places_or_seeds_are_missing(tmp_path):
    read, weak = partial(matrix_of, tmp_path, "08.4"), "batch deviation and weak R1"
    changes = [
        read(swap=("batch deviation", weak)),
        read(swap=("batch deviation in turn", "R1")),
        read(swap=("batch deviation in turn", weak)),
        read(swap=("R1", weak)),
        read(drop=(weak, 3)),
    ]
    each_assertion_fails(LESSON_08, "claim:08.4", read(), changes)
