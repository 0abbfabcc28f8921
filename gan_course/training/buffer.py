"""A buffer of older translations, for discriminators that should not forget."""

import keras
import tensorflow as tf


def exchange(pool, images, seed):
    """Exchanges about half of some images for older ones from a pool.

    A discriminator that also sees older translations forgets less of what it learned
    from them. While the pool is not full, images are stored in it and returned. Then
    each goes, with probability one half, to a place of its own in the pool, and the
    image from there is returned in its stead.

    References: Shrivastava et al., 2017 (arXiv:1612.07828), section 2.3, where half of
    a batch is older; Zhu et al., 2017 (arXiv:1703.10593), section 4, with 50 images.

    Args:
        pool: Shape `(size, height, width, channels)`; free places are NaN.
        images: Shape `(batch, height, width, channels)`, at most `size` images.
        seed: Pair of integers; decides which, and where.

    Returns:
        `(images, pool)` after the exchange, of the same shapes.

    >>> pool = tf.fill([3, 1, 1, 1], float("nan"))
    >>> images, pool = exchange(pool, tf.ones([2, 1, 1, 1]), [0, 0])
    >>> images.numpy().ravel().tolist(), int(tf.reduce_sum(tf.cast(pool == 1, "int32")))
    ([1.0, 1.0], 2)
    """
    free = tf.math.is_nan(pool[:, 0, 0, 0])
    chance = tf.random.stateless_uniform([2, pool.shape[0]], seed)
    order = tf.argsort(chance[0] - tf.cast(free, tf.float32))  # free places first
    places = order[: tf.shape(images)[0]]
    older, free = tf.gather(pool, places), tf.gather(free, places)[:, None, None, None]
    swap = chance[1, : tf.shape(images)[0], None, None, None] < 0.5
    stored = tf.where(free | swap, images, older)
    returned = tf.where(swap & ~free, older, images)
    return returned, tf.tensor_scatter_nd_update(pool, places[:, None], stored)


class ImageBuffer(keras.layers.Layer):
    """Keeps older images, so that what a discriminator is shown is not all new.

    The pool is a weight, so that a run that is resumed goes on with it. Of several
    devices all use the images of the first. See `exchange`.

    Args:
        shape: Of an image, `(height, width, channels)`.
        size: How many are kept; with 0 images come back as they are.
    """

    def __init__(self, shape, size=50, **kwargs):
        super().__init__(**kwargs)
        self.pool = self.add_weight(
            shape=(size, *shape),
            initializer=keras.initializers.Constant(float("nan")),
            trainable=False,
            aggregation="only_first_replica",
        )

    def call(self, images, seed):
        if self.pool.shape[0] == 0:
            return images
        images, pool = exchange(tf.convert_to_tensor(self.pool), images, seed)
        self.pool.assign(pool)
        return images
