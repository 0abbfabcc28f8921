"""Each claim of lesson 11 must be able to fail: break its cause and see."""

from claims import each_assertion_fails, every_assertion_fails, from_table

LESSON_11 = "11_restoring"


def test_11_1_fails_for_another_formula_or_another_stride():
    wrong_stride = "strides = 2 if stage < depth else 1"
    faults = [
        {"(pixels - 1) * stride + kernel": "pixels * stride + kernel"},
        {wrong_stride: "strides = 2 if stage < depth - 1 else 1"},
    ]
    every_assertion_fails(LESSON_11, "11.1", faults)


def restored(folder, *swap):
    """Returns what the lesson reads off the table, with two arms swapped."""
    found = from_table(LESSON_11, "11.2", "restoration.csv", folder, swap=swap)
    arms = ["input", "0", "1", "untold", "10", "alone", "alone untold", "no skips"]
    return found | {"tasks": ["shrink", "noise", "blur", "hole"], "arms": arms}


def test_11_2_fails_for_other_arms(tmp_path):
    swaps = [("0", "1"), ("noise", "blur"), ("noise", "hole")]
    changes = [restored(tmp_path, *swap) for swap in swaps]
    each_assertion_fails(LESSON_11, "claim:11.2", restored(tmp_path), changes)


def test_11_3_fails_without_a_discriminator_or_with_the_wrong_one():
    plain, sharp = (32.2, 0.78, 16.0), (31.3, 0.74, 7.2)
    found = {"bicubic": (31.8, 0.77, 17.0), "L1 alone": plain}
    right = {"found": found | {"L1 and adversarial": sharp}}
    turned = {"L1 alone": sharp, "L1 and adversarial": plain}
    changes = [{"found": right["found"] | turned}]
    changes.append({"found": right["found"] | {"L1 and adversarial": plain}})
    each_assertion_fails(LESSON_11, "claim:11.3", right, changes)


def test_11_4_fails_if_nothing_needs_a_tie(tmp_path):
    swaps = [("alone", "alone untold"), ("alone", "untold")]
    swaps += [("no skips", "0"), ("10", "0"), ("1", "untold")]
    changes = [restored(tmp_path, *swap) for swap in swaps]
    each_assertion_fails(LESSON_11, "claim:11.4", restored(tmp_path), changes)


def test_11_5_fails_for_other_arms(tmp_path):
    swaps = [("0", "1"), ("relief", "noise")]
    changes = [restored(tmp_path, *swap) for swap in swaps]
    each_assertion_fails(LESSON_11, "claim:11.5", restored(tmp_path), changes)


def test_11_6_fails_if_nothing_is_invented():
    wrong = {"truth": 0.004, "bicubic": 0.485, "L1 alone": 0.055}
    sure = {"L1 alone": 0.024, "L1 and adversarial": 0.022}
    misread = {"true digits": 0.07, "7x7 pixels": 0.04, "restored digits": 0.037}
    right = {"wrong": wrong, "sure": sure, "misread": misread}
    changes = [
        {"wrong": wrong | {"truth": 0.05}},
        {"wrong": wrong | {"bicubic": 0.05}},
        {"sure": {"L1 alone": 0.004, "L1 and adversarial": 0.004}},
        {"misread": misread | {"7x7 pixels": 0.08}},
        {"misread": misread | {"restored digits": 0.08}},
    ]
    each_assertion_fails(LESSON_11, "claim:11.6", right, changes)
