# %% [markdown]
# # 06 The Wasserstein GAN
#
# **You will replace the discriminator's verdict by a distance: one that says how far the samples are from the data even while they have nothing in common, and that a network can compute.**
#
# - **You will do**: compute the exact distance between point clouds; train a critic that estimates it, and compare the two; clip weights, and see gradients vanish or explode;
#   write a training step in which the critic takes several steps for one of the generator; train the ring of lesson 05 with it; ask a table of MNIST runs whether the critic's loss follows the quality.
# - **You will learn**: what the earth mover's distance is, why a critic must not be steep, what its loss means and what it does not, what weight clipping costs.
# - **You need**: lessons 01, 02 and 05; for the last section the Fréchet distance of lesson 04. No GPU.
#
# Measured on two processor cores: {{minutes}} minutes.

# %%
from gan_course import data
from gan_course.callbacks import WatchModes
from gan_course.models import dense_discriminator, dense_generator
from gan_course.training import GAN

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist, jensenshannon
from scipy.stats import spearmanr, wasserstein_distance

# %%
SEED = 0  # of all that is left to chance

# %% [markdown]
# ## A distance that does not give up
#
# Lesson 01 ended with a warning. Where real and generated samples have nothing in common, the Jensen-Shannon divergence is $\log 2$, however near or far they are; its slope is zero, and a generator that only follows it
# would not know where to go. We also saw a distance that does know: the **Wasserstein-1** or **earth mover's distance**. Think of the generated points as heaps of earth and of the real ones as holes of the same size. A plan says which heap fills which hole,
# and costs what the heaps have to travel. The distance is the mean length of the way in the *cheapest* plan:
#
# $$W_1 = \min_{\text{plans}} \; \mathbb{E} \; |x - y| \,, \qquad x \text{ real}, \; y \text{ generated}, \text{ paired by the plan.}$$
#
# For two clouds with the same number of points a plan is a pairing, and scipy finds the cheapest:


# %%
def cheapest_plan(real, fake):
    costs = cdist(real, fake)
    rows, columns = linear_sum_assignment(costs)
    return columns, costs[rows, columns]


def earth_mover(real, fake):
    return cheapest_plan(real, fake)[1].mean()


# %%
rng = np.random.default_rng(SEED)
N = 512


def blob(center, deviation, n=N):
    points = np.array(center) + deviation * rng.standard_normal((n, 2))
    return points.astype("float32")


real, fake = blob([0, 0], 0.5, n=40), blob([2, 1], 0.5, n=40)
partners, ways = cheapest_plan(real, fake)
figure, axes = plt.subplots(figsize=(4.6, 3.2), dpi=100, layout="constrained")
for start, end in zip(fake[partners], real):
    axes.plot(*zip(start, end), color="lightgray", zorder=0)
axes.plot(*real.T, ".", color="black", label="real")
axes.plot(*fake.T, ".", color="tab:blue", label="generated")
axes.set(aspect="equal", title=f"cheapest plan: mean way {ways.mean():.2f}")
axes.set(xlabel="first coordinate", ylabel="second coordinate")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# Each gray line takes one generated point to the real point that the plan gives it. Short ways for some would make others longer; no other pairing has a smaller mean.

# %% [markdown]
# Two vertical lines of 512 points at a distance of $t$, the example of Arjovsky et al. (2017): what will the two distances be? (For the divergence we count points in narrow bins across.)


# %%
def line(x):
    return np.stack([np.full(N, x), rng.random(N)], axis=1).astype("float32")


# %%
distances, bins = [0.25, 0.5, 1.0, 2.0], np.arange(-0.05, 3, 0.1)
divergences, moved = [], []
for t in distances:
    real, fake = line(0.0), line(t)
    shares = [np.histogram(points[:, 0], bins)[0] for points in (real, fake)]
    divergences.append(jensenshannon(*shares) ** 2)  # scipy returns its root
    moved.append(earth_mover(real, fake))
    print(f"t = {t:4}: divergence {divergences[-1]:.4f}, earth mover {moved[-1]:.4f}")

# %% [markdown]
# One says "different", four times: 0.6931 is $\log 2$. The other says *how far*. (A little more than $t$: the points of the two lines do not lie at quite the same heights.)
#
# In one dimension the cheapest plan is easy, sort both; and scipy has a function for that, which ours must agree with.

# %%
first, second = blob([0, 0], 1.0)[:, :1], blob([1, 0], 2.0)[:, :1]
theirs = wasserstein_distance(first.ravel(), second.ravel())
print(f"ours {earth_mover(first, second):.6f}, scipy's {theirs:.6f}")
assert abs(earth_mover(first, second) - theirs) < 1e-6

# %% [markdown]
# ## The same distance, asked of a critic
#
# Pairing works for a few thousand points. A generator's distribution has no end of them, and a pairing of one small batch of images says little about it. The way out is to ask the question from the other side. Take any function $f$ that is never steeper than 1, $|f(x) - f(y)| \le |x - y|$: it is called
# **1-Lipschitz**. For any plan, and any such $f$,
#
# $$\mathbb{E}\,f(x) - \mathbb{E}\,f(y) \;=\; \mathbb{E}\,[f(x) - f(y)] \;\le\; \mathbb{E}\,|x - y| \,,$$
#
# since a plan uses every real and every generated point once. The left side does not know the plan. So it is at most what the *cheapest* plan costs, $W_1$, whatever $f$ is. Kantorovich and Rubinstein showed that the best $f$ reaches it:
#
# $$W_1 = \max_{f \;\text{1-Lipschitz}} \; \mathbb{E}\,f(x) - \mathbb{E}\,f(y) \,.$$
#
# So let a network be $f$. It no longer says "real" or "generated"; it is called a **critic**. If it is never steeper than $K$, the left side is at most $K \cdot W_1$. Its loss is what it should maximize, with a minus:


# %%
def wasserstein_discriminator_loss(real_logits, fake_logits):
    return ops.mean(fake_logits) - ops.mean(real_logits)


def wasserstein_generator_loss(fake_logits):
    return -ops.mean(fake_logits)


# %% [markdown]
# That answers two questions which everybody asks. *Why is the critic's loss negative?* Because minus the loss is the estimate of a distance. *What does the generator's loss say?* By itself nothing: add 100 to all of the critic's outputs and
# the critic is as good as before, but the generator's loss has fallen by 100. A critic's outputs have no zero. They must not pass through a sigmoid, which would bound them (`GAN.compile` refuses that), and no accuracy can be made of them.
#
# ## Not too steep: clip the weights
#
# Nothing keeps a network from being steep: without a bound it would make the difference as large as it likes. Arjovsky et al. (2017) bound it crudely. If no weight is ever larger than $c$ in size, the steepness is bounded too, by *some* $K$. So after each step, weights that got
# beyond $c$ are put back. In Keras that is a **constraint**, which optimizers apply after every step:


# %%
class WeightClip(keras.constraints.Constraint):
    def __init__(self, c):
        if not c > 0:
            raise ValueError(
                f"c must be above 0, got {c}; weights are kept between -c and c, and "
                "the paper has 0.01"
            )
        self.c = float(c)

    def __call__(self, w):
        return ops.clip(w, -self.c, self.c)

    def get_config(self):
        return {"c": self.c}


def clip_weights(model, c):
    clip = WeightClip(c)
    for weight in model.trainable_variables:
        weight.constraint = clip
        weight.assign(clip(weight))


# %% [markdown]
# Now a critic can be trained on two fixed clouds. RMSprop is the paper's choice, an optimizer without momentum: its authors saw trainings with momentum become unstable. Each call of what `trainer` returns starts from the critic's first weights again, trains, and returns the estimate.


# %%
def trainer(critic, steps, rate=1e-3):
    optimizer = keras.optimizers.RMSprop(rate)
    optimizer.build(critic.trainable_variables)
    variables = [*critic.variables, *optimizer.variables]
    start = [tf.identity(variable) for variable in variables]

    @tf.function
    def train(real, fake):
        for variable, value in zip(variables, start):
            variable.assign(value)
        for _ in tf.range(steps):
            with tf.GradientTape() as tape:
                loss = wasserstein_discriminator_loss(critic(real), critic(fake))
            weights = critic.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return -wasserstein_discriminator_loss(critic(real), critic(fake))

    return train


# %% [markdown]
# $K$ is unknown, but steepness can be measured: it is the norm of the critic's gradient at a point. (What the small number under the root is for, the next lesson says.)


# %%
def gradient_norms(discriminator, images):
    images = tf.convert_to_tensor(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = discriminator(images, training=True)
    slopes = tape.gradient(logits, images)
    squares = ops.sum(ops.square(slopes), axis=tuple(range(1, len(images.shape))))
    return ops.sqrt(squares + 1e-12)


def steepest(critic, real, fake):
    e = rng.random((len(real), 1)).astype("float32")
    places = real, fake, e * real + (1 - e) * fake  # and between them
    return max(gradient_norms(critic, points).numpy().max() for points in places)


# %% [markdown]
# Eight pairs of clouds, from the lines to lesson 05's ring. For each: the exact distance; the critic's estimate, a difference of two means; the estimate over the steepness that we find; and how much of the truth that is. What do you expect of the last column?


# %%
ring = data.gaussian_ring()
on_ring = ring.sample(N, seed=SEED).numpy()
more = ring.sample(4 * N, seed=SEED + 1).numpy()
pairs = {f"lines at {t}": (line(0.0), line(t)) for t in distances}
pairs |= {
    "two blobs": (blob([0, 0], 0.5), blob([2, 1], 0.5)),
    "wide and narrow": (blob([0, 0], 1.0), blob([0, 0], 0.25)),
    "ring and blob": (on_ring, blob([0, 0], 0.5)),
    "ring and its half": (on_ring, more[more[:, 0] > 0][:N]),
}

# %%
keras.utils.set_random_seed(SEED)
critic = dense_discriminator()  # of lesson 02: two layers of 128
clip_weights(critic, 0.1)
train = trainer(critic, steps=400)
print(f"{'':<19} exact  critic  slope  critic / slope  share")
estimates, ratios = [], []
for name, (real, fake) in pairs.items():
    estimate = float(train(real, fake))
    exact, slope = earth_mover(real, fake), steepest(critic, real, fake)
    estimates.append(estimate / slope)
    ratios.append(estimate / slope / exact)
    print(f"{name:<19} {exact:5.3f} {estimate:7.2f} {slope:6.2f}", end="")
    print(f" {estimates[-1]:15.3f} {ratios[-1]:6.0%}")

# %% [markdown]
# Never more than the truth, as the derivation says: divided by its steepest slope, the estimate is a lower bound. (Our steepest slope is the steepest that we *found*; the true one may be a little larger.) For lines the bound is close. For the other pairs it is less, down to three fifths. The best critic climbs
# with its full slope all the way from one cloud to the other; a network of clipped weights is as steep as that in a few places only. And on the lines the estimate rises with the distance, where the divergence stood still.

# %% tags=["claim:06.1"]
assert np.ptp(divergences) < 1e-9
assert abs(divergences[0] - np.log(2)) < 1e-9
assert np.diff(estimates[:4]).min() > 0
assert min(ratios) > 0.4
assert max(ratios) < 1.05

# %% [markdown]
# ## What the clip costs
#
# Even those who proposed it call clipping a terrible way to bound the slope. Why, shows in a deep critic: twelve layers of 64, at three bounds. We look at the weights after training: how many sit
# *at* the bound? And at the gradient that flows back: its norm at the output of each layer, from the last to the first. If every layer multiplies it by one tenth, or by ten, what is left after twelve?


# %%
def deep_critic(depth=12, width=64):
    x = points = keras.Input((2,))
    for _ in range(depth):
        x = layers.Dense(width, activation="relu")(x)
    return keras.Model(points, layers.Dense(1)(x))


def kernels(critic):
    return np.concatenate([w.ravel() for w in critic.get_weights() if w.ndim == 2])


def norms_through_layers(critic, points):
    points = tf.constant(points)
    with tf.GradientTape() as tape:
        tape.watch(points)
        outputs = [points]
        for layer in critic.layers[1:]:
            outputs.append(layer(outputs[-1]))
    gradients = tape.gradient(outputs[-1], outputs[:-1])
    return [float(ops.mean(ops.norm(gradient, axis=1))) for gradient in gradients]


# %%
real, fake = pairs["ring and blob"]
bounds = [0.03, 0.1, 0.2]
figure, panels = plt.subplots(1, 4, figsize=(11, 2.8), dpi=100, layout="constrained")
through, at_bound = {}, {}
for c, axes in zip(bounds, panels):
    keras.utils.set_random_seed(SEED)
    critic = deep_critic()
    clip_weights(critic, c)
    before = np.mean(np.abs(kernels(critic)) > 0.999 * c)
    trainer(critic, steps=200)(real, fake)
    at_bound[c] = before, np.mean(np.abs(kernels(critic)) > 0.999 * c)
    through[c] = norms_through_layers(critic, fake)
    axes.hist(kernels(critic) / c, bins=41, color="tab:blue")
    axes.set(title=f"c = {c}", xlabel="weight / c", yticks=[])
    panels[3].semilogy(through[c], "o-", markersize=3, label=f"c = {c}")
panels[3].set(title="gradient", xlabel="layers behind the input", ylabel="norm")
panels[3].legend(fontsize=7)
plt.show()

# %%
for c in bounds:
    print(f"c = {c:4}: at the bound {at_bound[c][0]:.0%} at the start,", end="")
    print(
        f" {at_bound[c][1]:.0%} trained; the gradient is {through[c][-1]:.2g}", end=""
    )
    print(f" at the last layer, {through[c][0]:.1g} at the input")

# %% [markdown]
# Three things at once:
#
# - **Weights pile up at the bound.** Keras's initial weights between two layers of 64 reach to 0.22, so a small bound clips many at the start. But with $c = 0.2$ only 8 % were there, and training has pushed a third of all weights to the two ends. The critic wants to be steep, and under a bound
#   on weights it gets steepest with all of them at the bound: what it can be is a very simple function.
# - **Gradients vanish** at 0.03: each layer passes on about a tenth, and at the input nothing is left that a generator could use.
# - **Gradients explode** at 0.2, and already at 0.1. Between the two lies a narrow passage, which is another one for each depth and width.

# %% tags=["claim:06.2"]
assert at_bound[0.2][0] < 0.15
assert at_bound[0.2][1] > 0.2
assert through[0.03][0] < 1e-6 * through[0.03][-1]
assert through[0.2][0] > 1e4 * through[0.2][-1]

# %% [markdown]
# ## The training: the critic first
#
# Lesson 01 showed the danger of a discriminator that is too good: no gradient is left for the generator. Here the opposite holds. The better the critic, the nearer its estimate is to a distance, and the more its gradient is worth. So the critic takes
# **several steps for each step of the generator**, five in the paper, each on real images and noise of its own. One step of the critic (the lines on `gan.penalty` are for the next lesson):


# %%
def update_discriminator(gan, real_images, noise):
    fake_images = gan.generator(noise, training=True)
    with tf.GradientTape() as tape:
        real_logits = gan.discriminator(real_images, training=True)
        fake_logits = gan.discriminator(fake_images, training=True)
        d_loss = total = gan.d_loss(real_logits, fake_logits)
        if gan.penalty:
            total += gan.penalty(real_images, fake_images)
    variables = gan.discriminator.trainable_variables
    gan.d_optimizer.apply_gradients(zip(tape.gradient(total, variables), variables))
    return d_loss


# %% [markdown]
# The generator's samples are made *outside* of the tape: this step does not concern the generator, and what is not recorded needs no way back. The generator's step, and the two in turn:


# %%
def update_generator(gan, noise):
    with tf.GradientTape() as tape:
        fake_images = gan.generator(noise, training=True)
        g_loss = gan.g_loss(gan.discriminator(fake_images, training=True))
    variables = gan.generator.trainable_variables
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    return g_loss


def update_in_turn(gan, real_images, noise):
    parts = gan.discriminator_steps
    for images, z in zip(tf.split(real_images, parts), tf.split(noise, parts)):
        d_loss = update_discriminator(gan, images, z)
    return d_loss, update_generator(gan, z)


# %% [markdown]
# The `for` is Python's: when TensorFlow traces the step it is unrolled, and with five steps of the critic all six updates are one graph. `GAN.compile` chooses this step if `discriminator_steps` is more than 1; `fit` then joins as many batches as one step needs. A recipe for `compile`, as a function of the GAN:


# %%
def wgan(gan, c=0.1, steps=5, rate=5e-4):
    clip_weights(gan.discriminator, c)
    return {
        "d_optimizer": keras.optimizers.RMSprop(rate),
        "g_optimizer": keras.optimizers.RMSprop(rate),
        "d_loss": wasserstein_discriminator_loss,
        "g_loss": wasserstein_generator_loss,
        "discriminator_steps": steps,
    }


def plane_wgan(recipe, seed=0):
    keras.utils.set_random_seed(seed)
    generator, critic = dense_generator(depth=3), dense_discriminator()
    gan = GAN(generator, critic, latent_dim=16, seed=seed)
    gan.compile(ema=0.995, steps_per_execution=100, **recipe(gan))
    return gan


# %% [markdown]
# (On these small networks $c = 0.1$; the paper's 0.01 goes with its own. `ema` is the moving average of lesson 03.) Now lesson 05's ring, with a generator of three hidden layers and lesson 02's discriminator as the critic. What will minus the critic's loss do while the samples get better?

# %%
EVALUATIONS, STEPS = 10, 400  # as in the table below
gan, watch = plane_wgan(wgan, seed=SEED), WatchModes(ring, seed=SEED)
batches = ring.batches(256, SEED)
history = gan.fit(batches, EVALUATIONS, steps_per_epoch=STEPS, callbacks=[watch])

# %%
figure, panels = plt.subplots(1, 4, figsize=(11, 2.8), dpi=100, layout="constrained")
for axes, number in zip(panels, (0, 3, 9)):
    axes.plot(*ring.modes.T, "+", color="tab:red", zorder=3)
    axes.plot(*watch.averaged[number].T, ".", color="tab:blue", markersize=2)
    axes.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    axes.set_title(f"step {(number + 1) * STEPS}", fontsize=9)
estimate = -np.array(history.history["d_loss"])
panels[3].plot(STEPS * np.arange(1, EVALUATIONS + 1), estimate, "o-", markersize=3)
panels[3].set(xlabel="step", title="critic's estimate", ylim=(0, None))
plt.show()

# %% [markdown]
# Compare with lesson 05's path of the same ring. Nothing collapses: the samples spread over the whole ring from the start, and tighten. The estimate falls while they do, for it is a distance (times a slope that nobody knows). But they tighten slowly: a clipped critic is too
# simple a function to show the generator eight narrow modes.
#
# ## On many seeds
#
# `make wasserstein` has trained this on ten seeds, on the ring and on the grid. (The same table has the gradient penalty of the next lesson, on twenty.)

# %% tags=["needs:06.4"]
options = {"delimiter": ",", "names": True, "dtype": None, "encoding": "utf-8"}
table = np.genfromtxt(data.TABLES / "wasserstein.csv", **options)
clipped = {
    world: table[(table["data"] == world) & (table["recipe"] == "clipping")]
    for world in ("ring", "grid")
}
ends = {
    world: rows[rows["step"] == rows["step"].max()] for world, rows in clipped.items()
}

# %% tags=["seeds-skip"]
for world, end in ends.items():
    print(f"{world}: {len(end)} seeds, on average", end="")
    for key in ("reached_now", "covered", "high_quality", "spread"):
        error = end[key].std(ddof=1) / np.sqrt(len(end))
        print(f" {key} {end[key].mean():.2f} ± {error:.2f}", end="")
    print()

# %% tags=["claim:06.4"]
for world, modes in [("ring", 8), ("grid", 25)]:
    late = clipped[world]["reached_now"].reshape(len(ends[world]), -1)[:, -5:]
    assert late.min() >= 0.75 * modes  # none has collapsed
    assert ends[world]["high_quality"].max() < 0.8
assert ends["grid"]["covered"].mean() < 25 / 4

# %% [markdown]
# So the Wasserstein GAN with clipped weights does not collapse, on any seed, in a world where lesson 05's GAN did on every one. And it is imprecise: on the grid hardly a mode is covered.
#
# ## Does the critic's loss follow the quality?
#
# A loss that tells how good the samples are would be worth a lot: lesson 03's losses did not. The Wasserstein GAN's authors saw it follow the quality of their images by eye. Does it? `make matrix` trained three GANs on MNIST, five seeds each, with lesson 03's generator. Its discriminator judges
# each image by itself in the two Wasserstein GANs, clipped (c = 0.05) and with the next lesson's penalty; the third is lesson 03's own GAN, batch layer and all. Twenty times on the way the Fréchet distance of 2,500 samples was measured, of the generator as it was just then, for that is whom the critic sees.

# %% tags=["needs:06.3"]
mnist = np.genfromtxt(data.TABLES / "matrix.csv", **options)
recipes = {
    "lesson 03": ("long", "minimax", "batch deviation"),
    "WGAN, clipped": ("five to one", "wasserstein", "clipping"),
    "WGAN-GP": ("five to one", "wasserstein", "gradient penalty"),
}


def mnist_runs(training, loss, regularizer):
    chosen = (mnist["training"] == training) & (mnist["loss"] == loss)
    rows = mnist[chosen & (mnist["regularizer"] == regularizer)]
    return rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, evaluations


# %% tags=["seeds-skip"]
figure, panels = plt.subplots(2, 3, figsize=(10, 4.6), dpi=100, layout="constrained")
for (name, recipe), column in zip(recipes.items(), panels.T):
    for rows in mnist_runs(*recipe):
        column[0].plot(rows["step"], -rows["d_loss"], linewidth=1)
        column[1].plot(rows["step"], rows["frechet_now"], linewidth=1)
    column[0].set(title=name)
    column[1].set(yscale="log", xlabel="step")
panels[0, 0].set_ylabel("minus the critic's loss")
panels[1, 0].set_ylabel("Fréchet distance")
plt.show()

# %% [markdown]
# One line a seed. Both fall, more or less; so does a clock that counts down, and it would correlate with quality as well. A fair question is finer: in the second half of the run, from one evaluation to the next, *when one changes, does the other change the same way?* We
# compare the rank correlation of the values with that of their changes.


# %% tags=["needs:06.3"]
def correlations(rows):
    late = rows[len(rows) // 2 - 1 :]
    estimate, distance = -late["d_loss"], late["frechet_now"]
    values = spearmanr(estimate, distance).statistic
    return values, spearmanr(np.diff(estimate), np.diff(distance)).statistic


found = {
    name: np.array([correlations(rows) for rows in mnist_runs(*recipe)])
    for name, recipe in recipes.items()
}

# %% tags=["seeds-skip"]
print(f"{'rank correlation of':<20} values         changes")
for name, both in found.items():
    error = both.std(axis=0, ddof=1) / np.sqrt(len(both))
    print(f"{name:<20}", end="")
    for mean, e in zip(both.mean(axis=0), error):
        print(f" {mean:5.2f} ± {e:4.2f}  ", end="")
    print()

# %% [markdown]
# Both halves of the answer are worth keeping.
#
# - **As a trend, yes.** In both Wasserstein GANs the estimate and the Fréchet distance go down together, on every seed. In lesson 03's GAN they do not: while the samples get better, its discriminator's loss falls, that is, minus the loss *rises*. There the loss says
#   who is ahead, as we saw. So a critic's falling estimate tells you that training still gets somewhere, and one that stands still that it does not.
# - **Step by step, no.** From one evaluation to the next the two move the same way about as often as not, in all three. The clipped critic's estimate even changes its scale by a hundred while the distance falls by four: its slope, the unknown $K$, is not the same from one moment to the next. Do not choose
#   the best of two neighbouring checkpoints by the critic's loss, and do not compare the losses of two runs. Measure, as in lesson 04.
#
# (A part of what is left in the changes is noise: the loss is a mean over the steps before the evaluation. But the same noise vectors are measured each time, so the distance itself does not jump by chance.)

# %% tags=["claim:06.3", "seeds-skip"]
for name in ("WGAN, clipped", "WGAN-GP"):
    values, changes = found[name].T
    assert values.min() > 0.3
    assert abs(changes.mean()) < 0.3
values, changes = found["lesson 03"].T
assert values.max() < 0
assert abs(changes.mean()) < 0.3

# %% [markdown]
# ## Recap
#
# - You computed the **earth mover's distance** of point clouds exactly, and estimated it by a **critic**: the difference of its means, divided by its steepest slope, is never more than the distance, and grows with it where the divergence of lesson 01 stands still.
# - The critic's **loss is negative** because it is minus that estimate. A generator's loss means nothing by itself.
# - You bounded the slope by **clipping weights**: they pile up at the bound, and in a deep critic gradients vanish or explode with it.
# - You wrote the step with **several updates of the critic** for one of the generator. On ring and grid it did not collapse on any seed, and was imprecise on all.
# - On MNIST the critic's loss follows the quality **as a trend**, not from one evaluation to the next.
#
# So the distance is right and the clip is wrong. The next lesson bounds the slope in another way.
#
# ## Further reading
#
# - Arjovsky, Chintala, Bottou, *Wasserstein GAN*, 2017, arXiv:1701.07875: the distance, the critic, the clip.
# - Arjovsky, Bottou, *Towards Principled Methods for Training GANs*, 2017, arXiv:1701.04862: what goes wrong without it.
# - Gulrajani et al., *Improved Training of Wasserstein GANs*, 2017, arXiv:1704.00028: figure 1 shows vanishing and exploding gradients of clipped critics.
# - Stanczuk et al., *Wasserstein GANs Work Because They Fail (to Approximate the Wasserstein Distance)*, 2021, arXiv:2103.01678.
