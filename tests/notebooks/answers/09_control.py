"""Answers to exercises 09: wrong ones with their fault and what they are told."""

WRONG = {
    "09.1": [
        (
            "class 0 is not subtracted",
            "whose logit is to be subtracted",
            {"return v - v[0], c - c[0]": "return v, c"},
        ),
        (
            "the generator over the data",
            "not the other way round",
            {"return v - v[0], c - c[0]": "return v[0] - v, c[0] - c"},
        ),
        (
            "the data's means alone",
            "what do the generator's classes take away",
            {"real_means - fake_means / sigma**2": "real_means - 0 * fake_means"},
        ),
        (
            "the shares are forgotten",
            "how do they enter p(x, y)",
            {
                ("c = np.log(real_shares / fake_shares) - squares / 2"): (
                    "c = -squares / 2"
                )
            },
        ),
        (
            "the shares turned over",
            "the shares are turned over",
            {"real_shares / fake_shares": "fake_shares / real_shares"},
        ),
        (
            "shares without the logarithm",
            "the logit is a logarithm",
            {"np.log(real_shares / fake_shares)": "real_shares / fake_shares"},
        ),
        (
            "the data's shares alone",
            "the data's shares alone would give",
            {"real_shares / fake_shares": "real_shares"},
        ),
        (
            "the squares are forgotten",
            "what is left of a square",
            {" - squares / 2": ""},
        ),
        (
            "the squares have the wrong sign",
            "has the square of the data's mean the right sign",
            {" - squares / 2": " + squares / 2"},
        ),
        (
            "the squares are not halved",
            "*divided by 2*",
            {" - squares / 2": " - squares"},
        ),
        (
            "the data's squares alone",
            "the generator has means, too",
            {"real_means**2 - fake_means**2 / sigma**2": "real_means**2"},
        ),
        (
            "norms instead of their squares",
            "a square of the distance",
            {
                ("np.sum(real_means**2 - fake_means**2 / sigma**2, axis=1)"): (
                    "np.linalg.norm(real_means, axis=1) - "
                    "np.linalg.norm(fake_means, axis=1)"
                )
            },
        ),
        ("sigma is forgotten", "where does it enter", {" / sigma**2": ""}),
        ("sigma without its square", "sigma or its square", {"sigma**2": "sigma"}),
        (
            "sigma divides the data's means, too",
            "[3, 4] - [0, 1] / 4",
            {
                "real_means - fake_means / sigma**2": (
                    "(real_means - fake_means) / sigma**2"
                )
            },
        ),
        (
            "sigma is missing in the squares",
            "which squares does sigma divide",
            {"fake_means**2 / sigma**2": "fake_means**2"},
        ),
        (
            "vectors for a row each coordinate",
            "vectors have the shape",
            {"return v - v[0]": "return (v - v[0]).T"},
        ),
        (
            "only the vectors",
            "return two arrays",
            {"return v - v[0], c - c[0]": "return v - v[0]"},
        ),
        (
            "three classes are written into it",
            "with means of shape (4, 5)",
            {"c - c[0]": "c[:3] - c[0]"},
        ),
        (
            "not a number",
            "not all finite numbers",
            {" - squares / 2": " - squares * np.nan"},
        ),
    ],
    "09.2": [
        (
            "all three kinds have the weight 1",
            "weigh together as much",
            {"rejected / 2": "rejected"},
        ),
        (
            "the lesson's loss",
            "are to be rejected with the weight 1/2",
            """
from gan_course.losses import minimax_discriminator_loss
right = discriminator([real_images, labels], training=True)
fake = discriminator([fake_images, labels], training=True)
return minimax_discriminator_loss(right, fake)
""",
        ),
        (
            "generated images are left out",
            "no generated image was shown",
            """
from gan_course.losses import minimax_discriminator_loss
step = tf.random.stateless_uniform(tf.shape(labels), seed, 1, classes, tf.int32)
right = discriminator([real_images, labels], training=True)
wrong = discriminator([real_images, (labels + step) % classes], training=True)
return minimax_discriminator_loss(right, wrong)
""",
        ),
        (
            "generated images get the wrong labels",
            "a label that was not ordered",
            {"[real_images, others]": "[fake_images, others]"},
        ),
        (
            "labels are drawn from all classes",
            "the wrong label must be another one",
            {"seed, 1, classes": "seed, 0, classes"},
        ),
        (
            "labels are shuffled",
            "the wrong label must be another one",
            {
                (
                    "step = "
                    "tf.random.stateless_uniform(tf.shape(labels), "
                    "seed, 1, classes, tf.int32)"
                ): ("step = 0"),
                "(labels + step) % classes": (
                    "tf.random.experimental.stateless_shuffle(labels, seed)"
                ),
            },
        ),
        (
            "the upper bound is taken for included",
            "leaves out its upper bound",
            {"seed, 1, classes": "seed, 1, classes - 1"},
        ),
        ("no remainder", "a label is below 0 or above", {" % classes": ""}),
        (
            "one rise for the whole batch",
            "all 4,000 labels were raised by",
            {"tf.shape(labels), seed": "[], seed"},
        ),
        (
            "five classes are written into it",
            "2 classes: a label is below 0 or above 1",
            {"1, classes, tf": "1, 5, tf", "% classes": "% 5"},
        ),
        (
            "all wrong labels at once",
            "one wrong label, yours with",
            {
                ("mismatch = discriminator([real_images, others], training=True)"): (
                    "every = [discriminator([real_images, (labels + k) % classes], "
                    "training=True) for k in range(1, classes)]\n"
                    "    mismatch = tf.concat(every, 0)"
                )
            },
        ),
        (
            "wrong pairs are accepted",
            "with wrong labels are to be rejected",
            {"ops.softplus(mismatch)": "ops.softplus(-mismatch)"},
        ),
        (
            "real pairs are rejected",
            "to be accepted with the weight 1",
            {"ops.softplus(-accept)": "ops.softplus(accept)"},
        ),
        (
            "the half stands at the wrong pairs only",
            "with which weights",
            {
                "+ ops.mean(ops.softplus(mismatch))": (
                    "+ ops.mean(ops.softplus(mismatch)) / 2"
                ),
                "rejected / 2": "rejected",
            },
        ),
        (
            "the draw does not follow the seed",
            "where does your draw come from",
            {
                ("tf.random.stateless_uniform(tf.shape(labels), seed, 1,"): (
                    "tf.random.uniform(tf.shape(labels), 1,"
                )
            },
        ),
        (
            "half of the seed is used",
            "does it reach your draw",
            {"seed, 1,": "(seed[0], 0), 1,"},
        ),
        (
            "no mean",
            "a loss is one number",
            {"ops.mean(ops.softplus(-accept))": "ops.softplus(-accept)"},
        ),
        (
            "probabilities that overflow",
            "not probabilities",
            {
                "ops.softplus(-accept)": "-ops.log(ops.sigmoid(accept))",
                "ops.softplus(reject)": "-ops.log(1 - ops.sigmoid(reject))",
            },
        ),
        ("a hinge", "each softplus is then log 2", {"ops.softplus(": "ops.relu(1 + "}),
        (
            "labels become one-hot vectors",
            "four axes, and one",
            {"[real_images, others]": "[real_images, tf.one_hot(others, classes)]"},
        ),
        (
            "computed by numpy",
            "gradients pass TensorFlow",
            {
                ("return ops.mean(ops.softplus(-accept)) + rejected / 2"): (
                    "return np.mean(ops.softplus(-accept)) + rejected.numpy() / 2"
                )
            },
        ),
        (
            "not drawn, but counted off from a random start",
            "draw each by itself",
            {
                (
                    "step = "
                    "tf.random.stateless_uniform(tf.shape(labels), "
                    "seed, 1, classes, tf.int32)"
                ): (
                    "first = tf.random.stateless_uniform([], seed, 0, classes, "
                    "tf.int32)\n"
                    "    step = 1 + (first + tf.range(len(labels))) % (classes - 1)"
                )
            },
        ),
        (
            "not in training",
            "with training=True",
            {
                ("discriminator([fake_images, labels], training=True)"): (
                    "discriminator([fake_images, labels])"
                )
            },
        ),
        (
            "drawn from all classes, and moved on if right",
            "would be uniform",
            {
                "seed, 1, classes, tf.int32)": (
                    "seed, 0, classes, tf.int32)\n    step = tf.maximum(step, 1)"
                )
            },
        ),
        (
            "the seed's two integers are added",
            "does it reach your draw",
            {"seed, 1,": "(seed[0] + seed[1], 0), 1,"},
        ),
    ],
    "09.3": [
        (
            "log K instead of the entropy",
            "*equally frequent* categories",
            {"-np.sum(drawn * np.log(drawn))": "np.log(len(shares))"},
        ),
        (
            "in bits",
            "information in bits",
            {
                ("return -np.sum(drawn * np.log(drawn)) - unknown"): (
                    "return (-np.sum(drawn * np.log(drawn)) - unknown) / np.log(2)"
                )
            },
        ),
        (
            "the rest in bits, the entropy in nats",
            "in bits, and the other in nats",
            {"unknown = -np.mean(": "unknown = -np.mean(1 / np.log(2) * "},
        ),
        (
            "the log of the mean guess",
            "or of their logarithms",
            {
                ("unknown = -np.mean(log_guesses[np.arange(len(codes)), codes])"): (
                    "unknown = "
                    "-np.log(np.mean(np.exp(log_guesses[np.arange(len(codes)), "
                    "codes])))"
                )
            },
        ),
        (
            "the share of right guesses",
            "0 expected, yours is",
            """
right = np.mean(np.argmax(logits, axis=1) == codes)
drawn = shares[shares > 0]
return -np.sum(drawn * np.log(drawn)) * right
""",
        ),
        (
            "the other way round",
            "which of the two is subtracted",
            {
                ("return -np.sum(drawn * np.log(drawn)) - unknown"): (
                    "return unknown + np.sum(drawn * np.log(drawn))"
                )
            },
        ),
        (
            "the shares of the batch",
            "whatever a batch holds",
            {"drawn = shares[shares > 0]": ("drawn = np.bincount(codes) / len(codes)")},
        ),
        (
            "cut off at 0",
            "to be returned as it is",
            {
                ("return -np.sum(drawn * np.log(drawn)) - unknown"): (
                    "return max(0.0, -np.sum(drawn * np.log(drawn)) - unknown)"
                )
            },
        ),
        (
            "how sure guesses are, instead of how right",
            "or how sure guesses are",
            {
                ("unknown = -np.mean(log_guesses[np.arange(len(codes)), codes])"): (
                    "unknown = -np.mean(np.sum(np.exp(log_guesses) * log_guesses, "
                    "axis=1))"
                )
            },
        ),
        (
            "the largest guess instead of the true category's",
            "0 expected, yours is",
            {"log_guesses[np.arange(len(codes)), codes]": "log_guesses.max(axis=1)"},
        ),
        (
            "no softmax",
            "the information is log 4",
            {"log_softmax(logits, axis=1)": "logits"},
        ),
        ("a softmax over the batch", "the information is log 4", {"axis=1": "axis=0"}),
        (
            "every category counts the same",
            "0 expected, yours is",
            {
                ("unknown = -np.mean(log_guesses[np.arange(len(codes)), codes])"): (
                    "chosen = log_guesses[np.arange(len(codes)), codes]\n"
                    "    kinds = np.unique(codes)\n"
                    "    unknown = -np.mean([chosen[codes == k].mean() for k in "
                    "kinds])"
                )
            },
        ),
        (
            "a wrong index: whole columns",
            "the information is log 4",
            {"log_guesses[np.arange(len(codes)), codes]": "log_guesses[:, codes]"},
        ),
        (
            "tiny guesses are cut off",
            "tiny probabilities cut off",
            {
                "log_softmax(logits, axis=1)": (
                    "np.log(np.maximum(softmax(logits, axis=1), 1e-12))"
                )
            },
        ),
        (
            "a softmax that overflows",
            "rounded to 0",
            {
                "log_guesses = log_softmax(logits, axis=1)": (
                    'with np.errstate(all="ignore"):\n'
                    "        log_guesses = np.log(softmax(logits, axis=1))"
                )
            },
        ),
        (
            "a category that is never drawn makes it nan",
            "what is 0 log 0",
            {
                "drawn = shares[shares > 0]": (
                    "drawn = np.where(shares > 0, shares, np.nan)"
                )
            },
        ),
        (
            "a bound for each image",
            "one number is asked for",
            {"-np.mean(log_guesses": "-(log_guesses"},
        ),
        (
            "the loss of the package",
            "without gan_course",
            """
from gan_course.losses import class_loss
drawn = shares[shares > 0]
return -np.sum(drawn * np.log(drawn)) - float(class_loss(logits, codes))
""",
        ),
        (
            "categories count by their shares",
            "Every image of the batch counts the same",
            {
                ("unknown = -np.mean(log_guesses[np.arange(len(codes)), codes])"): (
                    "chosen = log_guesses[np.arange(len(codes)), codes]\n"
                    "    kinds = np.unique(codes)\n"
                    "    unknown = -sum(shares[k] * chosen[codes == k].mean() for "
                    "k in kinds)"
                )
            },
        ),
        (
            "guesses and codes in different orders",
            "the information is log 4",
            {"codes])": "np.sort(codes)])"},
        ),
    ],
    "09.4": [
        (
            "the part along the other",
            "the part *along* the other direction",
            {"rest = direction - weights @ others": "rest = weights @ others"},
        ),
        (
            "added instead of subtracted",
            "still moves along (1, 0)",
            {"direction - weights": "direction + weights"},
        ),
        (
            "the wrong sign",
            "points away from",
            {"return rest / length": "return -rest / length"},
        ),
        ("not of length 1", "1 is asked for", {"return rest / length": "return rest"}),
        (
            "the others are taken for unit vectors",
            "By which power of a vector's length",
            {
                ("weights, *_ = np.linalg.lstsq(others.T, direction)"): (
                    "weights = others @ direction"
                )
            },
        ),
        (
            "the inner product divided by the length once",
            "By which power of a vector's length",
            {
                ("weights, *_ = np.linalg.lstsq(others.T, direction)"): (
                    "weights = others @ direction / np.linalg.norm(others, axis=1)"
                )
            },
        ),
        (
            "one after the other",
            "Taking away one after the other",
            """
rest = direction
for other in others:
    rest = rest - (rest @ other) / (other @ other) * other
if np.linalg.norm(rest) < 1e-5 * np.linalg.norm(direction):
    raise ValueError("nothing is left")
return rest / np.linalg.norm(rest)
""",
        ),
        (
            "each part taken from the given direction",
            "Taking away one after the other",
            {
                ("weights, *_ = np.linalg.lstsq(others.T, direction)"): (
                    "weights = others @ direction / np.sum(others**2, axis=1)"
                )
            },
        ),
        (
            "only the first of the others",
            "Taking away one after the other",
            {
                ("weights, *_ = np.linalg.lstsq(others.T, direction)"): (
                    "others = others[:1]\n"
                    "    weights, *_ = np.linalg.lstsq(others.T, direction)"
                )
            },
        ),
        (
            "any orthogonal direction",
            "is it the nearest such vector",
            """
_, _, rows = np.linalg.svd(others)
return rows[-1] * np.sign(rows[-1] @ direction)
""",
        ),
        (
            "an inverse that need not exist",
            "Singular matrix",
            {
                ("weights, *_ = np.linalg.lstsq(others.T, direction)"): (
                    "weights = np.linalg.solve(others @ others.T, others @ direction)"
                )
            },
        ),
        (
            "Gram-Schmidt that divides by nothing",
            "what do you divide by",
            """
basis, rest = [], direction
with np.errstate(invalid="ignore"):
    for other in others:
        for unit in basis:
            other = other - (other @ unit) * unit
        basis.append(other / np.linalg.norm(other))
        rest = rest - (rest @ basis[-1]) * basis[-1]
return rest / np.linalg.norm(rest)
""",
        ),
        (
            "rounding is returned as a direction",
            "nothing is left of it",
            {"length < 1e-5 * np.linalg.norm(direction)": "length == 0"},
        ),
        (
            "short compared with 1",
            "nothing is left of it but rounding",
            {"length < 1e-5 * np.linalg.norm(direction)": "length < 1e-9"},
        ),
        ("a small rest is refused", "what is 'short' compared with", {"1e-5": "1e-2"}),
        (
            "an error without a message",
            "should say what is wrong",
            {
                ('ValueError("the direction is a combination of the others")'): (
                    "ValueError"
                )
            },
        ),
        (
            "the given array is changed",
            "changes the arrays",
            {
                "rest = direction - weights @ others": (
                    "direction -= weights @ others\n    rest = direction"
                )
            },
        ),
        (
            "a row instead of a vector",
            "became (1, 2)",
            {"return rest / length": "return (rest / length)[None]"},
        ),
        (
            "the other way round: the other without the direction",
            "still moves along (1, 0)",
            {
                "rest = direction - weights @ others": (
                    "rest = others[0] - (others[0] @ direction) / (direction @ "
                    "direction) * direction"
                )
            },
        ),
        (
            "an orthonormal basis of others that are not independent",
            "nothing is left",
            """
q, _ = np.linalg.qr(others.T)
rest = direction - q @ (q.T @ direction)
if np.linalg.norm(rest) < 1e-5 * np.linalg.norm(direction):
    raise ValueError("nothing is left")
return rest / np.linalg.norm(rest)
""",
        ),
        (
            "the least rest is enough",
            "nothing is left of it but rounding",
            {"1e-5": "1e-12"},
        ),
    ],
}

RIGHT = {
    "09.1": [
        (
            "as logits at the origin and at unit vectors",
            """
def label_part(real_means, real_shares, fake_means, fake_shares, sigma):
    def logit(x):
        real = -np.sum((x - real_means) ** 2, axis=1) / 2
        fake = -np.sum((x - fake_means) ** 2, axis=1) / (2 * sigma**2)
        found = np.log(real_shares) + real - np.log(fake_shares) - fake
        return found - found[0]

    width = real_means.shape[1]
    constants = logit(np.zeros(width))
    return np.transpose([logit(e) - constants for e in np.eye(width)]), constants
""",
        )
    ],
    "09.2": [
        (
            "the mean of two minimax losses",
            """
from gan_course.losses import minimax_discriminator_loss
rises = tf.random.stateless_uniform(labels.shape, seed, 1, classes, labels.dtype)
right = discriminator([real_images, labels], training=True)
fake = discriminator([fake_images, labels], training=True)
wrong = discriminator([real_images, (labels + rises) % classes], training=True)
first = minimax_discriminator_loss(right, fake)
return (first + minimax_discriminator_loss(right, wrong)) / 2
""",
        ),
        (
            "one call with all pairs",
            """
from gan_course.losses import minimax_discriminator_loss
n = len(labels)
wrong = tf.random.stateless_uniform([n], seed, 0, classes - 1, tf.int32)
wrong = wrong + tf.cast(wrong >= labels, tf.int32)
images = tf.concat([real_images, fake_images, real_images], axis=0)
logits = discriminator([images, tf.concat([labels, labels, wrong], 0)], training=True)
return minimax_discriminator_loss(logits[:n], logits[n:])
""",
        ),
    ],
    "09.3": [
        (
            "category by category",
            """
total = 0.0
for k, share in enumerate(shares):
    if share > 0:
        total -= share * np.log(share)
for logit, code in zip(logits, codes):
    shifted = logit - logit.max()
    total += (shifted[code] - np.log(np.exp(shifted).sum())) / len(codes)
return total
""",
        )
    ],
    "09.4": [
        (
            "an orthonormal basis of the others",
            """
_, values, rows = np.linalg.svd(others.astype("float64"), full_matrices=False)
basis = rows[values > 1e-6 * values[0]]
rest = direction - basis.T @ (basis @ direction)
if np.linalg.norm(rest) < 1e-5 * np.linalg.norm(direction):
    raise ValueError("nothing of the direction is left")
return rest / np.linalg.norm(rest)
""",
        ),
        (
            "the pseudo-inverse",
            """
rest = direction - np.linalg.pinv(others) @ (others @ direction)
if np.linalg.norm(rest) < 1e-5 * np.linalg.norm(direction):
    raise ValueError("nothing of the direction is left")
return rest / np.linalg.norm(rest)
""",
        ),
        (
            "in float32 at last",
            {"return rest / length": 'return (rest / length).astype("float32")'},
        ),
    ],
}
