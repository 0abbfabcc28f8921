"""Calls of the GAN, its recipes and callbacks that are refused."""

from gan_course import data, losses, training
from gan_course.callbacks import Evaluate, Resume, SampleGrid, WatchModes
from gan_course.data import image_batches
from gan_course.training import GAN, plane_gan, plane_wgan, wgan, wgan_gp

import copy
from functools import partial

import keras
import numpy as np
import tensorflow as tf
from bad_arguments import DIGITS, FREE, PIXELS, RING
from keras import layers
from players import identity, pixel_classifier, small_gan, train, two_adams

GENERATOR, DISCRIMINATOR = small_gan().generator, small_gan().discriminator


def compiled(**options):
    gan = GAN(GENERATOR, DISCRIMINATOR, 3)
    optimizers = dict(zip(("d_optimizer", "g_optimizer"), two_adams()))
    gan.compile(**optimizers | options)
    return gan


def critic(*last):
    network = [keras.Input((4, 4, 1)), layers.Flatten(), *last]
    gan = GAN(GENERATOR, keras.Sequential(network), 3)
    gan.compile(*two_adams(), losses.hinge_discriminator_loss)


def half_critic():
    hidden = layers.Dense(8, dtype="mixed_bfloat16")
    return keras.Sequential(
        [keras.Input((4, 4, 1)), layers.Flatten(), hidden, layers.Dense(1)]
    )


def fit(images=None, **options):
    images = image_batches(PIXELS, 8) if images is None else images
    small_gan().fit(images, **{"steps_per_epoch": 1} | options)


def tensors(*arrays):
    whole = tuple(array.astype("float32") for array in arrays)
    return tf.data.Dataset.from_tensors(whole if len(arrays) > 1 else whole[0])


def resumed(folder, **options):
    train(small_gan(), 1, callbacks=[Resume(folder)])
    Resume(folder).restore(small_gan(**options))


def with_nan(folder):
    gan = compiled(d_loss=lambda real, fake: np.nan * real[0, 0])
    train(gan, 1, callbacks=[Resume(folder)])


def damaged(folder):
    for name in ("latest.npz", "previous.npz"):
        (folder / name).write_bytes(b"no archive")
    Resume(folder).restore(small_gan())


def later_nan():
    images = FREE.copy()
    images[2, 0, 0, 0] = np.nan
    fit(tf.data.Dataset.from_tensor_slices(images), steps_per_epoch=3)


def adam():
    return keras.optimizers.Adam()


def frozen(model):
    copied = keras.models.clone_model(model)
    copied.trainable = False
    return copied


def frozen_later():
    gan = small_gan()
    gan.discriminator.trainable = False
    train(gan)


def scheduled():
    rate = keras.optimizers.schedules.ExponentialDecay(1e-3, 10, 0.9)
    gan = compiled(d_optimizer=keras.optimizers.Adam(rate))
    scheduler = keras.callbacks.LearningRateScheduler(lambda epoch: 1e-3)
    gan.fit(image_batches(PIXELS, 8), steps_per_epoch=1, callbacks=scheduler)


SAME = adam()
# A call, which may take an empty folder; what came; what to do.
CASES = [
    # the GAN
    (lambda: GAN(GENERATOR, DISCRIMINATOR, 4), "latent_dim is 4", "the same latent_dim"),
    (lambda: GAN(GENERATOR, identity((5, 5, 1)), 3), r"takes \(None, 5", "make them equal"),
    (lambda: GAN(GENERATOR, identity((4, 4, 1)), 3), r"got \(None, 4", r"end it with Dense\(1\)"),
    (lambda: compiled(d_optimizer=None), "got None", "for instance keras.optimizers.Adam"),
    (lambda: compiled(g_optimizer="adam"), "got 'adam'", "each player needs one"),
    (lambda: compiled(d_optimizer=SAME, g_optimizer=SAME), "same object", "make two"),
    (lambda: GAN(frozen(GENERATOR), DISCRIMINATOR, 3), "the generator has no trainable",
     "generator.trainable = True"),
    (lambda: GAN(GENERATOR, frozen(DISCRIMINATOR), 3), "the discriminator has no trainable",
     "discriminator.trainable = True"),
    (lambda: compiled(d_loss=keras.losses.BinaryCrossentropy(from_logits=True)),
     "d_loss is Keras's 'binary_crossentropy'", "minimax_discriminator_loss"),
    (lambda: compiled(g_loss=keras.losses.binary_crossentropy), "g_loss is Keras's",
     r"loss\(fake_logits\)"),
    (lambda: compiled(g_loss="minimax"), "got 'minimax'", "those of gan_course.losses are"),
    (lambda: compiled(d_loss=partial(losses.minimax_discriminator_loss, label_smoothing=1.5)),
     "got 1.5", "0.1 makes the label"),
    (lambda: compiled(loss="binary_crossentropy"), "loss came", "d_loss and g_loss"),
    (lambda: compiled(optimizer="adam"), "optimizer came", "d_optimizer and g_optimizer"),
    (lambda: compiled(metrics=["accuracy"]), "metrics came", "Evaluate"),
    (lambda: compiled(ema=None), "got None", "try 0.998"),
    (lambda: compiled(penalty_weight=None), "got None", "leave penalty out"),
    (lambda: compiled(ema=1.0), "got 1.0", "try 0.998"),
    (lambda: compiled(ema=-0.1), "got -0.1", "at least 0 and below 1"),
    (lambda: compiled(penalty=losses.r1_penalty, penalty_weight=0), "got 0", "leave penalty out"),
    (lambda: compiled(discriminator_steps=0), "got 0", "discriminator_steps must .* at least 1"),
    (lambda: compiled(discriminator_steps=1.5), "got 1.5", "whole number"),
    (lambda: critic(layers.Dense(1, "sigmoid")), "ends in a sigmoid", r"end it with Dense\(1\)"),
    (lambda: GAN(GENERATOR, DISCRIMINATOR, 3).fit(tensors(FREE[0])), "no optim", "call compile"),
    (lambda: fit(epochs=0), "got 0", "epochs must be .* at least 1"),
    (lambda: fit(steps_per_epoch=0.5), "got 0.5", "steps_per_epoch must be a whole"),
    (lambda: fit(steps_per_epoch=None), "does not know its end", "pass steps_per_epoch"),
    (lambda: fit(PIXELS), "got <class 'numpy.ndarray'>", "image_batches makes one"),
    (lambda: fit(image_batches(PIXELS, 8).take(0)), "is empty", "its batch larger"),
    (lambda: fit(tensors(FREE[0] * np.nan)), "128 of 128 pixels are NaN", "find out where"),
    (lambda: fit(tensors(FREE[0] * 510)), "from 255 to 255", "divide 8-bit pixels"),
    (lambda: fit(tensors(np.zeros((8, 5, 5, 1)))), r"got \(8, 5, 5, 1\)", "resize them"),
    (lambda: fit(tensors(FREE[0], np.zeros((6, 3)))), r"got \[\(6, 3\)\]", r"shape \(8, 3\)"),
    (lambda: fit(tensors(FREE[0], np.zeros(8))), r"got \[\(8,\)\]", "drop labels with"),
    (lambda: fit(validation_data=tensors(FREE[0])), "validation_data came", "Evaluate"),
    (lambda: fit(validation_split=0.1), "validation_split came", "Evaluate"),
    (lambda: fit(class_weight={0: 1.0}), "class_weight came", "no classes"),
    (lambda: fit(batch_size=8), "batch_size came", r"dataset.batch\(32\)"),
    (lambda: fit(tensors(FREE[0]).filter(lambda x: False)), "is empty",
     "filter let nothing through"),
    (lambda: fit(tf.data.Dataset.from_tensor_slices(PIXELS[:5]).batch(8, drop_remainder=True)),
     "is empty", "its batch larger than the data"),
    (lambda: fit(tf.data.Dataset.from_tensor_slices(FREE[0])), r"got \(4, 4, 1\)",
     "not batched"),
    (lambda: fit(tf.data.Dataset.range(3)), "single numbers", "batch"),
    (lambda: fit(tensors(FREE[0, ..., 0])), "no axis of channels", "None"),
    (lambda: small_gan().train_on_batch(FREE[0] * 510), "from 255 to 255", "divide 8-bit"),
    (lambda: small_gan().train_on_batch(FREE[0], PIXELS[:8, 0, 0, 0]), r"\(8,\)", "drop labels"),
    (lambda: small_gan().train_on_batch(FREE[0], class_weight={}), "class_weight", "no classes"),
    (lambda: small_gan().evaluate(tensors(FREE[0])), "evaluate was called", "Evaluate"),
    (lambda: small_gan().test_on_batch(FREE[0]), "test_on_batch was called", "Evaluate"),
    (lambda folder: small_gan().save(folder / "gan.keras"), "cannot be saved or copied whole",
     "gan.average.save.*save_weights.*Resume"),
    (lambda: copy.deepcopy(small_gan()), "cannot be saved or copied whole", "average.save"),
    (lambda: fit(callbacks=[keras.callbacks.ModelCheckpoint("gan.keras")]), "ModelCheckpoint",
     "gan.average.save.*save_weights.*Resume"),
    (lambda: fit(callbacks=keras.callbacks.BackupAndRestore("run")), "BackupAndRestore would",
     "Resume goes on exactly"),
    (lambda: fit(callbacks=keras.callbacks.EarlyStopping()), "EarlyStopping watches val_loss",
     "Evaluate, whose names it can watch"),
    (lambda: fit(callbacks=keras.callbacks.ReduceLROnPlateau()), "ReduceLROnPlateau watches",
     "frechet_distance"),
    (lambda: fit(callbacks=keras.callbacks.ModelCheckpoint("a.weights.h5", save_weights_only=True,
                                                           save_best_only=True)),
     "ModelCheckpoint watches val_loss", "Evaluate"),
    (lambda: fit(tf.data.Dataset.from_tensors({"image": FREE[0]})), r"dictionaries with \['image'",
     r"batch\['image'\]"),
    (lambda: compiled(d_optimizer=small_gan().d_optimizer), "d_optimizer was used for other",
     "make a new one"),
    (frozen_later, "the discriminator has no trainable", "nothing has to be frozen"),
    (lambda: fit(callbacks=[print]), "got <built-in function print>", "Keras callbacks"),
    (scheduled, "LearningRateScheduler .* d_optimizer, which is a schedule", "give .* a number"),
    (lambda: compiled(steps_per_execution=4).fit(image_batches(PIXELS, 8), steps_per_epoch=6),
     "6 steps an epoch", "change steps_per_epoch, or"),
    (lambda: GAN(GENERATOR, DISCRIMINATOR, 3, seed=None), "got None", "seed must be a whole"),
    (lambda: GAN(keras.Sequential([layers.Dense(2)]), DISCRIMINATOR, 3), "the generator does not",
     "begins with keras.Input"),
    (lambda: GAN(GENERATOR, half_critic(), 3), r"compute in \['bfloat16'", "at its default"),
    (later_nan, "holds NaN or values outside", "look for it with gan_course.data.check_images"),
    (lambda: plane_gan(RING).fit(tensors(np.zeros((4, 3)))), r"got \(4, 3\)", r"shape \(n, 2\)"),
    (lambda: plane_wgan(partial(wgan, c=0)), "got 0", "above 0"),
    (lambda: plane_wgan(partial(wgan, steps=0)), "got 0", "at least 1"),
    (lambda: plane_wgan(partial(wgan_gp, weight=-1)), "got -1", "leave penalty out"),
    (lambda: training.update_unrolled(small_gan(), FREE[0], np.zeros((8, 3)), -1, 0.1),
     "got -1", "5 is usual"),
    (lambda: training.update_unrolled(small_gan(), FREE[0], np.zeros((8, 3)), 1, -0.1),
     "got -0.1", "learning_rate must be a number, above 0"),
    (lambda: training.update_average(GENERATOR, GENERATOR, 1.5), "got 1.5", "0.998 remembers"),
    (lambda: training.HistoricalPenalty(GENERATOR, -1), "got -1", "at least 0"),
    (lambda: training.feature_matching(small_gan(), "hidden"), "no layer 'hidden'", "its layers"),
    # callbacks
    (lambda: SampleGrid(np.zeros((4, 3)), "run", columns=0), "got 0", "at least 1"),
    (lambda folder: train(small_gan(), callbacks=[SampleGrid(np.zeros((6, 7)), folder, 3)]),
     r"got \(6, 7\)", r"shape \(n, 3\)"),
    (lambda: WatchModes(RING, samples=0), "got 0", "at least 1"),
    (lambda: WatchModes(RING, seed=None), "got None", "seed must be a whole number"),
    (lambda: WatchModes(data.correlated_gaussian()), r"got the covariance \[\[1.0, 0.8\]",
     "watch a gaussian_ring"),
    (lambda: Evaluate(DIGITS), "got 5", "number of real images must be .* at least 65"),
    (lambda: Evaluate(FREE[0], classifier=pixel_classifier()), "got 8", "at least 20"),
    (lambda: Evaluate(np.repeat(FREE[0], 3, 0), 19, 1, pixel_classifier()), "got 19", "least 20"),
    (lambda: Evaluate(np.repeat(FREE[0], 3, 0), 20, 0, pixel_classifier()), "got 0", "every must"),
    (lambda: train(small_gan(), callbacks=[Evaluate(np.repeat(DIGITS, 14, 0), 70)]),
     r"images of shape \(None, 4, 4, 1\)", "pass a classifier of such images"),
    (lambda folder: resumed(folder, latent_dim=5), "another model", "build what was trained"),
    (lambda folder: resumed(folder, optimizer=keras.optimizers.SGD), "other optimizers", "folder"),
    (with_nan, "a loss is NaN", "lower learning rates and another folder"),
    (damaged, "latest.npz is damaged", "delete the folder"),
]  # fmt: skip
