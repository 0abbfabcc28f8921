"""What images are worth as training data: what a classifier learns from them.

A classifier that learned from samples is tested on real images, and one that learned
from real images is tested on samples.
"""

from gan_course.checks import check_images
from gan_course.metrics.checks import check_labelled_batches
from gan_course.metrics.classes import class_accuracy

import keras


def train_classifier(classifier, batches, steps=1000):
    """Trains a classifier by Adam, at a rate that falls to 0 along a cosine.

    Whatever the batches are, the number of steps is the same: so sources of images are
    compared at equal training, and more or larger sets are no longer training.

    Args:
        classifier: A Keras model from images to logits `(batch, classes)`, for instance
            a new `gan_course.models.small_classifier`; it is changed in place.
        batches: A `tf.data.Dataset` of pairs `(images, labels)`, for instance from
            `gan_course.data.image_batches`.
        steps: How many batches it learns from.

    Returns:
        The classifier.

    Raises:
        ValueError: If the batches are no such pairs, or too few, or steps are not
            positive.
    """
    check_labelled_batches(batches, classifier, steps)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    classifier.compile(keras.optimizers.Adam(rate), loss)
    classifier.fit(batches, steps_per_epoch=steps, shuffle=False, verbose=0)
    return classifier


def accuracy(classifier, images, labels):
    """Measures which share of images a classifier names rightly.

    Of a classifier that learned from the samples of a conditional generator, and real
    test images, this is *GAN-train* or the *classification accuracy score*: it is low
    if samples are bad, and if they lack variety. Of one that learned from real images,
    and samples with the classes that were ordered, it is *GAN-test*: it does not see
    variety, and is high for a generator that copies. Give beside both what a
    classifier reaches that learned from real images and is tested on real ones.

    References: Shmelkov et al., 2018 (arXiv:1807.09499); Ravuri and Vinyals, 2019
    (arXiv:1905.10887).

    Args:
        classifier: A Keras model from images to logits `(batch, classes)`.
        images: Values in [-1, 1], of the shape that the classifier takes.
        labels: Their classes, integers from 0, shape `(n,)`.

    Returns:
        A float from 0 to 1.

    Raises:
        ValueError: If the images or the labels do not fit.
    """
    check_images(images, classifier.input_shape[1:])
    logits = classifier.predict(images, batch_size=500, verbose=0)
    return class_accuracy(logits, labels)
