"""Answers to exercises 04: exercise, fault, message, answer."""

WRONG = [
    (
        "04.1",
        "the root is forgotten",
        "the root of the product of two equal variances",
        """
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    spread = variance_1 + variance_2 - 2 * variance_1 * variance_2
    return np.sum((mean_1 - mean_2) ** 2 + spread)
""",
    ),
    (
        "04.1",
        "variances taken for standard deviations",
        "Variances are given",
        """
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    return np.sum((mean_1 - mean_2) ** 2 + (variance_1 - variance_2) ** 2)
""",
    ),
    (
        "04.1",
        "the mean over features",
        "they are not averaged",
        """
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    spread = (variance_1**0.5 - variance_2**0.5) ** 2
    return np.mean((mean_1 - mean_2) ** 2 + spread)
""",
    ),
    (
        "04.1",
        "the root of the distance",
        "which power of it",
        """
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    spread = (variance_1**0.5 - variance_2**0.5) ** 2
    return np.sqrt(np.sum((mean_1 - mean_2) ** 2 + spread))
""",
    ),
    (
        "04.1",
        "the means are missing",
        "the formula has two parts",
        """
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    return np.sum(variance_1 + variance_2 - 2 * np.sqrt(variance_1 * variance_2))
""",
    ),
    (
        "04.1",
        "one number a feature",
        "what becomes of the features",
        """
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    return (mean_1 - mean_2) ** 2 + (variance_1**0.5 - variance_2**0.5) ** 2
""",
    ),
    (
        "04.2",
        "the number of classes",
        "equally frequent",
        """
score, rank, at_4000, notices = 3.0, 19, 0.2, "kernel"
""",
    ),
    (
        "04.2",
        "no exponential",
        "the mean divergence",
        """
score, rank, at_4000, notices = 1.5 * np.log(2), 19, 0.2, "kernel"
""",
    ),
    (
        "04.2",
        "the mean over digits",
        "average it over images",
        """
score = np.exp((np.log(2) + np.log(4) + np.log(4)) / 3)
rank, at_4000, notices = 19, 0.2, "kernel"
""",
    ),
    (
        "04.2",
        "one image, one rank",
        "has been subtracted",
        """
score, rank, at_4000, notices = 2**1.5, 20, 0.2, "kernel"
""",
    ),
    (
        "04.2",
        "full rank",
        "the features allow 64",
        """
score, rank, at_4000, notices = 2**1.5, 64, 0.2, "kernel"
""",
    ),
    (
        "04.2",
        "one over the root of n",
        "n times the distance",
        """
score, rank, at_4000, notices = 2**1.5, 19, 0.4, "kernel"
""",
    ),
    (
        "04.2",
        "as if there were no bias",
        "nothing but bias",
        """
score, rank, at_4000, notices = 2**1.5, 19, 0.8, "kernel"
""",
    ),
    (
        "04.2",
        "both are said to notice",
        "where the sign enters twice",
        """
score, rank, at_4000, notices = 2**1.5, 19, 0.2, "both"
""",
    ),
    (
        "04.2",
        "none is said to notice",
        "up to which moment",
        """
score, rank, at_4000, notices = 2**1.5, 19, 0.2, "neither"
""",
    ),
    (
        "04.3",
        "the root is still that of the entries",
        "is it the root of a matrix",
        """
def frechet_distance(real, fake):
    covariance_1, covariance_2 = np.cov(real.T), np.cov(fake.T)
    root = np.sqrt(np.abs(covariance_1 @ covariance_2))
    spread = np.trace(covariance_1 + covariance_2 - 2 * root)
    return np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread
""",
    ),
    (
        "04.3",
        "not a number, without the absolute values",
        "whose root do you take",
        """
def frechet_distance(real, fake):
    covariance_1, covariance_2 = np.cov(real.T), np.cov(fake.T)
    with np.errstate(invalid="ignore"):
        root = np.sqrt(covariance_1 @ covariance_2)
    spread = np.trace(covariance_1 + covariance_2 - 2 * root)
    return np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread
""",
    ),
    (
        "04.3",
        "covariances between images",
        "in another order",
        """
def frechet_distance(real, fake):
    first, second = (metrics.matrix_root(np.cov(x)) for x in (real, fake))
    shared = np.linalg.svd(first @ second, compute_uv=False).sum()
    spread = np.sum(first**2) + np.sum(second**2) - 2 * shared
    return np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread
""",
    ),
    (
        "04.3",
        "nothing but variances",
        "variances are not all",
        """
def frechet_distance(real, fake):
    spread = np.sum((real.std(axis=0) - fake.std(axis=0)) ** 2)
    return np.sum((np.mean(real, axis=0) - np.mean(fake, axis=0)) ** 2) + spread
""",
    ),
    (
        "04.3",
        "the trace of the product of the roots",
        "a sum over which values",
        """
def frechet_distance(real, fake):
    first, second = (metrics.matrix_root(np.cov(x.T)) for x in (real, fake))
    spread = np.trace(first @ first + second @ second - 2 * first @ second)
    return np.sum((np.mean(real, axis=0) - np.mean(fake, axis=0)) ** 2) + spread
""",
    ),
    (
        "04.3",
        "means averaged over features",
        "what do the means contribute",
        """
def frechet_distance(real, fake):
    first, second = (metrics.matrix_root(np.cov(x.T)) for x in (real, fake))
    shared = np.linalg.svd(first @ second, compute_uv=False).sum()
    spread = np.sum(first**2) + np.sum(second**2) - 2 * shared
    return np.mean((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread
""",
    ),
    (
        "04.3",
        "the root stays complex",
        "one real number",
        """
def frechet_distance(real, fake):
    covariances = np.cov(real.T), np.cov(fake.T)
    values = np.linalg.eigvals(covariances[0] @ covariances[1]).astype(complex)
    spread = np.trace(covariances[0] + covariances[1]) - 2 * np.sqrt(values).sum()
    return np.sum((np.mean(real, axis=0) - np.mean(fake, axis=0)) ** 2) + spread
""",
    ),
    (
        "04.4",
        "recall: the balls of the fakes",
        "around which set are the balls",
        """
def coverage(real_features, fake_features, k=3):
    radii = np.sort(cdist(fake_features, fake_features), axis=1)[:, k]
    return np.mean((cdist(real_features, fake_features) <= radii).any(axis=1))
""",
    ),
    (
        "04.4",
        "precision: the share of fakes",
        "of which of the two is asked for",
        """
def coverage(real_features, fake_features, k=3):
    radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
    return np.mean((cdist(fake_features, real_features) <= radii).any(axis=1))
""",
    ),
    (
        "04.4",
        "a vector is its own neighbour",
        "its own nearest neighbour",
        """
def coverage(real_features, fake_features, k=3):
    radii = np.sort(cdist(real_features, real_features), axis=1)[:, k - 1]
    return np.mean(cdist(real_features, fake_features).min(axis=1) <= radii)
""",
    ),
    (
        "04.4",
        "the mean over all pairs",
        "How many fakes",
        """
def coverage(real_features, fake_features, k=3):
    radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
    return np.mean(cdist(real_features, fake_features) <= radii[:, None])
""",
    ),
    (
        "04.4",
        "all fakes instead of at least one",
        "must a ball hold to count",
        """
def coverage(real_features, fake_features, k=3):
    radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
    return np.mean(cdist(real_features, fake_features).max(axis=1) <= radii)
""",
    ),
    (
        "04.4",
        "the largest of all distances as radius",
        "though some fakes lie between",
        """
def coverage(real_features, fake_features, k=3):
    radii = np.sort(cdist(real_features, real_features), axis=1)[:, 0]
    return np.mean(cdist(real_features, fake_features).min(axis=1) <= radii)
""",
    ),
    (
        "04.4",
        "one radius for all",
        "which neighbour gives the radius",
        """
def coverage(real_features, fake_features, k=3):
    radius = np.median(np.sort(cdist(real_features, real_features), axis=1)[:, k])
    return np.mean(cdist(real_features, fake_features).min(axis=1) <= radius)
""",
    ),
    (
        "04.4",
        "the border is left out",
        "the border belongs",
        """
def coverage(real_features, fake_features, k=3):
    radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
    return np.mean(cdist(real_features, fake_features).min(axis=1) < radii)
""",
    ),
    (
        "04.1",
        "a form that divides 0 by 0",
        "in one set or in both",
        """
def diagonal_frechet_distance(mean_1, variance_1, mean_2, variance_2):
    with np.errstate(all="ignore"):
        gaps = (variance_1 - variance_2) ** 2 / (variance_1**0.5 + variance_2**0.5) ** 2
    return np.sum((mean_1 - mean_2) ** 2 + gaps)
""",
    ),
]

RIGHT = [
    (
        "04.3",
        "a helper with a name of the package",
        """
def frechet_distance_of_normals(mean_1, covariance_1, mean_2, covariance_2):
    root_1, root_2 = (metrics.matrix_root(c) for c in (covariance_1, covariance_2))
    trace = np.linalg.svd(root_1 @ root_2, compute_uv=False).sum()
    spread = np.trace(covariance_1) + np.trace(covariance_2) - 2 * trace
    return np.sum((mean_1 - mean_2) ** 2) + spread


def frechet_distance(real, fake):
    return frechet_distance_of_normals(
        real.mean(axis=0), np.cov(real.T), fake.mean(axis=0), np.cov(fake.T)
    )
""",
    ),
]
