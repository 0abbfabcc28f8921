"""The GAN model: its step, its checks, resuming, several devices."""

import gan_course  # noqa: F401
from gan_course import metrics
from gan_course.callbacks import Evaluate, ProgressLine, Resume, SampleGrid
from gan_course.data import image_batches, scale
from gan_course.losses import (
    gradient_penalty,
    r1_penalty,
    wasserstein_discriminator_loss,
    wasserstein_generator_loss,
)
from gan_course.plotting import save_gif
from gan_course.training import (
    GAN,
    clip_weights,
    update_average,
    update_in_turn,
    update_players,
)

import os
import subprocess
import sys
import textwrap
import warnings

import imageio.v3 as imageio
import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from PIL import Image

PIXELS = np.random.default_rng(0).integers(0, 256, (64, 4, 4, 1), dtype="uint8")


def small_gan(latent_dim=3, dropout=0.0, batch_norm=False, optimizer=None, seed=0):
    keras.utils.set_random_seed(1)
    norm = [layers.BatchNormalization()] if batch_norm else []
    generator = keras.Sequential(
        [keras.Input((latent_dim,)), layers.Dense(16), *norm]
        + [layers.Activation("tanh"), layers.Reshape((4, 4, 1))]
    )
    discriminator = keras.Sequential(
        [keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(8, "relu")]
        + [layers.Dropout(dropout), layers.Dense(1)]
    )
    optimizer = optimizer or (lambda: keras.optimizers.Adam(1e-2))
    gan = GAN(generator, discriminator, latent_dim, seed=seed)
    gan.compile(optimizer(), optimizer())
    return gan


def train(gan, epochs=3, **kwargs):
    return gan.fit(image_batches(PIXELS, 8), epochs, steps_per_epoch=5, **kwargs)


def identity(shape):
    return keras.Sequential([keras.Input(shape), layers.Identity()])


def same(first, second, tolerance=0.0):
    pairs = zip(first.weights, second.weights)
    return all(np.allclose(a, b, rtol=0, atol=tolerance) for a, b in pairs)


def test_step_is_gradient_descent_on_both_losses():
    gan = small_gan(optimizer=lambda: keras.optimizers.SGD(0.1))
    images, noise = tf.random.normal((8, 4, 4, 1)), tf.random.normal((8, 3))

    def losses():
        fake = gan.discriminator(gan.generator(noise))
        real = gan.discriminator(images)
        d = -tf.reduce_mean(tf.math.log_sigmoid(real))
        d -= tf.reduce_mean(tf.math.log_sigmoid(-fake))
        return d, -tf.reduce_mean(tf.math.log_sigmoid(fake))

    with tf.GradientTape(persistent=True) as tape:
        d_loss, g_loss = losses()
    d, g = gan.discriminator.trainable_variables, gan.generator.trainable_variables
    expected = [v - 0.1 * dv for v, dv in zip(d, tape.gradient(d_loss, d))]
    expected += [v - 0.1 * dv for v, dv in zip(g, tape.gradient(g_loss, g))]
    returned = update_players(gan, images, noise)
    np.testing.assert_allclose(returned, (d_loss, g_loss), rtol=1e-5)
    for variable, value in zip(d + g, expected):
        np.testing.assert_allclose(variable, value, atol=1e-6)


def wasserstein_gan(steps=5, penalty=gradient_penalty, rate=0.1, **options):
    keras.utils.clear_session()  # names of layers decide how its graph rounds
    gan = small_gan()
    optimizers = [keras.optimizers.SGD(rate) for _ in range(2)]
    gan.compile(
        *optimizers,
        wasserstein_discriminator_loss,
        wasserstein_generator_loss,
        penalty=penalty,
        discriminator_steps=steps,
        **options,
    )
    return gan


@pytest.mark.parametrize("steps", [1, 3])
def test_steps_in_turn_are_gradient_descent(steps):
    """Every step of the critic on images of its own, then one of the generator."""
    gan = wasserstein_gan(steps, penalty_weight=2.0)
    images = tf.random.normal((4 * steps, 4, 4, 1), seed=1)
    noise = tf.random.normal((4 * steps, 3), seed=2)
    models = gan.discriminator, gan.generator
    d, g = (keras.models.clone_model(model) for model in models)
    for copy, model in zip((d, g), models):
        copy.set_weights(model.get_weights())
    for step in range(steps):
        part = slice(4 * step, 4 * step + 4)
        real, fake = images[part], g(noise[part])
        with tf.GradientTape() as tape:
            estimate = tf.reduce_mean(d(real)) - tf.reduce_mean(d(fake))
            seed = gan.stateless_seed(1, step)
            loss = 2.0 * gradient_penalty(d, real, fake, seed) - estimate
        weights = d.trainable_variables
        for w, slope in zip(weights, tape.gradient(loss, weights)):
            w.assign_sub(0.0 if slope is None else 0.1 * slope)
    with tf.GradientTape() as tape:
        g_loss = -tf.reduce_mean(d(g(noise[-4:])))
    weights = g.trainable_variables
    for w, slope in zip(weights, tape.gradient(g_loss, weights)):
        w.assign_sub(0.1 * slope)
    returned = update_in_turn(gan, images, noise)
    np.testing.assert_allclose(returned, (-estimate, g_loss), rtol=1e-5, atol=1e-6)
    assert same(d, gan.discriminator, 1e-6) and same(g, gan.generator, 1e-6)


def test_fit_takes_a_batch_for_every_step_of_the_critic():
    gan, seen = wasserstein_gan(5), []

    def update(gan, images, noise):
        seen.append((images.shape[0], noise.shape[0]))
        return update_in_turn(gan, images, noise)

    gan.update = update
    train(gan)
    assert int(gan.g_optimizer.iterations) == 15
    assert int(gan.d_optimizer.iterations) == 75
    assert seen == [(40, None)] or seen == [(40, 40)]  # traced once
    assert np.isfinite(gan.get_metrics_result()["d_loss"])
    gan = wasserstein_gan(3)
    history = gan.fit(image_batches(PIXELS, 8).take(7), epochs=2)
    assert int(gan.d_optimizer.iterations) == 2 * (7 // 3) * 3
    assert len(history.history["d_loss"]) == 2


def test_every_step_of_the_critic_sees_the_next_images():
    order, gan = [], wasserstein_gan(2, penalty=None)
    numbered = np.arange(32, dtype="float32").reshape(32, 1, 1, 1) / 32
    batches = tf.data.Dataset.from_tensor_slices(np.tile(numbered, (1, 4, 4, 1)))

    def update(gan, images, noise):
        order.extend(images.numpy()[:, 0, 0, 0] * 32)
        return update_in_turn(gan, images, noise)

    gan.compile(
        keras.optimizers.SGD(0.1),
        keras.optimizers.SGD(0.1),
        discriminator_steps=2,
        update=update,
        run_eagerly=True,
    )
    gan.fit(batches.batch(4), epochs=2, steps_per_epoch=2)
    assert order == list(range(32))


def test_resume_goes_on_with_several_steps(tmp_path):
    straight = wasserstein_gan(2)
    train(straight, 4)
    train(wasserstein_gan(2), 2, callbacks=[Resume(tmp_path)])
    resumed = wasserstein_gan(2)
    train(resumed, 4, callbacks=[Resume(tmp_path)])
    assert same(straight, resumed)


def test_r1_through_compile_flattens_the_discriminator():
    def slope(weight):
        gan = small_gan()
        options = {"penalty": r1_penalty, "penalty_weight": weight} if weight else {}
        gan.compile(*(keras.optimizers.Adam(1e-2) for _ in range(2)), **options)
        train(gan, 20)
        images = scale(PIXELS)
        return float(r1_penalty(gan.discriminator, images))

    assert slope(100.0) < slope(1.0) < slope(None)


def test_clipped_weights_stay_within():
    gan = wasserstein_gan(2, penalty=None, rate=10.0)
    clip_weights(gan.discriminator, 0.05)
    train(gan)
    weights = np.concatenate([w.ravel() for w in gan.discriminator.get_weights()])
    assert np.abs(weights).max() == pytest.approx(0.05)
    assert max(np.abs(w).max() for w in gan.generator.get_weights()) > 0.05


@pytest.mark.parametrize("ending", ["activation", "layer", "wrapped", "TensorFlow's"])
def test_a_sigmoid_is_refused_under_losses_of_logits(ending):
    last = {
        "activation": [layers.Dense(1, "sigmoid")],
        "layer": [layers.Dense(1), layers.Activation("sigmoid")],
        "wrapped": [layers.SpectralNormalization(layers.Dense(1, "sigmoid"))],
        "TensorFlow's": [layers.Dense(1, tf.nn.sigmoid)],
    }[ending]
    gan = small_gan()
    critic = keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), *last])
    gan = GAN(gan.generator, critic, latent_dim=3)
    adams = [keras.optimizers.Adam() for _ in range(4)]
    with pytest.raises(ValueError, match="sigmoid, but wasserstein_discriminator_loss"):
        gan.compile(*adams[:2], wasserstein_discriminator_loss)
    gan.compile(*adams[2:], lambda real, fake: tf.reduce_mean(fake - real))


def test_batch_normalization_under_a_penalty_is_warned_of():
    generator = small_gan().generator
    inner = keras.Sequential([keras.Input((16,)), layers.BatchNormalization()])
    critic = keras.Sequential(
        [keras.Input((4, 4, 1)), layers.Flatten(), inner, layers.Dense(1)]
    )
    gan = GAN(generator, critic, latent_dim=3)
    adams = [keras.optimizers.Adam() for _ in range(4)]
    with pytest.warns(UserWarning, match="depends on the whole batch"):
        gan.compile(*adams[:2], penalty=gradient_penalty)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gan.compile(*adams[2:])


@pytest.mark.parametrize("decay", [0.0, 0.9, 0.998])
def test_average_follows_its_formula(decay):
    slow, fast = small_gan(), small_gan()
    before = [w.numpy() for w in slow.generator.weights]
    for weight in fast.generator.weights:
        weight.assign(weight + 1.0)
    update_average(slow.generator, fast.generator, decay)
    for weight, old in zip(slow.generator.weights, before):
        np.testing.assert_allclose(weight, old + 1 - decay, atol=1e-6)


def test_fit_trains_both_and_averages():
    gan, untrained = small_gan(), small_gan()
    history = train(gan)
    assert set(history.history) == {"d_loss", "g_loss"}
    assert not same(gan.generator, untrained.generator)
    assert not same(gan.discriminator, untrained.discriminator)
    assert not same(gan.average, gan.generator)
    assert gan.predict(np.zeros((2, 3)), verbose=0).shape == (2, 4, 4, 1)
    assert int(gan.g_optimizer.iterations) == int(gan.d_optimizer.iterations) == 15


def test_average_without_a_memory_is_the_generator():
    gan = small_gan()
    gan.compile(*two_adams(), ema=0)
    train(gan)
    assert same(gan.average, gan.generator)


@pytest.mark.parametrize("kind", ["float64", "float16", "int32"])
def test_points_of_other_types_train_under_a_penalty(kind):
    critic = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    gan = GAN(generator, critic, latent_dim=3)
    gan.compile(*two_adams(), penalty=gradient_penalty)
    points = np.arange(12).reshape(6, 2).astype(kind)
    history = gan.fit(tf.data.Dataset.from_tensor_slices(points).batch(3))
    assert np.isfinite(history.history["d_loss"]).all()


def test_no_xla_on_a_cpu():
    assert small_gan().jit_compile is bool(tf.config.list_physical_devices("GPU"))


def test_noise_is_a_function_of_seed_and_step():
    first, second, other = small_gan(), small_gan(), small_gan(seed=1)
    tf.random.normal([3])  # the global random state plays no part
    assert np.array_equal(first.sample_noise(4), second.sample_noise(4))
    assert not np.array_equal(first.sample_noise(4), other.sample_noise(4))
    now = first.sample_noise(4)
    first.g_optimizer.iterations.assign_add(1)
    assert not np.array_equal(now, first.sample_noise(4))
    noise = first.sample_noise(20_000).numpy()
    assert abs(noise.mean()) < 0.02 and abs(noise.std() - 1) < 0.02


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


def test_fit_again_goes_on_in_the_data():
    gan, straight = small_gan(), small_gan()
    train(gan, 1)
    train(gan, 1)
    train(straight, 2)
    assert same(gan, straight)


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


def two_adams():
    return keras.optimizers.Adam(), keras.optimizers.Adam()


DEVICES = """
    import sys
    sys.path.insert(0, {tests!r})
    import gan_course, keras, numpy as np, tensorflow as tf
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(
        cpu, [tf.config.LogicalDeviceConfiguration()] * 2
    )
    from test_training import PIXELS, Resume, image_batches, same, small_gan, train

    images = (PIXELS[:40] / np.float32(127.5) - 1).reshape(5, 8, 4, 4, 1)
    noise = np.random.default_rng(1).standard_normal((5, 8, 3)).astype("float32")
    fed = tf.data.Dataset.from_tensor_slices((images, noise))
    sgd = lambda: keras.optimizers.SGD(0.1)
    one = small_gan(optimizer=sgd)
    one_history = one.fit(fed)
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        two = small_gan(optimizer=sgd)
    two_history = two.fit(fed)
    assert strategy.num_replicas_in_sync == 2
    assert same(one, two, 1e-5), "weights differ"
    assert not same(one, small_gan(), 1e-3), "nothing was learned"
    for name, values in one_history.history.items():
        assert np.allclose(values, two_history.history[name], atol=1e-5), name
    noises = strategy.experimental_local_results(
        strategy.run(lambda: two.sample_noise(4))
    )
    assert not np.allclose(*noises), "replicas draw the same noise"

    def whole(epochs, folder):
        with strategy.scope():
            gan = small_gan(batch_norm=True)
        train(gan, epochs, callbacks=[Resume(folder)])
        return gan

    straight = whole(2, {folder!r} + "/one")
    whole(1, {folder!r} + "/two")
    assert same(straight, whole(2, {folder!r} + "/two"), 1e-6), "resume differs"
    print("fine")
"""


def test_two_devices_train_like_one(tmp_path):
    script = textwrap.dedent(DEVICES).format(
        tests=os.path.dirname(__file__), folder=str(tmp_path)
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )
    assert result.stdout == "fine\n", result.stderr


def test_callbacks_leave_one_line_and_a_gif(tmp_path, capsys):
    gan = small_gan()
    noise = np.random.default_rng(0).standard_normal((6, 3)).astype("float32")
    grid = SampleGrid(noise, tmp_path, columns=3)
    train(gan, callbacks=[ProgressLine(seconds=0), grid])
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    last = out.rstrip().rsplit("\r", 1)[1]
    assert last.startswith("step 15/15") and "d_loss" in last and "0:00 to go" in last
    assert imageio.imread(grid.gif).shape[:3] == (3, 8, 12)
    assert len(list(tmp_path.glob("epoch_*.png"))) == 3
    (tmp_path / "epoch_last.png").touch()  # somebody's own
    train(small_gan(), 1, callbacks=grid)  # a shorter run leaves no old frames
    names = sorted(path.name for path in tmp_path.glob("epoch_*.png"))
    assert names == ["epoch_0001.png", "epoch_last.png"]
    assert len(imageio.imread(grid.gif, index=...)) == 1
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("frames, seconds", [(2, 1.0), (37, 6.0), (600, 6.0)])
def test_gif_takes_the_seconds_that_were_asked_for(tmp_path, frames, seconds):
    pictures = [np.full((2, 2), n % 256, "uint8") for n in range(frames)]
    save_gif(tmp_path / "run.gif", pictures, seconds)
    with Image.open(tmp_path / "run.gif") as gif:
        durations = []
        for n in range(gif.n_frames):
            gif.seek(n)
            durations.append(gif.info["duration"])
        assert gif.convert("L").getpixel((0, 0)) == (frames - 1) % 256
    assert sum(durations) == 1000 * seconds and min(durations) >= 20
    assert durations[-1] >= 0.2 * 1000 * seconds


def test_refused_calls_leave_no_files_behind(tmp_path):
    images = np.zeros((3, 8, 4, 4, 1), "float32")
    images[2, 0, 0, 0] = np.nan  # in a later batch, and then at once
    data = tf.data.Dataset.from_tensor_slices(images)
    for batches in (data, data.skip(2)):
        with pytest.raises(ValueError, match="NaN"):
            small_gan().fit(batches, callbacks=[Resume(tmp_path / "run")])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def pixel_classifier():
    """Features are sixteen pixels and some, classes whatever."""
    images = keras.Input((4, 4, 1))
    features = layers.Flatten()(images)
    return keras.Model(images, [features, layers.Dense(3)(features)])


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
