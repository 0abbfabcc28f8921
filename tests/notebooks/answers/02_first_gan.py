"""Answers to exercises 02: wrong ones with their fault and what they are told."""

WRONG = {
    "02.1": [
        (
            "every call with other numbers is traced",
            "are the values of a tensor part of the graph",
            "predicted = [True, True, True, True, True, True, False, True]",
        ),
        (
            "a plain number is an input like any other",
            "is a plain Python number an input",
            "predicted = [True, False, True, False, True, False, False, False]",
        ),
        (
            "only the last graph is kept",
            "is a graph forgotten",
            "predicted = [True, False, True, True, True, False, True, False]",
        ),
        (
            "a NumPy array is traced like a number",
            "a NumPy array is made a tensor first",
            "predicted = [True, False, True, True, True, False, False, True]",
        ),
        (
            "counts instead of answers",
            "not how often",
            "predicted = [1, 1, 2, 3, 4, 4, 4, 4]",
        ),
    ],
    "02.2": [
        (
            "the covariance as kernel",
            "a variance is a mean of squares",
            {"np.linalg.cholesky(covariance).T": "covariance"},
        ),
        (
            "the factor is not transposed",
            "a matrix and its transpose",
            {"np.linalg.cholesky(covariance).T": "np.linalg.cholesky(covariance)"},
        ),
        (
            "the root of every element",
            "your points have the variances",
            {"np.linalg.cholesky(covariance).T": "np.sqrt(covariance)"},
        ),
        (
            "standard deviations only",
            "does the cloud lean",
            {
                "np.linalg.cholesky(covariance).T": (
                    "np.diag(np.sqrt(np.diag(covariance)))"
                )
            },
        ),
        (
            "all the noise, without less weight for each number",
            "those of independent numbers add up",
            """
copies = latent_dim // len(mean)
return np.tile(np.linalg.cholesky(covariance).T, (copies, 1)), mean
""",
        ),
        (
            "always two numbers of noise",
            "with 16 numbers of noise",
            "return np.linalg.cholesky(covariance).T, mean",
        ),
        ("the mean is taken off", "the points' mean is", {"np.array(mean)": "-mean"}),
        (
            "unit variances are assumed",
            "whose variances are equal",
            {"return kernel": "return kernel / np.linalg.norm(kernel, axis=0)"},
        ),
    ],
    "02.3": [
        (
            "two tapes, but still the sum for the generator",
            "the generator still goes down the sum",
            {
                "gan.g_loss(logits[1])": "gan.g_loss(logits[1]); both = sum(losses)",
                "g_tape, losses[1]": "g_tape, both",
            },
        ),
        (
            "the minimax loss for the generator",
            "the generator goes up the discriminator's loss",
            {
                "gan.g_loss(logits[1])": (
                    "gan.g_loss(logits[1]); losses = losses[0], -losses[0]"
                )
            },
        ),
        (
            "the discriminator alone follows the sum",
            "the discriminator still goes down the sum",
            {
                "gan.g_loss(logits[1])": "gan.g_loss(logits[1]); both = sum(losses)",
                "d_tape, losses[0]": "d_tape, both",
            },
        ),
        (
            "real and generated logits are swapped",
            "the right logits in the right places",
            {"gan.d_loss(*logits)": "gan.d_loss(*logits[::-1])"},
        ),
        (
            "losses returned the wrong way round",
            "the first value is not",
            {"return losses": "return losses[::-1]"},
        ),
        (
            "the package's updates",
            "without gan_course",
            """
from gan_course.training import update_discriminator, update_generator

d_loss = update_discriminator(gan, real_points, noise)
return d_loss, update_generator(gan, noise)
""",
        ),
        (
            "each optimizer gets the other's variables",
            "its player's variables",
            {"gan.d_optimizer, d_tape": "gan.g_optimizer, d_tape"},
        ),
        (
            "a loss that is put together outside its tape",
            "computed within its tape",
            {
                "return losses": "return losses",
                "tape.gradient(loss, variables)": "tape.gradient(2 * loss, variables)",
            },
        ),
        (
            "the discriminator is frozen for the generator's sake",
            "Nothing has to be frozen",
            {
                "points = real_points": (
                    "gan.discriminator.trainable = False; points = real_points"
                )
            },
        ),
    ],
    "02.4": [
        (
            "the generator moves in every step",
            "the generator took 3 steps",
            """
d_losses = []
for real_points, noise in zip(real_batches, noises):
    with tf.GradientTape(persistent=True) as tape:
        fake_logits = gan.discriminator(gan.generator(noise))
        d_loss = gan.d_loss(gan.discriminator(real_points), fake_logits)
        g_loss = gan.g_loss(fake_logits)
    variables = gan.discriminator.trainable_variables
    gradients = tape.gradient(d_loss, variables)
    gan.d_optimizer.apply_gradients(zip(gradients, variables))
    variables = gan.generator.trainable_variables
    gradients = tape.gradient(g_loss, variables)
    gan.g_optimizer.apply_gradients(zip(gradients, variables))
    d_losses.append(d_loss)
return d_losses, g_loss
""",
        ),
        (
            "one step on all batches together",
            "the discriminator took 1 steps",
            """
variables = gan.discriminator.trainable_variables
with tf.GradientTape() as tape:
    d_losses = [
        gan.d_loss(gan.discriminator(x), gan.discriminator(gan.generator(z)))
        for x, z in zip(real_batches, noises)
    ]
    mean = tf.reduce_mean(d_losses)
gan.d_optimizer.apply_gradients(zip(tape.gradient(mean, variables), variables))
variables = gan.generator.trainable_variables
with tf.GradientTape() as tape:
    g_loss = gan.g_loss(gan.discriminator(gan.generator(noises[-1])))
gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
return d_losses, g_loss
""",
        ),
        (
            "the last loss only",
            "k = 3 losses of the discriminator expected",
            {"return d_losses, g_loss": "return d_losses[-1], g_loss"},
        ),
        (
            "the same batch in all steps",
            "which batches does step i see",
            {"zip(real_batches, noises)": "3 * [(real_batches[0], noises[0])]"},
        ),
        (
            "the generator answers with old noise",
            "there is one more",
            {"gan.generator(noises[-1]": "gan.generator(noises[-2]"},
        ),
        (
            "the generator sees the old discriminator",
            "as it was before its steps",
            """
g_variables = gan.generator.trainable_variables
with tf.GradientTape() as tape:
    g_loss = gan.g_loss(gan.discriminator(gan.generator(noises[-1])))
g_gradients = tape.gradient(g_loss, g_variables)
d_losses, variables = [], gan.discriminator.trainable_variables
for x, z in zip(real_batches, noises):
    with tf.GradientTape() as tape:
        fake_logits = gan.discriminator(gan.generator(z))
        loss = gan.d_loss(gan.discriminator(x), fake_logits)
    gan.d_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    d_losses.append(loss)
gan.g_optimizer.apply_gradients(zip(g_gradients, g_variables))
return d_losses, g_loss
""",
        ),
        (
            "the generator's loss is copied from the last step of the discriminator",
            "or before its last one",
            {
                "d_losses.append(gan.d_loss(real_logits, fake_logits))": (
                    "d_losses.append(gan.d_loss(real_logits, fake_logits)); "
                    "copied = gan.g_loss(fake_logits)"
                ),
                "return d_losses, g_loss": "return d_losses, copied",
            },
        ),
        (
            "the generator goes uphill",
            "is it the gradient of that loss alone",
            {
                "zip(gradients, g_variables)": (
                    "zip([-g for g in gradients], g_variables)"
                )
            },
        ),
        (
            "as many steps as there are batches of noise",
            "where does your k come from",
            {
                "zip(real_batches, noises)": (
                    "[(real_batches[i], noises[i]) for i in range(len(noises))]"
                )
            },
        ),
        (
            "always three steps",
            "with k = 1, so k real batches",
            {
                "zip(real_batches, noises)": (
                    "[(real_batches[i], noises[i]) for i in range(3)]"
                )
            },
        ),
    ],
}

RIGHT = {
    "02.3": [
        (
            "one persistent tape, and a helper with a name of the package",
            """
def descend(tape, loss, player, optimizer):
    variables = player.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


@tf.function
def repaired_step(gan, real_points, noise):
    with tf.GradientTape(persistent=True) as tape:
        fake_logits = gan.discriminator(gan.generator(noise))
        d_loss = gan.d_loss(gan.discriminator(real_points), fake_logits)
        g_loss = gan.g_loss(fake_logits)
    descend(tape, d_loss, gan.discriminator, gan.d_optimizer)
    descend(tape, g_loss, gan.generator, gan.g_optimizer)
    return d_loss, g_loss
""",
        )
    ],
}
