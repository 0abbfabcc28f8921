"""Trains a U-Net to turn relief into satellite pictures, on pairs: `make translator`.

The seed is fixed. The test tiles are read once, at the end.
"""

import gan_course  # noqa: F401
from gan_course import data, metrics, models
from gan_course.training import PairedGAN

import keras

STEPS, BATCH, RATE = 6000, 8, 2e-3


def main():
    keras.utils.set_random_seed(0)
    relief, satellite = data.load_world("train")
    batches = data.paired_batches(relief, data.brighten(satellite), BATCH, seed=0)
    gan = PairedGAN(models.unet(), models.patch_discriminator(), seed=0)
    rate = keras.optimizers.schedules.CosineDecay(RATE, STEPS)
    gan.compile(*(keras.optimizers.Adam(rate, beta_1=0.5) for _ in range(2)))
    gan.fit(batches, steps_per_epoch=STEPS, verbose=2)
    gan.average_translator.save_weights(models.WEIGHTS / "translator.weights.h5")
    relief, satellite = data.load_world("test")
    truths = data.scale(data.brighten(satellite)).numpy()
    made = gan.predict(data.scale(relief), batch_size=32, verbose=0)
    network = models.load_tile_network()
    seen, real = (metrics.classify(x, network)[0] for x in (made, truths))
    print(f"PSNR {metrics.psnr(made, truths).mean():.1f} dB", end=", ")
    print(f"Fréchet distance {metrics.frechet_distance(real, seen):.1f}")


if __name__ == "__main__":
    main()
