"""Stacked MNIST, with and without remedies: `make stacked-mnist`.

Lesson 03's generator with three channels against `open_discriminator`, at full size and
at a quarter of it: without a remedy, with packing in pairs, and with the minibatch
standard deviation. Samples of the moving average are measured several times on the way.
Rows go to gan_course/tables/stacked_mnist.csv as they are made, with the floors of real
images; a page goes to stacked_mnist.md, samples of the first seed to
stacked_mnist.png beside the table. Two runs at a time, one thread each.
"""

from gan_course import data, metrics
from gan_course.data.batches import prefetched
from gan_course.layers import MinibatchStandardDeviation, Pack
from gan_course.models import dcgan_generator, load_classifier, open_discriminator
from gan_course.plotting import image_grid
from gan_course.training import GAN, dcgan_adam

import time
from pathlib import Path

import experiment
import imageio.v3 as imageio
import keras
import numpy as np
import tensorflow as tf
from experiment import Experiment

HERE = Path(__file__).resolve().parent
PICTURE = data.TABLES / "stacked_mnist.png"
PIECES = HERE.parent / "outputs" / "stacked_mnist"  # samples of each run
SAMPLES, BATCH, LATENT_DIM = 26_000, 32, 64
EPOCH = 500  # steps

# Size: the width of the discriminator, and the steps at which samples are measured.
SIZES = {
    "real": None,
    "full": (32, [500, 2000, 4000, 8000]),
    "quarter": (8, [500, 2000, 4000, 8000, 16_000]),
}
ARMS = {
    "real": dict,
    "none": dict,
    "packing by 2": lambda: {"first": Pack(2)},
    "minibatch standard deviation": lambda: {"last": MinibatchStandardDeviation()},
}


def score(images, real_features, classifier):
    """Returns the measures of stacked images: modes as the classifier reads them.

    "frechet" is the mean over the channels of each one's Fréchet distance to the
    test split, "sure" the share of channels whose best class has over 90 %.
    """
    outputs = [metrics.classify(images[..., c : c + 1], classifier) for c in range(3)]
    digits = np.stack([logits.argmax(axis=1) for _, logits in outputs], axis=1)
    distances = [metrics.frechet_distance(real_features, f) for f, _ in outputs]
    logits = np.concatenate([logits for _, logits in outputs])
    best = keras.ops.softmax(logits).numpy().max(axis=1)
    found = metrics.stacked_mode_coverage(digits)
    return found | {"frechet": np.mean(distances), "sure": np.mean(best > 0.9)}


def stacked_batches(images, seed):
    """Makes an endless dataset of stacked MNIST: batch k is always the same one."""
    pixels = tf.constant(images[..., 0])

    def batch(step):
        numbers = tf.stack([tf.cast(seed, tf.int64), step])
        chosen = tf.random.stateless_uniform(
            [BATCH, 3], numbers, 0, len(images), tf.int32
        )
        return data.scale(tf.transpose(tf.gather(pixels, chosen), (0, 2, 3, 1)))

    return prefetched(tf.data.Dataset.counter().map(batch))


def stacked_generator():
    """Builds lesson 03's generator, with three channels."""
    one = dcgan_generator(LATENT_DIM)
    three = keras.layers.Conv2D(3, 3, padding="same", activation="tanh")
    images = three(one.layers[-2].output)
    return keras.Model(one.input, images, name="stacked_generator")


class Watch(keras.callbacks.Callback):
    """Measures the moving average's samples after some steps."""

    def __init__(self, steps, real_features, classifier, seed):
        super().__init__()
        self.steps = steps
        self.real, self.classifier, self.seed = real_features, classifier, seed
        self.found = []

    def on_train_begin(self, logs=None):
        rng = np.random.default_rng(self.seed)
        self.noise = rng.standard_normal((SAMPLES, LATENT_DIM), "float32")
        self.start, self.measuring = time.process_time(), 0.0

    def on_epoch_end(self, epoch, logs=None):
        arrived, step = time.process_time(), int(self.model.g_optimizer.iterations)
        if step in self.steps:
            seconds = arrived - self.start - self.measuring
            pieces = np.split(self.noise, 26)
            self.images = np.concatenate([self.model(piece) for piece in pieces])
            found = score(self.images, self.real, self.classifier)
            self.found.append({"step": step, "seconds": seconds} | found)
        self.measuring += time.process_time() - arrived


def run(size, arm, seed):
    """Returns the rows of one training, one for each of its measurements."""
    keras.utils.clear_session()
    classifier = load_classifier()
    real = metrics.classify(data.scale(data.load_mnist("test")[0]), classifier)[0]
    images, labels = data.load_mnist("train")
    if size == "real":
        stacked, _ = data.stack_digits(images, labels, SAMPLES, seed)
        samples = data.scale(stacked).numpy()
        found = [{"step": 0, "seconds": 0} | score(samples, real, classifier)]
    else:
        width, steps = SIZES[size]
        keras.utils.set_random_seed(seed)
        discriminator = open_discriminator(3, width, **ARMS[arm]())
        gan = GAN(stacked_generator(), discriminator, LATENT_DIM, seed=seed)
        gan.compile(dcgan_adam(), dcgan_adam(), steps_per_execution=100)
        watch = Watch(steps, real, classifier, seed)
        gan.fit(
            stacked_batches(images, seed),
            epochs=steps[-1] // EPOCH,
            steps_per_epoch=EPOCH,
            callbacks=[watch],
        )
        found, samples = watch.found, watch.images
    grid = image_grid(samples[:16], 16)
    piece = PIECES / f"{size} {arm} {seed}.png"
    experiment.write_picture(piece, grid)
    return found


EXPERIMENT = Experiment(
    __file__,
    {"size": SIZES, "arm": ARMS},
    ["step", "seconds", "captured", "reverse_kl", "frechet", "sure"],
    fewer={"SAMPLES": 520, "PIECES": PIECES / "brief"},
)


def write_page(rows):
    minutes = experiment.minutes(rows, EXPERIMENT.place)
    lines = [
        f"`make stacked-mnist`: {minutes:.0f} minutes of training on one core each, "
        f"two at a time, and the measuring. {SAMPLES:,} samples of the moving average, "
        f"batches of {BATCH}. Modes as the course's classifier reads them, of 1,000; "
        "reverse KL divergence against equal shares; the mean of the channels' Fréchet "
        "distances to the test split, on the course's classifier; `sure`, the share of "
        "channels whose best class has over 90 %.",
        "",
        "| discriminator | arm | seed | step | minutes of a core | modes | KL "
        "| Fréchet | sure |",
        "| --- " * 9 + "|",
    ]
    for row in rows:
        cells = [row["size"], row["arm"], row["seed"], row["step"]]
        cells += [f"{float(row['seconds']) / 60:.1f}", row["captured"]]
        cells += [f"{float(row[name]):.3f}" for name in ("reverse_kl", "frechet")]
        cells += [f"{float(row['sure']):.1%}"]
        lines.append("| " + " | ".join(cells) + " |")
    experiment.write_page(__file__, "Stacked MNIST", lines)


def write_picture():
    """Puts the first seed's samples together, a row for each arm of the table."""
    places = [(s, a) for s in SIZES for a in ARMS if (s == "real") == (a == "real")]
    names = [PIECES / f"{size} {arm} 0.png" for size, arm in places]
    if all(name.exists() for name in names):
        picture = np.concatenate([imageio.imread(name) for name in names])
        experiment.write_picture(PICTURE, picture)


def main():
    options = experiment.options(__doc__, seeds=5)
    wanted = [
        (size, arm, seed)
        for seed in range(options.seeds)
        for size in SIZES
        for arm in ARMS
        if (size == "real") == (arm == "real")
        and (seed == 0 or size == "quarter")  # modes are missing there alone
    ]
    write_page(EXPERIMENT.complete(run, wanted, options.jobs))
    write_picture()


if __name__ == "__main__":
    main()
