"""The page, the picture and the table of `make bench`."""

from gan_course import data

import csv
import datetime
import os
import platform
from pathlib import Path

import fingerprint
import matplotlib.pyplot as plt
import tensorflow as tf

HERE = Path(__file__).resolve().parent
TABLE = data.TABLES / "bench.csv"
STEP_HEADER = ["network", "batch", "ms a step", "images/s", "MFLOP an image"]
STEP_HEADER += ["GFLOP/s", "of the peak"]
QUALITY_HEADER = ["classic minute", "its best distance so far", "classic s"]
QUALITY_HEADER += ["lesson s", "ratio"]
PAGE = """# The classic DCGAN against the lesson's

`{command}` on {date}: {machine}, {versions}.

"Classic" is the network and the settings of the well-known Keras tutorial (batch 256,
Adam 1e-4); "lesson" is what lesson 03 trains.

## (a) One step

A float32 matrix product of size 2048 reaches {peak} GFLOP/s here.

{step}

## (b) Quality against training time

Fréchet distance of 10,000 generated images to the test split, each evaluation with
the clock stopped, at the same training seconds for both. The second classifier (two
5x5 convolutions, tanh, average pooling; test accuracy {accuracy}) chose nothing but the
lesson's networks, together with the first ([networks](networks.md)). "classic s" and
"lesson s" are the training seconds at which each first had the distance in the second
column.

![Fréchet distance against training seconds, both axes logarithmic](bench.png)

{quality}

## (c) Cost as data grow

The lesson's networks; images in memory as uint8, batches made in the graph.

{growth}

## (d) The whole of lesson 03

Executed from the first cell to the last, start-up and evaluation included.

{whole}
"""


def ratios(rows, column):
    """For every classic minute: (minute, best distance, when each first had it)."""
    curves = {
        name: [(row[2], row[column]) for row in rows if row[0] == name]
        for name in ("classic", "lesson")
    }

    def first(name, distance):
        return next((t for t, d in curves[name] if d <= distance), None)

    table = []
    for minute in range(1, int(curves["classic"][-1][0] / 60 + 0.05) + 1):
        best = min(d for t, d in curves["classic"] if t <= 60 * minute + 3)
        table.append((minute, best, first("classic", best), first("lesson", best)))
    return table


def markdown(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def plot(rows, floors, path):
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), dpi=110, sharex=True)
    titles = ["the course's classifier", "a second classifier"]
    for column, (axis, title) in enumerate(zip(axes, titles)):
        for name, color in [("classic", "tab:orange"), ("lesson", "tab:blue")]:
            points = [(r[2], r[3 + column]) for r in rows if r[0] == name]
            axis.plot(*zip(*points), ".-", color=color, label=name, markersize=4)
        axis.axhline(floors[column], color="gray", linestyle=":", label="real images")
        axis.set(xscale="log", yscale="log", title=title)
        axis.set(xlabel="training seconds", ylabel="Fréchet distance")
        axis.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def quality(rows, column, floor, title):
    """Returns the section of (b) for one classifier."""
    table = []
    for minute, best, classic_s, lesson_s in ratios(rows, column):
        times = [f"{classic_s:.0f}"]
        if lesson_s is None:
            times += ["never", "-"]
        else:
            times += [f"{lesson_s:.1f}", f"{classic_s / lesson_s:.0f}"]
        table.append([minute, f"{best:.1f}", *times])
    last = {row[0]: row for row in rows}
    ends = ", ".join(
        f"the {name} generator {row[column]:.1f} after {row[2]:.0f} s"
        for name, row in last.items()
    )
    return (
        f"### {title}\n\nReal training images score {floor:.2f}, {ends}.\n\n"
        + markdown(QUALITY_HEADER, table)
    )


def write(options, peak, rows_a, rows_c, rows_d, rows, floors, accuracy):
    """Writes the table of (b), the picture and the page about all."""
    committed = options.minutes >= 30
    folder = HERE if committed else HERE.parent / "outputs"
    table = TABLE if committed else folder / TABLE.name
    folder.mkdir(exist_ok=True)
    with open(table, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["network", "step", "seconds", "frechet", "frechet_second"])
        writer.writerows(rows)
    plot(rows, floors, folder / "bench.png")
    sections = [
        quality(rows, 3, floors[0], "By the course's classifier"),
        quality(rows, 4, floors[1], "By the second classifier"),
    ]
    gpus = len(tf.config.list_physical_devices("GPU"))
    names = {
        "date": datetime.date.today(),
        "versions": fingerprint.versions(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {gpus or 'no'} GPU",
        "command": f"make bench MINUTES={options.minutes:g}"
        + (f" BEFORE={options.before}" if options.before else ""),
        "peak": f"{peak:.0f}",
        "accuracy": f"{accuracy:.2%}",
        "step": markdown(STEP_HEADER, rows_a),
        "quality": "\n\n".join(sections),
        "growth": markdown(["batch", "images", "ms a step", "µs an image"], rows_c),
        "whole": markdown(["lesson 03", "minutes"], rows_d),
    }
    (folder / "bench.md").write_text(PAGE.format(**names), encoding="utf-8")
