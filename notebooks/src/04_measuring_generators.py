# %% [markdown]
# # 04 Measuring generators
#
# **You will build the five numbers by which generators are compared, fool each of them on
# purpose, and learn when to believe a difference between two generators.**
#
# - **You will do**: write five metrics; try them on faults that you make yourself; see what few
#   samples do to them; catch a generator that only copies.
# - **You will learn**: what each number sees and what it misses, why few samples mislead, how to put an
#   interval around a Fréchet distance and around a difference.
# - **You need**: lesson 03; mean, covariance and standard error from statistics, eigenvalues and singular values. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %%
from gan_course import data, metrics, models, plotting
from gan_course.metrics import check_features, check_number

from statistics import NormalDist

import keras
import matplotlib.pyplot as plt
import numpy as np
import scipy.linalg
import scipy.stats
from matplotlib.patches import Circle
from scipy.ndimage import gaussian_filter
from scipy.special import rel_entr, softmax

# %%
SEED = 0  # decides everything random: another one gives other samples
rng = np.random.default_rng(SEED)
keras.utils.set_random_seed(SEED)

# %% [markdown]
# ## From pixels to features
#
# A generator has no test accuracy, because there is no right image that a sample should equal. There is only a
# *set* of samples, which should look as if it came from the same source as the real images. Two things can go
# wrong: samples may be **bad**, digits that nobody would write, or **too alike**, always the same seven. A
# metric should notice both.
#
# Comparing pixels does not get us far: when a digit moves by two pixels, many of its pixels change. So
# all five metrics look at images through a trained classifier. Papers use *Inception*, trained on photographs.
# We use a small network that the course trained on MNIST. It turns each image into 64 **features**, its last
# hidden layer, and ten **logits**, one for each class.
#
# Because of Inception, papers speak of a Fréchet *Inception* Distance. The formulas are the same, but **our
# values cannot be compared** with a paper's, nor with those of another classifier.

# %%
images, labels = data.load_mnist("train")
test_images, test_labels = data.load_mnist("test")
order = rng.permutation(10_000)  # the easier writers come first in the file
test_images, test_labels = test_images[order], test_labels[order]
classifier = models.load_classifier()
generator = models.load_generator()  # what lesson 03 trained
noise = rng.standard_normal((10_000, 64)).astype("float32")
samples = generator.predict(noise, batch_size=500, verbose=0)

# %%
test_features, test_logits = metrics.classify(data.scale(test_images), classifier)
sample_features, sample_logits = metrics.classify(samples, classifier)
right = np.mean(test_logits.argmax(axis=1) == test_labels)
print("features:", test_features.shape, "  logits:", sample_logits.shape)
print(f"the classifier reads {right:.2%} of the test images correctly")

# %%
plotting.show_images(
    np.concatenate([data.scale(test_images[:20]), samples[:20]]),
    title="upper two rows: test images; lower two: samples of lesson 03",
)

# %% [markdown]
# Most samples are clear digits, and some are not. The features have 64 dimensions. Our map shows two of them,
# the **principal axes**, along which the test images spread most. Will the digits be mixed or apart?

# %%
centre = test_features.mean(axis=0)
axes_of_map = np.linalg.svd(test_features - centre, full_matrices=False)[2][:2].T


def on_map(features):
    return (features - centre) @ axes_of_map


# %%
BOX = dict(boxstyle="circle,pad=0.1", facecolor="white", alpha=0.7, linewidth=0)
figure, panels = plt.subplots(
    1, 2, figsize=(6.5, 3.4), dpi=100, sharex=True, sharey=True
)
for axes, features, digits, title in [
    (panels[0], test_features, test_labels, "test images"),
    (panels[1], sample_features, sample_logits.argmax(axis=1), "samples of lesson 03"),
]:
    x, y = on_map(features[:2000]).T
    axes.scatter(x, y, s=3, c=digits[:2000], cmap="tab10", vmin=0, vmax=9)
    axes.set(title=title, xlabel="first principal axis")
    for digit in range(10):
        place = on_map(test_features[test_labels == digit].mean(axis=0))
        axes.text(*place, digit, weight="bold", ha="center", va="center", bbox=BOX)
panels[0].set_ylabel("second principal axis")
figure.tight_layout()
plt.show()

# %% [markdown]
# <details><summary>Answer</summary>
#
# Mostly apart, because the classifier has pulled most digits into arms of a star. Digits that share an arm,
# such as 4, 1 and 9, must be apart in other dimensions, or else the classifier could not tell them apart so
# well.
#
# </details>
#
# Colours show the labels on the left, the classifier's answers on the right. The
# numbers mark the means of the *test* images. The samples make nearly the same star, but more of
# them lie between the arms.

# %% [markdown]
# ## The Fréchet distance: compare means and covariances
#
# The best-known metric replaces each cloud by a normal distribution with its mean $m$ and covariance $C$,
# and takes the Fréchet distance between the two normals (Dowson and Landau, 1982; for GANs
# Heusel et al., 2017):
#
# $$d^2 = |m_1 - m_2|^2 + \mathrm{tr}\bigl(C_1 + C_2 - 2 (C_1 C_2)^{1/2}\bigr).$$
#
# $d^2$ is the least mean squared distance over which the mass of one normal must be moved to turn it into
# the other. Everybody reports $d^2$ and calls it the distance. The trace of $(C_1 C_2)^{1/2}$ is
# the sum of the square roots of the eigenvalues of $C_1 C_2$. With the symmetric roots $S_i S_i =
# C_i$, these square roots are the singular values of $S_1 S_2$, which can be computed
# without trouble even if a covariance has no inverse.


# %%
def matrix_root(covariance):
    values, vectors = np.linalg.eigh(covariance)
    rounding = len(values) * np.finfo(float).eps * abs(values).max()
    values = np.where(values > rounding, values, 0.0)
    return (vectors * np.sqrt(values)) @ vectors.T


# %%
def frechet_distance_of_normals(mean_1, covariance_1, mean_2, covariance_2):
    roots = matrix_root(covariance_1) @ matrix_root(covariance_2)
    trace_of_root = np.linalg.svd(roots, compute_uv=False).sum()
    spread = np.trace(covariance_1) + np.trace(covariance_2) - 2 * trace_of_root
    return float(np.sum((mean_1 - mean_2) ** 2) + max(spread, 0.0))


# %% [markdown]
# Check it by hand. Take two normals in the plane around 0, one with the identity as its covariance,
# the other with $C = \begin{pmatrix}2 & -1\\-1 & 2\end{pmatrix}$, a cloud stretched along one
# diagonal. $C$ has the eigenvalues 1 and 3, so $C^{1/2}$ has the eigenvalues 1 and $\sqrt 3$:
#
# $$d^2 = 0 + 2 + 4 - 2\,(1 + \sqrt 3) = 4 - 2\sqrt 3 \approx 0.5359.$$

# %% tags=["nbval-check-output", "claim:04.1"]
identity, stretched = np.eye(2), np.array([[2.0, -1.0], [-1.0, 2.0]])
zero = np.zeros(2)
found = frechet_distance_of_normals(zero, identity, zero, stretched)
print(f"by the function {found:.4f}, by hand {4 - 2 * np.sqrt(3):.4f}")
assert abs(found - (4 - 2 * np.sqrt(3))) < 1e-12

# %% [markdown]
# For sets of features we estimate means and covariances first. `check_features` makes both
# sets float64 and refuses what would give a wrong number: NaN, different widths, and sets
# no larger than the features' width.


# %%
def frechet_distance(real_features, fake_features):
    real, fake = check_features(real_features, fake_features)
    moments = [(x.mean(axis=0), np.atleast_2d(np.cov(x.T))) for x in (real, fake)]
    return frechet_distance_of_normals(*moments[0], *moments[1])


# %% [markdown]
# Does it agree with an independent computation? scipy computes the root of the matrix $C_1 C_2$ itself, by another algorithm that is reliable only at full rank. Eight of our 64 features never
# vary, so we leave them out.

# %% tags=["claim:04.2"]
alive = test_features.std(axis=0) > 0
real_part, fake_part = test_features[:, alive], sample_features[:, alive]
covariances = np.cov(real_part.T), np.cov(fake_part.T)
root = scipy.linalg.sqrtm(covariances[0] @ covariances[1]).real
by_scipy = np.sum((real_part.mean(axis=0) - fake_part.mean(axis=0)) ** 2)
by_scipy += np.trace(covariances[0] + covariances[1] - 2 * root)
ours = frechet_distance(test_features, sample_features)
print(f"{alive.sum()} of 64 features are alive")
print(f"ours {ours:.6f}, by scipy's matrix square root {by_scipy:.6f}")
assert abs(ours / by_scipy - 1) < 1e-6

# %% [markdown]
# They agree. Lesson 03 used other noise, so it found another number. The course's tests
# check the other metrics likewise, against scikit-learn, `prdc` and closed forms.

# %% [markdown]
# ## The classifier score: sure of each image, balanced over all
#
# The oldest of our five metrics is the Inception Score (Salimans et al., 2016). It uses the logits. Let $p(y|x)$ be the softmax, the
# classifier's probabilities for one image, and $p(y)$ their mean over all images. Good images make the
# classifier sure; varied images make the mean even. The score measures how far each $p(y|x)$ is from the mean
# by the Kullback-Leibler divergence $\mathrm{KL}(a\|b) = \sum_y a(y) \log(a(y)/b(y))$, which is 0 if the two
# are equal and grows as they part:
#
# $$\exp\Bigl(\mathbb{E}_x\, \mathrm{KL}\bigl(p(y|x)\,\|\,p(y)\bigr)\Bigr).$$
#
# What are its smallest and its largest value for ten classes?
#
# For its **standard error** we split the images into ten groups, and divide the standard deviation of the groups' scores by $\sqrt{10}$.


# %%
def random_groups(vectors, groups, seed=0):
    return np.array_split(np.random.default_rng(seed).permutation(vectors), groups)


# %%
def classifier_score(logits, splits=10):
    check_number("splits", splits, 2)
    # check_features takes two sets: we pass the same one twice
    logits, _ = check_features(logits, logits, 2 * splits, ("logits", "logits"))
    p = softmax(logits, axis=1)

    def score(p):
        return float(np.exp(rel_entr(p, p.mean(axis=0)).sum(axis=1).mean()))

    spread = np.std([score(group) for group in random_groups(p, splits)], ddof=1)
    return score(p), float(spread / splits**0.5)


# %% tags=["nbval-check-output"]
sure_and_even = 1000 * np.tile(np.eye(10), (100, 1))  # 100 images of each class, surely
cases = {
    "no idea, ever": np.zeros((1000, 10)),
    "sure, always a 7": 1000 * np.tile(np.eye(10)[7], (1000, 1)),
    "sure, and even": sure_and_even,
}
for name, logits in cases.items():
    print(f"{name:<18}{classifier_score(logits)[0]:6.2f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# They are 1 and 10, the number of classes. The score is 1 if all images get the same answer, be it "no idea" or "surely a
# seven".
#
# </details>
#
# Something is missing: **the score never sees a real image.**

# %% [markdown]
# ## The kernel distance: compare more than means and covariances, without bias
#
# Two clouds with equal means and covariances need not be equal. A **kernel** $k(a, b)$
# measures how alike two vectors are. If both sets come from the same distribution, then pairs of
# real vectors $r, r'$, pairs of generated (fake) ones $f, f'$ and mixed pairs are equally alike on average. The
# squared *maximum mean discrepancy* (Gretton et al., 2012) is the difference:
#
# $$\mathbb{E}\,k(r, r') + \mathbb{E}\,k(f, f') - 2\,\mathbb{E}\,k(r, f).$$
#
# The Kernel Inception Distance (Bińkowski et al., 2018) takes $k(a, b) = (a \cdot b / \text{width} + 1)^3$.
# Multiplied out, it contains products of one, two and three features. So the distance compares means,
# covariances and *third moments*, which tell how lopsided a cloud is. Pairs of a vector with itself are left
# out of the first two means. Therefore the estimate is **unbiased**: it is right on average, whatever the
# sample size, and sometimes below 0. The standard error comes from ten subsets. It is their scatter, divided by
# $\sqrt{10}$. For nearly equal sets it is about three times too large: there the scatter falls like $1/n$, so a
# tenth of the images scatters ten times as much, and dividing by $\sqrt{10}$ still leaves a factor of about
# three.


# %%
BLOCK = 200  # rows of a large matrix that are in memory at a time


def squared_mmd(real, fake):
    real, fake = check_features(real, fake, fewest=2)

    def sum_of_kernel(a, b):
        rows = (a[start : start + BLOCK] for start in range(0, len(a), BLOCK))
        bases = (x @ b.T / b.shape[1] + 1 for x in rows)
        return sum((base * base * base).sum() for base in bases)

    def mean_of_pairs(x):
        itself = (((x**2).sum(axis=1) / x.shape[1] + 1) ** 3).sum()
        return (sum_of_kernel(x, x) - itself) / (len(x) * (len(x) - 1))

    between = sum_of_kernel(real, fake) / (len(real) * len(fake))
    return float(mean_of_pairs(real) + mean_of_pairs(fake) - 2 * between)


# %%
def kernel_distance(real_features, fake_features, subsets=10):
    check_number("subsets", subsets, 2)
    real, fake = check_features(real_features, fake_features, fewest=2 * subsets)
    pairs = zip(random_groups(real, subsets, 0), random_groups(fake, subsets, 1))
    spread = np.std([squared_mmd(a, b) for a, b in pairs], ddof=1)
    return squared_mmd(real, fake), float(spread / subsets**0.5)


# %% [markdown]
# ## Precision and recall: quality and variety apart
#
# One number cannot say *what* is wrong, so Sajjadi et al. (2018) asked for two. **Precision** is the
# share of samples that lie where real images lie. **Recall** is the share of real images that lie
# where samples lie. The improved version of Kynkäänniemi et al. (2019) estimates where a set
# lies by balls: one around each member, which reaches to its third nearest neighbour.


# %%
def precision_recall(real_features, fake_features, k=3):
    check_number("k", k, 1)
    real, fake = check_features(real_features, fake_features, fewest=k + 1)

    def squared_distances(a, b):
        for start in range(0, len(a), BLOCK):
            rows = slice(start, start + BLOCK)
            squares = (a[rows] ** 2).sum(axis=1)[:, None] + (b**2).sum(axis=1)
            yield rows, squares - 2 * a[rows] @ b.T

    def squared_radii(x):
        blocks = (np.partition(d, k) for _, d in squared_distances(x, x))
        # number 0 is x itself; a copy, for a view would keep its block in memory
        return np.concatenate([d[:, k].copy() for d in blocks])

    real_radii, fake_radii = squared_radii(real), squared_radii(fake)
    inside_real = np.zeros(len(fake), bool)
    inside_fake = np.zeros(len(real), bool)
    for rows, distances in squared_distances(fake, real):  # rows: a block of fakes
        inside_real[rows] = (distances <= real_radii).any(axis=1)
        inside_fake |= (distances <= fake_radii[rows, None]).any(axis=0)
    return float(inside_real.mean()), float(inside_fake.mean())


# %% [markdown]
# In this picture sixty real points lie around a circle. The generator knows only the right half,
# and four of its samples are bad. What do you expect of precision and recall?

# %%
angles = rng.uniform(-np.pi / 2, np.pi / 2, 84)
angles[:30] += np.pi  # thirty real points left, thirty right, and 24 samples right
points = np.stack([np.cos(angles), np.sin(angles)], 1) + 0.07 * rng.standard_normal(
    (84, 2)
)
ring, half = points[:60], points[60:]
half = np.concatenate([half, [[1.5, 0.9], [1.7, 0.3], [1.6, -0.4], [1.5, -1.0]]])
figure, panels = plt.subplots(
    1, 2, figsize=(6.5, 3.3), dpi=100, sharex=True, sharey=True
)
for axes, balls, points, title, colors in [
    (panels[0], ring, half, "precision: samples in real balls", ("gray", "tab:blue")),
    (panels[1], half, ring, "recall: real points in samples' balls", ("tab:blue", "k")),
]:
    for centre_of_ball in balls:
        radius = np.sort(np.linalg.norm(balls - centre_of_ball, axis=1))[3]
        axes.add_patch(
            Circle(centre_of_ball, radius, alpha=0.15, linewidth=0, color=colors[0])
        )
    axes.plot(*points.T, "o", markersize=3, color=colors[1])
    axes.set(title=title, aspect="equal", xlim=(-1.6, 2.3), ylim=(-1.7, 1.7))
    axes.set(xticks=[], yticks=[])
    axes.title.set_size(10)
figure.tight_layout()
plt.show()
print("precision {:.2f}, recall {:.2f}".format(*precision_recall(ring, half)))

# %% [markdown]
# <details><summary>Answer</summary>
#
# The good samples (blue, left) lie inside real balls, and the four bad ones do
# not. Little more than half of the real points (black, right) lie inside the samples' balls.
#
# </details>
#
# A bad sample far from the others has a *large* ball, as at the right edge, which may
# cover real points by mistake. So Naeem et al. (2020) draw balls around real points
# only. Their **density** counts the balls that each sample lies in; their **coverage** is the share
# of balls that hold a sample.

# %% [markdown]
# ## All five on one line
#
# `metrics.evaluate` calls the package's copies of what you have just written. We judge 2,500 images at a time,
# always against the same 2,500 test images. We start with three sets whose order we know: other real images,
# lesson 03's generator, and an untrained one.

# %%
N = 2500


def some(images, n=N):
    return data.scale(images[rng.choice(len(images), n, replace=False)]).numpy()


real = metrics.classify(some(test_images), classifier)


# %%
HEADER = f"{'':<22}  Fréchet   kernel    error    score    prec.   recall"


def show(name, images):
    row = metrics.evaluate(real, metrics.classify(images, classifier))
    print(f"{name:<22}" + "".join(f"{value:9.2f}" for value in row.values()))
    return row


# %%
print(HEADER)
originals = some(images)
floor = show("real training images", originals)
ours = show("lesson 03's generator", samples[:N])
untrained = show("not trained", models.dcgan_generator().predict(noise[:N], verbose=0))
assert floor["frechet_distance"] < ours["frechet_distance"]
assert ours["frechet_distance"] < untrained["frechet_distance"]

# %% [markdown]
# The first line is the **floor**, what real images score. Their Fréchet distance is not quite 0, which *How
# many samples?* explains, and their precision is below 1, because a new real image may fall into a gap between
# the balls. Always print such a line. (For scores where higher is better it is the level to aim for; chance or
# a cheat can exceed it.) The "error" belongs to the kernel distance. Lesson 03's generator has about the
# floor's recall but less precision: recall gives no sign of missing kinds, but some samples are bad.
#
# Precision and recall also depend on the number of images and on $k$. Which way?

# %%
small = metrics.classify(samples[:250], classifier)[0]
for n, fakes in [(250, small), (N, sample_features[:N])]:
    for k in (1, 3, 10):
        shares = precision_recall(real[0][:n], fakes, k)
        print(
            f"n = {n:5}, k = {k:2}:  precision {shares[0]:.2f}, recall {shares[1]:.2f}"
        )

# %% [markdown]
# <details><summary>Answer</summary>
#
# More neighbours make larger balls, so both shares rise with $k$. With ten times as many images, recall falls here, most clearly at $k = 1$. Precision rises clearly only at $k = 3$; its other two changes may be chance.
#
# </details>
#
# So compare generators only at equal $n$ and $k$. We keep 2,500 and 3.

# %% [markdown]
# ## Faults that grow
#
# Now we damage a set of real images more and more: by **blur**, by **noise**, or by **dropped digits**, so that nine digits remain, then seven, four and one. A good metric should get worse step by step. Which
# of the five will, for all three?

# %%
LEVELS = {
    "blur": [0, 0.75, 1, 1.5, 2],  # standard deviation in pixels
    "noise": [0, 0.05, 0.1, 0.2, 0.4],  # standard deviation; pixels range over 2
    "digits dropped": [0, 1, 3, 6, 9],
}


def damaged(fault, level):
    if fault == "blur":
        return gaussian_filter(originals, (0, level, level, 0))
    if fault == "noise":
        noisy = originals + level * rng.standard_normal(originals.shape)
        return np.clip(noisy, -1, 1).astype("float32")
    return some(images[labels >= level]) if level else originals


# %%
figure, panels = plt.subplots(1, 2, figsize=(6.5, 2.5), dpi=100)
for axes, fault in zip(panels, ("blur", "noise")):
    strip = np.stack([damaged(fault, level)[:3] for level in LEVELS[fault]], axis=1)
    grid = plotting.image_grid(strip.reshape(-1, 28, 28, 1), columns=5)
    axes.imshow(grid, cmap="gray")
    axes.set_xticks(28 * np.arange(5) + 14, LEVELS[fault])
    axes.set(xlabel=fault, yticks=[])
figure.tight_layout()
plt.show()

# %%
sweeps = {}
for fault, levels in LEVELS.items():
    print(fault + HEADER[len(fault) :])
    sweeps[fault] = [show(f"   {level}", damaged(fault, level)) for level in levels]

# %%
figure, panels = plt.subplots(
    4, 3, figsize=(6.5, 7), dpi=100, sharex="col", sharey="row"
)
NAMES = ["frechet_distance", "kernel_distance", "classifier_score"]
for column, (fault, rows) in enumerate(sweeps.items()):
    for line, name in enumerate(NAMES):
        panels[line, column].plot(LEVELS[fault], [row[name] for row in rows], "o-")
    for name, style in [("precision", "o-"), ("recall", "s--")]:
        panels[3, column].plot(
            LEVELS[fault], [row[name] for row in rows], style, label=name
        )
    panels[3, column].set_xlabel(fault)
for line, name in enumerate(
    ["Fréchet distance", "kernel distance", "classifier score", "share"]
):
    panels[line, 0].set_ylabel(name)
panels[0, 0].set_yscale("log")
panels[1, 0].set_yscale("symlog", linthresh=0.1)  # for the floor may be below 0
panels[1, 0].set_ylim(-0.3, 200)
panels[3, 2].legend(frameon=False, fontsize=8)
figure.tight_layout()
plt.show()

# %% [markdown]
# <details><summary>Answer</summary>
#
# Both distances and recall. The **score** misses light blur, because the classifier
# is still sure. **Precision** misses dropped digits altogether, because those that are left are perfectly good.
#
# </details>
#
# The distances have logarithmic axes; the kernel distance's is linear close to 0, so that small negative values
# fit. Recall falls even with blur, because few sharp images lie among blurred ones.

# %% [markdown]
# ## The fault that each one misses
#
# So the score and precision have blind spots. Do the others? One cheat knows **one picture of each digit**,
# another knows only four digits, and a third replaces every second image by noise. Which metrics will like
# which cheat?

# %%
pictures = [data.scale(images[labels == digit][:1]).numpy() for digit in range(10)]
every_other = originals.copy()
every_other[::2] = rng.uniform(-1, 1, every_other[::2].shape)
cheats = {
    "one picture a digit": np.concatenate(pictures).repeat(N // 10, axis=0),
    "digits 6 to 9 only": damaged("digits dropped", 6),
    "every other one noise": every_other,
}

# %%
figure, panels = plt.subplots(2, 3, figsize=(6.5, 4.8), dpi=100)
for (above, below), (name, fakes) in zip(panels.T, cheats.items()):
    above.imshow(plotting.image_grid(fakes[::125], columns=4), cmap="gray")
    above.set_title(name, fontsize=10)
    features, _ = metrics.classify(fakes, classifier)
    below.plot(*on_map(real[0]).T, ".", markersize=2, color="silver")
    below.plot(*on_map(features).T, ".", markersize=3, color="tab:red")
for axes in panels.flat:
    axes.set(xticks=[], yticks=[])
panels[1, 1].set_xlabel("on the map: the cheats in red, test images in grey")
figure.tight_layout()
plt.show()

# %%
print(HEADER)
floor = show("real training images", originals)
one_each, few_digits, half_noise = (show(name, cheats[name]) for name in cheats)

# %% [markdown]
# <details><summary>Answer</summary>
#
# - The **classifier score** gives the cheat with one picture of each digit the highest score there can be. It
#   cannot see collapse *within* a class. Recall sees it at once: the balls around copies of one picture have
#   the radius 0.
# - **Precision** is as high as the floor's for four digits, and high for one picture a digit. It does not ask what is missing.
# - **Recall** is as high as the floor's in spite of the noise, because the good half does the covering. It does not ask what is superfluous.
#
# </details>
#
# On the map the noise lies among real digits, but not in the other 62 dimensions, as precision shows.
#
# The two distances saw all three cheats. Are they safe, then? The Fréchet distance looks only at means and
# covariances. So we draw 2,500 vectors from the *normal distribution* that has the means and covariances of our
# 2,500 training images' features: a blob instead of a star.

# %%
original_features = metrics.classify(originals, classifier)[0]
mean, root = original_features.mean(axis=0), matrix_root(np.cov(original_features.T))
normal = mean + rng.standard_normal((N, 64)) @ root

# %%
blob_frechet = frechet_distance(real[0], normal)
blob_kernel, blob_error = kernel_distance(real[0], normal)
blob_precision, blob_recall = precision_recall(real[0], normal)
print(
    f"Fréchet distance {blob_frechet:.2f}, the floor is {floor['frechet_distance']:.2f}"
)
print(f"kernel distance  {blob_kernel:.2f} with an error of {blob_error:.2f}")
print(f"precision {blob_precision:.2f}, recall {blob_recall:.2f}")

# %% [markdown]
# The **Fréchet distance** clearly prefers the blob to lesson 03's digits. The blob's distance exceeds the floor
# only because chance enters once more: its moments come from one set, and another set was drawn from them.
# Recall is content, too. The kernel distance rejects the blob, because it compares third moments. Precision
# rejects it most clearly: next to none of these vectors lies near a real one.
#
# And the kernel distance? It stops at the third moment. Take the normal vectors as the "real" set, and build
# the fakes from coin flips, +1 or -1, instead of normal numbers. Then all moments up to the third agree, and
# the fourth are the first to differ. Their usual measure is the excess kurtosis, 0 for a normal and -2 for a
# coin. To see it we undo the mixing by `root`, which we know here.

# %%
more_normal = mean + rng.standard_normal((N, 64)) @ root
flips = rng.choice([-1.0, 1.0], (N, 64))
coins = mean + flips @ root

# %%
figure, panels = plt.subplots(
    1, 2, figsize=(6.5, 3.2), dpi=100, sharex=True, sharey=True
)
for axes, fakes, title in [
    (panels[0], normal, "normal numbers"),
    (panels[1], coins, "coin flips"),
]:
    axes.plot(*on_map(real[0]).T, ".", markersize=3, color="gray", label="test images")
    axes.plot(*on_map(fakes[::3]).T, ".", markersize=2, color="tab:red", label="fakes")
    axes.set(title=title, xlabel="first principal axis")
panels[0].set_ylabel("second principal axis")
panels[0].legend(loc="lower right", fontsize=8, markerscale=3)
figure.tight_layout()
plt.show()

# %%
print(f"{'':<16}kernel distance   precision   recall")
for name, fakes in [("more normal ones", more_normal), ("coin flips", coins)]:
    distance, error = kernel_distance(normal, fakes)
    shares = "{:8.2f} {:10.2f}".format(*precision_recall(normal, fakes))
    print(f"{name:<16}{distance:8.2f} +- {error:.2f} {shares}")
    coins_kernel, coins_error = distance, error

# %%
kurtoses = [
    np.median(scipy.stats.kurtosis((x - mean) @ np.linalg.pinv(root))[alive])
    for x in (normal, coins)
]
print("fourth moments, as excess kurtosis: {:.1f} and {:.1f}".format(*kurtoses))

# %% [markdown]
# On the map both blobs cover the gaps of the star. The **kernel distance** cannot tell coin flips from normal
# numbers, nor can precision and recall in 64 dimensions. Of all that we measured here, only the fourth moments
# give the fakes away.
#
# | | asks | cannot see |
# | --- | --- | --- |
# | Fréchet distance | equal means and covariances? | any difference beyond them |
# | kernel distance | equal moments up to the third? | any difference beyond them |
# | classifier score | sure of each image, balanced over all? | light blur; collapse within a class; real images at all |
# | precision | do samples lie where real images do? | light blur; missing kinds |
# | recall | do real images lie where samples do? | bad samples among good ones |
# | all five | what the *features* show | what the classifier ignores (see *To try for yourself*) |

# %% tags=["claim:04.3"]
for fault, rows in sweeps.items():
    for metric, sign in [
        ("frechet_distance", 1),
        ("kernel_distance", 1),
        ("recall", -1),
    ]:
        steps = sign * np.diff([row[metric] for row in rows])
        assert steps.min() > 0, f"{metric} under {fault}"
light_blur = sweeps["blur"][1]
assert light_blur["classifier_score"] > floor["classifier_score"] - 0.1
assert one_each["classifier_score"] > floor["classifier_score"]
assert one_each["recall"] < 0.05
assert few_digits["precision"] > floor["precision"] - 0.05
assert half_noise["recall"] > floor["recall"] - 0.05
assert half_noise["precision"] < floor["precision"] - 0.3
assert blob_frechet < ours["frechet_distance"] / 2
assert blob_kernel - floor["kernel_distance"] > 0.1
assert blob_precision < 0.1
assert abs(coins_kernel) < 0.2
assert kurtoses[1] < -1

# %% [markdown]
# ## How many samples?
#
# Most figures above are for 2,500 images a side. Would 250 do? We split 10,000 test images, 10,000 training images and 10,000 samples into sets of equal size, compute both distances for each pair of sets, and average. An
# estimate is **biased** if its average is not the true value. We do not know that value, but an average that
# depends on the sets' size cannot be right at every size. Which of the two averages depends on it?

# %%
SIZES = [100, 250, 500, 1000, 2500, 5000, 10_000]
train_features, _ = metrics.classify(some(images, 10_000), classifier)


# %%
def at_sizes(distance, fake_features):
    """Returns means and standard errors of a distance at each size."""
    table = []
    for n in SIZES:
        groups = 10_000 // n
        pairs = zip(
            random_groups(test_features, groups, SEED),
            random_groups(fake_features, groups, SEED + 1),
        )
        values = [distance(a, b) for a, b in pairs]
        error = np.std(values, ddof=1) / groups**0.5 if groups > 1 else np.nan
        table.append([np.mean(values), error])
    return np.transpose(table)


# %%
frechet_real, _ = at_sizes(frechet_distance, train_features)
frechet_ours, _ = at_sizes(frechet_distance, sample_features)
kernel_real, _ = at_sizes(squared_mmd, train_features)
kernel_ours, kernel_errors = at_sizes(squared_mmd, sample_features)
one_by_one = kernel_errors * np.sqrt([10_000 // n for n in SIZES])  # of a single pair

# %%
figure, panels = plt.subplots(1, 2, figsize=(6.5, 3), dpi=100)
for axes, real_values, our_values, title in [
    (panels[0], frechet_real, frechet_ours, "Fréchet distance"),
    (panels[1], kernel_real, kernel_ours, "kernel distance"),
]:
    axes.plot(SIZES, our_values, "o-", color="tab:blue", label="lesson 03's samples")
    axes.plot(SIZES, real_values, "s--", color="tab:gray", label="training images")
    axes.set(xscale="log", xlabel="images in each set", title=title)
panels[0].set_yscale("log")
panels[0].legend(frameon=False, fontsize=8)
bars = dict(color="tab:blue", alpha=0.5, fmt="none")
panels[1].errorbar(SIZES[:-1], kernel_ours[:-1], one_by_one[:-1], **bars)
figure.tight_layout()
plt.show()

# %%
print("n:          ", *(f"{n:8}" for n in SIZES))
print("Fréchet:    ", *(f"{value:8.2f}" for value in frechet_real), " training images")
print("n x Fréchet:", *(f"{value:8.0f}" for value in SIZES * frechet_real))
print("Fréchet:    ", *(f"{value:8.2f}" for value in frechet_ours), " samples")
print("kernel:     ", *(f"{value:8.2f}" for value in kernel_ours), " samples")

# %% [markdown]
# <details><summary>Answer</summary>
#
# That of the Fréchet distance, which falls as sets grow. The kernel distance stays level. Its individual values scatter around the true one. The bars are one standard deviation.
#
# </details>
#
# For real images the Fréchet distance falls about like $1/n$: $n$ times the distance stays about level. Nearly
# all of it is bias: means and covariances estimated from two sets differ even if the true ones agree. **With
# 250 images real digits look worse than our generator does with 10,000.** Never compare Fréchet distances of
# different sample sizes, and be wary of a paper that does not state its own.
#
# Plotted against $1/n$, the distance lies nearly on a straight line. The line's intercept estimates the distance for infinitely many images (Chong and Forsyth,
# 2020). What will it be for real images?

# %%
large = np.array(SIZES[2:])  # from 500 on: smaller sets would rule the fit
figure, axes = plt.subplots(figsize=(6, 3), dpi=100)
intercepts = {}
for name, values, color in [
    ("lesson 03's samples", frechet_ours[2:], "tab:blue"),
    ("training images", frechet_real[2:], "tab:gray"),
]:
    slope, intercepts[name] = np.polyfit(1 / large, values, 1)
    ends = np.array([0, 1 / large[0]])
    axes.plot(ends, intercepts[name] + slope * ends, color=color)
    axes.plot(1 / large, values, "o", color=color, label=name)
    print(f"{name}: {intercepts[name]:.2f} + {slope:.0f} / n")
axes.set(xlabel="1 / (images in each set)", ylabel="Fréchet distance")
axes.set_xticks([0, *1 / large[:3]], [0, *(f"1/{n:,}" for n in large[:3])])
axes.axvline(0, color="gray", linestyle=":")
axes.legend(frameon=False, fontsize=8)
figure.tight_layout()
plt.show()

# %% [markdown]
# <details><summary>Answer</summary>
#
# It is next to 0, because training and test images come from nearly the same distribution.
#
# </details>
#
# And with fewer images than dimensions? A covariance estimated from $n$ vectors has at most the rank $n - 1$. Along other
# directions the set seems to have no width.

# %%
ranks = [np.linalg.matrix_rank(np.cov(test_features[:n].T)) for n in (32, 10_000)]
print("rank of the covariance of 32 images: {}, of 10,000: {}".format(*ranks))
try:
    frechet_distance(test_features, sample_features[:32])
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# The rank is 56, not 64, because only 56 features are alive.
#
# ## Which differences are real?
#
# Your generator has a distance of 1.9, your friend's has 1.6, and the 95 % interval of each is ± 0.2. The intervals overlap. Is
# hers better, or only lucky?
#
# The usual way to an interval is the **bootstrap**: draw a new set from the set, with replacement, compute the distance, repeat,
# and see how it scatters. The *percentile* interval takes the middle 95 % of those values. We try it on ten
# sets of 1,000 training images, each against 1,000 test images, whose true distance is next to 0. Will the
# interval at least contain the distance that it was made from?


# %%
def redrawn(real, fake, replicates=100):
    """Returns the distances of sets that are drawn from the sets."""
    draws = np.random.default_rng(SEED)

    def drawn_from(x):
        return x[draws.integers(len(x), size=len(x))]

    pairs = ((drawn_from(real), drawn_from(fake)) for _ in range(replicates))
    return [frechet_distance(a, b) for a, b in pairs]


# %%
tests = random_groups(test_features, 10, SEED)
trains = random_groups(train_features, 10, SEED + 1)
estimates = np.array([frechet_distance(a, b) for a, b in zip(tests, trains)])
redraws = np.array([redrawn(a, b) for a, b in zip(tests, trains)])

# %%
percentile = np.quantile(redraws, [0.025, 0.975], axis=1)
misses = int(np.sum(percentile[0] > estimates))
doubled = redraws.mean() / estimates.mean()
below = np.mean(redraws < estimates[:, None])
print(f"{misses} of 10 percentile intervals lie wholly above their own estimate")
print(f"{below:.1%} of the redrawn distances are below the estimate")
print(f"on average they are {doubled:.1f} times the estimate")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Often not even that. A redrawn set differs by chance from the original about as much as the original differs from all the images there could be. So the bias comes in **once more**. Here nearly the whole distance is bias, so it about doubles.
#
# </details>
#
# This also tells how large the bias is. The bootstrap's mean
# lies above the estimate by about as much as the estimate lies above the truth. So we subtract it:
# $2 \cdot \text{estimate} - \text{mean of the redrawn distances}$. The package's `frechet_interval` takes this
# corrected value ± 1.96 standard deviations of the redrawn distances:


# %%
def frechet_interval(real_features, fake_features, level=0.95, replicates=100, seed=0):
    check_number("level", level, 0.5, 0.999, whole=False)
    check_number("replicates", replicates, 2)
    real, fake = check_features(real_features, fake_features)
    check_number("images in each set", min(len(real), len(fake)), 3 * real.shape[1])
    rng = np.random.default_rng(seed)

    def drawn_from(x):
        return x[rng.integers(len(x), size=len(x))]

    distances = [
        frechet_distance(drawn_from(real), drawn_from(fake)) for _ in range(replicates)
    ]
    estimate = 2 * frechet_distance(real, fake) - np.mean(distances)
    half = NormalDist().inv_cdf((1 + level) / 2) * np.std(distances, ddof=1)
    return tuple(float(max(x, 0)) for x in (estimate, estimate - half, estimate + half))


# %%
corrected = np.array([frechet_interval(a, b) for a, b in zip(tests, trains)])
figure, axes = plt.subplots(figsize=(6, 3.2), dpi=100)
places = np.arange(10)
axes.vlines(places - 0.1, *percentile, color="tab:orange", label="percentile bootstrap")
axes.vlines(
    places + 0.1, *corrected[:, 1:].T, color="tab:blue", label="bias subtracted"
)
axes.plot(places, estimates, "kx", label="Fréchet distance of 1,000")
axes.axhline(frechet_real[-1], color="gray", linestyle=":", label="the same, of 10,000")
axes.set(
    xlabel="set of 1,000 training images", ylabel="Fréchet distance", xticks=places
)
axes.set_ylim(-0.05, 1.4 * percentile.max())
axes.legend(frameon=False, ncols=2, fontsize=8)
figure.tight_layout()
plt.show()

# %% [markdown]
# The plain distances of 1,000 images (crosses) lie far above the dotted line, which is near the truth. The
# orange intervals reach higher still: all miss the line, and some miss their own cross. The blue ones reach
# down to the line. We cut them off at 0, because no distance is negative. The true value is so near 0 that an interval that reaches down to 0 covers it, so this is an easy test.
#
# Does this work for a generator? How many intervals of ten sets of 1,000 samples hold the value that all 10,000 give?

# %%
groups = random_groups(sample_features, 10, SEED + 1)
best, low, high = frechet_interval(test_features, sample_features)
intervals = [frechet_interval(a, b)[1:] for a, b in zip(tests, groups)]
covered = sum(low <= best <= high for low, high in intervals)
print(f"all 10,000: {best:.2f}, between {low:.2f} and {high:.2f}")
print(f"{covered} of 10 corrected intervals from 1,000 hold that value")

# %% [markdown]
# <details><summary>Answer</summary>
#
# All or nearly all. That is a check of consistency only, because the value for all 10,000 comes from the same
# images. The course's tests count again where the truth is known exactly.
#
# </details>
#
# The corrected value of all 10,000 is near the intercept found above.
#
# Now for a difference. As a second generator we take the first one, fed with noise that is a fifth smaller. How large must
# the difference be before we believe it? Let the two intervals reach $a$ and $b$ to either side.
#
# 1. **Intervals that part** demand a difference above $a + b$.
# 2. **Independent errors** partly cancel: their squares add, so $\sqrt{a^2 + b^2}$ is enough.
# 3. **The same real images** tend to push both distances the same way. So bootstrap the *difference*, and draw the real images once for both.
# 4. **The same noise** has made both sets here, so draw the noise vectors once as well.
#
# Which of the four tests needs the fewest images?


# %%
def gap_and_demands(real, first, second, replicates=100):
    """Returns the difference of two distances, and what four tests demand of it."""
    draws = np.random.default_rng(SEED)

    def rows_of(x):
        return draws.integers(len(x), size=len(x))

    def redraw():
        reals, rows, others = real[rows_of(real)], rows_of(first), rows_of(second)
        sets = first[rows], second[rows], second[others]
        return [frechet_distance(reals, x) for x in sets]

    near, far, other = np.array([redraw() for _ in range(replicates)]).T
    gap = frechet_distance(real, second) - frechet_distance(real, first)
    errors = near, far, other - near, far - near
    a, b, same_images, same_noise = (1.96 * np.std(x, ddof=1) for x in errors)
    corrected = 2 * gap - np.mean(far - near)
    return corrected, [a + b, np.hypot(a, b), same_images, same_noise]


# %%
calmer = generator.predict(0.8 * noise, batch_size=500, verbose=0)
calmer_features, _ = metrics.classify(calmer, classifier)
found, demanded = {}, {}
print("     n pairs   gap       parted  independent  same images   same noise")
for n in (1000, 2500, 10_000):
    dealt = [
        random_groups(test_features, 10_000 // n, SEED),
        random_groups(sample_features, 10_000 // n, SEED + 1),
        random_groups(calmer_features, 10_000 // n, SEED + 1),  # of the same noise
    ]
    gaps, demands = zip(*(gap_and_demands(*sets) for sets in zip(*dealt)))
    found[n] = np.sum(np.abs(gaps)[:, None] > demands, axis=0)
    demanded[n] = np.mean(demands, axis=0)
    row = (f"{x:5.2f} ({m:2})" for x, m in zip(demanded[n], found[n]))
    print(f"{n:6} {len(gaps):5} {np.mean(gaps):5.2f}", *row, sep="   ")
print(f"two independent errors of 0.2: {np.hypot(0.2, 0.2):.2f}")

# %% [markdown]
# The columns show what each test demands of the difference ("gap", positive if the calmer generator is worse),
# on average over pairs of sets, and in brackets how many pairs meet it.
#
# <details><summary>Answer</summary>
#
# The last one: with 1,000 images far more pairs meet it than meet the first.
#
# </details>
#
# So **overlapping intervals are no test**: whoever waits until they part demands too much. And your 1.9 against
# her 1.6? Independent errors of 0.2 make 0.28 for the difference, and 0.3 is more, if only just. So at 95 % we
# may believe that her generator is better. With the same test images the demand is probably lower. The same
# noise would not help, because another network makes other digits of it.
#
# All this is chance in the *images* alone. Another training run gives another generator, as lesson 03's seeds show.
# Whether her *method* is better, only several runs can tell.

# %% tags=["claim:04.4"]
size = SIZES.index
assert frechet_real[size(250)] > frechet_ours[size(10_000)]
assert frechet_real[size(500)] / frechet_real[size(1000)] > 1.3
assert frechet_real[size(500)] / frechet_real[size(1000)] < 2.7
kernel_gaps = np.abs(kernel_ours - kernel_ours[-1])[:4] / kernel_errors[:4]
assert kernel_gaps.max() < 5, "the kernel distance is biased"
assert abs(intercepts["training images"]) < 0.15
assert abs(intercepts["lesson 03's samples"] - best) < 0.3
assert ranks == [31, alive.sum()]
assert doubled > 1.5
assert percentile[0].min() > frechet_real[-1]
assert below < 0.15
assert covered >= 7
assert estimates.min() > frechet_real[-1]
parted, independent, same_images, same_noise = demanded[1000]
assert same_images < 0.95 * independent
assert same_noise < 0.6 * independent
assert found[1000][3] >= found[1000][0] + 4

# %% [markdown]
# ## The copier
#
# A generator that has **memorized** the training set returns training images,
# drawn at random. Which metrics will notice?

# %%
copies = some(images)
print(HEADER)
honest = show("lesson 03's generator", samples[:N])
copier = show("copies", copies)

# %% [markdown]
# <details><summary>Answer</summary>
#
# None of them. Copies are real images, so the copier scores as real images do. (The first line of our tables
# was such a copier all along.)
#
# </details>
#
# We must ask another question: are samples **nearer to the training images** than unseen real images are
# (Meehan et al., 2020)? For 500 samples and 500 test images we look up the nearest of all 60,000 training
# images. In what share of all pairs (sample, test image) is the sample the nearer one? A perfect generator has
# one half, a plain copier more, and bad samples less. Samples that are plainer than real images can also exceed one half. By chance this share, a Mann-Whitney statistic, scatters by $\sqrt{1001/(12 \cdot 500^2)} \approx
# 0.02$.

# %%
flat = images.reshape(len(images), -1).astype("float32") / 127.5 - 1
all_features = metrics.classify(data.scale(images), classifier)[0].astype("float32")


def nearest(queries, keys):
    queries = queries.reshape(len(queries), -1).astype("float32")
    squares = (keys**2).sum(1) - 2 * queries @ keys.T + (queries**2).sum(1)[:, None]
    return np.sqrt(np.maximum(squares.min(axis=1), 0))


# %%
def features_of(images):
    return metrics.classify(images, classifier)[0]


def nearer_share(fakes, tests):
    """Returns the share of pairs in which the fake is nearer, by pixels and features."""
    shares = []
    for keys, look in [(flat, lambda x: x), (all_features, features_of)]:
        fake_gaps, test_gaps = nearest(look(fakes), keys), nearest(look(tests), keys)
        # counts the pairs in which its first argument is the larger one
        larger = scipy.stats.mannwhitneyu(test_gaps, fake_gaps).statistic
        shares.append(larger / (len(fakes) * len(tests)))
    return shares


# %% [markdown]
# A clever copier moves each copy by one pixel, or adds a little noise. "Near" can be measured
# in pixels or features. Which copier will hide from which?

# %%
unseen, others = np.split(some(test_images, 1000), 2)
copies = copies[:500]
moved = np.roll(copies, 1, axis=2)
hidden = np.clip(copies + 0.1 * rng.standard_normal(copies.shape), -1, 1)
suspects = {
    "unseen real images": others,
    "lesson 03's generator": samples[:500],
    "copies": copies,
    "copies, moved": moved,
    "copies, noisy": hidden.astype("float32"),
}

# %%
rows = np.concatenate([copies[:10], moved[:10], hidden[:10]])
plotting.show_images(
    rows, title="copies of training images; moved by one pixel; with noise"
)

# %%
shares = {name: nearer_share(fakes, unseen) for name, fakes in suspects.items()}
print(f"{'nearer than test images':<26}pixels  features")
for name, (by_pixels, by_features) in shares.items():
    print(f"{name:<24}{by_pixels:8.2f}{by_features:10.2f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The moved copies hide from the pixels, and the noisy ones hide
# from the features. Neither hides from both, so look with both.
#
# </details>
#
# Plain copies stand out with 1.00. Our generator lies below one half, as bad samples do, so we see no sign of
# wholesale copying. That is no proof: bad samples pull the share down, a few copies among many samples would
# not show, and a cleverer copier could hide from both.

# %% tags=["claim:04.5"]
assert copier["frechet_distance"] < honest["frechet_distance"] / 2
assert copier["classifier_score"] > honest["classifier_score"]
assert copier["precision"] > honest["precision"]
assert copier["recall"] > honest["recall"] - 0.1
assert min(shares["copies"]) > 0.99
assert shares["copies, moved"][1] > 0.56
assert shares["copies, noisy"][0] > 0.9
assert max(shares["lesson 03's generator"]) < 0.55
assert abs(shares["unseen real images"][0] - 0.5) < 0.12

# %% [markdown]
# ## Recap
#
# - `metrics.evaluate` returns all five metrics, and `callbacks.Evaluate` puts them into a training's history.
# - Each has its **blind spot**, and you made a cheat for each. Report a distance *and* precision and recall.
# - The **Fréchet distance is biased**: compare at one large sample size, and print the floor.
#   The kernel distance is unbiased.
# - **Bootstrap the difference** on the same real images before you believe it. Overlapping intervals are no test.
# - **None of the five sees memorization.** Compare the samples' distances to the training set with those of unseen images, in pixels and in features.
# - Look at fresh samples that nobody has chosen. Your eye would have caught several cheats at once, though not the copier.
#
# Terms are explained in the [glossary](glossary.md).
#
# **To try for yourself**: move all test images by two pixels (`np.roll`), or mirror them. Which does
# the classifier mind, and why?
#
# ## Five quick questions
#
# **1.** A generator makes nothing but perfect nines. What do the score, precision and recall say?
#
# <details><summary>Answer</summary>
#
# The score is near 1, recall is low, precision is high. See *Faults that grow*.
#
# </details>
#
# **2.** The Fréchet distance between two distributions is 0. Are they the same?
#
# <details><summary>Answer</summary>
#
# Not necessarily: only means and covariances must agree. See *The fault that each one misses*.
#
# </details>
#
# **3.** Why do two sets of real digits have a Fréchet distance above 0?
#
# <details><summary>Answer</summary>
#
# Their estimated means and covariances differ by chance, and any difference raises the distance. This bias falls about like $1/n$. See *How many samples?*.
#
# </details>
#
# **4.** Two 95 % intervals overlap. Is the difference due to chance?
#
# <details><summary>Answer</summary>
#
# Not necessarily, because errors partly cancel in a difference. Bootstrap it. See *Which differences are real?*.
#
# </details>
#
# **5.** A generator scores like real images by all five metrics. What remains to be tested?
#
# <details><summary>Answer</summary>
#
# Whether its samples are nearer to training images than unseen real images are. See *The copier*.
#
# </details>
#
# ## Exercises
#
# [Sheet 04](exercises/04_measuring_generators.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Salimans et al., *Improved Techniques for Training GANs*, 2016, arXiv:1606.03498: the Inception Score.
# - Heusel et al., *GANs Trained by a Two Time-Scale Update Rule*, 2017, arXiv:1706.08500: the FID.
# - Bińkowski et al., *Demystifying MMD GANs*, 2018, arXiv:1801.01401: the KID, and why the FID is biased.
# - Sajjadi et al., *Assessing Generative Models via Precision and Recall*, 2018, arXiv:1806.00035.
# - Kynkäänniemi et al., *Improved Precision and Recall Metric*, 2019, arXiv:1904.06991.
# - Naeem et al., *Reliable Fidelity and Diversity Metrics*, 2020, arXiv:2002.09797: density and coverage.
# - Chong, Forsyth, *Effectively Unbiased FID and Inception Score*, 2020, arXiv:1911.07023.
# - Meehan et al., *A Non-Parametric Test to Detect Data-Copying*, 2020, arXiv:2004.05675.
# - Gretton et al., *A Kernel Two-Sample Test*, JMLR 13, 2012. Dowson, Landau, *The Fréchet Distance between
#   Multivariate Normal Distributions*, Journal of Multivariate Analysis 12, 1982.
