"""The steps of other frameworks are the course's, and the table for a GPU is whole."""

from gan_course.checks import write_whole

import bench
import frameworks
import gpu
import nbformat
import numpy as np
import pytest


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frameworks")
    frameworks.give(folder)
    return folder


def losses(name, folder, dtype="float64"):
    program = frameworks.Program(name, folder, [0], dtype)
    assert program.time(10) > 0
    program.end()
    return np.array(program.losses)


@pytest.mark.parametrize("name", list(frameworks.STEPS)[1:])
def test_all_take_the_same_step(name, folder):
    """In PyTorch and JAX once `make bench-frameworks` has installed them."""
    if not frameworks.STEPS[name][0].joinpath("bin", "python").exists():
        pytest.skip("make bench-frameworks installs it")
    course, *_ = frameworks.STEPS
    if "fit" in name:  # which takes float32 alone; rounding grows with each step
        expected = losses(course, folder, "float32")[:2]
        found = losses(name, folder, "float32")[:2]
        assert np.allclose(found, expected, rtol=0.01)
    else:
        assert np.allclose(losses(name, folder), losses(course, folder), rtol=1e-5)


def test_lesson_is_executed_whole_for_the_table(tmp_path):
    cell = nbformat.v4.new_code_cell("open('there', 'w').close()")
    folder = tmp_path / "notebooks"
    folder.mkdir()
    lesson = nbformat.v4.new_notebook(cells=[cell])
    nbformat.write(lesson, folder / "03_dcgan_mnist.ipynb")
    assert bench.lesson_minutes(tmp_path) > 0
    assert (folder / "there").exists()


def test_table_for_a_gpu(monkeypatch, tmp_path, capsys):
    """On the CPU, a few steps."""
    monkeypatch.setattr(gpu, "EXECUTIONS", [1, 2])
    lesson, asked = gpu.NETWORKS["lesson"], []
    networks = {"lesson": lambda **options: asked.append(options) or lesson(**options)}
    monkeypatch.setattr(gpu, "NETWORKS", networks)
    monkeypatch.setattr(
        gpu, "write_whole", lambda path, write: write_whole(tmp_path / path.name, write)
    )
    monkeypatch.setattr(
        "sys.argv", "gpu.py --cpu --no-lesson --steps 2 --batches 4".split()
    )
    gpu.main()
    rows = [line for line in (tmp_path / "gpu.md").read_text().splitlines()]
    rows = [row.split(" | ") for row in rows if row.startswith("| lesson")]
    assert [row[2:4] for row in rows] == [[x, e] for x in ("no", "yes") for e in "12"]
    assert all(float(row[4]) > 0 for row in rows)
    assert asked == [
        {"steps_per_execution": number, "jit_compile": xla}
        for xla in (False, True)
        for number in (1, 2)
    ]
    monkeypatch.setattr(gpu, "SECONDS", -1)
    gpu.main()
    assert "4 rows were left out" in capsys.readouterr().out
