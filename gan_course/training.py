"""The GAN as a `keras.Model`: two players, one `train_step`, Keras's `fit`."""

from gan_course.callbacks import Evaluate, Resume
from gan_course.data import check_images, check_number, check_points
from gan_course.layers import WeightClip
from gan_course.losses import (
    minimax_discriminator_loss,
    non_saturating_generator_loss,
)

import warnings
from functools import partial

import keras
import tensorflow as tf


def descend(gan, d_tape, d_loss, g_tape, g_loss):
    """Takes an optimizer step of each player, with the gradient of its own loss.

    Args:
        gan: As for `update_players`.
        d_tape, g_tape: The `tf.GradientTape`s that recorded the losses.
        d_loss, g_loss: Scalars.
    """
    d_variables = gan.discriminator.trainable_variables
    g_variables = gan.generator.trainable_variables
    d_gradients = d_tape.gradient(d_loss, d_variables)
    g_gradients = g_tape.gradient(g_loss, g_variables)
    gan.d_optimizer.apply_gradients(zip(d_gradients, d_variables))
    gan.g_optimizer.apply_gradients(zip(g_gradients, g_variables))


def update_players(gan, real_images, noise):
    """Takes one optimizer step of both players, on the same generated batch.

    Each player has its own gradient tape: the discriminator's gradient stops
    at its own weights, the generator's flows through the discriminator, which
    it does not change. Nothing is frozen or switched on and off.

    Reference: Goodfellow et al., 2014 (arXiv:1406.2661), algorithm 1 with k = 1.

    Args:
        gan: An object with `generator`, `discriminator`, `g_optimizer`,
            `d_optimizer`, `g_loss` and `d_loss`, for instance a compiled `GAN`.
        real_images: Images in [-1, 1], shape `(batch, height, width, channels)`, or
            points, shape `(batch, width)`.
        noise: Standard normal, shape `(batch, latent_dim)`.

    Returns:
        The two losses before the step, `(d_loss, g_loss)`, scalars.
    """
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


def update_discriminator(gan, real_images, noise):
    """Takes one optimizer step of the discriminator, with the GAN's penalty.

    Args:
        gan, real_images, noise: As for `update_players`; `gan.penalty` is a function
            `(real_images, fake_images) -> scalar`, or `None`.

    Returns:
        Its loss before the step, without the penalty, a scalar.
    """
    fake_images = gan.generator(noise, training=True)
    with tf.GradientTape() as tape:
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = total = gan.d_loss(real_logits, fake_logits)
        if gan.penalty:
            total += gan.penalty(real_images, fake_images)
    variables = gan.discriminator.trainable_variables
    gan.d_optimizer.apply_gradients(zip(tape.gradient(total, variables), variables))
    return d_loss


def update_generator(gan, noise):
    """Takes one optimizer step of the generator.

    Args:
        gan, noise: As for `update_players`.

    Returns:
        Its loss before the step, a scalar.
    """
    with tf.GradientTape() as tape:
        fake_images = gan.generator(noise, training=True)
        g_loss = gan.g_loss(gan.discriminator(fake_images, training=True))
    variables = gan.generator.trainable_variables
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    return g_loss


def update_in_turn(gan, real_images, noise):
    """Takes `gan.discriminator_steps` steps of the discriminator, then the generator's.

    Each step of the discriminator sees real images and noise of its own: an equal
    part of what is passed. The generator answers with the noise of the last part.

    Reference: Arjovsky et al., 2017 (arXiv:1701.07875), algorithm 1.

    Args:
        gan: As for `update_players`, with `discriminator_steps` and `penalty`.
        real_images, noise: As for `update_players`, for all steps together: the
            number of images must be a multiple of the discriminator's steps.

    Returns:
        `(d_loss, g_loss)`, scalars: before the discriminator's last step, without the
        penalty, and before the generator's.
    """
    parts = gan.discriminator_steps
    for images, z in zip(tf.split(real_images, parts), tf.split(noise, parts)):
        d_loss = update_discriminator(gan, images, z)
    return d_loss, update_generator(gan, z)


def clip_weights(model, c):
    """Makes every optimizer keep a model's trainable weights between -c and c.

    Clips them right away, too. Saving does not keep the constraint: call this again
    after loading.

    Args:
        model: A built Keras model, for instance a critic; changed in place.
        c: The bound, above 0.

    Raises:
        ValueError: If c is not positive.
    """
    clip = WeightClip(c)
    for weight in model.trainable_variables:
        weight.constraint = clip
        weight.assign(clip(weight))


def update_average(average, model, decay):
    """Moves every weight of `average` a little towards the weight of `model`.

    The average of a generator along its path gives better images than its
    last step, for next to no computation. Batch normalization's moving
    statistics are averaged with the other weights.

    Formula:

        average = decay * average + (1 - decay) * weight

    Reference: Yazici et al., 2019 (arXiv:1806.04498).

    Args:
        average: A model with the same weights as `model`, changed in place.
        model: The model that is being trained.
        decay: From 0 (a copy) to below 1; 0.998 remembers about 500 steps.
    """
    for slow, fast in zip(average.weights, model.weights):
        slow.assign(decay * slow + (1 - decay) * fast)


def dcgan_adam():
    """Makes the optimizer of one player, as the course's DCGANs use it.

    The learning rate is high for Adam; the generator's moving average makes up for
    it. With beta_1 = 0 Adam follows the current gradient alone, because older ones
    answered an opponent that has moved on; with beta_2 = 0.99 it also forgets the
    gradients' size after about a hundred steps.

    References: Kingma and Ba, 2015 (arXiv:1412.6980); these betas: Karras et
    al., 2018 (arXiv:1710.10196), appendix A.

    Returns:
        A new `keras.optimizers.Adam`.
    """
    return keras.optimizers.Adam(2e-3, beta_1=0.0, beta_2=0.99)


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
        _check_model("generator", generator)
        _check_model("discriminator", discriminator)
        check_number("seed", seed, 0, 2**31 - 1)
        if generator.input_shape != (None, latent_dim):
            raise ValueError(
                f"latent_dim is {latent_dim}, but the generator takes noise of "
                f"shape {generator.input_shape}; build it with the same latent_dim"
            )
        if generator.output_shape != discriminator.input_shape:
            raise ValueError(
                f"the generator makes images of shape {generator.output_shape}, "
                f"the discriminator takes {discriminator.input_shape}; "
                "make them equal"
            )
        if discriminator.output_shape != (None, 1):
            raise ValueError(
                "the discriminator must return one logit an image, shape "
                f"(None, 1), got {discriminator.output_shape}; end it with Dense(1)"
            )
        self.generator = generator
        self.discriminator = discriminator
        self.average = keras.models.clone_model(generator)
        self.average.set_weights(generator.get_weights())
        self.average.trainable = False
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
                both players, such as those of `gan_course.remedies`. `None` is
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
        for name, optimizer in [("d_", d_optimizer), ("g_", g_optimizer)]:
            if not isinstance(optimizer, keras.optimizers.Optimizer):
                raise ValueError(
                    f"{name}optimizer must be a Keras optimizer, got {optimizer!r}; "
                    "each player needs one, for instance "
                    "keras.optimizers.Adam(2e-4, beta_1=0.5)"
                )
        if d_optimizer is g_optimizer:
            raise ValueError(
                "d_optimizer and g_optimizer are the same object; an optimizer "
                "keeps moments of one player's weights: make two"
            )
        if not 0 <= ema < 1:
            raise ValueError(f"ema must lie in [0, 1), got {ema}; try 0.998")
        if not penalty_weight > 0:
            raise ValueError(
                f"penalty_weight must be above 0, got {penalty_weight}; for none leave "
                "penalty out"
            )
        check_number("discriminator_steps", discriminator_steps, 1)
        _check_ending(self.discriminator, d_loss)
        if penalty:
            _check_normalization(self.discriminator)
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

    def train_step(self, images):
        """Updates both players on a batch of images, or (images, noise).

        With several discriminator steps a batch is for all of them together.
        """
        if isinstance(images, tuple):
            images, noise = images
        else:
            noise = self.sample_noise(tf.shape(images)[0])
        d_loss, g_loss = self.update(self, images, noise)
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
                noise goes with them. A later batch is refused when its turn comes.
        """
        if isinstance(callbacks, keras.callbacks.Callback):
            callbacks = [callbacks]
        # Others read what Evaluate measures; what Resume saves is whole only at last.
        callbacks = sorted(
            callbacks or (),
            key=lambda c: isinstance(c, Resume) - isinstance(c, Evaluate),
        )
        if not self.compiled:
            raise ValueError("the GAN has no optimizers yet; call compile first")
        check_number("epochs", epochs, 1)
        if steps_per_epoch is not None:
            check_number("steps_per_epoch", steps_per_epoch, 1)
        if kwargs.get("validation_data") is not None:
            raise ValueError(
                "validation_data came, but a GAN has no loss to validate; measure its "
                "samples with gan_course.callbacks.Evaluate"
            )
        if not isinstance(images, tf.data.Dataset):
            raise ValueError(
                f"images must be a tf.data.Dataset of batches, got {type(images)}; "
                "gan_course.data.image_batches makes one of a uint8 array"
            )
        if images.cardinality() == 0:
            raise ValueError("the dataset is empty; is its batch larger than the data?")
        if steps_per_epoch is None and images.cardinality() < 0:
            raise ValueError(
                "the dataset does not know its end; pass steps_per_epoch, "
                "for instance the number of images divided by the batch size"
            )
        first, *noise = tf.nest.flatten(next(iter(images.take(1))))
        expected = (len(first), self.latent_dim)
        if noise and [tuple(z.shape) for z in noise] != [expected]:
            raise ValueError(
                f"with {len(first)} images may go noise of shape {expected}, got "
                f"{[tuple(z.shape) for z in noise]}; drop labels with "
                "dataset.map(lambda images, labels: images)"
            )
        shape = self.generator.output_shape[1:]
        if len(shape) == 1:
            check_points(first, *shape)
        else:
            check_images(first, shape)
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
                images.map(partial(_refuse_bad_images, shape)),
                epochs=epochs,
                steps_per_epoch=steps_per_epoch,
                callbacks=callbacks,
                **kwargs,
            )
        except tf.errors.InvalidArgumentError as error:
            if BAD_IMAGES not in error.message:
                raise
            raise ValueError(BAD_IMAGES) from error
        if resume:  # what was done before the stop belongs to it
            history.history = resume.history
            history.epoch = list(range(len(resume.history.get("d_loss", ()))))
        return history


BAD_IMAGES = (
    "a batch of images holds NaN or values outside [-1, 1]; look for it with "
    "gan_course.data.check_images, and train on clean images"
)


def _layers(model):
    """Yields a model's layers, and those within these."""
    inner = getattr(model, "layers", None) or [getattr(model, "layer", None)]
    for layer in filter(None, inner):
        yield layer
        yield from _layers(layer)


def _check_model(name, model):
    """Refuses models that do not know their shapes, or compute in half precision."""
    if getattr(model, "input_shape", None) is None:
        raise ValueError(
            f"the {name} does not know the shape of its input: make it a "
            "keras.Sequential that begins with keras.Input, or a functional model"
        )
    kinds = {layer.compute_dtype for layer in _layers(model) if layer.weights}
    if kinds - {"float32"}:
        raise ValueError(
            f"layers of the {name} compute in {sorted(kinds)}; the course's penalties "
            "and layers need float32: leave Keras's dtype policy at its default"
        )


def _check_ending(discriminator, d_loss):
    """Refuses probabilities where a loss of the course takes logits."""
    loss = getattr(d_loss, "func", d_loss)  # behind functools.partial
    *_, last = _layers(discriminator)
    ending = getattr(last, "activation", None)
    sigmoid = getattr(ending, "__name__", "") == "sigmoid"
    if sigmoid and getattr(loss, "__module__", "") == "gan_course.losses":
        raise ValueError(
            f"the discriminator ends in a sigmoid, but {loss.__name__} takes logits or "
            "a critic's outputs, any real number: end it with Dense(1) and no "
            "activation"
        )


def _check_normalization(discriminator):
    """Warns of layers that make a penalty on gradients something else."""
    kind = keras.layers.BatchNormalization
    if any(isinstance(layer, kind) for layer in _layers(discriminator)):
        warnings.warn(
            "the discriminator has batch normalization, so that each logit depends on "
            "the whole batch and a penalty on gradients is no longer one for each "
            "image; use LayerNormalization, GroupNormalization or none",
            stacklevel=3,
        )


def _refuse_bad_images(shape, images, *noise):
    """Passes batches on, in the graph, unless there is something wrong."""
    images = tf.ensure_shape(tf.cast(images, tf.float32), (None, *shape))
    good = tf.reduce_all(tf.math.is_finite(images))
    if len(shape) > 1:  # points may lie anywhere
        good &= tf.reduce_all(tf.abs(images) <= 1)
    tf.debugging.Assert(good, [BAD_IMAGES])
    return (images, *noise) if noise else images
