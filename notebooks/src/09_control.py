# %% [markdown]
# # 09 Conditional and controllable generation
#
# **You will order a seven and get one, steer how it leans, and measure what else changes when you do.**
#
# - **You will do**: tell both players the label; read a table of three ways to do so; let a GAN find categories by itself; walk between two drawings of a digit; find directions for slant and thickness; look for the noise behind a given image; switch off single channels.
# - **You will learn**: why the best logit is a sum of which only one part depends on the label, what obedience may cost in variety, what a code needs in order to mean something, and how to check that a direction does what its name says.
# - **You need**: lesson 03's networks, lesson 04's metrics. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %%
from gan_course import data, metrics, plotting
from gan_course.layers import MinibatchStandardDeviation
from gan_course.models import dcgan_discriminator, dcgan_generator, open_discriminator
from gan_course.training import ConditionalGAN, InfoGAN, dcgan_adam
from gan_course.training.steps import descend

from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops
from scipy.optimize import linear_sum_assignment
from scipy.special import log_softmax, logsumexp
from scipy.stats import chi, norm, spearmanr

# %%
SEED = 0  # of everything random
rng = np.random.default_rng(SEED)
images, labels = data.load_mnist("train")
test_images, test_labels = data.load_mnist("test")
real, real_logits = metrics.classify(data.scale(test_images))

# %% [markdown]
# ## How do you order a seven?
#
# Lesson 03's generator draws a digit of its own choice. To order one we have to pass on the class. Mirza and Osindero (2014) give the label $y$ to **both** players. The generator turns noise and a label into an image. The discriminator gets an image *and* a label, and has to say whether the **pair** is real. This is a **conditional GAN**. A perfect seven with the label 3 is then as bad as a scribble, because no such pair is among the data.
#
# The generator is lesson 03's, with a longer input. An `Embedding` layer is a table with one row for each class. It looks up the row of the label, 16 numbers that are learned, and these numbers are appended to the noise.


# %%
def conditional_generator(latent_dim=64, classes=10):
    noise, labels = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    order = layers.Embedding(classes, 16, "random_normal")(labels)
    images = dcgan_generator(latent_dim + 16)(layers.Concatenate()([noise, order]))
    return keras.Model([noise, labels], images, name="conditional_generator")


# %% [markdown]
# One step of both players is lesson 02's, with the labels passed along. Generated images get the labels of the real batch, so that each class is ordered as often as it occurs.


# %%
def update_conditional(gan, real_images, labels, noise):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator([noise, labels], training=True)
        real_logits = gan.discriminator([real_images, labels], training=True)
        fake_logits = gan.discriminator([fake_images, labels], training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


# %% [markdown]
# (`descend` takes one optimizer step of each player, with the gradient of its own loss. It is the end of lesson 02's `update_players`, which calls it too.)
#
# ## What the best discriminator of pairs looks like
#
# How should a discriminator use the label? Lesson 01 gives the answer for a generator that holds still: the best logit is the log of the ratio of the two densities. Now the densities are those of pairs, $p(x, y)$ for the data and $q(x, y)$ for the generator. By the rule for conditional probabilities $p(x, y) = p(x)\,p(y|x)$, and so
#
# $$\log \frac{p(x, y)}{q(x, y)} = \underbrace{\log \frac{p(x)}{q(x)}}_{\text{is the image real?}} + \underbrace{\log \frac{p(y|x)}{q(y|x)}}_{\text{does it have this class?}} .$$
#
# The logit is a **sum**. Its first part does not look at the label. The second part compares two classifiers, one of the data and one of the generator's images. Suppose that both are softmax classifiers, and that they share their features $\phi(x)$. Then $\log p(y|x) = v_y \cdot \phi(x) + c_y - \log Z(x)$, where $Z$ makes the probabilities sum to one and does not depend on $y$. The same holds for $q(y|x)$ with other vectors $w_y$, constants and $Z$. So the label enters by an inner product of the features with a vector of the class, $(v_y - w_y) \cdot \phi(x)$, and by a constant. Everything else is the same for all labels.
#
# Let us see it for a mixture of two classes on a line, where everything is known and our assumption about the classifiers holds. Class 0 of the data is normal around $-1$, class 1 around $1$. The generator's classes lie around $-0.3$ and $0.5$. All have the standard deviation 1. Before you run the cell: what shape will the *difference* between the two classes' logits have?

# %%
x = np.linspace(-4, 4, 401)
data_means, fake_means = np.array([-1.0, 1.0]), np.array([-0.3, 0.5])
log_p = norm.logpdf(x[:, None], data_means) - np.log(2)  # log p(x, y), a column a class
log_q = norm.logpdf(x[:, None], fake_means) - np.log(2)
logit = log_p - log_q
is_real = logsumexp(log_p, axis=1) - logsumexp(log_q, axis=1)
has_class = log_softmax(log_p, axis=1) - log_softmax(log_q, axis=1)

# %% tags=["seeds-skip"]
figure, panels = plt.subplots(1, 3, figsize=(10, 3), dpi=100, layout="constrained")
panels[0].plot(x, is_real, color="black")
panels[1].plot(x, has_class[:, 0], x, has_class[:, 1])
panels[2].plot(x, logit[:, 0], x, logit[:, 1])
panels[2].plot(x, logit[:, 1] - logit[:, 0], "--", color="black")
titles = ["is it real?", "does it have this class?", "the sum, and the difference"]
for axes, title in zip(panels, titles):
    axes.set_title(title, fontsize=10)
    axes.set(xlabel="x", ylim=(-5, 5))
panels[0].set_ylabel("part of the best logit")
panels[2].set_ylabel("best logit")
panels[1].legend(["class 0", "class 1"], fontsize=8)
panels[2].legend(["class 0", "class 1", "class 1 minus class 0"], fontsize=8)
plt.show()

# %% [markdown]
# <details><summary>Answer</summary>
#
# A straight line. The part that does not look at the label drops out, and so do both $Z$, which leaves an inner product of the feature (here $x$ itself) with a vector, plus a constant.
#
# </details>

# %%
difference = logit[:, 1] - logit[:, 0]
slope = (data_means[1] - data_means[0]) - (fake_means[1] - fake_means[0])
print(f"slope of the difference: {np.gradient(difference, x).mean():.3f}")
bend = np.abs(np.diff(difference, 2)).max()
assert np.abs(is_real[:, None] + has_class - logit).max() < 1e-12
assert bend < 1e-12
assert abs(np.gradient(difference, x).mean() - slope) < 1e-9

# %% [markdown]
# ## Three ways to use the label
#
# **Projection** (Miyato and Koyama, 2018) builds this sum into the network. The last hidden layer of lesson 03's discriminator has 64 features. The logit is a dense layer of the features, which does not see the label, plus their inner product with a learned vector of the class. The constant of the class is left out, as in the paper.


# %%
def last_hidden(discriminator):
    return keras.Model(discriminator.input, discriminator.layers[-1].input)


def projection_discriminator(classes=10):
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    features = last_hidden(dcgan_discriminator())(images)
    fits = layers.Dot(1)([layers.Embedding(classes, 64)(labels), features])
    logits = layers.Add()([layers.Dense(1)(features), fits])
    return keras.Model([images, labels], logits, name="projection_discriminator")


# %% [markdown]
# **Concatenation** is what Mirza and Osindero did: the label is one more input beside the image. Here we make the label a picture, because the first layer is a convolution. Each class gets a learned picture of its own, which becomes a second channel. `open_discriminator` is lesson 03's discriminator, for which we choose the number of channels and the layer that compares the images of a batch. We pass lesson 03's layer.


# %%
def concatenation_discriminator(classes=10):
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    picture = layers.Embedding(classes, 28 * 28)(labels)
    picture = layers.Reshape((28, 28, 1))(picture)
    judge = open_discriminator(channels=2, last=MinibatchStandardDeviation())
    logits = judge(layers.Concatenate()([images, picture]))
    return keras.Model([images, labels], logits, name="concatenation_discriminator")


# %% [markdown]
# The **auxiliary classifier** (AC-GAN; Odena, Olah and Shlens, 2017) turns the question around. The discriminator is not told the label, but *asked* for it: a second dense layer returns a logit for each class. Both players want this answer to be right, for real and for generated images.


# %%
def auxiliary_discriminator(classes=10):
    images = keras.Input((28, 28, 1))
    features = last_hidden(dcgan_discriminator())(images)
    answers = [layers.Dense(1)(features), layers.Dense(classes)(features)]
    return keras.Model(images, answers, name="auxiliary_discriminator")


def class_loss(logits, labels):
    logits = ops.convert_to_tensor(logits)
    wanted = ops.one_hot(labels, logits.shape[-1])
    return ops.mean(ops.categorical_crossentropy(wanted, logits, from_logits=True))


# %%
def update_auxiliary(gan, real_images, labels, noise, weight=1.0):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator([noise, labels], training=True)
        real_logits, real_classes = gan.discriminator(real_images, training=True)
        fake_logits, fake_classes = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
        named = gan.class_loss(real_classes, labels)
        named += gan.class_loss(fake_classes, labels)
        d_total, g_total = d_loss + weight * named, g_loss + weight * named
    descend(gan, d_tape, d_total, g_tape, g_total)
    return d_loss, g_loss


# %% [markdown]
# The drawing shows the three discriminators. The third returns a logit and, for "class", a logit for each of the ten classes.

# %% tags=["seeds-skip"]
plotting.diagrams.draw_orders()

# %% [markdown]
# ## A generator that takes orders
#
# We train with the projection. `ConditionalGAN` is lesson 03's `GAN` with labels. `fit` takes batches of images *with* their labels. `sample` takes orders, and draws with `gan.average`, the moving average of the generator (lesson 03). Lesson 03's GAN made 7,200 steps, this one makes 2,400.

# %%
STEPS, EPOCHS = 400, 6
keras.utils.set_random_seed(SEED)
gan = ConditionalGAN(conditional_generator(), projection_discriminator(), 64, SEED)
gan.compile(dcgan_adam(), dcgan_adam())
batches = data.image_batches(images, 32, SEED, labels)
history = gan.fit(batches, epochs=EPOCHS, steps_per_epoch=STEPS)

# %% tags=["seeds-skip"]
ordered = gan.sample(np.repeat(np.arange(10), 10), seed=SEED)
plotting.show_images(ordered, 10, width=4, rows=[f"order {n}" for n in range(10)])

# %% [markdown]
# Each order has a row, with ten draws of noise. We save the generator. Lesson 10 will use it.

# %% tags=["seeds-skip"]
outputs = Path("outputs/09_control")
outputs.mkdir(parents=True, exist_ok=True)
gan.average.save(outputs / "conditional_generator.keras")

# %% [markdown]
#
# Must *both* players see the label? Suppose that we tell only the generator. A discriminator that does not look at labels accepts every good digit. What share of the digits do you expect to have the ordered class?


# %%
def untold_discriminator():
    images, labels = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    return keras.Model([images, labels], dcgan_discriminator()(images))


keras.utils.set_random_seed(SEED)
untold = ConditionalGAN(conditional_generator(), untold_discriminator(), 64, SEED)
untold.compile(dcgan_adam(), dcgan_adam())
untold_history = untold.fit(batches, steps_per_epoch=300)


# %% [markdown]
# This second GAN makes only 300 steps, to save time. That is no fair comparison yet: the table below has such GANs after 2,000 steps. We let the course's classifier read 2,000 digits of each generator, 200 of each class, and compare with the order.


# %%
def class_accuracy(logits, labels):
    return float(np.mean(np.argmax(logits, axis=1) == np.asarray(labels)))


# %%
orders = np.arange(2000) % 10
samples = gan.sample(orders, seed=SEED)
features, logits = metrics.classify(samples)
_, untold_logits = metrics.classify(untold.sample(orders, seed=SEED))
obeyed = class_accuracy(logits, orders)
ignored = class_accuracy(untold_logits, orders)
print(f"both told: {obeyed:.1%}   only the generator told: {ignored:.1%}")
print(
    f"real test digits, their own labels: {class_accuracy(real_logits, test_labels):.1%}"
)

# %% [markdown]
# <details><summary>Answer</summary>
#
# About a tenth, as by chance. For the generator the label is then just a little more noise.
#
# </details>

# %% tags=["claim:09.1"]
assert obeyed > 0.97
assert abs(ignored - 0.1) < 0.08

# %% [markdown]
# ## Which way is best?
#
# A generator could obey perfectly by drawing one flawless seven again and again. The accuracy does not notice. So we also measure **within each class**: the Fréchet distance and the recall (lesson 04) of generated sevens against real sevens, then the mean over the ten classes. Two drawn classes that are swapped would hardly move the distance over all images, but they move this one.


# %%
def within_classes(measure, real, real_labels, fake, fake_labels):
    real, real_labels = np.asarray(real), np.asarray(real_labels)
    fake, fake_labels = np.asarray(fake), np.asarray(fake_labels)
    return np.array(
        [
            measure(real[real_labels == label], fake[fake_labels == label])
            for label in range(int(real_labels.max()) + 1)
        ],
        "float64",
    )


# %%
def recall(real, fake):
    return metrics.precision_recall(real, fake)[1]


train_features, _ = metrics.classify(data.scale(images[:2000]))
sets = {"generated": (features, orders), "real": (train_features, labels[:2000])}
print("2,000 images against the test split, within classes")
for name, fake in sets.items():
    distance = within_classes(metrics.frechet_distance, real, test_labels, *fake)
    share = within_classes(recall, real, test_labels, *fake)
    print(
        f"{name:<10} Fréchet distance {distance.mean():.2f}, recall {share.mean():.1%}"
    )
    print(f"{'':<10} worst at {distance.argmax()}: {distance.max():.2f}")

# %% [markdown]
# The rows "real" are the reference: there, training images take the place of the generated ones. Even they have a distance well above 0, probably because there are so few images in each class.
#
# The long experiment `make conditional` trained all three ways for 2,000 steps on several seeds, with the same generator, optimizers and batches. The AC-GAN paper uses the weight 1. We also try 0.1 and 10. In "generator only" the discriminator ignores the labels.

# %% tags=["needs:09.2", "seeds-skip"]
table = data.load_table("conditional")
ways = ["generator only", "concatenation", "projection"]
ways += ["auxiliary 0.1", "auxiliary 1", "auxiliary 10"]


def after(way, column, step=2000):
    return table[(table["way"] == way) & (table["step"] == step)][column]


def mean_and_error(values):
    return values.mean(), values.std(ddof=1) / np.sqrt(len(values))


# %% tags=["seeds-skip"]
print(f"mean and standard error over {len(after('projection', 'accuracy'))} seeds")
print(f"{'':<15} ms a step  accuracy, %       Fréchet     within      recall within, %")
for way in ways:
    print(f"{way:<15} {after(way, 'seconds').mean() / 2:9.0f}", end="")
    for column, factor in [
        ("accuracy", 100),
        ("frechet", 1),
        ("frechet_within", 1),
        ("recall_within", 100),
    ]:
        mean, error = mean_and_error(factor * after(way, column))
        print(f"  {mean:6.2f} ± {error:4.2f}", end="")
    print()

# %% tags=["seeds-skip"]
figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), dpi=100, layout="constrained")
for column, axes in zip(["accuracy", "frechet_within"], panels):
    for way, style in zip(ways, ["k:", "C0-", "C1-", "C2--", "C2-", "C2-."]):
        steps = np.unique(table["step"])
        found = np.array([mean_and_error(after(way, column, step)) for step in steps])
        axes.errorbar(steps, *found.T, fmt=style, label=way)
    axes.set(xlabel="steps", xlim=(0, 2100))
panels[0].set_ylabel("share of orders obeyed")
panels[1].set_ylabel("Fréchet distance within classes")
panels[1].set_yscale("log")
panels[0].legend(fontsize=8, loc=(0.55, 0.2))
plt.show()

# %% [markdown]
# With all three ways the generator obeys. With "generator only" it does not. The auxiliary classifier with weight 1 obeys best. With weight 10 it obeys as well on most seeds. The projection and the weight 0.1 follow, and the concatenation is still catching up after 2,000 steps (left picture).
#
# Obedience is not quality, however. Within the classes the projection has the smallest Fréchet distance. And the auxiliary classifier's mean recall falls as its weight grows: the larger the weight, the less of the variety of real digits is covered. With weight 10 it is lower than with the two others on every seed, and one of these runs lost nearly all of its variety. That run is the reason for the large errors in the last row. This agrees with AC-GAN's known weakness, a loss of variety inside a class (Gong et al., 2019).
#
# There are two more things to see in the table. When the discriminator uses the labels the mean distance over *all* images is smaller, too: the projection has less than a quarter of the Fréchet distance of the generator alone, after the same number of steps. Perhaps a discriminator that compares sevens with sevens is a better teacher. And beware of the recall within classes of "generator only". It looks best, perhaps because its "sevens" are scattered over all digits. The balls around them (lesson 04) are then large and hold many real sevens. Its distance within classes tells the truth.

# %% tags=["claim:09.2", "seeds-skip"]
accuracy = {way: after(way, "accuracy") for way in ways}
apart = {way: after(way, "frechet_within") for way in ways}
kept = {way: after(way, "recall_within") for way in ways}
assert accuracy["generator only"].max() < 0.2
assert accuracy["concatenation"].max() < accuracy["projection"].min()
assert accuracy["projection"].max() < accuracy["auxiliary 1"].min()
assert apart["projection"].max() < apart["concatenation"].min()
assert apart["projection"].mean() < apart["auxiliary 0.1"].mean()
assert (kept["auxiliary 0.1"] - kept["auxiliary 10"]).min() > 0.05
assert (kept["auxiliary 1"] - kept["auxiliary 10"]).min() > 0.02
assert kept["auxiliary 10"].min() < 0.1
over_all = {way: after(way, "frechet").mean() for way in ways}
assert over_all["projection"] < over_all["generator only"] / 4

# %% [markdown]
# ## Orders that nobody labelled
#
# Suppose that there are no labels. Can a GAN find categories by itself? **InfoGAN** (Chen et al., 2016) sets a part of the noise aside as a *code*: here a category out of ten, one-hot, and two numbers in $[-1, 1]$. Nothing forces a single value of the noise to have a visible meaning, because the generator may mix them as it likes. So the discriminator gives two more answers, its guesses of the category and of the numbers, and the generator is rewarded when the guesses of *its* code are right. A category that cannot be seen in the image cannot be guessed.


# %%
def information_discriminator(categories=10, continuous=2):
    images = keras.Input((28, 28, 1))
    features = last_hidden(dcgan_discriminator())(images)
    answers = [layers.Dense(n)(features) for n in (1, categories, continuous)]
    return keras.Model(images, answers, name="information_discriminator")


def code_loss(codes, category_logits, numbers):
    codes, category_logits = map(ops.convert_to_tensor, (codes, category_logits))
    split = category_logits.shape[-1]
    labels = ops.argmax(codes[:, :split], axis=-1)
    squares = ops.square(codes[:, split:] - numbers)
    return class_loss(category_logits, labels) + ops.mean(ops.sum(squares, axis=-1))


# %%
def update_informed(gan, real_images, noise, reward=1.0):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        real_logits, *_ = gan.discriminator(real_images, training=True)
        fake_logits, *guesses = gan.discriminator(fake_images, training=True)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
        unread = gan.code_loss(noise, *guesses)
        d_total, g_total = d_loss + unread, g_loss + reward * unread
    descend(gan, d_tape, d_total, g_tape, g_total)
    return d_loss, g_loss


# %% [markdown]
# Why is it called information? The **mutual information** of category and image, in nats, is the entropy of the category minus what remains unknown of it once the image is seen. The entropy of ten equally frequent categories is $\log 10 = 2.303$. The best guess leaves the least unknown, and any other guess leaves more, so
#
# $$\log 10 - \mathbb{E}\big[-\log(\text{guess of the true category})\big] \le I(\text{category}; \text{image}).$$
#
# The expectation is the cross-entropy that is trained, so the loss gives a lower bound of the information for free. A bound near 2.303 says that the category can be read off the image. It does not say that the categories are *digits*.
#
# Is the code read already after a short training run? The code fills the last 12 of the generator's 76 inputs: 64 are noise as before, ten are the one-hot category, and two are the numbers. `with_code` makes the code from normal noise: the largest of ten normal numbers decides the category, and two others are mapped to uniform ones. `fit` calls it as well. `gan.code_loss` cuts the code off the noise before it calls `code_loss`.

# %%
keras.utils.set_random_seed(SEED)
informed = InfoGAN(dcgan_generator(76), information_discriminator(), 76, SEED)
informed.compile(dcgan_adam(), dcgan_adam())
informed_history = informed.fit(data.image_batches(images, 32, SEED), 1, 500)


# %%
def best_matching(codes, classes):
    kinds = 1 + int(max(np.max(codes), np.max(classes)))
    counts = np.zeros((kinds, kinds), int)
    np.add.at(counts, (codes, classes), 1)
    rows, matching = linear_sum_assignment(counts, maximize=True)
    return float(counts[rows, matching].sum() / len(codes)), matching


# %%
noise = informed.with_code(rng.standard_normal((2000, 76)).astype("float32")).numpy()
coded = np.concatenate([informed(z) for z in np.split(noise, 4)])
category = noise[:, 64:74].argmax(axis=1)
digits = metrics.classify(coded)[1].argmax(axis=1)
_, guesses, _ = informed.discriminator(coded)
bound = np.log(10) - float(class_loss(guesses, category))
matched, matching = best_matching(category, digits)
chance, _ = best_matching(category, rng.permutation(digits))
print(f"bound of the information: {bound:.2f} of {np.log(10):.2f} nats")
print(f"best matching: {matched:.0%} agree, with the digits shuffled {chance:.0%}")
assert bound > 1.5
assert matched > chance

# %% tags=["seeds-skip"]
rows = np.concatenate([coded[category == code][:10] for code in range(10)])
plotting.show_images(rows, 10, width=4, rows=[f"category {n}" for n in range(10)])

# %% [markdown]
# Each row shows digits of one category. The code is soon read, and the bound is near its maximum. But look at the rows: a category is something that the discriminator can recognize, and that need not be a digit. The digits themselves are still poor after so few steps. Do longer runs change this? `make conditional` trained several seeds for 2,000 steps, with the reward and, as a control, without it. Without the reward the discriminator guesses, too, but the generator gains nothing by it.

# %% tags=["needs:09.3", "seeds-skip"]
shares, control = after("information", "matched"), after("no reward", "matched")
print(f"{len(shares)} seeds with the reward, {len(control)} without")
print("matched: " + " ".join(f"{share:.0%}" for share in np.sort(shares)))
print(
    f"median {np.median(shares):.0%}, by chance {after('information', 'chance').mean():.0%}"
)
print(f"without reward: {control.min():.0%} to {control.max():.0%}")
for way in ("information", "no reward"):
    lowest, highest = after(way, "bound").min(), after(way, "bound").max()
    print(f"{way:<12} bound {lowest:.2f} to {highest:.2f}", end="")
    print(
        ", Fréchet distance {:.1f} ± {:.1f}".format(
            *mean_and_error(after(way, "frechet"))
        )
    )

# %% tags=["needs:09.3", "seeds-skip"]
strongest = {
    name: np.maximum(*(np.abs(after("information", f"{name}_{n}")) for n in (1, 2)))
    for name in ("slant", "thickness")
}
for name, values in strongest.items():
    print(f"rank correlation with {name}, the better of the two numbers: ", end="")
    print(f"{values.min():.2f} to {values.max():.2f}, median {np.median(values):.2f}")
    both = [np.abs(after("no reward", f"{name}_{n}")) for n in (1, 2)]
    print(f"{'without reward':<49} {np.max(both):.2f} at most")

# %% tags=["seeds-skip"]
figure, axes = plt.subplots(figsize=(6, 2.8), dpi=100, layout="constrained")
axes.hist(shares, np.linspace(0, 1, 21), color="tab:blue", label="rewarded")
axes.hist(control, np.linspace(0, 1, 21), color="tab:orange", label="not rewarded")
axes.axvline(0.95, color="black", ls=":", label="the paper, on real digits")
axes.set(xlabel="share of images whose digit matches their category", ylabel="seeds")
axes.legend(fontsize=8, loc=(0.63, 0.5))
plt.show()

# %% [markdown]
# With the reward the bound comes near its maximum on every seed. Without the reward it stays near 0, although the discriminator tries to guess: this discriminator could not read the code. (A lower bound near 0 does not say that nobody could.) But the categories are digits only in part. On all seeds far more images agree than by chance, but fewer than the paper leads one to expect. There the category, used as a classifier of real digits, errs on 5 % of them (dotted line). That is a different measurement, made in a different setting. Here we have lesson 03's networks and rates, and 2,000 steps. A category can also be a style, or two digits that look alike. All of these can be read off an image, and the reward asks for no more.
#
# The two numbers are compared with two things that we shall measure below, how much a digit leans and how thick its strokes are. The better of the two numbers follows the slant on some seeds and hardly on others. On no seed does either number follow the thickness closely. And the reward has its cost: with it the Fréchet distance is larger than without. If you want a particular attribute, do not hope for a code. Measure the attribute and look for its direction, as we shall do below.

# %% tags=["claim:09.3", "seeds-skip"]
assert after("information", "bound").min() > 2.2
assert np.abs(after("no reward", "bound")).max() < 0.2
assert shares.min() > control.max()
assert shares.max() < 0.95
assert strongest["slant"].min() < 0.5 * strongest["slant"].max()

# %% [markdown]
# ## Between two noise vectors
#
# Back to the generator that takes orders. Where are the images *between* two noise vectors $a$ and $b$? The straight line $(1 - t)\,a + t\,b$ is the obvious path. But noise lives in a thin shell. A normal vector in $d$ dimensions has a norm near $\sqrt d$, and with $d = 64$ hardly any is shorter than 6. The middle of a straight line, $(a + b) / 2$, is normal with variance $1/2$, so its norm is near $\sqrt{d / 2}$. The generator has hardly ever seen such noise.
#
# A **great circle** avoids that: it turns from one direction to the other and nearly keeps the length (exactly, if both vectors are equally long). With the angle $\omega$ between $a$ and $b$,
#
# $$\frac{\sin((1 - t)\,\omega)\,a + \sin(t\,\omega)\,b}{\sin \omega}.$$


# %%
def straight_line(start, end, steps):
    return np.linspace(start, end, steps, dtype="float32")


def great_circle(start, end, steps):
    start, end = np.asarray(start, "float64"), np.asarray(end, "float64")
    lengths = np.linalg.norm(start, axis=-1) * np.linalg.norm(end, axis=-1)
    cosine = np.clip((start * end).sum(axis=-1) / lengths, -1, 1)
    turns = np.arccos(cosine)[..., None] / np.pi  # np.sinc(x) is sin(pi x) / (pi x)
    path = [
        (1 - t) * np.sinc((1 - t) * turns) * start + t * np.sinc(t * turns) * end
        for t in np.linspace(0, 1, steps)
    ]
    return np.array(path / np.sinc(turns), "float32")


# %% tags=["seeds-skip"]
a, b = rng.standard_normal((2, 5, 64)).astype("float32")
for title, path in [("straight line", straight_line), ("great circle", great_circle)]:
    walk = np.swapaxes(path(a, b, 9), 0, 1).reshape(-1, 64)
    digits_between = gan.sample(np.repeat([2, 3, 4, 7, 8], 9), noise=walk)
    plotting.show_images(digits_between, 9, title, width=4)

# %% [markdown]
# To the eye both paths are smooth, and the digits in the middle of the straight line are not bad at all. What do the metrics say? We take the midpoints of 2,000 pairs. Which of the three sets will have the highest precision: fresh noise, the middle of the straight line, or that of the circle?

# %%
a, b = rng.standard_normal((2, 2000, 64)).astype("float32")
sets = {
    "fresh noise": a,
    "straight line": straight_line(a, b, 3)[1],
    "great circle": great_circle(a, b, 3)[1],
}
middles = {}
print(f"{'middle of':<14} norm  Fréchet  precision  recall  class accuracy")
for name, z in sets.items():
    found, read = metrics.classify(gan.sample(orders, noise=z))
    length, distance = (
        np.linalg.norm(z, axis=1).mean(),
        metrics.frechet_distance(real, found),
    )
    shares = metrics.precision_recall(real[:2000], found)
    middles[name] = length, distance, *shares, class_accuracy(read, orders)
    print(f"{name:<14} {length:4.2f} {distance:8.2f} {shares[0]:10.1%}", end="")
    print(f" {shares[1]:7.1%} {middles[name][-1]:14.1%}")
exact = chi(64).mean()
print(f"exact mean norm: {exact:.2f}, over the square root of 2: {exact / 2**0.5:.2f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The middle of the straight line. Its digits are more typical than those of fresh noise: precision and class accuracy rise. What is lost is variety: the recall falls, and the Fréchet distance is several times as large.
#
# </details>
#
# So the straight line is not *worse* in every respect. Short noise makes plainer and less varied digits, which lesson 13 will use on purpose and call truncation. For pictures as varied as those of fresh noise, the great circle is the right path: its middle is level with fresh noise.

# %% tags=["claim:09.4"]
fresh, line, circle = middles.values()
assert abs(fresh[0] - exact) < 0.1
assert abs(line[0] - exact / 2**0.5) < 0.1
assert line[1] > 1.5 * circle[1]
assert line[3] < circle[3] - 0.03
assert line[2] > circle[2]
assert circle[1] < 1.5 * fresh[1]

# %% [markdown]
# ## A direction for slant
#
# Now let us steer. If a digit should lean more to the right, in which direction does its noise have to move? First we need to *measure* how a digit leans. Two moments of the ink do it. Let `down` and `right` be a pixel's distance from the middle of the ink, and weight all means by the ink. The mean of `down * right` says whether ink further down lies further to the right. Divided by the mean of `down ** 2` it is the slope of the line that best predicts `right` from `down`. The arc tangent makes an angle of it, and a minus sign makes it positive for digits that lean to the right.
#
# For the **thickness** of the strokes we use that the perimeter of a long stroke is about twice its length. So twice the area over the perimeter is the stroke's width. The perimeter of a grey image is its *total variation*: the sum of how steep the ink is, here the root of the mean squared difference across both diagonals of each block of four pixels.


# %%
def slant(images):
    ink = (np.asarray(images, "float64")[..., 0] + 1) / 2
    mass = np.maximum(ink.sum(axis=(1, 2), keepdims=True), 1e-9)

    def mean(values):
        return (ink * values).sum(axis=(1, 2), keepdims=True) / mass

    rows, columns = np.indices(ink.shape[1:])
    down, right = rows - mean(rows), columns - mean(columns)
    mu_11, mu_02 = mean(down * right), mean(down**2)
    mu_02[mu_02 < 1e-9] = np.nan  # what has no height has no slant
    return np.degrees(np.arctan(-mu_11 / mu_02)).ravel()


# %%
def ink_area(images):
    ink = (np.asarray(images, "float64")[..., 0] + 1) / 2
    return ink.sum(axis=(1, 2))


def thickness(images):
    ink = (np.asarray(images, "float64")[..., 0] + 1) / 2
    ink = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    falling = ink[:, 1:, 1:] - ink[:, :-1, :-1]
    rising = ink[:, 1:, :-1] - ink[:, :-1, 1:]
    perimeter = np.sqrt((falling**2 + rising**2) / 2).sum(axis=(1, 2))
    perimeter[perimeter == 0] = np.nan  # what is not there has no strokes
    return 2 * ink.sum(axis=(1, 2)) / perimeter


# %%
measures = {"slant": slant, "thickness": thickness}
tests = data.scale(test_images).numpy()
ten = np.linspace(0, 9999, 10).astype(int)  # from the least to the most
examples = {name: tests[np.argsort(f(tests))[ten]] for name, f in measures.items()}
for name, chosen in examples.items():
    print(f"{name:<9}", *(f"{value:6.1f}" for value in measures[name](chosen)))
related = spearmanr(thickness(tests), ink_area(tests)).statistic
print(f"rank correlation of thickness and amount of ink: {related:.2f}")

# %% tags=["seeds-skip"]
plotting.show_images(np.concatenate([*examples.values()]), 10, rows=[*examples])

# %% [markdown]
# The upper row goes from the test digit with the smallest slant to the one with the largest, in degrees. The lower one goes from the thinnest to the thickest, in pixels. At the ends the measure is not what the eye sees: a 7 with a long bar counts as leaning to the left, and a flat 5 as leaning to the right. Thickness goes with the amount of ink, but is not the same: a long thin digit can have as much ink as a short thick one.
#
# We compare three ways to find a direction. The first asks for an attribute, the other two do not.
#
# - **Regression.** Draw 2,000 digits, measure the attribute on each, and fit it by least squares as a linear function of the noise. The weights are the direction in which it grows.
# - **Principal components** (GANSpace; Härkönen et al., 2020). In which directions does a *layer* of the generator vary most? Take the principal components of its activations and, for each, the direction of the noise that goes with it. We find out afterwards what they do.
# - **Singular vectors** (SeFa; Shen and Zhou, 2021). The first layer multiplies the noise by its kernel. The directions that the kernel stretches most are its singular vectors with the largest singular values. No image is needed.


# %%
def attribute_direction(noise, values):
    noise, values = np.asarray(noise, "float64"), np.asarray(values, "float64")
    weights, *_ = np.linalg.lstsq(noise - noise.mean(axis=0), values - values.mean())
    return (weights / np.linalg.norm(weights)).astype("float32")


def principal_directions(noise, activations, number):
    activations = np.asarray(activations, "float64")
    centred = activations - activations.mean(axis=0)
    _, components = np.linalg.eigh(centred.T @ centred)  # the largest come last
    coordinates = centred @ components[:, ::-1][:, :number]
    directions, *_ = np.linalg.lstsq(coordinates, np.asarray(noise, "float64"))
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    return (directions / lengths).astype("float32")


def singular_directions(kernel, number):
    directions, _, _ = np.linalg.svd(np.asarray(kernel, "float64"), full_matrices=False)
    return directions[:, :number].T.astype("float32")


# %% [markdown]
# We need a look inside the generator: the table of orders, the first layer, and the activations behind it.

# %%
inner = gan.average.get_layer("dcgan_generator")
embedding = next(x for x in gan.average.layers if isinstance(x, layers.Embedding))
first_layer, first_relu = inner.layers[1], inner.layers[4]
upto = keras.Model(inner.input, first_relu.output)
print(embedding.weights[0].shape, first_layer.kernel.shape, upto.output_shape)

# %%
z = rng.standard_normal((2000, 64)).astype("float32")
drawn, joined = (
    gan.sample(orders, noise=z),
    np.concatenate([z, embedding(orders)], axis=1),
)
activations = upto.predict(joined, verbose=0).reshape(2000, -1)
measured = {name: np.nan_to_num(f(drawn)) for name, f in measures.items()}
random = rng.standard_normal((10, 64))
directions = {
    "regression": np.stack([attribute_direction(z, v) for v in measured.values()]),
    "principal": principal_directions(z, activations, 10),
    "singular": singular_directions(first_layer.kernel[:64], 10),
    "random": (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(
        "float32"
    ),
}

# %% [markdown]
# We try each direction on 200 digits, and move their noise by -3 and by 3. (The norm of the noise is about 8.) How much does the attribute move from the one end to the other, in standard deviations of the 2,000 digits? How much does the *other* attribute move? And how many digits are read as another class than was ordered, at the ends of the move?


# %%
def effect(direction, step=3.0):
    moves = (-step * direction, step * direction)
    ends = [gan.sample(orders[:200], noise=z[:200] + move) for move in moves]
    moved = [
        np.nanmean(f(ends[1]) - f(ends[0])) / measured[name].std()
        for name, f in measures.items()
    ]
    read = [class_accuracy(metrics.classify(end)[1], orders[:200]) for end in ends]
    return *moved, 1 - np.mean(read)


effects = {way: np.array([effect(d) for d in ds]) for way, ds in directions.items()}
still = 1 - class_accuracy(metrics.classify(drawn)[1], orders)

# %%
print(f"another class before the move: {still:.1%}")
print("                       moved by  the other by  another class")
best = {}
for column, attribute in enumerate(measures):
    for way, found in effects.items():
        line = found[np.abs(found[:, column]).argmax()]
        best[attribute, way] = abs(line[column]), abs(line[1 - column]), line[2]
        print(f"{attribute:<9} {way:<11} {best[attribute, way][0]:8.1f} sd", end="")
        print(f" {best[attribute, way][1]:10.1f} sd {line[2]:12.1%}")

# %% [markdown]
# Regression has one direction for each attribute: `directions["regression"][0]` is the one for slant, and `[1]` the one for thickness. For every other kind, the table shows the best of its ten directions, the one that moves the attribute most. One caveat: the 200 digits of the test are among those from which the regression learned.
#
# The regression's direction for slant moves the slant by about four standard deviations, and the best of ten random directions of the same length by about one. The thickness hardly moves with it. One singular vector and one principal component go about as far, the principal component with more side effects on the thickness. Nobody asked them for slant, but we picked them by it. For thickness, the regression goes further than all others.
#
# Steering has a price. With these three ways, several times as many digits as before are read as another class at the ends of the move. The length of the move alone is not the reason, because after a random move of the same length nearly all digits keep their class.

# %% tags=["claim:09.5"]
for attribute in measures:
    moved = {way: best[attribute, way][0] for way in effects}
    assert moved["regression"] > 1.5 * moved["random"]
    assert moved["regression"] > 2 * best[attribute, "regression"][1]
    assert best[attribute, "regression"][2] > still

# %% [markdown]
# ## Sliders
#
# Here is the generator with three sliders: along the direction for slant, along the one for thickness, and between two draws of noise on a great circle. In JupyterLab, on Colab and in VS Code the cell shows sliders that you can drag. Elsewhere, as on GitHub, it shows one row for each slider, the first digit from the slider's low end to its high end, with the other sliders in the middle. Towards the ends of a slider strokes may fill the image, or fray.


# %%
def steered(slant=0.0, thickness=0.0, way=0.5):
    start, end = z[:10], z[10:20]
    place = great_circle(start, end, 101)[round(100 * way)]
    move = directions["regression"].T @ np.array([slant, thickness], "float32")
    return gan.sample(np.arange(7, 17) % 10, noise=place + move)


ranges = {"slant": (-3.0, 3.0), "thickness": (-3.0, 3.0), "way": (0.0, 1.0)}

# %% tags=["seeds-skip"]
plotting.sliders(steered, ranges)

# %% [markdown]
# ## The noise behind an image
#
# Can the generator draw *this* digit? We look for the noise whose image is closest to it, by gradient descent on the noise, with the generator held still. This is called **inversion**, or projection, which has nothing to do with the projection of a label.


# %%
def project(generator, images, latent_dim, steps=200, rate=0.05, starts=1, seed=0):
    images = tf.cast(images, tf.float32)
    first = tf.random.stateless_normal([starts, 1, latent_dim], [seed, 0])
    noise = tf.Variable(tf.repeat(first, len(images), axis=1))
    adam = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps))
    adam.build([noise])

    def squared_errors():
        made = tf.stack([generator(noise[k]) for k in range(starts)])
        return tf.reduce_mean((made - images) ** 2, axis=(2, 3, 4))

    @tf.function
    def minimize():
        for _ in tf.range(steps):
            with tf.GradientTape() as tape:
                total = tf.reduce_sum(squared_errors())
            adam.apply_gradients([(tape.gradient(total, noise), noise)])
        return squared_errors()

    errors = minimize.get_concrete_function()().numpy()  # (starts, n)
    best = errors.argmin(axis=0), np.arange(len(images))
    return noise.numpy()[best], errors[best]


# %% [markdown]
# We take the first 50 test digits, which no network here was trained on. A number alone would say little, so we compare: with the nearest of all 60,000 training images, with the generator's own digits, which it can surely draw, and with a wrong order, that of the next class (an 8 for a 7). Which of the four errors will be the largest?


# %%
def invert(goal, order):
    order = tf.constant(order, "int32")
    return project(lambda noise: gan.average([noise, order]), goal, 64, seed=SEED)


wanted, right = tests[:50], test_labels[:50]
found, errors = invert(wanted, right)
_, own = invert(drawn[:50], orders[:50])
_, wrong = invert(wanted, (right + 1) % 10)

# %%
flat, goals = data.scale(images).numpy().reshape(60_000, 784), wanted.reshape(50, 784)
products = (goals**2).sum(axis=1)[:, None] + (flat**2).sum(axis=1) - 2 * goals @ flat.T
nearest, neighbours = products.min(axis=1) / 784, products.argmin(axis=1)
rows = {"its own digits": own, "test digits": errors, "nearest in training": nearest}
for name, values in (rows | {"the wrong order": wrong}).items():
    print(f"{name:<20} mean squared error {values.mean():.3f}")

# %% tags=["seeds-skip"]
redrawn = gan.sample(right[:10], noise=found[:10])
leaning = found[:10] + 2 * directions["regression"][0]
edited = gan.sample(right[:10], noise=leaning)
shown = {"test digit": wanted[:10], "from its noise": redrawn}
shown["nearest in training"] = data.scale(images[neighbours[:10]])
shown["edited"] = edited
plotting.show_images(np.concatenate([*shown.values()]), 10, rows=[*shown])

# %%
all_edited = gan.sample(right, noise=found + 2 * directions["regression"][0])
for name, those in [("found", gan.sample(right, noise=found)), ("edited", all_edited)]:
    lean, read = np.nanmedian(slant(those)), metrics.classify(those)[1]
    print(f"{name:<7} median slant {lean:5.1f} degrees", end="")
    print(f", read as their class {class_accuracy(read, right):.0%}")

# %% [markdown]
# The last row shows what inversion is good for. We moved each noise vector that we had found two units along the direction for slant, and drew again. The digits lean further to the right, and some more of them are read as another class.
#
# <details><summary>Answer</summary>
#
# The error with the wrong order is the largest.
#
# </details>
#
# The test digits come out with about a quarter of the error of their nearest training image. So the generator can draw, at least nearly, digits that are not in the training data. Its own digits, which it can draw, come back with a smaller error, but not with none. So a part of the error of the test digits is probably the search's fault, and not the generator's. With the wrong order the error is larger than that of the nearest training image. So in this search noise did not make up for a wrong label.
#
# ## Switching off a channel
#
# What do the parts of a generator do? **Dissection** (Bau et al., 2019) finds channels that go with things in the image, such as trees, and switches them off to see what changes. We only do the second half, first one channel at a time, then many together. The first image-like layer has 64 channels of 7x7. We set each of them to 0, for 200 digits, and measure how far the images move.

# %%
behind = keras.Model(first_relu.output, inner.output)
stem = activations[:200].reshape(200, 7, 7, 64)
change = []
for channel in range(64):
    without = stem * (np.arange(64) != channel)
    change.append(np.mean((behind(without) - drawn[:200]) ** 2))
ranking = np.argsort(change)
least, most = ranking[0], ranking[-1]
print(f"mean squared change: least {change[least]:.4f}, most {change[most]:.4f}")

# %% tags=["seeds-skip"]
shown, texts = [drawn[:10]], ["all channels"]
for name, channel in [("least important", least), ("most important", most)]:
    without = behind(stem[:10] * (np.arange(64) != channel))
    shown += [without, 3 * (without - drawn[:10])]
    texts += [f"without the {name}", "what changed"]
plotting.show_images(np.concatenate(shown), 10, rows=texts)

# %% [markdown]
# The second row shows the digits without the least important channel, the fourth those without the most important one. In the rows "what changed" the difference is drawn three times as strong, and grey means no change.


# %%
def accuracy_without(channels):
    without = stem * ~np.isin(np.arange(64), channels)
    return class_accuracy(metrics.classify(behind(without))[1], orders[:200])


for number in (1, 16, 32):
    weak, strong = ranking[:number], ranking[64 - number :]
    print(
        f"without {number:2} channels: the least important {accuracy_without(weak):.0%}"
    )
    print(f"{'':<21} the most important {accuracy_without(strong):.0%}")

# %% [markdown]
# The most important channel changes the images several times as much as the least important one. Yet without it the digits keep their class, and even without a quarter of the channels nearly all do. Without half of them it begins to matter which ones are gone. So no class hangs on the most important channel. We have not asked whether another channel matters for a single class. Bau et al. did find channels that stand for trees or doors, in much larger generators of scenes.

# %% tags=["claim:09.6"]
assert errors.mean() < 0.5 * nearest.mean()
assert own.mean() < errors.mean()
assert wrong.mean() > 2 * errors.mean()
assert change[most] > 2 * change[least]
assert accuracy_without([most]) > 0.9

# %% [markdown]
# ## Recap
#
# - To order a class, **both players** must use the label. The discriminator may get it as an input, or be asked for it. If only the generator knows the order, it ignores it.
# - The best discriminator of pairs has a logit that is a **sum**: is the image real, and does it have this class? The projection builds that in.
# - In all three ways of using the label the generator obeyed. The **projection** had the smallest distance within classes. The **auxiliary classifier** with weight 1 or 10 obeyed best, and lost variety as its weight grew.
# - A category of a **code** that is rewarded for being readable gets read, and means something. What it means is not ours to choose: here only a part of the images had the digit of their category.
# - The middle of a **straight line** between two noise vectors is short noise: more typical digits, less variety. A **great circle** nearly keeps the length.
# - A **direction** for an attribute is found by regression on measurements. Compare it with random directions, and count what else changes.
# - **Inversion** finds noise whose image is close to a given one, here with a quarter of the error of the nearest training image. The generator still drew the ordered digits without the most important channel of its first image-like layer.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
#
# **1.** Why is it not enough to tell the generator what to draw?
#
# <details><summary>Answer</summary>
#
# A discriminator that neither knows the order nor is asked for it cannot object to a digit of another class. So nothing rewards the generator for obeying. See *A generator that takes orders*.
#
# </details>
#
# **2.** A conditional generator draws one perfect seven, over and over, and so on for every class. Which of our measures notice?
#
# <details><summary>Answer</summary>
#
# The Fréchet distance and the recall, over all images and within the classes. The class accuracy is 100 % and notices nothing. See *Which way is best?*.
#
# </details>
#
# **3.** The bound on an InfoGAN's information is 2.29 nats. Are its ten categories the ten digits?
#
# <details><summary>Answer</summary>
#
# Not necessarily. They are something that can be read off the image. Looking at the images, or labels used afterwards, tells whether they are digits. See *Orders that nobody labelled*.
#
# </details>
#
# **4.** Why does the middle of a straight line between two noise vectors have high precision and low recall?
#
# <details><summary>Answer</summary>
#
# Its norm is smaller by a factor of about 1.4, and from shorter noise our generator draws more typical and less varied digits. See *Between two noise vectors*.
#
# </details>
#
# **5.** Somebody shows a direction in latent space that makes faces older. Which two numbers would you ask for?
#
# <details><summary>Answer</summary>
#
# How much further it goes than random directions of the same length, and how much other attributes change. See *A direction for slant*.
#
# </details>
#
# ## Exercises
#
# [Sheet 09](exercises/09_control.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Mirza, Osindero, *Conditional Generative Adversarial Nets*, 2014, arXiv:1411.1784.
# - Odena, Olah, Shlens, *Conditional Image Synthesis with Auxiliary Classifier GANs*, 2017, arXiv:1610.09585.
# - Miyato, Koyama, *cGANs with Projection Discriminator*, 2018, arXiv:1802.05637.
# - Gong et al., *Twin Auxiliary Classifiers GAN*, 2019, arXiv:1907.02690: why AC-GAN loses variety.
# - Chen et al., *InfoGAN*, 2016, arXiv:1606.03657.
# - White, *Sampling Generative Networks*, 2016, arXiv:1609.04468: straight lines and great circles.
# - Härkönen et al., *GANSpace*, 2020, arXiv:2004.02546; Shen, Zhou, *Closed-Form Factorization of Latent Semantics in GANs*, 2021, arXiv:2007.06600.
# - Creswell, Bharath, *Inverting the Generator of a Generative Adversarial Network*, 2016, arXiv:1611.05644.
# - Bau et al., *GAN Dissection*, 2019, arXiv:1811.10597.
