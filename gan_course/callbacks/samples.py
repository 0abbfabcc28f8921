"""What the same noise, or the same images, become as training goes on."""

from gan_course.checks import check_images, check_number, claim, write_whole
from gan_course.plotting import image_grid, save_gif

from pathlib import Path

import imageio.v3 as imageio
import keras
import numpy as np


class SampleGrid(keras.callbacks.Callback):
    """Shows what the same noise becomes as training goes on, and makes a GIF.

    In a notebook one picture updates in place; elsewhere nothing is shown. The
    frames are files, so a run that is resumed keeps them, and the GIF, which
    is written when training ends, tells the whole story. Frames of later epochs than
    the one that begins are of another run, and deleted.

    Args:
        noise: Fixed noise, shape `(n, latent_dim)`, n a multiple of `columns`.
        folder: Where the frames go, as `epoch_0001.png`; the GIF is `samples.gif`
            beside them. `~` is the home.
        columns: Images a row.
        seconds: Length of the GIF in seconds.

    Raises:
        ValueError: If the noise does not fit, or another process trains into it.
    """

    def __init__(self, noise, folder, columns=10, seconds=6.0):
        super().__init__()
        check_number("columns", columns, 1)
        self.noise = noise
        self.folder = Path(folder).expanduser()
        self.columns = columns
        self.seconds = seconds

    @property
    def gif(self):
        return self.folder / "samples.gif"

    def on_train_begin(self, logs=None):
        self.check()
        self.lock = claim(self.folder)
        self.display = None

    def check(self):
        """Refuses noise that does not fit the GAN or the columns."""
        shape, latent_dim = np.shape(self.noise), self.model.latent_dim
        if latent_dim is None:
            raise ValueError(
                f"SampleGrid came with noise of shape {shape}, but this GAN makes "
                "images of images; TranslationGrid shows what it makes of them"
            )
        if len(shape) != 2 or shape[1] != latent_dim or shape[0] % self.columns:
            raise ValueError(
                f"noise must have the shape (n, {latent_dim}), n a multiple of "
                f"{self.columns} columns, got {shape}"
            )

    def images(self):
        """Returns what a frame shows: images in [-1, 1], row by row."""
        return self.model(self.noise)

    def on_epoch_begin(self, epoch, logs=None):
        for name in self._frames():
            if int(name.stem.removeprefix("epoch_")) > epoch:
                name.unlink()

    def on_epoch_end(self, epoch, logs=None):
        grid = image_grid(self.images(), self.columns)
        name = self.folder / f"epoch_{epoch + 1:04d}.png"
        write_whole(name, lambda file: imageio.imwrite(file, grid, extension=".png"))
        if _in_notebook():
            from IPython.display import Image, display

            picture = Image(filename=str(name), width=2 * grid.shape[1])
            if self.display is None:
                self.display = display(picture, display_id=True)
            else:
                self.display.update(picture)

    def on_train_end(self, logs=None):
        names = self._frames()
        if names:
            save_gif(self.gif, [imageio.imread(name) for name in names], self.seconds)

    def _frames(self):
        names = self.folder.glob("epoch_*.png")
        return sorted(n for n in names if n.stem.removeprefix("epoch_").isdigit())


class TranslationGrid(SampleGrid):
    """Shows what the same images are turned into as training goes on, and makes a GIF.

    The first row has the images, the second what the model makes of them, a third what
    they should become. All else is as with `SampleGrid`.

    Args:
        inputs: Images in [-1, 1] as the generator takes them.
        folder: Where the frames and the GIF go; `~` is the home.
        truths: What they should become, as many, or None.
        seconds: Length of the GIF in seconds.

    Raises:
        ValueError: If the images do not fit the generator, or another process trains
            into the folder.
    """

    def __init__(self, inputs, folder, truths=None, seconds=6.0):
        super().__init__(inputs, folder, len(inputs), seconds)
        self.truths = truths

    def check(self):
        """Refuses images that do not fit the GAN or each other."""
        check_images(self.noise, self.model.average_translator.input_shape[1:])
        if self.truths is not None:
            check_images(self.truths, self.model.average_translator.output_shape[1:])
            if len(self.truths) != self.columns:
                raise ValueError(
                    f"there are {self.columns} inputs and {len(self.truths)} truths; "
                    "give one for each, or none"
                )

    def images(self):
        """Returns inputs, what is made of them, and truths, of as many channels."""
        rows = [np.asarray(self.noise), self.model(self.noise)]
        rows += [] if self.truths is None else [np.asarray(self.truths)]
        channels = max(row.shape[-1] for row in rows)
        return np.concatenate(
            [np.broadcast_to(row, (*row.shape[:-1], channels)) for row in rows]
        )


def _in_notebook():
    """Tells whether an IPython kernel shows what is displayed."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None
