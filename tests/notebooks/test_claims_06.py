"""Each claim of lesson 06 must be able to fail: break its cause and see."""

from gan_course import data

from functools import partial

import numpy as np
import scipy.linalg
import scipy.stats
from claims import cell, each_assertion_fails, every_assertion_fails, from_table

LESSON_06 = "06_wasserstein_gan"


def test_06_1_fails_without_the_slope_or_for_clouds_that_meet():
    faults = [
        {"estimate / slope / exact": "estimate / exact"},
        {"trainer(critic, steps=400)": "trainer(critic, steps=0)"},
        {"bins = [0.25, 0.5, 1.0, 2.0]": "bins = [2.0, 1.0, 0.5, 2.5]"},
        {"np.arange(-0.05, 3, 0.1)": "np.arange(-0.05, 3, 0.5)"},
        {"jensenshannon(*shares)": "jensenshannon(*shares, base=2)"},
    ]
    every_assertion_fails(LESSON_06, "06.1", faults)


def test_06_2_fails_without_depth_or_training():
    faults = [
        {"depth=12": "depth=1"},
        {"trainer(critic, steps=200)": "trainer(critic, steps=0)"},
        {"> 0.999 * c": "> 0.1 * c"},
    ]
    brief = {
        "bounds = [0.03, 0.1, 0.2]": "bounds = [0.03, 0.2]",
        "trainer(critic, steps=400)": "trainer(critic, steps=4)",
    }
    every_assertion_fails(LESSON_06, "06.2", faults, brief)


def test_06_3_fails_for_a_loss_that_moves_the_other_way():
    names = {"np": np, "data": data, "spearmanr": scipy.stats.spearmanr}
    exec(cell(LESSON_06, "needs:06.3"), names)
    found, falls = names["found"], names["falls"]
    changes = [
        {"found": {name: three[:, ::-1] for name, three in found.items()}},
        {"found": {name: -three for name, three in found.items()}},
        {"found": found | {"lesson 03": found["lesson 03"] + 1}},
        {"falls": falls | {"WGAN-GP": falls["WGAN-GP"][:, ::-1]}},
    ]
    each_assertion_fails(LESSON_06, "claim:06.3", names, changes)


def test_06_4_fails_for_another_recipe(tmp_path):
    read = partial(from_table, LESSON_06, "06.4", "wasserstein.csv", tmp_path)
    collapsed = read()
    for rows in collapsed["found"].values():
        rows["reached_now"] = 1
    swaps = [("clipping", "gradient penalty"), ("non-saturating", "gradient penalty")]
    swaps += [("non-saturating with clipping", "non-saturating")]
    swaps += [("non-saturating with clipping", "non-saturating with penalty")]
    changes = [*(read(swap=pair) for pair in swaps), collapsed]
    each_assertion_fails(LESSON_06, "claim:06.4", read(), changes)
