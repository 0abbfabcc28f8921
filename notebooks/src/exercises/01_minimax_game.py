# %% [markdown]
# # Exercises 01: the minimax game
#
# These exercises go with [lesson 01](../01_minimax_game.ipynb). Replace the lines that raise `NotImplementedError`, and leave the checks as they are. The first four exercises end in checks. Run them. If a check prints nothing, it has passed. If it fails, it says what your answer does, and often which section to look at again.

# %%
import gan_course  # first: it silences TensorFlow's start-up messages

import matplotlib.pyplot as plt
import numpy as np
import scipy.stats
import tensorflow as tf
from keras import ops

# %% [markdown]
# ## 1. The best discriminator, for unequal shares
#
# In the lesson half of what the discriminator sees is real. Now a share $r$ of it is real, so the discriminator maximizes
#
# $$r\,\mathbb{E}_{x \sim p} \log D(x) + (1 - r)\,\mathbb{E}_{x \sim q} \log(1 - D(x)).$$
#
# Derive the best $D(x)$ place by place, as in the lesson. Return it for arrays of densities $p$ and $q$ of the same shape.


# %% tags=["answer:01.1"]
def best_discriminator(p, q, r=0.5):
    ### BEGIN SOLUTION
    return r * p / (r * p + (1 - r) * q)
    ### END SOLUTION


# %% tags=["help:01.1"]
x = np.linspace(-2, 2, 9)
p, q = scipy.stats.norm.pdf(x, -0.5, 1), scipy.stats.norm.pdf(x, 0.5, 1)

# %% tags=["check:01.1", "points:1"]
found = np.asarray(best_discriminator(p, q))
assert np.shape(found) == x.shape, (
    f"one probability for each place: shape {x.shape} expected, {np.shape(found)} found"
)
assert np.all((found > 0) & (found < 1)), (
    "a probability left (0, 1): what do you divide by?"
)
assert found[0] > 0.5 > found[-1], (
    "where real samples are denser D must be above one half; is it real or generated "
    "whose share you return?"
)
assert abs(found[4] - 0.5) < 1e-9, (
    "where both densities are equal the best answer is one half; see 'The best "
    "discriminator'"
)
assert np.allclose(found, 1 / (1 + q / p)), (
    "set the derivative of p log t + q log(1 - t) to 0 and solve for t"
)

# %% tags=["check:01.1", "points:1"]
found, often = (np.asarray(best_discriminator(p, q, r)) for r in (0.5, 0.9))
assert np.all(often > found), (
    "with more real samples about, D must believe more; where does r enter?"
)
assert np.allclose(often / (1 - often), 9 * p / q), (
    "with r = 0.9 real samples are nine times as frequent: the odds D / (1 - D) should "
    "be nine times p / q"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
p, q = rng.uniform(0.1, 3, (2, 4, 5))
for r in (0.05, 0.3, 0.7):
    expected = 1 / (1 + (1 - r) * q / (r * p))
    assert np.allclose(best_discriminator(p, q, r), expected), f"wrong for r = {r}"
### END HIDDEN TESTS

# %% [markdown]
# The next cell draws your discriminator. The larger the share of real samples, the more places it takes for real.

# %%
places = np.linspace(-4, 4, 200)
densities = [scipy.stats.norm.pdf(places, mean, 1) for mean in (-0.5, 0.5)]
figure, axes = plt.subplots(figsize=(5.5, 3), dpi=100, layout="constrained")
for density, kind in zip(densities, ("real", "generated")):
    axes.fill_between(places, density, alpha=0.2, label=f"density of {kind} samples")
for r, style in ((0.1, ":"), (0.5, "-"), (0.9, "--")):
    best = best_discriminator(*densities, r)
    axes.plot(places, best, "k", ls=style, label=f"D for r = {r}")
axes.set(xlabel="x", ylabel="D(x), or density")
axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# ## 2. Predict: a discriminator that is too sure
#
# A discriminator answers 0.9 for *every* sample, real or generated. Predict the value $V$ of the game by hand; an expression with `np.log` will do. Then compare it with the value of a discriminator that always answers one half: is $V$ `"higher"`, `"lower"` or `"equal"`?


# %% tags=["answer:01.2"]
# value: a number; compared: "higher", "lower" or "equal"
### BEGIN SOLUTION
value = np.log(0.9) + np.log(0.1)
compared = "lower"
### END SOLUTION

# %% tags=["check:01.2", "points:1"]
assert value < 0, "both terms are means of logarithms of probabilities: V is at most 0"
assert not np.isclose(value, 2 * np.log(0.9)), (
    "for generated samples it is log(1 - D) that counts, see 'The game'"
)
assert not np.isclose(value, (np.log(0.9) + np.log(0.1)) / 2), (
    "V is the sum of two means, not the mean of all samples"
)
assert np.isclose(value, np.log(0.9) + np.log(1 - 0.9), atol=0.01), (
    f"V is E log D + E log(1 - D), with D = 0.9 in both; yours is {value:.3f}"
)
assert compared in ("higher", "lower", "equal"), "answer 'higher', 'lower' or 'equal'"
one_half = 2 * np.log(0.5)
assert compared == ("lower" if np.log(0.09) < one_half else "higher"), (
    f"one half has V = {one_half:.3f}: compare yours with it. Who knows nothing does "
    "best to say so"
)

# %% [markdown]
# ## 3. Repair a loss
#
# Many programs compute the generator's loss from probabilities, as the function below does. It looks right, and it trains until the discriminator is far ahead. Then its gradient becomes 0 without a word, and soon the loss becomes infinite and the weights become NaN, which is not a number.


# %%
def broken_generator_loss(fake_logits):
    probabilities = 1 / (1 + ops.exp(-fake_logits))
    return -ops.mean(ops.log(probabilities))


print("at -3:  ", float(broken_generator_loss(tf.constant([[-3.0]]))))
print("at -200:", float(broken_generator_loss(tf.constant([[-200.0]]))))

# %% [markdown]
# Write the loss so that it is right for any logits. Do not call `gan_course.losses`, which has it, and do not clip.


# %% tags=["answer:01.3"]
def generator_loss(fake_logits):
    ### BEGIN SOLUTION
    return ops.mean(ops.softplus(ops.negative(fake_logits)))
    ### END SOLUTION


# %% tags=["help:01.3"]
def value_and_pull(logits):
    """Returns the loss of logits, and its gradient at each."""
    logits = tf.constant(logits, shape=(len(logits), 1))
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = generator_loss(logits)
    pulls = tape.gradient(loss, logits) if tf.is_tensor(loss) else None
    assert pulls is not None, "gradients flow only through TensorFlow and keras.ops"
    return loss, pulls


# %% [markdown]
# Is your loss one number, equal to the broken one where that is right, and finite everywhere?

# %% tags=["check:01.3", "points:1"]
assert not uses(generator_loss, "gan_course"), (
    "this once without gan_course.losses: see 'Losses on logits'"
)
loss, pulls = value_and_pull([-3.0, 0.0, 2.0])
assert np.shape(loss) == (), (
    f"a loss is one number, the mean over the batch; yours has shape {np.shape(loss)}"
)
assert np.isclose(loss, broken_generator_loss(tf.constant([[-3.0], [0.0], [2.0]]))), (
    f"for harmless logits the broken loss is right, and yours differs: {loss:.3f}"
)
for logit in (-200.0, 200.0, -1000.0):
    loss, pulls = value_and_pull([logit])
    assert np.isfinite(loss), (
        f"not finite at a logit of {logit:.0f}: does an exp overflow, or a log get 0?"
    )

# %% [markdown]
# At a very low logit the loss is minus the logit, so its gradient is -1. Is yours, wherever we look?

# %% tags=["check:01.3", "points:1"]
for logit in (-1000.0, -80.0, -50.0):
    loss, pulls = value_and_pull([logit])
    assert np.isclose(loss, -logit), (
        f"at a logit of {logit:.0f} the loss should be {-logit:.0f}, yours is {loss:.2f}: "
        "is anything clipped?"
    )
    assert np.isclose(pulls[0, 0], -1), (
        f"at a logit of {logit:.0f} the gradient should be -1, yours is {pulls[0, 0]:.2f}: "
        "the worst images would teach nothing (and NaN if one branch of a where "
        "overflows); see 'Losses on logits'"
    )
### BEGIN HIDDEN TESTS
logits = np.random.default_rng(2).normal(0, 30, 64).astype("float32")
loss, pulls = value_and_pull(logits)
expected = gan_course.losses.non_saturating_generator_loss(logits[:, None])
assert np.isclose(loss, expected, rtol=1e-5), "wrong for logits of both signs"
assert np.allclose(pulls[:, 0], -1 / (1 + np.exp(logits)) / 64, atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# ## 4. How far apart are two dots?
#
# All real samples are at the point 0, and all generated ones at $\theta$. Return two numbers in this order, for any $\theta$ of either sign: the Jensen-Shannon divergence of the two, and their Wasserstein-1 distance. Thinking is enough: there is nothing to integrate.


# %% tags=["answer:01.4"]
def two_dots(theta):
    ### BEGIN SOLUTION
    return np.log(2) if theta != 0 else 0.0, abs(theta)
    ### END SOLUTION


# %% tags=["check:01.4", "points:2"]
near, far = two_dots(0.01), two_dots(5.0)
assert np.isclose(near[0], far[0]), (
    "where two distributions do not touch the divergence does not tell near from far; "
    "see 'When the two do not touch'"
)
assert not np.isclose(far[0], np.log(4)), (
    "log 4 is twice the divergence: it is half the sum of two terms"
)
assert np.isclose(far[0], np.log(2)), (
    f"its greatest value is log 2, not {far[0]:.3f}; scipy's function "
    "returns a root, and logarithms are natural"
)
assert np.isclose(two_dots(-2.0)[0], far[0]), (
    "at -2 the dots are as far apart as at 2, but your divergence differs"
)
assert two_dots(0.0)[0] == 0, "for equal distributions a divergence is 0"
assert two_dots(-2.0)[1] > 0, "a distance is not negative, wherever theta lies"
assert two_dots(0.0)[1] == 0, "nothing has to move if both are at the same place"
assert np.isclose(near[1], 0.01) and np.isclose(two_dots(-2.0)[1], 2), (
    "all the mass has to go from theta to 0: how far is that?"
)
### BEGIN HIDDEN TESTS
for theta in (-7.5, -0.3, 1.25):
    divergence, distance = two_dots(theta)
    assert np.isclose(divergence, np.log(2)) and np.isclose(distance, abs(theta))
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# In the lesson's smallest GAN both players take steps of the same size. Copy `play` from the lesson and give it two sizes, `h` for the generator and `k` for the discriminator. Play the bilinear game without a penalty. Are there positive sizes that bring the players to the equilibrium from any start if they move simultaneously? And if they alternate? Try, then write down what you found and why it is so. A hint: one step is a two-by-two matrix, and the product of its eigenvalues is its determinant. This is graded by hand: one point for what you tried, one for what you saw, and one for the reason.

# %%
# your experiments

# %% [markdown] tags=["explain:01.5", "points:3"]
# No sizes do. If the players move simultaneously, one step is the matrix $\begin{pmatrix} 1 & -h \\ k & 1 \end{pmatrix}$ with determinant $1 + hk > 1$. Every step enlarges areas, so the players spiral outwards, more slowly with smaller steps. If they alternate, it is $\begin{pmatrix} 1 & -h \\ k & 1 - hk \end{pmatrix}$ with determinant 1. For $hk < 4$ they stay on an ellipse, and beyond $hk = 4$ they fly apart. So another rate for the discriminator alone does not damp this game. A penalty of the right weight does, because it makes the determinant smaller than 1.
