# %% [markdown]
# # Exercises 03: DCGAN on MNIST
#
# They go with [lesson 03](../03_dcgan_mnist.ipynb). The first four end in checks. Run them: a check that says nothing has passed; one that fails says what your answer does, and which section to look at again. Replace the lines that raise `NotImplementedError`; the checks are not to be changed.

# %%
from gan_course import data, plotting
from gan_course.layers import MinibatchStandardDeviation
from gan_course.models import pixel_shuffle

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

# %% [markdown]
# ## 1. Predict: shapes and weights
#
# For each of five pieces of a network predict the shape of its output for one image, `(height, width, channels)`, and the number of its parameters, as `count_params` has it (biases, and whatever a layer keeps without training it, count as well).
#
# | | input | layers |
# | --- | --- | --- |
# | a | (32, 32, 3) | `Conv2D(16, 5, strides=2, padding="same")` |
# | b | (7, 7, 64) | `Conv2DTranspose(8, 5, strides=2, padding="same", use_bias=False)` |
# | c | (7, 7, 64) | `Conv2D(4 * 8, 3, padding="same", use_bias=False)`, then `pixel_shuffle` |
# | d | (14, 14, 8) | `BatchNormalization()` |
# | e | (7, 7, 64) | `MinibatchStandardDeviation()` |
#
# Answer with two dictionaries, `shapes` with a tuple for each of the keys `"a"` to `"e"`, and `parameters` with a whole number for each.

# %% tags=["answer:03.1"]
# assign shapes and parameters, two dictionaries with the keys "a" to "e"
### BEGIN SOLUTION
shapes = {
    "a": (16, 16, 16),
    "b": (14, 14, 8),
    "c": (14, 14, 8),
    "d": (14, 14, 8),
    "e": (7, 7, 65),
}
parameters = {
    "a": 5 * 5 * 3 * 16 + 16,
    "b": 5 * 5 * 64 * 8,
    "c": 3 * 3 * 64 * 32,
    "d": 4 * 8,
    "e": 0,
}
### END SOLUTION

# %% tags=["help:03.1"]
pieces = {
    "a": ((32, 32, 3), [layers.Conv2D(16, 5, strides=2, padding="same")]),
    "b": (
        (7, 7, 64),
        [layers.Conv2DTranspose(8, 5, strides=2, padding="same", use_bias=False)],
    ),
    "c": (
        (7, 7, 64),
        [layers.Conv2D(4 * 8, 3, padding="same", use_bias=False), pixel_shuffle],
    ),
    "d": ((14, 14, 8), [layers.BatchNormalization()]),
    "e": ((7, 7, 64), [MinibatchStandardDeviation()]),
}
built = {}
for piece, (size, steps) in pieces.items():
    output = image = keras.Input(size)
    for step in steps:
        output = step(output)
    built[piece] = keras.Model(image, output)

# %% tags=["check:03.1", "points:1"]
shape_questions = {
    "a": "what do steps of two pixels do to height and width if padding is 'same', and "
    "what decides how many channels come out?",
    "b": "a transposed convolution is a strided one backwards: which of its two sides "
    "is the larger image, and what decides how many channels come out?",
    "c": "what becomes of four channels in 'The generator'?",
    "d": "does it do more than shift and scale what is there?",
    "e": "what is appended to each image in 'The discriminator'?",
}
assert set(shapes) == set(built), "the keys of shapes are the letters 'a' to 'e'"
for piece, model in built.items():
    assert len(shapes[piece]) == 3, f"{piece}: (height, width, channels) is asked for"
    assert tuple(shapes[piece]) == model.output_shape[1:], (
        f"{piece} does not return {shapes[piece]}: {shape_questions[piece]}"
    )

# %% tags=["check:03.1", "points:1"]
parameter_questions = {
    "a": "through its window a filter sees all channels, and the same filter serves "
    "everywhere in the image; and has each filter a bias?",
    "b": "has it other weights than the strided convolution whose steps it goes "
    "backwards, and is there a bias?",
    "c": "which of the two steps has weights at all, and how many filters has it?",
    "d": "it learns a scale and a shift, and keeps two statistics: of channels or of "
    "pixels?",
    "e": "is there anything to learn in it?",
}
assert set(parameters) == set(built), (
    "the keys of parameters are the letters 'a' to 'e'"
)
for piece, model in built.items():
    assert parameters[piece] == model.count_params(), (
        f"{piece} has not {parameters[piece]} parameters: {parameter_questions[piece]}"
    )

# %% [markdown]
# ## 2. The way back
#
# The lesson's `pixel_shuffle` turns four channels of one pixel into a 2x2 block of pixels. Write its inverse, `pixel_unshuffle`: from `x` of shape `(batch, 2 * height, 2 * width, channels)` to shape `(batch, height, width, 4 * channels)`, so that `pixel_shuffle(pixel_unshuffle(x))` is `x` again. It halves an image without losing a pixel. Use reshapes and a transpose, from NumPy, TensorFlow or `keras.ops`; `x` is a tensor.


# %% tags=["answer:03.2"]
def pixel_unshuffle(x):
    ### BEGIN SOLUTION
    batch, height, width, channels = x.shape
    x = ops.reshape(x, (batch, height // 2, 2, width // 2, 2, channels))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    return ops.reshape(x, (batch, height // 2, width // 2, 4 * channels))
    ### END SOLUTION


# %% tags=["help:03.2"]
def numbered(*shape):
    """Returns a tensor of that shape, all of whose elements are different."""
    return tf.reshape(tf.range(np.prod(shape), dtype=tf.float32), shape)


x = numbered(2, 4, 6, 3)

# %% tags=["check:03.2", "points:1"]
found = np.asarray(pixel_unshuffle(x))
assert found.shape == (2, 2, 3, 12), (
    f"from shape (2, 4, 6, 3) it makes {found.shape}: half the height, half the width, "
    "four times the channels"
)
assert np.array_equal(np.sort(found.ravel()), np.sort(np.ravel(x))), (
    "some pixels are lost, or there twice: only their places may change"
)

# %% tags=["check:03.2", "points:1"]
found = np.asarray(pixel_unshuffle(numbered(1, 4, 4, 1)))[0, 0, 0]
assert set(found) == {0, 1, 4, 5}, (
    f"the first small pixel of an image with rows 0 1 2 3, 4 5 6 7, ... is made of "
    f"{found}: these are no 2x2 block. A reshape reads row by row"
)
block = np.asarray(pixel_unshuffle(numbered(1, 2, 2, 1)))[0, 0, 0]
assert np.array_equal(block, [0, 1, 2, 3]), (
    f"the block with rows 0 1 and 2 3 has become the channels {block}: in which order "
    "does the lesson's shuffle fill a block? See 'The generator'"
)
wide = numbered(1, 4, 6, 1)
assert np.array_equal(pixel_shuffle(pixel_unshuffle(wide)), wide), (
    "the first block is right, but in an image of 4 x 6 others stand in wrong places: "
    "which axes are rows, which columns?"
)
assert np.array_equal(pixel_shuffle(pixel_unshuffle(x)), x), (
    "right for one channel, but with three of them pixel_shuffle does not bring x "
    "back: what stands side by side in the depth, channels of one pixel or pixels of "
    "one channel?"
)
### BEGIN HIDDEN TESTS
for shape in ((1, 2, 4, 5), (3, 6, 2, 2), (2, 14, 14, 1), (1, 8, 8, 4)):
    x = numbered(*shape)
    assert np.array_equal(pixel_shuffle(pixel_unshuffle(x)), x), f"wrong for {shape}"
y = numbered(2, 3, 5, 8)
assert np.array_equal(pixel_unshuffle(pixel_shuffle(y)), y)
### END HIDDEN TESTS

# %% [markdown]
# See it on a digit: the four channels are four small images, none of which has a pixel of another.

# %%
digit = data.scale(data.load_mnist()[0][:1])  # shape (1, 28, 28, 1)
quarters = np.transpose(pixel_unshuffle(tf.constant(digit)), (3, 1, 2, 0))
plotting.show_images(digit, columns=1, width=1.6, title="28 x 28")
plotting.show_images(quarters, columns=4, width=4, title="your four of 14 x 14")

# %% [markdown]
# ## 3. Repair what the discriminator sees
#
# Someone else's training step begins with the function below: 8-bit pixels of real images in, the discriminator's logits of real and of generated images out. Instead of two networks we give it a generator of random images in [-1, 1] and a discriminator that tells what it is shown; first with 32 images, then with 20, as the last batch of an epoch has in many programs. There is no error message, and three things are wrong.


# %%
def broken_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 255, tf.float32)
    fake_images = generator(tf.random.normal((32, 64)), training=True)
    images = tf.concat([real_images, fake_images], axis=0)
    logits = discriminator(images, training=True)
    return logits[:32], logits[32:]


def random_generator(noise, training):
    return tf.random.uniform((len(noise), 28, 28, 1), -1, 1)


def talking_discriminator(images, training):
    first, last = (
        f"[{np.min(x):.0f}, {np.max(x):.0f}]" for x in (images[0], images[-1])
    )
    print(f"{len(images)} images at once, the first in {first}, the last in {last}")
    return tf.zeros((len(images), 1))


for size in (32, 20):
    pixels = np.random.default_rng(0).integers(0, 256, (size, 28, 28, 1), "uint8")
    found = broken_logits(random_generator, talking_discriminator, pixels)
    print(f"  {len(found[0])} real logits and {len(found[1])} generated ones\n")

# %% [markdown]
# Write it so that it is right for any number of images, with the lesson's networks, whose images lie in [-1, 1] and whose discriminator contains a `MinibatchStandardDeviation`. `pixels` is a NumPy array of type `uint8`, shape `(batch, 28, 28, 1)`. `generator` takes fresh standard normal noise, shape `(batch, 64)`; call both networks with `training=True`. Return `real_logits` and `fake_logits`, as many as there are real images, each of shape `(batch, 1)`.


# %% tags=["answer:03.3"]
def repaired_logits(generator, discriminator, pixels):
    ### BEGIN SOLUTION
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    fake_images = generator(tf.random.normal((len(pixels), 64)), training=True)
    real_logits = discriminator(real_images, training=True)
    return real_logits, discriminator(fake_images, training=True)
    ### END SOLUTION


# %% tags=["help:03.3"]
class Players:
    """A generator and a discriminator that take down what they are shown."""

    def __init__(self, alike=False):
        self.alike, self.noise, self.fakes, self.shown = alike, [], [], []
        self.training = []

    def generator(self, noise, training=False):
        self.noise.append(np.asarray(noise))
        self.training.append(training)
        scale = 0.0 if self.alike else 0.9
        image = np.linspace(-1, 1, 28 * 28).reshape(1, 28, 28, 1)
        shades = np.tanh(self.noise[-1][:, :1, None, None])
        self.fakes.append((scale * shades * image).astype("float32"))
        return tf.constant(self.fakes[-1])

    def discriminator(self, images, training=False):
        """Returns how much the images of a batch differ, the same for each."""
        self.shown.append(np.asarray(images))
        self.training.append(training)
        deviation = self.shown[-1].std(axis=0).mean()
        return tf.fill((len(images), 1), tf.constant(deviation, tf.float32))

    def seen(self):
        """Returns the real and the generated images that were shown."""
        shown, made = np.concatenate(self.shown), np.concatenate(self.fakes)
        gaps = [np.abs(made - image).max(axis=(1, 2, 3)).min() for image in shown]
        return shown[np.array(gaps) > 1e-4], shown[np.array(gaps) <= 1e-4]

    def logits(self, pixels):
        return repaired_logits(self.generator, self.discriminator, pixels)


pixels = np.random.default_rng(1).integers(0, 256, (20, 28, 28, 1), "uint8")
pixels[0, 0, :2, 0] = 0, 255

# %% tags=["check:03.3", "points:1"]
players = Players()
real_logits, fake_logits = players.logits(pixels)
assert np.shape(real_logits) == (20, 1), (
    f"20 real images give real logits of shape {np.shape(real_logits)}, not (20, 1)"
)
assert np.shape(fake_logits) == (20, 1), (
    f"beside 20 real images there are generated logits of shape {np.shape(fake_logits)}"
)
assert sorted(map(len, players.shown)) == [20, 20], (
    f"the discriminator was shown batches of {[len(x) for x in players.shown]} images: one "
    "batch of real and one of generated images, for it compares what comes together"
)
reals, fakes = players.seen()
assert len(fakes) == 20, (
    f"of the 20 images that the generator made the discriminator sees {len(fakes)}: "
    "they are in the range of tanh already"
)
assert reals.shape == (20, 28, 28, 1), (
    f"what the discriminator sees of the real images has shape {reals.shape}"
)
black, white = reals[0, 0, :2, 0]
assert np.allclose([black, white], [-1, 1], atol=0.004), (
    f"a real image's black is {black:.2f} and its white {white:.2f}, but the generator "
    "ends in tanh; see 'The data'"
)
assert np.allclose(reals, pixels.astype(float) / 127.5 - 1, atol=0.004), (
    "black and white are right, the greys between them are not, or pixels were moved"
)
assert all(players.training), "in training both networks are called with training=True"

# %% tags=["check:03.3", "points:1"]
players = Players()
real_logits, fake_logits = players.logits(pixels)
own_logits = real_logits
real_logits, fake_logits = (np.mean(x) for x in Players(alike=True).logits(pixels))
assert fake_logits < 0.1 or real_logits > 0.1, (
    "the logits are returned the wrong way round: those of real images come first"
)
expected = np.std(pixels / 127.5 - 1, axis=0).mean()
assert np.allclose(own_logits, expected, atol=0.01), (
    f"the real logits are not what the discriminator says, {expected:.2f}: return its "
    "answers as they are"
)
assert np.isclose(fake_logits, 0, atol=1e-3), (
    "generated images that are all the same do not give themselves away to a "
    "discriminator that measures how much a batch differs: together with what does it "
    "see them? See 'The discriminator'"
)
noises = [players.noise[0], (players.logits(pixels), players.noise[-1])[1]]
assert noises[0].shape == (20, 64), f"the noise has shape {noises[0].shape}"
assert not np.allclose(*noises), "every batch needs fresh noise; yours repeats"
assert len(np.unique(noises[0].round(6), axis=0)) == 20, (
    "some images of a batch have the same noise, so the generator draws them alike"
)
assert abs(noises[0].mean()) < 0.15 and 0.9 < noises[0].std() < 1.1, (
    f"the noise has mean {noises[0].mean():.2f} and deviation {noises[0].std():.2f}: it is "
    "not standard normal"
)

# %% tags=["check:03.3", "points:1"]
# More numbers and shapes are tried when it is graded.
### BEGIN HIDDEN TESTS
for n in (1, 32, 100):
    pixels = np.random.default_rng(n).integers(0, 256, (n, 28, 28, 1), "uint8")
    players = Players()
    real_logits, fake_logits = players.logits(pixels)
    assert np.shape(real_logits) == np.shape(fake_logits) == (n, 1)
    deviation = pixels.std(axis=0).mean() / 127.5
    assert np.allclose(real_logits, deviation, atol=0.01)
    reals, fakes = players.seen()
    assert len(fakes) == n
    assert np.allclose(reals, pixels.astype(float) / 127.5 - 1, atol=0.004)
assert abs(players.noise[-1].mean()) < 0.1 and 0.9 < players.noise[-1].std() < 1.1
### END HIDDEN TESTS

# %% [markdown]
# ## 4. The batch's deviation, in groups
#
# The lesson's layer measures how much all images of a batch differ. Karras et al. measure it in small groups, so that one batch holds several such numbers. Write this layer. `x` has shape `(batch, height, width, channels)`, and `batch` is a multiple of `size`. Images 0 to `size - 1` are the first group, the next `size` images the second, and so on. For each group take the standard deviation over its images of every feature at every pixel, as the lesson's layer does over the whole batch, and their mean, one number. Append that number to each image of its group as a channel of constant value. The output has shape `(batch, height, width, channels + 1)`.
#
# The layer is for models, where the size of the batch is not known beforehand (`x.shape[0]` is `None`).


# %% tags=["answer:03.4"]
class GroupDeviation(keras.layers.Layer):
    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.size = size

    def call(self, x):
        ### BEGIN SOLUTION
        groups = ops.reshape(x, (-1, self.size, *x.shape[1:]))
        deviation = ops.sqrt(ops.var(groups, axis=1) + 1e-8)
        numbers = ops.repeat(ops.mean(deviation, axis=(1, 2, 3)), self.size)
        channel = ops.ones_like(x[..., :1]) * numbers[:, None, None, None]
        return ops.concatenate([x, channel], axis=-1)
        ### END SOLUTION


# %% tags=["help:03.4"]
rng = np.random.default_rng(4)
features = rng.normal(0, 1, (8, 5, 6, 3)).astype("float32")
alike = np.concatenate([np.repeat(features[:1], 4, axis=0), features[4:]])

# %% tags=["check:03.4", "points:1"]
found = np.asarray(GroupDeviation(4)(features))
assert found.shape == (8, 5, 6, 4), (
    f"from shape (8, 5, 6, 3) the layer makes {found.shape}: one more channel expected"
)
assert np.allclose(found[..., :3], features), (
    "the channels that were there have changed"
)
numbers = found[..., 3]
assert np.allclose(numbers, numbers[:, :1, :1], atol=1e-5), (
    "an image's new channel is not constant: over what is the mean taken?"
)
assert np.allclose(numbers[:4], numbers[0]) and np.allclose(numbers[4:], numbers[4]), (
    "the images of one group do not all get the same number: are neighbours in a group?"
)
flat = np.ones((2, 5, 6, 3), "float32") * np.reshape([1.0, 5.0], (2, 1, 1, 1))
number = np.asarray(GroupDeviation(2)(flat.astype("float32")))[0, 0, 0, 3]
assert abs(number) > 0.01, (
    "an image of ones and one of fives do not differ for your layer: the deviation is "
    "one between images, not one between pixels"
)
assert np.isclose(number, 2, atol=0.01), (
    f"an image of ones and one of fives should get a deviation of 2, not {number:.2f}: "
    "is it the root of a mean of squares, and of how many?"
)

# %% tags=["check:03.4", "points:1"]
numbers = np.asarray(GroupDeviation(4)(alike))[:, 0, 0, 3]
assert not np.isclose(numbers[0], numbers[4]), (
    "four images are alike, four are not, but all get the same number: is it one of "
    "the whole batch?"
)
assert abs(numbers[0]) < 0.01, (
    "images 0 to 3 are all the same, but the first group's number is "
    f"{numbers[0]:.3f}: which images make up a group, and do pixels count as different "
    "that differ within an image?"
)
single = np.zeros((2, 5, 6, 3), "float32")
single[1, 2, 2, 0] = 4
number = np.asarray(GroupDeviation(2)(single))[0, 0, 0, 3]
assert np.isclose(number, 2 / 90, atol=2e-3), (
    "two images that differ in one place of ninety get a number of "
    f"{number:.4f}, not {2 / 90:.4f}: the mean of roots, not the root of a mean (or is "
    "the number under the root larger than the lesson's?)"
)
### BEGIN HIDDEN TESTS
for n, size in ((6, 3), (6, 2), (5, 5), (3, 1)):
    images = rng.normal(1, 3, (n, 4, 2, 5)).astype("float32")
    found = np.asarray(GroupDeviation(size)(images))
    parts = np.split(images, n // size)
    expected = [MinibatchStandardDeviation()(part) for part in parts]
    assert np.allclose(found, np.concatenate(expected), atol=1e-3), (
        f"wrong for {n} images in groups of {size}"
    )
### END HIDDEN TESTS

# %% tags=["check:03.4", "points:1"]
whole = np.asarray(MinibatchStandardDeviation()(features))
assert np.allclose(GroupDeviation(8)(features), whole, atol=1e-3), (
    "with a single group it should do what the lesson's layer does"
)
alike = tf.constant(alike)
with tf.GradientTape() as tape:
    tape.watch(alike)
    total = tf.reduce_sum(GroupDeviation(4)(alike)[..., 3])
gradient = tape.gradient(total, alike)
assert gradient is not None, (
    "no gradient gets through your layer: is all of it computed by keras.ops or TensorFlow?"
)
assert np.any(gradient[4:] != 0), (
    "images that differ get no gradient from your deviation: what stops it on the way?"
)
assert np.all(np.isfinite(gradient)), (
    "for images that are alike the gradient is not a number: what is the slope of a "
    "root at 0, and what does the lesson's layer do about it?"
)
try:
    image = keras.Input((5, 6, 3))
    model = keras.Model(image, GroupDeviation(4)(image))
except Exception as error:
    raise AssertionError(
        f"no model can be built with the layer, where x.shape[0] is None: {error}"
    ) from error
for n in (4, 12):
    assert model(np.resize(features, (n, 5, 6, 3))).shape == (n, 5, 6, 4), (
        f"in a model the layer is wrong for a batch of {n}"
    )

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# A colleague writes: "The generator's loss went up all night, so the pictures must have become worse, mustn't they?" What do you answer, and what do you ask to see?
#
# Look first how the loss moves while the pictures stay exactly as they are. Make a `gan_course.training.GAN` of the lesson's two networks, `gan_course.models.dcgan_generator()` and `dcgan_discriminator()`, untrained, compile it with two optimizers `gan_course.training.dcgan_adam()`, and let only the discriminator learn: 50 calls of `gan_course.training.update_discriminator(gan, real_images, noise)` with batches of 32 real images and noise of shape (32, 64), as the lesson makes them by `gan_course.data.image_batches`, take a few seconds. Note the generator's loss on 500 vectors of noise before and after, `gan.g_loss(gan.discriminator(gan.generator(noise)))`. Then let the same discriminator, before and after, judge the good generator that ships with the package, `gan_course.models.load_generator()`. Put two of the lesson's losses beside your four: that of its first step by hand, and that of its last epoch. Which of the six may be compared with each other, and what do they tell about the pictures? (One point for what you saw, one for the answer with its reason, one for what you ask to see.)

# %%
# your experiments

# %% [markdown] tags=["explain:03.5", "points:3"]
# The untrained generator's loss was 0.69 at the start, about log 2, for the discriminator knew nothing. After 50 steps of the discriminator alone it was above 10. No pixel had changed. The good generator's loss was about the same at the start, around 0.7, and after the 50 steps almost 0, because that discriminator had only learned to tell noise from strokes. So the same pictures get losses of 0.7 and 10, and noise and good digits get about the same loss from a discriminator that knows nothing. In the lesson the noise of the first step has a loss of 0.7, the digits of the last epoch have a larger one. Only losses against the *same* discriminator can be compared: the one after the 50 steps does rank noise and digits rightly.
#
# The answer is therefore: no, that does not follow. The generator's loss says how well it does against the discriminator *of that moment*. Over a night both have learned, and the loss rises whenever the discriminator learned more. In the lesson it rises while the Fréchet distance falls. It may be that pictures became worse, too; the loss alone cannot tell.
#
# I ask to see: fresh samples of several epochs, from the same noise vectors, not chosen; the Fréchet distance over the epochs, with the same number of samples each time and beside the floor of real images, with precision and recall; the shares of the digits; all of it for the moving average, too. And the discriminator's loss: if it went to 0 and stayed there, the generator hardly learns any more, and then something has to be changed.
