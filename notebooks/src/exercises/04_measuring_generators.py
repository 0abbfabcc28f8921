# %% [markdown]
# # Exercises 04: measuring generators
#
# They go with [lesson 04](../04_measuring_generators.ipynb). The first four end in checks. Run them: a check that says nothing has passed; one that fails says what your answer does, and which section to look at again. Replace the lines that raise `NotImplementedError`; the checks are not to be changed.

# %%
from gan_course import metrics

import matplotlib.pyplot as plt
import numpy as np
from scipy.spatial.distance import cdist

# %% [markdown]
# ## 1. The Fréchet distance of features that do not vary together
#
# If no two features are correlated, both covariances are diagonal, and the matrix root in the lesson's formula becomes simple. Work out what is left of the formula, and return the distance of the two normals: the squared one, as everybody does, as one number. Given are their means and *variances*, four arrays of shape `(width,)`. Variances may be 0. (No matrices are needed, and no call of `gan_course.metrics`.)


# %% tags=["answer:04.1"]
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    ### BEGIN SOLUTION
    spread = (np.sqrt(variance_1) - np.sqrt(variance_2)) ** 2
    return np.sum((mean_1 - mean_2) ** 2 + spread)
    ### END SOLUTION


# %% tags=["check:04.1", "points:1"]
zeros, ones = np.zeros(2), np.ones(2)
means, variances = np.array([0.3, -1.0]), np.array([4.0, 0.25])
found = diagonal_frechet_distance(means, variances, means, variances)
assert np.shape(found) == (), (
    f"a distance is one number, yours has shape {np.shape(found)}: what becomes of the "
    "features?"
)
assert abs(found) < 1e-9, (
    f"a normal and itself have the distance 0, yours is {found:.3f}; what is the root of "
    "the product of two equal variances?"
)
found = diagonal_frechet_distance(np.array([3.0, 4.0]), ones, zeros, ones)
assert not np.isclose(found, 0), (
    "the means differ, and your distance is 0: the formula has two parts, see 'The "
    "Fréchet distance: compare means and covariances'"
)
assert not np.isclose(found, 5), (
    "means 5 apart gave a distance of 5: which power of it does everybody report?"
)
assert np.isclose(found, 25), (
    f"one feature is moved by 3, the other by 4: 25 expected, yours is {found:.3f}. "
    "Squares add up, they are not averaged"
)

# %% tags=["check:04.1", "points:1"]
zeros, ones = np.zeros(2), np.ones(2)
found = diagonal_frechet_distance(zeros, np.array([1.0, 9.0]), zeros, ones)
assert np.isclose(found, 4), (
    f"standard deviations 3 and 1 with equal means: 4 expected, yours is {found:.3f}. "
    "Variances are given; to what does C1 + C2 - 2 (C1 C2)^(1/2) come down?"
)
found = diagonal_frechet_distance(zeros, zeros, zeros, np.array([0.0, 9.0]))
assert np.isclose(found, 9), (
    f"a variance may be 0, in one set or in both: 9 expected, yours is {found:.3f}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for width in (1, 5):
    means, variances = rng.normal(size=(2, width)), rng.uniform(0, 4, (2, width))
    expected = metrics.frechet_distance_of_normals(
        means[0], np.diag(variances[0]), means[1], np.diag(variances[1])
    )
    found = diagonal_frechet_distance(means[0], variances[0], means[1], variances[1])
    assert np.isclose(found, expected), f"wrong for width {width}"
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Predict: four answers without a measurement
#
# Assign these by thought; `np` may do the arithmetic.
#
# - `score`: half of a generator's images are ones, a quarter fours, a quarter sevens. The classifier is absolutely sure of each. What is the **classifier score** of very many of them?
# - `rank`: images have 64 features, and no feature is a combination of others. What **rank** has the covariance that is estimated from 20 images?
# - `at_4000`: two sets of 1,000 real images each, drawn from the same digits, are on average at a **Fréchet distance** of 0.8. About what distance do you expect of two sets of 4,000?
# - `notices`: the cloud of real features is lopsided. A generator makes its mirror image: every real vector $r$ becomes $2m - r$, with $m$ the real mean. Which distance will notice: `"frechet"`, `"kernel"`, `"both"` or `"neither"`?


# %% tags=["answer:04.2"]
# assign score, rank, at_4000 and notices
### BEGIN SOLUTION
score = np.exp(0.5 * np.log(2) + 0.25 * np.log(4) + 0.25 * np.log(4))
rank = 19
at_4000 = 0.2
notices = "kernel"
### END SOLUTION

# %% tags=["check:04.2", "points:1"]
rng = np.random.default_rng(0)
digits = 1000 * np.eye(10)[[1, 1, 4, 7] * 100]
assert not np.isclose(score, 3), (
    "3 would be the score if the three digits were equally frequent: what is the mean "
    "p(y), and how far is each p(y|x) from it?"
)
assert score >= 1, (
    f"a score is at least 1, yours is {score:.2f}; see 'The classifier score: sure of "
    "each, even over all'"
)
assert not np.isclose(score, np.log(metrics.classifier_score(digits)[0]), atol=0.01), (
    "that is the mean divergence; what does the score make of it?"
)
assert np.isclose(score, metrics.classifier_score(digits)[0], atol=0.05), (
    f"a score of {score:.2f}? The divergence of a certain answer from the mean is the "
    "logarithm of one over that digit's share; average it over images, not over digits"
)
assert rank != 64, (
    "the features allow 64, but 20 images do not: see 'How many samples?'"
)
few = rng.standard_normal((20, 64))
assert rank == np.linalg.matrix_rank(np.cov(few.T)), (
    f"a rank of {rank}? How many independent vectors are left when the mean of 20 vectors "
    "has been subtracted from each?"
)

# %% tags=["check:04.2", "points:1"]
rng = np.random.default_rng(0)


def mean_distance(n, repeats=100):
    sets = rng.standard_normal((repeats, 2, n, 4))
    return np.mean([metrics.frechet_distance(a, b) for a, b in sets])


factor = mean_distance(100) / mean_distance(400)  # how much four times as many lower it
assert not np.isclose(at_4000, 0.8, rtol=0.1), (
    "the distance of equal clouds is nothing but bias: does it depend on the sets' size? "
    "See 'How many samples?'"
)
assert np.isclose(at_4000, 0.8 / factor, rtol=0.25), (
    f"{at_4000}? In the lesson n times the distance of real images stayed about the same"
)

# %% tags=["check:04.2", "points:1"]
rng = np.random.default_rng(0)
real = rng.choice([0.0, 3.0], (1000, 2), p=[0.8, 0.2])  # most values are small
mirrored = 2 * real.mean(axis=0) - real
distance, error = metrics.kernel_distance(real, mirrored)
seen = {
    "frechet": metrics.frechet_distance(real, mirrored) > 1e-6,
    "kernel": distance > 5 * error,
}
assert notices in ("frechet", "kernel", "both", "neither"), (
    "answer 'frechet', 'kernel', 'both' or 'neither'"
)
claimed = {name: notices in (name, "both") for name in seen}
assert claimed["frechet"] == seen["frechet"], (
    "what does mirroring do to the mean, and to the covariance, where the sign enters "
    "twice? The Fréchet distance sees nothing else"
)
assert claimed["kernel"] == seen["kernel"], (
    "up to which moment does the kernel distance compare, and what happens to the sign "
    "of that one? See 'The kernel distance: compare more than means and covariances, without bias'"
)

# %% [markdown]
# ## 3. Repair a Fréchet distance
#
# This function was put together from several programs. It has two faults, and runs without a complaint.


# %%
def broken_frechet_distance(real, fake):
    covariance_1, covariance_2 = np.cov(real), np.cov(fake)
    root = np.sqrt(np.abs(covariance_1 @ covariance_2))  # abs, or else there is NaN
    spread = np.trace(covariance_1 + covariance_2 - 2 * root)
    return np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread


rng = np.random.default_rng(0)
lean = np.array([[1.0, 0.9, 0.0], [0.0, 1.0, 0.9], [0.0, 0.0, 0.5]])
cloud = rng.standard_normal((300, 3)) @ lean
for name, other in [("itself", cloud), ("itself, shuffled", rng.permutation(cloud))]:
    print(f"a set and {name}: {broken_frechet_distance(cloud, other):.2f}")

# %% [markdown]
# Both should be 0. Write it so that it is right for any two sets of shapes `(n, width)` and `(m, width)`, `n` and `m` larger than `width`, with `width` of at least 2, even if a feature is a multiple of another, so that a covariance has no inverse. Return a real number. (Not by a call of `gan_course.metrics.frechet_distance` or of its `frechet_distance_of_normals`, which have it; you may call `metrics.matrix_root`.)


# %% tags=["answer:04.3"]
def frechet_distance(real, fake):
    ### BEGIN SOLUTION
    first, second = (metrics.matrix_root(np.cov(x.T)) for x in (real, fake))
    shared = np.linalg.svd(first @ second, compute_uv=False).sum()
    gap = np.mean(real, axis=0) - np.mean(fake, axis=0)
    return np.sum(gap**2) + np.sum(first**2) + np.sum(second**2) - 2 * shared
    ### END SOLUTION


# %% tags=["help:04.3"]
rng = np.random.default_rng(2)
cloud = rng.standard_normal((300, 3)) @ lean
against = np.array([[0.1, 0.0, 0.0], [-0.3, 1.5, 0.0], [0.0, 0.0, 0.5]])
other = rng.standard_normal((300, 3)) @ against + 0.2

# %% tags=["check:04.3", "points:1"]
names = set(frechet_distance.__code__.co_names)
assert "metrics" not in names or not [n for n in names if "frechet" in n], (
    "this once without the distances of gan_course.metrics; metrics.matrix_root is allowed"
)
found = frechet_distance(cloud, other)
assert np.shape(found) == () and np.isrealobj(found), (
    f"a distance is one real number, yours is {found}; where does an imaginary part come "
    "from?"
)
assert np.isfinite(found), (
    f"your distance is {found}: whose root do you take? Entries of a covariance may be below 0"
)
again = frechet_distance(cloud, rng.permutation(other))
assert np.isclose(found, again), (
    f"{found:.3f}, and {again:.3f} for the same images in another order: np.cov takes "
    "rows as variables; is your covariance one of features, width x width, or of images?"
)
itself = frechet_distance(cloud, cloud)
assert abs(itself) < 1e-5, (
    f"the distance of a set from itself is {itself:.3f}: multiply your root by itself; is "
    "it the root of a matrix? See 'The Fréchet distance: compare means and covariances'"
)
moved = frechet_distance(cloud, cloud + [1, 0, 2])
assert np.isclose(moved, 5, atol=1e-4), (
    f"a set, and the same set moved by (1, 0, 2): 5 expected, yours is {moved:.3f}; what "
    "do the means contribute, and does your covariance change when a set is moved?"
)

# %% tags=["check:04.3", "points:1"]
flat = rng.standard_normal((500, 2)) @ [[1.0, 1.6], [0.0, 1.2]]
flat = flat - flat.mean(axis=0)
mirrored = frechet_distance(flat, flat * [1, -1])
assert not abs(mirrored) < 1e-3, (
    "two clouds that lean in opposite directions are not equal, and your distance of them "
    "is 0: variances are not all that a covariance holds"
)
covariance = np.cov(flat.T)
expected = metrics.frechet_distance_of_normals(
    np.zeros(2), covariance, np.zeros(2), covariance * [[1, -1], [-1, 1]]
)
assert np.isclose(mirrored, expected, rtol=0.01), (
    f"two clouds that lean in opposite directions: {expected:.3f} expected, yours is "
    f"{mirrored:.3f}. Trace of the root: a sum over which values, of which matrix?"
)
twice = np.concatenate([cloud, 2 * cloud[:, :1], 0 * cloud[:, :1]], axis=1)
found = frechet_distance(twice, twice + 1)
assert np.isfinite(found) and np.isrealobj(found), (
    f"one feature is twice another, one always 0: {found}. Rounding makes an eigenvalue "
    "that should be 0 a little negative"
)
assert np.isclose(found, 5, atol=1e-3), (
    f"five features are moved by 1: 5 expected, yours is {found:.3f}"
)

# %% tags=["check:04.3", "points:1"]
few = cloud[:100]
expected, found = metrics.frechet_distance(few, other), frechet_distance(few, other)
assert np.isclose(found, expected, rtol=0.05), (
    f"100 images against 300: {expected:.3f} expected, yours is {found:.3f}; if the "
    "checks above pass: each covariance is divided by the number of its own images"
)
### BEGIN HIDDEN TESTS
for n, m, width in [(100, 60, 2), (200, 400, 7)]:
    a = rng.standard_normal((n, width)) @ rng.standard_normal((width, width))
    b = rng.standard_normal((m, width)) @ rng.standard_normal((width, width)) + 1
    assert np.isclose(
        frechet_distance(a, b), metrics.frechet_distance(a, b), rtol=0.03
    ), f"wrong for sets of {n} and {m}, width {width}"
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Coverage: recall without large balls
#
# In the lesson a bad sample far from the others had a *large* ball, which may cover real points by mistake. *Coverage* (Naeem et al., 2020) avoids that: it draws balls around **real** vectors only, each with its radius to the `k`-th nearest neighbour *among the real ones* (a vector is not its own neighbour), and asks: **what share of the real balls holds at least one fake?** The border belongs to the ball.
#
# Write it for real features of shape `(n, width)` and fake features of shape `(m, width)`, with `n` larger than `k`, any `m` of at least 1. Return a number from 0 to 1. (`cdist(a, b)` returns the distances of all pairs, shape `(len(a), len(b))`.)


# %% tags=["answer:04.4"]
def coverage(real_features, fake_features, k=3):
    ### BEGIN SOLUTION
    radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
    nearest = cdist(real_features, fake_features).min(axis=1)
    return np.mean(nearest <= radii)
    ### END SOLUTION


# %% tags=["help:04.4"]
rng = np.random.default_rng(3)
real = rng.standard_normal((200, 2))
far = np.array([[30.0, 0.0], [-30.0, 0.0], [0.0, 30.0], [0.0, -30.0], [30.0, 30.0]])
line = np.array([[0.0], [1.0], [3.0], [7.0]])  # nearest neighbours: 1, 1, 2, 4 away

# %% tags=["check:04.4", "points:1"]
found = coverage(real, far)
assert np.shape(found) == () and 0 <= found <= 1, (
    f"a share is one number from 0 to 1, yours is {found}"
)
assert found == 0, (
    f"no fake is near a real vector, and your share is {found:.2f}: around which set are "
    "the balls? See 'Precision and recall: quality and variety apart'"
)
found = coverage(line, np.array([[-0.5], [0.5], [0.6], [0.7], [0.8]]), k=1)
assert found > 0, (
    "no ball holds a fake, though some fakes lie between two real points: is a vector its "
    "own nearest neighbour?"
)
assert not np.isclose(found, 1), (
    "yours is 1: all fakes lie in real balls, but not all real balls hold a fake. The share "
    "of which of the two is asked for, and how large are balls with k = 1?"
)
assert np.isclose(found, 0.5), (
    "with k = 1 the balls around 0 and 1 hold fakes, those around 3 and 7 do not: 1/2 "
    f"expected, yours is {found:.3f}. How many fakes must a ball hold to count, and which "
    "neighbour gives its radius?"
)

# %% tags=["check:04.4", "points:1"]
found = coverage(line, np.array([[-1.0]]), k=1)
assert np.isclose(found, 1 / 4), (
    "a single fake at -1 is on the border of the ball around 0, with k = 1: the border "
    f"belongs to the ball, and one fake is enough. 1/4 expected, yours is {found:.3f}"
)
assert coverage(real, real) == 1, "each real ball holds at least its own centre"
shares = [coverage(real, real[:20] + 0.1, k) for k in (1, 3, 10)]
assert shares[0] < shares[1] < shares[2], (
    "one fake is enough, and with more neighbours balls are larger, so the share should "
    f"rise: k = 1, 3, 10 gave {shares[0]:.2f}, {shares[1]:.2f}, {shares[2]:.2f}"
)
few = real[:30]
gaps = np.array([sorted(np.linalg.norm(few - x, axis=1)) for x in few])
expected = np.mean(
    [np.linalg.norm(far / 20 - x, axis=1).min() <= gap[3] for x, gap in zip(few, gaps)]
)
found = coverage(few, far / 20)
assert np.isclose(found, expected), (
    f"{expected:.3f} expected for 30 real vectors and 5 fakes, yours is {found:.3f}: "
    "which neighbour gives the radius, and is it a distance or its square?"
)
### BEGIN HIDDEN TESTS
for n, m, width, k in [(50, 20, 3, 1), (40, 100, 1, 5), (60, 1, 8, 3)]:
    a, b = rng.standard_normal((n, width)), 1.5 * rng.standard_normal((m, width))
    radii = [sorted(np.linalg.norm(a - x, axis=1))[k] for x in a]
    held = [np.linalg.norm(b - x, axis=1).min() <= r for x, r in zip(a, radii)]
    assert np.isclose(coverage(a, b, k), np.mean(held)), f"wrong for {n}, {m}, k = {k}"
### END HIDDEN TESTS

# %% [markdown]
# See what it is for: a generator that knows only the left one of two clouds, to which bad samples are added, one by one. None of them is near the right cloud, so a share that rises is wrong. How many does the recall take, and does your coverage rise as well?

# %%
rng = np.random.default_rng(0)
real = rng.normal([[-3, 0], [3, 0]], 0.5, (100, 2, 2)).reshape(200, 2)
fake = rng.normal([-3, 0], 0.5, (200, 2))
bad = np.array([[8, 6], [8, -6], [11, 0]])  # far from both clouds
sets = [np.concatenate([fake, bad[:n]]) for n in range(4)]
recalls = [metrics.precision_recall(real, vectors)[1] for vectors in sets]
figure, axes = plt.subplots(figsize=(5, 3), dpi=100, layout="constrained")
axes.plot(recalls, "o-", label="recall, as in the lesson")
axes.plot([coverage(real, vectors) for vectors in sets], "s-", label="your coverage")
axes.set(xlabel="bad samples added to 200 good ones", ylabel="share")
axes.set(xticks=range(4), ylim=(0, 1.05))
axes.legend(loc="lower right", fontsize=8)
plt.show()

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# The Fréchet distance of two sets from the *same* distribution is nothing but bias. The lesson showed how it falls with their size $n$, for one classifier with 64 features. How does it depend on the **width**? Draw both sets of $n$ vectors from the same standard normal distribution (`rng.standard_normal((n, width))`), for several widths and sizes (larger than the width), and average over repetitions. Find a rule, then say what it means for Inception features, of which there are 2,048, and what may be different there: compare your rule at width 64 with the lesson's row of $n$ times the distance. Is the kernel distance (`metrics.kernel_distance` returns it and its error) better off? Judge that by how repetitions scatter. (Graded by hand: one point for what you tried, one for the rule that you saw, one for what follows from it. A hint: look at $n$ times the distance.)

# %%
# your experiments

# %% [markdown] tags=["explain:04.5", "points:3"]
# $n$ times the distance hardly depends on $n$, and grows more slowly than the square of the width at first, then like it: about 3 for width 1, 18 for 4, 168 for 16, 590 for 32, 2,200 for 64. The rule is $(2w + w(w+1)/2) / n$. The first part comes from the $w$ means, each of which has the variance $1/n$ in either set, the second from the $w(w+1)/2$ different numbers in a covariance: there are many more numbers to estimate than means, and every one that is estimated wrongly makes the clouds look different. (If all variances are doubled, so is the bias, and features that hardly vary hardly count. So the lesson's 64 features may well have another constant, some 700.) For 2,048 features of variance 1 it would be 2.1 million divided by $n$, some 40 at the usual 50,000 images, and covariances of fewer images than features do not even have full rank. So a distance on Inception features needs tens of thousands of images and the same number in every comparison. The kernel distance scatters around 0 at every width and size; wide features do not harm it.
