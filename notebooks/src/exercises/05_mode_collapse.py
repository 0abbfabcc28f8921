# %% [markdown]
# # Exercises 05: mode collapse
#
# These exercises go with [lesson 05](../05_mode_collapse.ipynb). Replace the lines that raise `NotImplementedError`, and leave the checks as they are. The first four exercises end in checks. Run them: a check that says nothing has passed, and one that fails says what your answer does, and often which section to look at again.

# %%
from gan_course import data, metrics

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import ops
from scipy.spatial.distance import cdist, pdist

# %% [markdown]
# ## 1. Captured and covered, for unequal modes
#
# In the lesson all modes have equal weight. Real data are not so fair. Let mode $i$ have the weight $w_i$; all weights are above 0 and sum to 1. Of $n$ samples the fair share of mode $i$ is then $n w_i$. With this fair share, and all else as in the lesson, count the modes that are **captured** and those that are **covered**. Return the two numbers in this order.
#
# You are given samples of shape `(n, width)`, modes of shape `(modes, width)`, the standard deviation `sigma` of each mode, and weights of shape `(modes,)`. (`cdist(a, b)` returns the distances of all pairs, shape `(len(a), len(b))`.)


# %% tags=["answer:05.1"]
def captured_and_covered(samples, modes, sigma, weights):
    ### BEGIN SOLUTION
    distances = cdist(samples, modes)
    nearest = distances.argmin(axis=1)
    high_quality = distances.min(axis=1) <= 3 * sigma
    good = np.bincount(nearest[high_quality], minlength=len(modes))
    quarters = len(samples) * np.asarray(weights) / 4
    return int(np.sum(good > 0)), int(np.sum(good >= quarters))
    ### END SOLUTION


# %% [markdown]
# The checks get your two numbers through this function, which makes sure that there are two.


# %% tags=["help:05.1"]
def two_numbers(samples, modes, sigma, weights):
    found = captured_and_covered(samples, modes, sigma, weights)
    assert np.shape(found) == (2,), (
        f"return two numbers: captured modes, covered modes; not {found}"
    )
    return found


# %% [markdown]
# Most checks have three modes, with the weights 5/8, 1/4 and 1/8: of 64 samples the fair shares are 40, 16 and 8. `counted` puts as many samples as you like at each of them, and moves all samples by the same vector.

# %% tags=["help:05.1"]
places = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
weights = np.array([0.625, 0.25, 0.125])


def counted(counts, move=(0.0, 0.0), sigma=0.1):
    samples = np.repeat(places, counts, axis=0) + move
    return two_numbers(samples, places, sigma, weights)


# %% [markdown]
# How many samples does it take to capture a mode?

# %% tags=["check:05.1", "points:1"]
found = counted([62, 1, 1])
assert found[0] == 3, (
    "a single high-quality sample captures a mode, and captured modes come first: 3 "
    f"expected, yours is {found[0]}; see 'Numbers that see a collapse'"
)

# %% [markdown]
# And to cover one? The second mode is twice as heavy as the third.

# %% tags=["check:05.1", "points:1"]
found = counted([62, 1, 1])
assert found[1] == 1, (
    f"one sample of 64 does not cover a mode: 1 expected, yours is {found[1]}"
)
found = counted([57, 3, 4])
assert found[1] == 2, (
    "3 of 64 samples are too few for a mode with weight 1/4, and 4 are enough for one "
    f"with weight 1/8: 2 covered modes expected, yours is {found[1]}. Each mode has its "
    "own fair share, a quarter of which is asked for"
)
found = counted([0, 9, 55])
assert found[1] == 2, (
    "none at the first mode, and enough at the two others: 2 covered modes expected, "
    f"yours is {found[1]}; does each mode keep its own weight?"
)

# %% [markdown]
# Now the number of samples changes. Of 66 samples the fair shares are not whole numbers, and of 32 they are half of those above.

# %% tags=["check:05.1", "points:1"]
found = counted([60, 4, 2])
assert found[1] == 1, (
    "of 66 samples a quarter of the fair share of a mode with weight 1/4 is 4.125, and 4 "
    f"are less: 1 covered mode expected, yours is {found[1]}; do you round?"
)
found = counted([27, 3, 2])
assert found[1] == 3, (
    "each mode has more than a quarter of its fair share: 3 covered modes expected, yours "
    f"is {found[1]}"
)

# %% [markdown]
# At the border, two modes have *exactly* a quarter of their fair share.

# %% tags=["check:05.1", "points:1"]
found = counted([58, 4, 2])
assert found[1] == 3, (
    "exactly a quarter of the fair share is enough: 3 covered modes expected, yours is "
    f"{found[1]}"
)

# %% [markdown]
# Which samples are of high quality? First all of them lie a little too far from their modes, and then just near enough.

# %% tags=["check:05.1", "points:1"]
assert counted([40, 16, 8], move=(0.25, 0.25))[0] == 0, (
    "samples 3.5 sigma away from their modes are not of high quality: do they count?"
)
assert tuple(counted([40, 16, 8], move=(0.2, 0.2))) == (3, 3), (
    "samples 2.8 sigma away from their modes are of high quality: how far does it reach?"
)

# %% [markdown]
# What do samples of low quality count for? Here they are about half of all samples, and then all of them.

# %% tags=["check:05.1", "points:1"]
samples = np.concatenate([places[[0] * 30 + [1] * 3], np.full((31, 2), 9.0)])
found = two_numbers(samples, places, 0.1, weights)
assert found[1] == 1, (
    "64 samples, 31 of them far from everything, 3 at the second mode: 1 covered mode "
    f"expected, yours is {found[1]}. Is a fair share one of all samples, or of the good "
    "ones, and which samples count for it?"
)
assert counted([40, 16, 8], move=(0.25, 0.25))[1] == 0, (
    "samples of low quality capture no mode; why should they cover one?"
)

# %% [markdown]
# With a larger sigma the discs of three sigma overlap. Here all samples are at one place, inside two of the discs. Then some are inside two.

# %% tags=["check:05.1", "points:1"]
found = counted([64, 0, 0], move=(0.2, 0.0), sigma=0.3)
assert found[0] == 1, (
    "a sample belongs to its nearest mode alone, even if another is within three sigma: "
    f"1 captured mode expected, yours is {found[0]}"
)
found = counted([5, 59, 0], move=(0.8, 0.0), sigma=0.3)
assert found[0] == 1, (
    "all samples are nearest to the second mode, and some are within three sigma of the "
    f"first, too: 1 captured mode expected, yours is {found[0]}"
)

# %% [markdown]
# With equal weights your two numbers must be the lesson's, for any modes in any dimension. These are scattered at random.

# %% tags=["check:05.1", "points:1"]
# Other numbers are tried when it is graded.
rng = np.random.default_rng(1)
modes, samples = 2 * rng.standard_normal((6, 3)), 2 * rng.standard_normal((200, 3))
lesson = metrics.mode_coverage(samples, modes, 0.4)
found = two_numbers(samples, modes, 0.4, np.full(6, 1 / 6))
assert tuple(found) == (lesson["captured"], lesson["covered"]), (
    f"six modes of equal weight: yours has {found[0]} captured, {found[1]} covered, and "
    f"the lesson's mode_coverage {lesson['captured']} captured, {lesson['covered']} covered"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for number, width in [(5, 1), (8, 3)]:
    modes = 4 * rng.standard_normal((number, width))
    samples = 3 * rng.standard_normal((200, width))
    lesson = metrics.mode_coverage(samples, modes, 0.4)
    found = two_numbers(samples, modes, 0.4, np.full(number, 1 / number))
    assert tuple(found) == (lesson["captured"], lesson["covered"]), f"width {width}"
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Predict: two modes of eight, and some luck
#
# The lesson's ring has eight modes. A generator makes 1,600 samples, each of them *exactly* at a mode: 1,200 at the first, 400 at the second, and none at the others. What does `mode_coverage` return? Think, and assign `captured`, `covered`, `spread` and `reverse_kl`. (Give the last in nats, right to two decimals; `np.log` may help.)
#
# Then six samples of the first mode move away, one to each of the six modes that had none. What are `captured_then` and `covered_then`? Is the reverse KL divergence then `"higher"`, `"lower"` or `"equal"`? Assign that to `reverse_kl_then`.


# %% tags=["answer:05.2"]
# assign captured, covered, spread, reverse_kl,
# captured_then, covered_then and reverse_kl_then
### BEGIN SOLUTION
captured, covered, spread = 2, 2, 0
reverse_kl = 0.75 * np.log(0.75 * 8) + 0.25 * np.log(0.25 * 8)
captured_then, covered_then, reverse_kl_then = 8, 2, "lower"
### END SOLUTION

# %% [markdown]
# The checks make both sets of samples and measure them with `mode_coverage`: `truth` is what it returns before the six samples move, and `later` what it returns afterwards.

# %% tags=["help:05.2"]
ring = data.gaussian_ring()
counts = np.array([1200, 400, 0, 0, 0, 0, 0, 0])
moved = counts + [-6, 0, 1, 1, 1, 1, 1, 1]
truth, later = (
    metrics.mode_coverage(ring.modes.repeat(c, axis=0), ring.modes, ring.sigma)
    for c in (counts, moved)
)

# %% [markdown]
# Three other numbers are easily mistaken for the divergence:

# %% tags=["help:05.2"]
used = counts[counts > 0] / 1600
entropy = -np.sum(used * np.log(used))
KL_REASONS = {
    entropy: (
        "that is the entropy of the shares: large for even shares, where a divergence "
        "from even shares is small"
    ),
    np.log(2) - entropy: (
        "that is the divergence from equal shares of two modes; the ring has more"
    ),
    truth["reverse_kl"] / np.log(2): "that is right in bits; nats are asked for",
}

# %% [markdown]
# The first check is about the two counts of modes before any sample moves.

# %% tags=["check:05.2", "points:1"]
assert captured == truth["captured"], (
    f"{captured} modes captured? Count the modes that hold a sample"
)
assert covered == truth["covered"], (
    f"{covered} covered modes? A quarter of the fair share is {1600 / 8 / 4:.0f} samples"
)

# %% [markdown]
# How far do samples of the same mode lie from each other?

# %% tags=["check:05.2", "points:1"]
assert np.isclose(spread, truth["spread"], atol=1e-6), (
    f"a spread of {spread}? It is the standard deviation of samples around the mean of "
    "those at the same mode; how do the samples of one mode differ here?"
)

# %% [markdown]
# Next comes the reverse KL divergence from equal shares. A divergence is never negative, and it is 0 only if the shares are equal.

# %% tags=["check:05.2", "points:2"]
assert not np.isinf(reverse_kl), (
    "infinite is the other divergence, that of equal shares from the samples' shares; in "
    "the reverse one a mode without samples adds nothing"
)
assert not np.isnan(reverse_kl), (
    "a divergence of nan? 0 log 0 counts as 0 here: leave out modes without samples"
)
assert reverse_kl > 0, (
    f"a divergence of {reverse_kl:.3f}? It is never negative, and 0 only if the shares "
    "are equal: what are they compared with?"
)
for mistaken, reason in KL_REASONS.items():
    assert not np.isclose(reverse_kl, mistaken, atol=0.01), reason
assert np.isclose(reverse_kl, truth["reverse_kl"], atol=0.01), (
    f"a divergence of {reverse_kl:.3f}? Put the shares into the sum in 'Numbers that see "
    "a collapse'"
)

# %% [markdown]
# What are the two counts after six samples have moved?

# %% tags=["check:05.2", "points:1"]
assert captured_then == later["captured"], (
    f"{captured_then} modes captured then? How many samples does it take?"
)
assert covered_then == later["covered"], (
    f"{covered_then} modes covered then? See what 'one mode and luck' scores in the lesson"
)

# %% [markdown]
# And which way does the divergence go?

# %% tags=["check:05.2", "points:1"]
assert reverse_kl_then in ("higher", "lower", "equal"), (
    "answer 'higher', 'lower' or 'equal'"
)
change = np.sign(later["reverse_kl"] - truth["reverse_kl"])
assert {"higher": 1, "equal": 0, "lower": -1}[reverse_kl_then] == change, (
    "are the shares nearer to equal ones than before, or further from them?"
)

# %% [markdown]
# ## 3. Repair noisy labels
#
# A well-known list of tricks for GANs advises noisy labels: random numbers from 0.7 to 1.2 for real samples, and from 0 to 0.3 for generated ones. This discriminator loss follows the advice:


# %%
def broken_discriminator_loss(real_logits, fake_logits, seed):
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    noise = tf.random.stateless_uniform(tf.shape(real_logits), seed, -0.3, 0.2)
    real_labels = 1 + noise
    noise = tf.random.stateless_uniform(tf.shape(fake_logits), seed, 0.0, 0.3)
    fake_labels = 0 + noise
    return cross_entropy(real_labels, real_logits) + cross_entropy(
        fake_labels, fake_logits
    )


# %% [markdown]
# Each of the two lines printed below shows the loss of a discriminator that is right about one sample and becomes ever surer of it. (The other sample's logit stays at 0 and contributes 0.7.)


# %%
def losses_of_one(real_logits, fake_logits, seed=(0, 4)):
    for real, fake in zip(real_logits, fake_logits):
        logits = tf.fill([1, 1], real), tf.fill([1, 1], fake)
        print(f"{broken_discriminator_loss(*logits, seed):9.1f}", end="")
    print()


print("a real sample's logit is      0, 10, 100, 1000:", end="")
losses_of_one([0.0, 10.0, 100.0, 1000.0], [0.0] * 4)
print("a generated one's logit is 0, -10, -100, -1000:", end="")
losses_of_one([0.0] * 4, [0.0, -10.0, -100.0, -1000.0])

# %% [markdown]
# In the first line one label happens to be such that the loss falls without end. No cross-entropy of two distributions does that. In the second line the discriminator is punished for being right about a generated sample, as if it should take some of those for real.
#
# Write the loss as *one-sided* label smoothing with noise. Each real sample gets a label of its own, drawn uniformly from all values between 0.7 and 1.2 that a label may have. For generated samples do what one-sided smoothing does. As in the course, the loss is the mean over the real samples plus the mean over the generated ones. It must work on logits however large, of shapes `(n, 1)` and `(m, 1)`, where `n` and `m` may differ. The pair of integers `seed` decides the labels.


# %% tags=["answer:05.3"]
def discriminator_loss(real_logits, fake_logits, seed):
    ### BEGIN SOLUTION
    labels = tf.random.stateless_uniform(tf.shape(real_logits), seed, 0.7, 1.0)
    real_loss = ops.softplus(ops.negative(real_logits)) + (1 - labels) * real_logits
    return ops.mean(real_loss) + ops.mean(ops.softplus(fake_logits))
    ### END SOLUTION


# %% [markdown]
# The checks call your loss and take its gradient with respect to all logits.


# %% tags=["help:05.3"]
def loss_and_gradients(*logits, seed):
    logits = [tf.constant(part) for part in logits]
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = discriminator_loss(*logits, seed)
    assert tf.is_tensor(loss), (
        f"a tensor is asked for, yours is a {type(loss).__name__}: gradients pass "
        "TensorFlow and keras.ops only"
    )
    assert loss.shape == (), f"a loss is one number, yours has shape {loss.shape}"
    gradients = tape.gradient(loss, logits)
    assert all(part is not None for part in gradients), (
        "no gradient reaches the logits: is the loss computed by TensorFlow, from both?"
    )
    return loss, gradients


# %% [markdown]
# The gradient reveals the labels. With respect to a logit $x$ with label $y$, the mean cross-entropy of $n$ samples has the derivative $(\sigma(x) - y) / n$, where $\sigma$ is the sigmoid. With another loss these "labels" mean nothing, so if a check fails, mend your loss before you read the next one. `real_logits` and `fake_logits` are those of a discriminator that knows nothing.


# %% tags=["help:05.3"]
def loss_and_labels(real_logits, fake_logits, seed):
    """Returns your loss, the labels of real samples, and those of generated ones."""
    logits = real_logits, fake_logits
    loss, gradients = loss_and_gradients(*logits, seed=seed)
    labels = [tf.sigmoid(x) - len(x) * slope for x, slope in zip(logits, gradients)]
    return loss, *(part.numpy().ravel() for part in labels)


real_logits, fake_logits = np.zeros((2000, 1), "float32"), np.zeros((500, 1), "float32")

# %% [markdown]
# The last check compares the loss itself: it must be the cross-entropy with the labels that its gradient reveals.


# %% tags=["help:05.3"]
def check_loss(x, fake_logits, seed):
    """Compares the loss with that of the labels, x are real samples' logits."""
    loss, y, fake_labels = loss_and_labels(x, fake_logits, seed)
    assert 0.699 < y.min() and y.max() < 1.001 and np.std(y) > 0.05, (
        f"{len(y)} labels of real samples go from {y.min():.2f} to {y.max():.2f}: are "
        "they uniform for any number of samples?"
    )
    assert np.abs(fake_labels).max() < 1e-3, "right labels of generated samples are 0"
    expected = np.mean(np.logaddexp(0, -x.ravel()) + (1 - y) * x.ravel())
    expected = expected + np.mean(np.logaddexp(0, fake_logits))
    assert np.isclose(loss, expected, rtol=1e-3), (
        f"with your labels the cross-entropy is {expected:.3f}, yours is {loss:.3f}"
    )


# %% [markdown]
# With all logits at 0 the labels do not matter, and the loss is the same number for any of them.

# %% tags=["check:05.3", "points:1"]
loss, *_ = loss_and_labels(real_logits, fake_logits, (0, 4))
assert np.isclose(loss, 2 * np.log(2), rtol=1e-3), (
    f"at logits of 0 the loss is log 4 = 1.386 for any labels, yours is {loss:.3f}: the "
    "mean over real samples plus the mean over generated ones. Has the real part both "
    "terms of the cross-entropy, with y and with 1 - y, and is there exactly one sigmoid?"
)

# %% [markdown]
# A discriminator that takes all generated samples for real has to pay for it. And which labels do they have?

# %% tags=["check:05.3", "points:1"]
big, *_ = loss_and_labels(real_logits, fake_logits + 200, (1, 1))
assert 130 < big < np.inf, (
    f"generated samples with a logit of 200: a loss of 200.7 expected, yours is {big:.1f}. "
    "Is it a cross-entropy of logits, not of probabilities, and a mean over them alone?"
)
_, _, fake_labels = loss_and_labels(real_logits, fake_logits, (0, 4))
furthest = fake_labels[np.abs(fake_labels).argmax()]
assert abs(furthest) < 1e-3, (
    f"a generated sample has the label {furthest:.2f}: which side is smoothed by "
    "one-sided smoothing? See 'Calm the players'"
)
assert np.isclose(big, 200.7, atol=0.1), (
    f"generated samples with a logit of 200: a loss of 200.7 expected, yours is {big:.1f}. "
    "Is it clipped?"
)

# %% [markdown]
# Are all labels of real samples in the range that is asked for?

# %% tags=["check:05.3", "points:1"]
_, real_labels, _ = loss_and_labels(real_logits, fake_logits, (0, 4))
assert real_labels.max() < 1.001, (
    f"a label of {real_labels.max():.2f} for a real sample: of what is a label the "
    "probability?"
)
assert real_labels.min() > 0.699, (
    f"a label of {real_labels.min():.2f} for a real sample is below 0.7"
)

# %% [markdown]
# Does each real sample get a label of its own, and are the labels uniform? If so, a quarter of them lies in each quarter of the range.

# %% tags=["check:05.3", "points:1"]
_, real_labels, _ = loss_and_labels(real_logits, fake_logits, (0, 4))
assert np.std(real_labels) > 1e-3, (
    f"all real samples have the label {real_labels[0]:.3f}: a label of its own for each, "
    "in the logits' shape"
)
assert np.mean(real_labels > 0.9999) < 0.05, (
    f"{np.mean(real_labels > 0.9999):.0%} of the real labels are exactly 1, which is not "
    "uniform: draw from the right range instead of cutting off afterwards"
)
quartiles = np.quantile(real_labels, [0.25, 0.5, 0.75])
assert np.allclose(quartiles, [0.775, 0.85, 0.925], atol=0.02), (
    f"the quartiles of your real labels are {quartiles.round(2)}: is their distribution "
    "uniform over the whole range that is allowed?"
)

# %% [markdown]
# Does the seed decide the labels? The same seed must give the same labels again. Another one must not, whichever of its two integers differs.

# %% tags=["check:05.3", "points:1"]
seeds = (0, 4), (0, 4), (0, 5), (1, 4)
a, again, b, c = (loss_and_labels(real_logits, fake_logits, s)[1] for s in seeds)
assert np.allclose(a, again, atol=1e-4), (
    "the same seed gave other labels: where does your noise come from?"
)
assert not any(np.allclose(x, y, atol=1e-4) for x, y in ((a, b), (a, c), (b, c))), (
    "another seed gave the same labels: does it reach your noise?"
)

# %% [markdown]
# Now the logits of real samples are large. Labels between 0.7 and 1 leave the loss some room: from 0.7 to 60.7 where the logits are 200, and from 140.7 to 200.7 where they are -200. (The log 2 of the generated samples is included.)

# %% tags=["check:05.3", "points:1"]
for logit, low, high in ((200, 0.7, 60.7), (-200, 140.7, 200.7)):
    loss, *_ = loss_and_labels(real_logits[:3] + logit, fake_logits, (1, 1))
    assert low - 0.1 < loss < high + 0.1, (
        f"real samples with a logit of {logit}: the loss is {loss:.1f}, not between {low} "
        f"and {high}. Is it a cross-entropy of logits, not of probabilities? Is it clipped?"
    )

# %% [markdown]
# The last logits have both signs, 40 of real samples and 7 of generated ones.

# %% tags=["check:05.3", "points:1"]
# More seeds are tried when it is graded.
rng = np.random.default_rng(3)
mixed = [rng.normal(0, 20, (n, 1)).astype("float32") for n in (40, 7)]
check_loss(*mixed, (2, 3))
### BEGIN HIDDEN TESTS
for seed in [(7, 1), (0, 9)]:
    check_loss(*mixed, seed)
### END HIDDEN TESTS

# %% [markdown]
# ## 4. How many different samples? The birthday test
#
# On real images nobody knows the modes. But 23 people are enough for an even chance of a shared birthday among 365 days, and the same idea counts what a generator can draw (Arora and Zhang, 2017). Suppose it draws $N$ different samples, each equally often. Among $s$ independent samples, how many *pairs* are then equal, on average? Solve that for $N$.
#
# Write a function that returns the estimate of $N$, which need not be a whole number. `samples` holds at least two points or images, in the shape `(s, ...)`. Two samples count as equal if their Euclidean distance, over all pixels, is at most `tolerance`. If no two samples are equal, return `np.inf`. (`pdist(vectors)` returns the distance of each pair of rows once, `s (s - 1) / 2` numbers.)


# %% tags=["answer:05.4"]
def different_samples(samples, tolerance):
    ### BEGIN SOLUTION
    distances = pdist(np.reshape(samples, (len(samples), -1)))
    equal = np.sum(distances <= tolerance)
    return len(distances) / equal if equal else np.inf
    ### END SOLUTION


# %% [markdown]
# The checks get your estimate through this function, which also makes sure that it is one number.


# %% tags=["help:05.4"]
def estimate(samples, tolerance):
    found = different_samples(samples, tolerance)
    assert found is not None and np.shape(found) == (), (
        f"one number is asked for, yours is a {type(found).__name__} of shape "
        f"{np.shape(found)}"
    )
    return found


halves = np.repeat([[0.0, 0.0], [3.0, 4.0]], 5, axis=0)

# %% [markdown]
# The first generator has collapsed as far as it can: all ten samples are equal.

# %% tags=["check:05.4", "points:1"]
found = estimate(np.ones((10, 2)), 1e-6)
assert not np.isclose(found, 0.9), (
    "ten equal samples, and your estimate is 0.9: is a sample a pair with itself?"
)
assert not np.isclose(found, 0.5), (
    "ten equal samples, and your estimate is 1/2: is each pair counted once, above and "
    "below the fraction?"
)
assert np.isclose(found, 1), (
    f"a generator that always draws the same has one sample, your estimate is {found:.2f}"
)

# %% [markdown]
# These twenty samples all differ. Nobody knows how many others there are.

# %% tags=["check:05.4", "points:1"]
found = estimate(np.arange(20.0)[:, None], 0.5)
assert found == np.inf, (
    "no two of these 20 samples are equal, so the estimate is infinite: it has no bound "
    f"yet, {found} found. Is a sample a pair with itself?"
)

# %% [markdown]
# `halves` holds two points, each five times. Chance may have left out others, and the estimate has to allow for that.

# %% tags=["check:05.4", "points:1"]
found = estimate(halves, 1.0)
assert not np.isclose(found, 2), (
    "2 is the number of different samples that were *seen* (or do you round?); a "
    "generator of thousands would always look as if it had as many as you drew"
)
assert np.isclose(found, 45 / 20), (
    "five samples of one kind and five of another: 20 of 45 pairs are equal, what does "
    f"that say about N? Yours is {found:.3f}"
)

# %% [markdown]
# The two points are 5 apart. First the tolerance is a little smaller than that, and then it is exactly that.

# %% tags=["check:05.4", "points:1"]
found = estimate(halves, 4.5)
assert np.isclose(found, 45 / 20), (
    "two points 5 apart are not equal if the tolerance is 4.5: 2.25 expected, yours is "
    f"{found:.3f}; which distance do you take?"
)
found = estimate(halves, 5.0)
assert np.isclose(found, 1), (
    "two points 5 apart are equal if the tolerance is 5: 1 expected, yours is "
    f"{found:.3f}. 'At most' includes equal; and which distance do you take?"
)

# %% [markdown]
# In images, small differences of single pixels add up to a larger distance of the whole.

# %% tags=["check:05.4", "points:1"]
images = np.zeros((4, 3, 3, 1))
images[0, 0, 0], images[1, 0, 0], images[2, 2, 2] = 0.8, 0.5, 0.8
found = estimate(images, 1.0)
assert np.isclose(found, 6 / 5), (
    "four images, of which all pairs but one are closer than 1, over all pixels together: "
    f"6/5 = 1.200 expected, your estimate is {found:.3f}; is your distance one of whole "
    "images?"
)

# %% [markdown]
# Is it right on average? A single estimate is rough, and infinite if there is no equal pair. So we take the mean of its inverse over 300 draws of forty samples each.

# %% tags=["check:05.4", "points:1"]
rng = np.random.default_rng(5)
rates = [1 / estimate(rng.integers(0, 80, (40, 1)), 0.1) for _ in range(300)]
assert abs(np.mean(rates) * 80 - 1) < 0.15, (
    "forty samples of a generator that draws 80 equally often: the mean of 1/N should be "
    f"near 1/80, yours is near 1/{1 / np.mean(rates):.0f}"
)

# %% [markdown]
# The last samples are small images of three kinds, four of each, in a random order.

# %% tags=["check:05.4", "points:1"]
# Other numbers of kinds and images are tried when it is graded.
rng = np.random.default_rng(6)
samples = rng.permutation(np.repeat(rng.normal(size=(3, 2, 2)), 4, axis=0))
found = estimate(samples, 1e-9)
assert np.isclose(found, 66 / 18), (
    f"18 of 66 pairs are equal: 66/18 = 3.667 expected, your estimate is {found:.3f}"
)
### BEGIN HIDDEN TESTS
for kinds, repeats in ((1, 2), (3, 4), (7, 3)):
    samples = np.repeat(rng.normal(size=(kinds, 2, 2)), repeats, axis=0)
    total = kinds * repeats
    expected = total * (total - 1) / (kinds * repeats * (repeats - 1))
    found = estimate(rng.permutation(samples), 1e-9)
    assert np.isclose(found, expected), f"wrong for {kinds}"
### END HIDDEN TESTS

# %% [markdown]
# How well does it work? We take generators that draw from ten to a thousand different samples, and make thirty estimates for each, of 100 samples.

# %%
rng, kinds = np.random.default_rng(0), (10, 30, 100, 300, 1000)
draws = [rng.integers(0, n, (30, 100, 1)) for n in kinds]
estimates = [[different_samples(x, 0.5) for x in part] for part in draws]

# %% [markdown]
# Each dot is an estimate. Look how far the dots scatter about the dotted line. Few equal pairs make a rough estimate, but 100 samples are enough to tell ten from a thousand.

# %%
figure, axes = plt.subplots(figsize=(5, 3.4), dpi=100, layout="constrained")
for n, found in zip(kinds, estimates):
    axes.loglog([n] * 30, found, "o", color="tab:blue", alpha=0.3)
axes.loglog([8, 1200], [8, 1200], "k:", label="exactly right")
axes.set(xlabel="different samples that the generator draws", ylabel="your estimate")
axes.legend()
plt.show()

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# "We trained both methods once, and ours covers more modes." How often is such a sentence wrong, if the means over all seeds of an arm are the truth? The table of lesson 05 has ten seeds or more for each arm. Each run was evaluated twenty times. (Runs without a remedy then went on to four times as many steps.) This function returns the covered modes at the twentieth evaluation, one number for each seed.


# %%
table = data.load_table("collapse")


def covered_at_the_end(world, arm):
    rows = table[(table["data"] == world) & (table["arm"] == arm)]
    rows = rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, evaluations
    return rows["covered"][:, 19]


# %% [markdown]
# Here they are for the grid, a line for each arm, with its seeds sorted. Which arms overlap?

# %%
for arm in dict.fromkeys(table["arm"]):
    print(f"{arm:<29}", *np.sort(covered_at_the_end("grid", arm)))

# %% [markdown]
# Take two arms of the grid whose runs overlap, for instance unrolling and the minibatch standard deviation. Draw $k$ seeds of each at random, without repetition, and compare the means of their covered modes. Do this thousands of times. How often does each arm win, and how often neither, for $k = 1, 3, 5$? Why would $k = 10$ tell nothing about arms with ten seeds, and what changes if you draw with repetition? What do you find for two other arms? Which numbers would you print beside the mean? Write a sentence about the two arms that you would believe. (Graded by hand: two points each for what you tried, the numbers that you found, and the reason why single runs mislead.)

# %%
# your experiments

# %% [markdown] tags=["explain:05.5", "points:6"]
# Over all ten seeds the minibatch standard deviation covers 18.9 modes on average, and unrolling 13.2. With one seed of each, unrolling nevertheless wins in 47 % of all draws and loses in 51 %, like a coin. With three seeds it still wins in 16 %, and with five in 6 %. (The last two shares are too favourable, because five of only ten seeds are half of all that we know.) The reason is that unrolling has two kinds of runs: six that cover 21 to 23 modes, and four that cover none. Its standard deviation over seeds is about 11, so a mean of three scatters by some 6, which is as much as the two arms differ. Which arm is better even depends on the question. By the median it is unrolling (21.5 against 19.5). By the mean it is not, because unrolling may fail altogether. So I would report all seeds, or mean and standard error together with the number of failed runs, and I would not believe a comparison of single runs. Arms without overlap are different: packing by 2 (25 on all of twenty seeds) beats the minibatch standard deviation (at most 24) with any seed. And if packing by 2 is compared with packing by 4, one seed of each gives a tie in 70 % of all draws, though three of ten runs of packing by 4 missed modes. Rare failures need many seeds to be seen at all.
