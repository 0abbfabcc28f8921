"""Each claim of a lesson must be able to fail: break its cause and see."""

from gan_course import data, metrics, models, plotting
from gan_course.callbacks import Resume

import ast
import os
import sys
from functools import partial
from types import SimpleNamespace

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import robustness
import scipy.linalg
import scipy.stats
import tensorflow as tf
import test_notebooks
from test_training import small_gan, train


def cell(lesson, tag):
    """Returns the source of a lesson's cells that carry a tag."""
    cells = test_notebooks.code_cells(test_notebooks.build.read(lesson))
    return "\n".join(c.source for c in cells if tag in test_notebooks.tags(c))


LESSON_01 = "01_minimax_game"


def failing(lesson, claim, faults):
    """Returns the assertions of a claim that fail in a lesson with faults in its code.

    The lesson runs up to the claim's cell, with each text replaced, which must occur.
    """
    sources, asserted = robustness.cells(lesson), cell(lesson, f"claim:{claim}")
    for old, new in faults.items():
        assert any(old in source for source in sources), old
        sources = [source.replace(old, new) for source in sources]
    last = next(n for n, source in enumerate(sources) if asserted in source)
    outputs = robustness.HERE / "outputs" / "claims" / lesson
    found = robustness.run(sources[: last + 1], {"OUTPUTS": outputs})
    asserts = [n for n in ast.walk(ast.parse(asserted)) if isinstance(n, ast.Assert)]
    texts = [ast.unparse(n.test) for n in asserts]
    failed = [text for text, (*_, holds) in found.items() if not holds]
    return [text for text in failed if any(text.startswith(t) for t in texts)]


def breaks(claim, old, new):
    """Runs lesson 01 with a fault in its code, which must break the claim."""
    assert not failing(LESSON_01, claim, {})
    assert failing(LESSON_01, claim, {old: new})


def test_01_1_fails_with_another_formula():
    breaks("01.1", "d_star = p / (p + q)", "d_star = p / (p + 1.01 * q)")


def test_01_2_fails_with_half_the_divergence():
    breaks("01.2", "rel_entr(p, m) + rel_entr(q, m)", "2 * rel_entr(p, m)")


def test_01_3_fails_for_supports_that_meet():
    breaks("01.3", "fake_start = shift", "fake_start = 0.9 * shift")


def test_01_4_fails_with_a_saturating_loss():
    old = "return ops.mean(ops.softplus(ops.negative(fake_logits)))"
    breaks("01.4", old, "return -ops.mean(ops.softplus(fake_logits))")


def test_01_5_fails_without_the_clipped_probabilities():
    breaks("01.5", "tf.sigmoid(logit)", "ops.sigmoid(logit)")


def test_01_6_fails_without_the_penalty_or_in_another_order():
    breaks("01.6", "r1=0.5)", "r1=0.0)")
    breaks("01.6", "alternating=True", "alternating=False")


LESSON_02 = "02_first_gan"
HARDLY_TRAINED = {"ROUNDS, STEPS = 40, 100": "ROUNDS, STEPS = 4, 5"}


def test_02_1_fails_without_the_graph():
    fault = {"@tf.function\ndef train_step": "def train_step"}
    assert len(failing(LESSON_02, "02.1", fault)) == 2
    fault = {"double(number)": "double(tf.constant(number))"}
    assert len(failing(LESSON_02, "02.1", fault)) == 2


def test_02_2_fails_if_nothing_is_compiled():
    fault = {
        "losses = train_step(*batch(step))": "losses = eager_steps(1)",
        "run(steps)[0].numpy()": "run(min(steps, 30))[0].numpy()",
        "return 1000 * (time.perf_counter() - start) / steps": "return 1000 * "
        "(time.perf_counter() - start) / min(steps, 30)",
    }
    assert len(failing(LESSON_02, "02.2", fault)) == 1


def test_02_3_fails_without_training():
    assert len(failing(LESSON_02, "02.3", HARDLY_TRAINED)) >= 2


def test_02_4_fails_without_training():
    assert failing(LESSON_02, "02.4", HARDLY_TRAINED)


BRIEFLY = {"ROUNDS, STEPS = 40, 100": "ROUNDS, STEPS = 4, 50"}


def test_02_5_fails_with_other_weights_or_another_loss():
    assert not failing(LESSON_02, "02.5", BRIEFLY)
    old = "keras.utils.set_random_seed(SEED)\nfirst = FirstGAN()"
    other_seed = {old: old.replace("SEED", "1")}
    assert len(failing(LESSON_02, "02.5", BRIEFLY | other_seed)) == 1
    old = "self.g_loss = non_saturating_generator_loss"
    other_loss = {old: "self.g_loss = gan_course.losses.minimax_generator_loss"}
    assert len(failing(LESSON_02, "02.5", BRIEFLY | other_loss)) == 1


LESSON_03 = "03_dcgan_mnist"


def test_03_1_fails_with_another_generator():
    source = cell(LESSON_03, "claim:03.1")
    names = {
        "layers": keras.layers,
        "LATENT_DIM": 64,
        "dcgan_generator": models.dcgan_generator,
        "dcgan_discriminator": models.dcgan_discriminator,
    }
    exec(source, dict(names))
    names["dcgan_discriminator"] = lambda: small_gan().discriminator
    with pytest.raises(AssertionError):
        exec(source, names)


@pytest.mark.parametrize("generator", ["shipped", "untrained", "one digit"])
def test_03_2_fails_without_quality_or_variety(generator):
    test_images, test_labels = data.load_mnist("test")
    noise = np.random.default_rng(0).standard_normal((10_000, 64)).astype("float32")
    if generator == "one digit":
        samples = data.scale(test_images[test_labels == 7])
    else:
        build = (
            models.load_generator if generator == "shipped" else models.dcgan_generator
        )
        samples = build().predict(noise, batch_size=500, verbose=0)
    names = {
        "metrics": metrics,
        "models": models,
        "data": data,
        "np": np,
        "ops": keras.ops,
        "LATENT_DIM": 64,
        "dcgan_generator": models.dcgan_generator,
        "images": data.load_mnist("train[:10000]")[0],
        "noise": noise,
        "test_images": test_images,
        "samples": samples,
    }
    exec(cell(LESSON_03, "needs:03.2"), names)
    if generator == "shipped":
        exec(cell(LESSON_03, "claim:03.2"), names)
    else:
        with pytest.raises(AssertionError):
            exec(cell(LESSON_03, "claim:03.2"), names)


def test_03_3_fails_if_moments_are_forgotten(tmp_path):
    """What a resume that restores weights and steps alone would do."""
    straight = small_gan()
    train(straight, 4)

    def check(forget):
        folder = tmp_path / str(forget)
        train(small_gan(), 2, callbacks=[Resume(folder)])
        resumed = small_gan()
        Resume(folder).restore(resumed)
        if forget:
            for moment in resumed.d_optimizer.variables[2:]:
                moment.assign(0.0 * moment)
        train(resumed, 4, initial_epoch=2)
        names = {"straight": straight, "resumed": resumed, "np": np, "tf": tf}
        exec(cell(LESSON_03, "claim:03.3"), names)

    check(forget=False)
    with pytest.raises(AssertionError):
        check(forget=True)


def test_03_4_fails_if_the_lesson_is_no_better():
    path = data.TABLES / "bench.csv"
    bench = np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")

    def check(bench, distance):
        names = {"bench": bench, "distance": distance, "np": np}
        exec(cell(LESSON_03, "claim:03.4"), names)

    check(bench, distance=0.0)
    with pytest.raises(AssertionError):
        check(bench, distance=1e4)
    swapped = bench.copy()
    swapped["network"] = np.where(bench["network"] == "lesson", "classic", "lesson")
    with pytest.raises(AssertionError):
        check(swapped, distance=0.0)


LESSON_04 = "04_measuring_generators"


@pytest.fixture(scope="module")
def measured():
    """What lesson 04 computes, all of it."""
    names, folder = {}, os.getcwd()
    plt.switch_backend("Agg")
    os.chdir(robustness.NOTEBOOKS)
    try:
        found = robustness.run(robustness.cells(LESSON_04), {"SEED": 0}, names)
    finally:
        os.chdir(folder)
    assert all(holds for *_, holds in found.values()), found
    return names


def test_04_1_fails_without_the_root():
    def no_root(mean_1, covariance_1, mean_2, covariance_2):
        return np.sum((mean_1 - mean_2) ** 2) + np.trace(covariance_1 + covariance_2)

    names = {"np": np}
    names["frechet_distance_of_normals"] = metrics.frechet_distance_of_normals
    exec(cell(LESSON_04, "claim:04.1"), names)
    names["frechet_distance_of_normals"] = no_root
    with pytest.raises(AssertionError):
        exec(cell(LESSON_04, "claim:04.1"), names)


def test_04_2_fails_with_a_root_of_every_element():
    rng = np.random.default_rng(0)
    mix = np.pad(rng.standard_normal((5, 5)), (0, 1))  # one feature is always 0

    def wrong(real, fake):
        means = real.mean(axis=0), fake.mean(axis=0)
        a, b = np.cov(real.T), np.cov(fake.T)
        root = np.sqrt(np.abs(a @ b))
        return np.sum((means[0] - means[1]) ** 2) + np.trace(a + b - 2 * root)

    names = {"np": np, "scipy": scipy}
    names["test_features"] = rng.standard_normal((500, 6)) @ mix
    names["sample_features"] = (1 + 2 * rng.standard_normal((500, 6))) @ mix
    names["frechet_distance"] = metrics.frechet_distance
    exec(cell(LESSON_04, "claim:04.2"), names)
    names["frechet_distance"] = wrong
    with pytest.raises(AssertionError):
        exec(cell(LESSON_04, "claim:04.2"), names)


def each_assertion_fails(lesson, claim, measured, changes):
    """Sees that every assertion of a claim holds, and fails after some change."""
    source = [cell(lesson, claim)]

    def failing(names):
        found = robustness.run(source, {}, dict(names))
        return {text for text, (*_, holds) in found.items() if not holds}, set(found)

    broken, every = failing(measured)
    assert not broken
    for change in changes:
        caught, _ = failing(measured | change)
        assert caught, f"nothing sees {change}"
        broken |= caught
    assert broken >= every, every - broken


def test_04_3_fails_without_faults_or_blind_spots(measured):
    floor, sweeps = measured["floor"], measured["sweeps"]
    garbage = sweeps["noise"][4]
    changes = [
        # faults that do less the stronger they are, or nothing at all
        {"sweeps": {fault: rows[::-1] for fault, rows in sweeps.items()}},
        {"sweeps": dict.fromkeys(sweeps, [floor] * 5)},
        # cheats that the blind metric would see
        {"sweeps": sweeps | {"blur": [floor, *sweeps["noise"][:0:-1]]}},
        {"one_each": garbage},
        {"few_digits": garbage},
        {"half_noise": garbage},
        {"blob_frechet": garbage["frechet_distance"]},
        {"coins_kernel": measured["blob_kernel"]},
        # no cheat, which the other metrics would not see
        {"one_each": floor},
        {"half_noise": floor},
        {"blob_kernel": measured["coins_kernel"]},
        {"blob_precision": floor["precision"]},
        {"kurtoses": measured["kurtoses"][::-1]},
    ]
    for fault in sweeps:  # one at a time: a list of changes stops at the first
        changes.append({"sweeps": {fault: sweeps[fault][::-1]}})
    each_assertion_fails(LESSON_04, "claim:04.3", measured, changes)


def test_04_4_fails_if_bias_is_where_it_should_not_be(measured):
    frechet, best = measured["frechet_real"], measured["best"]
    sizes = np.array(measured["SIZES"])
    uncorrected = [(x, x + 0.5) for x in np.sort(measured["frechet_ours"])[-4:]]
    covered = sum(low <= best <= high for low, high in uncorrected)
    percentile, estimates = measured["percentile"], measured["estimates"]
    changes = [
        {"frechet_real": np.full_like(frechet, frechet[-1])},  # no bias
        {"frechet_real": frechet[-1] * np.sqrt(sizes[-1] / sizes)},  # 1 / sqrt(n)
        {"frechet_real": frechet[-1] * (sizes[-1] / sizes) ** 2},  # 1 / n^2
        {"kernel_ours": measured["frechet_ours"]},  # a biased kernel distance
        {"ranks": measured["ranks"][::-1]},
        {"doubled": 1.0, "below": 0.5},  # a bootstrap without a bias
        {"percentile": percentile - percentile[0].max()},
        {"estimates": estimates - estimates.max()},
        {"covered": covered},
        {"apart": dict.fromkeys(measured["apart"], 0.0)},
        {"apart": {n: -x for n, x in measured["apart"].items()}},
    ]
    each_assertion_fails(LESSON_04, "claim:04.4", measured, changes)


def test_04_5_fails_if_the_copier_does_not_copy(measured):
    shares, honest = measured["shares"], measured["honest"]
    by_honesty = shares["lesson 03's generator"]
    changes = [
        {"copier": honest | {"recall": 0.0}},
        {"shares": dict.fromkeys(shares, by_honesty)},
        {"shares": dict.fromkeys(shares, shares["copies"])},
    ]
    each_assertion_fails(LESSON_04, "claim:04.5", measured, changes)


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
        rows = [[exchange.get(item, item) for item in row] for row in rows]
    (folder / table).write_text("\n".join(map(",".join, rows)))
    names = {"np": np, "EVALUATIONS": 20, "data": SimpleNamespace(TABLES=folder)}
    names |= {"ring": data.gaussian_ring(), "grid": data.gaussian_grid()}
    names |= {"empty": 158.0}
    exec(cell(lesson, f"needs:{claim}"), names)
    return names


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
    ]
    each_assertion_fails(LESSON_05, "claim:05.8", read(), changes)


LESSON_06 = "06_wasserstein_gan"


def every_assertion_fails(lesson, claim, faults):
    """Sees that each assertion of a claim fails with one of the faults, or more."""
    assert not failing(lesson, claim, {})
    asserted = ast.walk(ast.parse(cell(lesson, f"claim:{claim}")))
    broken = set()
    for fault in faults:
        caught = failing(lesson, claim, fault)
        assert caught, f"nothing sees {fault}"
        broken |= set(caught)
    for node in asserted:
        if isinstance(node, ast.Assert):
            text = ast.unparse(node.test)
            assert any(b.startswith(text) for b in broken), text


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
    every_assertion_fails(LESSON_06, "06.2", faults)


def test_06_3_fails_for_a_loss_that_moves_the_other_way():
    names = {"np": np, "data": data, "spearmanr": scipy.stats.spearmanr}
    exec(cell(LESSON_06, "needs:06.4"), names)
    exec(cell(LESSON_06, "needs:06.3"), names)
    found = names["found"]
    changes = [
        {"found": {name: both[:, ::-1] for name, both in found.items()}},
        {"found": {name: -both for name, both in found.items()}},
        {"found": found | {"lesson 03": found["lesson 03"] + 0.5}},
    ]
    each_assertion_fails(LESSON_06, "claim:06.3", names, changes)


def test_06_4_fails_for_another_recipe(tmp_path):
    read = partial(from_table, LESSON_06, "06.4", "wasserstein.csv", tmp_path)
    collapsed = read()
    for rows in collapsed["found"].values():
        rows["reached_now"] = 1
    swaps = [("clipping", "gradient penalty"), ("non-saturating", "gradient penalty")]
    changes = [*(read(swap=pair) for pair in swaps), collapsed]
    each_assertion_fails(LESSON_06, "claim:06.4", read(), changes)


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
    faults = {
        "for weight in (0.0, 1.0, 10.0)]": "for weight in (1.0, 10.0, 0.0)]",
        "start, steps] = found": "start, steps] = found[:: 1 - 2 * (steps > 400)]",
        "estimate / steepest / earth": "estimate / earth",
    }
    every_assertion_fails(LESSON_07, "07.2", [{f: faults[f]} for f in faults])


def test_07_3_fails_for_another_recipe_or_fewer_seeds(tmp_path):
    changes = [
        ends_of(tmp_path, swap=("clipping", "gradient penalty")),
        ends_of(tmp_path, drop=("gradient penalty", 19)),
    ]
    each_assertion_fails(LESSON_07, "claim:07.3", ends_of(tmp_path), changes)


def test_07_4_fails_for_another_start_or_order():
    options = {"delimiter": ",", "names": True, "dtype": None, "encoding": "utf-8"}
    names = {"np": np, "data": data, "options": options, "started": 60.0}
    exec(cell(LESSON_07, "needs:07.4"), names)
    reached = names["reached"]
    changes = [{"started": 20.0}, {"started": 200.0}]
    for other in ("lesson 03", "WGAN, clipped"):
        changes.append({"reached": reached | {"WGAN-GP": reached[other]}})
    each_assertion_fails(LESSON_07, "claim:07.4", names, changes)


LESSON_08 = "08_stability_toolbox"


def matrix_of(folder, claim, **changes):
    return from_table(LESSON_08, claim, "matrix.csv", folder, **changes)


def test_08_1_fails_if_nothing_is_normalized():
    faults = [{"critic(real_images, training=True)": "critic(real_images)"}]
    every_assertion_fails(LESSON_08, "08.1", faults)


def test_08_2_fails_if_cells_change_places(tmp_path):
    read = partial(matrix_of, tmp_path, "08.2")
    names = read()
    changes = [
        read(swap=("R1", "clipping in turn")),
        read(swap=("R1", "gradient penalty")),
        read(swap=("gradient penalty", "spectral normalization in turn")),
        read(swap=("least squares", "wasserstein")),
        {"order_means": names["order_means"][::-1]},
        {"costs": np.ones(6)},
        {"costs": np.array([1, 1, 1, 1, 3, 1])},
    ]
    each_assertion_fails(LESSON_08, "claim:08.2", names, changes)


def test_08_3_fails_without_the_penalty_or_the_rate():
    faults = [
        {"d_rate=4e-3": "d_rate=1e-3", "penalty_weight=3.0": "penalty_weight=1e-6"},
        {'"minimax", update=update_in_turn': '"minimax", penalty=r1_penalty'},
        {'"wasserstein", **penalized': '"wasserstein", d_rate=4e-3, **penalized'},
    ]
    every_assertion_fails(LESSON_08, "08.3", faults)


def test_08_4_fails_if_penalties_change_places_or_seeds_are_missing(tmp_path):
    read, weak = partial(matrix_of, tmp_path, "08.4"), "batch deviation and weak R1"
    changes = [
        read(swap=("batch deviation", weak)),
        read(swap=("batch deviation", "batch deviation in turn")),
        read(swap=("batch deviation in turn", weak)),
        read(swap=("R1", weak)),
        read(drop=(weak, 4)),
    ]
    each_assertion_fails(LESSON_08, "claim:08.4", read(), changes)


@pytest.mark.parametrize("lesson", robustness.LESSONS)
def test_bars_come_from_a_distribution(lesson):
    """Every assertion was run, as it stands, on 20 seeds, and held with room."""
    rows = [row for row in robustness.read_table() if row["lesson"] == lesson]
    code = robustness.digest(robustness.cells(lesson))
    assert {row["code"] for row in rows} == {code}, "run make robustness"
    for line in robustness.summary(rows):
        assert line["seeds"] >= 20, line
        assert line["holds"] == line["seeds"] and line["safe"], line


def test_runner_records_failures_and_stops_at_none():
    sources = ["SEED = 0\nx = SEED * 2", "for y in (1, 4):\n    assert x < y, f'no'"]
    sources += ["assert x == 6 and y == 4", "assert y >= x", "assert y > 4"]
    sources += ["for z in (1.0, float('nan'), 2.0):\n    assert z > 0", "assert x"]
    found = robustness.run([*sources, "1 / 0", "assert y"], {"SEED": 3})
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
        assert "raised ValueError" in robustness.run(["x = y = 3", chain], {})


def test_runner_knows_what_a_lesson_uses(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("def f():\n    return g()\ndef g():\n    return 1\n")
    monkeypatch.setattr(robustness, "PACKAGE", tmp_path)
    before = robustness.digest(["x = a.f()"])
    (tmp_path / "b.py").write_text("def other():\n    return 2\n")
    assert robustness.digest(["x  =  a.f()  # comment"]) == before
    assert robustness.digest(["x = a.f(1)"]) != before
    text = (tmp_path / "a.py").read_text()
    (tmp_path / "a.py").write_text(text.replace("def g():", 'def g():\n    "Doc."'))
    assert robustness.digest(["x = a.f()"]) == before
    checks = (
        "    check_it(3)\n    for k in (1, 2):\n        if k > x: raise ValueError\n"
    )
    (tmp_path / "a.py").write_text(text.replace("def g():\n", f"def g():\n{checks}"))
    assert robustness.digest(["x = a.f()"]) == before
    checks = checks.replace("raise ValueError", "k = 2")
    (tmp_path / "a.py").write_text(text.replace("def g():\n", f"def g():\n{checks}"))
    assert robustness.digest(["x = a.f()"]) != before
    (tmp_path / "a.py").write_text(text.replace("return 1", "return 2"))
    assert robustness.digest(["x = a.f()"]) != before


def test_what_is_left_aside_is_there():
    code = "".join(p.read_text() for p in robustness.PACKAGE.glob("*.py"))
    for name in robustness.ASIDE:
        assert f"def {name}(" in code or f"class {name}(" in code, name


def test_runner_goes_on_where_it_was(tmp_path, monkeypatch):
    """Rows of the same code stay, others are made anew; nothing runs twice."""
    monkeypatch.setattr(robustness, "HERE", tmp_path)
    monkeypatch.setattr(robustness, "TABLE", tmp_path / "table.csv")
    monkeypatch.setattr(robustness, "PAGE", tmp_path / "table.md")
    monkeypatch.setattr(sys, "argv", ["robustness", "--lessons", "a", "--seeds", "3"])
    monkeypatch.chdir(tmp_path)
    ran = []
    code = ["SEED = 0", "ran.append(SEED)\nassert SEED < 9"]
    monkeypatch.setattr(robustness, "cells", lambda lesson: code)
    monkeypatch.setattr(robustness.plt, "close", lambda _: None)
    run = robustness.run
    monkeypatch.setattr(
        robustness, "run", lambda code, settings: run(code, settings, {"ran": ran})
    )
    for expected in ([0, 1, 2], [0, 1, 2]):
        with pytest.raises(SystemExit) as stop:
            robustness.main()
        assert stop.value.code == 0
        assert ran == expected and len(robustness.read_table()) == 3
    code[1] += "\nassert SEED < 1"
    with pytest.raises(SystemExit) as stop:
        robustness.main()
    assert stop.value.code == 1
    assert ran == [0, 1, 2, 0, 1, 2] and len(robustness.read_table()) == 6
    assert "| `SEED < 1` | 1 of 3, too near |" in robustness.PAGE.read_text()


def test_summary_wants_one_standard_deviation_of_room():
    def rows(margins):
        values = [["a", "b", n, "x < 1", 1 - m, 1, m, m > 0, 2] for n, m in margins]
        return [dict(zip(robustness.COLUMNS, value)) for value in values]

    (near,) = robustness.summary(rows([(0, 0.1), (1, 0.9)]))
    (far,) = robustness.summary(rows([(0, 5.0), (1, 6.0)]))
    (wrong,) = robustness.summary(rows([(0, 5.0), (1, -1.0)]))
    assert not near["safe"] and near["holds"] == 2
    assert far["safe"] and far["margin"] == 5
    assert not wrong["safe"] and wrong["holds"] == 1


def test_every_claim_has_a_test_that_breaks_it():
    for lesson, (_, _, numbers) in test_notebooks.build.LESSONS.items():
        for number in numbers:
            prefix = f"test_{lesson[:2]}_{number}_fails"
            assert any(name.startswith(prefix) for name in globals()), prefix
