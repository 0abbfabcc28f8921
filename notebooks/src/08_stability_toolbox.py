# %% [markdown]
# # 08 Spectral normalization and the stability toolbox
#
# **You will read off a table of four losses and five things that people add to a discriminator what works and what does not, see lesson 03 beaten, and leave with a guide from symptoms to remedies, most of which you have seen at work.**
#
# - **You will do**: normalize a layer by its largest singular value; write the hinge loss, the least-squares loss and the R1 penalty; train two pairs of GANs in the plane, each of which differs in one thing; read a matrix of 240 trainings on MNIST, and repeat two of them.
# - **You will learn**: what spectral normalization bounds and what not, what a margin does, why R1 looks at real images only, what two learning rates and a moving average are worth.
# - **You need**: lessons 06 and 07; the smallest GAN of lesson 01, the digits of lesson 03, distances and their errors of lesson 04, the ring of lesson 05. No GPU.
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
from gan_course.training import GAN, dcgan_adam, plane_wgan, update_in_turn

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
# Clipping bounds every weight, and wastes most of what the network could do (lesson 06). A penalty asks for a slope at some points, and makes a step of the critic up to twice as expensive (lesson 07). Miyato et al. (2018) bound each *layer* as a whole.
#
# A dense layer without its activation is a matrix $W$. It stretches some directions more than others, and the most by its largest singular value $\sigma(W)$, the **spectral norm**. So $W / \sigma(W)$ lengthens no vector, and no difference of two inputs, whatever the bias. LeakyReLU lengthens no difference either. And if no layer does, the whole network does not: it is nowhere steeper than 1.
#
# How do we find $\sigma$ without a full decomposition? By going to and fro. Take a random vector $u$, apply $W^\top$, then $W$, and so on, with length 1 each time: all directions but the most stretched one die out, by the factor $(\sigma_2 / \sigma_1)^2$ a round or faster.


# %%
def unit(vector):
    return vector / np.linalg.norm(vector)


def power_iteration(matrix, u, rounds):
    for _ in range(rounds):
        v = unit(matrix.T @ u)
        u = unit(matrix @ v)
    return u @ matrix @ v  # sigma, once u and v have settled


W = rng.standard_normal((40, 60))
values = np.linalg.svd(W, compute_uv=False)
u = unit(rng.standard_normal(40))
print(f"numpy: {values[0]:.3f}, then {values[1]:.3f}")
for rounds in (1, 3, 10, 30, 300):
    print(f"{rounds:3} rounds: {power_iteration(W, u, rounds):.3f}")

# %% [markdown]
# It approaches from below, for no vector is stretched more than the most. One round is a poor estimate. But in training the weights change little from step to step: keep $u$, and **one round in each training pass** nearly keeps up, at almost no cost.
#
# ## Keras's layer
#
# `keras.layers.SpectralNormalization` wraps a layer with a kernel (its matrix of weights). The kernel of a convolution, of shape (height, width, in, out), is reshaped to a matrix with one column for each output channel. What is the largest singular value after 1, 10, 100 training calls?

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
# The first call divides by an estimate that is too small and makes the kernel too large; then it settles at 1. Now in a GAN, whose kernels are on the move: eighty steps on digits, with a discriminator that has the wrapper around all four of its layers. We look at the norms after the last step of the optimizer, and after one, three and thirty more training passes.

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
for _ in range(30):
    critic(real_images, training=True)
    passed.append([spectral_norm(layer.kernel) for layer in wrapped])
passed = np.array(passed)
print("after           the step  a pass  3 passes  30 passes")
for layer, before, norms in zip(wrapped, stepped, passed.T):
    print(f"{layer.layer.name:<16} {before:7.3f} {norms[0]:7.3f}", end="")
    print(f" {norms[2]:9.3f} {norms[-1]:10.3f}")

# %% tags=["claim:08.1"]
assert np.abs(passed[-1] - 1).max() < 0.1

# %% [markdown]
# What a training pass *uses* is the second column: near 1, and at lesson 03's high rates sometimes still well above, for one round cannot follow where a step of Adam has turned the most stretched direction. Two more rounds bring it nearer to 1 (the layer's `power_iterations=3` does three in every pass).
#
# ## What it does not bound
#
# Two things are said of this layer that are not so: that a convolution of norm 1 stretches nothing, and that the layer is the method of the paper. To the first. The reshaped kernel maps one *patch* of the image to one pixel, and patches overlap: with a 5x5 kernel every pixel is part of 25 of them. Write $p$ for the patches of an image $x$. The outputs are columns of Keras's $W$, so a patch becomes $W^\top p$ (turned over, a matrix keeps its singular values), and $\sum |W^\top p|^2 \le \sigma^2 \sum |p|^2 \le 25\,\sigma^2\,|x|^2$. So the convolution as a map of images can stretch by up to $\sqrt{25} = 5$ times the norm of the kernel. With strides of 2 a
# pixel is in at most 9 patches, and the factor at most 3. Can 5 really happen? Take the 5x5 kernel whose 25 weights are all 1/5, whose norm is 1, and an image of ones: what comes out, away from the border?


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
# 25 times 1/5: fives come out. The most stretched image that we found fades towards the border, where a little is lost. Our critic's two convolutions stretch 2.5 and 1.7 times, the dense layers not at all. So the wrapper does not promise a slope of 1 but, with these layers and once the norms have settled at 1, one of at most $3 \cdot 3 \cdot 1 \cdot 1 = 9$. On these 32 images the slope is far below the product of the four: the most stretched directions of one layer need not be those of the next, and LeakyReLU shortens some, too. But nothing keeps it below 1.

# %%
assert stretch > 4
assert stretch < 5.01
assert max(maps[:2]) > 1.2
assert max(maps[:2]) < 3 * 1.1
assert np.abs(np.array(maps[2:]) - 1).max() < 0.1
assert slopes.max() < np.prod(maps)

# %% [markdown]
# To the second. In the paper the weights $W$ stay as they are, $W/\sigma(W)$ is used, and the gradient knows that $\sigma$ depends on $W$, too. Keras's layer *overwrites* the kernel, and its gradient takes $\sigma$ as given: gradient descent with a rescaling before each pass. How could we see the difference? If only $W / \sigma(W)$ counts, the loss is $L(cW) = L(W)$ for every $c > 0$. Differentiate at $c = 1$: $\langle \nabla L, W \rangle = 0$ (the sum of the products of their entries). So the paper's gradient has nothing along $W$. We take the scalar product of both gradients with $W$.


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
kernel = tf.constant(before)
with tf.GradientTape() as tape:
    tape.watch(kernel)
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
# The minimax loss of lesson 01 never rests: a logit of 8 for a real image is better than one of 7. The **hinge loss** has enough at 1: real images are pushed above 1, generated ones below -1, and those beyond this **margin** count no longer (Lim and Ye, 2017). **Least squares** wants exactly 1 for real and 0 for generated images, and pulls back whatever lies beyond (Mao et al., 2017).


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
# The hinge's generator has no margin: with one it would stop learning from images that pass for real. Here is what each loss makes of the logit of one *real* image, and of one *generated* image for the generator. The dashed curve is the minimax loss with **label smoothing** (lessons 01 and 05): the label of real images is 0.9 instead of 1. Where will its minimum be?

# %%
logits = np.linspace(-4, 5, 500, dtype="float32")
nothing = np.full(
    1, -1e4, "float32"
)  # so low that a generated image costs nothing; for the other losses that is 0


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
    fake = nothing if name in ("minimax", "smoothed", "hinge") else 0 * nothing
    of_real = [float(d_loss(logit, fake)) for logit in logits]
    of_fake = [float(g_loss(logit)) for logit in logits] if g_loss else None
    curves[name] = of_real, of_fake

# %%
figure, panels = plt.subplots(1, 2, figsize=(9, 3.2), dpi=100, layout="constrained")
styles = ["-", "--", ":", "-.", "-"]
colors = ["tab:blue", "tab:blue", "black", "tab:orange", "tab:green"]
for (name, parts), style, color in zip(curves.items(), styles, colors):
    for axes, part in zip(panels, parts):
        if part:
            label = "non-saturating" if part is parts[1] and name == "minimax" else name
            axes.plot(logits, part, style, color=color, label=label)
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
# Left: the minimax curve goes on falling, and so does the Wasserstein line; the hinge is flat beyond 1, least squares climbs again, and smoothing has a lowest point where $D = 0.9$, at a logit of 2.2. So three of them say *enough*, and keep the discriminator from becoming ever surer. Right (where the minimax game's generator has its non-saturating loss): the hinge and the Wasserstein line are one and the same. Least squares grows with the square of how far off a logit is, so its pull has no bound.
#
# ## R1: flat at the real images
#
# Lesson 07's penalty asks for slope 1. But suppose the generator has arrived: then the best discriminator is *flat*, and slope 1 pushes samples away from where they should be. Mescheder et al. (2018) ask for a slope of 0, and only at real images:
#
# $$R_1 = \tfrac12\, \mathbb{E}_x\, |\nabla f(x)|^2 .$$
#
# Here $x$ are real images, $f$ is the logit, and the gradient is with respect to the image. No random point, no generated image, and no root (the package's `gradient_norms` takes one, and the square undoes it).


# %%
def r1_penalty(discriminator, real_images, fake_images=None, seed=None):
    return ops.mean(ops.square(gradient_norms(discriminator, real_images))) / 2


# %% [markdown]
# You have met R1 in lesson 01, in the smallest GAN; with the Wasserstein loss, and beside the gradient penalty, that game shows what the difference is. Real data are the point 0, the generator makes the point $\theta$, and the critic is the line $\psi x$, of slope $\psi$ (with the sign of lesson 01: the generator goes where the critic is *low*). R1 is $\psi^2 / 2$; with the weight $\gamma$ it pulls $\psi$ by $\gamma\psi$ towards 0. The gradient penalty is $(|\psi| - 1)^2$; with the weight $\lambda$ it pulls by $2 \lambda (|\psi| - 1)$ towards 1 or -1. Take one half for both weights. R1 came to rest there; will the gradient penalty, too?


# %%
def play(pull, h=0.1, steps=160):
    theta, psi = 1.0, 0.0
    path = [(theta, psi)]
    for _ in range(steps):
        theta, psi = theta - h * psi, psi + h * (theta - pull(psi))
        path.append((theta, psi))
    return np.array(path)


paths = {
    "no penalty": play(lambda psi: 0.0),
    "gradient penalty": play(lambda psi: (np.abs(psi) - 1) * np.sign(psi)),
    "R1": play(lambda psi: 0.5 * psi),
}
figure, panels = plt.subplots(1, 3, figsize=(9, 3), dpi=100, layout="constrained")
for axes, (name, path) in zip(panels, paths.items()):
    axes.plot(*path.T, "-", linewidth=0.8)
    axes.plot(0, 0, "k+")
    axes.plot(*path[0], "o", color="tab:orange")
    axes.set_title(name, fontsize=9)
    axes.set(xlim=(-2.4, 2.4), ylim=(-2.4, 2.4), aspect="equal")
    axes.set_xlabel("θ, generator")
panels[0].set_ylabel("ψ, slope of the critic")
plt.show()

# %%
radii = {name: np.linalg.norm(path, axis=1) for name, path in paths.items()}
for name, radius in radii.items():
    print(f"{name:<17} from the equilibrium: {radius[0]:.2f} at the start", end="")
    print(f", {radius[80]:.2f} after 80 steps, {radius[-1]:.2f} after 160")
assert radii["no penalty"][-1] > 2
assert radii["gradient penalty"][80:].min() > 1
assert radii["gradient penalty"][80:].max() < 2
assert radii["R1"][-1] < 0.05

# %% [markdown]
# Orange is the start, the cross the equilibrium. Both players move at once here, and without a penalty the path leads away for ever (in turn it stayed on a closed curve in lesson 01). The gradient penalty pushes a slope that is *below* 1 up, and so drives the players away from the equilibrium, here onto a closed curve around it. R1 comes home. Does that hold for players that move in turn, too, as a `GAN` with a penalty does?


# %% tags=["seeds-skip"]
def radii_in_turn(pull, h=0.1, steps=160):
    theta, psi = 1.0, 0.0
    for _ in range(steps):
        psi = psi + h * (theta - pull(psi))
        theta = theta - h * psi
        yield np.hypot(theta, psi)


gp_radii = list(radii_in_turn(lambda psi: (np.abs(psi) - 1) * np.sign(psi)))[80:]
r1_radii = list(radii_in_turn(lambda psi: 0.5 * psi))
print(f"gradient penalty, in turn: {min(gp_radii):.2f} to {max(gp_radii):.2f} away")
print(f"R1, in turn: {r1_radii[-1]:.2f} after 160 steps")
assert 1 < min(gp_radii) and max(gp_radii) < 2
assert r1_radii[-1] < 0.05

# %% [markdown]
# It does. A real GAN has more than two numbers, and the moving average takes the middle of a curve, so this proves little; but it is a reason to try R1.
#
# ## Two time scales
#
# Lesson 06 gave the critic five steps for each of the generator, because its answer should be nearly optimal *before* the generator uses it. So a step of the generator costs six updates instead of two. The **two time-scale update rule** (Heusel et al., 2017) gives each player one step and the critic a larger learning rate. Is that as good?
#
# Two pairs of GANs on the ring, with the networks of lesson 07, one step of the discriminator for one of the generator, and 1,600 of them. The two of a pair differ in one thing: the first pair in R1 (of weight 3, since 1 was slower when we tried), the second pair in the critic's rate. (All four move *in turn*, as in lesson 06, which a penalty brings along and plain minimax has to ask for: the generator answers the discriminator as it is after its step. Lesson 02 moved both *at once*. Lesson 01 called this alternating and simultaneous steps; what the order is worth is measured further down.) Which of the four will find all eight modes? As in lesson 05 a mode is *reached* if a quarter of its fair share of the samples are nearest to it, and *covered* if they are within $3\sigma$ of it as well; samples within $3\sigma$ of any mode are of *high quality*. And how well, compared with lesson 07's five steps, which covered all eight after 1,200, with 47 % of high quality?


# %%
def adam(rate):
    return keras.optimizers.Adam(rate, beta_1=0.5)


def recipe(loss, d_rate=1e-3, **options):
    d_loss, g_loss = pairs[loss]

    def make(gan):  # with new optimizers for each GAN
        optimizers = {"d_optimizer": adam(d_rate), "g_optimizer": adam(1e-3)}
        return optimizers | {"d_loss": d_loss, "g_loss": g_loss} | options

    return make


# %%
penalized = {"penalty": gradient_penalty, "penalty_weight": 1.0}
recipes = {
    "minimax": recipe("minimax", update=update_in_turn),
    "minimax, R1": recipe("minimax", penalty=r1_penalty, penalty_weight=3.0),
    "WGAN-GP, equal rates": recipe("wasserstein", **penalized),
    "WGAN-GP, faster critic": recipe("wasserstein", d_rate=4e-3, **penalized),
}

# %%
ring, ends = data.gaussian_ring(), {}
for name, options in recipes.items():
    gan, watch = plane_wgan(options, seed=SEED), WatchModes(ring, seed=SEED)
    gan.fit(ring.batches(256, SEED), 4, steps_per_epoch=400, callbacks=[watch])
    ends[name] = watch.found[-1], watch.averaged[-1], watch.now[-1]

# %%
figure, panels = plt.subplots(2, 4, figsize=(10, 5.2), dpi=100, layout="constrained")
for column, (name, (found, averaged, now)) in zip(panels.T, ends.items()):
    for axes, samples, color in zip(
        column, (now, averaged), ("tab:orange", "tab:blue")
    ):
        axes.plot(*ring.modes.T, "+", color="black", zorder=3)
        axes.plot(*samples.T, ".", color=color, markersize=2)
        axes.set(xlim=(-3.5, 3.5), ylim=(-3.5, 3.5), aspect="equal")
    column[0].set_title(f"{name}: reached {found['reached_now']}", fontsize=9)
    column[1].set_title(f"covered {found['covered']}", fontsize=9)
panels[0, 0].set_ylabel("the generator")
panels[1, 0].set_ylabel("its average")
plt.show()

# %%
print(f"{'':<24} reached now  covered by the average  high-quality")
for name, (found, _, _) in ends.items():
    print(f"{name:<24} {found['reached_now']:11} {found['covered']:23}", end="")
    print(f" {found['high_quality']:13.0%}")

# %% [markdown]
# The minimax GAN without a penalty collapses; **R1** on the same networks, the same rates and steps finds all eight. WGAN-GP with one step of the critic at equal rates collapses as well: perhaps because the critic lags behind, and the generator runs to where it was last told. With a critic **four times as fast** it finds all eight. Its average covers few of them yet, and 20 % of its samples are of high quality, where lesson 07's five to one covered all, with 47 %. But that took 7,200 updates, and this 3,200; after 2,400 lesson 07's had covered none. So it is not shown that the faster critic is worse for its cost; it has only done less. R1's average has 44 %: dots still joined by threads. (In the two that collapsed, the average is the middle of a circle.) When the course tested this claim on twenty seeds, the two that reached all eight did so on each of them, and the other two never reached more than four.

# %% tags=["claim:08.3"]
reached = {name: found["reached_now"] for name, (found, _, _) in ends.items()}
assert reached["minimax"] <= 5
assert reached["WGAN-GP, equal rates"] <= 4
assert reached["minimax, R1"] >= 7
assert reached["WGAN-GP, faster critic"] >= 7

# %% [markdown]
# ## The matrix
#
# The plane is small. What helps on digits? `make matrix`, a command of the course whose table is shipped, trained lesson 03's generator against a discriminator like lesson 03's (as it was then, with 5x5 kernels and a dense layer of 128) with every loss and every regularizer: four losses, five regularizers and none, five seeds, at two rates: 240 trainings. All else is lesson 03's: batches, optimizers, moving average, one step of the discriminator for one of the generator. Only that the two move in turn in every cell, where lesson 03 moves both at once; what that changes we look at below. *Batch deviation* is lesson 03's layer that compares the images of a batch; the other rows leave it out;
# *clipping* is to 0.05; both penalties have weight 10, as is usual; nothing was tuned for a cell, so a cell tells what you get if you switch something on, not what an expert would reach. Three questions:
#
# 1. Fréchet distance of the moving average after **equal steps**, 1,000 of each player;
# 2. after **equal seconds** of a core, as many as the quickest single run needs for its 1,000 (between two measurements the logarithm is interpolated);
# 3. the share of runs that **diverge** when both rates are twenty times higher, within 200 steps. A run has *diverged* if it ends above 0.95 times the distance of an empty page: it draws noise, or nothing.
#
# How far from the digits is an empty page?

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


# %% tags=["needs:08.2", "needs:08.4"]
def in_turn(kind):
    """Returns the table's name of a kind whose players move in turn."""
    return kind if kind in ("gradient penalty", "R1") else f"{kind} in turn"


# %% tags=["needs:08.2", "needs:08.4"]
def runs(training, loss, regularizer):
    chosen = (table["training"] == training) & (table["loss"] == loss)
    rows = table[chosen & (table["regularizer"] == regularizer)]
    return rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, evaluations


def at_seconds(rows, seconds):
    """Returns each run's distance at a time, its logarithm interpolated."""
    curves = [(row["seconds"], np.log(row["frechet"])) for row in rows]
    return np.exp([np.interp(seconds, *curve) for curve in curves])


# %% tags=["needs:08.2", "seeds-skip"]
budget = min(
    runs("short", loss, in_turn(kind))["seconds"][:, -1].min()
    for loss in LOSSES
    for kind in KINDS
)
shape = len(KINDS), len(LOSSES), 5
steps, seconds, raised = np.zeros(shape), np.zeros(shape), np.zeros(shape)
for row, kind in enumerate(KINDS):
    for column, loss in enumerate(LOSSES):
        short = runs("short", loss, in_turn(kind))
        steps[row, column] = short[:, -1]["frechet"]
        seconds[row, column] = at_seconds(short, budget)
        last = runs("raised", loss, in_turn(kind))[:, -1]
        raised[row, column] = last["frechet"]
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
    dark = values.min() + 0.62 * np.ptp(values)
    for place, text in np.ndenumerate(texts):
        color = "white" if values[place] > dark else "black"
        style = {"color": color, "fontsize": 8, "ha": "center", "va": "center"}
        axes.text(*place[::-1], text, **style)


size = {"figsize": (12, 3.8), "dpi": 100}
figure, panels = plt.subplots(1, 3, sharey=True, layout="constrained", **size)
titles = [
    f"Fréchet distance at {at}" for at in ("1,000 steps", f"{budget:.0f} s of a core")
]
for axes, values, title in zip(panels, (steps, seconds), titles):
    cells = values.reshape(-1, 5)
    digits = [1 if cell.mean() < 100 else 0 for cell in cells]
    found = [(*mean_and_error(cell), n) for cell, n in zip(cells, digits)]
    texts = [f"{mean:.{n}f} ± {error:.{n}f}" for mean, error, n in found]
    texts = np.reshape(texts, values.shape[:2])
    heat_map(axes, np.log(values.mean(axis=2)), texts, title)
shares = diverged.mean(axis=2)
heat_map(panels[2], shares, shares.round(1), "share diverged at 20 times the rates")
plt.show()

# %% tags=["needs:08.2", "seeds-skip"]
spent = [
    [runs("short", loss, in_turn(kind))["seconds"][:, -1].mean() for loss in LOSSES]
    for kind in KINDS
]
costs = np.mean(spent, axis=1)
# Of 1,000 steps: seconds are milliseconds a step.
print(f"{'':<23} milliseconds a step  diverged of {diverged[0].size}")
for kind, cost, share in zip(KINDS, costs, pooled):
    print(f"{kind:<23} {cost:19.0f} {share:14.0%}")

# %% tags=["seeds-skip"]
hinge = LOSSES.index("hinge")
calm_hinge = np.sort(raised[:, hinge][~diverged[:, hinge]])
print(f"of those not diverged, the best of all: {raised.min():.0f}")
print("with the hinge loss:", *calm_hinge.round().astype(int))

# %% [markdown]
# Dark is bad (each panel has its own scale, the first two a logarithmic one). Read it slowly; much of it is not what one reads elsewhere.
#
# - **With the minimax and hinge losses R1 is no better than no regularizer** at equal steps: 7.4 and 7.0 with it, 7.5 and 7.2 without; the batch deviation makes little difference either. Clipping is somewhat behind (with the hinge within two errors), the gradient penalty and spectral normalization far. **At equal seconds** R1 falls behind, for a step with a penalty takes a quarter longer.
# - **The gradient penalty suits one loss only.** At equal steps it is clearly the best for the Wasserstein loss (13; nothing has 18 and R1 19; at equal seconds its lead is within two errors), and makes minimax and hinge three times as far as with nothing. The Wasserstein loss without any bound estimates no distance, and is still better than with clipping (24) or spectral normalization (37) at this budget.
# - **Spectral normalization is far behind** after 1,000 steps at lesson 03's rates with the first three losses (30 to 37). Why, we have not measured.
# - **Least squares fails here**, unless weights are clipped or normalized. Perhaps because its pull has no bound, at rates that are ten times those of the DCGAN paper; we have not measured that either.
# - **In the third panel** read sums rather than cells: a cell is five runs, with a standard error of up to a quarter. The Wasserstein loss diverged least (20 % of its thirty runs; minimax 83 %, hinge 80 %, least squares all). Over all losses no regularizer protected from high rates: every kind diverged in 65 to 85 % of its runs (least squares, a quarter of them, always does). With the hinge loss penalties and spectral normalization diverged less often than the other three (9 of 15 runs against all 15), with the Wasserstein loss more often (6 of 15 against none). And *not diverged* does not mean good: with the hinge loss those six ended at 92 and more, and the best of all 120 at 54.
#
# ### At once, or in turn?
#
# Lesson 03 moves both players *at once*: its generator goes by the discriminator as it was before the step. *In turn* it goes by the discriminator after it. (For that it makes the same images a second time, and its batch normalization sees them twice; a step takes up to a fifth longer.) Two kinds are in the table in both ways. How much can such a trifle matter?

# %% tags=["needs:08.2", "seeds-skip"]
order = np.zeros((2, 2, len(LOSSES), 5))  # at once and in turn, kind, loss, seed
for way, kind, loss in np.ndindex(order.shape[:3]):
    name = in_turn(KINDS[kind]) if way else KINDS[kind]
    order[way, kind, loss] = runs("short", LOSSES[loss], name)[:, -1]["frechet"]
order_means = order.mean(axis=-1)
order_errors = order.std(axis=-1, ddof=1) / np.sqrt(5)

# %% tags=["seeds-skip"]
print(f"{'':<24}" + "".join(f"{loss:>17}" for loss in LOSSES))
for kind, way in np.ndindex(2, 2):
    print(f"{KINDS[kind]:<16}{('at once', 'in turn')[way]:<8}", end="")
    for mean, error in zip(order_means[way, kind], order_errors[way, kind]):
        print(f"{mean:9.1f} ± {error:5.1f}", end="")
    print()

# %% [markdown]
# Very much. With minimax, Wasserstein and hinge a GAN that moves in turn is nearer to the digits by 30 to 66 %, at the same steps. (In lesson 01 it was the same in the smallest GAN: at once the players spiral away, in turn they do not.) In our `GAN` a penalty brings that order along. Had we compared R1 in turn with nothing at once, as one easily does, R1 would have won by far (7.4 against 13.2), and the step in turn would have done it: the order, or the second look of its batch normalization, which these runs do not tell apart. Whenever a remedy wins, ask what *else* was switched with it. (Least squares fails in both ways.)

# %% tags=["claim:08.2", "seeds-skip"]
means, errors = steps.mean(axis=2), steps.std(axis=2, ddof=1) / np.sqrt(5)
lower, upper = means - errors, means + errors
r1, plain, gp = (KINDS.index(kind) for kind in ("R1", "none", "gradient penalty"))
spectral = KINDS.index("spectral normalization")
for column in (0, 1):
    level = np.hypot(errors[r1, column], errors[plain, column])
    assert abs(means[r1, column] - means[plain, column]) < 2 * level
    assert upper[[r1, plain], column].max() < lower[[gp, spectral], column].min()
others = [row for row in range(len(KINDS)) if row != gp]
assert upper[gp, 2] < lower[others, 2].min()
by_loss = dict(zip(LOSSES, diverged.mean(axis=(0, 2))))
assert by_loss["least squares"] > 0.9
wasserstein = by_loss.pop("wasserstein")
assert wasserstein < min(by_loss.values()) - 0.2
assert costs[r1] / costs[plain] > 1.1
assert costs[r1] / costs[plain] < 1.8
for loss in ("minimax", "hinge", "wasserstein"):
    column = LOSSES.index(loss)
    at_once = order_means[0, 0, column] - order_errors[0, 0, column]
    assert order_means[1, 0, column] + order_errors[1, 0, column] < at_once

# %% [markdown]
# Two of these cells, once more: hinge with R1 at lesson 03's rates for 500 steps, where the table has its first measurement; and least squares with nothing at twenty times the rates for 200, as in the third panel. On which side of an empty page's 158 will each of them be?

# %%
flat = {"penalty": r1_penalty, "penalty_weight": 10.0}
calm = digits_gan(open_discriminator(), *pairs["hinge"], **flat)
high = {"factor": 20.0, "update": update_in_turn}
wild = digits_gan(open_discriminator(), *pairs["least squares"], **high)
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
assert again[0][1] > first.min() - 3 * first.std(ddof=1)
assert again[0][1] < first.max() + 3 * first.std(ddof=1)
assert again[0][1] / again[1][1] < 0.2

# %% [markdown]
# The calm one has digits and a distance within the table's (hinge with R1); the wild one a checkered field, farther from the digits than an empty page, as the five of its cell are. How far depends on the first weights: those five ended at 713 to 836, and with six others we found 478 to 1,203.
#
# ## What an average is worth
#
# Every row of the table has two distances: that of the moving average of the generator, with lesson 03's decay of 0.998, and that of the generator as it is. How many times as large is the second, at 1,000 steps (geometric means over the seeds)?

# %% tags=["seeds-skip"]
print(f"{'':<23}" + "".join(f"{loss:>15}" for loss in LOSSES))
ratios = np.zeros((len(KINDS), len(LOSSES)))
for (row, column), _ in np.ndenumerate(ratios):
    last = runs("short", LOSSES[column], in_turn(KINDS[row]))[:, -1]
    ratios[row, column] = np.exp(np.log(last["frechet_now"] / last["frechet"]).mean())
for kind, line in zip(KINDS, ratios):
    print(f"{kind:<23}" + "".join(f"{ratio:15.2f}" for ratio in line))

# %% [markdown]
# With the minimax and hinge losses, spectral normalization aside, the generator's own distance is 1.2 to 2 times that of its average: a better generator for nothing (Yazici et al., 2019). With the Wasserstein loss it is at most 1.3 times, and with spectral normalization and the first three losses 1.03 to 1.17. Where least squares fails the average can be the worse of the two: it cancels circling, it does not repair.

# %% tags=["seeds-skip"]
fast = [row for row in range(len(KINDS)) if KINDS[row] != "spectral normalization"]
assert ratios[fast, :2].min() > 1.1
assert ratios[-1, :2].max() < ratios[fast, :2].min()

# %% [markdown]
# ## Better than lesson 03, in the same time
#
# Strong R1 was among the best at equal steps. What happens later? The same table has four longer trainings of five seeds each (thin lines; thick is their geometric mean): lesson 03's GAN, which moves both players at once; the same in turn; R1 of weight 10 in place of the batch deviation; and lesson 03's GAN, batch deviation and all, with R1 of weight **0.1**. The last two move in turn as well. (StyleGAN2, too, has R1 and the batch's layer together. The batch's layer makes a logit depend on the other images, and may disturb the penalty as lesson 07 warned. The table tells whether both together are good, not whether R1 of this weight would be better alone.)

# %% tags=["needs:08.4", "seeds-skip"]
recipes_long = {
    "lesson 03": ("minimax", "batch deviation"),
    "lesson 03, in turn": ("minimax", "batch deviation in turn"),
    "R1 of weight 10": ("minimax", "R1"),
    "lesson 03, R1 of weight 0.1": ("minimax", "batch deviation and weak R1"),
}
long_runs = {name: runs("long", *keys) for name, keys in recipes_long.items()}
last = min(rows["seconds"][:, -1].min() for rows in long_runs.values())
distances = {name: at_seconds(rows, last) for name, rows in long_runs.items()}

# %% tags=["seeds-skip"]
figure, axes = plt.subplots(figsize=(6, 3.5), dpi=100, layout="constrained")
colors = ["tab:blue", "tab:green", "black", "tab:orange"]
for (name, rows), color in zip(long_runs.items(), colors):
    for run in rows:
        axes.plot(run["seconds"], run["frechet"], color=color, lw=0.5)
    mean = np.exp(np.log(rows["frechet"]).mean(axis=0))
    axes.plot(rows["seconds"].mean(axis=0), mean, color=color, lw=2, label=name)
axes.axvline(last, color="gray", linestyle=":")  # where we compare
axes.set(xscale="log", yscale="log", xlabel="seconds of a core")
axes.set_xticks([10, 20, 50, 100, 200], [10, 20, 50, 100, 200])
axes.set_yticks([1, 2, 5, 10, 20, 50], [1, 2, 5, 10, 20, 50])
axes.minorticks_off()
axes.set_ylabel("Fréchet distance")
axes.legend()
plt.show()

# %% tags=["seeds-skip"]
print(f"Fréchet distance after {last:.0f} s of a core, mean of five seeds")
for name, values in distances.items():
    print(f"{name:<28} {values.mean():5.2f} ± {mean_and_error(values)[1]:.2f}", end="")
    print(f", from {values.min():.2f} to {values.max():.2f}")

# %% tags=["claim:08.4", "seeds-skip"]
weak = distances["lesson 03, R1 of weight 0.1"]
assert len(weak) == len(distances["lesson 03"]) == 5
assert weak.max() < distances["lesson 03"].min()
by_penalty = weak.mean() / distances["lesson 03, in turn"].mean()
by_order = distances["lesson 03, in turn"].mean() / distances["lesson 03"].mean()
assert by_order < 0.9
assert by_penalty < 0.95
strong = np.exp(np.log(long_runs["R1 of weight 10"]["frechet"]).mean(axis=0))
assert strong[-1] > 1.5 * strong.min()

# %% [markdown]
# Lesson 03 in turn and with weak R1 is the best recipe we found for MNIST, and costs one line, which switches the order as well (below). At the dotted line, where the quickest run ends:
#
# - **The order** alone makes lesson 03 better by a quarter on average. (Lesson 03's own rows are of a day on which the machine was some 12 % slower. On an equal one we would compare a little earlier, where the three recipes stand in the same order.)
# - **Weak R1** on top is the best by another fifth on average, though its worst seed only equals the best one without it. Its steps take a quarter to a third longer, so that for two minutes it is behind the same GAN without it; it goes on falling for about three.
# - **Strong R1** turns after about a minute and gets *worse*. (Two things set it apart, the weight and the missing layer; which of them does it, these runs do not tell.)
#
# ```python
# gan.compile(..., penalty=r1_penalty, penalty_weight=0.1)
# ```
#
# We looked at few weights and only at this network; on your data try weights a factor of ten apart, and look at the curve, not at its beginning.
#
# ## The guide
#
# From symptom to remedy. The second column is what to *measure* before you believe it; the last is where the symptom, or its remedy, was seen.
#
# | symptom | what confirms it | what helps | seen in |
# | --- | --- | --- | --- |
# | The generator's loss rises. | The Fréchet distance still falls. | Nothing: losses tell who is ahead. | 03, *Reading the losses* |
# | A critic's loss is negative. | Is minus the loss, over the steepest slope, at most the distance? | Nothing: minus the loss estimates a distance, times a slope. | 06, *The same distance, asked of a critic* |
# | The generator does not start. | Gradient of both generator losses at a logit that is surely "generated". | The non-saturating loss. | 01, *Losses on logits* |
# | Samples look alike. | Covered modes, share of each class, reverse KL. | Packing, minibatch discrimination; R1 (08). | 05, *All of them, on many seeds* |
# | Samples change from one kind to another. | Modes of several evaluations in a row. | As above. | 05, *A GAN that collapses* |
# | A Wasserstein GAN shows one mode only. | Do all modes come with five steps of the critic? | Five steps, or a rate four times the generator's. | 08, *Two time scales* |
# | Players chase each other in circles. | Modes or pictures of several evaluations in a row. | Moving in turn; R1. | 08, *R1: flat at the real images* |
# | A GAN learns slowly. | The same run at once and in turn, on several seeds. | Moving in turn, `update=update_in_turn`. | 08, *At once, or in turn?* |
# | Samples get better and worse by turns. | Fréchet distance of the average, and of the last step. | The moving average. | 08, *What an average is worth* |
# | A clipped critic learns little. | Share of weights at the bound; gradients layer by layer. | A penalty instead (07). | 06, *What the clip costs* |
# | A loss is `nan`. | Gradient of the penalty where the critic is flat; else see "explode". | A small number under the root. | 07, *A gradient of a gradient* |
# | A penalized critic's slope is not 1. | Mean norm between real and generated images, against $1 + W_1 / (2\lambda)$. | Nothing if they agree; else more steps of the critic. | 07, *How soft is it?* |
# | A penalty does something else than it should. | Gradient of one logit by *other* images. | No batch normalization in the critic. | 07, *No batch normalization in the critic* |
# | Losses or pictures explode. | Fréchet distance beyond an empty page. | Lower rates first; not least squares; the Wasserstein loss diverged least. | 08, *The matrix* |
# | Good at first, then worse. | Fréchet distance over time, several seeds. | The recipe of that section (which part of it helps, we have not measured). | 08, *Better than lesson 03, in the same time* |
# | Splendid distance, familiar pictures. | Nearest training images, beside those of test images. | Do not report the distance; more data, if there are any. | 04, *The copier* |
# | A change helps by a little. | Interval of the distance; several seeds. | More samples, more seeds, or no claim. | 04, *Which differences are real?* |
# | Training was interrupted. | The step in `Resume`'s folder. | Call it again: it goes on from there. | 03, *Stop, and go on* |
#
# You may miss spectral normalization, the hinge loss and label smoothing. Nothing that these lessons measured speaks for them, but that least squares needs one of the bounds on weights (35 normalized, 307 with nothing).
#
# ## Recap
#
# - **Spectral normalization** divides each kernel by its largest singular value, found by one round of power iteration in each training pass. A convolution of norm 1 may still stretch images, up to 3 times with our strides, and Keras's layer overwrites the kernel.
# - The **hinge** has enough at a margin; **least squares** pulls back whatever lies beyond; **label smoothing** puts the best logit of a real image at $\log 9$.
# - **R1** asks for a flat discriminator at real images. In the smallest GAN it comes home where the gradient penalty circles; in the plane a GAN found all eight modes with it, and one without.
# - **Two time scales**: with a critic four times as fast, one step did not collapse. It was less precise than lesson 07's five steps, after less than half their updates.
# - In the **matrix** the gradient penalty won with the Wasserstein loss, at equal steps; with the minimax and hinge losses R1 was no better than no regularizer. What is easily overlooked, and with all losses but least squares was worth more than any of them: moving **in turn** and not at once. In turn and with weak R1, lesson 03 beat itself at equal seconds.
#
# ## Exercises
#
# [Sheet 08](exercises/08_stability_toolbox.ipynb): four that check themselves, and one to investigate.
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
