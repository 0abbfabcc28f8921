"""What ships: whole, small; from a damaged folder, from the network, from nowhere."""

from gan_course import data
from gan_course.data import course_folder, load_avatars, load_brain, load_world, shipped

import functools
import http.server
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import threading
import types

import numpy as np
import pytest

DATA = course_folder()
LOADERS = {"world": load_world, "avatars": load_avatars, "brain": load_brain}
FILES = {
    "world": ["relief.jpg", "satellite.jpg", "tiles.json"],
    "avatars": ["toon-head_64.png", "toon-head_labels.json"],
    "brain": ["slices.png"],
}
EVERY = [(name, file) for name, files in FILES.items() for file in files]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_every_file_has_its_checksum():
    """What sha256sum makes of the folder, the README and the list itself aside."""
    files = sorted(p.relative_to(DATA) for p in DATA.rglob("*") if p.is_file())
    names = {path.parts[0] for path in files} - {"README.md", shipped.SUMS}
    assert names == {"mnist", *FILES}
    sums = {p: d for name in names for p, d in shipped.read_sums(DATA, name).items()}
    assert sorted(sums) == [path for path in files if path.parts[0] in names]
    for name in names:
        shipped.check_sums(DATA, name)
    lines = (DATA / shipped.SUMS).read_text().splitlines()
    assert len(lines) == len(sums) and all(line[64:68] == "  ./" for line in lines)


def test_data_are_small_and_have_their_licences():
    sizes = [path.stat().st_size for path in DATA.rglob("*") if path.is_file()]
    assert sum(sizes) < 40_000_000
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for path in (
        "world/LICENSE",
        "avatars/LICENSE",
        "brain/NOTICE",
        "brain/LICENSE-nilearn",
    ):
        assert (DATA / path).is_file() and path in readme
    for holder in ("Johan Melin", "Jeffrey Whitaker", "Louis Collins", "Yann LeCun"):
        assert holder in readme


@pytest.fixture
def folder(tmp_path):
    """A data folder with all the checksums, but without MNIST."""
    for name in FILES:
        shutil.copytree(DATA / name, tmp_path / "data" / name)
    shutil.copy(DATA / shipped.SUMS, tmp_path / "data")
    return tmp_path / "data"


def same(first, second):
    if isinstance(first, dict):
        return list(first) == list(second) and same(first.values(), second.values())
    return all(
        same(a, b) if isinstance(a, dict) else np.array_equal(a, b)
        for a, b in zip(first, second, strict=True)
    )


@pytest.mark.parametrize("name", FILES)
def test_copy_of_the_folder_gives_the_same(folder, name):
    for data_dir in (folder, str(folder)):
        assert same(LOADERS[name]("test", data_dir), LOADERS[name]("test"))


@pytest.mark.parametrize("name, file", EVERY)
def test_damage_is_seen_before_anything_is_decoded(folder, name, file):
    path = folder / name / file
    whole = path.read_bytes()
    changed = whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:]
    for content in (changed, whole[:-17], b""):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"damaged or changed.*git checkout"):
            LOADERS[name](data_dir=folder)
    path.unlink()
    with pytest.raises(ValueError, match=f"{file}.* is missing.*git checkout"):
        LOADERS[name]("test", folder)
    others = [loader for other, loader in LOADERS.items() if other != name]
    for load in others:
        load("test", folder)


@pytest.mark.parametrize("name", FILES)
def test_wrong_folder_is_refused(folder, name):
    with pytest.raises(ValueError, match=f"no {name} in .*leave data_dir out"):
        LOADERS[name](data_dir=folder / name)
    (folder / shipped.SUMS).write_text("no\nchecksums\n\n")
    with pytest.raises(ValueError, match=f"no {name} in .*lines for its files in SHA"):
        LOADERS[name](data_dir=folder)
    (folder / shipped.SUMS).unlink()
    with pytest.raises(ValueError, match=f"no {name} in .*lines for its files in SHA"):
        LOADERS[name](data_dir=folder)


@pytest.fixture
def abroad(tmp_path, monkeypatch):
    """No clone; a cache of its own; a repository's name. Returns the cache."""
    monkeypatch.setattr(shipped, "PLACE", tmp_path / "site" / "data")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GAN_COURSE_REPOSITORY", "someone/course")
    return tmp_path / "cache" / "gan_course" / "someone" / "course" / "main"


@pytest.fixture
def server(folder, monkeypatch):
    """Serves a data folder in the place of GitHub; returns what it was asked for."""
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, form, *details):
            asked.append(self.path)

    handler = functools.partial(Handler, directory=folder.parent)
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{site.server_port}/data"
    monkeypatch.setattr(shipped, "ADDRESS", address)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield asked
    site.shutdown()
    site.server_close()


@pytest.mark.parametrize("name", FILES)
def test_download_fills_a_cache_that_serves_offline(abroad, server, monkeypatch, name):
    assert same(LOADERS[name]("test"), LOADERS[name]("test", DATA))
    assert server[0] == "/data/SHA256SUMS" and len(server) == len(set(server))
    files = {path.name for path in (abroad / name).iterdir()}
    assert files == {path.name for path in (DATA / name).iterdir()}  # licences too
    assert {path.name for path in abroad.iterdir()} == {name, shipped.SUMS}
    monkeypatch.setattr(shipped, "ADDRESS", "http://127.0.0.1:9/nowhere")
    assert same(LOADERS[name]("train"), LOADERS[name]("train", DATA))


def test_damaged_or_missing_file_of_the_cache_is_fetched_again(abroad, server):
    load_world("test")
    (abroad / "world" / "relief.jpg").write_bytes(b"half a file")
    (abroad / "world" / "tiles.json").unlink()
    del server[:]
    assert same(load_world("test"), load_world("test", DATA))
    assert sorted(server) == ["/data/world/relief.jpg", "/data/world/tiles.json"]
    load_brain("test")  # with the checksums that are there
    assert "/data/SHA256SUMS" not in server


def test_download_that_is_another_file_is_refused(abroad, server, folder):
    (folder / "brain" / "slices.png").write_bytes(b"please sign in")
    with pytest.raises(ValueError, match=r"slices.png could not be.*its SHA-256 is no"):
        load_brain()
    assert not (abroad / "brain" / "slices.png").exists()
    shutil.copy(DATA / "brain" / "slices.png", folder / "brain")
    load_brain()


def test_answers_that_are_no_checksums_do_not_stay(abroad, server, folder):
    (folder / shipped.SUMS).write_text("<html>please sign in</html>\n")
    with pytest.raises(ValueError, match="no brain in "):
        load_brain()
    (folder / shipped.SUMS).unlink()
    with pytest.raises(ValueError, match=r"SHA256SUMS could not be downloaded .*404"):
        load_brain()
    shutil.copy(DATA / shipped.SUMS, folder)
    load_brain()


@pytest.mark.parametrize("name", FILES)
def test_dead_address_says_what_to_do(abroad, monkeypatch, name):
    monkeypatch.setattr(shipped, "ADDRESS", "http://127.0.0.1:9/{repository}/{commit}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(ValueError, match="could not be downloaded") as caught:
        LOADERS[name]()
    text = str(caught.value)
    assert text.startswith("http://127.0.0.1:9/someone/course/main/SHA256SUMS")
    assert "Go online once" in text and "GAN_COURSE_REPOSITORY" in text
    assert not abroad.exists()


def installed_from(monkeypatch, record):
    """Pretends that pip recorded this when it installed the course."""

    def distribution(name):
        assert name == "gan_course"
        if record is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return types.SimpleNamespace(read_text=lambda file: record)

    monkeypatch.delenv("GAN_COURSE_REPOSITORY", raising=False)
    monkeypatch.setattr(importlib.metadata, "distribution", distribution)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/some-one/gan.course",
        "https://github.com/some-one/gan.course/",
        "https://github.com/some-one/gan.course.git",
        "ssh://git@github.com/some-one/gan.course.git",
    ],
)
def test_pip_s_record_names_repository_and_commit(monkeypatch, url):
    version = {"vcs": "git", "requested_revision": "main", "commit_id": COMMIT}
    installed_from(monkeypatch, json.dumps({"url": url, "vcs_info": version}))
    assert shipped.find_repository() == ("some-one/gan.course", COMMIT)
    monkeypatch.setenv("GAN_COURSE_REPOSITORY", "another/one")
    assert shipped.find_repository() == ("another/one", "main")


@pytest.mark.parametrize(
    "record",
    [
        None,  # not installed at all
        "",  # from an index
        '{"url": "file:///home/me/course", "dir_info": {"editable": true}}',
        '{"url": "https://example.org/one/course.git", "vcs_info": {}}',
    ],
)
def test_unknown_repository_says_what_to_set(abroad, monkeypatch, record):
    installed_from(monkeypatch, record)
    with pytest.raises(
        ValueError, match="the environment variable GAN_COURSE_REPOSITORY"
    ):
        load_world()
    assert not abroad.parents[2].exists()


@pytest.mark.parametrize("name", ["course", "https://github.com/a/b", "a/b/c", "a b/c"])
def test_repository_must_be_owner_and_name(abroad, monkeypatch, name):
    monkeypatch.setenv("GAN_COURSE_REPOSITORY", name)
    with pytest.raises(ValueError, match=f"got '{name}'.*owner/name"):
        load_world()


def test_address_is_that_of_the_raw_files(abroad, monkeypatch):
    asked = []
    monkeypatch.setattr(shipped, "download", lambda *given: asked.append(given))
    with pytest.raises(ValueError, match="no world in"):
        load_world()
    address = "https://github.com/someone/course/raw/main/data/SHA256SUMS"
    assert asked == [(address, abroad / shipped.SUMS)]


def test_package_outside_a_clone_asks_for_the_repository(tmp_path):
    """The package alone, as pip would install it."""
    shutil.copytree(DATA.parent / "gan_course", tmp_path / "site" / "gan_course")
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path / "site"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "GAN_COURSE_REPOSITORY": "nobody",
    }
    code = "from gan_course.data import load_brain; load_brain()"
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
    )
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("ValueError: this is no clone of the course"), result.stderr
    assert not (tmp_path / "cache" / "gan_course").exists()


def test_tables_have_a_field_for_each_column(tmp_path):
    (tmp_path / "some.csv").write_text("arm,seed,x\nfirst,0,0.5\nthe second,1,2\n")
    table = data.load_table("some", tmp_path)
    assert table["arm"].tolist() == ["first", "the second"]
    assert table["seed"].tolist() == [0, 1] and table["x"].tolist() == [0.5, 2.0]


def test_a_table_that_is_not_there():
    with pytest.raises(ValueError, match=r"no table 'matrx'; there are .*matrix"):
        data.load_table("matrx")


@pytest.mark.parametrize(
    "path", sorted(data.TABLES.glob("*.csv")), ids=lambda path: path.stem
)
def test_every_table_is_read_whole(path):
    table = data.load_table(path.stem)
    assert len(table) == len(path.read_text().splitlines()) - 1
