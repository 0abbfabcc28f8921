"""Trains the network of colour tiles from a fixed seed, without labels: `make tiles`.

Two views of a tile, shifted and mirrored by chance, should be seen in one direction,
and those of other tiles in others. Half of each batch are the same tiles, spoiled: by
blur, fewer pixels or noise. They count as other tiles, so that the network has to see
sharpness and grain, which a distance of images should see, too. It learns from the
training tiles of both maps, the satellite's brightened. The test tiles are read once,
at the end.
"""

import gan_course
from gan_course.data import (
    add_noise,
    blur,
    brighten,
    enlarge,
    load_world,
    scale,
    shrink,
)
from gan_course.metrics import frechet_distance, retrieval
from gan_course.models import WEIGHTS, tile_network

import keras
import numpy as np
import tensorflow as tf

STEPS, BATCH, TEMPERATURE = 3000, 64, 0.2


def view(images, seed):
    """Shifts each image by up to 24 pixels and mirrors it, by chance.

    What comes in at the border is the image's own mirror image.

    Args:
        images: Shape `(batch, 64, 64, channels)`, in [-1, 1].
        seed: Pair of integers.

    Returns:
        As many images of the same shape.
    """
    count = tf.shape(images)[0]
    places = tf.random.stateless_uniform([2, count], seed, 0, 49, tf.int32)
    top, left = tf.unstack(tf.cast(places, tf.float32) / 111)
    mirrored = tf.random.stateless_uniform([count], [seed[1], seed[0]]) < 0.5
    ends = left, left + 63 / 111
    ends = [tf.where(mirrored, ends[1 - k], ends[k]) for k in (0, 1)]
    boxes = tf.stack([top, ends[0], top + 63 / 111, ends[1]], axis=1)
    padded = tf.pad(images, [[0, 0], [24, 24], [24, 24], [0, 0]], "REFLECT")
    return tf.image.crop_and_resize(padded, boxes, tf.range(count), [64, 64])


def spoiled(images, rng):
    """Blurs a third of the images, makes a third coarse, adds noise to the rest.

    Args:
        images: Shape `(batch, 64, 64, channels)`, in [-1, 1].
        rng: `numpy.random.Generator` that decides how much.

    Returns:
        float32, the same shape.
    """
    blurry, coarse, noisy = np.array_split(images, 3)
    factor = int(rng.choice([2, 4]))
    seed, deviation = int(rng.integers(2**31)), rng.uniform(0.05, 0.4)
    return np.concatenate(
        [
            blur(blurry, rng.uniform(0.5, 2)),
            enlarge(shrink(coarse, factor), factor),
            add_noise(noisy, deviation, seed),
        ]
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
        views = [view(images, [2 * step + k, 7]) for k in (0, 1)]
        with tf.GradientTape() as tape:
            _, directions = network(tf.concat(views, axis=0), training=True)
            loss = contrastive_loss(*tf.split(directions, 2))
        variables = network.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    rng = np.random.default_rng(0)
    for step in range(STEPS):
        chosen = rng.choice(len(tiles), BATCH // 2, replace=False)
        images = scale(tiles[chosen]).numpy()
        images = np.concatenate([images, spoiled(images, rng)])
        loss = train_step(tf.constant(images), tf.constant(step))
        if (step + 1) % 250 == 0:
            print(f"step {step + 1}: loss {float(loss):.3f}", flush=True)
    network.save_weights(WEIGHTS / "tiles.weights.h5")
    print(f"gan_course {gan_course.__version__}, on the test tiles:")
    for name, test in zip(("relief", "satellite"), maps("test")):
        images = scale(test).numpy()
        found = [network(view(images, [seed, 1]))[1].numpy() for seed in (0, 1)]
        features = network(images)[0].numpy()
        print(f"{name}: {retrieval(*found):.1%} of views find their partner; distances")
        others = {"one half": features[::2]}
        others["blurred by one pixel"] = network(blur(images, 1.0))[0].numpy()
        others["with noise of 0.1"] = network(add_noise(images, 0.1, 0))[0].numpy()
        for what, other in others.items():
            real = features[1::2] if what == "one half" else features
            print(f"  {what}: {frechet_distance(real, other):.2f}")


if __name__ == "__main__":
    main()
