"""What a GAN refuses: players that do not fit, and images that are none."""

from gan_course.callbacks.rates import BothRates, fixed_rate
from gan_course.checks import check_images, check_points, warn
from gan_course.losses import minimax_discriminator_loss

import keras
import tensorflow as tf

SAVING = (
    "it is two players, and no model that Keras could build again. Save the generator "
    "by gan.average.save('generator.keras'), all weights by gan.save_weights, or use "
    "gan_course.callbacks.Resume, which also keeps the optimizers"
)
MEASURING = (
    "a GAN has no loss to validate; measure its samples with "
    "gan_course.callbacks.Evaluate"
)
REFUSED = {
    **dict.fromkeys(("validation_data", "validation_split"), MEASURING),
    **dict.fromkeys(
        ("class_weight", "sample_weight", "y"),
        "a GAN's images have no classes or weights: leave them out, and take from the "
        "dataset what you do not want as often",
    ),
    "batch_size": "a dataset has its own batches: dataset.batch(32)",
    "optimizer": "a GAN has two optimizers: d_optimizer and g_optimizer",
    **dict.fromkeys(
        ("loss", "loss_fn", "loss_weights"),
        "a GAN has two losses: d_loss and g_loss, from gan_course.losses",
    ),
    **dict.fromkeys(("metrics", "weighted_metrics"), MEASURING),
}
BAD_IMAGES = (
    "a batch of images holds NaN or values outside [-1, 1]; look for it with "
    "gan_course.data.check_images, and train on clean images"
)

BAD_LABELS = "a batch holds labels outside the classes; number them all from 0"


def check_players(generator, discriminator, latent_dim):
    """Refuses a generator and a discriminator that do not fit together."""
    check_model("generator", generator)
    check_model("discriminator", discriminator)
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
    check_trainable(generator, discriminator)


def check_trainable(generator, discriminator):
    """Refuses players that cannot learn."""
    for name, model in [("generator", generator), ("discriminator", discriminator)]:
        if not model.trainable_variables:
            raise ValueError(
                f"the {name} has no trainable weights, so it cannot be trained: set "
                f"{name}.trainable = True, or give its layers some; nothing has to be "
                "frozen for a GAN, whose players have a gradient tape each"
            )


def check_optimizers(d_optimizer, g_optimizer, gan):
    """Refuses what is no pair of Keras optimizers for a GAN's players."""
    players = [
        ("d_", d_optimizer, gan.discriminator),
        ("g_", g_optimizer, gan.generator),
    ]
    for name, optimizer, player in players:
        if not isinstance(optimizer, keras.optimizers.Optimizer):
            raise ValueError(
                f"{name}optimizer must be a Keras optimizer, got {optimizer!r}; "
                "each player needs one, for instance "
                "keras.optimizers.Adam(2e-4, beta_1=0.5)"
            )
        known = {id(v) for v in getattr(optimizer, "_trainable_variables", ())}
        if optimizer.built and not known >= {id(v) for v in player.trainable_variables}:
            raise ValueError(
                f"{name}optimizer was used for other weights before; an optimizer "
                "keeps moments of one player's weights: make a new one for a new GAN"
            )
    if d_optimizer is g_optimizer:
        raise ValueError(
            "d_optimizer and g_optimizer are the same object; an optimizer "
            "keeps moments of one player's weights: make two"
        )


def check_losses(d_loss, g_loss):
    """Refuses Keras's own losses, which compare answers with labels."""
    for name, loss, takes in [
        ("d_loss", d_loss, "real_logits, fake_logits"),
        ("g_loss", g_loss, "fake_logits"),
    ]:
        module = getattr(loss, "__module__", None) or type(loss).__module__
        if isinstance(loss, keras.losses.Loss) or module.startswith("keras"):
            raise ValueError(
                f"{name} is Keras's {getattr(loss, 'name', loss)!r}, which takes "
                f"(labels, answers), but a GAN's loss is called as loss({takes}): it "
                "would take logits for labels. gan_course.losses has binary "
                "cross-entropy as minimax_discriminator_loss and "
                "non_saturating_generator_loss"
            )
        if not callable(loss):
            raise ValueError(
                f"{name} must be a function, called as loss({takes}), got {loss!r}; "
                "those of gan_course.losses are"
            )
    options = getattr(d_loss, "keywords", {})  # of functools.partial
    if getattr(d_loss, "func", None) is minimax_discriminator_loss:
        minimax_discriminator_loss([[0.0]], [[0.0]], **options)


def check_arguments(given):
    """Refuses arguments of Keras that mean nothing for a GAN."""
    for name in REFUSED.keys() & {n for n, value in given.items() if value is not None}:
        raise ValueError(f"{name} came, but {REFUSED[name]}")


def refuse_penalty(given):
    """Refuses what updates with labels or codes do not use."""
    for name in ("penalty", "discriminator_steps"):
        if given.get(name, 1) not in (1, None):
            raise ValueError(
                f"{name} came, but this GAN's updates do not use it: leave it out, or "
                "write an update of your own that does"
            )


def check_callbacks(callbacks, gan):
    """Refuses callbacks that would fail after the first epoch, and returns a list.

    With one that changes the generator's rate comes `BothRates`.
    """
    callbacks = list(callbacks)
    for callback in callbacks:
        if not isinstance(callback, keras.callbacks.Callback):
            raise ValueError(f"callbacks must be Keras callbacks, got {callback!r}")
        whole = not getattr(callback, "save_weights_only", True)
        if isinstance(callback, keras.callbacks.ModelCheckpoint) and whole:
            raise ValueError(f"ModelCheckpoint would save the whole GAN: {SAVING}")
        if isinstance(callback, keras.callbacks.BackupAndRestore):
            raise ValueError(
                "BackupAndRestore would go on with other batches and noise than those "
                "that come next; gan_course.callbacks.Resume goes on exactly"
            )
        watches = getattr(callback, "save_best_only", True)
        if getattr(callback, "monitor", None) == "val_loss" and watches:
            raise ValueError(
                f"{type(callback).__name__} watches val_loss, but {MEASURING}, whose "
                "names it can watch: monitor='frechet_distance', mode='min'"
            )
    kinds = (keras.callbacks.LearningRateScheduler, keras.callbacks.ReduceLROnPlateau)
    changing = [type(c).__name__ for c in callbacks if isinstance(c, kinds)]
    if changing:
        for name in ("d_optimizer", "g_optimizer"):
            if fixed_rate(getattr(gan, name)) is None:
                raise ValueError(
                    f"{changing[0]} cannot change the rate of {name}, which is a "
                    "schedule: give the optimizer a number, or leave the callback out"
                )
        callbacks.append(BothRates())
    return callbacks


def check_shares(images, gan):
    """Refuses batches that several devices cannot share evenly."""
    replicas = gan.distribute_strategy.num_replicas_in_sync
    if replicas > 1:
        size = tf.nest.flatten(images.element_spec)[0].shape[:1].as_list()[0]
        if size is None or size % replicas:
            raise ValueError(
                f"{replicas} replicas cannot share batches of "
                f"{size or 'a size that is not fixed'} evenly, and an empty share "
                f"makes losses NaN: make the batch a multiple of {replicas}, and batch "
                "with drop_remainder=True"
            )


def check_dataset(images, steps_per_epoch, gan):
    """Refuses what a GAN cannot be trained on, and returns the first batch."""
    if not isinstance(images, tf.data.Dataset):
        raise ValueError(
            f"images must be a tf.data.Dataset of batches, got {type(images)}; "
            "gan_course.data.image_batches makes one of a uint8 array"
        )
    if steps_per_epoch is None and images.cardinality() < 0:
        raise ValueError(
            "the dataset does not know its end; pass steps_per_epoch, "
            "for instance the number of images divided by the batch size"
        )
    if isinstance(images.element_spec, dict):
        raise ValueError(
            "batches must be images, got dictionaries with "
            f"{sorted(images.element_spec)}; take the images out: "
            "dataset.map(lambda batch: batch['image'])"
        )
    first = next(iter(images.take(1)), None)
    if first is None:
        raise ValueError(
            "the dataset is empty: is its batch larger than the data, and the "
            "remainder dropped, or does a filter let nothing through?"
        )
    check_shares(images, gan)
    return gan.check_batch(*tf.nest.flatten(first))


def check_batch(gan, first, *noise):
    """Refuses a batch that a GAN cannot be trained on, and returns its images."""
    if first.shape.rank == 0:
        raise ValueError(
            "images must be batched, got single numbers; dataset.batch(32)"
        )
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


def layers_of(model):
    """Yields a model's layers, and those within these."""
    inner = getattr(model, "layers", None) or [getattr(model, "layer", None)]
    for layer in filter(None, inner):
        yield layer
        yield from layers_of(layer)


def check_model(name, model):
    """Refuses models that do not know their shapes, or compute in half precision."""
    if getattr(model, "input_shape", None) is None:
        raise ValueError(
            f"the {name} does not know the shape of its input: make it a "
            "keras.Sequential that begins with keras.Input, or a functional model"
        )
    kinds = {layer.compute_dtype for layer in layers_of(model) if layer.weights}
    if kinds - {"float32"}:
        raise ValueError(
            f"layers of the {name} compute in {sorted(kinds)}; the course's penalties "
            "and layers need float32: leave Keras's dtype policy at its default"
        )


def check_ending(discriminator, d_loss):
    """Refuses probabilities where a loss of the course takes logits."""
    loss = getattr(d_loss, "func", d_loss)  # behind functools.partial
    *_, last = layers_of(discriminator)
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
    if any(isinstance(layer, kind) for layer in layers_of(discriminator)):
        warn(
            "the discriminator has batch normalization, so that each logit depends on "
            "the whole batch and a penalty on gradients is no longer one for each "
            "image; use LayerNormalization, GroupNormalization or none",
        )


def refuse_bad_images(gan, images, *noise):
    """Passes batches on, in the graph, unless there is something wrong."""
    shape = gan.generator.output_shape[1:]
    images = tf.ensure_shape(tf.cast(images, tf.float32), (None, *shape))
    good = tf.reduce_all(tf.math.is_finite(images))
    if len(shape) > 1:  # points may lie anywhere
        good &= tf.reduce_all(tf.abs(images) <= 1)
    tf.debugging.Assert(good, [BAD_IMAGES])
    return (images, *noise) if noise else images
