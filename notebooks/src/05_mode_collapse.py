# %% [markdown]
# # 05 Mode collapse
#
# **You will watch a GAN crowd all its samples near one mode of eight, measure that, see why,
# run one of seven remedies, and read a table of all of them over many seeds.**
#
# - **You will do**: measure which modes of a known distribution a generator covers;
#   write six remedies of two to some thirty lines each; the seventh is lesson 03's minibatch standard deviation.
# - **You will learn**: which numbers show a collapse, and why nothing in a generator's usual loss asks for variety.
# - **You need**: lessons 01 to 03; for the last section, the Fréchet distance of lesson 04. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %%
from gan_course import data, metrics, plotting
from gan_course.callbacks import WatchModes
from gan_course.layers import MinibatchStandardDeviation
from gan_course.losses import minimax_discriminator_loss, non_saturating_generator_loss
from gan_course.metrics import check_features, check_number
from gan_course.models import dense_generator
from gan_course.training import GAN, descend

from functools import partial
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from IPython.display import Image
from keras import layers, ops
from scipy.spatial import cKDTree

# %%
SEED = 0  # of everything random
OUTPUTS = Path("outputs/05_mode_collapse")

# %% [markdown]
# ## Two worlds with known modes
#
# A **mode** is a place where much of a distribution's mass sits, such as a way to write a seven. Nobody knows how many modes real images have. So we take two known worlds:
# eight normal distributions on a **ring**, and twenty-five on a **grid**. All have equal weight, and they are so narrow that nothing lies between them.

# %%
ring, grid = data.gaussian_ring(), data.gaussian_grid()
figure, panels = plt.subplots(1, 2, figsize=(6.4, 3.2), dpi=100, layout="constrained")
for axes, world, name in [(panels[0], ring, "ring"), (panels[1], grid, "grid")]:
    points = world.sample(2500, seed=SEED).numpy()
    axes.plot(*points.T, ".", color="black", markersize=2)
    title = f"{name}: {len(world.modes)} modes, sigma {world.sigma}"
    axes.set(aspect="equal", title=title, xlabel="first coordinate")
panels[0].set_ylabel("second coordinate")
plt.show()

# %% [markdown]
# ## Numbers that see a collapse
#
# A sample is **high-quality** if it lies within three sigma of its nearest mode. The fair share of each of $M$ modes is $n / M$ of $n$ samples. A mode is
#
# - **reached** if it is nearest to at least a quarter of its fair share of samples, wherever these lie;
# - **captured** if it is nearest to at least *one* high-quality sample of 2,500 (papers count this);
# - **covered** if its *high-quality* samples alone number at least a quarter of its fair share.
#
# The **reverse KL divergence** from equal shares is $\sum_i q_i \log (M q_i)$, where $q_i$ is the share of samples nearest to mode $i$.
# It is 0 if all modes get equally many samples, and $\log M$ if one gets them all. The **spread** is the standard deviation of high-quality samples, in each coordinate, around the mean of those at the same mode, divided by sigma.
# It is near 1 for real samples, 1.5 for samples strewn evenly over the disc of three sigma, and 0 if all high-quality samples of each mode are one point, or if there are none.


# %%
def kl_to_uniform(counts):
    shares = counts[counts > 0] / counts.sum()
    return float(np.sum(shares * np.log(shares * len(counts))))


# %%
def mode_coverage(samples, modes, sigma):
    modes, samples = check_features(modes, samples, 1, names=("modes", "samples"))
    check_number("sigma", sigma, np.finfo(float).tiny, whole=False)
    distances, nearest = cKDTree(modes).query(samples)
    good = distances <= 3 * sigma
    counts = np.bincount(nearest, minlength=len(modes))
    good_counts = np.bincount(nearest[good], minlength=len(modes))
    quarter = len(samples) / len(modes) / 4
    groups = [samples[good & (nearest == mode)] for mode in range(len(modes))]
    centred = np.concatenate([x - x.mean(axis=0) for x in groups if len(x)] or [[0.0]])
    freedom = max(good_counts.sum() - np.sum(good_counts > 0), 1) * modes.shape[1]
    return {
        "captured": int(np.sum(good_counts > 0)),
        "covered": int(np.sum(good_counts >= quarter)),
        "reached": int(np.sum(counts >= quarter)),
        "high_quality": float(good.mean()),
        "reverse_kl": kl_to_uniform(counts),
        "spread": float(np.sqrt((centred**2).sum() / freedom) / sigma),
    }


# %% [markdown]
# In each group the differences in `centred` add up to zero, so the last one follows from the others. That is why the divisor `freedom` counts one sample less for each group.
#
# Here are five "generators" for the ring: the real one; one with half of the modes; one with modes ten times as wide; one that only makes *eight points*; and one that sits on a single mode, except for one lucky sample on each of the others. Which number will give away which?

# %%
real = ring.sample(2500, seed=SEED).numpy()
wide = data.gaussian_ring(sigma=10 * ring.sigma)
points = np.repeat(ring.modes, 313, axis=0)[:2500]
lucky = np.repeat(ring.modes[:1], 2500, axis=0)
lucky[:8] = ring.modes
cheats = {
    "real": real,
    "half the modes": real[real[:, 1] > real[:, 0] / 2],
    "ten sigma": wide.sample(2500, seed=SEED).numpy(),
    "eight points": points,
    "one mode and luck": lucky,
}

# %%
print(f"{'':<18} captured covered reached  quality  KL  spread")
scores = {}
for name, samples in cheats.items():
    scores[name] = s = mode_coverage(samples, ring.modes, ring.sigma)
    print(f"{name:<18} {s['captured']:8} {s['covered']:7} {s['reached']:7}", end="")
    print(f"  {s['high_quality']:6.1%} {s['reverse_kl']:4.2f} {s['spread']:6.2f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# *Half the modes* shows in every count. *Ten sigma* reaches every mode and covers none. *Eight points* are perfect in every count, and the spread of 0 gives them away. (So does a quality of 100 %, which is too good to be true.) *One mode and luck* captures eight modes and covers one.
#
# </details>
#
# We call the scores of a perfect generator the **floor**, even where higher is better. The real sample shows it: eight of eight modes, 99 % high-quality ($1 - e^{-9/2}$ = 98.9 % are expected), and a spread of almost 1, because samples beyond three sigma are not counted.
# One lucky sample captures a mode, so we judge by **covered**.

# %% tags=["claim:05.1"]
floor = scores["real"]
assert floor["covered"] == scores["eight points"]["covered"] == 8
assert abs(floor["high_quality"] - (1 - np.exp(-9 / 2))) < 0.01
assert abs(floor["spread"] - 1) < 0.05
assert scores["half the modes"]["covered"] == 4
assert scores["ten sigma"]["reached"] == 8
assert scores["ten sigma"]["covered"] == 0
assert scores["eight points"]["spread"] < 1e-6
assert scores["one mode and luck"]["captured"] == 8
assert scores["one mode and luck"]["covered"] == 1

# %% [markdown]
# ## A GAN that collapses
#
# The players are those of lesson 02 with two changes: the generator has four hidden layers, and the discriminator has *one*. Metz et al. (2017)
# showed the ring's collapse with such a discriminator, against a generator of two layers.


# %%
def shallow_discriminator(width=128, scale=1.0, first=None, last=None):
    points = keras.Input((2,))
    x = layers.Rescaling(scale)(points)
    x = x if first is None else first(x)
    x = layers.Dense(width, activation="relu", name="features")(x)
    x = x if last is None else last(x)
    return keras.Model(points, layers.Dense(1)(x), name="shallow_discriminator")


# %% [markdown]
# We use the losses of lesson 01, the step of lesson 02, and lesson 03's moving average, here over about 200 steps.
# Each remedy will be one argument of `plane_gan`: a layer, `first` or `last`, or a function `remedy`, which takes the GAN and returns a dictionary with losses or an update for `compile`.
#
# We looked for a setting that leaves out many modes reliably: of a few runs with lesson 02's two-layer discriminator at these rates, some found the modes again after a collapse. In each world all remedies face the same setting.


# %%
def plane_gan(
    mixture,
    depth=4,
    width=128,
    g_rate=1e-3,
    d_rate=5e-4,
    seed=0,
    first=None,
    last=None,
    remedy=None,
):
    keras.utils.set_random_seed(seed)
    scale = 1 / np.abs(mixture.modes).max()
    discriminator = shallow_discriminator(width, scale, first, last)
    gan = GAN(dense_generator(depth=depth), discriminator, latent_dim=16, seed=seed)
    adams = [keras.optimizers.Adam(rate, beta_1=0.5) for rate in (d_rate, g_rate)]
    options = remedy(gan) if remedy else {}
    gan.compile(*adams, ema=0.995, steps_per_execution=100, **options)
    return gan


# %% [markdown]
# We train for 10,000 steps on the ring. Twenty times on the way `WatchModes` takes 2,500 samples, and measures how many modes the moving average covers and the generator itself reaches. The generator will collapse. Will it stay at one mode?

# %%
EVALUATIONS, STEPS = 20, 500  # steps from one evaluation to the next


def train_on_ring(**switch):
    gan, watch = plane_gan(ring, seed=SEED, **switch), WatchModes(ring, seed=SEED)
    batches = ring.batches(256, SEED)
    gan.fit(batches, EVALUATIONS, steps_per_epoch=STEPS, callbacks=[watch])
    return gan, watch


# %%
plain, plain_watch = train_on_ring()


# %%
def show_blobs(samples, title):
    figure, axes = plt.subplots(figsize=(4.8, 3.8), dpi=100, layout="constrained")
    steps = STEPS * (1 + np.arange(len(samples)))
    for step, points in zip(steps, samples):
        color = {"c": np.full(len(points), step), "vmin": 0, "vmax": steps[-1]}
        dots = axes.scatter(*points.T, s=1, **color)
    axes.plot(*ring.modes.T, "+", color="tab:red", markersize=10)
    axes.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", title=title)
    axes.set(xlabel="first coordinate", ylabel="second coordinate")
    figure.colorbar(dots, label="step")
    plt.show()


# %%
show_blobs(plain_watch.now, "the generator, evaluated twenty times")

# %% [markdown]
# Crosses are the modes, and each colour is one evaluation. (One lies outside the picture.)
#
# <details><summary>Answer</summary>
#
# No. All samples of an evaluation are in one place, a blob that is mostly smaller late in the training than early. But from one evaluation to the next the blob has almost always moved near another mode, right to the end of this run.
#
# </details>
#
# A run is **collapsed** if, at each of its last five evaluations, the generator itself reaches fewer than three quarters of the modes. A generator that visits
# mode after mode is collapsed, and one that spreads poor samples over all modes is not. Does the moving average at least help?

# %%
reached = [found["reached_now"] for found in plain_watch.found]
print("modes reached by the generator:", *reached)
print("modes reached by its average:  ", *(f["reached"] for f in plain_watch.found))
show_blobs(plain_watch.averaged, "its moving average")

# %% [markdown]
# <details><summary>Answer</summary>
#
# It does not. The average of the weights gives samples in the middle, where the ring has no data. An average helps where the path of the weights settles near a good place. Here it added no variety.
#
# </details>
#
# The average "reaches" more modes only because all modes are equally far from the middle. That is why we ask the generator itself.

# %% tags=["claim:05.2"]
assert max(reached[-5:]) < 0.75 * 8
assert max(f["covered"] for f in plain_watch.found[-5:]) < 0.75 * 8

# %% [markdown]
# ## Why: a generator has no reason of its own to be varied
#
# The generator's loss, $-\mathbb{E}_z \log D(G(z))$, is a mean over samples, and each is judged by itself. So for a fixed $D$ it is smallest if *every* sample sits where $D$ is largest.
# **Against a fixed discriminator that judges samples one by one, no generator beats a single point.**
#
# We freeze the discriminator as the training left it, and train a *new* generator against it. Its noise has eight times the usual standard deviation, so that its samples start
# well apart. They are kept between -3 and 3, because $D$ may be largest far away from its training points. How near to one point will training bring them?


# %%
def leave_alone(gan, steps):
    keras.utils.set_random_seed(SEED)
    free = dense_generator(depth=4)
    generator = keras.Sequential([free, layers.Lambda(lambda x: 3 * ops.tanh(x / 3))])
    optimizer = keras.optimizers.Adam(1e-3, beta_1=0.5)
    optimizer.build(generator.trainable_variables)

    @tf.function
    def train():
        for step in tf.range(steps):
            noise = 8 * tf.random.stateless_normal([256, 16], [SEED + 7, step])
            with tf.GradientTape() as tape:
                logits = gan.discriminator(generator(noise, training=True))
                loss = non_saturating_generator_loss(logits)
            variables = generator.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    noise = 8 * tf.random.stateless_normal([2500, 16], [SEED, -1])
    start = generator(noise).numpy()
    train()
    return start, generator(noise).numpy()


# %%
start, alone = leave_alone(plain, 2000)
before, after = (points.std(axis=0).mean() for points in (start, alone))
print(f"standard deviation: {before:.3f} before, {after:.3f} after 2,000 steps alone")

# %% tags=["seeds-skip"]
side = np.linspace(-3, 3, 61)
plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2).astype("float32")


def belief(discriminator, points=plane):
    return ops.sigmoid(discriminator(points)).numpy().ravel()


def show_belief(axes, values, samples, title):
    values, levels = values.reshape(61, 61), np.linspace(0.2, 0.8, 13)
    shades = axes.contourf(side, side, values, levels, cmap="PuOr", extend="both")
    axes.plot(*ring.modes.T, "+", color="black")
    axes.plot(*samples.T, ".", color="tab:green", markersize=3)
    axes.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    axes.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    axes.set_title(title, fontsize=10)
    return shades


# %% tags=["seeds-skip"]
figure, panels = plt.subplots(1, 2, figsize=(7, 3), dpi=100, layout="constrained")
frozen = belief(plain.discriminator)
for axes, points, title in zip(panels, (start, alone), ("before", "after")):
    mean = belief(plain.discriminator, points).mean()
    shades = show_belief(axes, frozen, points, f"{title}: mean D(x) {mean:.2f}")
figure.colorbar(shades, ax=panels, label="D(x)")
plt.show()
print(f"largest D(x) in the square: {frozen.max():.2f}")

# %% [markdown]
# Purple is where the discriminator takes points for real, orange where it takes them for generated. Samples are green.
#
# <details><summary>Answer</summary>
#
# Very near. All end in one point, where $D$ is largest: their standard deviation falls to almost nothing. This is no failure of the optimizer. It is what the loss asks for.
#
# </details>

# %% tags=["claim:05.3"]
assert after < before / 3
assert mode_coverage(alone, ring.modes, ring.sigma)["reached"] == 1

# %% [markdown]
# In training the discriminator does not stay fixed: it lowers $D$ where generated samples crowd. How does the crowd get from one mode to the next? Copies of both players, with new optimizers, train for 400 more steps, and we look every five.


# %% tags=["seeds-skip"]
def walk(gan, steps=400, every=5):
    copy, seen = plane_gan(ring, seed=SEED), []
    copy.generator.set_weights(gan.generator.get_weights())
    copy.discriminator.set_weights(gan.discriminator.get_weights())
    noise = tf.random.stateless_normal([2500, 16], [SEED, -1])
    for step, batch in enumerate(ring.batches(256, SEED + 1).take(steps)):
        if step % every == 0:
            look = belief(copy.discriminator), copy.generator(noise).numpy()
            seen.append((step, *look))
        copy.train_on_batch(batch)
    return seen


# %% tags=["seeds-skip"]
seen = walk(plain)
centres = np.array([points.mean(axis=0) for _, _, points in seen])
shape = {"figsize": (9.6, 4.4), "dpi": 100, "layout": "constrained"}
figure, panels = plt.subplot_mosaic("PPab;PPcd", **shape)
axes = panels["P"]
axes.plot(*centres.T, color="lightgray", zorder=0)
dots = axes.scatter(*centres.T, s=14, c=[step for step, *_ in seen])
axes.plot(*ring.modes.T, "+", color="black", markersize=10)
axes.set(xlim=(-3.5, 3.5), ylim=(-3.5, 3.5), aspect="equal", title="the blob's centre")
axes.set(xlabel="first coordinate", ylabel="second coordinate")
figure.colorbar(dots, ax=axes, label="step", location="left", shrink=0.8)
for letter, look in zip("abcd", (6, 19, 20, 29)):
    step, values, points = seen[look]
    shades = show_belief(panels[letter], values, points, f"step {step}")
figure.colorbar(shades, ax=[panels["b"], panels["d"]], label="D(x)")
plt.show()

# %% [markdown]
# The path of the blob's centre leaves the picture at times.
#
# <details><summary>Answer</summary>
#
# The blob settles near a mode. From step 30 to 95, while it sits there, the ground around it turns orange and the far side purple. Then it jumps, often far beyond the modes, and settles near another one. So it runs, and in none of the four pictures has it divided.
#
# </details>
#
# Why does it run instead of dividing among the modes? What is best for the generator depends on who answers whom. In $\min_G \max_D$, the game of lesson 01, the discriminator answers. A single point is then a poor choice, because the best discriminator tells it from the data at once, wherever it is. In $\max_D \min_G$ the generator answers, and no answer is better than a single point. But in training both players take small steps, and nothing settles who
# answers. Our blob behaves as in the second game. That is a likely explanation, but no proof.

# %% [markdown]
# ## Seven remedies
#
# ### Let the discriminator see several samples at once
#
# A discriminator that judges samples one by one rates a sample just as high however often it is repeated. **Packing** (PacGAN, Lin et al., 2018) gives one logit to several samples together, all real or all generated: real packs are varied, packs of look-alikes are not.
# Packing is not the only way: in lessons 07 and 08 GANs with other settings find all modes of the ring, although their discriminators judge samples one by one.


# %%
class Pack(keras.layers.Layer):
    def __init__(self, samples, **kwargs):
        super().__init__(**kwargs)
        if samples != int(samples) or samples < 1:
            raise ValueError(
                f"samples must be a whole number of at least 1, got {samples}; "
                "2 packs pairs"
            )
        self.samples = int(samples)

    def call(self, x):
        if x.shape[0] is not None and x.shape[0] % self.samples:
            raise ValueError(
                f"{self.samples} samples a pack do not divide a batch of {x.shape[0]}; "
                "choose a batch that is a multiple of it"
            )
        parts = [x[part :: self.samples] for part in range(self.samples)]
        return ops.concatenate(parts, axis=-1)

    def compute_output_shape(self, input_shape):
        batch, *middle, channels = input_shape
        batch = batch and batch // self.samples
        return (batch, *middle, self.samples * channels)


# %% tags=["nbval-check-output"]
print("six points, in packs of two:")
print(Pack(2)(np.arange(12.0).reshape(6, 2)).numpy())

# %% [markdown]
# With **minibatch discrimination** (Salimans et al., 2016) the discriminator still judges each sample, but it is told how close the others of the batch are. A learned matrix takes the hidden features $x_i$ of sample $i$ to a few short vectors $t_{ik}$, numbered by $k$. The numbers
#
# $$o_{ik} = \sum_{j \ne i} \exp(-|t_{ik} - t_{jk}|_1)$$
#
# are appended to $x_i$. They are large for a sample in a crowd. **Minibatch standard deviation** (Karras et al., 2018), the layer of lesson 03, is the same idea with nothing to learn: one number for the whole batch.


# %%
class MinibatchDiscrimination(keras.layers.Layer):
    def __init__(self, kernels=8, kernel_size=4, **kwargs):
        super().__init__(**kwargs)
        self.kernels = kernels
        self.kernel_size = kernel_size

    def build(self, input_shape):
        shape = (input_shape[-1], self.kernels * self.kernel_size)
        self.kernel = self.add_weight(shape=shape, name="kernel")

    def call(self, x):
        points = ops.reshape(x @ self.kernel, (-1, self.kernels, self.kernel_size))
        points = ops.transpose(points, (1, 2, 0))  # the batch last, which is fast
        gaps = ops.sum(ops.abs(points[..., None] - points[..., None, :]), axis=1)
        closeness = ops.sum(ops.exp(-gaps), axis=1) - 1  # without the sample itself
        closeness = ops.transpose(closeness)
        return ops.concatenate([x, closeness], axis=-1)


# %% [markdown]
# Follow the shapes for $n$ samples, $K$ = `kernels` and $S$ = `kernel_size`. After the transpose `points` is $(K, S, n)$. The two `None`s set every sample against every other, $(K, S, n, n)$. The sum over axis 1 adds up the coordinates, so `gaps` is $(K, n, n)$, and `closeness` ends as $(n, K)$.
# The 1 taken off is $\exp(0)$, each sample's closeness to itself.
#
# Take 256 real points and 256 of the collapsed generator. For which will the closeness be larger, and for which the deviation? (The matrix is not trained yet.)

# %%
keras.utils.set_random_seed(SEED)
closeness, deviation = MinibatchDiscrimination(1, 2), MinibatchStandardDeviation()
for name, batch in [("real", real[:256]), ("collapsed", plain_watch.now[-1][:256])]:
    mean = closeness(batch)[:, 2].numpy().mean()
    spread = deviation(batch)[0, 2].numpy()
    print(f"{name:<10} closeness {mean:5.1f} of 255, deviation {spread:.2f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The closeness of real points is about a fifth of the possible 255. For collapsed ones it is nearly all of it, and their deviation is almost 0. Either number tells the two batches apart.
#
# </details>

# %% [markdown]
# ### Give the generator another aim
#
# **Feature matching** (Salimans et al., 2016): the generator no longer tries to raise a logit, which repeating one good sample would do best. It tries to match the *mean* output of a hidden layer of the discriminator on its samples to that on real ones.


# %%
def feature_matching_loss(real_features, fake_features):
    gap = ops.mean(real_features, axis=0) - ops.mean(fake_features, axis=0)
    return ops.sum(ops.square(gap))


def hidden_features(model, layer_name):
    names = [layer.name for layer in model.layers]
    if layer_name not in names:
        raise ValueError(
            f"{model.name} has no layer {layer_name!r}; its layers are "
            f"{', '.join(names)}"
        )
    return keras.Model(model.inputs, model.get_layer(layer_name).output)


# %% [markdown]
# `hidden_features` makes a model of the discriminator's lower part, which shares its weights.


# %%
def update_feature_matching(gan, real_images, noise, features):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = feature_matching_loss(features(real_images), features(fake_images))
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


def feature_matching(gan, layer_name="features"):
    features = hidden_features(gan.discriminator, layer_name)
    return {"update": partial(update_feature_matching, features=features)}


# %% [markdown]
# ### Let the generator see the answer before it moves
#
# **Unrolling** (Metz et al., 2017) goes back towards $\min_G \max_D$: if the discriminator has *already answered*, running to a mode no longer pays. The discriminator takes a few
# imagined steps of plain gradient descent. The generator's loss uses the discriminator as it is after these steps, and the gradient flows back *through them*. Then they are forgotten, and the discriminator takes its usual one step. (`stateless_call` runs a model with weights that we
# hand it.)


# %%
def update_unrolled(gan, real_images, noise, steps, learning_rate):
    if steps != int(steps) or steps < 0:
        raise ValueError(
            f"steps must be a whole number of at least 0, got {steps}; 0 does not "
            "unroll, 5 is usual"
        )

    def logits(weights, images):
        states = gan.discriminator.non_trainable_variables
        return gan.discriminator.stateless_call(weights, states, images, training=True)[
            0
        ]

    with tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        ahead = [tf.convert_to_tensor(w) for w in gan.discriminator.trainable_variables]
        for _ in range(int(steps)):
            with tf.GradientTape() as tape:
                tape.watch(ahead)
                d_loss = gan.d_loss(
                    logits(ahead, real_images), logits(ahead, fake_images)
                )
            slopes = tape.gradient(d_loss, ahead)
            ahead = [w - learning_rate * slope for w, slope in zip(ahead, slopes)]
        g_loss = gan.g_loss(logits(ahead, fake_images))
    with tf.GradientTape() as d_tape:
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


# %%
def unrolling(gan, steps=3):
    return {"update": partial(update_unrolled, steps=steps, learning_rate=0.1)}


# %% [markdown]
# ### Calm the players
#
# Two more are from Salimans et al. **One-sided label smoothing** makes 0.9 the discriminator's target for real samples and leaves 0 for generated ones, so that it never becomes too sure that a sample is real. **Historical averaging** adds to each player's loss 0.01
# times the squared distance of its weights from the mean of their own past, as a brake on running in circles.


# %%
def label_smoothing(gan):
    return {"d_loss": partial(minimax_discriminator_loss, label_smoothing=0.1)}


# %%
class HistoricalPenalty:
    def __init__(self, model, strength):
        self.weights, self.strength = model.trainable_variables, strength
        self.means = [tf.Variable(w, trainable=False) for w in self.weights]
        self.steps = tf.Variable(0.0, trainable=False)

    def __call__(self):
        gaps = [w - mean for w, mean in zip(self.weights, self.means)]
        self.steps.assign_add(1.0)
        for mean, gap in zip(self.means, gaps):
            mean.assign_add(gap / self.steps)
        return self.strength * sum(tf.reduce_sum(tf.square(gap)) for gap in gaps)


def historical_averaging(gan, strength=0.01):
    d_past = HistoricalPenalty(gan.discriminator, strength)
    g_past = HistoricalPenalty(gan.generator, strength)
    return {
        "d_loss": lambda real, fake: minimax_discriminator_loss(real, fake) + d_past(),
        "g_loss": lambda fake: non_saturating_generator_loss(fake) + g_past(),
    }


# %% [markdown]
# If `mean` is the mean of $n - 1$ values and `gap` is the next value minus it, `mean + gap / n` is the mean of all $n$.
#
# In the table of all remedies, the minibatch layers are at `last`, and minibatch discrimination has 2 kernels of size 2.
#
# Which of the seven do you trust?

# %% [markdown]
# ## One switch
#
# We run one of them, packing in pairs. All else is as above, with the same seed.


# %%
def show_path(samples, name, chosen=(0, 3, 7, 11, 15, 19)):
    _, panels = plt.subplots(
        1, len(chosen), figsize=(12, 2.5), dpi=100, sharey=True, layout="constrained"
    )
    for axes, number in zip(panels, chosen):
        axes.plot(*ring.modes.T, "+", color="tab:red", zorder=3)
        axes.plot(*samples[number].T, ".", color="tab:blue", markersize=2)
        axes.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
        axes.set_title(f"step {(number + 1) * STEPS}", fontsize=10)
    panels[0].set_ylabel(name)
    plt.show()


# %%
packed, packed_watch = train_on_ring(first=Pack(2))
show_path(packed_watch.now, "generator")
show_path(packed_watch.averaged, "average")

# %% [markdown]
# A cloud becomes a band around the whole ring. Then the band breaks up and its points gather on the modes, most of them behind the crosses. Now the average is good, too: it seems that the generator's weights settle. In this table *reached* is about the generator itself, and the rest about its moving average:

# %%
print("  step  reached  covered  high-quality  spread")
for s in packed_watch.found[3::4]:
    print(f"{s['step']:6} {s['reached_now']:8} {s['covered']:8}", end="")
    print(f" {s['high_quality']:13.1%} {s['spread']:7.2f}")

# %% [markdown]
# Side by side, the generator without and with packs:


# %% tags=["seeds-skip"]
def frame(number):
    figure, panels = plt.subplots(1, 2, figsize=(5, 2.7), dpi=80, layout="constrained")
    watches = {"no remedy": plain_watch, "packing by 2": packed_watch}
    for axes, (name, watch) in zip(panels, watches.items()):
        axes.plot(*ring.modes.T, "+", color="tab:red", zorder=3)
        axes.plot(*watch.now[number].T, ".", color="tab:blue", markersize=2)
        axes.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", title=name)
    figure.suptitle(f"step {(number + 1) * STEPS}", fontsize=9)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()
    plt.close(figure)
    return pixels


# %% tags=["seeds-skip"]
frames = [frame(number) for number in range(EVALUATIONS)]
plotting.save_gif(OUTPUTS / "collapse.gif", frames, seconds=8)
Image(filename=str(OUTPUTS / "collapse.gif"))

# %% tags=["claim:05.4"]
late, late_plain = packed_watch.found[-5:], plain_watch.found[-5:]
assert min(f["reached_now"] for f in late) >= 6
assert late[-1]["reverse_kl"] < 0.3
covered, covered_plain = (
    np.mean([found["covered"] for found in five]) for five in (late, late_plain)
)
assert covered > covered_plain

# %% [markdown]
# ## All of them, on many seeds
#
# One run proves nothing. `make collapse`, which takes about three hours on two cores and which you need not run, has trained every **arm** (one way to train: as above, or with one thing changed) on ten seeds, and packing by 2 on twenty.
# Besides *none* and the remedies (packing by 2 and by 4) there are a *stronger* discriminator, four times as wide; a *faster* one, at five times its rate; three times the label smoothing; and ten times the historical averaging. These four were trained later, after the package's step had become faster, so their seconds cannot be compared with the others'.
# On the grid the generator has three hidden layers, and the discriminator's single one is 1,024 units wide, because with 128 no remedy covered all of the grid.

# %% tags=["needs:05.5", "needs:05.6"]
table = data.load_table("collapse")
arms = list(dict.fromkeys(table["arm"]))
LATER = ["stronger discriminator", "faster discriminator"]
LATER += ["label smoothing of 0.3", "historical averaging of 0.1"]


# %% tags=["needs:05.5", "needs:05.6"]
def runs(world, arm):
    rows = table[(table["data"] == world) & (table["arm"] == arm)]
    return rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, evaluations


# %% [markdown]
# We compare at **equal steps**, and at **equal seconds** of the processor, because a remedy that makes steps slower must be worth it. *In time* counts the modes covered at the last evaluation within the time of a training without a remedy. (An arm whose steps take less time gets no extra ones.) *Collapsed* looks at the generator itself, and the columns from *all covered* to *spread* at its moving average.
# The columns from *covered* on are means over the seeds, *covered* with its **standard error**, the standard deviation over seeds divided by the root of their number. The column *ms* gives milliseconds per step.
#
# Our definition cannot tell a run that is only slow from one that stays collapsed. So the runs without a remedy went on to four times the steps. How many of those that collapsed will still be collapsed then?


# %% tags=["needs:05.5", "seeds-skip"]
def compare(world, arm):
    allowed = runs(world, "none")["seconds"][:, EVALUATIONS - 1].mean()
    rows = runs(world, arm)[:, :EVALUATIONS]
    in_time = (rows["seconds"].mean(axis=0) <= allowed).sum()
    in_time = EVALUATIONS if arm in LATER else max(in_time, 1)
    return {
        "reached_now": rows["reached_now"][:, -5:],
        "at equal steps": rows["covered"][:, -1],
        "at equal seconds": rows["covered"][:, in_time - 1],
        "quality": rows["high_quality"][:, -1],
        "spread": rows["spread"][:, -1],
        "milliseconds": 1000 * (rows["seconds"] / rows["step"])[:, -1].mean(),
    }


def standard_error(x):
    return x.std(ddof=1) / np.sqrt(len(x))


# %% tags=["needs:05.5", "seeds-skip"]
worlds, width = {"ring": ring, "grid": grid}, max(map(len, arms))
compared = {(w, arm): compare(w, arm) for w in worlds for arm in arms}
for name, world in worlds.items():
    modes = len(world.modes)
    print(f"\n{name:<{width}}  collapsed  all covered   covered  in time", end="")
    print("  quality  spread    ms")
    for arm in arms:
        c = compared[name, arm]
        seeds, covered = len(c["quality"]), c["at equal steps"]
        gone = (c["reached_now"] < 0.75 * modes).all(axis=1).sum()
        print(f"{arm:<{width}} {gone:4} of {seeds}", end="")
        print(f" {(covered == modes).sum():6} of {seeds}", end="")
        print(f" {covered.mean():5.1f} ± {standard_error(covered):3.1f}", end="")
        late = arm in LATER
        print(
            f" {'-' if late else format(c['at equal seconds'].mean(), '.1f'):>8}",
            end="",
        )
        print(f" {c['quality'].mean():8.1%} {c['spread'].mean():7.2f}", end="")
        print(f" {'-' if late else format(c['milliseconds'], '.1f'):>5}")

# %% tags=["needs:05.5", "seeds-skip"]
lasting = {}
for name, world in worlds.items():
    few = runs(name, "none")["reached_now"] < 0.75 * len(world.modes)
    first = few[:, EVALUATIONS - 5 : EVALUATIONS].all(axis=1)
    later = few[:, -5:].all(axis=1)  # after four times the steps
    lasting[name] = first.sum(), (first & later).sum()
    print(f"{name}: {lasting[name][0]} of {len(few)} runs without a remedy collapsed;")
    print(f"  after four times the steps {lasting[name][1]} of them still were")

# %% tags=["seeds-skip"]
for world, arm in [("grid", "unrolling 3 steps"), ("ring", "packing by 2")]:
    last = runs(world, arm)[:, EVALUATIONS - 6 : EVALUATIONS]
    for rows in last[last["covered"][:, -1] < len(worlds[world].modes) / 2]:
        print(f"{arm}, {world}: covered {rows['covered']}", end="")
        print(f", the generator reached {rows['reached_now']}")

# %% tags=["seeds-skip"]
figsize = 9, 1.2 + 0.3 * len(arms)
figure, panels = plt.subplots(1, 2, figsize=figsize, dpi=100, layout="constrained")
for axes, (name, world) in zip(panels, worlds.items()):
    for place, arm in enumerate(arms):
        for key, color, shift in [
            ("at equal steps", "tab:blue", -0.15),
            ("at equal seconds", "tab:orange", 0.15),
        ]:
            if arm in LATER and key == "at equal seconds":
                continue
            covered, y = compared[name, arm][key], place + shift
            axes.plot(covered, np.full(len(covered), y), ".", color=color, alpha=0.25)
            mean, error = covered.mean(), standard_error(covered)
            label = key if place == 0 and name == "ring" else None
            axes.errorbar(mean, y, xerr=error, fmt="o", color=color, label=label)
    axes.set(title=name, xlabel=f"covered modes of {len(world.modes)}")
    axes.set_yticks(range(len(arms)), arms if name == "ring" else [])
    axes.invert_yaxis()
figure.legend(loc="outside lower center", ncols=2)
plt.show()

# %% [markdown]
# A pale dot is one seed, and the full dot is the mean with its standard error. At equal steps:
# - **No remedy, label smoothing, historical averaging**: all runs collapsed except one, on the ring with ten times the averaging, and that run covered nothing. Some of this may be slowness: after four times the steps without a remedy, one run on the ring and three on the grid were no longer collapsed, which does not mean that they covered the modes.
# - **With a stronger discriminator** every run collapsed, and **with a faster one** 17 of 20. The other three covered 25 and 20 modes of the grid, and six of the ring. So five times the discriminator's rate rarely helped.
# - **Feature matching** does not collapse, and hardly hits anything. Perhaps this is why: the loss is zero for any cloud whose *mean* features equal those of the data, and nothing in it asks a single sample to be good.
# - **Minibatch standard deviation** does not always keep the samples apart: four runs on the ring collapsed. It covers all of the ring on two seeds of ten, two modes on one, and none on the others. Of the grid it covers three quarters on average.
# - **Unrolling** works on the ring. On the grid six seeds end with 21 to 23 covered modes. The other four covered some twenty as well until the third to fifth evaluation from the end, and none at the end. (By our definition they have not collapsed, because their generators reach few modes for fewer than five evaluations.)
# - **Minibatch discrimination and packing by 2** cover everything, except for one run each. (In packing's failed run the generator reached seven or eight modes of the ring at each of the last evaluations, while its average covered two at the end.)
#   **Packing by 4** covers as much of the ring as packing by 2, with a lower quality, much like packing by 2 at step 4,000 above, so perhaps it is only slower. It covers less of the grid, perhaps because a batch of 256 has only 64 packs of four.
#
# At equal seconds (orange), which are those of the older, slower step, packing by 2 loses nothing in either world, and packing by 4 next to nothing. Minibatch discrimination, unrolling and minibatch standard deviation take slower steps and fall far behind on the grid, and the first does so on the ring, too. (With today's step the ratios of the times may differ.)
#
# Other strengths of the remedies, another discriminator or other rates may give another order. The arms with the best quality got the width of the modes wrong: where almost all runs cover their modes, a spread of one half means that the points lie *too* close together. (A run without high-quality samples counts as 0, which lowers the mean of unrolling on the grid.)

# %% tags=["claim:05.5", "seeds-skip"]
assert min(collapsed for collapsed, _ in lasting.values()) >= 8
assert lasting["ring"][1] >= 8
assert lasting["grid"][1] >= 5
for name, world in worlds.items():
    modes = len(world.modes)
    for arm in ("label smoothing", "historical averaging", *LATER):
        assert compared[name, arm]["at equal steps"].mean() < modes / 4
    assert compared[name, "feature matching"]["quality"].max() < 0.25
    best = compared[name, "packing by 2"]
    assert (best["at equal steps"] == modes).sum() >= 19
    assert len(best["quality"]) == 20
assert np.sort(compared["ring", "packing by 2"]["quality"])[1] >= 0.9
assert np.sort(compared["grid", "packing by 2"]["quality"])[1] >= 0.8

# %% [markdown]
# Are our two runs above like the table's? The number of modes that the generator reaches, on average over the second half of the training, must lie within the range of the table's seeds, give or take one mode.

# %% tags=["claim:05.6"]
half = EVALUATIONS // 2
for arm, watch in [("none", plain_watch), ("packing by 2", packed_watch)]:
    seen = runs("ring", arm)["reached_now"][:, half:EVALUATIONS].mean(axis=1)
    ours = np.mean([found["reached_now"] for found in watch.found[half:]])
    print(f"{arm}: {ours:.1f} here, {seen.min():.1f} to {seen.max():.1f} in the table")
    assert ours >= seen.min() - 1
    assert ours <= seen.max() + 1

# %% [markdown]
# ## What papers report
#
# Settings differ in many ways, so compare only rows of the same paper.
#
# | paper | arm | ring: modes | high-quality | grid: modes | high-quality |
# | --- | --- | --- | --- | --- | --- |
# | PacGAN | GAN | 6.3 | 98.2 % | 17.3 | 94.8 % |
# | | PacGAN2 | 7.9 | 95.6 % | 23.8 | 91.3 % |
# | | PacGAN4 | | | 24.8 | 93.6 % |
# | VEEGAN | GAN | 1 | 99.3 % | 3.3 | .5 % |
# | | unrolled | 7.6 | 35.6 % | 23.6 | 16 % |
# | | VEEGAN | 8 | 52.9 % | 24.6 | 40 % |
#
# Modes are *captured* ones. PacGAN2 packs two. We could not verify PacGAN's figures for the empty cells, nor its row for minibatch discrimination: see the paper (Lin et al., 2018, table 1, arXiv:1712.04086). PacGAN's ring has radius 1 and sigma .01, its grid sigma .05. Its authors train for 400,000 steps on batches of 100. Their generator has four layers of 400 units with batch normalization, and their discriminator has maxout layers.
# VEEGAN adds a network that maps samples back to noise (Srivastava et al., 2017, arXiv:1705.07761).

# %% [markdown]
# ## A thousand modes: Stacked MNIST
#
# **Stacked MNIST** (Metz et al., 2017) puts three random digits into the red, green and blue channels of one image. That makes 1,000 known modes, and a classifier for digits can tell which one it is.

# %% tags=["needs:05.7"]
images, labels = data.load_mnist("train")
stacked, digits = data.stack_digits(images, labels, 26_000, seed=SEED)
colour = np.asarray(data.scale(stacked[:8]))
apart = [np.repeat(colour[..., c : c + 1], 3, axis=-1) for c in range(3)]
plotting.show_images(np.concatenate([colour, *apart]), columns=8)
print(*("".join(map(str, three)) for three in digits[:8]))

# %% [markdown]
# Below each image are its red, green and blue channels; the numbers are their digits.
#
# Even a *perfect* generator leaves some modes out by chance. A mode with probability $p$ is missing among $n$ samples with probability $(1 - p)^n$, so $\sum_i \big(1 - (1 - p_i)^n\big)$ modes are expected. If $n$ is many times 1,000, a KL divergence
# estimated from $n$ samples is on average too large by about $999 / 2n$. At 2,500 it is somewhat more. How many modes, and what KL divergence, do you expect for $n = 2{,}500$, and for the 26,000 of the papers?

# %% tags=["needs:05.7"]
share = np.bincount(labels) / len(labels)
p = np.einsum("i,j,k->ijk", share, share, share).ravel()
own_kl = np.sum(p * np.log(p * 1000))  # digits are not equally frequent in MNIST
print(f"KL of MNIST's own shares: {own_kl:.3f}")
floors = {}
for n in (2_500, 26_000):
    floors[n] = found = metrics.stacked_mode_coverage(digits[:n])
    expected = np.sum(1 - (1 - p) ** n), own_kl + 999 / (2 * n)
    print(f"{n:6} real images: {found['captured']:4} modes", end="")
    print(f" (expected {expected[0]:6.1f}), KL {found['reverse_kl']:.3f}", end="")
    print(f" (expected about {expected[1]:.3f})")

# %% [markdown]
# <details><summary>Answer</summary>
#
# With 2,500 samples even *real* images seem to miss some ninety modes, and their KL divergence is 0.235. With 26,000 they miss none, and it is 0.024.
#
# </details>
#
# So never judge a thousand modes by 2,500 samples.

# %% tags=["claim:05.7"]
assert abs(floors[2_500]["captured"] - np.sum(1 - (1 - p) ** 2_500)) < 40
assert floors[26_000]["captured"] == 1000
assert abs(floors[26_000]["reverse_kl"] - own_kl - 999 / 52_000) < 0.004

# %% [markdown]
# `make stacked-mnist` trains lesson 03's generator, with three channels, on batches of 32, against two discriminators:
#
# - **full**: lesson 03's, but without its layer that looks at the batch; 222,000 weights, 8,000 steps, one seed;
# - **quarter**: one with a quarter of its channels; 14,000 weights, 16,000 steps, five seeds.
#
# We train against each without a remedy, with packing by 2, and with minibatch standard deviation. Several times we measure 26,000 samples of the
# moving average. As in the papers, a mode counts as soon as the classifier finds its three digits in one sample. It names a digit even for a scribble, so this count is lenient. Beside it stands lesson 04's **Fréchet distance** between the images of a channel and the test split, averaged over the three channels. It rises with poor digits, and with digits that are missing from a channel, but it cannot see missing combinations.

# %% tags=["needs:05.8", "seeds-skip"]
stacked_table = data.load_table("stacked_mnist")
remedies = ["none", "packing by 2", "minibatch standard deviation"]
arms_of_sizes = [(size, arm) for size in ("full", "quarter") for arm in remedies]


def stacked_runs(size, arm):
    chosen = (stacked_table["size"] == size) & (stacked_table["arm"] == arm)
    rows = stacked_table[chosen]
    return rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, measurements


# %% tags=["seeds-skip"]
print(f"{'':<37} minutes  modes     KL  Fréchet")
for size, arm in [("real", "real"), *arms_of_sizes]:
    for row in stacked_runs(size, arm)[:, -1]:
        print(f"{size:<7} {arm:<29} {row['seconds'] / 60:7.1f}", end="")
        print(f" {row['captured']:6} {row['reverse_kl']:6.3f}", end="")
        print(f" {row['frechet']:8.2f}")

# %% [markdown]
# Each line is one run at its end; the minutes are those of one processor core. The first line is the floor, 26,000 real images. This is how each run got there:

# %% tags=["seeds-skip"]
figure, panels = plt.subplots(1, 3, figsize=(10, 3.9), dpi=100, layout="constrained")
titles = {
    "captured": "modes of 1,000",
    "reverse_kl": "KL",
    "frechet": "Fréchet distance",
}
colors = dict(zip(remedies, ["black", "tab:blue", "tab:orange"]))
for axes, (column, title) in zip(panels, titles.items()):
    for size, arm in arms_of_sizes:
        for number, rows in enumerate(stacked_runs(size, arm)):
            line, minutes = "-" if size == "full" else "--", rows["seconds"] / 60
            label = f"{size}, {arm}" if number == 0 else None
            axes.plot(
                minutes, rows[column], line + "o", ms=3, color=colors[arm], label=label
            )
    real = stacked_runs("real", "real")[column][0, 0]
    scale = "linear" if column == "captured" else "log"
    axes.set(xlabel="minutes", title=f"{title} (real images {real:.4g})", yscale=scale)
lines = panels[0].get_legend_handles_labels()
figure.legend(*lines, loc="outside lower center", ncols=3, fontsize=9)
plt.show()

# %% [markdown]
# Each row has three samples of one arm's first seed at the end. (Without a remedy, against the quarter discriminator, that seed is one of the two that fail.)

# %% tags=["seeds-skip"]
picture = plt.imread(data.TABLES / "stacked_mnist.png")[..., :3]
tiles = picture.reshape(-1, 28, 16, 28, 3).swapaxes(1, 2)  # of arm, sample


def beside(image):
    channels = [np.repeat(image[..., c : c + 1], 3, axis=-1) for c in range(3)]
    return np.concatenate([image, *channels], axis=1)


figure, axes = plt.subplots(figsize=(10, 5.2), dpi=100, layout="constrained")
rows = [np.concatenate([beside(x) for x in some[:3]], axis=1) for some in tiles]
axes.imshow(np.concatenate(rows))
names = ["real", *(f"{size},\n{arm}" for size, arm in arms_of_sizes)]
axes.set_yticks(14 + 28 * np.arange(len(names)), names, fontsize=9)
axes.set_xticks(14 + 28 * np.arange(12), 3 * ["image", "red", "green", "blue"])
for x in (112, 224):
    axes.axvline(x - 0.5, color="white", lw=3)
plt.show()

# %% [markdown]
# - **Against the full discriminator almost every mode has a sample** in the one run of each arm: a thousand modes, or all but seven, though their shares are less even than in real images. With packing the Fréchet distance is more than twice that of either other arm, and one run each cannot tell whether that is chance.
# - **Against the quarter discriminator, two of the five runs without a remedy fail** (we chose this criterion after seeing the runs): the average ends with 18 and 36 modes, and had fewer than 200 at every measurement. (Here we measured the average only, so these are not collapses by our definition.) None of the ten runs with a remedy fails: all end with more than 750 modes.
# - **Without those two runs the arms hardly differ**: on average they end with 896, 917 and 884 modes. From one measurement of a run to the next the number goes up *and down*, by more than the arms differ. So a single measurement could have put any of the three arms first.
# - Against the small discriminator the samples are worse in every arm, by the Fréchet distance, however many modes the classifier finds.
#
# Is two of five against none of ten a difference, or chance? If the remedies made no difference, the two runs that fail would be any two of the fifteen. How often would both be among the five without a remedy?

# %% tags=["claim:05.8", "seeds-skip"]
final = {key: stacked_runs(*key)[:, -1] for key in arms_of_sizes}
assert min(final["full", arm]["captured"].min() for arm in remedies) >= 990
for arm in remedies:
    larger, smaller = (final[size, arm]["frechet"] for size in ("full", "quarter"))
    assert larger.max() < smaller.min()
assert final["full", "packing by 2"]["frechet"].min() > 1.5 * (
    final["full", "none"]["frechet"].max()
)
plain, packed, deviation = (final["quarter", arm] for arm in remedies)
gone = plain["captured"] < 100
every = len(plain) + len(packed) + len(deviation)
drawn = np.arange(gone.sum())  # one after the other
chance = np.prod((len(plain) - drawn) / (every - drawn))
print(f"{len(drawn)} of {len(plain)} without a remedy: by chance {chance:.3f}")
assert gone.sum() >= 2
assert min(packed["captured"].min(), deviation["captured"].min()) > 700
rest = plain[~gone], packed, deviation
ends = [some["captured"].mean() for some in rest]
print("modes of the others:", ", ".join(f"{end:.0f}" for end in ends))
assert np.ptp(ends) < 100

# %% [markdown]
# That would happen one time in ten. Against either remedy alone, two of five against none of five, it would be two times in nine. So this is a hint at best that they prevent such failures here.

# %% [markdown]
# Published figures, again each with its own networks, classifier and steps, count modes among about 26,000 samples:
#
# | paper | arm | modes | KL |
# | --- | --- | --- | --- |
# | VEEGAN | DCGAN | 99 | 3.40 |
# | | unrolled | 48.7 | 4.32 |
# | | VEEGAN | 150 | 2.95 |
# | PacGAN, networks of equal width | DCGAN | 78.9 | 4.50 |
# | | PacGAN2 | 1000 | .06 |
# | PacGAN, discriminator with a quarter of the channels | DCGAN | 78.5 | 5.21 |
# | | PacGAN4 | 667 | 1.81 |
#
# (Widths are those of PacGAN's published code, where the smaller discriminator has some 600 weights, against our 14,000.)
#
# All DCGANs in these rows lost nine modes of ten. Ours did so in two runs of five against the small discriminator, and not in the one run against the full one, so there was less to mend. How many modes a GAN loses seems to depend on the whole setting, and so does what a remedy is worth.

# %% [markdown]
# ## Recap
#
# - Count **covered** modes, not captured ones. Print the **floor** of real samples and the **spread** beside every score.
# - With the usual loss, no generator beats **one point** against a fixed discriminator that judges samples one by one. Variety then comes from the discriminator's answers alone.
# - A collapsed generator need not stand still: ours **runs** from mode to mode. At the end of our runs without a remedy the moving average covered nothing on the ring, and 0.9 modes on the grid on average.
# - The remedies that covered the modes here let the discriminator see **several samples** (packing, minibatch discrimination) or the generator **look ahead** (unrolling, on the ring). The minibatch standard deviation covered all modes in only two runs of twenty. With feature matching no run collapsed, but hardly any sample was good. Label smoothing, historical averaging and a stronger or faster discriminator hardly ever prevented the collapse.
# - Compare over **seeds**, with a standard error, at equal steps *and* at equal seconds.
#
# The next lesson's distance tells the generator where the other modes are, even when none of its samples is near them.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
# **1.** A generator captures all eight modes of the ring, reaches only one, and nearly all its samples are high-quality. What do they look like?
#
# <details><summary>Answer</summary>
#
# At least three quarters of them are at one mode. Each of the other modes has a good sample, but less than a quarter of its fair share. See *Numbers that see a collapse*.
#
# </details>
#
# **2.** Why is a single point best for a generator whose discriminator is frozen?
#
# <details><summary>Answer</summary>
#
# Each sample is judged alone, so the loss is smallest with all of them where $D$ is largest. See *Why: a generator has no reason of its own to be varied*.
#
# </details>
#
# **3.** On the ring, why can the moving average of a collapsed generator reach more modes than the generator?
#
# <details><summary>Answer</summary>
#
# It sits in the middle, from where all modes are equally far. It covers none. See *A GAN that collapses*.
#
# </details>
#
# **4.** What does a packed discriminator see that an ordinary one does not?
#
# <details><summary>Answer</summary>
#
# Several samples at once, so that look-alikes give themselves away. See *Let the discriminator see several samples at once*.
#
# </details>
#
# **5.** Over ten seeds, two arms cover 13 and 19 modes on average, with standard errors of 3.6 and 1.2. How much does one run of each tell you about which arm is better?
#
# <details><summary>Answer</summary>
#
# Hardly anything. Single runs scatter by $\sqrt{10}$ times the standard error, 11 and 4 modes, so the difference of two runs scatters by 12, twice the difference of the means. See *All of them, on many seeds*.
#
# </details>
#
# ## Exercises
#
# [Sheet 05](exercises/05_mode_collapse.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Salimans et al., *Improved Techniques for Training GANs*, 2016, arXiv:1606.03498: minibatch discrimination, feature matching, historical averaging, label smoothing.
# - Metz et al., *Unrolled Generative Adversarial Networks*, 2017, arXiv:1611.02163.
# - Lin et al., *PacGAN: The Power of Two Samples in Generative Adversarial Networks*, 2018, arXiv:1712.04086.
# - Srivastava et al., *VEEGAN: Reducing Mode Collapse in GANs using Implicit Variational Learning*, 2017, arXiv:1705.07761.
# - Karras et al., *Progressive Growing of GANs for Improved Quality, Stability, and Variation*, 2018, arXiv:1710.10196: minibatch standard deviation.
