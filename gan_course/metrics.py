"""How good and how varied generated images are, as numbers.

What papers compute on the features of the Inception network is computed here on
those of the course's MNIST classifier (`classify`). The formulas are the papers',
the values are not comparable with theirs: compare with the floor, real images
against other real images, and with other generators of this course.
"""

from gan_course.data import check_images, check_number
from gan_course.models import load_classifier

from statistics import NormalDist

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import rel_entr, softmax

BLOCK = 200  # rows of a large matrix that are in memory at a time


def classify(images, classifier=None, batch_size=500):
    """Returns what the course's classifier makes of images: what metrics read.

    Args:
        images: Values in [-1, 1], shape `(n, 28, 28, 1)`.
        classifier: A model from such images to (features, logits); None loads
            the course's.
        batch_size: Images at a time; it changes no more than the rounding.

    Returns:
        `(features, logits)`: float64 of shapes `(n, 64)` and `(n, 10)`.

    Raises:
        ValueError: If images have another shape, are none, not finite, or not
            in [-1, 1].
    """
    classifier = classifier or load_classifier()
    check_images(images, classifier.input_shape[1:])
    outputs = classifier.predict(np.asarray(images), batch_size=batch_size, verbose=0)
    return tuple(output.astype("float64") for output in outputs)


def check_features(
    real_features, fake_features, fewest=None, names=("real features", "fake features")
):
    """Returns two sets of vectors as float64, or says what is wrong with them.

    Args:
        real_features: Shape `(n, width)`.
        fake_features: Shape `(m, width)`.
        fewest: How many vectors each set must have; None asks for more than the
            width, without which a covariance is singular.
        names: What a message calls the two.

    Raises:
        ValueError: If a set is no matrix, is too small or holds NaN or
            infinity, or if the widths differ.
    """
    sets = [np.asarray(x, "float64") for x in (real_features, fake_features)]
    for name, x in zip(names, sets):
        if x.ndim != 2 or 0 in x.shape:
            raise ValueError(
                f"{name} must have the shape (n, width), both at least 1, got "
                f"{x.shape}; metrics.classify turns images into features"
            )
        if not np.isfinite(x).all():
            raise ValueError(
                f"{np.sum(~np.isfinite(x))} of {x.size} values of the {name} are NaN "
                "or infinite; find out where they come from before you measure"
            )
        least = x.shape[1] + 1 if fewest is None else fewest
        if len(x) < least:
            why = "more than their width" if fewest is None else "with these settings"
            raise ValueError(
                f"at least {least} {name} are needed ({why}), got {len(x)}; draw more"
            )
    if sets[0].shape[1] != sets[1].shape[1]:
        raise ValueError(
            f"{names[0]} have the width {sets[0].shape[1]}, {names[1]} "
            f"{sets[1].shape[1]}; they must be equal"
        )
    return sets


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


def classifier_score(logits, splits=10):
    """Computes the Inception Score's formula on a classifier's logits.

    High if each image is clearly of one class and the classes are evenly mixed:
    from 1 to the number of classes. It never sees real images. On the Inception
    network it is the Inception Score; on the course's, the *classifier* score.

    Formula, with p(y|x) the softmax and p(y) its mean over the images:

        score = exp(mean over x of KL(p(y|x) || p(y)))

    Reference: Salimans et al., 2016 (arXiv:1606.03498), section 4.

    Args:
        logits: Shape `(n, classes)`, n at least `2 * splits`.
        splits: At least 2: random groups whose scores' spread gives the error.
            (Papers report mean and standard deviation over ten groups.)

    Returns:
        `(score, standard error)`, floats.

    Raises:
        ValueError: If there are too few logits, or see `check_features`.
    """
    check_number("splits", splits, 2)
    logits, _ = check_features(logits, logits, 2 * splits, ("logits", "logits"))
    p = softmax(logits, axis=1)

    def score(p):
        return float(np.exp(rel_entr(p, p.mean(axis=0)).sum(axis=1).mean()))

    spread = np.std([score(group) for group in random_groups(p, splits)], ddof=1)
    return score(p), float(spread / splits**0.5)


def precision_recall(real_features, fake_features, k=3):
    """Computes improved precision and recall: quality and variety apart.

    Around each vector of a set lies a ball that reaches its k-th nearest
    neighbour in the set; the balls together estimate where the set lives.
    Precision is the share of fakes inside the real balls, recall the share of
    reals inside the fake balls.

    Reference: Kynkäänniemi et al., 2019 (arXiv:1904.06991).

    Args:
        real_features: Shape `(n, width)`, n larger than k.
        fake_features: Shape `(m, width)`, m larger than k. Recall grows with m:
            compare at equal numbers.
        k: Neighbours, at least 1.

    Returns:
        `(precision, recall)`, floats from 0 to 1.

    Raises:
        ValueError: If there are too few features, or see `check_features`.
    """
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
    for rows, distances in squared_distances(fake, real):
        inside_real[rows] = (distances <= real_radii).any(axis=1)
        inside_fake |= (distances <= fake_radii[rows, None]).any(axis=0)
    return float(inside_real.mean()), float(inside_fake.mean())


def evaluate(real, fake):
    """Computes all metrics of generated images as one small table.

    Args:
        real: `(features, logits)` of real images, as `classify` returns them.
        fake: `(features, logits)` of generated images.

    Returns:
        A dictionary of floats: "frechet_distance", "kernel_distance" and its
        standard error "kernel_error", "classifier_score", "precision", "recall".

    Raises:
        ValueError: See the functions of these names.
    """
    distance, error = kernel_distance(real[0], fake[0])
    precision, recall = precision_recall(real[0], fake[0])
    return {
        "frechet_distance": frechet_distance(real[0], fake[0]),
        "kernel_distance": distance,
        "kernel_error": error,
        "classifier_score": classifier_score(fake[1])[0],
        "precision": precision,
        "recall": recall,
    }


def mode_coverage(samples, modes, sigma):
    """Measures how much of a Gaussian mixture a generator's samples cover.

    A sample is *high-quality* within 3 sigma of its nearest mode. A mode is
    *captured* if it is the nearest of one high-quality sample, *covered* if it
    is the nearest of a quarter of its fair share, n / modes, of them, and
    *reached* if it is the nearest of such a quarter of whatever quality. Judge
    by covered: captured, which papers report, depends on n (theirs is 2,500).

    References: Srivastava et al., 2017 (arXiv:1705.07761); Lin et al., 2018
    (arXiv:1712.04086), for the reverse KL divergence.

    Args:
        samples: Shape `(n, width)`.
        modes: Centres of components of equal weight, shape `(modes, width)`.
        sigma: Their standard deviation in each direction, above 0.

    Returns:
        A dictionary: "captured", "covered" and "reached", numbers of modes;
        "high_quality", a share; "reverse_kl", in nats, of the samples' nearest
        modes against the uniform distribution, from 0 to log(modes); "spread",
        the standard deviation of high-quality samples within their modes over
        sigma: in the plane near 1 for the true mixture, 0 for a few points.

    Raises:
        ValueError: If shapes do not fit, values are not finite, or sigma is not
            positive.

    >>> ring = np.array([[0.0, 0.0], [1.0, 0.0]])
    >>> mode_coverage(ring[:1].repeat(100, axis=0), ring, sigma=0.1)["covered"]
    1
    """
    modes, samples = check_features(modes, samples, 1, names=("modes", "samples"))
    check_number("sigma", sigma, np.finfo(float).tiny, whole=False)
    distances, nearest = cKDTree(modes).query(samples)
    good = distances <= 3 * sigma
    counts = np.bincount(nearest, minlength=len(modes))
    good_counts = np.bincount(nearest[good], minlength=len(modes))
    quarter = len(samples) / len(modes) / 4
    groups = [samples[good & (nearest == mode)] for mode in range(len(modes))]
    centred = np.concatenate([x - x.mean(axis=0) for x in groups if len(x)] or [[0.0]])
    freedom = max(good_counts.sum() - np.sum(good_counts > 0), 1) * modes.shape[1]
    return {
        "captured": int(np.sum(good_counts > 0)),
        "covered": int(np.sum(good_counts >= quarter)),
        "reached": int(np.sum(counts >= quarter)),
        "high_quality": float(good.mean()),
        "reverse_kl": kl_to_uniform(counts),
        "spread": float(np.sqrt((centred**2).sum() / freedom) / sigma),
    }


def classify_channels(images, classifier=None):
    """Returns the digit that the classifier reads in each channel of images.

    Args:
        images: Stacked MNIST, in [-1, 1], shape `(n, 28, 28, channels)`.
        classifier: As for `classify`.

    Returns:
        Integers from 0 to 9, shape `(n, channels)`.

    Raises:
        ValueError: See `classify`.
    """
    images = np.asarray(images)
    if images.ndim != 4 or 0 in images.shape:
        raise ValueError(
            "images must have the shape (n, 28, 28, channels), n and channels at "
            f"least 1, got {images.shape}"
        )
    classifier = classifier or load_classifier()
    channels = [images[..., c : c + 1] for c in range(images.shape[-1])]
    logits = [classify(channel, classifier)[1] for channel in channels]
    return np.stack([x.argmax(axis=1) for x in logits], axis=1)


def stacked_mode_coverage(labels):
    """Measures how many kinds of Stacked MNIST images a generator makes.

    A mode is a combination of digits: 1,000 for three channels. 26,000 real
    images have all 1,000, with a divergence of about 0.02; of 2,500 about 80
    modes are missing by chance, so never judge with so few.

    Reference: Metz et al., 2017 (arXiv:1611.02163), section 3.3.

    Args:
        labels: Digits from 0 to 9, shape `(n, channels)`, as `classify_channels`
            returns them; at most 6 channels.

    Returns:
        A dictionary: "captured", the number of combinations that occur, and
        "reverse_kl", in nats, of their shares against the uniform distribution.

    Raises:
        ValueError: If labels are no such array.

    >>> stacked_mode_coverage([[0, 0, 7], [0, 0, 7], [1, 2, 3]])["captured"]
    2
    """
    labels = np.asarray(labels)
    whole = np.issubdtype(labels.dtype, np.integer)
    if labels.ndim != 2 or 0 in labels.shape or labels.shape[1] > 6 or not whole:
        raise ValueError(
            "labels must be integers of shape (n, channels), at most 6 channels, got "
            f"{labels.dtype} of shape {labels.shape}; classify_channels makes them"
        )
    if labels.min() < 0 or labels.max() > 9:
        raise ValueError(
            f"labels must lie between 0 and 9, got {labels.min()} to {labels.max()}"
        )
    channels = labels.shape[1]
    modes = labels @ 10 ** np.arange(channels)
    counts = np.bincount(modes, minlength=10**channels)
    return {
        "captured": int(np.sum(counts > 0)),
        "reverse_kl": kl_to_uniform(counts),
    }


def kl_to_uniform(counts):
    """Computes the Kullback-Leibler divergence of counts' shares from equal shares.

    Args:
        counts: How often each mode occurs, shape `(modes,)`, not all 0.

    Returns:
        Nats, from 0 (equal shares) to log(modes).

    >>> round(kl_to_uniform(np.array([5, 0])), 4)  # log 2
    0.6931
    """
    shares = counts[counts > 0] / counts.sum()
    return float(np.sum(shares * np.log(shares * len(counts))))
