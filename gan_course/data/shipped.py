"""What ships with the course: where its data lie, and whether they are whole."""

from gan_course.checks import write_whole

import hashlib
import importlib.metadata
import json
import os
import re
from pathlib import Path

import numpy as np

MNIST = Path("mnist", "3.0.1")
PLACE = Path(__file__).resolve().parents[2] / "data"  # in a clone
TABLES = Path(__file__).resolve().parents[1] / "tables"  # of the long experiments
SUMS = "SHA256SUMS"
ADDRESS = "https://github.com/{repository}/raw/{commit}/data"


def course_folder():
    """Returns the `data` folder of a clone of the course, or None elsewhere."""
    return PLACE if (PLACE / MNIST).is_dir() else None


def load_table(name, folder=None):
    """Reads a table of the long experiments, which ships with the course.

    Args:
        name: For instance "matrix", for matrix.csv.
        folder: Where it is; None is where the course has it.

    Returns:
        A structured array with a field for each column: `table["seed"]` is one.

    Raises:
        ValueError: If there is no such table.

    >>> int(load_table("ablation")["seconds"].max())
    400
    """
    folder = Path(folder or TABLES)
    if not (folder / f"{name}.csv").is_file():
        names = ", ".join(sorted(path.stem for path in folder.glob("*.csv")))
        raise ValueError(f"there is no table {name!r}; there are {names}")
    options = {"delimiter": ",", "names": True, "dtype": None, "encoding": "utf-8"}
    return np.genfromtxt(folder / f"{name}.csv", **options)


def find(name, data_dir=None):
    """Returns the folder of a data set of the course, once its files are checked.

    Looks in `data_dir` if given; else in the clone's `data/`; else in a cache,
    `~/.cache/gan_course` (or in `$XDG_CACHE_HOME`), which it fills from the
    course's repository.

    Args:
        name: "world", "avatars" or "brain".
        data_dir: A copy of the course's `data` folder.

    Returns:
        The data set's folder, a `Path`.

    Raises:
        ValueError: If it is not there, if a file is damaged or changed, or if a
            download fails.
    """
    given = data_dir is not None
    folder = Path(data_dir).expanduser() if given else course_folder()
    folder = fetch(name) if folder is None else folder
    if not (folder / name).is_dir() or not read_sums(folder, name):
        raise ValueError(
            f"no {name} in {str(folder)!r}: there must be a folder {name}, and "
            f"lines for its files in {SUMS}; pass a copy of the course's data folder "
            "as data_dir, or leave data_dir out. git checkout -- data restores a clone"
        )
    check_sums(folder, name)
    return folder / name


def read_sums(folder, name):
    """Reads {file: SHA-256} of one data set; empty if a folder has no SHA256SUMS."""
    sums = folder / SUMS
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    pairs = [line.partition("  ") for line in lines]
    digests = {Path(path): digest for digest, _, path in pairs}
    return {path: digests[path] for path in digests if path.parts[:1] == (name,)}


def sha256(path):
    """Returns the SHA-256 of a file, in hexadecimal, or "" if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def check_sums(folder, name):
    """Raises a ValueError if a data set's file differs from the folder's SHA256SUMS."""
    for path, digest in read_sums(folder, name).items():
        found = sha256(folder / path)
        if found != digest:
            raise ValueError(
                f"{str(folder / path)!r} is "
                f"{'damaged or changed' if found else 'missing'}: its SHA-256 is not "
                f"the one in {SUMS}; restore it, for instance with git checkout -- data"
            )


def fetch(name):
    """Fills the cache with a data set, as far as it is not there, and returns it."""
    repository, commit = find_repository()
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / "gan_course" / repository / commit
    address = ADDRESS.format(repository=repository, commit=commit)
    if not read_sums(folder, name):
        download(f"{address}/{SUMS}", folder / SUMS)
    for path, digest in read_sums(folder, name).items():
        if sha256(folder / path) != digest:
            download(f"{address}/{path.as_posix()}", folder / path, digest)
    return folder


def find_repository():
    """Returns where the course came from on GitHub: ("owner/name", commit).

    The environment variable GAN_COURSE_REPOSITORY names another, of which the
    branch main is taken.

    Raises:
        ValueError: If neither this nor pip's record of the installation says it.
    """
    repository, commit = os.environ.get("GAN_COURSE_REPOSITORY", ""), "main"
    if not repository:
        try:
            course = importlib.metadata.distribution("gan_course")
            record = json.loads(course.read_text("direct_url.json") or "{}")
        except importlib.metadata.PackageNotFoundError:
            record = {}
        url = record.get("url", "").removesuffix("/").removesuffix(".git")
        repository = url.partition("github.com/")[2]
        commit = record.get("vcs_info", {}).get("commit_id", commit)
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise ValueError(
            "this is no clone of the course, and the repository to download its data "
            f"from is not known (got {repository!r}): set the environment variable "
            'GAN_COURSE_REPOSITORY to its "owner/name" on GitHub, or pass data_dir, '
            "the data folder of a clone"
        )
    return repository, commit


def download(address, path, digest=None):
    """Downloads a file whole; nothing is written if its SHA-256 is not the digest.

    Raises:
        ValueError: If the file cannot be had, or is another one.
    """
    import requests

    try:
        response = requests.get(address, timeout=10)
        response.raise_for_status()
        if digest not in (None, hashlib.sha256(response.content).hexdigest()):
            raise requests.RequestException(f"its SHA-256 is not the one in {SUMS}")
    except requests.RequestException as error:
        raise ValueError(
            f"{address} could not be downloaded ({error}). Go online once, set the "
            'environment variable GAN_COURSE_REPOSITORY to the "owner/name" of a copy '
            "of the course on GitHub, or pass data_dir, the data folder of a clone"
        ) from error
    write_whole(path, lambda file: file.write(response.content))


def cut_sheet(sheet, height, width):
    """Cuts a sheet of pictures into its cells, in reading order.

    Args:
        sheet: Shape `(rows * height, columns * width)`, with or without channels.
        height: Of a cell.
        width: Of a cell.

    Returns:
        The cells, shape `(rows * columns, height, width, channels)`.

    >>> import numpy as np
    >>> cut_sheet(np.array([[1, 1, 2, 2], [3, 3, 4, 4]]), 1, 2)[..., 0].tolist()
    [[[1, 1]], [[2, 2]], [[3, 3]], [[4, 4]]]
    """
    rows, columns = len(sheet) // height, sheet.shape[1] // width
    cells = sheet.reshape(rows, height, columns, width, -1).swapaxes(1, 2)
    return cells.reshape(rows * columns, height, width, -1)
