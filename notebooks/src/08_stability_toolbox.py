# %% [markdown]
# # 08 Spectral normalization and the stability toolbox
#
# **You will try every loss of this course with every way to keep a discriminator smooth, read off a table what works, and leave with a guide from symptoms to remedies, each of which you have seen at work.**
#
# - **You will do**: normalize a layer by its largest singular value; write the hinge loss, the least-squares loss and the R1 penalty; train four GANs in the plane that differ by one line; read a matrix of 240 trainings on MNIST; beat lesson 03.
# - **You will learn**: what spectral normalization bounds and what not, what a margin does, why R1 looks at real images only, what two learning rates and a moving average are worth.
# - **You need**: lessons 06 and 07, and the digits of lesson 03. No GPU.
#
# Measured on two processor cores: {{minutes}} minutes.

# %%
from gan_course import data, metrics, plotting
from gan_course.callbacks import WatchModes
from gan_course.losses import (
    gradient_norms,
    gradient_penalty,
    minimax_discriminator_loss,
    non_saturating_generator_loss,
    wasserstein_discriminator_loss,
    wasserstein_generator_loss,
)
from gan_course.models import dcgan_generator, open_discriminator
from gan_course.remedies import plane_wgan
from gan_course.training import GAN, dcgan_adam

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops
from keras.layers import SpectralNormalization

# %%
SEED = 0  # of all that is left to chance
rng = np.random.default_rng(SEED)

# %% [markdown]
# ## Three ways to keep a critic from being steep
#
# Clipping bounds every weight, and wastes most of what the network could do (lesson 06). A penalty asks for a slope at some points, and costs half a step more (lesson 07). Miyato et al. (2018) bound each *layer* as a whole.
#
# A dense layer without its activation is a matrix $W$. It stretches some directions more than others, and the most by its largest singular value $\sigma(W)$, the **spectral norm**. So $W / \sigma(W)$ stretches nothing. LeakyReLU stretches nothing either. And if no layer stretches, the whole network does not: it is nowhere steeper than 1.
#
# How do we find $\sigma$ without a full decomposition? By going to and fro. Take any vector $u$, apply $W^\top$, then $W$, and so on, with length 1 each time: all directions but the most stretched one die out, by the factor $(\sigma_2 / \sigma_1)^2$ a round.


# %%
def unit(vector):
    return vector / np.linalg.norm(vector)


def power_iteration(matrix, u, rounds):
    for _ in range(rounds):
        v = unit(matrix.T @ u)
        u = unit(matrix @ v)
    return u @ matrix @ v


W = rng.standard_normal((40, 60))
values = np.linalg.svd(W, compute_uv=False)
u = unit(rng.standard_normal(40))
print(f"numpy: {values[0]:.3f}, then {values[1]:.3f}")
for rounds in (1, 3, 10, 30, 300):
    print(f"{rounds:3} rounds: {power_iteration(W, u, rounds):.3f}")

# %% [markdown]
# It approaches from below, for no vector is stretched more than the most. One round is a poor estimate. But in training the weights hardly change from step to step: keep $u$, and **one round a step** is enough, as good as free.
#
# ## Keras's layer
#
# `keras.layers.SpectralNormalization` wraps a layer with a kernel. The kernel of a convolution, of shape (height, width, in, out), is reshaped to a matrix with a column an output channel. What is the largest singular value after 1, 10, 100 training calls?

# %%
keras.utils.set_random_seed(SEED)
normalized = SpectralNormalization(layers.Conv2D(64, 5, strides=2, padding="same"))
features = tf.random.normal((4, 14, 14, 32))
normalized(features)  # not a training call: it only builds


def spectral_norm(kernel):
    matrix = np.reshape(kernel, (-1, kernel.shape[-1]))
    return np.linalg.svd(matrix, compute_uv=False)[0]


for call in range(101):
    if call in (0, 1, 10, 100):
        print(f"after {call:3} calls: {spectral_norm(normalized.kernel):.4f}")
    normalized(features, training=True)

# %% [markdown]
# The first call divides by an estimate that is too small and makes the kernel too large; then it settles at 1. Now in a GAN, whose kernels are on the move: eighty steps on digits, with a discriminator that has the wrapper around all four of its layers. After the last step of the optimizer, and after more training passes, which do nothing but normalize:

# %%
images, _ = data.load_mnist("train")


def digits_gan(discriminator, d_loss, g_loss, factor=1.0, **options):
    keras.utils.set_random_seed(SEED)
    gan = GAN(dcgan_generator(), discriminator, latent_dim=64, seed=SEED)
    adams = [dcgan_adam(), dcgan_adam()]
    for adam in adams:
        adam.learning_rate = factor * float(adam.learning_rate)
    gan.compile(*adams, d_loss, g_loss, steps_per_execution=10, **options)
    return gan


critic = open_discriminator(wrap=SpectralNormalization)
gan = digits_gan(critic, wasserstein_discriminator_loss, wasserstein_generator_loss)
batches = data.image_batches(images, 32, seed=SEED)
gan.fit(batches, steps_per_epoch=80)
wrapped = [layer for layer in critic.layers if hasattr(layer, "kernel")]
stepped = [spectral_norm(layer.kernel) for layer in wrapped]
real_images = next(iter(batches))
passed = []
for _ in range(10):
    critic(real_images, training=True)
    passed.append([spectral_norm(layer.kernel) for layer in wrapped])
passed = np.array(passed)
print("after           the step  a pass  ten passes")
for layer, before, one, ten in zip(wrapped, stepped, passed[0], passed[-1]):
    print(f"{layer.layer.name:<16} {before:7.3f} {one:7.3f} {ten:11.3f}")

# %% tags=["claim:08.1"]
assert np.abs(passed[-1] - 1).max() < 0.05

# %% [markdown]
# A single step of Adam at lesson 03's rates, ten times the paper's, can take a kernel far from 1. One round pulls it back most of the way; where the step has turned the most stretched direction, too, it needs a few more. So in training the norms are near 1, not 1; `power_iterations=3` would follow more closely, and small rates need nothing.
#
# ## What it does not bound
#
# Two things are said of this layer that are not so. First: "a convolution of norm 1 stretches nothing". The reshaped kernel maps one *patch* of the image to one pixel, and patches overlap: with a 5x5 kernel every pixel is part of 25 of them. So the convolution as a map of images can stretch by up to $\sqrt{25} = 5$ times the norm of the kernel. With strides of 2 a
# pixel is in at most 9 patches, and the factor at most 3. Can 5 really happen? Take the 5x5 kernel whose 25 weights are all 1/5, whose norm is 1, and an image of ones: what comes out?


# %%
def operator_norm(layer, shape, rounds=60):
    """Returns the largest stretch of images: power iteration on the layer itself."""
    x = tf.random.stateless_normal((1, *shape), seed=[SEED, 0])
    bias = layer(tf.zeros_like(x))
    for _ in range(rounds):
        x = x / tf.norm(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            half = ops.sum(ops.square(layer(x) - bias)) / 2
        x = tape.gradient(half, x)  # the transposed map of the map of x
    return float(ops.sqrt(2 * half))


even = layers.Conv2D(1, 5, padding="same", kernel_initializer="ones")
even.build((None, 28, 28, 1))
even.kernel.assign(even.kernel / 5)
stretch = operator_norm(even, (28, 28, 1))
print(
    f"the even kernel: reshaped {spectral_norm(even.kernel):.2f}, as a map {stretch:.2f}"
)
maps = [operator_norm(layer, layer.input.shape[1:]) for layer in wrapped]
for layer, found in zip(wrapped, maps):
    print(f"{layer.layer.name:<10} {found:.2f}")
slopes = gradient_norms(critic, real_images).numpy()
print(
    f"product of the four {np.prod(maps):.2f}, steepest of 32 images {slopes.max():.2f}"
)

# %% [markdown]
# Away from the border 25 times 1/5 make 5; at the border a little is lost. Our critic's two convolutions stretch about twice, the dense layers not at all. So the wrapper does not promise a slope of 1 but, with these layers, one of at most $3 \cdot 3 \cdot 1 \cdot 1 = 9$. The measured slope stays far below the product of the four, since the most stretched directions of one layer are not those of the next; but nothing keeps it below 1.

# %%
assert stretch > 4
assert stretch < 5.01
assert max(maps[:2]) > 1.2
assert max(maps[:2]) < 3 * 1.1
assert np.abs(np.array(maps[2:]) - 1).max() < 0.1
assert slopes.max() < np.prod(maps)

# %% [markdown]
# Second: "it is the paper's". In the paper the weights $W$ stay as they are, $W/\sigma(W)$ is used, and the gradient knows that $\sigma$ depends on $W$, too. Keras's layer *overwrites* the kernel, and its gradient takes $\sigma$ as given: gradient descent with a projection behind each step. How could we see the difference? If only $W / \sigma(W)$ counts, then the
# length of $W$ does not: a gradient that knows this has nothing along $W$. We take the scalar product of both gradients with $W$.


# %%
def along(gradient, kernel):
    return float(ops.sum(gradient * kernel))


dense = SpectralNormalization(layers.Dense(8, use_bias=False))
x, target = tf.random.normal((16, 12)), tf.random.normal((16, 8))
for _ in range(200):
    dense(x, training=True)
before = dense.kernel.numpy()
with tf.GradientTape() as tape:
    loss = ops.mean(ops.square(dense(x, training=True) - target))
keras_gradient = tape.gradient(loss, dense.kernel)
with tf.GradientTape() as tape:
    tape.watch(kernel := tf.constant(before))
    sigma = tf.linalg.svd(kernel, compute_uv=False)[0]
    loss = ops.mean(ops.square(x @ (kernel / sigma) - target))
paper_gradient = tape.gradient(loss, kernel)
print(f"along W, paper: {along(paper_gradient, before):9.6f}")
print(f"along W, Keras: {along(keras_gradient, before):9.6f}")

# %%
assert abs(along(paper_gradient, before)) < 1e-4
assert abs(along(keras_gradient, before)) > 0.02

# %% [markdown]
# Both are ways to stay at norm 1. Which learns better we have not measured; all results below are Keras's.
#
# ## Two more losses
#
# The minimax loss of lesson 01 never rests: a logit of 8 for a real image is better than one of 7. The **hinge loss** has enough at 1: real images are pushed above 1, generated ones below -1, and those beyond the margin count no longer (Lim and Ye, 2017). **Least squares** wants exactly 1 for real and 0 for generated images, and pulls back what is above (Mao et al., 2017).


# %%
def hinge_discriminator_loss(real_logits, fake_logits):
    real_loss = ops.mean(ops.relu(ops.subtract(1.0, real_logits)))
    return real_loss + ops.mean(ops.relu(ops.add(1.0, fake_logits)))


def hinge_generator_loss(fake_logits):
    return wasserstein_generator_loss(fake_logits)


def least_squares_discriminator_loss(real_logits, fake_logits):
    real_loss = ops.mean(ops.square(ops.subtract(real_logits, 1.0)))
    return (real_loss + ops.mean(ops.square(fake_logits))) / 2


def least_squares_generator_loss(fake_logits):
    return ops.mean(ops.square(ops.subtract(fake_logits, 1.0))) / 2


# %% [markdown]
# The generator has no margin: with one it would stop learning from images that pass for real. Here is what each loss makes of the logit of one *real* image, and of one *generated* image for the generator. The dashed curve is the minimax loss with **label smoothing** (lesson 05): the label of real images is 0.9 instead of 1. Where will its minimum be?

# %%
logits = np.linspace(-4, 5, 500, dtype="float32")
nothing = np.full(1, -1e4, "float32")  # a generated image that nobody takes for real


def smoothed(real, fake):
    return minimax_discriminator_loss(real, fake, label_smoothing=0.1)


pairs = {
    "minimax": (minimax_discriminator_loss, non_saturating_generator_loss),
    "smoothed": (smoothed, None),
    "wasserstein": (wasserstein_discriminator_loss, wasserstein_generator_loss),
    "hinge": (hinge_discriminator_loss, hinge_generator_loss),
    "least squares": (least_squares_discriminator_loss, least_squares_generator_loss),
}
curves = {}
for name, (d_loss, g_loss) in pairs.items():
    fake = nothing if name in ("minimax", "smoothed", "hinge") else nothing * 0
    of_real = [float(d_loss(logit, fake)) for logit in logits]
    of_fake = g_loss and [float(g_loss(logit)) for logit in logits]
    curves[name] = of_real, of_fake

# %%
figure, panels = plt.subplots(1, 2, figsize=(9, 3.2), dpi=100, layout="constrained")
styles = ["-", "--", ":", "-.", "-"]
colors = ["tab:blue", "tab:blue", "black", "tab:orange", "tab:green"]
for (name, parts), style, color in zip(curves.items(), styles, colors):
    for axes, part in zip(panels, parts):
        if part:
            axes.plot(logits, part, style, color=color, label=name)
panels[0].set(title="discriminator, a real image", xlabel="logit", ylabel="loss")
panels[1].set(title="generator, a generated image", xlabel="logit")
for axes in panels:
    axes.set_ylim(-4, 5)
    axes.legend(fontsize=8)
plt.show()

# %%
lowest = logits[np.argmin(curves["smoothed"][0])]
print(f"smoothed: lowest at {lowest:.2f}; log(0.9 / 0.1) = {np.log(9):.2f}")
assert abs(lowest - np.log(9)) < 0.05
beyond = logits > 1.02
assert np.ptp(np.array(curves["hinge"][0])[beyond]) == 0
assert np.all(np.diff(np.array(curves["minimax"][0])[beyond]) < 0)
assert abs(logits[np.argmin(curves["least squares"][0])] - 1) < 0.02

# %% [markdown]
# Left: the minimax curve goes on falling, the hinge is flat beyond 1, least squares climbs again, and smoothing has a lowest point where $D = 0.9$, at a logit of 2.2. So three of them say *enough*, and keep the discriminator from becoming ever surer. Right: the hinge and the Wasserstein line are one and the same. Least squares grows with the square of how far off a logit is, so its pull has no bound: remember that.
#
# ## R1: flat at the real images
#
# Lesson 07's penalty asks for slope 1. But suppose the generator has arrived: then the best discriminator is *flat*, and slope 1 pushes samples away from where they should be. Mescheder et al. (2018) ask for a slope of 0, and only at real images:
#
# $$R_1 = \tfrac12\, \mathbb{E}_x\, |\nabla f(x)|^2 .$$
#
# No random point, no generated image, no root.


# %%
def r1_penalty(discriminator, real_images, fake_images=None, seed=None):
    return ops.mean(ops.square(gradient_norms(discriminator, real_images))) / 2


# %% [markdown]
# Lesson 01's smallest GAN shows why. Real data are the point 0, the generator makes the point $\theta$, and the critic is the line $\psi x$, of slope $\psi$. Without a penalty the two spiralled outwards. R1 is $\psi^2 / 2$ and pulls $\psi$ by $\gamma\psi$ towards 0. The gradient penalty is $(|\psi| - 1)^2$: it pulls towards 1 or -1. Which of the two will come to rest?


# %%
def play(pull, h=0.1, steps=400):
    theta, psi, path = 1.0, 0.0, []
    for _ in range(steps):
        path.append((theta, psi))
        theta, psi = theta - h * psi, psi + h * (theta - pull(psi))
    return np.array(path)


paths = {
    "no penalty": play(lambda psi: 0.0, steps=120),
    "gradient penalty": play(lambda psi: (np.abs(psi) - 1) * np.sign(psi)),
    "R1": play(lambda psi: 0.5 * psi),
}
figure, panels = plt.subplots(1, 3, figsize=(9, 3), dpi=100, layout="constrained")
for axes, (name, path) in zip(panels, paths.items()):
    axes.plot(*path.T, "-", linewidth=0.8)
    axes.plot(0, 0, "k+")
    axes.plot(*path[0], "o", color="tab:orange")
    axes.set_title(name, fontsize=9)
    axes.set(xlim=(-2, 2), ylim=(-2, 2), aspect="equal", xlabel="θ, generator")
panels[0].set_ylabel("ψ, slope of the critic")
plt.show()

# %%
radii = {name: np.linalg.norm(path, axis=1) for name, path in paths.items()}
for name, radius in radii.items():
    print(f"{name:<17} from the equilibrium at the end: {radius[-100:].max():.4f}")
assert radii["no penalty"][-1] > 1.5
assert radii["gradient penalty"][-100:].min() > 0.2
assert radii["R1"][-100:].max() < 0.01

# %% [markdown]
# Orange is the start, the cross the equilibrium. Without a penalty it spirals outwards. The gradient penalty pushes a slope that is *below* 1 up, so it drives the players away from the equilibrium until the slope is about 1 on average, and there they circle for ever. R1 comes home. A real GAN has more than two numbers, and the moving average takes the middle of a circle; but it is a reason to try R1.
#
# ## Two time scales
#
# Lesson 06 gave the critic five steps for each of the generator, because its answer should be nearly optimal *before* the generator uses it. That costs five times the time. The **two time-scale update rule** (Heusel et al., 2017) gives each player one step and the critic a larger learning rate. Is that as good?
#
# Four GANs on the ring, with the networks of lesson 07, one step of the discriminator for one of the generator, and 1,600 of them. Each pair differs by one thing. Which of the four will find all eight modes?


# %%
def adam(rate):
    return keras.optimizers.Adam(rate, beta_1=0.5)


def recipe(loss, d_rate=1e-3, **options):
    d_loss, g_loss = pairs[loss]
    chosen = {"d_optimizer": adam(d_rate), "g_optimizer": adam(1e-3)}
    return lambda gan: chosen | {"d_loss": d_loss, "g_loss": g_loss} | options


penalized = {"penalty": gradient_penalty, "penalty_weight": 1.0}
recipes = {
    "minimax": recipe("minimax"),
    "minimax, R1": recipe("minimax", penalty=r1_penalty, penalty_weight=3.0),
    "WGAN-GP, equal rates": recipe("wasserstein", **penalized),
    "WGAN-GP, critic 4 times": recipe("wasserstein", d_rate=4e-3, **penalized),
}

# %%
ring, ends = data.gaussian_ring(), {}
for name, options in recipes.items():
    gan, watch = plane_wgan(options, seed=SEED), WatchModes(ring, seed=SEED)
    gan.fit(ring.batches(256, SEED), 4, steps_per_epoch=400, callbacks=[watch])
    ends[name] = watch.found[-1], watch.averaged[-1], watch.now[-1]

# %%
figure, panels = plt.subplots(2, 4, figsize=(10, 5.2), dpi=100, layout="constrained")
for column, (name, (_, averaged, now)) in zip(panels.T, ends.items()):
    for axes, samples, color in zip(
        column, (now, averaged), ("tab:orange", "tab:blue")
    ):
        axes.plot(*ring.modes.T, "+", color="black", zorder=3)
        axes.plot(*samples.T, ".", color=color, markersize=2)
        axes.set(xlim=(-3.5, 3.5), ylim=(-3.5, 3.5), aspect="equal")
    column[0].set_title(name, fontsize=9)
panels[0, 0].set_ylabel("the generator")
panels[1, 0].set_ylabel("its average")
plt.show()

# %%
print(f"{'':<24} reached now  covered by the average")
for name, (found, _, _) in ends.items():
    print(f"{name:<24} {found['reached_now']:11} {found['covered']:23}")

# %% [markdown]
# The minimax GAN without a penalty collapses, as in lesson 05; **R1** on the same networks, the same rates and steps finds all eight. WGAN-GP with one step of the critic at equal rates collapses as well: the critic lags behind, and the generator runs to where it was last told. With a critic **four times as fast** it finds all eight, at one step, a third of the cost of lesson 07's five. Blue lags behind orange, for an average remembers.

# %% tags=["claim:08.3"]
reached = {name: found["reached_now"] for name, (found, _, _) in ends.items()}
assert reached["minimax"] <= 4
assert reached["WGAN-GP, equal rates"] <= 4
assert reached["minimax, R1"] >= 7
assert reached["WGAN-GP, critic 4 times"] >= 7

# %% [markdown]
# ## The matrix
#
# The plane is kind. What helps on digits? `make matrix` trained lesson 03's generator against its discriminator with every loss and every regularizer: four losses, six regularizers, five seeds. All else is lesson 03's: batches, optimizers, moving average, one step of the discriminator for one of the generator. *Batch deviation* is lesson 03's layer that compares the images of a batch;
# *clipping* is to 0.05; both penalties have weight 10, as is usual; nothing was tuned for a cell, so a cell tells what you get if you switch something on, not what an expert would reach. Three questions:
#
# 1. Fréchet distance after **equal steps**, 1,000 of each player;
# 2. after **equal seconds** of a core, as many as the quickest needs for its 1,000;
# 3. the share of runs that **diverge** when both rates are twenty times higher, within 200 steps. Diverged is who ends hardly nearer to the digits than an empty page (by less than five percent), or farther away.
#
# How far is that?

# %%
test_images, _ = data.load_mnist("test")
real_features, _ = metrics.classify(data.scale(test_images))


def frechet(pictures):
    return metrics.frechet_distance(real_features, metrics.classify(pictures)[0])


empty = frechet(np.full((2500, 28, 28, 1), -1, "float32"))
print(f"an empty page: Fréchet distance {empty:.1f}")

# %% tags=["needs:08.2", "needs:08.4"]
columns = {"delimiter": ",", "names": True, "dtype": None, "encoding": "utf-8"}
table = np.genfromtxt(data.TABLES / "matrix.csv", **columns)
LOSSES = ["minimax", "hinge", "wasserstein", "least squares"]
KINDS = ["none", "batch deviation", "clipping", "gradient penalty", "R1"]
KINDS.append("spectral normalization")


def runs(training, loss, regularizer):
    chosen = (table["training"] == training) & (table["loss"] == loss)
    rows = table[chosen & (table["regularizer"] == regularizer)]
    return rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, evaluations


def at_seconds(rows, seconds):
    pairs = [(row["seconds"], np.log(row["frechet"])) for row in rows]
    return np.exp([np.interp(seconds, *pair) for pair in pairs])


# %% tags=["needs:08.2", "seeds-skip"]
budget = min(
    runs("short", loss, kind)["seconds"][:, -1].min()
    for loss in LOSSES
    for kind in KINDS
)
shape = len(KINDS), len(LOSSES), 5
steps, seconds, raised = np.zeros(shape), np.zeros(shape), np.zeros(shape)
for row, kind in enumerate(KINDS):
    for column, loss in enumerate(LOSSES):
        short = runs("short", loss, kind)
        steps[row, column] = short[:, -1]["frechet"]
        seconds[row, column] = at_seconds(short, budget)
        raised[row, column] = runs("raised", loss, kind)[:, -1]["frechet"]
diverged = ~(raised < 0.95 * empty)  # what is not finite has diverged, too
pooled = diverged.mean(axis=(1, 2))


# %% tags=["seeds-skip"]
def mean_and_error(values):
    return values.mean(), values.std(ddof=1) / np.sqrt(len(values))


def heat_map(axes, values, texts, title):
    axes.imshow(values, aspect="auto", cmap="cividis_r")
    axes.set_title(title, fontsize=10)
    axes.set_xticks(range(len(LOSSES)), LOSSES, fontsize=8)
    axes.set_yticks(range(len(KINDS)), KINDS)
    middle = (values.min() + values.max()) / 2
    for place, text in np.ndenumerate(texts):
        color = "white" if values[place] > middle else "black"
        style = {"color": color, "fontsize": 8, "ha": "center", "va": "center"}
        axes.text(*place[::-1], text, **style)


size = {"figsize": (12, 3.8), "dpi": 100}
figure, panels = plt.subplots(1, 3, sharey=True, layout="constrained", **size)
titles = "Fréchet distance at 1,000 steps", f"at {budget:.0f} seconds of a core"
for axes, values, title in zip(panels, (steps, seconds), titles):
    cells = values.reshape(-1, 5)
    digits = [1 if cell.mean() < 100 else 0 for cell in cells]
    found = [(*mean_and_error(cell), n) for cell, n in zip(cells, digits)]
    texts = [f"{mean:.{n}f} ± {error:.{n}f}" for mean, error, n in found]
    texts = np.reshape(texts, values.shape[:2])
    heat_map(axes, np.log(values.mean(axis=2)), texts, title)
shares = diverged.mean(axis=2)
heat_map(panels[2], shares, shares.round(1), "share diverged, rates 20 times")
plt.show()

# %% tags=["needs:08.2", "seeds-skip"]
spent = [
    [runs("short", loss, kind)["seconds"][:, -1].mean() for loss in LOSSES]
    for kind in KINDS
]
costs = np.mean(spent, axis=1)
print(f"{'':<23} milliseconds a step  diverged of {diverged[0].size}")
for kind, cost, share in zip(KINDS, costs, pooled):
    print(f"{kind:<23} {cost:19.0f} {share:14.0%}")

# %% [markdown]
# Dark is bad. Read it slowly; much of it is not what one reads elsewhere.
#
# - **At equal steps R1 wins**, with the minimax and with the hinge loss, beyond all standard errors. **At equal seconds** it is level with no regularizer at all, for a penalized step costs half as much again. These are the first forty seconds; below we look at longer runs.
# - **Each penalty has its loss.** The gradient penalty is by far the best for the Wasserstein loss, which without a bound on the slope has no meaning, and makes the minimax and the hinge loss worse: a slope of 1 is not what they want.
# - **Spectral normalization is slow and calm.** At lesson 03's rates it is far behind, since a critic that is flatter than it may be teaches slowly. At twenty times the rates it diverges least: that is what it is for, in large networks where everything else breaks.
# - **Least squares fails here** unless weights are bounded. Its pull grows with the logit; at rates ten times as high as usual the logits run away.
# - Half of what is in the third panel is chance: a cell has five runs, and its standard error is up to 0.2. That spectral normalization diverges least, over all losses together, is about two standard errors from the next; the plain Wasserstein loss looks calm, too, with a critic's loss of minus a billion: nothing in it wants to be bounded, and Adam does not care for the size of a gradient.

# %% tags=["claim:08.2", "seeds-skip"]
means, errors = steps.mean(axis=2), steps.std(axis=2, ddof=1) / np.sqrt(5)
r1, plain, gp = (KINDS.index(kind) for kind in ("R1", "none", "gradient penalty"))
others = [row for row in range(len(KINDS)) if row != r1]
for column in (0, 1):
    assert (means + errors)[r1, column] < (means - errors)[others].min()
    assert (means + errors)[plain, column] < (means - errors)[gp, column]
unpenalized = [row for row in range(len(KINDS)) if row != gp]
assert (means + errors)[gp, 2] < (means - errors)[unpenalized, 2].min()
assert diverged[:, LOSSES.index("least squares")].mean() > 0.9
assert pooled.argmin() == KINDS.index("spectral normalization")
assert 1.2 < costs[r1] / costs[plain] < 2

# %% [markdown]
# Two of these cells, once more: hinge with R1 at lesson 03's rates for 500 steps, where the table has its first measurement; and least squares with nothing at twenty times the rates for 200. You know what to expect.

# %%
options = {"penalty": r1_penalty, "penalty_weight": 10.0}
calm = digits_gan(open_discriminator(), *pairs["hinge"], **options)
wild = digits_gan(open_discriminator(), *pairs["least squares"], factor=20.0)
noise = rng.standard_normal((2500, 64)).astype("float32")
again = []
for gan, number in ((calm, 500), (wild, 200)):
    history = gan.fit(batches, steps_per_epoch=number)
    samples = gan.predict(noise, batch_size=500, verbose=0)
    d_loss = history.history["d_loss"][-1]
    again.append((samples, frechet(samples), d_loss))
pictures = np.concatenate([samples[:20] for samples, _, _ in again])
plotting.show_images(pictures, title="hinge, R1; below: least squares, high rates")

# %%
for name, (_, distance, d_loss) in zip(("calm", "wild"), again):
    print(f"{name}: Fréchet distance {distance:.0f}, discriminator's loss {d_loss:.3g}")
first = runs("short", "hinge", "R1")[:, 0]["frechet"]
print(f"the table's at 500 steps: {first.min():.0f} to {first.max():.0f}")
assert again[0][1] > first.min() - first.std(ddof=1)
assert again[0][1] < first.max() + first.std(ddof=1)
assert again[1][1] > 0.95 * empty

# %% [markdown]
# ## What an average is worth
#
# Every row of the table has two distances: that of the moving average of the generator, 0.998 as in lesson 03, and that of the generator as it is. How many times larger is the second?

# %% tags=["seeds-skip"]
print(f"{'':<23}" + "".join(f"{loss:>15}" for loss in LOSSES))
ratios = np.zeros((len(KINDS), len(LOSSES)))
for (row, column), _ in np.ndenumerate(ratios):
    last = runs("short", LOSSES[column], KINDS[row])[:, -1]
    ratios[row, column] = np.exp(np.log(last["frechet_now"] / last["frechet"]).mean())
for kind, line in zip(KINDS, ratios):
    print(f"{kind:<23}" + "".join(f"{ratio:15.2f}" for ratio in line))

# %% [markdown]
# Where training works, the average is a fifth to a half better, for nothing (Yazici et al., 2019). Where it does not (least squares) or where the generator hardly sways because it is slow (spectral normalization) there is nothing to gain: an average cancels circling, it does not repair.

# %% tags=["seeds-skip"]
fast = [row for row in range(len(KINDS)) if KINDS[row] != "spectral normalization"]
assert ratios[fast, :2].min() > 1.1
assert abs(ratios[-1, :3] - 1).max() < 0.1

# %% [markdown]
# ## Better than lesson 03, in its own minutes
#
# Strong R1 starts fast. What happens later? The same table has three longer trainings of five seeds each: lesson 03's GAN; R1 of weight 10 in place of its batch deviation; and lesson 03's GAN, batch deviation and all, with R1 of weight **0.1**. (StyleGAN2 has both together, too. The batch's layer makes a logit depend on the other images, which lesson 07 warned of, but it is one smooth number, and the penalty is weak.)

# %% tags=["needs:08.4", "seeds-skip"]
recipes_long = {
    "lesson 03": ("minimax", "batch deviation"),
    "R1 of weight 10": ("minimax", "R1"),
    "lesson 03, R1 of weight 0.1": ("minimax", "batch deviation and weak R1"),
}
long_runs = {name: runs("long", *keys) for name, keys in recipes_long.items()}
last = min(rows["seconds"][:, -1].min() for rows in long_runs.values())
distances = {name: at_seconds(rows, last) for name, rows in long_runs.items()}

# %% tags=["seeds-skip"]
figure, axes = plt.subplots(figsize=(6, 3.5), dpi=100, layout="constrained")
for (name, rows), color in zip(long_runs.items(), ["tab:blue", "black", "tab:orange"]):
    for number, run in enumerate(rows):
        label = name if number == 0 else None
        axes.plot(run["seconds"], run["frechet"], color=color, lw=1, label=label)
axes.axvline(last, color="gray", linestyle=":")
axes.set(xscale="log", yscale="log", xlabel="seconds of a core")
axes.set_ylabel("Fréchet distance")
axes.legend()
plt.show()

# %% tags=["seeds-skip"]
print(f"Fréchet distance after {last:.0f} s of a core, mean of five seeds")
for name, values in distances.items():
    print(
        f"{name:<28} {mean_and_error(values)[0]:5.2f} ± {mean_and_error(values)[1]:.2f}"
    )

# %% tags=["claim:08.4", "seeds-skip"]
weak = distances["lesson 03, R1 of weight 0.1"]
assert len(weak) == len(distances["lesson 03"]) == 5
assert weak.max() < distances["lesson 03"].min()
strong = long_runs["R1 of weight 10"]["frechet"]
assert np.all(strong[:, -1] > 1.5 * strong.min(axis=1))

# %% [markdown]
# A strong penalty is ahead for a minute; then it turns, and gets *worse*: the discriminator is kept too flat to see what is still wrong. A weak one, on top of all that lesson 03 has, is behind at first, since its steps cost more, and then passes: at the same seconds it is better on every seed. That is the best recipe we found for MNIST, and it costs one line:
#
# ```python
# gan.compile(..., penalty=r1_penalty, penalty_weight=0.1)
# ```
#
# We looked at few weights and only at this network; on your data try weights a factor of ten apart, and look at the curve, not at the first minute.
#
# ## The guide
#
# From symptom to remedy. The third column is what to *measure* before you believe it; the last is where you have seen it.
#
# | symptom | what confirms it | what helps | seen in |
# | --- | --- | --- | --- |
# | The generator's loss rises. | The Fréchet distance still falls. | Nothing: losses tell who is ahead. | 03, *Reading the losses* |
# | A critic's loss is negative. | Its estimate over its slope is a distance. | Nothing: it is minus a distance, scaled. | 06, *The same distance, asked of a critic* |
# | Samples look alike. | Covered modes, share of each class, reverse KL. | Packing, batch deviation; R1 or WGAN-GP. | 05, *All of them, on many seeds* |
# | Samples change from one kind to another. | Modes of several evaluations in a row. | As above; a larger rate for the discriminator. | 05, *A GAN that collapses* |
# | Only one kind with a critic. | Critic's estimate lags: try more steps of it. | Five steps, or a rate four times the generator's. | 08, *Two time scales* |
# | The generator does not start. | Gradient at logits of -10 of both losses. | The non-saturating loss. | 01, *Losses on logits* |
# | Losses swing and do not calm down. | Distance from the equilibrium, step by step. | R1, no momentum, a moving average. | 01, *The smallest GAN* |
# | Samples get better and worse by turns. | Fréchet distance of the average, and of the last step. | The moving average. | 08, *What an average is worth* |
# | Clipped critic learns little. | Share of weights at the bound; gradients layer by layer. | A penalty instead. | 06, *What the clip costs* |
# | Loss is not a number. | Gradient of the penalty where the critic is flat. | A small number under the root. | 07, *A gradient of a gradient* |
# | Penalized critic is off 1. | Mean norm between real and generated images. | Nothing if $1 + W_1 / 2\lambda$; else more steps. | 07, *How soft is it?* |
# | A penalty has no effect. | Gradient of one logit by *other* images. | No batch normalization in the critic. | 07, *No batch normalization in the critic* |
# | Loss or pictures explode. | Fréchet distance beyond an empty page. | Lower rates; a loss with a bounded pull; spectral normalization. | 08, *The matrix* |
# | Good at first, then worse. | Fréchet distance over time, several seeds. | A weaker penalty. | 08, *Better than lesson 03, in its own minutes* |
# | Splendid distance, familiar pictures. | Nearest training images, beside those of test images. | Not to publish it. | 04, *The copier* |
# | A change helps by a little. | Interval of the distance; several seeds. | More samples, more seeds, or no claim. | 04, *Which differences are real?* |
# | Training stopped. | Step in the folder of `Resume`. | Go on. | 03, *Stop, and go on* |
#
# ## Recap
#
# - **Spectral normalization** divides each kernel by its largest singular value, found by one round of power iteration a step. A convolution of norm 1 may still stretch images, up to 3 times with our strides, and Keras's layer overwrites the kernel.
# - The **hinge** has enough at a margin; **least squares** pulls back what is beyond; **label smoothing** puts the best logit at $\log 9$.
# - **R1** asks for a flat discriminator at real images. In the smallest GAN it comes to rest where the gradient penalty circles; in the plane it cured a collapsed GAN.
# - **Two time scales**: a critic four times as fast does in one step what took five.
# - In the **matrix** R1 won at equal steps with the minimax and hinge losses, the gradient penalty with the Wasserstein loss; spectral normalization was slow and diverged least. Weak R1 on top of lesson 03 beat lesson 03 at equal seconds.
#
# ## Further reading
#
# - Miyato et al., *Spectral Normalization for Generative Adversarial Networks*, 2018, arXiv:1802.05957.
# - Lim, Ye, *Geometric GAN*, 2017, arXiv:1705.02894: the hinge loss.
# - Mao et al., *Least Squares Generative Adversarial Networks*, 2017, arXiv:1611.04076.
# - Mescheder, Geiger, Nowozin, *Which Training Methods for GANs do actually Converge?*, 2018, arXiv:1801.04406.
# - Heusel et al., *GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium*, 2017, arXiv:1706.08500.
# - Yazici et al., *The Unusual Effectiveness of Averaging in GAN Training*, 2019, arXiv:1806.04498.
# - Karras et al., *Analyzing and Improving the Image Quality of StyleGAN*, 2020, arXiv:1912.04958: R1 and the batch's deviation together.
# - Lucic et al., *Are GANs Created Equal?*, 2018, arXiv:1711.10337: how little of such tables survives tuning.
