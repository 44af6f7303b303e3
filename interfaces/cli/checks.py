"""What `daogou doctor` looks at; nothing is built, fetched or changed."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from prompts.errors import PromptError
from prompts.library import PromptLibrary, changed
from records.database import REVISIONS, open_database
from records.errors import DatabaseFault

if TYPE_CHECKING:
    from assistant.llm.config import LanguageModelConfig
    from assistant.settings import Settings
    from retrieval.config import RetrievalConfig

PACKAGES = {
    "torch": "torch",
    "sentence_transformers": "sentence-transformers",
    "chromadb": "chromadb",
    "Stemmer": "pystemmer",
    "langchain": "langchain",
    "langchain_openai": "langchain-openai",
    "gradio": "gradio",
    "alembic": "alembic",
    "yaml": "pyyaml",
}
ENDPOINT_TIMEOUT_SECONDS = 5
EVERY = 100_000
LOW_DISK_BYTES = 3_000_000_000
NO_DISK_BYTES = 300_000_000

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `advice` says what to do and is empty when all is well."""

    name: str
    status: Status
    detail: str
    advice: str = ""


def examine(settings: Settings, prompts: Callable[[], PromptLibrary] = PromptLibrary.load) -> Iterator[Finding]:
    """Every check, one finding each."""
    yield check_python(sys.version_info[:3])
    yield check_packages(settings.language_model())
    yield from check_language_models(settings.language_model())
    yield check_index(settings.retrieval())
    yield check_database(settings.database)
    yield check_prompts(prompts, lambda: published_prompts_warnings(settings))
    yield check_port(settings.host, settings.port)
    yield check_disk(settings.home)


def check_python(version: tuple[int, ...]) -> Finding:
    """Python is 3.11 or later."""
    name = ".".join(map(str, version))
    if version < (3, 11):
        return Finding("python", "fail", name, "Install Python 3.11 or later and make the environment anew.")
    return Finding("python", "ok", name)


def check_packages(config: LanguageModelConfig) -> Finding:
    """Every package is installed; llama.cpp only when no endpoint is configured."""
    needed = PACKAGES if config.base_url else {**PACKAGES, "xllamacpp": "xllamacpp"}
    missing = [distribution for module, distribution in needed.items() if find_spec(module) is None]
    if missing:
        return Finding("packages", "fail", f"missing: {', '.join(missing)}", "Run: rm -rf .venv && make run")
    return Finding("packages", "ok", f"{len(needed)} found")


def check_language_models(config: LanguageModelConfig) -> Iterator[Finding]:
    """The first model, and each to fall back on; a missing fallback is a warning, since the first may do."""
    yield check_language_model(config)
    for fallback in config.fallbacks:
        found = check_language_model(fallback)
        status: Status = "warn" if found.status == "fail" else found.status
        yield replace(found, name="fallback model", status=status)


def check_language_model(config: LanguageModelConfig) -> Finding:
    """The endpoint answers, or the embedded model's file is there."""
    if config.base_url:
        return _check_endpoint(config.base_url, config.api_key)
    from assistant.llm.model_files import list_models

    known = {model.name: model for model in list_models(config.cache_dir)}
    model = known.get(config.embedded_model)
    if model is None:
        return _check_own_file(Path(config.embedded_model).expanduser(), tuple(known))
    if model.present:
        return Finding("language model", "ok", f"{model.title} at {model.path}")
    detail = f"{model.title} ({model.bytes / 1e9:.1f} GB) is not in {model.path.parent} or was not checked yet"
    return Finding("language model", "warn", detail, "Run: daogou models fetch")


def _check_own_file(path: Path, known: tuple[str, ...]) -> Finding:
    if path.is_file():
        return Finding("language model", "ok", str(path))
    advice = f"Name a .gguf file or one of {', '.join(known)}."
    return Finding("language model", "fail", f"there is no {path}", advice)


def _check_endpoint(base_url: str, api_key: str | None) -> Finding:
    import httpx

    headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    try:
        answer = httpx.get(f"{base_url.rstrip('/')}/models", headers=headers, timeout=ENDPOINT_TIMEOUT_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        advice = "Start the server, or correct the language model's base URL."
        return Finding("language model", "fail", f"{base_url} does not answer ({type(error).__name__})", advice)
    if answer.status_code in (401, 403):
        return Finding("language model", "fail", f"{base_url} refuses the key", "Correct the language model's key.")
    if answer.is_error:
        advice = "The list of models is optional; ask a question to see whether answers come."
        return Finding("language model", "warn", f"{base_url}/models answers {answer.status_code}", advice)
    return Finding("language model", "ok", f"{base_url} answers")


def check_index(config: RetrievalConfig) -> Finding:
    """A finished index stands there and was made with the configured embedder."""
    from retrieval.build import index_status
    from retrieval.embedding import open_embedder
    from retrieval.errors import RetrievalError

    status = index_status(config)
    if status is None:
        advice = "Run: daogou index build CATALOG, or daogou serve for the demo shop."
        return Finding("index", "warn", f"there is none in {config.index_dir}", advice)
    try:
        configured = open_embedder(config).name
    except RetrievalError as error:
        return Finding("index", "fail", str(error), "Correct the embedding model.")
    if status.embedder != configured:
        detail = f"made with {status.embedder}, configured is {configured}"
        return Finding("index", "fail", detail, "Run: daogou index build CATALOG")
    return Finding("index", "ok", f"{status.products} products, {status.embedder}, built {status.built_at}")


def check_database(url: str) -> Finding:
    """The database answers, is whole, and stands at the revision this code works with."""
    try:
        address = make_url(url)
    except ArgumentError:
        return Finding("database", "fail", "the database URL cannot be read", "Write sqlite:///path or postgresql://…")
    if address.drivername == "sqlite" and not Path(str(address.database)).exists():
        return Finding("database", "warn", f"{address.database} is not there yet", "daogou serve makes it.")
    try:
        database = open_database(url)
        try:
            database.check()
            return _database_finding(database.location, database.version())
        finally:
            database.close()
    except DatabaseFault as error:
        return Finding("database", "fail", error.location, str(error))


def _database_finding(location: str, version: str | None) -> Finding:
    if version == REVISIONS[-1]:
        return Finding("database", "ok", f"{location}, revision {version}")
    if version is None or version in REVISIONS:
        detail = f"{location} is at revision {version or 'none'}, {REVISIONS[-1]} is needed"
        return Finding("database", "warn", detail, "daogou serve upgrades it.")
    detail = f"{location} is at revision {version}, later than {REVISIONS[-1]}"
    return Finding("database", "fail", detail, "Install the later version of Daogou, or name another database.")


def check_prompts(load: Callable[[], PromptLibrary], warnings: Callable[[], tuple[str, ...]] = tuple) -> Finding:
    """Every prompt can be read, no published version has changed, and what staff published is what answers."""
    try:
        library = load()
        faults = changed(library)
    except PromptError as error:
        return Finding("prompts", "fail", "a prompt cannot be read", str(error))
    if faults:
        return Finding("prompts", "fail", "a published version has changed", faults[0])
    if told := warnings():
        return Finding("prompts", "warn", told[0], " ".join(told[1:]) or "Look at: daogou prompts list")
    return Finding("prompts", "ok", f"{len(library.list())} versions of {len(library.prompts)} prompts")


def published_prompts_warnings(settings: Settings) -> tuple[str, ...]:
    """What is wrong with the prompts that staff published; nothing where there are no records to look into."""
    from assistant.prompting.holding import Holding
    from records.prompt_shares import SharedPrompts
    from records.publications import PromptPublications

    library = PromptLibrary.load(own=settings.home / "prompts")
    if check_database(settings.database).status != "ok":
        return tuple(map(str, library.faults))
    database = open_database(settings.database)
    try:
        publications = PromptPublications(database).history(limit=EVERY)
        shares = SharedPrompts(database).history(limit=EVERY)
    finally:
        database.close()
    return tuple(Holding(library, publications, shares).warnings())


def check_port(host: str, port: int) -> Finding:
    """Nobody listens on the port; a running shop does."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as opened:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind(address)
    except OSError as error:
        advice = "That may be this shop, running; otherwise choose another with daogou serve --port."
        return Finding("port", "warn", f"{host}:{port} cannot be used ({error.strerror or error})", advice)
    return Finding("port", "ok", f"{host}:{port} is free")


def check_disk(home: Path) -> Finding:
    """There is room for a model file, indexes and records."""
    there = next(folder for folder in (home.absolute(), *home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    detail = f"{free / 1e9:.1f} GB free at {there}"
    if free < NO_DISK_BYTES:
        return Finding("disk", "fail", detail, "Make room, or name another folder with --home.")
    if free < LOW_DISK_BYTES:
        return Finding("disk", "warn", detail, "Fetching the language model needs about 3 GB while it is joined.")
    return Finding("disk", "ok", detail)
