"""Answers to exercises 04: wrong ones with their fault and what they are told."""

WRONG = {
    "04.1": [
        (
            "the root is forgotten",
            "the root of the product of two equal variances",
            """
spread = variance_1 + variance_2 - 2 * variance_1 * variance_2
return np.sum((mean_1 - mean_2) ** 2 + spread)
""",
        ),
        (
            "variances taken for standard deviations",
            "Variances are given",
            "return np.sum((mean_1 - mean_2) ** 2 + (variance_1 - variance_2) ** 2)",
        ),
        (
            "the mean over features",
            "they are not averaged",
            {
                "np.sqrt(variance_1) - np.sqrt(variance_2))": (
                    "variance_1**0.5 - variance_2**0.5)"
                ),
                "sum": "mean",
            },
        ),
        (
            "the root of the distance",
            "which power of it",
            """
spread = (variance_1**0.5 - variance_2**0.5) ** 2
return np.sqrt(np.sum((mean_1 - mean_2) ** 2 + spread))
""",
        ),
        (
            "the means are missing",
            "the formula has two parts",
            """
return np.sum(variance_1 + variance_2 - 2 * np.sqrt(variance_1 * variance_2))
""",
        ),
        (
            "one number a feature",
            "what becomes of the features",
            "return (mean_1 - mean_2) ** 2 + (variance_1**0.5 - variance_2**0.5) ** 2",
        ),
        (
            "a form that divides 0 by 0",
            "in one set or in both",
            """
with np.errstate(all="ignore"):
    gaps = (variance_1 - variance_2) ** 2 / (variance_1**0.5 + variance_2**0.5) ** 2
return np.sum((mean_1 - mean_2) ** 2 + gaps)
""",
        ),
        (
            "the means' lengths instead of their difference",
            "squared before anything is added up",
            {
                "np.sum((mean_1 - mean_2) ** 2 + spread)": (
                    "np.sum(spread) + abs(np.sum(mean_1**2) - np.sum(mean_2**2))"
                )
            },
        ),
        (
            "deviations are added up first",
            "squared before anything is added up",
            """
spread = (np.sqrt(variance_1).sum() - np.sqrt(variance_2).sum()) ** 2
return np.sum((mean_1 - mean_2) ** 2) + spread
""",
        ),
        (
            "the package's distance",
            "without the distances of gan_course.metrics",
            """
covariance_1, covariance_2 = np.diag(variance_1), np.diag(variance_2)
return metrics.frechet_distance_of_normals(mean_1, covariance_1, mean_2, covariance_2)
""",
        ),
    ],
    "04.2": [
        (
            "binary logarithms",
            "Take natural logarithms",
            "score, rank, at_4000, notices = np.exp(1.5), 19, 0.2, 'kernel'",
        ),
        (
            "the number of classes",
            "equally frequent",
            'score, rank, at_4000, notices = 3.0, 19, 0.2, "kernel"',
        ),
        (
            "no exponential",
            "the mean divergence",
            'score, rank, at_4000, notices = 1.5 * np.log(2), 19, 0.2, "kernel"',
        ),
        (
            "the mean over digits",
            "average it over images",
            {
                "(0.5 * np.log(2) + 0.25 * np.log(4) + 0.25 * np.log(4))": (
                    "((np.log(2) + np.log(4) + np.log(4)) / 3)"
                )
            },
        ),
        ("one image, one rank", "has been subtracted", {" = 19": " = 20"}),
        ("full rank", "the features allow 64", {" = 19": " = 64"}),
        ("one over the root of n", "n times the distance", {"= 0.2": "= 0.4"}),
        ("as if there were no bias", "nothing but bias", {"= 0.2": "= 0.8"}),
        ("both are said to notice", "where the sign enters twice", {"kernel": "both"}),
        ("none is said to notice", "up to which moment", {"kernel": "neither"}),
    ],
    "04.3": [
        (
            "the root is still that of the entries",
            "is it the root of a matrix",
            """
covariance_1, covariance_2 = np.cov(real.T), np.cov(fake.T)
root = np.sqrt(np.abs(covariance_1 @ covariance_2))
spread = np.trace(covariance_1 + covariance_2 - 2 * root)
return np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread
""",
        ),
        (
            "not a number, without the absolute values",
            "whose root do you take",
            """
covariance_1, covariance_2 = np.cov(real.T), np.cov(fake.T)
with np.errstate(invalid="ignore"):
    root = np.sqrt(covariance_1 @ covariance_2)
spread = np.trace(covariance_1 + covariance_2 - 2 * root)
return np.sum((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread
""",
        ),
        (
            "covariances between images",
            "in another order",
            {
                ".T": "",
                "gap = np.mean(real, axis=0) - np.mean(fake, axis=0)": (
                    "spread = np.sum(first**2) + np.sum(second**2) - 2 * shared"
                ),
                "(gap**2) + np.sum(first**2) + np.sum(second**2) - 2 * shared": (
                    "((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread"
                ),
            },
        ),
        (
            "nothing but variances",
            "variances are not all",
            """
spread = np.sum((real.std(axis=0) - fake.std(axis=0)) ** 2)
return np.sum((np.mean(real, axis=0) - np.mean(fake, axis=0)) ** 2) + spread
""",
        ),
        (
            "the trace of the product of the roots",
            "a sum over which values",
            """
first, second = (metrics.matrix_root(np.cov(x.T)) for x in (real, fake))
spread = np.trace(first @ first + second @ second - 2 * first @ second)
return np.sum((np.mean(real, axis=0) - np.mean(fake, axis=0)) ** 2) + spread
""",
        ),
        (
            "means averaged over features",
            "what do the means contribute",
            {
                "gap = np.mean(real, axis=0) - np.mean(fake, axis=0)": (
                    "spread = np.sum(first**2) + np.sum(second**2) - 2 * shared"
                ),
                "sum(gap**2) + np.sum(first**2) + np.sum(second**2) - 2 * shared": (
                    "mean((real.mean(axis=0) - fake.mean(axis=0)) ** 2) + spread"
                ),
            },
        ),
        (
            "the root stays complex",
            "one real number",
            """
covariances = np.cov(real.T), np.cov(fake.T)
values = np.linalg.eigvals(covariances[0] @ covariances[1]).astype(complex)
spread = np.trace(covariances[0] + covariances[1]) - 2 * np.sqrt(values).sum()
return np.sum((np.mean(real, axis=0) - np.mean(fake, axis=0)) ** 2) + spread
""",
        ),
        (
            "roots of eigenvalues that rounding made negative",
            "a little negative",
            """
first, second = np.cov(real.T), np.cov(fake.T)
with np.errstate(invalid="ignore"):
    trace = np.sqrt(np.linalg.eigvals(first @ second)).sum()
spread = np.trace(first + second) - 2 * trace
return np.sum((np.mean(real, axis=0) - np.mean(fake, axis=0)) ** 2) + spread
""",
        ),
        (
            "the same in each covariance, so that singular values do not exist",
            "'SVD did not converge' stops your function",
            """
def matrix_root(covariance):
    values, vectors = np.linalg.eigh(covariance)
    with np.errstate(invalid="ignore"):
        return (vectors * np.sqrt(values)) @ vectors.T


def frechet_distance(real, fake):
    first, second = (matrix_root(np.cov(x.T)) for x in (real, fake))
    trace = np.linalg.svd(first @ second, compute_uv=False).sum()
    gap = np.mean(real, axis=0) - np.mean(fake, axis=0)
    return np.sum(gap**2) + np.sum(first**2) + np.sum(second**2) - 2 * trace
""",
        ),
        (
            "a symmetric root of a product that is not symmetric",
            "matrix_root is for symmetric ones",
            """
first, second = np.cov(real.T), np.cov(fake.T)
spread = np.trace(first + second - 2 * metrics.matrix_root(first @ second))
return np.sum((np.mean(real, axis=0) - np.mean(fake, axis=0)) ** 2) + spread
""",
        ),
        (
            "the package's distance by another name",
            "without the distances of gan_course.metrics",
            """
from gan_course.metrics import frechet_distance_of_normals as distance


def frechet_distance(real, fake):
    first, second = ((x.mean(axis=0), np.cov(x.T)) for x in (real, fake))
    return distance(*first, *second)
""",
        ),
    ],
    "04.4": [
        (
            "recall: the balls of the fakes",
            "around which set are the balls",
            """
radii = np.sort(cdist(fake_features, fake_features), axis=1)[:, k]
return np.mean((cdist(real_features, fake_features) <= radii).any(axis=1))
""",
        ),
        (
            "precision: the share of fakes",
            "of which of the two is asked for",
            """
radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
return np.mean((cdist(fake_features, real_features) <= radii).any(axis=1))
""",
        ),
        (
            "every distance of 0 is taken for that to itself",
            "Is every distance of 0",
            """
gaps = cdist(real_features, real_features)
gaps[gaps == 0] = np.inf
radii = np.sort(gaps, axis=1)[:, k - 1]
return np.mean(cdist(real_features, fake_features).min(axis=1) <= radii)
""",
        ),
        (
            "a vector is its own neighbour",
            "its own nearest neighbour",
            """
radii = np.sort(cdist(real_features, real_features), axis=1)[:, k - 1]
return np.mean(cdist(real_features, fake_features).min(axis=1) <= radii)
""",
        ),
        (
            "the mean over all pairs",
            "How many fakes",
            """
radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
return np.mean(cdist(real_features, fake_features) <= radii[:, None])
""",
        ),
        (
            "all fakes instead of at least one",
            "must a ball hold to count",
            """
radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
return np.mean(cdist(real_features, fake_features).max(axis=1) <= radii)
""",
        ),
        (
            "the largest of all distances as radius",
            "though some fakes lie between",
            """
radii = np.sort(cdist(real_features, real_features), axis=1)[:, 0]
return np.mean(cdist(real_features, fake_features).min(axis=1) <= radii)
""",
        ),
        (
            "one radius for all",
            "which neighbour gives the radius",
            """
radius = np.median(np.sort(cdist(real_features, real_features), axis=1)[:, k])
return np.mean(cdist(real_features, fake_features).min(axis=1) <= radius)
""",
        ),
        (
            "the border is left out",
            "the border belongs",
            """
radii = np.sort(cdist(real_features, real_features), axis=1)[:, k]
return np.mean(cdist(real_features, fake_features).min(axis=1) < radii)
""",
        ),
    ],
}

RIGHT = {
    "04.3": [
        (
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
        (
            "the lesson's functions, of which one comes from the package",
            """
def frechet_distance_of_normals(mean_1, covariance_1, mean_2, covariance_2):
    roots = metrics.matrix_root(covariance_1) @ metrics.matrix_root(covariance_2)
    trace_of_root = np.linalg.svd(roots, compute_uv=False).sum()
    spread = np.trace(covariance_1) + np.trace(covariance_2) - 2 * trace_of_root
    return float(np.sum((mean_1 - mean_2) ** 2) + max(spread, 0.0))


def frechet_distance(real_features, fake_features):
    real, fake = metrics.check_features(real_features, fake_features)
    moments = [(x.mean(axis=0), np.atleast_2d(np.cov(x.T))) for x in (real, fake)]
    return frechet_distance_of_normals(*moments[0], *moments[1])
""",
        ),
    ]
}
