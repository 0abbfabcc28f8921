"""Answers to exercises 06: exercise, fault, message, answer."""

WRONG = [
    (
        "06.1",
        "losses are positive",
        "is the sign of an estimate the sign of the loss",
        """
critic_loss, generator_loss, at_least = 6, 17, 4
""",
    ),
    (
        "06.1",
        "nothing changes",
        "three times as far apart",
        """
critic_loss, generator_loss, at_least = -2, 17, 4
""",
    ),
    (
        "06.1",
        "the 5 is taken from the critic's loss",
        "what becomes of a difference of two means",
        """
critic_loss, generator_loss, at_least = 3 * -2 - 5, 17, 4
""",
    ),
    (
        "06.1",
        "the 5 cancels in the generator's loss, too",
        "nothing cancels here",
        """
critic_loss, generator_loss, at_least = -6, 12, 4
""",
    ),
    (
        "06.1",
        "the generator's loss is scaled like an output",
        "in which direction goes the loss",
        """
critic_loss, generator_loss, at_least = -6, 3 * 4 - 5, 4
""",
    ),
    (
        "06.1",
        "the mean output instead of the loss",
        "what does the loss make of it",
        """
critic_loss, generator_loss, at_least = -6, -17, 4
""",
    ),
    (
        "06.1",
        "divided by the old slope",
        "has only the estimate grown",
        """
critic_loss, generator_loss, at_least = -6, 17, 6 / 0.5
""",
    ),
    (
        "06.1",
        "not divided by a slope",
        "the estimate over the steepest slope",
        """
critic_loss, generator_loss, at_least = -6, 17, 6
""",
    ),
    (
        "06.2",
        "points paired as they come",
        "in another order are the same cloud",
        """
def sliced_wasserstein(real, fake, directions):
    return np.mean(np.abs((real - fake) @ directions.T))
""",
    ),
    (
        "06.2",
        "sorted along the directions instead of the points",
        "in another order are the same cloud",
        """
def sliced_wasserstein(real, fake, directions):
    first, second = real @ directions.T, fake @ directions.T
    return np.mean(np.abs(np.sort(first, axis=1) - np.sort(second, axis=1)))
""",
    ),
    (
        "06.2",
        "the distance of the means",
        "not the way of the mean",
        """
def sliced_wasserstein(real, fake, directions):
    return np.mean(np.abs((real.mean(axis=0) - fake.mean(axis=0)) @ directions.T))
""",
    ),
    (
        "06.2",
        "coordinates are sorted, then projected",
        "do you sort coordinates",
        """
def sliced_wasserstein(real, fake, directions):
    gaps = np.sort(real, axis=0) - np.sort(fake, axis=0)
    return np.mean(np.abs(gaps @ directions.T))
""",
    ),
    (
        "06.2",
        "the sum over directions",
        "a mean of 2.5 over both",
        """
def sliced_wasserstein(real, fake, directions):
    first, second = real @ directions.T, fake @ directions.T
    gaps = np.abs(np.sort(first, axis=0) - np.sort(second, axis=0))
    return gaps.mean(axis=0).sum()
""",
    ),
    (
        "06.2",
        "one distance for each direction",
        "one number is asked for",
        """
def sliced_wasserstein(real, fake, directions):
    first, second = real @ directions.T, fake @ directions.T
    return np.abs(np.sort(first, axis=0) - np.sort(second, axis=0)).mean(axis=0)
""",
    ),
    (
        "06.2",
        "the root of the mean square: Wasserstein-2",
        "each counted as long as it is",
        """
def sliced_wasserstein(real, fake, directions):
    first, second = real @ directions.T, fake @ directions.T
    gaps = np.sort(first, axis=0) - np.sort(second, axis=0)
    return np.mean(np.sqrt(np.mean(gaps**2, axis=0)))
""",
    ),
    (
        "06.2",
        "differences keep their sign",
        "all points move by (3, 4)",
        """
def sliced_wasserstein(real, fake, directions):
    first, second = real @ directions.T, fake @ directions.T
    return np.mean(np.sort(first, axis=0) - np.sort(second, axis=0))
""",
    ),
    (
        "06.3",
        "no root: one layer's bound has the whole product",
        "how often c",
        """
def largest_clip(widths):
    return 1 / (np.sqrt(widths[0]) * np.prod(widths[1:-1]))
""",
    ),
    (
        "06.3",
        "all widths count fully",
        "How often does each width count",
        """
def largest_clip(widths):
    return np.prod(widths) ** (-1 / (len(widths) - 1))
""",
    ),
    (
        "06.3",
        "a layer counts only its inputs",
        "A layer adds up all its inputs",
        """
def largest_clip(widths):
    return np.prod(np.sqrt(widths)) ** (-1 / (len(widths) - 1))
""",
    ),
    (
        "06.3",
        "the lesson's formula, for any widths",
        "widths [2, 64, 64, 64, 64, 1]",
        """
def largest_clip(widths):
    return (np.sqrt(2) * 128 * 128) ** (-1 / 3)
""",
    ),
    (
        "06.3",
        "the bound on the slope instead of c",
        "has only slope",
        """
def largest_clip(widths):
    return np.sqrt(widths[0]) * np.prod(widths[1:-1]) * 0.01 ** (len(widths) - 1)
""",
    ),
]

STEP = """
def wgan_step(gan, real_images, noise, steps, c):
    d_weights = gan.discriminator.trainable_variables
    g_weights = gan.generator.trainable_variables
    for images, z in zip(tf.split(real_images, steps), tf.split(noise, steps)):
        with tf.GradientTape() as tape:
            fake_images = gan.generator(z, training=True)
            real_mean = ops.mean(gan.discriminator(images, training=True))
            d_loss = ops.mean(gan.discriminator(fake_images, training=True)) - real_mean
        gradients = tape.gradient(d_loss, d_weights)
        gan.d_optimizer.apply_gradients(zip(gradients, d_weights))
        for weight in d_weights:
            weight.assign(ops.clip(weight, -c, c))
    with tf.GradientTape() as tape:
        g_loss = -ops.mean(gan.discriminator(gan.generator(z, training=True)))
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, g_weights), g_weights))
    return d_loss, g_loss
"""
CLIP = """        for weight in d_weights:
            weight.assign(ops.clip(weight, -c, c))
"""
FOR = (
    "    for images, z in zip(tf.split(real_images, steps), tf.split(noise, steps)):\n"
)


def changed(old, new):
    """Returns the right step with one fault."""
    assert STEP.count(old) == 1, old
    return STEP.replace(old, new)


WRONG += [
    (
        "06.4",
        "all images in every step",
        "should have images of its own",
        changed(
            FOR, "    images, z = real_images, noise\n    for _ in range(steps):\n"
        ),
    ),
    (
        "06.4",
        "only the first part, in every step",
        "which images does it belong to",
        changed(
            FOR,
            "    images = tf.split(real_images, steps)[0]\n"
            "    z = tf.split(noise, steps)[0]\n"
            "    for _ in range(steps):\n",
        ),
    ),
    (
        "06.4",
        "the generator takes all the noise",
        "should take the last part's",
        changed("gan.generator(z, training=True)))", "gan.generator(noise)))"),
    ),
    (
        "06.4",
        "the generator's sign is left",
        "away from the real images",
        changed("g_loss = -ops.mean", "g_loss = ops.mean"),
    ),
    (
        "06.4",
        "the critic's sign is turned instead",
        "what is its sign",
        changed(
            "ops.mean(gan.discriminator(fake_images, training=True)) - real_mean",
            "real_mean - ops.mean(gan.discriminator(fake_images, training=True))",
        ),
    ),
    (
        "06.4",
        "clipped before the step",
        "when is it clipped",
        changed(CLIP, "").replace(FOR, FOR + CLIP),
    ),
    (
        "06.4",
        "clipped once, at the end",
        "not only after the last",
        changed(CLIP, CLIP.replace("        for", "    for", 1)),
    ),
    (
        "06.4",
        "only kernels are clipped",
        "all its weights are to be clipped",
        changed("for weight in d_weights:", "for weight in d_weights[:1]:"),
    ),
    (
        "06.4",
        "the generator is clipped, too",
        "nothing bounds how it may move",
        changed("for weight in d_weights:", "for weight in d_weights + g_weights:"),
    ),
    (
        "06.4",
        "one step of the generator for each of the critic",
        "were asked for, yours took",
        changed(
            CLIP,
            CLIP
            + """        with tf.GradientTape() as tape:
            g_loss = -ops.mean(gan.discriminator(gan.generator(z)))
        gradients = tape.gradient(g_loss, g_weights)
        gan.g_optimizer.apply_gradients(zip(gradients, g_weights))
""",
        ),
    ),
    (
        "06.2",
        "scipy does it",
        "without scipy",
        """
def sliced_wasserstein(real, fake, directions):
    distance = scipy.stats.wasserstein_distance
    return np.mean([distance(real @ u, fake @ u) for u in directions])
""",
    ),
    (
        "06.3",
        "a product that overflows",
        "too large for an integer",
        """
def largest_clip(widths):
    bound = np.sqrt(widths[0]) * float(np.prod(widths[1:-1]))
    with np.errstate(all="ignore"):
        return np.float64(bound) ** (-1 / (len(widths) - 1))
""",
    ),
    (
        "06.2",
        "scipy's distance in a comprehension",
        "without scipy",
        """
def sliced_wasserstein(real, fake, directions):
    return np.mean(
        [scipy.stats.wasserstein_distance(real @ u, fake @ u) for u in directions]
    )
""",
    ),
    (
        "06.2",
        "the given function in a lambda",
        "without scipy and earth_mover",
        """
def sliced_wasserstein(real, fake, directions):
    seen = lambda points, u: (points @ u)[:, None]
    way = lambda u: earth_mover(seen(real, u), seen(fake, u))
    return np.mean(list(map(way, directions)))
""",
    ),
    (
        "06.4",
        "the critic's loss after its last step",
        "before the critic's last step",
        {
            "    return loss, answer": (
                "    loss = wasserstein_discriminator_loss(critic(real), critic(fake))"
                "\n"
                "    return loss, answer"
            )
        },
    ),
    (
        "06.4",
        "a whole kernel is made smaller",
        "goes back to it, by itself",
        {"ops.clip(w, -c, c)": "tf.clip_by_norm(w, c)"},
    ),
]

RIGHT = [
    (
        "06.4",
        "a compiled function with slices",
        """
@tf.function
def wgan_step(gan, real_images, noise, steps, c):
    size = len(real_images) // steps
    for k in range(steps):
        part = slice(k * size, (k + 1) * size)
        fake = gan.generator(noise[part])
        with tf.GradientTape() as tape:
            real_mean = tf.reduce_mean(gan.discriminator(real_images[part]))
            d_loss = tf.reduce_mean(gan.discriminator(fake)) - real_mean
        variables = gan.discriminator.trainable_variables
        found = tape.gradient(d_loss, variables)
        gan.d_optimizer.apply_gradients(zip(found, variables))
        for variable in variables:
            variable.assign(tf.clip_by_value(variable, -c, c))
    with tf.GradientTape() as tape:
        g_loss = -tf.reduce_mean(gan.discriminator(gan.generator(noise[part])))
    variables = gan.generator.trainable_variables
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    return d_loss, g_loss
""",
    ),
]
