"""Answers to exercises 03: wrong ones with their fault and what they are told."""

WRONG = {
    "03.1": [
        (
            "no padding in mind",
            "what do steps of two pixels do",
            {"(16, 16, 16)": "(14, 14, 16)"},
        ),
        (
            "a transposed convolution that halves",
            "which of its two sides is the larger image",
            {'"b": (14, 14, 8)': '"b": (4, 4, 8)'},
        ),
        (
            "channels stay as they are in the shuffle",
            "what becomes of four channels",
            {'"c": (14, 14, 8)': '"c": (14, 14, 32)'},
        ),
        (
            "the deviation of each channel is appended",
            "what is appended to each image",
            {"(7, 7, 65)": "(7, 7, 128)"},
        ),
        (
            "biases forgotten",
            "a does not have 1200 parameters",
            {"5 * 5 * 3 * 16 + 16": "5 * 5 * 3 * 16"},
        ),
        (
            "one input channel only",
            "a filter sees all channels",
            {"5 * 5 * 3 * 16": "5 * 5 * 16"},
        ),
        (
            "a bias where there is none",
            "is there a bias",
            {"5 * 5 * 64 * 8": "5 * 5 * 64 * 8 + 8"},
        ),
        (
            "the filters after the shuffle",
            "which of the two steps has weights",
            {"64 * 32": "64 * 8"},
        ),
        ("scale and shift only", "keeps two statistics", {'"d": 4 * 8': '"d": 2 * 8'}),
        (
            "the image's own axis",
            "(height, width, channels) is asked for",
            {'"e": (7, 7, 65)': '"e": (None, 7, 7, 65)'},
        ),
    ],
    "03.2": [
        (
            "a reshape alone",
            "these are no 2x2 block",
            """
batch, height, width, channels = x.shape
return ops.reshape(x, (batch, height // 2, width // 2, 4 * channels))
""",
        ),
        (
            "the block column by column",
            "in which order does the lesson's shuffle fill a block",
            {"2, 4,": "4, 2,"},
        ),
        (
            "channels outside, as in PyTorch",
            "what stands side by side in the depth",
            {"2, 4, 5": "5, 2, 4"},
        ),
        (
            "every second pixel only, four times",
            "some pixels are lost",
            "return ops.concatenate([x[:, ::2, ::2]] * 4, axis=-1)",
        ),
        (
            "the shuffle itself",
            "half the height, half the width",
            "return pixel_shuffle(ops.tile(x, (1, 1, 1, 4)))",
        ),
        (
            "rows and columns of blocks exchanged",
            "which axes are rows",
            {"(0, 1, 3, 2, 4, 5)": "(0, 3, 1, 2, 4, 5)"},
        ),
    ],
    "03.3": [
        (
            "only the range is repaired",
            "20 real images give real logits of shape (32, 1)",
            """
real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
fake_images = generator(tf.random.normal((32, 64)), training=True)
images = tf.concat([real_images, fake_images], axis=0)
logits = discriminator(images, training=True)
return logits[:32], logits[32:]
""",
        ),
        (
            "split in the right place, but too much noise",
            "there are generated logits of shape (32, 1)",
            {"len(pixels),": "32,"},
        ),
        (
            "the range is not repaired",
            "a real image's black is 0.00",
            {"127.5 - 1": "255"},
        ),
        (
            "8-bit numbers subtracted",
            "a real image's black is 1.00",
            {"(pixels / 127.5 - 1": "((pixels - 128) / 128"},
        ),
        (
            "generated images to [0, 1] instead",
            "they are in the range of tanh already",
            {"127.5 - 1": "255", "(fake_images": "((fake_images + 1) / 2"},
        ),
        (
            "still one batch of both kinds",
            "one batch of real and one of generated",
            """
n = len(pixels)
real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
fake_images = generator(tf.random.normal((n, 64)), training=True)
images = tf.concat([real_images, fake_images], axis=0)
logits = discriminator(images, training=True)
return logits[:n], logits[n:]
""",
        ),
        (
            "generated logits first",
            "the wrong way round",
            {
                "real_logits = discriminator(real_images": (
                    "fake_logits = discriminator(fake_images"
                ),
                "real_logits, discriminator(fake_images": (
                    "fake_logits, discriminator(real_images"
                ),
            },
        ),
        (
            "training is forgotten",
            "in training both networks are called",
            """
real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
fake_images = generator(tf.random.normal((len(pixels), 64)))
return discriminator(real_images), discriminator(fake_images)
""",
        ),
        (
            "always the same noise",
            "yours repeats",
            {
                "tf.random.normal((len(pixels), 64))": (
                    "tf.random.stateless_normal((len(pixels), 64), (0, 0))"
                )
            },
        ),
        (
            "one noise vector for the whole batch",
            "have the same noise",
            {
                "tf.random.normal((len(pixels), 64))": (
                    "tf.repeat(tf.random.normal((1, 64)), len(pixels), axis=0)"
                )
            },
        ),
        (
            "images one by one",
            "compares what comes together",
            """
real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
fake_images = generator(tf.random.normal((len(pixels), 64)), training=True)
return [
    tf.concat([discriminator(x[None], training=True) for x in images], axis=0)
    for images in (real_images, fake_images)
]
""",
        ),
        (
            "pixels over 128",
            "the generator ends in tanh",
            {"pixels / 127.5 - 1": "pixels / 128 - 1"},
        ),
    ],
    "03.4": [
        (
            "one number of the whole batch",
            "is it one of the whole batch",
            {
                "ops.sqrt(ops.var(groups, axis=1) + 1e-8)": (
                    "ops.sqrt(ops.var(x, axis=0) + 1e-8)"
                ),
                "ops.repeat(ops.mean(deviation, axis=(1, 2, 3)), self.size)": (
                    "ops.mean(deviation) * ops.ones(len(x))"
                ),
            },
        ),
        (
            "the deviation of each pixel's features",
            "not one between pixels",
            {
                "ops.sqrt(ops.var(groups, axis=1) + 1e-8)": (
                    "ops.sqrt(ops.var(groups, axis=(2, 3, 4)) + 1e-8)"
                ),
                "ops.mean(deviation, axis=(1, 2, 3))": "ops.mean(deviation, axis=1)",
            },
        ),
        (
            "no mean over the pixels",
            "over what is the mean taken",
            {
                "ops.repeat(ops.mean(deviation, axis=(1, 2, 3)), self.size)": (
                    "ops.repeat(ops.mean(deviation, axis=3), self.size, axis=0)"
                ),
                "numbers[:, None, None, None]": "numbers[..., None]",
            },
        ),
        (
            "the variance",
            "is it the root of a mean of squares",
            {"ops.sqrt(ops.var(groups, axis=1) + 1e-8)": "ops.var(groups, axis=1)"},
        ),
        (
            "the root of the mean variance",
            "the mean of roots",
            {
                "ops.sqrt(ops.var(groups, axis=1) + 1e-8)": "ops.var(groups, axis=1)",
                "ops.mean(deviation, axis=(1, 2, 3))": (
                    "ops.sqrt(ops.mean(deviation, axis=(1, 2, 3)) + 1e-8)"
                ),
            },
        ),
        (
            "numbers tiled over the groups",
            "are neighbours in a group",
            {"ops.repeat": "ops.tile"},
        ),
        (
            "groups of images that are far apart",
            "are neighbours in a group",
            {
                "groups = ops.reshape(x, (-1, self.size, *x.shape[1:]))": (
                    "groups = ops.reshape(x, (self.size, -1, *x.shape[1:]))"
                ),
                "ops.sqrt(ops.var(groups, axis=1) + 1e-8)": (
                    "ops.sqrt(ops.var(groups, axis=0) + 1e-8)"
                ),
                "ops.repeat": "ops.tile",
            },
        ),
        (
            "as many groups as a group should have images",
            "which images make up a group",
            {
                "groups = ops.reshape(x, (-1, self.size, *x.shape[1:]))": (
                    "groups = ops.reshape(x, (self.size, -1, *x.shape[1:]))"
                ),
                "ops.sqrt(ops.var(groups, axis=1) + 1e-8)": (
                    "ops.sqrt(ops.var(groups, axis=0) + 1e-8)"
                ),
            },
        ),
        ("the root of 0", "what is the slope of a root at 0", {" + 1e-8": ""}),
        (
            "a loop over the groups of a known batch",
            "no model can be built with the layer",
            """
groups = [x[n : n + self.size] for n in range(0, x.shape[0], self.size)]
roots = [ops.mean(ops.sqrt(ops.var(group, axis=0) + 1e-8)) for group in groups]
channel = [ops.ones_like(g[..., :1]) * root for g, root in zip(groups, roots)]
return ops.concatenate([x, ops.concatenate(channel)], axis=-1)
""",
        ),
        (
            "the number of groups from the batch's size",
            "Use -1, or ops.shape(x)[0]",
            {"(-1, self.size, ": "(x.shape[0] // self.size, self.size, "},
        ),
        (
            "a deviation without a gradient",
            "what stops it on the way",
            {"ops.mean(deviation, ": "ops.mean(ops.stop_gradient(deviation), "},
        ),
    ],
}
