"""Paths, directions and projections against scipy, scikit-learn and closed forms."""

import gan_course  # noqa: F401
from gan_course import latent

import keras
import numpy as np
import pytest
import scipy.spatial
import scipy.stats
import tensorflow as tf
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(autouse=True)
def quiet(caplog):
    """TensorFlow warns of functions that are traced again and again: here ten times."""
    yield
    assert not caplog.get_records("call")


def norms(vectors):
    return np.linalg.norm(vectors, axis=-1)


def test_paths_keep_their_ends_and_shapes(rng):
    for shape in ((7,), (3, 7), (2, 3, 7)):
        start, end = rng.standard_normal((2, *shape)).astype("float32")
        for path in (latent.straight_line, latent.great_circle):
            points = path(start, end, 5)
            assert points.shape == (5, *shape) and points.dtype == np.float32
            np.testing.assert_allclose(points[[0, -1]], [start, end], rtol=1e-6)
            back = path(end, start, 5)[::-1]
            np.testing.assert_allclose(points, back, atol=1e-6)


def test_straight_line_s_middle_is_shorter_by_the_root_of_two(rng):
    """The norm of normal noise has the chi distribution."""
    start, end = rng.standard_normal((2, 10_000, 64))
    middle = norms(latent.straight_line(start, end, 3)[1])
    assert middle.mean() == pytest.approx(scipy.stats.chi(64).mean() / 2**0.5, rel=3e-3)
    # across, a great circle's points are normal noise again
    middle = norms(latent.great_circle(start, end, 3)[1])
    assert middle.mean() == pytest.approx(scipy.stats.chi(64).mean(), rel=3e-3)


def test_great_circle_agrees_with_scipy(rng):
    for width in (2, 3, 64):
        start, end = rng.standard_normal((2, 10, width))
        start, end = start / norms(start)[:, None], end / norms(end)[:, None]
        found = latent.great_circle(start, end, 9)
        for k in range(10):
            expected = scipy.spatial.geometric_slerp(
                start[k], end[k], np.linspace(0, 1, 9)
            )
            np.testing.assert_allclose(found[:, k], expected, atol=1e-6)


def test_great_circle_between_vectors_of_different_length():
    """Shoemake's formula, with vectors as they are."""
    start, end = np.array([2.0, 0.0]), 3 * np.array([np.cos(2.5), np.sin(2.5)])
    t = np.linspace(0, 1, 6)[:, None]
    expected = (np.sin((1 - t) * 2.5) * start + np.sin(t * 2.5) * end) / np.sin(2.5)
    np.testing.assert_allclose(latent.great_circle(start, end, 6), expected, atol=1e-6)


def test_great_circle_of_parallel_vectors_is_the_straight_line(rng):
    start = rng.standard_normal((4, 5))
    for end in (start, 2 * start, start + 1e-6 * start[::-1]):
        line = latent.straight_line(start, end, 4)
        np.testing.assert_allclose(latent.great_circle(start, end, 4), line, atol=1e-5)


def test_attribute_direction_agrees_with_scikit_learn(rng):
    noise = rng.standard_normal((200, 8)) @ rng.standard_normal((8, 8)) + 3
    values = np.tanh(noise @ rng.standard_normal(8)) + rng.standard_normal(200)
    weights = LinearRegression().fit(noise, values).coef_
    found = latent.attribute_direction(noise, values)
    np.testing.assert_allclose(found, weights / norms(weights), atol=1e-6)
    other = latent.attribute_direction(noise, 5 - 100 * values)
    np.testing.assert_allclose(other, -found, atol=1e-6)


def test_principal_directions_agree_with_scikit_learn(rng):
    noise = rng.standard_normal((500, 6)) + 1
    activations = np.maximum(noise @ rng.standard_normal((6, 20)), 0) + 2
    pca = PCA(4).fit(activations)
    coordinates = pca.transform(activations)
    weights = LinearRegression().fit(coordinates, noise).coef_.T
    expected = weights / norms(weights)[:, None]
    found = latent.principal_directions(noise, activations, 4)
    assert found.shape == (4, 6) and norms(found) == pytest.approx(1, abs=1e-6)
    signs = np.sign((found * expected).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(signs * found, expected, atol=1e-5)


def test_singular_directions_are_the_eigenvectors(rng):
    kernel = keras.Variable(rng.standard_normal((5, 30)))
    values, vectors = np.linalg.eigh(kernel.numpy() @ kernel.numpy().T)
    found = latent.singular_directions(kernel, 3)
    expected = vectors.T[np.argsort(-values)][:3]
    assert abs((found * expected).sum(axis=1)) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(found @ found.T, np.eye(3), atol=1e-6)
    stretched = norms(found @ kernel.numpy()) ** 2
    assert stretched == pytest.approx(np.sort(values)[::-1][:3], rel=1e-5)


def test_of_a_linear_layer_both_find_the_same(rng):
    """With noise that is exactly white, GANSpace is SeFa."""
    noise = rng.standard_normal((100, 5))
    noise = 10 * np.linalg.svd(noise - noise.mean(axis=0), full_matrices=False)[0]
    kernel = rng.standard_normal((5, 12))
    first = latent.principal_directions(noise, noise @ kernel + 7, 5)
    second = latent.singular_directions(kernel, 5)
    assert abs((first * second).sum(axis=1)) == pytest.approx(1, abs=1e-5)


def small_generator(width=4, seed=0):
    """Images of 6 x 6 pixels, one layer; different noise makes different ones."""
    initializer = keras.initializers.RandomNormal(stddev=0.4, seed=seed)
    return keras.Sequential(
        [
            keras.Input((width,)),
            keras.layers.Dense(36, "tanh", kernel_initializer=initializer),
            keras.layers.Reshape((6, 6, 1)),
        ]
    )


def test_projection_recovers_what_the_generator_made(rng):
    generator = small_generator()
    truth = rng.standard_normal((10, 4)).astype("float32")
    images = generator(truth).numpy()
    before = generator.get_weights()
    noise, errors = latent.project(generator, images, 4)
    for weight, value in zip(before, generator.get_weights()):
        np.testing.assert_array_equal(weight, value)
    assert noise.shape == (10, 4) and noise.dtype == errors.dtype == np.float32
    np.testing.assert_allclose(noise, truth, atol=0.02)
    assert errors.shape == (10,) and errors.max() < 1e-4
    made = generator(noise).numpy()
    expected = ((made - images) ** 2).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(errors, expected, atol=1e-7)


def test_projection_of_a_linear_generator_is_least_squares(rng):
    kernel = rng.standard_normal((3, 24)).astype("float32")
    images = rng.uniform(-1, 1, (5, 4, 6, 1))
    noise, errors = latent.project(
        lambda z: tf.reshape(z @ kernel, (-1, 4, 6, 1)), images, 3, steps=400
    )
    expected, residuals, *_ = np.linalg.lstsq(kernel.T, images.reshape(5, 24).T)
    np.testing.assert_allclose(noise, expected.T, atol=1e-3)
    np.testing.assert_allclose(errors, residuals / 24, rtol=1e-4)


def test_projection_gets_better_with_steps_and_starts(rng):
    """Of a generator with many wrong ways: two layers, few units, sines."""
    kernels = rng.standard_normal((2, 9)), rng.standard_normal((9, 16)) / 3

    def generator(noise):
        hidden = tf.sin(3 * noise @ tf.constant(kernels[0], "float32"))
        made = tf.tanh(hidden @ tf.constant(kernels[1], "float32"))
        return tf.reshape(made, (-1, 4, 4, 1))

    images = generator(rng.standard_normal((20, 2)).astype("float32")).numpy()
    few, more = (latent.project(generator, images, 2, n)[1] for n in (10, 150))
    assert more.mean() < 0.9 * few.mean()
    best = latent.project(generator, images, 2, 150, starts=5)[1]
    assert (best <= more + 1e-5).all() and best.mean() < 0.6 * more.mean()


def test_projection_depends_on_seed_and_image_alone(rng):
    generator = small_generator()
    images = rng.uniform(-1, 1, (500, 6, 6, 1)).astype("float32")
    first, again = (latent.project(generator, images, 4, 20, starts=2) for _ in "ab")
    np.testing.assert_array_equal(first[0], again[0])
    alone = latent.project(generator, images[3:5], 4, 20, starts=2)
    np.testing.assert_allclose(first[0][3:5], alone[0], atol=1e-5)
    other = latent.project(generator, images, 4, 20, starts=2, seed=1)
    assert abs(first[0] - other[0]).max() > 0.1


def test_projection_with_labels_filled_in(rng):
    """Each image keeps its label, at every start."""
    generator, labels = small_generator(3 + 2), np.eye(2, dtype="float32")[[0, 1, 1, 0]]
    truth = rng.standard_normal((4, 3)).astype("float32")
    images = generator(np.concatenate([truth, labels], axis=1)).numpy()
    noise, errors = latent.project(
        lambda z: generator(tf.concat([z, labels], axis=1)), images, 3, starts=2
    )
    np.testing.assert_allclose(noise, truth, atol=0.02)
    assert errors.max() < 1e-4
