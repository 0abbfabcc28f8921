"""Plausible wrong answers to exercises 03: exercise, fault, message, answer."""

SHAPES = """
shapes = {
    "a": (16, 16, 16),
    "b": (14, 14, 8),
    "c": (14, 14, 8),
    "d": (14, 14, 8),
    "e": (7, 7, 65),
}
parameters = {"a": 1216, "b": 12800, "c": 18432, "d": 32, "e": 0}
"""

WRONG = [
    (
        "03.1",
        "no padding in mind",
        "what do steps of two pixels do",
        SHAPES + 'shapes["a"] = (14, 14, 16)',
    ),
    (
        "03.1",
        "a transposed convolution that halves",
        "which of its two sides is the larger image",
        SHAPES + 'shapes["b"] = (4, 4, 8)',
    ),
    (
        "03.1",
        "channels stay as they are in the shuffle",
        "what becomes of four channels",
        SHAPES + 'shapes["c"] = (14, 14, 32)',
    ),
    (
        "03.1",
        "the deviation of each channel is appended",
        "what is appended to each image",
        SHAPES + 'shapes["e"] = (7, 7, 128)',
    ),
    (
        "03.1",
        "biases forgotten",
        "a has not 1200 parameters",
        SHAPES + 'parameters["a"] = 1200',
    ),
    (
        "03.1",
        "one input channel only",
        "a filter sees all channels",
        SHAPES + 'parameters["a"] = 5 * 5 * 16 + 16',
    ),
    (
        "03.1",
        "a bias where there is none",
        "is there a bias",
        SHAPES + 'parameters["b"] = 12808',
    ),
    (
        "03.1",
        "the filters after the shuffle",
        "which of the two steps has weights",
        SHAPES + 'parameters["c"] = 3 * 3 * 64 * 8',
    ),
    (
        "03.1",
        "scale and shift only",
        "keeps two statistics",
        SHAPES + 'parameters["d"] = 16',
    ),
    (
        "03.2",
        "a reshape alone",
        "these are no 2x2 block",
        """
def pixel_unshuffle(x):
    batch, height, width, channels = x.shape
    return ops.reshape(x, (batch, height // 2, width // 2, 4 * channels))
""",
    ),
    (
        "03.2",
        "the block column by column",
        "in which order does the lesson's shuffle fill a block",
        """
def pixel_unshuffle(x):
    batch, height, width, channels = x.shape
    x = ops.reshape(x, (batch, height // 2, 2, width // 2, 2, channels))
    x = ops.transpose(x, (0, 1, 3, 4, 2, 5))
    return ops.reshape(x, (batch, height // 2, width // 2, 4 * channels))
""",
    ),
    (
        "03.2",
        "channels outside, as in PyTorch",
        "what stands side by side in the depth",
        """
def pixel_unshuffle(x):
    batch, height, width, channels = x.shape
    x = ops.reshape(x, (batch, height // 2, 2, width // 2, 2, channels))
    x = ops.transpose(x, (0, 1, 3, 5, 2, 4))
    return ops.reshape(x, (batch, height // 2, width // 2, 4 * channels))
""",
    ),
    (
        "03.2",
        "every second pixel only, four times",
        "some pixels are lost",
        """
def pixel_unshuffle(x):
    return ops.concatenate([x[:, ::2, ::2]] * 4, axis=-1)
""",
    ),
    (
        "03.2",
        "the shuffle itself",
        "half the height, half the width",
        """
def pixel_unshuffle(x):
    return pixel_shuffle(ops.tile(x, (1, 1, 1, 4)))
""",
    ),
    (
        "03.3",
        "only the range is repaired",
        "20 real images give real logits of shape (32, 1)",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    fake_images = generator(tf.random.normal((32, 64)), training=True)
    images = tf.concat([real_images, fake_images], axis=0)
    logits = discriminator(images, training=True)
    return logits[:32], logits[32:]
""",
    ),
    (
        "03.3",
        "split in the right place, but too much noise",
        "there are generated logits of shape (32, 1)",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    fake_images = generator(tf.random.normal((32, 64)), training=True)
    real_logits = discriminator(real_images, training=True)
    return real_logits, discriminator(fake_images, training=True)
""",
    ),
    (
        "03.3",
        "the range is not repaired",
        "a real image's black is 0.00",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 255, tf.float32)
    fake_images = generator(tf.random.normal((len(pixels), 64)), training=True)
    real_logits = discriminator(real_images, training=True)
    return real_logits, discriminator(fake_images, training=True)
""",
    ),
    (
        "03.3",
        "8-bit numbers subtracted",
        "a real image's black is 1.00",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant((pixels - 128) / 128, tf.float32)
    fake_images = generator(tf.random.normal((len(pixels), 64)), training=True)
    real_logits = discriminator(real_images, training=True)
    return real_logits, discriminator(fake_images, training=True)
""",
    ),
    (
        "03.3",
        "generated images to [0, 1] instead",
        "they are in the range of tanh already",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 255, tf.float32)
    fake_images = generator(tf.random.normal((len(pixels), 64)), training=True)
    real_logits = discriminator(real_images, training=True)
    return real_logits, discriminator((fake_images + 1) / 2, training=True)
""",
    ),
    (
        "03.3",
        "still one batch of both kinds",
        "one batch of real and one of generated",
        """
def repaired_logits(generator, discriminator, pixels):
    n = len(pixels)
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    fake_images = generator(tf.random.normal((n, 64)), training=True)
    images = tf.concat([real_images, fake_images], axis=0)
    logits = discriminator(images, training=True)
    return logits[:n], logits[n:]
""",
    ),
    (
        "03.3",
        "generated logits first",
        "the wrong way round",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    fake_images = generator(tf.random.normal((len(pixels), 64)), training=True)
    fake_logits = discriminator(fake_images, training=True)
    return fake_logits, discriminator(real_images, training=True)
""",
    ),
    (
        "03.3",
        "training is forgotten",
        "in training both networks are called",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    fake_images = generator(tf.random.normal((len(pixels), 64)))
    return discriminator(real_images), discriminator(fake_images)
""",
    ),
    (
        "03.3",
        "always the same noise",
        "yours repeats",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    noise = tf.random.stateless_normal((len(pixels), 64), (0, 0))
    fake_images = generator(noise, training=True)
    real_logits = discriminator(real_images, training=True)
    return real_logits, discriminator(fake_images, training=True)
""",
    ),
] + [
    (
        "03.4",
        fault,
        message,
        f"""
class GroupDeviation(keras.layers.Layer):
    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.size = size

    def call(self, x):
        size, (_, height, width, channels) = self.size, x.shape
        groups = ops.reshape(x, (-1, size, height, width, channels))
        {lines}
        channel = ops.ones_like(x[..., :1]) * numbers
        return ops.concatenate([x, channel], axis=-1)
""",
    )
    for fault, message, lines in (
        (
            "one number of the whole batch",
            "is it one of the whole batch",
            "numbers = ops.mean(ops.sqrt(ops.var(x, axis=0) + 1e-8))",
        ),
        (
            "the deviation of each pixel's features",
            "not one between pixels",
            """deviation = ops.sqrt(ops.var(groups, axis=(2, 3, 4)) + 1e-8)
        numbers = ops.repeat(ops.mean(deviation, axis=1), size)
        numbers = numbers[:, None, None, None]""",
        ),
        (
            "no mean over the pixels",
            "over what is the mean taken",
            """deviation = ops.sqrt(ops.var(groups, axis=1) + 1e-8)
        numbers = ops.mean(deviation, axis=3, keepdims=True)
        numbers = ops.repeat(numbers, size, axis=0)""",
        ),
        (
            "the variance",
            "is it the root of a mean of squares",
            """numbers = ops.mean(ops.var(groups, axis=1), axis=(1, 2, 3))
        numbers = ops.repeat(numbers, size)[:, None, None, None]""",
        ),
        (
            "the root of the mean variance",
            "the mean of roots",
            """variance = ops.mean(ops.var(groups, axis=1), axis=(1, 2, 3))
        numbers = ops.repeat(ops.sqrt(variance + 1e-8), size)
        numbers = numbers[:, None, None, None]""",
        ),
        (
            "numbers tiled over the groups",
            "are neighbours in a group",
            """deviation = ops.sqrt(ops.var(groups, axis=1) + 1e-8)
        numbers = ops.tile(ops.mean(deviation, axis=(1, 2, 3)), size)
        numbers = numbers[:, None, None, None]""",
        ),
        (
            "groups of images that are far apart",
            "are neighbours in a group",
            """groups = ops.reshape(x, (size, -1, height, width, channels))
        deviation = ops.sqrt(ops.var(groups, axis=0) + 1e-8)
        numbers = ops.tile(ops.mean(deviation, axis=(1, 2, 3)), size)
        numbers = numbers[:, None, None, None]""",
        ),
        (
            "as many groups as a group should have images",
            "which images make up a group",
            """groups = ops.reshape(x, (size, -1, height, width, channels))
        deviation = ops.sqrt(ops.var(groups, axis=0) + 1e-8)
        numbers = ops.repeat(ops.mean(deviation, axis=(1, 2, 3)), size)
        numbers = numbers[:, None, None, None]""",
        ),
        (
            "the root of 0",
            "what is the slope of a root at 0",
            """numbers = ops.mean(ops.sqrt(ops.var(groups, axis=1)), axis=(1, 2, 3))
        numbers = ops.repeat(numbers, size)[:, None, None, None]""",
        ),
        (
            "a loop over the groups of a known batch",
            "no model can be built with the layer",
            """numbers = []
        for start in range(0, x.shape[0], size):
            part = x[start : start + size]
            number = ops.mean(ops.sqrt(ops.var(part, axis=0) + 1e-8))
            numbers += size * [number]
        numbers = ops.stack(numbers)[:, None, None, None]""",
        ),
    )
]
WRONG += [
    (
        "03.3",
        "one noise vector for the whole batch",
        "have the same noise",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    noise = tf.repeat(tf.random.normal((1, 64)), len(pixels), axis=0)
    real_logits = discriminator(real_images, training=True)
    return real_logits, discriminator(generator(noise, training=True), training=True)
""",
    ),
    (
        "03.3",
        "images one by one",
        "compares what comes together",
        """
def repaired_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    fake_images = generator(tf.random.normal((len(pixels), 64)), training=True)
    return [
        tf.concat([discriminator(x[None], training=True) for x in images], axis=0)
        for images in (real_images, fake_images)
    ]
""",
    ),
    (
        "03.2",
        "rows and columns of blocks exchanged",
        "which axes are rows",
        {"(0, 1, 3, 2, 4, 5)": "(0, 3, 1, 2, 4, 5)"},
    ),
    (
        "03.3",
        "pixels over 128",
        "the generator ends in tanh",
        {"pixels / 127.5 - 1": "pixels / 128 - 1"},
    ),
    (
        "03.4",
        "a deviation without a gradient",
        "what stops it on the way",
        {"ops.mean(deviation, ": "ops.mean(ops.stop_gradient(deviation), "},
    ),
    (
        "03.1",
        "the image's own axis",
        "(height, width, channels) is asked for",
        {'"e": (7, 7, 65)': '"e": (None, 7, 7, 65)'},
    ),
]
