"""Each claim of a lesson must be able to fail: break its cause and see."""

from gan_course import data, metrics, models
from gan_course.callbacks import Resume

import os

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import robustness
import scipy.linalg
import tensorflow as tf
import test_notebooks
from test_training import small_gan, train


def cell(lesson, tag):
    """Returns the source of a lesson's cells that carry a tag."""
    cells = test_notebooks.code_cells(test_notebooks.build.read(lesson))
    return "\n".join(c.source for c in cells if tag in test_notebooks.tags(c))


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
    assert min(margin for _, _, margin in found.values()) >= 0
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
    names["sample_features"] = 1 + 2 * rng.standard_normal((500, 6)) @ mix
    names["frechet_distance"] = metrics.frechet_distance
    exec(cell(LESSON_04, "claim:04.2"), names)
    names["frechet_distance"] = wrong
    with pytest.raises(AssertionError):
        exec(cell(LESSON_04, "claim:04.2"), names)


def fails(measured, claim, **changes):
    """Sees that a claim holds, and does not with other measurements."""
    exec(cell(LESSON_04, claim), dict(measured))
    with pytest.raises(AssertionError):
        exec(cell(LESSON_04, claim), measured | changes)


def test_04_3_fails_without_faults_or_blind_spots(measured):
    floor, sweeps = measured["floor"], measured["sweeps"]
    # levels that damage nothing, or fewer and fewer
    fails(measured, "claim:04.3", sweeps={"blur": [floor] * 5})
    fails(measured, "claim:04.3", sweeps=sweeps | {"noise": sweeps["noise"][::-1]})
    # a generator that does not cheat; and a cheat that the metric would see
    fails(measured, "claim:04.3", one_each=floor)
    fails(measured, "claim:04.3", half_noise=floor)
    fails(measured, "claim:04.3", few_digits=sweeps["noise"][3])
    fails(measured, "claim:04.3", half_noise=sweeps["noise"][4])
    fails(measured, "claim:04.3", blob_frechet=sweeps["blur"][2]["frechet_distance"])
    fails(measured, "claim:04.3", coins_kernel=measured["blob_kernel"])


def test_04_4_fails_if_bias_is_where_it_should_not_be(measured):
    kernel, frechet = measured["kernel_real"], measured["frechet_real"]
    fails(measured, "claim:04.4", frechet_real=np.full_like(frechet, frechet[-1]))
    fails(measured, "claim:04.4", frechet_real=kernel)
    fails(measured, "claim:04.4", kernel_ours=measured["frechet_ours"])
    fails(measured, "claim:04.4", doubled=1.0)  # a bootstrap without a bias
    intervals = measured["intervals"]
    shifted = [(low + high, 2 * high) for low, high in intervals]  # not corrected
    covered = sum(low <= measured["best"] <= high for low, high in shifted)
    fails(measured, "claim:04.4", covered=covered)
    fails(measured, "claim:04.4", apart=dict.fromkeys(measured["apart"], 0.0))


def test_04_5_fails_if_the_copier_does_not_copy(measured):
    shares = measured["shares"]
    honest = shares["lesson 03's generator"]
    fails(measured, "claim:04.5", copier=measured["honest"])
    fails(measured, "claim:04.5", shares=shares | {"copies": honest})
    fails(
        measured,
        "claim:04.5",
        shares=shares | {"lesson 03's generator": shares["copies"]},
    )


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
    sources = ["SEED = 0\nx = SEED * 2", "for y in (1, 4):\n    assert x < y, 'no'"]
    sources += ["assert x == 6 and y == 4", "assert y >= x"]
    found = robustness.run(sources, {"SEED": 3})
    assert found == {
        "x < y": (6, 1, -5),
        "x == 6 and y == 4": (1, 1, 0),
        "y >= x": (4, 6, -2),
    }
    assert robustness.digest(sources) != robustness.digest(sources[:2])
    assert robustness.digest(["x = 1"]) == robustness.digest(["x  =  1  # one"])


def test_summary_wants_one_standard_deviation_of_room():
    def rows(margins):
        names = robustness.COLUMNS
        return [
            dict(zip(names, ["a", "b", n, "x < 1", str(1 - m), "1", str(m), "2"]))
            for n, m in enumerate(margins)
        ]

    near, far = robustness.summary(rows([0.1, 0.9])), robustness.summary(rows([5, 6]))
    assert not near[0]["safe"] and near[0]["holds"] == 2
    assert far[0]["safe"] and far[0]["margin"] == 5
    assert robustness.summary(rows([5, -1]))[0]["holds"] == 1


def test_every_claim_has_a_test_that_breaks_it():
    for lesson, (_, _, numbers) in test_notebooks.build.LESSONS.items():
        for number in numbers:
            prefix = f"test_{lesson[:2]}_{number}_fails"
            assert any(name.startswith(prefix) for name in globals()), prefix
