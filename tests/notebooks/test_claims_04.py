"""Each claim of lesson 04 must be able to fail: break its cause and see."""

from gan_course import metrics

import os

import lessons
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy.linalg
import scipy.stats
from claims import cell, cells_for, each_assertion_fails

LESSON_04 = "04_measuring_generators"


@pytest.fixture(scope="module")
def measured():
    """What lesson 04 computes for its claims 3 to 5, of half of the images."""
    names, folder = {}, os.getcwd()
    sources = cells_for(LESSON_04, "04.3", "04.4", "04.5")
    whole = 'images, labels = data.load_mnist("train")'
    half = whole.replace("data", "(x[:30_000] for x in data") + ")"
    sources = [source.replace(whole, half) for source in sources]
    assert any(half in source for source in sources)
    plt.switch_backend("Agg")
    os.chdir(lessons.NOTEBOOKS)
    try:
        found = lessons.run(sources, {"SEED": 0}, names)
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
        {"intercepts": {k: x + 1 for k, x in measured["intercepts"].items()}},
        {"demanded": {n: x[::-1] for n, x in measured["demanded"].items()}},
        {"found": {n: x[::-1] for n, x in measured["found"].items()}},
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
