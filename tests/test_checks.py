"""What is good passes (test_bad_input has the rest); files are whole or not there."""

from gan_course import checks, data

import errno

import numpy as np
import pytest


def test_good_arguments_pass():
    images = np.linspace(-1, 1, 2 * 3 * 4).reshape(2, 3, 4, 1)
    checks.check_images(images)
    checks.check_images(images, (3, 4, 1))
    checks.check_images(images, [3, 4, 1])
    checks.check_points([[1e9, -1e9]], 2)
    checks.check_number("n", np.int64(3), 3, 3)
    checks.check_number("rate", 0.5, 0, 1, whole=False)
    checks.check_choice("split", "test", {"train": 0, "test": 1})


@pytest.mark.parametrize("value", [2, 4, 3.0, "3", None, np.nan, np.inf])
def test_bounds_and_kind_of_a_number(value):
    with pytest.raises(ValueError, match="n must be a whole number, at least 3 and at"):
        checks.check_number("n", value, 3, 3)


def test_what_data_offered_before_is_still_there():
    for name in ("check_images", "check_number", "check_points", "check_writable"):
        assert getattr(data, name) is getattr(checks, name)
    assert data.write_whole is checks.write_whole
    assert (data.TABLES / "bench.csv").is_file()
    assert (data.course_folder() / data.MNIST).is_dir()


def test_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "new" / "file"
    checks.write_whole(path, lambda file: file.write(b"first"))

    def half(file):
        file.write(b"sec")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="Make room or choose a folder") as caught:
        checks.write_whole(path, half)
    assert caught.value.errno == errno.ENOSPC and str(path) in str(caught.value)
    assert path.read_bytes() == b"first"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


def test_folder_that_can_be_written_is_left_as_it_was(tmp_path):
    checks.check_writable(tmp_path)
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Make room or choose a folder"):
        checks.check_writable(tmp_path / "file")
