"""What a GAN refuses: players that do not fit, and images that are none."""

from gan_course.checks import check_images, check_points

import warnings

import keras
import tensorflow as tf

BAD_IMAGES = (
    "a batch of images holds NaN or values outside [-1, 1]; look for it with "
    "gan_course.data.check_images, and train on clean images"
)


def check_players(generator, discriminator, latent_dim):
    """Refuses a generator and a discriminator that do not fit together."""
    _check_model("generator", generator)
    _check_model("discriminator", discriminator)
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


def check_optimizers(d_optimizer, g_optimizer):
    """Refuses what is no pair of Keras optimizers."""
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


def check_dataset(images, steps_per_epoch, gan):
    """Refuses what a GAN cannot be trained on, and returns the first batch."""
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
    expected = (len(first), gan.latent_dim)
    if noise and [tuple(z.shape) for z in noise] != [expected]:
        raise ValueError(
            f"with {len(first)} images may go noise of shape {expected}, got "
            f"{[tuple(z.shape) for z in noise]}; drop labels with "
            "dataset.map(lambda images, labels: images)"
        )
    shape = gan.generator.output_shape[1:]
    if len(shape) == 1:
        check_points(first, *shape)
    else:
        check_images(first, shape)
    return first


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


def check_ending(discriminator, d_loss):
    """Refuses probabilities where a loss of the course takes logits."""
    loss = getattr(d_loss, "func", d_loss)  # behind functools.partial
    *_, last = _layers(discriminator)
    ending = getattr(last, "activation", None)
    sigmoid = getattr(ending, "__name__", "") == "sigmoid"
    module = getattr(loss, "__module__", "")
    if sigmoid and module.startswith("gan_course.losses"):
        raise ValueError(
            f"the discriminator ends in a sigmoid, but {loss.__name__} takes logits or "
            "a critic's outputs, any real number: end it with Dense(1) and no "
            "activation"
        )


def check_normalization(discriminator):
    """Warns of layers that make a penalty on gradients something else."""
    kind = keras.layers.BatchNormalization
    if any(isinstance(layer, kind) for layer in _layers(discriminator)):
        warnings.warn(
            "the discriminator has batch normalization, so that each logit depends on "
            "the whole batch and a penalty on gradients is no longer one for each "
            "image; use LayerNormalization, GroupNormalization or none",
            stacklevel=3,
        )


def refuse_bad_images(shape, images, *noise):
    """Passes batches on, in the graph, unless there is something wrong."""
    images = tf.ensure_shape(tf.cast(images, tf.float32), (None, *shape))
    good = tf.reduce_all(tf.math.is_finite(images))
    if len(shape) > 1:  # points may lie anywhere
        good &= tf.reduce_all(tf.abs(images) <= 1)
    tf.debugging.Assert(good, [BAD_IMAGES])
    return (images, *noise) if noise else images
