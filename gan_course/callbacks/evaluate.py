"""Measures after each epoch: of images, and of points in the plane."""

from gan_course.checks import check_number, check_seed
from gan_course.metrics import classify, evaluate, mode_coverage
from gan_course.models import load_classifier

import time

import keras
import numpy as np
import tensorflow as tf


class Evaluate(keras.callbacks.Callback):
    """Measures samples after each epoch: Keras's history gets all metrics.

    They are those of `gan_course.metrics.evaluate`, for samples of the moving
    average from fixed noise. On two cores an evaluation of 2,000 samples costs
    about a second (`seconds` has what all of them took, since it was made).
    Distances of few samples are too large: compare them along the curve, not with
    those of 10,000. `Resume` keeps what it puts into the history. After an epoch with
    a loss that is not finite it measures nothing.

    Args:
        real_images: Images in [-1, 1] to compare with, shape `(n, 28, 28, 1)`.
        samples: Generated images an evaluation.
        every: Epochs from one evaluation to the next; the history's lists are
            that much shorter.
        classifier: As for `gan_course.metrics.classify`.

    Raises:
        ValueError: If images are bad (see `classify`) or not of the generator's shape,
            `every` is below 1, or real images or samples are fewer than 20 or not more
            than the features.
    """

    def __init__(self, real_images, samples=2000, every=1, classifier=None):
        super().__init__()
        self.classifier = classifier or load_classifier()
        self.real = classify(real_images, self.classifier)
        fewest = max(self.real[0].shape[1] + 1, 20)  # the metrics need as many
        check_number("number of real images", len(self.real[0]), fewest)
        check_number("samples", samples, fewest)
        check_number("every", every, 1)
        self.samples = samples
        self.every = every
        self.seconds = 0.0

    def on_train_begin(self, logs=None):
        if self.model.latent_dim is None:
            raise ValueError(
                f"Evaluate draws {self.samples} samples from noise, but this GAN makes "
                "images of images; compare what it makes of held-out ones with their "
                "truth, by metrics.psnr, ssim or frechet_distance"
            )
        expected, made = self.classifier.input_shape, self.model.generator.output_shape
        if made[1:] != expected[1:]:
            raise ValueError(
                f"the generator makes images of shape {made}, the classifier takes "
                f"{expected}; pass a classifier of such images"
            )

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every or not np.all(np.isfinite(list(logs.values()))):
            return
        start = time.time()
        rng = np.random.default_rng(0)
        noise = rng.standard_normal((self.samples, self.model.latent_dim), "float32")
        noise = getattr(self.model, "with_code", np.asarray)(noise)
        pieces = [noise[n : n + 500] for n in range(0, self.samples, 500)]
        images = np.concatenate([self.model(piece) for piece in pieces])
        logs.update(evaluate(self.real, classify(images, self.classifier)))
        self.seconds += time.time() - start


class WatchModes(keras.callbacks.Callback):
    """Measures after each epoch which modes of a mixture the samples cover.

    Samples are made from noise that is fixed, once by the moving average and once by
    the generator as it is, which shows movements that an average hides.

    Args:
        mixture: The `gan_course.data.GaussianMixture` that the GAN is trained on.
        samples: How many an evaluation.
        seed: Integer; fixes the noise.

    Attributes:
        found: One dictionary an epoch: "step"; "seconds", those that training has
            cost the processor so far, all its cores added up; what
            `gan_course.metrics.mode_coverage` returns for the moving average; and
            "reached_now", the modes that the generator itself reaches. All 0 where
            samples are not finite.
        averaged, now: Both models' samples, one array an epoch, shape `(samples,
            width)`.

    Raises:
        ValueError: If `samples` is not positive, or the mixture's modes do not have
            the same standard deviation in all directions.
    """

    def __init__(self, mixture, samples=2500, seed=0):
        super().__init__()
        check_number("samples", samples, 1)
        check_seed(seed)
        if mixture.sigma is None:
            raise ValueError(
                "modes need one sigma in all directions, got the covariance "
                f"{mixture.covariance.tolist()}; watch a gaussian_ring or gaussian_grid"
            )
        self.mixture, self.samples, self.seed = mixture, samples, seed
        self.found, self.averaged, self.now = [], [], []

    def on_train_begin(self, logs=None):
        shape = [self.samples, self.model.latent_dim]
        self.noise = tf.random.stateless_normal(shape, [self.seed, -1])
        self.start, self.measuring = time.process_time(), 0.0

    def on_epoch_end(self, epoch, logs=None):
        arrived = time.process_time()
        self.averaged.append(self.model.average(self.noise).numpy())
        self.now.append(self.model.generator(self.noise).numpy())
        seconds = arrived - self.start - self.measuring
        found = {"step": int(self.model.g_optimizer.iterations), "seconds": seconds}
        found |= self._coverage(self.averaged[-1])
        found["reached_now"] = self._coverage(self.now[-1])["reached"]
        self.found.append(found)
        self.measuring += time.process_time() - arrived

    def _coverage(self, samples):
        finite = np.isfinite(samples).all()
        measured = samples if finite else np.zeros_like(samples)
        found = mode_coverage(measured, self.mixture.modes, self.mixture.sigma)
        return found if finite else dict.fromkeys(found, 0.0)
