"""Each claim of lesson 12 must be able to fail: break its cause and see."""

import lessons
import numpy as np
import unpaired
from claims import each_assertion_fails, from_table

LESSON_12 = "12_unpaired"
ARMS = ["input", "classical", "no cycle", "cycle", "identity alone", "identity"]
ARMS += ["residual"]


def translated(folder, *swap):
    """Returns what the lesson reads off the table, with two arms swapped."""
    names = from_table(LESSON_12, "12.1", "unpaired.csv", folder, swap=swap)
    arms = [*ARMS, "paired"]
    found = {arm: names["of"]("maps", arm, "retrieved") for arm in arms}
    return names | {"arms": arms, "found": found, "test_satellite": range(293)}


def test_12_1_fails_for_other_arms(tmp_path):
    swaps = [("no cycle", "paired"), ("cycle", "identity alone"), ("cycle", "no cycle")]
    changes = [translated(tmp_path, *swap) for swap in swaps]
    each_assertion_fails(LESSON_12, "claim:12.1", translated(tmp_path), changes)


def test_12_2_fails_if_pairs_are_worth_no_more(tmp_path):
    changes = [translated(tmp_path, "paired", arm) for arm in ARMS[2:]]
    each_assertion_fails(LESSON_12, "claim:12.2", translated(tmp_path), changes)


def test_12_3_fails_if_classes_are_lost_or_the_loss_sees_it(tmp_path):
    right = translated(tmp_path)

    def changed(column, factor, arm="cycle"):
        place = "turned", arm, column

        def of(*asked):
            return (factor if asked == place else 1) * right["of"](*asked)

        return {"of": of}

    changes = [translated(tmp_path, "cycle", "no cycle"), changed("back", 2)]
    changes += [changed("matched", 0.75), changed("kept", 0.5, "paired")]
    each_assertion_fails(LESSON_12, "claim:12.3", right, changes)


def test_12_4_fails_if_nothing_is_hidden():
    errors = {"made grey, back": 2.8, "without its tint, back": 8.6}
    errors |= {"true grey, back": 11.5}
    changes = [{"errors": errors | {"true grey, back": 4.0}}]
    changes.append({"errors": errors | {"without its tint, back": 3.0}})
    each_assertion_fails(LESSON_12, "claim:12.4", {"errors": errors}, changes)


def test_12_5_fails_for_other_arms(tmp_path):
    swaps = [("identity alone", "cycle"), ("identity alone", "identity")]
    swaps += [("identity", "cycle")]
    changes = [translated(tmp_path, *swap) for swap in swaps]
    each_assertion_fails(LESSON_12, "claim:12.5", translated(tmp_path), changes)


def test_a_sea_is_the_same_in_the_lesson_and_in_its_table():
    source = next(s for s in lessons.cells(LESSON_12) if "def is_sea" in s)
    names = {"np": np}
    exec(source, names)
    images = np.random.default_rng(0).uniform(-1, 1, (9, 8, 8, 3))
    found = names["is_sea"](images)
    assert np.array_equal(found, unpaired.is_sea(images))
    assert 0 < found.mean() < 1
