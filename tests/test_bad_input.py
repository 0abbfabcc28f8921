"""Bad input over the whole public surface: what came, and what to do instead."""

import gan_course

import ast
import functools
import re
import tempfile
import traceback
from pathlib import Path

import bad_arguments
import bad_conditional
import bad_orders
import bad_training
import bad_translation
import bad_usefulness
import pytest

CASES = bad_arguments.CASES + bad_training.CASES + bad_orders.CASES
CASES += bad_conditional.CASES + bad_usefulness.CASES + bad_translation.CASES


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_came_and_what_to_do(number):
    error = raised(number)
    came, remedy = CASES[number][1:]
    assert type(error) is ValueError, f"{type(error)}: {error}"
    assert re.search(came, str(error)), error
    assert re.search(remedy, str(error)), error


@functools.cache
def raised(number):
    """Returns the exception of a case."""
    call = CASES[number][0]
    code = getattr(call, "__code__", None)
    with tempfile.TemporaryDirectory() as folder:
        with pytest.raises(Exception) as caught:
            call(Path(folder)) if code and code.co_argcount else call()
    return caught.value


# In tests/data, test_devices, test_habits and test_package.
ELSEWHERE = [
    "cannot share batches",
    "another process is training",
    "by {places[name]}",
    "could not be downloaded",
    "its SHA-256 is not",
    "is no clone of the course",
]


def test_every_refusal_of_the_package_is_among_them():
    """Each `raise ValueError` lies in the traceback of a case."""
    reached = {
        (frame.filename, frame.lineno)
        for number in range(len(CASES))
        for frame in traceback.extract_tb(raised(number).__traceback__)
    }
    for path in sorted(Path(gan_course.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = ast.unparse(node) if isinstance(node, ast.Raise) else ""
            if "ValueError(" in text and not any(part in text for part in ELSEWHERE):
                lines = range(node.lineno, node.end_lineno + 1)
                assert any((str(path), line) in reached for line in lines), text
