"""The semi-supervised GAN: a classifier that learns from few labels and many images."""

from gan_course.checks import check_labels
from gan_course.losses import class_loss, feature_matching_loss
from gan_course.models import hidden_features
from gan_course.training import checks
from gan_course.training.gan import GAN
from gan_course.training.steps import descend

import keras
import tensorflow as tf
from keras import ops

BATCHES = (
    "tf.data.Dataset.zip((data.image_batches(few, 32, labels=labels), "
    "data.image_batches(images, 32))) makes such batches"
)


def realness_logits(class_logits):
    """Reads the logits of some classes as one logit of being real.

    "Generated" is one class more, whose logit is 0. The odds of being real are then
    the sum of the classes' odds against "generated".

    Formula, with l the logits:

        logit = log(sum over classes of exp(l))

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 5.

    Args:
        class_logits: Shape `(batch, classes)`.

    Returns:
        Shape `(batch, 1)`: `sigmoid(logit)` is the probability that an image is real.

    >>> round(float(realness_logits([[0.0, 0.0]])[0, 0]), 4)
    0.6931
    """
    return ops.logsumexp(class_logits, axis=-1, keepdims=True)


def update_semi_supervised(gan, labelled_images, labels, real_images, noise):
    """Takes one optimizer step of a classifier that is the discriminator, too.

    It names the classes of the few labelled images, and finds all real images, most of
    them without a label, more real than generated ones. The generator matches the mean
    features of real images.

    Formula of the discriminator's loss, with r = `realness_logits`:

        class_loss(labelled, labels) + minimax_discriminator_loss(r(real), r(fake))

    Reference: Salimans et al., 2016 (arXiv:1606.03498), sections 3.1 and 5.

    Args:
        gan: As for `gan_course.training.update_players`, with `judge`, a function of
            images that returns the discriminator's `(features, logits)`, and with
            `class_loss` and `matching_loss`.
        labelled_images: Images in [-1, 1], shape `(few, height, width, channels)`.
        labels: Their classes, integers, shape `(few,)`.
        real_images: Others without labels, shape `(batch, height, width, channels)`.
        noise: Standard normal, shape `(batch, latent_dim)`.

    Returns:
        `(d_loss, g_loss)`, scalars, before the step.
    """
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        _, labelled_logits = gan.judge(labelled_images)
        real_features, real_logits = gan.judge(real_images)
        fake_features, fake_logits = gan.judge(fake_images)
        d_loss = gan.class_loss(labelled_logits, labels)
        d_loss += gan.d_loss(realness_logits(real_logits), realness_logits(fake_logits))
        g_loss = gan.matching_loss(real_features, fake_features)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


class SemiSupervisedGAN(GAN):
    """Trains a classifier as the discriminator of a GAN, on few labels and many images.

    When most images have no label: that they must look real, and generated ones must
    not, tells the classifier where images lie and where not, and so where borders of
    classes may run. `gan.discriminator` is the classifier. All else is as in `GAN`:
    `fit`, the moving average of the generator, exact resume, several devices.

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 5.

    Args:
        generator: Maps noise `(batch, latent_dim)` to images in [-1, 1].
        discriminator: Maps images to logits `(batch, classes)`, with a layer called
            "features", as `gan_course.models.small_classifier` has one.
        latent_dim: Size of a noise vector; must fit the generator's input.
        seed: Integer from 0; fixes the noise of every step.

    Raises:
        ValueError: If the two models and `latent_dim` do not fit together, there is no
            such layer, or as `GAN` does.
    """

    def compile(self, *args, update=update_semi_supervised, **kwargs):
        """Sets optimizers, losses and the decay of the moving average.

        Args:
            *args: As for `GAN.compile`.
            update: `(gan, labelled_images, labels, real_images, noise) -> (d_loss,
                g_loss)`.
            **kwargs: As for `GAN.compile`, but no penalty and no further steps of the
                discriminator.

        Raises:
            ValueError: As `GAN.compile` does.
        """
        checks.refuse_penalty(kwargs)
        super().compile(*args, update=update, **kwargs)
        features = hidden_features(self.discriminator, "features")
        answers = [*features.outputs, *self.discriminator.outputs]
        both = keras.Model(self.discriminator.inputs, answers)
        self.judge = lambda images: both(images, training=True)
        replicas = self.distribute_strategy.num_replicas_in_sync
        self.class_loss = lambda logits, labels: class_loss(logits, labels) / replicas
        self.matching_loss = lambda real, fake: (
            feature_matching_loss(real, fake) / replicas
        )

    def take_step(self, labelled_images, labels, images):
        noise = self.sample_noise(tf.shape(images)[0])
        return self.update(self, labelled_images, labels, images, noise)

    @staticmethod
    def check_players(generator, discriminator, latent_dim):
        """Refuses players that do not fit together."""
        for name, model in [("generator", generator), ("discriminator", discriminator)]:
            checks.check_model(name, model)
        takes, images = generator.input_shape, generator.output_shape
        found, answers = discriminator.input_shape, discriminator.output_shape
        if takes != (None, latent_dim) or found != images:
            raise ValueError(
                f"the generator makes {images} of {takes}, latent_dim is {latent_dim}, "
                f"and the discriminator takes {found}; build both for the same images, "
                "and the generator with the same latent_dim"
            )
        if not isinstance(answers, tuple) or len(answers) != 2 or answers[1] < 2:
            raise ValueError(
                "the discriminator must return a logit for each class, shape (None, "
                f"classes), got {answers}; models.small_classifier does"
            )
        hidden_features(discriminator, "features")
        checks.check_trainable(generator, discriminator)

    def check_batch(self, *batch):
        """Refuses a batch that it cannot be trained on; returns what is judged."""
        if len(batch) != 3:
            raise ValueError(
                "a semi-supervised GAN is trained on triples (labelled images, labels, "
                f"images without labels), got {len(batch)} of them; {BATCHES}"
            )
        labelled, labels, images = batch
        for some in (labelled, images):
            checks.check_batch(self, some)
        check_labels(labels, len(labelled), self.discriminator.output_shape[1])
        return images

    def refuse_bad_batch(self, *batch):
        """Passes batches on, in the graph, unless there is something wrong."""
        labelled, labels, images = tf.nest.flatten(batch)
        labelled = checks.refuse_bad_images(self, labelled)
        images = checks.refuse_bad_images(self, images)
        classes = self.discriminator.output_shape[1]
        good = tf.reduce_all((labels >= 0) & (labels < classes))
        tf.debugging.Assert(good, [checks.BAD_LABELS])
        return labelled, labels, images

    def train_on_batch(
        self, labelled_images, labels, images, return_dict=False, **kwargs
    ):
        """Takes one step of both players on a batch, as `fit` does.

        Args:
            labelled_images, labels, images: A batch as `fit` takes it, or arrays.
            return_dict: Whether the losses come by name.
            **kwargs: Refused, as by `fit`.

        Returns:
            `[d_loss, g_loss]`, or a dictionary of the two.

        Raises:
            ValueError: As `fit` does.
        """
        checks.check_arguments(kwargs)
        self.check_batch(labelled_images, labels, images)
        batch = [
            tf.convert_to_tensor(part, kind)
            for part, kind in zip(
                (labelled_images, labels, images), ("float32", "int32", "float32")
            )
        ]
        return keras.Model.train_on_batch(self, *batch, return_dict=return_dict)
