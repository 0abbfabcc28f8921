"""What unit tests share: MNIST is read once in a process."""

import functools

import pytest


@pytest.fixture(scope="session", autouse=True)
def mnist_read_once():
    """Lets `data.load_mnist` return copies of what its first call read."""
    from gan_course import data

    load = data.load_mnist
    read = functools.cache(load)

    def load_mnist(split="train", data_dir=None):
        if data_dir is not None:
            return load(split, data_dir)
        return tuple(array.copy() for array in read(split))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "load_mnist", load_mnist)
        yield
