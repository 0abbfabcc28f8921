# %% [markdown]
# # Exercises 08: spectral normalization and the stability toolbox
#
# They go with [lesson 08](../08_stability_toolbox.ipynb). The first four end in checks. Run them: a check that says nothing has passed, and one that fails says what your answer does, and often which section to look at again. Replace the lines that raise `NotImplementedError`, and leave the checks as they are.

# %%
from gan_course.losses import (
    hinge_discriminator_loss,
    hinge_generator_loss,
    least_squares_generator_loss,
    minimax_discriminator_loss,
    non_saturating_generator_loss,
)

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import ops

# %% [markdown]
# ## 1. Predict: which losses are satisfied?
#
# Predict these without a machine:
#
# - `hinge_fake`: the discriminator of the hinge loss pushes the logits of generated images down. At which logit does it stop, so that nothing pulls at this logit and below it?
# - `smoothed_real`: in the minimax loss with label smoothing of 0.2, real images have the label 0.8. Which logit of a real image has the least loss? (A formula with `np.log` is welcome, or two decimals.)
# - `smoothed_fake`: somebody gives *generated* images the label 0.1 instead of 0. Which logit of a generated image has the least loss?
# - `moves`: a generated image has the logit 3. In which direction does the *generator* of each pair of losses want to move that logit: `"up"`, `"down"` or `"not"` (exactly no pull)? Answer with a dictionary with the keys `"non-saturating"`, `"hinge"` and `"least squares"`.


# %% tags=["answer:08.1"]
# assign hinge_fake, smoothed_real, smoothed_fake and moves
### BEGIN SOLUTION
hinge_fake = -1.0
smoothed_real = np.log(0.8 / 0.2)
smoothed_fake = np.log(0.1 / 0.9)
moves = {"non-saturating": "up", "hinge": "up", "least squares": "down"}
### END SOLUTION

# %% [markdown]
# The checks ask the losses themselves. `pull` is the derivative of a loss with respect to each logit. Where it is negative, a higher logit costs less; where it is 0, nothing pulls.

# %% tags=["help:08.1"]
logits = np.linspace(-6, 6, 1201, dtype="float32")[:, None]


def pull(loss, logits):
    """Returns the derivative for each logit, without the mean's 1 / n."""
    logits = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        found = loss(logits)
    return tape.gradient(found, logits).numpy().ravel() * len(logits)


# %% [markdown]
# Each of the discriminator's three losses becomes a function of the logits in question. Logits of the other kind are held where they cost nothing. For a logit $l$ and the label $a$ the minimax loss is $\text{softplus}(l) - a\,l$.

# %% tags=["help:08.1"]
surely_real = np.full((1, 1), 9, "float32")
surely_fake = np.full((1, 1), -1e4, "float32")


def hinge_of_fake(fake):
    return hinge_discriminator_loss(surely_real, fake)


def smoothed_of_real(real):
    return minimax_discriminator_loss(real, surely_fake, label_smoothing=0.2)


def smoothed_of_fake(fake):
    return ops.mean(ops.softplus(fake) - 0.1 * fake)


def lowest(loss):
    """Returns the logit where a loss pulls least."""
    return logits[np.abs(pull(loss, logits)).argmin(), 0]


# %% [markdown]
# `hinge_fake`: from which logit downwards does nothing pull at a generated image?

# %% tags=["check:08.1", "points:1"]
flat = pull(hinge_of_fake, logits) == 0
assert hinge_fake < 0, (
    f"hinge: {hinge_fake} is not far enough on the side of generated images; see 'Two more "
    "losses'"
)
assert np.isclose(hinge_fake, logits[flat].max(), atol=0.02), (
    f"hinge: {hinge_fake}. A generated image costs max(0, 1 + l): from which logit "
    "downwards is that 0? See 'Two more losses'"
)

# %% [markdown]
# `smoothed_real`: where does the pull on a real image change its direction if its label is 0.8?

# %% tags=["check:08.1", "points:1"]
assert not np.isclose(smoothed_real, 0.8), (
    "0.8 is the best probability of being real; which logit is that?"
)
assert not np.isclose(smoothed_real, np.log(9), atol=0.02), (
    "that is for the lesson's smoothing, 0.1; here it is 0.2"
)
assert smoothed_real > 0, (
    f"smoothed, real: at {smoothed_real:.2f} it is not taken for real; how does "
    "one get from a probability to its logit?"
)
assert np.isclose(smoothed_real, lowest(smoothed_of_real), atol=0.02), (
    f"smoothed, real: {smoothed_real:.2f}. At the least loss the probability is the "
    "label; how does one get from a probability to its logit? See 'Two more losses'"
)

# %% [markdown]
# `smoothed_fake`: the same for a generated image with the label 0.1.

# %% tags=["check:08.1", "points:1"]
assert not np.isclose(smoothed_fake, 0.1), (
    "0.1 is the best probability of being real; which logit is that?"
)
assert smoothed_fake < 0, (
    f"smoothed, generated: at {smoothed_fake:.2f} it is not taken for generated, but the "
    "label is 0.1"
)
assert np.isclose(smoothed_fake, lowest(smoothed_of_fake), atol=0.02), (
    f"smoothed, generated: {smoothed_fake:.2f}. It is the same question as for real "
    "images, with another label: how does one get from a probability to its logit?"
)

# %% [markdown]
# These are the generators' three losses, with the names that they have in `moves`:

# %% tags=["help:08.1"]
generators = {
    "non-saturating": non_saturating_generator_loss,
    "hinge": hinge_generator_loss,
    "least squares": least_squares_generator_loss,
}

# %% [markdown]
# `moves`: which way does each of them pull at the logit 3?

# %% tags=["check:08.1", "points:1"]
assert set(moves) == set(generators), f"the keys of moves are {sorted(generators)}"
for name, loss in generators.items():
    slope = pull(loss, np.float32([[3]]))[0]
    assert moves[name] in ("up", "down", "not"), "answer 'up', 'down' or 'not'"
    truth = "not" if slope == 0 else "up" if slope < 0 else "down"
    assert (name, moves[name]) != ("non-saturating", "not"), (
        f"{name}: nearly flat is not flat: what is the derivative of softplus(-l) at 3?"
    )
    assert moves[name] == truth, (
        f"{name}: at 3 you answer '{moves[name]}'. Look at its curve in the right panel "
        "of 'Two more losses': does it have a margin, and in which direction does it fall?"
    )

# %% [markdown]
# ## 2. Implement: only the kernels that are too steep
#
# Spectral normalization divides every kernel by its spectral norm, even one that is flat enough. A variation, after Gouk et al. (2018, arXiv:1804.04368), shrinks only what is too steep. A kernel whose spectral norm is above `bound` is multiplied by the one number that brings its norm to `bound`. All others stay as they are.
#
# Write it. `kernel` is a numpy array, of shape `(in, out)` for a dense layer, `(height, width, in, out)` for a convolution and `(depth, height, width, in, out)` for volumes. As in 'Keras's layer', the norm of a convolution's kernel is that of the matrix with a column for each output channel. Return a kernel of the same shape. Use an exact decomposition, or power iteration with enough rounds (100, say).


# %% tags=["answer:08.2"]
def shrink(kernel, bound=1.0):
    ### BEGIN SOLUTION
    columns = kernel.reshape(-1, kernel.shape[-1])
    steepness = np.linalg.norm(columns, 2)
    return kernel * bound / max(bound, steepness)
    ### END SOLUTION


# %% [markdown]
# The checks measure the norm in another way: the spectral norm of a matrix $W$ is the root of the largest eigenvalue of $W^\top W$.


# %% tags=["help:08.2"]
def measured(kernel):
    """Returns the largest stretch of any vector, from the eigenvalues of W'W."""
    rows = np.asarray(kernel)
    while rows.ndim > 2:
        rows = np.concatenate(rows, axis=0)
    return np.sqrt(np.linalg.eigvalsh(rows.T @ rows)[-1])


def random_kernel(shape, norm=None):
    """Returns a random kernel, scaled to a norm if one is given."""
    kernel = np.random.default_rng(0).standard_normal(shape).astype("float32")
    return kernel if norm is None else kernel * np.float32(norm / measured(kernel))


# %% [markdown]
# They call your function through `shrunk`, which looks at the shape, or through `multiple`, which also asks whether all weights were multiplied by the same number.


# %% tags=["help:08.2"]
def shrunk(kernel, **options):
    """Returns what you make of a kernel."""
    found = shrink(kernel.copy(), **options)
    assert found is not None, "your function returned nothing"
    found = np.asarray(found)
    assert found.shape == kernel.shape, f"shape {kernel.shape} became {found.shape}"
    return found


def multiple(kernel):
    """Returns what you make of a kernel, a multiple of it."""
    found = shrunk(kernel)
    ratio = found / kernel
    assert np.ptp(ratio) < 1e-3 * abs(ratio.mean()), (
        f"shape {kernel.shape}: weights were multiplied by numbers from "
        f"{ratio.min():.3f} to {ratio.max():.3f}, not all by the same"
    )
    return found


# %% [markdown]
# A kernel that was too steep should come out with norm 1, within one percent:


# %% tags=["help:08.2"]
def ask_for_one(norm, kind):
    assert not 1.01 < norm < 1.1, (
        f"norm {norm:.3f}, nearly 1: if you use power iteration, are these enough rounds?"
    )
    assert norm < 1.01, (
        f"a {kind} still has norm {norm:.3f}: which matrix do you measure, which of its "
        "numbers, with how many rounds, and by what do you divide? See 'Keras's layer'"
    )
    assert norm > 0.99, (
        f"a {kind} has norm {norm:.3f} now, less than it may have: which matrix do you "
        "measure, and by what do you divide? See 'Keras's layer'"
    )


# %% [markdown]
# These dense kernels are too steep. The second has many more rows than columns.

# %% tags=["check:08.2", "points:1"]
for shape in ((20, 30), (64, 5)):
    found = multiple(random_kernel(shape))
    ask_for_one(measured(found), f"dense kernel of shape {shape}")

# %% [markdown]
# The four axes of a convolution's kernel have to become two.

# %% tags=["check:08.2", "points:1"]
for shape in ((3, 3, 4, 8), (5, 5, 6, 2)):
    found = multiple(random_kernel(shape))
    ask_for_one(measured(found), f"convolution's kernel of shape {shape}")

# %% [markdown]
# What is flat enough stays as it is, for instance a kernel of norm 0.3 and one of zeros.

# %% tags=["check:08.2", "points:1"]
kernel = random_kernel((5, 5, 6, 2), norm=0.3)
found = shrunk(kernel)
assert np.allclose(found, kernel, rtol=1e-3), (
    f"a kernel of norm 0.3 has norm {measured(found):.2f} now: it was flat enough"
)
found = shrunk(np.zeros((4, 3), "float32"))
assert np.all(found == 0), (
    "a kernel of zeros is flat enough, but its first number became "
    f"{found.ravel()[0]}: what do you divide by?"
)

# %% [markdown]
# Now the bound is 2, and the kernel is steeper still.

# %% tags=["check:08.2", "points:1"]
norm = measured(shrunk(random_kernel((5, 5, 6, 2), norm=3.0), bound=2.0))
assert abs(norm - 2) < 0.02, (
    f"a kernel of norm 3 with bound 2 came out with norm {norm:.2f}: where does the "
    "bound enter?"
)

# %% [markdown]
# Here are norms between 1 and the bound. Which of these two kernels is too steep?

# %% tags=["check:08.2", "points:1"]
for shape, size, bound in (((5, 5, 6, 2), 1.5, 2.0), ((6, 2), 0.8, 0.5)):
    norm = measured(shrunk(random_kernel(shape, size), bound=bound))
    assert np.isclose(norm, min(size, bound), rtol=0.02), (
        f"a kernel of norm {size} with bound {bound} came out with norm {norm:.2f}: with "
        "what do you compare its norm?"
    )

# %% [markdown]
# A kernel for volumes has five axes. Its norm is 3 and the bound 0.2, so every weight should be a fifteenth of what it was.

# %% tags=["check:08.2", "points:1"]
# Other shapes, norms and bounds are tried when it is graded.
kernel = random_kernel((3, 2, 2, 2, 4), norm=3.0)
found = shrunk(kernel, bound=0.2)
ratio = found / kernel
assert np.allclose(found, kernel / 15, rtol=1e-2, atol=1e-6), (
    f"a kernel of norm 3 and shape {kernel.shape} with bound 0.2: every weight should be "
    f"a fifteenth, 0.067, of what it was; yours are multiplied by numbers from "
    f"{ratio.min():.3f} to {ratio.max():.3f}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(0)
for shape in ((1, 7), (9, 1), (1, 1, 3, 3), (7, 7, 1, 16), (3, 2, 2, 2, 4)):
    for size, bound in ((0.5, 1.0), (3.0, 1.0), (3.0, 0.2), (1.5, 5.0)):
        kernel = rng.standard_normal(shape)
        kernel *= size / measured(kernel)
        found = shrink(kernel.copy(), bound)
        expected = kernel * min(1, bound / size)
        assert np.allclose(found, expected, rtol=1e-2, atol=1e-6), (shape, size, bound)
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Repair an R1 penalty
#
# This R1 penalty runs, and trainings with it run, too, but it hardly does anything. It has three faults, and the trials below show what they do.


# %%
def broken_r1(discriminator, real_images, fake_images):
    images = tf.convert_to_tensor(fake_images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        answers = tf.sigmoid(discriminator(images, training=True))
    slopes = tape.gradient(answers, images)
    return tf.reduce_mean(tf.square(slopes)) / 2


# %% [markdown]
# These two discriminators are no networks, so their slopes are known at every image:


# %%
def even(shift=0.0):
    """Returns a discriminator with derivative 1 for each pixel."""
    return lambda images, training=None: (
        ops.sum(images, axis=(1, 2, 3))[:, None] + shift
    )


def steep_where_light(images, training=None):
    """Has a slope at images that are lighter than 0.9, and is flat elsewhere."""
    return ops.sum(ops.relu(images - 0.9), axis=(1, 2, 3))[:, None]


# %% [markdown]
# The trials print the value that R1 should have. `even(20.0)` adds 20 to every logit, which changes no slope.


# %%
def try_r1(penalty):
    gray, dark, light = (tf.fill((8, 3, 3, 1), value) for value in (0.0, -1.0, 1.0))
    found = [penalty(even(), gray, gray), penalty(even(20.0), gray, gray)]
    found.append(penalty(steep_where_light, dark, light))
    print(f"9 pixels, derivative 1 each:              {found[0]:.4f}, should be 4.5")
    print(f"the same, all logits higher by 20:        {found[1]:.4f}, should be 4.5")
    print(f"flat at real images, steep at generated:  {found[2]:.4f}, should be 0")


try_r1(broken_r1)

# %% [markdown]
# Write it as it should be, for images of shape `(batch, height, width, channels)` or points of shape `(batch, 2)`, tensors or numpy arrays. Do not call `r1_penalty` or `gradient_norms` of `gan_course.losses`. If the inner gradient is `None`, ask whether the tape watches the images. Then try your answer with `try_r1(repaired_r1)`.


# %% tags=["answer:08.3"]
def repaired_r1(discriminator, real_images, fake_images):
    ### BEGIN SOLUTION
    real_images = tf.convert_to_tensor(real_images)
    with tf.GradientTape() as inside:
        inside.watch(real_images)
        real_logits = discriminator(real_images, training=True)
    gradient = inside.gradient(real_logits, real_images)
    return tf.reduce_sum(gradient**2) / (2 * len(real_images))
    ### END SOLUTION


# %% [markdown]
# The checks need images of three shades, and a discriminator whose gradient differs from image to image.

# %% tags=["help:08.3"]
tf.get_logger().setLevel("ERROR")  # no warnings where an answer is a tf.function
dark, gray, light = (tf.fill((6, 3, 3, 1), value) for value in (-1.0, 0.0, 1.0))


def bowl(x, training=None):
    """Returns half the square of the distance from 0; its gradient at x is x."""
    return ops.sum(ops.square(ops.reshape(x, (x.shape[0], -1))), axis=1)[:, None] / 2


def cost(discriminator, real_images, fake_images):
    """Returns your penalty, a plain number."""
    found = repaired_r1(discriminator, real_images, fake_images)
    assert found is not None, "your function returned nothing"
    assert np.shape(found) == (), (
        f"one number is asked for, not shape {np.shape(found)}"
    )
    return float(found)


# %% [markdown]
# Which images count? Slopes at real ones should cost something, slopes at generated ones nothing.

# %% tags=["check:08.3", "points:1"]
assert not uses(repaired_r1, "gan_course"), "write it out, without gan_course"
steep = cost(steep_where_light, dark, light)
assert abs(steep) < 1e-6, (
    f"flat at all real images and steep at generated ones should cost 0, yours costs "
    f"{steep:.4f}: where should it be flat, and is 0 the slope that costs nothing? See "
    "'R1: flat at the real images'"
)
assert cost(steep_where_light, light, light) > 0, (
    "steep at all real images, and yet it costs nothing"
)

# %% [markdown]
# What is differentiated? Adding 20 to all logits should change nothing.

# %% tags=["check:08.3", "points:1"]
found, raised = cost(even(), gray, gray), cost(even(20.0), gray, gray)
assert np.isclose(found, raised, rtol=1e-3), (
    f"higher logits, the same slopes, but {found:.4f} became {raised:.4f}: of what do "
    "you take the gradient? In the formula of 'R1: flat at the real images' f is the "
    "logit"
)

# %% [markdown]
# The next check has six images of 9 pixels, with a derivative of 1 for each pixel. Some mistakes show in what they make of that:

# %% tags=["help:08.3"]
R1_REASONS = {
    4.5 / 9: (
        "9 pixels with derivative 1 cost 0.5, as if one pixel were all: how does "
        "one get from derivatives to the length of the gradient?"
    ),
    4.5 * 6: (
        "six images cost six times as much as one: over the images a mean is taken"
    ),
    4.5 / 36: "take the gradient of each image's logit, not of the mean over the batch",
    9: "there is a factor before the mean in the formula of R1",
    3: "3 is the length of the gradient: the length is to be squared and halved",
}

# %% [markdown]
# What is your penalty? It should be 4.5.

# %% tags=["check:08.3", "points:1"]
found = cost(even(), gray, gray)
for wrong, reason in R1_REASONS.items():
    assert not np.isclose(found, wrong, rtol=1e-4), reason
assert np.isclose(found, 4.5, rtol=1e-3), (
    f"9 pixels with derivative 1: the gradient has length 3 and R1 is 4.5, yours is "
    f"{found:.4f}; see 'R1: flat at the real images'"
)

# %% [markdown]
# Some of these images have a slope and some have none.

# %% tags=["check:08.3", "points:1"]
mixed = tf.concat([light[:2], dark[:4]], axis=0)
found = cost(steep_where_light, mixed, light)
assert np.isclose(found, 9 / 2 * 2 / 6, rtol=1e-3), (
    f"two of six images with a gradient of length 3, the others flat: yours is "
    f"{found:.3f}. First the square of each, then the mean"
)

# %% [markdown]
# Is the gradient taken at the real images themselves? The gradient of `bowl` differs from place to place.

# %% tags=["check:08.3", "points:1"]
found = cost(bowl, light, dark)
assert np.isclose(found, 4.5, rtol=1e-3), (
    f"the slope differs at every image; at the real ones alone R1 is 4.5, yours is "
    f"{found:.3f}: no points between real and generated images here"
)

# %% [markdown]
# In training the penalty acts by its own gradient, with respect to the discriminator's weights. The smallest example has one weight: $f(x) = w x$.


# %% tags=["help:08.3"]
def gradient_for(weight):
    """Returns the derivative of your penalty with respect to the weight."""
    points = tf.ones((5, 2))

    def line(points, training=None):
        return weight * points[:, :1]

    with tf.GradientTape() as tape:
        penalty = repaired_r1(line, points, 3 * points)
    assert tf.is_tensor(penalty), "gradients pass TensorFlow and keras.ops only"
    found = tape.gradient(penalty, weight)
    assert found is not None, (
        "no gradient of the penalty reaches the discriminator's weights: is everything "
        "computed by TensorFlow?"
    )
    return found


# %% [markdown]
# As in exercises 07, `pull_on_weight` gives it as a plain number. `compiled_pull` first compiles your penalty, as `fit` does on a GPU (if it can be compiled).


# %% tags=["help:08.3"]
def pull_on_weight(w):
    return float(gradient_for(tf.Variable(w)))


def compiled_pull(w):
    variable = tf.Variable(w)

    def number():
        return gradient_for(variable)

    return compiled_number(number)


# %% [markdown]
# How does it pull at a steep line, and how at a flat one? There it is compiled, too.

# %% tags=["check:08.3", "points:1"]
found = pull_on_weight(3.0)
assert np.isclose(found, 3, rtol=1e-3), (
    f"for f(x) = w x R1 is w²/2 and pulls with w; at w = 3 yours pulls with {found:.3f}"
)
at_flat = [pull_on_weight(0.0), compiled_pull(0.0)]
assert np.all(np.isfinite(at_flat)), (
    "where the discriminator is flat R1's gradient is not a number: R1 needs no root, "
    "see 'R1: flat at the real images'"
)
assert np.allclose(at_flat, 0, atol=1e-5), (
    "at a discriminator that is flat already nothing should pull"
)

# %% [markdown]
# Here are points instead of images, in a numpy array. The first is 5 away from the middle of the bowl, the second lies in it.

# %% tags=["check:08.3", "points:1"]
# Other shapes are tried when it is graded.
points = np.array([[3, 4], [0, 0]], "float32")
found = cost(bowl, points, 2 * points)
assert np.isclose(found, 25 / 2 / 2, rtol=1e-3), (
    f"two points with gradients of length 5 and 0: R1 is 6.25, yours is {found:.3f}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(0)
for shape in ((3, 2), (7, 3, 5, 2), (1, 8, 8, 1)):
    real, fake = rng.standard_normal((2, *shape)).astype("float32")
    expected = np.sum(real**2) / shape[0] / 2
    assert np.isclose(repaired_r1(bowl, real, fake), expected, rtol=1e-3), shape
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Predict: how much R1 is enough?
#
# This is the smallest GAN again, with R1 of weight $\gamma$. The generator's rate is $h$, the discriminator's is $k$. Both move at the same time:
#
# $$\theta \leftarrow \theta - h \psi, \qquad \psi \leftarrow \psi + k\,(\theta - \gamma \psi) .$$
#
# With $\gamma = 0$ the two spiral outwards. With enough R1 they come home to 0. How much is enough?
#
# 1. Write `enough(h, k)`, which returns the weight $\gamma$ on the border. With a little more they come home, with a little less they spiral outwards. Assume that the eigenvalues of one step are complex.
# 2. R1 can also be too strong. For $h = k = 0.1$ predict whether the players end at `"home"` or `"away"`, for weights of 0.05, 0.5, 5 and 25. Set `ends` to the list of the four words.
#
# Use paper for this one. A hint: one step is a two-by-two matrix. As long as its eigenvalues are complex, both have the same size, and its square is the determinant. If they are real, the one that is larger in size decides.


# %% tags=["answer:08.4"]
def enough(h, k):
    ### BEGIN SOLUTION
    return h  # the determinant is 1 - k * gamma + h * k
    ### END SOLUTION


# assign ends
### BEGIN SOLUTION
ends = ["away", "home", "home", "away"]
### END SOLUTION


# %% [markdown]
# The checks play the game, from distance 1. `radius` says how far from home the players are after 6,000 steps, or as soon as they are some 1,000 away.


# %% tags=["help:08.4"]
def radius(h, k, gamma, steps=6000):
    """Plays, and returns how far from home the players are at last."""
    theta, psi = 1.0, 0.0
    for _ in range(steps):
        theta, psi = theta - h * psi, psi + k * (theta - gamma * psi)
        if abs(theta) + abs(psi) > 1e3:
            break
    return np.hypot(theta, psi)


# %% [markdown]
# We try your border with equal rates, with a faster discriminator and with a faster generator.

# %% tags=["help:08.4"]
RATES = ((0.1, 0.1), (0.1, 0.4), (0.4, 0.1))


def border_of(h, k):
    border = float(enough(h, k))
    assert border > 0, (
        f"h = {h}, k = {k}: your border is {border}. Without R1 the players spiral "
        "outwards, so a tiny weight cannot be enough; see 'R1: flat at the real images'"
    )
    return border


# %% [markdown]
# With 3 percent less than your border they should spiral outwards.

# %% tags=["check:08.4", "points:1"]
for h, k in RATES:
    weight = 0.97 * border_of(h, k)
    assert radius(h, k, weight) > 1.1, (
        f"h = {h}, k = {k}: with a weight of {weight:.3g}, less than your border, they "
        "come home all the same. What is the determinant of one step?"
    )

# %% [markdown]
# With 3 percent more they should come home.

# %% tags=["check:08.4", "points:1"]
for h, k in RATES:
    weight = 1.03 * border_of(h, k)
    more = radius(h, k, weight)
    assert more < 0.9, (
        f"h = {h}, k = {k}: with a weight of {weight:.3g}, more than your border, the "
        f"players are {more:.3g} from home at last. What is the determinant of one "
        "step? (The border where R1 is too strong is another.)"
    )

# %% [markdown]
# Now both rates are larger, and equal again. We look at both sides of your border.

# %% tags=["check:08.4", "points:1"]
# Other rates are tried when it is graded.
border = border_of(0.2, 0.2)
less, more = radius(0.2, 0.2, 0.97 * border), radius(0.2, 0.2, 1.03 * border)
assert more < 0.9 and less > 1.1, (
    f"h = k = 0.2, and your border is {border:.3g}: with 3 percent more the players are "
    f"{more:.3g} from home at last, with 3 percent less {less:.3g}"
)
### BEGIN HIDDEN TESTS
for h, k in ((0.05, 0.3), (0.2, 0.2), (0.3, 0.05)):
    border = float(enough(h, k))
    assert radius(h, k, 1.03 * border, 20000) < 0.9, (h, k)
    assert radius(h, k, 0.97 * border, 20000) > 1.1, (h, k)
### END HIDDEN TESTS

# %% [markdown]
# Each of your four words is compared with a game. Players that end within 0.01 of 0 count as at home.

# %% tags=["help:08.4"]
GAMMAS = (0.05, 0.5, 5.0, 25.0)


def compare(numbers, hint):
    """Compares some of your words with what happens."""
    assert len(ends) == 4 and set(ends) <= {"home", "away"}, (
        "four words, 'home' or 'away'"
    )
    for number in numbers:
        gamma, word = GAMMAS[number], ends[number]
        truth = "home" if radius(0.1, 0.1, gamma) < 0.01 else "away"
        assert word == truth, f"weight {gamma}: not '{word}'; {hint}"


# %% [markdown]
# The two small weights, 0.05 and 0.5:

# %% tags=["check:08.4", "points:1"]
compare((0, 1), "compare this weight with the border for these rates.")

# %% [markdown]
# The two large ones, 5 and 25:

# %% tags=["check:08.4", "points:1"]
compare(
    (2, 3), "compared with ψ itself, how far does one step move it with this weight?"
)

# %% [markdown]
# Here are all weights at once, for equal rates and for a faster generator. Distances are cut off at some 1,000 and at $10^{-9}$.

# %%
weights = np.geomspace(0.02, 60, 120)
shown = {"tab:blue": (0.1, 0.1), "tab:orange": (0.4, 0.1)}
distances = {
    color: [max(radius(*rates, weight), 1e-9) for weight in weights]
    for color, rates in shown.items()
}

# %% [markdown]
# Left of the dotted lines, which are your borders, the players spiral outwards. Far to the right they jump over home, at nearly the same weight for both rates.

# %%
figure, axes = plt.subplots(figsize=(5.5, 3.2), dpi=100, layout="constrained")
for color, (h, k) in shown.items():
    axes.loglog(weights, distances[color], color=color, label=f"h = {h}, k = {k}")
    axes.axvline(enough(h, k), color=color, ls=":")
axes.set(xlabel="weight of R1", ylabel="distance from home at last")
axes.legend(loc=(0.41, 0.6))
plt.show()

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# Lesson 01 says that the moving average can cancel circling, and lesson 08 that it does not repair. See it in the smallest GAN: here are the paths without a penalty, with the gradient penalty and with R1. Take the moving average of each path by the rule of `gan_course.training.update_average`. It starts at (1, 0), where the players start, and after each step
#
# $$\text{average} \leftarrow \beta \cdot \text{average} + (1 - \beta) \cdot \text{now}.$$
#
# Try decays $\beta$ of 0.9, 0.99 and 0.999, after 400 and after 4,000 steps. How far from the equilibrium is the path at the last step, and how far is its average? How many steps does one round take? Where does the average help, and where does it hurt? What happens if somebody exchanges the two factors, $1 - \beta$ for the average and $\beta$ for what is new? Write down what you tried, what you found, and why it is so. (Graded by hand: two points each for what you tried, what you saw, and the reason.)


# %%
def play(pull, h=0.1, steps=400):
    theta, psi, path = 1.0, 0.0, []
    for _ in range(steps):
        theta, psi = theta - h * psi, psi + h * (theta - pull(psi))
        path.append((theta, psi))
    return np.array(path)


# %% [markdown]
# This prints how far from 0 the last 100 of 400 steps lead. The start is at distance 1.

# %%
pulls = {
    "no penalty": lambda psi: 0.0,
    "gradient penalty": lambda psi: (np.abs(psi) - 1) * np.sign(psi),
    "R1": lambda psi: 0.5 * psi,
}
for name, pull_back in pulls.items():
    far = np.linalg.norm(play(pull_back)[-100:], axis=1)
    print(f"{name:<17} the last 100 steps are at most {far.max():.3f} from 0")

# %%
# your experiments

# %% [markdown] tags=["explain:08.5", "points:6"]
# The largest distance from 0 in the last 100 steps, of the path and of its averages with 0.9, 0.99 and 0.999:
#
# - *Gradient penalty*: the path circles for ever, at up to 1.62. Its averages are at 1.19, 0.21 and 0.75 after 400 steps, and at 1.19, 0.17 and 0.04 after 4,000.
# - *R1*: the path converges (0.002 after 400 steps). Its averages are at 0.002, 0.05 and 0.74 after 400 steps. After 4,000 all are home but the slowest, which is at 0.02.
# - *No penalty*: after 400 steps the path is at 7.3, and its averages are at 5.2, 0.74 and 0.77. After 4,000 it is at $4 \cdot 10^8$, and its averages are at $3 \cdot 10^8$, $4 \cdot 10^7$ and $4 \cdot 10^6$.
#
# The average remembers about $1 / (1 - \beta)$ steps. One turn takes about 63 steps ($2 \pi / h$) without a penalty, and 70 with the gradient penalty. A memory of 10 steps sees a part of the circle and follows it. A memory of 100 or 1,000 steps sees whole turns, whose middle is the equilibrium, and the circle shrinks to about $(1 - \beta) / h$ of its size: to a tenth at 0.99, and to a hundredth at 0.999 (and what is left of the start). That is why the average helps with the gradient penalty. It hurts where the memory is longer than the training so far. After 400 steps 0.999 still holds two thirds of the start, because $0.999^{400} = 0.67$, and is farther from home than R1's path itself. (`GAN` therefore lets young averages forget: in step $t$ its decay is at most $t / (t + 9)$.)
#
# And it repairs nothing. Without a penalty the path grows without end, and a constant part of it does so, too; after 400 steps this only does not show yet. With exchanged factors the average is 90 to 99.9 percent what is new: a copy of the path, which circles with it. In a training such a mistake gives no error, and images that are no better than the generator's own.
