# %% [markdown]
# # 12 Translating without pairs
#
# **You will translate pictures of one kind into another without a single pair to learn from, find out what ties the result to its input, and catch a network that cheats.**
#
# - **You will do**: read CycleGAN's step, its generator and its buffer of images; translate a relief into satellite pictures from two random starts; look for hidden partners; read tables of trainings with and without each loss; take hidden colours out of grey pictures; put two folders of your own in place of our pictures.
# - **You will learn**: why looking real is not enough, what a cycle can and cannot guarantee, what it hides, what the identity loss assumes, and how much pairs are worth.
# - **You need**: lesson 11's patch discriminator, lesson 08's least-squares loss. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %%
from gan_course import data, metrics, models, plotting
from gan_course.models import patch_discriminator, pixel_shuffle, unet
from gan_course.training import CycleGAN
from gan_course.training.steps import descend

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers
from scipy.spatial.distance import cdist
from scipy.stats import spearmanr

# %%
SEED = 0  # of everything random
rng = np.random.default_rng(SEED)

# %% [markdown]
# ## Two heaps of pictures
#
# Lesson 11 learned from pairs. Often there are none. Nobody can photograph the same horse as a zebra, and hardly anybody has photographed his streets in summer and in winter from exactly the same spots. But there are many pictures of the one kind, and many of the other. Can a network learn to translate from two such *heaps*?
#
# We take the relief and the satellite tiles of lesson 11, and forget who belongs to whom. Each heap is shuffled by itself when batches are drawn (`data.unpaired_batches`). Both heaps show the same places, so that they have equally much sea, snow and desert. Two heaps of your own will hardly match so well. *We* keep the list of partners of the test tiles, so that we can measure in the end what the network could not know. Tiles have 32x32 pixels here, because four networks are trained at a time. *With and without the cycle* ends with tiles of 64x64 pixels, from a longer experiment.


# %%
def load_maps(split):
    relief, satellite = data.load_world(split)
    pair = relief, data.brighten(satellite)
    return [data.shrink(data.scale(x).numpy(), 2) for x in pair]


relief, satellite = load_maps("train")
test_relief, test_satellite = load_maps("test")

# %% tags=["seeds-skip"]
rows = [rng.choice(x, 12, replace=False) for x in (relief, satellite)]
plotting.show_images(np.concatenate(rows), 12, width=8, rows=["relief", "satellite"])

# %% [markdown]
# ## Looking real is not enough
#
# The obvious idea is a GAN whose generator gets a relief tile instead of noise. Its discriminator sees satellite tiles and translations, and says which are which. Suppose that training ends perfectly: the discriminator can only guess. What do we know about the translation of the tile on your desk?
#
# <details><summary>Answer</summary>
#
# That it looks like *some* satellite tile. Nothing else.
#
# </details>
#
# To see it, we build a perfect generator by hand. It is a list: the relief tile at place $k$ becomes the satellite tile at place $\pi(k)$, where $\pi$ is a random order of the places. No discriminator that sees only translations can object, because they *are* satellite tiles, each of them once. (Of a tile that is not in the list it knows nothing. We come to that.) How many translations are right? For each translation we ask which of all true tiles it is nearest to, by the squared differences of the pixels, and count how often that is its own partner. This share is called **retrieval**. Ties share the point.


# %%
def retrieval(translated, partners):
    rows = [np.reshape(x, (len(x), -1)) for x in (translated, partners)]
    distances = cdist(*rows, "sqeuclidean")
    own = np.diag(distances)[:, None]
    nearer, equal = (distances < own).sum(axis=1), (distances == own).sum(axis=1)
    return float(np.mean((nearer == 0) / equal))


# %%
order = rng.permutation(len(test_satellite))
network = models.load_tile_network()


def frechet(images):  # the network reads tiles of 64x64 pixels
    seen = [data.enlarge(x, 2) for x in (test_satellite, images)]
    return metrics.frechet_distance(*(metrics.classify(x, network)[0] for x in seen))


def levels(first, second):  # the range of tanh, 2, is 255 grey levels
    return 127.5 * np.abs(first - second).mean()


listed = test_satellite[order]
print(f"Fréchet distance {frechet(listed):.4f}", end=", ")
print(f"partners found {100 * retrieval(listed, test_satellite):.1f} %")

# %% [markdown]
# ## There and back again
#
# CycleGAN (Zhu et al., 2017) trains a second generator for the way back, and asks for one thing more: what goes there and back again should be the tile that went. The mean absolute difference between the two is the **cycle loss**. It is asked for in both directions, and so there is a second discriminator, which judges relief tiles. In the drawing G is the generator from relief to satellite, `to_target` in the code, and F is the one back, `to_source`.

# %% tags=["seeds-skip"]
plotting.diagrams.draw_cycle()

# %% [markdown]
# The idea is plausible. If a translation had nothing to do with its input, how could anybody find the way back? But look at our list again before you go on. Let the way back be the same list, looked up the other way round: the satellite tile at place $\pi(k)$ becomes the relief tile at place $k$. (With three tiles and the list 2, 0, 1 the first relief becomes the third satellite tile, and that becomes the first relief again.) What is the cycle loss then?

# %%
back = np.argsort(order)  # where each place stands in the list
# test_relief[back] is what F makes of all satellite tiles, in their order
cycle = np.abs(test_relief[back][order] - test_relief).mean()
cycle += np.abs(test_satellite[order][back] - test_satellite).mean()
print(f"cycle loss of the list, both ways: {cycle:.1f}")
assert cycle == 0
assert frechet(listed) < 1e-3
assert retrieval(listed, test_satellite) < 0.05

# %% [markdown]
# Zero. The list is perfect: a discriminator can only guess, and everything comes back. And it finds no partner at all, where chance would find one. **The cycle loss cannot tell one translation that can be undone from another.** So if CycleGAN works, the reason must be another one. Perhaps its networks learn some such translations more easily than others. A list is hard to learn for a stack of convolutions. But many other wrong translations can be undone, too, and some of them may be easy to learn. Keep this in mind for what follows.
#
# ## The networks and the step
#
# The paper's generator is not a U-Net. It goes down to a quarter of the size, passes **residual blocks** there, and goes up again. A residual block adds a correction to what it gets. Ours is small: it has three blocks where the paper has six or nine, and goes up by pixel shuffles. We use it for digits below. For tiles we train lesson 11's U-Net, whose step takes less time.


# %%
def residual_generator(width=16, blocks=3, channels=3, size=32):
    def convolve(x, filters, kernel=3, strides=1):
        x = layers.Conv2D(filters, kernel, strides, padding="same", use_bias=False)(x)
        return layers.GroupNormalization(groups=-1)(x)  # each channel by itself

    images = keras.Input((size, size, channels))
    x = layers.ReLU()(convolve(images, 2 * width, 5, 2))
    x = layers.ReLU()(convolve(x, 4 * width, 3, 2))
    for _ in range(blocks):
        correction = layers.ReLU()(convolve(x, 4 * width))
        x = layers.Add()([x, convolve(correction, 4 * width)])
    x = layers.ReLU()(pixel_shuffle(convolve(x, 8 * width)))
    x = layers.Conv2D(4 * channels, 5, padding="same")(x)
    outputs = layers.Activation("tanh")(pixel_shuffle(x))
    return keras.Model(images, outputs, name="residual_generator")


# %% [markdown]
# Each discriminator is lesson 11's, but it sees one image alone: a real tile, or a translation. It also sees *older* translations. A **buffer** keeps 50 of them, and about half of the translations that go to the discriminator are exchanged for older ones. That is meant to keep the discriminators from forgetting the tricks of earlier generators (Shrivastava et al., 2017). In the code `pool` is the buffer, and a place that is still free holds NaN. A random order of the places, free ones first, says which place each image of the batch is given. If the place is free, the image is stored there, and handed on as well. If it is taken, the coin falls: either the image is stored and the older one handed on, or the image is only handed on.


# %%
def exchange(pool, images, seed):
    free = tf.math.is_nan(pool[:, 0, 0, 0])
    chance = tf.random.stateless_uniform([2, pool.shape[0]], seed)  # order, coins
    order = tf.argsort(chance[0] - tf.cast(free, tf.float32))  # free places first
    places = order[: tf.shape(images)[0]]
    older, free = tf.gather(pool, places), tf.gather(free, places)[:, None, None, None]
    swap = chance[1, : tf.shape(images)[0], None, None, None] < 0.5
    stored = tf.where(free | swap, images, older)
    returned = tf.where(swap & ~free, older, images)
    return returned, tf.tensor_scatter_nd_update(pool, places[:, None], stored)


# %% [markdown]
# The step looks long, but it says everything twice: once for the way there, and once for the way back. Here `gan.d_loss` and `gan.g_loss` are lesson 08's least-squares losses, as in the paper. As in lesson 11 there are two tapes, one for each loss. `descend` changes only the discriminators by the one, and only the generators by the other. The numbers 2 to 5 name streams of random numbers. Two things are switched off for now. `gan.disturb` can add noise to what goes back. And `gan.identity_weight` belongs to the **identity loss**: each generator is also given pictures of the kind that it is to make, and should leave them as they are. The paper uses it when paintings become photographs, because otherwise the generators change tints without need.


# %%
def update_cycle(gan, sources, targets):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_targets = gan.to_target(sources, training=True)
        fake_sources = gan.to_source(targets, training=True)
        back = gan.to_source(gan.disturb(fake_targets, 2), training=True)
        forth = gan.to_target(gan.disturb(fake_sources, 3), training=True)
        cycle = gan.l1_loss(back, sources) + gan.l1_loss(forth, targets)
        g_loss = gan.g_loss(gan.target_discriminator(fake_targets, training=True))
        g_loss += gan.g_loss(gan.source_discriminator(fake_sources, training=True))
        g_total = g_loss + gan.cycle_weight * cycle
        if gan.identity_weight:
            same = gan.l1_loss(gan.to_target(targets, training=True), targets)
            same += gan.l1_loss(gan.to_source(sources, training=True), sources)
            g_total += gan.identity_weight * same
        d_loss = 0.0
        older_targets = gan.target_buffer(fake_targets, gan.step_seed(4))
        older_sources = gan.source_buffer(fake_sources, gan.step_seed(5))
        for judge, real_images, images in [
            (gan.target_discriminator, targets, older_targets),
            (gan.source_discriminator, sources, older_sources),
        ]:
            real_logits = judge(real_images, training=True)
            d_loss += gan.d_loss(real_logits, judge(images, training=True))
    descend(gan, d_tape, d_loss, g_tape, g_total)
    return d_loss, g_loss, cycle


# %%
def train(sources, targets, build, steps, start=0, **weights):
    keras.utils.set_random_seed(SEED + start)
    size, channels = targets.shape[1], targets.shape[3]
    judges = [patch_discriminator(channels, size, conditional=False) for _ in range(2)]
    gan = CycleGAN(build(), build(), *judges, SEED + start)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    optimizers = (keras.optimizers.Adam(rate, beta_1=0.5) for _ in range(2))
    gan.compile(*optimizers, **weights)
    heaps = data.to_pixels(sources), data.to_pixels(targets)
    batches = data.unpaired_batches(*heaps, 4, SEED + start)
    gan.fit(batches, steps_per_epoch=steps, verbose=0)
    return gan


# %% [markdown]
# `CycleGAN` is the package's trainer. It is again lesson 03's `GAN`. Its step and its buffers are the package's own `update_cycle` and `exchange`, which are the same as ours above. (So changing ours changes nothing here.) Calling the model translates, and `back` takes the way back. Both use averaged weights. The weight of the cycle loss is the paper's 10. We train twice, with two seeds. They fix the first weights, the order of the tiles and what the buffers exchange. All settings are alike. Besides partners we count something simpler. On true satellite tiles the sea is clearly more blue than red and green, and not pale. (The relief's sea is too pale to count.) How much of the true sea did a network make blue, and how much of the land? (Land is every pixel here that is not blue on the true satellite tile.)
#
# The table has the Fréchet distance, the partners found, the mean error of a relief tile that went there and back, the mean difference between a translation and its partner, both in grey levels of 255, and the share of the true sea and of the land that became blue.


# %%
def is_sea(images):
    red, green, blue = np.moveaxis(images, -1, 0)
    return (blue > np.maximum(red, green) + 0.1) & (red < 0)


def plain_unet():
    return unet(width=16, depth=2, channels=3, size=32)


# %%
sea, made, returned = is_sea(test_satellite), [], []
for start in range(2):
    gan = train(relief, satellite, plain_unet, 1500, start)
    made.append(gan(test_relief).numpy())
    returned.append(gan.back(made[-1]).numpy())

# %%
print("start   Fréchet   partners   there and back   to the partner   blue sea, land")
for start, (x, back) in enumerate(zip(made, returned)):
    found = frechet(x), 100 * retrieval(x, test_satellite)
    errors = levels(back, test_relief), levels(x, test_satellite)
    print(f"{start}" + "{:14.1f}{:9.1f} %".format(*found), end="")
    print("{:17.1f}{:17.1f}".format(*errors), end="")
    print("{:11.0%}{:5.0%}".format(*(is_sea(x)[w].mean() for w in (sea, ~sea))))

# %% tags=["seeds-skip"]
some = [17, 44, 69, 98, 120, 171, 200, 232]
rows = {"relief": test_relief}
for start in range(2):
    rows |= {f"start {start}": made[start], f"back from {start}": returned[start]}
rows |= {"partner": test_satellite}
shown = np.concatenate([x[some] for x in rows.values()])
plotting.show_images(shown, len(some), width=7, rows=[*rows])

# %% [markdown]
# Translations look like satellite tiles, as far as such small networks can draw them, and both starts bring the relief back nearly as it was. But look at the sea. The first start made most of it blue. The second made much of it nearly white. Neither the error there and back nor the Fréchet distance shows much of a difference. There are white regions among the satellite tiles, too, namely snow and salt, and from white sea one can go back as well as from blue. On your machine the starts may end otherwise, and the next section has more of them.
#
# ## With and without the cycle
#
# `make unpaired` trained such networks from ten seeds, for 4,000 steps each (with pairs for more, see below), in several variants:
#
# - without the cycle loss, where there are still two generators, each with its discriminator;
# - with the cycle loss: CycleGAN as above;
# - with the identity loss, with the paper's weight 5, instead of the cycle loss, or besides it;
# - with both losses and residual generators;
# - with pairs, as in lesson 11: one such U-Net, the L1 loss, and a discriminator that sees the input. It trained for about as many seconds as CycleGAN, which was enough for three times as many steps.
#
# Two rows need no training: the relief itself, as it is, and the relief with the satellite's histogram, channel by channel. Before you look: how many partners does each method find? Chance would find one in 293, which is a third of a per cent.


# %% tags=["needs:12.1", "seeds-skip"]
table = data.load_table("unpaired")


def of(task, arm, column):
    rows = table[(table["task"] == task) & (table["arm"] == arm)]
    return rows[np.argsort(rows["seed"])][column]


def cell(values, title):
    values = values * 100 if "%" in title else values
    text = "-" if np.isnan(values).any() else f"{values.mean():.1f}"
    if len(values) > 1 and text != "-":
        text += f" ± {values.std(ddof=1) / np.sqrt(len(values)):.1f}"
    return f"{text:>15}"


def show_table(task, arms, columns):
    print(f"{'':<22}" + "".join(f"{title:>15}" for title in columns.values()))
    for arm, name in arms.items():
        cells = [cell(of(task, arm, c), title) for c, title in columns.items()]
        print(f"{name:<22}" + "".join(cells))


# %% tags=["seeds-skip"]
arms = {"input": "the relief itself", "classical": "histograms"}
arms |= {"no cycle": "no cycle loss", "cycle": "CycleGAN"}
arms |= {"identity alone": "identity loss alone", "identity": "both losses"}
arms |= {"residual": "both, residual", "paired": "pairs"}
columns = {"retrieved": "partner, %", "psnr": "PSNR", "frechet": "Fréchet"}
columns |= {"back": "and back", "alike": "target changed"}
show_table("maps", arms, columns)
counts = np.sort(of("maps", "cycle", "retrieved") * len(test_satellite))
print("partners that CycleGAN found on each seed:", *np.round(counts).astype(int))

# %% [markdown]
# ± is the standard error over the seeds. The column `and back` is the error of relief tiles that went there and back, in grey levels. It is one half of the cycle loss. We did not measure the other half. And `target changed` is by how many grey levels the generator that makes satellite tiles changes a true one.
#
# *With neither loss* about two partners of 293 are found, where chance would find one, and what comes back is far from what went.
#
# *With the cycle loss alone* nearly everything comes back. But most seeds find no more than one or two partners, as chance might, and two find very many (the last line), as our first start did. The mean hides that. On average, matching histograms finds more than any variant with a cycle loss, and it learns nothing. But its distance is larger than theirs.
#
# *With the identity loss alone* many partners are found, on every seed. With both losses there are far fewer. A section of its own comes below. The *residual* generators, though asked to, bring back less than the U-Nets. They have no skips from the way down to the way up, as a U-Net has, which may be the reason.
#
# *With pairs*, in about as many seconds as CycleGAN, the PSNR is higher on every seed, and more partners are found on average. Both numbers measure how near the partner is, which the L1 loss asks for directly. The Fréchet distance tells another story: CycleGAN's is not larger, so judged by it CycleGAN's translations look no less real. And even with pairs most partners are missed. The relief does not show all that the satellite sees, and many of the 293 tiles are alike.

# %% tags=["claim:12.1", "seeds-skip"]
found = {arm: of("maps", arm, "retrieved") for arm in arms}
assert np.median(found["no cycle"]) < 5 / len(test_satellite)
assert np.median(found["cycle"]) < 5 / len(test_satellite)
assert of("maps", "cycle", "back").max() < of("maps", "no cycle", "back").min() / 2

# %% tags=["claim:12.2", "seeds-skip"]
for arm in ("no cycle", "cycle", "identity alone", "identity", "residual"):
    assert (of("maps", "paired", "psnr") - of("maps", arm, "psnr")).min() > 0.5
    assert found["paired"].mean() > found[arm].mean()

# %% [markdown]
# We trained three of the variants with tiles of 64x64 pixels, too, from three seeds and for twice as many steps. The picture shows translations of the first seed.

# %% tags=["seeds-skip"]
ways = {"cycle": "CycleGAN", "identity alone": "identity loss", "paired": "pairs"}
show_table("large", ways, columns)
for arm, name in ways.items():
    both = zip(of("large", arm, "retrieved"), of("large", arm, "frechet"))
    each = [f"{share:.1%} and {distance:.1f}" for share, distance in both]
    print(f"{name}: partners and distance on each seed", *each, sep=",  ")
picture = 2 * plt.imread(data.TABLES / "unpaired.png")[..., :3] - 1
# five rows of nine tiles are cut out of one picture
tiles = picture.reshape(5, 64, 9, 64, 3).swapaxes(1, 2).reshape(-1, 64, 64, 3)
plotting.show_images(tiles, 9, width=7, rows=["relief", *ways.values(), "partner"])
assert of("large", "cycle", "sea").max() < 0.1
for arm in ("cycle", "identity alone"):
    assert (of("large", "paired", "psnr") - of("large", arm, "psnr")).min() > 0.5

# %% [markdown]
# With pairs the PSNR is again the highest on every seed. CycleGAN made hardly any of the sea blue on any seed. In its row of the picture colours have changed their places, and nobody did that by hand. The sea of the first column became dark green, as forests are, and the green lowland beside it brown. Dry land became green, and in parts of the last two columns dark blue, as the sea is. Yet nearly everything comes back. With the identity loss alone the second training of three failed: it found one partner of 293, as chance would, and its distance is by far the largest of all nine. (The picture shows the first one.) So this loss is no safe way, either. The distance of the pairs is the smallest on average here. With tiles of 32x32 pixels it was CycleGAN's that was smaller than theirs.
#
# ## The loss that cannot see an exchange
#
# The list above was made by hand. Do trained networks also find translations that can be undone and are wrong? The sea shows it. In the picture below each point is one training with tiles of 32x32 pixels, except the two crosses: how much of the true sea is blue afterwards, and how much of the land.

# %% tags=["seeds-skip"]
figure, axes = plt.subplots(figsize=(6, 3.4), dpi=100, layout="constrained")
for mark, (arm, name) in zip("xXovDs^*", arms.items()):
    places = [100 * of("maps", arm, column) for column in ("flooded", "sea")]
    axes.plot(*places, mark, markersize=8, fillstyle="none", label=name)
axes.set_xlabel("land that is blue, %")
axes.set_ylabel("sea that is blue, %")
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# In most trainings of CycleGAN alone less than a tenth of the sea is blue, and in some of them a part of the land is blue instead. Only with the identity loss alone and with pairs is most of the sea blue on every seed. With neither loss, and with the cycle loss alone, most of the sea is blue on one seed of ten only. But the U-Nets with a cycle loss bring nearly everything back, whatever they made of the sea (the column `and back` above). This half of the loss hardly tells a wrong sea from a right one, much as with our list.
#
# Does any number tell it? We compare the ten trainings of CycleGAN: do those that find more partners have a smaller error there and back, or a smaller Fréchet distance?

# %% tags=["seeds-skip"]
for column in ("back", "frechet"):
    rank, p = spearmanr(found["cycle"], of("maps", "cycle", column))
    print(f"{columns[column]:<9} rank correlation {rank:5.2f}, p = {p:.2f}")
assert rank < -0.5

# %% [markdown]
# The error there and back says little. The distance says something here: among these ten trainings those with a smaller one tend to find more partners. Perhaps a heap with white seas has too little blue in it. A good discriminator would notice that over many tiles, though no single tile gives it away. We did not test this. Nor is it a rule. In the table of the small tiles, pairs find far more partners than CycleGAN at a distance that is no smaller.
#
# ## What the identity loss assumes
#
# On tiles of 32x32 pixels the identity loss alone finds far more partners than the cycle loss, and the gain in partners is lost again if both are used. The PSNR with both is still higher than with the cycle loss alone. Let us train with it alone, for 2,500 steps.

# %%
weights = {"cycle_weight": 0.0, "identity_weight": 5.0}
gan = train(relief, satellite, plain_unet, 2500, **weights)
tied = gan(test_relief).numpy()
share, blue = retrieval(tied, test_satellite), is_sea(tied)[sea].mean()
print(f"partners found {share:.1%}, blue sea {blue:.0%}, Fréchet {frechet(tied):.1f}")
assert share > 10 / len(test_satellite)

# %% tags=["seeds-skip"]
rows = {"relief": test_relief, "identity loss": tied, "partner": test_satellite}
shown = np.concatenate([x[some] for x in rows.values()])
plotting.show_images(shown, len(some), width=8, rows=[*rows])

# %% [markdown]
# Much of the sea is blue, with a grid of dark dots, and the land has the colours of land, although much of the green is missing. Our first start of CycleGAN was even better. But with the identity loss alone no luck was needed after the 4,000 steps of the table: all ten trainings make most of the sea blue, as the plot before this section shows. On the larger tiles one of three failed. So on these maps this loss helps to tie a translation to its input. It cannot force it. A list that leaves satellite tiles alone would satisfy it, too. But a network that must leave satellite tiles alone seems to treat relief tiles likewise. The last column of the table shows that it did what it was trained for: a true satellite tile passes the generator nearly unchanged.
#
# The identity loss rests on an *assumption*: what already resembles the other kind needs little change. A pale blue sea resembles a satellite's sea, and that may be why it becomes a darker blue and not white. If the cycle loss is added, fewer partners are found on every seed. Perhaps that is because a translation that can be undone has to keep apart what the relief keeps apart, at the expense of the right colours. We tested neither explanation.
#
# The assumption seems to fit the sea of our maps. It does not fit everywhere on them: the sixth relief of the picture is greenish grey and became olive, and its partner is a bright desert with one green spot. And we expect that it does not fit all pictures. Think of photographs and their negatives, where a bright sky has to become dark. The fifth exercise tries that on digits.
#
# Newer methods also do without the cycle. Park et al. (2020) ask that each patch of the translation has more in common with the patch at the same place of the input than with patches at other places.

# %% tags=["claim:12.5", "seeds-skip"]
assert found["identity alone"].mean() > 2 * found["cycle"].mean()
assert (found["identity alone"] - found["identity"]).min() > 0
for arm in ("identity alone", "paired"):
    assert of("maps", arm, "sea").min() > 0.5
assert of("maps", "identity", "alike").max() < of("maps", "cycle", "alike").min() / 4

# %% [markdown]
# ## Digits of another look
#
# On digits we can watch an exchange more closely, because a digit has a class. Digits are to become *negatives*, black on white, that are also turned *upside down*, by half a turn. The targets are made from the other half of the digits, so here no pair exists at all. A translation is read by the course's classifier after the new look is undone by its formula.
#
# If classes were exchanged, say all threes became eights and all eights threes, each digit could still be translated back, and each translation would be a digit of the right look. The cycle loss and the discriminators would be content, but for the small difference that there are not equally many threes and eights. Before you look: will the network turn the digits? (The weight of the cycle loss is 1 here and not 10, because we train for few steps only.)


# %%
def small_generator():
    return residual_generator(channels=1, size=28)


digits = data.scale(data.load_mnist("train")[0]).numpy()
half = len(digits) // 2
turned = -digits[half:, ::-1, ::-1]
gan = train(digits[:half], turned, small_generator, 400, cycle_weight=1.0)
test_digits, labels = (x[:1000] for x in data.load_mnist("test"))
test_digits = data.scale(test_digits).numpy()
made_digits = gan(test_digits).numpy()
undone = -made_digits[:, ::-1, ::-1]
read = metrics.classify(undone)[1].argmax(axis=1)

# %%
nines, sixes = np.mean(read[labels == 6] == 9), np.mean(read[labels == 9] == 6)
kept = np.mean(read == labels)
print(f"kept {kept:.0%}; sixes read as nines {nines:.0%}, nines as sixes {sixes:.0%}")
upside_down = metrics.classify(test_digits[:, ::-1, ::-1])[1].argmax(axis=1)
print(f"true digits, read upside down, keep {np.mean(upside_down == labels):.0%}")
each = [f"{np.mean(upside_down[labels == k] == k):.0%}" for k in range(10)]
print("from zeros to nines:", *each)
returned_digits = gan.back(made_digits).numpy()
error = levels(returned_digits, test_digits)
print(f"error there and back {error:.1f} grey levels")
assert nines > 0.5
assert sixes > 0.5
assert error < levels(test_digits, -1) / 2  # half that of empty images

# %% tags=["seeds-skip"]
rows = {"digits": test_digits, "made": made_digits, "undone": undone}
rows["and back"] = returned_digits
shown = np.concatenate([x[:12] for x in rows.values()])
plotting.show_images(shown, 12, width=8, rows=[*rows])

# %% [markdown]
# <details><summary>Answer</summary>
#
# No. It makes *upright* negatives, and each digit comes back well enough (last row). Turned upside down for reading, its sixes are nines, and its nines are sixes.
#
# </details>
#
# The network turned none of the digits in the picture. Most sixes are read as nines and most nines as sixes, so it seems to have turned hardly any. For sixes and nines that amounts to an exchange of classes, which nobody made by hand, and the cycle loss does not mind. `make unpaired` trained such networks from ten seeds for 2,000 steps, once without the cycle loss and once with its weight 10. It did the same for plain negatives, which are not turned. It also trained the same generator with pairs of a digit and its turned negative, as in lesson 11. In its table `kept` is the share of digits that keep their class, and `best match` is the share if each class may be called by another name, as in lesson 09.

# %% tags=["seeds-skip"]
columns = {"kept": "kept, %", "matched": "best match, %", "back": "and back"}
columns |= {"frechet": "Fréchet"}
arms_of = {"no cycle": "no cycle loss", "cycle": "CycleGAN"}
for task, more in {"negative": {}, "turned": {"paired": "pairs"}}.items():
    print(task)
    show_table(task, arms_of | more, columns)

# %% [markdown]
# Without the cycle loss about a tenth of the digits keep their class, which is chance. These trainings failed altogether, as the distance shows, so they do not tell what a *good* GAN without the cycle loss would do. With the cycle loss nearly all *plain* negatives keep their class. The loss does not demand that, since exchanged classes would come back as well. But to invert each pixel in its place is probably the easiest translation that can be undone. With the turned ones, however, fewer than half keep their class. So do true digits that are read upside down, as we printed above: zeros, ones, fives and eights look much the same then, and so do some twos and fours. If each class may be called by another name, more are right, because sixes and nines then count. Turning each digit would have kept all classes. The loss did not see that anything was wrong: the error there and back is as small as for the plain negatives. The distance shows that a discriminator could still object, since an upright four is no turned digit.
#
# Could the generator turn digits at all? The last row says yes. Trained with pairs, for about as many seconds, the same network turns them, and nearly all keep their class. So it is not a matter of what the network can do, but of what it finds. To change colours in their place is probably found sooner than to move strokes, which convolutions can do only through many layers. The discriminator may play a part, too: it judges patches, and strokes look much alike upside down. We tested neither.
#
# Where only the look should change, and things stay in their places, CycleGAN has a chance. Check what it made all the same. The authors report the same: turning dogs into cats, which need another shape, had little success (section 6 of the paper).

# %% tags=["claim:12.3", "seeds-skip"]
gap = of("turned", "cycle", "matched") - of("turned", "cycle", "kept")
assert of("negative", "no cycle", "matched").max() < 0.3
assert of("negative", "cycle", "kept").min() > 0.9
assert gap.min() > 0.05
assert of("turned", "paired", "kept").min() > 0.9
ways_back = [of(task, "cycle", "back").mean() for task in ("turned", "negative")]
assert ways_back[0] < 1.5 * ways_back[1]

# %% [markdown]
# ## What a cycle hides
#
# Now an impossible task: colour pictures are to become grey ones, and grey ones colour. The way there is easy. To come back in *its own* colours should be impossible for a picture, because grey does not tell whether a dark place is sea or forest. What will networks do whose loss *demands* the way back?
#
# The generators are U-Nets again, with `residual=True`: what they make is added to their input, as in lesson 11, so that they can pass on every pixel. (They are not the residual generator from above.) The two heaps have no picture in common: one half of the tiles stays in colour, the other half is made grey.


# %%
def greyed(images):
    return images.mean(axis=-1, keepdims=True).repeat(3, axis=-1)


# %%
half = len(satellite) // 2
heaps = satellite[:half], greyed(satellite[half:])
gan = train(*heaps, lambda: unet(16, 2, 3, 32, residual=True), 2000)
grey, truth = gan(test_satellite).numpy(), greyed(test_satellite)
ways = {"colour": test_satellite, "made grey": grey, "and back": gan.back(grey).numpy()}
ways["true grey, back"] = gan.back(truth).numpy()
ways["tint of made x 10"] = np.clip(10 * (grey - greyed(grey)), -1, 1)

# %% tags=["seeds-skip"]
shown = np.concatenate([x[some] for x in ways.values()])
plotting.show_images(shown, len(some), width=7, rows=[*ways])

# %% [markdown]
# The second row looks grey, and the third has nearly all its colours back, even the blue of the sea. (In the sixth column a part of the desert became bluish.) How does the network know them? The last row shows what is left of the second row if its own greys are subtracted, ten times as strong: its *tint*. Over the sea there is a fine pattern in colours, so strong that this row cuts it off. You can also find it in the second row if you look for it. Over land there is another one, and much weaker. The way back reads this pattern. In the fourth row it is given true greys. It paints land where sea was, and makes bright deserts even more bluish. Nobody programmed that. The cycle loss demands the colours, and gradient descent found a way. Why the discriminator did not prevent so strong a pattern, we do not know. Chu et al. (2017) call CycleGAN *a master of steganography*, which is the art of hiding messages in harmless pictures.
#
# To be sure, we take all colours out of what was made grey, and send it back.

# %%
cleaned = gan.back(greyed(grey)).numpy()
errors = {"made grey, back": levels(ways["and back"], test_satellite)}
errors["without its tint, back"] = levels(cleaned, test_satellite)
errors["true grey, back"] = levels(ways["true grey, back"], test_satellite)
for name, error in errors.items():
    print(f"{name:<24} {error:4.1f} grey levels of 255")
tint, shift = levels(grey, greyed(grey)), levels(greyed(grey), truth)
print(f"tint of what was made grey: {tint:.1f}, error of its greys: {shift:.1f}")

# %% tags=["claim:12.4"]
assert errors["made grey, back"] < errors["true grey, back"] / 2
assert errors["without its tint, back"] > 2 * errors["made grey, back"]

# %% [markdown]
# Without its tint it comes back far worse, though the tint is faint on average (over the sea it is much stronger). It still comes back better than true grey. Perhaps a part of the message is in the greys themselves, which are not exactly the true ones.
#
# Can that be prevented? If noise is added to the translation before it goes back (`gan.disturb`), faint patterns should drown. `make unpaired` trained for 4,000 steps from ten seeds, without noise and with Gaussian noise whose standard deviation is five grey levels. The last two columns say by how much what comes back changes if noise of one grey level is added to a translation, and to a true grey picture.

# %% tags=["seeds-skip"]
columns = {"back": "and back", "cleaned": "without tint", "true_back": "true grey"}
columns |= {"moved": "noise moves", "moved_real": "in true grey"}
show_table("grey", {"cycle": "CycleGAN", "noise": "trained with noise"}, columns)

# %% [markdown]
# With noise in training the tint matters less on average. But from *true* greys the colours still come back as badly as before. So this noise did not help: something that it does not drown still carries the colours, partly in the tint and perhaps in the greys. Whether the patterns moved or grew stronger, we did not measure.
#
# The last two columns are a test that did not show what we expected. Chu et al. added very faint noise to translations, and it destroyed the message. Here noise of one grey level moves what comes back from a made grey no more than what comes back from a true one. Perhaps the pattern of our small networks is strong enough to survive it.
#
# ## Style, from a heap or from one picture
#
# Zhu et al. call it *collection style transfer* when CycleGAN turns photographs into paintings. It learns from all paintings of a painter what his pictures have in common. There is an older way, which needs a single painting and no training of its own. Gatys, Ecker and Bethge (2015) use a network that was trained for something else. They change the pixels of one picture by gradient descent, so that the sum of two errors becomes small. The first error is small if the picture's features are those of the photograph, place by place. That is the *content*. The second is small if the products of the picture's feature channels, averaged over all places, are those of the painting. That is the *style*. In general the two cannot both be zero, so the result is a compromise. These averages form the **Gram matrix**. It tells which features occur together, and forgets where.


# %%
def gram(features):
    places = features.shape[1] * features.shape[2]
    return tf.einsum("bhwc,bhwd->bcd", features, features) / places


relus = [x.output for x in network.layers if isinstance(x, layers.ReLU)]
look = keras.Model(network.inputs, relus)


def restyle(contents, styles, steps=200):
    pixels, optimizer = tf.Variable(contents), keras.optimizers.Adam(0.02)
    grams, places = [gram(x) for x in look(styles)], look(contents)[1]

    def error(found, wanted):
        return tf.reduce_mean((found - wanted) ** 2) / tf.reduce_mean(wanted**2)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            seen = look(pixels)
            style = sum(error(gram(x), wanted) for x, wanted in zip(seen, grams))
            loss = error(seen[1], places) + style
            loss += 3 * tf.reduce_mean(tf.image.total_variation(pixels)) / 64**2
        optimizer.apply([tape.gradient(loss, pixels)], [pixels])
        pixels.assign(tf.clip_by_value(pixels, -1, 1))

    for _ in range(steps):
        step()
    return pixels.numpy()


# %% [markdown]
# In the code `look` returns the features of four stages of the course's network of tiles. Our pixels start as those of the content, where Gatys et al. start with noise. The content is compared in the network's second stage, and the style in all four. The last term of the loss keeps neighbouring pixels alike. Two satellite tiles are the styles: a green coast, and mountains in snow.

# %% tags=["seeds-skip"]
contents = data.enlarge(test_relief[some], 2)
blank = np.ones_like(tied[:1])
rows = {"relief": data.enlarge(np.concatenate([blank, test_relief[some]]), 2)}
for name, place in {"coast": 702, "snow": 48}.items():
    style = data.enlarge(satellite[[place]], 2)
    restyled = restyle(contents, style.repeat(len(some), axis=0))
    rows[name] = np.concatenate([style, restyled])
rows["identity loss"] = data.enlarge(np.concatenate([blank, tied[some]]), 2)
shown = np.concatenate([*rows.values()])
plotting.show_images(shown, 1 + len(some), width=7, rows=[*rows])

# %% [markdown]
# The first tile of the second and the third row is the style. What is made of it took one picture, 200 steps, and a network that was trained for something else. The large shapes of the relief remain, and the colours of the style come in patches. Even a desert gets a piece of sea and of green shore (the fifth relief, in the sixth column), because the Gram matrix says how much blue there has to be, and not where. Where the relief is flat there is little content to hold on to, and patterns appear that are neither. Gatys et al. used a network that was trained on over a million photographs, and larger pictures.
#
# The network with the identity loss (last row) learned from a whole heap of pictures, and some of these are all desert. So it may leave a desert a desert. It translates any further tile at once, while the pixels of the second and third row had to be found step by step. Johnson et al. (2016) train a network that restyles at once, too.
#
# ## Your own two folders
#
# Two folders of pictures to learn from and two to test with are enough. Neither names nor numbers of files need agree. The line that is commented out expects them as `train/a`, `train/b`, `test/a` and `test/b`, and crops and shrinks their pictures to squares of 64x64 pixels in colour. Put it in the place of the last line. Until then we take the brain of lesson 11 without its pairs: slices of grey matter in the one heap, and T1 images in the other.


# %%
def brain(split):
    t1, tissues = data.load_brain(split)
    return tissues[..., :1], t1


# Yours: load = lambda split: [data.load_folder(f"{split}/{x}", 64) for x in "ab"]
load = brain

# %%
inputs, targets = (data.scale(x).numpy() for x in load("train"))
test_inputs, test_targets = (data.scale(x).numpy() for x in load("test"))
channels = inputs.shape[-1]
gan = train(inputs, targets, lambda: unet(16, 3, channels, 64), 600)
slices = gan(test_inputs).numpy()
back = gan.back(slices).numpy()
print(f"there and back {levels(back, test_inputs):.1f} grey levels")

# %% tags=["seeds-skip"]
rows = {"source": test_inputs, "made": slices, "and back": back, "target": test_targets}
shown = [x[np.linspace(3, len(x) - 1, 7).astype(int)] for x in rows.values()]
plotting.show_images(np.concatenate(shown), 7, width=8, rows=[*rows])
if load is brain:  # where the partners are known
    print(f"PSNR {metrics.psnr(slices, test_targets).mean():.1f} dB")

# %% [markdown]
# What went there comes back nearly as it was, and the outlines are right. But look at the white matter inside. In the truth it is the brightest part. Here it is grey or dark, in some slices as dark as fluid. Where there is no grey matter there may be white matter or fluid, and the cycle loss does not say which is which. A discriminator could object, because no T1 slice looks like that, but after 600 steps it has not prevailed. Whether it would later, we did not test. Compare the last picture of lesson 11, whose network learned from pairs of the same slices.
#
# This mistake can be seen by anybody who knows T1 images. Other mistakes cannot be seen at all. Cohen et al. (2018) show translations that add tumours or remove them, because the one heap had more of them than the other. With folders of your own the last row shows some pictures of the other kind, and no partners. So look for something to check translations with, whatever it costs: a few true partners, or a classifier or a person that reads what must not change. The losses cannot tell you whether a translation is right.
#
# ## Recap
#
# - Without pairs a discriminator can ask that translations look **real**. It cannot ask that they belong to their inputs.
# - CycleGAN's **cycle loss** asks that one can go back. It cannot tell one invertible translation from another.
# - Which of them is found depends on the random start and on losses that say what should stay as it is. Probably it also depends on which translations the networks learn most easily. We did not test that. On our maps the **identity loss** found far more partners than the cycle loss, but only where it was used alone, and not in every training on larger tiles.
# - If target pictures cannot show what the way back needs, the networks may **hide** it in them.
# - Measure with a few true partners, or with something else that reads what must not change. The losses do not tell you whether a translation is right, and the eye sees only what it already knows.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
#
# **1.** The discriminators of a CycleGAN can only guess, and everything comes back exactly. What do you know about the translation of one picture?
#
# <details><summary>Answer</summary>
#
# That it looks like a picture of the other kind, and that the other generator can return it. Whether it is the right one, you do not know. See *There and back again*.
#
# </details>
#
# **2.** There are as many horses as zebras in the two heaps, but all horses stand on grass and half of the zebras on sand. What do the discriminators ask for?
#
# <details><summary>Answer</summary>
#
# The one asks that half of the translated horses stand on sand, though every horse stands on grass. The other asks that all translated zebras stand on grass, though half of the zebras stand on sand. Otherwise the heaps of translations can be told from the true ones. See *Looking real is not enough*.
#
# </details>
#
# **3.** What does the identity loss do if the two kinds have a different number of channels?
#
# <details><summary>Answer</summary>
#
# It cannot be computed: a generator that takes colours cannot be given greys. See *The networks and the step*.
#
# </details>
#
# **4.** A translation comes back nearly without error. Is that a good sign?
#
# <details><summary>Answer</summary>
#
# Not by itself. A white sea comes back as well as a blue one, and what comes back may have been hidden. See *The loss that cannot see an exchange* and *What a cycle hides*.
#
# </details>
#
# **5.** You have 1,000 pictures of each kind, and a budget for 50 pairs. What are they for?
#
# <details><summary>Answer</summary>
#
# First of all to measure: how many translations find their partner, and how far they are from it. If you also train with pairs, measure with others. See *With and without the cycle*.
#
# </details>
#
# ## Exercises
#
# [Sheet 12](exercises/12_unpaired.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Zhu, Park, Isola, Efros, *Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks*, 2017, arXiv:1703.10593: CycleGAN.
# - Chu, Zhmoginov, Sandler, *CycleGAN, a Master of Steganography*, 2017, arXiv:1712.02950.
# - Shrivastava et al., *Learning from Simulated and Unsupervised Images through Adversarial Training*, 2017, arXiv:1612.07828: the buffer.
# - Cohen, Luck, Honari, *Distribution Matching Losses Can Hallucinate Features in Medical Image Translation*, 2018, arXiv:1805.08841: tumours that appear and vanish.
# - Park, Efros, Zhang, Zhu, *Contrastive Learning for Unpaired Image-to-Image Translation*, 2020, arXiv:2007.15651: without a cycle.
# - Gatys, Ecker, Bethge, *A Neural Algorithm of Artistic Style*, 2015, arXiv:1508.06576.
# - Johnson, Alahi, Fei-Fei, *Perceptual Losses for Real-Time Style Transfer and Super-Resolution*, 2016, arXiv:1603.08155: the generator with residual blocks, and a network that does in one pass what Gatys et al. do by gradient descent.
