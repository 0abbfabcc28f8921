"""Each claim of lesson 09 must be able to fail: break its cause and see."""

from gan_course import latent, metrics, models
from gan_course.data import load_mnist, scale
from gan_course.training import ConditionalGAN

import keras
import numpy as np
import pytest
from claims import cell, each_assertion_fails, from_table
from scipy.stats import chi

LESSON_09 = "09_control"


@pytest.fixture(scope="module")
def shipped():
    """Lesson 03's generator as one that takes orders and does not obey them."""
    generator = models.conditional_generator()
    trained = models.load_generator().get_weights()
    trained[0] = np.concatenate([trained[0], np.zeros((16, trained[0].shape[1]))])
    generator.get_layer("dcgan_generator").set_weights(trained)
    return ConditionalGAN(generator, models.projection_discriminator(), 64)


@pytest.fixture(scope="module")
def real():
    return metrics.classify(scale(load_mnist("test[:2000]")[0]))[0]


def test_09_1_fails_if_orders_are_ignored_or_obeyed_by_both(shipped):
    orders = np.arange(1000) % 10
    _, logits = metrics.classify(shipped.sample(orders))
    ignored = metrics.class_accuracy(logits, orders)
    obeyed = metrics.class_accuracy(logits, logits.argmax(axis=1))
    measured = {"obeyed": obeyed, "ignored": ignored}
    changes = [{"obeyed": ignored}, {"ignored": obeyed}]
    each_assertion_fails(LESSON_09, "claim:09.1", measured, changes)


def ways(folder, claim="09.2", **changes):
    return from_table(LESSON_09, claim, "conditional.csv", folder, **changes)


def test_09_2_fails_for_other_ways(tmp_path):
    changes = [
        ways(tmp_path, swap=("generator only", "projection")),
        ways(tmp_path, swap=("concatenation", "projection")),
        ways(tmp_path, swap=("auxiliary 0.1", "auxiliary 10")),
        ways(tmp_path, swap=("auxiliary 1", "projection")),
    ]
    each_assertion_fails(LESSON_09, "claim:09.2", ways(tmp_path), changes)


def codes(folder, **changes):
    names = ways(folder, **changes)
    exec(cell(LESSON_09, "needs:09.3"), names)
    return names


def test_09_3_fails_if_the_reward_changes_places(tmp_path):
    right = codes(tmp_path)
    changes = [codes(tmp_path, swap=("information", "no reward"))]
    changes.append({"shares": np.ones(6)})
    changes.append({"strongest": dict.fromkeys(right["strongest"], np.zeros(20))})
    each_assertion_fails(LESSON_09, "claim:09.3", right, changes)


def test_09_4_fails_for_another_path(shipped, real):
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 2000, 64)).astype("float32")

    def measure(z):
        found, read = metrics.classify(shipped.sample(np.zeros(len(z), int), noise=z))
        length = np.linalg.norm(z, axis=1).mean()
        shares = metrics.precision_recall(real, found)
        # The shipped generator takes no orders: whatever is read was ordered.
        accuracy = metrics.class_accuracy(read, read.argmax(axis=1))
        return length, metrics.frechet_distance(real, found), *shares, accuracy

    line, circle = latent.straight_line(a, b, 3)[1], latent.great_circle(a, b, 3)[1]
    fresh, line, circle = measure(a), measure(line), measure(circle)
    names = {"exact": chi(64).mean()}

    def middles(*found):
        return {"middles": dict(zip(("fresh", "line", "circle"), found))}

    changes = [middles(fresh, circle, line), middles(line, fresh, circle)]
    changes += [middles(fresh, line, line), middles(fresh, circle, circle)]
    right = names | middles(fresh, line, circle)
    each_assertion_fails(LESSON_09, "claim:09.4", right, changes)


def test_09_5_fails_for_directions_that_nobody_looked_for(shipped):
    """Regression on numbers that are no slant, and none at all."""
    rng = np.random.default_rng(0)
    z = rng.standard_normal((600, 64)).astype("float32")
    still = np.zeros(len(z), int)
    drawn = shipped.sample(still, noise=z)
    measures = {"slant": metrics.slant, "thickness": metrics.thickness}
    measured = {name: measure(drawn) for name, measure in measures.items()}
    read = metrics.classify(drawn)[1].argmax(axis=1)

    def effect(direction):
        ends = [
            shipped.sample(still[:80], noise=z[:80] + s * direction) for s in (-3, 3)
        ]
        moved = [
            abs(np.mean(f(ends[1]) - f(ends[0]))) / measured[name].std()
            for name, f in measures.items()
        ]
        same = [metrics.classify(x)[1].argmax(axis=1) == read[:80] for x in ends]
        return *moved, 1 - np.mean(same)

    def best(**values):
        found = {}
        for column, name in enumerate(measures):
            slope = latent.attribute_direction(z, values.get(name, measured[name]))
            moved = effect(slope)
            found[name, "regression"] = moved[column], moved[1 - column], moved[2]
            found[name, "random"] = effect(random)[column], 0.0, 0.0
        return {"best": found}

    random = latent.attribute_direction(z, rng.standard_normal(len(z)))
    names = {"measures": measures, "still": 0.0, "effects": ["regression", "random"]}
    changes = [
        best(slant=rng.standard_normal(len(z))),
        best(slant=measured["thickness"]),
        best(thickness=measured["thickness"] + 0.04 * measured["slant"]),
        {"still": 1.0},
    ]
    each_assertion_fails(LESSON_09, "claim:09.5", names | best(), changes)


def test_09_6_fails_for_an_untrained_generator_and_for_noise(shipped):
    goals = scale(load_mnist("test[:12]")[0]).numpy()
    train, order = scale(load_mnist("train")[0]).numpy(), np.zeros(12, int)
    gaps = [((train - goal) ** 2).mean(axis=(1, 2, 3)) for goal in goals]
    nearest = np.array([gap.min() for gap in gaps])

    def errors(gan, wanted):
        def draw(noise):
            return gan.average([noise, keras.ops.zeros(12, "int32")])

        return latent.project(draw, wanted, 64, 150, starts=8)[1]

    untrained = models.conditional_generator()
    untrained = ConditionalGAN(untrained, models.projection_discriminator(), 64)
    own = shipped.sample(order)
    measured = {"errors": errors(shipped, goals), "nearest": nearest}
    measured |= {"own": errors(shipped, own), "wrong": errors(untrained, goals)}
    measured |= {"change": np.array([1.0, 9.0]), "least": 0, "most": 1}
    measured["accuracy_without"] = lambda channels: 0.99
    changes = [
        {"errors": measured["wrong"]},
        {"nearest": measured["own"]},
        {"own": measured["wrong"]},
        {"wrong": measured["errors"]},
        {"change": np.array([1.0, 1.1])},
        {"accuracy_without": lambda channels: 0.1},
    ]
    each_assertion_fails(LESSON_09, "claim:09.6", measured, changes)
