"""Each claim of lesson 03 must be able to fail: break its cause and see."""

from gan_course import data, metrics, models
from gan_course.callbacks import Resume

import keras
import numpy as np
import pytest
import tensorflow as tf
from claims import cell, each_assertion_fails, from_table
from players import small_gan, train

LESSON_03 = "03_dcgan_mnist"


def test_03_1_fails_with_another_generator():
    source = cell(LESSON_03, "claim:03.1")
    names = {
        "layers": keras.layers,
        "LATENT_DIM": 64,
        "dcgan_generator": models.dcgan_generator,
        "dcgan_discriminator": models.dcgan_discriminator,
    }
    exec(source, dict(names))
    names["dcgan_discriminator"] = lambda: small_gan().discriminator
    with pytest.raises(AssertionError):
        exec(source, names)


@pytest.mark.parametrize("generator", ["shipped", "untrained", "one digit"])
def test_03_2_fails_without_quality_or_variety(generator):
    test_images, test_labels = data.load_mnist("test[:3000]")
    noise = np.random.default_rng(0).standard_normal((3000, 64)).astype("float32")
    if generator == "one digit":
        samples = data.scale(test_images[test_labels == 7])
    else:
        build = (
            models.load_generator if generator == "shipped" else models.dcgan_generator
        )
        samples = build().predict(noise, batch_size=500, verbose=0)
    names = {
        "metrics": metrics,
        "models": models,
        "data": data,
        "np": np,
        "ops": keras.ops,
        "LATENT_DIM": 64,
        "dcgan_generator": models.dcgan_generator,
        "images": data.load_mnist("train[:3000]")[0],
        "noise": noise,
        "test_images": test_images,
        "samples": samples,
    }
    exec(cell(LESSON_03, "needs:03.2"), names)
    if generator == "shipped":
        exec(cell(LESSON_03, "claim:03.2"), names)
    else:
        with pytest.raises(AssertionError):
            exec(cell(LESSON_03, "claim:03.2"), names)


def test_03_3_fails_if_moments_are_forgotten(tmp_path):
    """What a resume that restores weights and steps alone would do."""
    straight = small_gan()
    train(straight, 4)

    def check(forget):
        folder = tmp_path / str(forget)
        train(small_gan(), 2, callbacks=[Resume(folder)])
        resumed = small_gan()
        Resume(folder).restore(resumed)
        if forget:
            for moment in resumed.d_optimizer.variables[2:]:
                moment.assign(0.0 * moment)
        train(resumed, 4, initial_epoch=2)
        names = {"straight": straight, "resumed": resumed, "np": np, "tf": tf}
        exec(cell(LESSON_03, "claim:03.3"), names)

    check(forget=False)
    with pytest.raises(AssertionError):
        check(forget=True)


def test_03_4_fails_if_the_lesson_is_no_better():
    bench = data.load_table("bench")

    def check(bench, distance):
        names = {"bench": bench, "distance": distance, "np": np}
        exec(cell(LESSON_03, "claim:03.4"), names)

    check(bench, distance=0.0)
    with pytest.raises(AssertionError):
        check(bench, distance=1e4)
    swapped = bench.copy()
    swapped["network"] = np.where(bench["network"] == "lesson", "classic", "lesson")
    with pytest.raises(AssertionError):
        check(swapped, distance=0.0)


def test_03_5_fails_if_the_changes_buy_something_else(tmp_path):
    def read(*swap):
        return from_table(LESSON_03, "03.5", "ablation.csv", tmp_path, swap)

    others = ["all but network", "all but batch", "all but rates"]
    others += ["network and batch and rates"]
    changes = [read("all", other) for other in others]
    changes += [read(name, f"{name}_now") for name in ("frechet", "frechet_second")]
    changes += [read("network and batch and rates", "all but rates")]
    each_assertion_fails(LESSON_03, "claim:03.5", read(), changes)
