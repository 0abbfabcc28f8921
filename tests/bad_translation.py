"""Calls of what makes images of images that are refused."""

from gan_course import data, metrics, models
from gan_course.callbacks import Evaluate, SampleGrid, TranslationGrid
from gan_course.data import paired_batches, unpaired_batches
from gan_course.training import CycleGAN, PairedGAN

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from PIL import Image
from translators import (
    COLOUR,
    GREY,
    judge,
    small_cycle_gan,
    small_paired_gan,
    train,
    translator,
)

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(-1, 1, (5, 12, 12, 3))
PAIRED, CYCLE = small_paired_gan(), small_cycle_gan()
INPUTS, TARGETS = np.asarray(data.scale(GREY)), np.asarray(data.scale(COLOUR))


def saved(folder, *names, size=(12, 16)):
    folder.mkdir(exist_ok=True)
    for name in names:
        pixels = RNG.integers(0, 256, (*size, 3), dtype="uint8")
        Image.fromarray(pixels).save(folder / name)
    return folder


def with_file(folder, name, content):
    (saved(folder, "whole.png") / name).write_bytes(content)
    return data.load_folder(folder, 8)


def truncated(folder):
    path = saved(folder, "a.jpg") / "a.jpg"
    return with_file(folder, "a.jpg", path.read_bytes()[:500])


def pairs(folder, first, second, other=(12, 16)):
    x, y = saved(folder / "x", *first), saved(folder / "y", *second, size=other)
    return data.load_pairs(x, y, 8)


def paired(generator=None, discriminator=None):
    return PairedGAN(generator or translator(), discriminator or judge(1, 3))


def cycle(**players):
    usual = {
        "to_target": translator(1, 3),
        "to_source": translator(3, 1),
        "target_discriminator": judge(3),
        "source_discriminator": judge(1),
    }
    return CycleGAN(**usual | players)


def dense(*sizes):
    hidden = [layers.Flatten(), *(layers.Dense(size) for size in sizes)]
    return keras.Sequential([keras.Input((4, 4, 3)), *hidden])


def fit(gan, *arrays, batch=4):
    gan.fit(tf.data.Dataset.from_tensor_slices(arrays).batch(batch))


def grid(folder, *images):
    train(
        small_paired_gan(),
        1,
        callbacks=[TranslationGrid(images[0], folder, *images[1:])],
    )


DIGITS = np.tile(IMAGES[..., :1], (13, 3, 3, 1))[:, :28, :28]
BOTH = translator(3, 3)
# A call, which may take an empty folder; what came; what to do.
CASES = [
    # degradations
    (lambda: data.shrink(IMAGES, 5), "12x12 pixels .* 5x5", "divides both"),
    (lambda: data.shrink(IMAGES, 0), "got 0", "factor must .* at least 1"),
    (lambda: data.shrink(IMAGES[0], 2), r"got \(12, 12, 3\)", r"images\[None\]"),
    (lambda: data.enlarge(IMAGES, 1.5), "got 1.5", "whole number"),
    (lambda: data.enlarge(IMAGES * np.nan, 2), "2160 of 2160", "find out where"),
    (lambda: data.add_noise(IMAGES, -0.1, 0), "got -0.1", "0.2 is a good start"),
    (lambda: data.add_noise(IMAGES, 0.1, None), "got None", "0 is as good as any"),
    (lambda: data.blur(IMAGES, -1), "got -1", "in pixels"),
    (lambda: data.blur(IMAGES * 127.5, 1), "lie in .* got values", "divide 8-bit pixels"),
    (lambda: data.cut_hole(IMAGES, 13, 0), "got 13", "at most 12"),
    (lambda: data.cut_hole(IMAGES, 4, -1), "got -1", "0 is as good as any"),
    # batches
    (lambda: paired_batches(GREY, COLOUR[:9], 4), "24 inputs and 9 targets", "cut both alike"),
    (lambda: paired_batches(GREY, COLOUR, 25), "got 25", "at most 24"),
    (lambda: paired_batches(GREY, COLOUR, 4, -1), "got -1", "0 is as good as any"),
    (lambda: paired_batches(GREY.astype("int64"), COLOUR, 4), "inputs .* int64", "return uint8"),
    (lambda: paired_batches(GREY, COLOUR[0], 4), r"targets .*\(4, 4, 3\)", "return uint8"),
    (lambda: paired_batches(GREY / 1.0, COLOUR, 4), "lie in .* got", "divide 8-bit pixels"),
    (lambda: unpaired_batches(INPUTS, COLOUR, 4), "float32", "must be uint8"),
    (lambda: unpaired_batches(GREY[:3], COLOUR, 4), "got 4", "at most 3"),
    (lambda: unpaired_batches(GREY, COLOUR, 4, 0.5), "got 0.5", "0 is as good as any"),
    # folders
    (lambda folder: data.load_folder(folder / "none", 8), "no folder .*none", "whole path"),
    (lambda folder: data.load_folder(folder, 8), "no picture lies in .* 0 other", "end in one of"),
    (lambda folder: data.load_folder(saved(folder, "a.png"), 13), "16x12 pixels", "smaller size"),
    (lambda folder: data.load_folder(saved(folder, "a.png"), 0), "got 0", "size must"),
    (lambda folder: data.load_folder(saved(folder, "a.png"), 8, 4), "got 4", r"one of \[1, 3\]"),
    (lambda folder: with_file(folder, "broken one.png", b"x"), "broken one.png", "move it away"),
    (lambda folder: with_file(folder, "no.gif", b""), "no.gif cannot be read", "make it anew"),
    (truncated, r"a.jpg cannot be read \(.*[Tt]runcated", "make it anew"),
    (lambda folder: pairs(folder, ["a.png"], ["a.png", "b.png"]), "1 pictures, .*2, .*: b;",
     "rename them"),
    (lambda folder: pairs(folder, ["a.png"], ["a.png", "a.jpg"]), "a.jpg and a.png in", "rename one"),
    (lambda folder: pairs(folder, ["a.png"], ["a.jpg"], (12, 12)), "16x12 pixels.* 12x12",
     "crop both alike"),
    # similarity
    (lambda: metrics.psnr(IMAGES, IMAGES[:4]), r"\(5, 12, 12, 3\) and \(4", "truth k"),
    (lambda: metrics.psnr(IMAGES[0], IMAGES[0]), r"got \(12, 12, 3\)", "must have one shape"),
    (lambda: metrics.psnr(IMAGES, IMAGES * 2), "lie in .* got", "divide 8-bit pixels"),
    (lambda: metrics.ssim(IMAGES[:, :8], IMAGES[:, :8]), "got 8x12", "enlarge both"),
    (lambda: metrics.retrieval(IMAGES, IMAGES[:4]), r"and \(4, 12", "truth of translation k"),
    (lambda: metrics.retrieval([1.0, 2.0], [1.0, 2.0]), r"got \(2,\)", "must have one shape"),
    (lambda: metrics.retrieval(IMAGES[:1], IMAGES[:1]), "got 1", "at least 2 translations"),
    (lambda: metrics.retrieval(IMAGES, IMAGES * np.nan), "of the partners", "find out where"),
    # networks
    (lambda: models.unet(size=60), "60 pixels .* 3 times", "multiple of 8.* to 64"),
    (lambda: models.unet(depth=0), "got 0", "depth must .* at least 1"),
    (lambda: models.residual_generator(size=30), "30 pixels .* 2 times", "multiple of 4.* to 32"),
    (lambda: models.patch_discriminator(size=0), "got 0", "size must .* at least 1"),
    # the paired GAN
    (lambda: paired(dense(3)), r"makes \(None, 3\) of", "as models.unet does"),
    (lambda: paired(discriminator=judge(3, 3)), r"discriminator takes \[\(None, 4, 4, 3\)",
     r"must take \[\(None, 4, 4, 1\), \(None, 4, 4, 3\)\]"),
    (lambda: paired(discriminator=dense(2)), r"got \(None, 2\)", "end it with one filter"),
    (lambda: PAIRED.compile(l1_weight=-1), "got -1", "the paper has 100"),
    (lambda: PAIRED.compile(adversarial_weight=-1), "got -1", "adversarial_weight must"),
    (lambda: PAIRED.compile(l1_weight=0, adversarial_weight=0), "both 0", "at its default"),
    (lambda: PAIRED.compile(discriminator_steps=2), "discriminator_steps came", "leave it out"),
    (lambda: fit(PAIRED, INPUTS), "got 1 things", "data.paired_batches"),
    (lambda: fit(PAIRED, INPUTS, TARGETS, TARGETS), "got 3 things", "data.paired_batches"),
    (lambda: fit(PAIRED, TARGETS, INPUTS), r"got \(4, 4, 4, 3\)", "resize them or build"),
    (lambda: PAIRED.train_on_batch(INPUTS, TARGETS * 127.5), "lie in .* got", "divide 8-bit"),
    (lambda folder: grid(folder, TARGETS[:4]), r"got \(4, 4, 4, 3\)", "build models"),
    (lambda folder: grid(folder, INPUTS[:4], TARGETS[:3]), "4 inputs and 3 truths", "one for each"),
    (lambda folder: train(PAIRED, 1, callbacks=[SampleGrid(GREY[:, 0, :, 0], folder, 4)]),
     r"noise of shape \(24, 4\)", "TranslationGrid shows"),
    (lambda: train(PAIRED, 1, callbacks=[Evaluate(DIGITS, 65)]), "65 samples", "metrics.psnr"),
    # CycleGAN
    (lambda: cycle(to_target=dense(3)), "to_target makes", "as models.unet does"),
    (lambda: cycle(to_source=BOTH), r"got \(None, 4, 4, 3\) of \(None, 4, 4, 3\)", "build all four"),
    (lambda: cycle(to_target=BOTH, to_source=BOTH), "one network came for several", "build four"),
    (lambda: cycle(target_discriminator=dense(2)), r"got \(None, 2\)", "one filter"),
    (lambda: cycle(source_discriminator=judge(3)), r"and \(None, 4, 4, 3\)", "build all four"),
    (lambda: cycle(buffer=-1), "got -1", "the paper has 50; 0 keeps none"),
    (lambda: CYCLE.compile(cycle_weight=-1), "got -1", "cycle_weight must"),
    (lambda: CYCLE.compile(identity_weight=-1), "got -1", "identity_weight must"),
    (lambda: CYCLE.compile(identity_weight=5), "identity_weight is 5", "leave the weight at 0"),
    (lambda: CYCLE.compile(noise=-1), "got -1", "is one grey level"),
    (lambda: CYCLE.compile(penalty=print), "penalty came", "leave it out"),
    (lambda: fit(CYCLE, INPUTS), "got 1 things", "data.unpaired_batches"),
    (lambda: fit(CYCLE, INPUTS, TARGETS, batch=6), "batch of 6 .* buffer of 5", "at least, or 0"),
    (lambda: fit(CYCLE, TARGETS, INPUTS), r"got \(4, 4, 4, 3\)", "resize them or build"),
]  # fmt: skip
