"""Progress in one line."""

import time

import keras


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
