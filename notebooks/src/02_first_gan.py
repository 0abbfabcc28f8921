# %% [markdown]
# # 02 Your first GAN, in the plane
#
# **You will write a whole GAN by hand, two small networks, two optimizers, one training step, and watch a cloud of points crawl over the
# discriminator's landscape until it lies where it should.**
#
# - **You will do**: build both players; write the step with two gradient tapes; compile it with `tf.function` and time it; train; check the
#   result against exact numbers; turn your loop into a `keras.Model`.
# - **You will learn**: what happens in one step of adversarial training, what `tf.function` traces and when it traces again, what the
#   losses tell and what they do not.
# - **You need**: lesson 01, and to have trained some network in Keras. No GPU.
#
# Measured on two processor cores: {{minutes}} minutes.

# %%
import gan_course  # first: it silences TensorFlow's start-up messages
from gan_course import data, metrics, plotting
from gan_course.losses import minimax_discriminator_loss, non_saturating_generator_loss

import time
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from IPython.display import Image
from keras import layers

SEED = 0  # of all that is left to chance: another one gives another training
keras.utils.set_random_seed(SEED)
OUTPUTS = Path("outputs/02_first_gan")

# %% [markdown]
# ## Real samples
#
# The smallest interesting world: points in the plane, from one normal distribution that leans. We know everything about it, so that later we
# can say exactly how good the generator is. `sample` draws points; the same seed gives the same points.

# %%
real = data.correlated_gaussian()
points = real.sample(500, seed=SEED)
print("mean", real.modes[0], "  covariance", real.covariance.tolist())
figure, axes = plt.subplots(figsize=(3.6, 3.4), dpi=100, layout="constrained")
axes.plot(*points.numpy().T, ".", color="black", markersize=2)
axes.set(xlabel="first coordinate", ylabel="second coordinate", aspect="equal")
plt.show()

# %% [markdown]
# A cigar of 500 points around (1, -0.5), rising to the right, since the two coordinates go together.

# %% [markdown]
# ## Two players
#
# The **generator** maps noise, 16 standard normal numbers, to a point. The **discriminator** maps a point to one logit. Both have
# two hidden layers. The generator will never see a real point: whatever it learns about them, it learns through the discriminator.


# %%
def dense_generator(latent_dim=16, width=128, depth=2):
    x = noise = keras.Input((latent_dim,))
    for _ in range(depth):
        x = layers.Dense(width, activation="relu")(x)
    return keras.Model(noise, layers.Dense(2)(x), name="dense_generator")


def dense_discriminator(width=128):
    points = keras.Input((2,))
    x = layers.Dense(width, activation="relu")(points)
    x = layers.Dense(width, activation="relu")(x)
    return keras.Model(points, layers.Dense(1)(x), name="dense_discriminator")


# %%
LATENT_DIM, BATCH = 16, 256
ROUNDS, STEPS = 40, 100  # of training, further down

# %% [markdown]
# Each player has an optimizer of its own, for each has a loss of its own. Adam with `beta_1=0.5` averages over the last two gradients or so,
# instead of ten with its default of 0.9: older gradients answered an opponent that has moved on. The learning rate falls to 0 along half a cosine, so that the two come to rest instead of circling each other
# for ever (lesson 01). An optimizer makes its variables when it first sees the weights; we let it do so now, because a compiled function must not make any later.


# %%
def new_adam():
    rate = keras.optimizers.schedules.CosineDecay(5e-4, decay_steps=ROUNDS * STEPS)
    return keras.optimizers.Adam(rate, beta_1=0.5)


def new_player(build):
    model, optimizer = build(), new_adam()
    optimizer.build(model.trainable_variables)
    return model, optimizer


# %%
generator, g_optimizer = new_player(dense_generator)
discriminator, d_optimizer = new_player(dense_discriminator)
print(f"{generator.count_params():,} and {discriminator.count_params():,} weights")

# %% [markdown]
# ## One step
#
# This is the heart of it all; every GAN of this course is a variation of these lines. The losses are those of lesson 01, on logits: the discriminator's is
# `mean(softplus(-real)) + mean(softplus(fake))`, the generator's the non-saturating `mean(softplus(-fake))`. They are not each other's negative, so both can fall at once.
#
# A `GradientTape` records what is computed inside it, so that it
# can return derivatives afterwards, once. So two tapes record one forward pass. The first takes the discriminator's loss back to the discriminator's weights. The
# second takes the generator's loss back *through the discriminator* to the generator's weights. Nothing has to be frozen or switched: each optimizer
# gets the gradients of its own player only. (Algorithm 1 of Goodfellow et al. lets the discriminator go first, and draws new noise for the generator; moving both on one batch is
# cheaper, and works here. Lesson 08 measures what the order is worth on digits.)
#
# `@tf.function` **traces** the function: it runs the Python once, with stand-ins for the tensors, notes all operations as a graph, and from then on
# runs the graph. What is plain Python in it, like our counter, happens while tracing only. How far will the counter get in ten steps?

# %%
traces = 0


@tf.function
def train_step(real_points, noise):
    global traces
    traces += 1
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_points = generator(noise, training=True)
        real_logits = discriminator(real_points, training=True)
        fake_logits = discriminator(fake_points, training=True)
        d_loss = minimax_discriminator_loss(real_logits, fake_logits)
        g_loss = non_saturating_generator_loss(fake_logits)
    d_gradients = d_tape.gradient(d_loss, discriminator.trainable_variables)
    g_gradients = g_tape.gradient(g_loss, generator.trainable_variables)
    d_optimizer.apply_gradients(zip(d_gradients, discriminator.trainable_variables))
    g_optimizer.apply_gradients(zip(g_gradients, generator.trainable_variables))
    return d_loss, g_loss


# %% [markdown]
# Points and noise of a step are functions of the seed and of the step's number alone (`stateless` means: no hidden state decides what comes next). That will
# let us repeat a training exactly. The million keeps the noise's seed apart from the points'.


# %%
def batch(step, size=BATCH):
    step = tf.cast(step, tf.int32)
    noise = tf.random.stateless_normal([size, LATENT_DIM], [SEED + 1_000_000, step])
    return real.sample(size, tf.stack([SEED, step])), noise


# %%
for step in range(10):
    d_loss, g_loss = train_step(*batch(step))
    print(f"step {step}: discriminator {d_loss:.3f}, generator {g_loss:.3f}")
traces_of_one_shape = traces
print("traced:", traces_of_one_shape)

# %% [markdown]
# Once. (Run the cell again, before the next one: it takes ten further steps, by the same graph.) And now a batch of another size, twice, and then one of the first size again?

# %%
for size in (100, 100, BATCH):
    train_step(*batch(10, size))
traces_of_two_shapes = traces
print("traced:", traces_of_two_shapes)

# %% [markdown]
# One more trace: a new **shape** gets a new graph, known shapes keep theirs. The same goes for another `dtype`. The expensive surprise is another one:
# a plain Python number counts as part of the program, so that *every new value* is traced. A tensor is only an input.

# %%
values = []


@tf.function
def double(x):
    values.append(x)
    return 2 * x


for number in (1, 2, 3):
    double(number)
traces_of_numbers = len(values)
for number in (1, 2, 3):
    double(tf.constant(number))
traces_of_tensors = len(values) - traces_of_numbers
print(f"three numbers: {traces_of_numbers} traces, three tensors: {traces_of_tensors}")

# %% tags=["claim:02.1"]
assert traces_of_one_shape == 1
assert traces_of_two_shapes == 2
assert traces_of_numbers == 3
assert traces_of_tensors == 1

# %% [markdown]
# ## Is the graph worth it?
#
# Three ways to take the same 300 steps: **eagerly**, Python calling every operation; with the **step compiled** (its batch is still made eagerly); with the
# **loop compiled**, too, so that Python is asked once in 300 steps. `tf.function` turns a `for` over a tensor into a loop of the graph; what the loop changes must have a value before
# it, hence `d_loss = g_loss = 0.0`. (`python_function` is what was compiled.) How many times faster will each be?


# %%
@tf.function
def train(start, steps):
    d_loss = g_loss = 0.0
    for step in tf.range(start, start + steps):
        d_loss, g_loss = train_step(*batch(step))
    return d_loss, g_loss


# %%
def milliseconds(run, steps):
    start = time.perf_counter()
    run(steps)[0].numpy()  # the number, so that nothing is still under way on a GPU
    return 1000 * (time.perf_counter() - start) / steps


# %%
def eager_steps(steps):
    for step in range(steps):
        losses = train_step.python_function(*batch(step))
    return losses


def compiled_steps(steps):
    for step in range(steps):
        losses = train_step(*batch(step))
    return losses


def compiled_loop(steps):
    return train(tf.constant(0), tf.constant(steps))


# %%
ways = {"eager": eager_steps, "step": compiled_steps, "loop": compiled_loop}
for run in ways.values():
    run(10)  # tracing, and all that happens only once
spent = {name: milliseconds(run, 300) for name, run in ways.items()}
for name, value in spent.items():
    print(f"{name:<6}{value:7.2f} ms a step, {spent['eager'] / value:5.1f} times")

# %% [markdown]
# Networks this small spend nearly all of their eager time in Python. Compiling the step saves most of it, compiling the loop more than half of what is left.
# Large networks gain less: their time goes into the operations themselves. (The printed times are of one machine and one moment.)

# %% tags=["claim:02.2"]
assert spent["eager"] > 2 * spent["step"]
assert spent["eager"] > 3 * spent["loop"]

# %% [markdown]
# ## Training
#
# We train in 40 rounds of 100 steps. Before the first and after each we draw a picture: the discriminator's belief $D(x)$ as a landscape, the real
# points, and what 500 fixed noise vectors have become.

# %%
side = np.linspace(-5, 5, 81)
plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2).astype("float32")
fixed_noise = tf.random.stateless_normal([500, LATENT_DIM], [SEED, -1])


def draw(step):
    figure, axes = plt.subplots(figsize=(4.6, 4), dpi=100, layout="constrained")
    belief = keras.ops.sigmoid(discriminator(plane)).numpy().reshape(81, 81)
    levels = np.linspace(0, 1, 12)  # 11 bands, the middle one around one half
    filled = axes.contourf(side, side, belief, levels, cmap="PuOr")
    axes.plot(*points.numpy().T, ".", color="black", markersize=2, label="real")
    fakes = generator(fixed_noise).numpy()
    axes.plot(*fakes.T, ".", color="tab:green", markersize=3, label="generated")
    axes.set(xlim=(-5, 5), ylim=(-5, 5), aspect="equal", title=f"step {step}")
    axes.legend(loc="upper left", fontsize=8)
    figure.colorbar(filled, ticks=[0, 0.5, 1], label="D(x)")
    figure.canvas.draw()
    # the drawn figure as an array of pixels
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()
    plt.close(figure)
    return pixels


# %% [markdown]
# The steps so far, to count traces and to take times, have already moved the players, so training begins with new ones. The graphs hold the *variables* of the old players, and giving the names new objects does not change
# that, so we compile anew. (`set_random_seed` decides the first weights.)
#
# We note both losses of every round's last batch, and a measure of quality: the (squared) Fréchet distance between the real normal distribution and one with the generated points'
# mean and covariance. It is 0 where both agree, and lesson 04 is about it. Before you run the cell: will the points move as one cloud, or each for itself? And where
# does the landscape end up?

# %%
keras.utils.set_random_seed(SEED)
generator, g_optimizer = new_player(dense_generator)
discriminator, d_optimizer = new_player(dense_discriminator)
train_step = tf.function(train_step.python_function)
train = tf.function(train.python_function)

frames, losses, distances = [draw(0)], [], []
many_noises = tf.random.stateless_normal([10_000, LATENT_DIM], [SEED, -2])
for start in range(0, ROUNDS * STEPS, STEPS):
    losses.append(train(tf.constant(start), tf.constant(STEPS)))
    fakes = generator(many_noises).numpy()
    now = fakes.mean(axis=0), np.cov(fakes.T)
    exact = real.modes[0], real.covariance
    distances.append(metrics.frechet_distance_of_normals(*exact, *now))
    frames.append(draw(start + STEPS))
plotting.save_gif(OUTPUTS / "landscape.gif", frames, seconds=9)
Image(filename=str(OUTPUTS / "landscape.gif"))

# %% [markdown]
# Orange is where the discriminator believes in fakes, purple where it believes in real points, white where it cannot tell. The green cloud moves as one, for all its points come from the same
# weights: a clot at first, it follows the purple, overshoots, turns when the discriminator answers, and stretches on the way. In the end the two clouds lie on each
# other, and the landscape under them is pale. Pale at the beginning meant that the discriminator knew nothing; pale now means that this discriminator finds hardly anything left to tell them apart by. (Further out,
# where no points are now, nothing decides what it says.) Three of the frames:

# %%
chosen = np.concatenate([frames[number] for number in (0, 4, ROUNDS)], axis=1)
figure = plt.figure(figsize=(12, 3.5), dpi=100)
axes = figure.add_axes((0, 0, 1, 1))
axes.imshow(chosen)
axes.set_axis_off()
plt.show()

# %% [markdown]
# ## Is it right?
#
# To the eye it is. But we know the exact answer: mean, covariance, and how many points of a normal distribution in the plane lie within three
# standard deviations, measured along the axes of its ellipses. The squared distance, so measured, is exponentially distributed with mean 2, so the share within three is $1 - e^{-9/2} = 98.89$ %,
# and within one $1 - e^{-1/2} = 39.35$ %. More means that the generator is too timid (*under-dispersed*), fewer that it strays.

# %%
mean, covariance = fakes.mean(axis=0), np.cov(fakes.T)
offset = fakes - real.modes[0]
squares = np.sum(offset @ np.linalg.inv(real.covariance) * offset, axis=1)
within, expected = np.mean(squares <= 9), 1 - np.exp(-9 / 2)
within_1, expected_1 = np.mean(squares <= 1), 1 - np.exp(-1 / 2)
print("mean", mean.round(2), "should be", real.modes[0])
print("covariance", covariance.round(2).tolist(), "should be", real.covariance.tolist())
print(f"within 3 sigma: {within:.2%}, should be {expected:.2%}")
print(f"within 1 sigma: {within_1:.2%}, should be {expected_1:.2%}")

# %% tags=["claim:02.3"]
assert np.abs(mean - real.modes[0]).max() < 0.2
assert np.abs(covariance - real.covariance).max() < 0.45
assert abs(within - expected) < 0.03
assert abs(within_1 - expected_1) < 0.18

# %% [markdown]
# Close, but not exact: of 10,000 points the shares have standard errors of 0.1 and 0.5 percentage points, so the difference is no chance: the generator is a little timid. (On twenty seeds most came closer than
# two percentage points to the share within one sigma, the worst had 53 % there: one GAN in twenty came to rest much too narrow.) With a constant
# rate the cloud would sway around its place for ever (try it: `Adam(5e-4, beta_1=0.5)`); the falling rate brings it to rest near it. Lesson 03 will use another means, the average along the way.

# %% [markdown]
# ## What the losses tell
#
# Where the generator is perfect and the discriminator at its best, it says one half: each of the three means of `softplus` is $\log 2 = 0.693$,
# the discriminator's total $\log 4 = 1.386$ (the dotted lines below). So will the generator's loss *fall* to 0.693 as the distance falls?

# %%
d_losses, g_losses = np.array(losses).T
steps = STEPS * (1 + np.arange(ROUNDS))
figure, panels = plt.subplots(1, 2, figsize=(7, 2.8), dpi=100, layout="constrained")
for values, level, name, color in [
    (d_losses, np.log(4), "discriminator", "tab:blue"),
    (g_losses, np.log(2), "generator", "tab:orange"),
]:
    panels[0].plot(steps, values, color=color, label=name)
    panels[0].axhline(level, color=color, linestyle=":")
panels[0].legend(frameon=False, fontsize=8)
panels[1].semilogy(steps, distances, color="black")
panels[0].set(xlabel="step", ylabel="loss")
panels[1].set(xlabel="step", ylabel="Fréchet distance")
plt.show()

# %%
early, late = slice(0, ROUNDS // 4), slice(3 * ROUNDS // 4, None)
d_late, g_early, g_late = (
    d_losses[late].mean(),
    g_losses[early].mean(),
    g_losses[late].mean(),
)
left = np.mean(distances[late]) / np.mean(distances[early])
print(f"last quarter:  discriminator {d_late:.3f}, log 4 = {np.log(4):.3f}")
print(f"               generator     {g_late:.3f}, log 2 = {np.log(2):.3f}")
print(f"first quarter: generator     {g_early:.3f}, and the distance is", end=" ")
print(f"{1 / left:.0f} times that of the last")

# %% [markdown]
# Left the losses, right the distance. No: the losses swing around their dotted lines, in the last third hardly any more, while the distance falls, with setbacks. In the first quarter the generator's mean loss was about what it is at the end, with points that were
# far worse. When it dips, the discriminator lags behind and is fooled just then; when it rises, the discriminator has caught up. **A rising generator's loss is not by itself failure**, and a falling one is no success. Lesson
# 03 sees it rise while digits get better. Nor does a loss near $\log 4$ mean that all is well: it was there at step 0 (1.369 above), when the discriminator knew nothing, and again whenever the curve crossed its line. It says that *this*
# discriminator cannot tell *now*.

# %% tags=["claim:02.4"]
assert abs(d_late - np.log(4)) < 0.05
assert abs(g_late - np.log(2)) < 0.05
assert abs(g_early - np.log(2)) < 0.2
assert left < 0.25

# %% [markdown]
# ## The same step, as a Keras model
#
# A loop of one's own is good to learn from. For everything else there is `fit`, with its callbacks and history: a `keras.Model` needs
# only a `train_step`, which gets whatever a batch of the dataset is, here the pair of points and noise. Our step read its players from global names; now it gets them from an object, `gan`,
# and its points are called images, as they soon will be. (`descend` is the end of `train_step`: gradients, then optimizers.) `built = True` tells Keras that all layers have their weights already.


# %%
def descend(gan, d_tape, d_loss, g_tape, g_loss):
    d_variables = gan.discriminator.trainable_variables
    g_variables = gan.generator.trainable_variables
    d_gradients = d_tape.gradient(d_loss, d_variables)
    g_gradients = g_tape.gradient(g_loss, g_variables)
    gan.d_optimizer.apply_gradients(zip(d_gradients, d_variables))
    gan.g_optimizer.apply_gradients(zip(g_gradients, g_variables))


def update_players(gan, real_images, noise):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


# %%
class FirstGAN(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator, self.g_optimizer = new_player(dense_generator)
        self.discriminator, self.d_optimizer = new_player(dense_discriminator)
        self.d_loss = minimax_discriminator_loss
        self.g_loss = non_saturating_generator_loss
        self.built = True

    def train_step(self, real_and_noise):
        d_loss, g_loss = update_players(self, *real_and_noise)
        return {"d_loss": d_loss, "g_loss": g_loss}


# %% [markdown]
# Is it the same? If we begin with the same weights and feed the same batches, then after 200 steps every weight must be the same. As a third
# party we let the package's own class run, `gan_course.training.GAN`: a `FirstGAN` that checks what it is given, keeps a
# moving average and can resume. It makes its own noise, unless the dataset brings some, as ours does. (`jit_compile=False`: on a GPU Keras would compile further, and round differently.)

# %%
K = 200
keras.utils.set_random_seed(SEED)
generator, g_optimizer = new_player(dense_generator)
discriminator, d_optimizer = new_player(dense_discriminator)
train_step = tf.function(train_step.python_function)
train = tf.function(train.python_function)
train(tf.constant(0), tf.constant(K))
by_hand = generator.get_weights() + discriminator.get_weights()

# %%
batches = tf.data.Dataset.counter().map(batch)  # of steps 0, 1, 2, ...
keras.utils.set_random_seed(SEED)
first = FirstGAN()
first.compile(jit_compile=False)
first.fit(batches, steps_per_epoch=K, shuffle=False, verbose=0)
keras.utils.set_random_seed(SEED)
package = gan_course.training.GAN(dense_generator(), dense_discriminator(), LATENT_DIM)
package.compile(d_optimizer=new_adam(), g_optimizer=new_adam(), jit_compile=False)
_ = package.fit(batches, steps_per_epoch=K)


# %%
def largest_difference(gan):
    weights = gan.generator.get_weights() + gan.discriminator.get_weights()
    return max(np.abs(a - b).max() for a, b in zip(by_hand, weights))


keras.utils.set_random_seed(SEED)
start = dense_generator().get_weights() + dense_discriminator().get_weights()
moved = max(np.abs(a - b).max() for a, b in zip(by_hand, start))
for name, gan in [("FirstGAN", first), ("the package's GAN", package)]:
    print(f"{name:<18} differs by at most {largest_difference(gan):.1e}")
print(f"(training has moved a weight by up to {moved:.1e})")

# %% tags=["claim:02.5"]
assert largest_difference(first) < 1e-6
assert largest_difference(package) < 1e-6
assert moved > 1e-2

# %% [markdown]
# To the last bit. From here on lessons use the package's `GAN` and `fit`; you know what is inside.
#
# ## Recap
#
# - A **step** is one forward pass, two losses, two tapes, two optimizers, each for its own player.
# - `tf.function` **traces** once for each shape, and once for each value of a plain Python number; compiled, with the **loop inside**, a small network
#   trains many times faster.
# - The generated cloud ended on the real one: **mean, covariance and the shares within one and three sigma** agree with exact numbers, nearly.
# - The **losses** hover around log 2 and log 4. They tell who is ahead just then, not how good the samples are.
# - A `keras.Model` with the same `train_step` gives the **same weights**.
#
# ## Exercises
#
# [Sheet 02](exercises/02_first_gan.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Goodfellow et al., *Generative Adversarial Networks*, 2014, arXiv:1406.2661: algorithm 1.
# - Kingma, Ba, *Adam: A Method for Stochastic Optimization*, 2015, arXiv:1412.6980.
# - Radford, Metz, Chintala, *Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks*, 2016, arXiv:1511.06434: where `beta_1=0.5` comes from.
