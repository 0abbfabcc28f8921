"""Plausible wrong answers to exercises 07: exercise, fault, message, answer."""


def predicted(slope="1.3", printed="-3.9", one_sided="1.3", zero_centered="0.3"):
    """Returns an answer to 07.1, right where nothing else is said."""
    return f"""
slope, printed = {slope}, {printed}
one_sided, zero_centered = {one_sided}, {zero_centered}
"""


WRONG = [
    (
        "07.1",
        "a penalty taken for a wall",
        "which side of 1 can it be",
        predicted(slope="1.0"),
    ),
    (
        "07.1",
        "the excess with the wrong sign",
        "which side of 1 can it be",
        predicted(slope="1 - 3 / (2 * 5)"),
    ),
    (
        "07.1",
        "the 2 of the derivative is missing",
        "the derivative of a square",
        predicted(slope="1 + 3 / 5"),
    ),
    (
        "07.1",
        "distance and weight exchanged",
        "set its derivative to 0",
        predicted(slope="1 + 5 / (2 * 3)"),
    ),
    (
        "07.1",
        "the estimate instead of the loss",
        "minus its estimate",
        predicted(printed="3.9"),
    ),
    (
        "07.1",
        "the distance itself",
        "for a critic of slope 1",
        predicted(printed="-3"),
    ),
    (
        "07.1",
        "the loss with its penalty",
        "without it is asked for",
        predicted(printed="-3.9 + 5 * 0.3**2"),
    ),
    (
        "07.1",
        "the one-sided penalty taken for a wall",
        "is it a wall",
        predicted(one_sided="1"),
    ),
    (
        "07.1",
        "one side punishes half as much",
        "Compare both penalties",
        predicted(one_sided="1.6"),
    ),
    (
        "07.1",
        "a penalty on all slopes makes it flat",
        "does it pay to be a little steep",
        predicted(zero_centered="0"),
    ),
    (
        "07.1",
        "without the 2",
        "with the other penalty",
        predicted(zero_centered="3 / 5"),
    ),
]

ONE_SIDED = """
def one_sided_penalty(critic, points):
    with tf.GradientTape() as tape:
        tape.watch(points)
        outputs = critic(points)
    slopes = tape.gradient(outputs, points)
    axes = list(range(1, len(points.shape)))
    norms = ops.sqrt(ops.sum(ops.square(slopes), axis=axes) + 1e-12)
    return ops.mean(ops.square(ops.maximum(norms - 1, 0)))
"""


def changed(text, old, new):
    """Returns a right answer with one fault."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


WRONG += [
    (
        "07.2",
        "punished on both sides",
        "should cost nothing",
        changed(ONE_SIDED, "ops.maximum(norms - 1, 0)", "norms - 1"),
    ),
    (
        "07.2",
        "the wrong side",
        "should cost 16",
        changed(ONE_SIDED, "ops.maximum(norms - 1, 0)", "ops.minimum(norms - 1, 0)"),
    ),
    (
        "07.2",
        "the mean norm is punished",
        "you punish the mean slope",
        changed(
            ONE_SIDED,
            "ops.mean(ops.square(ops.maximum(norms - 1, 0)))",
            "ops.square(ops.maximum(ops.mean(norms) - 1, 0))",
        ),
    ),
    (
        "07.2",
        "one norm for the whole batch",
        "each point has a norm of its own",
        changed(
            ONE_SIDED, "ops.sum(ops.square(slopes), axis=axes)", "ops.sum(slopes**2)"
        ),
    ),
    (
        "07.2",
        "only the last axis is summed",
        "over which axes do you sum",
        changed(ONE_SIDED, "axis=axes", "axis=-1"),
    ),
    (
        "07.2",
        "not squared",
        "is to be squared",
        changed(
            ONE_SIDED, "ops.square(ops.maximum(norms - 1, 0))", "ops.relu(norms - 1)"
        ),
    ),
    (
        "07.2",
        "no mean over the batch",
        "one number, the mean over points",
        changed(ONE_SIDED, "ops.mean(ops.square(", "(ops.square("),
    ),
    (
        "07.2",
        "computed by numpy",
        "no gradient of the penalty reaches",
        changed(
            ONE_SIDED,
            "slopes = tape.gradient(outputs, points)",
            "slopes = tape.gradient(outputs, points).numpy()",
        ),
    ),
    (
        "07.2",
        "a plain root, as a power",
        "is not a number",
        changed(
            ONE_SIDED,
            "ops.sqrt(ops.sum(ops.square(slopes), axis=axes) + 1e-12)",
            "ops.sum(ops.square(slopes), axis=axes) ** 0.5",
        ),
    ),
    (
        "07.3",
        "all normalizations",
        "over which axes does it take mean",
        'looking = {"a", "b", "d", "e"}',
    ),
    (
        "07.3",
        "the batch's deviation is forgotten",
        "what goes into that number",
        'looking = {"b"}',
    ),
    (
        "07.3",
        "chance taken for other images",
        "it draws numbers",
        'looking = {"b", "c", "e"}',
    ),
    (
        "07.3",
        "batch normalization always",
        "if training is False",
        'looking = {"b", "e", "h"}',
    ),
    (
        "07.3",
        "global pooling is over the batch",
        "over which axes is its mean",
        'looking = {"b", "e", "g"}',
    ),
    (
        "07.3",
        "spectral normalization is one of the data",
        "takes the norm of",
        'looking = {"b", "e", "f"}',
    ),
]

REPAIRED = """
def repaired_penalty(critic, real_images, fake_images):
    shape = [real_images.shape[0]] + [1] * (len(real_images.shape) - 1)
    weights = tf.random.uniform(shape)
    points = weights * real_images + (1 - weights) * fake_images
    with tf.GradientTape() as tape:
        tape.watch(points)
        outputs = critic(points)
    slopes = tape.gradient(outputs, points)
    axes = list(range(1, len(shape)))
    norms = tf.sqrt(tf.reduce_sum(tf.square(slopes), axis=axes) + 1e-12)
    return tf.reduce_mean(tf.square(norms - 1))
"""
DRAWN = "tf.random.uniform(shape)"

WRONG += [
    (
        "07.4",
        "normal weights",
        "from which distribution",
        changed(REPAIRED, DRAWN, "tf.random.normal(shape)"),
    ),
    (
        "07.4",
        "uniform from -1 to 1",
        "from which distribution",
        changed(REPAIRED, DRAWN, "tf.random.uniform(shape, -1, 1)"),
    ),
    (
        "07.4",
        "normal weights, clipped",
        "every part of the line",
        changed(REPAIRED, DRAWN, "tf.clip_by_value(tf.random.normal(shape), 0, 1)"),
    ),
    (
        "07.4",
        "normal weights, through a sigmoid",
        "every part of the line",
        changed(REPAIRED, DRAWN, "tf.sigmoid(tf.random.normal(shape))"),
    ),
    (
        "07.4",
        "one weight for each pixel",
        "for what is one weight",
        changed(REPAIRED, DRAWN, "tf.random.uniform(real_images.shape)"),
    ),
    (
        "07.4",
        "one weight for the whole batch",
        "all pairs of the batch have the same weight",
        changed(REPAIRED, DRAWN, "tf.random.uniform([])"),
    ),
    (
        "07.4",
        "always the middle",
        "all pairs of the batch have the same weight",
        changed(REPAIRED, DRAWN, "0.5"),
    ),
    (
        "07.4",
        "one weight for each channel",
        "for what is one weight",
        changed(REPAIRED, DRAWN, "tf.random.uniform([len(real_images), 1, 1, 3])"),
    ),
    (
        "07.4",
        "weights of four axes for points, too",
        "how many axes may a weight have",
        changed(
            REPAIRED, DRAWN, "tf.random.uniform([len(real_images), 1, 1, 1])"
        ).replace("len(shape)", "len(points.shape)"),
    ),
    (
        "07.4",
        "one norm for the whole batch",
        "which numbers belong to the norm",
        changed(REPAIRED, "tf.square(slopes), axis=axes", "tf.square(slopes)"),
    ),
    (
        "07.4",
        "only the channels are summed",
        "which numbers belong to the norm",
        changed(REPAIRED, "axis=axes", "axis=-1"),
    ),
    (
        "07.4",
        "the mean norm is punished",
        "first the square, then the mean",
        changed(
            REPAIRED,
            "tf.reduce_mean(tf.square(norms - 1))",
            "tf.square(tf.reduce_mean(norms) - 1)",
        ),
    ),
    (
        "07.4",
        "the root is as before",
        "still not a number",
        changed(REPAIRED, " + 1e-12", ""),
    ),
    (
        "07.4",
        "gradients stopped",
        "does the penalty reach the critic",
        changed(
            REPAIRED,
            "tape.gradient(outputs, points)",
            "tf.stop_gradient(tape.gradient(outputs, points))",
        ),
    ),
    (
        "07.4",
        "one-sided, as in exercise 2",
        "on both sides of 1",
        """
def repaired_penalty(critic, real_images, fake_images):
    shape = [len(real_images)] + [1] * (len(real_images.shape) - 1)
    e = tf.random.uniform(shape)
    points = e * real_images + (1 - e) * fake_images
    with tf.GradientTape() as tape:
        tape.watch(points)
        outputs = critic(points, training=True)
    slopes = tf.reshape(tape.gradient(outputs, points), (len(real_images), -1))
    norms = tf.sqrt(tf.reduce_sum(slopes**2, axis=1) + 1e-12)
    return tf.reduce_mean(tf.nn.relu(norms - 1) ** 2)
""",
    ),
    (
        "07.4",
        "the same weights at each call",
        "new weights are needed",
        """
def repaired_penalty(critic, real_images, fake_images):
    shape = [len(real_images)] + [1] * (len(real_images.shape) - 1)
    e = tf.random.stateless_uniform(shape, [0, 0])
    points = e * real_images + (1 - e) * fake_images
    with tf.GradientTape() as tape:
        tape.watch(points)
        outputs = critic(points, training=True)
    slopes = tf.reshape(tape.gradient(outputs, points), (len(real_images), -1))
    norms = tf.sqrt(tf.reduce_sum(slopes**2, axis=1) + 1e-12)
    return tf.reduce_mean((norms - 1) ** 2)
""",
    ),
    (
        "07.2",
        "computed by NumPy",
        "gradients pass TensorFlow",
        """
def one_sided_penalty(critic, points):
    with tf.GradientTape() as tape:
        tape.watch(points)
        logits = critic(points)
    slopes = np.reshape(tape.gradient(logits, points), (len(points), -1))
    return np.mean(np.maximum(0, np.linalg.norm(slopes, axis=1) - 1) ** 2)
""",
    ),
]
