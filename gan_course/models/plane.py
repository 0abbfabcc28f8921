"""Networks of points in the plane: small, of dense layers."""

import keras
from keras import layers


def dense_generator(latent_dim=16, width=128, depth=2):
    """Builds the generator of points in the plane, of dense layers.

    Args:
        latent_dim: Size of a noise vector.
        width: Of the hidden layers.
        depth: How many hidden layers.

    Returns:
        A model from noise `(batch, latent_dim)` to points `(batch, 2)`.
    """
    x = noise = keras.Input((latent_dim,))
    for _ in range(depth):
        x = layers.Dense(width, activation="relu")(x)
    return keras.Model(noise, layers.Dense(2)(x), name="dense_generator")


def dense_discriminator(width=128):
    """Builds the discriminator of points in the plane: two hidden dense layers.

    Args:
        width: Of the hidden layers.

    Returns:
        A model from points `(batch, 2)` to logits `(batch, 1)`.
    """
    points = keras.Input((2,))
    x = layers.Dense(width, activation="relu")(points)
    x = layers.Dense(width, activation="relu")(x)
    return keras.Model(points, layers.Dense(1)(x), name="dense_discriminator")


def shallow_discriminator(width=128, scale=1.0, first=None, last=None):
    """Builds the discriminator of lesson 05: one hidden dense layer.

    Reference: Metz et al., 2017 (arXiv:1611.02163), appendix A.

    Args:
        width: Of the hidden layer, which is called "features".
        scale: What the points are multiplied by; networks learn best from inputs
            of size one.
        first: A layer in front of the hidden one, for instance `layers.Pack(2)`.
        last: A layer behind it, for instance a minibatch layer.

    Returns:
        A model from points `(batch, 2)` to logits `(batch, 1)`.
    """
    points = keras.Input((2,))
    x = layers.Rescaling(scale)(points)
    x = x if first is None else first(x)
    x = layers.Dense(width, activation="relu", name="features")(x)
    x = x if last is None else last(x)
    return keras.Model(points, layers.Dense(1)(x), name="shallow_discriminator")


def hidden_features(model, layer_name):
    """Makes a model of all there is up to a hidden layer; it shares the weights.

    Args:
        model: A functional Keras model, for instance a discriminator.
        layer_name: Name of the layer.

    Returns:
        A model from the same inputs to that layer's output.

    Raises:
        ValueError: If the model has no layer of that name.
    """
    names = [layer.name for layer in model.layers]
    if layer_name not in names:
        raise ValueError(
            f"{model.name} has no layer {layer_name!r}; its layers are "
            f"{', '.join(names)}"
        )
    return keras.Model(model.inputs, model.get_layer(layer_name).output)
