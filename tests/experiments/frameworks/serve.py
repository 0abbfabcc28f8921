"""What the steps of all frameworks share: five given steps, then as many as asked for.

A program with one framework, in an environment of its own, calls `serve`. Its
arguments are a folder with `given.npz` (weights of both players in Keras's order as
g0, g1, ... and d0, d1, ...; `real`, five batches of images; `noise`, five batches of
noise), a number of threads, float32 or float64, and what else it wants to know. It
writes a line with the losses of the five steps, and then, for each line with a number
that it reads, the seconds that so many more steps take.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

THREADS, DTYPE = int(sys.argv[2]), sys.argv[3]
RATE, BETA, EPSILON, DECAY = 2e-3, 0.99, 1e-7, 0.998  # lesson 03's; beta_1 is 0
if DTYPE == "float64":
    # A step of such an Adam makes up to ten times more of any difference. With this
    # one it does not, so that what five steps show is a mistake, and not rounding.
    EPSILON = 1e-3


def weights(given, player):
    """Returns a player's weights, in Keras's order."""
    return [given[f"{player}{n}"] for n in range(sum(k[0] == player for k in given))]


def say(found):
    print("=", json.dumps(found), flush=True)


def serve(make):
    """Serves one framework.

    Args:
        make: Function of the given weights and of a batch of images. Returns a function
            `(images, noise) -> losses` that takes one step, and a function of a number
            that takes so many steps on that batch, with fresh noise.
    """
    with np.load(Path(sys.argv[1]) / "given.npz") as file:
        given = {name: array.astype(DTYPE) for name, array in file.items()}
    batches = list(zip(given.pop("real"), given.pop("noise")))
    step, many = make(given, batches[0][0])
    say([[float(loss) for loss in step(*batch)] for batch in batches])
    many(10)
    for line in sys.stdin:
        start = time.perf_counter()
        many(int(line))
        say(time.perf_counter() - start)
