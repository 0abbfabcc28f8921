"""Lesson 03's step in the frameworks one could pick instead: `make bench-frameworks`.

The same networks, weights, batches, losses and Adams, one step of both players and the
moving average, in TensorFlow as the course has it, in PyTorch and in Keras on JAX.
Each runs in a process of its own, which first takes five given steps, in float64, where
rounding tells little: all must find the same losses. Then, in float32, they take turns,
on one core and on two, so that what else the machine does meets them alike: as they use
this processor, and with convolutions and matrix products held to AVX2, the instructions
of most others. A page goes to frameworks.md.
"""

from gan_course import data, models

import argparse
import json
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

import experiment
import fingerprint
import keras
import numpy as np

BATCH = 32
HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "frameworks"
VENV = Path(sys.prefix)
STEPS = {  # what the page calls them: environment, program, argument
    "the course, in a loop": (VENV, "course_step.py", "loop"),
    "the course, in `GAN.fit`": (VENV, "course_step.py", "fit"),
    "PyTorch, eager": (VENV / "torch", "torch_step.py", "eager"),
    "PyTorch, `torch.compile`": (VENV / "torch", "torch_step.py", "compiled"),
    "Keras on JAX, jitted": (VENV / "jax", "jax_step.py", "jit"),
}
PROCESSORS = {  # what the libraries are told, to use less of this one
    "": {},
    ", held to AVX2": {
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    },
}
TOLERANCE = 1e-3  # of losses after five steps


class Program:
    """A running step.

    Args:
        name: Of `STEPS`.
        folder: With given.npz.
        cores: The processor cores that it may use.
        dtype: float32 or float64.
        held: Environment variables, of `PROCESSORS`.
    """

    def __init__(self, name, folder, cores, dtype="float32", held=PROCESSORS[""]):
        environment, program, argument = STEPS[name]
        threads = str(len(cores))
        self.name, self.errors = name, folder / f"{len(os.listdir(folder))}.txt"
        command = [environment / "bin" / "python", PROGRAMS / program, folder]
        alike = {"OMP_NUM_THREADS": threads, "PYTHONPATH": str(PROGRAMS)}
        alike["KERAS_HOME"] = str(folder)
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen(
                [*command, threads, dtype, argument],
                env=os.environ | alike | held,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                preexec_fn=lambda: pin(cores),
            )
        self.losses = self.read()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("= "):
                return json.loads(line[2:])
        sys.exit(f"{self.name} ended: {self.errors.read_text()[-2000:]}")

    def time(self, steps):
        """Returns milliseconds a step."""
        print(steps, file=self.process.stdin, flush=True)
        return 1000 * self.read() / steps

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def pin(cores):
    """Keeps this process on some cores, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def give(folder):
    """Writes what all start from."""
    keras.utils.set_random_seed(0)
    players = {"g": models.dcgan_generator(), "d": models.dcgan_discriminator()}
    given = {
        f"{name}{number}": array
        for name, model in players.items()
        for number, array in enumerate(model.get_weights())
    }
    images, _ = data.load_mnist("train")
    real = data.scale(images[: 5 * BATCH]).numpy().reshape(5, BATCH, 28, 28, 1)
    noise = np.random.default_rng(0).standard_normal((5, BATCH, 64)).astype("float32")
    np.savez(folder / "given.npz", real=real, noise=noise, **given)


def compare(folder, cores, names):
    """Ends the program if the losses of five steps are not the same; prints them."""
    expected = None
    for name in names:
        program = Program(name, folder, cores, "float64")
        program.end()
        expected = expected or program.losses
        apart = np.abs(np.subtract(program.losses, expected)).max()
        print(f"{name}: in five steps losses differ by at most {apart:.1e}", flush=True)
        if not apart < TOLERANCE:
            sys.exit(f"{name} does not take the same step: {program.losses}")


def measure(folder, cores, rounds, steps, names, held):
    """Returns {name: milliseconds of each round}."""
    programs = [Program(name, folder, cores, held=held) for name in names]
    times = {name: [] for name in names}
    for number in range(rounds + 1):  # the first warms up
        for program in programs:
            found = program.time(steps)
            if number:
                times[program.name].append(found)
    for program in programs:
        program.end()
    return times


def peak(cores, held):
    """Returns the GFLOP/s of a matrix product on so many cores."""
    told = {"TF_NUM_INTRAOP_THREADS": str(len(cores)), "PYTHONPATH": str(HERE)}
    code = "import bench; print('=', bench.matrix_peak())"
    found = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | held | told,
        stdout=subprocess.PIPE, text=True, check=True, preexec_fn=lambda: pin(cores),
    )  # fmt: skip
    return float(found.stdout.split("= ")[1])


def versions():
    lines = []
    for place, names in [("torch", ["torch"]), ("jax", ["jax", "keras"])]:
        code = "from importlib.metadata import version\n"
        code += f"[print(n, version(n)) for n in {names}]"
        found = subprocess.run(
            [VENV / place / "bin" / "python", "-c", code],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        lines += found.stdout.split("\n")[:-1]
    return ", ".join(lines)


def rows(times):
    """Returns lines of a table: milliseconds, images a second, times the course's."""
    first = np.array(next(iter(times.values())))
    for name, found in times.items():
        ms, ratios = np.median(found), np.array(found) / first
        spread = f"{ratios.min():.2f} to {ratios.max():.2f}"
        rate, ratio = 1000 * BATCH / ms, np.median(ratios)
        yield f"| {name} | {ms:.1f} | {rate:.0f} | {ratio:.2f} | {spread} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=100, help="multiple of 10")
    options = parser.parse_args()
    here = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count()))
    everywhere = sorted(here(0))
    lines = [
        f"Batches of {BATCH}, {options.rounds} rounds of {options.steps} steps, in "
        f"turn; {fingerprint.versions()}, {versions()};",
        f"{experiment.processor()}.",
        "The ratio is the median of the rounds' ratios to the course's loop: above 1",
        "is slower than the course. JAX's matrix products cannot be held to AVX2.",
    ]
    with tempfile.TemporaryDirectory() as folder:
        give(Path(folder))
        compare(Path(folder), everywhere, [n for n in STEPS if "fit" not in n])
        numbers = sorted({1, min(2, len(everywhere))})
        for (processor, held), cores in product(PROCESSORS.items(), numbers):
            mine = everywhere[:cores]
            names = [name for name in STEPS if not (held and "JAX" in name)]
            reached = (
                f"A float32 matrix product reaches {peak(mine, held):.0f} GFLOP/s."
            )
            times = measure(
                Path(folder), mine, options.rounds, options.steps, names, held
            )
            lines += ["", f"## {cores} core{'s' * (cores > 1)}{processor}", ""]
            lines += [
                reached,
                "",
                "| step | ms | images/s | ratio | its range |",
                "| --- | --- | --- | --- | --- |",
            ]
            lines += rows(times)
            print(*lines[-12:], sep="\n", flush=True)
    experiment.write_page(__file__, "One step in four frameworks", lines)


if __name__ == "__main__":
    main()
