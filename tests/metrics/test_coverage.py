"""Coverage of known modes."""

import gan_course  # noqa: F401
from gan_course import metrics

import numpy as np
import pytest


def mixture(n, modes, sigma, seed=0):
    rng = np.random.default_rng(seed)
    centres = modes[rng.integers(len(modes), size=n)]
    return centres + sigma * rng.standard_normal((n, modes.shape[1]))


def ring(number=8):
    angles = 2 * np.pi * np.arange(number) / number
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_mode_coverage_of_the_mixture_itself():
    found = metrics.mode_coverage(mixture(20_000, ring(), 0.01), ring(), 0.01)
    assert found["captured"] == found["covered"] == found["reached"] == 8
    # within 3 sigma of a mode in two dimensions: 1 - exp(-4.5)
    assert found["high_quality"] == pytest.approx(1 - np.exp(-4.5), abs=0.003)
    assert found["reverse_kl"] < 0.001
    assert found["spread"] == pytest.approx(1, abs=0.05)


def test_mode_coverage_tells_faults_apart():
    modes = ring()
    points = metrics.mode_coverage(modes.repeat(300, axis=0), modes, 0.01)
    assert points["covered"] == 8 and points["spread"] == pytest.approx(0, abs=1e-6)
    one = metrics.mode_coverage(mixture(2500, modes[:1], 0.01), modes, 0.01)
    assert one["covered"] == one["captured"] == 1
    assert one["reverse_kl"] == pytest.approx(np.log(8))
    poor = metrics.mode_coverage(mixture(2500, modes, 0.1), modes, 0.01)
    assert poor["reached"] == 8 and poor["covered"] == 0 < poor["captured"]
    assert poor["high_quality"] < 0.1
    half = np.concatenate([mixture(2490, modes[:4], 0.01), modes[[4] * 10]])
    half = metrics.mode_coverage(half, modes, 0.01)
    assert half["captured"] == 5 and half["covered"] == 4
    away = metrics.mode_coverage(modes + 50, modes, 0.01)
    assert away["high_quality"] == away["spread"] == away["covered"] == 0


def test_stacked_mode_coverage_against_closed_forms(rng):
    every = np.stack(np.unravel_index(np.arange(1000), (10, 10, 10)), axis=1)
    found = metrics.stacked_mode_coverage(every)
    assert found == {"captured": 1000, "reverse_kl": pytest.approx(0, abs=1e-12)}
    few = metrics.stacked_mode_coverage(every[:100].repeat(3, axis=0))
    assert few == {"captured": 100, "reverse_kl": pytest.approx(np.log(10))}
    # n fair draws of K: K (1 - (1 - 1/K)^n) modes, divergence about (K - 1) / 2n
    fair = metrics.stacked_mode_coverage(rng.integers(10, size=(26_000, 3)))
    assert fair["captured"] == 1000
    assert fair["reverse_kl"] == pytest.approx(999 / 52_000, rel=0.2)
    scarce = metrics.stacked_mode_coverage(rng.integers(10, size=(2500, 3)))
    assert scarce["captured"] == pytest.approx(1000 * (1 - np.exp(-2.5)), abs=30)
