"""Plausible wrong answers to exercises 05: exercise, fault, message, answer."""

WRONG = [
    (
        "05.1",
        "one fair share for all modes",
        "Each mode has its own fair share",
        """
def captured_and_covered(samples, modes, sigma, weights):
    distances = cdist(samples, modes)
    nearest = distances.argmin(axis=1)[distances.min(axis=1) <= 3 * sigma]
    good = np.bincount(nearest, minlength=len(modes))
    return np.sum(good > 0), np.sum(good >= len(samples) / len(modes) / 4)
""",
    ),
    (
        "05.1",
        "samples of any quality",
        "not of high quality",
        """
def captured_and_covered(samples, modes, sigma, weights):
    nearest = cdist(samples, modes).argmin(axis=1)
    counts = np.bincount(nearest, minlength=len(modes))
    return np.sum(counts > 0), np.sum(counts >= len(samples) * weights / 4)
""",
    ),
    (
        "05.1",
        "a share of the good samples",
        "or of the good ones",
        """
def captured_and_covered(samples, modes, sigma, weights):
    distances = cdist(samples, modes)
    nearest = distances.argmin(axis=1)[distances.min(axis=1) <= 3 * sigma]
    good = np.bincount(nearest, minlength=len(modes))
    return np.sum(good > 0), np.sum(good >= len(nearest) * weights / 4)
""",
    ),
    (
        "05.1",
        "within one sigma",
        "how far does it reach",
        """
def captured_and_covered(samples, modes, sigma, weights):
    distances = cdist(samples, modes)
    nearest = distances.argmin(axis=1)[distances.min(axis=1) <= sigma]
    good = np.bincount(nearest, minlength=len(modes))
    return np.sum(good > 0), np.sum(good >= len(samples) * weights / 4)
""",
    ),
    (
        "05.1",
        "every mode within three sigma",
        "belongs to its nearest mode",
        """
def captured_and_covered(samples, modes, sigma, weights):
    good = (cdist(samples, modes) <= 3 * sigma).sum(axis=0)
    return np.sum(good > 0), np.sum(good >= len(samples) * weights / 4)
""",
    ),
    (
        "05.1",
        "the whole fair share",
        "more than a quarter",
        """
def captured_and_covered(samples, modes, sigma, weights):
    distances = cdist(samples, modes)
    nearest = distances.argmin(axis=1)[distances.min(axis=1) <= 3 * sigma]
    good = np.bincount(nearest, minlength=len(modes))
    return np.sum(good > 0), np.sum(good >= len(samples) * weights / 2)
""",
    ),
    (
        "05.1",
        "more than a quarter is asked for",
        "exactly a quarter",
        """
def captured_and_covered(samples, modes, sigma, weights):
    distances = cdist(samples, modes)
    nearest = distances.argmin(axis=1)[distances.min(axis=1) <= 3 * sigma]
    good = np.bincount(nearest, minlength=len(modes))
    return np.sum(good > 0), np.sum(good > len(samples) * weights / 4)
""",
    ),
    (
        "05.2",
        "equal shares of the modes that occur",
        "of two modes",
        """
captured, covered, spread = 2, 2, 0
reverse_kl = 0.75 * np.log(0.75 * 2) + 0.25 * np.log(0.25 * 2)
captured_then, covered_then, reverse_kl_then = 8, 2, "lower"
""",
    ),
    (
        "05.2",
        "the entropy",
        "the entropy of the shares",
        """
captured, covered, spread = 2, 2, 0
reverse_kl = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
captured_then, covered_then, reverse_kl_then = 8, 2, "lower"
""",
    ),
    (
        "05.2",
        "the other divergence",
        "adds nothing",
        """
captured, covered, spread, reverse_kl = 2, 2, 0, np.inf
captured_then, covered_then, reverse_kl_then = 8, 2, "lower"
""",
    ),
    (
        "05.2",
        "negative, for nothing is compared",
        "never negative",
        """
captured, covered, spread = 2, 2, 0
reverse_kl = 0.75 * np.log(0.75) + 0.25 * np.log(0.25)
captured_then, covered_then, reverse_kl_then = 8, 2, "lower"
""",
    ),
    (
        "05.2",
        "in bits",
        "nats are asked for",
        """
captured, covered, spread = 2, 2, 0
reverse_kl = 0.75 * np.log2(6) + 0.25 * np.log2(2)
captured_then, covered_then, reverse_kl_then = 8, 2, "lower"
""",
    ),
    (
        "05.2",
        "the spread of the real thing",
        "how do the samples of one mode differ",
        """
captured, covered, spread = 2, 2, 1
reverse_kl = 0.75 * np.log(6) + 0.25 * np.log(2)
captured_then, covered_then, reverse_kl_then = 8, 2, "lower"
""",
    ),
    (
        "05.2",
        "captured modes taken for covered ones",
        "one mode and luck",
        """
captured, covered, spread = 2, 2, 0
reverse_kl = 0.75 * np.log(6) + 0.25 * np.log(2)
captured_then, covered_then, reverse_kl_then = 8, 8, "lower"
""",
    ),
    (
        "05.2",
        "the divergence is said to rise",
        "nearer to equal ones",
        """
captured, covered, spread = 2, 2, 0
reverse_kl = 0.75 * np.log(6) + 0.25 * np.log(2)
captured_then, covered_then, reverse_kl_then = 8, 2, "higher"
""",
    ),
    (
        "05.3",
        "generated labels are smoothed, too",
        "which side is smoothed",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    real = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.0)
    fake = tf.random.stateless_uniform(tf.shape(fake_logits), seed, 0.0, 0.3)
    return cross_entropy(real, real_logits) + cross_entropy(fake, fake_logits)
""",
    ),
    (
        "05.3",
        "labels still above 1",
        "of what is a label the probability",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    real = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.2)
    fake = tf.zeros_like(fake_logits)
    return cross_entropy(real, real_logits) + cross_entropy(fake, fake_logits)
""",
    ),
    (
        "05.3",
        "normal noise, cut off at 1",
        "is below 0.7",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    noise = tf.random.stateless_normal(tf.shape(real_logits), seed, 0.85, 0.1)
    fake = tf.zeros_like(fake_logits)
    return cross_entropy(tf.minimum(noise, 1.0), real_logits) + cross_entropy(
        fake, fake_logits
    )
""",
    ),
    (
        "05.3",
        "cut off instead of drawn from the right range",
        "instead of cutting off",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    real = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.2)
    fake = tf.zeros_like(fake_logits)
    return cross_entropy(tf.minimum(real, 1.0), real_logits) + cross_entropy(
        fake, fake_logits
    )
""",
    ),
    (
        "05.3",
        "one label for the whole batch",
        "a label of its own",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    label = tf.random.stateless_uniform([], seed, 0.7, 1.0)
    real_loss = ops.softplus(-real_logits) + (1 - label) * real_logits
    return ops.mean(real_loss) + ops.mean(ops.softplus(fake_logits))
""",
    ),
    (
        "05.3",
        "the seed is not used",
        "another seed gave the same labels",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    labels = tf.random.stateless_uniform(tf.shape(real_logits), (1, 2), 0.7, 1.0)
    real_loss = ops.softplus(-real_logits) + (1 - labels) * real_logits
    return ops.mean(real_loss) + ops.mean(ops.softplus(fake_logits))
""",
    ),
    (
        "05.3",
        "noise that no seed decides",
        "where does your noise come from",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    labels = tf.random.uniform(tf.shape(real_logits), 0.7, 1.0)
    real_loss = ops.softplus(-real_logits) + (1 - labels) * real_logits
    return ops.mean(real_loss) + ops.mean(ops.softplus(fake_logits))
""",
    ),
    (
        "05.3",
        "a cross-entropy of probabilities",
        "not of probabilities",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    cross_entropy = keras.losses.BinaryCrossentropy()
    real = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.0)
    return cross_entropy(real, tf.sigmoid(real_logits)) + cross_entropy(
        tf.zeros_like(fake_logits), tf.sigmoid(fake_logits)
    )
""",
    ),
    (
        "05.3",
        "a sigmoid before a loss on logits",
        "at logits of 0",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    real = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.0)
    return cross_entropy(real, tf.sigmoid(real_logits)) + cross_entropy(
        tf.zeros_like(fake_logits), tf.sigmoid(fake_logits)
    )
""",
    ),
    (
        "05.3",
        "normal labels that stay in the range",
        "the quartiles",
        """
def discriminator_loss(real_logits, fake_logits, seed):
    noise = tf.random.stateless_truncated_normal(tf.shape(real_logits), seed)
    labels = 0.85 + 0.07 * noise
    real_loss = ops.softplus(-real_logits) + (1 - labels) * real_logits
    return ops.mean(real_loss) + ops.mean(ops.softplus(fake_logits))
""",
    ),
    (
        "05.4",
        "a sample is a pair with itself",
        "a pair with itself",
        """
def different_samples(samples, tolerance):
    vectors = np.reshape(samples, (len(samples), -1))
    equal = np.sum(cdist(vectors, vectors) <= tolerance)
    n = len(vectors)
    return n * (n - 1) / equal if equal > n else np.inf
""",
    ),
    (
        "05.4",
        "pairs counted twice on one side",
        "is each pair counted once",
        """
def different_samples(samples, tolerance):
    vectors = np.reshape(samples, (len(samples), -1))
    n = len(vectors)
    equal = np.sum(cdist(vectors, vectors) <= tolerance) - n
    return n * (n - 1) / 2 / equal if equal else np.inf
""",
    ),
    (
        "05.4",
        "the different ones that were seen",
        "that were *seen*",
        """
def different_samples(samples, tolerance):
    vectors = np.reshape(samples, (len(samples), -1))
    new = [
        i for i, x in enumerate(vectors)
        if not any(np.linalg.norm(x - y) <= tolerance for y in vectors[:i])
    ]
    return len(new) if len(new) < len(vectors) else np.inf
""",
    ),
    (
        "05.4",
        "a large number instead of none",
        "the estimate is infinite",
        """
def different_samples(samples, tolerance):
    distances = pdist(np.reshape(samples, (len(samples), -1)))
    return len(distances) / max(np.sum(distances <= tolerance), 1)
""",
    ),
    (
        "05.4",
        "squared distances",
        "which distance do you take",
        """
def different_samples(samples, tolerance):
    distances = pdist(np.reshape(samples, (len(samples), -1)), "sqeuclidean")
    equal = np.sum(distances <= tolerance)
    return len(distances) / equal if equal else np.inf
""",
    ),
    (
        "05.4",
        "pixel by pixel",
        "one of whole images",
        """
def different_samples(samples, tolerance):
    vectors = np.reshape(samples, (len(samples), -1))
    distances = pdist(vectors, "chebyshev") if vectors.shape[1] > 2 else pdist(vectors)
    equal = np.sum(distances <= tolerance)
    return len(distances) / equal if equal else np.inf
""",
    ),
    (
        "05.1",
        "a quarter share that is rounded down",
        "do you round",
        """
def captured_and_covered(samples, modes, sigma, weights):
    distances = cdist(samples, modes)
    nearest = distances.argmin(axis=1)[distances.min(axis=1) <= 3 * sigma]
    good = np.bincount(nearest, minlength=len(modes))
    quarters = len(samples) * np.asarray(weights) // 4
    return int(np.sum(good > 0)), int(np.sum(good >= quarters))
""",
    ),
]
