"""MNIST, read by TensorFlow Datasets."""

from gan_course.data.shipped import MNIST, PLACE, check_sums, course_folder

from pathlib import Path

import tensorflow as tf


def load_mnist(split="train", data_dir=None):
    """Loads MNIST by TensorFlow Datasets (TFDS), offline in a clone of the course.

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

    folder = Path(data_dir).expanduser() if data_dir is not None else course_folder()
    own = Path(tfds.core.constants.DATA_DIR).expanduser()
    if data_dir is not None and not (folder / MNIST).is_dir():
        raise ValueError(
            f"no MNIST in data_dir {str(folder)!r}: it has no folder {MNIST}; pass "
            "a TFDS data folder, or leave data_dir out to let the course find one"
        )
    if folder is not None:
        check_sums(folder, MNIST.parts[0])
    downloads = folder is None and not (own / MNIST).is_dir()
    try:
        if downloads:  # TFDS tries for minutes; without a network, say so at once
            requests.head(tfds.image_classification.MNIST.URL, timeout=10)
            examples = tfds.load("mnist", split=split, batch_size=-1)
        else:  # not by name, which would search, and stumble over brackets in paths
            builder = tfds.builder_from_directory((folder or own) / MNIST)
            examples = builder.as_dataset(split=split, batch_size=-1)
    except tf.errors.OpError as error:
        raise _damaged(folder or own, error.message) from error
    except (OSError, tfds.download.DownloadError) as error:
        raise ValueError(
            f"MNIST could not be downloaded ({error}). Looked in "
            f"{str(PLACE)!r} (a clone of the course has it there) "
            f"and in {str(own)!r} (TFDS's own folder). "
            "Go online once, or pass data_dir, the data folder of a clone"
        ) from error
    return examples["image"].numpy(), examples["label"].numpy()


def _damaged(folder, message):
    return ValueError(
        f"MNIST in {str(folder)!r} is damaged ({message.strip()}); restore the "
        "folder, or delete its mnist folder and load again"
    )
