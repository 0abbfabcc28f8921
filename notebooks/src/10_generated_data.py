# %% [markdown]
# # 10 Generated samples as training data
#
# **You will train classifiers on digits that a GAN drew, and find out what they are worth, beside real digits and instead of them.**
#
# - **You will do**: measure what generated digits are worth as training data; fool two measures of a generator; train a classifier on ten digits of each class, in several ways; find a leak; let a classifier be the discriminator.
# - **You will learn**: GAN-train and GAN-test, what a GAN can add to the images it was trained on, how labels leak through generated images, how a GAN can use images without labels.
# - **You need**: lesson 09's conditional GAN, lesson 05's feature matching. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %%
from gan_course import augment, data, models, plotting
from gan_course.data import few_of_each, mixed_batches, to_pixels
from gan_course.metrics import class_accuracy
from gan_course.training import ConditionalGAN, SemiSupervisedGAN, dcgan_adam
from gan_course.training.steps import descend

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops

# %%
SEED = 0  # of everything random
rng = np.random.default_rng(SEED)
images, labels = data.load_mnist("train")
test_images, test_labels = data.load_mnist("test")
tests = data.scale(test_images).numpy()

# %% [markdown]
# ## What is a generated digit worth?
#
# Lesson 09 asked whether generated digits *look* right. Here is a harder question: can one *learn* from them? Take a classifier that has never seen a real digit, train it on generated ones, and test it on real ones. If the generated digits were as good and as varied as real ones, it would do as well as a classifier that learned from real digits. Shmelkov et al. (2018) turn this into two measures:
#
# - **GAN-train**: learn from generated images, test on real ones. Wrong digits teach wrong labels, and a kind of digit that is never drawn is never learned. So GAN-train suffers from bad images *and* from missing variety. Ravuri and Vinyals (2019) call it the **classification accuracy score**.
# - **GAN-test**: learn from real images, test on generated ones. It is the class accuracy of lesson 09. It suffers from bad images, but not from missing variety.
#
# The classifier has to be trained many times, so it is small: two convolutions and a dense layer. The dropout is for later, when there are few images. `train_classifier` makes 1,000 steps, at a rate that falls to 0. All sources of images get the same number of steps.


# %%
def small_classifier(classes=10):
    images = keras.Input((28, 28, 1))
    x = images
    for filters, kernel in [(16, 5), (32, 3)]:
        x = layers.Conv2D(filters, kernel, strides=2, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = layers.Dropout(0.5)(layers.Flatten()(x))
    features = layers.Dense(64, "relu", name="features")(x)
    logits = layers.Dense(classes)(features)
    return keras.Model(images, logits, name="small_classifier")


def train_classifier(classifier, batches, steps=1000):
    rate = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    classifier.compile(keras.optimizers.Adam(rate), loss)
    classifier.fit(batches, steps_per_epoch=steps, shuffle=False, verbose=0)
    return classifier


def accuracy(classifier, images, labels):
    logits = classifier.predict(images, batch_size=500, verbose=0)
    return class_accuracy(logits, labels)


# %% [markdown]
# The generator is the one that lesson 09 trained. The course ships its weights. It draws 10,000 digits, 1,000 of each class, and 10,000 real digits are there to compare with. `to_pixels` rounds the generated ones to the 256 greys of real images. Then generated images differ from real ones in what they show, and not in how they are stored.

# %%
generator = models.load_conditional_generator()
orders = np.arange(10_000) % 10


def draw(noise, orders):
    digits = generator.predict([noise, orders], batch_size=500, verbose=0)
    return to_pixels(digits)


noise = rng.standard_normal((10_000, 64)).astype("float32")
generated = draw(noise, orders)
chosen = rng.permutation(60_000)
real, real_labels = images[chosen[:10_000]], labels[chosen[:10_000]]

# %% [markdown]
# And here are two generators that cheat. The **collapsed** one always takes the same noise, all zeros, so it draws ten very typical digits again and again. The **copier** has memorized 10,000 training images, none of them among the 10,000 real ones, and returns one of them. Before you run the cells: which of the two measures will notice which cheat?

# %%
copied = chosen[10_000:20_000]
sources = {
    "real": (real, real_labels),
    "generated": (generated, orders),
    "collapsed": (draw(0 * noise[:10], orders[:10])[orders], orders),
    "copier": (images[copied], labels[copied]),
}

# %%
learners, gan_train, gan_test = {}, {}, {}
for name, (pixels, classes) in sources.items():
    keras.utils.set_random_seed(SEED)
    batches = data.image_batches(pixels, 32, SEED, classes)
    learners[name] = train_classifier(small_classifier(), batches)
    gan_train[name] = accuracy(learners[name], tests, test_labels)
    scaled = data.scale(pixels).numpy()
    gan_test[name] = accuracy(learners["real"], scaled, classes)

# %% [markdown]
# To find copies, we look for the nearest of all 60,000 training images, as in lesson 03. The distance is the mean squared difference of the pixels, and the table shows its median over 300 images. The collapsed generator has only ten different images. For the row "real" we measure test digits, because every training digit is its own nearest neighbour.

# %%
flat = data.scale(images).numpy().reshape(60_000, 784)


def nearest_training_image(pixels, those=flat):
    points = data.scale(pixels).numpy().reshape(len(pixels), 784)
    products = (those**2).sum(axis=1) - 2 * points @ those.T
    nearest = products + (points**2).sum(axis=1)[:, None]
    return np.maximum(nearest.min(axis=1), 0) / 784, nearest.argmin(axis=1)


apart = {name: nearest_training_image(x[:300])[0] for name, (x, _) in sources.items()}
apart["real"] = nearest_training_image(test_images[:300])[0]
print("            GAN-train   GAN-test   nearest training image")
for name in sources:
    tested = f"{gan_test[name]:11.1%}" if name != "real" else " " * 11
    print(f"{name:<10} {gan_train[name]:10.1%}{tested} {np.median(apart[name]):10.3f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# GAN-test praises the collapsed generator: all of its ten digits are read correctly. GAN-train notices it, because ten digits teach much less than ten thousand. Neither measure notices the copier. It has nothing of its own, and yet both of its numbers are within a point of the reference. (The classifier of GAN-test has not seen the copied images. If it had learned from them, GAN-test would be suspiciously high.)
#
# </details>
#
# The first number in the row "real" is the reference: this classifier learned from real digits and was tested on others. The classifier that learned from the digits of lesson 09's generator makes nearly twice as many errors, although that generator was trained on 60,000 images. And GAN-test is *higher* for them than the reference: generated digits are easier to read than real ones. Perhaps they are more typical, and less varied. Their distance to the training images is about that of test digits, so the typical one is no copy. The collapsed generator's ten digits lie nearer, but not at 0.
#
# So take GAN-train for quality and variety together, compare it with GAN-test, and look for copies with a distance (lesson 03). In the paper of Ravuri and Vinyals, on ImageNet, a classifier that learned from real images classified 73.1 % of the validation images correctly. One that learned from the samples of a large GAN (BigGAN-deep) classified 42.7 % of them correctly. MNIST is easier.

# %% tags=["claim:10.1"]
assert gan_train["real"] > gan_train["generated"]
assert gan_train["generated"] > 0.9
assert gan_test["generated"] > gan_train["real"]
assert gan_test["collapsed"] > 0.97
assert gan_train["collapsed"] < 0.8
assert abs(gan_train["copier"] - gan_train["real"]) < 0.01
assert abs(gan_test["copier"] - gan_train["real"]) < 0.01
assert np.median(apart["copier"]) < 1e-6
assert np.median(apart["generated"]) > 0.01

# %% [markdown]
# ## Ten labels of each class
#
# Labels are expensive. Somebody has to look at every image, and in medicine this is a doctor. Suppose that we have labels for ten digits of each class. What is the best use of these 100 images? We compare:
#
# - **real**: learn from the 100 images alone.
# - **augmented**: turn and shift each image a little whenever it is shown, and bend it by an *elastic distortion* (Simard, Steinkraus and Platt, 2003), as if it were drawn on rubber. The class survives this, and we know that without any data.
# - **generated**: train a conditional GAN on the 100 images, and put one of its digits beside each real one.

# %%
few, few_labels = few_of_each(images, labels, 10, SEED)
augmentation = augment.classical_augmentation(SEED)
shown = np.repeat(data.scale(few[:4]).numpy(), 10, axis=0)
moved = augmentation(shown, training=True).numpy()
moved[::10] = shown[::10]

# %% tags=["seeds-skip"]
plotting.show_images(moved, 10, width=4)

# %% [markdown]
# The first column shows four of the 100 digits, and to its right are nine distorted versions of each. Now we train the GAN. It never sees any image other than these 100.

# %%
keras.utils.set_random_seed(SEED)
players = models.conditional_generator(), models.projection_discriminator()
gan = ConditionalGAN(*players, 64, SEED)
gan.compile(dcgan_adam(), dcgan_adam())
batches = data.image_batches(few, 32, SEED, few_labels)
history = gan.fit(batches, epochs=1, steps_per_epoch=800)
own = to_pixels(gan.sample(orders, SEED))

# %%
flat_few = data.scale(few).numpy().reshape(100, 784)
own_gap, own_source = nearest_training_image(own[:1000], flat_few)
test_gap, _ = nearest_training_image(test_images[:1000], flat_few)
print(f"median distance to the nearest of the 100: generated {np.median(own_gap):.3f}")
print(f"{'':<43} test digits {np.median(test_gap):.3f}")

# %% tags=["seeds-skip"]
pair = data.scale(np.concatenate([own[:10], few[own_source[:10]]])).numpy()
plotting.show_images(pair, 10, rows=["generated", "nearest of the 100"])

# %% [markdown]
# This GAN's digits lie much closer to the 100 images than test digits do. Most of those in the picture are near copies of what it was shown. Training on them alone is still much worse than training on the 100 images, as we shall see.
#
# We add a fourth way, "both": augmented images *and* generated ones. Which of the four classifiers will be best? Each batch has 32 real images, augmented or not. With generated images, `mixed_batches` adds 32.

# %%
known = data.image_batches(few, 32, SEED, few_labels)
bent = known.map(lambda x, y: (augmentation(x, training=True), y))
drawn = data.image_batches(own, 32, SEED, orders)
arms = {"real": known, "augmented": bent, "generated": mixed_batches(known, drawn)}
arms["both"] = mixed_batches(bent, drawn)

found = {}
for name, batches in arms.items():
    keras.utils.set_random_seed(SEED)
    classifier = train_classifier(small_classifier(), batches)
    found[name] = accuracy(classifier, tests, test_labels)
    print(f"{name:<10} {found[name]:.1%}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The two with classical augmentation are far ahead: it gains more than ten points. Adding generated digits changes both results by less than a point.
#
# </details>
#
# One choice of 100 images and one training of a GAN do not prove much. The long experiment `make augmentation` repeats this for several choices of images, with 10, 25, 50 and 100 labels a class, and with GANs that make 2,000 steps. The classifiers are the same. "Generated alone" has no real images at all. The table shows the mean accuracy on the test digits, and its standard error.

# %% tags=["needs:10.2", "seeds-skip"]
table = data.load_table("augmentation")
numbers = np.unique(table["labels"])


def gain(arm, k, over="real"):
    rows = table[table["labels"] == k]
    return 100 * (rows[arm] - rows[over])


def mean_and_error(values):
    return values.mean(), values.std(ddof=1) / np.sqrt(len(values))


# %% tags=["seeds-skip"]
names = {"real": "real alone", "augmented": "augmented", "one": "generated, 1 for each"}
names |= {"both": "both", "only": "generated alone"}
names |= {"supervised": "real alone, 3,000 steps", "semi_supervised": "semi-supervised"}
print(
    f"mean over {len(table) // len(numbers)} seeds, %     "
    + "".join(f"{k:>6} a class" for k in numbers)
)
for arm in ("real", "augmented", "one", "both", "only"):
    print(f"{names[arm]:<24}", end="")
    for k in numbers:
        mean, error = mean_and_error(100 * table[table["labels"] == k][arm])
        print(f"  {mean:5.1f} ± {error:3.1f}", end="")
    print()

# %% tags=["seeds-skip"]
shown = {"augmented": "C0o-", "both": "C2o--", "one": "C1o-"}
figure, axes = plt.subplots(figsize=(6.5, 3.6), dpi=100, layout="constrained")
for arm, style in shown.items():
    found_gain = np.array([mean_and_error(gain(arm, k)) for k in numbers])
    axes.errorbar(numbers, *found_gain.T, fmt=style, label=names[arm])
axes.axhline(0, color="black", lw=1)
axes.set(xlabel="labels of each class", xscale="log")
axes.set_xticks(numbers, [str(k) for k in numbers])
axes.minorticks_off()
axes.set_ylabel("gain over real alone, points")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# Classical augmentation gains a lot, with every number of labels and every choice of images. Its gain shrinks as the number of labels grows. Beside the real digits, those of the GAN cost a little with 10, 25 and 50 labels of each class, and gain a little with 100. A classifier that learns from generated digits alone (GAN-train of such a GAN) is 4 to 30 points worse than one that learns from the real ones. Beside augmented images they change the mean by at most 0.1 points with 10, 25 and 50 labels of each class. With 100 they gain 0.3 points on average, and something on each of the ten choices of images.
#
# Think of what each of them knows. All that this GAN knows of digits is in the labelled images, and the classifier has those already. So we should expect little. (Where the 0.3 points come from, we do not know.) Classical augmentation brings in something that is *not* in the images: our knowledge that a digit keeps its class when it is turned, shifted or bent a little. A GAN can be given this knowledge, too. Lesson 14 will do that.
#
# Elsewhere generated images did help. Frid-Adar et al. (2018) classified 182 liver lesions in CT images. With classical augmentation alone the sensitivity was 78.6 % and the specificity 88.4 %. With generated lesions beside it they were 85.7 % and 92.4 %. Those are other images, other networks and other augmentations. So do not take our table as a law. Take it as a reason to measure, with the classical augmentation as the bar to clear, with several choices of images, and with error bars.

# %% tags=["claim:10.2", "seeds-skip"]
for k in numbers:
    assert gain("augmented", k).min() > 1
    assert gain("augmented", k, over="one").min() > 1
    assert gain("only", k).max() < -1
    assert abs(gain("both", k, over="augmented").mean()) < 1
    assert abs(gain("one", k).mean()) < 1
assert gain("both", 100, over="augmented").min() > 0

# %% [markdown]
# ## How many generated images for each real one?
#
# Once the GAN is trained, more generated images cost nearly nothing, so why not take more of them? Or fewer? The picture shows batches with 16, 32 and 96 generated images beside the 32 real ones. Bars are standard errors of the gain, which is computed seed by seed. Points are moved sideways a little so that they do not hide each other.

# %% tags=["seeds-skip"]
ratios = {"half": 0.5, "one": 1, "three": 3}
figure, axes = plt.subplots(figsize=(6.5, 3.4), dpi=100, layout="constrained")
for n, k in enumerate(numbers):
    line = np.array([[0, 0], *(mean_and_error(gain(arm, k)) for arm in ratios)])
    places = np.array([0, *ratios.values()]) + 0.03 * n  # side by side
    axes.errorbar(places, *line.T, fmt="o-", label=f"{k} labels a class")
axes.axhline(0, color="black", lw=1)
axes.set(xlabel="generated images for each real one")
axes.set_ylabel("gain over real alone, points")
axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# With 10, 25 and 50 labels of each class no ratio gains on average, and three generated images for each real one cost up to a point. With 100 labels of each class all three ratios give a small gain, of about three standard errors. Is that worth a GAN? Compare it with something simpler: train the classifier for 3,000 steps instead of 1,000, on the real images alone.

# %% tags=["seeds-skip"]
for arm in (*ratios, "supervised"):
    name = names.get(arm) or f"generated, {ratios[arm]} for each"
    mean, error = mean_and_error(gain(arm, 100))
    print(f"{name:<26} {mean:4.2f} ± {error:.2f} points")

# %% [markdown]
# The longer training gains more. So a gain of this size can be had without a GAN. We have not tried this for the 0.3 points beside augmented images.

# %% tags=["claim:10.3", "seeds-skip"]
for arm in ratios:
    for k in numbers[:3]:
        assert gain(arm, k).mean() < 0.2
    assert gain(arm, 100).mean() > 0
    assert gain("supervised", 100).mean() > gain(arm, 100).mean()

# %% [markdown]
# ## The tempting mistake
#
# There is a GAN that draws far better digits than the one above: lesson 09's. Why not put *its* digits beside our 100 images?

# %%
keras.utils.set_random_seed(SEED)
drawn = data.image_batches(generated, 32, SEED, orders)
leaking = train_classifier(small_classifier(), mixed_batches(known, drawn))
found["leak"] = accuracy(leaking, tests, test_labels)
print(f"100 labels and a GAN of the 100 images: {found['generated']:.1%}")
print(f"100 labels and lesson 09's GAN:         {found['leak']:.1%}")

# %% [markdown]
# What a gain. But lesson 09's generator was trained with the labels of all 60,000 images. Every digit that it draws to order passes on something of these labels. The classifier has not learned from 100 labels but from 60,000. Whoever owns them needs no GAN: the classifier that learned from 10,000 of these labels directly was better still (the reference at the top).

# %% tags=["seeds-skip"]
plotting.diagrams.draw_leak()

# %% [markdown]
# The mistake is called a **leak**: in the experiment the model gets information that it would not have in use. It is easily made with generated data, because nobody sees labels flow through a generator. A pretrained generator may have the same problem, and so may a GAN that was trained before the test images were set aside. With few labels this is a trap: if 250 labelled images are all you have, you must hold some of them out *before* you train the GAN, and train a new one for every new split. So ask of every such experiment: *which images and which labels has the generator seen?* It must not have seen more than the classifier is supposed to have.

# %% tags=["seeds-skip"]
for k in numbers:
    honest, leaked = mean_and_error(gain("one", k)), mean_and_error(gain("leak", k))
    print(f"{k:3} labels a class: gain with an honest GAN ", end="")
    print(
        "{:4.1f} ± {:.1f} points, with the leak {:4.1f} ± {:.1f}".format(
            *honest, *leaked
        )
    )

# %% [markdown]
# Note one more thing. Lesson 09's generator knows 60,000 labels. Yet with 25 labels or more of each class its digits gain less than the honest classical augmentation. So a leak need not betray itself by a result that is too good.

# %% tags=["claim:10.4"]
assert found["leak"] - found["generated"] > 0.05
assert found["leak"] < gan_train["real"]

# %% tags=["claim:10.5", "seeds-skip"]
for k in numbers:
    assert gain("leak", k, over="one").min() > 0
for k in numbers[1:]:
    assert gain("leak", k, over="augmented").max() < 0

# %% [markdown]
# ## Images without labels
#
# Often there are few labels but many images. Using the other images without their labels is no leak, as long as you would have them in use and none of them is a test image. Can a GAN make use of them? Salimans et al. (2016) let the discriminator do two things at once. It is a classifier with one more class, "generated". For the 100 labelled images it has to name the class. The other real images come without a class, but their class is surely not "generated". For generated images, "generated" is right.
#
# The extra class needs no weights. Softmax does not change if the same number is subtracted from all logits, so we may subtract the logit of "generated" from all others and fix it at 0. With $l_1 \dots l_{10}$ for the digits, the probabilities and the odds of being real are then
#
# $$p(\text{generated}) = \frac{1}{1 + \sum_k e^{l_k}}, \qquad \frac{p(\text{real})}{p(\text{generated})} = \sum_k e^{l_k} .$$
#
# The logit of being real, which the minimax losses want, is the log of these odds. So a classifier with ten logits can be trained as a discriminator as it is:


# %%
def realness_logits(class_logits):
    return ops.logsumexp(class_logits, axis=-1, keepdims=True)


some = rng.standard_normal((5, 10))
eleven = np.concatenate([some, np.zeros((5, 1))], axis=1)
generated_share = ops.softmax(eleven)[:, -1]
gap = ops.sigmoid(realness_logits(some))[:, 0] - (1 - generated_share)
assert float(ops.max(ops.abs(gap))) < 1e-12

# %% [markdown]
# The generator does not maximize this logit. In the paper it is trained to match the mean features of real images, the feature matching of lesson 05. The step takes two batches: labelled images, and images from all 60,000 without their labels. `gan.judge` returns the discriminator's last hidden layer beside its ten logits, and `gan.d_loss` is the minimax loss.


# %%
def update_semi_supervised(gan, labelled_images, labels, real_images, noise):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_images = gan.generator(noise, training=True)
        _, labelled_logits = gan.judge(labelled_images)
        real_features, real_logits = gan.judge(real_images)
        fake_features, fake_logits = gan.judge(fake_images)
        d_loss = gan.class_loss(labelled_logits, labels)
        d_loss += gan.d_loss(realness_logits(real_logits), realness_logits(fake_logits))
        g_loss = gan.matching_loss(real_features, fake_features)
    descend(gan, d_tape, d_loss, g_tape, g_loss)
    return d_loss, g_loss


# %% [markdown]
# `SemiSupervisedGAN` is a `GAN` whose `fit` takes this step. Here is a short training with our 100 labelled digits:

# %% tags=["seeds-skip"]
keras.utils.set_random_seed(SEED)
classifier = small_classifier()
semi = SemiSupervisedGAN(models.dcgan_generator(), classifier, 64, SEED)
semi.compile(*(keras.optimizers.Adam(2e-3, beta_1=0.5) for _ in range(2)))
batches = tf.data.Dataset.zip((known, data.image_batches(images, 32, SEED)))
history = semi.fit(batches, epochs=1, steps_per_epoch=600)
print(f"after 600 steps: {accuracy(classifier, tests, test_labels):.1%}")

# %% tags=["seeds-skip"]
made = semi(rng.standard_normal((20, 64)).astype("float32"))
plotting.show_images(made, 10, "after 600 steps", width=4)

# %% [markdown]
# After 600 steps the classifier is not yet better than "real alone" after its 1,000, and the digits are bad. The long experiment makes 3,000 steps. Its digits are still bad, as their Fréchet distance with 100 labels shows. In the paper, too, feature matching made a better classifier than minibatch discrimination did, and worse images. Dai et al. (2017) argue that it has to be so: a generator that drew perfect digits would tell the classifier nothing about its borders beyond the labelled images.
#
# But are the classifiers good? The control is the same classifier with as many steps on the labelled images alone.

# %% tags=["seeds-skip"]
rows = table[table["labels"] == 100]
print("mean Fréchet distance of the digits with 100 labels of each class:", end="")
print(f" semi-supervised {rows['semi_frechet'].mean():.0f}", end="")
print(f", conditional {rows['frechet'].mean():.1f}")
for arm in ("supervised", "semi_supervised", "augmented"):
    print(f"{names[arm]:<24}", end="")
    for k in numbers:
        mean, error = mean_and_error(100 * table[table["labels"] == k][arm])
        print(f"  {mean:5.1f} ± {error:3.1f}", end="")
    print()
print(f"{'semi-sup. - augmented':<24}", end="")
for k in numbers:
    mean, error = mean_and_error(gain("semi_supervised", k, over="augmented"))
    print(f"  {mean:5.1f} ± {error:3.1f}", end="")

# %% [markdown]
# The semi-supervised GAN beats its control, "real alone, 3,000 steps", with every number of labels and on every choice of images. The control lacks both the other images and the game, and its rate falls to 0 while the GAN's does not, so we cannot say which of these does how much. Compare it with the augmented classifier, which made only 1,000 steps: the semi-supervised GAN is behind with up to 50 labels of each class, and a little ahead with 100 (last row). That little is less than what 3,000 steps instead of 1,000 add to real digits alone, and we have not trained the augmented classifier for 3,000 steps. The two use different knowledge, and we could combine them. In the paper a semi-supervised GAN with 100 labels in all made 93 errors among the 10,000 test digits, and with 20 labels 1,677. Its networks were different, and its training was much longer.

# %% tags=["claim:10.6", "seeds-skip"]
for k in numbers:
    assert gain("semi_supervised", k, over="supervised").min() > 0
assert gain("semi_supervised", 10, over="augmented").mean() < 0
assert gain("semi_supervised", 100, over="augmented").mean() > 0

# %% [markdown]
# ## Recap
#
# - **GAN-train** (learn from generated images, test on real ones) sees bad images and missing variety. **GAN-test** (learn from real ones, test on generated ones) sees bad images only. GAN-train does not notice copies, nor does GAN-test unless its classifier learned from the copied images.
# - A GAN that was trained on the few labelled images added nothing with up to 50 labels of each class, in any of three ratios, and little with 100. **Classical augmentation** added a lot. It brings in knowledge that is not in the images.
# - A generator that has seen more labels than the classifier is allowed to see causes a **leak**. Ask what the generator was trained on.
# - A classifier with K logits can be trained as a **discriminator**: the logit of being real is the log of the sum of their exponentials. So it can learn from images without labels, too.
# - Whatever you try, compare it with classical augmentation and with the same training without a GAN, on several choices of the labelled images.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
#
# **1.** A generator has a GAN-test of 99 % and a GAN-train of 60 %. What is wrong with it?
#
# <details><summary>Answer</summary>
#
# Its images are easy to read, but one cannot learn from them what real images look like. Probably they are too much alike, as those of a collapsed generator are. See *What is a generated digit worth?*.
#
# </details>
#
# **2.** Both numbers are as high as for real images. Is the generator good?
#
# <details><summary>Answer</summary>
#
# Perhaps, or it copies its training images. Compare the distance to the nearest training image with that of test images, and look at the nearest pairs. See *What is a generated digit worth?*.
#
# </details>
#
# **3.** Why can an elastic distortion teach a classifier something that a GAN of the same 100 images cannot?
#
# <details><summary>Answer</summary>
#
# The distortion brings knowledge that is not in the images: that a bent digit keeps its class. The GAN knows only the 100 images. See *Ten labels of each class*.
#
# </details>
#
# **4.** A paper generates training images for a rare disease with a model that was trained on all patients of the study, and tests on some of these patients. What is your objection?
#
# <details><summary>Answer</summary>
#
# A leak: the generator has seen the test patients, and may pass on what it saw. The patients for the test must be set aside before the generator is trained. See *The tempting mistake*.
#
# </details>
#
# **5.** A classifier has ten logits. How does it say whether an image is real?
#
# <details><summary>Answer</summary>
#
# By the log of the sum of their exponentials, if "generated" is an eleventh class whose logit is fixed at 0. See *Images without labels*.
#
# </details>
#
# ## Exercises
#
# [Sheet 10](exercises/10_generated_data.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Shmelkov, Schmid, Alahari, *How good is my GAN?*, 2018, arXiv:1807.09499.
# - Ravuri, Vinyals, *Classification Accuracy Score for Conditional Generative Models*, 2019, arXiv:1905.10887.
# - Simard, Steinkraus, Platt, *Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis*, 2003, doi:10.1109/ICDAR.2003.1227801.
# - Frid-Adar et al., *GAN-based Synthetic Medical Image Augmentation*, 2018, arXiv:1803.01229.
# - Salimans et al., *Improved Techniques for Training GANs*, 2016, arXiv:1606.03498: section 5 is the semi-supervised GAN.
# - Dai et al., *Good Semi-supervised Learning that Requires a Bad GAN*, 2017, arXiv:1705.09783.
