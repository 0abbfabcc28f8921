# %% [markdown]
# # 00 Start here
#
# **In a few seconds a neural network will draw you new digits. By the end of this
# course you will have built it, and you will know how to tell whether it is any good.**
#
# - **You will do**: check your machine, draw new digits, take a walk through the
#   space they come from.
# - **You will learn**: what a generator is, what its input means, how GANs differ
#   from other generative models, and how the lessons of this course work.
# - **You need**: some Python and NumPy, and an idea of what a neural network is. No
#   GPU, no network connection, no experience with GANs (*generative adversarial
#   networks*).
#
# On two processor cores the whole notebook runs in {{minutes}} minutes.

# %% [markdown]
# ## Is everything there?
#
# The package `gan_course` holds what the lessons build. We import it *before*
# TensorFlow, because it silences start-up messages that look alarming but are harmless.
# Select the next cell and press Shift+Enter. (On Colab, set `COURSE` in the cell above to your copy's name, and run that cell first.)

# %%
import gan_course

gan_course.report()

# %% [markdown]
# If a line looks wrong, see *If something does not work* in the README. You do not need a
# GPU: every lesson runs on two ordinary processor cores in minutes. If you have one from NVIDIA, under Linux or WSL2, TensorFlow uses it once its libraries are installed (see *How a lesson works*).
#
# Each lesson states the minutes that it took on one particular computer. The line
# *minutes* compares yours with that one: 2.0 means that lessons will take about twice as
# long here, and 0.5 means half as long. The number comes from timing a few convolutions
# just now, so it is larger while something else keeps your processor busy.

# %% [markdown]
# ## New digits, from noise
#
# A **generator** is a function with weights: random numbers go in, a picture comes out.
# This one was never told which digit is which. A second network, its opponent, told it
# only how to make its pictures look more like the real ones, which are from MNIST, a
# collection of handwritten digits. Lesson 03 trains one like it from scratch in
# minutes.

# %%
generator = gan_course.models.load_generator()
print("in: ", generator.input_shape)
print("out:", generator.output_shape)
print("weights:", f"{generator.count_params():,}")

# %% [markdown]
# `None` stands for the number of pictures, which is ours to choose. Each picture of
# 28x28 pixels takes 64 random numbers. We draw them from the **standard normal
# distribution**, as the generator's training did. Before you run the next cell: do you
# expect every digit from 0 to 9 to turn up, although nobody asks for any?

# %%
import numpy as np

rng = np.random.default_rng()  # no seed: your digits are yours alone
noise = rng.standard_normal((100, 64)).astype("float32")
images = generator(noise).numpy()
gan_course.plotting.show_images(images, title="100 new digits")

# %% [markdown]
# You see ten rows of ten digits, white on black, that look handwritten. Most are easy
# to read. Some lie between two digits, and a few fit none. Run the cell again and you
# get a hundred others.
#
# Has the network simply stored its 60,000 training pictures? They have 47 million pixels,
# many more than it has weights, but that does not settle the question: pictures of digits
# compress well, so its weights could hold many of them. Lesson 03 looks for copies.
#
# Did all ten digits turn up? A third network counts them. It is a classifier that was
# trained to read real digits, and the generator has never met it. It must name a digit
# even for a scrawl.

# %%
classifier = gan_course.models.load_classifier()
_, logits = classifier(images)  # features (lesson 04), and a score for each digit
counts = np.bincount(np.argmax(logits, axis=1), minlength=10)
for digit, count in enumerate(counts):
    print(digit, "#" * count)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Almost certainly all ten, although nobody told the generator that there are ten. They
# come in unequal numbers. Chance alone does that in a hundred draws, and the generator
# may prefer some digits besides.
#
# </details>
#
# How many are easy to read? Lesson 03 counts them, and lesson 04 is all about such questions.

# %% tags=["nbval-check-output"]
assert images.shape == (100, 28, 28, 1)
assert -1 <= images.min() and images.max() <= 1
assert len(np.unique(images.reshape(100, -1), axis=0)) == 100, "two are the same"
print("100 different pictures, every pixel between -1 (black) and 1 (white)")

# %% [markdown]
# ## A walk through the latent space
#
# The 64 numbers are the coordinates of a point in the generator's **latent space**. If the
# generator has learned more than a list of pictures, then neighbouring points should give
# similar digits, and most stops on the way from one point to another should be digits too.
#
# Which way should we walk from a point $a$ to an independent point $b$? On the straight
# line the middle is $(a + b) / 2$. On the **arc** $\cos(t)\,a + \sin(t)\,b$, with $t$
# from 0 to 90 degrees, it is $(a + b) / \sqrt{2}$, at 45 degrees. Which of the two is a
# typical point of the normal distribution? We compare their lengths.

# %%
a, b = rng.standard_normal((2, 1000, 64))  # 1,000 pairs of points
middles = {"an end": a, "straight middle": (a + b) / 2, "arc middle": (a + b) / 2**0.5}
lengths = {k: np.linalg.norm(v, axis=1) for k, v in middles.items()}
for name, length in lengths.items():
    print(f"{name:<16} length {length.mean():.1f}, give or take {length.std():.1f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The middle of the arc: it is as long as the ends. The straight line's middle is too
# close to 0.
#
# </details>
#
# The squares of the 64 numbers have mean 1, and the average of so many is rarely far
# from it. So almost all points drawn from this distribution have a length near $\sqrt{64} = 8$: they lie in a thin shell. The straight line cuts through the hollow inside the shell, where hardly any point
# was drawn in training. The arc does not. A sum of independent normal numbers is
# normal, and each coordinate on the arc has the variance $\cos^2 t + \sin^2 t = 1$, so
# the point is again standard normal.

# %%
end, straight, arc = (length.mean() for length in lengths.values())
assert abs(arc / end - 1) < 0.02
assert abs(straight / end - 0.5**0.5) < 0.02
assert lengths["an end"].std() < 1

# %% [markdown]
# So we walk on arcs, and the generator gets only inputs like those it met in training. Each of ten walkers starts at a random point, visits three more, and returns to the first. We call the four points corners. One frame shows one step of all ten.

# %%
corners = rng.standard_normal((4, 10, 64))
steps = np.linspace(0, np.pi / 2, 12, endpoint=False)  # 90 degrees, in radians
frames = []
for start, end in zip(corners, np.roll(corners, -1, axis=0)):  # to the next corner
    for t in steps:
        points = np.cos(t) * start + np.sin(t) * end
        frames.append(gan_course.plotting.image_grid(generator(points), columns=5))

# %%
from IPython.display import Image

gan_course.plotting.save_gif("outputs/00_start_here/walk.gif", frames, seconds=8)
Image(filename="outputs/00_start_here/walk.gif", width=420)

# %% [markdown]
# Each of the ten pictures changes from digit to digit: strokes bend, loops open and
# close. Does this show that the generator has not memorized its training pictures? The
# DCGAN paper (Radford et al., 2015) reads sharp transitions as a sign of memorizing,
# and ours look mostly gradual. Not every stop is a digit. Gradual changes are a good
# sign but no proof: the network is a continuous function, and a walk visits only a few
# points.

# %% [markdown]
# ## The map of the course
#
# Two networks play against each other. The **generator** turns noise into images. The
# **discriminator** sees real images and generated ones, and says which is which. Each
# is trained against the other.

# %%
gan_course.plotting.diagrams.draw_game()

# %% [markdown]
# The arrows show who gets what: only the discriminator gets real images. What it says
# of generated images is all that the generator learns from. The lessons follow from
# this game:
#
# | lesson | question it answers |
# | --- | --- |
# | 01 the minimax game | What is being played, and who wins? |
# | 02 your first GAN | How does that become code, in two dimensions where we can see everything? |
# | 03 DCGAN on MNIST | How does it draw digits? |
# | 04 measuring generators | How good are the digits? And how would you know? |
# | 05 mode collapse | Why does it sometimes draw only sevens? |
# | 06 and 07 Wasserstein GANs | What if the discriminator measured a distance? |
# | 08 the stability toolbox | Which of the many tricks help, and by how much? |
# | 09 conditional and controllable generation | How do you order a seven, and one that leans to the right? |
# | 10 generated samples as training data | Can one learn from digits that nobody wrote? And when does it help? |
# | 11 restoring and translating images | How true is a restored picture, and what does it make up? |
# | 12 translating without pairs | Does a translation that can be undone have to be right? |
#
# Later parts build a StyleGAN and ask when such images can be trusted. They are being written.

# %% [markdown]
# ## GANs beside other generative models
#
# GANs are one of several families of networks that turn noise into data. The families differ in how they make a sample and in what they are trained for. Some maximize the **likelihood**, which says how probable the training data are under the model, or a lower bound on it. The table describes
# plain members of each family.
#
# | family | makes a sample by | training objective | good at | bad at |
# | --- | --- | --- | --- | --- |
# | GAN | one pass of the generator | what a discriminator says about its samples | sharp and fast samples | stable training, variety; says nothing about likelihoods |
# | variational autoencoder (VAE) | one pass of a decoder | a lower bound on the likelihood | stable training, variety, fast samples | sharp samples |
# | normalizing flow | one pass of an invertible network | the exact likelihood | variety, fast samples, exact likelihoods | sample quality; needs as many random numbers as pixels |
# | diffusion model | many passes, each of which removes some noise | how well it predicts noise that was added to images | quality, variety, stable training | fast samples |
#
# Xiao et al. (2021) call this a trilemma: quality, variety and speed are hard to get
# together. The borders between the families are open, however: a discriminator has
# helped to train diffusion models that need only one to four passes (Sauer et al.,
# 2023).

# %% [markdown]
# ## How a lesson works
#
# - **Predict, then run.** Before most important cells comes a question. Answer it in your head first, because even a wrong guess helps you remember. Then run on to the next *Answer*, and click it.
# - **Claims are checked.** Results in the text are computed on the page, come from a longer experiment whose table is in the course, or are quoted with their source. A cell of `assert` lines stops with an error if what it asserts does not hold *on your machine*. If the cell passes, it held in your run, within the tolerance in the cell. The ratios of the lengths above were checked in
#   this way.
# - **Nothing is hidden.** Every loss, layer and update is written out in a lesson. The
#   package holds the same code, so that later lessons need not repeat it.
# - **Test yourself.** Each lesson ends with five quick questions. From 01 on there are
#   exercises, too.
# - **Restart freely.** In JupyterLab *Run → Restart Kernel and Run All Cells* works in every lesson, and on Colab *Runtime → Restart session and run all*. Lessons keep their results only in the folder `outputs` beside them; delete it
#   whenever you like.
#
# **On Colab** set `COURSE` in the first cell to the repository from which you opened this notebook. The cell then installs the course. Every lesson runs on Colab's free processors.
# *Runtime → Change runtime type* gives you a GPU, and training should use it with no
# change to the code. Colab forgets its files when it disconnects.
#
# **On your own machine** `make lab` brings you back here, and `make lab GPU=1` installs
# TensorFlow's CUDA libraries as well.

# %% [markdown]
# ## Recap
#
# - You checked your machine, drew new digits, and walked through the space they come
#   from.
# - A **generator** turns standard normal noise into images; its input space is the
#   **latent space**.
# - Typical points of the 64-dimensional standard normal distribution have a length near
#   8. Arcs stay among them, and the middles of straight lines do not.
# - GANs make sharp samples in one pass, but they are hard to train and offer no likelihood.
# - Lessons ask, compute and assert. Terms are explained in the [glossary](glossary.md).
#
# **Next**: [01 The minimax game](01_minimax_game.ipynb) begins with the mathematics. In
# a hurry? [03 DCGAN on MNIST](03_dcgan_mnist.ipynb) trains a generator like this one, a
# *deep convolutional* GAN, from scratch. It needs 01 and 02 in places, and says where.
#
# ## Five quick questions
#
# **1.** You run the cell of the hundred digits twice. Why do the digits differ, although
# the weights are the same?
#
# <details><summary>Answer</summary>
#
# The generator is a fixed function, but each run draws new noise. See *New digits, from noise*.
#
# </details>
#
# **2.** A generator has fewer weights than its training pictures have pixels. Can it
# have stored many of them?
#
# <details><summary>Answer</summary>
#
# Yes, because pictures of digits compress well. One has to look for copies.
# See *New digits, from noise*.
#
# </details>
#
# **3.** Why do we walk on arcs and not on straight lines?
#
# <details><summary>Answer</summary>
#
# Points on an arc are distributed like the noise in training. The middle of a straight
# line is too close to 0. See *A walk through the latent space*.
#
# </details>
#
# **4.** Which of the two networks gets real images as input?
#
# <details><summary>Answer</summary>
#
# Only the discriminator. The generator gets nothing but noise, and learns about real images
# through the discriminator. See *The map of the course*.
#
# </details>
#
# **5.** You need to know how probable a model finds a given image. Which family gives
# you the exact answer, and why does a GAN not?
#
# <details><summary>Answer</summary>
#
# A normalizing flow: it is trained on exact likelihoods. A GAN draws images, but nothing in
# it says how probable a given image is. See *GANs beside other generative models*.
#
# </details>
#
# ## Further reading
#
# - Goodfellow et al., *Generative Adversarial Networks*, 2014, arXiv:1406.2661: the paper that introduced GANs.
# - White, *Sampling Generative Networks*, 2016, arXiv:1609.04468: on arcs and straight
#   lines in latent space.
# - Radford et al., *Unsupervised Representation Learning with Deep Convolutional Generative
#   Adversarial Networks*, 2015, arXiv:1511.06434: the DCGAN, and walks in its latent space.
# - Kingma, Welling, *Auto-Encoding Variational Bayes*, 2013, arXiv:1312.6114: the VAE.
# - Dinh et al., *Density Estimation Using Real NVP*, 2016, arXiv:1605.08803: a normalizing
#   flow.
# - Ho et al., *Denoising Diffusion Probabilistic Models*, 2020, arXiv:2006.11239.
# - Xiao et al., *Tackling the Generative Learning Trilemma with Denoising Diffusion GANs*,
#   2021, arXiv:2112.07804.
# - Sauer et al., *Adversarial Diffusion Distillation*, 2023, arXiv:2311.17042.
