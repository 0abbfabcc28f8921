"""Distances between real and generated images: Fréchet and kernel, with errors."""

from gan_course.checks import check_features, check_number

from statistics import NormalDist

import numpy as np

BLOCK = 200  # rows of a large matrix that are in memory at a time


def matrix_root(covariance):
    """Returns the symmetric square root of a covariance matrix of any rank.

    Eigenvalues that rounding made negative, or that are nothing but rounding,
    count as 0.

    Args:
        covariance: Symmetric, positive semidefinite, shape `(width, width)`.

    >>> matrix_root(np.array([[4.0, 0.0], [0.0, 9.0]]))
    array([[2., 0.],
           [0., 3.]])
    """
    values, vectors = np.linalg.eigh(covariance)
    rounding = len(values) * np.finfo(float).eps * abs(values).max()
    values = np.where(values > rounding, values, 0.0)
    return (vectors * np.sqrt(values)) @ vectors.T


def frechet_distance_of_normals(mean_1, covariance_1, mean_2, covariance_2):
    """Computes the squared Fréchet distance between two normal distributions.

    This is also their squared Wasserstein-2 distance. Covariances may be
    singular.

    Formula, with m the means and C the covariances:

        distance = |m_1 - m_2|^2 + trace(C_1 + C_2 - 2 (C_1 C_2)^(1/2))

    Reference: Dowson and Landau, 1982 (doi:10.1016/0047-259X(82)90077-X).

    Args:
        mean_1: Shape `(width,)`.
        covariance_1: Symmetric, positive semidefinite, shape `(width, width)`.
        mean_2: As `mean_1`.
        covariance_2: As `covariance_1`.

    Returns:
        A float, at least 0.

    >>> eye, other = np.eye(2), np.array([[2.0, -1.0], [-1.0, 2.0]])
    >>> round(frechet_distance_of_normals(np.zeros(2), eye, np.zeros(2), other), 4)
    0.5359
    """
    roots = matrix_root(covariance_1) @ matrix_root(covariance_2)
    trace_of_root = np.linalg.svd(roots, compute_uv=False).sum()
    spread = np.trace(covariance_1) + np.trace(covariance_2) - 2 * trace_of_root
    return float(np.sum((mean_1 - mean_2) ** 2) + max(spread, 0.0))


def frechet_distance(real_features, fake_features):
    """Computes the squared Fréchet distance between two sets of feature vectors.

    Both sets are summed up by a normal distribution; the distance is that of the
    normals: 0 if means and covariances agree, larger the more they differ. On
    Inception features it is the FID; on the course's classifier's, the Fréchet
    *classifier* distance. It is too large for small sets, see `frechet_interval`.

    Reference: Heusel et al., 2017 (arXiv:1706.08500), equation 6.

    Args:
        real_features: Shape `(n, width)`, n larger than width.
        fake_features: Shape `(m, width)`, m larger than width.

    Returns:
        A float, at least 0.

    Raises:
        ValueError: If there are too few features, or see `check_features`.

    >>> x = np.array([[-1.0], [1.0]])
    >>> round(frechet_distance(x, x + 3), 6)
    9.0
    """
    real, fake = check_features(real_features, fake_features)
    moments = [(x.mean(axis=0), np.atleast_2d(np.cov(x.T))) for x in (real, fake)]
    return frechet_distance_of_normals(*moments[0], *moments[1])


def frechet_interval(real_features, fake_features, level=0.95, replicates=100, seed=0):
    """Estimates the Fréchet distance without its bias, with an interval.

    The distance of finite sets is too large, by about a constant over their
    size. Sets drawn from the two sets, with replacement, are further apart once
    more, by about as much: the bootstrap subtracts that. The interval is for the
    distance between *infinitely* many real and fake images, normal around the
    corrected estimate. (Quantiles of the replicates would add the bias instead.)

    The tests count how often 95 % intervals hold a known truth, and demand 86 % of 80.
    Where the distance is near 0 the intervals are cautious.

    Reference: Efron and Tibshirani, 1993, An Introduction to the Bootstrap,
    chapters 6 and 10.

    Args:
        real_features: Shape `(n, width)`; n at least three times the width. The
            two sets must be independent of each other: no copies.
        fake_features: Shape `(m, width)`; likewise.
        level: Share of intervals that are to hold the true distance, from 0.5
            to 0.999.
        replicates: Number of bootstrap sets, at least 2; each costs as much as
            `frechet_distance`.
        seed: Integer; decides which sets are drawn.

    Returns:
        `(estimate, low, high)`, floats, at least 0.

    Raises:
        ValueError: If settings are out of range or features too few, or see
            `check_features`.
    """
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


def random_groups(vectors, groups, seed=0):
    """Deals vectors out to disjoint groups at random, in whatever order they come.

    Args:
        vectors: Shape `(n, width)`.
        groups: Number of groups, at most n.
        seed: Integer.

    Returns:
        A list of arrays of shape `(about n / groups, width)`.
    """
    return np.array_split(np.random.default_rng(seed).permutation(vectors), groups)


def squared_mmd(real, fake):
    """Estimates the squared maximum mean discrepancy of a cubic kernel.

    Unbiased: the average over many samples is the true value at any sample size,
    so a single estimate may be negative.

    Formula, with k(a, b) = (a.b / width + 1)^3:

        mean k(real, real') + mean k(fake, fake') - 2 mean k(real, fake)

    where the first two means leave out the pairs of a vector with itself.

    Reference: Gretton et al., 2012 (JMLR 13, 723), equation 3.

    Args:
        real: Shape `(n, width)`, n at least 2.
        fake: Shape `(m, width)`, m at least 2.

    Returns:
        A float.

    Raises:
        ValueError: See `check_features`.
    """

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


def kernel_distance(real_features, fake_features, subsets=10):
    """Computes the kernel distance between two sets, and its standard error.

    The distance is `squared_mmd` of all features, unbiased, unlike the Fréchet
    distance. The error comes from the spread of its values on disjoint random
    subsets; near 0 it is cautious. On Inception features it is the KID (of which
    papers give the mean over subsets); on the course's classifier's, the kernel
    *classifier* distance.

    Reference: Bińkowski et al., 2018 (arXiv:1801.01401).

    Args:
        real_features: Shape `(n, width)`, n at least `2 * subsets`.
        fake_features: Shape `(m, width)`, m at least `2 * subsets`.
        subsets: At least 2.

    Returns:
        `(distance, standard error)`, floats.

    Raises:
        ValueError: If there are too few features, or see `check_features`.
    """
    check_number("subsets", subsets, 2)
    real, fake = check_features(real_features, fake_features, fewest=2 * subsets)
    pairs = zip(random_groups(real, subsets, 0), random_groups(fake, subsets, 1))
    spread = np.std([squared_mmd(a, b) for a, b in pairs], ddof=1)
    return squared_mmd(real, fake), float(spread / subsets**0.5)
