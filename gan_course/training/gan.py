"""The GAN as a `keras.Model`: two players, one `train_step`, Keras's `fit`."""

from gan_course.callbacks import Evaluate, Resume
from gan_course.checks import check_number, free
from gan_course.losses import (
    minimax_discriminator_loss,
    non_saturating_generator_loss,
)
from gan_course.training import checks
from gan_course.training.steps import update_average, update_in_turn, update_players

import math

import keras
import tensorflow as tf


class GAN(keras.Model):
    """Trains a generator against a discriminator.

    Calling the model, or `predict`, turns noise into images with the moving
    average of the generator. Data order and noise are functions of the seed
    and the step alone, so a run that was stopped goes on as if it had not been
    (see `gan_course.callbacks.Resume`). Works under `tf.distribute`: losses
    are divided by the number of replicas, whose gradients Keras adds up, and
    every replica draws its own noise. To keep what was trained save `gan.average`, a
    model of its own, or all weights by `gan.save_weights`.

    Reference: Goodfellow et al., 2014 (arXiv:1406.2661).

    Args:
        generator: Maps noise `(batch, latent_dim)` to images in [-1, 1].
        discriminator: Maps images to logits `(batch, 1)`.
        latent_dim: Size of a noise vector; must fit the generator's input.
        seed: Integer from 0; fixes the noise of every step.

    Raises:
        ValueError: If the two models and `latent_dim` do not fit together, if a model
            does not know its shapes or computes in another type than float32, or if
            the seed is no such number.
    """

    def __init__(self, generator, discriminator, latent_dim, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.check_players(generator, discriminator, latent_dim)
        check_number("seed", seed, 0, 2**31 - 1)
        self.generator = generator
        self.discriminator = discriminator
        self.average = keras.models.clone_model(generator)
        self.average.set_weights(generator.get_weights())
        self.latent_dim = latent_dim
        self.seed = seed
        self.built = True

    def compile(
        self,
        d_optimizer=None,
        g_optimizer=None,
        d_loss=minimax_discriminator_loss,
        g_loss=non_saturating_generator_loss,
        ema=0.998,
        penalty=None,
        penalty_weight=10.0,
        discriminator_steps=1,
        update=None,
        **kwargs,
    ):
        """Sets optimizers, losses and the decay of the moving average.

        Args:
            d_optimizer: Keras optimizer of the discriminator.
            g_optimizer: Keras optimizer of the generator, another object.
            d_loss: `(real_logits, fake_logits) -> scalar`.
            g_loss: `(fake_logits) -> scalar`.
            ema: Decay of the generator's moving average, in [0, 1); 0 keeps
                `average` equal to the generator.
            penalty: Added to the discriminator's loss: a function `(discriminator,
                real_images, fake_images, seed) -> scalar`, for instance
                `gan_course.losses.gradient_penalty` or `r1_penalty`.
            penalty_weight: Its factor, above 0.
            discriminator_steps: Steps of the discriminator for one of the generator,
                at least 1, each on a batch of its own: one step of `fit` takes as
                many batches.
            update: `(gan, real_images, noise) -> (d_loss, g_loss)`, one step of
                both players, such as those of `training.remedies`. `None` is
                `update_in_turn` if there is a penalty or more than one step of the
                discriminator, `update_players` if not. A penalty counts only if the
                update uses `gan.penalty`, and the steps only if it uses
                `gan.discriminator_steps`, as `update_in_turn` does. The order matters:
                compare GANs with and without a penalty that both move in turn.
            **kwargs: Keras's own, for instance `steps_per_execution`, and
                `jit_compile`, where "auto" means XLA on a GPU and not on a CPU.

        Raises:
            ValueError: If an optimizer is missing or given twice, `ema` is outside
                [0, 1), `penalty_weight` or `discriminator_steps` are not positive, or
                the discriminator ends in a sigmoid, where the course's losses take
                logits.

        Warns:
            UserWarning: If there is a penalty on gradients and batch normalization in
                the discriminator.
        """
        checks.check_arguments(kwargs)
        checks.check_trainable(self.generator, self.discriminator)
        checks.check_optimizers(d_optimizer, g_optimizer, self)
        none = "for none leave penalty out"
        check_number("ema", ema, 0, 1, False, "[)", "try 0.998; 0 keeps no average")
        check_number("penalty_weight", penalty_weight, 0, math.inf, False, "(]", none)
        check_number("discriminator_steps", discriminator_steps, 1)
        checks.check_losses(d_loss, g_loss)
        checks.check_ending(self.discriminator, d_loss)
        if penalty:
            checks.check_normalization(self.discriminator)
        replicas = self.distribute_strategy.num_replicas_in_sync
        kwargs.setdefault("auto_scale_loss", False)  # Keras scales one loss, not two
        super().compile(optimizer=g_optimizer, **kwargs)
        self.d_optimizer, self.g_optimizer = d_optimizer, self.optimizer
        self.d_optimizer.build(self.discriminator.trainable_variables)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.d_loss = lambda real, fake: d_loss(real, fake) / replicas
        self.g_loss = lambda fake: g_loss(fake) / replicas
        self.ema = float(ema)
        self.penalty = penalty and (
            lambda real, fake: (
                penalty(self.discriminator, real, fake, self.penalty_seed())
                * (penalty_weight / replicas)
            )
        )
        self.discriminator_steps = discriminator_steps
        in_turn = penalty or discriminator_steps > 1
        self.update = update or (update_in_turn if in_turn else update_players)
        self.d_loss_mean = keras.metrics.Mean(name="d_loss")
        self.g_loss_mean = keras.metrics.Mean(name="g_loss")

    # These and `take_step` are what a sibling that learns from more has otherwise.
    check_players = staticmethod(checks.check_players)
    check_batch, refuse_bad_batch = checks.check_batch, checks.refuse_bad_images
    parts = ("generator", "discriminator", "average", "g_optimizer", "d_optimizer")

    @property
    def metrics(self):
        return [self.d_loss_mean, self.g_loss_mean]

    def call(self, noise):
        return self.average(noise, training=False)

    def stateless_seed(self, stream, step):
        """Returns a pair of integers: a function of seed, stream, step and replica."""
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        seed = tf.stack([self.seed, stream])
        for number in (step, replica):
            seed = tf.random.fold_in(seed, tf.cast(number, tf.int32))
        return seed

    def sample_noise(self, batch_size):
        """Returns this step's noise."""
        seed = self.stateless_seed(0, self.g_optimizer.iterations)
        return tf.random.stateless_normal([batch_size, self.latent_dim], seed)

    def penalty_seed(self):
        return self.stateless_seed(1, self.d_optimizer.iterations)

    def take_step(self, images, noise=None):
        """Updates both players on images, those of all the discriminator's steps."""
        if noise is None:
            noise = self.sample_noise(tf.shape(images)[0])
        return self.update(self, images, noise)

    def train_step(self, batch):
        """Updates both players and the average on a batch, as `fit` takes it."""
        parts = [part for part in tf.nest.flatten(batch) if part is not None]
        d_loss, g_loss = self.take_step(*parts)
        step = tf.cast(self.g_optimizer.iterations, tf.float32)
        decay = tf.minimum(self.ema, step / (step + 9.0))  # young averages forget
        update_average(self.average, self.generator, decay)
        replicas = self.distribute_strategy.num_replicas_in_sync
        self.d_loss_mean.update_state(d_loss * replicas)
        self.g_loss_mean.update_state(g_loss * replicas)
        return self.get_metrics_result()

    def fit(self, images, epochs=1, steps_per_epoch=None, callbacks=(), **kwargs):
        """Trains on batches of images: Keras's `fit`, with the checks of a GAN.

        Args:
            images: A `tf.data.Dataset` of batches in [-1, 1], shape `(batch,
                height, width, channels)`, for instance from
                `gan_course.data.image_batches`, or of points, shape `(batch,
                width)`, or of pairs `(images, noise)`.
            epochs: Number of the last epoch.
            steps_per_epoch: The generator's steps an epoch; `None` takes one pass over
                a dataset that ends. The dataset goes on behind what was trained on
                before.
            callbacks: A Keras callback, or a list of them. A `Resume` among them
                restores what its folder holds.
            **kwargs: Keras's own.

        Returns:
            Keras's `History`.

        Raises:
            ValueError: If steps are not positive or no multiple of
                `steps_per_execution`, or if images have the wrong shape, values outside
                [-1, 1] or values that are not finite, or if something else than as much
                noise goes with them (a later batch is refused when its turn comes); if
                several devices cannot share every batch; if a callback would save the
                GAN as one model, which it is not.

        Warns:
            UserWarning: If no pixel of the first batch lies below 0.
        """
        if not self.compiled:
            raise ValueError("the GAN has no optimizers yet; call compile first")
        checks.check_arguments(kwargs)
        if isinstance(callbacks, keras.callbacks.Callback):
            callbacks = [callbacks]
        callbacks = checks.check_callbacks(callbacks or (), self)
        # Others read what Evaluate measures; what Resume saves is whole only at last.
        callbacks.sort(key=lambda c: isinstance(c, Resume) - isinstance(c, Evaluate))
        check_number("epochs", epochs, 1)
        if steps_per_epoch is not None:
            check_number("steps_per_epoch", steps_per_epoch, 1)
        checks.check_trainable(self.generator, self.discriminator)
        first = checks.check_dataset(images, steps_per_epoch, self)
        self.discriminator(first)  # what does not fit together says so here
        resume = next((c for c in callbacks if isinstance(c, Resume)), None)
        if resume:
            kwargs["initial_epoch"] = resume.restore(self)
        steps_per_epoch = steps_per_epoch or max(
            int(images.cardinality()) // self.discriminator_steps, 1
        )
        if steps_per_epoch % self.steps_per_execution:
            raise ValueError(
                f"{steps_per_epoch} steps an epoch are no multiple of "
                f"{self.steps_per_execution} steps an execution, and Keras would take "
                "more; change steps_per_epoch, or steps_per_execution in compile"
            )
        images = images.repeat()
        if self.discriminator_steps > 1:
            together = len(first) * self.discriminator_steps
            images = images.rebatch(together, drop_remainder=True)
        images = images.skip(int(self.g_optimizer.iterations.numpy()))
        kwargs = {"verbose": 0, "shuffle": False} | kwargs
        try:
            history = super().fit(
                images.map(self.refuse_bad_batch),
                epochs=epochs,
                steps_per_epoch=steps_per_epoch,
                callbacks=callbacks,
                **kwargs,
            )
        except tf.errors.InvalidArgumentError as error:
            for message in (checks.BAD_IMAGES, checks.BAD_LABELS):
                if message in error.message:
                    raise ValueError(message) from error
            raise
        finally:  # also if training was interrupted
            for lock in filter(None, (getattr(c, "lock", None) for c in callbacks)):
                free(lock)
        if resume:  # what was done before the stop belongs to it
            history.history = resume.history
            history.epoch = list(range(len(resume.history.get("d_loss", ()))))
        return history

    def train_on_batch(self, images, noise=None, return_dict=False, **kwargs):
        """Takes one step of both players on a batch, as `fit` does.

        Args:
            images: A batch as `fit` takes it, or an array.
            noise: None, or as many vectors, shape `(batch, latent_dim)`.
            return_dict: Whether the losses come by name.
            **kwargs: Refused, as by `fit`.

        Returns:
            `[d_loss, g_loss]`, or a dictionary of the two.

        Raises:
            ValueError: As `fit` does.
        """
        checks.check_arguments(kwargs)
        batch = [images] if noise is None else [images, noise]
        batch = [tf.convert_to_tensor(part, "float32") for part in batch]
        self.check_batch(*batch)
        return super().train_on_batch(*batch, return_dict=return_dict)

    def evaluate(self, *args, **kwargs):
        """Raises a ValueError: a GAN's samples are measured, not its loss."""
        raise ValueError(f"evaluate was called, but {checks.MEASURING}")

    def test_on_batch(self, *args, **kwargs):
        """Raises a ValueError, as `evaluate` does."""
        raise ValueError(f"test_on_batch was called, but {checks.MEASURING}")

    def get_config(self):
        """Raises a ValueError: two players are not saved, or copied, as one model."""
        raise ValueError(f"a GAN cannot be saved or copied whole: {checks.SAVING}")

    def export(self, *args, **kwargs):
        """Exports the moving average, as `keras.Model.export` does: what `call` is."""
        return self.average.export(*args, **kwargs)
