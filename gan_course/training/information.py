"""InfoGAN: a part of the noise, the code, is to be read off the image."""

from gan_course.checks import check_number
from gan_course.losses import code_loss
from gan_course.training import checks
from gan_course.training.gan import GAN
from gan_course.training.steps import descend

import tensorflow as tf


def update_informed(gan, real_images, noise, reward=1.0):
    """Takes one optimizer step of both players; the discriminator guesses the code.

    The code is the end of the noise. The discriminator learns to guess it from
    generated images, and the generator is rewarded for making it easy to guess. No
    label is used.

    Reference: Chen et al., 2016 (arXiv:1606.03657), section 5.

    Args:
        gan: As for `gan_course.training.update_players`, with a discriminator that
            returns `[logits, category_logits, numbers]` and `code_loss`.
        real_images: Images in [-1, 1], shape `(batch, height, width, channels)`.
        noise: Shape `(batch, latent_dim)`, the code at its end.
        reward: The factor of the generator's part, from 0, the control without one.

    Returns:
        The two losses before the step, without the code's, scalars.

    Raises:
        ValueError: If the reward is negative.
    """
    check_number("reward", reward, 0, whole=False, hint="the paper has 1")
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        real_logits, *_ = gan.discriminator(real_images, training=True)
        fake_logits, *guesses = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
        unread = gan.code_loss(noise, *guesses)
        d_total, g_total = d_loss + unread, g_loss + reward * unread
    descend(gan, d_tape, d_total, g_tape, g_total)
    return d_loss, g_loss


class InfoGAN(GAN):
    """Trains a generator whose code is to be read off its images, without labels.

    The last `categories + numbers` values of a noise vector are the code: a category,
    one-hot and equally often, and numbers, uniform in [-1, 1]. All else is as in `GAN`.

    Reference: Chen et al., 2016 (arXiv:1606.03657).

    Args:
        generator: Maps noise `(batch, latent_dim)`, the code included, to images.
        discriminator: Maps images to `[logits, category_logits, numbers]`; see
            `gan_course.models.information_discriminator`. How many categories and
            numbers there are is read off it.
        latent_dim: Size of a noise vector with its code.
        seed: Integer from 0; fixes the noise of every step.

    Raises:
        ValueError: If the two models and `latent_dim` do not fit together, or as `GAN`
            does.
    """

    def __init__(self, generator, discriminator, latent_dim, seed=0, **kwargs):
        super().__init__(generator, discriminator, latent_dim, seed, **kwargs)
        _, (_, self.categories), (_, self.numbers) = discriminator.output_shape

    def compile(self, *args, update=update_informed, **kwargs):
        """Sets optimizers, losses and the decay of the average, as `GAN.compile`."""
        checks.refuse_penalty(kwargs)
        super().compile(*args, update=update, **kwargs)
        replicas = self.distribute_strategy.num_replicas_in_sync
        width = self.categories + self.numbers
        self.code_loss = lambda noise, *guesses: (
            code_loss(noise[:, -width:], *guesses) / replicas
        )

    def sample_noise(self, batch_size):
        """Returns this step's noise, which ends in a code."""
        return self.with_code(super().sample_noise(batch_size))

    def with_code(self, noise):
        """Turns the end of normal noise into a code that it decides.

        Args:
            noise: Standard normal, shape `(n, latent_dim)`.

        Returns:
            The same with a one-hot category where the largest of the values is, and
            numbers in [-1, 1], their place in the normal distribution.
        """
        sizes = self.categories, self.numbers
        rest = self.latent_dim - sum(sizes)
        free, values, places = tf.split(noise, [rest, *sizes], axis=1)
        category = tf.one_hot(tf.argmax(values, axis=1), self.categories)
        return tf.concat([free, category, tf.math.erf(places / 2**0.5)], axis=1)

    @staticmethod
    def check_players(generator, discriminator, latent_dim):
        """Refuses players that do not fit together."""
        for name, model in [("generator", generator), ("discriminator", discriminator)]:
            checks.check_model(name, model)
        answers = discriminator.output_shape
        if not isinstance(answers, list) or [len(x) for x in answers] != [2, 2, 2]:
            raise ValueError(
                f"the discriminator returns {answers}; an InfoGAN's returns logits, "
                "the category's logits and numbers, as "
                "models.information_discriminator does"
            )
        code = answers[1][1] + answers[2][1]
        if generator.input_shape != (None, latent_dim) or latent_dim <= code:
            raise ValueError(
                f"the generator takes {generator.input_shape}, latent_dim is "
                f"{latent_dim} and {code} of it are the code; build the generator for "
                "the same latent_dim, which has to be larger than the code"
            )
        if generator.output_shape != discriminator.input_shape:
            raise ValueError(
                f"the generator makes images of shape {generator.output_shape}, the "
                f"discriminator takes {discriminator.input_shape}; make them equal"
            )
        checks.check_trainable(generator, discriminator)
