# %% [markdown]
# # 11 Restoring and translating images, with pairs
#
# **You will restore damaged pictures with one kind of network, measure how true and how real the results are, and see what it makes up.**
#
# - **You will do**: write a U-Net, a discriminator of patches and the step of pix2pix, a GAN that learns from pairs; restore satellite pictures and digits; read a table of four kinds of damage; turn a relief into a satellite picture; replace our pictures with yours.
# - **You will learn**: why the truest picture is not the sharpest one, what a receptive field is, what skips are for, whether the discriminator should see the input, and how often a restored digit becomes another digit.
# - **You need**: lesson 04's distances, and lesson 09's idea of judging pairs. No GPU.
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %%
from gan_course import data, metrics, models, plotting
from gan_course.models import pixel_shuffle
from gan_course.training import PairedGAN
from gan_course.training.steps import descend

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops
from scipy.spatial.distance import cdist
from skimage import restoration

# %%
SEED = 0  # of everything random
rng = np.random.default_rng(SEED)

# %% [markdown]
# ## Pictures whose truth is known
#
# A picture was taken in bad light, is too small, is blurred, or has a hole. What was there? Networks answer this question every day, in telephones, in medicine, in films, and their answers look convincing. Are they *true*? To find out we need pictures whose truth we know. So we take good pictures and spoil them ourselves.
#
# Ours come from two maps of the world: what satellites saw, and a shaded relief. Both are cut into tiles of 64x64 pixels, and tile $k$ of one map shows the same place as tile $k$ of the other. The test tiles lie between 2 and 42 degrees east, most of them in Europe and Africa, and the training tiles elsewhere. Satellite pictures are dark, and dark colours differ by few grey levels, so a loss would hardly count their differences. `brighten` divides every value by 255, takes the square root, and multiplies by 255 again, so that dark colours get more of the range.


# %%
def load_maps(split):
    relief, satellite = data.load_world(split)
    return data.scale(relief).numpy(), data.scale(data.brighten(satellite)).numpy()


relief, satellite = load_maps("train")
test_relief, test_satellite = load_maps("test")
print(f"{len(satellite)} training tiles, {len(test_satellite)} test tiles")

# %%
noisy = data.add_noise(test_satellite, 0.4, SEED)
blurred = data.blur(test_satellite, 2.0)
holed, _ = data.cut_hole(test_satellite, 24, SEED)
small = data.shrink(test_satellite, 4)

# %% tags=["seeds-skip"]
some = slice(0, 290, 36)
rows = {"satellite": test_satellite, "noise": noisy, "blur": blurred, "hole": holed}
rows |= {"16x16 pixels": data.enlarge(small, 4), "relief": test_relief}
plotting.show_images(np.concatenate([x[some] for x in rows.values()]), 9, rows=[*rows])

# %% [markdown]
# Each kind of damage is one line of code. The fifth row has only 16x16 pixels per tile, enlarged again by bicubic interpolation, which is what picture programs do.
#
# ## A network from image to image
#
# Lesson 03's generator makes an image from 64 numbers. Now the input is an image, too. A **U-Net** (Ronneberger et al., 2015) makes it smaller at first, with more and more channels, and then larger again. Ours does so by strided convolutions and pixel shuffles. A pixel of the small images in the middle sums up a large region, but fine detail is lost there. So each stage on the way up also gets the image of its size from the way down. These connections are called **skips**. In ours the input itself is the last of them.

# %% tags=["seeds-skip"]
plotting.diagrams.draw_unet()

# %% [markdown]
# (The orange boxes have more channels than the three colours: on the way down 16 at 32x32 pixels, 32 at 16x16 and 64 at 8x8. On the way up each skip adds its channels.) For damage there is one more idea. A damaged picture already shows most of what it should show. So the network need not draw the picture. It draws the **correction**, which is added to its input, and at the start the correction is 0. In the code this is `residual=True`.


# %%
def unet(width=16, depth=3, channels=3, size=64, skips=True, residual=False):
    def normalize(x):
        return x if residual else layers.GroupNormalization(groups=-1)(x)

    images = keras.Input((size, size, channels))
    x, seen = images, []
    for stage in range(depth):
        seen.append(x)
        x = layers.Conv2D(width * 2**stage, 4, strides=2, padding="same")(x)
        if 0 < stage < depth - 1:  # at neither end
            x = normalize(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    for stage in reversed(range(depth)):
        filters = width * 2**stage // 2  # at twice the size
        x = layers.Conv2D(4 * filters, 3, padding="same")(x)
        x = pixel_shuffle(x)
        x = layers.ReLU()(normalize(x) if stage else x)
        x = layers.Concatenate()([x, seen[stage]]) if skips else x
    first = "zeros" if residual else "glorot_uniform"
    x = layers.Conv2D(channels, 3, padding="same", kernel_initializer=first)(x)
    outputs = ops.clip(images + x, -1, 1) if residual else ops.tanh(x)
    return keras.Model(images, outputs, name="unet")


# %% [markdown]
# (`GroupNormalization(groups=-1)` normalizes every channel of every image by itself. It is called instance normalization. Unlike batch normalization it does not let one image change what is made of another. A network that makes a correction has no normalization, because the correction's size matters.)
#
# ## Learning from the truth alone
#
# The obvious loss is the mean absolute error, the **L1 loss**. We shall train two networks to restore 64x64 pixels from tiles that were shrunk to 16x16 and enlarged again by bicubic interpolation. This is called **super-resolution**. The first network minimizes the L1 loss, and nothing else.


# %%
def l1_loss(images, truths):
    return ops.mean(ops.abs(ops.subtract(images, truths)))


# %% [markdown]
# Before you see what it learns: sixteen pixels of the truth were averaged into one. Many different textures have the same averages. Which of them will the network draw where it cannot know?
#
# ## A discriminator of patches
#
# The second network also has to please a discriminator. What should that look at? The L1 loss already takes care of the large shapes. What it leaves out is texture, and texture is local. So pix2pix (Isola et al., 2017) has a **patch discriminator**: a stack of convolutions without a dense layer at the end. It returns a *map* of logits, each of which judges one patch of the image. It also sees the generator's input, as the discriminator of pairs in lesson 09 sees the label.


# %%
def patch_discriminator(channels=3, size=64, width=16, depth=2, conditional=True):
    images = keras.Input((size, size, channels))
    inputs = [keras.Input((size, size, channels)), images] if conditional else images
    x = layers.Concatenate()(inputs) if conditional else images
    for stage in range(depth + 1):
        strides = 2 if stage < depth else 1
        x = layers.Conv2D(width * 2**stage, 4, strides, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    logits = layers.Conv2D(1, 4, padding="same")(x)
    return keras.Model(inputs, logits, name="patch_discriminator")


# %% [markdown]
# How large is a patch? The **receptive field** of a logit is the square of pixels that it depends on. Go backwards through the convolutions. If $r$ outputs in a row are needed, their inputs are $r - 1$ strides and one kernel wide:
#
# $$r \leftarrow (r - 1) \cdot \text{stride} + \text{kernel},$$
#
# and it begins with $r = 1$. There is another way to find it: the gradient of one logit with respect to the image is zero outside its patch. Do both agree?


# %%
def receptive_field(convolutions):
    pixels = 1
    for kernel, stride in reversed(convolutions):
        pixels = (pixels - 1) * stride + kernel
    return pixels


def measured_field(depth, size):
    judge = patch_discriminator(1, size, 4, depth, conditional=False)
    image = tf.constant(rng.standard_normal((1, size, size, 1)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(image)
        logits = judge(image)
        middle = logits[0, logits.shape[1] // 2, logits.shape[2] // 2, 0]
    rows = np.abs(tape.gradient(middle, image)[0]).sum(axis=(1, 2))
    return len(np.trim_zeros(rows))


# %%
ours = [(4, 2), (4, 2), (4, 1), (4, 1)]
papers = [(4, 2), *ours]
fields = {2: receptive_field(ours), 3: receptive_field(papers)}
measured = {depth: measured_field(depth, 160) for depth in fields}
print(f"ours: {fields[2]} pixels by the formula, {measured[2]} by the gradient")
print(f"pix2pix: {fields[3]} by the formula, {measured[3]} by the gradient")

# %% tags=["claim:11.1"]
assert fields[3] == 70
assert measured == fields

# %% [markdown]
# The paper's discriminator has one more convolution than ours and a field of 70 pixels, hence the name "70x70 PatchGAN" in the paper. Ours is for smaller pictures.
#
# ## The step of pix2pix
#
# The generator minimizes a sum of two losses: the L1 loss, and the *adversarial* loss, which is small if the discriminator takes its images for true ones. The latter is lesson 03's non-saturating loss, as in the paper. The weights are the paper's, too, 100 for L1 (`l1_weight`) and 1 for the adversarial loss, if nothing else is said. The two losses are of different size: in super-resolution the L1 error is a few hundredths, while the adversarial loss is near 1. The discriminator's step is the usual one. In the code `gan.judge` shows the discriminator an input and an image, and `descend` takes the step of both optimizers.


# %%
def update_paired(gan, inputs, targets):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        outputs = gan.generator(inputs, training=True)
        real_logits = gan.judge(inputs, targets)
        fake_logits = gan.judge(inputs, outputs)
        d_loss = gan.d_loss(real_logits, fake_logits)
        g_loss = gan.g_loss(fake_logits)
        l1 = gan.l1_loss(outputs, targets)
        g_total = gan.adversarial_weight * g_loss + gan.l1_weight * l1
    descend(gan, d_tape, d_loss, g_tape, g_total)
    return d_loss, g_loss, l1


# %%
def train(inputs, truths, adversarial_weight=1.0, steps=400, batch=8, residual=False):
    keras.utils.set_random_seed(SEED)
    size, channels = truths.shape[1], truths.shape[3]
    depth = 3 if size == 64 else 2  # how many times the size is halved
    generator = unet(16, depth, channels, size, residual=residual)
    gan = PairedGAN(generator, patch_discriminator(channels, size), SEED)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    optimizers = (keras.optimizers.Adam(rate, beta_1=0.5) for _ in range(2))
    gan.compile(*optimizers, adversarial_weight=adversarial_weight)
    batches = data.paired_batches(inputs, truths, batch, SEED)
    gan.fit(batches, steps_per_epoch=steps, verbose=0)
    return gan


# %% [markdown]
# `PairedGAN`, the package's trainer, is lesson 03's `GAN` with another step: the package's own `update_paired`, which is the same as ours above. (So changing ours changes nothing here.) `fit` takes batches of pairs, and calling the model makes images with the moving average of the generator. The rate falls to 0, as in lesson 10. Now we train both networks, for 800 steps each.

# %%
low = data.enlarge(data.shrink(satellite, 4), 4)
test_low = data.enlarge(small, 4)
restored = {"bicubic": test_low}
for name, weight in [("L1 alone", 0.0), ("L1 and adversarial", 1.0)]:
    gan = train(low, satellite, weight, steps=800, residual=True)
    restored[name] = gan(test_low).numpy()

# %% tags=["seeds-skip"]
detail = np.abs(np.diff(test_satellite, axis=1)).mean(axis=(1, 2, 3))
some = np.argsort(detail)[-60::10]  # six of the sixty with the most detail
rows = {"truth": test_satellite} | restored
plotting.show_images(
    np.concatenate([x[some] for x in rows.values()]), 6, width=8, rows=[*rows]
)

# %% [markdown]
# Look at the coasts and mountains. Bicubic interpolation is soft. The network with the L1 loss alone is sharper, and still smooth where the truth is rough. With the discriminator there is texture again. Is it the *right* texture? Two numbers say how near an image is to its truth, and one says how real the images look as a set.
#
# - **PSNR**, the peak signal-to-noise ratio: the squared range over the mean squared error, on a logarithmic scale, in decibels. Higher is better: 3 dB more means half the squared error. `tf.image` has it.
# - **SSIM**, structural similarity (Wang et al., 2004): compares means, variances and covariances within small windows. It is 1 for the truth.
# - **Fréchet distance** of the restored tiles to the true ones (lesson 04), on the features of a small network that was trained on tiles. The course trained it without labels. It learned to give a tile and its shifted or mirrored copy similar features, and a tile and its blurred, noisy or shrunken copy different ones. So it can see sharpness and grain, and it was never shown a hole.


# %%
tiles = models.load_tile_network()


def psnr(images, truths):
    images, truths = (tf.cast(x, "float32") for x in (images, truths))
    return tf.image.psnr(images, truths, max_val=2.0).numpy()


def ssim(images, truths):
    images, truths = ((tf.cast(x, "float32") + 1) / 2 for x in (images, truths))
    return tf.image.ssim(images, truths, max_val=1.0).numpy()


def frechet(images, truths, network=tiles):
    features = [metrics.classify(x, network)[0] for x in (truths, images)]
    return metrics.frechet_distance(*features)


def measure(images, truths):
    truth = psnr(images, truths).mean(), ssim(images, truths).mean()
    return *truth, frechet(images, truths)


# %%
found = {name: measure(x, test_satellite) for name, x in restored.items()}
print(f"{'':<20} PSNR   SSIM   Fréchet distance")
for name, (decibels, structure, distance) in found.items():
    print(f"{name:<20} {decibels:4.1f}   {structure:.3f}   {distance:6.1f}")

# %% [markdown]
# <details><summary>Answer to the question before the discriminator</summary>
#
# Where it cannot know, the best that the L1 loss can do is the *median* of all truths that are possible there, pixel by pixel. The median of many different textures has hardly any texture.
#
# </details>
#
# The network with the L1 loss alone is the truest: it has the highest PSNR and SSIM. The one with the discriminator looks most real: it has the smallest Fréchet distance, and *pays for it with truth*. Much of its texture must be invented, since the error grows with it. Blau and Michaeli (2018) prove that this is no accident of networks: among the best possible restorations, more realism can be had only for less truth. They call it the **perception-distortion trade-off**.

# %% tags=["claim:11.3"]
by_l1, by_both = found["L1 alone"], found["L1 and adversarial"]
assert by_l1[0] > by_both[0]
assert by_l1[1] > by_both[1]
assert by_both[2] < by_l1[2]

# %% [markdown]
# How much truth does realism cost? The weight of the adversarial loss decides. `make restoration` trained the same networks for 2,000 steps with several weights, from five seeds each. It fills a table, which comes with the course and which we shall use for the rest of this lesson.

# %% tags=["needs:11.2", "seeds-skip"]
table = data.load_table("restoration")


def of(task, arm, column):
    rows = table[(table["task"] == task) & (table["arm"] == str(arm))]
    return rows[np.argsort(rows["seed"])][column]


def lead(task, arm, column, over):
    # the smallest difference of all seeds: above 0 if `arm` is larger on each
    return (of(task, arm, column) - of(task, over, column)).min()


# %% tags=["seeds-skip"]
figure, axes = plt.subplots(figsize=(6, 3.6), dpi=100, layout="constrained")
weights = ["0", "0.03", "0.1", "0.3", "1", "10"]
points = [[of("shrink", w, c).mean() for w in weights] for c in ("psnr", "frechet")]
axes.plot(*points, "o-", label="U-Net, by adversarial weight")
errors = [[of("shrink", w, c).std() for w in weights] for c in ("psnr", "frechet")]
axes.errorbar(*points, errors[1], errors[0], fmt="none", color="C0", capsize=2)
for x, y, weight in zip(*points, weights):
    axes.annotate(weight, (x, y), xytext=(6, 4), textcoords="offset points")
bicubic = of("shrink", "input", "psnr"), of("shrink", "input", "frechet")
axes.plot(*bicubic, "ks", label="bicubic")
axes.set(xlabel="PSNR, dB (truer to the right)")
axes.set_ylabel("Fréchet distance (more real below)")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# The bars show the standard deviation over the seeds. Weight 0 stands at the upper right: of the networks it is the truest, and the least real. As the weight grows to 1, the network moves to the left and down, at first steeply. With weight 1 the distance is a small part of what it was, and the price is more than one decibel. Ten times that weight makes the images slightly less true still, and no more real. Bicubic interpolation lies above the curve. At the same PSNR a network with a small weight is more real.
#
# Which point is the best one depends on what the picture is for. A film may want weight 1. Somebody who measures the brightness of single places wants weight 0, and should know that it smooths what it cannot know.

# %% tags=["seeds-skip"]
for less, more in [("0", "0.03"), ("0.03", "0.1"), ("0.1", "1")]:
    assert lead("shrink", less, "psnr", over=more) > 0
    assert lead("shrink", less, "frechet", over=more) > 0

# %% [markdown]
# ## Four kinds of damage, one recipe
#
# The same code repairs other damage, because only its inputs change. What should the results be compared with? With methods that need *no* learning. Some of them are good. Non-local means removes noise by averaging pixels whose surroundings look alike. A Wiener filter undoes a known blur. Biharmonic inpainting fills a hole as smoothly as possible. All of them are in scikit-image. The strengths of the first two were chosen on training tiles, for the best PSNR. From here on the blurred tiles also have a little noise, as in a camera.


# %% tags=["seeds-skip"]
def non_local_means(image, hole):
    settings = {"h": 0.15, "sigma": 0.4, "channel_axis": -1}
    return restoration.denoise_nl_means(image, 5, 6, **settings)


def wiener(image, hole):
    bell = np.exp(-(np.arange(-8, 9) ** 2) / 8)
    kernel = np.outer(bell, bell) / bell.sum() ** 2
    padded = np.pad(image, [[16, 16], [16, 16], [0, 0]], "symmetric")
    colours = np.moveaxis(padded, -1, 0)
    found = [restoration.wiener(x, kernel, 0.01, clip=False) for x in colours]
    return np.stack(found, axis=-1)[16:-16, 16:-16].clip(-1, 1)


def biharmonic(image, hole):
    return restoration.inpaint_biharmonic(image, hole[..., 0] > 0, channel_axis=-1)


# %% tags=["seeds-skip"]
damages = {
    non_local_means: lambda x: data.add_noise(x, 0.4, SEED),
    wiener: lambda x: data.add_noise(data.blur(x, 2.0), 0.02, SEED),
    biharmonic: lambda x: data.cut_hole(x, 24, SEED)[0],
}
holes, chosen = data.cut_hole(test_satellite, 24, SEED)[1], some[1:3]
rows = {"truth": [], "damaged": [], "no learning": [], "L1 and adversarial": []}
for method, damage in damages.items():
    damaged = damage(test_satellite)[chosen]
    gan = train(damage(satellite), satellite, residual=True)
    plain = [method(*pair) for pair in zip(damaged, holes[chosen])]
    found = test_satellite[chosen], damaged, plain, gan(damaged).numpy()
    for row, images in zip(rows.values(), found):
        row.extend(images)
title = "the same two tiles with noise, with a blur, with a hole"
shown = np.concatenate([*rows.values()])
plotting.show_images(shown, 6, title, width=8, rows=[*rows])

# %% [markdown]
# Each network was trained for 400 steps. The one for holes fills them with a grey-green pattern, even in the sea. The table below has networks that were trained for 2,000 steps. For the small tiles, the row `input` is bicubic interpolation. In the table, what a method makes of the pixels around a hole is replaced by the known ones.
#
# Before you look at the table: the networks of the table were trained on 994 tiles for 2,000 steps. The methods without learning have at most a number or two that were chosen on such tiles. But they are told how strong the noise is, what the blur was and where the hole is. The networks must find that out from training pairs, which all have the same noise, the same blur and the same size of hole. In which of the four tasks may the method without learning still have a better PSNR than the network with L1 alone? (For the small tiles that method is bicubic interpolation.)


# %% tags=["seeds-skip"]
def show_table(tasks, arms, columns=("psnr", "ssim", "frechet")):
    print(f"{'':<28}" + "".join(f"{column:>16}" for column in columns))
    for task, title in tasks.items():
        for arm, name in arms.items():
            cells = [of(task, arm, column) for column in columns]
            if len(cells[0]):
                print(f"{title:<14}{name:<14}" + "".join(map(cell, cells)))


def cell(values):
    digits = 3 if abs(values.mean()) < 1 else 1
    text = f"{values.mean():.{digits}f}"
    if len(values) > 1:
        error = values.std(ddof=1) / np.sqrt(len(values))
        text += f" ± {error:.{digits}f}"
    return f"{text:>16}"


# %% tags=["seeds-skip"]
tasks = {"shrink": "16x16 pixels", "noise": "noise", "blur": "blur", "hole": "hole"}
arms = {"input": "input", "classical": "no learning", "0": "L1", "1": "L1 and adv."}
show_table(tasks, arms)

# %% [markdown]
# <details><summary>Answer</summary>
#
# For holes clearly, and against noise on some seeds. The smooth filling of holes wins by more than two decibels. Against this noise some of our small networks reach the PSNR of non-local means, and some do not. The network with *both* losses has, on average, a lower PSNR than the method without learning in all four tasks.
#
# </details>
#
# (± is the standard error over five seeds.) In PSNR the L1 loss beats bicubic interpolation and the Wiener filter, and loses to biharmonic inpainting. Against noise, PSNR differs more from seed to seed than between non-local means and the L1 loss, so there is no winner in PSNR. In SSIM the L1 loss is ahead on average against noise, and behind for holes. In the Fréchet distance the network with both losses is the best in every task, by far where the picture was enlarged or blurred. On every seed its SSIM is below that of L1 alone in every task, and so is its PSNR in three of the four. Against noise its PSNR is lower on average only.
#
# Two things are odd. Against noise non-local means has a smaller distance than the L1 loss, although its images are very smooth. And the blurred tiles themselves have a smaller distance than what the Wiener filter and the L1 loss make of them, although the restored tiles are truer. The little noise in the blurred tiles may count as texture. We did not test that.
#
# Compare distances within a task only, and trust them least for holes, which the network behind the distance has never seen. Six sevenths of a tile with a hole are untouched. That may be why all distances of this task are small, and it lifts the PSNR: inside the hole the squared error is seven times as large as the PSNR says, so take away $10 \log_{10}(64^2 / 24^2) \approx 8.5$ decibels.

# %% tags=["claim:11.2", "seeds-skip"]
assert lead("shrink", 0, "psnr", over="input") > 0
assert lead("blur", 0, "psnr", over="classical") > 0
assert lead("hole", "classical", "psnr", over=0) > 0
assert lead("noise", 0, "psnr", over="classical") < 0
assert lead("noise", "classical", "psnr", over=0) < 0
for task in tasks:
    assert lead(task, 0, "ssim", over=1) > 0
    for arm in [a for a in ("input", "classical", 0) if len(of(task, a, "psnr"))]:
        assert lead(task, arm, "frechet", over=1) > 0
for task in ("shrink", "blur", "hole"):
    assert lead(task, 0, "psnr", over=1) > 0


# %% [markdown]
# ## From one map to the other
#
# So far most of the answer was in the question. Now the network has to translate: from the relief, which shows slopes by shades and height by colours, to the satellite picture. It can know where mountains and coasts are. Can it know how green a place is? We look at training tiles whose relief has nearly one colour, and compare how much more green than red there is on both maps.
#
# %% tags=["seeds-skip"]
def greenness(images):
    return (images[..., 1] - images[..., 0]).mean(axis=(1, 2))


flat = relief.std(axis=(1, 2)).mean(axis=1) < 0.06
link = np.corrcoef(greenness(relief[flat]), greenness(satellite[flat]))[0, 1]
print(f"{flat.sum()} tiles, correlation of their greenness {link:.2f}")
assert link > 0.7

# %% [markdown]
# So in flat regions the relief's colours tell much of it. They seem to be chosen by climate, too. For mountains it need not be so.
#
# The network makes the whole image here, not a correction. It is not told where on Earth a tile lies, and all test tiles come from longitudes that it has never seen.
#
# A simple method to compare with is a colour table: each colour of the relief is replaced by the mean satellite colour of all training pixels that have this colour in the relief.

# %% tags=["seeds-skip"]
arms = {"input": "as it is", "classical": "colour table", "0": "L1", "1": "L1 and adv."}
show_table({"relief": "relief"}, arms)

# %% [markdown]
# Both networks are truer than the colour table, and the distances of both are smaller. The trade-off is the same as before: L1 alone is a little truer. With the discriminator the distance is smaller on average, though not on every seed.
#
# `load_translator` gives you a network of this kind that comes with the course. It was trained with both losses for 6,000 steps (`make translator`).

# %% tags=["seeds-skip"]
made = models.load_translator()(test_relief).numpy()
rows = {"relief": test_relief, "translated": made, "truth": test_satellite}
plotting.show_images(
    np.concatenate([x[some] for x in rows.values()]), 6, width=8, rows=[*rows]
)
measured = measure(made, test_satellite)
print("PSNR {:.1f} dB, SSIM {:.2f}, Fréchet distance {:.1f}".format(*measured))

# %% [markdown]
# Sea and land are mostly where they belong, and so is the snow of the last column. But in the fourth and fifth columns the network whitens mountains that have hardly any snow. The small islands of the third column are lost. In the first column the network draws green where the land is dry and brown. In the second column half of the green land turns brown, although the relief has nearly one colour there. We did not find out why.

# %% tags=["claim:11.5", "seeds-skip"]
assert lead("relief", 0, "psnr", over="classical") > 0
assert lead("relief", 1, "psnr", over="classical") > 0
assert lead("relief", 0, "psnr", over=1) > 0
assert of("relief", 0, "frechet").mean() > of("relief", 1, "frechet").mean() + 1
assert lead("relief", "classical", "frechet", over=0) > 0

# %% [markdown]
# ## What ties the output to the input?
#
# Two things in the losses can tie the output to the input: the L1 loss, and a discriminator that sees the input. Let us take away each, and then both. An *untold* discriminator sees an output or a truth, but not the input. On digits we can see well what happens then, because a digit has a class, which the course's classifier reads. The digits are shrunk to 7x7 pixels, which is again a sixteenth of the pixels, and the network makes the whole image, because one of the compared networks has no skips. On digits the patches are not small: the middle logit, with its field of 34 pixels, sees the whole digit.
#
# In the table `weight 10` has both losses with adversarial weight 10, `adv. alone` has no L1 loss, `untold` means that the discriminator does not see the input, and `no skips` has both losses and a U-Net without skips. The last column, `kept`, is the share of restored digits, of 2,000, that are read as their label. The Fréchet distance is that of the classifier's features. Before you look: how large is `kept` if the discriminator is untold *and* there is no L1 loss?

# %% tags=["seeds-skip"]
arms = {"input": "bicubic", "0": "L1", "1": "L1 and adv.", "untold": "both, untold"}
arms |= {"10": "weight 10", "alone": "adv. alone", "alone untold": "adv., untold"}
arms |= {"no skips": "no skips"}
show_table({"digits": "digits"}, arms, ("psnr", "frechet", "kept"))

# %% [markdown]
# <details><summary>Answer</summary>
#
# About seven of ten, far more than one in ten, although neither the generator's loss nor the discriminator's asks for it. Probably the network's own form is the reason: convolutions and skips make it easiest to sharpen the strokes that are there. We did not test it without skips.
#
# </details>
#
# With the L1 loss the discriminator need not see the input: the L1 loss ties the output to it, and on digits the untold one is even a little better. Without the L1 loss it does matter on digits whether the discriminator sees the input. If it does not, more than twice as many digits change their class. On the relief (next table), too, the L1 loss counts most for the truth: without it the PSNR falls by more than three decibels. The distance is not larger without it on average, if the discriminator is told. With the L1 loss, *not* telling the discriminator makes the distance smaller there, on every seed. Without the L1 loss it makes the distance larger on four of the five seeds. Which of the two is truer there we cannot say: the untold one has the lower PSNR on average, and the higher SSIM.

# %% tags=["seeds-skip"]
ways = {"1": "L1 and adv.", "untold": "both, untold", "alone": "adv. alone"}
ways |= {"alone untold": "adv., untold"}
show_table({"relief": "relief"}, ways)
show_table({"shrink": "16x16 pixels"}, {"whole": "with skips", "no skips": "no skips"})

# %% [markdown]
# Skips are worth a little on digits. Without them the network makes slightly more mistakes there, on average, and has the lower PSNR. On the tiles they are worth more than four decibels (last two rows). Some of that may be colour and not detail: the normalization takes away each channel's mean, and only skips carry it past. We did not separate the two. Both networks of these rows make the whole image, because a correction that is added to the input would be a skip, too.
#
# One more thing: on digits the adversarial loss buys nothing if the discriminator is told. The distance is *larger* with it, and with its weight 10 more so. The L1 loss alone already draws black and white strokes, because the median of black and white is one of the two, not grey. The trade-off holds between the best possible restorations. A network that is not the best one can be worse in both. We did not find out why an untold discriminator lowers the distance a little.

# %% tags=["claim:11.4", "seeds-skip"]
lost = {arm: 1 - of("digits", arm, "kept") for arm in arms}
assert (lost["alone untold"] - lost["alone"]).min() > 0
assert lost["alone untold"].mean() > 2 * lost["alone"].mean()
assert lost["untold"].max() < lost["alone"].min()
assert lead("relief", 1, "psnr", over="alone") > 3
assert lead("relief", 1, "frechet", over="untold") > 0
assert lost["no skips"].mean() > lost["1"].mean()
assert lead("digits", 1, "psnr", over="no skips") > 0
assert lead("shrink", "whole", "psnr", over="no skips") > 4
assert lead("digits", 1, "frechet", over=0) > 0
assert lead("digits", 10, "frechet", over=1) > 0

# %% [markdown]
# ## Is it the same digit?
#
# Anyone who restores a picture of a number plate wants to read it. So let us look at the digits that did *not* keep their class. We train two networks again, for 600 steps, and restore all test digits.

# %%
digits, labels = data.load_mnist("train")
test_digits, test_labels = data.load_mnist("test")
digits, test_digits = data.scale(digits).numpy(), data.scale(test_digits).numpy()
blurred, test_blurred = (
    data.enlarge(data.shrink(x, 4), 4) for x in (digits, test_digits)
)


# %%
read = {"truth": test_digits, "bicubic": test_blurred}
for name, weight in [("L1 alone", 0.0), ("L1 and adversarial", 1.0)]:
    gan = train(blurred, digits, weight, steps=600, batch=32)
    read[name] = gan.predict(test_blurred, batch_size=500, verbose=0)

# %% [markdown]
# A digit is *surely wrong* if the classifier gives a wrong class a probability of at least 90 %.

# %%
classifier = models.load_classifier()


def is_wrong(images, sure=0.0):
    _, logits = metrics.classify(images, classifier)
    probabilities = ops.softmax(logits).numpy()
    wrong = probabilities.argmax(axis=1) != test_labels
    return wrong & (probabilities.max(axis=1) >= sure)


# %%
wrong = {name: is_wrong(images).mean() for name, images in read.items()}
sure = {name: is_wrong(images, 0.9).mean() for name, images in read.items()}
for name, share in wrong.items():
    print(f"{name:<20} wrong {100 * share:4.1f} %, surely {100 * sure[name]:3.1f} %")

# %% [markdown]
# Of the restored digits about six in a hundred are read as another digit, and some of them surely. Whose fault is it? Perhaps the 7x7 pixels hold too little for any reader. Or they hold enough, and the restored picture misleads a reader who takes it for a real one. Three new readers can tell. All are lesson 10's small classifier, and train for equally long. The first learns from true digits and reads restored ones. The second learns from the enlarged 7x7 pixels and reads such pixels, so it never sees a restored digit. The third learns from restored digits and reads them. Before you run the cells: order the three by their mistakes.


# %%
def mistakes_of_reader(images, tests):
    keras.utils.set_random_seed(SEED)
    reader = models.small_classifier()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    reader.compile(keras.optimizers.Adam(2e-3), loss)
    reader.fit(images, labels, batch_size=64, epochs=2, verbose=0)
    classes = reader.predict(tests, batch_size=500, verbose=0).argmax(axis=1)
    return np.mean(classes != test_labels)


# %%
restored_digits = gan.predict(blurred, batch_size=500, verbose=0)
test_restored = read["L1 and adversarial"]
misread = {
    "true digits": mistakes_of_reader(digits, test_restored),
    "7x7 pixels": mistakes_of_reader(blurred, test_blurred),
    "restored digits": mistakes_of_reader(restored_digits, test_restored),
}
for name, share in misread.items():
    print(f"learned from {name:<16} wrong {100 * share:.1f} %")

# %% tags=["claim:11.6"]
assert wrong["truth"] < 0.01
assert wrong["bicubic"] > wrong["L1 alone"]
assert sure["L1 alone"] > 3 * wrong["truth"]
assert sure["L1 and adversarial"] > 3 * wrong["truth"]
assert misread["7x7 pixels"] < misread["true digits"]
assert misread["restored digits"] < misread["true digits"]

# %% [markdown]
# <details><summary>Answer</summary>
#
# The reader who takes restored digits for real ones makes the most mistakes. The other two are about equal.
#
# </details>
#
# So a part of the mistakes is not the pixels' fault. A reader who learned what such pixels mean makes fewer. For that part the fault lies in taking the picture for a real one. There may be two reasons, which we did not separate. Such a picture shows one digit, and does not say how probable another one was. And it may have stains and gaps, which a reader of true digits has never seen. A reader who knows how such pictures come about can allow for that, as the third one does. But the third reader is hardly better than the second, which needs no restored picture. Restoring cannot add information about the class, since the picture was computed from the pixels.

# %% tags=["seeds-skip"]
invented = is_wrong(read["L1 and adversarial"], 0.9) & ~is_wrong(test_digits)
places = np.flatnonzero(invented)[:10]
shown = np.concatenate([images[places] for images in read.values()])
plotting.show_images(shown, 10, width=8, rows=[*read])
print(f"{'label':<30}", *test_labels[places])
for name, images in list(read.items())[1:]:
    classes = metrics.classify(images[places], classifier)[1].argmax(axis=1)
    print(f"{name + ' is read as':<30}", *classes)

# %% [markdown]
# The picture shows the first ten test digits whose true image the classifier reads rightly, and whose image by the network with both losses is *surely wrong*. The L1 loss alone leads to much the same mistakes, so the discriminator is not their cause. More than half of these digits have stains or gaps. The others look like digits that somebody wrote, and they are the danger: we see that a blurred image is uncertain, but often cannot see that a restored one is.
#
# If you restore pictures that mean something, such as number plates, faces of suspects, or slices of a body: let a reader who has learned from damaged pictures read the damaged one. Say that what you show was restored. And measure how often a known truth changes, as we did.

# %% [markdown]
# ## Your own pictures
#
# Nothing in the method depends on maps. Put your pairs into folders, and change the line that begins with `load`. The pictures of a pair have the same name in both folders, and `load_pairs` crops and shrinks them to squares. Our example is slices of a brain: from the share of grey matter at each place, make the image that a magnetic resonance scanner would show (T1). It is a template, averaged over many healthy people, so nothing clinical follows from it.


# %%
def brain(split):
    t1, tissues = data.load_brain(split)
    return tissues[..., :1], t1


# Yours: load = lambda split: data.load_pairs(f"{split}/in", f"{split}/out", 64, 1)
load = brain

# %% [markdown]
# The folders are called `train/in`, `train/out`, `test/in` and `test/out` in this example. The last number is 1 for greys and 3 for colour. Keep pictures that resemble each other, such as neighbouring slices or two photographs of one scene, on the same side of the split. `load_brain` leaves out eight slices between the training and the test slices for that reason. Slices of different directions still cross, and all are cut from one template. So the result says nothing about another brain.
#
# The simplest method takes the training slice with the most similar grey matter, and shows *its* T1 image.

# %%
inputs, targets = (data.scale(x).numpy() for x in load("train"))
test_inputs, test_targets = (data.scale(x).numpy() for x in load("test"))
made = train(inputs, targets, steps=1000)(test_inputs).numpy()
rows = [x.reshape(len(x), -1) for x in (test_inputs, inputs)]
nearest = targets[cdist(*rows).argmin(axis=1)]
for name, x in {"network": made, "nearest slice": nearest}.items():
    print(f"{name:<14} PSNR {psnr(x, test_targets).mean():.1f} dB", end="")
    print(f", SSIM {ssim(x, test_targets).mean():.2f}")
assert psnr(made, test_targets).mean() > psnr(nearest, test_targets).mean()

# %% tags=["seeds-skip"]
some = np.linspace(3, len(made) - 2, 7).astype(int)
rows = {"input": test_inputs, "made": made, "truth": test_targets}
shown = np.concatenate([x[some] for x in (rows | {"nearest": nearest}).values()])
plotting.show_images(shown, 7, width=8, rows=[*rows, "nearest"])

# %% [markdown]
# The outlines are right and most folds are there, and the errors are smaller than with the nearest slice, which is sometimes cut in another direction. But look at the dark spots: where there is white matter the network drew black, as outside the head. Elsewhere it left out the small dark chambers of fluid in the middle. A likely reason is that it saw the grey matter only, and white matter, fluid and the outside of the head are all *not grey matter*. We did not test that. In a picture that a doctor reads, such a spot could be taken for a sign of disease.
#
# ## Recap
#
# - A **U-Net** makes an image from an image. Its skips carry unchanged detail around the narrow middle. For damage it can make a correction that is added to its input.
# - A **discriminator of patches** judges texture. How much of the image one logit sees, its **receptive field**, follows from kernels and strides.
# - On our tiles the L1 loss alone gives **truer** images, and both losses together give more **real** ones. Against noise the L1 loss has the higher SSIM on every seed, but the higher PSNR only on average. On the relief both losses are more real only on average. A method that learns nothing can be truer than both.
# - Compare with what needs no learning, on images from another place than the training images, with a measure of truth *and* a measure of realism.
# - The L1 loss ties the output to the input. Without it a discriminator that sees the input may help. Without both, nothing in the losses ties the output to the input.
# - Restoring **invents** details, and does not say where.
#
# Terms are explained in the [glossary](glossary.md).
#
# ## Five quick questions
#
# **1.** A network restores with the highest PSNR of all, and its images look soft. Is it badly trained?
#
# <details><summary>Answer</summary>
#
# Not necessarily. Where several truths are possible, the image with the smallest error is a compromise between them, which usually has less texture than they have. See the answer under *The step of pix2pix*.
#
# </details>
#
# **2.** What is the receptive field of two 3x3 convolutions with stride 2?
#
# <details><summary>Answer</summary>
#
# Backwards: $(1 - 1) \cdot 2 + 3 = 3$, then $(3 - 1) \cdot 2 + 3 = 7$ pixels. See *A discriminator of patches*.
#
# </details>
#
# **3.** Someone trains with an adversarial loss alone, and the discriminator does not see the input. The outputs look real. What should be checked?
#
# <details><summary>Answer</summary>
#
# Whether they have anything to do with the input: nothing in this training asks for it. See *What ties the output to the input?*.
#
# </details>
#
# **4.** A restored number plate shows a clear 8. What do you know?
#
# <details><summary>Answer</summary>
#
# That an 8 is compatible with the few pixels that there were, in the eyes of this network. It may have been another digit. See *Is it the same digit?*.
#
# </details>
#
# **5.** Why do the test tiles come from other longitudes, and not from a random choice of all tiles?
#
# <details><summary>Answer</summary>
#
# Neighbouring tiles look alike. A random choice would put neighbours of the test tiles among the training tiles, and the network could remember instead of restoring. See *Your own pictures* for the same with slices.
#
# </details>
#
# ## Exercises
#
# [Sheet 11](exercises/11_restoring.ipynb): four that check themselves, and one to investigate.
#
# ## Further reading
#
# - Isola, Zhu, Zhou, Efros, *Image-to-Image Translation with Conditional Adversarial Networks*, 2017, arXiv:1611.07004: pix2pix.
# - Ronneberger, Fischer, Brox, *U-Net: Convolutional Networks for Biomedical Image Segmentation*, 2015, arXiv:1505.04597.
# - Ledig et al., *Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network*, 2017, arXiv:1609.04802: SRGAN.
# - Wang et al., *ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks*, 2018, arXiv:1809.00219.
# - Pathak et al., *Context Encoders: Feature Learning by Inpainting*, 2016, arXiv:1604.07379.
# - Kupyn et al., *DeblurGAN: Blind Motion Deblurring Using Conditional Adversarial Networks*, 2018, arXiv:1711.07064.
# - Blau, Michaeli, *The Perception-Distortion Tradeoff*, 2018, arXiv:1711.06077.
# - Wang, Bovik, Sheikh, Simoncelli, *Image Quality Assessment: From Error Visibility to Structural Similarity*, 2004, doi:10.1109/TIP.2003.819861.
