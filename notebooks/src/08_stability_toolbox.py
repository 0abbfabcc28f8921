# %% [markdown]
# # 08 Spectral normalization and the stability toolbox
#
# **You will learn from a table of losses and regularizers what works, see what beats lesson 03, and leave with a guide from symptoms to remedies.**
#
# - **You will do**: normalize a layer; write two losses and R1; train two pairs of GANs in the plane; read a matrix of trainings on MNIST.
# - **You will learn**: what spectral normalization bounds, what a margin does, why R1 asks for slope 0 at real images, what two learning rates, the order of moves and an average are worth.
# - **You need**: lessons 06 and 07; lesson 01's smallest GAN, lesson 03's digits, lesson 04's distances, lesson 05's ring. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

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

import inspect

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops
from keras.layers import SpectralNormalization

# %%
SEED = 0  # of everything random
rng = np.random.default_rng(SEED)

# %% [markdown]
# ## Start here
#
# Of the four recipes, all with the minimax loss, that *Better than lesson 03, after some minutes* compares, this one came out best:
#
# - **Loss**: minimax, non-saturating for the generator (`GAN`'s default).
# - **Regularizer**: R1 of weight 0.1, beside lesson 03's batch deviation (the layer that compares the images of a batch).
# - **Rate**: 0.002 for both, Adam without momentum (`dcgan_adam`).
# - **Order**: in turn, the discriminator first. A penalty switches that on.
# - **Average**: draw samples from the generator's moving average (`gan.predict` does).
#
# ```python
# from gan_course import data
# from gan_course.losses import r1_penalty
# from gan_course.models import dcgan_discriminator, dcgan_generator
# from gan_course.training import GAN, dcgan_adam
#
# images, _ = data.load_mnist("train")
# gan = GAN(dcgan_generator(), dcgan_discriminator(), latent_dim=64)
# gan.compile(dcgan_adam(), dcgan_adam(), penalty=r1_penalty, penalty_weight=0.1)
# gan.fit(data.image_batches(images, 32, seed=0), steps_per_epoch=8000)
# ```
#
# These 8,000 steps take nearly seven minutes of core time (the working time of all cores added up, which plots call *seconds of a core*). They end at a Fréchet distance of 1.0 on average. Lesson 03's GAN takes less than five minutes for as many and ends at 1.8. If you have less than three minutes, lesson 03's recipe is as good.
#
# ## Three ways to keep a critic from being steep
#
# Clipping every weight gives up most of what the network could represent (lesson 06), and a penalty makes a critic's step up to twice as expensive (lesson 07). Miyato et al. (2018) bound each *layer* as a whole: **spectral normalization** divides a layer's matrix by the most that it can stretch a vector.
#
# A dense layer without its activation is a matrix $W$ and a bias. The matrix stretches no vector by more than its largest singular value $\sigma(W)$, the **spectral norm**. So a layer with $W / \sigma(W)$ lengthens no difference of two inputs, whatever the bias. Nor does LeakyReLU. If no layer does, the whole network is nowhere steeper than 1.
#
# We find $\sigma$ by **power iteration**: take a random vector $u$, apply $W^\top$, then $W$, and so on, and scale to length 1 each time. All directions but the most stretched one die out, by the factor $(\sigma_2 / \sigma_1)^2$ a round or faster.


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
# The estimate approaches $\sigma$ from below, and after one round it is poor. But in training the weights change little from step to step: if we keep $u$, **one round in each training pass** nearly keeps up, at almost no cost.
#
# ## Keras's layer
#
# `keras.layers.SpectralNormalization` wraps a layer with a kernel (its matrix of weights). A convolution's kernel is reshaped to a matrix with one column for each output channel. Each training call does one round and overwrites the kernel with the quotient. What will its largest singular value be after 1, 10 and 100 of them?

# %%
keras.utils.set_random_seed(SEED)
normalized = SpectralNormalization(layers.Conv2D(64, 5, strides=2, padding="same"))
features = tf.random.normal((4, 14, 14, 32))
normalized(features)  # not a training call: it only builds


def singular_values(kernel):
    matrix = np.reshape(kernel, (-1, kernel.shape[-1]))
    return np.linalg.svd(matrix, compute_uv=False)


def spectral_norm(kernel):
    return singular_values(kernel)[0]


for call in range(101):
    if call in (0, 1, 10, 100):
        print(f"after {call:3} calls: {spectral_norm(normalized.kernel):.4f}")
    normalized(features, training=True)

# %% [markdown]
# <details><summary>Answer</summary>
#
# The first call divides by too small an estimate and makes the kernel too large. Then the norm settles at 1.
#
# </details>
#
# In a GAN the kernels keep changing. `open_discriminator` is lesson 03's discriminator with slots to fill: `wrap` goes around each layer with weights, and `last` takes the batch deviation, which is left out otherwise.

# %%
print(inspect.getsource(open_discriminator).split('"""')[-1])

# %% [markdown]
# We wrap all four layers, take eighty steps on digits, and then make thirty more training passes.

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


# %%
critic = open_discriminator(wrap=SpectralNormalization)
wrapped = [layer for layer in critic.layers if hasattr(layer, "kernel")]
at_start = [layer.kernel.numpy() for layer in wrapped]
gan = digits_gan(critic, wasserstein_discriminator_loss, wasserstein_generator_loss)
batches = data.image_batches(images, 32, seed=SEED)
gan.fit(batches, steps_per_epoch=80)
kernels = [layer.kernel.numpy() for layer in wrapped]
stepped = [spectral_norm(kernel) for kernel in kernels]
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
# A training pass normalizes first, so what it *uses* is the second column. A step of Adam at lesson 03's high rate can take a norm well above 1 (first column), and here one round brings all of them back to nearly 1.
#
# What does the wrapper do to the other singular values of the layer with the largest norm?

# %%
largest = int(np.argmax(stepped))
shown = {
    "at the start": at_start[largest],
    "after 80 steps": kernels[largest],
    "and 30 passes": wrapped[largest].kernel,
}
figure, axes = plt.subplots(figsize=(6, 3), dpi=100, layout="constrained")
for name, kernel in shown.items():
    found = singular_values(kernel)
    axes.semilogy(np.arange(1, len(found) + 1), found, ".", markersize=4, label=name)
    print(f"{name:<15} {np.sum(found > found[0] / 10):3} of {len(found)}", end=" ")
    print("are above a tenth of the largest")
axes.axhline(1, color="gray", linestyle=":")
axes.set(xlabel="number, from the largest down", ylabel="singular value")
axes.set_title(f"layer {wrapped[largest].layer.name}")
axes.legend()
plt.show()

# %% [markdown]
# Each pass divides all of them by the same number, so it does not make a layer stretch evenly. At the start this one stretched its 64 directions about equally, and after the training it stretches a few much more than the rest. (We did not measure whether that would happen without the wrapper.)
#
# ## What it does not bound
#
# It is often said that a convolution whose reshaped kernel has norm 1 stretches nothing, and that Keras's layer is the paper's method. Neither is true. (The paper reshapes kernels in the same way. Keras differs in the gradient.)
#
# The reshaped kernel maps one *patch* of the image to one pixel, and patches overlap: with a $k \times k$ kernel and a stride of 1, a pixel is part of up to $k^2$ of them. Write $p$ for the patches of an image $x$. In Keras's $W$ each output channel has one column, so $p$ becomes $W^\top p$, and
#
# $$\sum |W^\top p|^2 \;\le\; \sigma^2 \sum |p|^2 \;\le\; k^2 \sigma^2\, |x|^2 .$$
#
# So the convolution can stretch images by up to $k$ times the kernel's norm. With strides of 2 a pixel is in at most $\lceil k/2 \rceil^2$ patches, and the factor is at most $\lceil k/2 \rceil$: 3 for a 5x5 kernel, 2 for 3x3.
#
# Power iteration on images can measure that. Without its bias a layer is a matrix $A$, and the gradient of $|Ax|^2 / 2$ is $A^\top A\,x$, so one gradient is a whole round.


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
        x = tape.gradient(half, x)  # A'Ax
    return float(ops.sqrt(2 * half))


# %% [markdown]
# Can the factor $k$ really happen? Take the 5x5 kernel whose 25 weights are all 1/5. Its norm is 1. What comes out of an image of ones, away from the border?

# %%
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
# <details><summary>Answer</summary>
#
# Fives come out, 25 times 1/5. The measured stretch is a little below 5, because some is lost at the border.
#
# </details>
#
# Our critic's convolutions stretch by more than 1, and its dense layers do not. So even with settled norms the wrapper does not promise a slope of at most 1. With these two convolutions (5x5 and 3x3 with strides of 2) it promises at most $3 \cdot 2 = 6$. On these 32 images the slope is far below the product of the four: one layer's most stretched directions need not be the next one's, and LeakyReLU shrinks whatever is negative. But the steepest slope is above 1.

# %%
assert stretch > 4
assert stretch < 5.01
assert max(maps[:2]) > 1.2
assert max(maps[:2]) < 3 * 1.1
assert np.abs(np.array(maps[2:]) - 1).max() < 0.1
assert slopes.max() < np.prod(maps)

# %% [markdown]
# Now the method. In the paper $W$ stays as it is, $W/\sigma(W)$ is used, and the gradient takes into account that $\sigma$ depends on $W$. Keras's layer *overwrites* the kernel, and its gradient takes $\sigma$ as given. If the loss depends on $W / \sigma(W)$ only, then $L(cW) = L(W)$ for every $c > 0$. Differentiating with respect to $c$ at $c = 1$ gives $\langle \nabla L, W \rangle = 0$. So the paper's gradient has no part along $W$.


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
# We have not measured which learns better; all results below are for Keras's layer.
#
# ## Two more losses
#
# The minimax loss is never satisfied: a logit of 8 for a real image is better than one of 7. The **hinge loss** pushes the logits of real images above 1 and those of generated ones below -1, and beyond this **margin** an image no longer counts (Lim and Ye, 2017). **Least squares** wants exactly 1 for real and 0 for generated images, and pulls back whatever lies beyond (Mao et al., 2017).


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
# The hinge's generator has no margin, because with one it would stop learning from images that pass for real.
#
# The dashed curve in the plot is the minimax loss with **label smoothing** (lessons 01 and 05): the label of real images is 0.9 instead of 1. Where is its minimum?

# %%
logits = np.linspace(-4, 5, 500, dtype="float32")
# The discriminator's losses want a generated image, too. It gets a logit that costs
# nothing: 0 for two of them, and one far below 0 for the others.
free = {"wasserstein": 0.0, "least squares": 0.0}


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
    fake = np.full(1, free.get(name, -1e4), "float32")
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
# <details><summary>Answer</summary>
#
# It is where $D = 0.9$, at a logit of $\log 9 = 2.20$.
#
# </details>
#
# On the left, the minimax curve and the Wasserstein line fall for ever. Beyond its margin the hinge is flat, and smoothing and least squares pull the logit back. (Smoothing leaves the minimax loss for *generated* images, not shown, as it is: it falls for ever towards low logits.) The pull of least squares has no bound.
#
# ## R1: flat at the real images
#
# Lesson 07's penalty asks for slope 1. But once the generator has arrived, no discriminator beats a *flat* one, and slope 1 pushes samples away. Mescheder et al. (2018) ask for a slope of 0, and only at real images. Elsewhere the discriminator may be steep, and pull samples towards the real images. The penalty is
#
# $$R_1 = \tfrac12\, \mathbb{E}_x\, |\nabla f(x)|^2 .$$
#
# Here $x$ are real images and $f$ is the logit. R1 needs no random point and no generated image. (Its formula needs no root, either. Our function takes one and squares it again.)


# %%
def r1_penalty(discriminator, real_images, fake_images=None, seed=None):
    return ops.mean(ops.square(gradient_norms(discriminator, real_images))) / 2


# %% [markdown]
# Lesson 01's smallest GAN, now with the Wasserstein loss, shows how R1 differs from the gradient penalty. Real data are the point 0, the generator makes the point $\theta$, and the critic is the line $\psi x$, of slope $\psi$. (As in lesson 01, the generator goes where the critic is *low*.) R1 is $\psi^2 / 2$; with the weight $\gamma$ it pulls $\psi$ by $\gamma|\psi|$ towards 0. The gradient penalty is $(|\psi| - 1)^2$; with the weight $\lambda$ it pulls by $2 \lambda\, \bigl||\psi| - 1\bigr|$ towards 1 or -1, whichever is nearer. We take one half for both weights. In lesson 01 R1 brought the players to rest. Will the gradient penalty?


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
    axes.set_title(name, fontsize=10)
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
# <details><summary>Answer</summary>
#
# No. The gradient penalty makes a slope steeper as long as it is flatter than 1, and so drives the players away from the equilibrium, here onto a closed curve around it. R1 converges.
#
# </details>
#
# Orange is the start, the cross the equilibrium. Both players move at once, and without a penalty they spiral outwards. In turn (lesson 01) they stayed on a closed curve. What will the two penalties do then?


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
# <details><summary>Answer</summary>
#
# The same: with the gradient penalty they circle, and R1 converges.
#
# </details>
#
# So of all these only R1 ends the circling. For a real GAN this proves little, but it is a reason to try R1.
#
# ## Two time scales
#
# Lesson 06 gave the critic five steps for each one of the generator, so that its answer is nearly optimal *before* the generator uses it. A step of the generator then costs six updates instead of two. The **two time-scale update rule** (Heusel et al., 2017) gives each player its own learning rate. Here the critic gets the larger rate, and takes one step for each step of the generator. Is one step enough then?
#
# We train two pairs of GANs on the ring, with lesson 07's networks, for 1,600 steps of each player. Adam's rate is 0.001, and 0.004 for the faster critic. The first pair differs only in R1 (of weight 3), the second only in the critic's rate. All four move *in turn* and not *at once*, which lesson 01 called alternating and simultaneous.
#
# As in lesson 05 a mode is *reached* if enough samples are nearest to it, and *covered* if enough of them are also of *high quality*, that is, within three of its standard deviations. Which of the four will reach all eight modes?


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
figure, panels = plt.subplots(2, 4, figsize=(10, 5.4), dpi=100, layout="constrained")
for column, (name, (found, averaged, now)) in zip(panels.T, ends.items()):
    for axes, samples, color in zip(
        column, (now, averaged), ("tab:orange", "tab:blue")
    ):
        axes.plot(*ring.modes.T, "+", color="black", zorder=3)
        axes.plot(*samples.T, ".", color=color, markersize=2)
        axes.set(xlim=(-3.5, 3.5), ylim=(-3.5, 3.5), aspect="equal")
    column[0].set_title(f"{name}:\nreached {found['reached_now']}", fontsize=10)
    column[1].set_title(f"covered {found['covered']}", fontsize=10)
panels[0, 0].set_ylabel("the generator")
panels[1, 0].set_ylabel("its average")
plt.show()

# %%
print(f"{'':<24} reached now  covered by the average  high-quality")
for name, (found, _, _) in ends.items():
    print(f"{name:<24} {found['reached_now']:11} {found['covered']:23}", end="")
    print(f" {found['high_quality']:13.0%}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The minimax GAN collapses; with **R1** it reaches all eight. WGAN-GP with one step of the critic at equal rates collapses as well. With a critic **four times as fast** it reaches all eight, but its average *covers*, which is stricter, only two of them so far: 20 % of the average's samples are of high quality, against 44 % with R1.
#
# </details>
#
# So one step can be enough to avoid the collapse. (We did not train both players at 0.004, so the higher rate alone may do it. Nor does this show whether five steps are better: lesson 07's GAN, with five, covered all eight after 1,200 steps of the generator, with nearly half of its samples of high quality. But that took 7,200 updates, and the GAN with the faster critic took 3,200.) On twenty seeds the two that reached all eight did so every time, and the other two never reached more than four.
#
# Whether a minimax GAN collapses depends on its settings (lesson 06, *On many seeds*). With the discriminator at half the generator's rate, as in lesson 05, some runs recovered.

# %% tags=["claim:08.3"]
reached = {name: found["reached_now"] for name, (found, _, _) in ends.items()}
assert reached["minimax"] <= 5
assert reached["WGAN-GP, equal rates"] <= 4
assert reached["minimax, R1"] >= 7
assert reached["WGAN-GP, faster critic"] >= 7

# %% [markdown]
# ## The matrix
#
# On digits, `make matrix` trained lesson 03's GAN with four losses, each with one of five regularizers or none, on four seeds. All cells move in turn, with one step of the critic for each of the generator's, at the same rate, even with the Wasserstein loss. All else is lesson 03's. The *batch deviation* is in its own row only, *clipping* is to 0.05, and both penalties have weight 10.
#
# Every cell was trained at two rates: lesson 03's 0.002, which was chosen for the minimax loss with the batch deviation, and a tenth of it. We show the better one, by the mean after 1,000 steps. So a cell does not tell what an expert would reach. (± is the standard error of a mean of four runs.) We ask three questions:
#
# 1. What is the moving average's Fréchet distance after **equal steps**, 1,000 of each player?
# 2. What is it after **equal seconds** of a core? We take the time in which the quickest run, here and in *At once, or in turn?*, ends its 1,000 steps, and interpolate the others.
# 3. How many of four runs **diverge** within 200 steps at rates twenty times lesson 03's? We count a run as *diverged* if it ends above 0.95 times the distance of an empty page. Such a run usually draws noise, a pattern, or nothing. (A run that has merely not begun to learn would count, too.)
#
# We measure how far an empty page is from the digits.

# %%
test_images, _ = data.load_mnist("test")
real_features, _ = metrics.classify(data.scale(test_images))


def frechet(pictures):
    return metrics.frechet_distance(real_features, metrics.classify(pictures)[0])


empty = frechet(np.full((2500, 28, 28, 1), -1, "float32"))
print(f"an empty page: Fréchet distance {empty:.1f}")

# %% tags=["needs:08.2", "needs:08.4"]
table = data.load_table("matrix")
LOSSES = ["minimax", "hinge", "wasserstein", "least squares"]
KINDS = ["none", "batch deviation", "clipping", "gradient penalty", "R1"]
KINDS.append("spectral normalization")
SEEDS = len(np.unique(table["seed"]))


# %% tags=["needs:08.2", "needs:08.4"]
def in_turn(kind):
    """Returns the table's name of a kind whose players move in turn."""
    return kind if kind in ("gradient penalty", "R1") else f"{kind} in turn"


# %% tags=["needs:08.2", "needs:08.4"]
def runs(training, loss, regularizer):
    chosen = (table["training"] == training) & (table["loss"] == loss)
    rows = table[chosen & (table["regularizer"] == regularizer)]
    seeds = len(np.unique(rows["seed"]))
    return rows.reshape(seeds, len(rows) // max(seeds, 1))  # seeds, evaluations


# %% tags=["needs:08.2", "needs:08.4"]
def at_seconds(rows, seconds):
    """Returns each run's distance at a time, its logarithm interpolated."""
    curves = [(row["seconds"], np.log(row["frechet"])) for row in rows]
    return np.exp([np.interp(seconds, *curve) for curve in curves])


# %% tags=["needs:08.2"]
TRAININGS = ["short", "short at a tenth"]  # at the rates 0.002 and 0.0002


def at_rates(loss, kind):
    """Returns a cell's mean distance after 1,000 steps, at each of the rates."""
    found = [runs(name, loss, in_turn(kind))[:, -1]["frechet"] for name in TRAININGS]
    return [x.mean() if np.isfinite(x).all() else np.inf for x in found]


# %% tags=["needs:08.2", "seeds-skip"]
means_at = np.array([[at_rates(loss, kind) for loss in LOSSES] for kind in KINDS])
better = means_at.argmin(axis=2)  # 0 is lesson 03's rate
cells = [
    [
        runs(TRAININGS[better[row, column]], loss, in_turn(kind))
        for column, loss in enumerate(LOSSES)
    ]
    for row, kind in enumerate(KINDS)
]
every = [rows for line in cells for rows in line]
every += [runs("short", loss, kind) for loss in LOSSES for kind in KINDS[:2]]
budget = min(rows["seconds"][:, -1].min() for rows in every)
shape = len(KINDS), len(LOSSES), SEEDS
steps, seconds, raised = np.zeros(shape), np.zeros(shape), np.zeros(shape)
for row, column in np.ndindex(shape[:2]):
    rows = cells[row][column]
    steps[row, column] = rows[:, -1]["frechet"]
    seconds[row, column] = at_seconds(rows, budget)
    last = runs("raised", LOSSES[column], in_turn(KINDS[row]))[:, -1]
    raised[row, column] = last["frechet"]
diverged = ~(raised < 0.95 * empty)  # what is not finite has diverged, too


# %% tags=["needs:08.4", "seeds-skip"]
def mean_and_error(values):
    return values.mean(), values.std(ddof=1) / np.sqrt(len(values))


def shades(values):
    """Scales the logarithms to [0, 1], those of least squares by themselves."""
    logs = np.log(values)
    parts = logs[:, :3], logs[:, 3:]
    return np.hstack([(part - part.min()) / np.ptp(part) for part in parts])


def heat_map(axes, dark, texts, title):
    axes.imshow(dark, aspect="auto", cmap="cividis_r", vmin=0, vmax=1)
    axes.axvline(2.5, color="white", linewidth=4)
    axes.set_title(title, fontsize=11)
    names = [loss.replace(" ", "\n") for loss in LOSSES]
    axes.set_xticks(range(len(LOSSES)), names, fontsize=9)
    axes.set_yticks(range(len(KINDS)), KINDS)
    for place, text in np.ndenumerate(texts):
        color = "white" if dark[place] > 0.45 else "black"
        style = {"color": color, "fontsize": 9, "ha": "center", "va": "center"}
        axes.text(*place[::-1], text, **style)


# %% tags=["seeds-skip"]
size = {"figsize": (12, 3.8), "dpi": 100}
figure, panels = plt.subplots(1, 3, sharey=True, layout="constrained", **size)
times = "1,000 steps", f"{budget:.0f} s of a core"
for axes, values, time in zip(panels, (steps, seconds), times):
    texts = np.full(shape[:2], "", object)
    for place in np.ndindex(shape[:2]):
        mean, error = mean_and_error(values[place])
        digits = int(mean < 100)
        texts[place] = f"{mean:.{digits}f} ± {error:.{digits}f}"
        texts[place] += "\nat 0.0002" * better[place]
    heat_map(axes, shades(values.mean(axis=2)), texts, f"Fréchet distance, {time}")
counts = diverged.sum(axis=2)
texts = np.array([[f"{n} of {SEEDS}" for n in line] for line in counts])
heat_map(panels[2], counts / SEEDS, texts, "diverged at 20 times the rates")
plt.show()

# %% tags=["needs:08.2", "seeds-skip"]
spent = [
    [np.mean(1000 * rows["seconds"][:, -1] / rows["step"][:, -1]) for rows in line]
    for line in cells
]
costs = np.mean(spent, axis=1)
print(f"{'':<23} milliseconds a step  diverged of {diverged[0].size}")
for kind, cost, kind_diverged in zip(KINDS, costs, diverged):
    print(f"{kind:<23} {cost:19.0f} {kind_diverged.sum():12}")

# %% tags=["seeds-skip"]
for loss, number in zip(LOSSES, diverged.sum(axis=(0, 2))):
    print(f"{loss:<14} diverged {number:2} of {diverged[:, 0].size}")

# %% tags=["needs:08.2", "seeds-skip"]
for title, values in {
    "after 1,000 steps": means_at.min(axis=2),
    "0.0002 against 0.002": means_at[..., 1] / means_at[..., 0],
}.items():
    print(f"{title:<23}" + "".join(f"{loss:>15}" for loss in LOSSES))
    for kind, line in zip(KINDS, values):
        print(f"{kind:<23}" + "".join(f"{value:15.3g}" for value in line))

# %% [markdown]
# Dark is bad. Each of the first two panels has logarithmic scales of its own, and least squares has another, so compare no colours between panels. (An error as large as its mean says that one run of the four is far from the others.) Cells that name no rate were better at 0.002.
#
# - **The lower rate, the DCGAN paper's, is worse nearly everywhere**: with the first three losses the distance after 1,000 steps is 1.8 to 6.4 times as large. With least squares the lower rate has the lower mean for two regularizers, but clearly so only with the gradient penalty. (After many more steps that may be different.)
# - **With the minimax and hinge losses, R1 is no better than no regularizer** at equal steps: 8.8 and 8.2 with it, 8.3 and 6.9 without. The batch deviation makes little difference either. Clipping has a larger mean (10.9 and 12.5). **At equal seconds** R1 falls behind, because a step with a penalty takes about a quarter longer.
# - **The gradient penalty, at this weight, suits one loss only.** It has the lowest mean with the Wasserstein loss (15.2 at equal steps; next are 17.9 with the batch deviation, 18.2 with R1 and 18.6 without a regularizer), but with minimax and hinge it more than doubles the distance. Without any bound the Wasserstein loss no longer estimates the Wasserstein distance, and yet its Fréchet distance is lower than with clipping (23.5) or spectral normalization (33.3).
# - **Keras's spectral normalization is far behind** with the first three losses (24.2 to 33.3).
# - **Least squares is far behind minimax and hinge**, except with clipping (16.5) and spectral normalization (25.7). Perhaps its unbounded pull is to blame.
# - **In the third panel** look at columns and rows, because four runs a cell are few. The Wasserstein loss diverged least, in 3 of its 24 runs. No regularizer clearly protected against high rates: with each, 7 to 11 of the 16 runs diverged, and 11 without one. (With least squares nearly all diverge anyway.)
#
# ### At once, or in turn?
#
# *At once*, as in lesson 03, the generator learns from the discriminator as it was before this step's update, and *in turn* from the updated one. (For that it makes the same images a second time, and its batch normalization sees them twice. A step takes about a fifth longer.) Without a regularizer and with the batch deviation the table has both orders, at lesson 03's rate. How much can such a trifle matter?

# %% tags=["needs:08.2", "seeds-skip"]
order = np.zeros((2, 2, len(LOSSES), SEEDS))  # at once and in turn, kind, loss, seed
for way, kind, loss in np.ndindex(order.shape[:3]):
    name = in_turn(KINDS[kind]) if way else KINDS[kind]
    order[way, kind, loss] = runs("short", LOSSES[loss], name)[:, -1]["frechet"]
order_means = order.mean(axis=-1)
order_errors = order.std(axis=-1, ddof=1) / np.sqrt(SEEDS)


# %% tags=["seeds-skip"]
def at_steps(rows, seconds):
    return rows[:, -1]["frechet"]


for time, measure in zip(times, (at_steps, at_seconds)):
    print(f"{time:<24}" + "".join(f"{loss:>17}" for loss in LOSSES))
    for kind, way in np.ndindex(2, 2):
        print(f"{KINDS[kind]:<16}{('at once', 'in turn')[way]:<8}", end="")
        name = in_turn(KINDS[kind]) if way else KINDS[kind]
        for loss in LOSSES:
            mean, error = mean_and_error(measure(runs("short", loss, name), budget))
            print(f"{mean:9.1f} ± {error:5.1f}", end="")
        print()

# %% [markdown]
# By what share does the order shorten the distance without a regularizer? And by what share does the best regularizer, once all move in turn?

# %% tags=["seeds-skip"]
yardsticks = zip(times, (at_steps, at_seconds), (steps, seconds))
for time, measure, distances in yardsticks:
    for column, loss in enumerate(LOSSES[:3]):
        once, turn = (
            measure(runs("short", loss, name), budget).mean()
            for name in ("none", "none in turn")
        )
        plain, *others = distances[:, column].mean(axis=1)
        best = int(np.argmin(others))
        print(f"{time:<14} {loss:<12} in turn {1 - turn / once:4.0%}", end="")
        print(f", {KINDS[1 + best]} {1 - others[best] / plain:4.0%}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# With the first three losses, and without a regularizer, moving in turn shortens the distance by 31 to 64 % at equal steps, and by 16 to 51 % at equal seconds. (There, with minimax and hinge, the error of the difference is nearly as large as the gain.) With each of these losses that is more than any regularizer gains once the players move in turn, by both yardsticks. With least squares the mean is larger in turn, though its errors are large.
#
# </details>
#
# Which gains more depends on which is switched on first. With the Wasserstein loss and both players at once, the batch deviation alone lowers the distance from 51.8 to 26.8, and moving in turn then lowers it to 17.9.
#
# In our `GAN` a penalty switches on moving in turn. Had we compared R1 in turn with no regularizer at once, R1 would have won with the minimax loss (8.8 against 12.3), although the gain came from `update_in_turn`. (These runs do not tell whether it was the order itself, or batch normalization that sees the images twice.) Whenever a remedy wins, ask what *else* was switched with it.

# %% tags=["claim:08.2", "seeds-skip"]
means, errors = steps.mean(axis=2), steps.std(axis=2, ddof=1) / np.sqrt(SEEDS)
lower, upper = means - errors, means + errors
r1, plain, gp = (KINDS.index(kind) for kind in ("R1", "none", "gradient penalty"))
spectral = KINDS.index("spectral normalization")
for column in (0, 1):
    level = np.hypot(errors[r1, column], errors[plain, column])
    assert abs(means[r1, column] - means[plain, column]) < 2 * level
    assert upper[[r1, plain], column].max() < lower[[gp, spectral], column].min()
others = [row for row in range(len(KINDS)) if row != gp]
assert upper[gp, 2] < lower[others, 2].min()
slower = means_at[:, :3, 1] / means_at[:, :3, 0]  # the lower rate against the other
assert slower.min() > 1.2
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
# We repeat two cells: hinge with R1 for 500 steps, and least squares without a regularizer for 200 steps at twenty times the rates. What will the second one draw?

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
print(f"the table's calm ones at 500 steps: {first.min():.0f} to {first.max():.0f}")
ended = runs("raised", "least squares", in_turn("none"))[:, -1]["frechet"]
print(f"the table's wild ones at 200 steps: {ended.min():.0f} to {ended.max():.0f}")
assert again[0][1] > first.min() / 1.5
assert again[0][1] < 1.4 * first.max()
assert again[0][1] / again[1][1] < 0.2

# %% [markdown]
# <details><summary>Answer</summary>
#
# A pattern. Its distance lies above the empty page's 158, like those of the four runs of its cell. How far above differs from seed to seed. The calm one has digits. (Its distance lies above the table's four. One run with its own random numbers does not tell why.)
#
# </details>
#
# ## What an average is worth
#
# Every row of the table has two distances: of the moving average and of the generator as it is. How many times as large is the second, after 1,000 steps at lesson 03's rate (geometric means)?

# %% tags=["seeds-skip"]
print(f"{'':<23}" + "".join(f"{loss:>15}" for loss in LOSSES))
ratios = np.zeros((len(KINDS), len(LOSSES)))
for (row, column), _ in np.ndenumerate(ratios):
    last = runs("short", LOSSES[column], in_turn(KINDS[row]))[:, -1]
    ratios[row, column] = np.exp(np.log(last["frechet_now"] / last["frechet"]).mean())
for kind, line in zip(KINDS, ratios):
    print(f"{kind:<23}" + "".join(f"{ratio:15.2f}" for ratio in line))

# %% [markdown]
# <details><summary>Answer</summary>
#
# With the minimax and hinge losses it is 1.25 to 1.65 times as large, spectral normalization aside. With the Wasserstein loss it is at most 1.3 times, and with spectral normalization and the first three losses 1.02 to 1.13.
#
# </details>
#
# So after 1,000 steps with these losses the average is the better generator, at almost no cost, though with spectral normalization by little (Yazici et al., 2019). Where least squares fails, the average can be worse than the generator itself: perhaps because it smooths what goes back and forth, and does not repair a generator that fails.

# %% tags=["seeds-skip"]
fast = [row for row in range(len(KINDS)) if KINDS[row] != "spectral normalization"]
assert ratios[fast, :2].min() > 1.1
assert ratios[-1, :2].max() < ratios[fast, :2].min()

# %% [markdown]
# ## Better than lesson 03, after some minutes
#
# With minimax and hinge, R1 of weight 10, from here on *strong*, was among the best at equal steps. What happens later? The table has longer trainings, of four seeds each (thin lines; thick is their geometric mean): lesson 03's GAN, at once and in turn; strong R1 in place of the batch deviation; and lesson 03's GAN, batch deviation and all, with *weak* R1, of weight **0.1**. All but the first move in turn. (StyleGAN2, too, has both. The batch deviation may disturb the penalty, as lesson 07 warned, and the table does not tell whether weak R1 would be better alone.)

# %% tags=["needs:08.4", "seeds-skip"]
recipes_long = {
    "lesson 03": ("minimax", "batch deviation"),
    "lesson 03, in turn": ("minimax", "batch deviation in turn"),
    "R1 of weight 10": ("minimax", "R1"),
    "lesson 03, R1 of weight 0.1": ("minimax", "batch deviation and weak R1"),
}

# %% tags=["needs:08.4", "seeds-skip"]
long_runs = {name: runs("long", *keys) for name, keys in recipes_long.items()}
last = min(rows["seconds"][:, -1].min() for rows in long_runs.values())
distances = {name: at_seconds(rows, last) for name, rows in long_runs.items()}
ends = {name: rows["frechet"][:, -1] for name, rows in long_runs.items()}

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
print(f"Fréchet distance of {SEEDS} seeds: mean, error, smallest, largest")
print(f"{'':<28}after {last:.0f} s of a core      after 8,000 steps", end="")
print("          seconds of a core")
for name, rows in long_runs.items():
    print(f"{name:<28}", end="")
    for values in (distances[name], ends[name]):
        mean, error = mean_and_error(values)
        print(f"{mean:5.2f} ± {error:.2f}", end="")
        print(f"{values.min():6.2f}{values.max():6.2f}", end="    ")
    print(f"{rows['seconds'][:, -1].mean():8.0f}")

# %% tags=["claim:08.4", "seeds-skip"]
names = ["lesson 03", "lesson 03, in turn", "lesson 03, R1 of weight 0.1"]
once, turn, weak = (ends[name] for name in names)
assert len(once) == len(turn) == len(weak) == SEEDS
assert weak.max() < min(once.min(), turn.min())
assert distances[names[2]].mean() < distances[names[1]].mean()
for of_name in (distances, ends):
    (first, error), (second, other) = (mean_and_error(of_name[n]) for n in names[:2])
    assert abs(first - second) < 2 * np.hypot(error, other)
strong = np.exp(np.log(long_runs["R1 of weight 10"]["frechet"]).mean(axis=0))
assert strong[-1] > 1.5 * strong.min()

# %% [markdown]
# The dotted line is where the quickest run ends.
#
# - **Moving in turn** makes no difference that we could measure, at the line or after 8,000 steps. It is ahead for the first minute and a half.
# - **Weak R1** is the best of the four after 8,000 steps, on every seed: 0.97, against 1.65 without it in turn and 1.81 at once. But these steps take longer. At the line its mean is 1.3, against 1.5 (too little to be sure) and 1.8, and for the first three minutes it is no better than lesson 03's GAN in either order.
# - **Strong R1** turns after about three minutes and gets *worse*. (These runs do not tell whether the weight or the missing batch deviation does it.)
#
# On your data try weights a factor of ten apart, and look at the whole curve.
#
# ## The guide
#
# The second column says what to *measure* before you believe a symptom.
#
# | symptom | what confirms it | what helps | seen in |
# | --- | --- | --- | --- |
# | The generator's loss rises. | The Fréchet distance still falls. | No remedy is needed: losses tell who is ahead. | 03, *Reading the losses* |
# | A critic's loss is negative. | Minus the loss, over the steepest slope, is at most the distance. | No remedy is needed: it estimates a distance, times a slope. | 06, *The same distance, asked of a critic* |
# | The generator does not start. | The gradient of its loss is near 0 where the discriminator is sure that an image is generated. | The non-saturating loss. | 01, *Losses on logits* |
# | Samples look alike, or change from kind to kind. | Covered modes, share of each class. | Packing, minibatch discrimination; R1 (08). | 05, *All of them, on many seeds* |
# | A Wasserstein GAN shows one mode only. | Modes reached, at several evaluations. | Five steps (07), or a rate of 0.004 instead of 0.001 (08). | 08, *Two time scales* |
# | Players chase each other in circles. | Modes or pictures of several evaluations. | R1, seen in the smallest GAN. (Moving in turn only keeps the circle from growing.) | 08, *R1: flat at the real images* |
# | A GAN learns slowly at first. | The same run at once and in turn, several seeds. | `update=update_in_turn` (not with least squares). | 08, *At once, or in turn?* |
# | Samples get better and worse by turns. | Distance of the average, and of the last step. | The moving average. | 08, *What an average is worth* |
# | A loss is `nan`. | Gradient of the penalty where the critic is flat; else see "explode". | A small number under the root. | 07, *A gradient of a gradient* |
# | A penalized critic's slope is not 1. | Mean norm of the gradient at points between real and generated images, against $1 + W_1 / (2\lambda)$. | No remedy is needed if they agree; else more steps of the critic. | 07, *How soft is it?* |
# | A penalty does not do what it should. | Gradient of one logit with respect to *other* images. | No batch normalization in the critic. | 07, *Normalization in the critic* |
# | Losses or pictures explode. | A distance beyond an empty page's. | Lower rates; the Wasserstein loss (slower at the usual rates). | 08, *The matrix* |
# | Good at first, then worse. | The distance over time, several seeds. | Try a lower weight of the penalty. (We changed the batch deviation along with it.) Keep the best checkpoint: save `gan.average` when its distance is the lowest so far. | 08, *Better than lesson 03, after some minutes* |
# | Splendid distance, familiar pictures. | Nearest training images, beside those of test images. | More data; do not report the distance. | 04, *The copier* |
# | A change helps a little. | Interval of the distance; several seeds. | More samples, more seeds, or no claim. | 04, *Which differences are real?* |
#
# What is missing from the guide? On digits **clipping** and perhaps **spectral normalization** helped, but only with least squares. The **hinge loss** was about as good as minimax. **Label smoothing** was not tried on digits, and in lesson 05 it did not prevent the collapse.
#
# ## Recap
#
# - **Spectral normalization** divides each kernel by its largest singular value, found by one round of power iteration in each training pass. A convolution may still stretch images.
# - The **hinge** is satisfied at a margin, **least squares** pulls back whatever lies beyond, and **label smoothing** to 0.9 puts the best logit of a real image at $\log 9$.
# - **R1** asks for a flat discriminator at real images. In the smallest GAN it converges where the gradient penalty circles, and in the plane it avoided a collapse.
# - **Two time scales**: one step of a critic with four times the rate avoided one, too.
# - In the **matrix** the gradient penalty had the lowest mean with the Wasserstein loss, and strong R1 was no better than no regularizer with minimax and hinge. Over 1,000 steps moving **in turn** gained more than any regularizer added afterwards (not with least squares), but in long trainings that gain could no longer be measured.
# - **Weak R1** made lesson 03's GAN better, after some minutes.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
#
# **1.** Every kernel has spectral norm 1. Is the network nowhere steeper than 1?
#
# <details><summary>Answer</summary>
#
# That is certain only if no patches overlap, as in dense layers. With a stride of 1 a $k \times k$ convolution can stretch an image by up to $k$ times, and with strides of 2 by up to $\lceil k/2 \rceil$. See *What it does not bound*.
#
# </details>
#
# **2.** Why does R1 ask for slope 0 at real images?
#
# <details><summary>Answer</summary>
#
# When the generator has arrived, no discriminator beats a flat one, and any other slope pushes samples away. See *R1: flat at the real images*.
#
# </details>
#
# **3.** Two players circle. What changes if they move in turn?
#
# <details><summary>Answer</summary>
#
# Without a penalty the circle no longer grows, but it stays. R1 ends it. See *R1: flat at the real images*.
#
# </details>
#
# **4.** R1 brought a distance from 12.3 down to 8.8. What do you ask?
#
# <details><summary>Answer</summary>
#
# Did the GAN without R1 move in turn as well? If it does, its distance is 8.3. See *At once, or in turn?*.
#
# </details>
#
# **5.** One row of the matrix is bad. Is its regularizer bad?
#
# <details><summary>Answer</summary>
#
# Only with some losses, at the one strength and the two rates that we tried, with lesson 03's networks and after 1,000 steps. With others we do not know. See *The matrix*.
#
# </details>
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
