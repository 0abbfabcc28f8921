"""How good and how varied generated images are, as numbers."""

import numpy as np


def frechet_distance(real_features, fake_features):
    """Computes the Frechet distance between two sets of feature vectors.

    Both sets are summed up by a normal distribution, and the distance is that
    of the two normals: 0 if means and covariances agree, larger the more they
    differ. On features of the course's MNIST classifier it is *not* the
    Frechet *Inception* distance of papers: compare it with the floor, the
    distance between two sets of real images, and with other generators here.

    Formula, with m the mean and C the covariance of each set:

        distance = |m_r - m_f|^2 + trace(C_r + C_f - 2 (C_r C_f)^(1/2))

    Reference: Heusel et al., 2017 (arXiv:1706.08500), equation 6.

    Args:
        real_features: Shape `(n, width)`, n larger than width.
        fake_features: Shape `(m, width)`, m larger than width.

    Returns:
        A float, at least 0 up to rounding.

    >>> x = np.array([[-1.0], [1.0]])
    >>> round(frechet_distance(x, x + 3), 6)
    9.0
    """
    means, covariances = [], []
    for features in (real_features, fake_features):
        features = np.asarray(features, "float64")
        means.append(features.mean(axis=0))
        covariances.append(np.atleast_2d(np.cov(features, rowvar=False)))
    # C_r C_f has the eigenvalues of the symmetric S C_f S with S S = C_r.
    values, vectors = np.linalg.eigh(covariances[0])
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    values = np.linalg.eigvalsh(root @ covariances[1] @ root)
    trace_of_root = np.sqrt(np.maximum(values, 0)).sum()
    spread = np.trace(covariances[0]) + np.trace(covariances[1]) - 2 * trace_of_root
    return float(np.sum((means[0] - means[1]) ** 2) + spread)
