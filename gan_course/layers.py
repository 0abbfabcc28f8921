"""The few layers that Keras does not have."""

import keras
from keras import ops


class MinibatchStandardDeviation(keras.layers.Layer):
    """Appends to every image how much the images of its batch differ.

    Put it near the end of a discriminator: a batch of generated images that
    are too much alike then looks generated, however good each of them is. The
    standard deviation over the batch is taken for every feature and pixel,
    averaged, and appended as one more channel of constant value.

    Reference: Karras et al., 2018 (arXiv:1710.10196), section 3.

    Input shape `(batch, ..., channels)`, output shape `(batch, ..., channels + 1)`.
    """

    def call(self, x):
        deviation = ops.sqrt(ops.var(x, axis=0) + 1e-8)
        channel = ops.full_like(x[..., :1], 1.0) * ops.mean(deviation)
        return ops.concatenate([x, channel], axis=-1)


class MinibatchDiscrimination(keras.layers.Layer):
    """Appends to every sample how close the others of its batch are to it.

    A learned matrix takes the features x of a sample to `kernels` points of
    `kernel_size` coordinates. For each of them it sums, over the other samples of
    the batch, how close theirs are. Needs time and memory in the square of the
    batch.

    Formula, with x_i T the points t_ik of sample i:

        o_ik = sum over j != i of exp(-|t_ik - t_jk|_1)

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 3.2.

    Args:
        kernels: Numbers to append, at least 1.
        kernel_size: Coordinates of each point, at least 1.

    Input shape `(batch, features)`, output shape `(batch, features + kernels)`.
    """

    def __init__(self, kernels=8, kernel_size=4, **kwargs):
        super().__init__(**kwargs)
        self.kernels = kernels
        self.kernel_size = kernel_size

    def build(self, input_shape):
        shape = (input_shape[-1], self.kernels * self.kernel_size)
        self.kernel = self.add_weight(shape=shape, name="kernel")

    def call(self, x):
        points = ops.reshape(x @ self.kernel, (-1, self.kernels, self.kernel_size))
        points = ops.transpose(points, (1, 2, 0))  # the batch last, which is fast
        gaps = ops.sum(ops.abs(points[..., None] - points[..., None, :]), axis=1)
        closeness = ops.sum(ops.exp(-gaps), axis=1) - 1  # without the sample itself
        closeness = ops.transpose(closeness)
        return ops.concatenate([x, closeness], axis=-1)


class Pack(keras.layers.Layer):
    """Joins every few samples of a batch into one, side by side in the last axis.

    As the first layer of a discriminator it makes it judge several samples by one
    logit: samples that are each good but all alike give themselves away.

    Reference: Lin et al., 2018 (arXiv:1712.04086).

    Args:
        samples: How many become one, at least 1; must divide every batch, so leave
            out a last one that is smaller (`drop_remainder=True`).

    Input shape `(batch, ..., channels)`, output shape `(batch / samples, ...,
    samples * channels)`.

    Raises:
        ValueError: If `samples` is not positive, or does not divide the batch.
    """

    def __init__(self, samples, **kwargs):
        super().__init__(**kwargs)
        if samples != int(samples) or samples < 1:
            raise ValueError(
                f"samples must be a whole number of at least 1, got {samples}; "
                "2 packs pairs"
            )
        self.samples = int(samples)

    def call(self, x):
        if x.shape[0] is not None and x.shape[0] % self.samples:
            raise ValueError(
                f"{self.samples} samples a pack do not divide a batch of {x.shape[0]}; "
                "choose a batch that is a multiple of it"
            )
        parts = [x[part :: self.samples] for part in range(self.samples)]
        return ops.concatenate(parts, axis=-1)

    def compute_output_shape(self, input_shape):
        batch, *middle, channels = input_shape
        batch = batch and batch // self.samples
        return (batch, *middle, self.samples * channels)


class WeightClip(keras.constraints.Constraint):
    """Keeps weights between -c and c, after every step of the optimizer.

    The crude way to make a critic Lipschitz: with bounded weights its slope is
    bounded, by a constant that nobody knows. For a layer's `kernel_constraint` and
    `bias_constraint`; `gan_course.training.clip_weights` sets it on a whole model.

    Reference: Arjovsky et al., 2017 (arXiv:1701.07875), algorithm 1, with c = 0.01.

    Args:
        c: The bound, above 0.

    Raises:
        ValueError: If c is not positive.
    """

    def __init__(self, c):
        if not c > 0:
            raise ValueError(
                f"c must be above 0, got {c}; weights are kept between -c and c, and "
                "the paper has 0.01"
            )
        self.c = float(c)

    def __call__(self, w):
        return ops.clip(w, -self.c, self.c)

    def get_config(self):
        return {"c": self.c}


for _class in (MinibatchStandardDeviation, MinibatchDiscrimination, Pack, WeightClip):
    keras.saving.register_keras_serializable("gan_course")(_class)  # for load_model
