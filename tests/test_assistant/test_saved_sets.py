"""Lines of an erased customer, or of a deleted conversation, leave every set; everybody else's stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.saved_sets import SavedSets
from assistant.wiring import Shop
from records.erasure.personal_store import PersonalStore

MINE = {"id": "a", "customer_id": "C-1", "language": "en", "messages": [{"role": "user", "content": "line\u2028sep"}]}
AS_GUEST = {"id": "b", "customer_id": None, "language": "zh", "messages": []}
OTHER = {"id": "c", "customer_id": "C-2", "language": "en", "messages": []}


def sets(folder: Path, **files: list[object]) -> SavedSets:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return SavedSets(folder, lambda customer_id: {"b"} if customer_id == "C-1" else set())


def test_a_customers_lines_go_also_those_from_before_they_signed_in(tmp_path: Path) -> None:
    store: PersonalStore = sets(tmp_path, one=[MINE, AS_GUEST, OTHER], two=[MINE], three=[OTHER])
    assert {name: len(rows) for name, rows in store.export("customer:C-1").items()} == {"one": 2, "two": 1}
    assert store.erase("customer:C-1") == 3
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.jsonl", "three.jsonl"]
    assert json.loads((tmp_path / "one.jsonl").read_text()) == OTHER
    assert (store.erase("customer:C-1"), store.export("customer:C-1")) == (0, {})


def test_a_conversation_goes_by_its_id_alone(tmp_path: Path) -> None:
    store = sets(tmp_path / "evaluation_sets", one=[MINE, OTHER])
    assert store.erase("conversation:C-2") == 0
    assert store.erase("conversation:a") == 1
    assert store.name == "evaluation_sets"


def test_a_line_that_cannot_be_read_stays(tmp_path: Path) -> None:
    store = sets(tmp_path, one=["{broken", MINE, "[1, 2]"])
    assert store.erase("customer:C-1") == 1
    assert (tmp_path / "one.jsonl").read_text() == "{broken\n[1, 2]\n"


def test_without_a_folder_there_is_nothing_to_forget(tmp_path: Path) -> None:
    store = SavedSets(tmp_path / "nowhere", lambda customer_id: set())
    assert (store.erase("customer:C-1"), store.export("customer:C-1")) == (0, {})


def test_the_shop_forgets_its_sets_with_the_rest(tmp_path: Path) -> None:
    from assistant.settings import read_settings

    shop = Shop(read_settings(home=tmp_path, _env_file=None))
    assert "evaluation_sets" in [store.name for store in shop.personal_stores]
    shop.close()
