"""MNIST through TensorFlow Datasets, batches for training, files written whole."""

import hashlib
import os
from pathlib import Path

import numpy as np
import tensorflow as tf

MNIST = Path("mnist", "3.0.1")
TABLES = Path(__file__).resolve().parent / "tables"  # of the long experiments


def course_folder():
    """Returns the `data` folder of a clone of the course, or None elsewhere."""
    folder = Path(__file__).resolve().parent.parent / "data"
    return folder if (folder / MNIST).is_dir() else None


def load_mnist(split="train", data_dir=None):
    """Loads MNIST by `tfds.load`, offline in a clone of the course.

    Looks in `data_dir` if given; else in the clone's `data/`; else in TFDS's
    own folder, where TFDS downloads it if it is not there yet.

    Args:
        split: "train" (60,000 images) or "test" (10,000), or what TFDS makes of
            them: "train[:1000]", "train+test".
        data_dir: A TFDS data folder. Nothing is downloaded into it.

    Returns:
        `(images, labels)`: uint8 of shape `(n, 28, 28, 1)` from 0 (paper) to
        255 (ink), and int64 of shape `(n,)` from 0 to 9.

    Raises:
        ValueError: If there is no MNIST in the folder, if a file is damaged or
            changed, or if a download fails.
    """
    import requests
    import tensorflow_datasets as tfds

    folder = Path(data_dir) if data_dir is not None else course_folder()
    own = Path(tfds.core.constants.DATA_DIR).expanduser()
    if data_dir is not None and not (folder / MNIST).is_dir():
        raise ValueError(
            f"no MNIST in data_dir {str(folder)!r}: it has no folder {MNIST}; pass "
            "a TFDS data folder, or leave data_dir out to let the course find one"
        )
    if folder is not None:
        _check_sums(folder)
    downloads = folder is None and not (own / MNIST).is_dir()
    try:
        if downloads:  # TFDS tries for minutes; without a network, say so at once
            requests.head(tfds.image_classification.MNIST.URL, timeout=10)
        examples = tfds.load(
            "mnist", split=split, data_dir=folder, download=downloads, batch_size=-1
        )
    except tf.errors.OpError as error:
        raise _damaged(folder or own, error.message) from error
    except (OSError, tfds.download.DownloadError) as error:
        raise ValueError(
            f"MNIST could not be downloaded ({error}). Looked in "
            f"{str(Path(__file__).resolve().parent.parent / 'data')!r} (a clone of "
            f"the course has it there) and in {str(own)!r} (TFDS's own folder). "
            "Go online once, or pass data_dir, the data folder of a clone"
        ) from error
    return examples["image"].numpy(), examples["label"].numpy()


def _damaged(folder, message):
    return ValueError(
        f"MNIST in {str(folder)!r} is damaged ({message.strip()}); restore the "
        "folder, or delete its mnist folder and load again"
    )


def _check_sums(folder):
    """Raises a ValueError if a file differs from the folder's SHA256SUMS."""
    sums = folder / "SHA256SUMS"
    for line in sums.read_text().splitlines() if sums.is_file() else []:
        digest, name = line.split(maxsplit=1)
        path = folder / name
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if found != digest:
            raise ValueError(
                f"{str(path)!r} is {'damaged or changed' if found else 'missing'}: its "
                f"SHA-256 is not the one in {sums.name}; restore it, for instance "
                "with git checkout -- data"
            )


def scale(images):
    """Scales 8-bit pixels to the range of tanh, the generator's last layer.

    Args:
        images: Pixels from 0 to 255, any shape.

    Returns:
        float32 in [-1, 1], the same shape.

    >>> scale(np.array([0, 255], "uint8")).numpy().tolist()
    [-1.0, 1.0]
    """
    return tf.cast(images, tf.float32) / 127.5 - 1.0


def image_batches(images, batch_size, seed=0):
    """Makes an endless dataset of shuffled batches in [-1, 1].

    Every pass over the images has an order of its own, which is a function of
    the seed and of the pass: batch number k is always the same batch, and
    `skip(k)` goes to it. A pass leaves out what does not fill a batch. Pixels
    stay in memory as uint8 and are scaled in the graph.

    Args:
        images: uint8 from 0 to 255, shape `(n, height, width, channels)`.
        batch_size: Images a batch, at most n.
        seed: Integer; fixes the order.

    Returns:
        A `tf.data.Dataset` of float32 batches, shape `(batch_size, height,
        width, channels)`.

    Raises:
        ValueError: If the images are no such array or the batch does not fit.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim != 4:
        raise ValueError(
            "images must be uint8 of shape (n, height, width, channels), got "
            f"{images.dtype} of shape {images.shape}; load_mnist returns them so"
        )
    if not 1 <= batch_size <= len(images):
        raise ValueError(
            f"batch_size must lie between 1 and the {len(images)} images there are, "
            f"got {batch_size}"
        )
    pixels = tf.constant(images)
    batches = len(images) // batch_size

    def batch(step):
        pass_number, place = step // batches, step % batches
        places = place * batch_size + tf.range(batch_size, dtype=tf.int64)
        chosen = tf.random.experimental.index_shuffle(
            places, seed=tf.stack([seed, pass_number]), max_index=len(images) - 1
        )
        return scale(
            tf.ensure_shape(tf.gather(pixels, chosen), (batch_size, *images.shape[1:]))
        )

    return tf.data.Dataset.counter().map(batch).prefetch(tf.data.AUTOTUNE)


def check_images(images, shape=None):
    """Raises a ValueError unless there are images, finite, in [-1, 1], of a shape.

    Args:
        images: A batch of images, shape `(n, height, width, channels)`.
        shape: The expected `(height, width, channels)`; None accepts any.
    """
    images = np.asarray(images)
    if shape is not None and images.shape[1:] != tuple(shape):
        raise ValueError(
            f"images must have the shape (batch, {', '.join(map(str, shape))}), got "
            f"{images.shape}; resize them or build models for their size"
        )
    if images.size == 0:
        raise ValueError(f"there are no images in an array of shape {images.shape}")
    if not np.isfinite(images).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(images))} of {images.size} pixels are NaN or "
            "infinite; find out where they come from before you train on them"
        )
    low, high = images.min(), images.max()
    if low < -1 or high > 1:
        raise ValueError(
            f"images must lie in [-1, 1], got values from {low:.5g} to {high:.5g}; "
            "divide 8-bit pixels by 127.5 and subtract 1"
        )


def write_whole(path, write):
    """Writes a file under another name first, so that it is never half there.

    Args:
        path: Where the file is to be; its folder is made.
        write: Function of an open binary file.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    try:
        with open(partial, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
