"""CycleGAN: images of one kind into another, without pairs to learn from."""

from gan_course.checks import check_images, check_number
from gan_course.losses import (
    l1_loss,
    least_squares_discriminator_loss,
    least_squares_generator_loss,
)
from gan_course.training import checks, image_checks
from gan_course.training.buffer import ImageBuffer
from gan_course.training.gan import GAN
from gan_course.training.steps import descend

import keras
import tensorflow as tf

BATCHES = "data.unpaired_batches(sources, targets, 8) makes such batches"


def update_cycle(gan, sources, targets):
    """Takes one optimizer step of two generators and two discriminators.

    Each generator makes images of one kind of the other, which a discriminator judges.
    What comes back after there and back again should be the image that went. Nothing
    else ties an output to its input.

    Formula of the generators' loss:

        g_loss(to_target) + g_loss(to_source)
        + cycle_weight * (mean(|there and back - source|) + mean(|... - target|))
        + identity_weight * (mean(|to_target(target) - target|) + mean(|...|))

    Reference: Zhu et al., 2017 (arXiv:1703.10593), sections 3.3 and 5.2.

    Args:
        gan: A compiled `CycleGAN`.
        sources, targets: Images in [-1, 1], shape `(batch, height, width, channels)`.

    Returns:
        `(d_loss, g_loss, cycle)`, scalars, each the sum of both directions, before the
        step and without the weights.
    """
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_targets = gan.to_target(sources, training=True)
        fake_sources = gan.to_source(targets, training=True)
        back = gan.to_source(gan.disturb(fake_targets, 2), training=True)
        forth = gan.to_target(gan.disturb(fake_sources, 3), training=True)
        cycle = gan.l1_loss(back, sources) + gan.l1_loss(forth, targets)
        g_loss = gan.g_loss(gan.target_discriminator(fake_targets, training=True))
        g_loss += gan.g_loss(gan.source_discriminator(fake_sources, training=True))
        g_total = g_loss + gan.cycle_weight * cycle
        if gan.identity_weight:
            same = gan.l1_loss(gan.to_target(targets, training=True), targets)
            same += gan.l1_loss(gan.to_source(sources, training=True), sources)
            g_total += gan.identity_weight * same
        d_loss = 0.0
        older_targets = gan.target_buffer(fake_targets, gan.step_seed(4))
        older_sources = gan.source_buffer(fake_sources, gan.step_seed(5))
        for judge, real_images, images in [
            (gan.target_discriminator, targets, older_targets),
            (gan.source_discriminator, sources, older_sources),
        ]:
            real_logits = judge(real_images, training=True)
            d_loss += gan.d_loss(real_logits, judge(images, training=True))
    descend(gan, d_tape, d_loss, g_tape, g_total)
    return d_loss, g_loss, cycle


class CycleGAN(GAN):
    """Trains two generators, there and back, on images of two kinds without pairs.

    Calling the model, or `predict`, turns sources into targets with the moving average;
    `back` turns targets into sources. All else is as in `GAN`: `fit`, with batches of
    both kinds, exact resume, several devices; the history has the cycle loss as
    "cycle". Both generators are one player with one optimizer, and so are both
    discriminators: for Adam, which treats every weight by itself, that is the same as
    an optimizer each.

    Reference: Zhu et al., 2017 (arXiv:1703.10593).

    Args:
        to_target, to_source: Models from images to images in [-1, 1], for instance two
            of `gan_course.models.residual_generator`.
        target_discriminator, source_discriminator: Models from images of a kind to
            logits; see `gan_course.models.patch_discriminator`, not conditional.
        seed: Integer from 0; fixes what the buffers return, and the noise.
        buffer: How many older translations of each kind are kept for the
            discriminators, at least a batch; 0 keeps none. The paper has 50.

    Raises:
        ValueError: If the models do not fit together, or as `GAN` does.
    """

    parts = (*GAN.parts, "target_buffer", "source_buffer")

    def __init__(
        self,
        to_target,
        to_source,
        target_discriminator,
        source_discriminator,
        seed=0,
        buffer=50,
        **kwargs,
    ):
        players = {
            "to_target": to_target,
            "to_source": to_source,
            "target_discriminator": target_discriminator,
            "source_discriminator": source_discriminator,
        }
        image_checks.check_cycle(players)
        check_number("buffer", buffer, 0, hint="the paper has 50; 0 keeps none")
        named = list(players.items())
        super().__init__(_joined(named[:2]), _joined(named[2:]), None, seed, **kwargs)
        self.to_target, self.to_source = to_target, to_source
        self.target_discriminator = target_discriminator
        self.source_discriminator = source_discriminator
        self.target_buffer = ImageBuffer(to_target.output_shape[1:], buffer)
        self.source_buffer = ImageBuffer(to_source.output_shape[1:], buffer)

    def compile(
        self,
        d_optimizer=None,
        g_optimizer=None,
        d_loss=least_squares_discriminator_loss,
        g_loss=least_squares_generator_loss,
        *args,
        cycle_weight=10.0,
        identity_weight=0.0,
        noise=0.0,
        update=update_cycle,
        **kwargs,
    ):
        """Sets optimizers, losses, their weights and the decay of the moving average.

        Args:
            d_optimizer: Keras optimizer of both discriminators.
            g_optimizer: Keras optimizer of both generators, another object.
            d_loss, g_loss: As for `GAN.compile`. The paper's generators have twice our
                least-squares loss: of the same cycle loss they get half.
            *args: As for `GAN.compile`.
            cycle_weight: Of the L1 loss there and back, from 0. The paper has 10.
            identity_weight: Of the L1 loss of what should not change, from 0: a target
                put into `to_target`. The paper has 0, and 5 for paintings.
            noise: Standard deviation of noise that is added to translations before they
                go back, from 0. It erases what is written too finely to be seen.
            update: `(gan, sources, targets) -> (d_loss, g_loss, cycle)`.
            **kwargs: As for `GAN.compile`, but no penalty and no further steps of the
                discriminators.

        Raises:
            ValueError: If a weight or the noise is negative, if there is an identity
                loss of images that differ in shape, or as `GAN.compile` does.
        """
        checks.refuse_penalty(kwargs)
        check_number("cycle_weight", cycle_weight, 0, whole=False)
        check_number("identity_weight", identity_weight, 0, whole=False)
        check_number("noise", noise, 0, whole=False, hint="1/127.5 is one grey level")
        image_checks.check_identity(self.to_target, identity_weight)
        checks.check_ending(self.target_discriminator, d_loss)
        super().compile(
            d_optimizer, g_optimizer, d_loss, g_loss, *args, update=update, **kwargs
        )
        replicas = self.distribute_strategy.num_replicas_in_sync
        self.l1_loss = lambda images, truths: l1_loss(images, truths) / replicas
        self.cycle_weight, self.identity_weight = cycle_weight, identity_weight
        self.noise = noise
        self.cycle_mean = keras.metrics.Mean(name="cycle")

    @property
    def metrics(self):
        return [*super().metrics, self.cycle_mean]

    @property
    def average_translator(self):
        """The moving average of `to_target`, a model of its own."""
        return self.average.get_layer("to_target")

    def call(self, images):
        return self.average_translator(images, training=False)

    def back(self, images):
        """Turns targets into sources with the moving average of `to_source`."""
        return self.average.get_layer("to_source")(images, training=False)

    def step_seed(self, stream):
        return self.stateless_seed(stream, self.g_optimizer.iterations)

    def disturb(self, images, stream):
        """Adds this step's noise to translations."""
        if not self.noise:
            return images
        noise = tf.random.stateless_normal(tf.shape(images), self.step_seed(stream))
        return images + self.noise * noise

    def take_step(self, sources, targets):
        d_loss, g_loss, cycle = self.update(self, sources, targets)
        replicas = self.distribute_strategy.num_replicas_in_sync
        self.cycle_mean.update_state(cycle * replicas)
        return d_loss, g_loss

    @staticmethod
    def check_players(generator, discriminator, latent_dim):
        """Refuses players that cannot learn; `check_cycle` has refused what misfits."""
        checks.check_trainable(generator, discriminator)

    def check_batch(self, *batch):
        """Refuses a batch that it cannot be trained on; returns what is judged."""
        if len(batch) != 2:
            raise ValueError(
                "a CycleGAN is trained on (sources, targets), got "
                f"{len(batch)} things; {BATCHES}"
            )
        for images, shape in zip(batch, self.generator.input_shape):
            check_images(images, shape[1:])
        size = self.target_buffer.pool.shape[0]
        if 0 < size < max(len(images) for images in batch):
            raise ValueError(
                f"a batch of {max(len(images) for images in batch)} images goes "
                f"through a buffer of {size}; make the buffer as large at least, or 0"
            )
        return [batch[1], batch[0]]

    def refuse_bad_batch(self, sources, targets):
        """Passes batches on, in the graph, unless there is something wrong."""
        shapes = self.generator.input_shape
        return image_checks.refuse_bad_pairs((sources, targets), shapes)

    def train_on_batch(self, sources, targets, return_dict=False, **kwargs):
        """Takes one step of all players on a batch, as `fit` does.

        Args:
            sources, targets: A batch as `fit` takes it, or arrays.
            return_dict: Whether the losses come by name.
            **kwargs: Refused, as by `fit`.

        Returns:
            `[d_loss, g_loss, cycle]`, or a dictionary of the three.

        Raises:
            ValueError: As `fit` does.
        """
        return super().train_on_batch(sources, targets, return_dict, **kwargs)


def _joined(named):
    """Returns two networks as one player, under names by which they are found."""
    inputs = [keras.Input(model.input_shape[1:]) for _, model in named]
    parts = [
        keras.Sequential([keras.Input(model.input_shape[1:]), model], name=name)
        for name, model in named
    ]
    return keras.Model(inputs, [part(x) for part, x in zip(parts, inputs)])
