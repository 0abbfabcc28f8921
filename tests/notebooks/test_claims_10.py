"""Each claim of lesson 10 must be able to fail: break its cause and see."""

from gan_course import metrics, models
from gan_course.data import image_batches, load_mnist, scale, to_pixels

import keras
import numpy as np
from claims import each_assertion_fails, from_table

LESSON_10 = "10_generated_data"


def worth():
    """Measures four sources as the lesson does, with fewer images and steps."""
    images, labels = load_mnist("train")
    tests, test_labels = load_mnist("test[:2000]")
    generator, orders = models.load_conditional_generator(), np.arange(4000) % 10
    noise = np.random.default_rng(0).standard_normal((4000, 64))

    def draw(noise):
        made = generator.predict([noise, orders], batch_size=500, verbose=0)
        return to_pixels(made)

    sources = {
        "real": (images[:4000], labels[:4000]),
        "generated": (draw(noise), orders),
        "collapsed": (draw(0 * noise), orders),
        "copier": (images[4000:8000], labels[4000:8000]),
    }
    found, judge = {"gan_train": {}, "gan_test": {}, "apart": {}, "np": np}, None
    copies = scale(images[4000:8000]).numpy()
    for name, (pixels, classes) in sources.items():
        keras.utils.set_random_seed(0)
        batches = image_batches(pixels, 32, 0, classes)
        learner = models.small_classifier()
        learner = metrics.train_classifier(learner, batches, 600)
        judge = judge or learner
        points = scale(pixels).numpy()
        gaps = [((copies - point) ** 2).mean(axis=(1, 2, 3)) for point in points[:5]]
        accuracy = metrics.accuracy(learner, scale(tests).numpy(), test_labels)
        found["gan_train"][name] = accuracy
        found["gan_test"][name] = metrics.accuracy(judge, points, classes)
        found["apart"][name] = np.min(gaps, axis=1)
    return found


def swapped(found, name, first, second):
    values = found[name]
    return {name: values | {first: values[second], second: values[first]}}


def test_10_1_fails_for_another_source():
    found = worth()
    changes = [
        swapped(found, "gan_train", "real", "collapsed"),
        swapped(found, "gan_train", "generated", "collapsed"),
        swapped(found, "gan_train", "generated", "real"),
        swapped(found, "gan_train", "copier", "collapsed"),
        swapped(found, "apart", "copier", "generated"),
        {"gan_test": found["gan_train"]},
        {"gan_test": dict.fromkeys(found["gan_test"], found["gan_train"]["collapsed"])},
    ]
    each_assertion_fails(LESSON_10, "claim:10.1", found, changes)


def few(folder, *swap):
    """Returns what the lesson reads off the table, with two arms swapped."""
    return from_table(LESSON_10, "10.2", "augmentation.csv", folder, swap=swap)


def test_10_2_fails_for_other_arms(tmp_path):
    changes = [
        few(tmp_path, "real", "augmented"),
        few(tmp_path, "one", "augmented"),
        few(tmp_path, "only", "augmented"),
        few(tmp_path, "only", "both"),
        few(tmp_path, "only", "one"),
        few(tmp_path, "both", "augmented"),
    ]
    each_assertion_fails(LESSON_10, "claim:10.2", few(tmp_path), changes)


def test_10_3_fails_for_ratios_that_help_or_harm(tmp_path):
    ratios = {"half": 0.5, "one": 1, "three": 3}
    changes = [few(tmp_path, "one", "leak"), few(tmp_path, "one", "only")]
    changes.append(few(tmp_path, "supervised", "only"))
    right = few(tmp_path) | {"ratios": ratios}
    each_assertion_fails(LESSON_10, "claim:10.3", right, changes)


def test_10_4_fails_without_a_leak():
    measured = {"found": {"leak": 0.93, "generated": 0.79}, "gan_train": {"real": 0.96}}
    changes = [{"found": {"leak": 0.79, "generated": 0.79}}]
    changes.append({"gan_train": {"real": 0.9}})
    each_assertion_fails(LESSON_10, "claim:10.4", measured, changes)


def test_10_5_fails_for_other_arms(tmp_path):
    changes = [few(tmp_path, "one", "leak"), few(tmp_path, "leak", "augmented")]
    each_assertion_fails(LESSON_10, "claim:10.5", few(tmp_path), changes)


def test_10_6_fails_if_unlabelled_images_do_not_help(tmp_path):
    changes = [
        few(tmp_path, "semi_supervised", "supervised"),
        few(tmp_path, "semi_supervised", "augmented"),
    ]
    each_assertion_fails(LESSON_10, "claim:10.6", few(tmp_path), changes)
