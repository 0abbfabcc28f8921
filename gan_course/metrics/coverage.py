"""How many modes of known data a generator's samples cover."""

from gan_course.checks import check_features, check_number

import numpy as np
from scipy.spatial import cKDTree


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


def stacked_mode_coverage(labels):
    """Measures how many kinds of Stacked MNIST images a generator makes.

    A mode is a combination of digits: 1,000 for three channels. 26,000 real
    images have all 1,000, with a divergence of about 0.02; of 2,500 about 80
    modes are missing by chance, so never judge with so few.

    Reference: Metz et al., 2017 (arXiv:1611.02163), section 3.3.

    Args:
        labels: Digits from 0 to 9, shape `(n, channels)`, at most 6 channels: what
            `classify` reads in each channel.

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
            f"{labels.dtype} of shape {labels.shape}; classify each channel to get them"
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
