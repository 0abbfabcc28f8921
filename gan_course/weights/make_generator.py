"""Ships what lesson 03 last trained, and its GIF: `make generator`."""

import gan_course  # noqa: F401
from gan_course.models import WEIGHTS, dcgan_generator

import shutil
import sys

import keras

LESSON = WEIGHTS.parents[1] / "notebooks" / "outputs" / "03_dcgan_mnist"


def main():
    path = LESSON / "generator.keras"
    if not path.exists():
        sys.exit(f"{path} is not there: execute lesson 03 first")
    generator = dcgan_generator()
    generator.set_weights(keras.models.load_model(path).get_weights())
    generator.save_weights(WEIGHTS / "generator.weights.h5")
    shutil.copy(LESSON / "frames" / "samples.gif", LESSON.parents[1] / "samples.gif")


if __name__ == "__main__":
    main()
