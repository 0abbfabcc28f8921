"""What GANs from image to image refuse: networks and batches that do not fit."""

from gan_course.training import checks

import tensorflow as tf


def check_translator(name, model):
    """Refuses what does not make an image of an image."""
    checks.check_model(name, model)
    shapes = model.input_shape, model.output_shape
    if not all(isinstance(shape, tuple) and len(shape) == 4 for shape in shapes):
        raise ValueError(
            f"the {name} makes {shapes[1]} of {shapes[0]}; it must make images of "
            "images, (None, height, width, channels) of such, as models.unet does"
        )


def check_logits(name, model):
    """Refuses a discriminator whose answer is no logit, or map of logits."""
    shape = model.output_shape
    if not isinstance(shape, tuple) or len(shape) not in (2, 4) or shape[-1] != 1:
        raise ValueError(
            f"the {name} must return a logit an image, shape (None, 1), or a map of "
            f"them, (None, rows, columns, 1), got {shape}; end it with one filter, as "
            "models.patch_discriminator does"
        )


def check_cycle(players):
    """Refuses four networks that do not make a cycle.

    Args:
        players: {"to_target": model, "to_source": ..., "target_discriminator": ...,
            "source_discriminator": ...}
    """
    for name, model in players.items():
        judge = name.endswith("discriminator")
        checks.check_model(name, model)
        check_logits(name, model) if judge else check_translator(name, model)
    if len({id(model) for model in players.values()}) < 4:
        raise ValueError(
            f"one network came for several of {', '.join(players)}; each has weights "
            "of its own: build four"
        )
    to_target, to_source, *judges = players.values()
    source, target = to_target.input_shape, to_target.output_shape
    found = [to_source.input_shape, to_source.output_shape]
    found += [judge.input_shape for judge in judges]
    if found != [target, source, target, source]:
        raise ValueError(
            f"to_target makes {target} of {source}, so to_source must make {source} of "
            f"{target} and the discriminators take {target} and {source}, got "
            f"{found[1]} of {found[0]}, and {found[2]} and {found[3]}; build all four "
            "for the same images"
        )


def check_identity(to_target, weight):
    """Refuses an identity loss of images that a generator cannot take."""
    given, made = to_target.input_shape, to_target.output_shape
    if weight and given != made:
        raise ValueError(
            f"identity_weight is {weight}, but sources have the shape {given} and "
            f"targets {made}; a generator can keep only what it can take: leave the "
            "weight at 0"
        )


def refuse_bad_pairs(batches, shapes):
    """Passes batches on, in the graph, unless there is something wrong with one.

    Args:
        batches: Tensors of images.
        shapes: What each must have, with None for the batch.

    Returns:
        The batches, float32, as a tuple.
    """
    batches = [
        tf.ensure_shape(tf.cast(images, tf.float32), shape)
        for images, shape in zip(batches, shapes)
    ]
    for images in batches:  # NaN is not at most 1
        good = tf.reduce_all(tf.abs(images) <= 1)
        tf.debugging.Assert(good, [checks.BAD_IMAGES])
    return tuple(batches)
