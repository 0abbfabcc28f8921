# %% [markdown]
# # 01 The minimax game
#
# **You will derive what two networks are playing for, check the main results numerically, and see in pictures why the
# game is hard to play.**
#
# - **You will do**: find the best discriminator by hand and by Newton's method; compute the value of the game; bring
#   two distributions together and watch which distances notice; follow the two players of the smallest GAN there is.
# - **You will learn**: what the generator of a GAN minimizes, where its gradient vanishes, why losses are computed on
#   logits, why simultaneous gradient steps circle, and what stops them.
# - **You need**: lesson 00; logarithms, derivatives, expectations and, in a few places, Newton's method and complex
#   eigenvalues. No network is trained; no GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

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
# A forger paints and an expert judges. The **generator** $G$ turns noise $z$ into a sample $G(z)$. The **discriminator**
# $D$ sees a sample $x$ and answers with a probability $D(x)$ that it is real. The expert wants to give high probabilities
# to real samples and low ones to forgeries. The forger wants his forgeries to get high ones. We write $p$ for the density
# of real samples, $q$ for that of generated ones, and $\mathbb{E}$ for a mean. Goodfellow et al. (2014) put the game into
# one number,
#
# $$V(D, G) = \mathbb{E}_{x \sim p}\bigl[\log D(x)\bigr] + \mathbb{E}_{z}\bigl[\log\bigl(1 - D(G(z))\bigr)\bigr],$$
#
# which $D$ maximizes and $G$ minimizes. Both terms are means of logarithms of probabilities, so they are at most 0. An
# expert who is always right, and certain of it, reaches $V = 0$. One who always answers "one half" gets $V = 2 \log
# \tfrac12 = -\log 4 \approx -1.386$.
#
# We look at the game in one dimension, where everything can be computed. There $p$ has two bumps, and $q$ has one in
# the wrong place. The mean of a function over samples is the integral of the function times their density. For
# generated samples $x = G(z)$, that turns $\mathbb{E}_z \log(1 - D(G(z)))$ into the integral of $q(x) \log(1 - D(x))$.
# On a fine grid the integral becomes a sum.

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
# If $D$ may be any function, its answer at one place does not affect any other place, so we can maximize place by place.
# With $t = D(x)$ the derivative is $p/t - q/(1 - t)$. It falls as $t$ grows, so the maximum is where it is 0. There
# $p (1 - t) = q\,t$, and therefore
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}.$$
#
# In words: if half of all samples are real, this is the share of real ones among those near $x$. We check it without
# using the formula. A discriminator gets one free number at every grid point, its **logit** $a$ with $D =
# \mathrm{sigmoid}(a)$, and Newton's method maximizes $V$. The derivative of the sigmoid is $D\,(1 - D)$. So the
# integrand has, as a function of the logit, the slope $p\,(1 - D) - q\,D$ and the second derivative $-(p + q)\,D\,(1 -
# D)$. A Newton step is the slope divided by the size of the second derivative, which the code calls `curvature`. Plain
# gradient steps would take very long in the tails, where $p$ and $q$ are tiny and so is the slope. The division makes
# up for that.

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
# On the left are the two densities, and on the right is the best discriminator. It is above one half where real samples are
# denser, below it where generated ones are, and exactly one half where the curves cross. The orange points were found
# without the formula, and they lie on the curve. Towards both edges the curve falls to 0, because $q$ has the wider tails.

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
# An integral $\int a \log(a/b)$ is the **Kullback-Leibler divergence** of $a$ from $b$; scipy's `rel_entr` is its
# integrand. Half the sum of the two above, of $p$ from $m$ and of $q$ from $m$, is the **Jensen-Shannon divergence**
# (JSD). It is never negative, and 0 only if $p = q$. It is never more than $\log 2$, because $p/m$ and $q/m$ are at
# most 2. This gives the theorem of Goodfellow et al.: against the best discriminator, the generator's best is $q = p$
# and nothing else. Then the expert can only guess. We check the equation for two pairs of densities. What will the
# second line say?


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
# <details><summary>Answer</summary>
#
# $-\log 4$, the smallest value that $V(D^*, G)$ can have, because for $p = q$ the divergence is 0.
#
# </details>
#
# The whole game fits into one picture if each player has a single weight. Real samples are a bump at 0. The generator's
# weight is the place $g$ of its bump. The discriminator's is the slope $w$ of its logit: $D(x) = \mathrm{sigmoid}(w
# x)$. A white line shows the best slope for each $g$. (It gives the best of these simple discriminators. That is $D^*$
# at $g = 0$ only; elsewhere $D^*$ needs an offset, too.)
#
# Then we let the two play. From the orange dot both take small steps at the same time, each along the derivative of $V$
# with respect to its own weight: the discriminator up, the generator down. Where on the white line is the value lowest? And
# where does the orange path lead?

# %%
places, slopes = np.linspace(-2, 2, 81), np.linspace(-4, 4, 401)
real_bump = scipy.stats.norm.pdf(x, 0, 0.7)
fake_bumps = scipy.stats.norm.pdf(x, places[:, None], 0.7)
surface = [  # one row for each slope w, one column for each place g
    integrate(real_bump * log_expit(w * x)) + integrate(fake_bumps * log_expit(-w * x))
    for w in slopes
]
surface = np.array(surface)

# %%
g, w = 1.5, 0.0
trail = [(g, w)]
for _ in range(200):
    fake_bump, d = scipy.stats.norm.pdf(x, g, 0.7), expit(w * x)
    g_slope = -w * integrate(fake_bump * d)  # dV/dg, and below dV/dw
    w_slope = integrate(x * (real_bump * (1 - d) - fake_bump * d))
    g, w = g - 0.2 * g_slope, w + 0.2 * w_slope
    trail.append((g, w))

# %%
figure, axes = plt.subplots(figsize=(6, 3.8), dpi=100, layout="constrained")
levels = np.linspace(-2.4, -0.8, 17)
filled = axes.contourf(places, slopes, surface, levels, cmap="cividis", extend="min")
best = surface.argmax(axis=0)
axes.plot(places, slopes[best], color="white")
axes.plot(*np.transpose(trail), ".-", color="tab:orange", markersize=3, linewidth=1)
axes.plot(*trail[0], "o", color="tab:orange")
axes.plot(0, 0, "o", color="white")
axes.set(xlabel="g, place of the generated bump", ylabel="w, slope of the logit")
figure.colorbar(filled, label="V(D, G)")
plt.show()
ridge = surface.max(axis=0)
print(
    f"along the line V is lowest at g = {abs(places[ridge.argmin()]):.2f}: {ridge.min():.3f}"
)
print(f"the path ends at g = {g:.2f}, w = {w:.2f}")

# %% [markdown]
# Where generated samples lie to the right ($g > 0$), the discriminator must say "real" on the left, so the best slope
# is negative.
#
# <details><summary>Answer</summary>
#
# At the white point, where the value is $-\log 4$. The path does not follow the line: it circles around the point, and
# each turn is smaller than the one before.
#
# </details>
#
# Walk up and down at a fixed $g$: the white line is the top. Walk along the line: the white point is the bottom. A top in
# one direction and a bottom in another make a **saddle**. The white point is also a **Nash equilibrium**: neither player can
# gain by moving alone.
#
# But look at the row $w = 0$, where the discriminator guesses. There the value is the same for every $g$, so the
# generator feels no slope at all. The bottom only exists because the discriminator answers the generator. Two players
# who keep answering each other can go round in circles. Here the circles shrink, because against equal bumps every $w$
# but 0 costs the discriminator something, and this pulls $w$ back. In *The smallest GAN*, below, nothing does until we
# add a penalty.

# %% [markdown]
# ## When the two do not touch
#
# At the start of training, generated samples look nothing like real ones, so the two hardly overlap. Let real samples be
# spread evenly over $[0, 1]$ and generated ones over $[\theta, \theta + 1]$. We slide $\theta$ from 3 down to 0. When does
# the Jensen-Shannon divergence notice that the two come closer?
#
# We compare it with the **Wasserstein-1 distance**: the average distance over which mass must be carried to turn one
# distribution into the other, by the cheapest plan. scipy computes it. (The first example of Arjovsky et al. (2017) is
# harsher: two parallel lines in the plane, which do not overlap until they coincide.)

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
for axes, label, first, second in [
    (panels[0], "divergence or distance", jsds, wassersteins),
    (panels[1], "its slope", jsd_slopes, wasserstein_slopes),
]:
    axes.plot(shifts, first, color="tab:orange", label="Jensen-Shannon")
    axes.plot(shifts, second, "--", color="tab:blue", label="Wasserstein-1")
    axes.set(xlabel="θ, shift of the generated samples", ylabel=label)
    axes.legend(frameon=False, fontsize=8)
figure.tight_layout()
plt.show()
far = shifts > 1.15
print(f"apart: JSD {jsds[-1]:.6f}, log 2 {np.log(2):.6f}")
print(
    f"slopes: JSD {np.abs(jsd_slopes[far]).max():.1e}, Wasserstein {wasserstein_slopes[far].mean():.3f}"
)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Only below a shift of 1, when the two begin to overlap. Beyond it the divergence is $\log 2$, near or far. Below a
# shift of 1 the divergence is $\theta \log 2$: the share $\theta$ that lies apart counts $\log 2$, the overlap 0. (The
# ramp in its slope is the finite difference across the kink.)
#
# </details>
#
# Where the divergence is flat, a generator that plays against the best discriminator learns nothing about the direction in
# which it would be less wrong. The Wasserstein distance is the shift itself, with slope 1. Lessons 06 and 07 make a GAN of
# that.

# %% tags=["claim:01.3"]
apart = np.array(jsds)[shifts >= 1]
assert np.abs(apart - np.log(2)).max() < 1e-9
assert np.abs(jsd_slopes[far]).max() < 1e-9
assert np.abs(wasserstein_slopes - 1).max() < 1e-6

# %% [markdown]
# ## Losses on logits
#
# In code both players minimize, so the discriminator's loss is $-V$. If $a$ is the logit, so that $D =
# \mathrm{sigmoid}(a)$, then $-\log \mathrm{sigmoid}(a) = \mathrm{softplus}(-a)$ and $-\log(1 - \mathrm{sigmoid}(a)) =
# \mathrm{softplus}(a)$, where $\mathrm{softplus}(a) = \log(1 + e^a)$. `ops.softplus` computes it without overflow.
# `label_smoothing` is explained below; at 0 it does nothing.


# %%
def minimax_discriminator_loss(real_logits, fake_logits, label_smoothing=0.0):
    real_loss = ops.softplus(ops.negative(real_logits)) + ops.multiply(
        label_smoothing, real_logits
    )
    return ops.mean(real_loss) + ops.mean(ops.softplus(fake_logits))


# %% [markdown]
# One-sided **label smoothing** (Salimans et al., 2016) is an option. For $s > 0$ it says of real samples "real with
# probability $1 - s$", so being surer than that costs the discriminator something. The real samples' term becomes
# $(1-s)\,\mathrm{softplus}(-a) + s\,\mathrm{softplus}(a) = \mathrm{softplus}(-a) + s\,a$, because $\mathrm{softplus}(a)
# - \mathrm{softplus}(-a) = a$. Then the loss is no longer $-V$.
#
# The generator's part of $V$ is the second term. Minimized as it stands, it is the **minimax** loss. In their paper of
# 2014 Goodfellow et al. proposed another one, $-\mathbb{E} \log D(G(z))$, now called the **non-saturating** loss. With
# it the generator no longer minimizes the JSD. Both want the same for every sample, a high $D(G(z))$. Why, then, a
# second one?


# %%
def minimax_generator_loss(fake_logits):
    return -ops.mean(ops.softplus(fake_logits))


def non_saturating_generator_loss(fake_logits):
    return ops.mean(ops.softplus(ops.negative(fake_logits)))


# %% [markdown]
# The difference is how strongly each pulls at the logit of a sample that the discriminator has seen through. By hand: the
# derivative of $-\mathrm{softplus}(a)$ is $-D$, and that of $\mathrm{softplus}(-a)$ is $-(1 - D)$. We compare them at
# $D(G(z)) = 0.01$.


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
    xlabel="D(G(z)), believed probability of being real",
    ylabel="size of the gradient in the logit",
)
axes.legend(frameon=False)
plt.show()
pulls = {name: pull(loss, 0.01) for name, loss in losses.items()}
print("at 0.01:", ", ".join(f"{name} {value:.2f}" for name, value in pulls.items()))

# %% [markdown]
# Both gradients are negative, so both push the logit up. At bad samples, on the left, the minimax loss (solid) hardly
# pulls: it **saturates**, just when the generator needs it most. The non-saturating loss (dashed) pulls 99 times harder
# at 0.01, and lets go of samples that already convince.
#
# This is the pull at the *logit*. How much of it reaches the generator depends on the slope of the logit in $x$, which
# a discriminator that tells everything apart may have lost. So the non-saturating loss, too, can be left without a
# direction.

# %% tags=["claim:01.4"]
assert abs(pulls["minimax"] + 0.01) < 1e-6
assert abs(pulls["non-saturating"] + 0.99) < 1e-6

# %% [markdown]
# Keras has the two terms of the discriminator's loss, too: they are the **binary cross-entropy** with label 1 for real and 0 for generated samples. Keras's
# version takes logits (`from_logits=True`) or probabilities. First we check that it agrees with our loss.

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
# It does. Then why does this course never give it probabilities? Take a real image to which the discriminator gives the
# logit $-100$. That is utterly wrong: the loss is 100, and the gradient should be as strong as can be, $-1$. What will Keras compute from each of these four? Make a guess; the reason follows.
#
# - logits
# - probabilities from `tf.sigmoid`
# - the same inside a compiled function (`tf.function`, see lesson 02)
# - probabilities from Keras's own sigmoid

# %%
on_chances = keras.losses.BinaryCrossentropy()


def with_chances(logit):
    return on_chances(ops.ones((1, 1)), tf.sigmoid(logit))


def with_logits(logit):
    return on_logits(ops.ones((1, 1)), logit)


def with_keras_sigmoid(logit):
    return on_chances(ops.ones((1, 1)), ops.sigmoid(logit))


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
    "of Keras's own sigmoid": loss_and_gradient(with_keras_sigmoid, wrong),
}
for name, (loss, gradient) in found.items():
    print(f"{name:<26} loss {float(loss):6.2f}   gradient {float(gradient[0, 0]):5.2f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The right loss and gradient, except from probabilities of `tf.sigmoid` outside a compiled function.
#
# </details>
#
# In float32 $\mathrm{sigmoid}(-100)$ is almost 0, and Keras clips probabilities at $10^{-7}$ before it takes the
# logarithm. So the loss stops at $-\log 10^{-7} \approx 16.1$, and the **gradient is 0**: the worst mistake teaches
# nothing. Inside a `tf.function`, Keras (with its TensorFlow backend) looks back along the graph. If a sigmoid was the
# last operation, Keras uses its logits, so all is well there. Keras's own sigmoid attaches the logits to its result, and the loss finds them if no other operation comes between. Code that is right or wrong by such accidents is one more reason to keep to logits.

# %% tags=["claim:01.5"]
assert abs(float(terms) - float(ours)) < 1e-6
assert abs(float(ours) - minus_value) < 1e-6
assert abs(float(found["probabilities"][0]) + np.log(1e-7)) < 0.01
assert float(found["probabilities"][1][0, 0]) == 0
for name in ("logits", "probabilities, in a graph", "of Keras's own sigmoid"):
    assert abs(float(found[name][0]) - 100) < 1e-3, name
    assert abs(float(found[name][1][0, 0]) + 1) < 1e-6, name

# %% [markdown]
# ## The smallest GAN
#
# Do gradient steps find the equilibrium? Mescheder et al. (2018) shrank the GAN further, to the **Dirac-GAN**: each player is one number, and the data are a single point. Real data are the point 0, the generator makes the point $\theta$, and the discriminator's logit is $\psi x$. In this
# section a high logit means *generated*, as in that paper, because this spares us minus signs. With $f(t) = -\log(1 +
# e^{-t})$, the logarithm of the sigmoid, the discriminator maximizes and the generator minimizes
#
# $$V(\theta, \psi) = f(\psi\theta) + f(0).$$
#
# With $f(t) = t$ it becomes the Wasserstein game of lesson 06 without its bound on the slope. That game is *bilinear*:
# $V = \psi\theta$. In both games the only equilibrium is $\theta = \psi = 0$. Both players take gradient steps of size $h$
# at the same time:
#
# $$\theta \leftarrow \theta - h\,f'(\psi\theta)\,\psi, \qquad \psi \leftarrow \psi + h\,f'(\psi\theta)\,\theta.$$
#
# For $f' = 1$ the new squared radius is $(\theta - h\psi)^2 + (\psi + h\theta)^2 = (1 + h^2)(\theta^2 + \psi^2)$.
# In the first game, the *logistic* one, $f'(0) = \tfrac12$, so near the equilibrium the factor of the squared radius is
# $1 + h^2/4$ instead.


# %%
def bilinear(t):
    return 1.0  # the derivative of f(t) = t


def logistic(t):
    return expit(-t)  # the derivative of f(t) = -log(1 + exp(-t))


def play(f_prime, start, h=0.2, steps=200, alternating=False, r1=0.0):
    """Returns the path of (theta, psi), one row a step."""
    theta, psi = start
    path = [(theta, psi)]
    for _ in range(steps):
        old = theta
        theta = theta - h * f_prime(psi * theta) * psi
        seen = theta if alternating else old  # what the discriminator plays against
        psi = psi + h * (f_prime(psi * seen) * seen - r1 * psi)
        path.append((theta, psi))
    return np.array(path)


# %% [markdown]
# We play the bilinear game in three ways. *Simultaneous*: both move at once. *Alternating*: the discriminator answers
# the generator's new place. The third way is simultaneous with the **R1 penalty** of that paper: the discriminator pays
# $\tfrac{\gamma}{2}$ times its squared slope at real data, here $\tfrac{\gamma}{2}\psi^2$, with $\gamma = 0.5$. Which
# of the three will arrive at the equilibrium? (We check the logistic game only near the equilibrium.)

# %%
start = (1.0, 0.0)
paths = {
    "simultaneous": play(bilinear, start, steps=60),
    "alternating": play(bilinear, start, alternating=True),
    "simultaneous, R1": play(bilinear, start, r1=0.5),
}
figure, panels = plt.subplots(1, 3, figsize=(8, 3.1), dpi=100, sharex=True, sharey=True)
for axes, (name, path) in zip(panels, paths.items()):
    axes.plot(*path.T, ".-", markersize=3, linewidth=0.7)
    axes.plot(0, 0, "k+", markersize=9)
    axes.plot(*start, "o", color="tab:orange")
    axes.set(
        title=f"{name},\n{len(path) - 1} steps", xlabel="θ, generator", aspect="equal"
    )
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
# The orange dot is the start, and the cross is the equilibrium.
#
# <details><summary>Answer</summary>
#
# Only the third, with the penalty.
#
# </details>
#
# On the left, 60 simultaneous steps spiral *outwards*. Each multiplies the squared radius by exactly the factor from the formula. Smaller steps do it more
# slowly, but all do it. In the middle, 200 alternating steps stay on a closed curve, an ellipse, because each step
# keeps $\theta^2 + \psi^2 - h\theta\psi$ as it is. On the right, with the penalty, the path spirals in. There a step is
# the matrix $\begin{pmatrix} 1 & -h \\ h & 1 - h\gamma \end{pmatrix}$. For $\gamma < 2$ its eigenvalues are complex
# conjugates, and the path turns. Their product, the determinant $1 - h\gamma + h^2$, is the square of their size. On
# average, a step multiplies the squared radius by this number. So the radius shrinks if $\gamma$ lies between $h$ and 2:
# the penalty must outweigh what the steps add.
#
# In real GANs much is different, but there, too, the players can chase each other in circles. Averages of the path
# (lesson 03) can cancel the circling, and R1 (lesson 08) damps it. We give the optimizers little momentum, because
# momentum amplifies the circling (Gidel et al., 2018).

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
# - With it the **value** is $-\log 4 + 2\,\mathrm{JSD}$: the generator minimizes a divergence, and its best is $p = q$, where
#   the expert can only guess.
# - In the picture with two weights, the solution is a **saddle** and a **Nash equilibrium**. Where the two
#   distributions do not touch, the divergence is flat; the Wasserstein distance is not.
# - **Losses** are computed on logits. The generator's minimax loss saturates, the non-saturating one does not.
# - In the smallest GAN, the bilinear game, simultaneous **gradient steps** spiral away from the equilibrium, and alternating ones circle it. With a penalty on the discriminator's slope the simultaneous ones spiral in.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
#
# **1.** At some place the best discriminator answers 0.8. What do you know about the two densities there?
#
# <details><summary>Answer</summary>
#
# Real samples are four times as dense as generated ones, because $p/(p + q) = 0.8$. See *The best discriminator*.
#
# </details>
#
# **2.** Against the best discriminator the value is $-\log 4$. What has the generator achieved?
#
# <details><summary>Answer</summary>
#
# $q = p$, because the divergence is 0 only then. See *What the generator minimizes*.
#
# </details>
#
# **3.** Generated and real samples do not overlap. Why does the best discriminator not show the generator the way?
#
# <details><summary>Answer</summary>
#
# Without overlap the Jensen-Shannon divergence is $\log 2$ at any distance, so it has no slope.
# See *When the two do not touch*.
#
# </details>
#
# **4.** Both losses of the generator want a high $D(G(z))$. Why do we use the non-saturating one?
#
# <details><summary>Answer</summary>
#
# It pulls hardest at the logits of samples that the discriminator has seen through. The minimax loss hardly pulls there.
# See *Losses on logits*.
#
# </details>
#
# **5.** Simultaneous steps spiral outwards in the smallest GAN. Do smaller steps help?
#
# <details><summary>Answer</summary>
#
# No, they only do it more slowly: in the bilinear game a step of any size $h$ multiplies the squared radius by $1 + h^2$.
# See *The smallest GAN*.
#
# </details>
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
# - Gidel et al., *Negative Momentum for Improved Game Dynamics*, 2018, arXiv:1807.04740.
