"""Answers to exercises 06: wrong ones with their fault and what they are told."""

WRONG = {
    "06.1": [
        (
            "losses are positive",
            "is the sign of an estimate the sign of the loss",
            {"3 * -2.0": "3 * 2.0"},
        ),
        ("nothing changes", "three times as far apart", {"3 * -2.0": "-2"}),
        (
            "the 5 is taken from the critic's loss",
            "what becomes of a difference of two means",
            {" -2.0": " -2 - 5"},
        ),
        (
            "the 5 cancels in the generator's loss, too",
            "nothing cancels here",
            "critic_loss, generator_loss, at_least = -6, 12, 4",
        ),
        (
            "the generator's loss is scaled like an output",
            "in which direction goes the loss",
            "critic_loss, generator_loss, at_least = -6, 3 * 4 - 5, 4",
        ),
        (
            "the mean output instead of the loss",
            "what does the loss make of it",
            "critic_loss, generator_loss, at_least = -6, -17, 4",
        ),
        (
            "divided by the old slope",
            "has only the estimate grown",
            {"(3 * 0.5)": "0.5"},
        ),
        (
            "not divided by a slope",
            "estimate and K of the new critic",
            {" / (3 * 0.5)": ""},
        ),
    ],
    "06.2": [
        (
            "points paired as they come",
            "in another order are the same cloud",
            "return np.mean(np.abs((real - fake) @ directions.T))",
        ),
        (
            "sorted along the directions instead of the points",
            "over which axis",
            """
first, second = real @ directions.T, fake @ directions.T
return np.mean(np.abs(np.sort(first, axis=1) - np.sort(second, axis=1)))
""",
        ),
        (
            "the distance of the means",
            "not the way from one mean to the other",
            """
return np.mean(np.abs((real.mean(axis=0) - fake.mean(axis=0)) @ directions.T))
""",
        ),
        (
            "coordinates are sorted, then projected",
            "do you sort coordinates",
            """
gaps = np.sort(real, axis=0) - np.sort(fake, axis=0)
return np.mean(np.abs(gaps @ directions.T))
""",
        ),
        (
            "the sum over directions",
            "a mean of 2.5 over both",
            """
first, second = real @ directions.T, fake @ directions.T
gaps = np.abs(np.sort(first, axis=0) - np.sort(second, axis=0))
return gaps.mean(axis=0).sum()
""",
        ),
        (
            "one distance for each direction",
            "one number is asked for",
            """
first, second = real @ directions.T, fake @ directions.T
return np.abs(np.sort(first, axis=0) - np.sort(second, axis=0)).mean(axis=0)
""",
        ),
        (
            "the root of the mean square: Wasserstein-2",
            "not its square",
            """
first, second = real @ directions.T, fake @ directions.T
gaps = np.sort(first, axis=0) - np.sort(second, axis=0)
return np.mean(np.sqrt(np.mean(gaps**2, axis=0)))
""",
        ),
        (
            "differences keep their sign",
            "all points move by (3, 4)",
            """
first, second = real @ directions.T, fake @ directions.T
return np.mean(np.sort(first, axis=0) - np.sort(second, axis=0))
""",
        ),
        (
            "scipy does it",
            "without scipy",
            """
distance = scipy.stats.wasserstein_distance
return np.mean([distance(real @ u, fake @ u) for u in directions])
""",
        ),
        (
            "scipy's distance in a comprehension",
            "without scipy",
            """
return np.mean(
    [scipy.stats.wasserstein_distance(real @ u, fake @ u) for u in directions]
)
""",
        ),
        (
            "the given function in a lambda",
            "without scipy and earth_mover",
            """
seen = lambda points, u: (points @ u)[:, None]
way = lambda u: earth_mover(seen(real, u), seen(fake, u))
return np.mean(list(map(way, directions)))
""",
        ),
    ],
    "06.3": [
        (
            "no root: one layer's bound has the whole product",
            "how often c",
            "return 1 / (np.sqrt(widths[0]) * np.prod(widths[1:-1]))",
        ),
        (
            "all widths count fully",
            "How often does each width count",
            "return np.prod(widths) ** (-1 / (len(widths) - 1))",
        ),
        (
            "a layer counts only its inputs",
            "A layer adds up all its inputs",
            "return np.prod(np.sqrt(widths)) ** (-1 / (len(widths) - 1))",
        ),
        (
            "the lesson's formula, for any widths",
            "widths [2, 64, 64, 64, 64, 1]",
            "return (np.sqrt(2) * 128 * 128) ** (-1 / 3)",
        ),
        (
            "the bound on the slope instead of c",
            "has only slope",
            """
return np.sqrt(widths[0]) * np.prod(widths[1:-1]) * 0.01 ** (len(widths) - 1)
""",
        ),
        (
            "a product that overflows",
            "too large for an integer",
            """
bound = np.sqrt(widths[0]) * float(np.prod(widths[1:-1]))
with np.errstate(all="ignore"):
    return np.float64(bound) ** (-1 / (len(widths) - 1))
""",
        ),
    ],
    "06.4": [
        (
            "the generator's optimizer moves the critic, too",
            "whose are the variables",
            {
                "found = recorded.gradient(answer, generator.trainable_variables)": (
                    "both = [x for player in (generator, critic) "
                    "for x in player.trainable_variables]\n"
                    "    found = recorded.gradient(answer, both)"
                ),
                "zip(found, generator.trainable_variables)": "zip(found, both)",
            },
        ),
        (
            "all images in every step",
            "should have images of its own",
            {
                "zip(tf.split(real_images, steps), tf.split(noise, steps))": (
                    "[(real_images, noise)] * steps"
                )
            },
        ),
        (
            "only the first part, in every step",
            "which images does it belong to",
            {
                "tf.split(real_images, steps)": (
                    "tf.split(real_images, steps)[:1] * steps"
                ),
                "tf.split(noise, steps)": "tf.split(noise, steps)[:1] * steps",
            },
        ),
        (
            "the generator takes all the noise",
            "should take the last part's",
            {
                "critic(generator(z, training=True))": (
                    "critic(generator(noise, training=True))"
                )
            },
        ),
        (
            "the generator's sign is left",
            "away from the real images",
            {"answer = ": "answer = -"},
        ),
        (
            "the critic's sign is turned instead",
            "what is its sign",
            {
                "loss = wasserstein_discriminator_loss(": (
                    "loss = -wasserstein_discriminator_loss("
                )
            },
        ),
        (
            "clipped before the step",
            "when is it clipped",
            {
                (
                    "        for w in critic.trainable_variables:\n"
                    "            w.assign(ops.clip(w, -c, c))\n"
                ): (""),
                "        fake = generator(z, training=True)\n": (
                    "        fake = generator(z, training=True)\n"
                    "        for w in critic.trainable_variables:\n"
                    "            w.assign(ops.clip(w, -c, c))\n"
                ),
            },
        ),
        (
            "clipped once, at the end",
            "not only after the last",
            {
                (
                    "        for w in critic.trainable_variables:\n"
                    "            w.assign(ops.clip(w, -c, c))\n"
                ): (
                    "    for w in critic.trainable_variables:\n"
                    "            w.assign(ops.clip(w, -c, c))\n"
                )
            },
        ),
        (
            "clipped before the step and once more at the end",
            "after a step, not before it",
            {
                "        fake = generator(z, training=True)\n": (
                    "        fake = generator(z, training=True)\n"
                    "        for w in critic.trainable_variables:\n"
                    "            w.assign(ops.clip(w, -c, c))\n"
                )
            },
        ),
        (
            "gradients are clipped instead of weights",
            "and no gradients",
            {
                "zip(found, critic.trainable_variables)": (
                    "zip([ops.clip(x, -c, c) for x in found], "
                    "critic.trainable_variables)"
                ),
                "w.assign(ops.clip(w, -c, c))": "pass",
            },
        ),
        (
            "gradients are clipped, too",
            "weights, or gradients",
            {
                "zip(found, critic.trainable_variables)": (
                    "zip([ops.clip(x, -c, c) for x in found], "
                    "critic.trainable_variables)"
                )
            },
        ),
        (
            "no losses",
            "return two losses",
            {"return loss, answer": "losses = loss, answer"},
        ),
        (
            "only kernels are clipped",
            "all its weights are to be clipped",
            {
                "for w in critic.trainable_variables": (
                    "for w in critic.trainable_variables[:1]"
                )
            },
        ),
        (
            "the generator is clipped, too",
            "nothing bounds how it may move",
            {
                "w in critic.trainable_variables": (
                    "w in critic.trainable_variables + generator.trainable_variables"
                )
            },
        ),
        (
            "one step of the generator for each of the critic",
            "were asked for, yours took",
            """
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
        g_loss = -ops.mean(gan.discriminator(gan.generator(z)))
    gradients = tape.gradient(g_loss, g_weights)
    gan.g_optimizer.apply_gradients(zip(gradients, g_weights))
with tf.GradientTape() as tape:
    g_loss = -ops.mean(gan.discriminator(gan.generator(z, training=True)))
gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, g_weights), g_weights))
return d_loss, g_loss
""",
        ),
        (
            "the critic's loss after its last step",
            "before the critic's last step",
            {
                "    return loss, answer": (
                    "    loss = -ops.mean(critic(real)) + ops.mean(critic(fake))\n"
                    "    return loss, answer"
                )
            },
        ),
        (
            "a whole kernel is made smaller",
            "goes back to it, by itself",
            {"ops.clip(w, -c, c)": "tf.clip_by_norm(w, c)"},
        ),
    ],
}

RIGHT = {
    "06.2": [
        (
            "a helper whose name begins like a forbidden one",
            """
def earth_mover_on_a_line(first, second):
    return np.mean(np.abs(np.sort(first) - np.sort(second)))


def sliced_wasserstein(real, fake, directions):
    return np.mean([earth_mover_on_a_line(real @ u, fake @ u) for u in directions])
""",
        )
    ],
    "06.4": [
        (
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
        )
    ],
}
