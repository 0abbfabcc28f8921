"""Translating without pairs, and what a cycle hides: `make unpaired`.

Relief and satellite tiles of 32x32 pixels are shuffled, and a CycleGAN translates the
one into the other: with and without the cycle loss and an identity loss, with the
paper's generators. Beside it stand the same generator trained on pairs, a method
without learning, and the relief itself. The partners are kept secret until the test.
Digits become negatives, as they stand or upside down, where the class is the secret.
What a cycle hides is measured on colours that become greys, with noise on what goes
back and without. Tiles of 64x64 pixels are translated by three seeds, in twice as many
steps; what the first makes of some goes to unpaired.png beside the table. Rows go to
gan_course/tables/unpaired.csv as they are made, so a run that was stopped goes on where
it was; a page goes to unpaired.md. Two runs at a time, one thread each.
"""

from gan_course import data, metrics, models, plotting
from gan_course.training import CycleGAN, PairedGAN

import functools
import time
from pathlib import Path

import experiment
import imageio.v3 as imageio
import keras
import numpy as np
from experiment import Experiment
from scipy.optimize import linear_sum_assignment
from skimage.exposure import match_histograms

STEPS, PAIRED_STEPS, BATCH, RATE, TEST = 4000, 12_000, 4, 2e-3, 2000
PICTURE = data.TABLES / "unpaired.png"
PIECES = Path(__file__).resolve().parents[1] / "outputs" / "unpaired"
SHOWN = slice(16, 290, 34)
LENGTHS = {"large": 2, "negative": 0.5, "turned": 0.5}  # times as many steps
SIZES = {"maps": 32, "large": 64, "grey": 32}  # of colour tiles, in pixels
TASKS = {
    "maps": "relief to satellite, 32x32 pixels",
    "large": "relief to satellite, 64x64 pixels",
    "grey": "satellite to grey, 32x32 pixels",
    "negative": "digits to negatives of digits",
    "turned": "digits to negatives turned upside down",
}
ARMS = {
    "input": "the relief as it is",
    "classical": "histograms matched, without learning",
    "no cycle": "no cycle loss",
    "cycle": "CycleGAN",
    "identity": "CycleGAN, and an identity loss of weight 5",
    "identity alone": "the identity loss, and no cycle loss",
    "residual": "CycleGAN with an identity loss, and with residual generators",
    "noise": "CycleGAN, and noise of 5 grey levels on the way back",
    "paired": "with pairs, as many seconds as CycleGAN",
}
SETTINGS = {
    "no cycle": {"cycle_weight": 0.0},
    "cycle": {},
    "identity": {"identity_weight": 5.0},
    "identity alone": {"cycle_weight": 0.0, "identity_weight": 5.0},
    "residual": {"identity_weight": 5.0},
    "noise": {"noise": 5 / 127.5},
}
MEASURES = ["psnr", "frechet", "retrieved", "kept", "matched", "sea", "flooded"]
MEASURES += ["alike", "back", "cleaned", "true_back", "moved", "moved_real", "seconds"]


def grey(images):
    """Returns colour images without their colours, still of three channels."""
    return np.broadcast_to(images.mean(axis=-1, keepdims=True), images.shape)


def look(task, images):
    """Returns what images should become, where a formula says it."""
    if task == "grey":
        return grey(images)
    return -images if task == "negative" else -images[:, ::-1, ::-1]


@functools.lru_cache(maxsize=4)
def partners(task, split):
    """Returns sources, their partners, and the classes of digits."""
    if task in SIZES:
        relief, satellite = data.load_world(split)
        pair = relief[:TEST], data.brighten(satellite[:TEST])
        factor = 64 // SIZES[task]
        relief, satellite = (data.shrink(data.scale(x).numpy(), factor) for x in pair)
        pair = satellite, grey(satellite)
        return *(pair if task == "grey" else (relief, satellite)), None
    images, labels = data.load_mnist(split)
    images = images[:TEST] if split == "test" else images
    digits = data.scale(images).numpy()
    return digits, look(task, digits), labels[: len(digits)]


def shuffled(task):
    """Returns sources and targets to learn from, except for maps no partners.

    There are too few maps to leave their partners out, but nobody says who they are.
    """
    sources, targets, _ = partners(task, "train")
    half = len(sources) // 2 if task not in ("maps", "large") else 0
    sources, targets = sources[half:], targets[: half or None]
    return data.to_pixels(sources), data.to_pixels(targets)


def adam(steps):
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
    return keras.optimizers.Adam(rate, beta_1=0.5)


def learned(task, arm, seed):
    """Trains an arm; returns functions from sources to targets, and back or None."""
    keras.utils.set_random_seed(seed)
    size, channels = (SIZES[task], 3) if task in SIZES else (28, 1)
    steps = PAIRED_STEPS if arm == "paired" else STEPS
    steps = int(steps * LENGTHS.get(task, 1))
    if task in SIZES and arm != "residual":  # they can pass on every pixel
        settings = 16, (3 if size == 64 else 2), 3, size, True, task == "grey"
        generators = [models.unet(*settings) for _ in range(2)]
    else:
        settings = 16, 3, channels, size
        generators = [models.residual_generator(*settings) for _ in range(2)]
    paired = arm == "paired"
    judges = [
        models.patch_discriminator(channels, size, conditional=paired) for _ in range(2)
    ]
    if paired:
        gan = PairedGAN(generators[0], judges[0], seed)
        gan.compile(adam(steps), adam(steps))
        batches = data.paired_batches(*partners(task, "train")[:2], BATCH, seed)
        gan.fit(batches, steps_per_epoch=steps)
        return gan, None
    gan = CycleGAN(*generators, *judges, seed)
    gan.compile(adam(steps), adam(steps), **SETTINGS[arm])
    batches = data.unpaired_batches(*shuffled(task), BATCH, seed)
    gan.fit(batches, steps_per_epoch=steps)
    return gan, gan.back


def by_parts(translate, images):
    parts = [translate(images[i : i + 100]) for i in range(0, len(images), 100)]
    return np.concatenate([np.asarray(part) for part in parts])


def without_learning(images):
    """Gives all sources together the targets' histogram of each colour."""
    known = np.concatenate(partners("maps", "train")[1])
    flat = match_histograms(np.concatenate(images), known, channel_axis=-1)
    return flat.reshape(images.shape).astype("float32")


def features(task, images):
    """Returns features of images, and logits of digits."""
    if task in SIZES:
        tiles = data.enlarge(images, 64 // SIZES[task])
        return metrics.classify(tiles, models.load_tile_network())
    return metrics.classify(look(task, images), models.load_classifier())


def levels(first, second):
    """Returns the mean absolute difference in grey levels of 255."""
    return 127.5 * np.abs(first - second).mean()


def is_sea(images):
    """Returns which pixels of satellite tiles are clearly more blue, and not pale.

    On true tiles that is the sea, without its shallow places. Snow and lakes are not,
    and no sea of the relief.
    """
    red, green, blue = np.moveaxis(images, -1, 0)
    return (blue > np.maximum(red, green) + 0.1) & (red < 0)


def through(task, back, made, sources, targets):
    """Returns what comes back, also without what could be hidden, and after noise.

    Hidden colours are taken out of greys, fine patterns out of maps and digits.
    """
    rng = np.random.default_rng(0)

    def moved(images):
        noise = rng.standard_normal(images.shape, "float32") / 127.5
        return levels(by_parts(back, images + noise), by_parts(back, images))

    clean = grey(made) if task == "grey" else data.blur(made, 0.7)
    return {
        "back": levels(by_parts(back, made), sources),
        "cleaned": levels(by_parts(back, clean), sources),
        "true_back": levels(by_parts(back, targets), sources),
        "moved": moved(made),
        "moved_real": moved(targets),
    }


def run(task, arm, seed):
    """Returns one row: where translations of test images went."""
    start = time.process_time()
    keras.utils.clear_session()
    sources, targets, labels = partners(task, "test")
    found = dict.fromkeys(MEASURES, np.nan)
    if arm in ("input", "classical"):
        made, back = (sources if arm == "input" else without_learning(sources)), None
    else:
        translate, back = learned(task, arm, seed)
        made = by_parts(translate, sources)
    if task == "large":
        keep_piece(f"{arm} {seed}", made)
    seen, logits = features(task, made)
    if labels is not None:
        counts = np.zeros((10, 10))
        np.add.at(counts, (labels, logits.argmax(axis=1)), 1)
        matching = linear_sum_assignment(counts, maximize=True)
        found["kept"] = np.trace(counts) / len(labels)
        found["matched"] = counts[matching].sum() / len(labels)
    if task in ("maps", "large"):
        true, blue = is_sea(targets), is_sea(made)
        found |= {"sea": blue[true].mean(), "flooded": blue[~true].mean()}
    if back:
        found |= through(task, back, made, sources, targets)
        found["alike"] = levels(by_parts(translate, targets), targets)
    return [
        found
        | {
            "psnr": metrics.psnr(made, targets).mean(),
            "frechet": metrics.frechet_distance(features(task, targets)[0], seen),
            "retrieved": metrics.retrieval(made, targets),
            "seconds": time.process_time() - start,
        }
    ]


def keep_piece(name, images):
    """Writes some images as a row of the picture."""
    grid = plotting.image_grid(images[SHOWN], len(images[SHOWN]))
    experiment.write_picture(PIECES / f"{name}.png", grid)


def write_picture():
    """Puts sources, what the first seed made of them, and targets together."""
    for name, images in zip(("sources", "targets"), partners("large", "test")):
        keep_piece(name, images)
    names = ["sources", "cycle 0", "identity alone 0", "paired 0", "targets"]
    pieces = [PIECES / f"{name}.png" for name in names]
    if all(piece.exists() for piece in pieces):
        rows = [imageio.imread(piece) for piece in pieces]
        experiment.write_picture(PICTURE, np.concatenate(rows))


EXPERIMENT = Experiment(
    __file__,
    {"task": TASKS, "arm": ARMS},
    MEASURES,
    fewer={"STEPS": 2, "PAIRED_STEPS": 2, "TEST": 100, "PIECES": PIECES / "brief"},
)
COLUMNS = {
    "psnr": ("PSNR, dB", 1, 2),
    "frechet": ("Fréchet distance", 1, 2),
    "retrieved": ("partner found, %", 100, 1),
    "kept": ("class kept, %", 100, 1),
    "matched": ("best matching, %", 100, 1),
    "sea": ("sea that is blue, %", 100, 1),
    "flooded": ("land that is blue, %", 100, 1),
    "alike": ("change of a target", 1, 1),
    "back": ("error there and back", 1, 1),
    "cleaned": ("cleaned before the way back", 1, 1),
    "true_back": ("way back of a true target", 1, 1),
    "moved": ("moved by noise", 1, 2),
    "moved_real": ("the same, real target", 1, 2),
}


def page(rows):
    """Writes unpaired.md: a table for each task."""
    minutes = experiment.minutes(rows, EXPERIMENT.place)
    lines = [
        f"`make unpaired`: {minutes:.0f} minutes of a core, two runs at a time; "
        f"{STEPS:,} steps each, twice as many for 64x64 pixels, half as many for "
        "digits. Mean and standard error. *Partner found*: the share of translations "
        "that are nearer to their own partner than to any other test image. "
        "Differences are in grey levels of 255. *Moved by noise*: how far noise of one "
        "level on a translation moves what comes back. *Cleaned* translations lose "
        "colours where they should be grey, and fine patterns elsewhere.",
    ]
    lines += experiment.tables(rows, TASKS, ARMS, COLUMNS)
    experiment.write_page(__file__, "Translating without pairs", lines)


if __name__ == "__main__":
    options = experiment.options(__doc__, 10)
    others = [(t, a) for t in ("negative", "turned") for a in ("no cycle", "cycle")]
    others += [("turned", "paired"), ("grey", "cycle"), ("grey", "noise")]
    wanted = [("maps", "input", 0), ("maps", "classical", 0)]
    arms = "no cycle", "cycle", "identity", "identity alone", "residual", "paired"
    for seed in range(options.seeds):
        wanted += [("maps", arm, seed) for arm in arms]
        wanted += [(*place, seed) for place in others]
    for seed in range(min(options.seeds, 3)):
        wanted += [("large", a, seed) for a in ("cycle", "identity alone", "paired")]
    page(EXPERIMENT.complete(run, wanted, options.jobs))
    write_picture()
