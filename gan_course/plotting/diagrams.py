"""Drawings of networks and steps, legible on light pages and on dark ones."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

# Boxes have white text and are seen on white and on black; lines and labels have the
# grey that is read on both alike.
GENERATOR, DISCRIMINATOR, DATA = "#bd5b0a", "#2f74b5", "#6e6e6e"
LINE = "#7a7a7a"
QUARTERS = [GENERATOR, DISCRIMINATOR, "#33804a", "#a0529e"]


def draw_game(gradients=False):
    """Draws who gets what from whom.

    Args:
        gradients: Whether both losses are drawn, and how their gradients go back: the
            discriminator's to itself, the generator's through the discriminator.
    """
    axes = _canvas(54, 36 if gradients else 23)
    _box(axes, 6, 4.5, "noise", DATA)
    _box(axes, 23, 4.5, "generator", GENERATOR, 12)
    _box(axes, 43, 4.5, "generated", DATA, 12)
    _box(axes, 23, 17.5, "real", DATA, 12)
    _box(axes, 43, 17.5, "discriminator", DISCRIMINATOR, 15)
    up = 1.3 if gradients else 0  # room for the way back
    _arrow(axes, (11, 4.5), (17, 4.5))
    _arrow(axes, (29, 4.5 + up), (37, 4.5 + up))
    _arrow(axes, (43 - up, 7.2), (43 - up, 14.8))
    _arrow(axes, (29, 17.5), (35.5, 17.5))
    if gradients:
        _box(axes, 33, 31, "D's loss", DISCRIMINATOR, 11)
        _box(axes, 47, 31, "G's loss", GENERATOR, 11)
        _arrow(axes, (38.5, 20.2), (34, 28.3))
        _arrow(axes, (45.2, 20.2), (46.2, 28.3))
        _arrow(axes, (36.6, 28.3), (41, 20.2), DISCRIMINATOR)
        _arrow(axes, (49, 28.3), (47.9, 20.2), GENERATOR)
        _arrow(axes, (44.3, 14.8), (44.3, 7.2), GENERATOR)
        _arrow(axes, (37, 3.2), (29, 3.2), GENERATOR)
    plt.show()


def draw_stages(stages):
    """Draws images between the layers of a generator, as stacks of channels.

    Args:
        stages: Pairs (pixels a side, channels), in the order of the network.
    """
    depths = [1 + int(np.ceil(np.log2(channels))) for _, channels in stages]
    sides = [2 + 0.2 * size for size, _ in stages]
    gap, axes = 5.5, _canvas(54, 13)
    x = (54 - sum(sides) - 0.5 * sum(depths) - gap * (len(stages) - 1)) / 2
    for number, (depth, side) in enumerate(zip(depths, sides)):
        for layer in reversed(range(depth)):
            corner = x + 0.5 * layer, 7 - side / 2 + 0.5 * layer
            patch = Rectangle(corner, side, side, fc=GENERATOR, ec="white", lw=0.8)
            axes.add_patch(patch)
        end = x + side + 0.5 * depth
        size, channels = stages[number]
        _label(axes, (x + end) / 2, 1.2, f"{size}x{size}x{channels}")
        x = end + gap
        if number < len(stages) - 1:
            _arrow(axes, (end + 0.6, 7), (x - 0.6, 7))
    plt.show()


def draw_pixel_shuffle():
    """Draws four channels of 2x2 pixels that become one channel of 4x4 pixels."""
    axes = _canvas(54, 24)
    for channel, row, column in np.ndindex(4, 2, 2):
        down, right = divmod(channel, 2)
        x, y = 1 + 10 * right + 4 * column, 17 - 10 * down - 4 * row
        _pixel(axes, x, y, channel)
        x, y = 35 + 8.3 * column + 4 * right, 16.2 - 8.3 * row - 4 * down
        _pixel(axes, x, y, channel)
    _arrow(axes, (22, 12), (32, 12))
    plt.show()


def draw_turns(steps=5):
    """Draws two rounds of a game in which the players move in turn.

    Args:
        steps: Of the discriminator before each of the generator.
    """
    axes = _canvas(54, 13)
    width = 53 / (2 * (steps + 1))
    for number in range(2 * (steps + 1)):
        last = number % (steps + 1) == steps
        color, name = (GENERATOR, "G") if last else (DISCRIMINATOR, "D")
        x = 0.5 + width * (number + 0.5)
        _box(axes, x, 10, name, color, width - 0.8, 5)
        if not last:
            _arrow(axes, (x, 3.4), (x, 7.4))
    for turn in (0, 1):
        x = 0.5 + width * (turn * (steps + 1) + steps / 2)
        _label(axes, x, 1.6, "a new batch each")
    plt.show()


def draw_orders():
    """Draws three discriminators: told the label in two ways, and asked for it."""
    axes, blue = _canvas(54, 42), DISCRIMINATOR
    for y, title in [(36, "concatenation"), (22, "projection"), (5.5, "auxiliary")]:
        _label(axes, 27, y + 4.2, title)
        _box(axes, 6, y, "image", DATA, 10, 4.4)
        _box(axes, 24, y, "layers", blue, 11, 4.4)
        _arrow(axes, (11, y), (18.5, y))
    for y, end in [(30.4, (18.5, 34.4)), (15.4, (18.5, 15.4))]:
        _box(axes, 6, y, "label", DATA, 10, 4.4)
        _arrow(axes, (11, y), end)
    _box(axes, 24, 15.4, "vector", blue, 11, 4.4)
    _box(axes, 37.5, 15.4, "product", blue, 11, 4.4)
    _box(axes, 37.5, 22, "+", blue, 5, 4.4)
    for start, end in [((29.5, 15.4), (32, 15.4)), ((29.5, 20.6), (33.5, 17.6))]:
        _arrow(axes, start, end)
    for start, end in [((29.5, 22), (35, 22)), ((37.5, 17.6), (37.5, 19.8))]:
        _arrow(axes, start, end)
    for y, end, text in [
        (36, 36, "logit"),
        (22, 22, "logit"),
        (6.2, 8.2, "logit"),
        (4.8, 2.8, "class"),
    ]:
        _box(axes, 48.5, end, text, DATA, 10, 4.4)
        _arrow(axes, (40 if y == 22 else 29.5, y), (43.5, end))
    plt.show()


def draw_leak():
    """Draws which labels reach a classifier through a GAN: few, or all of them."""
    axes = _canvas(54, 38)
    for y, title in [(24, "honest"), (3.2, "a leak")]:
        _label(axes, 8, y + 13, title)
        for x, row, text, color, width in [
            (8, 0, "100 labels", DATA, 15),
            (26, 9, "GAN", GENERATOR, 10),
            (44, 9, "generated", DATA, 12),
            (44, 0, "classifier", DISCRIMINATOR, 12),
        ]:
            _box(axes, x, y + row, text, color, width, 5)
        _arrow(axes, (31, y + 9), (38, y + 9))
        _arrow(axes, (44, y + 6.5), (44, y + 2.5))
        _arrow(axes, (15.5, y), (38, y))
    _arrow(axes, (12, 26.5), (21, 32))
    _box(axes, 8, 12.2, "60,000 labels", DATA, 15, 5)
    _arrow(axes, (15.5, 12.2), (21, 12.2))
    plt.show()


def draw_unet(size=64, depth=3):
    """Draws a U-Net: images on the way down and on the way up, and skips between.

    Args:
        size: Height and width of the images that go in and come out.
        depth: Number of stages, each of half the height and width.
    """
    axes = _canvas(54, 10 * depth + 7)
    places = [(8 + 6 * stage, 10 * (depth - stage) + 3.5) for stage in range(depth + 1)]
    for stage, (x, y) in enumerate(places):
        text = f"{size // 2**stage}x{size // 2**stage}"
        if stage == depth:
            _box(axes, 27, y, text, GENERATOR)
            _arrow(axes, (x - 6, y + 7.3), (22, y + 2.7))
            _arrow(axes, (32, y + 2.7), (60 - x, y + 7.3))
            continue
        for middle in (x, 54 - x):
            _box(axes, middle, y, text, GENERATOR if stage else DATA)
        _arrow(axes, (x + 5, y), (49 - x, y))
        _label(axes, 27, y + 1.6, "skip")
        if stage < depth - 1:
            _arrow(axes, (x + 1, y - 2.7), (x + 5, y - 7.3))
            _arrow(axes, (49 - x, y - 7.3), (53 - x, y - 2.7))
    plt.show()


def draw_cycle(source="relief", target="satellite"):
    """Draws both ways of a CycleGAN: there and back, and who judges what.

    Args:
        source: What the pictures of the one kind are called.
        target: What those of the other kind are called.
    """
    axes = _canvas(54, 44)
    rows = [(34, source, target, "G", "F"), (11, target, source, "F", "G")]
    for y, start, made, there, back in rows:
        for x, text, color, width in [
            (5.5, start, DATA, 10),
            (16, there, GENERATOR, 5),
            (27, f"made\n{made}", DATA, 10),
            (38, back, GENERATOR, 5),
            (48.5, f"{start}\nagain", DATA, 10),
        ]:
            _box(axes, x, y, text, color, width)
        for x, end in [(10.5, 13.5), (18.5, 22), (32, 35.5), (40.5, 43.5)]:
            _arrow(axes, (x, y), (end, y))
        _arrow(axes, (27, y - 2.7), (27, y - 5.3))
        _box(axes, 27, y - 7.3, f"a real {made} tile?", DISCRIMINATOR, 24, 4)
        for x in (5.5, 48.5):
            axes.plot([x, x], [y + 3, y + 7], color=LINE, lw=1.8)
            axes.plot([x, 27 + (x - 27) * 0.5], [y + 7, y + 7], color=LINE, lw=1.8)
        _label(axes, 27, y + 7, "the same? (cycle loss)")
    plt.show()


def _canvas(width, height):
    """Makes transparent axes, in tenths of an inch."""
    figure = plt.figure(figsize=(width / 10, height / 10), dpi=100)
    figure.patch.set_alpha(0)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return axes


def _box(axes, x, y, text, color, width=10, height=5.4):
    """Draws a box with white text around the point (x, y)."""
    style = "round,pad=0,rounding_size=0.8"
    corner = x - width / 2, y - height / 2
    axes.add_patch(FancyBboxPatch(corner, width, height, style, fc=color, lw=0))
    axes.text(x, y, text, color="white", ha="center", va="center", fontsize=11)


def _label(axes, x, y, text):
    axes.text(x, y, text, color=LINE, ha="center", va="center", fontsize=10)


def _arrow(axes, start, end, gradient_of=None):
    """Draws an arrow; that of a gradient is dashed, and has its player's colour."""
    style = "-|>,head_width=0.3,head_length=0.6"
    line = {"color": gradient_of or LINE, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
    line["ls"] = (0, (3, 1.5)) if gradient_of else "-"
    axes.annotate("", end, start, arrowprops={"arrowstyle": style} | line)


def _pixel(axes, x, y, channel):
    """Draws a pixel with its channel's colour and number."""
    axes.add_patch(Rectangle((x, y), 4, 4, fc=QUARTERS[channel], ec="white"))
    middle = {"ha": "center", "va": "center"}
    axes.text(x + 2, y + 2, channel + 1, color="white", **middle)
