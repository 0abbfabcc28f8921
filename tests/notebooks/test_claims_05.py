"""Each claim of lesson 05 must be able to fail: break its cause and see."""

from gan_course import data, metrics, plotting

from functools import partial
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from claims import (
    cell,
    each_assertion_fails,
    failing,
    from_table,
)

LESSON_05 = "05_mode_collapse"


def test_05_1_fails_with_another_definition():
    assert not failing(LESSON_05, "05.1", {})
    for old, new in [
        ("distances <= 3 * sigma", "distances <= 30 * sigma"),
        ("distances <= 3 * sigma", "distances <= 2 * sigma"),
        ("good_counts >= quarter", "good_counts > 0"),
        ("counts >= quarter)", "counts >= 8 * quarter)"),
    ]:
        assert failing(LESSON_05, "05.1", {old: new})


@pytest.fixture(scope="module")
def watches():
    """The table's first seed on the ring, as `WatchModes` would have found it."""
    names = {"np": np, "data": data}
    exec(cell(LESSON_05, "needs:05.6"), names)

    def watch(arm):
        rows = names["runs"]("ring", arm)[0, :20]
        return SimpleNamespace(found=[dict(zip(row.dtype.names, row)) for row in rows])

    plain, packed = watch("none"), watch("packing by 2")
    names |= {"EVALUATIONS": 20, "plain_watch": plain, "packed_watch": packed}
    return names | {"reached": [found["reached_now"] for found in plain.found]}


def swapped(watches):
    plain, packed = watches["plain_watch"], watches["packed_watch"]
    reached = [found["reached_now"] for found in packed.found]
    return {"plain_watch": packed, "packed_watch": plain, "reached": reached}


def test_05_2_fails_if_one_evaluation_is_varied(watches):
    reached = [*watches["reached"][:-3], 6, 1, 1]
    each_assertion_fails(
        LESSON_05, "claim:05.2", watches, [{"reached": reached}, swapped(watches)]
    )


def test_05_3_fails_if_the_generator_does_not_move():
    short = {"EVALUATIONS, STEPS = 20, 500": "EVALUATIONS, STEPS = 20, 100"}
    assert not failing(LESSON_05, "05.3", short)
    still = {"leave_alone(plain, 2000)": "leave_alone(plain, 0)"}
    assert failing(LESSON_05, "05.3", short | still)


def test_05_4_fails_without_the_remedy(watches):
    changes = [{"packed_watch": watches["plain_watch"]}]
    each_assertion_fails(LESSON_05, "claim:05.4", watches, changes)


def test_05_5_fails_if_arms_change_places(tmp_path):
    read = partial(from_table, LESSON_05, "05.5", "collapse.csv", tmp_path)
    changes = [
        read(swap=("none", "packing by 2")),
        read(swap=("label smoothing", "minibatch discrimination")),
        read(swap=("historical averaging", "minibatch discrimination")),
        read(swap=("feature matching", "minibatch discrimination")),
        read(drop=("packing by 2", 19)),
        read(drop=("none", 7)),
    ]
    each_assertion_fails(LESSON_05, "claim:05.5", read(), changes)


def test_05_6_fails_for_a_run_of_another_arm(watches):
    plain, packed = watches["plain_watch"], watches["packed_watch"]
    changes = [{"plain_watch": packed}, {"packed_watch": plain}]
    each_assertion_fails(LESSON_05, "claim:05.6", watches, changes)


def test_05_7_fails_with_a_missing_digit():
    plt.switch_backend("Agg")

    def floors(fault):
        names = {"np": np, "metrics": metrics, "plotting": plotting, "SEED": 0}

        def stack(*args, **kwargs):
            return fault(*data.stack_digits(*args, **kwargs))

        names["data"] = SimpleNamespace(
            load_mnist=data.load_mnist, scale=data.scale, stack_digits=stack
        )
        exec(cell(LESSON_05, "needs:05.7"), names)
        plt.close("all")
        return names

    right = floors(lambda stacked, digits: (stacked, digits))
    wrong = floors(lambda stacked, digits: (stacked, digits % 9))
    each_assertion_fails(LESSON_05, "claim:05.7", right, [wrong])


def test_05_8_fails_if_sizes_or_arms_change_places(tmp_path):
    read = partial(from_table, LESSON_05, "05.8", "stacked_mnist.csv", tmp_path)
    changes = [
        read(swap=("full", "quarter")),
        read(swap=("packing by 2", "minibatch standard deviation")),
        read(swap=("packing by 2", "none")),
    ]
    each_assertion_fails(LESSON_05, "claim:05.8", read(), changes)
