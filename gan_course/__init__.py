"""The package of the GAN course: what its lessons build, and the tools around it.

- `data`: MNIST, maps, faces, slices, mixtures; batches for training.
- `models`: generators, discriminators, the classifier.
- `losses`: of both players, and penalties. `layers`: the few that Keras lacks.
- `training`: one step of both players, and `GAN`, whose `fit` takes them.
- `metrics`: distances, scores, covered modes, classes, attributes.
- `latent`: paths, directions, and the way back from an image to its noise.
- `callbacks`: progress, samples, measures, `Resume`. `plotting`: grids, drawings.
- `checks`: arguments refused with a reason, and files written whole.
- `machine`: what this computer offers, and how fast it is.
- `tables`, `weights`: results of the long experiments, and trained networks.

Import this package before TensorFlow: it silences the start-up messages that
TensorFlow writes to stderr (GPU libraries not found, processor features), which
frighten newcomers and mean nothing to them. Set `TF_CPP_MIN_LOG_LEVEL=0` before
the import to see them.
"""

import contextlib
import json
import os
import platform
import sys
import warnings
from pathlib import Path

__version__ = "0.1.0"


@contextlib.contextmanager
def quiet_stderr():
    """Closes the process's stderr, where C++ code writes, for a moment."""
    try:
        sys.stderr.flush()
        saved = os.dup(2)
    except (AttributeError, OSError, ValueError):  # there is none
        yield
        return
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def _refuse_settings():
    """Refuses settings of Keras with which the lessons are not what they say."""
    home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    try:
        settings = dict(json.loads((home / "keras.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):  # Keras then takes its defaults, too
        settings = {}
    places = dict.fromkeys(settings, f"the file {home / 'keras.json'}")
    if os.environ.get("KERAS_BACKEND"):
        settings["backend"] = os.environ["KERAS_BACKEND"]
        places["backend"] = "the environment variable KERAS_BACKEND"
    needs = {
        "backend": "tensorflow",
        "floatx": "float32",
        "image_data_format": "channels_last",
    }
    for name, needed in needs.items():
        if settings.get(name, needed) != needed:
            raise ValueError(
                f"Keras's {name} is {settings[name]!r} by {places[name]}, but the "
                f"course needs {needed!r}: change it there, and start Python anew"
            )


def _suit_the_processor():
    """Sets what makes the course's small networks faster, unless somebody has."""
    if platform.machine() in ("x86_64", "AMD64"):
        # Faster convolutions, which TensorFlow leaves out on older processors.
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    if os.cpu_count() == 2:
        # Two operations at a time with a core each, instead of one with both.
        os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")


_refuse_settings()
_suit_the_processor()
if os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3") == "3":
    # TensorFlow 2.21 writes two messages before it reads that setting.
    with quiet_stderr():
        import tensorflow as tf
else:
    import tensorflow as tf

# Keras 3.10 says this of clones that it has made itself, when they are called.
warnings.filterwarnings("ignore", "(?s).*structure of `inputs` doesn't match")

from gan_course import (  # noqa: E402
    callbacks,
    data,
    latent,
    layers,
    losses,
    machine,
    metrics,
    models,
    plotting,
    remedies,
    training,
)
from gan_course.machine import report  # noqa: E402

__all__ = [
    "callbacks",
    "data",
    "latent",
    "layers",
    "losses",
    "machine",
    "metrics",
    "models",
    "plotting",
    "report",
    "training",
]
