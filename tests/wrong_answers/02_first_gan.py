"""Plausible wrong answers to exercises 02: exercise, fault, message, answer."""

WRONG = [
    (
        "02.1",
        "every call with other numbers is traced",
        "are the values of a tensor part of the graph",
        """
predicted = [True, True, True, True, True, True, False, True]
""",
    ),
    (
        "02.1",
        "a plain number is an input like any other",
        "is a plain Python number an input",
        """
predicted = [True, False, True, False, True, False, False, False]
""",
    ),
    (
        "02.1",
        "only the last graph is kept",
        "is a graph forgotten",
        """
predicted = [True, False, True, True, True, False, True, False]
""",
    ),
    (
        "02.1",
        "a NumPy array is traced like a number",
        "a NumPy array is made a tensor first",
        """
predicted = [True, False, True, True, True, False, False, True]
""",
    ),
    (
        "02.1",
        "counts instead of answers",
        "not how often",
        """
predicted = [1, 1, 2, 3, 4, 4, 4, 4]
""",
    ),
    (
        "02.2",
        "the covariance as kernel",
        "a variance is a mean of squares",
        """
def exact_layer(mean, covariance, latent_dim):
    return np.array(covariance)[:latent_dim], mean
""",
    ),
    (
        "02.2",
        "the factor is not transposed",
        "a matrix and its transpose",
        """
def exact_layer(mean, covariance, latent_dim):
    kernel = np.zeros((latent_dim, len(mean)))
    kernel[: len(mean)] = np.linalg.cholesky(covariance)
    return kernel, mean
""",
    ),
    (
        "02.2",
        "the root of every element",
        "your points have the variances",
        """
def exact_layer(mean, covariance, latent_dim):
    return np.sqrt(covariance), mean
""",
    ),
    (
        "02.2",
        "standard deviations only",
        "does the cloud lean",
        """
def exact_layer(mean, covariance, latent_dim):
    kernel = np.zeros((latent_dim, len(mean)))
    kernel[: len(mean)] = np.diag(np.sqrt(np.diag(covariance)))
    return kernel, mean
""",
    ),
    (
        "02.2",
        "all the noise, without less weight for each number",
        "those of independent numbers add up",
        """
def exact_layer(mean, covariance, latent_dim):
    copies = latent_dim // len(mean)
    return np.tile(np.linalg.cholesky(covariance).T, (copies, 1)), mean
""",
    ),
    (
        "02.2",
        "always two numbers of noise",
        "with 16 numbers of noise",
        """
def exact_layer(mean, covariance, latent_dim):
    return np.linalg.cholesky(covariance).T, mean
""",
    ),
    (
        "02.2",
        "the mean is taken off",
        "the points' mean is",
        """
def exact_layer(mean, covariance, latent_dim):
    kernel = np.zeros((latent_dim, len(mean)))
    kernel[: len(mean)] = np.linalg.cholesky(covariance).T
    return kernel, -mean
""",
    ),
    (
        "02.3",
        "two tapes, but still the sum for the generator",
        "the generator still goes down the sum",
        """
def repaired_step(gan, real_points, noise):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_logits = gan.discriminator(gan.generator(noise))
        real_logits = gan.discriminator(real_points)
        d_loss, g_loss = gan.d_loss(real_logits, fake_logits), gan.g_loss(fake_logits)
        both = d_loss + g_loss
    d_variables = gan.discriminator.trainable_variables
    g_variables = gan.generator.trainable_variables
    d_gradients = d_tape.gradient(d_loss, d_variables)
    g_gradients = g_tape.gradient(both, g_variables)
    gan.d_optimizer.apply_gradients(zip(d_gradients, d_variables))
    gan.g_optimizer.apply_gradients(zip(g_gradients, g_variables))
    return d_loss, g_loss
""",
    ),
    (
        "02.3",
        "the minimax loss for the generator",
        "the generator goes up the discriminator's loss",
        """
def repaired_step(gan, real_points, noise):
    with tf.GradientTape(persistent=True) as tape:
        fake_logits = gan.discriminator(gan.generator(noise))
        d_loss = gan.d_loss(gan.discriminator(real_points), fake_logits)
        g_loss = -d_loss
    for player, optimizer, loss in (
        (gan.generator, gan.g_optimizer, g_loss),
        (gan.discriminator, gan.d_optimizer, d_loss),
    ):
        variables = player.trainable_variables
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables))
    return d_loss, g_loss
""",
    ),
    (
        "02.3",
        "the discriminator alone follows the sum",
        "the discriminator still goes down the sum",
        """
def repaired_step(gan, real_points, noise):
    with tf.GradientTape(persistent=True) as tape:
        fake_logits = gan.discriminator(gan.generator(noise))
        d_loss = gan.d_loss(gan.discriminator(real_points), fake_logits)
        g_loss = gan.g_loss(fake_logits)
        both = d_loss + g_loss
    for player, optimizer, loss in (
        (gan.generator, gan.g_optimizer, g_loss),
        (gan.discriminator, gan.d_optimizer, both),
    ):
        variables = player.trainable_variables
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables))
    return d_loss, g_loss
""",
    ),
    (
        "02.3",
        "real and generated logits are swapped",
        "the right logits in the right places",
        """
def repaired_step(gan, real_points, noise):
    with tf.GradientTape(persistent=True) as tape:
        fake_logits = gan.discriminator(gan.generator(noise))
        d_loss = gan.d_loss(fake_logits, gan.discriminator(real_points))
        g_loss = gan.g_loss(fake_logits)
    for player, optimizer, loss in (
        (gan.generator, gan.g_optimizer, g_loss),
        (gan.discriminator, gan.d_optimizer, d_loss),
    ):
        variables = player.trainable_variables
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables))
    return d_loss, g_loss
""",
    ),
    (
        "02.3",
        "losses returned the wrong way round",
        "the first value is not",
        """
def repaired_step(gan, real_points, noise):
    with tf.GradientTape(persistent=True) as tape:
        fake_logits = gan.discriminator(gan.generator(noise))
        d_loss = gan.d_loss(gan.discriminator(real_points), fake_logits)
        g_loss = gan.g_loss(fake_logits)
    for player, optimizer, loss in (
        (gan.generator, gan.g_optimizer, g_loss),
        (gan.discriminator, gan.d_optimizer, d_loss),
    ):
        variables = player.trainable_variables
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip(gradients, variables))
    return g_loss, d_loss
""",
    ),
    (
        "02.4",
        "the generator moves in every step",
        "the generator took 3 steps",
        """
def play_round(gan, real_batches, noises):
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
        "02.4",
        "one step on all batches together",
        "the discriminator took 1 steps",
        """
def play_round(gan, real_batches, noises):
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
        "02.4",
        "the last loss only",
        "k = 3 losses of the discriminator expected",
        """
def play_round(gan, real_batches, noises):
    variables = gan.discriminator.trainable_variables
    for x, z in zip(real_batches, noises):
        with tf.GradientTape() as tape:
            fake_logits = gan.discriminator(gan.generator(z))
            loss = gan.d_loss(gan.discriminator(x), fake_logits)
        gan.d_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    variables = gan.generator.trainable_variables
    with tf.GradientTape() as tape:
        g_loss = gan.g_loss(gan.discriminator(gan.generator(noises[-1])))
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    return loss, g_loss
""",
    ),
    (
        "02.4",
        "the same batch in all steps",
        "which batches does step i see",
        """
def play_round(gan, real_batches, noises):
    d_losses, variables = [], gan.discriminator.trainable_variables
    for _ in real_batches:
        with tf.GradientTape() as tape:
            fake_logits = gan.discriminator(gan.generator(noises[0]))
            loss = gan.d_loss(gan.discriminator(real_batches[0]), fake_logits)
        gan.d_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        d_losses.append(loss)
    variables = gan.generator.trainable_variables
    with tf.GradientTape() as tape:
        g_loss = gan.g_loss(gan.discriminator(gan.generator(noises[-1])))
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    return d_losses, g_loss
""",
    ),
    (
        "02.4",
        "the generator answers with old noise",
        "there is one more",
        """
def play_round(gan, real_batches, noises):
    d_losses, variables = [], gan.discriminator.trainable_variables
    for x, z in zip(real_batches, noises):
        with tf.GradientTape() as tape:
            fake_logits = gan.discriminator(gan.generator(z))
            loss = gan.d_loss(gan.discriminator(x), fake_logits)
        gan.d_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        d_losses.append(loss)
    variables = gan.generator.trainable_variables
    with tf.GradientTape() as tape:
        g_loss = gan.g_loss(gan.discriminator(gan.generator(z)))
    gan.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    return d_losses, g_loss
""",
    ),
    (
        "02.4",
        "the generator sees the old discriminator",
        "as it was before its steps",
        """
def play_round(gan, real_batches, noises):
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
        "02.4",
        "the generator goes uphill",
        "is it the gradient of that loss alone",
        """
def play_round(gan, real_batches, noises):
    d_losses, variables = [], gan.discriminator.trainable_variables
    for x, z in zip(real_batches, noises):
        with tf.GradientTape() as tape:
            fake_logits = gan.discriminator(gan.generator(z))
            loss = gan.d_loss(gan.discriminator(x), fake_logits)
        gan.d_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        d_losses.append(loss)
    variables = gan.generator.trainable_variables
    with tf.GradientTape() as tape:
        g_loss = gan.g_loss(gan.discriminator(gan.generator(noises[-1])))
    gradients = [-slope for slope in tape.gradient(g_loss, variables)]
    gan.g_optimizer.apply_gradients(zip(gradients, variables))
    return d_losses, g_loss
""",
    ),
    (
        "02.2",
        "unit variances are assumed",
        "whose variances are equal",
        """
def exact_layer(mean, covariance, latent_dim):
    kernel = np.zeros((latent_dim, len(mean)))
    kernel[: len(mean)] = np.linalg.cholesky(covariance).T
    return kernel / np.linalg.norm(kernel, axis=0), np.array(mean)
""",
    ),
]
