# %% [markdown]
# # Exercises 07: the gradient penalty
#
# They go with [lesson 07](../07_wgan_gp.ipynb). The first four end in checks. Run them: a check that says nothing has passed, and one that fails says what your answer does, and often which section to look at again. Replace the lines that raise `NotImplementedError`, and leave the checks as they are.

# %%
from gan_course.layers import MinibatchStandardDeviation
from gan_course.losses import gradient_norms, wasserstein_discriminator_loss
from gan_course.models import dense_discriminator

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops

# %% [markdown]
# ## 1. Predict: where the slope settles
#
# Real and generated images are at the distance $W_1 = 3$, and the penalty has the weight $\lambda = 5$. As in 'How soft is it?', suppose that the critic's gradient has the same norm $g$ wherever the penalty looks, and points along the lines of the plan. Predict four numbers, without a machine:
#
# - `slope`: the $g$ at which a trained critic settles with the lesson's penalty, $(g - 1)^2$;
# - `printed`: the critic's loss that `fit` then prints, which is the loss without the penalty;
# - `one_sided`: the $g$ at which it settles if only slopes above 1 are punished, by $\max(0, g - 1)^2$;
# - `zero_centered`: the $g$ at which it settles if every slope is punished, by $g^2$.


# %% tags=["answer:07.1"]
# assign slope, printed, one_sided and zero_centered
### BEGIN SOLUTION
slope = 1 + 3 / (2 * 5)
printed = -3 * slope
one_sided = slope
zero_centered = 3 / (2 * 5)
### END SOLUTION

# %% [markdown]
# The checks find each answer by trial: they compute the loss for 400,001 slopes from 0 to 4, and take the slope with the least loss.

# %% tags=["help:07.1"]
g = np.linspace(0, 4, 400001)


def settles(penalty):
    """Returns the slope with the least loss."""
    return g[np.argmin(-3 * g + 5 * penalty(g))]


two_sides = settles(lambda g: (g - 1) ** 2)
one_side = settles(lambda g: np.maximum(0, g - 1) ** 2)
at_zero = settles(lambda g: g**2)

# %% [markdown]
# The slope with the lesson's penalty: is it on the right side of 1, and as far from 1 as it should be?

# %% tags=["check:07.1", "points:1"]
assert slope > 1, (
    f"slope {slope}: the critic is rewarded for being steep, and at slope 1 the "
    "penalty's derivative is 0: which side of 1 can it be? See 'How soft is it?'"
)
assert not np.isclose(slope, 1 + 3 / 5), (
    f"slope {slope}: what is the derivative of a square?"
)
assert np.isclose(slope, two_sides, atol=1e-3), (
    f"slope {slope}: write down the loss as a function of g and set its derivative to 0"
)

# %% [markdown]
# The loss that `fit` prints when the critic has this slope. Mind its sign, and which terms it has.

# %% tags=["check:07.1", "points:1"]
assert printed < 0, (
    f"printed {printed}: the critic's loss is minus its estimate, see 'How soft is it?'"
)
assert not np.isclose(printed, -3), (
    "the critic's loss is minus the distance for a critic of slope 1; is yours?"
)
assert np.isclose(slope, two_sides, atol=1e-3) or not np.isclose(printed, -3 * slope), (
    f"printed {printed}: that fits your slope; the slope is wrong"
)
assert not np.isclose(printed, -3 * two_sides + 5 * (two_sides - 1) ** 2), (
    "that is the loss with its penalty; without it is asked for"
)
assert np.isclose(printed, -3 * two_sides, atol=1e-2), (
    f"printed {printed}: what does a critic of slope g make of the distance?"
)

# %% [markdown]
# With the one-sided penalty, slopes below 1 are free. Does that change where the loss is least?

# %% tags=["check:07.1", "points:1"]
assert not np.isclose(one_sided, 1), (
    "one-sided: beyond 1 this penalty is as soft as the other; is it a wall?"
)
assert np.isclose(one_sided, one_side, atol=1e-3), (
    f"one-sided: {one_sided}. Compare both penalties where the critic has settled: do "
    "they differ there?"
)

# %% [markdown]
# With the zero-centered penalty, only a flat critic pays nothing. Does the critic settle there?

# %% tags=["check:07.1", "points:1"]
assert zero_centered > 0, (
    "zero-centered: a critic that is flat everywhere has estimate 0; does it pay to be "
    "a little steep?"
)
assert np.isclose(zero_centered, at_zero, atol=1e-3), (
    f"zero-centered: {zero_centered}. Do again what 'How soft is it?' does, with the "
    "other penalty"
)

# %% [markdown]
# ## 2. Implement: a penalty on one side only
#
# Petzka et al. (2018) do not punish a critic for being flatter than 1, only for being steeper. Their penalty is the mean over the points of
#
# $$\max(0, |\nabla f(x)| - 1)^2 .$$
#
# Write it. `critic` is called as `critic(points)` and returns the shape `(batch, 1)`. `points` is a float32 tensor of the shape `(batch, ...)`, with any number of axes: points, or images with channels. Return one number from which a tape around your function can take the gradient with respect to the critic's weights. Take the gradient yourself, without `gradient_norms`. (If it is `None`: does the tape watch the points?)


# %% tags=["answer:07.2"]
def one_sided_penalty(critic, points):
    ### BEGIN SOLUTION
    with tf.GradientTape() as inside:
        inside.watch(points)
        logits = critic(points)
    gradient = tf.reshape(inside.gradient(logits, points), (len(points), -1))
    norms = tf.sqrt(tf.reduce_sum(gradient**2, axis=1) + 1e-12)
    return tf.reduce_mean(tf.nn.relu(norms - 1) ** 2)
    ### END SOLUTION


# %% [markdown]
# The checks ask what critics of known slope pay, mostly at these three points of the plane. `cost` calls your penalty, and checks that it returns one number.

# %% tags=["help:07.2"]
tf.get_logger().setLevel("ERROR")  # no warnings where an answer is a tf.function
points = tf.constant([[0.3, -1.0], [2.0, 0.5], [-1.0, -1.0]])


def cost(critic, points):
    """Returns what your penalty makes of a critic at these points."""
    found = one_sided_penalty(critic, points)
    assert found is not None, "your function returned nothing"
    assert np.shape(found) == (), (
        "one number, the mean over points, is asked for; yours has shape "
        f"{np.shape(found)}"
    )
    return float(found)


# %% [markdown]
# There are three critics. One has the same gradient everywhere, one is steep in one half of the plane only, and one, for images, gives all their numbers the same weight.


# %% tags=["help:07.2"]
def plane(slope):
    """Returns a critic with this gradient everywhere."""
    return lambda points, training=None: ops.sum(points * slope, axis=-1, keepdims=True)


def bent(points, training=None):
    """Has slope 3 where the first coordinate is positive, and 0.5 elsewhere."""
    return 3 * ops.relu(points[:, :1]) - 0.5 * ops.relu(-points[:, :1])


def sum_of_pixels(images, training=None):
    return ops.sum(images, axis=(1, 2, 3))[:, None]


# %% [markdown]
# Training uses the gradient of the penalty with respect to the critic's weights. `gradient_for` takes it for the critic $f(x) = w\,x_1$, whose only weight is $w$.


# %% tags=["help:07.2"]
def gradient_for(weight):
    """Returns the penalty's gradient with respect to a critic's only weight."""

    def line(points, training=None):
        return weight * points[:, :1]

    with tf.GradientTape() as tape:
        penalty = one_sided_penalty(line, points)
    assert tf.is_tensor(penalty), "gradients pass TensorFlow and keras.ops only"
    found = tape.gradient(penalty, weight)
    assert found is not None, (
        "no gradient of the penalty reaches the critic's weights: is everything "
        "computed by TensorFlow? See 'A gradient of a gradient'"
    )
    return found


# %% [markdown]
# `pull` gives it as a plain number; `compiled_pull` first compiles your penalty, as `fit` does on a GPU (if it can be compiled).


# %% tags=["help:07.2"]
def pull(weight):
    return float(gradient_for(tf.Variable(weight)))


def compiled_pull(weight):
    variable = tf.Variable(weight)

    def number():
        return gradient_for(variable)

    return compiled_number(number)


# %% [markdown]
# The first check has a critic of slope 5 at all three points. Three mistakes show in what it then pays:

# %% tags=["help:07.2"]
COST_REASONS = {
    (np.sqrt(3 * 25) - 1) ** 2: (
        "for three points your norm is that of the gradients of all points together: "
        "each point has a norm of its own"
    ),
    3 * 16: (
        "three points cost three times as much as one: over the points a mean is taken"
    ),
    4: "how steep it is above 1 is to be squared",
}

# %% [markdown]
# The gradient is (3, 4) everywhere, longer than 1. Does the critic pay what it should?

# %% tags=["check:07.2", "points:1"]
assert not uses(one_sided_penalty, "gan_course"), (
    "this once without gradient_norms: see 'A gradient of a gradient'"
)
found = cost(plane([3.0, 4.0]), points)
for wrong, reason in COST_REASONS.items():
    assert not np.isclose(found, wrong, rtol=1e-4), reason
assert np.isclose(found, 16, rtol=1e-4), (
    f"a gradient of (3, 4) everywhere should cost 16, yours costs {found:.4f}: how "
    "long is that vector, of what do you take the gradient (of a mean over the batch?), "
    "and on which side of 1 does it cost?"
)

# %% [markdown]
# The gradient is (0.3, 0.4) everywhere, shorter than 1. The lesson's penalty would punish that.

# %% tags=["check:07.2", "points:1"]
found = cost(plane([0.3, 0.4]), points)
assert np.isclose(found, 0, atol=1e-6), (
    f"a slope of 0.5 everywhere should cost nothing, yours costs {found:.4f}"
)

# %% [markdown]
# Now the slope is 3 at two of the points, and 0.5 at the third. What is the mean taken of?

# %% tags=["check:07.2", "points:1"]
found = cost(bent, points)
assert not np.isclose(found, ((3 + 3 + 0.5) / 3 - 1) ** 2, rtol=1e-4), (
    "slopes 3, 3 and 0.5: you punish the mean slope. Flat places must not make up for "
    "steep ones"
)
assert np.isclose(found, (4 + 4 + 0) / 3, rtol=1e-4), (
    f"slopes 3, 3 and 0.5 should cost (4 + 4 + 0) / 3 = 2.667, yours cost {found:.4f}"
)

# %% [markdown]
# Images have more axes than points of the plane have, and so have their gradients. Is the norm right there, too?

# %% tags=["check:07.2", "points:1"]
images = tf.random.stateless_normal((5, 4, 3, 2), seed=[0, 0])
found = cost(sum_of_pixels, images)
assert np.isclose(found, (np.sqrt(24) - 1) ** 2, rtol=1e-4), (
    "images of 4 x 3 pixels and 2 channels, each with derivative 1: the norm is the "
    f"root of 24 and the penalty {(np.sqrt(24) - 1) ** 2:.3f}, yours is {found:.3f}: "
    "over which axes do you sum?"
)

# %% [markdown]
# A penalty works through its gradient. Which way, and how strongly, does it push the weight of a critic that is too steep?

# %% tags=["check:07.2", "points:1"]
found = pull(3.0)
assert np.isclose(found, 4, rtol=1e-4), (
    f"for f(x) = w x at w = 3 the penalty is (w - 1)², with derivative 4; yours is "
    f"{found:.3f}"
)

# %% [markdown]
# A flat critic, $w = 0$, pays nothing. But training needs a number there, too: a single `nan` in a gradient is enough to spoil all the weights. The check tries your penalty as it is and also compiled, as on a GPU, since some mistakes show only there.

# %% tags=["check:07.2", "points:1"]
assert np.isfinite(pull(0.0)) and np.isfinite(compiled_pull(0.0)), (
    "where the critic is flat the penalty's gradient is not a number, though the "
    "penalty is 0 there; see 'A gradient of a gradient'"
)

# %% [markdown]
# A critic can fall as steeply as it can rise: $w$ may be negative.

# %% tags=["check:07.2", "points:1"]
# Other numbers and shapes are tried when it is graded.
found = pull(-2.0)
assert np.isclose(found, -2, rtol=1e-4), (
    f"for f(x) = w x at w = -2 the slope is 2 and the penalty's derivative -2; yours is "
    f"{found:.3f}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(0)
for shape in ((1, 3), (6, 5), (4, 2, 3, 1), (3, 2, 2, 2, 2)):
    scales = rng.uniform(0, 2, (shape[0], *[1] * (len(shape) - 1))).astype("float32")
    places = tf.constant(rng.standard_normal(shape) * scales, "float32")

    def bowl(x, training=None):  # its gradient at x is x
        return ops.sum(ops.reshape(x, (x.shape[0], -1)) ** 2, axis=1)[:, None] / 2

    lengths = np.linalg.norm(np.reshape(places, (shape[0], -1)), axis=1)
    expected = np.mean(np.maximum(0, lengths - 1) ** 2)
    assert np.isclose(cost(bowl, places), expected, rtol=1e-4), shape
assert np.isclose(pull(0.5), 0, atol=1e-5)
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Predict: which layers look at other images?
#
# A penalty on gradients is about single images, so the critic's output for an image should depend on that image alone. Here are eight layers. All but the last are called with `training=True`. For which of them does the output for one image depend on the *other images* of the batch? Set `looking` to the set of their keys, for instance `{"a", "b"}`. Think about what each layer computes, and do not run them.

# %%
makers = {
    "a": lambda: layers.LayerNormalization(),
    "b": lambda: layers.BatchNormalization(),
    "c": lambda: layers.Dropout(0.3, seed=0),
    "d": lambda: layers.GroupNormalization(groups=2),
    "e": lambda: MinibatchStandardDeviation(),
    # the next one divides its kernel by that kernel's largest stretch, see lesson 08
    "f": lambda: layers.SpectralNormalization(layers.Conv2D(4, 3)),
    "g": lambda: layers.GlobalAveragePooling2D(),
    "h": lambda: layers.BatchNormalization(),  # this one with training=False
}


# %% tags=["answer:07.3"]
# assign looking
### BEGIN SOLUTION
looking = {"b", "e"}
### END SOLUTION

# %% [markdown]
# `changes` runs a layer on two batches that have only their first image in common, and tells whether the output for that image changes. (A seed gives both runs the same weights and the same random numbers.)

# %% tags=["help:07.3"]
batch = tf.random.stateless_normal((6, 8, 8, 4), seed=[1, 2])
others = tf.random.stateless_normal((5, 8, 8, 4), seed=[3, 4])
exchanged = tf.concat([batch[:1], others], axis=0)


def first_output(name, images):
    """Returns what a new layer makes of the first image of a batch."""
    keras.utils.set_random_seed(0)
    return makers[name]()(images, training=name != "h").numpy()[0]


def changes(name):
    pair = first_output(name, batch), first_output(name, exchanged)
    return not np.allclose(*pair, atol=1e-4)


# %% [markdown]
# A question for each layer, shown where your answer is wrong:

# %% tags=["help:07.3"]
lesson, page = "See 'Normalization in the critic'", "See Keras's page about it"
hints = {
    "a": f"over which axes does it take mean and deviation? {lesson}",
    "b": f"where do mean and deviation come from in training? {lesson}",
    "c": f"it draws numbers; does anything come from another image? {page}",
    "d": f"groups of what? {page}",
    "e": "it appends a number: what goes into that number? See lesson 03",
    "f": f"what is it that this wrapper takes the norm of? {page}",
    "g": f"over which axes is its mean? {page}",
    "h": f"where do mean and deviation come from if training is False? {page}",
}

# %% [markdown]
# `compare` goes through some of the layers:


# %% tags=["help:07.3"]
def compare(names):
    answer = set(looking)
    assert answer <= set(makers), f"answer with letters from a to h, not {answer}"
    for name in names:
        assert (name in answer) == changes(name), (
            f"layer {name} is {'in' if name in answer else 'not in'} your answer: "
            f"{hints[name]}"
        )


# %% [markdown]
# First the layers that subtract a mean and divide by a deviation: a, b, d and h.

# %% tags=["check:07.3", "points:1"]
compare("abdh")

# %% [markdown]
# Then the other four: c, e, f and g.

# %% tags=["check:07.3", "points:1"]
compare("cefg")

# %% [markdown]
# ## 4. Repair the penalty of a tutorial
#
# This gradient penalty has four faults, of the kind that well-known tutorials have. It runs, and the cells below show what the faults do.


# %%
def broken_penalty(critic, real_images, fake_images):
    weights = tf.random.normal(tf.shape(real_images))
    points = weights * real_images + (1 - weights) * fake_images
    with tf.GradientTape() as tape:
        tape.watch(points)
        outputs = critic(points)
    slopes = tape.gradient(outputs, points)
    norm = tf.sqrt(tf.reduce_sum(tf.square(slopes)))
    return tf.reduce_mean(tf.square(norm - 1))


# %% [markdown]
# `try_penalty` tries a penalty on 32 white and 32 black images of 4 x 4 pixels. The critic is the sum of the pixels times a weight: with 0.25 its slope is 1 everywhere, with 0 it is flat.


# %%
def try_penalty(penalty):
    penalty = getattr(penalty, "python_function", penalty)
    keras.utils.set_random_seed(0)
    white, black = tf.ones((32, 4, 4, 1)), -tf.ones((32, 4, 4, 1))
    seen = []

    def sum_of_pixels(images, weight=0.25, training=None):
        seen.append(images)
        return weight * tf.reduce_sum(images, axis=(1, 2, 3))[:, None]

    found = penalty(sum_of_pixels, white, black)
    print("first row of an image between white and black:", seen[0][0, 0, :, 0].numpy())
    print(f"penalty of a critic with slope 1 everywhere: {found:.2f}")
    weight = tf.Variable(0.0)
    with tf.GradientTape() as tape:
        found = penalty(
            lambda images, training=None: sum_of_pixels(images, weight), white, black
        )
    print(f"gradient of the penalty for a flat critic: {tape.gradient(found, weight)}")


# %% [markdown]
# Compare what it prints with what should be there. What does a row of a point between white and black look like? What should a critic of slope 1 pay?

# %%
try_penalty(broken_penalty)

# %% [markdown]
# Write the penalty as it should be, for real and generated images of the same shape `(batch, ...)`: images with any number of channels, or points of shape `(batch, 2)`. The first real image goes with the first generated one, and so on. Call the critic only once, as `critic(points)`, on points of that shape. Whatever is random must be drawn by TensorFlow or Keras: in `fit` a penalty runs in a `tf.function`. If the inner gradient is `None`: does the tape watch the points? Again, do without `gradient_norms` and `gradient_penalty` of `gan_course.losses`. You can try yours by `try_penalty(repaired_penalty)`.


# %% tags=["answer:07.4"]
def repaired_penalty(critic, real_images, fake_images):
    ### BEGIN SOLUTION
    shape = (len(real_images), *[1] * (len(real_images.shape) - 1))
    e = tf.random.uniform(shape)
    between = e * real_images + (1 - e) * fake_images
    with tf.GradientTape() as inside:
        inside.watch(between)
        logits = critic(between)
    found = inside.gradient(logits, between)
    squares = tf.reduce_sum(found**2, axis=list(range(1, len(shape))))
    return tf.reduce_mean((tf.sqrt(squares + 1e-12) - 1) ** 2)
    ### END SOLUTION


# %% [markdown]
# `ask` hands a penalty a critic that notes the points at which it is asked. `points_of` makes an array of them.


# %% tags=["help:07.4"]
def ask(penalty, real_images, fake_images):
    """Returns the points at which the penalty asks its critic."""
    asked = []

    def critic(points, training=None):
        asked.append(points)
        return ops.sum(ops.reshape(points, (points.shape[0], -1)), axis=1)[:, None]

    penalty = getattr(penalty, "python_function", penalty)
    found = penalty(critic, real_images, fake_images)
    assert found is not None, "your function returned nothing"
    assert np.shape(found) == (), f"one number is asked for, not {np.shape(found)}"
    assert len(asked) == 1, f"the critic was called {len(asked)} times instead of once"
    assert asked[0].shape == real_images.shape, (
        f"from images of shape {real_images.shape} you made points of shape "
        f"{asked[0].shape}: how many axes may a weight have?"
    )
    return asked[0]


def points_of(penalty, real_images, fake_images):
    return np.array(ask(penalty, real_images, fake_images))


# %% [markdown]
# Your weights $e$ follow from the points: 1 where a point is the real image, 0 where it is the generated one, 1/2 in the middle. `weights_of` works them out for every number of an image. Mostly the real images will be white and the generated ones black.

# %% tags=["help:07.4"]
white, black = tf.ones((600, 3, 2, 3)), -tf.ones((600, 3, 2, 3))


def weights_of(real_images, fake_images):
    """Returns your weights, a row for each pair of images."""
    asked = points_of(repaired_penalty, real_images, fake_images)
    weights = (asked - fake_images) / (real_images - fake_images)
    return np.reshape(weights, (len(asked), -1))


# %% [markdown]
# Two critics have known slopes: one is equally steep everywhere, the other is steeper at light images than at dark ones.


# %% tags=["help:07.4"]
def sloped(weight):
    """Returns a critic with slope |weight| everywhere."""

    def critic(images, training=None):
        pixels = ops.reshape(images, (images.shape[0], -1))
        return weight * ops.sum(pixels, axis=1)[:, None] / pixels.shape[1] ** 0.5

    return critic


def steep_in_the_light(images, training=None):
    """Has slope 3 at light images and slope 1 at dark ones."""
    return sloped(3.0)(ops.relu(images)) - sloped(1.0)(ops.relu(-images))


# %% [markdown]
# This takes the penalty's gradient with respect to a critic's only weight again, now that of `sloped`.


# %% tags=["help:07.4"]
def repaired_pull(weight):
    """Returns the gradient of your penalty with respect to the weight of `sloped`."""
    weight = tf.Variable(weight)
    with tf.GradientTape() as tape:
        penalty = repaired_penalty(sloped(weight), white[:9], black[:9])
    assert tf.is_tensor(penalty), "gradients pass TensorFlow and keras.ops only"
    found = tape.gradient(penalty, weight)
    assert found is not None, (
        "the gradient is None: does the penalty reach the critic's weights? See 'A "
        "gradient of a gradient'"
    )
    return float(found)


# %% [markdown]
# We look at the points first. Is each of them a gray image, a mixture of a white and a black one?

# %% tags=["check:07.4", "points:1"]
assert not uses(repaired_penalty, "gan_course"), (
    "this once without gradient_norms and gradient_penalty: write them out"
)
e = weights_of(white, black)
assert e.std(axis=1).max() < 5e-6, (
    "between a white and a black image lie gray ones, yours have pixels of several "
    "grays: for what is one weight? See 'What an optimal critic looks like'"
)

# %% [markdown]
# Do all points lie between their two images? First the white and black ones, then forty pairs, of which each is a little lighter than the one before. The $k$-th real image goes with the $k$-th generated one.

# %% tags=["check:07.4", "points:1"]
e = weights_of(white, black)
beyond = np.mean((e < -1e-6) | (e > 1 + 1e-6))
assert beyond == 0, (
    f"{beyond:.0%} of the points lie beyond one of the two images: from which "
    "distribution are the weights? See 'What an optimal critic looks like'"
)
steps = tf.reshape(tf.range(40.0) / 40, (40, 1, 1, 1)) * tf.ones((1, 3, 2, 3))
asked = points_of(repaired_penalty, steps + 1 / 40, steps) - steps.numpy()
assert asked.min() > -1e-5 and asked.max() < 1 / 40 + 1e-5, (
    "some points lie between a real image and a generated one of another pair"
)

# %% [markdown]
# Is there a new weight for each pair and at each call, in a `tf.function` too?

# %% tags=["check:07.4", "points:1"]
first, second = weights_of(white, black), weights_of(white, black)
assert first.std() > 0.05, "all pairs of the batch have the same weight"
assert not np.allclose(first, second), (
    "a second call asks at the same points: new weights are needed at each call"
)
step = tf.function(ask).get_concrete_function(repaired_penalty, white, black)
assert not np.allclose(step(white, black), step(white, black)), (
    "in fit numpy draws only once, when the step is traced: let TensorFlow draw"
)

# %% [markdown]
# Are the points spread evenly over the lines? Half of the 600 should lie in the middle halves, and their mean in the middle, as far as chance allows.

# %% tags=["check:07.4", "points:1"]
keras.utils.set_random_seed(1)
e = weights_of(white, black)
middle = np.mean((e > 0.25) & (e < 0.75))
assert 0.4 < middle < 0.6 and 0.4 < e.mean() < 0.6, (
    f"{middle:.0%} of the points lie in the middle half of their lines, and their mean "
    f"weight is {e.mean():.2f}: every part of the line should be as likely; see 'What "
    "an optimal critic looks like'"
)

# %% [markdown]
# Now the data are seven pairs of points in the plane. Do yours lie on the line between (-1, -1) and (1, 1)?

# %% tags=["check:07.4", "points:1"]
asked = points_of(repaired_penalty, tf.ones((7, 2)), -tf.ones((7, 2)))
assert np.allclose(asked[:, 0], asked[:, 1], atol=1e-5) and abs(asked).max() <= 1.001, (
    f"between (-1, -1) and (1, 1) both coordinates are equal and at most 1; your first "
    f"points are\n{asked[:3].round(2)}"
)

# %% [markdown]
# Next, what is paid at the points? A critic of slope 1 everywhere has nothing to pay, for one image or for many.

# %% tags=["check:07.4", "points:1"]
for n in (1, 40):
    found = float(repaired_penalty(sloped(1.0), white[:n], black[:n]))
    assert abs(found) < 1e-4, (
        f"a critic with slope 1 everywhere owes nothing, but with a batch of {n} it "
        f"pays {found:.2f}: which numbers belong to the norm of one image, which norm is "
        "asked for, and of what do you take the gradient (of a mean over the batch?)?"
    )

# %% [markdown]
# Twenty pairs are light and twenty are dark, so that slopes of 3 and of 1 occur equally often. What should be averaged?

# %% tags=["check:07.4", "points:1"]
sides = tf.concat([tf.ones((20, 3, 3, 1)), -tf.ones((20, 3, 3, 1))], axis=0)
found = float(repaired_penalty(steep_in_the_light, sides, sides / 2))
assert abs(found - 2) < 1e-3, (
    f"slope 3 at one half of the images and slope 1 at the other should cost 2, yours "
    f"cost {found:.3f}: first the square, then the mean, and no factor; and are pairs of "
    "the k-th and the k-th image?"
)

# %% [markdown]
# This critic is too flat, with slope 1/2 everywhere.

# %% tags=["check:07.4", "points:1"]
found = float(repaired_penalty(sloped(0.5), white[:9], black[:9]))
assert abs(found) > 1e-4, (
    "a critic with slope 1/2 pays nothing: the lesson's penalty works on both sides of 1"
)
assert abs(found - 0.25) < 1e-3, (
    f"slope 1/2 everywhere should cost (1/2 - 1)² = 0.25, yours costs {found:.3f}"
)

# %% [markdown]
# How does the penalty's gradient change the weight of a critic of slope 3?

# %% tags=["check:07.4", "points:1"]
found = repaired_pull(3.0)
assert abs(found - 4) < 1e-3, (
    f"slope w costs (w - 1)², with derivative 4 at w = 3, yours is {found:.3f}"
)

# %% [markdown]
# And what is it for a flat critic? The broken penalty printed `nan` here.

# %% tags=["check:07.4", "points:1"]
assert np.isfinite(repaired_pull(0.0)), (
    "for a flat critic the penalty's gradient is still not a number; see 'A gradient "
    "of a gradient'"
)

# %% [markdown]
# The last critic falls, with slope 2, on all 600 pairs.

# %% tags=["check:07.4", "points:1"]
# Other images are tried when it is graded.
found = float(repaired_penalty(sloped(-2.0), white, black))
assert abs(found - 1) < 1e-3, (
    f"a critic with slope 2 everywhere should cost 1, falling or rising; yours costs "
    f"{found:.3f}"
)
### BEGIN HIDDEN TESTS
keras.utils.set_random_seed(1)
for shape in ((500, 5), (500, 2, 4, 1), (500, 3, 3, 2)):
    rng = np.random.default_rng(0)
    real = tf.constant(rng.uniform(0.5, 1, shape), "float32")
    fake = tf.constant(rng.uniform(-1, -0.5, shape), "float32")
    e = weights_of(real, fake)
    assert np.ptp(e, axis=1).max() < 1e-4 and e.min() > -1e-4 and e.max() < 1 + 1e-4
    assert abs(e.mean() - 0.5) < 0.08 and abs(e.var() - 1 / 12) < 0.02, shape
    assert abs(float(repaired_penalty(sloped(-2.0), real, fake)) - 1) < 1e-3, shape
### END HIDDEN TESTS

# %% [markdown]
# Where do the two penalties ask the critic? Here are two clouds, of real and of generated points, and the points at which each penalty asks:

# %%
clouds = {
    "real": tf.random.stateless_normal((300, 2), [0, 0]) * 0.2 + [2.0, 1.0],
    "generated": tf.random.stateless_normal((300, 2), [0, 1]) * 0.2 - [2.0, 1.0],
}
places = {
    "broken": points_of(broken_penalty, *clouds.values()),
    "repaired": points_of(repaired_penalty, *clouds.values()),
}

# %% [markdown]
# The broken penalty, on the left, asks anywhere around both clouds. Yours, on the right, should ask between them.

# %%
size = {"figsize": (8, 2.8), "dpi": 100, "layout": "constrained"}
figure, panels = plt.subplots(1, 2, sharex=True, sharey=True, **size)
for axes, (title, asked) in zip(panels, places.items()):
    for (label, cloud), marker in zip(clouds.items(), "so"):
        axes.plot(*np.transpose(cloud), marker, ms=3, alpha=0.3, label=label)
    axes.plot(*asked.T, "k.", ms=3, label="asked")
    axes.set(title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
panels[1].legend(fontsize=8)
plt.show()

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# Suppose that the generator has arrived: real and generated images come from the *same* distribution. What does a penalty then make of the critic? `train_critic` below trains the critic of the lesson on new samples of one normal distribution in every step. It takes any penalty on the norms, and `factor` multiplies the last layer's weights at the start, so that the critic begins flatter or steeper. It returns the mean slope at generated points before and after the training.
#
# Compare the lesson's penalty, the one-sided penalty of exercise 2 and the zero-centered penalty $g^2$ of exercise 1, each with weight 1. Write them as functions of the norms (`lambda norms: ...`), because your function of exercise 2, which takes a critic, does not fit here. Try a flat and a steep start (factors of 0.1 and 20), several seeds, and 300 and 1,200 steps. (A run of 1,200 steps takes a few seconds.) Does the slope end at the same value from every start? A generator moves its samples along the critic's gradient, and moves them farther where it is steep. Order the three penalties by how hard they would push a perfect generator away, by the mean slope in the end. (A hint: batches of one distribution differ by chance.) Write down what you tried, what you found, and why it is so. (Graded by hand. There are two points each for what you tried, what you saw, and the reason.)


# %% [markdown]
# This makes a critic, and measures how steep it is:


# %%
def new_critic(factor, seed):
    keras.utils.set_random_seed(seed)
    critic = dense_discriminator()
    critic.layers[-1].kernel.assign(factor * critic.layers[-1].kernel)
    return critic


def mean_slope(critic, seed):
    places = tf.random.stateless_normal((512, 2), seed=[seed, -1])
    return float(ops.mean(gradient_norms(critic, places)))


# %% [markdown]
# This is the loss of a step. Both batches come from one distribution, and the penalty asks between them.


# %%
def critic_loss(critic, penalty, seed, number):
    real, fake = tf.unstack(tf.random.stateless_normal((2, 256, 2), [seed, number]))
    e = tf.random.stateless_uniform((256, 1), [seed + 1000, number])
    loss = ops.mean(penalty(gradient_norms(critic, e * real + (1 - e) * fake)))
    return loss + wasserstein_discriminator_loss(critic(real), critic(fake))


# %% [markdown]
# The training lowers this loss with Adam:


# %%
def train_critic(penalty, factor=1.0, steps=300, seed=0):
    """Trains a critic whose generator has arrived; `penalty` takes norms `(batch,)`."""
    critic = new_critic(factor, seed)
    adam = keras.optimizers.Adam(1e-3, beta_1=0.5)
    adam.build(critic.trainable_variables)

    @tf.function(autograph=False)
    def train_step(number):
        with tf.GradientTape() as tape:
            loss = critic_loss(critic, penalty, seed, number)
        variables = critic.trainable_variables
        adam.apply_gradients(zip(tape.gradient(loss, variables), variables))

    before = mean_slope(critic, seed)
    for number in tf.range(steps):
        train_step(number)
    return before, mean_slope(critic, seed)


# %% [markdown]
# Here is one run, with the lesson's penalty:

# %%
before, after = train_critic(lambda norms: ops.square(norms - 1))
print(f"the lesson's penalty: slope {before:.2f} before, {after:.2f} after")

# %%
# your experiments

# %% [markdown] tags=["explain:07.5", "points:6"]
# I tried factors of 0.1, 1, 10 and 20 (slopes from 0.01 to about 3 at the start), three seeds, and 300 and 1,200 steps. With the lesson's penalty the critic ends at a slope of about 1 (0.85 to 1.06), however it began. With the one-sided penalty, a steep start falls below 1 and a flat one rises. The slopes end anywhere from 0.1 to 0.8, and another seed gives other values. With $g^2$ all slopes fall: to between 0 and 0.25 after 300 steps, and further with more steps.
#
# The reason is that, for equal distributions, the first term of the loss is 0 on average for any critic: it is the difference of two equal means. So the penalty alone decides. $(g - 1)^2$ is least at slope 1, and a critic that knows nothing still has to be steep in some direction. $\max(0, g - 1)^2$ is 0 for all slopes up to 1, so nothing holds the critic there, and the chance differences between two batches drive it about. $g^2$ is least for a flat critic. A generator follows the critic's gradient. So the first penalty always pushes a perfect generator away with slope 1, in a direction that means nothing. The second may do so, less strongly, and the third hardly does. (Far from the equilibrium the order is different: there the first two estimate a distance, and the third has a slope that depends on the weight, as in exercise 1.)
