"""What must not be in the package or in any notebook."""

import ast
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
UNPICKLE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
SHELL = {"subprocess", "pty", "ctypes", "importlib", "runpy"}
NETWORK = {"socket", "ssl", "http", "ftplib", "smtplib", "urllib", "requests"}
NETWORK |= {"aiohttp", "httpx", "gdown", "wget"}
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "spawn"}
CALLS |= {"enable_unsafe_deserialization", "get_file", "urlopen", "urlretrieve"}
KEYWORDS = {("allow_pickle", True), ("safe_mode", False), ("trust_remote_code", True)}
# TFDS' own address is asked whether it can be reached, before TFDS tries for minutes.
# The course's data come from its repository, whose address pip has recorded.
ALLOWED = {
    "gan_course/data/mnist.py": {"requests"},
    "gan_course/data/shipped.py": {"requests", "importlib"},
}
COLAB = "run_line_magic"  # the first cell's pip, on Colab only


def codes():
    """Yields the name and the code of every module and notebook."""
    for path in sorted((ROOT / "gan_course").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        if not {"outputs", ".ipynb_checkpoints"} & set(path.parts):
            cells = nbformat.read(path, as_version=4).cells
            code = "\n".join(c.source for c in cells if c.cell_type == "code")
            yield path.relative_to(ROOT).as_posix(), code


def faults(code):
    """Returns what code does that it must not."""
    found = set()
    for node in ast.walk(ast.parse(code)):  # magics and ! are no Python: an error
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Call):
            function = node.func
            own = isinstance(function, ast.Attribute)
            name = function.attr if own else getattr(function, "id", "")
            if name in CALLS and not (name == "compile" and own):  # models have one
                found.add(name)
            for keyword in node.keywords:
                value = getattr(keyword.value, "value", None)
                if (keyword.arg, value) in KEYWORDS:
                    found.add(f"{keyword.arg}={value}")
    known = UNPICKLE | SHELL | NETWORK | CALLS
    return {fault for fault in found if fault in known or "=" in fault}


@pytest.mark.parametrize("name, code", codes())
def test_nothing_unpickles_shells_out_or_reaches_the_network(name, code):
    assert faults(code) <= ALLOWED.get(name, set())


@pytest.mark.parametrize("name, code", codes())
def test_only_the_first_cell_asks_for_a_magic(name, code):
    assert code.count(COLAB) == (1 if name.endswith(".ipynb") else 0)
    assert "get_ipython().system" not in code


@pytest.mark.parametrize("code, fault", [
    ("import pickle", "pickle"), ("from urllib.request import urlopen", "urllib"),
    ("np.load(path, allow_pickle=True)", "allow_pickle=True"),
    ("keras.models.load_model(path, safe_mode=False)", "safe_mode=False"),
    ("os.system('ls')", "system"), ("eval(text)", "eval"),
    ("model.compile('adam')", None),
])  # fmt: skip
def test_faults_are_seen(code, fault):
    assert faults(code) == ({fault} if fault else set())


def test_shipped_files_are_weights_and_tables():
    """What is loaded is arrays: HDF5 weights, CSV tables, pictures, TFRecords."""
    kinds = {path.suffix for path in (ROOT / "gan_course").rglob("*") if path.is_file()}
    assert kinds <= {".py", ".pyc", ".h5", ".md", ".csv", ".png"}
