# %% [markdown]
# # 00 Start here
#
# **In a few seconds a neural network will draw digits that nobody ever wrote. By
# the end of this course you will have built it, and you will know how to tell
# whether it is any good.**
#
# - **You will do**: check your machine, draw new digits, take a walk through the
#   space they come from.
# - **You will learn**: what a generator is, what its input means, and how the
#   lessons of this course work.
# - **You need**: some Python and NumPy, and an idea of what a neural network is. No
#   GPU, no network connection, no experience with GANs.
#
# Measured on two processor cores: {{minutes}} minutes.

# %% [markdown]
# ## Is everything there?
#
# The package `gan_course` holds what the lessons build. We import it *before*
# TensorFlow, because it silences start-up messages that look alarming and are not.
# Select the next cell and press Shift+Enter.

# %%
import gan_course

gan_course.report()

# %% [markdown]
# If a line looks wrong, *If something does not work* in the README helps. Without a GPU
# all is well: every lesson is made to run on two ordinary processor cores in
# minutes. With one, TensorFlow uses it once its libraries are there (see the end).
#
# Each lesson states the minutes that it took on one particular computer. The line
# *minutes* compares yours with that one: 2.0 says that lessons will take about twice as
# long here, 0.5 half as long. The number comes from timing a few convolutions just now, so
# it is larger while something else keeps your processor busy.

# %% [markdown]
# ## New digits, from noise
#
# A **generator** is a function with weights. In go random numbers, out comes a
# picture. This one has never been shown which digit is which; it was only ever told
# "more like the real ones, please" by a second network, its opponent. Lesson 03
# trains it from nothing in minutes.

# %%
generator = gan_course.models.load_generator()
print("in: ", generator.input_shape)
print("out:", generator.output_shape)

# %% [markdown]
# `None` stands for the number of pictures, which is ours to choose. So one picture of
# 28x28 pixels costs 64 random numbers. We draw them from the **standard normal
# distribution**, as the generator's training did. Before you run the next cell: do
# you expect every digit from 0 to 9 to turn up, though nobody asks for any?

# %%
import numpy as np

rng = np.random.default_rng()  # no seed: your digits are yours alone
noise = rng.standard_normal((100, 64)).astype("float32")
images = generator(noise).numpy()
gan_course.plotting.show_images(images, title="100 digits that nobody wrote")

# %% [markdown]
# Ten rows of ten handwritten digits, white on black. Most are as clear as a person's;
# some are not, as if the writer had changed his mind between a 4 and a 9. Run the cell
# again and you get a hundred others. The network cannot have stored its training pictures: 0.3
# million weights do not hold the 47 million pixels of 60,000 pictures. (Whether it copied some, lesson 03 asks.)
#
# Did all ten kinds turn up? A third network, a classifier that the generator has never met and
# that reads more than 99 % of real test digits correctly, counts them.

# %%
classifier = gan_course.models.load_classifier()
_, logits = classifier(images)  # features (lesson 04), and a score for each digit
counts = np.bincount(np.argmax(logits, axis=1), minlength=10)
for digit, count in enumerate(counts):
    print(digit, "#" * count)

# %% [markdown]
# All ten, in unequal numbers: each digit has a chance of about one in ten, and a hundred
# draws are few. Nobody told the generator that there are ten.
#
# How many are "most"? Lesson 03 counts the clear ones, and lesson 04 is all about that
# question.

# %% tags=["nbval-check-output"]
assert images.shape == (100, 28, 28, 1)
assert -1 <= images.min() and images.max() <= 1
assert len(np.unique(images.reshape(100, -1), axis=0)) == 100, "two are the same"
print("100 different pictures, every pixel between -1 (black) and 1 (white)")

# %% [markdown]
# ## A walk through the latent space
#
# The 64 numbers are coordinates: the generator's **latent space**. If it has learned
# more than a list of pictures, then neighbouring points should give similar digits,
# and on the way from one to another every stop should be a digit, too.
#
# Which way should we walk from a point $a$ to an independent point $b$? On the straight
# line the middle is $(a + b) / 2$. On the **arc** $\cos(t)\,a + \sin(t)\,b$, with $t$ from 0 to
# 90 degrees, it is $(a + b) / \sqrt{2}$. Which of the two is a typical point of a normal
# distribution? Its length tells.

# %%
a, b = rng.standard_normal((2, 1000, 64))  # 1,000 pairs of points
middles = {"an end": a, "straight middle": (a + b) / 2, "arc middle": (a + b) / 2**0.5}
lengths = {k: np.linalg.norm(v, axis=1).mean() for k, v in middles.items()}
for name, length in lengths.items():
    print(f"{name:<16} mean length {length:.1f}")

# %% [markdown]
# The squares of the 64 numbers have mean 1, so almost every normal point has a length near
# $\sqrt{64} = 8$, and the straight line cuts through an empty interior that was never seen
# in training. The arc does not: each number on it has the variance
# $\cos^2 t + \sin^2 t = 1$, so the point is again standard normal.

# %%
assert abs(lengths["arc middle"] / lengths["an end"] - 1) < 0.02
assert abs(lengths["straight middle"] / lengths["an end"] - 0.5**0.5) < 0.02

# %% [markdown]
# So ten walkers go on arcs, each through four random points (the corners) and back to where
# it started. One frame is one step of all of them.

# %%
corners = rng.standard_normal((4, 10, 64))
steps = np.linspace(0, np.pi / 2, 12, endpoint=False)
frames = []
for start, end in zip(corners, np.roll(corners, -1, axis=0)):  # the first comes last
    for t in steps:
        points = np.cos(t) * start + np.sin(t) * end
        frames.append(gan_course.plotting.image_grid(generator(points), columns=5))

# %%
from IPython.display import Image

gan_course.plotting.save_gif("outputs/00_start_here/walk.gif", frames, seconds=8)
Image(filename="outputs/00_start_here/walk.gif", width=420)

# %% [markdown]
# Ten digits that change into one another: strokes bend, loops open and close. That nothing
# jumps proves little, since the network is continuous. That most stops on the way are
# digits themselves proves more: a generator that only knew its training pictures by heart
# would have to blend two of them on the way.

# %% [markdown]
# ## The map of the course
#
# Two networks play against each other. The **generator** turns noise into images. The
# **discriminator** sees real images and generated ones, and says which is which. Each
# learns from the other's mistakes. Everything else is a consequence:
#
# | lesson | question it answers |
# | --- | --- |
# | 01 the minimax game | What is being played, and who wins? |
# | 02 your first GAN | How does that become code, in two dimensions where all can be seen? |
# | 03 DCGAN on MNIST | How does it draw digits? |
# | 04 measuring generators | How good are they? And how would you know? |
# | 05 mode collapse | Why does it sometimes draw only sevens? |
# | 06 and 07 Wasserstein GANs | What if the discriminator measured a distance? |
# | 08 the stability toolbox | Which of the many tricks help, and by how much? |
#
# Later parts control *what* is drawn, translate images into images, build a StyleGAN
# and ask when such images can be trusted; they are being written.

# %% [markdown]
# ## How a lesson works
#
# - **Predict, then run.** Before a cell that matters there is a question. Answer it
#   first, in your head; being wrong is how it sticks.
# - **Claims are checked.** What the text says about results is computed on the page. A
#   cell of `assert` lines stops with an error if the claim does not hold *on
#   your machine*; silence means that it holds. The lengths above were checked in this way.
# - **Nothing is hidden.** Every algorithm is written out in the lesson that teaches it.
#   The package holds the very same code, so that later lessons need not repeat it.
# - **Restart freely.** *Run → Restart Kernel and Run All Cells* works in every
#   lesson. Lessons write to the folder `notebooks/outputs` only; delete it whenever you like.
#
# **On Colab** the first cell installs the course, once `COURSE` in it names the repository
# that you opened it from. Every lesson runs on Colab's free
# processors; *Runtime → Change runtime type* gives you a GPU, and training uses it with no
# change to the code. Colab forgets its files when it disconnects.
#
# **On your own machine** `make lab` brings you back here, `make lab GPU=1` installs
# TensorFlow's CUDA libraries as well.

# %% [markdown]
# ## Recap
#
# - You checked your machine, drew digits nobody wrote, and walked through the space they
#   come from.
# - A **generator** turns standard normal noise into images; its input space is the
#   **latent space**.
# - Typical points of a 64-dimensional normal distribution have a length near 8; arcs stay
#   among them, straight lines do not.
# - Lessons ask, compute and assert.
#
# **Next**: [01 The minimax game](01_minimax_game.ipynb) begins with the mathematics. In a hurry?
# [03 DCGAN on MNIST](03_dcgan_mnist.ipynb) trains this generator from nothing;
# it needs 01 and 02 in places, and says where.
#
# ## Further reading
#
# - Goodfellow et al., *Generative Adversarial Networks*, 2014, arXiv:1406.2661: the paper
#   that began it.
# - White, *Sampling Generative Networks*, 2016, arXiv:1609.04468: on arcs and straight
#   lines in latent space.
