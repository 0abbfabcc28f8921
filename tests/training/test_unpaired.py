"""CycleGAN: its step, its buffer, its noise, resume."""

import gan_course  # noqa: F401
from gan_course import losses
from gan_course.callbacks import Resume, TranslationGrid
from gan_course.data import scale
from gan_course.training import ImageBuffer, exchange

import io

import keras
import numpy as np
import pytest
import tensorflow as tf
from players import same
from translators import COLOUR, GREY, small_cycle_gan, train

SOURCES, TARGETS = scale(GREY), scale(COLOUR)
PLAYERS = ("to_target", "to_source", "target_discriminator", "source_discriminator")


@pytest.mark.parametrize("identity", [0.0, 2.0])
def test_a_step_is_what_four_optimizers_would_do(identity):
    """Gradients by hand, each of one network's loss, and an Adam for each."""
    options = {"channels": (3, 3), "identity_weight": identity, "cycle_weight": 3.0}
    gan, twin = small_cycle_gan(**options), small_cycle_gan(**options)
    sources, targets = TARGETS[8:12], TARGETS[:4]
    adams = {name: keras.optimizers.Adam(1e-2) for name in PLAYERS}

    def loss(name):
        there, back, judge_target, judge_source = (getattr(twin, n) for n in PLAYERS)
        fakes = there(sources), back(targets)
        if name.endswith("discriminator"):
            judge, real, fake = (
                (judge_target, targets, fakes[0])
                if name.startswith("target")
                else (judge_source, sources, fakes[1])
            )
            squares = tf.square(judge(real) - 1), tf.square(judge(fake))
            return sum(map(tf.reduce_mean, squares)) / 2
        total = sum(
            tf.reduce_mean(tf.square(judge(fake) - 1)) / 2
            for judge, fake in zip((judge_target, judge_source), fakes)
        )
        for weight, x, truth in [
            (3.0, back(fakes[0]), sources),
            (3.0, there(fakes[1]), targets),
            (identity, there(targets), targets),
            (identity, back(sources), sources),
        ]:
            total += weight * tf.reduce_mean(tf.abs(x - truth))
        return total

    for _ in range(2):  # the buffer is not full: images come back as they are
        steps = []
        for name in PLAYERS:
            variables = getattr(twin, name).trainable_variables
            with tf.GradientTape() as tape:
                value = loss(name)
            steps.append((name, tape.gradient(value, variables), variables))
        for name, gradients, variables in steps:
            adams[name].apply_gradients(zip(gradients, variables))
        gan.target_buffer.pool.assign(np.nan * gan.target_buffer.pool)
        gan.source_buffer.pool.assign(np.nan * gan.source_buffer.pool)
        found = gan.train_on_batch(sources, targets, return_dict=True)
        assert set(found) == {"d_loss", "g_loss", "cycle"}
    for name in PLAYERS:
        assert same(getattr(gan, name), getattr(twin, name), 2e-5), name
        untrained = getattr(small_cycle_gan(**options), name)
        assert not same(getattr(gan, name), untrained, 1e-3)


def numbered(start, count):
    return tf.reshape(tf.range(start, start + count, dtype="float32"), (-1, 1, 1, 1))


@pytest.mark.parametrize("compiled", [False, True])
def test_a_buffer_loses_no_image_and_returns_half_of_them_later(compiled):
    """Of 7 places, for batches of 3; also as XLA compiles it."""
    step = tf.function(exchange, jit_compile=True) if compiled else exchange
    pool, came_back, fresh = tf.fill([7, 1, 1, 1], float("nan")), [], []
    for k in range(300):
        images, after = step(pool, numbered(3 * k, 3), tf.constant([5, k]))
        before = {x for x in pool.numpy().ravel() if not np.isnan(x)}
        new = {3.0 * k, 3.0 * k + 1, 3.0 * k + 2}
        kept = {x for x in after.numpy().ravel() if not np.isnan(x)}
        found = images.numpy().ravel()
        assert len(kept) == min(7, 3 * (k + 1)) and kept <= before | new
        assert set(found) <= before | new and len(set(found)) == 3
        if k >= 3:
            fresh.append(np.mean([x in new for x in found]))
            came_back += found.tolist()
            # What was returned as new stays out, what is old has left the pool.
            assert set(found) | kept == before | new
        else:
            assert (found[: 7 - len(before)] == sorted(new)[: 7 - len(before)]).all()
        pool = after
    assert np.mean(fresh) == pytest.approx(0.5, abs=0.06)
    assert len(set(came_back)) == len(came_back)  # none comes twice


def test_places_are_chosen_evenly():
    """With 8 images for 8 places, each goes to each place as often."""
    pool, counts = numbered(100, 8), np.zeros((8, 8))
    both = tf.function(lambda k: exchange(pool, numbered(0, 8), [1, k]))
    for k in range(600):
        _, after = both(tf.constant(k))
        for place, x in enumerate(after.numpy().ravel()):
            if x < 100:
                counts[int(x), place] += 1
    assert counts.sum() / 600 == pytest.approx(4, rel=0.05)
    expected = counts.sum() / 64
    assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)


def test_a_buffer_without_places_returns_what_comes():
    buffer = ImageBuffer((2, 2, 1), size=0)
    images = tf.ones((3, 2, 2, 1))
    assert (buffer(images, tf.constant([0, 0])) == images).numpy().all()
    assert np.isnan(ImageBuffer((2, 2, 1), size=4).pool.numpy()).all()


def test_discriminators_see_older_images_and_generators_do_not():
    """With a full buffer the first step of the generators is the same, D's is not."""
    stepped = []
    for fill in (False, True):
        gan = small_cycle_gan(optimizer=keras.optimizers.SGD)
        if fill:
            for buffer in (gan.target_buffer, gan.source_buffer):
                buffer.pool.assign(0 * tf.ones(buffer.pool.shape))
        gan.train_on_batch(SOURCES[:4], TARGETS[:4])
        stepped.append(gan)
    assert same(stepped[0].generator, stepped[1].generator)
    assert not same(stepped[0].discriminator, stepped[1].discriminator, 1e-6)


def test_xla_trains_like_tensorflow():
    """As long as the buffer is not full: XLA draws other random numbers."""
    options = {"optimizer": keras.optimizers.SGD, "buffer": 30}
    plain, compiled = (
        small_cycle_gan(jit_compile=xla, **options) for xla in (False, True)
    )
    for gan in (plain, compiled):
        train(gan, 2)
    for player in PLAYERS:
        assert same(getattr(plain, player), getattr(compiled, player), 1e-4)
    kept = [np.sort(g.target_buffer.pool, axis=None) for g in (plain, compiled)]
    assert np.allclose(*kept, atol=1e-4, equal_nan=True)
    assert np.isfinite(kept[0]).sum() == 24 * 4 * 4 * 3


def test_stop_and_resume_gives_the_same_weights(tmp_path):
    """And the same buffers, of five places for batches of four, and moments."""

    def make():
        keras.utils.clear_session()
        return small_cycle_gan(noise=0.3)

    straight = make()
    history = train(straight, 4).history
    train(make(), 2, callbacks=[Resume(tmp_path)])
    saved = (tmp_path / "latest.npz").read_bytes()
    resumed = make()
    assert train(resumed, 4, callbacks=[Resume(tmp_path)]).history == history
    assert same(straight, resumed)
    for part in straight.parts:
        for a, b in zip(
            getattr(straight, part).variables, getattr(resumed, part).variables
        ):
            assert (a.numpy() == b.numpy()).all(), part  # and so no NaN: it was filled
    assert not same(straight.average, straight.generator, 1e-6)
    # With another buffer it would be another run.
    with np.load(io.BytesIO(saved)) as file:
        arrays = dict(file)
    assert [n for n in arrays if "buffer" in n] == [
        "target_buffer/0",
        "source_buffer/0",
    ]
    arrays["target_buffer/0"] = np.zeros_like(arrays["target_buffer/0"])
    np.savez(tmp_path / "latest.npz", **arrays)
    other = make()
    train(other, 4, callbacks=[Resume(tmp_path)])
    assert not same(straight.discriminator, other.discriminator, 1e-6)


def test_noise_disturbs_the_way_back_and_nothing_else():
    gan = small_cycle_gan(noise=0.5)
    images = tf.zeros((64, 4, 4, 3))
    first, second = gan.disturb(images, 2).numpy(), gan.disturb(images, 3).numpy()
    assert first.std() == pytest.approx(0.5, rel=0.05)
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1
    assert (small_cycle_gan().disturb(images, 2) == images).numpy().all()
    gan.train_on_batch(SOURCES[:4], TARGETS[:4])
    later = gan.disturb(images, 2).numpy()
    assert np.abs(first - later).max() > 0.1
    kept = gan.target_buffer.pool.numpy()
    fakes = small_cycle_gan(noise=0.5).to_target(SOURCES[:4]).numpy()
    assert np.allclose(
        np.sort(kept, axis=None)[: fakes.size], np.sort(fakes, axis=None)
    )


def test_the_model_translates_there_and_back(tmp_path):
    gan = small_cycle_gan(
        d_loss=losses.minimax_discriminator_loss,
        g_loss=losses.non_saturating_generator_loss,
    )
    grid = TranslationGrid(SOURCES[:3], tmp_path, TARGETS[:3])
    history = train(gan, 2, callbacks=[grid]).history
    assert sorted(history) == ["cycle", "d_loss", "g_loss"] and grid.gif.exists()
    there, back = gan.average([SOURCES, TARGETS])
    assert there.shape == TARGETS.shape and back.shape == SOURCES.shape
    assert np.allclose(gan(SOURCES), there, atol=1e-6)
    assert np.allclose(gan.back(TARGETS), back, atol=1e-6)
    assert np.allclose(gan.predict(SOURCES, verbose=0), there, atol=1e-5)
    gan.average_translator.save(tmp_path / "translator.keras")
    again = keras.models.load_model(tmp_path / "translator.keras")
    assert np.allclose(again(SOURCES), there, atol=1e-6)
    assert not np.allclose(there, gan.to_target(SOURCES), atol=1e-6)
