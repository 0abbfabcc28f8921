"""Trains the network of colour tiles from a fixed seed, without labels.

By `python -m gan_course.weights.make_tiles`. Two views of a tile, cut out and mirrored
by chance, should be seen in one direction, and those of other tiles in others. Colours
and sharpness are left alone, because a distance of images should see them. It learns
from the training tiles of both maps, the satellite's brightened. The test tiles are
read once, at the end.
"""

import gan_course
from gan_course.data import brighten, load_world, scale
from gan_course.metrics import frechet_distance, retrieval
from gan_course.models import WEIGHTS, tile_network

import keras
import numpy as np
import tensorflow as tf

STEPS, BATCH, TEMPERATURE = 3000, 64, 0.2


def view(images, seed):
    """Cuts a square out of each image, enlarges it and mirrors it by chance.

    Args:
        images: Shape `(batch, 64, 64, channels)`, in [-1, 1].
        seed: Pair of integers.

    Returns:
        As many images of the same shape.
    """
    chance = tf.random.stateless_uniform([4, tf.shape(images)[0]], seed)
    side = 0.5 + 0.5 * chance[0]
    top, left = chance[1] * (1 - side), chance[2] * (1 - side)
    right = left + side
    mirrored = chance[3] < 0.5
    boxes = tf.stack(
        [
            top,
            tf.where(mirrored, right, left),
            top + side,
            tf.where(mirrored, left, right),
        ],
        axis=1,
    )
    return tf.image.crop_and_resize(
        images, boxes, tf.range(tf.shape(images)[0]), [64, 64]
    )


def contrastive_loss(first, second, temperature=TEMPERATURE):
    """Computes the cross-entropy of finding a view's partner among all other views.

    Reference: SimCLR, Chen et al., 2020 (arXiv:2002.05709), equation 1.

    Args:
        first, second: Directions of length 1 of two views of each tile, shape
            `(batch, width)`.
        temperature: Above 0; the smaller, the more near ones count.

    Returns:
        A scalar; log(2 * batch - 1) for directions that are all alike.
    """
    both = tf.concat([first, second], axis=0)
    closeness = both @ tf.transpose(both) / temperature
    closeness -= 1e9 * tf.eye(tf.shape(both)[0])  # no view is its own partner
    count = tf.shape(first)[0]
    partners = tf.concat([tf.range(count) + count, tf.range(count)], axis=0)
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(partners, closeness)
    )


def maps(split):
    """Returns the tiles of both maps."""
    relief, satellite = load_world(split)
    return relief, brighten(satellite)


def main():
    keras.utils.set_random_seed(0)
    tiles = np.concatenate(maps("train"))
    network = tile_network()
    rate = keras.optimizers.schedules.CosineDecay(2e-3, STEPS)
    optimizer = keras.optimizers.Adam(rate)

    @tf.function
    def train_step(images, step):
        images = scale(images)
        views = [view(images, [2 * step + k, 7]) for k in (0, 1)]
        with tf.GradientTape() as tape:
            _, directions = network(tf.concat(views, axis=0), training=True)
            loss = contrastive_loss(*tf.split(directions, 2))
        variables = network.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    rng = np.random.default_rng(0)
    for step in range(STEPS):
        chosen = rng.choice(len(tiles), BATCH, replace=False)
        loss = train_step(tf.constant(tiles[chosen]), tf.constant(step))
        if (step + 1) % 250 == 0:
            print(f"step {step + 1}: loss {float(loss):.3f}", flush=True)
    network.save_weights(WEIGHTS / "tiles.weights.h5")
    print(f"gan_course {gan_course.__version__}, on the test tiles:")
    for name, test in zip(("relief", "satellite"), maps("test")):
        images = scale(test)
        found = [network(view(images, [seed, 1]))[1].numpy() for seed in (0, 1)]
        features = network(images)[0].numpy()
        floor = frechet_distance(features[::2], features[1::2])
        print(
            f"{name}: {retrieval(*found):.1%} of views find their partner; Frechet "
            f"distance of one half to the other {floor:.2f}"
        )


if __name__ == "__main__":
    main()
