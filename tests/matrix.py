"""Losses against regularizers on MNIST: `make matrix`.

Half of lesson 03's networks, its optimizers and its batches. Every loss with every
regularizer, at the rates of lesson 03 and at five times these, one step of the critic
for one of the generator; and three recipes longer, measured twenty times on the way:
the Wasserstein GAN with clipping and with the gradient penalty, five steps of the
critic for one, and the non-saturating GAN for about as many seconds. Rows go to
gan_course/tables/matrix.csv as they are made, so a run that was stopped goes on where
it was; a page goes to tests/matrix.md. Two runs at a time, one thread each.
"""

from gan_course import data, losses, metrics
from gan_course.models import load_classifier, small_critic, small_generator
from gan_course.training import GAN, clip_weights

import time

import keras
import numpy as np
import tensorflow as tf
from experiments import Experiment

BATCH, LATENT_DIM, SAMPLES, RATE = 32, 64, 2500, 2e-3

# Training: steps of the critic for one of the generator, factor of the rates, steps of
# the generator, measurements.
TRAININGS = {
    "short": (1, 1.0, 2000, 4),
    "raised": (1, 5.0, 1000, 4),
    "critic first": (5, 1.0, 2000, 20),
    "long": (1, 1.0, 8000, 20),
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
# Regularizer: what is put around layers, the bound of weights, arguments of compile.
REGULARIZERS = {
    "none": (None, None, {}),
    "clipping": (None, 0.05, {}),
    "gradient penalty": (
        None,
        None,
        {"penalty": losses.gradient_penalty, "penalty_weight": 10.0},
    ),
    "R1": (None, None, {"penalty": losses.r1_penalty, "penalty_weight": 10.0}),
    "spectral normalization": (keras.layers.SpectralNormalization, None, {}),
}


class Watch(keras.callbacks.Callback):
    """Measures the samples of the moving average and of the generator as it is."""

    def __init__(self, real_features, classifier, seed):
        super().__init__()
        self.real, self.classifier = real_features, classifier
        shape = [SAMPLES, LATENT_DIM]
        self.noise = tf.random.stateless_normal(shape, [seed, -1])
        self.found = []

    def on_train_begin(self, logs=None):
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


def run(training, loss, regularizer, seed):
    """Returns the rows of one training, one for each of its measurements."""
    critic_steps, factor, steps, measurements = TRAININGS[training]
    wrap, bound, options = REGULARIZERS[regularizer]
    keras.utils.clear_session()
    classifier = load_classifier()
    real = metrics.classify(data.scale(data.load_mnist("test")[0]), classifier)[0]
    keras.utils.set_random_seed(seed)
    gan = GAN(small_generator(LATENT_DIM), small_critic(wrap), LATENT_DIM, seed=seed)
    if bound:
        clip_weights(gan.discriminator, bound)
    rate = RATE * factor
    adams = [keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99) for _ in range(2)]
    gan.compile(
        *adams,
        *LOSSES[loss],
        discriminator_steps=critic_steps,
        steps_per_execution=50,
        **options,
    )
    watch = Watch(real, classifier, seed)
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
    (BATCH, LATENT_DIM, SAMPLES, RATE),
)
RECIPES = [
    ("critic first", "wasserstein", "clipping"),
    ("critic first", "wasserstein", "gradient penalty"),
    ("long", "minimax", "none"),
]
