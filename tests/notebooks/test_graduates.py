"""The lesson's code is the package's code, and every algorithm is born in a lesson."""

import ast

import build
from test_lessons import NAMES, code_cells

BORN = ["layers", "losses", "metrics", "models", "training"]  # in lessons, all of it


def lesson_definitions():
    """What lessons define at the top of a cell: {name: [(lesson, tree)]}."""
    found = {}
    for lesson in NAMES:
        for cell in code_cells(build.read(lesson)):
            for name, tree in build.definitions(cell.source).items():
                found.setdefault(name, []).append((lesson, tree))
    return found


def test_what_graduated_is_the_same_in_lesson_and_package():
    package, count = build.package_definitions(), 0
    for name, places in lesson_definitions().items():
        for lesson, tree in places:
            if name in package:
                file, expected = package[name]
                assert same(tree, expected), f"{name}: {lesson} and {file} differ"
                count += 1
    assert count >= 50


def test_every_algorithm_is_born_in_a_lesson():
    """Losses, metrics, update functions and trained networks; not plumbing."""
    born = set(lesson_definitions())
    elsewhere = {
        "GAN": "a shell around the update functions, described in lesson 03",
        "ConditionalGAN": "likewise, in lesson 09",
        "InfoGAN": "likewise, in lesson 09",
        "SemiSupervisedGAN": "likewise, in lesson 10",
        "PairedGAN": "likewise, in lesson 11",
        "CycleGAN": "likewise, in lesson 12",
        "ImageBuffer": "a shell around lesson 12's exchange",
        "tile_network": "a tool of lessons 11 and 12, not a GAN",
        "mnist_classifier": "a tool of lesson 04, not a GAN",
        "load_classifier": "reads a file",
        "load_generator": "reads a file",
        "load_conditional_generator": "reads a file",
        "load_tile_network": "reads a file",
        "load_translator": "reads a file",
        "classic_generator": "the tutorial's, shown as a summary for comparison",
        "classic_discriminator": "likewise",
        "classify": "calls the classifier and checks what it gets",
        "evaluate": "puts the metrics of lesson 04 into one dictionary",
        "open_discriminator": "lesson 03's with open places",
        "stacked_mode_coverage": "counts digits, as lesson 05 counts modes",
    }
    for name, (file, _) in build.package_definitions().items():
        if file.parts[0].removesuffix(".py") in BORN and not file.stem.endswith(
            "checks"
        ):
            assert name in born or name in elsewhere, f"{name} of {file} has no lesson"
    assert not born & set(elsewhere)


def same(first, second):
    return ast.dump(first) == ast.dump(second)


def test_comparison_sees_a_difference():
    first, second, third = (
        build.definitions(text)["f"]
        for text in (
            'def f(x):\n    "doc"\n    return x + 1',
            "def f(x):\n    # comment\n    return x + 1",
            "def f(x):\n    return x - 1",
        )
    )
    assert same(first, second) and not same(first, third)


def test_syllabus_leads_to_the_code():
    written = build.born()
    lines = build.README.read_text(encoding="utf-8").splitlines()
    for lesson in NAMES[1:]:
        row = next(line for line in lines if line.startswith(f"| {lesson[:2]} |"))
        assert written[lesson], f"{lesson} has no code in the package"
        for file in written[lesson]:
            assert f"(gan_course/{file})" in row, "run make notebooks"
