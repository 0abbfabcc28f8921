# %% [markdown]
# # 01 The minimax game
#
# **You will derive what two networks are playing for, check every step of the derivation by numbers, and see in
# pictures why the game is hard to play.**
#
# - **You will do**: find the best discriminator by hand and by Newton's method; compute the value of the game; move two
#   distributions apart and watch which distances notice; follow the two players of the smallest GAN there is.
# - **You will learn**: what the generator of a GAN minimizes, where its gradient vanishes, why losses are computed on
#   logits, why simultaneous gradient steps circle, and what stops them.
# - **You need**: lesson 00; logarithms, derivatives, expectations and, once, eigenvalues. No training, no GPU.
#
# Measured on two processor cores: {{minutes}} minutes.

# %%
import gan_course  # first: it silences TensorFlow's start-up messages

import keras
import matplotlib.pyplot as plt
import numpy as np
import scipy.stats
import tensorflow as tf
from keras import ops
from scipy.special import expit, log_expit, rel_entr

# %% [markdown]
# ## The game
#
# A forger paints, an expert judges. The **generator** $G$ turns noise $z$ into a sample $G(z)$; the **discriminator** $D$ sees a
# sample $x$ and answers with a probability $D(x)$ that it is real. The expert wants high probabilities for real samples and
# low ones for forged samples; the forger wants the opposite. Write $p$ for the density of real samples, $q$ for that of generated
# ones, and $\mathbb{E}$ for a mean. Goodfellow et al. (2014) made the game one number,
#
# $$V(D, G) = \mathbb{E}_{x \sim p}\bigl[\log D(x)\bigr] + \mathbb{E}_{z}\bigl[\log\bigl(1 - D(G(z))\bigr)\bigr],$$
#
# which $D$ maximizes and $G$ minimizes. Both terms are logarithms of probabilities, so they are at most 0. An expert
# who is always right, and certain of it, has $V = 0$. One who always answers "one half" has $V = 2 \log \tfrac12 = -\log 4 \approx -1.386$.
#
# Let us see the game in one dimension, where everything can be computed: $p$ is two bumps, $q$ one bump in the wrong place. We put
# both on a fine grid; a mean over samples is an integral over their density, and the integral becomes a sum.

# %%
x = np.linspace(-8, 8, 2001)
width = x[1] - x[0]


def integrate(values):
    """The trapezoidal rule: many digits for smooth curves that vanish at both ends."""
    return np.trapezoid(values, dx=width)


p = 0.6 * scipy.stats.norm.pdf(x, -1.5, 0.6) + 0.4 * scipy.stats.norm.pdf(x, 1.5, 0.8)
q = scipy.stats.norm.pdf(x, 1.0, 1.2)
print(f"the densities integrate to {integrate(p):.6f} and {integrate(q):.6f}")

# %% [markdown]
# ## The best discriminator
#
# Hold the generator still. Which $D$ is best? $V$ is an integral, and the integrand at one place $x$ is
#
# $$p(x) \log D(x) + q(x) \log(1 - D(x)).$$
#
# If $D$ is any function we like, what it says at one place does not affect any other, so maximize place by place. With $t = D(x)$, the derivative is
# $p/t - q/(1 - t)$, which falls as $t$ grows: its zero is the maximum. That is where $p (1 - t) = q\,t$, so
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}.$$
#
# In words: of all the samples that fall near $x$, the share that is real. Do you believe it? Let us give a discriminator one free
# number at every grid point, its logit $a$ with $D = \mathrm{sigmoid}(a)$, and let Newton's method maximize $V$ without being
# told the answer. In terms of the logit, with $D' = D\,(1 - D)$, the integrand's slope is $p\,(1 - D) - q\,D$, and its second
# derivative $-(p + q)\,D\,(1 - D)$. Newton's step is the slope divided by the curvature, minus the second derivative. (Plain gradient steps would take for ever in the tails,
# where $p$ and $q$ are tiny and so is the slope; the division makes up for that.)

# %%
d_star = p / (p + q)
logits = np.zeros_like(x)
for _ in range(30):
    d = expit(logits)
    slope, curvature = p * (1 - d) - q * d, (p + q) * d * (1 - d)
    logits += slope / curvature
error = np.abs(expit(logits) - d_star).max()
print(f"largest difference from p / (p + q): {error:.0e}")

# %%
figure, panels = plt.subplots(1, 2, figsize=(6.5, 3), dpi=100, sharex=True)
panels[0].plot(x, p, color="tab:gray", label="p, real")
panels[0].plot(x, q, "--", color="tab:blue", label="q, generated")
panels[1].plot(x, d_star, color="black", label="p / (p + q)")
panels[1].plot(x[::60], expit(logits)[::60], "o", color="tab:orange", label="by Newton")
for axes, label in zip(panels, ["density", "best D(x)"]):
    axes.set(xlabel="x", ylabel=label, xlim=(-5, 5))
    axes.legend(frameon=False, fontsize=8)
figure.tight_layout()
plt.show()

# %% [markdown]
# Left the two densities, right the best discriminator: above one half where most samples are real, below it where most are generated, one half
# where the curves cross. (On the far left $q$ is the larger again, too small to see in the left picture, but the right one shows it: $q$ has the wider tail.) The orange points, which were found without the
# formula, lie on it.

# %% tags=["claim:01.1"]
assert error < 1e-4

# %% [markdown]
# ## What the generator minimizes
#
# If the discriminator is always at its best, what does the generator play for? Put $D^*$ into $V$. With the average density
# $m = (p + q)/2$ we have $D^* = p/(2m)$ and $1 - D^* = q/(2m)$, so
#
# $$V(D^*, G) = \int p \log\frac{p}{m} + \int q \log\frac{q}{m} - 2 \log 2 = -\log 4 + 2\,\mathrm{JSD}(p \,\|\, q).$$
#
# Such an integral, $\int a \log(a/b)$, is the **Kullback-Leibler divergence** of $a$ from $b$ (scipy's `rel_entr` is its integrand). Half the sum of these two, of $p$ from $m$ and of $q$ from $m$, is the
# **Jensen-Shannon divergence**. It is 0 only if $p = q$, and never more than $\log 2$, for $p/m$ and $q/m$ are at most 2. So this is the theorem of
# Goodfellow et al.: against the best discriminator, the generator's best is $q = p$ and nothing else, where the expert can only guess. Here it
# is in numbers. What will the second line say?


# %%
def jensen_shannon(p, q):
    m = (p + q) / 2
    return integrate(rel_entr(p, m) + rel_entr(q, m)) / 2


def value_at_best(p, q):
    d = p / (p + q)
    return integrate(p * np.log(d) + q * np.log(1 - d))


pairs = {"p against q": (p, q), "p against p": (p, p)}
for name, pair in pairs.items():
    value, theory = value_at_best(*pair), -np.log(4) + 2 * jensen_shannon(*pair)
    print(f"{name}: value at D* {value:.6f}, -log 4 + 2 JSD {theory:.6f}")

# %% tags=["claim:01.2"]
for pair in pairs.values():
    assert abs(value_at_best(*pair) + np.log(4) - 2 * jensen_shannon(*pair)) < 1e-6
assert abs(value_at_best(p, p) - -1.386294) < 1e-6

# %% [markdown]
# $-\log 4$, of course: the smallest value that $V(D^*, G)$ can have.
#
# The whole game on one picture: real samples are a bump at 0. The generator has one weight, the place $g$ of its bump. The
# discriminator has one, its slope $w$, with $D(x) = \mathrm{sigmoid}(w x)$. For each $g$, the white line shows the best slope (the best of this simple
# discriminator, not $D^*$). How does the value change along that line, and where is it lowest?

# %%
places, slopes = np.linspace(-2, 2, 81), np.linspace(-4, 4, 401)
real_bump = scipy.stats.norm.pdf(x, 0, 0.7)
fake_bumps = scipy.stats.norm.pdf(x, places[:, None], 0.7)
surface = [  # one row for each slope w, one column for each place g
    integrate(real_bump * log_expit(w * x)) + integrate(fake_bumps * log_expit(-w * x))
    for w in slopes
]
surface = np.array(surface)
figure, axes = plt.subplots(figsize=(5.5, 3.4), dpi=100, layout="constrained")
levels = np.linspace(-2.4, -0.8, 17)
filled = axes.contourf(places, slopes, surface, levels, cmap="cividis", extend="min")
best = surface.argmax(axis=0)
axes.plot(places, slopes[best], color="white")
axes.plot(0, 0, "o", color="white")
axes.set(
    xlabel="g, place of the generated bump", ylabel="w, slope of the discriminator"
)
figure.colorbar(filled, label="V(D, G)")
plt.show()
ridge = surface.max(axis=0)
print(
    f"along the line V is lowest at g = {abs(places[ridge.argmin()]):.2f}: {ridge.min():.3f}"
)

# %% [markdown]
# Light is a high value, dark a low one. Where generated samples lie to the right ($g > 0$), "real" is on the left, so the best slope is negative. Walk up and down at a fixed $g$: the white line is the
# top. Walk along the line: the white point, $-\log 4$, is the bottom. A top in one direction and a bottom in another make a **saddle**. But look at the row $w = 0$, where the
# discriminator guesses: there the value is the same for every $g$, and the generator feels no slope at all. The bottom only exists because the discriminator answers the generator. Nothing
# that merely walks downhill finds such a point; the last section shows what does happen.

# %% [markdown]
# ## When the two do not touch
#
# At the start of training generated samples look nothing like real ones: where $p$ is, $q$ is not. Let real samples be spread evenly over
# $[0, 1]$, generated ones over $[\theta, \theta + 1]$. Slide $\theta$ from 3 down to 0. When does the Jensen-Shannon divergence notice that
# the two come closer?
#
# We compare it with the **Wasserstein-1 distance**, the least average distance over which the mass of one must be carried to become the other.
# scipy computes it. (The first example of Arjovsky et al. (2017) is harsher still: two parallel lines in the plane, which overlap only where they coincide.)

# %%
fine = np.linspace(-0.5, 4.5, 5001)
shifts = np.round(np.arange(0, 3.01, 0.1), 1)
jsds, wassersteins = [], []
for shift in shifts:
    real_mass = ((fine >= 0) & (fine < 1)).astype(float)
    fake_start = shift - 1e-9  # against the rounding of the grid
    fake_mass = ((fine >= fake_start) & (fine < fake_start + 1)).astype(float)
    real_mass, fake_mass = real_mass / real_mass.sum(), fake_mass / fake_mass.sum()
    middle = (real_mass + fake_mass) / 2
    divergence = rel_entr(real_mass, middle) + rel_entr(fake_mass, middle)
    jsds.append(divergence.sum() / 2)
    distance = scipy.stats.wasserstein_distance(fine, fine, real_mass, fake_mass)
    wassersteins.append(distance)
jsd_slopes, wasserstein_slopes = (
    np.gradient(jsds, shifts),
    np.gradient(wassersteins, shifts),
)

# %%
figure, panels = plt.subplots(1, 2, figsize=(6.5, 3), dpi=100)
for axes, title, first, second in [
    (panels[0], "distances", jsds, wassersteins),
    (panels[1], "their slopes", jsd_slopes, wasserstein_slopes),
]:
    axes.plot(shifts, first, color="tab:orange", label="Jensen-Shannon")
    axes.plot(shifts, second, "--", color="tab:blue", label="Wasserstein-1")
    axes.set(xlabel="shift of the generated samples", title=title)
    axes.legend(frameon=False, fontsize=8)
figure.tight_layout()
plt.show()
far = shifts > 1.15
print(f"apart: JSD {jsds[-1]:.6f}, log 2 {np.log(2):.6f}")
print(
    f"slopes: JSD {np.abs(jsd_slopes[far]).max():.1e}, Wasserstein {wasserstein_slopes[far].mean():.3f}"
)

# %% [markdown]
# From a shift of 1 on the Jensen-Shannon divergence is $\log 2$, near or far; it notices only when the two begin to overlap, and then it is $\theta \log 2$: the share $\theta$ that lies apart counts $\log 2$, the overlap 0. (The ramp
# in its slope is the finite difference across the kink.) Against the best discriminator, a generator that is far off learns nothing about the direction in which it would be less wrong. The Wasserstein distance is
# the shift itself, with slope 1. Lessons 06 and 07 make a GAN of that.

# %% tags=["claim:01.3"]
apart = np.array(jsds)[shifts >= 1]
assert np.abs(apart - np.log(2)).max() < 1e-9
assert np.abs(jsd_slopes[far]).max() < 1e-9
assert np.abs(wasserstein_slopes - 1).max() < 1e-6

# %% [markdown]
# ## Losses on logits
#
# In code both players minimize. The discriminator's loss is $-V$. With logits $a$, $D = \mathrm{sigmoid}(a)$, we have
# $-\log \mathrm{sigmoid}(a) = \mathrm{softplus}(-a)$ and $-\log(1 - \mathrm{sigmoid}(a)) = \mathrm{softplus}(a)$,
# where $\mathrm{softplus}(a) = \log(1 + e^a)$, which `ops.softplus` computes without overflow. The optional one-sided **label smoothing** $s$ (Salimans et al., 2016) says
# of real samples "real with probability $1 - s$", so that the discriminator loses by being surer than that: $(1-s)\,\mathrm{softplus}(-a) +
# s\,\mathrm{softplus}(a) = \mathrm{softplus}(-a) + s\,a$, because $\mathrm{softplus}(a) - \mathrm{softplus}(-a) = a$. (With $s > 0$ the loss is no longer $-V$.)


# %%
def minimax_discriminator_loss(real_logits, fake_logits, label_smoothing=0.0):
    real_loss = ops.softplus(ops.negative(real_logits)) + ops.multiply(
        label_smoothing, real_logits
    )
    return ops.mean(real_loss) + ops.mean(ops.softplus(fake_logits))


# %% [markdown]
# The generator's part of $V$ is the second term. Minimizing it as it stands is the **minimax** loss. Goodfellow et al. proposed
# another one right away, $-\mathbb{E} \log D(G(z))$, now called the **non-saturating** loss. For every sample it wants the same, a high $D(G(z))$. Why bother?


# %%
def minimax_generator_loss(fake_logits):
    return -ops.mean(ops.softplus(fake_logits))


def non_saturating_generator_loss(fake_logits):
    return ops.mean(ops.softplus(ops.negative(fake_logits)))


# %% [markdown]
# How strongly does each pull at the logit of a sample that the discriminator has seen through, $D(G(z)) = 0.01$? By hand: the
# derivative of $-\mathrm{softplus}(a)$ is $-D$, that of $\mathrm{softplus}(-a)$ is $-(1 - D)$.


# %%
def pull(loss, chance):
    """Returns the gradient of a loss with respect to the logit of a chance D(G(z))."""
    logit = tf.Variable(np.log(chance / (1 - chance)))
    with tf.GradientTape() as tape:
        value = loss(logit)
    return float(tape.gradient(value, logit))


chances = np.linspace(0.01, 0.99, 99)
losses = {
    "minimax": minimax_generator_loss,
    "non-saturating": non_saturating_generator_loss,
}
figure, axes = plt.subplots(figsize=(5.5, 3), dpi=100, layout="constrained")
for (name, loss), style in zip(losses.items(), ["-", "--"]):
    axes.plot(
        chances, [abs(pull(loss, chance)) for chance in chances], style, label=name
    )
axes.set(
    xlabel="D(G(z)), what the discriminator believes", ylabel="size of the gradient"
)
axes.legend(frameon=False)
plt.show()
pulls = {name: pull(loss, 0.01) for name, loss in losses.items()}
print("at 0.01:", ", ".join(f"{name} {value:.2f}" for name, value in pulls.items()))

# %% [markdown]
# Both gradients are negative, so both push the logit up. The minimax loss (solid) hardly pulls at bad samples, at the left: it **saturates**, just when the generator
# needs it most. The non-saturating one (dashed) pulls 99 times harder there, and lets go of samples that already convince. This is the pull at the *logit*. How much of it reaches the
# generator is decided by the slope of the logit in $x$, which a discriminator that tells everything apart may have lost: no choice of its loss cures what the last section showed.

# %% tags=["claim:01.4"]
assert abs(pulls["minimax"] + 0.01) < 1e-6
assert abs(pulls["non-saturating"] + 0.99) < 1e-6

# %% [markdown]
# Keras has these terms, too: they are the **binary cross-entropy** with label 1 for real and 0 for generated. Keras's takes logits
# (`from_logits=True`) or probabilities. First: is it the same?

# %%
rng = np.random.default_rng(0)
real_logits, fake_logits = (
    ops.array(rng.normal(size=(500, 1)), "float32") for _ in range(2)
)
on_logits = keras.losses.BinaryCrossentropy(from_logits=True)
terms = on_logits(ops.ones((500, 1)), real_logits) + on_logits(
    ops.zeros((500, 1)), fake_logits
)
ours = minimax_discriminator_loss(real_logits, fake_logits)
package = gan_course.losses.minimax_discriminator_loss(real_logits, fake_logits)
minus_value = -np.mean(log_expit(real_logits.numpy())) - np.mean(
    log_expit(-fake_logits.numpy())
)
print(f"Keras {terms:.6f}, ours {ours:.6f}, the package's {package:.6f}")
print(f"-V    {minus_value:.6f}")

# %% [markdown]
# It is. Then why does this course never give it probabilities? Take a real image to which the discriminator gives the logit $-100$. It is utterly wrong: the
# loss is 100, and the gradient should be as strong as can be, $-1$. What will Keras make of it, with logits, with probabilities, and with probabilities inside a compiled function (lesson 02)?

# %%
on_chances = keras.losses.BinaryCrossentropy()


def with_chances(logit):
    return on_chances(ops.ones((1, 1)), tf.sigmoid(logit))


def with_logits(logit):
    return on_logits(ops.ones((1, 1)), logit)


def loss_and_gradient(loss, logit):
    with tf.GradientTape() as tape:
        tape.watch(logit)
        value = loss(logit)
    return value, tape.gradient(value, logit)


wrong = tf.constant([[-100.0]])
found = {
    "logits": loss_and_gradient(with_logits, wrong),
    "probabilities": loss_and_gradient(with_chances, wrong),
    "probabilities, in a graph": tf.function(loss_and_gradient)(with_chances, wrong),
}
for name, (loss, gradient) in found.items():
    print(f"{name:<26} loss {float(loss):6.2f}   gradient {float(gradient[0, 0]):5.2f}")

# %% [markdown]
# In float32, $\mathrm{sigmoid}(-100)$ is next to 0, and Keras clips probabilities at $10^{-7}$ before it takes the logarithm: the loss stops at $-\log 10^{-7} \approx
# 16.1$, and the **gradient is 0**. The worst mistake teaches nothing. Inside a `tf.function` Keras looks back along the graph, finds
# the sigmoid and uses its logits, so there all is well. Code that works when compiled and fails when you debug it eagerly: the best reason to keep to logits.

# %% tags=["claim:01.5"]
assert abs(float(terms) - float(ours)) < 1e-6
assert abs(float(ours) - minus_value) < 1e-6
assert abs(float(found["probabilities"][0]) + np.log(1e-7)) < 0.01
assert float(found["probabilities"][1][0, 0]) == 0
for name in ("logits", "probabilities, in a graph"):
    assert abs(float(found[name][0]) - 100) < 1e-3, name
    assert abs(float(found[name][1][0, 0]) + 1) < 1e-6, name

# %% [markdown]
# ## The smallest GAN
#
# Suppose all losses are right. Do gradient steps find the saddle? Mescheder et al. (2018) shrank the GAN to two numbers, the **Dirac-GAN**: real
# data are the point 0, the generator makes the point $\theta$, and the discriminator's logit is $\psi x$. With $f(t) = -\log(1 + e^{-t})$, the logarithm of the sigmoid,
# the discriminator maximizes and the generator minimizes
#
# $$V(\theta, \psi) = f(\psi\theta) + f(0).$$
#
# (Here, as in that paper, a high logit means *generated*. With $-\psi$ for $\psi$ it is our convention again.) With $f(t) = t$ it is the Wasserstein game of lesson 06 without its bound on the slope,
# which is *bilinear*: $V = \psi\theta$. The only equilibrium is $\theta = \psi = 0$. Both players take gradient steps of size $h$ at the same time:
#
# $$\theta \leftarrow \theta - h\,f'(\psi\theta)\,\psi, \qquad \psi \leftarrow \psi + h\,f'(\psi\theta)\,\theta.$$
#
# For $f' = 1$ the new squared radius is $(\theta - h\psi)^2 + (\psi + h\theta)^2 = (1 + h^2)(\theta^2 + \psi^2)$.
# In the first game, the *logistic* one, $f'(0) = \tfrac12$, so near the equilibrium the factor of the squared radius is $1 + h^2/4$ instead. So what does the radius do?


# %%
def bilinear(t):
    return 1.0  # the derivative of f(t) = t


def logistic(t):
    return expit(-t)  # the derivative of f(t) = -log(1 + exp(-t))


def play(slope, start, h=0.2, steps=200, alternating=False, r1=0.0):
    """Returns the path of (theta, psi), one row a step."""
    theta, psi = start
    path = [(theta, psi)]
    for _ in range(steps):
        old = theta
        theta = theta - h * slope(psi * theta) * psi
        seen = theta if alternating else old  # what the discriminator plays against
        psi = psi + h * (slope(psi * seen) * seen - r1 * psi)
        path.append((theta, psi))
    return np.array(path)


# %% [markdown]
# Three ways to play, in the bilinear game. *Simultaneous*: both move at once. *Alternating*: the discriminator answers the generator's new place, as many
# implementations do. And simultaneous with the **R1 penalty** of that paper: the discriminator pays $\tfrac{\gamma}{2}$ times its squared slope
# at real data, here $\tfrac{\gamma}{2}\psi^2$, with $\gamma = 0.5$. Which of the three will arrive?

# %%
start = (1.0, 0.0)
paths = {
    "simultaneous": play(bilinear, start, steps=60),
    "alternating": play(bilinear, start, alternating=True),
    "simultaneous, R1": play(bilinear, start, r1=0.5),
}
figure, panels = plt.subplots(1, 3, figsize=(7, 2.8), dpi=100)
for axes, (name, path) in zip(panels, paths.items()):
    axes.plot(*path.T, ".-", markersize=3, linewidth=0.7)
    axes.plot(0, 0, "k+")
    axes.plot(*start, "o", color="tab:orange")
    axes.set_title(name, fontsize=9)
    axes.set(xlabel="θ, generator", aspect="equal")
panels[0].set_ylabel("ψ, discriminator")
figure.tight_layout()
plt.show()

# %%
radii = {name: np.linalg.norm(path, axis=1) for name, path in paths.items()}
growth = radii["simultaneous"][1:] / radii["simultaneous"][:-1]
near = np.linalg.norm(play(logistic, (1e-4, 0.0), steps=50), axis=1)
logistic_growth = near[1:] / near[:-1]
penalized = (radii["simultaneous, R1"][100:] / radii["simultaneous, R1"][:-100]) ** 0.01
print(f"bilinear: {growth.mean():.6f} a step, sqrt(1 + h^2) = {np.sqrt(1.04):.6f}")
print(
    f"logistic: {logistic_growth.mean():.6f} a step, sqrt(1 + h^2/4) = {np.sqrt(1.01):.6f}"
)
print(
    f"R1:       {penalized.mean():.4f} a step, sqrt(1 - 0.5 h + h^2) = {np.sqrt(0.94):.4f}"
)
for name, radius in radii.items():
    print(f"{name:<18} radius after {len(radius) - 1} steps: {radius[-1]:.4f}")

# %% [markdown]
# Orange is the start, the cross the equilibrium; mind the different scales. Left, 60 simultaneous steps spiral *outwards*, by just the factor of the formula. Smaller steps do it more slowly, but all do it.
# Middle, 200 alternating steps stay on a closed curve, an ellipse (each step keeps $\theta^2 + \psi^2 - h\theta\psi$ as it is): never away, never home. Right, with the penalty they spiral in. A step is the matrix
# $\begin{pmatrix} 1 & -h \\ h & 1 - h\gamma \end{pmatrix}$. While the path turns, its eigenvalues are complex conjugates, whose product, the determinant $1 - h\gamma + h^2$, is the square of their size: by that factor the squared radius changes a step, on average. It shrinks if $\gamma$ is larger than $h$: the penalty must outweigh what the step length stirs up.
#
# In real GANs much is different, but this much remains: the players chase each other in circles. Averages of the path (lesson 03) cancel the circling, penalties
# (lessons 07 and 08) damp it, and optimizers get little momentum, for momentum stirs it up.

# %% tags=["claim:01.6"]
assert np.abs(growth - np.sqrt(1 + 0.2**2)).max() < 1e-6
assert np.abs(logistic_growth - np.sqrt(1 + 0.2**2 / 4)).max() < 1e-6
assert 0.8 < radii["alternating"].min()
assert radii["alternating"].max() < 1.2
assert radii["simultaneous, R1"][-1] < 1e-2
assert np.abs(penalized - np.sqrt(1 - 0.5 * 0.2 + 0.2**2)).max() < 5e-3

# %% [markdown]
# ## Recap
#
# - You found the **best discriminator**, $p/(p+q)$, by hand and by Newton's method.
# - With it the **value** is $-\log 4 + 2\,\mathrm{JSD}$: the generator minimizes a divergence, and its best is $p = q$, where the expert guesses.
# - The solution is a **saddle**, whose bottom exists only because the discriminator answers. Where the two distributions do not touch, the divergence is flat; the Wasserstein distance is not.
# - **Losses** are computed on logits. The minimax generator's loss saturates, the non-saturating one does not.
# - Simultaneous **gradient steps circle** outwards around the saddle of the smallest GAN, alternating ones circle, a penalty on the discriminator's slope damps them.
#
# ## Exercises
#
# [Sheet 01](exercises/01_minimax_game.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Goodfellow et al., *Generative Adversarial Networks*, 2014, arXiv:1406.2661: the game and the theorem.
# - Arjovsky, Bottou, *Towards Principled Methods for Training GANs*, 2017, arXiv:1701.04862: what goes wrong when supports do not meet.
# - Arjovsky, Chintala, Bottou, *Wasserstein GAN*, 2017, arXiv:1701.07875.
# - Mescheder, Geiger, Nowozin, *Which Training Methods for GANs do actually Converge?*, 2018, arXiv:1801.04406: the Dirac-GAN.
# - Salimans et al., *Improved Techniques for Training GANs*, 2016, arXiv:1606.03498: label smoothing.
