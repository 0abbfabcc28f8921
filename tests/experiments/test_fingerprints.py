"""Fingerprints: a sample is taken anew, and a changed behaviour is seen."""

from gan_course import losses
from gan_course.data import gaussian_ring
from gan_course.training import GAN, plane_gan

import fingerprint
import fingerprints
import keras
import numpy as np
import pytest
import tensorflow as tf
import wasserstein

SAMPLE = [
    ("bench", "lesson"),
    ("collapse", "ring, unrolling 3 steps"),
    ("collapse", "grid, minibatch discrimination"),
    ("stacked_mnist", "quarter, packing by 2"),
    ("wasserstein", "ring, gradient penalty"),
    ("matrix", "short, hinge, R1"),
    ("lessons", "02_first_gan"),
]


@pytest.mark.parametrize("name, arm", SAMPLE)
def test_the_code_behaves_as_when_the_rows_were_made(name, arm):
    kept, now = fingerprint.read(name)[arm], fingerprints.take(name, arm)
    assert not fingerprint.differences(kept, now), fingerprint.AGAIN


def test_every_row_has_a_fingerprint():
    """And nothing else has: `make fingerprints` takes them all, once a week."""
    places = fingerprints.places()
    names = dict.fromkeys(name for name, _ in places)
    kept = [(name, arm) for name in names for arm in fingerprint.read(name)]
    assert sorted(kept) == sorted(places) and len(places) > 90


def test_every_arm_is_found_by_its_name():
    """Names may hold the comma that joins them."""
    for name, arm in fingerprints.places():
        if name in fingerprints.SCRIPTS:
            experiment = fingerprints.SCRIPTS[name].EXPERIMENT
            rows = {experiment.place(row)[:-1] for row in experiment.read()}
            assert experiment.keys(arm) in rows, arm


def test_nothing_is_kept_from_before_a_fingerprint_or_of_it():
    """Rows made in the same process are of the script's own constants again."""
    script = {}
    exec(
        "import functools\n"
        "TEST = 2000\n"
        "images = functools.cache(lambda: TEST)\n"
        "def run(arm, seed): return [{'images': images()}]\n",
        script,
    )
    assert script["run"]("cycle", 0) == [{"images": 2000}]
    found = fingerprint.of_run(script["run"], ["cycle"], {"TEST": 100})
    assert found["images"] == 100
    assert script["run"]("cycle", 0) == [{"images": 2000}]


def other_loss(monkeypatch):
    loss = losses.wasserstein_discriminator_loss

    def changed(real, fake):
        return 1.01 * loss(real, fake)

    monkeypatch.setitem(wasserstein.wgan_gp.__globals__, loss.__name__, changed)


def other_rate(monkeypatch):
    recipe = wasserstein.RECIPES["gradient penalty"]

    def changed(gan):
        return recipe(gan, rate=1.01e-3)

    monkeypatch.setitem(wasserstein.RECIPES, "gradient penalty", changed)


def other_noise(monkeypatch):
    stream = GAN.stateless_seed

    def changed(gan, number, step):
        return stream(gan, number + 2, step)

    monkeypatch.setattr(GAN, "stateless_seed", changed)


def other_penalty_noise(monkeypatch):
    def changed(gan):
        return gan.stateless_seed(2, gan.d_optimizer.iterations)

    monkeypatch.setattr(GAN, "penalty_seed", changed)


def other_initializer(monkeypatch):
    dense = keras.layers.Dense.__init__

    def changed(layer, *args, **kwargs):
        return dense(layer, *args, **{"kernel_initializer": "glorot_normal"} | kwargs)

    monkeypatch.setattr(keras.layers.Dense, "__init__", changed)


def other_data(monkeypatch):
    sample = tf.random.stateless_normal

    def changed(shape, seed):
        return 1.5 * sample(shape, seed)

    monkeypatch.setattr(tf.random, "stateless_normal", changed)


def other_steps(monkeypatch):
    world = {name: (mixture, 100) for name, (mixture, _) in wasserstein.DATA.items()}
    monkeypatch.setattr(wasserstein, "DATA", world)


CHANGES = [other_loss, other_rate, other_noise, other_penalty_noise]
CHANGES += [other_initializer, other_data, other_steps]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_behaviour_is_seen(change, monkeypatch):
    place = ("wasserstein", "ring, gradient penalty")
    kept = fingerprint.read(place[0])[place[1]]
    change(monkeypatch)
    assert fingerprint.differences(kept, fingerprints.take(*place))


def test_each_training_of_a_run_is_seen():
    """The second must not hide the first, as in `make augmentation`."""

    def run(arm, seed):
        ring = gaussian_ring()
        for rate in (1e-3, 2e-3):
            keras.utils.set_random_seed(seed)
            gan = plane_gan(ring, g_rate=rate)
            gan.fit(ring.batches(64), steps_per_epoch=9)
        return [{"measure": 1.0}]

    found = fingerprint.of_run(run, ("arm",), {})
    assert found["steps"] == found["steps 2"] == 9 and found["measure"] == 1
    assert found["generator"] != found["generator 2"]
    assert found["discriminator"] == pytest.approx(found["discriminator 2"], rel=1e-3)


def test_differences_are_named_and_rounding_is_none():
    kept = {"d_loss": 1.234, "norm": 0.0, "gone": 1.0, "nan": np.nan}
    kept |= {"frechet": 100.0, "later: a": 1.0}
    same = {"d_loss": 1.2345, "norm": 1e-6, "gone": 1.0, "nan": np.nan}
    same |= {"frechet": 100.4, "later: a": 1.09}
    assert not fingerprint.differences(kept, same)
    other = {"d_loss": 1.236, "norm": 0.0, "new": 2.0, "nan": 3.0}
    other |= {"frechet": 100.6, "later: a": 1.2}
    assert fingerprint.differences(kept, other) == [
        "d_loss: 1.234, now 1.236",
        "gone: gone",
        "nan: nan, now 3",
        "frechet: 100, now 100.6",
        "later: a: 1, now 1.2",
        "new: new",
    ]


def test_fingerprints_are_kept_with_their_versions(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprint, "FILE", tmp_path / "fingerprints.json")
    fingerprint.keep("some", "a, b", {"x": 1.0})
    fingerprint.keep("some", "c", {"x": 2.0})
    assert fingerprint.read("some") == {"a, b": {"x": 1.0}, "c": {"x": 2.0}}
    assert fingerprint.versions() in fingerprint.FILE.read_text()
    assert len(fingerprint.FILE.read_text().splitlines()) == 6  # an arm a line


def test_what_makes_a_lesson_short_must_be_there(monkeypatch):
    monkeypatch.setattr(fingerprints.lessons, "cells", lambda lesson: ["STEPS = 3"])
    with pytest.raises(ValueError, match="ROUNDS, STEPS = 40, 100"):
        fingerprints.lessons.fingerprint_of("02_first_gan")
