"""A rehearsal of Colab: `make test-colab`.

Runs with an environment that has TensorFlow, Keras and Jupyter and nothing else. A
notebook is taken out of the repository, its first cell installs the course from a git
address (a clone on this disk stands for GitHub), MNIST comes from the folder of TFDS,
and everything happens in an empty folder.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ["00_start_here", "03_dcgan_mnist"]
LOG = re.compile(
    r"[IWE]\d{4} "
)  # TensorFlow's own: Colab keeps it in the runtime's log
STARTUP = "import sys, types; sys.modules['google.colab'] = types.ModuleType('colab')"


def rehearse(lesson, folder):
    """Runs a lesson as Colab would, and returns it with its outputs."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    first = next(c for c in notebook.cells if c.cell_type == "code")
    lines = first.source.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("COURSE ="))
    lines[place] = 'COURSE = "someone/course"'
    first.source = "\n".join(lines)
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=1200, resources=resources)
    return client.execute()


def main():
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        clone, work = home / "someone" / "course", home / "content"
        work.mkdir()
        subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, clone], check=True)
        shutil.copytree(ROOT / "data" / "mnist", home / "tfds" / "mnist")
        startup = home / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "colab.py").write_text(STARTUP)
        os.environ |= {
            "IPYTHONDIR": str(home / "ipython"),
            "TFDS_DATA_DIR": str(home / "tfds"),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.file://{home}/.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/",
        }
        for lesson in LESSONS:
            cells = rehearse(lesson, work).cells
            outputs = [output for cell in cells for output in cell.get("outputs", ())]
            errors = [o for o in outputs if o.output_type == "error"]
            red = [o.text for o in outputs if o.get("name") == "stderr"]
            lines = [line for text in red for line in text.splitlines()]
            red = [line for line in lines if not LOG.match(line)]
            pictures = sum("image/png" in o.get("data", {}) for o in outputs)
            print(f"{lesson}: {len(cells)} cells, {pictures} pictures, ", end="")
            print(f"{len(lines) - len(red)} lines of TensorFlow's log", flush=True)
            assert not errors and pictures, errors
            assert not red, red
        where = "import gan_course; print(gan_course.__file__)"
        command = [sys.executable, "-c", where]
        found = subprocess.run(command, cwd=work, capture_output=True, text=True).stdout
        assert "site-packages" in found, found


if __name__ == "__main__":
    main()
