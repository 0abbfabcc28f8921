# %% [markdown]
# # 06 The Wasserstein GAN
#
# **You will replace the discriminator's verdict by a distance: one that says how far the samples are from the data even while they have nothing in common, and that a network can compute.**
#
# - **You will do**: compute the exact distance between point clouds; train a critic that estimates it, and compare the two; clip weights, and see gradients vanish or explode;
#   write a training step in which the critic takes several steps for one of the generator; train the ring of lesson 05 with it; ask a table of MNIST runs whether the critic's loss follows the quality.
# - **You will learn**: what the earth mover's distance is, why a critic must not be steep, what its loss means and what it does not, what weight clipping costs.
# - **You need**: lessons 01, 02 and 05; for the last section the GAN of lesson 03 and the Fréchet distance of lesson 04. No GPU.
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
# Lesson 01 had a warning. Where real and generated samples have nothing in common, the Jensen-Shannon divergence is $\log 2$, however near or far they are; its slope is zero, and a generator that only follows it
# would not know where to go. We also saw a distance that does know: the **Wasserstein-1** or **earth mover's distance**. Think of the generated points as heaps of earth and of the real ones as holes of the same size. A plan says which heap fills which hole,
# and costs what the heaps have to travel. The distance is the mean length of the way in the *cheapest* plan:
#
# $$W_1 = \min_{\text{plans}} \; \mathbb{E} \; |x - y| \,, \qquad x \text{ real}, \; y \text{ generated}, \text{ paired by the plan.}$$
#
# ($|\cdot|$ is the ordinary length.) For two clouds with the same number of points a cheapest plan is a pairing, and scipy finds it:


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


# %%
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
# Each gray line takes one generated point to the real point that the plan gives it. Shortening some lines would lengthen others by at least as much; no other pairing has a smaller mean.

# %% [markdown]
# Two vertical lines of 512 points at a distance of $t$, the example of Arjovsky et al. (2017), which never touch: what will the two distances be at $t$ = 0.25, 0.5, 1 and 2? (For the divergence we count points in narrow bins across.)


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
# Pairing works for a few thousand points. A generator can make endlessly many, and pairing one small batch of images says little about them. The way out is to ask the question from the other side. Take any function $f$ that is never steeper than 1, $|f(x) - f(y)| \le |x - y|$: it is called
# **1-Lipschitz**. For any plan, and any such $f$,
#
# $$\mathbb{E}\,f(x) - \mathbb{E}\,f(y) \;=\; \mathbb{E}\,[f(x) - f(y)] \;\le\; \mathbb{E}\,|x - y| \,,$$
#
# since a plan uses up all real and all generated points. The left side does not know the plan. So it is at most what the *cheapest* plan costs, $W_1$, whatever $f$ is. Kantorovich and Rubinstein showed that the best $f$ reaches it (this we take on trust):
#
# $$W_1 = \max_{f \;\text{1-Lipschitz}} \; \mathbb{E}\,f(x) - \mathbb{E}\,f(y) \,.$$
#
# Then $f(x) - f(y) = |x - y|$ for all pairs of the cheapest plan: along each gray line the best $f$ for these two clouds rises with slope 1, from the generated point to the real one. Its gradient at a generated point shows where that point should go, and is as long far away as near. That is what a generator can follow.
#
# So let a network be $f$. It no longer says "real" or "generated"; it is called a **critic**. If it is never steeper than $K$, the left side is at most $K \cdot W_1$. Its loss is what it should maximize, with a minus:


# %%
def wasserstein_discriminator_loss(real_logits, fake_logits):
    return ops.mean(fake_logits) - ops.mean(real_logits)


def wasserstein_generator_loss(fake_logits):
    return -ops.mean(fake_logits)


# %% [markdown]
# That answers two questions which everybody asks. *Why is the critic's loss negative?* Because minus the loss estimates $K \cdot W_1$ from below, where $K$ is the critic's own steepest slope. *What does the generator's loss say?* By itself nothing: add 100 to all of the critic's outputs and
# the critic is as good as before, but the generator's loss has fallen by 100. A critic's outputs have no zero. They must not pass through a sigmoid, which would bound them (`GAN.compile` refuses that), and no accuracy can be made of them.
#
# ## Not too steep: clip the weights
#
# Nothing keeps a network from being steep: without a bound it would make the difference as large as it likes. Arjovsky et al. (2017) bound it crudely. If no weight is ever larger than $c$ in size, the slope is bounded too. (A layer takes $n$ equal numbers $a$ to equal numbers $n c a$ at most. Take a critic with two layers of 128 in the plane, and move its input by $(a, a)$, which is $\sqrt 2\,a$ long (no other move of that length has a larger sum of the two): the first layer makes at most $2 c a$ of it, the second $128\,c$ times that, the last one, with a single output, $128\,c$ times more. So $K \le \sqrt 2 \cdot 128 \cdot 128 \cdot c^3$, with equality in this direction if all weights are $c$ and no unit is off: 23 for $c = 0.1$.) So after each step, weights that got
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


# %%
def clip_weights(model, c):
    clip = WeightClip(c)
    for weight in model.trainable_variables:
        weight.constraint = clip
        weight.assign(clip(weight))


# %% [markdown]
# Now a critic can be trained on two fixed clouds. RMSprop, an optimizer without momentum, is the choice of the paper, whose authors saw trainings with momentum become unstable. Each call of what `trainer` returns starts from the critic's first weights again, trains, and returns the estimate.


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
# How steep the trained critic really is can be measured: the slope at a point is the norm of the critic's gradient there. (The small number under the root is for points where the critic is flat; more in the next lesson.)


# %%
def gradient_norms(discriminator, images):
    images = tf.convert_to_tensor(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = discriminator(images, training=True)
    slopes = tape.gradient(logits, images)
    squares = ops.sum(ops.square(slopes), axis=tuple(range(1, len(images.shape))))
    return ops.sqrt(squares + 1e-12)


# %%
def slopes(critic, real, fake):
    e = rng.random((len(real), 1)).astype("float32")
    between = e * real + (1 - e) * fake  # random places on lines from one to the other
    places = np.concatenate([real, fake, between])
    return gradient_norms(critic, places).numpy()


# %% [markdown]
# Eight pairs of clouds, from the lines to lesson 05's ring. For each: the exact distance; the critic's estimate, a difference of two means; its mean slope and its steepest; the estimate over the steepest slope; and which share of the exact distance that is. What do you expect of the last column?


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
print(f"{'':<17} exact  critic  mean slope  steepest  critic / steepest  share")
estimates, ratios = [], []
for name, (real, fake) in pairs.items():
    estimate = float(train(real, fake))
    exact, found = earth_mover(real, fake), slopes(critic, real, fake)
    slope = found.max()
    estimates.append(estimate / slope)
    ratios.append(estimate / slope / exact)
    print(f"{name:<17} {exact:5.3f} {estimate:7.2f} {found.mean():11.2f}", end="")
    print(f" {slope:9.2f} {estimates[-1]:18.3f} {ratios[-1]:6.0%}")

# %% [markdown]
# Never more than the exact distance, as the derivation says: divided by the steepest slope, the estimate is a lower bound. (Our steepest slope is the steepest that we *found*; the true one may be a little larger.) And on the lines the bound rises with the distance, where the divergence stood still. (The lines are drawn anew, so that their distances differ a little from those above.)
#
# For near lines the bound is close, for most other pairs it is not, down to less than two thirds: compare mean and steepest slope. The critic is rewarded for the difference of the means and free to be steep in one place and flat in another, and the clip does not ask for the *same* slope everywhere, as the best critic has it. Dividing by the steepest then underestimates.

# %% tags=["claim:06.1"]
assert np.ptp(divergences) < 1e-9
assert abs(divergences[0] - np.log(2)) < 1e-9
assert np.diff(estimates[:4]).min() > 0
assert min(ratios) > 0.4
assert max(ratios) < 1.05

# %% [markdown]
# ## What the clip costs
#
# Even those who proposed it call clipping a terrible way to bound the slope. A deep critic shows why: twelve layers of 64, at three bounds. We look at the weights after training: how many sit
# *at* the bound? And at the gradient of the critic's output that flows back: its norm at the output of each layer, from the last to the input, after training. If every layer multiplies it by one tenth, or by ten, what is left after twelve?


# %%
def deep_critic(depth=12, width=64):
    x = points = keras.Input((2,))
    for _ in range(depth):
        x = layers.Dense(width, activation="relu")(x)
    return keras.Model(points, layers.Dense(1)(x))


# %%
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
at_start, through, at_bound = {}, {}, {}
for c, axes in zip(bounds, panels):
    keras.utils.set_random_seed(SEED)
    critic = deep_critic()
    clip_weights(critic, c)
    before, at_start[c] = kernels(critic), norms_through_layers(critic, fake)
    trainer(critic, steps=200)(real, fake)
    after, through[c] = kernels(critic), norms_through_layers(critic, fake)
    at_bound[c] = [np.mean(np.abs(w) > 0.999 * c) for w in (before, after)]
    axes.hist(after / c, bins=41, color="tab:blue", label="trained")
    axes.hist(before / c, bins=41, color="black", histtype="step", label="start")
    axes.set(title=f"c = {c}", xlabel="weight / c", yticks=[])
    panels[3].semilogy(through[c], "o-", markersize=3, label=f"c = {c}")
panels[2].legend(fontsize=7)
panels[3].set(title="gradient", xlabel="behind layer (0: the input)", ylabel="norm")
panels[3].legend(fontsize=7)
plt.show()

# %%
for c in bounds:
    print(f"c = {c}")
    for name, share, norms in zip(
        ("start", "trained"), at_bound[c], (at_start[c], through[c])
    ):
        each = (norms[1] / norms[-1]) ** (1 / 11)  # from layer 12 to layer 1
        print(
            f"  {name:<8} at the bound {share:4.0%}, a layer multiplies by {each:.2f}",
            end="",
        )
        print(f", left at the input {norms[0]:.0e}")

# %% [markdown]
# Three things at once:
#
# - **Many weights sit at the bound.** With $c = 0.03$ most are there from the start, and with $0.1$ about half before and somewhat fewer after, for Keras's initial weights between two layers of 64 reach to 0.22. With $c = 0.2$ only 8 % were there at first, and training has driven a third of all to the bound. The critic wants to be steep, and under a bound on weights it gets steepest with all of them at the bound, which makes a very simple function.
# - **Gradients vanish.** At the start a layer passes on a sixth, about a half or 0.7 of the gradient. At 0.03 it stays so: after twelve layers nothing is left that could teach the lower layers, or a generator.
# - **Gradients explode.** At 0.1 and 0.2 training has lined up more of the signs (the right bars grew more than the left, which at 0.1 even shrank), and each layer multiplies by about two, or by more than six. So a bound that leaves the gradient as it is lies somewhere between 0.03 and 0.1 for this critic, and elsewhere for another depth or width.

# %% tags=["claim:06.2"]
assert at_bound[0.2][0] < 0.15
assert at_bound[0.2][1] > 0.2
assert np.log10(through[0.03][0] / through[0.03][-1]) < -6
assert np.log10(through[0.2][0] / through[0.2][-1]) > 4

# %% [markdown]
# ## The training: the critic first
#
# Lesson 01 showed the danger of a discriminator that is too good: no gradient is left for the generator. Here the opposite holds, as long as the bound lets a gradient through. The better the critic, the nearer its estimate is to a distance, and the more its gradient is worth. So the critic takes
# **several steps for each step of the generator**, five in the paper, each on real images and noise of its own. (The generator's step then takes the last noise again.) From here on a *step* is one of the generator. One step of the critic (the lines on `gan.penalty` are for the next lesson):


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


# %%
def update_in_turn(gan, real_images, noise):
    parts = gan.discriminator_steps
    for images, z in zip(tf.split(real_images, parts), tf.split(noise, parts)):
        d_loss = update_discriminator(gan, images, z)
    return d_loss, update_generator(gan, z)


# %% [markdown]
# The `for` is Python's: when TensorFlow traces the step it is unrolled, and with five steps of the critic all six updates are one graph. `GAN.compile` chooses this step if there is a penalty or `discriminator_steps` is above 1; `fit` then joins as many batches as one step needs. A recipe for `compile`, as a function of the GAN:


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


# %%
def plane_wgan(recipe, seed=0):
    keras.utils.set_random_seed(seed)
    generator, critic = dense_generator(depth=3), dense_discriminator()
    gan = GAN(generator, critic, latent_dim=16, seed=seed)
    gan.compile(ema=0.995, steps_per_execution=100, **recipe(gan))
    return gan


# %% [markdown]
# (`wgan`, for Wasserstein GAN, puts the clip on the critic of the GAN that it is given. On these small networks $c = 0.1$, found by trying; the paper's 0.01 goes with its own. `ema` is the moving average of lesson 03.) Now lesson 05's ring, with a generator of three hidden layers and lesson 02's discriminator as the critic. What will minus the critic's loss do while the samples get better?

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
exact = [earth_mover(on_ring, samples[:N]) for samples in watch.now]
for curve, label in [(estimate, "critic's estimate"), (exact, "exact distance")]:
    steps = STEPS * np.arange(1, EVALUATIONS + 1)
    panels[3].plot(steps, curve, "o-", markersize=3, label=label)
floor = earth_mover(on_ring, more[:N])
panels[3].axhline(floor, color="gray", linestyle=":", label="of two real samples")
panels[3].set(xlabel="step", ylim=(0, None))
panels[3].legend(fontsize=7)
plt.show()

# %% [markdown]
# Blue are samples of the average; right, the last panel is about the generator as it is, which is the one that the critic judges. Nothing collapses: at first the samples fill the picture and more, then they draw in to the ring, to all eight modes at once. The critic's estimate falls, and so does the exact distance, down to about that of two real samples of 512 points (dotted), where lower values mean nothing; exercise 5 is about that. But they are not the same curve: the estimate is the distance times a slope, times the share that this critic knows, and both may change. (And it is the mean over 400 steps, of the critic before its last step, while the distance is that of the last step.)
# And the samples tighten slowly. A clipped critic is probably too simple a function to show the generator eight narrow modes.
#
# ## On many seeds
#
# Is it the new loss that keeps the samples from collapsing? Lesson 05's GAN collapsed on this ring, but it had other networks and another optimizer. `make wasserstein`, a command of the course, trained both on ten seeds, on the ring and on the grid: the clipped critic as above, and the same networks with the same optimizer and the same five steps, but with the non-saturating losses of the first lessons and without a clip. What do you expect of the second? (The table has the gradient penalty of the next lesson, too.)

# %% tags=["needs:06.4"]
options = {"delimiter": ",", "names": True, "dtype": None, "encoding": "utf-8"}
table = np.genfromtxt(data.TABLES / "wasserstein.csv", **options)


# %% tags=["needs:06.4"]
def runs(world, recipe):
    rows = table[(table["data"] == world) & (table["recipe"] == recipe)]
    return rows.reshape(len(np.unique(rows["seed"])), -1)  # seeds, evaluations


arms = ("non-saturating", "clipping")
found = {(world, arm): runs(world, arm) for world in ("ring", "grid") for arm in arms}

# %% tags=["seeds-skip"]
print(f"{'':<21} reached      covered      high-quality spread       slope")
for (world, arm), rows in found.items():
    print(f"{world} {arm:<15}", end="")
    for key in ("reached_now", "covered", "high_quality", "spread", "norm"):
        end = rows[key][:, -1]
        print(f"{end.mean():6.2f} ± {end.std(ddof=1) / np.sqrt(len(end)):.2f}", end=" ")
    print()

# %% [markdown]
# Lesson 05's measures at the end of training, mean and standard error; *reached* is of the generator as it is, the rest of its average. The last column is the mean norm of the discriminator's or critic's gradient, at points between real and generated samples. The ring has 8 modes, the grid 25.

# %% tags=["claim:06.4"]
for world, modes in [("ring", 8), ("grid", 25)]:
    clipped, other = found[world, "clipping"], found[world, "non-saturating"]
    assert clipped["reached_now"][:, -5:].min() >= 0.75 * modes  # the last five
    assert other["covered"][:, -1].max() < 0.5 * modes
    assert clipped["high_quality"][:, -1].max() < 0.8
assert found["grid", "clipping"]["covered"][:, -1].mean() < 25 / 4

# %% [markdown]
# With the same networks, optimizer and steps the first lessons' losses collapse on every seed, of ring and grid, and the Wasserstein loss with its clip on none: it is the loss and the clip that make the difference. (Five steps make a non-saturating discriminator all the surer, and very steep. With one step, at lesson 05's rates, this two-layer one did not collapse on the ring. The Wasserstein loss is made for many steps.) But the clipped one is imprecise: of the grid a tenth of the modes is covered, though nearly all are reached. And its critic ends flatter than those of our table of clouds, with a slope of about a half on the ring and less on the grid; perhaps a generator that moves does not leave it the time.
#
# ## Does the critic's loss follow the quality?
#
# A loss that tells how good the samples are would be worth a lot: lesson 03's losses did not. The Wasserstein GAN's authors judged by eye that it follows the quality of their images. Does it? `make matrix` trained three GANs on MNIST, five seeds each, with lesson 03's generator. Two are Wasserstein GANs, clipped
# (c = 0.05) and with the next lesson's penalty (WGAN-GP), whose critics have no layer that compares the images of a batch (a critic is to judge each image by itself, as the next lesson explains); the third is lesson 03's own GAN, with the discriminator that it had then, of 5x5 kernels and a dense layer of 128. Twenty times on the way the Fréchet distance of 2,500 samples was measured, of the generator as it was just then and not of its average: the critic judges the current one.

# %% tags=["needs:06.3"]
mnist = np.genfromtxt(data.TABLES / "matrix.csv", **options)
recipes = {
    "lesson 03": ("long", "minimax", "batch deviation"),
    "WGAN, clipped": ("five to one", "wasserstein", "clipping"),
    "WGAN-GP": ("five to one", "wasserstein", "gradient penalty"),
}


# %% tags=["needs:06.3"]
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
    column[0].set(title=name, yscale="linear" if name == "lesson 03" else "log")
    column[1].set(yscale="log", xlabel="step", ylim=(1.5, 150))
    column[1].set_yticks([2, 5, 10, 20, 50, 100], [2, 5, 10, 20, 50, 100])
    for axes in column:
        axes.axvspan(rows["step"].max() / 2, rows["step"].max(), color="whitesmoke")
panels[0, 0].set_ylabel("minus the loss")
panels[1, 0].set_ylabel("Fréchet distance")
plt.show()

# %% [markdown]
# One line a seed; mind the axes: the upper row has its own each, logarithmic for the critics, and the columns have different numbers of steps (some curves begin above the lower panels). In the Wasserstein GANs both rows fall; in lesson 03's GAN the upper one turns and rises. (And see who ends where: an informative loss is not a better generator. As many updates of the critic as lesson 03 took of its discriminator go with a fifth of the generator's steps; the next lesson compares at equal seconds.)
#
# That both fall does not say much: so does a clock that counts down, and it would correlate with the quality as well. A fair question is finer: in the second half of the run (shaded), from one evaluation to the next, *when one changes, does the other change the same way?* We compare the rank correlation of the values with that of their changes. (A rank correlation asks whether the larger value of one goes with the larger value of the other: 1 always, -1 never, 0 by chance.)


# %% tags=["needs:06.3"]
def correlations(rows):
    late = rows[len(rows) // 2 - 1 :]  # 11 evaluations, 10 changes
    estimate, distance = -late["d_loss"], late["frechet_now"]
    values = spearmanr(estimate, distance).statistic
    return values, spearmanr(np.diff(estimate), np.diff(distance)).statistic


# %% tags=["needs:06.3"]
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
# - **As a trend, yes.** In both Wasserstein GANs the estimate and the Fréchet distance go down together, on every seed. In lesson 03's GAN they do not: in the second half the samples get better and minus the loss *rises*. There the loss says
#   who is ahead, as we saw. More than the trend we have not shown, and a clock has that, too. Nor does an estimate that falls ever more slowly prove that training is over: see WGAN-GP, whose distance still falls.
# - **Step by step, no.** How one changes says nothing that we could measure about how the other does, in all three. (With five seeds a correlation of 0.4 could still hide, in lesson 03 one of 0.6.) In the table the clipped critic's estimate even falls by 20 to 260 times, the Fréchet distance meanwhile by 2 to 6: most of it is probably the critic's slope. Do not choose
#   the best of two neighbouring checkpoints by the critic's loss, and do not compare the losses of two runs. Measure, as in lesson 04.
#
# (A part of what is in the changes is noise: the loss is a mean over batches drawn by chance before the evaluation. The distance is measured on the same noise vectors each time.)

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
# - The critic's **loss is negative** because minus the loss estimates a distance, times a slope. A generator's loss means nothing by itself.
# - You bounded the slope by **clipping weights**: many sit at the bound, and in a deep critic gradients vanish or explode with it.
# - You wrote the step with **several updates of the critic** for one of the generator. On ring and grid it did not collapse on any seed, where the first lessons' losses did with the same networks; and it was imprecise on all.
# - On MNIST the critic's loss follows the quality **as a trend**, not from one evaluation to the next.
#
# So the idea is worth keeping and the clip is not. The next lesson bounds the slope in another way.
#
# ## Exercises
#
# [Sheet 06](exercises/06_wasserstein_gan.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Arjovsky, Chintala, Bottou, *Wasserstein GAN*, 2017, arXiv:1701.07875: the distance, the critic, the clip.
# - Arjovsky, Bottou, *Towards Principled Methods for Training GANs*, 2017, arXiv:1701.04862: what goes wrong without it.
# - Gulrajani et al., *Improved Training of Wasserstein GANs*, 2017, arXiv:1704.00028: figure 1 shows vanishing and exploding gradients of clipped critics.
# - Stanczuk et al., *Wasserstein GANs Work Because They Fail (to Approximate the Wasserstein Distance)*, 2021, arXiv:2103.01678: how far real critics are from the distance, and that a good one need not make good images.
