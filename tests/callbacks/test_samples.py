"""A line of progress, and sample grids with their GIF."""

import gan_course  # noqa: F401
from gan_course.callbacks import ProgressLine, Resume, SampleGrid

import imageio.v3 as imageio
import numpy as np
import pytest
import tensorflow as tf
from players import (
    small_gan,
    train,
)


def test_callbacks_leave_one_line_and_a_gif(tmp_path, capsys):
    gan = small_gan()
    noise = np.random.default_rng(0).standard_normal((6, 3)).astype("float32")
    grid = SampleGrid(noise, tmp_path, columns=3)
    train(gan, callbacks=[ProgressLine(seconds=0), grid])
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    last = out.rstrip().rsplit("\r", 1)[1]
    assert last.startswith("step 15/15") and "d_loss" in last and "0:00 to go" in last
    assert imageio.imread(grid.gif).shape[:3] == (3, 8, 12)
    assert len(list(tmp_path.glob("epoch_*.png"))) == 3
    (tmp_path / "epoch_last.png").touch()  # somebody's own
    train(small_gan(), 1, callbacks=grid)  # a shorter run leaves no old frames
    names = sorted(path.name for path in tmp_path.glob("epoch_*.png"))
    assert names == ["epoch_0001.png", "epoch_last.png"]
    assert len(imageio.imread(grid.gif, index=...)) == 1
    assert not list(tmp_path.glob("*.partial"))


def test_refused_calls_leave_no_files_behind(tmp_path):
    images = np.zeros((3, 8, 4, 4, 1), "float32")
    images[2, 0, 0, 0] = np.nan  # in a later batch, and then at once
    data = tf.data.Dataset.from_tensor_slices(images)
    for batches in (data, data.skip(2)):
        with pytest.raises(ValueError, match="NaN"):
            small_gan().fit(batches, callbacks=[Resume(tmp_path / "run")])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
