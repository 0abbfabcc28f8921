"""The paired GAN: images that are made of images, whose truth is known."""

from gan_course.checks import check_images, check_number
from gan_course.losses import l1_loss
from gan_course.training import checks, image_checks
from gan_course.training.gan import GAN
from gan_course.training.steps import descend

import keras
import tensorflow as tf

BATCHES = "data.paired_batches(inputs, targets, 8) makes such batches"


def update_paired(gan, inputs, targets):
    """Takes one optimizer step of both players, on images and what they should become.

    The L1 loss says which image is wanted, the discriminator what such images look
    like. There is no noise: an input has one output.

    Formula of the generator's loss:

        adversarial_weight * g_loss(fake_logits) + l1_weight * mean(|output - target|)

    Reference: Isola et al., 2017 (arXiv:1611.07004), equation 4.

    Args:
        gan: As for `gan_course.training.update_players`, with `judge`, a function of
            inputs and images that returns the discriminator's logits, with `l1_loss`,
            `l1_weight` and `adversarial_weight`.
        inputs: Images in [-1, 1], shape `(batch, height, width, channels)`.
        targets: What they should become, likewise.

    Returns:
        `(d_loss, g_loss, l1)`, scalars, before the step and without the weights.
    """
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        outputs = gan.generator(inputs, training=True)
        real_logits = gan.judge(inputs, targets)
        fake_logits = gan.judge(inputs, outputs)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
        l1 = gan.l1_loss(outputs, targets)
        g_total = gan.adversarial_weight * g_loss + gan.l1_weight * l1
    descend(gan, d_tape, d_loss, g_tape, g_total)
    return d_loss, g_loss, l1


class PairedGAN(GAN):
    """Trains a generator that makes an image of an image, on pairs of them.

    Calling the model, or `predict`, makes images of images with the moving average of
    the generator. All else is as in `GAN`: `fit`, with batches of pairs, exact resume,
    several devices; the history has the L1 loss as "l1".

    Reference: pix2pix, Isola et al., 2017 (arXiv:1611.07004).

    Args:
        generator: Maps images to images in [-1, 1]; see `gan_course.models.unet`.
        discriminator: Maps `[inputs, images]`, or images alone, to logits, one an image
            or a map of them; see `gan_course.models.patch_discriminator`. One that sees
            images alone lets the generator make any image that looks right.
        seed: Integer from 0.

    Raises:
        ValueError: If the two models do not fit together, or as `GAN` does.
    """

    def __init__(self, generator, discriminator, seed=0, **kwargs):
        super().__init__(generator, discriminator, None, seed, **kwargs)

    def compile(
        self,
        *args,
        l1_weight=100.0,
        adversarial_weight=1.0,
        update=update_paired,
        **kwargs,
    ):
        """Sets optimizers, losses, their weights and the decay of the moving average.

        Args:
            *args: As for `GAN.compile`.
            l1_weight: Of the L1 loss, from 0. The paper has 100, for images in [-1, 1].
            adversarial_weight: Of the generator's loss, from 0. With 0 the generator
                learns by the L1 loss alone; the discriminator only watches.
            update: `(gan, inputs, targets) -> (d_loss, g_loss, l1)`.
            **kwargs: As for `GAN.compile`, but no penalty and no further steps of the
                discriminator.

        Raises:
            ValueError: If a weight is negative or both are 0, or as `GAN.compile` does.
        """
        checks.refuse_penalty(kwargs)
        check_number("l1_weight", l1_weight, 0, whole=False, hint="the paper has 100")
        check_number("adversarial_weight", adversarial_weight, 0, whole=False)
        if l1_weight == adversarial_weight == 0:
            raise ValueError(
                "l1_weight and adversarial_weight are both 0, so the generator would "
                "learn nothing; leave one of them at its default"
            )
        super().compile(*args, update=update, **kwargs)
        replicas = self.distribute_strategy.num_replicas_in_sync
        told = isinstance(self.discriminator.input, list)
        self.judge = lambda inputs, images: self.discriminator(
            [inputs, images] if told else images, training=True
        )
        self.l1_loss = lambda images, truths: l1_loss(images, truths) / replicas
        self.l1_weight, self.adversarial_weight = l1_weight, adversarial_weight
        self.l1_mean = keras.metrics.Mean(name="l1")

    @property
    def metrics(self):
        return [*super().metrics, self.l1_mean]

    @property
    def average_translator(self):
        """The moving average of the generator."""
        return self.average

    def take_step(self, inputs, targets):
        d_loss, g_loss, l1 = self.update(self, inputs, targets)
        self.l1_mean.update_state(l1 * self.distribute_strategy.num_replicas_in_sync)
        return d_loss, g_loss

    @staticmethod
    def check_players(generator, discriminator, latent_dim=None):
        """Refuses players that do not fit together."""
        image_checks.check_translator("generator", generator)
        checks.check_model("discriminator", discriminator)
        given, made = generator.input_shape, generator.output_shape
        found = discriminator.input_shape
        if found not in (made, [given, made]):
            raise ValueError(
                f"the generator makes {made} of {given}, the discriminator takes "
                f"{found}; it must take {[given, made]}, or {made} alone if it is not "
                "told what an image was made of"
            )
        image_checks.check_logits("discriminator", discriminator)
        checks.check_trainable(generator, discriminator)

    def check_batch(self, *batch):
        """Refuses a batch that it cannot be trained on; returns what is judged."""
        if len(batch) != 2:
            raise ValueError(
                "a paired GAN is trained on pairs (inputs, targets), got "
                f"{len(batch)} things; {BATCHES}"
            )
        shapes = self.generator.input_shape[1:], self.generator.output_shape[1:]
        for images, shape in zip(batch, shapes):
            check_images(images, shape)
        told = isinstance(self.discriminator.input, list)
        return list(batch) if told else batch[1]

    def refuse_bad_batch(self, inputs, targets):
        """Passes batches on, in the graph, unless there is something wrong."""
        shapes = self.generator.input_shape, self.generator.output_shape
        return image_checks.refuse_bad_pairs((inputs, targets), shapes)

    def train_on_batch(self, inputs, targets, return_dict=False, **kwargs):
        """Takes one step of both players on a batch, as `fit` does.

        Args:
            inputs, targets: A batch as `fit` takes it, or arrays.
            return_dict: Whether the losses come by name.
            **kwargs: Refused, as by `fit`.

        Returns:
            `[d_loss, g_loss, l1]`, or a dictionary of the three.

        Raises:
            ValueError: As `fit` does.
        """
        return super().train_on_batch(inputs, targets, return_dict, **kwargs)
