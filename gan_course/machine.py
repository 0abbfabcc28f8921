"""What this machine offers the course, and how fast it is."""

import gan_course
from gan_course import data

import os
import platform
import time

import keras
import tensorflow as tf

REFERENCE = 6.5  # milliseconds of `_work` on the machine of the README's minutes


@tf.function
def _work(value):
    """Computes for some milliseconds what lessons compute: convolutions, and noise.

    In a graph, as training does: what does not wait for each other runs side by side.
    """
    found = []
    for images, filters, kernel, strides in [
        (tf.fill((32, 7, 7, 64), value), 128, 3, 1),
        (tf.fill((32, 14, 14, 32), value), 32, 3, 1),
        (tf.random.normal((32, 14, 14, 32)), 64, 5, 2),
    ]:
        weights = tf.fill((kernel, kernel, images.shape[-1], filters), value)
        with tf.GradientTape() as tape:
            tape.watch([images, weights])
            y = tf.nn.relu(tf.nn.conv2d(images, weights, strides, "SAME"))
        found += tape.gradient(y, [images, weights])
    return found


def pace(seconds=0.5):
    """Measures how many times the README's minutes lessons take on this machine.

    Args:
        seconds: How long to measure.

    Returns:
        About 1 on a machine like the README's, 2 on one of half the speed.
    """
    value = tf.constant(0.1)
    _work(value)
    times, end = [], time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        for tensor in _work(value):
            tensor.numpy()
        times.append(time.perf_counter() - start)
    return 1000 * sorted(times)[len(times) // 4] / REFERENCE


def report():
    """Prints what this machine offers the course, one line each.

    Versions, processor cores, memory (GiB), GPUs, how long lessons take compared with
    the README's minutes (measured, in under a second), and where MNIST will come from:
    what to copy into a question when something does not work.

    >>> report()  # doctest: +ELLIPSIS
    Python      ...
    TensorFlow  ...
    """
    gpus = tf.config.list_physical_devices("GPU")
    names = [tf.config.experimental.get_device_details(gpu) for gpu in gpus]
    names = ", ".join(name.get("device_name", "GPU") for name in names)
    rows = {
        "Python": platform.python_version(),
        "TensorFlow": tf.__version__,
        "Keras": f"{keras.__version__}, backend {keras.backend.backend()}",
        "gan_course": gan_course.__version__,
        "cores": os.cpu_count(),
        "memory": _memory(),
        "GPU": names or "none: the lessons are made for that",
        "minutes": f"about {pace():.1f} times those stated",
        "MNIST": "in the course's data folder"
        if data.course_folder()
        else "downloaded by TensorFlow Datasets when first needed",
    }
    for name, value in rows.items():
        print(f"{name:<11} {value}")


def _memory():
    """Returns the machine's memory as text, where the system tells it."""
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError):  # Windows has no sysconf
        return "unknown"
    return f"{size / 2**30:.0f} GiB"
