"""Training that was stopped goes on as if it had not been."""

import gan_course  # noqa: F401
from gan_course import data
from gan_course.callbacks import Resume
from gan_course.data import image_batches, scale

import keras
import numpy as np
import pytest
import tensorflow as tf
from players import (
    PIXELS,
    same,
    sgd_gan,
    small_gan,
    train,
    two_adams,
    wasserstein_gan,
)


def test_resume_goes_on_with_several_steps(tmp_path):
    straight = wasserstein_gan(2)
    train(straight, 4)
    train(wasserstein_gan(2), 2, callbacks=[Resume(tmp_path)])
    resumed = wasserstein_gan(2)
    train(resumed, 4, callbacks=[Resume(tmp_path)])
    assert same(straight, resumed)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_stop_and_resume_gives_the_same_weights(tmp_path, dropout):
    options = {"dropout": dropout, "batch_norm": True}
    straight = small_gan(**options)
    train(straight, 4)
    train(small_gan(**options), 2, callbacks=[Resume(tmp_path)])
    resumed = small_gan(**options)
    history = train(resumed, 4, callbacks=[Resume(tmp_path)])
    assert same(straight, resumed)
    assert history.epoch == [0, 1, 2, 3] and len(history.history["g_loss"]) == 4
    again = train(small_gan(**options), 4, callbacks=[Resume(tmp_path)])
    assert again.history == history.history  # nothing was left to do
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("finite", [True, False])
def test_resume_goes_on_in_the_data_where_it_stopped(tmp_path, finite):
    """Also with several steps an execution, and in a dataset that ends."""
    steps = None if finite else 4

    def run(epochs, folder):
        gan = small_gan()
        shuffled = tf.data.Dataset.from_tensor_slices(scale(PIXELS)).shuffle(64, seed=0)
        data = shuffled.batch(16) if finite else image_batches(PIXELS, 8)
        gan.compile(gan.d_optimizer, gan.g_optimizer, steps_per_execution=2)
        gan.fit(data, epochs, steps, callbacks=Resume(folder))
        return gan

    straight = run(4, tmp_path / "one")
    run(2, tmp_path / "two")
    resumed = run(4, tmp_path / "two")
    assert same(straight, resumed)
    assert int(resumed.g_optimizer.iterations) == 16


def test_resume_keeps_no_half_epoch_and_no_nan(tmp_path):
    class Stop(keras.callbacks.Callback):
        def __init__(self, step):
            super().__init__()
            self.step = step

        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = self.model.g_optimizer.iterations == self.step

    history = train(small_gan(), 3, callbacks=[Stop(2), Resume(tmp_path)])
    assert history.epoch == [] and Resume(tmp_path).restore(small_gan()) == 0
    train(small_gan(), 3, callbacks=[Stop(7), Resume(tmp_path)])
    assert Resume(tmp_path).restore(small_gan()) == 1
    wild = small_gan()
    wild.compile(*two_adams(), d_loss=lambda real, fake: np.nan * real[0, 0])
    with pytest.raises(ValueError, match="a loss is NaN"):
        train(wild, 1, callbacks=[Resume(tmp_path / "nan")])
    assert not list((tmp_path / "nan").glob("*"))


def test_resume_comes_last_wherever_it_stands(tmp_path):
    class Adds(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["quality"] = 1.0

    resume = Resume(tmp_path)
    sgd_gan().fit(
        data.gaussian_ring().batches(8), steps_per_epoch=2, callbacks=[resume, Adds()]
    )
    assert resume.history["quality"] == [1.0]
