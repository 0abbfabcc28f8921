"""The conditional GAN: a class is ordered, and both players are told."""

from gan_course.checks import check_labels, check_number, check_seed
from gan_course.losses import class_loss
from gan_course.training import checks
from gan_course.training.gan import GAN
from gan_course.training.steps import descend

import keras
import numpy as np
import tensorflow as tf

BATCHES = "data.image_batches(images, 32, labels=labels) makes such batches"


def update_conditional(gan, real_images, labels, noise):
    """Takes one optimizer step of both players, who are told the labels.

    The generated images have the labels of the real ones, so they are ordered as often
    as they occur.

    Reference: Mirza and Osindero, 2014 (arXiv:1411.1784), equation 2.

    Args:
        gan: As for `gan_course.training.update_players`, with a generator that takes
            `[noise, labels]` and a discriminator that takes `[images, labels]`.
        real_images: Images in [-1, 1], shape `(batch, height, width, channels)`.
        labels: Their classes, integers, shape `(batch,)`.
        noise: Standard normal, shape `(batch, latent_dim)`.

    Returns:
        The two losses before the step, `(d_loss, g_loss)`, scalars.
    """
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator([noise, labels], training=True)
        real_logits = gan.discriminator([real_images, labels], training=True)
        fake_logits = gan.discriminator([fake_images, labels], training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


def update_auxiliary(gan, real_images, labels, noise, weight=1.0):
    """Takes one optimizer step of both players; the discriminator names classes.

    It is not told the labels, but asked for them, and both players want it to be right,
    of real and of generated images. A large weight favours images that are easy to
    classify over images that vary.

    Reference: Odena, Olah and Shlens, 2017 (arXiv:1610.09585), section 4.

    Args:
        gan, real_images, labels, noise: As for `update_conditional`, but the
            discriminator takes images and returns `[logits, class_logits]`.
        weight: Of the classification, from 0. The paper has 1.

    Returns:
        The two losses before the step, without the classification, scalars.

    Raises:
        ValueError: If the weight is negative.
    """
    check_number("weight", weight, 0, whole=False, hint="the paper has 1")
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator([noise, labels], training=True)
        real_logits, real_classes = gan.discriminator(real_images, training=True)
        fake_logits, fake_classes = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
        named = gan.class_loss(real_classes, labels)
        named += gan.class_loss(fake_classes, labels)
        d_total, g_total = d_loss + weight * named, g_loss + weight * named
    descend(gan, d_tape, d_total, g_tape, g_total)
    return d_loss, g_loss


class ConditionalGAN(GAN):
    """Trains a generator that takes orders: noise and a label, an image of that class.

    All else is as in `GAN`: `fit`, with labelled batches, the moving average, exact
    resume, several devices. Calling the model turns `[noise, labels]` into images; with
    noise alone it draws the classes in turn, so that `SampleGrid` and `Evaluate` work
    as they are.

    Reference: Mirza and Osindero, 2014 (arXiv:1411.1784).

    Args:
        generator: Maps `[noise, labels]`, shapes `(batch, latent_dim)` and `(batch,)`,
            to images in [-1, 1]; see `gan_course.models.conditional_generator`.
        discriminator: Maps `[images, labels]` to logits `(batch, 1)`, or images to
            `[logits, class_logits]`.
        latent_dim: Size of a noise vector; must fit the generator's input.
        seed: Integer from 0; fixes the noise of every step.
        classes: How many there are; labels go from 0 to one less.

    Raises:
        ValueError: If the two models, `latent_dim` and `classes` do not fit together,
            or as `GAN` does.
    """

    def __init__(
        self, generator, discriminator, latent_dim, seed=0, classes=10, **kwargs
    ):
        super().__init__(generator, discriminator, latent_dim, seed, **kwargs)
        check_number("classes", classes, 1)
        self.classes = classes
        self._check_classes()

    def compile(self, *args, update=None, **kwargs):
        """Sets optimizers, losses and the decay of the moving average.

        Args:
            *args: As for `GAN.compile`.
            update: `(gan, real_images, labels, noise) -> (d_loss, g_loss)`. `None` is
                `update_auxiliary` for a discriminator that names classes,
                `update_conditional` for one that is told them.
            **kwargs: As for `GAN.compile`, but no penalty and no further steps of the
                discriminator, which these updates do not have.

        Raises:
            ValueError: As `GAN.compile` does.
        """
        checks.refuse_penalty(kwargs)
        names = isinstance(self.discriminator.output, list)
        update = update or (update_auxiliary if names else update_conditional)
        super().compile(*args, update=update, **kwargs)
        replicas = self.distribute_strategy.num_replicas_in_sync
        self.class_loss = lambda logits, labels: class_loss(logits, labels) / replicas

    def call(self, inputs):
        if not isinstance(inputs, list | tuple):
            labels = tf.range(tf.shape(inputs)[0]) % self.classes
            inputs = [inputs, labels]
        return self.average(list(inputs), training=False)

    def take_step(self, images, labels):
        noise = self.sample_noise(tf.shape(images)[0])
        return self.update(self, images, labels, noise)

    def sample(self, labels, seed=0, noise=None):
        """Draws an image of each ordered class, with the moving average.

        Args:
            labels: Integers, shape `(n,)`, from 0 to `classes - 1`.
            seed: Integer; decides the noise.
            noise: To be taken instead, shape `(n, latent_dim)`.

        Returns:
            Images in [-1, 1], float32, shape `(n, height, width, channels)`.

        Raises:
            ValueError: If labels are no such array, the seed no such number, or noise
                has another shape.
        """
        check_labels(labels, None, self.classes)
        check_seed(seed)
        labels = tf.constant(labels, "int32")
        shape = (len(labels), self.latent_dim)
        if noise is None:
            noise = tf.random.stateless_normal(shape, [seed, -2])
        noise = tf.convert_to_tensor(noise, "float32")
        if noise.shape != shape:
            raise ValueError(
                f"with {len(labels)} labels goes noise of shape {shape}, got "
                f"{tuple(noise.shape)}; draw one vector for each label"
            )
        pieces = [slice(n, n + 500) for n in range(0, len(labels), 500)]
        found = [self([noise[piece], labels[piece]]) for piece in pieces]
        return np.concatenate(found)

    @staticmethod
    def check_players(generator, discriminator, latent_dim):
        """Refuses players that do not fit together."""
        for name, model in [("generator", generator), ("discriminator", discriminator)]:
            checks.check_model(name, model)
        takes, images = [(None, latent_dim), (None,)], generator.output_shape
        if generator.input_shape != takes:
            raise ValueError(
                f"a conditional generator takes [noise, labels] of shapes {takes}, "
                f"this one {generator.input_shape}; build one as "
                "models.conditional_generator does, with the same latent_dim"
            )
        found, answers = discriminator.input_shape, discriminator.output_shape
        told = (found, answers) == ([images, (None,)], (None, 1))
        names = found == images and isinstance(answers, list) and len(answers) == 2
        if not told and not (names and answers[0] == (None, 1)):
            raise ValueError(
                f"the discriminator takes {found} and returns {answers}; with a "
                f"generator of images {images} one that is told labels takes "
                f"{[images, (None,)]} and returns (None, 1), and one that names them "
                f"takes {images} and returns [(None, 1), (None, classes)]"
            )
        checks.check_trainable(generator, discriminator)

    def _check_classes(self):
        """Refuses players that were built for another number of classes."""
        for name in ("generator", "discriminator"):
            model, outputs = getattr(self, name), getattr(self, name).output_shape
            layers = checks.layers_of(model)
            known = [
                n.input_dim for n in layers if isinstance(n, keras.layers.Embedding)
            ]
            known += [outputs[1][1]] if isinstance(outputs, list) else []
            if any(number != self.classes for number in known):
                raise ValueError(
                    f"the {name} was built for {max(known)} classes, the GAN is to "
                    f"have {self.classes}; build both players for all of them"
                )

    def check_batch(self, images, *labels):
        """Refuses a batch that it cannot be trained on; returns what is judged."""
        if len(labels) != 1:
            raise ValueError(
                "a conditional GAN is trained on pairs (images, labels), got images "
                f"with {len(labels)} things beside them; {BATCHES}"
            )
        checks.check_batch(self, images)
        check_labels(labels[0], len(images), self.classes)
        told = isinstance(self.discriminator.input, list)
        return [images, *labels] if told else images

    def refuse_bad_batch(self, images, labels):
        """Passes batches on, in the graph, unless there is something wrong."""
        images = checks.refuse_bad_images(self, images)
        good = tf.reduce_all((labels >= 0) & (labels < self.classes))
        tf.debugging.Assert(good, [checks.BAD_LABELS])
        return images, labels

    def train_on_batch(self, images, labels, return_dict=False, **kwargs):
        """Takes one step of both players on a batch, as `fit` does.

        Args:
            images, labels: A batch as `fit` takes it, or arrays.
            return_dict: Whether the losses come by name.
            **kwargs: Refused, as by `fit`.

        Returns:
            `[d_loss, g_loss]`, or a dictionary of the two.

        Raises:
            ValueError: As `fit` does.
        """
        checks.check_arguments(kwargs)
        images = tf.convert_to_tensor(images, "float32")
        self.check_batch(images, labels)
        labels = tf.convert_to_tensor(labels, "int32")
        return keras.Model.train_on_batch(self, images, labels, return_dict=return_dict)
