"""Measures after each epoch."""

import gan_course  # noqa: F401
from gan_course import data, metrics
from gan_course.callbacks import Evaluate, Resume, WatchModes
from gan_course.data import scale
from gan_course.training import (
    plane_gan,
)

import keras
import numpy as np
import pytest
import tensorflow as tf
from players import (
    PIXELS,
    pixel_classifier,
    same,
    small_gan,
    train,
)


def test_evaluate_puts_metrics_of_the_average_into_the_history(tmp_path):
    classifier, gan = pixel_classifier(), small_gan()
    quality = Evaluate(scale(PIXELS), samples=100, every=2, classifier=classifier)
    found = []

    class Reader(keras.callbacks.Callback):  # as EarlyStopping would
        def on_epoch_end(self, epoch, logs=None):
            found.append("frechet_distance" in logs)

    callbacks = [Resume(tmp_path), Reader(), quality]
    history = train(gan, 4, callbacks=callbacks).history
    assert len(history["d_loss"]) == 4 and len(history["frechet_distance"]) == 2
    assert found == [False, True, False, True]
    noise = np.random.default_rng(0).standard_normal((100, 3), "float32")
    fakes = metrics.classify(gan.predict(noise, verbose=0), classifier)
    expected = metrics.evaluate(metrics.classify(scale(PIXELS), classifier), fakes)
    for name, value in expected.items():
        assert history[name][-1] == pytest.approx(value, rel=1e-3, abs=1e-6), name
    assert quality.seconds > 0
    # measuring changes nothing, and what was measured survives a stop
    plain = small_gan()
    train(plain, 4)
    assert same(gan, plain)
    resumed = small_gan()
    again = train(resumed, 4, callbacks=[quality, Resume(tmp_path)]).history
    assert again["recall"] == history["recall"]


RING = data.gaussian_ring()


def test_watch_sees_the_average_and_the_generator_itself():
    gan, watch = plane_gan(RING), WatchModes(RING, samples=40, seed=3)
    gan.fit(RING.batches(16), epochs=2, steps_per_epoch=100, callbacks=[watch])
    assert [found["step"] for found in watch.found] == [100, 200]
    assert 0 < watch.found[0]["seconds"] < watch.found[1]["seconds"]
    noise = tf.random.stateless_normal([40, 16], [3, -1])
    for model, samples in [(gan.average, watch.averaged), (gan.generator, watch.now)]:
        np.testing.assert_allclose(samples[-1], model(noise), atol=1e-5)
    expected = metrics.mode_coverage(gan.average(noise), RING.modes, RING.sigma)
    expected["reached_now"] = metrics.mode_coverage(
        gan.generator(noise), RING.modes, RING.sigma
    )["reached"]
    assert {name: watch.found[-1][name] for name in expected} == expected


def test_watch_goes_on_when_training_has_diverged():
    gan, watch = plane_gan(RING), WatchModes(RING, samples=40)
    gan.generator.trainable_variables[0].assign_add([[np.nan] * 128] * 16)
    gan.fit(RING.batches(16), epochs=1, steps_per_epoch=100, callbacks=[watch])
    assert watch.found[0]["reached"] == watch.found[0]["reached_now"] == 0
    assert watch.found[0]["high_quality"] == 0
