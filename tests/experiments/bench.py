"""The classic tutorial's DCGAN against the lesson's, in one run: `make bench`.

Writes a page, a picture and a table: from 30 classic minutes on to bench.md and
bench.png here and gan_course/tables/bench.csv, else to tests/outputs.
(a) speed of one step beside the machine's peak; (b) Fréchet distance against
training seconds, by two classifiers, and how many times sooner the lesson's
reaches what the classic one had; (c) cost a step as data grow; (d) the whole of
lesson 03, also as it was at the commit BEFORE. The classic network's large batches are
ten percent faster if an operation may use all cores; `make` sets that for both, though
the lesson's are faster without.
"""

from gan_course import data, metrics, models
from gan_course.training import GAN, dcgan_adam

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

import bench_page
import keras
import nbclient
import nbformat
import numpy as np
import tensorflow as tf
from keras import layers

ROOT = Path(__file__).resolve().parents[2]
SECONDS_LESSON = 150  # about as long as lesson 03 trains
SAMPLES = 10_000


def classic(**options):
    """The tutorial's networks and settings; it has no moving average."""
    gan = GAN(models.classic_generator(), models.classic_discriminator(), 100)
    adam = keras.optimizers.Adam
    gan.compile(adam(1e-4), adam(1e-4), ema=0.0, **options)
    return gan, 256


def lesson(**options):
    """What lesson 03 trains."""
    gan = GAN(models.dcgan_generator(), models.dcgan_discriminator(), 64)
    gan.compile(dcgan_adam(), dcgan_adam(), **options)
    return gan, 32


def second_classifier(images, labels):
    """Trains a classifier of another architecture than the course's."""
    keras.utils.set_random_seed(1)
    x = inputs = keras.Input((28, 28, 1))
    for filters in (24, 48):
        x = layers.Conv2D(filters, 5, padding="same", activation="tanh")(x)
        x = layers.AveragePooling2D(2)(x)
    features = layers.Dense(120, activation="tanh")(layers.Flatten()(x))
    outputs = layers.Dense(10)(features)
    model = keras.Model(inputs, outputs)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    model.fit(data.scale(images), labels, batch_size=128, epochs=4, verbose=0)
    return model, keras.Model(inputs, features)


def evaluator(real_images, feature_models):
    """Returns a function: GAN -> Fréchet distance by each classifier."""
    real = [f.predict(real_images, batch_size=500, verbose=0) for f in feature_models]
    noise = np.random.default_rng(0).standard_normal((SAMPLES, 100)).astype("float32")

    def evaluate(gan):
        images = gan.predict(noise[:, : gan.latent_dim], batch_size=500, verbose=0)
        fake = [f.predict(images, batch_size=500, verbose=0) for f in feature_models]
        return [metrics.frechet_distance(r, f) for r, f in zip(real, fake)]

    return evaluate


def cadence(seconds):
    """Training seconds at which to look, the same for both networks.

    Dense at first, where the lesson's distance falls within seconds, and every
    30, then 60 seconds later on.
    """
    times = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, *range(30, 600, 30)]
    times += range(600, int(seconds) + 1, 60)
    return [t for t in times if t <= seconds]


class Clock(keras.callbacks.Callback):
    """Evaluates at given training seconds, with the clock stopped meanwhile."""

    def __init__(self, name, seconds, evaluate, rows):
        super().__init__()
        self.name, self.evaluate, self.rows = name, evaluate, rows
        self.times, self.spent = cadence(seconds), 0.0

    def on_train_batch_begin(self, batch, logs=None):
        self.start = time.time()

    def on_train_batch_end(self, batch, logs=None):
        np.asarray(logs["d_loss"])  # wait for the step
        self.spent += time.time() - self.start
        if self.times and self.spent >= self.times[0]:
            while self.times and self.spent >= self.times[0]:
                self.times.pop(0)
            distances = self.evaluate(self.model)
            row = [self.name, batch + 1, round(self.spent, 2)]
            self.rows.append(row + [round(d, 2) for d in distances])
            print(*self.rows[-1], sep="\t", flush=True)
            self.model.stop_training = not self.times


def run(name, gan, batch_size, images, seconds, evaluate, rows):
    """Trains for some seconds, from the state after one step of warming up."""
    batches = data.image_batches(images, batch_size)
    state = gan.variables + gan.d_optimizer.variables + gan.g_optimizer.variables
    weights = [(v, v.numpy()) for v in state]
    gan.fit(batches, steps_per_epoch=2)  # compile outside the clock
    for variable, value in weights:
        variable.assign(value)
    clock = Clock(name, seconds, evaluate, rows)
    gan.fit(batches, steps_per_epoch=10**7, callbacks=[clock])


def step_time(gan, images, batch_size, steps=30):
    """Returns milliseconds a step, data included, the best of three rounds."""
    batches = data.image_batches(images, batch_size)
    gan.fit(batches, steps_per_epoch=3)
    times = []
    for _ in range(3):
        start = time.time()
        gan.fit(batches, steps_per_epoch=steps)
        times.append((time.time() - start) / steps)
    return 1000 * min(times)


def multiply_adds(model):
    """Counts one forward pass of one image, from the layers' shapes."""
    total = 0
    for layer in model.layers:
        if isinstance(layer, layers.Dense):
            total += layer.kernel.shape[0] * layer.kernel.shape[1]
        elif isinstance(layer, layers.Conv2D):
            total += np.prod(layer.kernel.shape) * np.prod(layer.output.shape[1:3])
        elif isinstance(layer, layers.Conv2DTranspose):
            total += np.prod(layer.kernel.shape) * np.prod(layer.input.shape[1:3])
    return int(total)


def step_flops(gan):
    """Counts a train step's floating-point operations for one real image.

    Two for a multiply-add. A forward pass, the gradient to the weights and
    that to the inputs cost the same. The generator has one of each; the
    discriminator has three on real images and four on generated ones, whose
    inputs get a gradient for each player.
    """
    return 2 * (3 * multiply_adds(gan.generator) + 7 * multiply_adds(gan.discriminator))


def matrix_peak(size=2048, rounds=50):
    """Returns the GFLOP/s of a float32 matrix product, the best of all rounds."""
    matrix = tf.random.normal((size, size))
    product = tf.function(tf.matmul)
    product(matrix, matrix)
    times = []
    for _ in range(rounds):
        start = time.time()
        product(matrix, matrix).numpy()
        times.append(time.time() - start)
    return 2 * size**3 / min(times) / 1e9


def lesson_minutes(course):
    """Executes lesson 03 of a copy of the course; returns the minutes it took.

    In a process without the settings of TensorFlow that this one has.
    """
    settings = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    folder = course / "notebooks"
    notebook = nbformat.read(folder / "03_dcgan_mnist.ipynb", as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    start = time.time()
    client = nbclient.NotebookClient(notebook, timeout=1800, resources=resources)
    client.execute(env=settings | {"PYTHONPATH": str(course)})
    return (time.time() - start) / 60


def minutes_of_lesson(before):
    """Returns rows (code, minutes): lesson 03 as of a commit, if any, and as it is."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for commit in [before] * bool(before) + ["HEAD"]:
            copy = Path(folder) / commit
            copy.mkdir()
            archive = ["git", "archive", commit]
            files = subprocess.run(archive, cwd=ROOT, check=True, capture_output=True)
            subprocess.run(["tar", "-x"], cwd=copy, check=True, input=files.stdout)
            name = "as it is" if commit == "HEAD" else f"as of {commit}"
            rows.append((name, f"{lesson_minutes(copy):.2f}"))
            print(*rows[-1], sep="\t", flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=8, help="classic minutes")
    parser.add_argument("--before", help="a commit whose lesson 03 is executed, too")
    options = parser.parse_args()
    minutes = options.minutes
    if minutes < 1:
        parser.error("a comparison needs at least one classic minute")
    rows_d = minutes_of_lesson(options.before)
    images, labels = data.load_mnist("train")
    test_images, test_labels = data.load_mnist("test")
    keras.utils.set_random_seed(0)

    # (a) one step
    rows_a = []
    peak = matrix_peak()
    for name, (gan, batch_size) in {
        "classic": classic(),
        "lesson": lesson(),
    }.items():
        ms = step_time(gan, images, batch_size)
        flops = batch_size * step_flops(gan)
        rate = flops / ms / 1e6
        rows_a.append([
            name, batch_size, f"{ms:.1f}", f"{1000 * batch_size / ms:.0f}",
            f"{flops / batch_size / 1e6:.0f}", f"{rate:.0f}", f"{rate / peak:.0%}",
        ])  # fmt: skip
        print(*rows_a[-1], sep="\t", flush=True)

    # (c) cost as data grow
    sizes = [16, 32, 64, 128, 256]
    rows_c = []
    for batch_size in sizes:
        ms = step_time(lesson()[0], images, batch_size, 20)
        rows_c.append(
            [batch_size, 60_000, f"{ms:.1f}", f"{1000 * ms / batch_size:.0f}"]
        )
    for count in (600, 6_000):
        ms = step_time(lesson()[0], images[:count], 32, 20)
        rows_c.append([32, count, f"{ms:.1f}", f"{1000 * ms / 32:.0f}"])

    # (b) quality against seconds
    course = models.load_classifier()
    course_features = keras.Model(course.input, course.outputs[0])
    second, second_features = second_classifier(images, labels)
    real = data.scale(test_images)
    feature_models = [course_features, second_features]
    evaluate = evaluator(real, feature_models)
    train = [f.predict(data.scale(images[:SAMPLES]), verbose=0) for f in feature_models]
    test = [f.predict(real, verbose=0) for f in feature_models]
    floors = [metrics.frechet_distance(a, b) for a, b in zip(train, test)]
    accuracy = second.evaluate(real, test_labels, verbose=0)[1]
    rows = []
    gan, batch_size = lesson()
    run("lesson", gan, batch_size, images, SECONDS_LESSON, evaluate, rows)
    gan, batch_size = classic()
    run("classic", gan, batch_size, images, 60 * minutes, evaluate, rows)
    bench_page.write(options, peak, rows_a, rows_c, rows_d, rows, floors, accuracy)


if __name__ == "__main__":
    main()
