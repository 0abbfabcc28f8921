"""Answers to exercises 05: wrong ones with their fault and what they are told."""

WRONG = {
    "05.1": [
        (
            "the weights of the first modes for those that occur",
            "keep its own weight",
            {
                "good = np.bincount(nearest[high_quality], minlength=len(modes))": (
                    "good = np.unique(nearest[high_quality], return_counts=True)[1]"
                ),
                "np.sum(good >= quarters)": "np.sum(good >= quarters[: len(good)])",
            },
        ),
        (
            "the first mode within three sigma",
            "nearest to the second mode",
            {"distances.argmin(axis=1)": "(distances <= 3 * sigma).argmax(axis=1)"},
        ),
        (
            "one fair share for all modes",
            "Each mode has its own fair share",
            {"* np.asarray(weights) / 4": "/ len(modes) / 4"},
        ),
        ("samples of any quality", "not of high quality", {"<= 3 * sigma": "< np.inf"}),
        (
            "a share of the good samples",
            "or of the good ones",
            {"len(samples) *": "np.sum(high_quality) *"},
        ),
        ("within one sigma", "how far does it reach", {"3 * sigma": "sigma"}),
        (
            "every mode within three sigma",
            "belongs to its nearest mode",
            {
                "good = np.bincount(nearest[high_quality], minlength=len(modes))": (
                    "good = np.sum(distances <= 3 * sigma, axis=0)"
                )
            },
        ),
        ("half of the fair share", "more than a quarter", {"/ 4": "/ 2"}),
        (
            "more than a quarter is asked for",
            "exactly a quarter",
            {">= quarters": "> quarters"},
        ),
        ("a quarter share that is rounded down", "do you round", {"/ 4": "// 4"}),
        (
            "the largest coordinate as distance",
            "are not of high quality",
            {"cdist(samples, modes)": "cdist(samples, modes, 'chebyshev')"},
        ),
        (
            "the sum of coordinates as distance",
            "how far does it reach",
            {"cdist(samples, modes)": "cdist(samples, modes, 'cityblock')"},
        ),
        (
            "a quarter share that is rounded",
            "do you round",
            {"/ 4\n": ("/ 4\n    quarters = np.round(quarters)\n")},
        ),
        (
            "which modes instead of how many",
            "return two numbers",
            {
                "int(np.sum(good > 0))": "good > 0",
                "int(np.sum(good >= quarters))": "good >= quarters",
            },
        ),
    ],
    "05.2": [
        ("equal shares of the modes that occur", "of two modes", {" * 8)": " * 2)"}),
        (
            "the entropy",
            "the entropy of the shares",
            {"np.log(0.75 * 8)": "-np.log(0.75)", "np.log(0.25 * 8)": "-np.log(0.25)"},
        ),
        (
            "the other divergence",
            "adds nothing",
            {"reverse_kl = ": "reverse_kl = np.inf + "},
        ),
        (
            "0 log 0 is nan",
            "leave out modes without samples",
            {"reverse_kl = ": "reverse_kl = np.nan + "},
        ),
        ("negative, for nothing is compared", "never negative", {" * 8)": ")"}),
        ("in bits", "nats are asked for", {"np.log": "np.log2"}),
        (
            "the spread of the real thing",
            "how do the samples of one mode differ",
            {"2, 2, 0": "2, 2, 1"},
        ),
        (
            "captured modes taken for covered ones",
            "one mode and luck",
            {'8, 2, "lower"': '8, 8, "lower"'},
        ),
        (
            "the divergence is said to rise",
            "nearer to equal ones",
            {'"lower"': '"higher"'},
        ),
    ],
    "05.3": [
        (
            "generated labels are smoothed, too",
            "which side is smoothed",
            {
                "ops.softplus(fake_logits)": (
                    "ops.softplus(fake_logits) - 0.2 * fake_logits"
                )
            },
        ),
        (
            "labels still above 1",
            "of what is a label the probability",
            {"0.7, 1.0": "0.7, 1.2"},
        ),
        (
            "normal noise, cut off at 1",
            "is below 0.7",
            {
                "stateless_uniform": "stateless_normal",
                "0.7, 1.0)": ("0.85, 0.1)\n    labels = tf.minimum(labels, 1.0)"),
            },
        ),
        (
            "cut off instead of drawn from the right range",
            "instead of cutting off",
            {"0.7, 1.0)": ("0.7, 1.2)\n    labels = tf.minimum(labels, 1.0)")},
        ),
        (
            "one label for the whole batch",
            "a label of its own",
            {"tf.shape(real_logits)": "[]"},
        ),
        (
            "the seed is not used",
            "another seed gave the same labels",
            {"seed, 0.7": "(1, 2), 0.7"},
        ),
        (
            "noise that no seed decides",
            "where does your noise come from",
            {"stateless_uniform": "uniform", "seed, 0.7": "0.7"},
        ),
        (
            "a cross-entropy of probabilities",
            "not of probabilities",
            """
cross_entropy = keras.losses.BinaryCrossentropy()
real = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.0)
return cross_entropy(real, tf.sigmoid(real_logits)) + cross_entropy(
    tf.zeros_like(fake_logits), tf.sigmoid(fake_logits)
)
""",
        ),
        (
            "a sigmoid before a loss on logits",
            "at logits of 0",
            """
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
real = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.0)
return cross_entropy(real, tf.sigmoid(real_logits)) + cross_entropy(
    tf.zeros_like(fake_logits), tf.sigmoid(fake_logits)
)
""",
        ),
        (
            "half of the cross-entropy of real samples",
            "with y and with 1 - y",
            {
                "= ops.softplus(": "= labels * ops.softplus(",
                " + (1 - labels) * real_logits": "",
            },
        ),
        (
            "generated samples by the logarithm of a probability",
            "200.7 expected, yours is inf",
            {"ops.softplus(fake_logits)": "-ops.log(1 - ops.sigmoid(fake_logits))"},
        ),
        (
            "normal labels that stay in the range",
            "the quartiles",
            {
                "stateless_uniform": "stateless_truncated_normal",
                ", 0.7, 1.0)": ", 0.85, 0.07)",
            },
        ),
        (
            "logits of real samples are clipped",
            "Is it clipped",
            {
                "ops.negative(real_logits)": (
                    "ops.clip(ops.negative(real_logits), -50, 50)"
                )
            },
        ),
        (
            "a mean over all samples",
            "a mean over them alone",
            """
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
real = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.0)
labels = tf.concat([real, tf.zeros_like(fake_logits)], axis=0)
return 2 * cross_entropy(labels, tf.concat([real_logits, fake_logits], axis=0))
""",
        ),
    ],
    "05.4": [
        (
            "the tolerance squared, the distance not",
            "not equal if the tolerance is 4.5",
            {"distances <= tolerance": "distances <= tolerance**2"},
        ),
        (
            "a sample is a pair with itself",
            "a pair with itself",
            """
vectors = np.reshape(samples, (len(samples), -1))
equal = np.sum(cdist(vectors, vectors) <= tolerance)
n = len(vectors)
return n * (n - 1) / equal if equal > n else np.inf
""",
        ),
        (
            "pairs counted twice on one side",
            "is each pair counted once",
            """
vectors = np.reshape(samples, (len(samples), -1))
n = len(vectors)
equal = np.sum(cdist(vectors, vectors) <= tolerance) - n
return n * (n - 1) / 2 / equal if equal else np.inf
""",
        ),
        (
            "the different ones that were seen",
            "that were *seen*",
            """
vectors = np.reshape(samples, (len(samples), -1))
new = [
    i for i, x in enumerate(vectors)
    if not any(np.linalg.norm(x - y) <= tolerance for y in vectors[:i])
]
return len(new) if len(new) < len(vectors) else np.inf
""",
        ),
        (
            "a whole number",
            "or do you round",
            {"len(distances) / equal": "len(distances) // equal"},
        ),
        (
            "a large number instead of none",
            "the estimate is infinite",
            {" if equal else np.inf": " if equal else len(distances)"},
        ),
        (
            "squared distances",
            "which distance do you take",
            {"-1)))": '-1)), "sqeuclidean")'},
        ),
        (
            "pixel by pixel",
            "one of whole images",
            """
vectors = np.reshape(samples, (len(samples), -1))
distances = pdist(vectors, "chebyshev") if vectors.shape[1] > 2 else pdist(vectors)
equal = np.sum(distances <= tolerance)
return len(distances) / equal if equal else np.inf
""",
        ),
    ],
}
