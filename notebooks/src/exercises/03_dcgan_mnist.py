# %% [markdown]
# # Exercises 03: DCGAN on MNIST
#
# These exercises go with [lesson 03](../03_dcgan_mnist.ipynb). Replace the lines that raise `NotImplementedError`, and leave the checks as they are. The first four exercises end in checks. Run them. If a check prints nothing, it has passed. If it fails, it says what your answer does, and often which section to look at again.

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
# For each of five pieces of a network, predict the shape of its output for one image, `(height, width, channels)`, and the number of its parameters. Count as `count_params` does: biases count, and so does whatever a layer keeps without training it.
#
# | | input | layers |
# | --- | --- | --- |
# | a | (32, 32, 3) | `Conv2D(16, 5, strides=2, padding="same")` |
# | b | (7, 7, 64) | `Conv2DTranspose(8, 5, strides=2, padding="same", use_bias=False)` |
# | c | (7, 7, 64) | `Conv2D(4 * 8, 3, padding="same", use_bias=False)`, then `pixel_shuffle` |
# | d | (14, 14, 8) | `BatchNormalization()` |
# | e | (7, 7, 64) | `MinibatchStandardDeviation()` |
#
# `Conv2DTranspose` enlarges where a strided convolution shrinks. Answer with two dictionaries: for each of the keys `"a"` to `"e"`, `shapes` holds a tuple and `parameters` a whole number.

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

# %% [markdown]
# The checks build each of the five pieces as a small model. `piece` makes a model from layers.


# %% tags=["help:03.1"]
def piece(size, *steps):
    """Returns a model that does these steps with an image of this size."""
    output = image = keras.Input(size)
    for step in steps:
        output = step(output)
    return keras.Model(image, output)


# %% [markdown]
# These are the three convolutions of the table, and its five rows:

# %% tags=["help:03.1"]
down = layers.Conv2D(16, 5, strides=2, padding="same")
up = layers.Conv2DTranspose(8, 5, strides=2, padding="same", use_bias=False)
deeper = layers.Conv2D(4 * 8, 3, padding="same", use_bias=False)

# %% tags=["help:03.1"]
built = {
    "a": piece((32, 32, 3), down),
    "b": piece((7, 7, 64), up),
    "c": piece((7, 7, 64), deeper, pixel_shuffle),
    "d": piece((14, 14, 8), layers.BatchNormalization()),
    "e": piece((7, 7, 64), MinibatchStandardDeviation()),
}

# %% [markdown]
# If your shape is not the model's, you are asked one of these questions:

# %% tags=["help:03.1"]
SHAPE_QUESTIONS = {
    "a": "what do steps of two pixels do to height and width if padding is 'same', and "
    "what decides how many channels come out?",
    "b": "a transposed convolution is a strided one backwards: which of its two sides "
    "is the larger image, and what decides how many channels come out?",
    "c": "what becomes of four channels in 'The generator'?",
    "d": "does it do more than shift and scale what is there?",
    "e": "what is appended to each image in 'The discriminator'?",
}

# %% [markdown]
# This function compares your shapes with the models'.


# %% tags=["help:03.1"]
def compare_shapes(letters):
    assert set(shapes) == set(built), "the keys of shapes are the letters 'a' to 'e'"
    for letter in letters:
        answer, right = shapes[letter], built[letter].output_shape[1:]
        assert len(answer) == 3, f"{letter}: (height, width, channels) is asked for"
        assert tuple(answer) == right, (
            f"{letter} does not return {answer}: {SHAPE_QUESTIONS[letter]}"
        )


# %% [markdown]
# First come the two strided layers. How large is the output of each, and how many channels does it have?

# %% tags=["check:03.1", "points:1"]
compare_shapes("ab")

# %% [markdown]
# Then come the other three. Which of height, width and channels does each change?

# %% tags=["check:03.1", "points:1"]
compare_shapes("cde")

# %% [markdown]
# There are other questions about the number of parameters:

# %% tags=["help:03.1"]
PARAMETER_QUESTIONS = {
    "a": "through its window a filter sees all channels, and the same filter serves "
    "everywhere in the image; and has each filter a bias?",
    "b": "does it have as many weights as the strided convolution that it turns round, "
    "and is there a bias?",
    "c": "which of the two steps has weights at all, and how many filters has it?",
    "d": "it learns a scale and a shift, and keeps two statistics: of channels or of "
    "pixels?",
    "e": "is there anything to learn in it?",
}

# %% [markdown]
# This function counts the models' parameters and asks these questions.


# %% tags=["help:03.1"]
def compare_parameters(letters):
    assert set(parameters) == set(built), (
        "the keys of parameters are the letters 'a' to 'e'"
    )
    for letter in letters:
        answer, right = parameters[letter], built[letter].count_params()
        assert answer == right, (
            f"{letter} does not have {answer} parameters: {PARAMETER_QUESTIONS[letter]}"
        )


# %% [markdown]
# The three convolutions hold their weights in filters. How many numbers make up a filter, and how many filters are there?

# %% tags=["check:03.1", "points:1"]
compare_parameters("abc")

# %% [markdown]
# The last two pieces compute statistics. What do they learn, and what do they keep?

# %% tags=["check:03.1", "points:1"]
compare_parameters("de")

# %% [markdown]
# ## 2. The way back
#
# The lesson's `pixel_shuffle` turns four channels of one pixel into a 2x2 block of pixels. Write its inverse, `pixel_unshuffle`. It brings a tensor `x` of shape `(batch, 2 * height, 2 * width, channels)` to shape `(batch, height, width, 4 * channels)`, so that `pixel_shuffle(pixel_unshuffle(x))` is `x` again. It halves the sides of an image without losing a pixel. Use NumPy, TensorFlow or `keras.ops`; `x` is a TensorFlow tensor, so with NumPy write `np.reshape(x, ...)`. Reshapes and a transpose are enough.


# %% tags=["answer:03.2"]
def pixel_unshuffle(x):
    ### BEGIN SOLUTION
    batch, height, width, channels = x.shape
    x = ops.reshape(x, (batch, height // 2, 2, width // 2, 2, channels))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    return ops.reshape(x, (batch, height // 2, width // 2, 4 * channels))
    ### END SOLUTION


# %% [markdown]
# The checks number the pixels of an image, so that each can be found again wherever your function puts it. `unshuffled` calls your function and checks the result's shape.


# %% tags=["help:03.2"]
def numbered(*shape):
    """Returns a tensor of that shape, whose elements are 0, 1, 2 and so on."""
    return tf.reshape(tf.range(np.prod(shape), dtype=tf.float32), shape)


def unshuffled(x):
    """Returns what you make of x, after a look at its shape."""
    found = np.asarray(pixel_unshuffle(x))
    batch, height, width, channels = x.shape
    assert found.shape == (batch, height // 2, width // 2, 4 * channels), (
        f"from shape {tuple(x.shape)} it makes {found.shape}: half the height, half the "
        "width, four times the channels"
    )
    return found


# %% [markdown]
# Is every pixel of two images with three channels still there, exactly once?

# %% tags=["check:03.2", "points:1"]
x = numbered(2, 4, 6, 3)
assert np.array_equal(np.sort(unshuffled(x).ravel()), np.ravel(x)), (
    "some pixels are lost, or there twice: only their places may change"
)

# %% [markdown]
# Which four pixels of a 4 x 4 image become the first small pixel's channels? They should be neighbours.

# %% tags=["check:03.2", "points:1"]
found = unshuffled(numbered(1, 4, 4, 1))[0, 0, 0]
assert set(found) == {0, 1, 4, 5}, (
    f"the first small pixel of an image with rows 0 1 2 3, 4 5 6 7, ... is made of "
    f"{found}: these are no 2x2 block. A reshape reads row by row"
)

# %% [markdown]
# In which order do they become channels? An image of a single block tells.

# %% tags=["check:03.2", "points:1"]
block = unshuffled(numbered(1, 2, 2, 1))[0, 0, 0]
assert np.array_equal(block, [0, 1, 2, 3]), (
    f"the block with rows 0 1 and 2 3 has become the channels {block}: in which order "
    "does the lesson's shuffle fill a block? See 'The generator'"
)

# %% [markdown]
# An image that is wider than high goes there and back. Does every block return to its place?

# %% tags=["check:03.2", "points:1"]
wide = numbered(1, 4, 6, 1)
assert np.array_equal(pixel_shuffle(unshuffled(wide)), wide), (
    "in an image of 4 x 6, blocks stand in wrong places, though the first may be right: "
    "which axes are rows, which columns?"
)

# %% [markdown]
# Does the same hold for two images of three channels?

# %% tags=["check:03.2", "points:1"]
x = numbered(2, 4, 6, 3)
assert np.array_equal(pixel_shuffle(unshuffled(x)), x), (
    "right for one channel, but with three of them pixel_shuffle does not bring x "
    "back: what stands side by side in the depth, channels of one pixel or pixels of "
    "one channel?"
)

# %% [markdown]
# A function and its inverse cancel in either order. Here the shuffle comes first.

# %% tags=["check:03.2", "points:1"]
# Other shapes are tried when it is graded.
y = numbered(1, 3, 2, 8)
assert np.array_equal(unshuffled(pixel_shuffle(y)), y), (
    "your function after pixel_shuffle does not bring back a tensor of 3 x 2 pixels"
)
### BEGIN HIDDEN TESTS
for shape in ((1, 2, 4, 5), (3, 6, 2, 2), (2, 14, 14, 1), (1, 8, 8, 4)):
    x = numbered(*shape)
    assert np.array_equal(pixel_shuffle(unshuffled(x)), x), f"wrong for {shape}"
y = numbered(2, 3, 5, 8)
assert np.array_equal(unshuffled(pixel_shuffle(y)), y)
### END HIDDEN TESTS

# %% [markdown]
# Look at a digit. The four channels are four small images, which have no pixel in common. All four show the whole digit. Can you see that they differ a little?

# %%
digit = data.scale(data.load_mnist()[0][:1])  # shape (1, 28, 28, 1)
quarters = np.transpose(pixel_unshuffle(tf.constant(digit)), (3, 1, 2, 0))
plotting.show_images(digit, columns=1, width=1.6, title="28 x 28")
plotting.show_images(quarters, columns=4, width=4, title="your four of 14 x 14")

# %% [markdown]
# ## 3. Repair what the discriminator sees
#
# Someone else's training step begins with the function below. It takes the 8-bit pixels of real images and returns the discriminator's logits of real and of generated images. It raises no error, but three things are wrong.


# %%
def broken_logits(generator, discriminator, pixels):
    real_images = tf.constant(pixels / 255, tf.float32)
    fake_images = generator(tf.random.normal((32, 64)), training=True)
    images = tf.concat([real_images, fake_images], axis=0)
    logits = discriminator(images, training=True)
    return logits[:32], logits[32:]


# %% [markdown]
# Instead of two networks we give it a generator of random images in [-1, 1] and a discriminator that prints what it is shown.


# %%
def random_generator(noise, training):
    return tf.random.uniform((len(noise), 28, 28, 1), -1, 1)


def talking_discriminator(images, training):
    first, last = (
        f"[{np.min(x):.0f}, {np.max(x):.0f}]" for x in (images[0], images[-1])
    )
    print(f"{len(images)} images at once, the first in {first}, the last in {last}")
    return tf.zeros((len(images), 1))


# %% [markdown]
# We pass 32 real images first, and then 20, because in many programs the last batch of an epoch is smaller. Which of the printed numbers are wrong?

# %%
for size in (32, 20):
    batch = np.random.default_rng(0).integers(0, 256, (size, 28, 28, 1), "uint8")
    found = broken_logits(random_generator, talking_discriminator, batch)
    print(f"  {len(found[0])} real logits and {len(found[1])} generated ones\n")

# %% [markdown]
# Write the function so that it is right for any number of images and for the lesson's networks, whose images lie in [-1, 1] and whose discriminator contains a `MinibatchStandardDeviation`. `pixels` is a NumPy array of type `uint8` and shape `(batch, 28, 28, 1)`. Give `generator` fresh standard normal noise of shape `(batch, 64)`, and call both networks with `training=True`. Return `real_logits` and `fake_logits`, each of shape `(batch, 1)`.


# %% tags=["answer:03.3"]
def repaired_logits(generator, discriminator, pixels):
    ### BEGIN SOLUTION
    real_images = tf.constant(pixels / 127.5 - 1, tf.float32)
    fake_images = generator(tf.random.normal((len(pixels), 64)), training=True)
    real_logits = discriminator(real_images, training=True)
    return real_logits, discriminator(fake_images, training=True)
    ### END SOLUTION


# %% [markdown]
# The checks, too, use something simpler than networks. Their generator draws a ramp of greys; the noise decides its contrast. If `alike` is true, every image is the same even grey. Their discriminator answers each image with the deviation over the batch, as if `MinibatchStandardDeviation` were its only layer.


# %% tags=["help:03.3"]
def draw(noise, alike):
    ramp = np.linspace(-1, 1, 28 * 28).reshape(1, 28, 28, 1)
    contrasts = (0.0 if alike else 0.9) * np.tanh(noise[:, :1, None, None])
    return (contrasts * ramp).astype("float32")


def judge(images):
    deviation = images.std(axis=0).mean()
    return tf.fill((len(images), 1), tf.constant(deviation, tf.float32))


# %% [markdown]
# Both record what they are given, and whether they are called for training.


# %% tags=["help:03.3"]
class Players:
    def __init__(self, alike):
        self.alike, self.training = alike, []
        self.noise, self.fakes, self.shown = [], [], []

    def generator(self, noise, training=False):
        self.training.append(training)
        self.noise.append(np.asarray(noise))
        self.fakes.append(draw(self.noise[-1], self.alike))
        return tf.constant(self.fakes[-1])

    def discriminator(self, images, training=False):
        self.training.append(training)
        self.shown.append(np.asarray(images))
        return judge(self.shown[-1])


# %% [markdown]
# `play` calls your function with two such players. `seen` sorts the images that the discriminator was shown into real and generated ones.


# %% tags=["help:03.3"]
def play(pixels, alike=False):
    """Returns your real and generated logits, and the players."""
    players = Players(alike)
    real_logits, fake_logits = repaired_logits(
        players.generator, players.discriminator, pixels
    )
    return real_logits, fake_logits, players


def seen(players):
    """Returns the real and the generated images that were shown."""
    shown, made = np.concatenate(players.shown), np.concatenate(players.fakes)
    gaps = [np.abs(made - image).max(axis=(1, 2, 3)).min() for image in shown]
    generated = np.array(gaps) <= 1e-4
    return shown[~generated], shown[generated]


# %% [markdown]
# There are 20 real images of random pixels. The first begins with a black pixel and a white one.

# %% tags=["help:03.3"]
pixels = np.random.default_rng(1).integers(0, 256, (20, 28, 28, 1), "uint8")
pixels[0, 0, :2, 0] = 0, 255
scaled = pixels.astype(float) / 127.5 - 1

# %% [markdown]
# How many logits of each kind are there, and how many images are shown at once?

# %% tags=["check:03.3", "points:1"]
real_logits, fake_logits, players = play(pixels)
assert np.shape(real_logits) == (20, 1), (
    f"20 real images give real logits of shape {np.shape(real_logits)}, not (20, 1)"
)
assert np.shape(fake_logits) == (20, 1), (
    f"beside 20 real images there are generated logits of shape {np.shape(fake_logits)}"
)
assert [np.shape(noise) for noise in players.noise] == [(20, 64)], (
    f"the generator is called with {[np.shape(noise) for noise in players.noise]}, not "
    "once with noise of shape (20, 64)"
)
batch_sizes = [len(batch) for batch in players.shown]
assert sorted(batch_sizes) == [20, 20], (
    f"the discriminator was shown batches of {batch_sizes} images: one batch of real and "
    "one of generated images, for it compares what comes together"
)

# %% [markdown]
# Does the discriminator see the generated images as the generator made them?

# %% tags=["check:03.3", "points:1"]
_, fakes = seen(play(pixels)[2])
assert len(fakes) == 20, (
    f"of the 20 images that the generator made {len(fakes)} reach the discriminator "
    "unchanged: they are in the range of tanh already"
)

# %% [markdown]
# Do the real images have the range of the generated ones? We look at black and white, then at all greys.

# %% tags=["check:03.3", "points:1"]
reals, _ = seen(play(pixels)[2])
assert reals.shape == (20, 28, 28, 1), (
    f"what the discriminator sees of the real images has shape {reals.shape}"
)
black, white = reals[0, 0, :2, 0]
assert np.allclose([black, white], [-1, 1], atol=0.004), (
    f"a real image's black is {black:.2f} and its white {white:.2f}, but the generator "
    "ends in tanh, and arithmetic of 8 bits overflows; see 'The data'"
)
assert np.allclose(reals, scaled, atol=0.004), (
    "black and white are right, the greys between them are not, or pixels were moved"
)

# %% [markdown]
# In training, batch normalization uses the batch's own statistics. Are both networks called with `training=True`?

# %% tags=["check:03.3", "points:1"]
players = play(pixels)[2]
assert players.fakes and players.shown, "call both networks, the generator too"
assert all(players.training), "in training both networks are called with training=True"

# %% [markdown]
# Are the real logits the discriminator's answers to the real images? If the generated images are all alike, its two answers differ so much that a swap shows.

# %% tags=["check:03.3", "points:1"]
real_logits, fake_logits, _ = play(pixels, alike=True)
assert np.mean(fake_logits) < 0.1 or np.mean(real_logits) > 0.1, (
    "the logits are returned the wrong way round: those of real images come first"
)
real_logits, expected = play(pixels)[0], np.std(scaled, axis=0).mean()
assert np.allclose(real_logits, expected, atol=0.01), (
    f"the real logits are not what the discriminator says, {expected:.2f}: return its "
    "answers as they are"
)

# %% [markdown]
# Are the generated logits its answers to the generated images, whether these are alike or not?

# %% tags=["check:03.3", "points:1"]
fake_logits = play(pixels, alike=True)[1]
assert np.allclose(fake_logits, 0, atol=1e-3), (
    "generated images that are all the same do not give themselves away to a "
    "discriminator that measures how much a batch differs: together with what does it "
    "see them? See 'The discriminator'"
)
_, fake_logits, players = play(pixels)
expected = players.fakes[0].std(axis=0).mean()
assert np.allclose(fake_logits, expected, atol=0.01), (
    f"the generated logits are not what the discriminator says, {expected:.2f}: return "
    "its answers as they are"
)

# %% [markdown]
# Does the generator get new noise each time? We compare two batches.

# %% tags=["check:03.3", "points:1"]
first, second = (play(pixels)[2].noise[0] for _ in range(2))
assert not np.allclose(first, second), "every batch needs fresh noise; yours repeats"

# %% [markdown]
# Within a batch, does each image have noise of its own, with mean 0 and standard deviation 1?

# %% tags=["check:03.3", "points:1"]
noise = play(pixels)[2].noise[0]
assert len(np.unique(noise.round(6), axis=0)) == 20, (
    "some images of a batch have the same noise, so the generator draws them alike"
)
assert abs(noise.mean()) < 0.15 and 0.9 < noise.std() < 1.1, (
    f"the noise has mean {noise.mean():.2f} and deviation {noise.std():.2f}: it is not "
    "standard normal"
)

# %% [markdown]
# Last comes a smaller batch. Grading tries others, and a single image.

# %% tags=["check:03.3", "points:1"]
players = play(pixels[:3])[2]
assert [len(batch) for batch in players.shown] == [3, 3], (
    f"3 real images are given, and the discriminator is shown batches of "
    f"{[len(batch) for batch in players.shown]}: where do your numbers come from?"
)
### BEGIN HIDDEN TESTS
for n in (1, 32, 100):
    others = np.random.default_rng(n).integers(0, 256, (n, 28, 28, 1), "uint8")
    real_logits, fake_logits, players = play(others)
    assert np.shape(real_logits) == np.shape(fake_logits) == (n, 1)
    assert np.allclose(real_logits, others.std(axis=0).mean() / 127.5, atol=0.01)
    reals, fakes = seen(players)
    assert len(fakes) == n
    assert np.allclose(reals, others.astype(float) / 127.5 - 1, atol=0.004)
assert len(np.unique(players.noise[-1].round(6), axis=0)) == 100
assert abs(players.noise[-1].mean()) < 0.1 and 0.9 < players.noise[-1].std() < 1.1
### END HIDDEN TESTS

# %% [markdown]
# ## 4. The batch's deviation, in groups
#
# The lesson's layer measures how much all images of a batch differ. The code of Karras et al. measures this in small groups, so that one batch holds several such numbers. Write this layer. `x` has shape `(batch, height, width, channels)`, and `batch` is a multiple of `size`. Images 0 to `size - 1` are the first group, the next `size` images the second, and so on. For every feature at every pixel, take the standard deviation over the images of a group, as the lesson's layer does over the whole batch. The mean of all these is the group's number. Append it to each image of the group as a channel of constant value. The output has shape `(batch, height, width, channels + 1)`.
#
# The layer is meant for models, where the size of the batch is not known in advance: `x.shape[0]` is `None`.


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


# %% [markdown]
# The checks use eight images of 5 x 6 pixels, with three random features at each pixel. In `alike` the first four images are the same.

# %% tags=["help:03.4"]
rng = np.random.default_rng(4)
features = rng.normal(0, 1, (8, 5, 6, 3)).astype("float32")
alike = np.concatenate([np.repeat(features[:1], 4, axis=0), features[4:]])

# %% [markdown]
# They check the rest of the output, and then read the number of each image from its last channel.


# %% tags=["help:03.4"]
def numbers_of(images, size):
    """Returns the number that your layer appends to each image."""
    found, shape = np.asarray(GroupDeviation(size)(images)), images.shape
    assert found.shape == (*shape[:3], shape[3] + 1), (
        f"from shape {shape} the layer makes {found.shape}: one more channel expected"
    )
    assert np.allclose(found[..., :-1], images), (
        "the channels that were there have changed"
    )
    numbers = found[..., -1]
    assert np.allclose(numbers, numbers[:, :1, :1], atol=1e-5), (
        "an image's new channel is not constant: over what is the mean taken?"
    )
    return numbers[:, 0, 0]


# %% [markdown]
# We compare them with those of the lesson's layer, which gets each group by itself.


# %% tags=["help:03.4"]
def expected_numbers(images, size):
    groups = np.split(images, len(images) // size)
    parts = [MinibatchStandardDeviation()(group) for group in groups]
    return np.concatenate(parts)[:, 0, 0, -1]


# %% [markdown]
# Do the images of a group get the same number? And if the first four images are alike, do the others get a different one?

# %% tags=["check:03.4", "points:1"]
numbers = numbers_of(features, 4)
assert np.allclose(numbers[:4], numbers[0]) and np.allclose(numbers[4:], numbers[4]), (
    "the images of one group do not all get the same number: are neighbours in a group?"
)
numbers = numbers_of(alike, 4)
assert not np.isclose(numbers[0], numbers[4]), (
    "four images are alike, four are not, but all get the same number: is it one of "
    "the whole batch?"
)

# %% [markdown]
# One image is all ones, the other all fives. At every pixel their mean is 3, and both are 2 away from it.

# %% tags=["check:03.4", "points:1"]
plain = np.ones((2, 5, 6, 3), "float32")
plain[1] = 5
number = numbers_of(plain, 2)[0]
assert abs(number) > 0.01, (
    "an image of ones and one of fives do not differ for your layer: the deviation is "
    "one between images, not one between pixels"
)
assert np.isclose(number, 2, atol=0.01), (
    f"an image of ones and one of fives should get a deviation of 2, not {number:.2f}: "
    "is it the root of a mean of squares, and of how many?"
)

# %% [markdown]
# These two images differ in a single feature at a single pixel, which is 0 in one and 4 in the other. The mean of all 90 deviations should be small.

# %% tags=["check:03.4", "points:1"]
single = np.zeros((2, 5, 6, 3), "float32")
single[1, 2, 2, 0] = 4
number = numbers_of(single, 2)[0]
assert np.isclose(number, 2 / 90, atol=2e-3), (
    "two images that differ in one place of ninety get a number of "
    f"{number:.4f}, not {2 / 90:.4f}: the mean of roots, not the root of a mean (or is "
    "the number under the root larger than the lesson's?)"
)

# %% [markdown]
# The first four images are alike, and the last four are not. Does each group get its own deviation, near 0 in the first?

# %% tags=["check:03.4", "points:1"]
numbers, expected = numbers_of(alike, 4), expected_numbers(alike, 4)
assert abs(numbers[0]) < 0.01, (
    "images 0 to 3 are all the same, but the first group's number is "
    f"{numbers[0]:.3f}: which images make up a group, and do pixels count as different "
    "that differ within an image?"
)
assert np.allclose(numbers, expected, atol=1e-3), (
    f"the second group's number is {numbers[4]:.3f}, where the lesson's layer makes "
    f"{expected[4]:.3f} of images 4 to 7"
)

# %% [markdown]
# With a single group, your layer should do what the lesson's does.

# %% tags=["check:03.4", "points:1"]
whole = expected_numbers(features, 8)
assert np.allclose(numbers_of(features, 8), whole, atol=1e-3), (
    "with a single group it should do what the lesson's layer does"
)

# %% [markdown]
# Now there are four groups of two.

# %% tags=["check:03.4", "points:1"]
# Other batches and sizes are tried when it is graded.
numbers, expected = numbers_of(features, 2), expected_numbers(features, 2)
assert np.allclose(numbers, expected, atol=1e-3), (
    f"four pairs should get the numbers {expected[::2].round(3)}, yours get "
    f"{numbers[::2].round(3)}"
)
### BEGIN HIDDEN TESTS
for n, size in ((6, 3), (6, 2), (5, 5), (3, 1)):
    images = rng.normal(1, 3, (n, 4, 2, 5)).astype("float32")
    numbers, expected = numbers_of(images, size), expected_numbers(images, size)
    assert np.allclose(numbers, expected, atol=1e-3), (
        f"wrong for {n} images in groups of {size}"
    )
### END HIDDEN TESTS

# %% [markdown]
# The generator learns through the discriminator, and so through your layer. This function returns the gradient of the sum of all numbers with respect to the images.


# %% tags=["help:03.4"]
def gradient_of_numbers(images):
    images = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = tf.reduce_sum(GroupDeviation(4)(images)[..., 3])
    gradient = tape.gradient(total, images)
    assert gradient is not None, (
        "no gradient gets through your layer: is all of it computed by keras.ops or "
        "TensorFlow?"
    )
    return gradient.numpy()


# %% [markdown]
# Does a gradient reach the images that differ? And is it finite for those that are alike?

# %% tags=["check:03.4", "points:1"]
gradient = gradient_of_numbers(alike)
assert np.any(gradient[4:] != 0), (
    "images that differ get no gradient from your deviation: what stops it on the way?"
)
assert np.all(np.isfinite(gradient)), (
    "for images that are alike the gradient is not a number: what is the slope of a "
    "root at 0, and what does the lesson's layer do about it?"
)

# %% [markdown]
# Last, we put the layer into a model, which is built before any batch exists.


# %% tags=["help:03.4"]
def in_a_model(images):
    image = keras.Input(images.shape[1:])
    try:
        model = keras.Model(image, GroupDeviation(4)(image))
    except Exception as error:
        raise AssertionError(
            "no model can be built with the layer, where x.shape[0] is None: what in it "
            "needs the batch's size as a number? Use -1, or ops.shape(x)[0]"
        ) from error
    return model(images)


# %% [markdown]
# Does it do the same in a model as outside, with one group and three?

# %% tags=["check:03.4", "points:1"]
for n in (4, 12):
    images = np.resize(features, (n, 5, 6, 3))
    outside, inside = GroupDeviation(4)(images), in_a_model(images)
    assert inside.shape == (n, 5, 6, 4) and np.allclose(inside, outside, atol=1e-4), (
        f"in a model the layer is wrong for a batch of {n}"
    )

# %% [markdown]
# ## 5. Investigate, and explain in words
#
# A colleague writes: "The generator's loss went up all night, so the pictures must have become worse, mustn't they?" What do you answer, and what do you ask to see?
#
# First see how the loss moves while the pictures stay exactly as they are. Make a `gan_course.training.GAN` of the lesson's two networks, `gan_course.models.dcgan_generator()` and `dcgan_discriminator()`, untrained, with `latent_dim=64`. Compile it with two optimizers `gan_course.training.dcgan_adam()`. Then let only the discriminator learn, by 50 calls of `gan_course.training.update_discriminator(gan, real_images, noise)`, which take a few seconds. `gan_course.data.image_batches` makes the batches of 32 real images, and the noise has shape (32, 64). Before and after, note the generator's loss on 500 vectors of noise, `gan.g_loss(gan.discriminator(generator(noise)))`, for two generators: the GAN's own, and the good one that ships with the package, `gan_course.models.load_generator()`. Put two of the lesson's losses beside your four: that of its first step by hand, and that of its last epoch. Which of the six can be compared with each other, and what do they tell you about the pictures? (Two points each for what you saw, the answer with its reason, and what you ask to see.)

# %%
import gan_course  # noqa: F401

# your experiments

# %% [markdown] tags=["explain:03.5", "points:6"]
# At the start the untrained generator's loss was 0.70, about log 2, because the discriminator knew nothing. After 50 steps of the discriminator alone it was about 10, and no pixel had changed. The good generator's loss was 0.7 to 0.8 at the start, and almost 0 after the 50 steps, because that discriminator had only learned to tell noise from strokes. So the same pictures get losses of 0.7 and 10, and a discriminator that knows nothing gives noise and good digits about the same loss. In the lesson, the noise of the first step has a loss of 0.7, and the digits of the last epoch a larger one. Only losses against the *same* discriminator can be compared: the one after the 50 steps does rank noise and digits rightly.
#
# So I answer: no, that does not follow. The generator's loss says how well it does against the discriminator *of that moment*. Both learn overnight, and the loss rises when the discriminator learns faster. In the lesson it rises while the Fréchet distance falls. The pictures may have become worse, too, but the loss alone cannot tell.
#
# I ask to see samples of several epochs, from the same noise vectors and not chosen. I also want the Fréchet distance over the epochs, with the same number of samples each time and beside the floor of real images, with precision, recall and the shares of the digits, and all of it for the moving average, too. Last, I look at the discriminator's loss: if it went to 0 and stayed there, the generator hardly learns any more, and something has to be changed.
