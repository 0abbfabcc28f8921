"""Calls of functions that are refused: data, losses, models, pictures, metrics."""

from gan_course import data, losses, metrics, models, plotting
from gan_course.checks import check_images, check_points
from gan_course.data import GaussianMixture, image_batches
from gan_course.layers import Pack
from gan_course.training import clip_weights

from functools import partial

import numpy as np
from players import small_gan

PIXELS = np.zeros((23, 4, 4, 1), "uint8")
GOOD = np.random.default_rng(0).standard_normal((40, 8))
NAN = np.where(np.arange(8) == 3, np.nan, GOOD)
DIGITS = np.zeros((5, 28, 28, 1), "float32")
RING = data.gaussian_ring()
DISCRIMINATOR = small_gan().discriminator
FREE = np.ones((3, 8, 4, 4, 1), "float32") / 2


def mix(modes, covariance):
    return partial(GaussianMixture, modes, covariance)


ORIGIN, SKEW = [[0.0, 0.0]], [[1.0, 0.5], [0.0, 1.0]]
# A call, which may take an empty folder; what came; what to do.
CASES = [
    # data
    (lambda folder: data.load_mnist(data_dir=folder), "no MNIST in", "pass a TFDS data"),
    (lambda: data.load_mnist("valid"), "valid", r"one of \['train', 'test'\]"),
    (lambda: data.load_table("grid"), "no table 'grid'", "there are ablation, augmentation"),
    (lambda: data.load_world("valid"), "split .* got 'valid'", r"one of \['train', 'test'\]"),
    (lambda: data.load_avatars("valid"), "got 'valid'", r"one of \['train', 'test'\]"),
    (lambda: data.load_brain(["test"]), r"got \['test'\]", r"one of \['train', 'test'\]"),
    (lambda: data.brighten(FREE[0]), "got float32", "before they are scaled"),
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
    (lambda: image_batches(PIXELS, 5, seed=None), "got None", "0 is as good as any"),
    (lambda: image_batches(PIXELS, 5, seed=-1), "got -1", "seed must be a whole number"),
    (lambda: RING.batches(5, 2**31), "got 2147483648", "at most 2.147"),
    (lambda: RING.sample(5, None), "got None", "seed must be a whole number"),
    (lambda: data.stack_digits(PIXELS, PIXELS[:, 0, 0, 0], 3, 0.5), "got 0.5", "seed must"),
    (lambda: check_images(FREE[0, 0], (4, 4, 1)), r"got \(4, 4, 1\)", "not batched.*None"),
    (lambda: check_images(FREE[0, ..., 0], (4, 4, 1)), "no axis of channels", "None"),
    # layers, losses, models, pictures
    (lambda: losses.minimax_discriminator_loss([[0.0]], [[0.0]], 0.9), "got 0.9",
     "at least 0 and below 0.5.*0.1 makes the label"),
    (lambda: losses.minimax_discriminator_loss([[0.0]], [[0.0]], -0.1), "got -0.1", "0.1 makes"),
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
    (lambda: plotting.show_images(FREE[0], 4, rows=["a"]), "got 1", "each of the 2 rows"),
    (lambda: plotting.save_gif("run.gif", []), "got none", "train first"),
    (lambda: plotting.save_gif("run.gif", [FREE[0, 0]]), "float32", "image_grid makes them"),
    (lambda: plotting.save_gif("run.gif", [PIXELS[0], PIXELS[0, :3]]), r"\(3, 4, 1\)",
     "of one shape"),
    (lambda: plotting.save_gif("run.gif", [PIXELS[:2, ..., 0]]), r"\(2, 4, 4\)", "1 or 3"),
    (lambda: plotting.save_gif("run.gif", [PIXELS[0]], 0), "got 0", "seconds must .* above 0"),
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
    (lambda: metrics.classify(DIGITS[..., 0]), r"got \(5, 28, 28\)", "no axis of channels"),
    (lambda: metrics.classify(DIGITS[:, :27]), r"got \(5, 27, 28, 1\)", "resize them"),
    (lambda: metrics.classify(DIGITS + 255), "from 255 to 255", "divide 8-bit pixels"),
    (lambda: metrics.classify(DIGITS - 1.01), "from -1.01", r"lie in \[-1, 1\]"),
    (lambda: metrics.stacked_mode_coverage([[0.5, 1.0]]), "got float64", "classify each channel"),
    (lambda: metrics.stacked_mode_coverage([1, 2, 3]), r"shape \(3,\)", "must be integers"),
    (lambda: metrics.stacked_mode_coverage([[1, 10]]), "got 1 to 10", "between 0 and 9"),
    (lambda: metrics.stacked_mode_coverage(np.zeros((3, 7), int)), r"\(3, 7\)", "most 6 chan"),
]  # fmt: skip
