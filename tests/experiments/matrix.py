"""Losses against regularizers on MNIST: `make matrix`.

Lesson 03's generator, optimizers and batches against its discriminator. Every loss with
every regularizer, at the rates of lesson 03, at a tenth and at twenty times these; and
a few recipes for about as many seconds as lesson 03 takes, measured twenty times on the
way. In these all players move in turn, the discriminator first, as they do with a
penalty; what that is worth, a few trainings tell in which both move at once, as in
lesson 03. Rows go to gan_course/tables/matrix.csv as they are made, so a run that was
stopped goes on where it was; a page goes to matrix.md. Two runs at a time, one thread
each.
"""

from gan_course import data, losses, metrics
from gan_course.layers import MinibatchStandardDeviation
from gan_course.models import dcgan_generator, load_classifier, open_discriminator
from gan_course.training import GAN, clip_weights, dcgan_adam, update_in_turn

import functools
import time
from itertools import product

import experiment
import keras
import numpy as np
import tensorflow as tf
from experiment import Experiment, mean_and_error
from keras.layers import SpectralNormalization

BATCH, LATENT_DIM, SAMPLES = 32, 64, 2500

# Training: steps of the critic for one of the generator, factor of the rates, steps of
# the generator, measurements.
TRAININGS = {
    "short": (1, 1.0, 1000, 2),
    "short at a tenth": (1, 0.1, 1000, 2),
    "raised": (1, 20.0, 200, 1),
    "long": (1, 1.0, 8000, 20),
    "five to one": (5, 1.0, 1600, 20),
}
LOSSES = {
    "minimax": (
        losses.minimax_discriminator_loss,
        losses.non_saturating_generator_loss,
    ),
    "wasserstein": (
        losses.wasserstein_discriminator_loss,
        losses.wasserstein_generator_loss,
    ),
    "hinge": (losses.hinge_discriminator_loss, losses.hinge_generator_loss),
    "least squares": (
        losses.least_squares_discriminator_loss,
        losses.least_squares_generator_loss,
    ),
}
# Regularizer: arguments of the discriminator and of compile, bound of weights. With a
# penalty, or several steps of the critic, `GAN` moves the players in turn by itself.
REGULARIZERS = {
    "none": ({}, {}, None),
    "none in turn": ({}, {"update": update_in_turn}, None),
    "batch deviation": ({"last": MinibatchStandardDeviation()}, {}, None),
    "batch deviation in turn": (
        {"last": MinibatchStandardDeviation()},
        {"update": update_in_turn},
        None,
    ),
    "clipping": ({}, {}, 0.05),
    "clipping in turn": ({}, {"update": update_in_turn}, 0.05),
    "gradient penalty": ({}, {"penalty": losses.gradient_penalty}, None),
    "R1": ({}, {"penalty": losses.r1_penalty}, None),
    "spectral normalization in turn": (
        {"wrap": SpectralNormalization},
        {"update": update_in_turn},
        None,
    ),
    "batch deviation and weak R1": (
        {"last": MinibatchStandardDeviation()},
        {"penalty": losses.r1_penalty, "penalty_weight": 0.1},
        None,
    ),
}


class Watch(keras.callbacks.Callback):
    """Measures samples of the moving average, and of the generator as it is."""

    def __init__(self, seed):
        super().__init__()
        shape = [SAMPLES, LATENT_DIM]
        self.noise = tf.random.stateless_normal(shape, [seed, -1])
        self.found = []

    def on_train_begin(self, logs=None):
        self.real, self.classifier = real_features(), load_classifier()
        self.start, self.measuring = time.process_time(), 0.0

    def on_epoch_end(self, epoch, logs=None):
        arrived, step = time.process_time(), int(self.model.g_optimizer.iterations)
        self.found.append(
            {
                "step": step,
                "seconds": arrived - self.start - self.measuring,
                "d_loss": logs["d_loss"],
                "g_loss": logs["g_loss"],
                "frechet": self.distance(self.model.average),
                "frechet_now": self.distance(self.model.generator),
            }
        )
        self.measuring += time.process_time() - arrived

    def distance(self, generator):
        pieces = tf.split(self.noise, 5)
        images = np.concatenate([generator(z, training=False) for z in pieces])
        if not np.isfinite(images).all():
            return np.nan
        features, _ = metrics.classify(images, self.classifier)
        return metrics.frechet_distance(self.real, features)


@functools.cache
def real_features():
    """Returns the features of the test split."""
    return metrics.classify(data.scale(data.load_mnist("test")[0]))[0]


def run(training, loss, regularizer, seed):
    """Returns the rows of one training, one for each of its measurements."""
    critic_steps, factor, steps, measurements = TRAININGS[training]
    network, options, bound = REGULARIZERS[regularizer]
    keras.utils.clear_session()
    watch = Watch(seed)
    keras.utils.set_random_seed(seed)
    discriminator = open_discriminator(**network)
    gan = GAN(dcgan_generator(LATENT_DIM), discriminator, LATENT_DIM, seed=seed)
    if bound:
        clip_weights(discriminator, bound)
    adams = [dcgan_adam() for _ in range(2)]
    for adam in adams:
        adam.learning_rate = factor * float(adam.learning_rate)
    gan.compile(
        *adams,
        *LOSSES[loss],
        discriminator_steps=critic_steps,
        steps_per_execution=10,
        **options,
    )
    gan.fit(
        data.image_batches(data.load_mnist("train")[0], BATCH, seed),
        epochs=measurements,
        steps_per_epoch=steps // measurements,
        callbacks=[watch],
    )
    return watch.found


EXPERIMENT = Experiment(
    __file__,
    {"training": TRAININGS, "loss": LOSSES, "regularizer": REGULARIZERS},
    ["step", "seconds", "d_loss", "g_loss", "frechet", "frechet_now"],
    fewer={"SAMPLES": 500},
)
GRID = [name for name in REGULARIZERS if "in turn" in name]
GRID += ["gradient penalty", "R1"]
RECIPES = [
    ("long", "minimax", "batch deviation"),  # lesson 03's own
    ("long", "minimax", "batch deviation in turn"),
    ("five to one", "wasserstein", "gradient penalty"),
    ("five to one", "wasserstein", "clipping"),
    ("long", "minimax", "batch deviation and weak R1"),
    ("long", "minimax", "R1"),
]
AT_ONCE = [("short", loss, "none") for loss in LOSSES]
AT_ONCE += [("short", loss, "batch deviation") for loss in LOSSES]


def write_page(rows):
    minutes = experiment.minutes(rows, EXPERIMENT.place)
    lines = [
        f"`make matrix`: {minutes:.0f} minutes of training on one core each, two at a "
        "time. The Fréchet distance of 2,500 samples of the moving average at the end, "
        "and that of the generator as it is: mean and standard error over the seeds.",
        "",
        "| training | loss | regularizer | seeds | steps | Fréchet | of the generator "
        "| smallest | largest | ms a step |",
        "| --- " * 10 + "|",
    ]
    last = {EXPERIMENT.place(row): row for row in rows}
    for *keys, seed in last:
        if seed:
            continue
        chosen = [row for place, row in last.items() if list(place[:-1]) == keys]
        found = {
            column: np.array([float(row[column]) for row in chosen])
            for column in ("seconds", "frechet", "frechet_now")
        }
        frechet, steps = found["frechet"], int(chosen[0]["step"])
        values = [*keys, len(chosen), steps]
        values += [mean_and_error(found[c]) for c in ("frechet", "frechet_now")]
        values += [f"{frechet.min():.1f}", f"{frechet.max():.1f}"]
        values += [f"{1000 * found['seconds'].mean() / steps:.0f}"]
        lines.append("| " + " | ".join(map(str, values)) + " |")
    experiment.write_page(__file__, "Losses against regularizers on MNIST", lines)


def main():
    options = experiment.options(__doc__, seeds=4)
    grid = [
        (training, *cell)
        for training in ("short", "short at a tenth", "raised")
        for cell in product(LOSSES, GRID)
    ]
    wanted = [
        (*keys, seed)
        for seed in range(options.seeds)
        for keys in (*grid, *RECIPES, *AT_ONCE)
    ]
    EXPERIMENT.complete(run, wanted, options.jobs)
    write_page(EXPERIMENT.read())


if __name__ == "__main__":
    main()
