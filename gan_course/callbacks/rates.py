"""Both players' learning rates, changed together."""

import keras


def fixed_rate(optimizer):
    """Returns the learning rate of a Keras optimizer, or None if it is a schedule."""
    schedule = callable(getattr(optimizer, "_learning_rate", None))
    return None if schedule else float(optimizer.learning_rate.numpy())


class BothRates(keras.callbacks.Callback):
    """Keeps the ratio of both rates when a callback changes the generator's.

    `GAN.fit` adds it by itself to Keras's `LearningRateScheduler` and
    `ReduceLROnPlateau`, which know one optimizer: the discriminator's rate is changed
    by the same factor as the generator's. Add it to a callback of your own that sets
    `gan.optimizer.learning_rate`, behind it.
    """

    def on_train_begin(self, logs=None):
        self.rate = fixed_rate(self.model.g_optimizer)
        other = fixed_rate(self.model.d_optimizer)
        self.ratio = other / self.rate if self.rate else 1.0

    def on_epoch_begin(self, epoch, logs=None):
        rate = fixed_rate(self.model.g_optimizer)
        if rate != self.rate:
            self.model.d_optimizer.learning_rate = self.ratio * rate
            self.rate = rate

    on_epoch_end = on_epoch_begin
