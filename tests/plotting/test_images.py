"""Pictures and animations."""

import gan_course  # noqa: F401
from gan_course.plotting import save_gif

import numpy as np
import pytest
from PIL import Image


@pytest.mark.parametrize("frames, seconds", [(2, 1.0), (37, 6.0), (600, 6.0)])
def test_gif_takes_the_seconds_that_were_asked_for(tmp_path, frames, seconds):
    pictures = [np.full((2, 2), n % 256, "uint8") for n in range(frames)]
    save_gif(tmp_path / "run.gif", pictures, seconds)
    with Image.open(tmp_path / "run.gif") as gif:
        durations = []
        for n in range(gif.n_frames):
            gif.seek(n)
            durations.append(gif.info["duration"])
        assert gif.convert("L").getpixel((0, 0)) == (frames - 1) % 256
    assert sum(durations) == 1000 * seconds and min(durations) >= 20
    assert durations[-1] >= 0.2 * 1000 * seconds
