# %% [markdown]
# # 07 The gradient penalty
#
# **You will replace the clip by a penalty on the critic's gradient: one line of loss, which needs a gradient of a gradient.**
#
# - **You will do**: write the penalty; compare what a clipped and a penalized critic learn; see which normalization goes with it; train a GAN on the ring and on digits.
# - **You will learn**: why an optimal critic has slope 1, how soft a penalty is, how TensorFlow takes second derivatives, what a penalized step costs.
# - **You need**: lesson 06; for the last section the Fréchet distance of lesson 04. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %%
from gan_course import data, metrics, plotting
from gan_course.callbacks import WatchModes
from gan_course.losses import (
    gradient_norms,
    wasserstein_discriminator_loss,
    wasserstein_generator_loss,
)
from gan_course.models import dcgan_generator, dense_discriminator, open_discriminator
from gan_course.training import (
    GAN,
    clip_weights,
    dcgan_adam,
    plane_wgan,
    update_discriminator,
)

import time

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

# %%
SEED = 0  # of everything random

# %% [markdown]
# ## What an optimal critic looks like
#
# In lesson 06 the critic $f$ was nowhere steeper than 1, and for any plan that pairs real points $x$ with generated points $y$ we found $\mathbb{E} f(x) - \mathbb{E} f(y) \le \mathbb{E} |x - y|$. For the best $f$ and the cheapest plan the two sides are equal. Since $f(x) - f(y)$ is never more than $|x - y|$, it follows that $f(x) - f(y) = |x - y|$ for every pair of that plan. On the line from $y$ to $x$ the critic climbs by the line's whole length and is never steeper than 1. So its slope is **exactly 1** all along. It is steeper in no other direction, so its gradient points along the line, to the real point.
#
# Gulrajani et al. (2017) turned this into a penalty. It asks for a gradient of norm 1 at a random point between a real and a generated image:
#
# $$\text{penalty} = \mathbb{E}\,\big(|\nabla f(\hat x)| - 1\big)^2, \qquad \hat x = e\,x + (1 - e)\,y, \qquad e \text{ uniform in } [0, 1].$$
#
# The mean is over pairs $x, y$ and numbers $e$. Nobody knows the cheapest plan between the two *distributions*, of which a batch is only a small sample, so $x$ and $y$ are paired at random. On the lines between such pairs the theory only says that the slope is at most 1. Asking for exactly 1 there is the paper's choice, and it worked well in the paper's experiments.


# %%
def gradient_penalty(discriminator, real_images, fake_images, seed):
    real_images = tf.convert_to_tensor(real_images)
    fake_images = tf.convert_to_tensor(fake_images)
    if not real_images.shape.is_compatible_with(fake_images.shape):
        raise ValueError(
            f"real images have shape {real_images.shape}, generated ones "
            f"{fake_images.shape}; the penalty pairs them: make as many as there are "
            "real ones"
        )
    shape = [tf.shape(real_images)[0]] + [1] * (len(real_images.shape) - 1)
    e = tf.random.stateless_uniform(shape, seed, dtype=real_images.dtype)
    points = e * real_images + (1 - e) * fake_images
    return ops.mean(ops.square(gradient_norms(discriminator, points) - 1))


# %% [markdown]
# The `ValueError` catches batches that cannot be paired. There is one $e$ per image: its shape is `(batch, 1, 1, 1)` for pictures, `(batch, 1)` for points. Some well-known tutorials draw $e$ from a normal distribution, and others draw an $e$ for every pixel. Where do the points $\hat x$ of two clouds lie with each of the three choices?


# %%
def blob(center, deviation, n):
    points = np.array(center) + deviation * rng.standard_normal((n, 2))
    return points.astype("float32")


# %%
rng = np.random.default_rng(SEED)
real, fake = blob([2, 2], 0.1, 300), blob([0, 0], 0.1, 300)
choices = {
    "uniform, one per image": rng.random((300, 1)),
    "normal, one per image": rng.standard_normal((300, 1)),
    "uniform, one per pixel": rng.random((300, 2)),
}

# %%
figure, panels = plt.subplots(1, 3, figsize=(9, 3.2), dpi=100, layout="constrained")
for axes, (name, e) in zip(panels, choices.items()):
    points = e * real + (1 - e) * fake
    axes.plot(*points.T, ".", color="tab:blue", markersize=3, label=r"$\hat x$")
    axes.plot(*real.T, ".", color="black", markersize=1, label="real")
    axes.plot(*fake.T, ".", color="tab:orange", markersize=1, label="generated")
    axes.set(xlim=(-4, 6), ylim=(-4, 6), aspect="equal", xlabel="first coordinate")
    axes.set_title(name, fontsize=10)
panels[0].set_ylabel("second coordinate")
panels[0].legend(fontsize=8, markerscale=3, loc="lower right")
plt.show()

# %%
beyond = {name: np.mean((e < 0) | (e > 1)) for name, e in choices.items()}
for name, share in beyond.items():
    print(f"{name:<23} e outside [0, 1]: {share:.0%}")

# %% [markdown]
# The blue points are $\hat x$, where the penalty looks at the critic's gradient.
#
# <details><summary>Answer</summary>
#
# With one uniform $e$ per image, they fill the lines between the clouds. With a normal $e$, about two thirds lie *beyond* one of the ends. With one $e$ per pixel (here: per coordinate), they fill a whole square instead of the line from one image to the other.
#
# </details>

# %%
assert beyond["uniform, one per image"] == 0
assert abs(beyond["normal, one per image"] - 0.659) < 0.15  # P(e < 0) + P(e > 1)

# %% [markdown]
# ## A gradient of a gradient
#
# The penalty contains a gradient with respect to the *image*, and training needs the penalty's gradient with respect to the *weights*. One tape can record what another computes: `gradient_norms` has a tape inside. Another one surrounds the line `total += gan.penalty(real_images, fake_images)` in lesson 06's `update_discriminator`, and that line leads to `gradient_norms`. (`GAN.compile` wraps the penalty as `gan.penalty`. The wrapper passes the critic and a new seed at each step, and multiplies the result by a constant, the *penalty's weight* $\lambda$.)
#
# There is one trap. The norm is a square root, whose slope at 0 is infinite. Where a critic is flat, the chain rule multiplies infinity by 0, which gives `nan` (not a number). After one step every logit is `nan`. So `gradient_norms` adds $10^{-12}$ under the root. Here is the penalty's gradient for a critic that is flat everywhere, with the plain root and with the safe one:

# %%
flat = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
flat.set_weights([np.zeros((2, 1)), np.zeros(1)])
points = tf.ones((4, 2))


# %%
def gradient_of_penalty(root):
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(points)
            logits = flat(points)
        squares = ops.sum(ops.square(inner.gradient(logits, points)), axis=1)
        penalty = ops.mean(ops.square(root(squares) - 1))
    return outer.gradient(penalty, flat.trainable_variables[0]).numpy().ravel()


print("plain root:", gradient_of_penalty(ops.sqrt))
print("safe root: ", gradient_of_penalty(lambda s: ops.sqrt(s + 1e-12)))

# %% [markdown]
# With the safe root, a flat critic gets no gradient from the penalty. The other term of the loss has to set it going.
#
# ## How soft is it?
#
# A penalty is not a wall. Suppose that the critic's gradient has the norm $g$ everywhere and points along the lines of the cheapest plan, whose mean length is the distance $W_1$. Then the estimate $\mathbb{E} f(x) - \mathbb{E} f(y)$ is $g \cdot W_1$, and with the weight $\lambda$ the loss is
#
# $$-g\,W_1 + \lambda\,(g - 1)^2 .$$
#
# Where is the minimum? Find a formula for $g$.
#
# To test it, `trainer` makes a function that trains a critic on two fixed clouds, from given initial values, and returns the estimate. The learning rate falls to 0, because at the full rate the slope would keep trembling.


# %%
def trainer(critic, rate=3e-3):
    optimizer = keras.optimizers.Adam(rate, beta_1=0.5, beta_2=0.9)
    optimizer.build(critic.trainable_variables)

    @tf.function
    def train(real, fake, weight, steps):
        for step in tf.range(steps):
            optimizer.learning_rate.assign(rate * tf.cast(1 - step / steps, "float32"))
            seed = tf.stack([SEED, step])
            shuffled = tf.random.experimental.stateless_shuffle(real, seed)  # new pairs
            with tf.GradientTape() as tape:
                loss = wasserstein_discriminator_loss(critic(real), critic(fake))
                loss += weight * gradient_penalty(critic, shuffled, fake, seed)
            weights = critic.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return -wasserstein_discriminator_loss(critic(real), critic(fake))

    def train_from(weights, real, fake, weight, steps=400):
        critic.set_weights(weights)
        for variable in optimizer.variables:
            variable.assign(tf.zeros_like(variable))
        return float(train(real, fake, tf.constant(weight), tf.constant(steps)))

    return train_from


def first_weights(start=0):
    keras.utils.set_random_seed(SEED + 100 * start)
    return dense_discriminator().get_weights()


# %%
def earth_mover(real, fake):
    costs = cdist(real, fake)
    rows, columns = linear_sum_assignment(costs)
    return costs[rows, columns].mean()


def points_between(real, fake):
    e = rng.random((len(real), 1)).astype("float32")
    return e * real + (1 - e) * fake


# %%
N, ring = 512, data.gaussian_ring()
on_ring = ring.sample(N, seed=SEED).numpy()
pairs = {
    "two blobs": (blob([0, 0], 0.5, N), blob([2, 1], 0.5, N)),
    "wide and narrow": (blob([0, 0], 1.0, N), blob([0, 0], 0.25, N)),
    "ring and blob": (on_ring, blob([0, 0], 0.5, N)),
}
exact = {name: earth_mover(*pair) for name, pair in pairs.items()}
print(", ".join(f"{name}: distance {found:.2f}" for name, found in exact.items()))

# %% [markdown]
# Which slope do you expect for each pair of clouds with $\lambda = 1$, and with $\lambda = 10$? Write six numbers down first.

# %%
critic = dense_discriminator()
train = trainer(critic)
print(f"{'':<16} weight  slope  predicted  estimate / exact")
slopes, predictions = [], []
for name, (real, fake) in pairs.items():
    for weight in (1.0, 10.0):
        estimate = train(first_weights(), real, fake, weight)
        slopes.append(gradient_norms(critic, points_between(real, fake)).numpy().mean())
        predictions.append(1 + exact[name] / (2 * weight))
        print(f"{name:<16} {weight:6.0f} {slopes[-1]:6.2f}", end="")
        print(f" {predictions[-1]:10.2f} {estimate / exact[name]:17.2f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The derivative, $-W_1 + 2 \lambda (g - 1)$, is 0 at $g = 1 + W_1 / (2 \lambda)$. The column *predicted* holds these numbers.
#
# </details>
#
# The slopes, which are measured between random pairs as in the penalty, agree with $1 + W_1 / (2 \lambda)$. So on these three pairs of clouds a penalized critic that has been trained to the end is steeper than 1 on average, and by the formula its slope falls to 1 as the generator approaches the data. (The formula supposes one slope everywhere. Where that fails, the mean may differ.) The estimate of the distance is too large by the same factor. So this is a *soft penalty*, which the rest of the loss can outweigh. For a weight of 10 this factor is close to 1 here, because these distances are small compared with $2 \lambda = 20$.

# %%
excess = (np.array(slopes) - 1) / (np.array(predictions) - 1)
assert np.abs(excess - 1).max() < 0.2

# %% [markdown]
# ## What a clipped critic does not learn
#
# The paper tests critics like this: the generated points are the real points plus noise and stay fixed, and only the critic learns. Our real points lie on the ring's eight dots, and the noise is normal, with standard deviation 1/2. A critic that has understood this is a landscape with eight peaks. We train the same network with the same optimizer from the same initial values (for the clipped critic they are clipped first), three times: clipped at 0.1, penalized with weight 1, and penalized with weight 10. Each run starts anew, and its learning rate falls to 0 over the length of that run. As in lesson 06, we divide the estimate by the steepest slope that we find, and by the exact distance. What share of the distance will each critic know, here and on the three pairs from above?


# %%
clouds = pairs | {"ring and noisy ring": (on_ring, on_ring + blob([0, 0], 0.5, N))}
clipped = dense_discriminator()
clip_weights(clipped, 0.1)
train_clipped = trainer(clipped)


# %%
def share_known(name, weight, steps=400, start=0):
    network, learn, weights = critic, train, first_weights(start)
    if weight == 0:  # no penalty: the clipped one
        network, learn = clipped, train_clipped
        weights = [np.clip(w, -0.1, 0.1) for w in weights]
    real, fake = clouds[name]
    estimate = learn(weights, real, fake, weight, steps)
    places = real, fake, points_between(real, fake)
    steepest = max(gradient_norms(network, x).numpy().max() for x in places)
    return estimate / steepest / earth_mover(real, fake)


# %%
print("share of the distance that the critic knows")
print(f"{'':<20} clipped  weight 1  weight 10")
shares = {}
for name in clouds:
    shares[name] = [share_known(name, weight) for weight in (0.0, 1.0, 10.0)]
    print(f"{name:<20} {shares[name][0]:7.0%} {shares[name][1]:9.0%}", end="")
    print(f" {shares[name][2]:10.0%}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# On the three easy pairs the penalized critics know nearly all of the distance, and the clipped one 68 to 77 %. On the ring and its noisy copy, the critic with weight 1 knows the most, and each of the others knows about a quarter.
#
# </details>
#
# On the last pair two critics are far behind. Do they lack time, or is the landscape beyond them? We try three starts, and five times as many steps. What do you expect?

# %%
pair, known = "ring and noisy ring", {}
for start in range(3):
    for steps in (400, 2000):
        found = [share_known(pair, weight, steps, start) for weight in (0.0, 1.0, 10.0)]
        known[start, steps] = found
        print(f"start {start}, {steps:4} steps: clipped {found[0]:.0%}", end="")
        print(f", weight 1 {found[1]:.0%}, weight 10 {found[2]:.0%}")

# %%
side = np.linspace(-3, 3, 120, dtype="float32")
plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
figure, panels = plt.subplots(1, 3, figsize=(11, 3.2), dpi=100, layout="constrained")
for axes, weight in zip(panels, (0.0, 1.0, 10.0)):
    share_known(pair, weight, 2000)  # trains the critic that is drawn
    heights = (critic if weight else clipped)(plane).numpy().reshape(120, 120)
    picture = axes.contourf(side, side, heights, 24, cmap="cividis")
    axes.plot(*ring.modes.T, "+", color="tab:red", markersize=8)
    axes.set(aspect="equal", xlabel="first coordinate")
    axes.set_title(f"weight {weight:.0f}" if weight else "clipped", fontsize=10)
    figure.colorbar(picture, ax=axes, label="critic")
panels[0].set_ylabel("second coordinate")
plt.show()

# %% [markdown]
# <details><summary>Answer</summary>
#
# More steps did not help the clipped critic (it changed by one percentage point at most), so it did not lack them. (Whether another clip or rate would do better, we have not tried.) The critic with weight 1 always improved. The one with weight 10 depended on the start. From the first it improved but stayed behind weight 1, from the second it overtook weight 1, and from the third it was level with weight 1 after 400 steps, and behind it after 2,000.
#
# </details>
#
# The pictures show the first start after 2,000 steps, with crosses at the eight dots. (Each panel has its own scale.) The clipped critic is a ridge with a few folds. Weight 1 has a peak at each cross. With weight 10, from its worst start, there are peaks at only two of the crosses.
#
# A larger weight brings the slope nearer to 1, but in 400 steps the critic with weight 10 learned much less than the one with weight 1, from two of three starts. Perhaps a heavy penalty slows the critic down: to change its landscape it has to pass through slopes other than 1, and these cost more. The paper takes 10. In the plane we shall take 1.

# %% tags=["claim:07.2"]
for name in pairs:
    with_clip, *penalized = shares[name]
    assert min(penalized) > with_clip + 0.05
    assert max(penalized) < 1.05
for start in range(3):
    (with_clip, weak, _), longer = known[start, 400], known[start, 2000]
    assert weak > 1.4 * with_clip
    assert abs(longer[0] - with_clip) < 0.1  # more time does not help the clip
    assert longer[2] > 1.2 * longer[0]

# %% [markdown]
# ## Normalization in the critic
#
# The penalty is about single images: *this* image's logit should change with slope 1 when *this* image changes. That makes sense only if a logit depends on no other image. Is this so with batch normalization, and with layer normalization? In the matrices below, the entry in row $i$ and column $j$ says how much logit $i$ changes when image $j$ is moved: it is the norm of the gradient of the one with respect to the other, divided by the largest on the diagonal. (Points in the plane stand in for images.) Which of the two will put something off the diagonal?


# %%
def influence(normalization):
    keras.utils.set_random_seed(SEED)
    critic = keras.Sequential([keras.Input((2,)), layers.Dense(32)])
    if normalization:
        critic.add(normalization)
    critic.add(layers.LeakyReLU(negative_slope=0.2))
    critic.add(layers.Dense(1))
    with tf.GradientTape() as tape:
        tape.watch(eight)
        logits = critic(eight, training=True)[:, 0]
    jacobian = tape.jacobian(logits, eight)  # logit, image, coordinate
    norms = ops.norm(jacobian, axis=2).numpy()
    return norms / np.diag(norms).max()


# %%
eight = tf.constant(rng.standard_normal((8, 2)), "float32")
matrices = {
    "none": influence(None),
    "layer normalization": influence(layers.LayerNormalization()),
    "batch normalization": influence(layers.BatchNormalization()),
}

# %%
figure, panels = plt.subplots(1, 3, figsize=(9, 2.9), dpi=100, layout="constrained")
for axes, (name, matrix) in zip(panels, matrices.items()):
    picture = axes.imshow(matrix, cmap="cividis", vmin=0, vmax=1)
    axes.set_title(name, fontsize=10)
    axes.set(xlabel="image moved", ylabel="logit")
figure.colorbar(picture, ax=panels, label="change / largest on the diagonal")
plt.show()

# %%
for name, matrix in matrices.items():
    off = matrix[~np.eye(8, dtype=bool)].max()
    print(f"{name:<20} off the diagonal at most {off:.2f} of the largest on it")
    assert (off > 0.01) == (name == "batch normalization")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Only batch normalization, with which a logit depends on all images of the batch.
#
# </details>
#
# A tape's gradient of several logits is the gradient of their *sum*. Without batch normalization, an image affects only its own logit in that sum. With it, it affects all of them (a whole column of the matrix), so the penalty punishes something other than that image's slope. `GAN.compile` warns of that. Layer normalization looks at one image at a time, so it does not have this problem.
#
# For the same reason, our critics for images leave out lesson 03's layer that compares the images of a batch. `open_discriminator()` builds such a critic: two convolutions of stride 2, a dense layer and the logit, with LeakyReLU in between. (The function has slots for lesson 08: for a wrapper around each layer that has weights, and for the layer that is left out here.)
#
# ## The ring, again
#
# Here is the recipe, called WGAN-GP (for *gradient penalty*), as a function of the GAN. The penalty replaces the clip, and Adam at a rate of 0.001 replaces RMSprop at half that rate.


# %%
def wgan_gp(gan, weight=1.0, steps=5, rate=1e-3):
    return {
        "d_optimizer": keras.optimizers.Adam(rate, beta_1=0.5),
        "g_optimizer": keras.optimizers.Adam(rate, beta_1=0.5),
        "d_loss": wasserstein_discriminator_loss,
        "g_loss": wasserstein_generator_loss,
        "penalty": gradient_penalty,
        "penalty_weight": weight,
        "discriminator_steps": steps,
    }


# %% [markdown]
# `gan` is not used here; `plane_wgan` passes it because lesson 06's recipe clips its critic. The rest is as in lesson 06: the networks, five steps of the critic, the moving average. By the formula above, the norm of the critic's gradient goes to 1 as the generator arrives. How near will the mean norm be, and will all norms be equal?

# %%
EVALUATIONS, STEPS = 6, 400
gan, watch = plane_wgan(wgan_gp, seed=SEED), WatchModes(ring, seed=SEED)
batches = ring.batches(256, SEED)
gan.fit(batches, EVALUATIONS, steps_per_epoch=STEPS, callbacks=[watch])
fake = gan.generator(rng.standard_normal((2500, 16)).astype("float32")).numpy()
between = points_between(ring.sample(2500, seed=SEED).numpy(), fake)
norms = gradient_norms(gan.discriminator, between).numpy()

# %%
figure, panels = plt.subplots(1, 4, figsize=(11, 2.8), dpi=100, layout="constrained")
for axes, number in zip(panels, (0, 2, 5)):
    axes.plot(*ring.modes.T, "+", color="tab:red", zorder=3)
    axes.plot(*watch.averaged[number].T, ".", color="tab:blue", markersize=2)
    axes.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", xlabel="first coordinate")
    axes.set_title(f"step {(number + 1) * STEPS}", fontsize=10)
panels[0].set_ylabel("second coordinate")
panels[3].hist(norms, bins=40, color="tab:blue")
panels[3].axvline(1, color="black", linestyle=":")
panels[3].set(xlabel="norm of the critic's gradient", ylabel="number of points")
panels[3].set_yticks([])
plt.show()

# %%
print(f"mean norm {norms.mean():.2f}, standard deviation {norms.std():.2f}")
for found in (watch.found[0], watch.found[2], watch.found[5]):
    print(f"step {found['step']}: covered {found['covered']}", end="")
    print(f", high-quality {found['high_quality']:.0%}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The mean is close to 1, but the norms vary, while the formula supposes one slope everywhere. And a mean of 1 is no proof of good samples, because the penalty asks for 1 anyway.
#
# </details>
#
# The blue points are samples of the moving average; the histogram was made with the current critic and generator. After 2,400 steps there are eight dots, still joined by threads. Red crosses are the modes of the data. Lesson 06's clipped critic had only led to frayed dots, after 4,000 steps; but its optimizer and learning rate were different, too.
#
# The table that `make wasserstein` makes has runs on many seeds. We use its rows at step 4,000 for the ring, and at step 10,000 for the grid. Its recipes *clipping*, *non-saturating* and *non-saturating with clipping* are lesson 06's.

# %% tags=["needs:07.3"]
table = data.load_table("wasserstein")


# %% tags=["needs:07.3"]
def ends(world, recipe):
    rows = table[(table["data"] == world) & (table["recipe"] == recipe)]
    return rows[rows["step"] == rows["step"].max()]


# %% tags=["seeds-skip"]
print(f"{'':<34} seeds  all covered  quality  spread   norm")
for world, modes in [("ring", 8), ("grid", 25)]:
    for recipe in np.unique(table["recipe"]):
        rows = ends(world, recipe)
        every = (rows["covered"] == modes).sum()
        print(f"{world:<5} {recipe:<28} {len(rows):5} {every:12}", end="")
        for key in ("high_quality", "spread", "norm"):
            print(f" {rows[key].mean():7.2f}", end="")
        print()

# %% [markdown]
# *Spread* is the standard deviation of the high-quality samples within their modes, divided by the true one, so 1 is best; *norm* is the mean norm of the critic's gradient between real and generated samples.
#
# With the gradient penalty, all modes of both worlds are covered on all twenty seeds, with a critic that compares no samples with each other. Is the Wasserstein distance needed for that? Compare the recipe *gradient penalty* with *non-saturating with penalty*, which has the same networks, the same Adam, the same steps and the same penalty, but the losses of the first lessons. The latter covers all modes on all twenty seeds as well, with about the same quality. So in this setting the distance is not needed: with the penalty, either loss covers all modes. (Fedus et al., 2018, found on images that gradient penalties help the non-saturating loss, too.) With neither penalty nor clip, and with lesson 06's optimizer, the losses of the first lessons did not cover all modes on any seed. The two clipped recipes, which have that optimizer as well, seldom cover all modes. (They do not collapse, as lesson 06 showed: each mode is the nearest one for many samples, but only a third of all samples are high-quality on the ring, and a tenth on the grid.) How much of the difference between clip and penalty is due to the optimizer, this table cannot tell.
#
# In the recipe *gradient penalty* the modes are a little narrow on the ring, and clearly too narrow on the grid. On both, lesson 05's packing by two had a better quality, with other networks and one step of the discriminator. But its modes were only half as wide as they should be. With the recipe *gradient penalty* the mean norm is close to 1 on every seed:

# %% tags=["claim:07.1"]
for world in ("ring", "grid"):
    mean_norms = ends(world, "gradient penalty")["norm"]
    print(f"{world}: mean norm from {mean_norms.min():.3f} to {mean_norms.max():.3f}")
    assert mean_norms.min() > 0.9
    assert mean_norms.max() < 1.1
assert abs(norms.mean() - 1) < 0.1

# %% tags=["claim:07.3", "seeds-skip"]
for world, modes in [("ring", 8), ("grid", 25)]:
    rows = ends(world, "gradient penalty")
    assert len(rows) == 20
    assert (rows["covered"] == modes).sum() >= 19
    other_loss = ends(world, "non-saturating with penalty")
    assert len(other_loss) == 20
    assert (other_loss["covered"] == modes).sum() >= 19
    for clipped in ("clipping", "non-saturating with clipping"):
        assert (ends(world, clipped)["covered"] == modes).mean() < 0.5

# %% [markdown]
# ## What a step costs
#
# In a step, the critic is run forward on real and on generated images, and then backward. The penalty adds a third batch, and for that batch a gradient of a gradient. How many times as expensive will a penalized step be on MNIST's images, with lesson 03's generator and `open_discriminator()`? The choice of the loss does not matter for this.


# %%
def critic_step_seconds(penalty, steps=20):
    gan = GAN(dcgan_generator(), open_discriminator(), latent_dim=64, seed=SEED)
    gan.compile(dcgan_adam(), dcgan_adam(), penalty=penalty)
    images, z = tf.zeros((32, 28, 28, 1)), tf.zeros((32, 64))

    @tf.function
    def step():
        return update_discriminator(gan, images, z)

    step()  # traces
    start = time.process_time()
    for _ in range(steps):
        loss = step()
    loss.numpy()  # waits for the last
    return (time.process_time() - start) / steps


# %%
spent = [
    min(critic_step_seconds(penalty) for _ in range(3))
    for penalty in (None, gradient_penalty)
]
print(f"plain {1000 * spent[0]:.0f} ms, penalized {1000 * spent[1]:.0f} ms", end="")
print(f": {spent[1] / spent[0]:.1f} times as much")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Less than twice. Count the critic's work in forward passes. Each plain batch costs three: one forward, and two back, for the outputs of the layers and for their weights. The third batch costs four: one forward, one back to the images, and two more to go back through this backward pass. (Nothing goes back through the forward pass, because the slope of LeakyReLU is constant on either side of 0.) That makes ten against six. The ratio that we measure may differ. Both kinds of step make generated images, too, which brings it down, and a plain batch need not go back to the images, which brings it up.
#
# </details>

# %%
assert spent[1] / spent[0] < 3

# %% [markdown]
# ## MNIST
#
# Now digits, with the paper's weight of 10, five steps of the critic, and lesson 03's optimizers. Their rate is twenty times the paper's. We take only eighty steps of the generator. Curves of longer runs of the same training come below.

# %%
images, _ = data.load_mnist("train")
test_images, _ = data.load_mnist("test")
real_features, _ = metrics.classify(data.scale(test_images))

# %%
keras.utils.set_random_seed(SEED)
digits = GAN(dcgan_generator(), open_discriminator(), latent_dim=64, seed=SEED)
adams = {"d_optimizer": dcgan_adam(), "g_optimizer": dcgan_adam()}
digits.compile(**wgan_gp(digits, weight=10.0) | adams)
digits.fit(data.image_batches(images, 32, seed=SEED), steps_per_epoch=80)
samples = digits.predict(rng.standard_normal((2500, 64)), batch_size=500, verbose=0)
features, _ = metrics.classify(samples)
started = metrics.frechet_distance(real_features, features)
plotting.show_images(samples[:20], title=f"after 80 steps: Fréchet {started:.0f}")

# %% [markdown]
# These are first strokes. The table that `make matrix` makes has four longer runs of this training, of 1,600 steps each. The clipped critic got as many steps, but its steps are cheaper, so it ends earlier. Lesson 03's own GAN got somewhat more seconds than WGAN-GP, so we compare at equal times. All distances are of samples of the moving average. (This table calls the losses of the first lessons, *non-saturating* above, *minimax*.) In the picture below, the black square is our run: the same training as the table's WGAN-GP, with other random numbers. It is drawn at the time that the table's runs took, on average, for eighty steps.
#
# Which of the three recipes will have the lowest Fréchet distance after the same number of seconds?

# %% tags=["needs:07.4"]
mnist = data.load_table("matrix")
recipes = {
    "lesson 03": ("long", "minimax", "batch deviation"),
    "WGAN, clipped": ("five to one", "wasserstein", "clipping"),
    "WGAN-GP": ("five to one", "wasserstein", "gradient penalty"),
}


# %% tags=["needs:07.4"]
def mnist_runs(training, loss, regularizer):
    chosen = (mnist["training"] == training) & (mnist["loss"] == loss)
    rows = mnist[chosen & (mnist["regularizer"] == regularizer)]
    return rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, evaluations


# %% tags=["needs:07.4"]
def at_seconds(rows, seconds):
    """Returns each run's distance at a time, its logarithm interpolated."""
    logs = [np.log(r["frechet"]) for r in rows]
    curves = zip(rows, logs)
    return np.exp([np.interp(seconds, r["seconds"], log) for r, log in curves])


ended = {
    name: mnist_runs(*recipe)["seconds"][:, -1].min()  # when the first of its runs ends
    for name, recipe in recipes.items()
}
seconds = min(ended.values())  # all three have reached it
later = min(ended["lesson 03"], ended["WGAN-GP"])  # these two have

# %% tags=["seeds-skip"]
figure, axes = plt.subplots(figsize=(6, 3.5), dpi=100, layout="constrained")
colors = ["tab:blue", "tab:orange", "tab:green"]
for (name, recipe), color in zip(recipes.items(), colors):
    for number, rows in enumerate(mnist_runs(*recipe)):
        label = name if number == 0 else None
        axes.plot(rows["seconds"], rows["frechet"], color=color, lw=1, label=label)
begin = mnist_runs(*recipes["WGAN-GP"])[:, 0]
axes.plot(begin["seconds"].mean(), started, "s", color="black", label="this notebook")
axes.set(xscale="log", yscale="log", xlabel="seconds of a core")
axes.set_xticks([10, 20, 50, 100, 200], [10, 20, 50, 100, 200])
axes.set_xticks([], minor=True)
axes.set_yticks([2, 5, 10, 20, 50, 100], [2, 5, 10, 20, 50, 100])
axes.set_yticks([], minor=True)
axes.set_ylabel("Fréchet distance")
axes.legend()
plt.show()

# %% tags=["needs:07.4"]
reached = {
    name: at_seconds(mnist_runs(*recipe), seconds) for name, recipe in recipes.items()
}
print("Fréchet distance, mean over the seeds and standard error")
for moment in (seconds, later):
    print(f"after {moment:.0f} s:")
    for name, recipe in recipes.items():
        if ended[name] >= moment:
            values = at_seconds(mnist_runs(*recipe), moment)
            error = values.std(ddof=1) / np.sqrt(len(values))
            print(f"  {name:<14} {values.mean():5.1f} ± {error:3.1f}")
    best = at_seconds(mnist_runs(*recipes["lesson 03"]), moment)
    ours = at_seconds(mnist_runs(*recipes["WGAN-GP"]), moment)
    print(f"  WGAN-GP: {ours.mean() / best.mean():.1f} times the distance", end="")
    print(f", the closest pair {ours.min() / best.max():.1f} times")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Lesson 03's GAN, at all times.
#
# </details>
#
# Each line is a seed. At these settings the penalty beats the clip by far, and lesson 03's GAN beats both. When the first clipped run ends, WGAN-GP's Fréchet distance is about five times that of lesson 03's GAN. The same holds at the latest time that all runs of these two have reached. Even WGAN-GP's best run then has nearly three times the distance of lesson 03's worst.
#
# All three ran with lesson 03's Adam at its rate, which is twenty times that of WGAN-GP's paper. Other settings may suit WGAN-GP and the clipped critic better. (The paper on clipping advises against optimizers with momentum. Ours has none, but it is no RMSprop either.) Both also spend time on five critic steps for each of the generator's. And lesson 03's discriminator has its layer that compares the images of a batch, which the critics do without. So the picture compares whole recipes, and not losses alone. Besides, the paper claims more speed only against clipping. Compared with ordinary GANs it promises something else: stable training of networks with which ordinary GANs fail. Lesson 03's networks do not fail on MNIST. The next lesson looks for both speed and reliability.

# %% tags=["claim:07.4"]
first = mnist_runs(*recipes["WGAN-GP"])[:, 0]["frechet"]
print(f"here {started:.0f}, in the table {first.min():.0f} to {first.max():.0f}")
assert started > first.min() / 1.5
assert started < 1.5 * first.max()
assert reached["WGAN-GP"].max() < reached["WGAN, clipped"].min()
assert reached["WGAN-GP"].min() > 2 * reached["lesson 03"].max()

# %% [markdown]
# ## Recap
#
# - An optimal critic has **slope 1** on the lines of the cheapest plan. The **gradient penalty** asks for slope 1 at one random point between a real and a generated image, which are paired at random, with one number $e$ *per image*.
# - In TensorFlow it is **a tape within a tape**, with a small number under the root.
# - The penalty is **soft**: on three simple pairs the mean slope settled near $1 + W_1 / (2 \lambda)$, which goes to 1 as the generator arrives.
# - On three easy pairs penalized critics **knew more** than the same network clipped at 0.1. On a hard pair so did the critic with weight 1 and, after 2,000 steps, the one with weight 10. With the penalty, all modes of ring and grid were covered on every seed.
# - **No batch normalization** in the critic, because the penalty is about each image alone.
# - Here a penalized step of the critic cost **less than twice** as much as a plain one. On MNIST, at these settings and for as long as we trained, lesson 03's GAN is ahead after the same number of seconds.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
#
# **1.** Why can an optimal critic not be flat between two points that the cheapest plan pairs?
#
# <details><summary>Answer</summary>
#
# On each line of the cheapest plan it climbs by the line's whole length, so its slope is 1 there. See *What an optimal critic looks like*.
#
# </details>
#
# **2.** What does each of the two tapes compute?
#
# <details><summary>Answer</summary>
#
# The inner one computes the critic's gradient with respect to the points $\hat x$, and the outer one the gradient of the whole loss with respect to the weights. See *A gradient of a gradient*.
#
# </details>
#
# **3.** A trained critic's slope is well above 1, where the penalty asks for 1. Is that a fault?
#
# <details><summary>Answer</summary>
#
# Not by itself. While the distributions are apart, a slope near $1 + W_1 / (2 \lambda)$ is to be expected. See *How soft is it?*.
#
# </details>
#
# **4.** May a penalized critic have layer normalization?
#
# <details><summary>Answer</summary>
#
# Yes, because it looks at one image at a time. See *Normalization in the critic*.
#
# </details>
#
# **5.** WGAN-GP covers all modes. Does this show that the Wasserstein distance prevents collapse?
#
# <details><summary>Answer</summary>
#
# No. With the first lessons' losses and the same penalty, all modes are covered, too. So the distance is not needed here. See *The ring, again*.
#
# </details>
#
# ## Exercises
#
# [Sheet 07](exercises/07_wgan_gp.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Gulrajani et al., *Improved Training of Wasserstein GANs*, 2017, arXiv:1704.00028.
# - Arjovsky, Chintala, Bottou, *Wasserstein GAN*, 2017, arXiv:1701.07875.
# - Petzka, Fischer, Lukovnikov, *On the regularization of Wasserstein GANs*, 2018, arXiv:1709.08894: a *one-sided penalty*, only on slopes above 1.
# - Fedus et al., *Many Paths to Equilibrium*, 2018, arXiv:1710.08446: gradient penalties with the non-saturating loss.
# - Mescheder, Geiger, Nowozin, *Which Training Methods for GANs do actually Converge?*, 2018, arXiv:1801.04406: why training with WGAN-GP's penalty need not come to rest, and a *zero-centered penalty* with which it does if it starts near enough.
