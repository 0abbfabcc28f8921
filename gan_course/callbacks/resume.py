"""Training that goes on after a stop as if there had been none."""

from gan_course.callbacks.rates import fixed_rate
from gan_course.checks import claim, warn, write_whole

import os
from pathlib import Path

import keras
import numpy as np


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
    sums: then the last bits may differ. Learning rates are those of the run, too; a
    warning says where they replace others that were compiled.

    Args:
        folder: Where `latest.npz` and `previous.npz` are kept; `~` is the home.

    Raises:
        OSError: If the folder cannot be written, at the start of training, or if the
            disk is full. What was saved before stays.
        ValueError: If another process trains into the folder.
    """

    def __init__(self, folder):
        super().__init__()
        names = ("next", "latest", "previous")
        self.next, self.latest, self.previous = (
            Path(folder).expanduser() / f"{name}.npz" for name in names
        )
        self.history, self.rates = {}, {}

    def on_train_begin(self, logs=None):
        self.lock = claim(self.latest.parent)

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
        arrays |= {f"rate/{name}": rate for name, rate in self.rates.items()}
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
        damaged, self.history, self.rates = [], {}, _rates(gan)
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
                warn(
                    f"{damaged[0]}; training goes on after epoch {epoch}, from {path}",
                )
                os.replace(path, self.latest)  # it must not be pushed out
            return epoch
        if damaged:
            raise ValueError(
                f"{' and '.join(damaged)}; delete the folder to train from the start"
            )
        return 0

    def _assign(self, gan, arrays, path):
        history, begun = (
            {
                name.removeprefix(kind): arrays.pop(name).tolist()
                for name in list(arrays)
                if name.startswith(kind)
            }
            for kind in ("history/", "rate/")
        )
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
        for name, rate in _rates(gan).items():
            compiled = self.rates.get(name, rate)
            if compiled not in (rate, begun.get(name)):
                warn(
                    f"the rate {rate:.6g}, which {path} holds, replaces {name}'s "
                    f"{compiled:.6g}: a run goes on as it began. Train with other "
                    "rates in another folder, or set them in on_train_begin",
                )
        self.rates |= begun


def _rates(gan):
    """Returns the learning rates that are numbers, by optimizer."""
    names = ("d_optimizer", "g_optimizer")
    rates = {name: fixed_rate(getattr(gan, name)) for name in names}
    return {name: rate for name, rate in rates.items() if rate is not None}


def _state(gan):
    """Returns all variables that training changes, by a name that is unique."""
    return {
        f"{part}/{number}": variable
        for part in gan.parts
        for number, variable in enumerate(getattr(gan, part).variables)
    }
