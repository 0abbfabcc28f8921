"""Trains the course's classifier from a fixed seed: `make classifier`.

The last 5,000 training images are held out; the epochs and the network were
chosen on them. The test split is read once, at the end.
"""

import gan_course
from gan_course.data import load_mnist, scale
from gan_course.models import WEIGHTS, mnist_classifier

import keras
import tensorflow as tf
from keras import layers

EPOCHS, BATCH = 18, 128


def main():
    keras.utils.set_random_seed(0)
    images, labels = load_mnist("train")
    move = keras.Sequential(
        [
            layers.RandomTranslation(0.08, 0.08, "constant", fill_value=0.0),
            layers.RandomRotation(0.03, "constant", fill_value=0.0),
            layers.RandomZoom(0.1, fill_mode="constant", fill_value=0.0),
        ]
    )
    train = (
        tf.data.Dataset.from_tensor_slices((images[:-5000], labels[:-5000]))
        .shuffle(55_000, seed=0)
        .batch(BATCH, drop_remainder=True)
        .map(lambda x, y: (scale(move(tf.cast(x, tf.float32), training=True)), y))
        .prefetch(4)
    )
    classifier = mnist_classifier()
    logits = keras.Model(classifier.input, classifier.outputs[1])
    rate = keras.optimizers.schedules.CosineDecay(3e-3, EPOCHS * len(train))
    logits.compile(
        keras.optimizers.Adam(rate),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    held_out = scale(images[-5000:]), labels[-5000:]
    logits.fit(train, epochs=EPOCHS, validation_data=held_out, verbose=2, shuffle=False)
    images, labels = load_mnist("test")
    accuracy = logits.evaluate(scale(images), labels, verbose=0)[1]
    print(f"gan_course {gan_course.__version__}: test accuracy {accuracy:.2%}")
    classifier.save_weights(WEIGHTS / "classifier.weights.h5")


if __name__ == "__main__":
    main()
