# %% [markdown]
# # Exercises 09: conditional and controllable generation
#
# These exercises go with [lesson 09](../09_control.ipynb). Replace the lines that raise `NotImplementedError`, and leave the checks as they are. The first four exercises end in checks. Run them. If a check prints nothing, it has passed. If it fails, it says what your answer does, and often which section to look at again.

# %%
from gan_course import data, metrics
from gan_course.latent import attribute_direction
from gan_course.losses import r1_penalty
from gan_course.models import (
    dense_discriminator,
    dense_generator,
    last_hidden,
    load_generator,
)
from gan_course.training import ConditionalGAN, descend

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops
from scipy.spatial.distance import cdist
from scipy.special import log_softmax, softmax
from scipy.stats import multivariate_normal

# %% [markdown]
# ## 1. What the label adds to the best logit
#
# In the lesson, the best logits of two classes on a line differed by a straight line. Work out the general case. There are several classes, and $x$ has $d$ coordinates. Class $y$ of the data is normal around the mean $m_y$, with the standard deviation 1 in every direction, and it makes up the share $\pi_y$ of the data. Class $y$ of the generator is normal around $n_y$, with the standard deviation $\sigma$ in every direction, and makes up the share $\rho_y$. The best logit is
#
# $$l(x, y) = \log \frac{p(x, y)}{q(x, y)}, \qquad p(x, y) = \pi_y\, p(x | y), \qquad q(x, y) = \rho_y\, q(x | y).$$
#
# Return `vectors` of shape `(classes, d)` and `constants` of shape `(classes,)`, such that for every $x$ and $y$
#
# $$l(x, y) - l(x, 0) = \text{vectors}_y \cdot x + \text{constants}_y .$$
#
# All arguments are numpy arrays: means of shape `(classes, d)`, and shares of shape `(classes,)`, which are above 0. The argument `sigma` is the generator's standard deviation, a number. (The log of a normal density around $m$ with the standard deviation $s$ is $-|x - m|^2 / (2 s^2)$, plus a number that depends on $s$ and $d$ only.)


# %% tags=["answer:09.1"]
def label_part(real_means, real_shares, fake_means, fake_shares, sigma):
    ### BEGIN SOLUTION
    v = real_means - fake_means / sigma**2
    squares = np.sum(real_means**2 - fake_means**2 / sigma**2, axis=1)
    c = np.log(real_shares / fake_shares) - squares / 2
    return v - v[0], c - c[0]
    ### END SOLUTION


# %% [markdown]
# The checks call your function through this one, which looks at the shapes of what you return.


# %% tags=["help:09.1"]
def found_part(real_means, real_shares, fake_means, fake_shares, sigma=1.0):
    """Returns your vectors and constants, as arrays."""
    given = [real_means, real_shares, fake_means, fake_shares]
    found = label_part(*(np.array(part, float) for part in given), sigma)
    assert isinstance(found, tuple | list) and len(found) == 2, (
        "return two arrays: vectors, constants"
    )
    vectors, constants = (np.asarray(part, float) for part in found)
    shape = np.shape(real_means)
    assert (vectors.shape, constants.shape) == (shape, shape[:1]), (
        f"with means of shape {shape} vectors have the shape {shape} and constants "
        f"{shape[:1]}; yours have {vectors.shape} and {constants.shape}"
    )
    assert np.isfinite(vectors).all() and np.isfinite(constants).all(), (
        "your vectors or constants are not all finite numbers"
    )
    return vectors, constants


# %% [markdown]
# Most checks use three classes in the plane. Class 0 lies around the origin in both worlds.

# %% tags=["help:09.1"]
thirds = np.full(3, 1 / 3)
real_means = np.array([[0.0, 0.0], [3.0, 4.0], [-1.0, 0.0]])
fake_means = np.array([[0.0, 0.0], [0.0, 1.0], [2.0, 2.0]])

# %% [markdown]
# What about class 0? Here its means are not 0, and its shares differ.

# %% tags=["check:09.1", "points:1"]
shares = np.array([0.5, 0.3, 0.2])
vectors, constants = found_part(real_means + 1, shares, fake_means - 1, thirds)
assert np.allclose(vectors[0], 0) and np.isclose(constants[0], 0), (
    "class 0 differs from itself by nothing, so its vector and constant are 0; yours "
    f"are {vectors[0].round(2)} and {constants[0]:.2f}: whose logit is to be subtracted?"
)

# %% [markdown]
# These are the lesson's two classes. There the difference of the logits had the slope 1.2.

# %% tags=["check:09.1", "points:1"]
halves = np.full(2, 0.5)
vectors, _ = found_part([[-1.0], [1.0]], halves, [[-0.3], [0.5]], halves)
slope = vectors[1, 0]
assert not np.isclose(slope, -1.2), (
    "your slope is -1.2: the best logit is the log of the data's density over the "
    "generator's, not the other way round"
)
assert not np.isclose(slope, 2), (
    "2 is the slope that the data's classes alone would give: what do the generator's "
    "classes take away?"
)
assert np.isclose(slope, 1.2), (
    f"the lesson's slope is 1.2, yours is {slope:.3f}: which terms of the two squares "
    "hold both x and a mean? See 'What the best discriminator of pairs looks like'"
)

# %% [markdown]
# With equal shares the constants come from the means alone. These numbers are easily mistaken for them:

# %% tags=["help:09.1"]
true = np.array([-12.0, 3.5])  # half of (0 + 1 - 9 - 16) and of (4 + 4 - 1)
MEAN_REASONS = [
    ([0, 0], "what is left of a square (x - m)^2 without its terms in x?"),
    (-true, "has the square of the data's mean the right sign?"),
    (2 * true, "the log density has the square *divided by 2*"),
    ([-12.5, -0.5], "those are the data's squares alone: the generator has means, too"),
    ([-2, np.sqrt(2) - 0.5], "a square of the distance, not the distance itself"),
]

# %% [markdown]
# Which constants do the means give?

# %% tags=["check:09.1", "points:1"]
_, constants = found_part(real_means, thirds, fake_means, thirds)
for mistaken, reason in MEAN_REASONS:
    assert not np.allclose(constants[1:], mistaken), reason
assert np.allclose(constants[1:], true), (
    f"equal shares: constants {true} expected after class 0's, yours are "
    f"{constants[1:].round(3)}; write both squares out, and collect what holds no x"
)

# %% [markdown]
# Now data and generator have the same means, and only the shares differ.

# %% tags=["help:09.1"]
real_shares, fake_shares = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])


# %% [markdown]
# Equal means leave no vectors:

# %% tags=["check:09.1", "points:1"]
vectors, _ = found_part(real_means, real_shares, real_means, fake_shares)
assert np.allclose(vectors, 0), (
    "data and generator have the same means, so no class should depend on x, but your "
    f"vectors are {vectors.round(2).tolist()}: do shares enter them?"
)

# %% [markdown]
# These constants are easily mistaken for the right ones:

# %% tags=["help:09.1"]
ratio = np.array([0.3 / 0.5, 0.2 / 0.5]) / np.array([0.3 / 0.2, 0.5 / 0.2])
SHARE_REASONS = [
    (
        [0, 0],
        "the shares differ, and yet your constants are 0: how do they enter p(x, y)?",
    ),
    (
        -np.log(ratio),
        "the shares are turned over: which of them stands above the line?",
    ),
    (ratio, "the logit is a logarithm, of the shares, too"),
    ([-1.5, -2.1], "the logit is a logarithm, of the shares, too"),
    (np.log(real_shares[1:] / 0.5), "that is what the data's shares alone would give"),
]

# %% [markdown]
# What do shares add?

# %% tags=["check:09.1", "points:1"]
_, constants = found_part(real_means, real_shares, real_means, fake_shares)
for mistaken, reason in SHARE_REASONS:
    assert not np.allclose(constants[1:], mistaken), reason
assert np.allclose(constants[1:], np.log(ratio)), (
    f"shares alone: constants {np.log(ratio).round(3)} expected after class 0's, yours "
    f"are {constants[1:].round(3)}; what is the log of p(x, y) / q(x, y) if p(x | y) and "
    "q(x | y) are equal?"
)

# %% [markdown]
# Now the generator's classes spread twice as far as the data's. Which vectors does that give?

# %% tags=["check:09.1", "points:1"]
vectors, _ = found_part(real_means, thirds, fake_means, thirds, sigma=2.0)
assert not np.allclose(vectors[1], [3, 3]), (
    "sigma is 2, and your vectors are those for 1: where does it enter the log density?"
)
assert not np.allclose(vectors[1], [3, 3.5]), (
    "in the log density the square is divided by the variance: sigma or its square?"
)
assert np.allclose(vectors[1], [3, 3.75]), (
    "sigma is 2: class 1 should have the vector [3, 4] - [0, 1] / 4 = [3, 3.75], yours "
    f"is {vectors[1].round(3)}"
)

# %% [markdown]
# And which constants?

# %% tags=["check:09.1", "points:1"]
_, constants = found_part(real_means, thirds, fake_means, thirds, sigma=2.0)
assert np.allclose(constants[1:], [-12.375, 0.5]), (
    "sigma is 2: constants -12.375 and 0.5 expected after class 0's, yours are "
    f"{constants[1:].round(3)}; which squares does sigma divide?"
)

# %% [markdown]
# For the last check scipy computes the logits themselves, from densities, at random points.


# %% tags=["help:09.1"]
def true_difference(x, real_means, real_shares, fake_means, fake_shares, sigma):
    """Returns l(x, y) - l(x, 0), a row for each x, a column for each class."""
    eye = np.eye(np.shape(x)[1])
    log_p = [multivariate_normal.logpdf(x, m, eye) for m in real_means]
    log_q = [multivariate_normal.logpdf(x, m, sigma**2 * eye) for m in fake_means]
    log_p = np.reshape(log_p, (-1, len(x))).T + np.log(real_shares)
    log_q = np.reshape(log_q, (-1, len(x))).T + np.log(fake_shares)
    logits = log_p - log_q
    return logits - logits[:, :1]


# %% [markdown]
# Everything differs at once: four classes, five coordinates.

# %% tags=["check:09.1", "points:1"]
# Other numbers of classes and coordinates are tried when it is graded.
rng = np.random.default_rng(1)
means, shares = rng.normal(size=(2, 4, 5)), rng.dirichlet(np.full(4, 5.0), 2)
world = means[0], shares[0], means[1], shares[1], 0.5
vectors, constants = found_part(*world)
x = rng.standard_normal((6, 5))
found, expected = x @ vectors.T + constants, true_difference(x, *world)
assert np.allclose(found, expected, rtol=1e-6, atol=1e-6), (
    f"at a random x classes 1 to 3 should add {expected[0, 1:].round(2)} to the logit of "
    f"class 0, yours add {found[0, 1:].round(2)}"
)
### BEGIN HIDDEN TESTS
for classes, width, sigma in ((1, 3, 2.0), (2, 1, 0.5), (3, 4, 1.0), (6, 2, 3.0)):
    means = rng.normal(size=(2, classes, width))
    shares = rng.dirichlet(np.full(classes, 5.0), 2)
    world = means[0], shares[0], means[1], shares[1], sigma
    x = rng.standard_normal((6, width))
    vectors, constants = found_part(*world)
    found, expected = x @ vectors.T + constants, true_difference(x, *world)
    assert np.allclose(found, expected, rtol=1e-6, atol=1e-6), (classes, width, sigma)
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Implement: pairs that do not match
#
# The lesson's discriminator sees two kinds of pairs: real images with their labels, and generated images with the labels that were ordered. As long as the generated images are bad, it can tell the two kinds apart without a look at the label. Reed et al. (2016, arXiv:1605.05396, the GAN-CLS) therefore show it a third kind: real images with a **wrong** label, which it has to reject, too. Only the label can tell these from the first kind. The loss is
#
# $$\text{mean of } \text{softplus}(-l_\text{real}) + \tfrac{1}{2}\,\big(\text{mean of } \text{softplus}(l_\text{fake}) + \text{mean of } \text{softplus}(l_\text{wrong})\big),$$
#
# so that the two kinds to be rejected weigh together as much as the one to be accepted. The logits $l_\text{fake}$ are those of generated images with their ordered labels.
#
# Write it. There are as many generated images as real ones, with the same `labels`, a tensor of integers of shape `(n,)`. Draw **one** wrong label for each real image, each by itself, uniformly from the other `classes - 1` classes. The pair of integers `seed` decides the draw (`tf.random.stateless_uniform`). A discriminator is called as in the lesson, `discriminator([images, labels], training=True)`, and returns logits of shape `(n, 1)`. You may import `minimax_discriminator_loss` from `gan_course.losses`, or write the loss out.


# %% tags=["answer:09.2"]
def matching_loss(discriminator, real_images, fake_images, labels, classes, seed):
    ### BEGIN SOLUTION
    step = tf.random.stateless_uniform(tf.shape(labels), seed, 1, classes, tf.int32)
    others = (labels + step) % classes
    accept = discriminator([real_images, labels], training=True)
    reject = discriminator([fake_images, labels], training=True)
    mismatch = discriminator([real_images, others], training=True)
    rejected = ops.mean(ops.softplus(reject)) + ops.mean(ops.softplus(mismatch))
    return ops.mean(ops.softplus(-accept)) + rejected / 2
    ### END SOLUTION


# %% [markdown]
# The checks have to see which pairs you show, and as what. Their images are numbered: image $k$ has the value $k / 10000$ in each pixel.


# %% tags=["help:09.2"]
tf.get_logger().setLevel("ERROR")  # no warnings where an answer is a tf.function


def numbered(first, n):
    """Returns n images with the numbers from `first` on."""
    numbers = tf.range(first, first + n, dtype=tf.float32) / 10000
    return tf.tile(numbers[:, None, None, None], [1, 2, 2, 1])


# %% [markdown]
# Their discriminator is no network but a table that holds a logit for each number and label. (The last column is for labels that do not exist.)


# %% tags=["help:09.2"]
def judge(table):
    """Returns the discriminator with these logits, shape (images, classes + 1)."""

    def discriminator(pair, training=None):
        images, labels = (tf.convert_to_tensor(part) for part in pair)
        assert (images.shape.rank, labels.shape.rank) == (4, 1), (
            "a discriminator takes [images, labels]: four axes, and one"
        )
        assert training, "call the discriminator with training=True"
        numbers = tf.round(10000 * tf.reduce_mean(images, axis=(1, 2, 3)))
        labels, last = tf.cast(labels, tf.int32), table.shape[1] - 1
        labels = tf.where((labels >= 0) & (labels < last), labels, last)
        places = tf.stack([tf.cast(numbers, tf.int32), labels], axis=1)
        return tf.gather_nd(table, places)[:, None]

    return discriminator


# %% [markdown]
# Real images have the numbers from 0 to $n - 1$, generated ones from $n$ to $2n - 1$. `loss_of` returns your loss, and its gradient with respect to every logit of the table.


# %% tags=["help:09.2"]
def loss_of(logits, labels, seed):
    """Returns your loss for a table of logits, and its gradient."""
    n, table = len(labels), tf.constant(logits, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(table)
        loss = matching_loss(
            judge(table),
            numbered(0, n),
            numbered(n, n),
            tf.constant(labels, tf.int32),
            table.shape[1] - 1,
            seed,
        )
    assert tf.is_tensor(loss), "gradients pass TensorFlow and keras.ops only"
    assert loss.shape == (), f"a loss is one number, yours has shape {loss.shape}"
    gradient = tape.gradient(loss, table)
    assert gradient is not None, "no gradient reaches the logits of the discriminator"
    return float(loss), gradient.numpy()


# %% [markdown]
# At a logit of 0 the gradient tells all. Each pair to be accepted has the gradient $-1 / (2n)$, and each pair to be rejected $1 / (2n)$, times its weight. So `shown` multiplies by $2n$, and returns two tables with a row for each image and a column for each label: $-1$ stands where a pair was shown to be accepted, $\tfrac12$ where one was shown to be rejected, and 0 where none was shown.


# %% tags=["help:09.2"]
def shown(labels, classes, seed):
    """Returns how real images, and generated ones, were shown with each label."""
    n = len(labels)
    _, gradient = loss_of(np.zeros((2 * n, classes + 1)), labels, seed)
    weights = (2 * n * gradient).round(4)
    return weights[:n], weights[n:]


rows = np.arange(40)
labels = rows % 5

# %% [markdown]
# A discriminator that knows nothing has only logits of 0. What is its loss?

# %% tags=["check:09.2", "points:1"]
loss, _ = loss_of(np.zeros((80, 6)), labels, (0, 1))
assert not np.isclose(loss, 3 * np.log(2), rtol=1e-3), (
    f"at logits of 0 your loss is 3 log 2 = {loss:.3f}: do the two kinds of pairs to be "
    "rejected weigh together as much as the one to be accepted?"
)
assert np.isclose(loss, 2 * np.log(2), rtol=1e-3), (
    f"at logits of 0 the loss is 2 log 2 = 1.386, yours is {loss:.3f}: each softplus is "
    "then log 2; with which weights do the three means add up?"
)

# %% [markdown]
# With which labels are generated images shown, and as what?

# %% tags=["check:09.2", "points:1"]
_, fake = shown(labels, 5, (0, 1))
own = fake[rows, labels]
assert np.count_nonzero(fake) > 0, "no generated image was shown to the discriminator"
assert np.count_nonzero(fake) == np.count_nonzero(own), (
    "a generated image was shown with a label that was not ordered: which images get the "
    "wrong labels?"
)
assert np.allclose(own, 0.5), (
    "generated images with their ordered labels are to be rejected with the weight 1/2, "
    f"yours have weights from {own.min():.2f} to {own.max():.2f} (below 0: accepted)"
)

# %% [markdown]
# How are real images shown with their own labels? Not one of these pairs may be rejected, so we look at 4,000 of them.

# %% tags=["help:09.2"]
many = np.random.default_rng(2).integers(0, 5, 4000)

# %% [markdown]
# They are all to be accepted.

# %% tags=["check:09.2", "points:1"]
real, _ = shown(many, 5, (3, 1))
own = real[np.arange(4000), many]
both = np.sum(np.isclose(own, -0.5))
assert not 0 < both < 4000, (
    f"{both} of 4,000 real images were shown with their own label both to be accepted and "
    "to be rejected: the wrong label must be another one, for every image"
)
assert np.allclose(own, -1), (
    "real images with their own labels are to be accepted with the weight 1 (-1 in the "
    f"table), yours have values from {own.min():.2f} to {own.max():.2f}"
)

# %% [markdown]
# And how with wrong labels?

# %% tags=["check:09.2", "points:1"]
real, _ = shown(labels, 5, (0, 1))
assert np.allclose(real[:, 5], 0), "a label is below 0 or above classes - 1"
others = np.where(np.eye(6)[labels] == 1, 0, real)
assert np.count_nonzero(others) > 0, (
    "no real image was shown with a wrong label: that is the lesson's loss, see 'How do "
    "you order a seven?'"
)
assert np.all(np.sum(others != 0, axis=1) == 1), (
    "each real image is to be shown with one wrong label, yours with "
    f"{np.sum(others != 0, axis=1).min()} to {np.sum(others != 0, axis=1).max()}"
)

# %% [markdown]
# As what are these pairs shown?

# %% tags=["check:09.2", "points:1"]
real, _ = shown(labels, 5, (0, 1))
others = np.where(np.eye(6)[labels] == 1, 0, real)
assert np.allclose(others.sum(axis=1), 0.5), (
    "real images with wrong labels are to be rejected with the weight 1/2, yours have "
    f"{others.sum(axis=1).min():.2f} (below 0: accepted)"
)

# %% [markdown]
# Are the wrong labels drawn uniformly? Of 4,000 images of 5 classes about 1,000 should get each of the four other labels. `moves` counts by how much the labels were raised, modulo 5.

# %% tags=["check:09.2", "points:1"]
real, _ = shown(many, 5, (3, 1))
moves = np.bincount((np.argmax(real, axis=1) - many) % 5, minlength=5)
assert np.count_nonzero(moves) > 1, (
    f"all 4,000 labels were raised by {moves.argmax()}: draw a wrong label for each image "
    "by itself"
)
assert moves[1:].min() > 0, (
    f"of 4,000 labels none was raised by {1 + moves[1:].argmin()}: stateless_uniform "
    "leaves out its upper bound. Can each of the other classes be drawn?"
)
assert np.abs(moves[1:] - 1000).max() < 150, (
    f"of 4,000 labels {moves[1:]} were raised by 1, 2, 3 and 4: about 1,000 each would be "
    "uniform"
)

# %% [markdown]
# If each is drawn by itself, a quarter of the labels is raised by as much as the one before.

# %% tags=["check:09.2", "points:1"]
real, _ = shown(many, 5, (3, 1))
again = np.mean(np.diff(np.argmax(real, axis=1) - many) % 5 == 0)
assert abs(again - 0.25) < 0.05, (
    f"{again:.0%} of the labels were raised by as much as the one before, 25 % is what "
    "chance would do: draw each by itself"
)

# %% [markdown]
# Does the seed decide the draw? The same seed must give the same wrong labels again, and another one other labels, whichever of its two integers differs.

# %% tags=["check:09.2", "points:1"]
seeds = (0, 4), (0, 4), (0, 5), (1, 4)
a, again, b, c = (np.argmax(shown(labels, 5, s)[0], axis=1) for s in seeds)
assert np.array_equal(a, again), (
    "the same seed gave other wrong labels: where does your draw come from?"
)
assert not any(np.array_equal(x, y) for x, y in ((a, b), (a, c), (b, c))), (
    "another seed gave the same wrong labels: does it reach your draw?"
)

# %% [markdown]
# Now the logits are large, and of both signs. Your loss must be the sum above, for the pairs that you show.


# %% tags=["help:09.2"]
def check_sum(n, classes, seed, size=30.0):
    """Compares your loss with the sum of softplus for the pairs that you show."""
    rng = np.random.default_rng(n)
    labels, rows = rng.integers(0, classes, n), np.arange(n)
    logits = rng.normal(0, size, (2 * n, classes + 1))
    others = np.argmax(shown(labels, classes, seed)[0], axis=1)
    assert others.max() < classes, (
        f"{classes} classes: a label is below 0 or above {classes - 1}"
    )
    accept, reject = -logits[rows, labels], logits[n + rows, labels]
    parts = [np.logaddexp(0, x).mean() for x in (accept, reject, logits[rows, others])]
    expected = parts[0] + (parts[1] + parts[2]) / 2
    loss, _ = loss_of(logits, labels, seed)
    assert np.isclose(loss, expected, rtol=1e-3), (
        f"{n} images of {classes} classes with large logits: the loss is {expected:.2f}, "
        f"yours is {loss:.2f}. Does it take logits, not probabilities?"
    )


# %% [markdown]
# The first batch has 40 images of 5 classes. The second has 20 of 2 classes, of which only one is wrong.

# %% tags=["check:09.2", "points:1"]
# Other batches and numbers of classes are tried when it is graded.
check_sum(40, 5, (0, 1))
check_sum(20, 2, (0, 1))
### BEGIN HIDDEN TESTS
for n, classes, seed in ((7, 2, (1, 1)), (3, 10, (5, 0)), (64, 3, (2, 9))):
    check_sum(n, classes, seed)
    labels, rows = np.arange(n) % classes, np.arange(n)
    real, fake = shown(labels, classes, seed)
    assert np.allclose(real[rows, labels], -1) and np.allclose(fake[rows, labels], 0.5)
    assert np.all(np.sum(np.isclose(real, 0.5), axis=1) == 1), (n, classes)
    assert np.count_nonzero(fake) == n and np.all(real[:, -1] == 0), (n, classes)
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Repair a bound of the information
#
# A code may have categories that are **not** equally frequent. For instance, 1 is drawn for a tenth of the images and 0 for all others. The discriminator's guesses still give a lower bound of the information that the image holds about the category, in nats. This function is to compute it. It has three faults.


# %%
def broken_bound(logits, codes, shares):
    guesses = softmax(logits, axis=1)
    right = guesses[np.arange(len(codes)), codes]
    return np.log2(len(shares)) + np.log2(right.mean())


# %% [markdown]
# Its arguments are the logits of the guesses, shape `(n, categories)`, the categories that were drawn, integers of shape `(n,)`, and the shares with which they are drawn, shape `(categories,)`. Below are three cases in which the information is known. In the first, the image shows the category without a doubt. Then the information is all that there is to know: the code's entropy. In the second, the image shows nothing, and the best that one can do is to guess by the shares. In the third, each category is drawn half of the time, half of the images show it without a doubt, and the others show nothing.


# %%
def try_bound(bound):
    rare = np.repeat([0, 1], [90, 10])
    even = np.tile([0, 1], 50)
    clear = 100.0 * np.eye(2)
    known = [0.9, 0.1]
    blind = np.log([known] * 100)
    half = clear[even] * (np.arange(100) < 50)[:, None]
    for name, logits, codes, shares, truth in [
        ("all is shown", clear[rare], rare, known, 0.325),
        ("nothing is shown", blind, rare, known, 0.0),
        ("half is shown", half, even, [0.5, 0.5], 0.347),
    ]:
        found = bound(logits, codes, np.array(shares))
        print(f"{name:<17} {found:6.3f}, should be {truth:.3f}")


try_bound(broken_bound)

# %% [markdown]
# All three are larger than the information, so they are no lower bounds. Write it as it should be: the code's own entropy, minus the cross-entropy of the lesson, which is a mean over the images. It must work for logits however large. A share may be 0. If the guesses are worse than none the bound is below 0: return it as it is. Do not use `gan_course`. (`log_softmax` of scipy may help.) Then try your answer with `try_bound(information_bound)`.


# %% tags=["answer:09.3"]
def information_bound(logits, codes, shares):
    ### BEGIN SOLUTION
    log_guesses = log_softmax(logits, axis=1)
    unknown = -np.mean(log_guesses[np.arange(len(codes)), codes])
    drawn = shares[shares > 0]
    return -np.sum(drawn * np.log(drawn)) - unknown
    ### END SOLUTION


# %% [markdown]
# The checks call your function through this one, which makes sure that the bound is one finite number.


# %% tags=["help:09.3"]
def bound_of(logits, codes, shares):
    arrays = np.array(logits, float), np.array(codes), np.array(shares, float)
    found = information_bound(*arrays)
    assert found is not None and np.shape(found) == (), (
        f"one number is asked for, yours has shape {np.shape(found)}"
    )
    assert np.isfinite(found), (
        f"your bound is {found}: what is the log of a probability that is rounded to 0, "
        "and what is 0 log 0 in an entropy?"
    )
    return float(found)


# %% [markdown]
# Most checks have 100 images, with four categories that are equally frequent or with three that are not.

# %% tags=["help:09.3"]
four = np.tile(np.arange(4), 25)
three, shares = np.repeat([0, 1, 2], [70, 20, 10]), np.array([0.7, 0.2, 0.1])

# %% [markdown]
# There are four categories, and every image shows its own.

# %% tags=["check:09.3", "points:1"]
assert not uses(information_bound, "gan_course"), "write it out, without gan_course"
found = bound_of(50 * np.eye(4)[four], four, np.full(4, 0.25))
assert not np.isclose(found, 2), (
    "four categories that are shown without a doubt: 2 is the information in bits, nats "
    "are asked for"
)
assert not np.isclose(found, -np.log(4)), (
    "your bound is -1.386: is the entropy negative, or which of the two is subtracted?"
)
assert np.isclose(found, np.log(4)), (
    "four categories that are shown without a doubt: the information is log 4 = 1.386 "
    f"nats, yours is {found:.3f}; see 'Orders that nobody labelled'"
)

# %% [markdown]
# Now there are three, with the shares 0.7, 0.2 and 0.1, and still every image shows its own.

# %% tags=["check:09.3", "points:1"]
found = bound_of(50 * np.eye(3)[three], three, shares)
assert not np.isclose(found, np.log(3)), (
    "log 3 = 1.099 would be the entropy of three *equally frequent* categories; an image "
    "cannot tell more about a code than there is to know"
)
assert np.isclose(found, 0.8018, atol=1e-3), (
    "shares of 0.7, 0.2 and 0.1 have the entropy 0.802, and every image shows its "
    f"category: yours is {found:.3f}. How much is there to know about the code?"
)

# %% [markdown]
# The images show nothing, and the guess is always the same: the shares.

# %% tags=["check:09.3", "points:1"]
found = bound_of(np.log([shares] * 100), three, shares)
assert not np.isclose(found, 0.8018 * (1 - 1 / np.log(2)), atol=1e-3), (
    "your bound is -0.355: is one of its two parts in bits, and the other in nats?"
)
assert abs(found) < 1e-6, (
    f"images that show nothing tell nothing about the code: 0 expected, yours is "
    f"{found:.3f}. Over what is the mean taken, and of what: of the images' guesses, or "
    "of their logarithms?"
)

# %% [markdown]
# Half of the images show one of four categories without a doubt, the other half shows nothing.

# %% tags=["check:09.3", "points:1"]
sure = (np.arange(100) < 50)[:, None]
found = bound_of(50 * np.eye(4)[four] * sure, four, np.full(4, 0.25))
assert not np.isclose(found, np.log(4) + np.log(0.625)), (
    "your bound is 0.916: is it the log of the mean guess, instead of the mean of logs?"
)
assert np.isclose(found, np.log(4) / 2), (
    "half of the images tell all, the others nothing: half of log 4, 0.693 expected, "
    f"yours is {found:.3f}"
)

# %% [markdown]
# Every guess is wrong now, and rather sure of it: the logit of the next category is 3, the others are 0.

# %% tags=["check:09.3", "points:1"]
found = bound_of(3 * np.eye(4)[(four + 1) % 4], four, np.full(4, 0.25))
assert found != 0, "a bound below 0 is to be returned as it is"
assert found < 0, (
    "every guess is wrong, and your bound is "
    f"{found:.3f}: is it the *true* category's guess that counts, or how sure guesses are?"
)
assert np.isclose(found, np.log(4) - np.log(3 + np.exp(3)), atol=1e-3), (
    f"every guess is wrong: log 4 - log(3 + exp 3) = -1.751 expected, yours is {found:.3f}"
)

# %% [markdown]
# Logits may be large. Here every guess is wrong by a logit of a thousand.

# %% tags=["check:09.3", "points:1"]
found = bound_of(1000 * (1 - np.eye(4)[four]), four, np.full(4, 0.25))
assert np.isclose(found, np.log(4 / 3) - 1000, rtol=1e-4), (
    "all guesses are wrong, by a logit of 1000: a bound of -999.7 expected, yours is "
    f"{found:.1f}. Are logarithms of tiny probabilities cut off?"
)

# %% [markdown]
# And a category may never be drawn, like the fourth one here.

# %% tags=["check:09.3", "points:1"]
found = bound_of(50 * np.eye(4)[three], three, [0.7, 0.2, 0.1, 0.0])
assert np.isclose(found, 0.8018, atol=1e-3), (
    "a fourth category that is never drawn adds nothing to the entropy: 0.802 expected, "
    f"yours is {found:.3f}"
)

# %% [markdown]
# By chance a batch may hold other shares than those with which codes are drawn. Here it is 60, 25 and 15 of 100. Images of category 0 show it without a doubt, all others show nothing.

# %% tags=["check:09.3", "points:1"]
batch = np.repeat([0, 1, 2], [60, 25, 15])
found = bound_of(50 * np.eye(3)[0] * (batch == 0)[:, None], batch, shares)
assert not np.isclose(found, 0.4981, atol=1e-3), (
    "codes are drawn with shares of 0.7, 0.2 and 0.1, and their entropy is 0.802, "
    "whatever a batch holds; yours is 0.938"
)
assert np.isclose(found, 0.3624, atol=1e-3), (
    "40 of 100 images show nothing of three categories: 0.802 - 0.4 log 3 = 0.362 "
    f"expected, yours is {found:.3f}. Every image of the batch counts the same"
)

# %% [markdown]
# Last, a noisy image. `joint` holds the probability of each category (row) together with each of three pictures (column). With the best guesses, the probabilities of the categories *given* the picture, the bound is the information itself.

# %% tags=["help:09.3"]
joint = np.array([[40, 5, 5], [10, 20, 0], [0, 5, 15]]) / 100
category, picture = np.nonzero(joint)
times = (100 * joint[category, picture]).round().astype(int)
category, picture = np.repeat(category, times), np.repeat(picture, times)
by_category, by_picture = joint.sum(axis=1), joint.sum(axis=0)
parts = joint[joint > 0] / np.outer(by_category, by_picture)[joint > 0]
information = np.sum(joint[joint > 0] * np.log(parts))

# %% [markdown]
# A guess of 0 becomes one of $10^{-30}$ here, because its logarithm is needed.

# %% tags=["help:09.3"]
best = np.log(np.maximum((joint / by_picture).T, 1e-30))

# %% [markdown]
# Is your bound the information?

# %% tags=["check:09.3", "points:1"]
found = bound_of(best[picture], category, by_category)
assert np.isclose(found, information, atol=1e-3), (
    f"with the best guesses the bound is the information, {information:.3f}, yours is "
    f"{found:.3f}: every image counts the same, whatever its category"
)

# %% [markdown]
# With other guesses it has to be less. These are less sure than they should be.

# %% tags=["check:09.3", "points:1"]
# Other shares and guesses are tried when it is graded.
shy = bound_of(0.5 * best[picture], category, by_category)
assert shy < information - 0.01, (
    f"other guesses must give less than {information:.3f}, yours is {shy:.3f}: are "
    "logits turned into guesses?"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(0)
for n, kinds in ((1, 2), (50, 3), (200, 12)):
    shares, logits = rng.dirichlet(np.ones(kinds)), rng.normal(0, 9, (n, kinds))
    codes = rng.choice(kinds, n, p=shares)
    chosen = logits[np.arange(n), codes]
    unknown = np.mean(np.logaddexp.reduce(logits, axis=1) - chosen)
    expected = -np.sum(shares * np.log(shares)) - unknown
    assert np.isclose(bound_of(logits, codes, shares), expected, rtol=1e-6), (n, kinds)
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Implement: a direction that leaves others alone
#
# A direction of the noise that makes strokes thicker also adds ink. What if we want more ink, but *not* thicker strokes? Shen et al. (2020, arXiv:1907.10786) call that conditional manipulation: of the direction for ink, keep only what is orthogonal to the direction for thickness.
#
# Write it for any number of other directions. `direction` has the shape `(d,)`, and `others` the shape `(k, d)`, a row for each direction along which nothing may move. Return the vector of **length 1** that is orthogonal to all rows of `others` and otherwise as near to `direction` as possible. The given vectors may have any length except 0. The others need not be orthogonal to each other, and one may even repeat another. Do not change the given arrays. If `direction` is a combination of the others, nothing is left of it: if the rest is shorter than $10^{-5}$ of `direction`, raise a `ValueError` that says so. (`np.linalg.lstsq(a, b)` returns, as the first of four results, the numbers $w$ for which $a w$ is as near to $b$ as possible.)


# %% tags=["answer:09.4"]
def conditional_direction(direction, others):
    ### BEGIN SOLUTION
    weights, *_ = np.linalg.lstsq(others.T, direction)
    rest = direction - weights @ others
    length = np.linalg.norm(rest)
    if length < 1e-5 * np.linalg.norm(direction):
        raise ValueError("the direction is a combination of the others")
    return rest / length
    ### END SOLUTION


# %% [markdown]
# The checks call your function through this one, which looks at what every answer has in common.


# %% tags=["help:09.4"]
def found_direction(direction, others, kind="float64"):
    given = np.array(direction, kind), np.array(others, kind)
    kept = [part.copy() for part in given]
    try:
        found = conditional_direction(*given)
    except ValueError as error:
        raise AssertionError(
            f"others of shape {given[1].shape}: your function stops with '{error}', and "
            "yet something is left. May one of the others be a combination of two?"
        ) from None
    assert all(np.array_equal(*pair) for pair in zip(given, kept)), (
        "your function changes the arrays that it is given"
    )
    assert np.shape(found) == given[0].shape, (
        f"a direction of shape {given[0].shape} became {np.shape(found)}"
    )
    assert np.isfinite(found).all(), (
        f"your direction holds {found[~np.isfinite(found)][0]}: what do you divide by?"
    )
    return np.asarray(found)


# %% [markdown]
# Start in the plane. From (3, 4) take away all that points along (1, 0). What is left, and how long is the result?

# %% tags=["check:09.4", "points:1"]
found = found_direction([3, 4], [[1, 0]])
assert not np.allclose(found, [1, 0]), (
    "(1, 0) is the part *along* the other direction, which has to go; the rest stays"
)
assert abs(found[0]) < 1e-6, (
    f"your direction {found.round(3)} still moves along (1, 0): subtract that part of it, "
    "see 'A direction for slant' for what else may change"
)
assert found[1] > 0, f"your direction {found.round(3)} points away from (3, 4)"
assert np.isclose(np.linalg.norm(found), 1), (
    f"your direction is {np.linalg.norm(found):.3f} long: 1 is asked for"
)

# %% [markdown]
# Now the other direction is 10 long, and then a tenth. Its length must not matter, and neither must that of the first.

# %% tags=["check:09.4", "points:1"]
for size, length in ((1, 10), (1, 0.1), (50, 1)):
    found = found_direction([4 * size, 3 * size, 0], [[length, length, 0]])
    name = f"a direction of length {5 * size}, another of length {1.414 * length:.3g}"
    assert abs(found[0] + found[1]) < 1e-6, (
        f"{name}: yours, {found.round(3)}, still moves along the other. By which power of "
        "a vector's length is the inner product divided to find the part along it?"
    )
    expected = np.array([1, -1, 0]) / np.sqrt(2)
    assert np.allclose(found, expected, atol=1e-6), (
        f"{name}: {expected.round(3)} expected, yours is {found.round(3)}. It is "
        "orthogonal to the other, but is it the nearest such vector, and of length 1?"
    )

# %% [markdown]
# Here are two others at an angle of 45 degrees.

# %% tags=["help:09.4"]
slanted = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])

# %% [markdown]
# Which of them does your direction still move along?

# %% tags=["check:09.4", "points:1"]
for others in (slanted, slanted[::-1]):
    found = found_direction([1, 2, 3], others)
    moved = np.abs(others @ found)
    assert moved.max() < 1e-6, (
        f"the others are {others.tolist()}: your direction still moves by "
        f"{moved.max():.2f} along one of them. Taking away one after the other brings "
        "back a part of the first if they are not orthogonal to each other"
    )

# %% [markdown]
# Many directions are orthogonal to the others. Of these yours should be the nearest to the one that was given.

# %% tags=["check:09.4", "points:1"]
found = found_direction([1, 2, 3, 4], [[1, 0, 0, 0], [1, 1, 0, 0]])
assert np.allclose(found, [0, 0, 0.6, 0.8], atol=1e-6), (
    "of all directions orthogonal to the others, the nearest to (1, 2, 3, 4) is (0, 0, "
    f"0.6, 0.8), yours is {found.round(3)}"
)

# %% [markdown]
# This direction is orthogonal to the others from the start.

# %% tags=["check:09.4", "points:1"]
found = found_direction([0, 0, 5.0], [[1, 1, 0], [0, 2, 0]])
assert np.allclose(found, [0, 0, 1], atol=1e-6), (
    "a direction that is already orthogonal to the others keeps its way, and yours became "
    f"{found.round(3)}"
)

# %% [markdown]
# One of the others may repeat another, or be a combination of two.

# %% tags=["check:09.4", "points:1"]
for extra in ([2.0, 2.0, 0.0], [5.0, 3.0, 0.0]):
    found = found_direction([1, 2, 3], [*slanted, extra])
    assert np.allclose(found, [0, 0, 1], atol=1e-6), (
        f"others {[*slanted.tolist(), extra]}: (0, 0, 1) expected, yours is "
        f"{found.round(3)}. Does it work if one of them is a combination of two?"
    )

# %% [markdown]
# If nothing is left there is no direction to return.


# %% tags=["help:09.4"]
def refusal(direction, others):
    """Returns the message of your ValueError, None if there is none."""
    try:
        conditional_direction(np.array(direction, float), np.array(others, float))
    except np.linalg.LinAlgError:
        return None
    except ValueError as error:
        return str(error)


# %% [markdown]
# These are combinations of two others, large ones and small ones, of type float32 as most directions are. Nothing is left of them but rounding.

# %% tags=["check:09.4", "points:1"]
others = np.random.default_rng(3).normal(size=(2, 5))
for size in (1e-9, 1.0, 1e9):
    message = refusal(np.float32(size * np.array([1 / 3, -3]) @ others), others)
    assert message is not None, (
        f"a combination of the others, with weights of about {size:g}: nothing is left "
        "of it but rounding, so a ValueError is asked for"
    )
    assert message, "your ValueError should say what is wrong"

# %% [markdown]
# But a rest of a thousandth is a direction, however short all vectors are.

# %% tags=["check:09.4", "points:1"]
for size in (1e-4, 1.0, 1e4):
    assert refusal([size, 0, 1e-3 * size], slanted) is None, (
        f"a direction of length {size:g}, of which a thousandth is left, was refused: what "
        "is 'short' compared with?"
    )
    found = found_direction([size, 0, 1e-3 * size], slanted)
    assert np.allclose(found, [0, 0, 1], atol=1e-3), (
        f"a thousandth of ({size:g}, 0, {1e-3 * size:g}) is left: (0, 0, 1) expected, "
        f"yours is {found.round(3)}"
    )

# %% [markdown]
# Noise has many coordinates, mostly of type float32: here 64, with three other directions.

# %% tags=["check:09.4", "points:1"]
# Other numbers and shapes are tried when it is graded.
rng = np.random.default_rng(4)
direction, others = rng.normal(size=64), rng.normal(1, 1, (3, 64))
found = found_direction(direction, others, "float32")
moved = np.abs(others @ found) / np.linalg.norm(others, axis=1)
assert moved.max() < 1e-4, (
    f"64 coordinates and three others: your direction still moves by {moved.max():.3f} "
    "along one of them, for a step of 1"
)
basis, _ = np.linalg.qr(others.T)
nearest = direction - basis @ (basis.T @ direction)
assert np.isclose(found @ direction, np.linalg.norm(nearest)), (
    "your direction is orthogonal to the others, but not the nearest to the given one"
)
### BEGIN HIDDEN TESTS
for k, width in ((1, 2), (5, 7), (2, 100)):
    direction, others = rng.normal(size=width), rng.normal(2, 1, (k, width))
    found = found_direction(direction, others)
    q, _ = np.linalg.qr(others.T)
    expected = direction - q @ (q.T @ direction)
    expected /= np.linalg.norm(expected)
    assert np.allclose(found, expected, atol=1e-5), (k, width)
### END HIDDEN TESTS

# %% [markdown]
# Does it help? The generator of lesson 00 draws 2,000 digits. As in the lesson, we find a direction for ink and one for thickness by regression.

# %%
generator, rng = load_generator(), np.random.default_rng(0)
z = rng.standard_normal((2000, 64)).astype("float32")
drawn = generator.predict(z, batch_size=500, verbose=0)
measures = {"ink": metrics.ink_area, "thickness": metrics.thickness}
values = {name: measure(drawn) for name, measure in measures.items()}
ink, thick = (attribute_direction(z, value) for value in values.values())

# %% [markdown]
# Each direction is tried on 200 digits, from 3 on the one side to 3 on the other. What do you expect of your direction: how much less thickness, and how much less ink?


# %%
def moved(direction):
    """Returns the digits at both ends, and prints how far each attribute moved."""
    step = 3 * np.float32(direction)
    ends = [generator.predict(z[:200] + s * step, verbose=0) for s in (-1, 1)]
    for name, measure in measures.items():
        change = np.mean(measure(ends[1]) - measure(ends[0])) / values[name].std()
        print(f"{name} by {change:4.1f} standard deviations", end="   ")
    print()
    return ends


pairs = [moved(way) for way in (ink, conditional_direction(ink, thick[None]))]

# %% [markdown]
# Yours moves the ink about half as far, and the thickness hardly at all. In the picture the upper two rows belong to the direction for ink, the lower two to yours, each with less ink above and more ink below. With the direction for ink the strokes become bolder. With yours the ink goes into longer strokes. And what else changes? The digit itself: this generator takes no orders, and a zero has more ink than a one.

# %%
figure, panels = plt.subplots(4, 8, figsize=(6, 3), dpi=100, layout="constrained")
for row, end in zip(panels, [end for pair in pairs for end in pair]):
    for axes, image in zip(row, end):
        axes.imshow(image[..., 0], cmap="gray_r", vmin=-1, vmax=1)
        axes.axis("off")
plt.show()

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# Some labels of real data are wrong. What does a conditional GAN make of them? We ask in a world where everything can be counted: lesson 05's ring of eight modes, with wider modes, and the number of the mode as the label. A share of the labels is replaced by labels drawn at random from all eight, so that by chance an eighth of these stays right.
#
# Before you run anything, predict for the shares 0, 0.2, 0.5 and 0.9: how many of the generated points will lie at the mode that was ordered? Will the points themselves become worse? And will the Fréchet distance between all real and all generated points notice that something is wrong?

# %%
ring = data.gaussian_ring(sigma=0.2)
real = ring.sample(4000, seed=1).numpy()
orders = np.arange(4000) % 8  # 500 of each mode

# %% [markdown]
# These are the data:


# %%
def labelled_batches(share, seed=0):
    """Returns batches of points and labels, of which a share is replaced."""
    rng = np.random.default_rng(seed)
    modes = rng.integers(0, 8, 20_000)
    points = ring.modes[modes] + ring.sigma * rng.standard_normal((20_000, 2))
    replaced = rng.random(20_000) < share
    labels = np.where(replaced, rng.integers(0, 8, 20_000), modes)
    pairs = points.astype("float32"), labels.astype("int32")
    dataset = tf.data.Dataset.from_tensor_slices(pairs)
    return dataset.shuffle(20_000, seed).batch(256, drop_remainder=True)


# %% [markdown]
# The players are lesson 02's. The generator gets the label as in the lesson, and the discriminator is one with a projection:


# %%
def players():
    noise, labels = keras.Input((16,)), keras.Input((), dtype="int32")
    order = layers.Embedding(8, 8, "random_normal")(labels)
    points = dense_generator(24)(layers.Concatenate()([noise, order]))
    generator = keras.Model([noise, labels], points)
    points, labels = keras.Input((2,)), keras.Input((), dtype="int32")
    features = last_hidden(dense_discriminator())(points)
    fits = layers.Dot(1)([layers.Embedding(8, 128)(labels), features])
    logits = layers.Add()([layers.Dense(1)(features), fits])
    return generator, keras.Model([points, labels], logits)


# %% [markdown]
# If labels are wrong, each order has to reach several modes, and these players would chase each other around the ring. So their step is the lesson's `update_conditional` with an R1 penalty (lesson 08) added.


# %%
def update_with_r1(gan, real_points, labels, noise):
    def judge(points, training=True):
        return gan.discriminator([points, labels], training=training)

    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_points = gan.generator([noise, labels], training=True)
        d_loss = gan.d_loss(judge(real_points), judge(fake_points))
        d_loss += r1_penalty(judge, real_points, fake_points)
        g_loss = gan.g_loss(judge(fake_points))
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


# %% [markdown]
# A training takes some seconds. It returns 500 points for each of the eight orders.


# %%
def trained(share, steps=1500, seed=0):
    """Trains with a share of replaced labels, and returns points for all orders."""
    keras.utils.set_random_seed(seed)
    gan = ConditionalGAN(*players(), 16, seed, classes=8)
    adams = [keras.optimizers.Adam(2e-3, beta_1=0.5) for _ in range(2)]
    gan.compile(*adams, ema=0.995, update=update_with_r1, steps_per_execution=50)
    gan.fit(labelled_batches(share, seed), steps_per_epoch=steps)
    return gan.sample(orders)


# %% [markdown]
# We train with right labels and with some wrong ones,

# %%
points = {share: trained(share) for share in (0.0, 0.2)}

# %% [markdown]
# and with many wrong ones:

# %%
points |= {share: trained(share) for share in (0.5, 0.9)}

# %% [markdown]
# For each share this prints how many points are nearest to the mode that was ordered, how many are of high quality (within three sigma of some mode, as in lesson 05), how many modes are covered, and the Fréchet distance of all points.

# %%
print("replaced  as ordered  high quality  modes  Fréchet distance")
for share, found in points.items():
    obeyed = np.mean(cdist(found, ring.modes).argmin(axis=1) == orders)
    seen = metrics.mode_coverage(found, ring.modes, ring.sigma)
    print(f"{share:8.0%} {obeyed:11.1%} {seen['high_quality']:13.1%}", end="")
    print(f" {seen['covered']:6} {metrics.frechet_distance(real, found):17.3f}")

# %% [markdown]
# In blue are the points that were ordered from mode 0, which lies on the right. All others are gray.

# %%
figure, panels = plt.subplots(1, 4, figsize=(10, 2.8), dpi=100, layout="constrained")
for axes, (share, found) in zip(panels, points.items()):
    axes.plot(*found.T, ".", color="lightgray", markersize=2)
    axes.plot(*found[orders == 0].T, ".", color="tab:blue", markersize=3)
    axes.set(title=f"{share:.0%} replaced", xlabel="first coordinate")
    axes.set(aspect="equal", xlim=(-3, 3), ylim=(-3, 3))
panels[0].set_ylabel("second coordinate")
plt.show()

# %% [markdown]
# What do you see? Find a formula for the share of points as ordered, from the share $s$ of labels that are replaced, and say why it is so. Which of the other numbers notice the wrong labels, and which do not? A *classifier* that was trained on the same data, half of whose labels are replaced, would still name nearly every mode rightly: why does the generator not do as well? What would become of the orders if *all* labels of mode 3 were 4, and the other way round? And which measures of the lesson would you ask for if somebody offered you a generator whose training labels you cannot see? Try more steps, or another seed, to tell what the labels do from what a short training does. (Graded by hand: two points each for what you tried, what you saw, and the reasons.)

# %%
# your experiments

# %% [markdown] tags=["explain:09.5", "points:6"]
# I trained with 0, 20, 50 and 90 % of the labels replaced. Of the points, 100, 83, 53 and 16 % lay at the mode that was ordered. The formula is $(1 - s) + s/8$, because an eighth of the replaced labels is right by chance: 100, 82.5, 56 and 21 %. The reason is that both players see pairs. In the data, the label $y$ stands with a point of mode $y$ in just that share of the pairs, and with each other mode in $s/8$ of them. A point of another mode with this label is therefore as real as the data make it, and the generator has arrived when it draws such pairs as often. The generator obeys the labels *as they are in the data*. With many wrong labels my figures are lower than the formula. With 90 % replaced the short training is one reason: after 5,000 steps the share was 19 %. With 50 % it is not, because four times as many steps raised it only to 54 %. A small gap may remain, since no GAN arrives exactly.
#
# The Fréchet distance of all points is nearly 0 in all four cases, and all eight modes are covered: every point that was shown as real *is* real, whatever its label, and the modes remain equally frequent. Only the high quality notices something, because it falls from 100 to some 80 %. An order that has to reach eight modes leaves points between them, as the generator turns nearby noise into nearby points.
#
# A classifier names the *most probable* mode, and with half of the labels replaced that is still the right one: the label $y$ goes with mode $y$ in 56 % of the pairs, and with any other mode in 6 %. A generator does not choose the most probable, it draws from all that there is. So it needs cleaner labels than a classifier does.
#
# If all labels of modes 3 and 4 are exchanged, these two orders are exchanged, and 75 % of the points come as ordered. The pairs that are learned are consistent, so nothing in the training can notice that. (The best one-to-one matching would be perfect, as for InfoGAN's categories.) For a generator whose labels I cannot see, I would ask for the class accuracy, by a classifier that was trained on labels which I trust, class by class, and for the Fréchet distance *within* classes. The distance over all images tells nothing about it.
