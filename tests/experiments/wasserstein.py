"""Wasserstein GANs on the ring and the grid, on many seeds: `make wasserstein`.

Lesson 02's discriminator as a critic, with clipped weights and with the gradient
penalty; with the losses of the first lessons instead, bounded by the same means; and
with these losses alone. Always five steps of it for one of the generator. Ten times on
the way samples of the moving average are measured, and the norm of the critic's
gradient at points between real and generated samples. Rows go to
gan_course/tables/wasserstein.csv as they are made, so a run that was stopped goes on
where it was; a page goes to wasserstein.md. Two runs at a time, one thread each.
"""

from gan_course import data
from gan_course.callbacks import WatchModes
from gan_course.losses import gradient_norms
from gan_course.training import plane_wgan, wgan, wgan_gp

import experiment
import keras
import numpy as np
import tensorflow as tf
from experiment import Experiment, mean_and_error

SAMPLES, EVALUATIONS, BATCH = 2500, 10, 256
DATA = {  # mixture, steps of the generator
    "ring": (data.gaussian_ring(), 4000),
    "grid": (data.gaussian_grid(), 10_000),
}


def non_saturating(gan):
    """The losses of the first lessons, and all else as for the clipped critic."""
    names = ("d_optimizer", "g_optimizer")
    optimizers = {name: keras.optimizers.RMSprop(5e-4) for name in names}
    return optimizers | {"discriminator_steps": 5}


def with_first_losses(recipe):
    """Returns a recipe with the losses of the first lessons instead of its own."""
    return lambda gan: {k: v for k, v in recipe(gan).items() if "loss" not in k}


RECIPES = {
    "non-saturating": non_saturating,
    "non-saturating with clipping": with_first_losses(wgan),
    "non-saturating with penalty": with_first_losses(wgan_gp),
    "clipping": wgan,
    "gradient penalty": wgan_gp,
}
SCORES = ["captured", "covered", "reached", "high_quality", "reverse_kl", "spread"]
SCORES += ["reached_now"]


class WatchNorms(keras.callbacks.Callback):
    """Measures the critic's gradient between real and generated samples."""

    def __init__(self, mixture, seed):
        super().__init__()
        self.real, self.seed, self.found = mixture.sample(SAMPLES, seed), seed, []

    def on_epoch_end(self, epoch, logs=None):
        shape = [SAMPLES, self.model.latent_dim]
        noise = tf.random.stateless_normal(shape, [self.seed, -2])
        e = tf.random.stateless_uniform([SAMPLES, 1], [self.seed, -3])
        points = e * self.real + (1 - e) * self.model.generator(noise)
        norms = gradient_norms(self.model.discriminator, points).numpy()
        found = {"d_loss": logs["d_loss"], "norm": norms.mean()}
        self.found.append(found | {"norm_deviation": norms.std()})


def run(name, recipe, seed):
    """Returns the rows of one training, one for each of its evaluations."""
    mixture, steps = DATA[name]
    keras.utils.clear_session()
    gan = plane_wgan(RECIPES[recipe], seed)
    modes, norms = WatchModes(mixture, SAMPLES, seed), WatchNorms(mixture, seed)
    gan.fit(
        mixture.batches(BATCH, seed),
        epochs=EVALUATIONS,
        steps_per_epoch=steps // EVALUATIONS,
        callbacks=[modes, norms],
    )
    return [found | more for found, more in zip(modes.found, norms.found)]


EXPERIMENT = Experiment(
    __file__,
    {"data": DATA, "recipe": RECIPES},
    ["step", "seconds", *SCORES, "d_loss", "norm", "norm_deviation"],
)


PAGE = [("covered", 1), ("captured", 1), ("high_quality", 3)]  # column, digits
PAGE += [("reverse_kl", 2), ("spread", 2), ("norm", 2)]


def write_page(rows):
    minutes = experiment.minutes(rows, EXPERIMENT.place)
    lines = [
        f"`make wasserstein`: {minutes:.0f} minutes of training on one core each, two "
        "at a time. Mean and standard error over the seeds at the end; `norm` is that "
        "of the critic's gradient, on average over points between real and generated "
        "samples. Milliseconds are those of the machine that made a "
        "row; they compare only between rows of one run.",
        "",
        "| data | recipe | seeds | all covered | covered | captured | high-quality "
        "| reverse KL | spread | norm | ms a step |",
        "| --- " * 11 + "|",
    ]
    for name, (mixture, steps) in DATA.items():
        for recipe in RECIPES:
            chosen = [
                row
                for row in rows
                if EXPERIMENT.place(row)[:-1] == (name, recipe)
                and int(row["step"]) == steps
            ]
            if not chosen:
                continue
            last = {
                column: np.array([float(row[column]) for row in chosen])
                for column in ["covered", "seconds", *(c for c, _ in PAGE)]
            }
            cells = [name, recipe, len(chosen)]
            cells += [int((last["covered"] == len(mixture.modes)).sum())]
            cells += [mean_and_error(last[column], n) for column, n in PAGE]
            cells += [f"{1000 * last['seconds'].mean() / steps:.2f}"]
            lines.append("| " + " | ".join(map(str, cells)) + " |")
    experiment.write_page(__file__, "Wasserstein GANs in the plane", lines)


def main():
    options = experiment.options(__doc__, seeds=20)
    wanted = [
        (name, recipe, seed)
        for seed in range(options.seeds)
        for recipe in reversed(RECIPES)
        for name in DATA
        if "penalty" in recipe or "with" in recipe or seed < options.seeds / 2
    ]
    write_page(EXPERIMENT.complete(run, wanted, options.jobs))


if __name__ == "__main__":
    main()
