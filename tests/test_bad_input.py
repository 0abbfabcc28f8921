"""Bad input over the whole public surface: what came, and what to do instead."""

import gan_course
from gan_course import data, losses, metrics, models, plotting, training
from gan_course.callbacks import Evaluate, Resume, SampleGrid, WatchModes
from gan_course.checks import check_images, check_points
from gan_course.data import GaussianMixture, image_batches
from gan_course.layers import Pack
from gan_course.training import GAN, clip_weights, plane_gan, plane_wgan, wgan, wgan_gp

import ast
import functools
import re
import tempfile
import traceback
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from players import identity, pixel_classifier, small_gan, train, two_adams

PIXELS = np.zeros((23, 4, 4, 1), "uint8")
GOOD = np.random.default_rng(0).standard_normal((40, 8))
NAN = np.where(np.arange(8) == 3, np.nan, GOOD)
DIGITS = np.zeros((5, 28, 28, 1), "float32")
RING = data.gaussian_ring()
GENERATOR, DISCRIMINATOR = small_gan().generator, small_gan().discriminator
FREE = np.ones((3, 8, 4, 4, 1), "float32") / 2


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


def mix(modes, covariance):
    return partial(GaussianMixture, modes, covariance)


ORIGIN, SKEW = [[0.0, 0.0]], [[1.0, 0.5], [0.0, 1.0]]
SAME = adam()
# A call, which may take an empty folder; what came; what to do.
CASES = [
    # data
    (lambda folder: data.load_mnist(data_dir=folder), "no MNIST in", "pass a TFDS data"),
    (lambda: data.load_mnist("valid"), "valid", r"one of \['train', 'test'\]"),
    (lambda: data.load_world("valid"), "split .* got 'valid'", r"one of \['train', 'test'\]"),
    (lambda: data.load_avatars("valid"), "got 'valid'", r"one of \['train', 'test'\]"),
    (lambda: data.load_brain(["test"]), r"got \['test'\]", r"one of \['train', 'test'\]"),
    (lambda folder: data.load_world(data_dir=folder), "no world in", "leave data_dir out"),
    (lambda folder: data.load_avatars(data_dir=folder), "no avatars in", "pass a copy of the"),
    (lambda folder: data.load_brain("test", folder / "x"), "no brain in", "a folder brain"),
    (lambda: data.avatar_label("hat", "red"), "factor .* got 'hat'", "one of .*'hairColor'"),
    (lambda: data.avatar_label("hair", "red"), "hair .* got 'red'", "one of .*'undercut'"),
    (lambda: image_batches(PIXELS, 0), "got 0", "at least 1 and at most 23"),
    (lambda: image_batches(PIXELS, 24), "got 24", "at least 1 and at most 23"),
    (lambda: image_batches(PIXELS, 2.5), "got 2.5", "whole number"),
    (lambda: image_batches(PIXELS / 255.0, 5), "float64", "must be uint8"),
    (lambda: image_batches(PIXELS[..., 0], 5), r"\(23, 4, 4\)", "height, width, channels"),
    (lambda: check_images(FREE[0] * np.nan), "128 of 128 pixels", "find out where"),
    (lambda: check_images(FREE[0] * np.inf), "infinite", "find out where"),
    (lambda: check_images(FREE[0] * 510), "from 255 to 255", "divide 8-bit pixels by 127.5"),
    (lambda: check_images(FREE[0], (28, 28, 1)), r"got \(8, 4, 4, 1\)", "resize them"),
    (lambda: check_images(FREE[0, :0]), r"shape \(0, 4, 4, 1\)", "there are no images"),
    (lambda: check_points(np.zeros((3, 3)), 2), r"got \(3, 3\)", r"shape \(n, 2\)"),
    (lambda: check_points(np.zeros((0, 2)), 2), r"got \(0, 2\)", "n at least 1"),
    (lambda: check_points([[0, np.nan]], 2), "1 of 2 coordinates", "find out where"),
    (mix([], 1.0), r"got shape \(0,\)", r"one mode at the origin is \[\[0, 0\]\]"),
    (mix([0.0, 0.0], 1.0), r"got shape \(2,\)", r"shape \(modes, width\)"),
    (mix([[np.nan, 0.0]], 1.0), r"got shape \(1, 2\)", "finite numbers"),
    (mix(ORIGIN, 0.0), "got 0.0", "positive number.*for instance 0.02"),
    (mix(ORIGIN, -1.0), "got -1.0", "positive number"),
    (mix(ORIGIN, np.nan), "got nan", "positive number"),
    (mix(ORIGIN, [[1.0, 2.0], [2.0, 1.0]]), r"got \[\[1.0, 2", "positive definite 2x2"),
    (mix(ORIGIN, SKEW), r"got \[\[1.0, 0.5", "symmetric"),
    (mix(ORIGIN, np.eye(3)), r"got \[\[1.0, 0.0, 0.0\]", "2x2 matrix"),
    (lambda: data.gaussian_ring(0), "got 0", "at least 1"),
    (lambda: data.gaussian_ring(2.5), "got 2.5", "whole number"),
    (lambda: data.gaussian_ring(sigma=0), "got 0", "positive number"),
    (lambda: data.gaussian_grid(-1), "got -1", "at least 1"),
    (lambda: RING.sample(-1), "got -1", "at least 1"),
    (lambda: RING.batches(0), "got 0", "at least 1"),
    (lambda: data.stack_digits(PIXELS, [1], 3), r"and \(1,\)", "load_mnist returns them"),
    (lambda: data.stack_digits(PIXELS, PIXELS[:, 0, 0, 0], 0), "got 0", "at least 1"),
    # layers, losses, models, pictures
    (lambda: Pack(0), "got 0", "2 packs pairs"),
    (lambda: Pack(1.5), "got 1.5", "whole number"),
    (lambda: Pack(4)(np.zeros((6, 2))), "batch of 6", "a batch that is a multiple"),
    (lambda: clip_weights(DISCRIMINATOR, 0), "got 0", "the paper has 0.01"),
    (lambda: clip_weights(DISCRIMINATOR, -0.1), "got -0.1", "above 0"),
    (lambda: losses.gradient_penalty(DISCRIMINATOR, FREE[0], FREE[0, :6], [0, 0]),
     r"ones \(6, 4, 4, 1\)", "make as many as"),
    (lambda: models.hidden_features(DISCRIMINATOR, "last"), "no layer 'last'", "its layers"),
    (lambda: plotting.image_grid(FREE[0], 3), r"got \(8, 4, 4, 1\)", "a multiple of 3"),
    (lambda: plotting.image_grid(FREE[0], 0), "got 0", "at least 1"),
    (lambda: plotting.image_grid(np.zeros((4, 3, 3, 2)), 2), "got 2", "3 for colour"),
    (lambda: plotting.image_grid(PIXELS, 1), "got uint8", "gan_course.data.scale"),
    (lambda: plotting.save_gif("run.gif", []), "got none", "train first"),
    # metrics
    (lambda: metrics.frechet_distance(NAN, GOOD), "40 of 320 values of the real", "find out"),
    (lambda: metrics.frechet_distance(GOOD, GOOD * np.inf), "of the fake", "find out where"),
    (lambda: metrics.frechet_distance(GOOD[0], GOOD), r"got \(8,\)", "metrics.classify turns"),
    (lambda: metrics.frechet_distance(GOOD, GOOD[:, :7]), "width 8.*7", "must be equal"),
    (lambda: metrics.frechet_distance(GOOD[:8], GOOD), "got 8; draw more", "at least 9 real"),
    (lambda: metrics.frechet_interval(GOOD[:23], GOOD), "got 23", "at least 24"),
    (lambda: metrics.frechet_interval(GOOD, GOOD, level=95), "got 95", "at most 0.999"),
    (lambda: metrics.frechet_interval(GOOD, GOOD, replicates=1), "got 1", "replicates must"),
    (lambda: metrics.kernel_distance(GOOD, GOOD[:3]), "got 3", "draw more"),
    (lambda: metrics.kernel_distance(GOOD, GOOD, subsets=1), "got 1", "at least 2"),
    (lambda: metrics.kernel_distance(GOOD, GOOD, subsets=21), "got 40", "at least 42"),
    (lambda: metrics.kernel_distance(GOOD, GOOD, subsets=2.5), "got 2.5", "whole number"),
    (lambda: metrics.squared_mmd(GOOD[:1], GOOD), "got 1", "at least 2 real features"),
    (lambda: metrics.precision_recall(GOOD, GOOD[:5], k=5), "got 5", "at least 6 fake"),
    (lambda: metrics.precision_recall(GOOD, GOOD, k=0), "got 0", "k must be .* at least 1"),
    (lambda: metrics.precision_recall(GOOD, GOOD, k="3"), "got '3'", "whole number"),
    (lambda: metrics.classifier_score(NAN), "40 of 320", "find out where"),
    (lambda: metrics.classifier_score(GOOD, splits=41), "got 40", "at least 82 logits"),
    (lambda: metrics.classifier_score(GOOD, splits=1), "got 1", "at least 2"),
    (lambda: metrics.mode_coverage(GOOD, np.zeros((0, 8)), 1), r"got \(0, 8\)", "modes must"),
    (lambda: metrics.mode_coverage(GOOD[:, :2], RING.modes, 0), "got 0", "sigma must be"),
    (lambda: metrics.mode_coverage(GOOD[:, :2], RING.modes, np.nan), "got nan", "sigma must"),
    (lambda: metrics.mode_coverage(GOOD, RING.modes, 0.1), "width 2, samples 8", "be equal"),
    (lambda: metrics.mode_coverage(NAN[:, 2:4], RING.modes, 0.1), "40 of 80", "find out"),
    (lambda: metrics.classify(DIGITS[..., 0]), r"got \(5, 28, 28\)", "resize them"),
    (lambda: metrics.classify(DIGITS[:, :27]), r"got \(5, 27, 28, 1\)", "resize them"),
    (lambda: metrics.classify(DIGITS + 255), "from 255 to 255", "divide 8-bit pixels"),
    (lambda: metrics.classify(DIGITS - 1.01), "from -1.01", r"lie in \[-1, 1\]"),
    (lambda: metrics.stacked_mode_coverage([[0.5, 1.0]]), "got float64", "classify each channel"),
    (lambda: metrics.stacked_mode_coverage([1, 2, 3]), r"shape \(3,\)", "must be integers"),
    (lambda: metrics.stacked_mode_coverage([[1, 10]]), "got 1 to 10", "between 0 and 9"),
    (lambda: metrics.stacked_mode_coverage(np.zeros((3, 7), int)), r"\(3, 7\)", "most 6 chan"),
    # the GAN
    (lambda: GAN(GENERATOR, DISCRIMINATOR, 4), "latent_dim is 4", "the same latent_dim"),
    (lambda: GAN(GENERATOR, identity((5, 5, 1)), 3), r"takes \(None, 5", "make them equal"),
    (lambda: GAN(GENERATOR, identity((4, 4, 1)), 3), r"got \(None, 4", r"end it with Dense\(1\)"),
    (lambda: compiled(d_optimizer=None), "got None", "for instance keras.optimizers.Adam"),
    (lambda: compiled(g_optimizer="adam"), "got 'adam'", "each player needs one"),
    (lambda: compiled(d_optimizer=SAME, g_optimizer=SAME), "same object", "make two"),
    (lambda: compiled(ema=1.0), "got 1.0", "try 0.998"),
    (lambda: compiled(ema=-0.1), "got -0.1", r"in \[0, 1\)"),
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
    (lambda: training.feature_matching(small_gan(), "hidden"), "no layer 'hidden'", "its layers"),
    # callbacks
    (lambda: SampleGrid(np.zeros((4, 3)), "run", columns=0), "got 0", "at least 1"),
    (lambda folder: train(small_gan(), callbacks=[SampleGrid(np.zeros((6, 7)), folder, 3)]),
     r"got \(6, 7\)", r"shape \(n, 3\)"),
    (lambda: WatchModes(RING, samples=0), "got 0", "at least 1"),
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


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_came_and_what_to_do(number):
    error = raised(number)
    came, remedy = CASES[number][1:]
    assert type(error) is ValueError, f"{type(error)}: {error}"
    assert re.search(came, str(error)), error
    assert re.search(remedy, str(error)), error


@functools.cache
def raised(number):
    """Returns the exception of a case."""
    call = CASES[number][0]
    code = getattr(call, "__code__", None)
    with tempfile.TemporaryDirectory() as folder:
        with pytest.raises(Exception) as caught:
            call(Path(folder)) if code and code.co_argcount else call()
    return caught.value


# In tests/data.
ELSEWHERE = [
    "could not be downloaded",
    "its SHA-256 is not",
    "is no clone of the course",
]


def test_every_refusal_of_the_package_is_among_them():
    """Each `raise ValueError` lies in the traceback of a case."""
    reached = {
        (frame.filename, frame.lineno)
        for number in range(len(CASES))
        for frame in traceback.extract_tb(raised(number).__traceback__)
    }
    for path in sorted(Path(gan_course.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = ast.unparse(node) if isinstance(node, ast.Raise) else ""
            if "ValueError(" in text and not any(part in text for part in ELSEWHERE):
                lines = range(node.lineno, node.end_lineno + 1)
                assert any((str(path), line) in reached for line in lines), text
