"""Answers to exercises 08: exercise, fault, message, answer."""

UP_UP_DOWN = '{"non-saturating": "up", "hinge": "up", "least squares": "down"}'


def predicted(
    hinge="-1", real="np.log(0.8 / 0.2)", fake="np.log(0.1 / 0.9)", moves=UP_UP_DOWN
):
    """Returns an answer to 08.1, right where nothing else is said."""
    return f"""
hinge_fake, smoothed_real, smoothed_fake = {hinge}, {real}, {fake}
moves = {moves}
"""


WRONG = [
    (
        "08.1",
        "the margin of real images",
        "not far enough on the side",
        predicted(hinge="1"),
    ),
    (
        "08.1",
        "no margin",
        "not far enough on the side",
        predicted(hinge="0"),
    ),
    (
        "08.1",
        "twice the margin",
        "become flat",
        predicted(hinge="-2"),
    ),
    (
        "08.1",
        "a probability for a logit",
        "which logit is that",
        predicted(real="0.8"),
    ),
    (
        "08.1",
        "the lesson's number",
        "for the lesson's smoothing",
        predicted(real="2.2"),
    ),
    (
        "08.1",
        "odds without the logarithm",
        "from a probability to its logit",
        predicted(real="0.8 / 0.2"),
    ),
    (
        "08.1",
        "the logarithm of the probability",
        "it is not taken for real",
        predicted(real="np.log(0.8)"),
    ),
    (
        "08.1",
        "the label for a logit",
        "0.1 is the best probability",
        predicted(fake="0.1"),
    ),
    (
        "08.1",
        "the odds turned over",
        "it is not taken for generated",
        predicted(fake="np.log(9)"),
    ),
    (
        "08.1",
        "generated images are pushed down without end",
        "with another label",
        predicted(fake="-np.inf"),
    ),
    (
        "08.1",
        "a margin for the generator",
        "hinge: at 3 you answer 'not'",
        predicted(moves=UP_UP_DOWN.replace('"hinge": "up"', '"hinge": "not"')),
    ),
    (
        "08.1",
        "least squares is content beyond 1",
        "least squares: at 3 you answer 'not'",
        predicted(moves=UP_UP_DOWN.replace("down", "not")),
    ),
    (
        "08.2",
        "the Frobenius norm",
        "less than it may have",
        """
def shrink(kernel, bound=1.0):
    return kernel * bound / max(bound, np.sqrt(np.sum(kernel**2)))
""",
    ),
    (
        "08.2",
        "always divided, as by spectral normalization",
        "it was flat enough",
        """
def shrink(kernel, bound=1.0):
    matrix = kernel.reshape(-1, kernel.shape[-1])
    return kernel * bound / np.linalg.svd(matrix, compute_uv=False)[0]
""",
    ),
    (
        "08.2",
        "the norm of each pixel's matrix",
        "a convolution's kernel of shape",
        """
def shrink(kernel, bound=1.0):
    norm = np.linalg.svd(kernel, compute_uv=False).max()
    return kernel * bound / max(bound, norm)
""",
    ),
    (
        "08.2",
        "rows instead of columns for channels",
        "a convolution's kernel of shape",
        """
def shrink(kernel, bound=1.0):
    matrix = kernel.reshape(kernel.shape[0], -1)
    norm = np.linalg.svd(matrix, compute_uv=False)[0]
    return kernel * bound / max(bound, norm)
""",
    ),
    (
        "08.2",
        "weights are clipped",
        "not all by the same",
        """
def shrink(kernel, bound=1.0):
    return np.clip(kernel, -bound, bound)
""",
    ),
    (
        "08.2",
        "every singular value is clipped",
        "not all by the same",
        """
def shrink(kernel, bound=1.0):
    matrix = kernel.reshape(-1, kernel.shape[-1])
    u, values, v = np.linalg.svd(matrix, full_matrices=False)
    return ((u * np.minimum(values, bound)) @ v).reshape(kernel.shape)
""",
    ),
    (
        "08.2",
        "the smallest singular value",
        "which of its numbers",
        """
def shrink(kernel, bound=1.0):
    matrix = kernel.reshape(-1, kernel.shape[-1])
    norm = np.linalg.svd(matrix, compute_uv=False)[-1]
    return kernel * bound / max(bound, norm)
""",
    ),
    (
        "08.2",
        "one round of power iteration from a new vector",
        "still has norm",
        """
def shrink(kernel, bound=1.0):
    matrix = kernel.reshape(-1, kernel.shape[-1])
    u = np.ones(len(matrix)) / np.sqrt(len(matrix))
    v = matrix.T @ u
    v = v / np.linalg.norm(v)
    return kernel * bound / max(bound, np.linalg.norm(matrix @ v))
""",
    ),
    (
        "08.2",
        "the bound is only a threshold",
        "where does the bound enter",
        """
def shrink(kernel, bound=1.0):
    matrix = kernel.reshape(-1, kernel.shape[-1])
    norm = np.linalg.svd(matrix, compute_uv=False)[0]
    return kernel / norm if norm > bound else kernel
""",
    ),
    (
        "08.2",
        "the matrix is returned",
        "became",
        """
def shrink(kernel, bound=1.0):
    matrix = kernel.reshape(-1, kernel.shape[-1])
    norm = np.linalg.svd(matrix, compute_uv=False)[0]
    return matrix * bound / max(bound, norm)
""",
    ),
]

R1 = """
def repaired_r1(discriminator, real_images, fake_images):
    images = tf.convert_to_tensor(real_images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        answers = discriminator(images, training=True)
    slopes = tape.gradient(answers, images)
    axes = list(range(1, len(images.shape)))
    return tf.reduce_mean(tf.reduce_sum(tf.square(slopes), axis=axes)) / 2
"""
ENDING = "tf.reduce_mean(tf.reduce_sum(tf.square(slopes), axis=axes)) / 2"


def changed(old, new):
    """Returns the right penalty with one fault."""
    assert R1.count(old) == 1, old
    return R1.replace(old, new)


WRONG += [
    (
        "08.3",
        "the probability is still there",
        "of what do you take the gradient",
        changed(
            "discriminator(images, training=True)",
            "tf.sigmoid(discriminator(images, training=True))",
        ),
    ),
    (
        "08.3",
        "the logarithm of the probability",
        "of what do you take the gradient",
        changed(
            "discriminator(images, training=True)",
            "tf.math.log_sigmoid(discriminator(images, training=True))",
        ),
    ),
    (
        "08.3",
        "still at generated images",
        "where should it be flat",
        changed(
            "tf.convert_to_tensor(real_images)", "tf.convert_to_tensor(fake_images)"
        ),
    ),
    (
        "08.3",
        "between real and generated images",
        "where should it be flat",
        changed(
            "tf.convert_to_tensor(real_images)",
            "0.01 * real_images + 0.99 * fake_images",
        ),
    ),
    (
        "08.3",
        "the mean over pixels",
        "as if one pixel were all",
        changed(ENDING, "tf.reduce_mean(tf.square(slopes)) / 2"),
    ),
    (
        "08.3",
        "the sum over images",
        "over the images a mean is taken",
        changed(ENDING, "tf.reduce_sum(tf.square(slopes)) / 2"),
    ),
    (
        "08.3",
        "without the one half",
        "a factor before the mean",
        changed(" / 2", ""),
    ),
    (
        "08.3",
        "slope 1 is asked for, as by the gradient penalty",
        "should cost 0",
        changed(
            ENDING,
            "tf.reduce_mean("
            "tf.square(tf.sqrt(tf.reduce_sum(slopes**2, axis=axes) + 1e-12) - 1)) / 2",
        ),
    ),
    (
        "08.3",
        "the norm, not its square",
        "R1 is 2, yours is 1.0",
        changed(
            ENDING,
            "tf.reduce_mean(tf.sqrt(tf.reduce_sum(slopes**2, axis=axes) + 1e-12)) / 2",
        ),
    ),
    (
        "08.3",
        "the square of the mean norm",
        "First the square of each, then the mean",
        changed(
            ENDING,
            "tf.reduce_mean("
            "tf.sqrt(tf.reduce_sum(slopes**2, axis=axes) + 1e-12)) ** 2 / 2",
        ),
    ),
    (
        "08.3",
        "gradients stopped",
        "yours pulls with None",
        changed(
            "slopes = tape.gradient(answers, images)",
            "slopes = tf.stop_gradient(tape.gradient(answers, images))",
        ),
    ),
]


def weight(border, ends='["away", "home", "home", "away"]'):
    """Returns an answer to 08.4."""
    return f"""
def enough(h, k):
    return {border}


ends = {ends}
"""


WRONG += [
    (
        "08.4",
        "the discriminator's own rate",
        "they come home all the same",
        weight("k"),
    ),
    (
        "08.4",
        "the product of the rates",
        "more than your border",
        weight("h * k"),
    ),
    (
        "08.4",
        "any weight is enough",
        "a tiny weight cannot be enough",
        weight("0.0"),
    ),
    (
        "08.4",
        "where the eigenvalues become real",
        "they come home all the same",
        weight("2 * (h / k) ** 0.5"),
    ),
    (
        "08.4",
        "the mean of both rates",
        "Whose rate",
        weight("(h + k) / 2"),
    ),
    (
        "08.4",
        "R1 always comes home",
        "compare this weight with the border",
        weight("h", '["home", "home", "home", "home"]'),
    ),
    (
        "08.4",
        "the more the better",
        "how far does one step move it",
        weight("h", '["away", "home", "home", "home"]'),
    ),
    (
        "08.4",
        "5 is taken for too strong",
        "how far does one step move it",
        weight("h", '["away", "home", "away", "away"]'),
    ),
    (
        "08.2",
        "compared with 1 instead of the bound",
        "with what do you compare",
        """
def shrink(kernel, bound=1.0):
    steepness = np.linalg.norm(kernel.reshape(-1, kernel.shape[-1]), 2)
    return kernel * (bound / steepness) if steepness > 1 else kernel
""",
    ),
    (
        "08.3",
        "between real and generated images",
        "no points between",
        {"tf.convert_to_tensor(real_images)": "(real_images + fake_images) / 2"},
    ),
    (
        "08.4",
        "a border that is nearly right",
        "Whose rate must the pull make up for",
        """
def enough(h, k):
    return h * (1 + h * k)


ends = ["away", "home", "home", "away"]
""",
    ),
]

RIGHT = [
    (
        "08.3",
        "a compiled function",
        """
@tf.function
def repaired_r1(discriminator, real_images, fake_images):
    images = tf.convert_to_tensor(real_images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = discriminator(images, training=True)
    slopes = tf.reshape(tape.gradient(logits, images), (len(images), -1))
    return tf.reduce_mean(tf.norm(slopes, axis=1) ** 2) / 2
""",
    ),
]
