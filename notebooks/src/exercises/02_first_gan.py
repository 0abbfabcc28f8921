# %% [markdown]
# # Exercises 02: your first GAN, in the plane
#
# These exercises go with [lesson 02](../02_first_gan.ipynb). Replace the lines that raise `NotImplementedError`, and run the checks that end the first four exercises without changing them. A check that says nothing has passed. One that fails says what your answer does, and often which section to read again.

# %%
from gan_course import data
from gan_course.models import dense_discriminator, dense_generator
from gan_course.training import GAN

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

real = data.correlated_gaussian()


def new_gan(g_optimizer, d_optimizer, update=None):
    """Returns new players with the lesson's networks, and always the same weights."""
    keras.utils.set_random_seed(0)
    gan = GAN(dense_generator(), dense_discriminator(), latent_dim=16)
    gan.compile(g_optimizer=g_optimizer, d_optimizer=d_optimizer, update=update)
    return gan


# %% [markdown]
# ## 1. Predict: which calls are traced?
#
# We compile the function below, `compiled = tf.function(scaled_mean)`, and call it eight times in this order: `compiled(*arguments[0])` to `compiled(*arguments[7])`. Which of the calls trace it? Before you run anything, predict a list of eight values: `True` for a call that traces, `False` for one that does not.

# %%
traced = []


def scaled_mean(points, rate):
    traced.append(points.shape)  # plain Python
    return rate * tf.reduce_mean(points)


# %% [markdown]
# Here are the eight calls, and below them your predictions:

# %%
arguments = [
    (tf.zeros((64, 2)), 0.1),
    (tf.ones((64, 2)), 0.1),
    (tf.zeros((32, 2)), 0.1),
    (tf.zeros((64, 2)), 0.2),
    (tf.zeros((64, 2)), tf.constant(0.1)),
    (tf.zeros((64, 2)), tf.constant(0.2)),
    (tf.zeros((32, 2)), 0.1),
    (np.ones((64, 2), "float32"), tf.constant(0.3)),
]

# %% tags=["answer:02.1"]
# predicted: a list of eight values, True or False
### BEGIN SOLUTION
predicted = [True, False, True, True, True, False, False, False]
### END SOLUTION

# %% tags=["help:02.1"]
questions = [
    "what is there to run before anything was traced?",
    "are the values of a tensor part of the graph, or only its shape and dtype?",
    "does a graph that was made for 64 points fit 32 of them?",
    "is a plain Python number an input of the graph, or a part of it?",
    "has a graph been made so far that has the rate as an input?",
    "is a tensor's value a part of the graph, or is the tensor an input?",
    "is a graph forgotten when another one is made?",
    "a NumPy array is made a tensor first: is it one of a new shape or dtype?",
]

# %% [markdown]
# The checks compile the function anew, and note after each call whether plain Python ran.

# %% tags=["help:02.1"]
compiled, happened = tf.function(scaled_mean), []
for call in arguments:
    before = len(traced)
    compiled(*call)
    happened.append(len(traced) > before)


def compare(calls):
    for call in calls:
        assert predicted[call] == happened[call], (
            f"call {call} does not do what you predict: {questions[call]} See 'One step'"
        )


# %% [markdown]
# First come the calls whose rate is a plain number. The points change first, and then the number.

# %% tags=["check:02.1", "points:1"]
assert len(predicted) == len(arguments), (
    f"eight predictions expected, one for each call, {len(predicted)} found"
)
assert all(answer in (True, False) for answer in predicted), (
    "predict True or False for each call, not how often it was traced by then"
)
compare(range(4))

# %% [markdown]
# Then come two calls whose rate is a tensor, one that was made before, and one with an array.

# %% tags=["check:02.1", "points:1"]
compare(range(4, 8))

# %% [markdown]
# ## 2. The exact generator
#
# Normal data need no training. Take a generator that is a single `Dense` layer without an activation,
#
# $$\text{points} = \text{noise}\; K + b,$$
#
# with standard normal noise of shape `(batch, latent_dim)`. Return a kernel $K$, shape `(latent_dim, n)`, and a bias $b$, shape `(n,)`, so that every point has exactly the distribution of the data: normal, with the given mean, shape `(n,)`, and the given covariance, shape `(n, n)`. The covariance is positive definite, and `latent_dim` is at least `n`. There are many right kernels, and all of them are accepted. (`np.linalg.cholesky(covariance)` returns a lower triangular matrix $L$ with $L L^\top$ = covariance.)


# %% tags=["answer:02.2"]
def exact_layer(mean, covariance, latent_dim):
    ### BEGIN SOLUTION
    kernel = np.zeros((latent_dim, len(mean)))
    kernel[: len(mean)] = np.linalg.cholesky(covariance).T
    return kernel, np.array(mean)
    ### END SOLUTION


# %% [markdown]
# Each check asks for your layer and looks at its shapes first.

# %% tags=["help:02.2"]
mean, covariance = real.modes[0], real.covariance


def layer(mean, covariance, latent_dim):
    """Returns your kernel and bias, and the covariance of the points they make."""
    parts = exact_layer(mean, covariance, latent_dim)
    kernel, bias = (np.asarray(part) for part in parts)
    shape = latent_dim, len(mean)
    assert kernel.shape == shape, (
        f"with {latent_dim} numbers of noise for {len(mean)} coordinates the kernel has "
        f"shape {kernel.shape}, not {shape}"
    )
    assert bias.shape == shape[1:], f"the bias has shape {bias.shape}, not {shape[1:]}"
    return kernel, bias, kernel.T @ kernel


def same_numbers(found, expected):
    return np.allclose(found, expected, atol=1e-4)


# %% [markdown]
# With as many numbers of noise as coordinates, is the mean right?

# %% tags=["check:02.2", "points:1"]
kernel, bias, found = layer(mean, covariance, 2)
assert same_numbers(bias, mean), (
    f"the noise has mean 0, so the points' mean is {bias}: it should be {mean}"
)

# %% [markdown]
# Do the points spread as far as the data?

# %% tags=["check:02.2", "points:1"]
kernel, bias, found = layer(mean, covariance, 2)
assert not same_numbers(kernel, covariance), (
    "the kernel is the covariance itself; but it multiplies the noise, and a variance "
    "is a mean of squares"
)
transposed = same_numbers(kernel @ kernel.T, covariance)
assert same_numbers(found, covariance) or not transposed, (
    "a matrix and its transpose were mistaken for each other: the noise stands on the "
    "left of K, work out the covariance of noise K once more"
)
assert same_numbers(np.diag(found), np.diag(covariance)), (
    f"your points have the variances {np.diag(found).round(3)}, the data "
    f"{np.diag(covariance)}"
)

# %% [markdown]
# And do they lean as the data do?

# %% tags=["check:02.2", "points:1"]
kernel, bias, found = layer(mean, covariance, 2)
assert same_numbers(found, covariance), (
    f"the variances are right, but your points' two coordinates have covariance "
    f"{found[0, 1]:.3f}, not {covariance[0, 1]}: does the cloud lean? See 'Real "
    "samples'"
)

# %% [markdown]
# Now the same data from 16 numbers of noise, as in the lesson.

# %% tags=["check:02.2", "points:1"]
kernel, bias, found = layer(mean, covariance, 16)
assert same_numbers(found, covariance), (
    f"right for 2 numbers of noise, but with 16 the variances are "
    f"{np.diag(found).round(3)}: those of independent numbers add up"
)

# %% [markdown]
# Now other data, with three coordinates whose variances differ.

# %% tags=["check:02.2", "points:1"]
centre, spread = np.array([0.0, 2.0, -1.0]), np.diag([4.0, 1.0, 0.25])
spread[0, 1] = spread[1, 0] = 1.2
kernel, bias, found = layer(centre, spread, 5)
assert same_numbers(found, spread), (
    "right for two coordinates, whose variances are equal, but for three and 5 numbers "
    f"of noise the covariance should be\n{spread}\nand your points have\n"
    f"{found.round(2)}"
)

# %% tags=["check:02.2", "points:1"]
# More numbers and shapes are tried when it is graded.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for width, latent_dim in ((1, 1), (1, 4), (3, 3), (3, 8), (4, 5)):
    root, centre = rng.normal(0, 1, (width, width)), rng.normal(0, 3, width)
    spread = root @ root.T + 0.1 * np.eye(width)
    kernel, bias, found = layer(centre, spread, latent_dim)
    assert same_numbers(bias, centre), f"wrong mean for n = {width}"
    assert same_numbers(found, spread), (
        f"wrong covariance for n = {width}, latent_dim = {latent_dim}"
    )
### END HIDDEN TESTS

# %% [markdown]
# Look at both clouds: your layer's and the data's should look alike.

# %%
kernel, bias, _ = layer(real.modes[0], real.covariance, 16)
made = np.random.default_rng(0).standard_normal((1000, 16)) @ kernel + bias
figure, axes = plt.subplots(figsize=(3.6, 3.4), dpi=100, layout="constrained")
axes.plot(*np.transpose(real.sample(1000)), ".", ms=3, alpha=0.4, label="data")
axes.plot(*made.T, ".", ms=3, alpha=0.4, label="your layer")
axes.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
axes.legend(markerscale=3, loc="upper left", fontsize=8)
plt.show()

# %% [markdown]
# ## 3. Repair a step
#
# "Both losses should fall, so I add them up and need only one tape." The step below does so. Its losses settle quickly, but look where the points are.


# %%
def broken_step(gan, real_points, noise):
    with tf.GradientTape() as tape:
        fake_logits = gan.discriminator(gan.generator(noise, training=True))
        real_logits = gan.discriminator(real_points, training=True)
        d_loss, g_loss = gan.d_loss(real_logits, fake_logits), gan.g_loss(fake_logits)
        both = d_loss + g_loss
    variables = gan.generator.trainable_variables, gan.discriminator.trainable_variables
    gradients = tape.gradient(both, variables)
    gan.g_optimizer.apply_gradients(zip(gradients[0], variables[0]))
    gan.d_optimizer.apply_gradients(zip(gradients[1], variables[1]))
    return d_loss, g_loss


# %% [markdown]
# We train it for 300 steps at the rate with which the lesson begins:

# %%
adams = [keras.optimizers.Adam(5e-4, beta_1=0.5) for _ in range(2)]
gan = new_gan(*adams, update=broken_step)
history = gan.fit(real.batches(256), epochs=3, steps_per_epoch=100, verbose=0).history
print("discriminator's loss:", np.round(history["d_loss"], 2))
print("generator's loss:    ", np.round(history["g_loss"], 2))
points = gan.generator(tf.random.stateless_normal((1000, 16), (0, 0))).numpy()
print("mean:", points.mean(axis=0).round(1), "should be", real.modes[0])

# %% [markdown]
# Write a step in which each player follows its own loss and no other. `gan` has the two networks, their optimizers and the losses, as above. `real_points` has shape `(batch, 2)`, and `noise` has shape `(batch, 16)`. Return `d_loss` and `g_loss`, two scalars. The players may move at once or one after the other; both use the given `noise`. Write the step out, without anything of `gan_course`: `gan` has all you need.


# %% tags=["answer:02.3"]
def repaired_step(gan, real_points, noise):
    ### BEGIN SOLUTION
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        points = real_points, gan.generator(noise, training=True)
        logits = [gan.discriminator(kind, training=True) for kind in points]
        losses = gan.d_loss(*logits), gan.g_loss(logits[1])
    for player, optimizer, tape, loss in (
        (gan.discriminator, gan.d_optimizer, d_tape, losses[0]),
        (gan.generator, gan.g_optimizer, g_tape, losses[1]),
    ):
        variables = player.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return losses
    ### END SOLUTION


# %% [markdown]
# The checks hand your step a plain object with a GAN's networks, optimizers and losses.


# %% tags=["help:02.3"]
class PlainGAN:
    """A GAN's networks, optimizers and losses, and nothing else of it."""

    def __init__(self, gan):
        self.generator, self.discriminator = gan.generator, gan.discriminator
        self.g_optimizer, self.d_optimizer = gan.g_optimizer, gan.d_optimizer
        self.g_loss, self.d_loss = gan.g_loss, gan.d_loss


# %% [markdown]
# The checks take one step of plain gradient descent and compare how the weights moved. A rate of 0 holds one player still.


# %% tags=["help:02.3"]
def flat(arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


def weights(gan):
    return [flat(player.get_weights()) for player in (gan.generator, gan.discriminator)]


def take_step(g_rate, d_rate, batch):
    """Returns what your step returns, and how each player's weights moved."""
    gan = new_gan(keras.optimizers.SGD(g_rate), keras.optimizers.SGD(d_rate))
    before = weights(gan)
    try:
        returned = repaired_step(PlainGAN(gan), *batch)
    except ValueError as error:
        first_line = str(error).partition("\n")[0]
        raise AssertionError(
            f"your step fails with '{first_line}': does each optimizer get its player's "
            "variables, and is each loss computed within its tape? Nothing has to be "
            "frozen, see 'One step'"
        ) from error
    after = weights(gan)
    return returned, after[0] - before[0], after[1] - before[1]


# %% [markdown]
# The comparison is a step down a mixture of both losses from the same weights: `g_share` of the generator's plus `d_share` of the discriminator's.

# %% tags=["help:02.3"]
untouched = new_gan(keras.optimizers.SGD(1.0), keras.optimizers.SGD(1.0))
batch = real.sample(64), tf.random.stateless_normal((64, 16), (1, 2))


def mixture(g_share, d_share, batch):
    fake_logits = untouched.discriminator(untouched.generator(batch[1]))
    d_loss = untouched.d_loss(untouched.discriminator(batch[0]), fake_logits)
    return g_share * untouched.g_loss(fake_logits) + d_share * d_loss


def downhill(step, player, g_share, d_share, batch=batch):
    """Tells whether a player's step goes down this mixture."""
    with tf.GradientTape() as tape:
        loss = mixture(g_share, d_share, batch)
    variables = getattr(untouched, player).trainable_variables
    expected = -flat(tape.gradient(loss, variables))
    return np.linalg.norm(step - expected) < 0.01 * np.linalg.norm(expected)


# %% [markdown]
# Three wrong mixtures for the generator are easily taken for right. They are listed as `(g_share, d_share)`:

# %% tags=["help:02.3"]
G_REASONS = {
    (1, 1): "the generator still goes down the sum of both losses",
    (0, 1): "the generator helps the discriminator: it goes down its loss",
    (0, -1): (
        "the generator goes up the discriminator's loss; the course's generator has a "
        "loss of its own, which is not its negative; see 'One step'"
    ),
}

# %% [markdown]
# Does the generator's optimizer move the generator, and nobody else?

# %% tags=["check:02.3", "points:1"]
assert not uses(repaired_step, "gan_course"), (
    "this once without gan_course: write both updates out; gan has the losses"
)
returned, g_moved, d_moved = take_step(1.0, 0.0, batch)
assert not np.any(d_moved), (
    "with a rate of 0 in d_optimizer the discriminator still moves: whose variables "
    "does g_optimizer get?"
)
assert np.any(g_moved), "the generator's optimizer does not move the generator"

# %% [markdown]
# Which loss does the generator go down? It should be its own, for the given noise.

# %% tags=["check:02.3", "points:1"]
_, g_moved, _ = take_step(1.0, 0.0, batch)
for mixed, reason in G_REASONS.items():
    assert not downhill(g_moved, "generator", *mixed), reason
assert downhill(g_moved, "generator", 1, 0), (
    "the generator does not go down the gradient of its own loss, for the noise given"
)

# %% [markdown]
# Now the discriminator: does its optimizer move it, and nobody else?

# %% tags=["check:02.3", "points:1"]
_, g_moved, d_moved = take_step(0.0, 1.0, batch)
assert not np.any(g_moved), (
    "with a rate of 0 in g_optimizer the generator still moves: whose variables does "
    "d_optimizer get?"
)
assert np.any(d_moved), "the discriminator's optimizer does not move the discriminator"

# %% [markdown]
# And does it go down its own loss?

# %% tags=["check:02.3", "points:1"]
_, _, d_moved = take_step(0.0, 1.0, batch)
assert not downhill(d_moved, "discriminator", 1, 1), (
    "the discriminator still goes down the sum of both losses: it is told to find out "
    "generated points, and to be fooled by them (or it learns nothing of them at all)"
)
assert downhill(d_moved, "discriminator", 0, 1), (
    "the discriminator does not go down the gradient of its own loss, for the noise "
    "given: are there the right logits in the right places?"
)

# %% [markdown]
# Does your step return both losses, the discriminator's first?

# %% tags=["check:02.3", "points:1"]
returned, _, _ = take_step(0.0, 0.0, batch)
assert isinstance(returned, tuple | list) and len(returned) == 2, (
    "return two values, the discriminator's loss and the generator's"
)
assert np.shape(returned[0]) == np.shape(returned[1]) == (), "both losses are scalars"
assert np.isclose(returned[0], mixture(0, 1, batch), rtol=1e-4), (
    f"the first value is not the discriminator's loss: {float(returned[0]):.3f}"
)
assert np.isclose(returned[1], mixture(1, 0, batch), rtol=1e-4), (
    f"the second value is not the generator's loss: {float(returned[1]):.3f}"
)

# %% tags=["check:02.3", "points:1"]
# Other batches and rates are tried when it is graded.
take_step(0.1, 0.1, batch)
### BEGIN HIDDEN TESTS
for n in (1, 37):
    batch = real.sample(n, seed=n), tf.random.stateless_normal((n, 16), (n, 5))
    _, g_moved, _ = take_step(0.5, 0.0, batch)
    assert downhill(g_moved, "generator", 0.5, 0, batch)
    _, _, d_moved = take_step(0.0, 0.5, batch)
    assert downhill(d_moved, "discriminator", 0, 0.5, batch)
_, g_moved, d_moved = take_step(0.1, 0.1, batch)
assert np.any(g_moved) and np.any(d_moved), "in one step both players must move"
### END HIDDEN TESTS

# %% [markdown]
# ## 4. The discriminator first
#
# Goodfellow et al. let the discriminator take $k$ steps before the generator takes one (algorithm 1 of their paper). Write such a round. `real_batches` has shape `(k, batch, 2)`, `noises` has shape `(k + 1, batch, 16)`. Step $i$ of the discriminator, counted from 0, sees `real_batches[i]` and what the generator makes of `noises[i]`. Then the generator takes its one step, with `noises[k]`, against the discriminator after its $k$ steps. `gan` is the same as in exercise 3.
#
# Return two things: the discriminator's losses, a list of $k$ scalars, each computed before its step is taken, and the generator's loss before its step. Write the round out, without anything of `gan_course`.


# %% tags=["answer:02.4"]
def play_round(gan, real_batches, noises):
    ### BEGIN SOLUTION
    d_losses = []
    d_variables = gan.discriminator.trainable_variables
    for points, noise in zip(real_batches, noises):  # which leaves the last noise
        fake_points = gan.generator(noise, training=True)
        with tf.GradientTape() as d_tape:
            fake_logits = gan.discriminator(fake_points, training=True)
            real_logits = gan.discriminator(points, training=True)
            d_losses.append(gan.d_loss(real_logits, fake_logits))
        gradients = d_tape.gradient(d_losses[-1], d_variables)
        gan.d_optimizer.apply_gradients(zip(gradients, d_variables))
    with tf.GradientTape() as g_tape:
        fake_points = gan.generator(noises[-1], training=True)
        g_loss = gan.g_loss(gan.discriminator(fake_points, training=True))
    g_variables = gan.generator.trainable_variables
    gradients = g_tape.gradient(g_loss, g_variables)
    gan.g_optimizer.apply_gradients(zip(gradients, g_variables))
    return d_losses, g_loss
    ### END SOLUTION


# %% [markdown]
# The checks play the same round with the functions of `gan_course`, from the same weights.

# %% tags=["help:02.4"]
from gan_course.training import update_discriminator, update_generator


def slow_gan():
    return new_gan(*(keras.optimizers.SGD(0.3) for _ in range(2)))


def batches(k, n):
    """Returns a round's batches."""
    reals = tf.stack([real.sample(n, seed=i) for i in range(k)])
    return reals, tf.random.stateless_normal((k + 1, n, 16), (k, n))


# %% [markdown]
# `your_round` plays your round, with $k$ batches of real points and $k + 1$ of noise.


# %% tags=["help:02.4"]
def your_round(k, n):
    """Returns the players after your round, and what it returns."""
    gan = PlainGAN(slow_gan())
    try:
        d_losses, g_loss = play_round(gan, *batches(k, n))
    except (IndexError, tf.errors.InvalidArgumentError) as error:
        raise AssertionError(
            f"with k = {k}, so k real batches and k + 1 of noise, your round stops with "
            "the error above: where does your k come from?"
        ) from error
    return gan, d_losses, g_loss


# %% [markdown]
# `expected_round` returns the right losses, and the generator's loss after three likely mistakes: the two of `stale` are computed against the discriminator before all of its steps, and before its last one with that step's noise. `used` is computed with that noise, too.


# %% tags=["help:02.4"]
def generator_loss(gan, noise):
    return gan.g_loss(gan.discriminator(gan.generator(noise)))


def expected_round(real_batches, noises):
    gan = slow_gan()
    stale, d_losses = [generator_loss(gan, noises[-1])], []
    for pair in zip(real_batches, noises[:-1]):
        copied = generator_loss(gan, pair[1])
        d_losses.append(update_discriminator(gan, *pair))
    used = generator_loss(gan, noises[-2])
    return gan, d_losses, update_generator(gan, noises[-1]), [*stale, copied], used


# %% [markdown]
# `gap` tells how far apart two GANs' weights of one player are.


# %% tags=["help:02.4"]
def gap(gans, player):
    """Returns the largest difference between two players' weights."""
    pairs = zip(*(getattr(gan, player).get_weights() for gan in gans))
    return max(np.abs(first - second).max() for first, second in pairs)


# %% [markdown]
# How many steps does each player take in a round with $k = 3$?

# %% tags=["check:02.4", "points:1"]
assert not uses(play_round, "gan_course"), (
    "this once without gan_course: write all updates out; gan has the losses"
)
mine, d_losses, g_loss = your_round(3, 64)
steps = int(mine.d_optimizer.iterations), int(mine.g_optimizer.iterations)
assert steps[0] == 3, f"with k = 3 the discriminator took {steps[0]} steps, not 3"
assert steps[1] == 1, f"in one round the generator took {steps[1]} steps, not 1"

# %% [markdown]
# How many losses of the discriminator are there, and does the first belong to the first batches?

# %% tags=["check:02.4", "points:1"]
_, d_expected, _, _, _ = expected_round(*batches(3, 64))
_, d_losses, g_loss = your_round(3, 64)
assert np.shape(d_losses) == (3,), (
    f"k = 3 losses of the discriminator expected, found shape {np.shape(d_losses)}"
)
assert np.isclose(d_losses[0], d_expected[0], rtol=1e-3), (
    f"the discriminator's first loss should be that of the first batches before any "
    f"step, {d_expected[0]:.3f}; yours is {d_losses[0]:.3f}"
)

# %% [markdown]
# Does each later loss belong to its own batches, before its step?

# %% tags=["check:02.4", "points:1"]
_, d_expected, _, _, _ = expected_round(*batches(3, 64))
_, d_losses, g_loss = your_round(3, 64)
assert np.allclose(d_losses, d_expected, rtol=1e-3), (
    f"the losses are {np.round(d_losses, 3)}, not {np.round(d_expected, 3)}: which "
    "batches does step i see, and who has moved by then?"
)

# %% [markdown]
# Where do these steps lead the discriminator?

# %% tags=["check:02.4", "points:1"]
mine, twin = your_round(3, 64)[0], expected_round(*batches(3, 64))[0]
assert gap((mine, twin), "discriminator") < 1e-4, (
    "the losses are right, but the discriminator ends elsewhere: does it follow the "
    "gradient of each of them, and nothing else?"
)

# %% [markdown]
# Does the generator's loss use noise of its own, against the discriminator after all its steps?

# %% tags=["check:02.4", "points:1"]
_, _, g_expected, stale, used = expected_round(*batches(3, 64))
_, _, g_loss = your_round(3, 64)
assert not np.isclose(g_loss, stale, rtol=1e-3).any(), (
    "the generator plays against the discriminator as it was before its steps, or "
    "before its last one"
)
assert not np.isclose(g_loss, used, rtol=1e-3), (
    "the generator's noise was used by the discriminator's last step already: there is "
    "one more"
)
assert np.isclose(g_loss, g_expected, rtol=1e-3), (
    f"the generator's loss before its step is {g_expected:.3f}, yours is {g_loss:.3f}"
)

# %% [markdown]
# And where does its step lead the generator?

# %% tags=["check:02.4", "points:1"]
mine, twin = your_round(3, 64)[0], expected_round(*batches(3, 64))[0]
assert gap((mine, twin), "generator") < 1e-4, (
    "the generator's loss is right, but it ends elsewhere: through which discriminator "
    "does its gradient flow, and is it the gradient of that loss alone?"
)

# %% [markdown]
# Now $k = 1$ and a smaller batch. Other values of both are tried when it is graded.

# %% tags=["check:02.4", "points:1"]
_, d_expected, g_expected, _, _ = expected_round(*batches(1, 16))
_, d_losses, g_loss = your_round(1, 16)
assert len(d_losses) == 1, (
    "with k = 1 the discriminator has one loss: where does your k come from?"
)
assert np.allclose([*d_losses, g_loss], [*d_expected, g_expected], rtol=1e-3), (
    f"right for k = 3, but with k = 1 the losses are {d_expected[0]:.3f} and "
    f"{g_expected:.3f}, yours are {d_losses[0]:.3f} and {g_loss:.3f}"
)
### BEGIN HIDDEN TESTS
for k, n in ((1, 5), (4, 20)):
    mine, d_losses, g_loss = your_round(k, n)
    twin, d_expected, g_expected, _, _ = expected_round(*batches(k, n))
    assert len(d_losses) == k and np.allclose(d_losses, d_expected, rtol=1e-3)
    assert np.isclose(g_loss, g_expected, rtol=1e-3)
    assert gap((mine, twin), "discriminator") < 1e-4
    assert gap((mine, twin), "generator") < 1e-4
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# Remove all hidden layers from the discriminator: `keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])`. Its logit is then $w_1 x_1 + w_2 x_2 + b$. The generator stays as it is. What will the generated points have in common with the real ones, and what will the losses be? Predict, then train a `GAN` with such a discriminator. Give both players `Adam` with `beta_1=0.5` and a rate that falls along `keras.optimizers.schedules.CosineDecay` to 0 after 3,000 steps, from 5e-4 for the generator and from 0.02 for the discriminator. `fit(real.batches(256), epochs=3, steps_per_epoch=1000, verbose=0)` takes ten to twenty seconds. Other seeds move the mean by up to 0.3. Look at the mean and covariance of some thousand generated points, and at the losses of the last epoch. Why are they so?
#
# You get two points each for what you saw of the points, what the losses say about it, and the reason. A hint: what is the gradient of the discriminator's loss with respect to $w$ at $w = 0$, $b = 0$? If you have time, give the discriminator's only layer $x_1^2$, $x_2^2$ and $x_1 x_2$ as further inputs, and try again. What does it find now?

# %%
# your experiments

# %% [markdown] tags=["explain:02.5", "points:6"]
# In our run the mean was nearly right, (1.08, -0.53) instead of (1, -0.5). On other seeds it was up to 0.3 off. The covariance was wrong: the variances were 0.06 and 0.02 instead of 1, and the covariance was even negative, -0.02 instead of 0.8. The points were a small clump in the middle of the data. The losses were 1.387 and 0.692, about log 4 and log 2, like those of a perfect generator.
#
# At $w = 0$, $b = 0$ the gradient of the discriminator's loss with respect to $w$ is half the difference of the two means, $(\mathbb{E}\,x_\text{fake} - \mathbb{E}\,x_\text{real}) / 2$, and the loss is convex in $w$ and $b$. So where the means agree, no straight boundary is better than guessing. The discriminator becomes flat, and the generator gets no gradient any more, whatever its covariance is. What covariance remains depends on the first weights and on the path. With the squares and the product as inputs, the same argument holds for the second moments. Then the mean and the covariance came out about right (variances between 0.9 and 1.3). The generator learns what its discriminator can see, and losses at log 2 and log 4 say only that *this* discriminator sees no difference.
