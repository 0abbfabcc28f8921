# %% [markdown]
# # Exercises 04: measuring generators
#
# These exercises go with [lesson 04](../04_measuring_generators.ipynb). Replace the lines that raise `NotImplementedError`, and leave the checks as they are. The first four exercises end in checks. Run them. If a check prints nothing, it has passed. If it fails, it says what your answer does, and often which section to look at again.

# %%
from gan_course import metrics

import contextlib

import matplotlib.pyplot as plt
import numpy as np
from scipy.spatial.distance import cdist

# %% [markdown]
# ## 1. The Fréchet distance of features that do not vary together
#
# If no two features are correlated, both covariances are diagonal, and the matrix root in the lesson's formula becomes simple. Work out what is left of the formula. Return the distance of the two normals as one number, squared, as everybody does. You are given their means and *variances*, four arrays of shape `(width,)`. Variances may be 0. You need no matrices, and no distance of `gan_course.metrics`.


# %% tags=["answer:04.1"]
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    ### BEGIN SOLUTION
    spread = (np.sqrt(variance_1) - np.sqrt(variance_2)) ** 2
    return np.sum((mean_1 - mean_2) ** 2 + spread)
    ### END SOLUTION


# %% [markdown]
# The distance should be your own work, here and in exercise 3, which needs this cell, too. So the package's distance refuses to run while your function does, whatever name it was imported by.


# %% tags=["help:04.1"]
def refuse(*normals, **named):
    raise AssertionError(
        "write your own distance, without the distances of gan_course.metrics"
    )


@contextlib.contextmanager
def own_work():
    theirs = metrics.frechet_distance_of_normals
    code, theirs.__code__ = theirs.__code__, refuse.__code__
    try:
        yield
    finally:
        theirs.__code__ = code


# %% [markdown]
# The checks call your function through this one, which also makes sure that the distance is one number.

# %% tags=["help:04.1"]
zeros, ones = np.zeros(2), np.ones(2)


def distance_of_normals(*normals):
    with own_work():
        found = diagonal_frechet_distance(*normals)
    assert np.shape(found) == (), (
        f"a distance is one number, yours has shape {np.shape(found)}: what becomes of "
        "the features?"
    )
    return found


# %% [markdown]
# First, a normal and itself: no mass has to be moved.

# %% tags=["check:04.1", "points:1"]
normal = np.array([0.3, -1.0]), np.array([4.0, 0.25])
found = distance_of_normals(*normal, *normal)
assert abs(found) < 1e-9, (
    f"a normal and itself have the distance 0, yours is {found:.3f}; what is the root of "
    "the product of two equal variances?"
)

# %% [markdown]
# With equal variances only the first part of the formula is left.

# %% tags=["check:04.1", "points:1"]
found = distance_of_normals(np.array([3.0, 4.0]), ones, zeros, ones)
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

# %% [markdown]
# With equal means, and one feature that spreads three times as far, only the second part is left.

# %% tags=["check:04.1", "points:1"]
found = distance_of_normals(zeros, np.array([1.0, 9.0]), zeros, ones)
assert np.isclose(found, 4), (
    f"standard deviations 3 and 1 with equal means: 4 expected, yours is {found:.3f}. "
    "Variances are given; to what does C1 + C2 - 2 (C1 C2)^(1/2) come down?"
)

# %% [markdown]
# A feature that is the same for every image, as eight of the lesson's 64 are, has variance 0. Here one feature has it in both sets, the other in one.

# %% tags=["check:04.1", "points:1"]
found = distance_of_normals(zeros, zeros, zeros, np.array([0.0, 9.0]))
assert np.isclose(found, 9), (
    f"a variance may be 0, in one set or in both: 9 expected, yours is {found:.3f}"
)

# %% [markdown]
# Now both parts count at once. It must not matter which of the two normals comes first.

# %% tags=["check:04.1", "points:1"]
# Other numbers are tried when it is graded.
first = np.array([4.0, 5.0, 1.0]), np.array([1.0, 9.0, 4.0])
second = np.array([1.0, 1.0, 1.0]), np.array([1.0, 1.0, 16.0])
for normals in [(*first, *second), (*second, *first)]:
    found = distance_of_normals(*normals)
    assert np.isclose(found, 33), (
        "means that differ by 3 and 4, standard deviations by 2 and -2: 33 expected, "
        f"whichever comes first, yours is {found:.3f}. Is each feature's difference "
        "squared before anything is added up?"
    )
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for width in (1, 5):
    means, variances = rng.normal(size=(2, width)), rng.uniform(0, 4, (2, width))
    expected = metrics.frechet_distance_of_normals(
        means[0], np.diag(variances[0]), means[1], np.diag(variances[1])
    )
    found = distance_of_normals(means[0], variances[0], means[1], variances[1])
    assert np.isclose(found, expected), f"wrong for width {width}"
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Predict: four answers without a measurement
#
# Find these by thinking; `np` may do the arithmetic.
#
# - `score`: half of a generator's images are ones, a quarter are fours, and a quarter are sevens. The classifier is absolutely sure of each. What is the **classifier score** of very many of them?
# - `rank`: images have 64 features, and no feature is a combination of others. What is the **rank** of a covariance that is estimated from 20 images?
# - `at_4000`: two sets of 1,000 real images each, drawn from the same digits, are on average at a **Fréchet distance** of 0.8. What distance, roughly, do you expect between two sets of 4,000?
# - `notices`: the cloud of real features is lopsided. A generator makes its mirror image: every real vector $r$ becomes $2m - r$, with $m$ the real mean. Which distance will notice: `"frechet"`, `"kernel"`, `"both"` or `"neither"`?


# %% tags=["answer:04.2"]
# assign score, rank, at_4000 and notices
### BEGIN SOLUTION
score = np.exp(0.5 * np.log(2) + 0.25 * np.log(4) + 0.25 * np.log(4))
rank = 19
at_4000 = 0.2
notices = "kernel"
### END SOLUTION

# %% [markdown]
# The checks measure what you predict. First the score of 400 such images. These numbers are easily mistaken for it:

# %% tags=["help:04.2"]
sure_logits = 1000 * np.eye(10)[[1, 1, 4, 7] * 100]
measured_score, _ = metrics.classifier_score(sure_logits)
SCORE_REASONS = {
    3: (
        "3 would be the score if the three digits were equally frequent: what is the mean "
        "p(y), and how far is each p(y|x) from it?"
    ),
    np.log(measured_score): (
        "that is the mean divergence; what does the score make of it?"
    ),
    **dict.fromkeys(
        (1.5, np.exp(1.5)),
        "a divergence of 1.5 bits? Take natural logarithms, for the score takes exp",
    ),
}

# %% [markdown]
# Does your score agree with the measured one?

# %% tags=["check:04.2", "points:1"]
for mistaken, reason in SCORE_REASONS.items():
    assert not np.isclose(score, mistaken, atol=0.01), reason
assert score >= 1, (
    f"a score is at least 1, yours is {score:.2f}; see 'The classifier score: sure of "
    "each image, balanced over all'"
)
assert np.isclose(score, measured_score, atol=0.05), (
    f"a score of {score:.2f}? The divergence of a certain answer from the mean is the "
    "logarithm of one over that digit's share; average it over images, not over digits"
)

# %% [markdown]
# Does your rank agree with that of 20 random vectors of 64 features?

# %% tags=["check:04.2", "points:1"]
assert rank != 64, (
    "the features allow 64, but 20 images do not: see 'How many samples?'"
)
twenty = np.random.default_rng(0).standard_normal((20, 64))
assert rank == np.linalg.matrix_rank(np.cov(twenty.T)), (
    f"a rank of {rank}? How many independent vectors are left when the mean of 20 vectors "
    "has been subtracted from each?"
)

# %% [markdown]
# What happens to the Fréchet distance of two sets from one distribution if they are four times as large? We average over 500 pairs. Random vectors of width 4 stand in for the features.


# %% tags=["help:04.2"]
def mean_distance(n, repeats=500):
    sets = np.random.default_rng(n).standard_normal((repeats, 2, n, 4))
    return np.mean([metrics.frechet_distance(a, b) for a, b in sets])


factor = mean_distance(100) / mean_distance(400)

# %% [markdown]
# Is your distance for 4,000 images that for 1,000, divided by this factor?

# %% tags=["check:04.2", "points:1"]
assert not np.isclose(at_4000, 0.8, rtol=0.1), (
    "the distance of equal clouds is nothing but bias: does it depend on the sets' size? "
    "See 'How many samples?'"
)
assert np.isclose(at_4000, 0.8 / factor, rtol=0.25), (
    f"{at_4000}? In the lesson n times the distance of real images stayed about the same"
)

# %% [markdown]
# Here are a lopsided cloud, in which most values are small, and its mirror image. The kernel distance notices if it exceeds five standard errors.

# %% tags=["help:04.2"]
lopsided = np.random.default_rng(0).choice([0.0, 3.0], (1000, 2), p=[0.8, 0.2])
mirror_image = 2 * lopsided.mean(axis=0) - lopsided
kernel, kernel_error = metrics.kernel_distance(lopsided, mirror_image)
seen = {
    "frechet": metrics.frechet_distance(lopsided, mirror_image) > 1e-6,
    "kernel": kernel > 5 * kernel_error,
}

# %% [markdown]
# This function tells what your answer says about one of the two distances.


# %% tags=["help:04.2"]
def said_to_notice(name):
    assert notices in ("frechet", "kernel", "both", "neither"), (
        "answer 'frechet', 'kernel', 'both' or 'neither'"
    )
    return notices in (name, "both")


# %% [markdown]
# Is your answer right about the Fréchet distance?

# %% tags=["check:04.2", "points:1"]
assert said_to_notice("frechet") == seen["frechet"], (
    "what does mirroring do to the mean, and to the covariance, where the sign enters "
    "twice? The Fréchet distance sees nothing else"
)

# %% [markdown]
# And about the kernel distance?

# %% tags=["check:04.2", "points:1"]
assert said_to_notice("kernel") == seen["kernel"], (
    "up to which moment does the kernel distance compare, and what happens to the sign "
    "of that one? See 'The kernel distance: compare more than means and covariances, without bias'"
)

# %% [markdown]
# ## 3. Repair a Fréchet distance
#
# This function was put together from several programs. It has two faults, and yet it runs without an error.


# %%
def broken_frechet_distance(real, fake):
    covariance_1, covariance_2 = np.cov(real), np.cov(fake)
    root = np.sqrt(np.abs(covariance_1 @ covariance_2))  # abs, or else there is NaN
    spread = np.trace(covariance_1 + covariance_2 - 2 * root)
    return np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread


# %% [markdown]
# We compare a set with itself, and with itself in another order:

# %%
rng = np.random.default_rng(0)
lean = np.array([[1.0, 0.9, 0.0], [0.0, 1.0, 0.9], [0.0, 0.0, 0.5]])
cloud = rng.standard_normal((300, 3)) @ lean
for name, again in [("itself", cloud), ("itself, shuffled", rng.permutation(cloud))]:
    print(f"a set and {name}: {broken_frechet_distance(cloud, again):.2f}")

# %% [markdown]
# Both should be 0. Write it so that it is right for any two sets of shapes `(n, width)` and `(m, width)`, with `width` at least 2 and `n` and `m` larger than `width`. A feature may be a multiple of another, so that a covariance has no inverse. Return a real number. You may call `metrics.matrix_root`, but not `frechet_distance` or `frechet_distance_of_normals` of `gan_course.metrics`.


# %% tags=["answer:04.3"]
def frechet_distance(real, fake):
    ### BEGIN SOLUTION
    first, second = (metrics.matrix_root(np.cov(x.T)) for x in (real, fake))
    shared = np.linalg.svd(first @ second, compute_uv=False).sum()
    gap = np.mean(real, axis=0) - np.mean(fake, axis=0)
    return np.sum(gap**2) + np.sum(first**2) + np.sum(second**2) - 2 * shared
    ### END SOLUTION


# %% [markdown]
# The checks compare `cloud` with another set, in which some features go up where others go down:

# %% tags=["help:04.3"]
against = np.array([[0.1, 0.0, 0.0], [-0.3, 1.5, 0.0], [0.0, 0.0, 0.5]])
other = np.random.default_rng(2).standard_normal((300, 3)) @ against + 0.2

# %% [markdown]
# If your function stops in linear algebra, or its distance is not a number, you are asked:

# %% tags=["help:04.3"]
ROOT = (
    "whose root do you take? Entries of a covariance may be below 0, and rounding makes "
    "an eigenvalue that should be 0 a little negative. Or do you need an inverse?"
)

# %% [markdown]
# The checks call your function through this one, which makes sure that the distance is one real number, and your own work.


# %% tags=["help:04.3"]
def distance_of_sets(real, fake):
    try:
        with own_work():
            found = frechet_distance(real, fake)
    except np.linalg.LinAlgError as error:
        raise AssertionError(f"'{error}' stops your function: {ROOT}") from error
    assert np.shape(found) == () and np.isrealobj(found), (
        f"a distance is one real number, yours is {found}; where does an imaginary part "
        "come from?"
    )
    assert np.isfinite(found), f"your distance is {found}: {ROOT}"
    return found


# %% [markdown]
# A set has no order. Does your distance stay the same if the other set is reversed?

# %% tags=["check:04.3", "points:1"]
found, again = distance_of_sets(cloud, other), distance_of_sets(cloud, other[::-1])
assert np.isclose(found, again), (
    f"{found:.3f}, and {again:.3f} for the same images in another order: np.cov takes "
    "rows as variables; is your covariance one of features, width x width, or of images?"
)

# %% [markdown]
# Is a set at distance 0 from itself? When it is moved, it keeps its covariance. What do the means add?

# %% tags=["check:04.3", "points:1"]
itself = distance_of_sets(cloud, cloud)
assert abs(itself) < 1e-5, (
    f"the distance of a set from itself is {itself:.3f}: multiply your root by itself; is "
    "it the root of a matrix? See 'The Fréchet distance: compare means and covariances'"
)
moved = distance_of_sets(cloud, cloud + [1, 0, 2])
assert np.isclose(moved, 5, atol=1e-4), (
    f"a set, and the same set moved by (1, 0, 2): 5 expected, yours is {moved:.3f}; what "
    "do the means contribute, does your covariance change when a set is moved, and which "
    "power of the distance does everybody report?"
)

# %% [markdown]
# These two clouds have equal means and variances, but are tilted in opposite directions. Of all that the formula looks at, only the covariance of the two features differs.

# %% tags=["check:04.3", "points:1"]
right = np.random.default_rng(2).standard_normal((500, 2)) @ [[1.0, 1.6], [0.0, 1.2]]
right = right - right.mean(axis=0)
left = right * [1, -1]
found, expected = distance_of_sets(right, left), metrics.frechet_distance(right, left)
assert not abs(found) < 1e-3, (
    "two clouds that lean in opposite directions are not equal, and your distance of them "
    "is 0: variances are not all that a covariance holds"
)
assert np.isclose(found, expected, rtol=0.01), (
    f"two clouds that lean in opposite directions: {expected:.3f} expected, yours is "
    f"{found:.3f}. Trace of the root: a sum over which values, of which matrix? "
    "(matrix_root is for symmetric ones, and a product of two need not be symmetric)"
)

# %% [markdown]
# These are twenty sets of five features whose covariance has no inverse. In the first, one feature is twice another, and one is always 0. In the others, two are mixtures of the other three.

# %% tags=["help:04.3"]
mixtures = np.random.default_rng(6).standard_normal((20, 3, 2))
mixtures[0] = [[2, 0], [0, 0], [0, 0]]
fives = [np.concatenate([cloud, cloud @ mixture], axis=1) for mixture in mixtures]

# %% [markdown]
# Each of them is compared with itself, once moved and once spread twice as far about its mean.

# %% tags=["check:04.3", "points:1"]
for five in fives:
    found = distance_of_sets(five, five + 1)
    assert np.isclose(found, 5, atol=1e-3), (
        f"five features are moved by 1: 5 expected, yours is {found:.3f}"
    )
    found = distance_of_sets(five, 2 * five - five.mean(axis=0))
    expected = np.trace(np.cov(five.T))
    assert np.isclose(found, expected, rtol=0.01), (
        "standard deviations s and 2 s: if both sets lean alike, a feature adds s "
        f"squared; {expected:.3f} expected, yours is {found:.3f}"
    )

# %% [markdown]
# The two sets need not be equally large.

# %% tags=["check:04.3", "points:1"]
few = cloud[:100]
expected, found = metrics.frechet_distance(few, other), distance_of_sets(few, other)
assert np.isclose(found, expected, rtol=0.05), (
    f"100 images against 300: {expected:.3f} expected, yours is {found:.3f}; if the "
    "checks above pass: each covariance is divided by the number of its own images"
)

# %% [markdown]
# Nor should it matter which of the two is called real.

# %% tags=["check:04.3", "points:1"]
# Other sets are tried when it is graded.
there, back = distance_of_sets(cloud, other), distance_of_sets(other, cloud)
assert np.isclose(there, back, rtol=1e-3), (
    f"{there:.3f} one way, {back:.3f} the other: is each set treated like the other?"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for n, m, width in [(100, 60, 2), (200, 400, 7)]:
    a = rng.standard_normal((n, width)) @ rng.standard_normal((width, width))
    b = rng.standard_normal((m, width)) @ rng.standard_normal((width, width)) + 1
    found, expected = distance_of_sets(a, b), metrics.frechet_distance(a, b)
    assert np.isclose(found, expected, rtol=0.03), (
        f"wrong for sets of {n} and {m}, width {width}"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Coverage: recall without large balls
#
# In the lesson a bad sample far from the others had a *large* ball, which may cover real points by mistake. *Coverage* (Naeem et al., 2020) avoids that, because it draws balls around **real** vectors only. Each ball reaches to the `k`-th nearest neighbour *among the real ones*; a vector is not its own neighbour. **What share of the real balls holds at least one fake?** The border belongs to the ball.
#
# Write it for real features of shape `(n, width)` and fake features of shape `(m, width)`, with `n` larger than `k`, and any `m` from 1 on. Return a number from 0 to 1. A hint: `cdist(a, b)` returns the distances of all pairs, in an array of shape `(len(a), len(b))`.


# %% tags=["answer:04.4"]
def coverage(real_features, fake_features, k=3):
    ### BEGIN SOLUTION
    radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
    nearest = cdist(real_features, fake_features).min(axis=1)
    return np.mean(nearest <= radii)
    ### END SOLUTION


# %% [markdown]
# The checks use a cloud, fakes far from it, and four real points on a line. Their nearest neighbours are 1, 1, 2 and 4 away.

# %% tags=["help:04.4"]
real = np.random.default_rng(3).standard_normal((200, 2))
far = np.array([[30.0, 0.0], [-30.0, 0.0], [0.0, 30.0], [0.0, -30.0], [30.0, 30.0]])
line = np.array([[0.0], [1.0], [3.0], [7.0]])

# %% [markdown]
# They call your function through this one, which also makes sure that it returns a share.


# %% tags=["help:04.4"]
def share(*sets, **options):
    found = coverage(*sets, **options)
    assert np.shape(found) == () and 0 <= found <= 1, (
        f"a share is one number from 0 to 1, yours is {found}"
    )
    return found


# %% [markdown]
# These fakes are far from everything, and from each other. Does any real ball hold one?

# %% tags=["check:04.4", "points:1"]
found = share(real, far)
assert found == 0, (
    f"no fake is near a real vector, and your share is {found:.2f}: around which set are "
    "the balls? See 'Precision and recall: quality and variety apart'"
)

# %% [markdown]
# On the line, five fakes crowd around the left two real points. Two wrong answers are typical:

# %% tags=["help:04.4"]
crowd = np.array([[-0.5], [0.5], [0.6], [0.7], [0.8]])
CROWD_REASONS = {
    0: (
        "no ball holds a fake, though some fakes lie between two real points: is a vector "
        "its own nearest neighbour?"
    ),
    1: (
        "yours is 1: all fakes lie in real balls, but not all real balls hold a fake. The "
        "share of which of the two is asked for, and how large are balls with k = 1?"
    ),
}

# %% [markdown]
# With $k = 1$, what share of the four balls holds at least one of them?

# %% tags=["check:04.4", "points:1"]
found = share(line, crowd, k=1)
for mistaken, reason in CROWD_REASONS.items():
    assert not np.isclose(found, mistaken), reason
assert np.isclose(found, 0.5), (
    "with k = 1 the balls around 0 and 1 hold fakes, those around 3 and 7 do not: 1/2 "
    f"expected, yours is {found:.3f}. How many fakes must a ball hold to count, and which "
    "neighbour gives its radius?"
)

# %% [markdown]
# Now there is a single fake, exactly on the border of a ball.

# %% tags=["check:04.4", "points:1"]
found = share(line, np.array([[-1.0]]), k=1)
assert np.isclose(found, 1 / 4), (
    "a single fake at -1 is on the border of the ball around 0, with k = 1: the border "
    f"belongs to the ball, and one fake is enough. 1/4 expected, yours is {found:.3f}"
)

# %% [markdown]
# Now the fakes are the real vectors, and then only twenty of them, slightly moved. Does your share rise with $k$, as precision and recall do in the lesson?

# %% tags=["check:04.4", "points:1"]
assert share(real, real) == 1, "each real ball holds at least its own centre"
shares = [share(real, real[:20] + 0.1, k) for k in (1, 3, 10)]
assert shares[0] < shares[1] < shares[2], (
    "one fake is enough, and with more neighbours balls are larger, so the share should "
    f"rise: k = 1, 3, 10 gave {shares[0]:.2f}, {shares[1]:.2f}, {shares[2]:.2f}"
)

# %% [markdown]
# Here are thirty vectors in the plane. Does each ball have its own radius, and the right one? And what if two real vectors are equal?

# %% tags=["check:04.4", "points:1"]
few, fakes = real[:30], far / 20
gaps = np.array([sorted(np.linalg.norm(few - x, axis=1)) for x in few])
held = [np.linalg.norm(fakes - x, axis=1).min() <= gap[3] for x, gap in zip(few, gaps)]
expected, found = np.mean(held), share(few, fakes)
assert np.isclose(found, expected), (
    f"{expected:.3f} expected for 30 real vectors and 5 fakes, yours is {found:.3f}: "
    "which neighbour gives the radius, and is it a distance or its square?"
)
found = share(np.array([[0.0], [0.0], [5.0]]), np.array([[0.5]]), k=1)
assert np.isclose(found, 1 / 3), (
    "of the real vectors 0, 0 and 5 the first two are each other's nearest neighbours, so "
    f"their balls have radius 0: 1/3 expected, yours is {found:.3f}. Is every distance of "
    "0 that of a vector to itself?"
)

# %% [markdown]
# With the largest $k$ that four points allow, each ball reaches to the farthest of the other three.

# %% tags=["check:04.4", "points:1"]
# Other sets are tried when it is graded.
found = share(line, np.array([[-1.0]]), k=3)
assert np.isclose(found, 3 / 4), (
    "with k = 3 the radii of the balls around 0, 1, 3 and 7 are 7, 6, 4 and 7, so all but "
    f"the last one hold a fake at -1: 3/4 expected, yours is {found:.3f}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for n, m, width, k in [(50, 20, 3, 1), (40, 100, 1, 5), (60, 1, 8, 3)]:
    a, b = rng.standard_normal((n, width)), 1.5 * rng.standard_normal((m, width))
    radii = [sorted(np.linalg.norm(a - x, axis=1))[k] for x in a]
    held = [np.linalg.norm(b - x, axis=1).min() <= r for x, r in zip(a, radii)]
    assert np.isclose(share(a, b, k), np.mean(held)), f"wrong for {n}, {m}, k = {k}"
### END HIDDEN TESTS

# %% [markdown]
# What is coverage for? This generator knows only the left one of two clouds, and we add bad samples one by one. None of them is near the right cloud, so a share that rises is wrong. After how many is the recall near 1? Does your coverage rise, too?

# %%
rng = np.random.default_rng(0)
clouds = rng.normal([[-3, 0], [3, 0]], 0.5, (100, 2, 2)).reshape(200, 2)
left_only = rng.normal([-3, 0], 0.5, (200, 2))
bad = np.array([[8, 6], [8, -6], [11, 0]])  # far from both clouds
sets = [np.concatenate([left_only, bad[:n]]) for n in range(4)]
recalls = [metrics.precision_recall(clouds, fakes)[1] for fakes in sets]

# %% [markdown]
# Half of the real vectors are in the left cloud. So the right share is about one half, however many bad samples there are.

# %%
figure, axes = plt.subplots(figsize=(5, 3), dpi=100, layout="constrained")
axes.plot(recalls, "o-", label="recall, as in the lesson")
axes.plot([coverage(clouds, fakes) for fakes in sets], "s-", label="your coverage")
axes.set(xlabel="bad samples added to 200 good ones", ylabel="share")
axes.set(xticks=range(4), ylim=(0, 1.05))
axes.legend(loc="lower right", fontsize=8)
plt.show()

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# The Fréchet distance of two sets from the *same* distribution is nothing but bias. The lesson showed how it falls with their size $n$, for one classifier with 64 features. How does it depend on the **width**? Draw both sets of $n$ vectors from the same standard normal distribution (`rng.standard_normal((n, width))`), for several widths and for sizes larger than the width, and average over repetitions. Find a rule; a hint: look at $n$ times the distance. Then say what the rule means for Inception features, of which there are 2,048. Compare it at width 64 with the lesson's row of $n$ times the distance: what may be different there? Is the kernel distance (`metrics.kernel_distance` returns it and its error) better off? Judge by how repetitions scatter. This is graded by hand: two points each for what you tried, the rule that you saw, and what follows.

# %%
# your experiments

# %% [markdown] tags=["explain:04.5", "points:6"]
# $n$ times the distance hardly depends on $n$. It is about 3 for width 1, 18 for 4, 168 for 16, 590 for 32 and 2,200 for 64. So it grows more slowly than the square of the width at first, and then like it. The rule is $(2w + w(w+1)/2) / n$. The first part comes from the $w$ means, each of which has the variance $1/n$ in either set. The second comes from the $w(w+1)/2$ different numbers in a covariance. Wide features have far more of them than means, and every wrong estimate makes the clouds look different. If all variances are doubled, so is the bias, and features that hardly vary hardly count. So the lesson's 64 features may well have another constant, and it was some 700. For 2,048 features of variance 1 it would be 2.1 million divided by $n$, some 40 at the usual 50,000 images. Covariances of fewer images than features do not even have full rank. So a distance on Inception features needs tens of thousands of images, and the same number in every comparison. The kernel distance scatters around 0 at every width and size, so wide features do not bias it.
