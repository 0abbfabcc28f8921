# %% [markdown]
# # Exercises 06: the Wasserstein GAN
#
# They go with [lesson 06](../06_wasserstein_gan.ipynb). The first four end in checks. Run them: a check that says nothing has passed; one that fails says what your answer does, and often which section to look at again. Replace the lines that raise `NotImplementedError`; the checks are not to be changed.

# %%
from gan_course.losses import (
    wasserstein_discriminator_loss,
    wasserstein_generator_loss,
)

import keras
import matplotlib.pyplot as plt
import numpy as np
import scipy.stats
import tensorflow as tf
from keras import layers, ops
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist


# %% [markdown]
# This is the lesson's exact distance, the mean length of the way in the cheapest plan. The checks of exercise 2 compare with it, and exercise 5 is about it.


# %%
def earth_mover(real, fake):
    """Returns the exact distance of two clouds of equally many points."""
    costs = cdist(real, fake)
    rows, columns = linear_sum_assignment(costs)
    return costs[rows, columns].mean()


# %% [markdown]
# ## 1. Predict: the same critic in other words
#
# A critic $f$ has been trained. Its loss is -2, the generator's loss is 4, and the steepest slope of $f$ is 0.5. Now somebody replaces $f(x)$ by $3 f(x) - 5$, which ranks all images in the same order. Predict three numbers, without running code:
#
# - `critic_loss`: the loss of the new critic;
# - `generator_loss`: the generator's loss against the new critic;
# - `at_least`: the lower bound on $W_1$ that the new critic gives, with its own steepest slope.


# %% tags=["answer:06.1"]
# assign critic_loss, generator_loss and at_least
### BEGIN SOLUTION
critic_loss = 3 * -2.0
generator_loss = 3 * 4.0 + 5
at_least = 6 / (3 * 0.5)
### END SOLUTION

# %% [markdown]
# Many critics have these two losses. The checks take the outputs of one, on three real and three generated images, and compute the losses after the change.

# %% tags=["help:06.1"]
real_outputs = tf.constant([[-3.0], [-1.0], [-2.0]])
fake_outputs = tf.constant([[-4.5], [-3.5], [-4.0]])
new_outputs = [3 * outputs - 5 for outputs in (real_outputs, fake_outputs)]
d_expected = float(wasserstein_discriminator_loss(*new_outputs))
g_expected = float(wasserstein_generator_loss(new_outputs[1]))

# %% [markdown]
# Some wrong predictions show how they came about:

# %% tags=["help:06.1"]
D_REASONS = {
    -2: "the means of the outputs are now three times as far apart",
    d_expected - 5: (
        "if the same number is taken from all outputs, what becomes of a difference of "
        "two means?"
    ),
}
G_REASONS = {
    -g_expected: "that is the mean of the new outputs; what does the loss make of it?",
    g_expected - 5: "only one mean is in it, so nothing cancels here",
    g_expected - 10: "the outputs fall by 5, and in which direction goes the loss?",
}

# %% [markdown]
# The critic's loss is a difference of two means. Is your prediction right?

# %% tags=["check:06.1", "points:1"]
assert critic_loss < 0, (
    f"your critic's loss is {critic_loss:g}: is the sign of an estimate the sign of the "
    "loss? See 'The same distance, asked of a critic'"
)
for wrong, reason in D_REASONS.items():
    assert not np.isclose(critic_loss, wrong), reason
assert np.isclose(critic_loss, d_expected), (
    f"your critic's loss is {critic_loss:g}: write down both means before and after"
)

# %% [markdown]
# The generator's loss depends on the generated images only. Is your prediction right?

# %% tags=["check:06.1", "points:1"]
for wrong, reason in G_REASONS.items():
    assert not np.isclose(generator_loss, wrong), (
        f"your generator's loss is {generator_loss:g}: {reason}"
    )
assert np.isclose(generator_loss, g_expected), (
    f"your generator's loss is {generator_loss:g}: first find the mean of the outputs on "
    "generated images, from a loss of 4"
)

# %% [markdown]
# The last check is about the lower bound on the distance.

# %% tags=["check:06.1", "points:1"]
before = -float(wasserstein_discriminator_loss(real_outputs, fake_outputs)) / 0.5
assert not np.isclose(at_least, 3 * before), (
    f"at least {at_least:g}: has only the estimate grown? A stretched function is steeper"
)
assert at_least > 0, f"at least {at_least:g}: a distance cannot be negative"
assert np.isclose(at_least, before), (
    f"at least {at_least:g}: a critic that is never steeper than K has an estimate of at "
    "most K times the distance, see 'The same distance, asked of a critic'. What are "
    "estimate and K of the new critic?"
)

# %% [markdown]
# ## 2. Implement: a distance seen from several sides
#
# In one dimension the cheapest plan is easy, and needs no list of all pairs. In more dimensions we can look at both clouds along a direction $u$ of length 1: every point $x$ becomes the number $x \cdot u$. The two clouds of numbers have a Wasserstein-1 distance. Its mean over several directions is called the **sliced Wasserstein distance**.
#
# Write it. `real` and `fake` are numpy arrays of the shape `(n, d)`, with equally many points; `directions` has the shape `(k, d)`, and its rows are of length 1. Return one number. Use neither `scipy` nor the function `earth_mover` above.


# %% tags=["answer:06.2"]
def sliced_wasserstein(real, fake, directions):
    ### BEGIN SOLUTION
    seen = [
        np.sort(points @ np.transpose(directions), axis=0) for points in (real, fake)
    ]
    return np.mean(np.abs(seen[0] - seen[1]))
    ### END SOLUTION


# %% [markdown]
# The checks look at clouds of 60 points in the plane: `cloud` is one around the origin, `moved` is the same one after a shift, and `other` is a wider one beside it. `around` has six directions, evenly spread over half a turn. (The other half would show the same.)

# %% tags=["help:06.2"]
rng = np.random.default_rng(0)
angles = np.linspace(0, np.pi, 6, endpoint=False)
around = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype("float32")
cloud = rng.standard_normal((60, 2)).astype("float32")
moved = cloud + np.array([3, 4], "float32")
other = (1.5 * rng.standard_normal((60, 2)) + [1, 0]).astype("float32")

# %% [markdown]
# Each check gets your distance through this function. It makes sure that the distance is one number, and that your function uses neither `scipy` nor `earth_mover`.


# %% tags=["help:06.2"]
def distance(real, fake, directions):
    for name in ("scipy", "earth_mover"):
        assert not uses(sliced_wasserstein, name), (
            "this once without scipy and earth_mover: what is the cheapest plan on a "
            "line?"
        )
    found = sliced_wasserstein(real, fake, directions)
    assert found is not None and np.shape(found) == (), (
        "one number is asked for, the mean over directions; yours is a "
        f"{type(found).__name__} of shape {np.shape(found)}"
    )
    return float(found)


# %% [markdown]
# The checks themselves may use scipy, which computes the distance of two clouds of numbers:


# %% tags=["help:06.2"]
def scipy_distance(real, fake, directions):
    seen = [(real @ direction, fake @ direction) for direction in directions]
    return np.mean([scipy.stats.wasserstein_distance(*heaps) for heaps in seen])


# %% [markdown]
# A distance compares clouds, not lists: the same points in another order are at distance 0.

# %% tags=["check:06.2", "points:1"]
found = distance(cloud, cloud[::-1], around)
assert abs(found) < 1e-5, (
    f"the same points in another order are the same cloud, but yours is {found:.3f}: "
    "which point goes to which, and if you sort, over which axis? See 'A distance that "
    "does not give up'"
)

# %% [markdown]
# All points move by $(3, 4)$. How far is that along a single direction? We try the direction of the move, one across it, and one against the first axis.

# %% tags=["check:06.2", "points:1"]
for direction, expected in (([0.6, 0.8], 5.0), ([-0.8, 0.6], 0.0), ([-1.0, 0.0], 3.0)):
    found = distance(cloud, moved, np.array([direction], "float32"))
    assert abs(found - expected) < 1e-4, (
        f"all points move by (3, 4): along {direction} that is {expected}, yours is "
        f"{found:.3f}"
    )

# %% [markdown]
# The first two of these directions together: is the distance a mean over directions?

# %% tags=["check:06.2", "points:1"]
both = np.array([[0.6, 0.8], [-0.8, 0.6]], "float32")
found = distance(cloud, moved, both)
assert abs(found - 2.5) < 1e-4, (
    "all points move by (3, 4), by 5 along one direction and by 0 along the other: a "
    f"mean of 2.5 over both, yours is {found:.3f}"
)

# %% [markdown]
# Next come a cloud and the same cloud stretched to twice its width, seen along both axes. The mean of all points stays where it is, but the points move.

# %% tags=["check:06.2", "points:1"]
middle = cloud - cloud.mean(axis=0)
found = distance(middle, 2 * middle, np.eye(2, dtype="float32"))
assert found > 0.1, (
    f"a narrow and a wide cloud around the same middle: yours is {found:.3f}. The mean "
    "of all ways is not the way from one mean to the other"
)
expected = np.abs(middle).mean()
assert abs(found - expected) < 1e-4, (
    f"for a narrow and a wide cloud {expected:.4f} is right, yours is {found:.4f}: is "
    "each way's length taken, not its square?"
)

# %% [markdown]
# A rising and a falling line have the same first coordinates and the same second coordinates. Seen along the diagonal, the falling line is a single spot, in the middle of the rising one.

# %% tags=["check:06.2", "points:1"]
line = np.linspace(-1, 1, 21, dtype="float32")
rising, falling = np.stack([line, line], 1), np.stack([line, -line], 1)
diagonal = np.array([[1, 1]], "float32") / np.sqrt(2, dtype="float32")
found = distance(rising, falling, diagonal)
assert found > 0.1, (
    f"a rising and a falling line differ along the diagonal, but yours is {found:.3f}: "
    "do you sort coordinates, or what is seen along a direction?"
)
expected = np.linalg.norm(rising, axis=1).mean()
assert abs(found - expected) < 1e-4, (
    f"a rising and a falling line are {expected:.4f} apart along the diagonal, yours "
    f"is {found:.4f}"
)

# %% [markdown]
# Now we see two different blobs from all sides. Does scipy say the same as you, and is your distance no more than the exact one in the plane?

# %% tags=["check:06.2", "points:1"]
found = distance(cloud, other, around)
expected = scipy_distance(cloud, other, around)
assert abs(found - expected) < 1e-4, (
    f"for two blobs {expected:.4f} is right, yours is {found:.4f}: what is sorted, over "
    "which axis, and what is the mean taken of? (Nothing is squared.)"
)
assert found <= earth_mover(cloud, other), (
    "seen from any side points are at most as far apart as they are: it is never more "
    "than the exact distance"
)

# %% [markdown]
# There may be more dimensions than two. Here are five of them, seen along the five axes.

# %% tags=["check:06.2", "points:1"]
# More numbers and shapes are tried when it is graded.
points = np.arange(20, dtype="float32").reshape(4, 5)
found = distance(points, points + 2, np.eye(5, dtype="float32"))
assert abs(found - 2) < 1e-4, (
    f"all points move by 2 along each of five axes, but yours is {found:.3f}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for shape, k in (((31, 5), 7), ((8, 1), 1), ((50, 12), 20)):
    cloud, other = rng.standard_normal((2, *shape)).astype("float32")
    sides = rng.standard_normal((k, shape[1]))
    sides = (sides / np.linalg.norm(sides, axis=1, keepdims=True)).astype("float32")
    found, expected = (way(cloud, other, sides) for way in (distance, scipy_distance))
    assert abs(found - expected) < 1e-4, f"wrong for {shape} and {k} directions"
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Implement: how far may one clip?
#
# The lesson bounds how steep a clipped critic of three dense layers can be. Now turn the question round. A critic consists of dense layers with ReLU between them; `widths` are the numbers of units from the input to the output, for instance `[2, 128, 128, 1]` for lesson 02's discriminator. The last is always 1. All weights lie between $-c$ and $c$. (So do the biases, but they do not change the steepest slope that is possible.) Return the largest $c$ for which *no* such critic is anywhere steeper than 1.
#
# Here is a hint. With which weights is a critic steepest, and in which direction? By how much does one layer then lengthen a vector of $n$ equal numbers?


# %% tags=["answer:06.3"]
def largest_clip(widths):
    ### BEGIN SOLUTION
    first, *hidden, last = widths
    steepest_at_1 = np.sqrt(first * last) * np.prod(hidden, dtype=float)
    return steepest_at_1 ** (-1 / (len(hidden) + 1))
    ### END SOLUTION


# %% [markdown]
# The checks build a critic whose weights are all at the bound, and measure how steep it is. (In fact its weights are 1, and the slope is scaled afterwards.)


# %% tags=["help:06.3"]
def steepest(widths, c):
    """Measures the slope of a critic whose weights are all at the bound."""
    critic = keras.Sequential([keras.Input((widths[0],))])
    for width in widths[1:-1]:
        critic.add(layers.Dense(width, "relu", kernel_initializer="ones"))
    critic.add(layers.Dense(1, kernel_initializer="ones"))
    point = tf.ones((1, widths[0]))
    with tf.GradientTape() as tape:
        tape.watch(point)
        output = critic(point)
    slope = np.linalg.norm(tape.gradient(output, point).numpy().astype(float))
    return slope * c ** (len(widths) - 1)


# %% [markdown]
# With the largest $c$ that is allowed, this slope is 1. If it is more, your $c$ is too large. If it is less, a larger $c$ would still be allowed.


# %% tags=["help:06.3"]
def check_slope(widths):
    c = largest_clip(widths)
    assert c is not None and np.shape(c) == () and 0 < c < np.inf, (
        f"widths {widths}: a finite number above 0 is asked for, not {c}. (If nan or inf: "
        "has a product of whole numbers become too large for an integer?)"
    )
    slope = steepest(widths, float(c))
    assert slope < 1.001, (
        f"widths {widths}: a critic with all weights at your c has slope {slope:.4g}. "
        "A layer adds up all its inputs, and passes the sum to all its units. How often "
        "does c count, and how long is a vector of n equal numbers? See 'Not too steep: "
        "clip the weights'"
    )
    assert slope > 0.999, (
        f"widths {widths}: even the steepest critic has only slope {slope:.3g} with "
        "your c. How often does each width count, how often c, and how long is a vector "
        "of n equal numbers? See 'Not too steep: clip the weights'"
    )


# %% [markdown]
# The first check is the lesson's example, lesson 02's discriminator as a critic:

# %% tags=["check:06.3", "points:1"]
check_slope([2, 128, 128, 1])

# %% [markdown]
# The next critic has more layers, which are narrower:

# %% tags=["check:06.3", "points:1"]
check_slope([2, 64, 64, 64, 64, 1])

# %% [markdown]
# This one has a single hidden layer, but many inputs, as an image has:

# %% tags=["check:06.3", "points:1"]
check_slope([100, 16, 1])

# %% [markdown]
# Without a hidden layer, the critic is a weighted sum of its three inputs:

# %% tags=["check:06.3", "points:1"]
check_slope([3, 1])

# %% [markdown]
# This is the deep critic of the lesson's section 'What the clip costs', with twelve hidden layers. A product of many widths is a very large number.

# %% tags=["check:06.3", "points:1"]
check_slope([2, *[64] * 12, 1])

# %% [markdown]
# In the last critic, all widths differ:

# %% tags=["check:06.3", "points:1"]
# Other widths are tried when it is graded.
check_slope([5, 3, 11, 1])
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(0)
for _ in range(4):
    widths = [*map(int, rng.integers(1, 50, rng.integers(1, 5))), 1]
    assert abs(steepest(widths, float(largest_clip(widths))) - 1) < 1e-3, widths
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Repair a training step
#
# The step below trains a Wasserstein GAN: `gan` has a `generator`, a `discriminator` (the critic) and an optimizer of each, `g_optimizer` and `d_optimizer`. It should
#
# - take `steps` steps of the critic, then one of the generator;
# - in each step of the critic take an equal part of the real images and of the noise, in their order, and leave all weights of the critic, biases too, in $[-c, c]$ after it, and clip nowhere else;
# - in the generator's step take the noise of the last part;
# - return the critic's loss before its last step and the generator's before its step.
#
# It runs, but it does three things wrong.


# %%
def broken_step(gan, real_images, noise, steps, c):
    d_weights = gan.discriminator.trainable_variables
    g_weights = gan.generator.trainable_variables
    for _ in range(steps):
        for weight in d_weights:
            weight.assign(ops.clip(weight, -c, c))
        fake_images = gan.generator(noise, training=True)
        with tf.GradientTape() as tape:
            real_mean = ops.mean(gan.discriminator(real_images, training=True))
            fake_mean = ops.mean(gan.discriminator(fake_images, training=True))
            d_loss = fake_mean - real_mean
        gan.d_optimizer.apply_gradients(
            zip(tape.gradient(d_loss, d_weights), d_weights)
        )
    with tf.GradientTape() as tape:
        fake_images = gan.generator(noise, training=True)
        g_loss = ops.mean(gan.discriminator(fake_images, training=True))
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, g_weights), g_weights))
    return d_loss, g_loss


# %% [markdown]
# We try it with the smallest players. Each is one dense layer, so the critic's slope is the same everywhere.


# %%
class SmallGAN:
    """Two players in the plane, one dense layer each."""

    def __init__(self, d_rate=0.1, g_rate=0.5):
        keras.utils.set_random_seed(0)
        self.generator = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
        self.discriminator = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
        self.d_optimizer = keras.optimizers.SGD(d_rate)
        self.g_optimizer = keras.optimizers.SGD(g_rate)


# %% [markdown]
# The real points lie around $(3, 2)$. The function below trains for thirty steps, with $c = 0.1$ and five steps of the critic in each. It returns how far the mean of the generated points is from $(3, 2)$ after each step:


# %%
def try_step(step):
    rng = np.random.default_rng(1)
    gan = SmallGAN()
    far = []
    for number in range(30):
        points = rng.normal([3, 2], 0.2, (40, 2)).astype("float32")
        noise = rng.standard_normal((40, 3)).astype("float32")
        step(gan, points, noise, steps=5, c=0.1)
        made = gan.generator(noise).numpy().mean(axis=0)
        far.append(np.linalg.norm(made - [3, 2]))
        largest = max(np.abs(w).max() for w in gan.discriminator.get_weights())
        if number in (0, 29):
            print(f"after step {number + 1:2}: means {far[-1]:.2f} apart, ", end="")
            print(f"largest weight of the critic {largest:.2f}")
    return far


# %% [markdown]
# What should become of the distance in a training that works? And how large may a weight of the critic be?

# %%
far = try_step(broken_step)

# %% [markdown]
# These lines show two of its faults, and the code shows the third. Write the repaired step. You may then try it by `try_step(wgan_step)`: thirty steps bring the means to within about 1.5 of each other. (A step with only some of the faults repaired may come nearer, so this trial alone proves little.)


# %% tags=["answer:06.4"]
def wgan_step(gan, real_images, noise, steps, c):
    ### BEGIN SOLUTION
    critic, generator = gan.discriminator, gan.generator
    for real, z in zip(tf.split(real_images, steps), tf.split(noise, steps)):
        fake = generator(z, training=True)
        with tf.GradientTape() as recorded:
            loss = wasserstein_discriminator_loss(critic(real), critic(fake))
        found = recorded.gradient(loss, critic.trainable_variables)
        gan.d_optimizer.apply_gradients(zip(found, critic.trainable_variables))
        for w in critic.trainable_variables:
            w.assign(ops.clip(w, -c, c))
    with tf.GradientTape() as recorded:
        answer = wasserstein_generator_loss(critic(generator(z, training=True)))
    found = recorded.gradient(answer, generator.trainable_variables)
    gan.g_optimizer.apply_gradients(zip(found, generator.trainable_variables))
    return loss, answer
    ### END SOLUTION


# %% [markdown]
# The checks know the players' weights. Their generator returns the first two of its three numbers of noise, and their critic has the kernel that it is given and a bias of 0.5. Both follow plain gradient descent, and a rate of 0 holds a player still.


# %% tags=["help:06.4"]
def prepared(kernel, **rates):
    gan = SmallGAN(**rates)
    gan.generator.set_weights([np.eye(3, 2), np.zeros(2)])
    gan.discriminator.set_weights([np.reshape(kernel, (2, 1)), np.array([0.5])])
    return gan


# %% [markdown]
# The images are points in the plane, in three parts of four equal points each, so that a wrong part has another mean. `made` are the points that the generator makes of the noise before it has moved.


# %% tags=["help:06.4"]
def parts(*means):
    return np.repeat(np.array(means, "float32"), 4, axis=0)


real, noise = parts([1, 0], [0, 1], [4, 2]), parts([0, 0, 1], [1, 1, 1], [0, 3, 1])
made = noise[:, :2]

# %% [markdown]
# Each check calls your step through this function, mostly with three steps of the critic and a bound that is too large to matter:


# %% tags=["help:06.4"]
def take_step(gan, real, noise, steps=3, c=9.0):
    losses = wgan_step(gan, real, noise, steps, c=c)
    assert isinstance(losses, (tuple, list)) and len(losses) == 2, (
        "return two losses, the critic's and the generator's"
    )
    d_loss, g_loss = losses
    assert np.shape(d_loss) == np.shape(g_loss) == (), "a loss is one number"
    return float(d_loss), float(g_loss)


# %% [markdown]
# How many steps does each player take?

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.25, 0.5], d_rate=0.0, g_rate=0.0)
take_step(gan, real, noise)
counts = int(gan.d_optimizer.iterations), int(gan.g_optimizer.iterations)
assert counts == (3, 1), (
    f"3 steps of the critic and 1 of the generator were asked for, yours took {counts}"
)

# %% [markdown]
# Nobody moves, so the critic's loss in its last step depends only on the images which that step sees.

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.25, 0.5], d_rate=0.0, g_rate=0.0)
d_loss, _ = take_step(gan, real, noise)
every = gan.discriminator(real), gan.discriminator(made)
last = every[0][-4:], every[1][-4:]
expected = float(wasserstein_discriminator_loss(*last))
assert not np.isclose(d_loss, float(wasserstein_discriminator_loss(*every))), (
    "the critic's last loss is that of all images together, or the mean over all "
    "steps: each step should have images of its own; see 'The training: the critic "
    "first'"
)
assert np.isclose(d_loss, expected), (
    f"the critic's loss in its last step should be {expected:.3f}, yours is "
    f"{d_loss:.3f}: which images does it belong to, and what is its sign?"
)

# %% [markdown]
# Now only the generator moves. The critic's outputs rise along its kernel. Which way do the generated points go?

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.25, 0.5], d_rate=0.0, g_rate=0.1)
take_step(gan, real, noise)
assert np.allclose(gan.discriminator.get_weights()[0].ravel(), [0.25, 0.5]), (
    "the critic's rate is 0, and yet its weights have moved: whose are the variables that "
    "the generator's optimizer gets?"
)
ways = gan.generator(noise[-4:]).numpy() - made[-4:]
assert np.all(ways @ [0.25, 0.5] > 0), (
    "the generator went where the critic's outputs are lower, away from the real "
    "images: look at its loss in 'The same distance, asked of a critic'"
)

# %% [markdown]
# The generator's loss belongs to the last part of the noise. We look at it twice: with a generator that stays, and with one that moves, where the loss before the step differs from the loss after it.

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.25, 0.5], d_rate=0.0, g_rate=0.0)
every, last = (np.mean(gan.discriminator(points)) for points in (made, made[-4:]))
_, g_loss = take_step(gan, real, noise)
assert not np.isclose(abs(g_loss), abs(every)), (
    "the generator's loss is that of all the noise: it should take the last part's"
)
assert np.isclose(abs(g_loss), abs(last)), (
    f"the generator's loss is {g_loss:.3f}, and the critic's mean output on the last "
    f"part's generated images {last:.3f}: which noise does it take, and what else is in "
    "it?"
)
_, g_loss = take_step(prepared([0.25, 0.5], d_rate=0.0, g_rate=0.1), real, noise)
assert np.isclose(g_loss, -last), (
    f"with a generator that moves, its loss before the step should be {-last:.3f}, yours "
    f"is {g_loss:.3f}: which sign, which noise, before its step or after it?"
)

# %% [markdown]
# Now only the critic moves, and no weight reaches the bound. Where do its three steps lead the kernel?

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.25, 0.5], d_rate=0.01, g_rate=0.0)
take_step(gan, real, noise)
kernel = gan.discriminator.get_weights()[0].ravel()
expected = np.array([0.25, 0.5]) + 0.01 * np.array([5 - 1, 3 - 4])
assert np.allclose(kernel, expected, atol=1e-5), (
    f"three plain gradient steps should take the critic's kernel to {expected}, yours "
    f"is at {kernel.round(4)}: does every part of the images have its turn once, and in "
    "which direction, and how far, goes a step?"
)

# %% [markdown]
# Does your step return the loss before the critic's last step here, too?

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.25, 0.5], d_rate=0.01, g_rate=0.0)
d_loss, _ = take_step(gan, real, noise)
assert np.isclose(d_loss, -0.5), (
    f"before the critic's last step its loss is -0.5, yours is {d_loss:.3f}"
)

# %% [markdown]
# Now the clip is checked. The critic's kernel starts at 0 and takes long steps, far beyond $c = 0.1$. Its bias starts beyond the bound, and no gradient moves it. Do both end within the bound?

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.0, 0.0], d_rate=1.0, g_rate=0.0)
take_step(gan, real, noise, c=0.1)
kernel, bias = gan.discriminator.get_weights()
assert np.abs(kernel).max() < 0.1001, (
    f"after the step a weight of the critic is {np.abs(kernel).max():.2f}, with c = "
    "0.1: when is it clipped? See 'Not too steep: clip the weights'"
)
assert np.abs(bias).max() < 0.1001, (
    f"the critic's bias is {bias[0]:.2f} with c = 0.1: all its weights are to be "
    "clipped, and no gradients"
)

# %% [markdown]
# With shorter steps, only one weight leaves the bound. Where does each weight end, and is the generator left alone?

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.0, 0.0], d_rate=0.05, g_rate=0.0)
take_step(gan, real, noise, c=0.1)
kernel = gan.discriminator.get_weights()[0]
assert np.abs(gan.generator.get_weights()[0]).max() > 0.9, (
    "the generator's weights were clipped, too: nothing bounds how it may move"
)
assert np.allclose(kernel.ravel(), [0.1, -0.05], atol=1e-4), (
    f"the critic's kernel is {kernel.ravel().round(3)} after the step, not [0.1, -0.05]: "
    "each weight that is beyond the bound goes back to it, by itself, and no other. Do "
    "you clip weights, or gradients?"
)

# %% [markdown]
# And when do you clip? A long step of the critic is followed by a short one back. The short one should begin at the bound, and so end within it.

# %% tags=["check:06.4", "points:1"]
gan = prepared([0.0, 0.0], d_rate=1.0, g_rate=0.0)
one_way, back = parts([5, 5], [0, 0]), parts([0, 0, 1], [0.05, 0.05, 1])
take_step(gan, one_way, back, steps=2, c=0.1)
kernel = gan.discriminator.get_weights()[0]
assert np.allclose(kernel, 0.05, atol=1e-4), (
    "the critic's second step began with weights beyond the bound, or without images "
    "of its own: clip after each step, not only after the last"
)

# %% [markdown]
# Finally, both players move, and the critic starts with weights beyond the bound. It takes one step only.

# %% tags=["check:06.4", "points:1"]
# More numbers and shapes are tried when it is graded.
gan = prepared([0.25, 0.5])
d_loss, g_loss = take_step(gan, real, noise, steps=1, c=0.1)
assert np.isclose(d_loss, -1 / 6, atol=1e-5), (
    f"before its only step the critic's loss is -0.167, yours is {d_loss:.3f}: its weights "
    "are clipped after a step, not before it"
)
assert np.isclose(g_loss, -0.8 / 3, atol=1e-5), (
    f"against the clipped critic the generator's loss is -0.267, yours is {g_loss:.3f}"
)
assert np.allclose(gan.generator.get_weights()[1], 0.05, atol=1e-5), (
    "the generator's biases should move by 0.05, half of the clipped kernel; yours are "
    f"at {gan.generator.get_weights()[1].round(3)}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for steps, n in ((1, 7), (2, 3), (5, 8)):
    real = rng.normal(1, 1, (steps * n, 2)).astype("float32")
    noise = rng.normal(0, 1, (steps * n, 3)).astype("float32")
    gan = prepared([0.05, -0.05], d_rate=0.1, g_rate=0.5)
    d_loss, g_loss = take_step(gan, real, noise, steps, c=0.1)
    kernel, bias = np.array([0.05, -0.05]), np.clip(0.5, -0.1, 0.1)
    for number in range(steps):
        part = slice(number * n, (number + 1) * n)
        gap = (real[part] - noise[part, :2]).mean(axis=0)
        assert number < steps - 1 or np.isclose(d_loss, -gap @ kernel, atol=1e-5)
        kernel = np.clip(kernel + 0.1 * gap, -0.1, 0.1)
    assert np.allclose(gan.discriminator.get_weights()[0].ravel(), kernel, atol=1e-5)
    mean = noise[part, :2].mean(axis=0)
    assert np.isclose(g_loss, -mean @ kernel - bias, atol=1e-5)
    assert np.allclose(gan.generator.get_weights()[1], 0.5 * kernel, atol=1e-5)
### END HIDDEN TESTS

# %% [markdown]
# See both steps at work. One moves away from the real points ever faster, and the other comes nearer.

# %%
figure, axes = plt.subplots(figsize=(5, 3), dpi=100, layout="constrained")
axes.plot(range(1, 31), try_step(broken_step), "--", label="broken")
axes.plot(range(1, 31), try_step(wgan_step), label="repaired")
axes.set(xlabel="step", ylabel="distance of the means")
axes.legend()
plt.show()

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# A tempting measure: compute the exact distance `earth_mover` between a sample of real images and a sample of generated images. How far can it be trusted? Take two samples of $n$ points of the *same* distribution, a standard normal one in $d$ dimensions: their distributions have distance 0. What does `earth_mover` say, a few times each, for $n$ = 32, 128, 512 and $d$ = 1, 2, 8 and 64? Then move one of the two distributions by 1 along the first axis, so that the distributions have distance 1. What does it say now? Write down what you found, why it is so, and what follows for an exact distance between small batches of images. (This is graded by hand: two points each for what you tried, what you saw, and the reason with what follows from it.)

# %%
# your experiments

# %% [markdown] tags=["explain:06.5", "points:6"]
# Two samples of one distribution are not at distance 0, and how far they are apart depends on the dimension. On average over five repetitions I found, for $n$ = 32, 128, 512: in one dimension about 0.3, 0.2, 0.1; in two 0.7, 0.35, 0.2; in eight 2.4, 2.0, 1.7; in 64 dimensions 10.0, 9.5, 9.1. In one and two dimensions four times as many points about halve it; in eight they take off a sixth, in 64 a twentieth. Moved by 1, the samples are at about 1.0 to 1.2 in one and two dimensions, which is nearly right, at 2.7 to 2.0 in eight, and at 10.0 to 9.1 in 64: there a distance of 1 cannot be told from 0.
#
# The reason: in many dimensions the points of a sample are far from each other, and so is even the nearest point of another sample. The plan has to bridge these gaps, which are there though the distributions are equal. In more than two dimensions they shrink only about as $n^{-1/d}$, as the spacing of $n$ points does. So the exact distance between two small batches of images mostly measures how sparse batches are, not how good the generator is. It even prefers a generator that makes the mean of all images only: in 64 dimensions such points are at 8.0 from the sample, nearer than a second sample that is right. One may compare such distances for the same $n$ only, beside that of two batches of real images, and even then small differences are lost.
