"""Faults: training that is killed, files that are damaged, disks that are full.

`make faults` kills training twenty times, the unit tests three times.
"""

from gan_course.callbacks import Resume, SampleGrid, resume
from gan_course.checks import write_whole
from gan_course.plotting import save_gif

import errno
import io
import os
import signal
import subprocess
import sys
import time
import warnings

import keras
import numpy as np
import pytest
from players import FOLDER, same, small_gan, train

KILLS = int(os.environ.get("KILLS", 3))
MOMENTS = ("write", "rename", "clock", "step", "epoch")
FOLDERS = [str(FOLDER), str(FOLDER / "callbacks")]  # for processes of their own
OPTIONS = {"dropout": 0.5, "batch_norm": True}


def die():
    os.kill(os.getpid(), signal.SIGKILL)


class Dying(keras.callbacks.Callback):
    """Kills its process at a moment of training: in a step or when an epoch ends."""

    def __init__(self, moment, epoch, step):
        super().__init__()
        self.moment, self.last, self.step = moment, epoch, step

    def on_train_batch_end(self, batch, logs=None):
        if self.epoch == batch == 0:
            print("training", flush=True)
        if self.moment == "step" and self.epoch == self.last and batch == self.step:
            die()

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_epoch_end(self, epoch, logs=None):
        if self.moment == "epoch" and epoch == self.last:
            die()


def train_and_die(folder, moment, epoch, share):
    """Trains for ever, in a process of its own, and dies at a moment of an epoch.

    That is in a step, at the end of the epoch, with a share of the file written,
    between the two renames, or when somebody else sends the signal.
    """
    whole, replace, writes = write_whole, os.replace, []

    def write_half(path, write):
        writes.append(path)
        if moment == "write" and len(writes) > epoch:
            text = io.BytesIO()
            write(text)
            with open(path.with_name(path.name + ".partial"), "wb") as file:
                file.write(text.getvalue()[: int(share * text.tell())])
            die()
        whole(path, write)

    def replace_and_die(old, new):
        replace(old, new)
        if moment == "rename" and new.name == "previous.npz" and len(writes) > epoch:
            die()

    resume.write_whole = write_half
    resume.os.replace = replace_and_die
    dying = Dying(moment, epoch, step=int(5 * share))
    train(small_gan(**OPTIONS), 10_000, callbacks=[dying, Resume(folder)])


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_training_goes_on_as_if_nothing_had_been(number, tmp_path):
    """Equal weights, moments and averages mean equal noise, dropout and data, too."""
    rng = np.random.default_rng(number)
    moment = MOMENTS[number % len(MOMENTS)]
    arguments = str(tmp_path / "killed"), moment, int(rng.integers(1, 9)), rng.random()
    script = f"import sys; sys.path[:0] = {FOLDERS}\n"
    script += f"import test_faults; test_faults.train_and_die(*{arguments!r})"
    command = [sys.executable, "-c", script]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "training\n"
    if moment == "clock":
        time.sleep(2 * arguments[3])
        process.kill()
    assert process.communicate()[1] is None and process.returncode == -signal.SIGKILL
    resumed, straight = small_gan(**OPTIONS), small_gan(**OPTIONS)
    done = Resume(tmp_path / "killed").restore(resumed)
    if moment != "clock":
        assert done == arguments[2]
    histories = [
        train(gan, done + 2, callbacks=[Resume(tmp_path / folder)]).history
        for gan, folder in ((resumed, "killed"), (straight, "straight"))
    ]
    assert histories[0] == histories[1]
    files = [np.load(tmp_path / name / "latest.npz") for name in ("killed", "straight")]
    assert set(files[0]) == set(files[1])
    assert all(np.array_equal(files[0][name], files[1][name]) for name in files[0])
    assert np.array_equal(resumed.sample_noise(4), straight.sample_noise(4))


def saved(folder, epochs=3):
    """Trains, and returns the files that it leaves, by name."""
    train(small_gan(), epochs, callbacks=[Resume(folder)])
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("damage", ["truncated", "empty", "one bit", "zeros"])
def test_a_damaged_file_is_told_and_the_one_before_it_used(damage, tmp_path):
    whole = saved(tmp_path)["latest.npz"]
    middle = len(whole) // 2
    flipped = bytes([whole[middle] ^ 1])
    (tmp_path / "latest.npz").write_bytes(
        {
            "truncated": whole[:-400],
            "empty": b"",
            "one bit": whole[:middle] + flipped + whole[middle + 1 :],
            "zeros": whole[:middle] + bytes(len(whole) - middle),
        }[damage]
    )
    gan, straight = small_gan(), small_gan()
    with pytest.warns(UserWarning, match="latest.npz is damaged .* after epoch 2"):
        assert Resume(tmp_path).restore(gan) == 2
    with np.load(tmp_path / "latest.npz") as file:  # the next save moves this one
        assert file["epoch"] == 2
    train(gan, 4, callbacks=[Resume(tmp_path)])
    train(straight, 4)
    assert same(straight, gan)


def test_any_damaged_byte_is_recognised_or_harmless(tmp_path):
    """Whatever an archive's reader raises, and wherever the damage lies."""
    files = saved(tmp_path)
    right, before = small_gan(), small_gan()
    train(right, 3)
    train(before, 2)
    rng, whole = np.random.default_rng(0), files["latest.npz"]
    places = np.concatenate([rng.integers(0, len(whole), 100), np.arange(30)])
    found, gan = {2: 0, 3: 0}, small_gan()
    for place in np.append(places, len(whole) - 1 - np.arange(70)):
        damaged = bytearray(whole)
        damaged[place] ^= int(rng.integers(1, 256))
        (tmp_path / "latest.npz").write_bytes(damaged)
        (tmp_path / "previous.npz").write_bytes(files["previous.npz"])
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            epoch = Resume(tmp_path).restore(gan)
        assert same(gan, {3: right, 2: before}[epoch])
        found[epoch] += 1
    assert found[2] > found[3]


FULL = {
    "full": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "over quota": OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
    "broken": OSError(errno.EIO, os.strerror(errno.EIO)),
}


@pytest.mark.parametrize("reason", FULL)
def test_a_full_disk_is_told_and_nothing_is_lost(reason, tmp_path, monkeypatch):
    files, straight, gan = saved(tmp_path), small_gan(), small_gan()

    def half(file, **arrays):
        file.write(b"half of it")
        raise FULL[reason]

    monkeypatch.setattr(np, "savez", half)
    message = f"{FULL[reason].strerror}. Make room .* saved before is still there"
    with pytest.raises(OSError, match=message) as caught:
        train(gan, 5, callbacks=[Resume(tmp_path)])
    assert caught.value.errno == FULL[reason].errno
    assert caught.value.filename == str(tmp_path / "next.npz")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files
    monkeypatch.undo()
    resumed = small_gan()
    train(resumed, 5, callbacks=[Resume(tmp_path)])
    train(straight, 5)
    assert same(resumed, straight)


LIMITED = """
import resource, signal, sys
sys.path[:0] = sys.argv[1:3]
from pathlib import Path
from test_faults import saved
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error instead of a signal
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
saved(Path(sys.argv[3]))
"""


def test_the_system_s_own_limit_is_told(tmp_path):
    """The real thing, where no file may be larger than 1,000 bytes."""
    arguments = *FOLDERS, str(tmp_path / "run")
    command = [sys.executable, "-c", LIMITED, *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "OSError" in done.stderr and "File too large. Make room" in done.stderr
    assert not list((tmp_path / "run").iterdir())


NOWHERE = ["/proc/run", "file/run"]  # even for an administrator


@pytest.mark.parametrize("place", NOWHERE)
@pytest.mark.parametrize("what", [Resume, SampleGrid])
def test_a_folder_that_cannot_be_written_is_told_before_training(what, place, tmp_path):
    (tmp_path / "file").write_text("no folder")
    noise = np.zeros((6, 3), "float32")
    folder = tmp_path / place  # an absolute place stays what it is
    callback = what(folder) if what is Resume else SampleGrid(noise, folder, columns=3)
    gan = small_gan()
    before = gan.get_weights()
    with pytest.raises(OSError, match="choose a folder that can be written"):
        train(gan, 1, callbacks=[callback])
    assert all(np.array_equal(a, b) for a, b in zip(before, gan.get_weights()))


def test_a_gif_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    frames = [np.zeros((4, 4), "uint8"), np.ones((4, 4), "uint8")]
    save_gif(tmp_path / "run.gif", frames)
    old = (tmp_path / "run.gif").read_bytes()
    monkeypatch.setattr(os, "fsync", lambda number: (_ for _ in ()).throw(FULL["full"]))
    with pytest.raises(OSError, match="still there"):
        save_gif(tmp_path / "run.gif", frames * 3)
    assert (tmp_path / "run.gif").read_bytes() == old
    assert [path.name for path in tmp_path.iterdir()] == ["run.gif"]
