"""Opening a language model: which one, guided or not, and what a wrong configuration says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelFileError, SettingsError
from assistant.llm.config import LanguageModelConfig
from assistant.llm.embedded import start_embedded_server
from assistant.llm.fallback_model import FallbackChatModel
from assistant.llm.gateway import open_language_model
from assistant.llm.guided import GuidedChatModel
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.hosted import HostedChatModel

TEXTS = GuidedTexts(tools_prompt="{tools}", reply_description="", answer_instruction="", repair_instruction="{problem}")
HOSTED: dict[str, Any] = {"base_url": "http://127.0.0.1:9/v1", "model": "big-one"}


@pytest.mark.parametrize(("tool_calls", "guided"), [("auto", False), ("native", False), ("guided", True)])
def test_a_hosted_model_is_guided_only_when_told(tool_calls: Any, guided: bool) -> None:
    opened = open_language_model(LanguageModelConfig(**HOSTED, tool_calls=tool_calls), TEXTS)

    assert (opened.name, opened.guided) == ("big-one", guided)
    [only] = opened.every
    assert isinstance(only.chat_model, GuidedChatModel if guided else HostedChatModel)
    if isinstance(only.chat_model, GuidedChatModel):
        assert only.chat_model.hold == "json_schema"
    opened.close()


def test_an_address_without_a_model_names_the_setting() -> None:
    with pytest.raises(SettingsError) as raised:
        open_language_model(LanguageModelConfig(base_url="http://127.0.0.1:9/v1"), TEXTS)

    assert raised.value.setting == "DAOGOU_LLM_MODEL"


def test_each_model_of_the_list_chooses_its_own_way_of_calling_tools() -> None:
    small = LanguageModelConfig(base_url="http://127.0.0.1:8/v1", model="small-one", tool_calls="guided", max_retries=5)
    opened = open_language_model(LanguageModelConfig(**HOSTED, fallbacks=(small,)), TEXTS)

    assert [(one.name, one.guided) for one in opened.every] == [("big-one", False), ("small-one", True)]
    assert (opened.name, opened.guided) == ("big-one", False)
    assert isinstance(opened.chat_model, FallbackChatModel)
    assert [one.retries for one in opened.chat_model.candidates] == [2, 5]
    opened.close()


def test_where_one_of_the_list_cannot_be_opened_the_others_are_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[HostedChatModel] = []
    monkeypatch.setattr("assistant.llm.hosted.close_hosted_model", closed.append)
    missing = LanguageModelConfig(embedded_model="none-such", cache_dir=tmp_path)

    with pytest.raises(ModelFileError):
        open_language_model(LanguageModelConfig(**HOSTED, fallbacks=(missing,)), TEXTS)

    assert [model.model_name for model in closed] == ["big-one"]


def test_guided_calls_need_their_texts() -> None:
    with pytest.raises(ValueError, match="need their prompt texts"):
        open_language_model(LanguageModelConfig(**HOSTED, tool_calls="guided"))


def test_an_unknown_embedded_model_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no language model 'none-such'"):
        open_language_model(LanguageModelConfig(embedded_model="none-such", cache_dir=tmp_path), TEXTS)


def test_a_file_that_llama_cannot_load_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(ModelFileError, match=f"cannot load the language model {broken}"):
        start_embedded_server(broken, context_tokens=512, parallel_slots=1, threads=1, prompts_dir=tmp_path)


def test_importing_the_seam_loads_nothing_heavy() -> None:
    heavy = ("langchain_core", "langchain_openai", "openai", "xllamacpp", "jsonschema", "filelock")
    program = (
        "import sys, assistant.llm.gateway, assistant.llm.model_files, assistant.llm.usage; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert out.strip() == "[]"


@pytest.mark.embedded_model
@pytest.mark.slow
def test_an_embedded_server_listens_on_loopback_says_nothing_and_ends(
    embedded_model_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import httpx

    server = start_embedded_server(
        embedded_model_file, context_tokens=512, parallel_slots=1, threads=2, prompts_dir=tmp_path
    )
    assert server.base_url.startswith("http://127.0.0.1:")
    assert httpx.get(f"{server.base_url}/models").status_code == 200

    server.close()
    server.close()

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.base_url}/models")
    assert capfd.readouterr() == ("", "")
