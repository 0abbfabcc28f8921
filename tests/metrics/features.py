"""Features for tests of the metrics."""

import numpy as np


def correlated(n, width, seed):
    rng = np.random.default_rng(seed)
    return seed + rng.standard_normal((n, width)) @ rng.standard_normal((width, width))
