"""Ships the generators that lessons trained last, and the GIF of 03: `make generator`.

A lesson that was not executed leaves what is shipped as it is.
"""

import gan_course  # noqa: F401
from gan_course.models import WEIGHTS, conditional_generator, dcgan_generator

import shutil
import sys

import keras

NOTEBOOKS = WEIGHTS.parents[1] / "notebooks"
SHIPPED = {
    "03_dcgan_mnist/generator": dcgan_generator,
    "09_control/conditional_generator": conditional_generator,
}


def main():
    trained = {
        path: build
        for name, build in SHIPPED.items()
        if (path := NOTEBOOKS / "outputs" / f"{name}.keras").exists()
    }
    if not trained:
        sys.exit(f"none of {', '.join(SHIPPED)} is there: execute its lesson first")
    for path, build in trained.items():
        generator = build()
        generator.set_weights(keras.models.load_model(path).get_weights())
        generator.save_weights(WEIGHTS / f"{path.stem}.weights.h5")
        print(f"shipped {path.stem}")
        if (frames := path.parent / "frames" / "samples.gif").exists():
            shutil.copy(frames, NOTEBOOKS / "samples.gif")


if __name__ == "__main__":
    main()
