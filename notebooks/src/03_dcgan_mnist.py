# %% [markdown]
# # 03 DCGAN on MNIST
#
# **You will build two convolutional networks, let them play against each other, and watch
# handwritten digits appear out of noise, in minutes, on an ordinary laptop. Then you will
# measure how good the digits are.**
#
# - **You will do**: load MNIST; write the generator, the discriminator and the moving
#   average; train, look, measure; stop a run and resume it.
# - **You will learn**: what the parts of a DCGAN do, how to read its loss curves, and how to tell
#   good samples from bad ones.
# - **You need**: lessons 01 and 02 (losses, the training step), and to have trained a
#   convolutional network in Keras before. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %%
import gan_course  # first: it silences TensorFlow's start-up messages
from gan_course import callbacks, data, metrics, models, plotting
from gan_course.losses import minimax_discriminator_loss, non_saturating_generator_loss
from gan_course.training import update_players

import shutil
import tempfile
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops

SEED = 0  # of everything random: another one gives other digits
OUTPUTS = Path("outputs/03_dcgan_mnist")
START_AFRESH = True  # False: go on with the training that a crash or a restart stopped
if START_AFRESH:
    shutil.rmtree(OUTPUTS, ignore_errors=True)

# %% [markdown]
# ## The data
#
# MNIST holds 60,000 handwritten digits for training and 10,000 for testing, 28x28 pixels each.
# TensorFlow Datasets reads it from the folder `data` of the course's repository, or downloads it
# once.

# %%
images, labels = data.load_mnist("train")
test_images, test_labels = data.load_mnist("test")
print("images:", images.shape, images.dtype, f"from {images.min()} to {images.max()}")

# %% [markdown]
# The generator's last layer will be a hyperbolic tangent, whose values lie between -1 and 1. We
# scale real pixels to the same range, so that the discriminator cannot tell real from generated
# by the range alone. `image_batches` divides by 127.5 and subtracts 1, shuffles, and returns an
# endless stream of batches.

# %% tags=["nbval-check-output"]
BATCH = 32
batches = data.image_batches(images, BATCH, seed=SEED)
real = next(iter(batches))
print("a batch:", real.shape, real.dtype.name)
print(f"from {real.numpy().min():.0f} to {real.numpy().max():.0f}")

# %%
plotting.show_images(data.scale(images[:40]), title="40 real digits")

# %% [markdown]
# The digits are thick and thin, upright and slanted. The generator has to reproduce this variety,
# and not just ten shapes.
#
# MNIST has labels, but the GAN will never see one.

# %% [markdown]
# ## The generator: from 64 numbers to 784 pixels
#
# The generator of a DCGAN (*deep convolutional GAN*) builds an image from coarse to fine. A dense layer turns
# the noise vector into a tiny image of 7x7 pixels with many channels. Then the image is
# enlarged twice, to 14x14 and to 28x28 pixels.

# %%
stages = [(7, 64), (14, 32), (28, 8), (28, 1)]  # pixels a side, channels
plotting.diagrams.draw_stages(stages)

# %% [markdown]
# Larger images have fewer channels (the stacks are not drawn to scale).
#
# Radford et al. (2016) found rules that make such a network train: strides instead of
# pooling, batch normalization, no dense hidden layers, ReLU in the generator with tanh at
# its end, and LeakyReLU in the discriminator.
#
# They enlarge the image by transposed convolutions. So does the DCGAN tutorial on TensorFlow's
# site, the *classic tutorial* from now on. We use a **pixel shuffle**. An ordinary convolution on
# the *small* image makes four times as many channels as the large image is to have. Then four
# numbers at one place become a 2x2 block of the large image. Which pixel of the block does the
# second of four channels become?


# %%
def pixel_shuffle(x):
    _, height, width, depth = x.shape
    x = layers.Reshape((height, width, 2, 2, depth // 4))(x)
    x = layers.Permute((1, 3, 2, 4, 5))(x)
    return layers.Reshape((2 * height, 2 * width, depth // 4))(x)


# %% tags=["nbval-check-output"]
one_pixel = ops.reshape([1, 2, 3, 4], (1, 1, 1, 4))  # four channels of a single pixel
print(pixel_shuffle(one_pixel).numpy()[0, :, :, 0])

# %% [markdown]
# <details><summary>Answer</summary>
#
# The top right one: channels fill the block row by row.
#
# </details>
#
# Here four channels of 2x2 pixels, each in its own colour, become an image of 4x4 pixels:

# %%
plotting.diagrams.draw_pixel_shuffle()

# %% [markdown]
# In the generator, **batch normalization** stands before every ReLU. It subtracts each channel's
# mean over the batch and all pixels, divides by the channel's standard deviation, multiplies by a
# learned scale and adds a learned shift. Subtracting the mean removes any bias, and the learned
# shift replaces it, so a convolution directly before it needs no bias. Before a pixel shuffle,
# and in the dense layer, we leave the bias out, too. Several biases would end up in one
# normalized channel there. The mean removes their average, and we do without the rest. Batch
# normalization also keeps a moving mean and variance, which it uses after training.


# %%
def dcgan_generator(latent_dim=64):
    noise = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 64, use_bias=False)(noise)
    x = layers.Reshape((7, 7, 64))(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    for filters, grow in [(64, False), (4 * 32, True), (4 * 8, True)]:
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = pixel_shuffle(x) if grow else x
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    images = layers.Conv2D(1, 3, padding="same", activation="tanh")(x)
    return keras.Model(noise, images, name="dcgan_generator")


LATENT_DIM = 64

# %% [markdown]
# ## The discriminator: from 784 pixels to one number
#
# The discriminator goes the other way. Two convolutions with strides of 2 each halve the image's
# height and width, a dense layer looks at all of it, and out comes one **logit**:
# `sigmoid(logit)` is its estimate of the probability that the image is real. LeakyReLU keeps a
# slope of 0.2 for negative inputs, so that no unit blocks the gradient on its way to the
# generator. Here we depart from the rules twice: we leave out batch normalization, and we allow
# one dense hidden layer, which sees whether the parts of a digit fit together.
#
# A discriminator that judges images one by one does not push the samples of a batch apart.
# Suppose that the generator draws the same perfect seven over and over. In the end the
# discriminator will learn to reject that seven, but then the generator can move on to some other
# single digit. The layer below, the *minibatch standard deviation* (*batch deviation* for short),
# measures **how much the images of a batch differ**. It appends its measure, one number, to each
# image's features as a channel of constant value. Now a batch of look-alikes gives itself away
# (Karras et al., 2018). For that, real and generated images must come in separate batches, as
# they will.


# %%
class MinibatchStandardDeviation(keras.layers.Layer):
    def call(self, x):
        deviation = ops.sqrt(ops.var(x, axis=0) + 1e-8)
        channel = ops.full_like(x[..., :1], 1.0) * ops.mean(deviation)
        return ops.concatenate([x, channel], axis=-1)


# %%
def dcgan_discriminator():
    images = keras.Input((28, 28, 1))
    x = images
    for filters, kernel in [(32, 5), (64, 3)]:
        x = layers.Conv2D(filters, kernel, strides=2, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = MinibatchStandardDeviation()(x)
    x = layers.Dense(64)(layers.Flatten()(x))
    x = layers.LeakyReLU(negative_slope=0.2)(x)
    logits = layers.Dense(1)(x)
    return keras.Model(images, logits, name="dcgan_discriminator")


# %% [markdown]
# Which single layer has most of the generator's weights, and which has most of the
# discriminator's?


# %% tags=["nbval-check-output", "claim:03.1"]
def show_stages(model):
    for layer in model.layers:
        if not isinstance(layer, layers.ReLU | layers.LeakyReLU | layers.Permute):
            shape = "x".join(str(size) for size in layer.output.shape[1:])
            print(f"  {type(layer).__name__:<28}{shape:>12}{layer.count_params():>10,}")
    print(f"{model.name}: {model.count_params():,} parameters\n")


generator, discriminator = dcgan_generator(LATENT_DIM), dcgan_discriminator()
show_stages(generator)
show_stages(discriminator)
assert generator.output_shape == discriminator.input_shape == (None, 28, 28, 1)
assert discriminator.output_shape == (None, 1)

# %% [markdown]
# <details><summary>Answer</summary>
#
# The generator's only dense layer, with 64 x 3,136 weights, and the discriminator's first one, with
# (7 x 7 x 65) x 64 weights and 64 biases. The 65th channel is the batch deviation.
#
# </details>
#
# The package has the classic tutorial's networks, too. We count weights, and the multiplications
# that one image costs. A convolution uses each of its weights once for every pixel of the smaller
# of its input and output.


# %% tags=["nbval-check-output"]
def multiplications(model):
    total = 0
    for layer in model.layers:
        if hasattr(layer, "kernel"):
            sides = layer.input.shape[1:3], layer.output.shape[1:3]
            pixels = 1 if isinstance(layer, layers.Dense) else np.prod(min(sides))
            total += pixels * np.prod(layer.kernel.shape)
    return total


classics = models.classic_generator(), models.classic_discriminator()
for model in (generator, classics[0], discriminator, classics[1]):
    millions = multiplications(model) / 1e6
    print(
        f"{model.name:<22}{model.count_params():>10,} weights{millions:>6.1f} million"
    )

# %% [markdown]
# The classic generator has seven times as many weights as ours and costs seven times as many
# multiplications. Our discriminator has about as many weights as the classic one, but it is eight
# times cheaper, because most of its weights lie in the dense layer, which uses each of them only
# once. Our batches have 32 images instead of 256. So one of our steps costs a small fraction of
# one of theirs.

# %% [markdown]
# ## The losses
#
# The losses are those of lesson 01. The discriminator minimizes the binary cross-entropy with
# label 1 for real images and 0 for generated ones,
#
# $$L_D = -\mathbb{E}_x \log D(x) - \mathbb{E}_z \log\bigl(1 - D(G(z))\bigr),$$
#
# and the generator minimizes the non-saturating loss $-\mathbb{E}_z \log D(G(z))$, which pulls
# hardest at images that the discriminator has seen through. Both are computed on logits.
#
# A discriminator that can only guess says $D = 1/2$ everywhere. Then $L_D = 2 \log 2$, and the
# generator's loss is $\log 2$:

# %% tags=["nbval-check-output"]
guess = ops.zeros((8, 1))
print(f"discriminator {minimax_discriminator_loss(guess, guess):.3f}")
print(f"generator     {non_saturating_generator_loss(guess):.3f}")

# %% [markdown]
# ## One step of both players
#
# `update_players` is the step of lesson 02, from the package: each player's optimizer applies the
# gradient of its own loss.
#
# The optimizer is Adam **without momentum** (`beta_1=0`), because old gradients were computed against an opponent that has changed since. With `beta_2=0.99` it also forgets the gradients' size
# within about a hundred steps. The rate of 0.002 is ten times the DCGAN paper's.
#
# Beside the generator we keep the **moving average** of its weights. The two players circle each
# other, and the last point of such a path is often worse than the average of its recent points. The average
# does not change the training, because nothing feeds it back: we only draw samples from it. With
# `decay` 0.998 it reaches back about 500 steps.


# %%
def dcgan_adam():
    return keras.optimizers.Adam(2e-3, beta_1=0.0, beta_2=0.99)


def update_average(average, model, decay):
    for slow, fast in zip(average.weights, model.weights):
        slow.assign(decay * slow + (1 - decay) * fast)


# %% [markdown]
# The package's class `GAN` holds all this. `gan.average` is a copy of the generator, for the
# average.
#
# While the average is young it should forget the generator's first random weights quickly. So its
# decay begins low and rises with the number of steps $t$, as $t/(t+9)$, until it reaches 0.998,
# after about 4,500 steps.


# %%
def new_gan():
    keras.utils.set_random_seed(SEED)  # the networks' first weights
    gan = gan_course.training.GAN(
        dcgan_generator(LATENT_DIM), dcgan_discriminator(), LATENT_DIM, seed=SEED
    )
    gan.compile(
        d_optimizer=dcgan_adam(),
        g_optimizer=dcgan_adam(),
        d_loss=minimax_discriminator_loss,
        g_loss=non_saturating_generator_loss,
        ema=0.998,  # the decay of the exponential moving average
        steps_per_execution=10,  # in one call, so Keras has less to do between them
    )
    return gan


# %% tags=["seeds-skip"]
by_hand = new_gan()


@tf.function
def train_step(real_images):
    noise = tf.random.normal([tf.shape(real_images)[0], LATENT_DIM])
    losses = update_players(by_hand, real_images, noise)
    step = tf.cast(by_hand.g_optimizer.iterations, tf.float32)
    decay = tf.minimum(0.998, step / (step + 9.0))
    update_average(by_hand.average, by_hand.generator, decay)
    return losses


for real_images in batches.take(10):
    d_loss, g_loss = train_step(real_images)
    print(f"discriminator {d_loss:.3f}   generator {g_loss:.3f}")

# %% [markdown]
# The discriminator starts by guessing, near 1.386. Within a few steps it tells noise from digits:
# its loss drops, and the generator's climbs. Then the generator finds an answer, and so on,
# wildly at first.

# %% [markdown]
# ## Training
#
# `GAN` is a `keras.Model`, and its `train_step` does what ours did, with the package's copies of
# the same functions. Only its noise differs: it is a function of the seed and the step. To try a
# step of your own, subclass `GAN` and override `train_step`.
#
# An "epoch" here is just 400 steps. All 18 epochs together are less than four passes over the
# 60,000 images. After every epoch, the grid below the progress line shows what the moving average
# makes of 50 fixed noise vectors, and another callback measures how good the average's samples
# are. After how many epochs will you be able to read most of the digits?

# %%
STEPS_AN_EPOCH, EPOCHS = 400, 18
gan = new_gan()
noise = tf.random.stateless_normal([50, LATENT_DIM], seed=[SEED, 1])
grid = callbacks.SampleGrid(noise, OUTPUTS / "frames")
quality = callbacks.Evaluate(data.scale(test_images[:2000]))
resume = callbacks.Resume(OUTPUTS / "resume")
history = gan.fit(
    batches,
    epochs=EPOCHS,
    steps_per_epoch=STEPS_AN_EPOCH,
    callbacks=[callbacks.ProgressLine(), grid, quality, resume],
)

# %% [markdown]
# If you interrupt the cell and run it again, it goes on where the last epoch ended. After the
# last epoch it does no more training. To train anew, run the notebook from the top with
# `START_AFRESH = True`. The progress line ends with measures of quality, which lesson 04 explains.
# Here is the whole story as a GIF.

# %%
from IPython.display import Image

Image(filename=str(grid.gif), width=560)

# %% [markdown]
# Every place in the grid belongs to one noise vector. Here is the grid's first row at five moments:

# %% tags=["seeds-skip"]
kept = [1, 2, 4, 8, EPOCHS]
figure, rows = plt.subplots(len(kept), figsize=(6, 3.2), dpi=100)
for epoch, row in zip(kept, rows):
    frame = plt.imread(grid.folder / f"epoch_{epoch:04d}.png")
    row.imshow(frame[:28], cmap="gray")
    row.set(xticks=[], yticks=[])
    row.set_ylabel(f"epoch {epoch}", rotation=0, ha="right", va="center")
plt.show()

# %% [markdown]
# <details><summary>Answer</summary>
#
# After one epoch there are blots and some digits. After three or four epochs most places can be
# read.
#
# </details>
#
# Later most digits become cleaner, though not all, and many places change from one digit to another.

# %% [markdown]
# ## Reading the losses
#
# As training goes on, the pictures get better. So will the generator's loss fall?

# %%
figure, axes = plt.subplots(figsize=(6, 3), dpi=100)
steps = (np.array(history.epoch) + 1) * STEPS_AN_EPOCH
for name, label, level, color in [
    ("d_loss", "discriminator", 2 * np.log(2), "tab:blue"),
    ("g_loss", "generator", np.log(2), "tab:orange"),
]:
    axes.plot(steps, history.history[name], color=color, label=label)
    axes.axhline(level, color=color, linestyle=":", linewidth=1)
axes.set(xlabel="step", ylabel="loss (mean of an epoch)")
axes.set_title("dotted: when the discriminator can only guess", fontsize=9)
axes.legend(frameon=False)
figure.tight_layout()
plt.show()

# %%
g_losses, d_losses = history.history["g_loss"], history.history["d_loss"]
print(f"generator's loss:     first epoch {g_losses[0]:.2f}, last {g_losses[-1]:.2f}")
print(f"its lowest: {min(g_losses):.2f}, in epoch {np.argmin(g_losses) + 1}")
print(f"discriminator's loss: first epoch {d_losses[0]:.2f}, last {d_losses[-1]:.2f}")
assert min(g_losses) > np.log(2)
assert d_losses[-1] < 2 * np.log(2)
assert min(g_losses) < g_losses[-1]

# %% [markdown]
# <details><summary>Answer</summary>
#
# Only at first. After a quick fall the generator's loss stays low for about half of the training,
# and then it *rises* slowly.
#
# </details>
#
# In this run the blue curve lies under its dotted line and the orange one above, because the
# discriminator keeps an edge. The curves cannot tell whether the pictures got better while the
# generator's loss rose: each is one player's score against an opponent who improves as well. **A
# rise of the generator's loss is not by itself a failure**, and a fall is not by itself a
# success.
#
# An alarming sign would be a discriminator's loss that goes to 0 and stays there. The generator's
# loss still pulls strongly at the logit then. But a perfect discriminator may no longer know
# which change of the *pixels* would help: its gradient with respect to them can be near zero or
# erratic (Arjovsky and Bottou, 2017).
#
# Has the discriminator learned the training images by heart? The losses do not tell. So we ask it
# about the test images, which it has never seen, in batches of 32, as in training. (The generated images are new ones, of the
# generator after its last step.) Where will the test images' logits lie: with those of the
# training images, or lower?

# %%
rng = np.random.default_rng(SEED)
noise = rng.standard_normal((10_000, LATENT_DIM)).astype("float32")
groups = {
    "training images": data.scale(images[:3200]),
    "test images": data.scale(test_images[:3200]),
    "generated images": gan.generator.predict(noise[:3200], verbose=0),
}
judged = {
    name: gan.discriminator.predict(group, batch_size=BATCH, verbose=0)
    for name, group in groups.items()
}
figure, axes = plt.subplots(figsize=(6, 2.6), dpi=100, layout="constrained")
for (name, values), color in zip(judged.items(), ["black", "tab:blue", "tab:orange"]):
    bins = np.linspace(-4, 4, 61)
    axes.hist(values, bins, histtype="step", color=color, label=name)
    print(f"{name:<17} mean logit {values.mean():5.2f}")
axes.set(xlabel="the discriminator's logit", ylabel="images")
axes.legend(frameon=False, fontsize=8)
plt.show()

# %%
seen, held_out, generated = (values.mean() for values in judged.values())
assert seen - held_out < (held_out - generated) / 2

# %% [markdown]
# <details><summary>Answer</summary>
#
# Almost where those of the training images lie.
#
# </details>
#
# So this discriminator has hardly memorized its training images, as one would expect after less
# than four passes over 60,000 of them. The small gap may come from a little memorizing, or from
# the writers: other people wrote the test images. With few images and long training the curves of
# training and test images could part.

# %% [markdown]
# ## How good are they?
#
# First we look, at fresh noise and without choosing.

# %%
samples = gan.predict(noise, batch_size=500, verbose=0)  # uses gan.average
plotting.show_images(samples[:100], title="the first 100 of 10,000 samples")

# %% [markdown]
# Then we measure. The package ships a small classifier of MNIST, which was trained separately.
# *Are all ten digits there?* Its votes answer that. *Are the images right, in all their variety?*
# For that we look at its last hidden layer, which gives 64 **features** for every image. Real and
# generated images form two clouds in that space. The **Fréchet distance** compares the means $m$
# and the covariances $C$ of these clouds ($r$ for real, $f$ for fake):
#
# $$d^2 = |m_r - m_f|^2 + \mathrm{tr}\bigl(C_r + C_f - 2 (C_r C_f)^{1/2}\bigr).$$
#
# The first term compares the clouds' centres. The second compares their spreads; in one dimension
# it is the squared difference of the two standard deviations, and lesson 04 explains the root of
# a matrix. The distance is zero only if means and covariances agree. We report the square, as is
# usual. On features of another network, Inception, papers call it FID. Our numbers cannot be
# compared with theirs.
#
# **Precision** is the share of samples that lie where real images lie, and **recall** is the
# share of real images that lie where samples lie. Lesson 04 builds all three measures.

# %% tags=["needs:03.2"]
classifier = models.load_classifier()
real = metrics.classify(data.scale(test_images), classifier)  # features and logits


def measure(images):
    """Returns a dictionary of metrics, and the logits."""
    fake = metrics.classify(images, classifier)
    return metrics.evaluate(real, fake), fake[1]


def predict(generator):
    return generator.predict(noise, batch_size=500, verbose=0)


# %% [markdown]
# A score means nothing without a scale. The **floor** is the score of 10,000 real training images
# against the 10,000 test images. The two sets differ by chance, because different people wrote
# them, and because the classifier was trained on the training images. We also measure an
# untrained generator, and our generator's *last step* instead of its average. By how much will
# the average beat the last step?


# %% tags=["needs:03.2"]
ours, logits = measure(samples)
floor, _ = measure(data.scale(images[:10_000]))
start, _ = measure(predict(dcgan_generator(LATENT_DIM)))
distance = ours["frechet_distance"]

# %%
last_step, _ = measure(predict(gan.generator))
print(f"{'':<24}Fréchet distance  precision  recall")
for name, scores in [
    ("real training images", floor),
    ("our moving average", ours),
    ("our last step", last_step),
    ("an untrained generator", start),
]:
    print(f"{name:<24}{scores['frechet_distance']:16.2f}", end="")
    print(f"{scores['precision']:11.2f}{scores['recall']:8.2f}")
assert distance < last_step["frechet_distance"]

# %% [markdown]
# <details><summary>Answer</summary>
#
# The average wins clearly: its distance is about two thirds of the last step's, and it
# costs next to no time.
#
# </details>
#
# On [twenty seeds](../tests/experiments/robustness.md) the average's distance lay between 1.4 and
# 2.4. Even the blots of epoch 1 had come most of the way from an untrained generator. What counts
# is the floor, and it is still many times lower. Recall is near that of real images and precision
# is not, so by these two shares quality is missing rather than variety.
#
# `Evaluate` has measured 2,000 samples of the moving average against 2,000 test images after
# every epoch. The generator's loss was higher in the end than after a third of the epochs. What
# will the distance have done meanwhile?

# %%
curves = history.history
epochs = np.arange(1, EPOCHS + 1)
figure, panels = plt.subplots(1, 2, figsize=(6.5, 3), dpi=100)
panels[0].plot(epochs, curves["frechet_distance"], ".-")
panels[0].set(xlabel="epoch", ylabel="Fréchet distance (of 2,000)", yscale="log")
panels[0].set_yticks([2, 5, 10, 20, 40], ["2", "5", "10", "20", "40"])
panels[0].minorticks_off()
panels[1].plot(epochs, curves["precision"], ".-", label="precision")
panels[1].plot(epochs, curves["recall"], "--", label="recall")
panels[1].set(xlabel="epoch", ylabel="share", ylim=(0, 1))
panels[1].legend(frameon=False)
figure.tight_layout()
plt.show()

# %%
distances, third = curves["frechet_distance"], EPOCHS // 3
for epoch in (third, EPOCHS):
    loss, then = g_losses[epoch - 1], distances[epoch - 1]
    print(f"epoch {epoch:2}: generator's loss {loss:.2f}, Fréchet distance {then:.1f}")
assert g_losses[-1] > g_losses[third - 1]
assert distances[-1] / distances[third - 1] < 0.8

# %% [markdown]
# <details><summary>Answer</summary>
#
# It fell, while the loss rose. (The loss is the generator's own, and the distance that of its average.
# The last step's distance was not measured in epoch 6,
# but was probably no lower than the average's. At the end, in the table above, it is well below
# that.)
#
# </details>
#
# The pictures and the precision got better, too. So of the two curves the distance is the one to
# look at. Distances of 2,000 images are somewhat larger
# than those of 10,000, as lesson 04 explains.
#
# Next we count the "clear" images, in which the classifier gives one digit a probability of more
# than 90 %.


# %% tags=["needs:03.2"]
def clear_share(logits):
    return np.mean(ops.softmax(logits).numpy().max(axis=1) > 0.9)


shares = np.bincount(logits.argmax(axis=1), minlength=10) / len(logits)

# %%
print(
    f"clear digits: test images {clear_share(real[1]):.1%}, samples {clear_share(logits):.1%}"
)
figure, axes = plt.subplots(figsize=(6, 2.5), dpi=100)
real_shares = np.bincount(labels, minlength=10) / len(labels)
axes.bar(np.arange(10) - 0.2, real_shares, 0.4, label="training", color="tab:gray")
axes.bar(np.arange(10) + 0.2, shares, 0.4, label="samples (votes)", color="tab:blue")
axes.set(xlabel="digit", ylabel="share", xticks=range(10))
axes.set_ylim(0, 0.16)
axes.legend(frameon=False, ncols=2, loc="upper right")
plt.show()

# %% [markdown]
# The classifier finds almost every test image clear, but only about six of seven samples. Many of
# the others lie between two digits, or look like none: look for them among the 100 above. All ten
# digits are there, though nobody told the generator that there are ten kinds. By chance alone a
# blue bar has a standard deviation of about 0.3 percentage points. Where it is shorter than the
# grey one by several such deviations, the generator may avoid a digit: a mild mode collapse
# (lesson 05). But votes on unclear samples are uncertain, too.

# %% tags=["claim:03.2"]
assert distance < start["frechet_distance"] / 10, "hardly better than untrained"
assert distance < 3, "far from the test images"
assert shares.min() > 0.03, "a digit is missing"

# %% [markdown]
# ## Did it memorize?
#
# A generator that replays training images would get a splendid Fréchet distance. So we look up, for
# each of ten samples, the training image with the smallest pixel-by-pixel distance.

# %%
flat = images.reshape(len(images), -1).astype("float32") / 127.5 - 1


def nearest(queries):
    """Returns the nearest training images' places, and their distances."""
    queries = np.asarray(queries).reshape(len(queries), -1)
    # |a - b|^2 = |a|^2 - 2 a b + |b|^2, without an array of all differences
    squares = (flat**2).sum(1) - 2 * queries @ flat.T + (queries**2).sum(1)[:, None]
    return squares.argmin(axis=1), np.sqrt(np.maximum(squares.min(axis=1), 0))


places, _ = nearest(samples[:10])
pairs = np.concatenate([samples[:10], data.scale(images[places])])
plotting.show_images(pairs, title="above: samples; below: the nearest training image")

# %% [markdown]
# The two rows are mostly alike and never the same: slant, thickness and endings differ, and now
# and then the nearest image is another digit.
#
# Ten pairs prove little. Our yardstick is the test images. They are no copies, though some happen
# to lie very near a training image. We call a distance *suspicious* if it is smaller than those
# of 99 % of the test images, and count the samples with suspicious distances. If one sample in
# twenty were a copy, would that show in the median distance? And in our count?

# %%
sample_gaps = nearest(samples[:1000])[1]
test_gaps = nearest(data.scale(test_images[:1000]))[1]
limit = np.quantile(test_gaps, 0.01)  # 1 % of the test images lie nearer
copies = np.where(np.arange(1000) % 20 == 0, 0.0, sample_gaps)  # one copy in twenty
for name, gaps in [
    ("test images", test_gaps),
    ("samples", sample_gaps),
    ("with one copy in twenty", copies),
]:
    suspicious = np.mean(gaps < limit)
    print(f"{name:<24} median {np.median(gaps):.1f}, suspicious {suspicious:.1%}")

# %%
assert np.mean(sample_gaps < limit) < 0.03
assert np.mean(copies < limit) > 0.03  # the check would notice exact copies

# %% [markdown]
# <details><summary>Answer</summary>
#
# The median hardly moves, because nineteen of twenty distances stay as they are. The
# count rises above 5 %. (Of the test images 1 % are suspicious because we drew the
# limit there.)
#
# </details>
#
# Suspicious samples are no more frequent than suspicious test images, so there is no sign of
# copying. That is no proof: the count would miss a few copies in a thousand, and the distance
# between pixels misses a copy that is shifted, blurred or thickened a little. Lesson 04 has
# sharper tools.

# %% [markdown]
# ## Beside the classic tutorial
#
# | | paper (2016) | classic tutorial | this lesson |
# | --- | --- | --- | --- |
# | generator enlarges by | transposed convolutions | transposed convolutions, 5x5 | pixel shuffles, 3x3 |
# | generator's activation | ReLU | LeakyReLU | ReLU |
# | discriminator | batch norm, no dropout | dropout 0.3, no batch norm | neither; batch deviation, a hidden dense layer |
# | batch | 128 | 256 | 32 |
# | Adam's rate, beta_1 | 2e-4, 0.5 | 1e-4, 0.9 | 2e-3, 0 |
# | images come from | the last step | the last step | the moving average |
#
# We chose our settings for two cores: cheap steps, and many of them. `make bench MINUTES=30`
# trained the classic tutorial's GAN for 30 minutes and ours for 150 seconds on the same machine.
# During the first 150 seconds both were measured at about the same moments. Making the resulting
# table again takes an hour on two cores.

# %%
bench = data.load_table("bench")
figure, axes = plt.subplots(figsize=(6, 3.5), dpi=100)
for name, color in [("classic", "tab:orange"), ("lesson", "tab:blue")]:
    rows = bench[bench["network"] == name]
    axes.plot(rows["seconds"], rows["frechet"], ".-", color=color, label=name)
axes.axhline(
    floor["frechet_distance"], color="gray", linestyle=":", label="real images"
)
axes.set(xscale="log", yscale="log", xlabel="training seconds")
axes.set_ylabel("Fréchet distance")
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# Within seconds the blue curve falls to a level that the orange one takes minutes to reach. The
# orange curve zigzags, perhaps because each point shows the generator's last step, without an
# average. We compared the two on two cores, and not on a GPU, where large networks cost less
# time. The next cell takes the classic GAN's best distance within the first eight minutes, and
# reads off how long each GAN needed to reach it. The result is rough: each was run once, and
# another limit would give another factor.

# %% tags=["claim:03.4"]
lesson, classic = (bench[bench["network"] == name] for name in ("lesson", "classic"))
minutes_8 = classic[classic["seconds"] < 8.1 * 60]
best = minutes_8["frechet"].min()
classic_time = minutes_8["seconds"][minutes_8["frechet"].argmin()]
lesson_time = lesson["seconds"][lesson["frechet"] <= best].min(initial=np.inf)
print(f"the classic one's best in 8 minutes: {best:.0f}, after {classic_time:.0f} s")
print(
    f"the lesson's had it after {lesson_time:.0f} s, about "
    f"{round(classic_time / lesson_time, -1):.0f} times sooner"
)
assert classic_time > 20 * lesson_time
assert distance < classic["frechet"].min()  # trained above, against 30 classic minutes

# %% [markdown]
# ### What bought what
#
# We group the differences from the classic tutorial into five changes: the networks, smaller
# batches, other settings of Adam, the moving average and the batch deviation. `make ablation`
# went from the classic settings to ours, one change after the other. Then, starting from ours, it
# undid each change on its own. Each combination of settings, or *arm*, was trained with three
# seeds, for 400 seconds on *one* core, about twice as long as this lesson's training takes there.
# Two arms that differ only in the moving average share their runs. Distances are those of 10,000
# samples, on our classifier's features and on those of a second classifier. Which change, undone
# on its own, will do most harm after 100 seconds, and which after 400?

# %% tags=["needs:03.5"]
ablation = data.load_table("ablation")
forward = {  # name: training, and whether its average draws ("") or its last step
    "classic": ("classic", "_now"),
    "+ our networks": ("network", "_now"),
    "+ batches of 32": ("network and batch", "_now"),
    "+ our Adam": ("network and batch and rates", "_now"),
    "+ moving average": ("network and batch and rates", ""),
    "+ batch deviation: ours": ("all", ""),
}
back = {
    "ours": ("all", ""),
    "classic networks": ("all but network", ""),
    "batches of 256": ("all but batch", ""),
    "classic Adam": ("all but rates", ""),
    "no moving average": ("all", "_now"),
    "no batch deviation": ("network and batch and rates", ""),
}


# %% tags=["needs:03.5"]
def distances_of(arm, seconds, classifier="frechet"):
    training, drawn_by = arm
    rows = (ablation["training"] == training) & (ablation["seconds"] == seconds)
    return ablation[rows][classifier + drawn_by]


# %% tags=["seeds-skip"]
shape = {"figsize": (9, 4.4), "dpi": 100, "layout": "constrained"}
figure, panels = plt.subplots(1, 2, sharey=True, **shape)
times = np.unique(ablation["seconds"])
titles = ["one change after the other", "ours, with one change taken back"]
for axes, arms, title in zip(panels, (forward, back), titles):
    for name, arm in arms.items():
        means = [distances_of(arm, seconds).mean() for seconds in times]
        color = "black" if arm == back["ours"] else None
        axes.plot(times, means, ".-", label=name, color=color)
    axes.set(xscale="log", yscale="log", xlabel="seconds of one core", title=title)
    axes.set_xticks(times, [f"{t:.0f}" for t in times])
    axes.minorticks_off()
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, fontsize=9)
panels[0].set_ylabel("Fréchet distance")
plt.show()

# %% tags=["seeds-skip"]
columns = [(100, "frechet"), (400, "frechet"), (400, "frechet_second")]
print(f"{'':<26}100 s     400 s     400 s, second classifier")
for name, arm in [*forward.items(), *back.items()]:
    means = [distances_of(arm, *column).mean() for column in columns]
    print(f"{name:<26}" + "".join(f"{mean:<10.1f}" for mean in means))

# %% [markdown]
# <details><summary>Answer</summary>
#
# After 100 seconds the classic Adam and the classic networks do most harm, and batches of 256 come
# third. After 400 seconds the networks come first and Adam second. By then larger batches no longer do
# any harm: averaged over three seeds they are ahead, 1.5 against 2.0.
#
# </details>
#
# - **Networks and Adam** are the costliest to undo, from 100 seconds on. On the way forward, by
#   factors, our Adam does most at 100 seconds (ten), and our networks much less (three). At 400
#   seconds the smaller batches do most (five). The networks and Adam are bundles that the table
#   cannot take apart. The networks differ in size, layers, activation and dropout. Our Adam has
#   twenty times the rate, no momentum, and a shorter memory for the size of the gradients
#   (`beta_2`).
# - **Batches of 32**, together with our other settings, allow six to seven times as many steps in
#   the same time. They are far ahead after 100 seconds, and on average behind batches of 256
#   after 400. So if you train for more than twice as long as this lesson does, larger batches are
#   worth a try.
# - **The moving average** helps with our networks, batches and Adam: it beats the last step at
#   each of the five times, with the batch deviation and without it.
# - **The batch deviation** pays off late. Up to 100 seconds one loses nothing by leaving it out.
#   But between 200 and 400 seconds the distance rises again without it, and hardly changes with
#   it.
#
# What a change buys depends on what else is there. After 400 seconds, smaller batches cut the
# distance to a fifth on the way forward, where so far only our networks are in place. Together
# with all our other settings they no longer make it smaller. So look at both halves of such a
# table. (For the batch deviation both halves show the same comparison, because it was added last.)
#
# All this is at equal time on one core: the table does not tell whether the classic networks
# learn worse with each step, or only make fewer steps. We did not tune the learning rate for the
# larger batches or for the classic networks. With only three seeds, small differences between
# means, such as the lead of the larger batches, may be chance.

# %% tags=["claim:03.5", "seeds-skip"]
for classifier in ("frechet", "frechet_second"):
    ours_early, ours_late = (
        distances_of(back["ours"], t, classifier) for t in (100, 400)
    )
    early, late = (
        {name: distances_of(arm, t, classifier) for name, arm in back.items()}
        for t in (100, 400)
    )
    assert late["classic networks"].min() > 3 * ours_late.max()
    assert late["classic Adam"].min() > 2 * ours_late.max()
    assert early["batches of 256"].min() > 2 * ours_early.max()
    assert late["batches of 256"].mean() < ours_late.mean()
    assert late["no moving average"].min() > ours_late.max()
    assert late["no batch deviation"].min() > ours_late.max()
    assert early["no batch deviation"].mean() < 1.5 * ours_early.mean()

# %% [markdown]
# ## Stop, and go on
#
# `Resume` saved the whole state of our run after every epoch: both players, the moving average,
# both optimizers' memories, and the step. Noise and the order of the data are functions of seed
# and step, so a run that was stopped should continue as if nothing had happened. Does it? We
# train for 20 steps without a stop, and for 10 + 10 steps with one, and compare all weights. In
# Keras `epochs` is the number of the *last* epoch, so the resumed run has one left to do.


# %%
def short_run(epochs, folder):
    gan = new_gan()
    resume = callbacks.Resume(folder)
    gan.fit(batches, epochs=epochs, steps_per_epoch=10, callbacks=[resume])
    return gan


with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
    straight = short_run(2, one)
    short_run(1, two)  # stops after 10 steps, and all is forgotten but the folder
    resumed = short_run(2, two)

# %% tags=["claim:03.3"]
pairs = zip(straight.get_weights(), resumed.get_weights())
gaps = np.concatenate([np.abs(first - second).ravel() for first, second in pairs])
print(f"{gaps.size:,} weights; the largest difference is {gaps.max():.0e}")
assert int(resumed.g_optimizer.iterations) == 20
assert np.median(gaps) < 1e-7
if not tf.config.list_physical_devices("GPU"):  # whose sums have no fixed order
    assert gaps.max() < 1e-6

# %% [markdown]
# <details><summary>Answer</summary>
#
# Yes: the weights are the same.
#
# </details>
#
# After a crash set `START_AFRESH = False` near the top and run all cells. On Colab put `OUTPUTS`
# on your Drive, because Colab forgets its own disk.

# %% [markdown]
# ## Keep the generator
#
# We save the averaged generator in one file, which Keras loads anywhere, without this course.

# %%
gan.average.save(OUTPUTS / "generator.keras")
loaded = keras.models.load_model(OUTPUTS / "generator.keras", safe_mode=True)
np.testing.assert_allclose(loaded(noise[:10]), samples[:10], atol=1e-4)

# %% [markdown]
# ## Questions that everybody asks
#
# - *My discriminator is perfect: its loss is near 0.* See *Reading the losses*. Give it a lower
#   learning rate, or smooth its labels: `d_loss=lambda real, fake:
#   minimax_discriminator_loss(real, fake, label_smoothing=0.1)`. Lessons 06 to 08 have stronger
#   remedies.
# - *Samples in training look fine, but the model I call draws noise.* It may be another model:
#   `gan.average` is trained, and a fresh `dcgan_generator()` is not. Or it may be batch
#   normalization, whose moving mean and variance lag behind if `momentum` is too near 1 for a
#   short training. We use 0.9.
# - *I have other images.* The same code trains on any `uint8` array of shape (n, 28, 28, 1) given
#   to `image_batches`. For the distance you need features of a network that knows such images.
#   Until you have one, trust fresh samples and nearest neighbours.
# - *Can it be better?* Hardly by training twice as long with these settings, but perhaps with
#   larger batches: see *What bought what*. Lesson 08 lets the discriminator move first, and adds
#   a weak penalty (`penalty=r1_penalty, penalty_weight=0.1` in `compile`). After equally many
#   steps that GAN's distance is lower on each of four seeds, by nearly a half on average, but its
#   steps take nearly half as long again. In our runs it got ahead only after some minutes. Later
#   lessons explain both: the order of moves in 06, the penalty in 07 and 08.
# - *Does it run on my GPU?* It should, unchanged: TensorFlow uses a GPU if it finds one.
#   We have run the course on CPUs only. For two GPUs (untested) put `new_gan()`
#   under `with tf.distribute.MirroredStrategy().scope():`.

# %% [markdown]
# ## Recap
#
# - In a **DCGAN** the generator turns noise into an image with convolutions, and trains against a
#   convolutional discriminator, by the **step** of lesson 02.
# - The **losses** tell who is ahead, and not how good the images are. For that we have fresh
#   samples, the **Fréchet distance**, precision and recall beside those of real images, the
#   shares of the classes, and nearest neighbours.
# - The **moving average** of the generator had about two thirds of the last step's
#   Fréchet distance.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
#
# **1.** Why does a convolution that is directly followed by batch normalization need no
# bias?
#
# <details><summary>Answer</summary>
#
# Batch normalization subtracts each channel's mean, and a bias with it. Its own learned shift
# takes the bias's place. See *The generator: from 64 numbers to 784 pixels*.
#
# </details>
#
# **2.** What does the batch deviation show the discriminator that single
# images cannot show?
#
# <details><summary>Answer</summary>
#
# How much the images of a batch differ. A generator that always draws the same good image is seen
# through. See *The discriminator: from 784 pixels to one number*.
#
# </details>
#
# **3.** Would training go differently if we did not keep the moving average?
#
# <details><summary>Answer</summary>
#
# No. Nothing feeds the average back into the training: it only gives the better samples. See
# *One step of both players*.
#
# </details>
#
# **4.** The generator's loss rises for a thousand steps. What do you look at before you worry?
#
# <details><summary>Answer</summary>
#
# Fresh samples, and the Fréchet distance over the epochs. The loss only tells how well
# the generator does against a discriminator that improves, too. See *Reading the
# losses* and *How good are they?*.
#
# </details>
#
# **5.** Why is the median distance to the nearest training image a weak check for copies?
#
# <details><summary>Answer</summary>
#
# A few copies in a hundred hardly move a median. Count the distances that are smaller than nearly all
# of the test images' instead. See *Did it memorize?*.
#
# </details>
#
# ## Exercises
#
# [Sheet 03](exercises/03_dcgan_mnist.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Goodfellow et al., *Generative Adversarial Networks*, 2014, arXiv:1406.2661.
# - Radford, Metz, Chintala, *Unsupervised Representation Learning with DCGANs*, 2016,
#   arXiv:1511.06434.
# - TensorFlow's tutorial *Deep Convolutional Generative Adversarial Network*, the classic one of this
#   lesson: https://www.tensorflow.org/tutorials/generative/dcgan.
# - Shi et al., *Real-Time Single Image and Video Super-Resolution Using an Efficient
#   Sub-Pixel Convolutional Neural Network*, 2016, arXiv:1609.05158: the pixel shuffle.
# - Salimans et al., *Improved Techniques for Training GANs*, 2016, arXiv:1606.03498: label
#   smoothing, and the first look at whole batches.
# - Karras et al., *Progressive Growing of GANs*, 2018, arXiv:1710.10196: the batch's standard
#   deviation, and Adam without momentum.
# - Heusel et al., *GANs Trained by a Two Time-Scale Update Rule*, 2017, arXiv:1706.08500:
#   the Fréchet distance. Kynkäänniemi et al., 2019, arXiv:1904.06991: precision and recall.
# - Arjovsky, Bottou, *Towards Principled Methods for Training GANs*, 2017, arXiv:1701.04862.
# - Yazici et al., *The Unusual Effectiveness of Averaging in GAN Training*, 2019,
#   arXiv:1806.04498.
