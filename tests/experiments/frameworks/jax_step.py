"""Lesson 03's step in Keras on JAX: the package's own networks, one jitted function."""

import os
import sys
import types
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = str(sys.argv[3] == "float64")
course = types.ModuleType("gan_course")  # which itself wants TensorFlow
course.__path__ = [str(Path(__file__).resolve().parents[3] / "gan_course")]
sys.modules["gan_course"] = course

from gan_course import models  # noqa: E402

import jax  # noqa: E402
import keras  # noqa: E402
import serve  # noqa: E402
from jax.nn import softplus  # noqa: E402
from jax.numpy import mean  # noqa: E402


def make(given, images):
    if serve.DTYPE == "float64":  # Keras would compute parts of it in float32
        keras.src.backend.result_type = lambda *dtypes: serve.DTYPE
    keras.config.set_floatx(serve.DTYPE)
    keras.config.set_dtype_policy(serve.DTYPE)
    generator, discriminator = models.dcgan_generator(), models.dcgan_discriminator()
    generator.set_weights(serve.weights(given, "g"))
    discriminator.set_weights(serve.weights(given, "d"))

    def values(variables):
        return [variable.value for variable in variables]

    def adam(model):
        optimizer = keras.optimizers.Adam(
            serve.RATE, beta_1=0.0, beta_2=serve.BETA, epsilon=serve.EPSILON
        )
        optimizer.build(model.trainable_variables)
        return optimizer

    g_optimizer, d_optimizer = adam(generator), adam(discriminator)

    def play(g, d, statistics, real, noise):
        """Returns both losses and the generator's new statistics."""
        fake, statistics = generator.stateless_call(g, statistics, noise, training=True)
        real_logits, _ = discriminator.stateless_call(d, [], real, training=True)
        fake_logits, _ = discriminator.stateless_call(d, [], fake, training=True)
        d_loss = mean(softplus(-real_logits)) + mean(softplus(fake_logits))
        return (d_loss, mean(softplus(-fake_logits))), statistics

    def update(state, real, noise):
        g, d, statistics, average, g_slots, d_slots = state
        both, pull, statistics = jax.vjp(
            lambda g, d: play(g, d, statistics, real, noise), g, d, has_aux=True
        )
        _, d_gradients = pull((1.0, 0.0))
        g_gradients, _ = pull((0.0, 1.0))
        d, d_slots = d_optimizer.stateless_apply(d_slots, d_gradients, d)
        g, g_slots = g_optimizer.stateless_apply(g_slots, g_gradients, g)
        average = jax.tree.map(
            lambda a, w: serve.DECAY * a + (1 - serve.DECAY) * w,
            average,
            [*g, *statistics],
        )
        return (g, d, statistics, average, g_slots, d_slots), both

    update = jax.jit(update, donate_argnums=0)
    trained = values(generator.trainable_variables)
    statistics = values(generator.non_trainable_variables)
    state = [
        trained,
        values(discriminator.trainable_variables),
        statistics,
        [jax.numpy.array(value) for value in [*trained, *statistics]],
        values(g_optimizer.variables),
        values(d_optimizer.variables),
    ]
    real, key = jax.numpy.array(images), jax.random.key(0)
    draw = jax.jit(
        lambda key, n: jax.random.normal(
            jax.random.fold_in(key, n), (len(images), 64), serve.DTYPE
        )
    )

    def step(real, noise):
        nonlocal state
        state, found = update(state, real, noise)
        return found

    def many(steps):
        for number in range(steps):
            found = step(real, draw(key, number))
        found[0].block_until_ready()

    return step, many


serve.serve(make)
