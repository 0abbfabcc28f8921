"""What bought what: from the classic settings to lesson 03's: `make ablation`.

From the classic tutorial's network and settings to the lesson's, one change after the
other, and from the lesson's with each change alone taken back. All train for the same
seconds of one core, and are measured at the same times by the course's classifier and
by a second one: the generator as it is, and its moving average, which feeds nothing
back, so that with and without it are one training. Rows go to
gan_course/tables/ablation.csv as they are made, so a run that was stopped goes on where
it was; a page goes to ablation.md. Two runs at a time, one thread each.
"""

from gan_course import data, models
from gan_course.layers import MinibatchStandardDeviation
from gan_course.training import GAN, dcgan_adam

import time
from types import SimpleNamespace

import experiment
import keras
import numpy as np
from experiment import Experiment, mean_and_error
from keras import layers
from networks import evaluator

SECONDS = [25, 50, 100, 200, 400]  # lesson 03 trains for about 200
IMAGES = 60_000  # of which the second classifier sees
# Training: which of the changes it has.
TRAININGS = {
    "classic": "",
    "network": "network",
    "network and batch": "network batch",
    "network and batch and rates": "network batch rates",
    "all": "network batch rates deviation",
    "all but network": "batch rates deviation",
    "all but batch": "network rates deviation",
    "all but rates": "network batch deviation",
}
# What the page shows: training, and whether samples come from its moving average.
FORWARD = [
    ("the classic tutorial's", "classic", False),
    ("+ our networks", "network", False),
    ("+ batches of 32", "network and batch", False),
    ("+ our Adam", "network and batch and rates", False),
    ("+ the moving average", "network and batch and rates", True),
    ("+ the batch's deviation: lesson 03", "all", True),
]
BACK = [
    ("lesson 03", "all", True),
    ("- our networks", "all but network", True),
    ("- batches of 32", "all but batch", True),
    ("- our Adam", "all but rates", True),
    ("- the moving average", "all", False),
    ("- the batch's deviation", "network and batch and rates", True),
]


def players(network, deviation):
    """Returns a generator, a discriminator and the size of their noise."""
    last = MinibatchStandardDeviation() if deviation else None
    if network:
        return models.dcgan_generator(), models.open_discriminator(last=last), 64
    discriminator = models.classic_discriminator()
    if last:
        x = discriminator.layers[-3].output  # in front of Flatten and Dense
        logits = layers.Dense(1)(layers.Flatten()(last(x)))
        discriminator = keras.Model(discriminator.input, logits)
    return models.classic_generator(), discriminator, 100


class Watch(keras.callbacks.Callback):
    """Measures at given seconds of training, with the clock stopped meanwhile."""

    def __init__(self, measure):
        super().__init__()
        self.measure, self.found = measure, []
        self.seconds, self.spent = list(SECONDS), 0.0

    def on_train_batch_begin(self, batch, logs=None):
        self.start = time.process_time()

    def on_train_batch_end(self, batch, logs=None):
        if batch:  # in the first, TensorFlow builds the step
            self.spent += time.process_time() - self.start
        if self.seconds and self.spent >= self.seconds[0]:
            row = {"step": batch + 1, "seconds": self.seconds.pop(0)}
            for name, model in [("", self.model), ("_now", self.model.generator)]:
                one = SimpleNamespace(
                    predict=model.predict, latent_dim=self.model.latent_dim
                )
                first, second = self.measure(one)
                row |= {f"frechet{name}": first, f"frechet_second{name}": second}
            self.found.append(row)
            self.model.stop_training = not self.seconds


def run(training, seed):
    """Returns the rows of one training, one for each of its measurements."""
    watch, changes = Watch(evaluator(IMAGES)), TRAININGS[training].split()
    keras.utils.set_random_seed(seed)
    *both, latent_dim = players("network" in changes, "deviation" in changes)
    gan = GAN(*both, latent_dim, seed=seed)
    if "rates" in changes:
        adams = dcgan_adam(), dcgan_adam()
    else:
        adams = keras.optimizers.Adam(1e-4), keras.optimizers.Adam(1e-4)
    gan.compile(*adams)
    batch = 32 if "batch" in changes else 256
    images, _ = data.load_mnist("train")
    batches = data.image_batches(images, batch, seed=seed)
    gan.fit(batches, steps_per_epoch=10**7, callbacks=[watch])
    return watch.found


EXPERIMENT = Experiment(
    __file__,
    {"training": TRAININGS},
    ["step", "seconds"]
    + ["frechet", "frechet_second", "frechet_now", "frechet_second_now"],
    {"IMAGES": 2000},
)


def page(rows):
    """Writes ablation.md: distances of each step of the two ways, at two times."""
    lines = [
        "Fréchet distances of 10,000 samples to the test split, mean and standard error"
        f" over {len({row['seed'] for row in rows})} seeds, by the course's classifier "
        "and by a second one, after seconds of training on one core.",
    ]
    times = SECONDS[2:]
    for title, way in [("One change after the other", FORWARD), ("Each alone", BACK)]:
        header = [
            "what",
            *(f"{t} s" for t in times),
            *(f"{t} s, second" for t in times),
        ]
        lines += ["", f"## {title}", "", f"| {' | '.join([*header, 'steps'])} |"]
        lines.append("| --- " * (len(header) + 1) + "|")
        for name, training, average in way:
            chosen = [row for row in rows if row["training"] == training]
            cells = [name]
            for column in ("frechet", "frechet_second"):
                for t in times:
                    column_now = column if average else f"{column}_now"
                    found = [
                        float(r[column_now]) for r in chosen if float(r["seconds"]) == t
                    ]
                    cells.append(mean_and_error(np.array(found)) if found else "-")
            steps = [int(r["step"]) for r in chosen if float(r["seconds"]) == times[-1]]
            cells.append(f"{np.mean(steps):,.0f}" if steps else "-")
            lines.append(f"| {' | '.join(cells)} |")
    experiment.write_page(__file__, "What bought what", lines)


if __name__ == "__main__":
    options = experiment.options(__doc__, 3)
    wanted = [(name, seed) for seed in range(options.seeds) for name in TRAININGS]
    page(EXPERIMENT.complete(run, wanted, options.jobs))
