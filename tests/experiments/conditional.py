"""Ways to order a class, and codes that nobody labelled: `make conditional`.

The same generator, told the class, is trained against discriminators that are told it
in different ways, that are asked for it, or that know nothing of it; and without labels
against discriminators that guess a code, with and without a reward for the generator.
Samples of the moving average are measured by the course's classifier. Rows go to
gan_course/tables/conditional.csv as they are made, so a run that was stopped goes on
where it was; a page goes to conditional.md. Two trainings at a time, one thread each.
"""

from gan_course import data, losses, metrics, models
from gan_course.training import (
    ConditionalGAN,
    InfoGAN,
    dcgan_adam,
    update_auxiliary,
    update_informed,
)

import functools
import time
from functools import partial

import experiment
import keras
import numpy as np
import tensorflow as tf
from experiment import Experiment, mean_and_error
from scipy.stats import spearmanr

BATCH, LATENT_DIM, CLASSES = 32, 64, 10
STEPS, EVALUATIONS, SAMPLES = 2000, 4, 5000
MEASURES = ["accuracy", "frechet", "frechet_within", "recall_within"]
CODES = ["matched", "chance", "bound"]
NUMBERS = [f"{name}_{n}" for name in ("slant", "thickness") for n in (1, 2)]


def untold_discriminator():
    """Returns lesson 03's discriminator, which does not look at the labels it gets."""
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    return keras.Model([images, labels], models.dcgan_discriminator()(images))


def auxiliary(weight):
    return models.auxiliary_discriminator, partial(update_auxiliary, weight=weight)


# Way: the discriminator, and the update of both players.
ORDERS = {
    "generator only": (untold_discriminator, None),
    "concatenation": (models.concatenation_discriminator, None),
    "projection": (models.projection_discriminator, None),
    "auxiliary 0.1": auxiliary(0.1),
    "auxiliary 1": auxiliary(1.0),
    "auxiliary 10": auxiliary(10.0),
}
REWARDS = {"information": 1.0, "no reward": 0.0}
WAYS = ORDERS | REWARDS


def players(way, seed):
    """Returns a compiled GAN, which of the sample's labels it takes, or a code."""
    if way in REWARDS:
        width = LATENT_DIM + CLASSES + 2
        judge = models.information_discriminator()
        gan = InfoGAN(models.dcgan_generator(width), judge, width, seed)
        update = partial(update_informed, reward=REWARDS[way])
    else:
        discriminator, update = ORDERS[way]
        generator = models.conditional_generator(LATENT_DIM)
        gan = ConditionalGAN(generator, discriminator(), LATENT_DIM, seed)
    gan.compile(dcgan_adam(), dcgan_adam(), update=update, steps_per_execution=10)
    return gan


@functools.cache
def real():
    """Returns features and labels of the test split."""
    images, labels = data.load_mnist("test")
    return metrics.classify(data.scale(images))[0], labels


def within(features, labels):
    """Returns the mean over classes of the Fréchet distance and of the recall."""
    sets = *real(), features, labels
    distances = metrics.within_classes(metrics.frechet_distance, *sets)
    recalls = metrics.within_classes(
        lambda x, y: metrics.precision_recall(x, y)[1], *sets
    )
    return distances.mean(), recalls.mean()


class Watch(keras.callbacks.Callback):
    """Measures samples of the moving average, with the clock stopped meanwhile."""

    def __init__(self, seed):
        super().__init__()
        self.seed, self.found = seed, []

    def on_train_begin(self, logs=None):
        real()
        self.start, self.measuring = time.process_time(), 0.0

    def on_epoch_end(self, epoch, logs=None):
        arrived, step = time.process_time(), int(self.model.g_optimizer.iterations)
        row = {"step": step, "seconds": arrived - self.start - self.measuring}
        coded = hasattr(self.model, "with_code")
        self.found.append(row | (self.codes() if coded else self.orders()))
        self.measuring += time.process_time() - arrived

    def orders(self):
        labels = np.arange(SAMPLES) % CLASSES
        features, logits = metrics.classify(self.model.sample(labels, self.seed))
        found = (
            metrics.class_accuracy(logits, labels),
            metrics.frechet_distance(real()[0], features),
            *within(features, labels),
        )
        return dict(zip(MEASURES, found)) | dict.fromkeys([*CODES, *NUMBERS], np.nan)

    def codes(self):
        noise = tf.random.stateless_normal(
            [SAMPLES, self.model.latent_dim], [self.seed, -1]
        )
        noise = self.model.with_code(noise)
        images = np.concatenate([self.model(z) for z in tf.split(noise, 10)])
        features, logits = metrics.classify(images)
        category = noise[:, -CLASSES - 2 : -2].numpy().argmax(axis=1)
        digits = logits.argmax(axis=1)
        shuffled = np.random.default_rng(0).permutation(digits)
        judge = self.model.discriminator
        guesses = np.concatenate([judge(x)[1] for x in np.split(images, 10)])
        found = {name: np.nan for name in MEASURES}
        found["frechet"] = metrics.frechet_distance(real()[0], features)
        found["matched"] = metrics.best_matching(category, digits)[0]
        found["chance"] = metrics.best_matching(category, shuffled)[0]
        unread = float(losses.class_loss(guesses, category))
        found["bound"] = np.log(CLASSES) - unread
        numbers = noise[:, -2:].numpy()
        for name, measure in [
            ("slant", metrics.slant),
            ("thickness", metrics.thickness),
        ]:
            measured = measure(images)
            for n in (0, 1):
                correlation = spearmanr(numbers[:, n], measured, nan_policy="omit")
                found[f"{name}_{n + 1}"] = correlation.statistic
        return found


def run(way, seed):
    """Returns the rows of one training, one for each of its measurements."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    images, labels = data.load_mnist("train")
    gan, watch = players(way, seed), Watch(seed)
    gan.fit(
        data.image_batches(images, BATCH, seed, None if way in REWARDS else labels),
        epochs=EVALUATIONS,
        steps_per_epoch=STEPS // EVALUATIONS,
        callbacks=[watch],
    )
    return watch.found


EXPERIMENT = Experiment(
    __file__,
    {"way": WAYS},
    ["step", "seconds", *MEASURES, *CODES, *NUMBERS],
    {"SAMPLES": 1000},
)


def floors():
    """Returns the measures of training images in the samples' place."""
    images, labels = data.load_mnist(f"train[:{SAMPLES}]")
    features, logits = metrics.classify(data.scale(images))
    accuracy = metrics.class_accuracy(logits, labels)
    frechet = metrics.frechet_distance(real()[0], features)
    return accuracy, frechet, *within(features, labels)


def page(rows):
    """Writes conditional.md: how well orders are obeyed, and codes are read."""
    spent = experiment.minutes(rows, EXPERIMENT.place)
    lines = [
        f"`make conditional`: {spent:.0f} minutes of training on one core each, two at "
        f"a time. Mean and standard error over the seeds after {STEPS} steps of "
        f"{BATCH} images, of {SAMPLES} samples against the test split; *within* is the "
        "mean over the ten classes.",
        "",
        "| way | seeds | ms a step | class accuracy, % | Fréchet distance | within "
        "| recall within, % |",
        "| --- " * 7 + "|",
    ]
    accuracy, frechet, distance, recall = floors()
    lines.append(
        f"| {SAMPLES} training images | | | {100 * accuracy:.2f} | {frechet:.2f} "
        f"| {distance:.2f} | {100 * recall:.1f} |"
    )

    def last(way, column, factor=1.0):
        chosen = [r for r in rows if r["way"] == way and int(r["step"]) == STEPS]
        return factor * np.array([float(row[column]) for row in chosen])

    def line(way, columns):
        cells = [way, len(last(way, "step"))]
        cells += [mean_and_error(last(way, *c[:-1]), c[-1]) for c in columns]
        return "| " + " | ".join(map(str, cells)) + " |"

    cost = ("seconds", 1000 / STEPS, 0)
    measured = [cost, ("accuracy", 100, 2), ("frechet", 1, 2)]
    measured += [("frechet_within", 1, 2), ("recall_within", 100, 1)]
    lines += [line(way, measured) for way in ORDERS if len(last(way, "step"))]
    lines += [
        "",
        "Without labels: *matched* is the share of samples whose digit is the one that "
        "the best one-to-one matching gives their category, *chance* the same with the "
        "digits shuffled, *bound* the lower bound of the mutual information, in nats "
        "(at most 2.303).",
        "",
        "| way | seeds | ms a step | Fréchet distance | matched, % | chance, % "
        "| bound |",
        "| --- " * 7 + "|",
    ]
    coded = [cost, ("frechet", 1, 2), ("matched", 100, 1), ("chance", 100, 1)]
    coded += [("bound", 1, 2)]
    lines += [line(way, coded) for way in REWARDS if len(last(way, "step"))]
    experiment.write_page(__file__, "Orders and codes", lines)


if __name__ == "__main__":
    options = experiment.options(__doc__, 10)
    wanted = [(way, seed) for seed in range(options.seeds) for way in WAYS]
    more = range(options.seeds, 2 * options.seeds)
    wanted += [("information", seed) for seed in more]
    page(EXPERIMENT.complete(run, wanted, options.jobs))
