"""Keras callbacks: a progress line, sample grids with a GIF, measures, resume."""

from gan_course.data import check_number, check_writable, write_whole
from gan_course.metrics import classify, evaluate, mode_coverage
from gan_course.models import load_classifier
from gan_course.plotting import image_grid, save_gif

import os
import time
import warnings
from pathlib import Path

import imageio.v3 as imageio
import keras
import numpy as np
import tensorflow as tf


class ProgressLine(keras.callbacks.Callback):
    """Shows progress in one line, which stays when training ends.

    Steps done, minutes:seconds so far and to go, and the losses of the epoch.

    Args:
        seconds: How often the line is written anew.
    """

    def __init__(self, seconds=1.0):
        super().__init__()
        self.seconds = seconds

    def on_train_begin(self, logs=None):
        self.start = self.written = time.time()
        self.before = None

    def on_epoch_begin(self, epoch, logs=None):
        self.done = epoch * self.params["steps"]
        self.before = self.done if self.before is None else self.before

    def on_train_batch_end(self, batch, logs=None):
        if time.time() - self.written > self.seconds:
            self._write(self.done + batch + 1, logs)

    def on_epoch_end(self, epoch, logs=None):
        self._write(self.done + self.params["steps"], logs)

    def on_train_end(self, logs=None):
        done = "all epochs were done before" if self.before is None else ""
        print(done, flush=True)

    def _write(self, step, logs):
        self.written = time.time()
        total = self.params["epochs"] * self.params["steps"]
        spent = self.written - self.start
        to_go = spent / (step - self.before) * (total - step)
        clock = [f"{int(t) // 60}:{int(t) % 60:02d}" for t in (spent, to_go)]
        losses = "  ".join(f"{name} {value:.3f}" for name, value in logs.items())
        line = f"step {step}/{total}  {clock[0]} spent, {clock[1]} to go  {losses}"
        print(f"\r{line:<79}", end="", flush=True)


class SampleGrid(keras.callbacks.Callback):
    """Shows what the same noise becomes as training goes on, and makes a GIF.

    In a notebook one picture updates in place; elsewhere nothing is shown. The
    frames are files, so a run that is resumed keeps them, and the GIF, which
    is written when training ends, tells the whole story. Frames of later epochs than
    the one that begins are of another run, and deleted.

    Args:
        noise: Fixed noise, shape `(n, latent_dim)`, n a multiple of `columns`.
        folder: Where the frames go, as `epoch_0001.png`; the GIF is
            `samples.gif` beside them.
        columns: Images a row.
        seconds: Length of the GIF in seconds.
    """

    def __init__(self, noise, folder, columns=10, seconds=6.0):
        super().__init__()
        check_number("columns", columns, 1)
        self.noise = noise
        self.folder = Path(folder)
        self.columns = columns
        self.seconds = seconds

    @property
    def gif(self):
        return self.folder / "samples.gif"

    def on_train_begin(self, logs=None):
        shape, latent_dim = np.shape(self.noise), self.model.latent_dim
        if len(shape) != 2 or shape[1] != latent_dim or shape[0] % self.columns:
            raise ValueError(
                f"noise must have the shape (n, {latent_dim}), n a multiple of "
                f"{self.columns} columns, got {shape}"
            )
        check_writable(self.folder)
        self.display = None

    def on_epoch_begin(self, epoch, logs=None):
        for name in self._frames():
            if int(name.stem.removeprefix("epoch_")) > epoch:
                name.unlink()

    def on_epoch_end(self, epoch, logs=None):
        grid = image_grid(self.model(self.noise), self.columns)
        name = self.folder / f"epoch_{epoch + 1:04d}.png"
        write_whole(name, lambda file: imageio.imwrite(file, grid, extension=".png"))
        if _in_notebook():
            from IPython.display import Image, display

            picture = Image(filename=str(name), width=2 * grid.shape[1])
            if self.display is None:
                self.display = display(picture, display_id=True)
            else:
                self.display.update(picture)

    def on_train_end(self, logs=None):
        names = self._frames()
        if names:
            save_gif(self.gif, [imageio.imread(name) for name in names], self.seconds)

    def _frames(self):
        names = self.folder.glob("epoch_*.png")
        return sorted(n for n in names if n.stem.removeprefix("epoch_").isdigit())


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


def _in_notebook():
    """Tells whether an IPython kernel shows what is displayed."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None


class Resume(keras.callbacks.Callback):
    """Goes on after a stop as if there had been none.

    After every epoch it saves all there is to the run: the weights of both
    players and of the moving average, both optimizers' moments and rates, and the step,
    from which `GAN` derives its noise and `image_batches` its order. One file,
    put in place by a rename: killed at any moment, training finds a whole one.
    The generation before stays as `previous.npz`: if the last is damaged, a
    warning says so and training goes on from that.
    `GAN.fit` restores by itself: call it again with the same arguments, and it
    returns the history of all epochs. Delete the folder to train anew. A process that
    built other models before gives its layers other names, by which TensorFlow orders
    sums: then the last bits may differ.

    Args:
        folder: Where `latest.npz` and `previous.npz` are kept.

    Raises:
        OSError: If the folder cannot be written, at the start of training, or if the
            disk is full. What was saved before stays.
    """

    def __init__(self, folder):
        super().__init__()
        names = ("next", "latest", "previous")
        self.next, self.latest, self.previous = (
            Path(folder) / f"{name}.npz" for name in names
        )
        self.history = {}

    def on_train_begin(self, logs=None):
        check_writable(self.latest.parent)

    def on_train_batch_end(self, batch, logs=None):
        self.batch = batch

    def on_epoch_end(self, epoch, logs=None):
        if self.params["steps"] and self.batch + 1 < self.params["steps"]:
            return  # stopped in the middle of an epoch
        if not np.all(np.isfinite(list(logs.values()))):
            raise ValueError(
                f"a loss is NaN or infinite after epoch {epoch + 1}: {logs}; train "
                "anew with lower learning rates and another folder, for rates are "
                f"saved, too. {self.latest} still holds the epoch before"
            )
        for name, value in logs.items():
            self.history.setdefault(name, []).append(float(value))
        arrays = {name: value.numpy() for name, value in _state(self.model).items()}
        arrays |= {f"history/{name}": values for name, values in self.history.items()}
        write_whole(self.next, lambda file: np.savez(file, epoch=epoch + 1, **arrays))
        if self.latest.exists():
            os.replace(self.latest, self.previous)
        os.replace(self.next, self.latest)

    def restore(self, gan):
        """Loads the newest whole generation into a compiled GAN.

        Returns:
            The number of epochs done: 0 if the folder holds none.

        Raises:
            ValueError: If what is saved belongs to another model, or if there
                are files and none is whole.
        """
        damaged, self.history = [], {}
        for path in (self.latest, self.previous):
            try:
                with np.load(path) as file:
                    arrays = dict(file)
                    epoch = int(arrays.pop("epoch"))
            except (FileNotFoundError, NotADirectoryError):
                continue
            except Exception as error:  # a damaged archive raises nearly anything
                damaged.append(f"{path} is damaged ({error})")
                continue
            self._assign(gan, arrays, path)
            if damaged:
                warnings.warn(
                    f"{damaged[0]}; training goes on after epoch {epoch}, from {path}",
                    stacklevel=2,
                )
                os.replace(path, self.latest)  # it must not be pushed out
            return epoch
        if damaged:
            raise ValueError(
                f"{' and '.join(damaged)}; delete the folder to train from the start"
            )
        return 0

    def _assign(self, gan, arrays, path):
        names = [name for name in arrays if name.startswith("history/")]
        history = {name[8:]: arrays.pop(name).tolist() for name in names}
        state = _state(gan)
        shapes = {name: tuple(value.shape) for name, value in state.items()}
        saved = {name: value.shape for name, value in arrays.items()}
        if shapes != saved:
            odd = sorted(set(shapes.items()) ^ set(saved.items()))[:2]
            raise ValueError(
                f"{path} was saved by another model or other optimizers: {odd} "
                "differ; build what was trained, or use another folder"
            )
        for name, value in arrays.items():
            state[name].assign(value)
        self.history = history


def _state(gan):
    """Returns all variables that training changes, by a name that is unique."""
    parts = {
        "generator": gan.generator.variables,
        "discriminator": gan.discriminator.variables,
        "average": gan.average.variables,
        "g_optimizer": gan.g_optimizer.variables,
        "d_optimizer": gan.d_optimizer.variables,
    }
    return {
        f"{part}/{number}": variable
        for part, variables in parts.items()
        for number, variable in enumerate(variables)
    }
