"""The lesson's code is the package's code, and every algorithm is born in a lesson."""

import ast

import build
from test_lessons import NAMES, code_cells

PACKAGE = build.ROOT / "gan_course"
BORN = ["layers", "losses", "metrics", "models", "training"]  # in lessons, all of it


def definitions(source):
    """Functions and classes of a source by name, as trees without docstrings."""
    tree = ast.parse(source)
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = ast.dump(node)
    return found


def lesson_definitions():
    """What lessons define at the top of a cell: {name: [(lesson, tree)]}."""
    found = {}
    for lesson in NAMES:
        for cell in code_cells(build.read(lesson)):
            for name, tree in definitions(cell.source).items():
                found.setdefault(name, []).append((lesson, tree))
    return found


def package_functions():
    """Public functions of the package by name: {name: (file, tree)}."""
    files = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py")]
    return {
        name: (file, tree)
        for file in files
        for name, tree in definitions((PACKAGE / file).read_text("utf-8")).items()
        if not name.startswith("_") and file.parts[0] != "weights"
    }


def test_what_graduated_is_the_same_in_lesson_and_package():
    package, count = package_functions(), 0
    for name, places in lesson_definitions().items():
        for lesson, tree in places:
            if name in package:
                file, expected = package[name]
                assert tree == expected, f"{name}: {lesson} and {file} differ"
                count += 1
    assert count >= 50


def test_every_algorithm_is_born_in_a_lesson():
    """Losses, metrics, update functions and trained networks; not plumbing."""
    born = set(lesson_definitions())
    elsewhere = {
        "GAN": "a shell around the update functions, described in lesson 03",
        "mnist_classifier": "a tool of lesson 04, not a GAN",
        "load_classifier": "reads a file",
        "load_generator": "reads a file",
        "classic_generator": "the tutorial's, shown as a summary for comparison",
        "classic_discriminator": "likewise",
        "classify": "calls the classifier and checks what it gets",
        "evaluate": "puts the metrics of lesson 04 into one dictionary",
        "open_discriminator": "lesson 03's with open places",
        "stacked_mode_coverage": "counts digits, as lesson 05 counts modes",
    }
    for name, (file, _) in package_functions().items():
        if file.parts[0].removesuffix(".py") in BORN and file.stem != "checks":
            assert name in born or name in elsewhere, f"{name} of {file} has no lesson"
    assert not born & set(elsewhere)


def test_comparison_sees_a_difference():
    first = definitions('def f(x):\n    "doc"\n    return x + 1')
    assert first == definitions("def f(x):\n    # comment\n    return x + 1")
    assert first != definitions("def f(x):\n    return x - 1")
