"""The classic tutorial's DCGAN against the lesson's, in one run: `make bench`.

Writes a page, a picture and a table: from 30 classic minutes on to bench.md and
bench.png here and gan_course/tables/bench.csv, else to tests/outputs.
(a) speed of one step beside the machine's peak; (b) Fréchet distance against
training seconds, by two classifiers, and how many times sooner the lesson's
reaches what the classic one had; (c) cost a step as data grow.
"""

from gan_course import data, metrics, models
from gan_course.training import GAN, dcgan_adam

import argparse
import csv
import datetime
import os
import platform
import time
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers

HERE = Path(__file__).resolve().parent
TABLE = data.TABLES / "bench.csv"
SECONDS_LESSON = 150  # about as long as lesson 03 trains
SAMPLES = 10_000


def classic():
    """The tutorial's networks and settings; it has no moving average."""
    gan = GAN(models.classic_generator(), models.classic_discriminator(), 100)
    adam = keras.optimizers.Adam
    gan.compile(adam(1e-4), adam(1e-4), ema=0.0)
    return gan, 256


def lesson():
    """What lesson 03 trains."""
    gan = GAN(models.dcgan_generator(), models.dcgan_discriminator(), 64)
    gan.compile(dcgan_adam(), dcgan_adam())
    return gan, 32


def second_classifier(images, labels):
    """Trains a classifier of another architecture, never used for tuning."""
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


def ratios(rows, column):
    """For every classic minute: (minute, best distance, when each first had it)."""
    curves = {
        name: [(row[2], row[column]) for row in rows if row[0] == name]
        for name in ("classic", "lesson")
    }

    def first(name, distance):
        return next((t for t, d in curves[name] if d <= distance), None)

    table = []
    for minute in range(1, int(curves["classic"][-1][0] / 60 + 0.05) + 1):
        best = min(d for t, d in curves["classic"] if t <= 60 * minute + 3)
        table.append((minute, best, first("classic", best), first("lesson", best)))
    return table


def markdown(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def plot(rows, floors, path):
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), dpi=110, sharex=True)
    titles = ["the course's classifier", "a second classifier, never tuned on"]
    for column, (axis, title) in enumerate(zip(axes, titles)):
        for name, color in [("classic", "tab:orange"), ("lesson", "tab:blue")]:
            points = [(r[2], r[3 + column]) for r in rows if r[0] == name]
            axis.plot(*zip(*points), ".-", color=color, label=name, markersize=4)
        axis.axhline(floors[column], color="gray", linestyle=":", label="real images")
        axis.set(xscale="log", yscale="log", title=title)
        axis.set(xlabel="training seconds", ylabel="Fréchet distance")
        axis.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=8, help="classic minutes")
    minutes = parser.parse_args().minutes
    if minutes < 1:
        parser.error("a comparison needs at least one classic minute")
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
    write(minutes, peak, rows_a, rows_c, rows, floors, accuracy)


def write(minutes, peak, rows_a, rows_c, rows, floors, accuracy):
    """Writes the table of (b), the picture and the page about all three."""
    committed = minutes >= 30
    folder = HERE if committed else HERE.parent / "outputs"
    table = TABLE if committed else folder / TABLE.name
    folder.mkdir(exist_ok=True)
    with open(table, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["network", "step", "seconds", "frechet", "frechet_second"])
        writer.writerows(rows)
    plot(rows, floors, folder / "bench.png")
    sections = [
        quality(rows, 3, floors[0], "By the course's classifier"),
        quality(rows, 4, floors[1], "By the second classifier"),
    ]
    gpus = len(tf.config.list_physical_devices("GPU"))
    names = {
        "date": datetime.date.today(),
        "versions": f"TensorFlow {tf.__version__}, Keras {keras.__version__}",
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {gpus or 'no'} GPU",
        "command": f"make bench MINUTES={minutes:g}",
        "peak": f"{peak:.0f}",
        "accuracy": f"{accuracy:.2%}",
        "step": markdown(STEP_HEADER, rows_a),
        "quality": "\n\n".join(sections),
        "growth": markdown(["batch", "images", "ms a step", "µs an image"], rows_c),
    }
    (folder / "bench.md").write_text(PAGE.format(**names), encoding="utf-8")


def quality(rows, column, floor, title):
    """Returns the section of (b) for one classifier."""
    table = []
    for minute, best, classic_s, lesson_s in ratios(rows, column):
        times = [f"{classic_s:.0f}"]
        if lesson_s is None:
            times += ["never", "-"]
        else:
            times += [f"{lesson_s:.1f}", f"{classic_s / lesson_s:.0f}"]
        table.append([minute, f"{best:.1f}", *times])
    last = {row[0]: row for row in rows}
    ends = ", ".join(
        f"the {name} generator {row[column]:.1f} after {row[2]:.0f} s"
        for name, row in last.items()
    )
    return (
        f"### {title}\n\nReal training images score {floor:.2f}, {ends}.\n\n"
        + markdown(QUALITY_HEADER, table)
    )


STEP_HEADER = ["network", "batch", "ms a step", "images/s", "MFLOP an image"]
STEP_HEADER += ["GFLOP/s", "of the peak"]
QUALITY_HEADER = ["classic minute", "its best distance so far", "classic s"]
QUALITY_HEADER += ["lesson s", "ratio"]
PAGE = """# The classic DCGAN against the lesson's

`{command}` on {date}: {machine}, {versions}.

"Classic" is the network and the settings of the well-known Keras tutorial (batch 256,
Adam 1e-4); "lesson" is what lesson 03 trains.

## (a) One step

A float32 matrix product of size 2048 reaches {peak} GFLOP/s here.

{step}

## (b) Quality against training time

Fréchet distance of 10,000 generated images to the test split, each evaluation with
the clock stopped, at the same training seconds for both. The second classifier (two
5x5 convolutions, tanh, average pooling; test accuracy {accuracy}) was never used to
choose anything. "classic s" and "lesson s" are the training seconds at which each
first had the distance in the second column.

![Fréchet distance against training seconds, both axes logarithmic](bench.png)

{quality}

## (c) Cost as data grow

The lesson's networks; images in memory as uint8, batches made in the graph.

{growth}
"""


if __name__ == "__main__":
    main()
