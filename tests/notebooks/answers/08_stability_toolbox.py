"""Answers to exercises 08: wrong ones with their fault and what they are told."""

WRONG = {
    "08.1": [
        ("the margin of real images", "not far enough on the side", {" -1.0": " 1"}),
        ("no margin", "not far enough on the side", {"= -1.": "= "}),
        ("twice the margin", "from which logit downwards", {" -1.0": " -2"}),
        (
            "a probability for a logit",
            "which logit is that",
            {"np.log(0.8 / 0.2)": "0.8"},
        ),
        (
            "the lesson's number",
            "for the lesson's smoothing",
            {"np.log(0.8 / 0.2)": "2.2"},
        ),
        (
            "odds without the logarithm",
            "from a probability to its logit",
            {"np.log(0.8 / 0.2)": "0.8 / 0.2"},
        ),
        (
            "the logarithm of the probability",
            "it is not taken for real",
            {" / 0.2": ""},
        ),
        (
            "the label for a logit",
            "0.1 is the best probability",
            {"np.log(0.1 / 0.9)": "0.1"},
        ),
        ("the odds turned over", "it is not taken for generated", {"0.1 / 0.": ""}),
        (
            "generated images are pushed down without end",
            "with another label",
            {"np.log(0.1 / 0.9)": "-np.inf"},
        ),
        (
            "a margin for the generator",
            "hinge: at 3 you answer 'not'",
            {'"hinge": "up"': '"hinge": "not"'},
        ),
        (
            "nearly flat taken for flat",
            "nearly flat is not flat",
            {'"non-saturating": "up"': '"non-saturating": "not"'},
        ),
        (
            "least squares is content beyond 1",
            "least squares: at 3 you answer 'not'",
            {'"down"': '"not"'},
        ),
    ],
    "08.2": [
        (
            "the Frobenius norm",
            "less than it may have",
            "return kernel * bound / max(bound, np.sqrt(np.sum(kernel**2)))",
        ),
        (
            "always divided, as by spectral normalization",
            "it was flat enough",
            """
matrix = kernel.reshape(-1, kernel.shape[-1])
return kernel * bound / np.linalg.svd(matrix, compute_uv=False)[0]
""",
        ),
        (
            "the norm of each pixel's matrix",
            "a convolution's kernel of shape",
            """
norm = np.linalg.svd(kernel, compute_uv=False).max()
return kernel * bound / max(bound, norm)
""",
        ),
        (
            "rows instead of columns for channels",
            "a convolution's kernel of shape",
            """
matrix = kernel.reshape(kernel.shape[0], -1)
norm = np.linalg.svd(matrix, compute_uv=False)[0]
return kernel * bound / max(bound, norm)
""",
        ),
        (
            "weights are clipped",
            "not all by the same",
            "return np.clip(kernel, -bound, bound)",
        ),
        (
            "every singular value is clipped",
            "not all by the same",
            """
matrix = kernel.reshape(-1, kernel.shape[-1])
u, values, v = np.linalg.svd(matrix, full_matrices=False)
return ((u * np.minimum(values, bound)) @ v).reshape(kernel.shape)
""",
        ),
        (
            "the smallest singular value",
            "which of its numbers",
            {
                "columns ": "matrix ",
                "steepness = np.linalg.norm(columns, 2)": (
                    "norm = np.linalg.svd(matrix, compute_uv=False)[-1]"
                ),
                "steepness": "norm",
            },
        ),
        (
            "one round of power iteration from a new vector",
            "still has norm",
            """
matrix = kernel.reshape(-1, kernel.shape[-1])
u = np.ones(len(matrix)) / np.sqrt(len(matrix))
v = matrix.T @ u
v = v / np.linalg.norm(v)
return kernel * bound / max(bound, np.linalg.norm(matrix @ v))
""",
        ),
        (
            "the bound is only a threshold",
            "where does the bound enter",
            """
matrix = kernel.reshape(-1, kernel.shape[-1])
norm = np.linalg.svd(matrix, compute_uv=False)[0]
return kernel / norm if norm > bound else kernel
""",
        ),
        (
            "the matrix is returned",
            "became",
            """
matrix = kernel.reshape(-1, kernel.shape[-1])
norm = np.linalg.svd(matrix, compute_uv=False)[0]
return matrix * bound / max(bound, norm)
""",
        ),
        (
            "compared with 1 instead of the bound",
            "with what do you compare",
            """
steepness = np.linalg.norm(kernel.reshape(-1, kernel.shape[-1]), 2)
return kernel * (bound / steepness) if steepness > 1 else kernel
""",
        ),
    ],
    "08.3": [
        (
            "the probability is still there",
            "of what do you take the gradient",
            {
                "discriminator(real_images, training=True)": (
                    "tf.sigmoid(discriminator(real_images, training=True))"
                )
            },
        ),
        (
            "the logarithm of the probability",
            "of what do you take the gradient",
            {
                "discriminator(real_images, training=True)": (
                    "tf.math.log_sigmoid(discriminator(real_images, training=True))"
                )
            },
        ),
        (
            "still at generated images",
            "where should it be flat",
            {
                "tf.convert_to_tensor(real_images)": (
                    "tf.convert_to_tensor(fake_images)"
                )
            },
        ),
        (
            "between real and generated images",
            "where should it be flat",
            {
                "tf.convert_to_tensor(real_images)": (
                    "0.01 * real_images + 0.99 * fake_images"
                )
            },
        ),
        (
            "the mean over pixels",
            "as if one pixel were all",
            {
                "tf.reduce_sum(gradient**2) / (2 * len(real_images))": (
                    "tf.reduce_mean(gradient**2) / 2"
                )
            },
        ),
        (
            "the sum over images",
            "over the images a mean is taken",
            {"(2 * len(real_images))": "2"},
        ),
        (
            "without the one half",
            "a factor before the mean",
            {"(2 * len(real_images))": "len(real_images)"},
        ),
        (
            "slope 1 is asked for, as by the gradient penalty",
            "should cost 0",
            {
                "return tf.reduce_sum(gradient**2) / (2 * len(real_images))": (
                    "pixels = tf.reshape(gradient, (len(real_images), -1))\n"
                    "    norms = tf.norm(pixels + 1e-9, axis=1)\n"
                    "    return tf.reduce_mean((norms - 1) ** 2) / 2"
                )
            },
        ),
        (
            "the norm, not its square",
            "R1 is 4.5, yours is 1.5",
            {
                "return tf.reduce_sum(gradient**2) / (2 * len(real_images))": (
                    "pixels = tf.reshape(gradient, (len(real_images), -1))\n"
                    "    norms = tf.norm(pixels + 1e-9, axis=1)\n"
                    "    return tf.reduce_mean(norms) / 2"
                )
            },
        ),
        (
            "the norm, neither squared nor halved",
            "to be squared and halved",
            {
                "return tf.reduce_sum(gradient**2) / (2 * len(real_images))": (
                    "pixels = tf.reshape(gradient, (len(real_images), -1))\n"
                    "    return tf.reduce_mean(tf.norm(pixels + 1e-9, axis=1))"
                )
            },
        ),
        (
            "the gradient of the mean logit",
            "not of the mean over the batch",
            {
                "discriminator(real_images, training=True)": (
                    "tf.reduce_mean(discriminator(real_images, training=True))"
                )
            },
        ),
        (
            "a root, and its square",
            "R1 needs no root",
            {
                "return tf.reduce_sum(gradient**2) / (2 * len(real_images))": (
                    "pixels = tf.reshape(gradient, (len(real_images), -1))\n"
                    "    norms = tf.reduce_sum(pixels**2, axis=1) ** 0.5\n"
                    "    return tf.reduce_mean(norms**2) / 2"
                )
            },
        ),
        (
            "a norm, and its square, which gives nan only if compiled",
            "R1 needs no root",
            {
                "return tf.reduce_sum(gradient**2) / (2 * len(real_images))": (
                    "pixels = tf.reshape(gradient, (len(real_images), -1))\n"
                    "    return tf.reduce_mean(tf.norm(pixels, axis=1) ** 2) / 2"
                )
            },
        ),
        (
            "the square of the mean norm",
            "First the square of each, then the mean",
            {
                "return tf.reduce_sum(gradient**2) / (2 * len(real_images))": (
                    "pixels = tf.reshape(gradient, (len(real_images), -1))\n"
                    "    norms = tf.norm(pixels + 1e-9, axis=1)\n"
                    "    return tf.reduce_mean(norms) ** 2 / 2"
                )
            },
        ),
        (
            "gradients stopped",
            "no gradient of the penalty reaches",
            {
                "inside.gradient(real_logits, real_images)": (
                    "tf.stop_gradient(inside.gradient(real_logits, real_images))"
                )
            },
        ),
        (
            "between real and generated images",
            "no points between",
            {"tf.convert_to_tensor(real_images)": "(real_images + fake_images) / 2"},
        ),
    ],
    "08.4": [
        (
            "the discriminator's own rate",
            "they come home all the same",
            {"return h ": "return k "},
        ),
        (
            "the product of the rates",
            "more than your border",
            {"return h ": "return h * k "},
        ),
        (
            "any weight is enough",
            "a tiny weight cannot be enough",
            {"return h ": "return 0.0 "},
        ),
        (
            "where the eigenvalues become real",
            "they come home all the same",
            {"return h ": "return 2 * (h / k) ** 0.5 "},
        ),
        (
            "the mean of both rates",
            "determinant of one step",
            {"return h ": "return (h + k) / 2 "},
        ),
        (
            "R1 always comes home",
            "compare this weight with the border",
            {'["away", "home", "home", "away"]': '["home", "home", "home", "home"]'},
        ),
        (
            "the more the better",
            "how far does one step move it",
            {'["away", "home", "home", "away"]': '["away", "home", "home", "home"]'},
        ),
        (
            "5 is taken for too strong",
            "how far does one step move it",
            {'["away", "home", "home", "away"]': '["away", "home", "away", "away"]'},
        ),
        (
            "a border that is nearly right",
            "determinant of one step",
            {"return h ": "return h * (1 + h * k) "},
        ),
    ],
}

RIGHT = {
    "08.3": [
        (
            "a compiled function",
            """
@tf.function
def repaired_r1(discriminator, real_images, fake_images):
    images = tf.convert_to_tensor(real_images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = discriminator(images, training=True)
    slopes = tf.reshape(tape.gradient(logits, images), (len(images), -1))
    return tf.reduce_mean(tf.reduce_sum(slopes**2, axis=1)) / 2
""",
        )
    ]
}
