"""Networks for lesson 03, at its training, on many seeds: `make networks`.

"before" is what the lesson had at first, "D 5 and 3 with dense 64" what it has now.
Each network is trained as lesson 03 trains, and 10,000 samples of its moving average
are measured by the course's classifier and by a second one. Rows go to
gan_course/tables/networks.csv as they are made, so a run that was stopped goes on where
it was; a page goes to networks.md. Two runs at a time, one thread each.
"""

from gan_course import data, models
from gan_course.layers import MinibatchStandardDeviation
from gan_course.training import GAN, dcgan_adam

import functools
import time

import bench
import experiment
import keras
import numpy as np
from experiment import Experiment, mean_and_error
from keras import layers

STEPS, BATCH, LATENT_DIM = 7200, 32, 64
IMAGES = 60_000  # of which the second classifier sees


def generator(middle=1, width=64, channels=32, last="28x28"):
    """Builds lesson 03's generator, as it was or with less to compute.

    Args:
        middle: Convolutions at 7x7 that do not enlarge.
        width: Channels at 7x7.
        channels: At 14x14.
        last: Where the last convolution is: "28x28", on 8 channels, or "14x14", in
            front of the last pixel shuffle.
    """
    noise = keras.Input((LATENT_DIM,))
    x = layers.Dense(7 * 7 * width, use_bias=False)(noise)
    x = layers.Reshape((7, 7, width))(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    stages = [(width, False)] * middle + [(4 * channels, True)]
    stages += [(32, True)] if last == "28x28" else [(channels, False)]
    for filters, grow in stages:
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = models.pixel_shuffle(x) if grow else x
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(1 if last == "28x28" else 4, 3, padding="same")(x)
    x = x if last == "28x28" else models.pixel_shuffle(x)
    return keras.Model(noise, layers.Activation("tanh")(x))


def discriminator(kernels=(5, 5), dense=128):
    """Builds lesson 03's discriminator with other sizes of its layers.

    Args:
        kernels: Of the convolutions.
        dense: Width of the dense layer.
    """
    x = images = keras.Input((28, 28, 1))
    for filters, kernel in zip((32, 64), kernels):
        x = layers.Conv2D(filters, kernel, strides=2, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = MinibatchStandardDeviation()(x)
    x = layers.LeakyReLU(negative_slope=0.2)(layers.Dense(dense)(layers.Flatten()(x)))
    return keras.Model(images, layers.Dense(1)(x))


SMALL = {"kernels": (5, 3)}
NETWORKS = {  # arguments of the generator and of the discriminator
    "before": ({}, {}),
    "D 5 and 3": ({}, SMALL),
    "D 5 and 3 with dense 64": ({}, SMALL | {"dense": 64}),
    "D 3 and 3 with dense 64": ({}, {"kernels": (3, 3), "dense": 64}),
    "D 5 and 3 with G 48 at 7x7": ({"width": 48}, SMALL),
    "D 5 and 3 with G 24 at 14x14": ({"channels": 24}, SMALL),
    "D 5 and 3 with dense 64 and G 48": ({"width": 48}, SMALL | {"dense": 64}),
    "D 5 and 3 with G last at 14x14": ({"last": "14x14"}, SMALL),
    "D 5 and 3 with G one less": ({"middle": 0}, SMALL),
    "D 5 and 3 with G one less and last at 14x14": (
        {"middle": 0, "last": "14x14"},
        SMALL,
    ),
}
FINALISTS = ["before", "D 5 and 3 with dense 64"]  # which all seeds are for


@functools.cache
def evaluator(count):
    """Returns `bench.evaluator`; the second classifier sees so many images."""
    images, labels = data.load_mnist("train")
    course = models.load_classifier()
    features = keras.Model(course.input, course.outputs[0])
    _, second = bench.second_classifier(images[:count], labels[:count])
    test_images, _ = data.load_mnist("test")
    return bench.evaluator(data.scale(test_images), [features, second])


def run(network, seed):
    """Trains one network as lesson 03 does; returns one row."""
    measure = evaluator(IMAGES)
    images, _ = data.load_mnist("train")
    keras.utils.set_random_seed(seed)
    of_generator, of_discriminator = NETWORKS[network]
    players = generator(**of_generator), discriminator(**of_discriminator)
    gan = GAN(*players, LATENT_DIM, seed=seed)
    gan.compile(dcgan_adam(), dcgan_adam())
    start = time.process_time()
    gan.fit(data.image_batches(images, BATCH, seed=seed), steps_per_epoch=STEPS)
    seconds = time.process_time() - start
    first, second = measure(gan)
    return [{"frechet": first, "frechet_second": second, "seconds": seconds}]


EXPERIMENT = Experiment(
    __file__,
    {"network": NETWORKS},
    ["frechet", "frechet_second", "seconds"],
    {"IMAGES": 2000},
)


def page(rows):
    """Writes networks.md: for each network its mean distances and seconds."""
    lines = [
        "Fréchet distances of 10,000 samples to the test split after 7,200 steps, mean",
        "and standard error over seeds; seconds of one core, to compare networks that",
        "ran side by side.",
        "",
        "| network | seeds | course's classifier | second classifier | seconds |",
        "| --- | --- | --- | --- | --- |",
    ]
    for network in NETWORKS:
        of_network = [row for row in rows if row["network"] == network]
        if of_network:
            found = [
                mean_and_error(np.array([float(row[name]) for row in of_network]), n)
                for name, n in [("frechet", 2), ("frechet_second", 2), ("seconds", 0)]
            ]
            lines.append(f"| {network} | {len(of_network)} | {' | '.join(found)} |")
    experiment.write_page(__file__, "Networks for lesson 03", lines)


if __name__ == "__main__":
    options = experiment.options(__doc__, 20)
    wanted = [(name, 0) for name in NETWORKS]
    wanted += [(name, seed) for seed in range(1, options.seeds) for name in FINALISTS]
    page(EXPERIMENT.complete(run, wanted, options.jobs))
