"""What people bring along from other tutorials: it works, or says at once what does."""

import gan_course
from gan_course.callbacks import Resume, SampleGrid
from gan_course.data import image_batches, scale
from gan_course.training import GAN

import subprocess
import sys
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from players import PIXELS, pixel_classifier, same, small_gan, train


def rates(gan):
    return [float(o.learning_rate) for o in (gan.d_optimizer, gan.g_optimizer)]


def two_rates():
    gan = small_gan()
    gan.compile(keras.optimizers.Adam(4e-3), keras.optimizers.Adam(1e-3))
    return gan


def test_saved_average_is_trained_on(tmp_path):
    first = small_gan()
    train(first, 1)
    first.average.save(tmp_path / "generator.keras")
    loaded = keras.models.load_model(tmp_path / "generator.keras")
    assert same(loaded, first.average) and loaded.trainable_variables
    second = GAN(loaded, first.discriminator, 3)
    second.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
    train(second, 1)
    assert not same(loaded, first.average)


def test_weights_are_saved_and_loaded_with_both_optimizers(tmp_path):
    first, second = small_gan(), small_gan(seed=3)
    train(first, 2)
    first.save_weights(tmp_path / "gan.weights.h5")
    second.load_weights(tmp_path / "gan.weights.h5")
    assert same(first, second)
    checkpoint = keras.callbacks.ModelCheckpoint(
        tmp_path / "best.weights.h5", save_weights_only=True
    )
    train(first, 1, callbacks=checkpoint)
    second.load_weights(tmp_path / "best.weights.h5")
    assert same(first, second)


def test_train_on_batch_takes_a_step_of_both():
    fitted, stepped = small_gan(), small_gan()
    images = scale(PIXELS[:8])
    history = fitted.fit(tf.data.Dataset.from_tensors(images))
    losses = stepped.train_on_batch(images)
    assert same(fitted, stepped)
    assert np.allclose(losses, [history.history[n][0] for n in ("d_loss", "g_loss")])
    noise = np.random.default_rng(0).standard_normal((8, 3))
    named = stepped.train_on_batch(images.numpy(), noise, return_dict=True)
    assert set(named) == {"d_loss", "g_loss"}
    assert int(stepped.g_optimizer.iterations) == 2


def test_a_scheduler_changes_both_rates():
    gan = two_rates()
    halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    train(gan, 2, callbacks=[halve])
    assert rates(gan) == pytest.approx([1e-3, 2.5e-4], rel=1e-6)


def test_a_plateau_changes_both_rates(tmp_path):
    gan = two_rates()
    plateau = keras.callbacks.ReduceLROnPlateau(
        "g_loss", 0.1, 1, mode="min", min_delta=9
    )
    train(gan, 3, callbacks=[Resume(tmp_path), plateau])
    assert rates(gan) == pytest.approx([4e-5, 1e-5], rel=1e-6)
    again = two_rates()
    Resume(tmp_path).restore(again)
    assert rates(again) == rates(gan)


def test_scheduled_training_goes_on_as_if_there_had_been_no_stop(tmp_path):
    def scheduled(epochs, folder):
        gan = two_rates()
        halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            train(gan, epochs, callbacks=[halve, Resume(folder)])
        return gan

    straight = scheduled(4, tmp_path / "one")
    scheduled(2, tmp_path / "two")
    resumed = scheduled(4, tmp_path / "two")
    assert same(straight, resumed) and rates(straight) == rates(resumed)


def test_resume_tells_of_a_rate_that_it_puts_back(tmp_path):
    train(two_rates(), 1, callbacks=[Resume(tmp_path)])
    gan = two_rates()
    gan.g_optimizer.learning_rate = 7e-4
    with pytest.warns(
        UserWarning, match=r"0\.001, .* replaces g_optimizer's 0\.0007"
    ) as w:
        train(gan, 2, callbacks=[Resume(tmp_path)])
    assert len(w) == 1 and rates(gan) == pytest.approx([4e-3, 1e-3])
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        train(two_rates(), 3, callbacks=[Resume(tmp_path)])


@pytest.mark.parametrize(
    "where", ["fit", "masks", "Evaluate", "classify", "image_batches"]
)
def test_images_that_begin_at_0_are_warned_of(where):
    unit = PIXELS.astype("float32") / 255
    calls = {
        "fit": lambda: small_gan().fit(tf.data.Dataset.from_tensors(unit)),
        "masks": lambda: small_gan().fit(tf.data.Dataset.from_tensors(unit > 0.5)),
        "Evaluate": lambda: gan_course.callbacks.Evaluate(
            unit, 20, 1, pixel_classifier()
        ),
        "classify": lambda: gan_course.metrics.classify(unit, pixel_classifier()),
        "image_batches": lambda: image_batches((unit > 0.5).astype("uint8"), 8),
    }
    with pytest.warns(UserWarning, match="lies below 0|0 and 1 only") as caught:
        calls[where]()
    assert len(caught) == 1 and caught[0].filename == __file__


def test_images_between_minus_1_and_1_are_not_warned_of():
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        train(small_gan(), 1)
        gan_course.metrics.classify(scale(PIXELS), pixel_classifier())


def test_a_tilde_is_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    grid = SampleGrid(np.zeros((4, 3), "float32"), "~/pictures", columns=2)
    train(small_gan(), 1, callbacks=[grid, Resume("~/run")])
    gan_course.plotting.save_gif("~/run.gif", [PIXELS[0]])
    there = {
        str(p.relative_to(tmp_path)) for p in tmp_path.glob("*/**/*") if p.is_file()
    }
    assert there == {
        "home/pictures/epoch_0001.png",
        "home/pictures/samples.gif",
        "home/run/latest.npz",
        "home/run.gif",
    }
    for load in (gan_course.data.load_mnist, gan_course.data.load_brain):
        with pytest.raises(ValueError, match=str(tmp_path / "home" / "mine")):
            load("test", "~/mine")


def test_export_is_the_moving_average(tmp_path):
    gan = small_gan()
    train(gan, 1)
    gan.export(tmp_path / "served", verbose=False)
    served = tf.saved_model.load(tmp_path / "served")
    noise = np.random.default_rng(0).standard_normal((2, 3)).astype("float32")
    assert np.allclose(served.serve(noise), gan.average(noise), atol=1e-6)


OTHER = """
import sys
from gan_course.checks import claim
kept = claim(sys.argv[1])
print("mine", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("kind", ["Resume", "SampleGrid"])
def test_a_folder_is_one_process_s(tmp_path, kind):
    """As of two notebooks that train into the same one."""
    command = [sys.executable, "-c", OTHER, tmp_path]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    grid = SampleGrid(np.zeros((4, 3), "float32"), tmp_path, columns=2)
    callback = {"Resume": Resume(tmp_path), "SampleGrid": grid}[kind]
    with subprocess.Popen(command, **pipes) as other:
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(ValueError, match="another process is training into"):
            train(small_gan(), 1, callbacks=callback)
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]
        other.kill()
    train(small_gan(), 1, callbacks=callback)
    assert not (tmp_path / ".lock").exists()


def test_an_interrupted_training_leaves_its_folder_free(tmp_path):
    class Interrupt(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(small_gan(), callbacks=[Resume(tmp_path), Interrupt()])
    command = [sys.executable, "-c", OTHER, tmp_path]
    done = subprocess.run(command, input="", capture_output=True, text=True)
    assert done.stdout == "mine\n", done.stderr
