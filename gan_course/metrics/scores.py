"""Scores of generated images: what the classifier reads, precision and recall."""

from gan_course.checks import check_features, check_images, check_number
from gan_course.metrics.distances import (
    BLOCK,
    frechet_distance,
    kernel_distance,
    random_groups,
)
from gan_course.models import load_classifier

import functools
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import tensorflow as tf
from scipy.special import rel_entr, softmax


def classify(images, classifier=None, batch_size=500):
    """Returns what the course's classifier makes of images: what metrics read.

    Args:
        images: Values in [-1, 1], shape `(n, 28, 28, 1)`.
        classifier: A model from such images to (features, logits); None loads
            the course's.
        batch_size: Images at a time; it changes no more than the rounding.

    Returns:
        `(features, logits)`: float64 of shapes `(n, 64)` and `(n, 10)`.

    Raises:
        ValueError: If images have another shape, are none, not finite, or not
            in [-1, 1].
    """
    classifier = classifier or _course_classifier()
    check_images(images, classifier.input_shape[1:])
    images = np.asarray(images, "float32")
    batches = [images[n : n + batch_size] for n in range(0, len(images), batch_size)]
    # Several batches at a time, which is faster than each with all cores.
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        found = zip(*pool.map(_graph(classifier), map(tf.constant, batches)))
        features, logits = (np.concatenate(parts) for parts in found)
    return features.astype("float64"), logits.astype("float64")


_course_classifier = functools.cache(load_classifier)


@functools.lru_cache(maxsize=4)
def _graph(classifier):
    """Returns a classifier as a graph, traced once, for batches of any size."""
    batch = tf.TensorSpec((None, *classifier.input_shape[1:]), tf.float32)
    function = tf.function(lambda images: classifier(images, training=False))
    return function.get_concrete_function(batch)


def classifier_score(logits, splits=10):
    """Computes the Inception Score's formula on a classifier's logits.

    High if each image is clearly of one class and the classes are evenly mixed:
    from 1 to the number of classes. It never sees real images. On the Inception
    network it is the Inception Score; on the course's, the *classifier* score.

    Formula, with p(y|x) the softmax and p(y) its mean over the images:

        score = exp(mean over x of KL(p(y|x) || p(y)))

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 4.

    Args:
        logits: Shape `(n, classes)`, n at least `2 * splits`.
        splits: At least 2: random groups whose scores' spread gives the error.
            (Papers report mean and standard deviation over ten groups.)

    Returns:
        `(score, standard error)`, floats.

    Raises:
        ValueError: If there are too few logits, or see `check_features`.
    """
    check_number("splits", splits, 2)
    logits, _ = check_features(logits, logits, 2 * splits, ("logits", "logits"))
    p = softmax(logits, axis=1)

    def score(p):
        return float(np.exp(rel_entr(p, p.mean(axis=0)).sum(axis=1).mean()))

    spread = np.std([score(group) for group in random_groups(p, splits)], ddof=1)
    return score(p), float(spread / splits**0.5)


def precision_recall(real_features, fake_features, k=3):
    """Computes improved precision and recall: quality and variety apart.

    Around each vector of a set lies a ball that reaches its k-th nearest
    neighbour in the set; the balls together estimate where the set lives.
    Precision is the share of fakes inside the real balls, recall the share of
    reals inside the fake balls.

    Reference: Kynkäänniemi et al., 2019 (arXiv:1904.06991).

    Args:
        real_features: Shape `(n, width)`, n larger than k.
        fake_features: Shape `(m, width)`, m larger than k. Recall grows with m:
            compare at equal numbers.
        k: Neighbours, at least 1.

    Returns:
        `(precision, recall)`, floats from 0 to 1.

    Raises:
        ValueError: If there are too few features, or see `check_features`.
    """
    check_number("k", k, 1)
    real, fake = check_features(real_features, fake_features, fewest=k + 1)

    def squared_distances(a, b):
        for start in range(0, len(a), BLOCK):
            rows = slice(start, start + BLOCK)
            squares = (a[rows] ** 2).sum(axis=1)[:, None] + (b**2).sum(axis=1)
            yield rows, squares - 2 * a[rows] @ b.T

    def squared_radii(x):
        blocks = (np.partition(d, k) for _, d in squared_distances(x, x))
        # number 0 is x itself; a copy, for a view would keep its block in memory
        return np.concatenate([d[:, k].copy() for d in blocks])

    real_radii, fake_radii = squared_radii(real), squared_radii(fake)
    inside_real = np.zeros(len(fake), bool)
    inside_fake = np.zeros(len(real), bool)
    for rows, distances in squared_distances(fake, real):
        inside_real[rows] = (distances <= real_radii).any(axis=1)
        inside_fake |= (distances <= fake_radii[rows, None]).any(axis=0)
    return float(inside_real.mean()), float(inside_fake.mean())


def evaluate(real, fake):
    """Computes all metrics of generated images as one small table.

    Args:
        real: `(features, logits)` of real images, as `classify` returns them.
        fake: `(features, logits)` of generated images.

    Returns:
        A dictionary of floats: "frechet_distance", "kernel_distance" and its
        standard error "kernel_error", "classifier_score", "precision", "recall".

    Raises:
        ValueError: See the functions of these names.
    """
    distance, error = kernel_distance(real[0], fake[0])
    precision, recall = precision_recall(real[0], fake[0])
    return {
        "frechet_distance": frechet_distance(real[0], fake[0]),
        "kernel_distance": distance,
        "kernel_error": error,
        "classifier_score": classifier_score(fake[1])[0],
        "precision": precision,
        "recall": recall,
    }
