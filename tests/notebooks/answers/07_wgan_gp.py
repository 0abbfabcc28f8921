"""Answers to exercises 07: wrong ones with their fault and what they are told."""

WRONG = {
    "07.1": [
        (
            "a penalty taken for a wall",
            "which side of 1 can it be",
            {" + 3 / (2 * 5)": ".0"},
        ),
        (
            "the excess with the wrong sign",
            "which side of 1 can it be",
            {"= 1 +": "= 1 -"},
        ),
        (
            "the 2 of the derivative is missing",
            "the derivative of a square",
            {"+ 3 / (2 * 5)": "+ 3 / 5"},
        ),
        (
            "distance and weight exchanged",
            "set its derivative to 0",
            {"+ 3 / (2 * 5": "+ 5 / (2 * 3"},
        ),
        (
            "the estimate instead of the loss",
            "minus its estimate",
            {"-3 * slope": "3.9"},
        ),
        ("the distance itself", "for a critic of slope 1", {" * slope": ""}),
        (
            "the loss with its penalty",
            "without it is asked for",
            {" * slope": ".9 + 5 * 0.3**2"},
        ),
        ("the one-sided penalty taken for a wall", "is it a wall", {"= slope": "= 1"}),
        (
            "one side punishes half as much",
            "Compare both penalties",
            {"= slope": "= 1.6"},
        ),
        (
            "a penalty on all slopes makes it flat",
            "does it pay to be a little steep",
            {"= 3 / (2 * 5)": "= 0"},
        ),
        ("without the 2", "with the other penalty", {"= 3 / (2 * 5)": "= 3 / 5"}),
    ],
    "07.2": [
        (
            "punished on both sides",
            "should cost nothing",
            {"tf.nn.relu(norms - 1)": "(norms - 1)"},
        ),
        (
            "the wrong side",
            "should cost 16",
            {"tf.nn.relu(norms - 1)": "tf.nn.relu(1 - norms)"},
        ),
        (
            "the mean norm is punished",
            "you punish the mean slope",
            {
                "tf.reduce_mean(tf.nn.relu(norms - 1) ** 2)": (
                    "tf.nn.relu(tf.reduce_mean(norms) - 1) ** 2"
                )
            },
        ),
        (
            "one norm for the whole batch",
            "each point has a norm of its own",
            {"axis=1": "axis=None"},
        ),
        (
            "only the last axis is summed",
            "over which axes do you sum",
            {
                "tf.reshape(inside.gradient(logits, points), (len(points), -1))": (
                    "inside.gradient(logits, points)"
                ),
                "axis=1": "axis=-1",
            },
        ),
        ("not squared", "is to be squared", {" ** 2": ""}),
        (
            "no mean over the batch",
            "one number, the mean over points",
            {"tf.reduce_mean": ""},
        ),
        (
            "computed by numpy",
            "no gradient of the penalty reaches",
            {
                "tf.reshape(inside.gradient(logits, points)": (
                    "tf.reshape(inside.gradient(logits, points).numpy()"
                )
            },
        ),
        (
            "a plain root, which gives nan only if compiled",
            "is not a number",
            {" + 1e-12": ""},
        ),
        (
            "a plain root, as a power",
            "is not a number",
            {
                "tf.sqrt(tf.reduce_sum(gradient**2, axis=1) + 1e-12)": (
                    "tf.reduce_sum(gradient**2, axis=1) ** 0.5"
                )
            },
        ),
        (
            "computed by NumPy",
            "gradients pass TensorFlow",
            {
                "tf.sqrt(tf.reduce_sum(gradient**2, axis=1) + 1e-12)": (
                    "np.linalg.norm(gradient, axis=1)"
                ),
                "tf.reduce_mean(tf.nn.relu(norms - 1) ** 2)": (
                    "np.mean(np.maximum(0, norms - 1) ** 2)"
                ),
            },
        ),
    ],
    "07.3": [
        (
            "all normalizations",
            "over which axes does it take mean",
            'looking = {"a", "b", "d", "e"}',
        ),
        (
            "the batch's deviation is forgotten",
            "what goes into that number",
            'looking = {"b"}',
        ),
        (
            "chance taken for other images",
            "it draws numbers",
            'looking = {"b", "c", "e"}',
        ),
        (
            "batch normalization always",
            "if training is False",
            'looking = {"b", "e", "h"}',
        ),
        (
            "global pooling is over the batch",
            "over which axes is its mean",
            'looking = {"b", "e", "g"}',
        ),
        (
            "spectral normalization is one of the data",
            "takes the norm of",
            'looking = {"b", "e", "f"}',
        ),
    ],
    "07.4": [
        (
            "new pairs by a shuffle",
            "of another pair",
            {"(1 - e) * fake_images": "(1 - e) * tf.random.shuffle(fake_images)"},
        ),
        (
            "each image with its neighbour's partner",
            "of another pair",
            {"e * real_images": "e * tf.roll(real_images, 1, 0)"},
        ),
        (
            "normal weights",
            "from which distribution",
            {"tf.random.uniform(shape)": "tf.random.normal(shape)"},
        ),
        (
            "uniform from -1 to 1",
            "from which distribution",
            {"tf.random.uniform(shape)": "tf.random.uniform(shape, -1, 1)"},
        ),
        (
            "normal weights, clipped",
            "every part of the line",
            {
                "tf.random.uniform(shape)": (
                    "tf.clip_by_value(tf.random.normal(shape), 0, 1)"
                )
            },
        ),
        (
            "normal weights, through a sigmoid",
            "every part of the line",
            {"tf.random.uniform(shape)": "tf.sigmoid(tf.random.normal(shape))"},
        ),
        (
            "one weight for each pixel",
            "for what is one weight",
            {"tf.random.uniform(shape)": "tf.random.uniform(real_images.shape)"},
        ),
        (
            "one weight for the whole batch",
            "all pairs of the batch have the same weight",
            {"tf.random.uniform(shape)": "tf.random.uniform([])"},
        ),
        (
            "always the middle",
            "all pairs of the batch have the same weight",
            {"tf.random.uniform(shape)": "0.5"},
        ),
        (
            "one weight for each channel",
            "for what is one weight",
            {
                "tf.random.uniform(shape)": (
                    "tf.random.uniform((len(real_images), 1, 1, 3))"
                )
            },
        ),
        (
            "weights of four axes for points, too",
            "how many axes may a weight have",
            {
                "tf.random.uniform(shape)": (
                    "tf.random.uniform((len(real_images), 1, 1, 1))"
                ),
                "len(shape)": "len(between.shape)",
            },
        ),
        (
            "one norm for the whole batch",
            "which numbers belong to the norm",
            {"found**2, axis=list(range(1, len(shape)))": "found**2"},
        ),
        (
            "only the channels are summed",
            "which numbers belong to the norm",
            {"list(range(1, len(shape)))": "-1"},
        ),
        (
            "the mean norm is punished",
            "first the square, then the mean",
            {
                "tf.reduce_mean((tf.sqrt(squares + 1e-12) - 1) ** 2)": (
                    "(tf.reduce_mean(tf.sqrt(squares + 1e-12)) - 1) ** 2"
                )
            },
        ),
        ("the root is as before", "still not a number", {" + 1e-12": ""}),
        (
            "gradients stopped",
            "does the penalty reach the critic",
            {
                "inside.gradient(logits, between)": (
                    "tf.stop_gradient(inside.gradient(logits, between))"
                )
            },
        ),
        (
            "one-sided, as in exercise 2",
            "on both sides of 1",
            {
                "(tf.sqrt(squares + 1e-12) - 1)": (
                    "tf.nn.relu(tf.sqrt(squares + 1e-12) - 1)"
                )
            },
        ),
        (
            "weights drawn by numpy",
            "let TensorFlow draw",
            {"tf.random.uniform(shape)": "np.random.uniform(size=shape)"},
        ),
        (
            "the gradient of the mean logit",
            "of a mean over the batch",
            {"logits = critic(between)": "logits = tf.reduce_mean(critic(between))"},
        ),
        (
            "the same weights at each call",
            "new weights are needed",
            {
                "tf.random.uniform(shape)": (
                    "tf.random.stateless_uniform(shape, (0, 0))"
                )
            },
        ),
    ],
}

RIGHT = {
    "07.4": [
        (
            "a compiled function",
            """
@tf.function
def repaired_penalty(critic, real_images, fake_images):
    e = keras.random.uniform((len(real_images), *[1] * (real_images.ndim - 1)))
    points = e * real_images + (1 - e) * fake_images
    with tf.GradientTape() as tape:
        tape.watch(points)
        logits = critic(points, training=True)
    slopes = tf.reshape(tape.gradient(logits, points), (len(points), -1))
    return tf.reduce_mean((tf.sqrt(tf.reduce_sum(slopes**2, 1) + 1e-12) - 1) ** 2)
""",
        )
    ]
}
