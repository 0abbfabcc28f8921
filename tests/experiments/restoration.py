"""Image to image: how true and how real restored images are: `make restoration`.

Four ways to spoil satellite tiles, the translation of relief to satellite tiles, and
digits with a sixteenth of their pixels. A U-Net learns each by the L1 loss alone, and
with adversarial losses of several weights; for some tasks also by the discriminator
alone, which is told the input or not, or without adding the input to what it makes, or
without skips. Beside them stand what needs no learning, and
the network's input as it is. All are measured on tiles of a longitude never seen, or on
test digits. Rows go to gan_course/tables/restoration.csv as they are made, so a run
that was stopped goes on where it was; a page goes to restoration.md. Two runs at a
time, one thread each.
"""

from gan_course import data, metrics, models
from gan_course.training import PairedGAN

import functools
import time

import experiment
import keras
import numpy as np
from experiment import Experiment
from skimage import restoration

STEPS, BATCH, DIGITS, RATE, TEST = 2000, 8, 32, 2e-3, 10_000
TASKS = {
    "shrink": "a quarter of the height and width",
    "noise": "noise of standard deviation 0.4",
    "blur": "a Gaussian blur of 2 pixels, and a little noise",
    "hole": "a hole of 24x24 pixels",
    "relief": "relief to satellite",
    "digits": "digits of 7x7 pixels",
}
WEIGHTS = {"0": 0.0, "0.03": 0.03, "0.1": 0.1, "0.3": 0.3, "1": 1.0, "10": 10.0}
ARMS = {
    "input": "the input as it is",
    "classical": "without learning",
    **{name: f"adversarial weight {name}" for name in WEIGHTS},
    "untold": "weight 1, discriminator not told the input",
    "alone": "no L1",
    "alone untold": "no L1, discriminator not told the input",
    "whole": "weight 1, makes the image instead of a correction",
    "no skips": "weight 1, makes the image, no skips",
}
MEASURES = ["psnr", "ssim", "frechet", "kept", "seconds"]


def spoil(task, images, seed):
    """Returns what a network is given instead of images, and where holes are."""
    if task in ("shrink", "digits"):
        return data.enlarge(data.shrink(images, 4), 4), None
    if task == "noise":
        return data.add_noise(images, 0.4, seed), None
    if task == "blur":
        return data.add_noise(data.blur(images, 2.0), 0.02, seed), None
    return data.cut_hole(images, 24, seed)


@functools.lru_cache(maxsize=4)
def pairs(task, split, number=None):
    """Returns the inputs, the truths, the holes and the classes of a task."""
    seed = ["train", "test"].index(split)
    if task == "digits":
        images, labels = data.load_mnist(split)
        truths = data.scale(images[:number]).numpy()
        return *spoil(task, truths, seed)[:1], truths, None, labels[:number]
    relief, satellite = data.load_world(split)
    truths = data.scale(data.brighten(satellite[:number])).numpy()
    if task == "relief":
        return data.scale(relief[:number]).numpy(), truths, None, None
    inputs, holes = spoil(task, truths, seed)
    return inputs, truths, holes, None


def classical(task, inputs, holes):
    """Restores images without learning; enlarged ones were restored by that.

    The strengths were chosen for the best PSNR on training tiles.
    """
    if task == "noise":
        return np.stack(
            [
                restoration.denoise_nl_means(
                    image, 5, 6, 0.15, sigma=0.4, channel_axis=-1
                )
                for image in inputs
            ]
        )
    if task == "blur":
        return np.stack([deblurred(image) for image in inputs])
    if task == "hole":
        return np.stack(
            [
                restoration.inpaint_biharmonic(x, hole[..., 0] > 0, channel_axis=-1)
                for x, hole in zip(inputs, holes)
            ]
        )
    if task == "relief":
        return colour_table(inputs)
    return inputs


def deblurred(image, sigma=2.0, balance=0.01):
    """Undoes a blur by a Wiener filter, with the image's mirror images around it."""
    side = np.arange(-8, 9)
    kernel = np.exp(-(side**2) / (2 * sigma**2))
    kernel = np.outer(kernel, kernel) / kernel.sum() ** 2
    padded = np.pad(image, [[16, 16], [16, 16], [0, 0]], "symmetric")
    found = [
        restoration.wiener(padded[..., channel], kernel, balance, clip=False)
        for channel in range(image.shape[-1])
    ]
    return np.clip(np.stack(found, axis=-1)[16:-16, 16:-16], -1, 1)


def colour_table(inputs):
    """Gives every colour of the relief the mean colour that satellites saw there."""
    known, truths, *_ = pairs("relief", "train")

    def cells(images):
        levels = np.clip((images + 1) * 8, 0, 15).astype(int)
        return levels @ [256, 16, 1]

    places, colours = cells(known).ravel(), truths.reshape(-1, 3)
    counts = np.bincount(places, minlength=4096)
    sums = [np.bincount(places, colours[:, c], 4096) for c in range(3)]
    means = np.stack(sums, axis=-1) / np.maximum(counts, 1)[:, None]
    means[counts == 0] = colours.mean(axis=0)
    return means[cells(inputs)].astype("float32")


def learned(task, arm, seed):
    """Trains an arm; returns the GAN."""
    inputs, truths, *_ = pairs(task, "train")
    keras.utils.set_random_seed(seed)
    size, channels = truths.shape[1], truths.shape[-1]
    skips, told = arm != "no skips", "untold" not in arm
    residual = task not in ("relief", "digits") and arm not in ("whole", "no skips")
    depth = 2 if task == "digits" else 3
    generator = models.unet(16, depth, channels, size, skips, residual)
    discriminator = models.patch_discriminator(channels, size, conditional=told)
    gan = PairedGAN(generator, discriminator, seed)
    rate = keras.optimizers.schedules.CosineDecay(RATE, STEPS)
    optimizers = (keras.optimizers.Adam(rate, beta_1=0.5) for _ in range(2))
    weights = 0.0 if "alone" in arm else 100.0, WEIGHTS.get(arm, 1.0)
    gan.compile(*optimizers, l1_weight=weights[0], adversarial_weight=weights[1])
    batches = data.paired_batches(
        inputs, truths, DIGITS if task == "digits" else BATCH, seed
    )
    gan.fit(batches, steps_per_epoch=STEPS)
    return gan


@functools.cache
def network(task):
    return models.load_classifier() if task == "digits" else models.load_tile_network()


def run(task, arm, seed):
    """Returns one row: how true and how real the restored test images are."""
    start = time.process_time()
    keras.utils.clear_session()
    number = {"digits": min(TEST, 2000)}.get(task, min(TEST, 293))
    inputs, truths, holes, labels = pairs(task, "test", number)
    if arm == "input":
        images = inputs
    elif arm == "classical":
        images = np.clip(classical(task, inputs, holes), -1, 1).astype("float32")
    else:
        images = learned(task, arm, seed).predict(inputs, batch_size=32, verbose=0)
        images = images if holes is None else np.where(holes > 0, images, inputs)
    features, logits = metrics.classify(images, network(task))
    real, _ = metrics.classify(truths, network(task))
    kept = np.nan if labels is None else metrics.class_accuracy(logits, labels)
    return [
        {
            "psnr": metrics.psnr(images, truths).mean(),
            "ssim": metrics.ssim(images, truths).mean(),
            "frechet": metrics.frechet_distance(real, features),
            "kept": kept,
            "seconds": time.process_time() - start,
        }
    ]


EXPERIMENT = Experiment(
    __file__, {"task": TASKS, "arm": ARMS}, MEASURES, fewer={"STEPS": 2, "TEST": 100}
)


COLUMNS = {
    "psnr": ("PSNR, dB", 1, 2),
    "ssim": ("SSIM", 1, 3),
    "frechet": ("Fréchet distance", 1, 2),
    "kept": ("class kept, %", 100, 1),
}


def wanted_arms(task):
    """Returns the arms of a task, those that the lesson needs first."""
    arms = ["0", "1"]
    if task in ("shrink", "digits"):
        arms += ["0.03", "0.1", "0.3", "10", "no skips"]
    if task == "shrink":
        arms += ["whole"]
    if task in ("relief", "digits"):
        arms += ["untold", "alone", "alone untold"]
    return arms


def page(rows):
    """Writes restoration.md: a table for each task."""
    minutes = experiment.minutes(rows, EXPERIMENT.place)
    lines = [
        f"`make restoration`: {minutes:.0f} minutes of a core, two runs at a time. "
        f"Each network takes {STEPS:,} steps. Mean and standard error."
    ]
    lines += experiment.tables(rows, TASKS, ARMS, COLUMNS)
    experiment.write_page(__file__, "Restoring images, and what it invents", lines)


if __name__ == "__main__":
    options = experiment.options(__doc__, 5)
    wanted = [(task, "input", 0) for task in TASKS]
    wanted += [(task, "classical", 0) for task in ("noise", "blur", "hole", "relief")]
    wanted += [
        (task, arm, seed)
        for seed in range(options.seeds)
        for task in TASKS
        for arm in wanted_arms(task)
    ]
    page(EXPERIMENT.complete(run, wanted, options.jobs))
