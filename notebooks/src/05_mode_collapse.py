# %% [markdown]
# # 05 Mode collapse
#
# **You will watch a GAN forget seven eighths of what it is shown, measure how much is missing, see where it comes from,
# run one of seven remedies, and read a table of all, over many seeds.**
#
# - **You will do**: measure which modes of a known distribution a generator covers; train a GAN that collapses; leave a generator alone with a frozen
#   discriminator; write six remedies, each a few lines, and take lesson 03's as the seventh; compare them over many seeds.
# - **You will learn**: what collapse looks like and which numbers see it before the eye does, why a generator has no reason of its own
#   to be varied, what each remedy changes, how to read a table of many runs.
# - **You need**: lessons 01 to 03; for the last section, the Fréchet distance of lesson 04. No GPU.
#
# Measured on two processor cores: {{minutes}} minutes.

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
SEED = 0  # of all that is left to chance
OUTPUTS = Path("outputs/05_mode_collapse")

# %% [markdown]
# ## Two worlds with known modes
#
# A **mode** is a place where much of a distribution's mass sits: a kind of image, a way to write a seven. In real images nobody can say how many there are. So we take worlds
# that we know exactly: eight normal distributions on a **ring**, and twenty-five on a **grid**, all of equal weight, each so narrow that nothing lies between them.

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
# Twenty-five hundred real points each. A generator should put an eighth, or a twenty-fifth, of its points on every dot.

# %% [markdown]
# ## Numbers that see a collapse
#
# Every sample has a nearest mode. It is **high-quality** if it lies within three sigma of it. From that, three counts of modes, two lenient ones, each in its own way, and a strict one:
#
# - **reached**: the nearest mode of at least a quarter of its fair share of samples, wherever these lie;
# - **captured**: at least *one* high-quality sample of 2,500. Papers count this one;
# - **covered**: at least a quarter of its fair share of *high-quality* samples. Ours.
#
# Beside them two numbers. The **reverse KL divergence** of the samples' nearest modes from equal shares, $\sum_i q_i \log (M q_i)$ with $q_i$ the share of samples nearest to mode $i$ of $M$, is 0 if all modes
# get as many samples and $\log M$ if one gets them all. And the **spread**, the standard deviation of high-quality samples, in each
# coordinate, around the mean of those at the same mode, over sigma: near 1 for the real thing, 1.5 for samples strewn evenly over the disc of three sigma, 0 where there are none.


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
# No number of these is enough alone. Here are five "generators" for the ring, of 2,500 points: the real one; one that knows half of the modes (those of the 2,500 points that belong to them); one that does not know
# how narrow they are (ten sigma); one that only ever makes *eight points*; and one that sits on a single mode, but for one lucky sample on each of the others. Which number will
# give away which?

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
# The real sample shows the floor: eight of eight, 99 % high-quality (expected are $1 - e^{-9/2}$ = 98.9 %, as in lesson 02), and a spread of almost 1, for samples beyond three sigma are not counted.
# *Ten sigma* reaches every mode and covers none. *Eight points* are perfect in every count, and only the spread of 0 gives them away. *One mode and luck* has
# eight modes **captured**: that is why we judge by **covered**.

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
# The players are those of lesson 02 with two changes: the generator gets four hidden layers, the discriminator has *one*. Metz et al. (2017)
# showed the ring's collapse with such a discriminator, and two layers in the generator. The points are scaled to about 1 before they enter. Two places are left open for layers that some remedies will need, `first` and `last`.


# %%
def shallow_discriminator(width=128, scale=1.0, first=None, last=None):
    points = keras.Input((2,))
    x = layers.Rescaling(scale)(points)
    x = x if first is None else first(x)
    x = layers.Dense(width, activation="relu", name="features")(x)
    x = x if last is None else last(x)
    return keras.Model(points, layers.Dense(1)(x), name="shallow_discriminator")


# %% [markdown]
# The rest is as before: the losses of lesson 01, the step of lesson 02, an Adam for each player (the discriminator's rate is half of the generator's), and lesson 03's moving average, here over about 200 steps.
# Each remedy will be one argument of `plane_gan`, with all else equal: a layer, `first` or `last`; or `remedy`, a function that takes the GAN and returns further options for `compile`, a loss or an update. We
# did look for a setting that collapses: lesson 02's two-layer discriminator, at this rate, did not. Still, ours is not unusual in the papers, and every remedy faces the same one.


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
# `WatchModes` measures twenty times on the way, 2,500 samples each: the moving average's coverage, and how many modes the generator itself, as it is just then, reaches. What will 10,000 steps on the ring look like?

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
def show_path(samples, chosen=(0, 3, 7, 11, 15, 19)):
    _, panels = plt.subplots(
        1, len(chosen), figsize=(12, 2.3), dpi=100, sharey=True, layout="constrained"
    )
    for axes, number in zip(panels, chosen):
        axes.plot(*ring.modes.T, "+", color="tab:red", zorder=3)
        axes.plot(*samples[number].T, ".", color="tab:blue", markersize=2)
        axes.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
        axes.set_title(f"step {(number + 1) * STEPS}", fontsize=9)
    plt.show()


# %%
show_path(plain_watch.now)

# %% [markdown]
# Crosses are the modes, blue the generator's 2,500 samples: 2,500 different noise vectors, and all samples in one place, a blob that shrinks. And it does not stay where it is. It runs from the neighbourhood of one mode to that of another, to the end of this training.
#
# A run is **collapsed** if, at each of its last five evaluations, fewer than three quarters of the modes are reached. By *reached*, whatever the quality: a generator that spreads poor samples over all modes
# is poor, not collapsed, and one that visits mode after mode is collapsed, however many it has visited. Does the moving average at least help?

# %%
reached = [found["reached_now"] for found in plain_watch.found]
print("modes reached by the generator:", *reached)
print("modes reached by its average:  ", *(f["reached"] for f in plain_watch.found))
show_path(plain_watch.averaged)

# %% [markdown]
# It does not: the average of a generator that runs in circles sits in the middle, where no data are. (It "reaches" more modes, since from the middle every mode is equally far. That
# is why we ask the generator itself.) An average smooths a path that ends near the right place; it cannot make a variety that no point of the path has.

# %% tags=["claim:05.2"]
assert max(reached[-5:]) < 0.75 * 8
assert max(f["covered"] for f in plain_watch.found[-5:]) < 0.75 * 8

# %% [markdown]
# ## Why: a generator has no reason of its own to be varied
#
# Look at its loss, $-\mathbb{E}_z \log D(G(z))$: a mean over samples, each judged by itself. For any $D$ the loss is smallest if *every* sample sits where $D$ is largest. **Against any fixed discriminator, no
# generator beats a single point, where $D$ is largest.** Variety appears only because the discriminator moves: it lowers its belief where samples crowd, and the crowd has to spread, or to run. With
# $\min_G \max_D$ the discriminator would answer every move before the next one. But gradient steps do not know which of the two is the inner problem: they would solve $\max_D \min_G$ just as well, in which
# the generator answers last, with a point.
#
# So leave a generator alone. We freeze the discriminator as the training above left it, and give it to a *new* generator, which takes steps on its own. (Its noise is eight times as wide as usual, so that its samples start
# well apart; and each of its coordinates is kept between -3 and 3, for a discriminator may promise most where it has never been.) What will become of their standard deviation?


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
figure, panels = plt.subplots(1, 2, figsize=(5.4, 2.8), dpi=100, layout="constrained")
for axes, points, title in zip(panels, (start, alone), ("before", "after")):
    axes.plot(*ring.modes.T, "+", color="tab:red")
    axes.plot(*points.T, ".", color="tab:blue", markersize=3)
    axes.set(xlim=(-3.2, 3.2), ylim=(-3.2, 3.2), aspect="equal", title=title)
plt.show()

# %% [markdown]
# One point, as good as. The optimizer did not fail: one point, high on $D$, is what this loss asks for. A remedy must therefore change what the discriminator sees, how it answers, or what the generator asks of it.

# %% tags=["claim:05.3"]
assert after < before / 3
assert mode_coverage(alone, ring.modes, ring.sigma)["reached"] == 1

# %% [markdown]
# ## Seven remedies
#
# ### Let the discriminator see several samples at once
#
# A collapsed generator can only hide its collapse because samples are judged one by one. **Packing** (PacGAN, Lin et al., 2018) judges several by one logit (a pack is all real or all generated): real packs are varied, packs of look-alikes are not. It takes
# one layer in front of the discriminator, and nothing else.


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
# **Minibatch discrimination** (Salimans et al., 2016) still judges each sample, but tells the discriminator how close the others of the batch are. A learned matrix takes the hidden features $x_i$ of each sample to a few short vectors $t_{ik}$, and
# $o_{ik} = \sum_{j \ne i} \exp(-|t_{ik} - t_{jk}|_1)$ is appended: large for a sample in a crowd. **Minibatch standard deviation** (Karras et al., 2018), the layer of
# lesson 03, is the same idea with nothing to learn: one number for the whole batch.


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
# What do the two append for 256 real points, and for 256 points of the collapsed generator? (The matrix is not trained yet.)

# %%
keras.utils.set_random_seed(SEED)
closeness, deviation = MinibatchDiscrimination(1, 2), MinibatchStandardDeviation()
for name, batch in [("real", real[:256]), ("collapsed", plain_watch.now[-1][:256])]:
    mean = closeness(batch)[:, 2].numpy().mean()
    print(f"{name:<10} closeness {mean:5.1f} of 255", end="")
    print(f", deviation {deviation(batch)[0, 2].numpy():.2f}")

# %% [markdown]
# ### Give the generator another aim
#
# **Feature matching** (Salimans et al., 2016): instead of maximizing a logit, which repeating one good sample does best, match the *mean* of a hidden layer of the discriminator over generated samples to that over real ones.


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
# The step is lesson 02's, with that loss for the generator. `hidden_features` makes a model of the discriminator's lower part; it shares the weights.


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
# **Unrolling** (Metz et al., 2017) goes at the cause: if the generator had to answer a discriminator that has *already answered*, then running to a mode would no longer pay. So the discriminator takes a few
# imagined steps of plain gradient descent, the generator's loss is taken against the discriminator that they lead to, and its gradient flows back *through those steps*. Afterwards the discriminator takes its usual one step. (`stateless_call` runs a model with weights that we
# hand it, here the imagined ones.)


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
# Two more from Salimans et al. **One-sided label smoothing** makes 0.9 the discriminator's target for real samples and leaves 0 for generated ones, so that it never becomes too sure (lesson 01's loss takes it as `label_smoothing`). **Historical averaging** adds to each player's loss the
# squared distance of its weights from the mean of their own past, as a brake on running in circles.


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
# (If `mean` is the mean of $n - 1$ values and `gap` is the next one minus it, `mean + gap / n` is the mean of all $n$. The minibatch layers go to `last`, behind the hidden layer; in the table below, minibatch discrimination has 2 kernels of size 2.) Before you go on: which of the seven do you trust?

# %% [markdown]
# ## One switch
#
# We run one of them here: packing, in pairs. The same networks, rates, data, seed and steps as above; the discriminator takes two points instead of one.

# %%
packed, packed_watch = train_on_ring(first=Pack(2))
show_path(packed_watch.now)
show_path(packed_watch.averaged)

# %% [markdown]
# Above the generator itself, below its moving average. First a cloud, then a band around the whole ring; then the band breaks up and its points gather on the modes, most of them behind the crosses. Now that the path leads to the right place, the average lies there, too. In numbers, modes that the generator itself reaches, and the rest of its moving average:

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
# One run proves nothing: the next seed may turn out otherwise. `make collapse`, a command of the course's repository that you need not run, has trained every *arm* (a remedy, or none) on ten seeds, on the ring and on the grid (where the generator has three hidden layers, and the discriminator's one is 1,024 wide: with 128 none of the
# remedies covered all of the grid), and packing by 2 on twenty. Its table ships with the package, a row for each evaluation; making it again takes two and a half hours on two cores.


# %% tags=["needs:05.5", "needs:05.6", "needs:05.8"]
def read_table(name):
    options = {"delimiter": ",", "names": True, "dtype": None, "encoding": "utf-8"}
    return np.genfromtxt(data.TABLES / name, **options)


# %% tags=["needs:05.5", "needs:05.6"]
table = read_table("collapse.csv")
arms = list(dict.fromkeys(table["arm"]))


def runs(world, arm):
    rows = table[(table["data"] == world) & (table["arm"] == arm)]
    return rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, evaluations


# %% [markdown]
# We compare at **equal steps**, and at **equal seconds** of the processor (the column *in time*), since a remedy that makes steps slower must be worth it: for each arm the last evaluation within the seconds that training without a remedy took.
# A mean over seeds stands with its **standard error**, the standard deviation over seeds divided by the root of their number.
# And since slow is not collapsed, the runs without a remedy went on to four times the steps: how many of those that collapsed are still collapsed then? (The column *all covered* counts runs; *ms* are milliseconds a step.)


# %% tags=["needs:05.5", "seeds-skip"]
def compare(world, arm):
    allowed = runs(world, "none")["seconds"][:, EVALUATIONS - 1].mean()
    rows = runs(world, arm)[:, :EVALUATIONS]
    in_time = (rows["seconds"].mean(axis=0) <= allowed).sum()
    return {
        "reached_now": rows["reached_now"][:, -5:],
        "at equal steps": rows["covered"][:, -1],
        "at equal seconds": rows["covered"][:, max(in_time, 1) - 1],
        "quality": rows["high_quality"][:, -1],
        "spread": rows["spread"][:, -1],
        "milliseconds": 1000 * (rows["seconds"] / rows["step"])[:, -1].mean(),
    }


def standard_error(x):
    return x.std(ddof=1) / np.sqrt(len(x))


# %% tags=["needs:05.5", "seeds-skip"]
worlds = {"ring": ring, "grid": grid}
compared = {(w, arm): compare(w, arm) for w in worlds for arm in arms}
for name, world in worlds.items():
    modes = len(world.modes)
    print(f"\n{name:<29}  collapsed  all covered   covered  in time", end="")
    print("  quality  spread    ms")
    for arm in arms:
        c = compared[name, arm]
        seeds, covered = len(c["quality"]), c["at equal steps"]
        gone = (c["reached_now"] < 0.75 * modes).all(axis=1).sum()
        print(f"{arm:<29} {gone:4} of {seeds}", end="")
        print(f" {(covered == modes).sum():6} of {seeds}", end="")
        print(f" {covered.mean():5.1f} ± {standard_error(covered):3.1f}", end="")
        print(f" {c['at equal seconds'].mean():8.1f}", end="")
        print(f" {c['quality'].mean():8.1%} {c['spread'].mean():7.2f}", end="")
        print(f" {c['milliseconds']:5.1f}")

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
figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), dpi=100, layout="constrained")
for axes, (name, world) in zip(panels, worlds.items()):
    for place, arm in enumerate(arms):
        for key, color, shift in [
            ("at equal steps", "tab:blue", -0.15),
            ("at equal seconds", "tab:orange", 0.15),
        ]:
            covered, y = compared[name, arm][key], place + shift
            axes.plot(covered, np.full(len(covered), y), ".", color=color, alpha=0.25)
            mean, error = covered.mean(), standard_error(covered)
            label = key if place == 0 else None
            axes.errorbar(mean, y, xerr=error, fmt="o", color=color, label=label)
    axes.set(title=name, xlabel=f"covered modes of {len(world.modes)}")
    axes.set_yticks(range(len(arms)), arms if name == "ring" else [])
    axes.invert_yaxis()
panels[0].legend(fontsize=8, loc="upper right")
plt.show()

# %% [markdown]
# A pale dot is one seed, the full one the mean with its standard error. Row by row, at equal steps:
#
# - **No remedy, label smoothing, historical averaging**: collapsed, all of them. Four times the steps freed one run on the ring and three on the grid: there,
#   some of the collapse is slowness. ("Freed" means no longer collapsed by our definition; it does not mean covered.) Label smoothing and historical averaging calm the players, but the discriminator still sees one sample at a time.
# - **Feature matching** does not collapse, and hardly hits anything: means of features are right for a cloud that is right *on average*. Nothing asks a single sample to be good.
# - **Minibatch standard deviation**, one number for the whole batch, does not always keep the samples apart (four runs on the ring collapsed) and says little about where they belong: of the ring all modes are covered on two
#   seeds of ten and next to nothing on the others, of the grid most.
# - **Unrolling** works on the ring. On the grid it is costly: six seeds end with 21 to 23 covered modes; four had some twenty and collapsed just before the end, too late for our definition, of five evaluations, to count them.
# - **Minibatch discrimination and packing by 2** cover everything, but for one run each. (That of packing reached seven or eight modes of the ring, but swayed: it covered seven once, and two at the end.)
#   Packing also costs next to nothing, whereas the former compares every sample with every other. **Packing by 4** is level with it on the ring and worse on the grid, perhaps because a
#   batch of 256 has only 64 packs of four.
#
# At equal seconds ("in time", orange), of the arms that cover anything, only packing by 2 loses nothing on both worlds. Minibatch discrimination, unrolling and the minibatch standard deviation take dearer steps and, on the grid, are far behind.
#
# Mind the spread, too: one half says that points crowd *too* close together within their mode. The arms of the best quality have covered the modes and got their width wrong.

# %% tags=["claim:05.5", "seeds-skip"]
assert min(collapsed for collapsed, _ in lasting.values()) >= 8
assert lasting["ring"][1] >= 8
assert lasting["grid"][1] >= 5
for name, world in worlds.items():
    modes = len(world.modes)
    calmed = compared[name, "label smoothing"], compared[name, "historical averaging"]
    assert max(arm["at equal steps"].mean() for arm in calmed) < modes / 4
    assert compared[name, "feature matching"]["quality"].max() < 0.25
    best = compared[name, "packing by 2"]
    assert (best["at equal steps"] == modes).sum() >= 19
    assert len(best["quality"]) == 20
assert np.sort(compared["ring", "packing by 2"]["quality"])[1] >= 0.9
assert np.sort(compared["grid", "packing by 2"]["quality"])[1] >= 0.8

# %% [markdown]
# Our two runs above belong to the same distribution. So the modes that the generator reaches, on average over the second half of the training, must lie in the range of the table's seeds, give or take one mode.

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
# Their settings differ in everything, ours included, so compare only rows of the same paper. (PacGAN2 packs two; VEEGAN adds a network that maps samples back to noise.)
#
# | paper, setting | world | arm | modes | high-quality |
# | --- | --- | --- | --- | --- |
# | PacGAN, table 1: radius 1, sigma .01; 400,000 steps of 100; generator of four layers of 400 with batch norm, discriminator of maxout layers | ring of 8 | GAN | 6.3 | 98.2 % |
# | | | PacGAN2 | 7.9 | 95.6 % |
# | same, sigma .05 | grid of 25 | GAN | 17.3 | 94.8 % |
# | | | PacGAN2 | 23.8 | 91.3 % |
# | | | PacGAN4 | 24.8 | 93.6 % |
# | VEEGAN | ring of 8 | GAN | 1 | 99.3 % |
# | | | unrolled | 7.6 | 35.6 % |
# | | | VEEGAN | 8 | 52.9 % |
# | | grid of 25 | GAN | 3.3 | .5 % |
# | | | unrolled | 23.6 | 16 % |
# | | | VEEGAN | 24.6 | 40 % |
#
# Modes are *captured* ones: a single high-quality sample of 2,500 is enough. (Lin et al., 2018, arXiv:1712.04086; Srivastava et al., 2017, arXiv:1705.07761.)

# %% [markdown]
# ## A thousand modes: Stacked MNIST
#
# In images we do not know the modes, unless we build them in. **Stacked MNIST** (Metz et al., 2017) puts three random digits into the red, green and blue channel of one image: 1,000 combinations, and a classifier for digits can tell which one it is.

# %% tags=["needs:05.7"]
images, labels = data.load_mnist("train")
stacked, digits = data.stack_digits(images, labels, 26_000, seed=SEED)
plotting.show_images(data.scale(stacked[:20]))
print(*("".join(map(str, three)) for three in digits[:10]))

# %% [markdown]
# The numbers are the upper row's digits: red, green, blue. Where strokes overlap, their colours add up: two give yellow, magenta or cyan, three give white.
#
# How many modes would a *perfect* generator show? Chance leaves some out. A mode with probability $p$ is missing among $n$ samples with probability $(1 - p)^n$, so that $\sum_i \big(1 - (1 - p_i)^n\big)$ modes are expected. And a KL divergence
# that is estimated from $n$ samples over 1,000 modes is too large by about $999 / 2n$ on average, even where the shares are right (by more than that, while $n$ is not many times 1,000). MNIST's own unequal digits add 0.004. What do you expect for $n = 2{,}500$, and for the 26,000 of the papers?

# %% tags=["needs:05.7"]
share = np.bincount(labels) / len(labels)
p = np.einsum("i,j,k->ijk", share, share, share).ravel()
own_kl = np.sum(p * np.log(p * 1000))  # digits are not equally frequent in MNIST
floors = {}
for n in (2_500, 26_000):
    floors[n] = found = metrics.stacked_mode_coverage(digits[:n])
    expected = np.sum(1 - (1 - p) ** n), own_kl + 999 / (2 * n)
    print(f"{n:6} real images: {found['captured']:4} modes", end="")
    print(f" (expected {expected[0]:6.1f}), KL {found['reverse_kl']:.3f}", end="")
    print(f" (expected about {expected[1]:.3f})")

# %% [markdown]
# With 2,500 samples *real* images seem to miss some ninety modes. So never judge by so few; and print the floor beside the scores.

# %% tags=["claim:05.7"]
assert abs(floors[2_500]["captured"] - np.sum(1 - (1 - p) ** 2_500)) < 40
assert floors[26_000]["captured"] == 1000
assert abs(floors[26_000]["reverse_kl"] - own_kl - 999 / 52_000) < 0.004

# %% [markdown]
# Now the GAN. `make stacked-mnist` trains lesson 03's generator, with three channels, on batches of 32, against two discriminators: one like lesson 03's but with 5x5 kernels and a dense layer of 128 (**full**, 455,000 weights, 8,000 steps), and one with a **quarter** of
# its channels (29,000 weights, 16,000 steps, two seeds), since PacGAN's collapse appeared where the discriminator was much smaller than the generator. Each with no remedy, with packing by 2, and with the minibatch standard deviation of lesson 03. 26,000 samples of the
# moving average are measured several times on the way. Beside modes and KL stands the **Fréchet distance** of lesson 04, one channel at a time against the test split, averaged over the three: modes say what is there, it says how good.

# %% tags=["needs:05.8", "seeds-skip"]
stacked_table = read_table("stacked_mnist.csv")
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
# A line is one training at its end; minutes are those of one processor core. The first line is the floor: 26,000 real images. The way there, a line for each training, vertical axes logarithmic but for the modes:

# %% tags=["seeds-skip"]
figure, panels = plt.subplots(1, 3, figsize=(10, 3.2), dpi=100, layout="constrained")
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
    axes.axhline(real, color="tab:green", lw=1, label="real images")
    scale = "linear" if column == "captured" else "log"
    axes.set(xlabel="minutes", title=title, yscale=scale)
panels[0].legend(fontsize=7)
plt.show()

# %% [markdown]
# The green line is the floor of real images. And this is how the samples of the first seed look at the end, a row for each arm:

# %% tags=["seeds-skip"]
figure, axes = plt.subplots(figsize=(9, 3.7), dpi=100, layout="constrained")
axes.imshow(plt.imread(data.TABLES / "stacked_mnist.png"))
names = ["real", *(f"{size}, {arm}" for size, arm in arms_of_sizes)]
axes.set_yticks(14 + 28 * np.arange(len(names)), names, fontsize=8)
axes.set_xticks([])
plt.show()

# %% [markdown]
# What does it show? Less than we had hoped.
#
# - **Against the full discriminator nothing is missing**, with or without a remedy: a thousand modes, or all but one, though their shares are less even than in real images. In this one run packing even costs: its Fréchet distance is twice as large, perhaps because two images share one logit.
# - **Against the small one five of six runs miss modes.** Without a remedy their number goes up *and down* (one seed had less than two thirds of them halfway and nearly all at the end), with one it only rose. Between two measurements of one run, and between two seeds, it changes by more than from arm to arm.
#   The minibatch standard deviation ends highest on average, with the best Fréchet distance on both seeds; but two seeds are few, and one measurement of one run would have "shown" whatever we like.
# - The small discriminator's samples are worse in every arm, by the Fréchet distance, however many modes the classifier finds: half-drawn digits fill modes too.

# %% tags=["claim:05.8", "seeds-skip"]
final = {key: stacked_runs(*key)[:, -1] for key in arms_of_sizes}
assert min(final["full", arm]["captured"].min() for arm in remedies) >= 990
for arm in remedies:
    larger, smaller = (final[size, arm]["frechet"] for size in ("full", "quarter"))
    assert larger.max() < smaller.min()
assert final["full", "packing by 2"]["frechet"].min() > 1.5 * (
    final["full", "none"]["frechet"].max()
)
small = stacked_runs("quarter", "none")
halfway = small["captured"][small["step"] == 8000]
assert halfway.min() < 950
means = [final["quarter", arm]["captured"].mean() for arm in remedies]
assert np.ptp(halfway) > np.ptp(means)
assert means[2] > max(means[:2])

# %% [markdown]
# Published figures for this benchmark, again each with its own networks, classifier and steps; all of them count modes among 26,000 samples:
#
# | paper | arm | modes | KL |
# | --- | --- | --- | --- |
# | VEEGAN | DCGAN | 99 | 3.40 |
# | | unrolled | 48.7 | 4.32 |
# | | VEEGAN | 150 | 2.95 |
# | PacGAN, same setting as VEEGAN's | DCGAN | 78.9 | 4.50 |
# | | PacGAN2 | 1000 | .06 |
# | PacGAN, discriminator a quarter of the generator's size (ours is smaller) | DCGAN | 78.5 | 5.21 |
# | | PacGAN4 | 667 | 1.81 |
#
# There a remedy makes all the difference, and here next to none: those baselines lost nine modes of ten, ours in the end one of ten at most. The same benchmark, and another network, optimizer and moving average. *Whether* a GAN collapses is a property of the whole setting, and so is what a remedy is worth.

# %% [markdown]
# ## Recap
#
# - Count **covered** modes, not captured ones; print the **floor** of real samples beside every score, and the **spread**, which sees what counts do not.
# - Against a fixed discriminator no generator beats **one point**. With this loss, variety comes from the discriminator's answers alone.
# - A collapsed generator need not stand still: ours **runs** from mode to mode. The moving average of such a path covers nothing.
# - The remedies that covered the modes here let the discriminator see **several samples** (packing, minibatch discrimination) or the generator **look ahead** (unrolling, on the ring). Changing the aim (feature matching) kept the variety and lost
#   the quality; what only calms the players (label smoothing, historical averaging) did not help.
# - One run proves nothing: compare over **seeds**, with a standard error, at equal steps *and* at equal seconds.
#
# The next lesson takes another way: a distance that tells the generator where the other modes are, even when none of its samples is near them.
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
