"""The shelf over SQLite and PostgreSQL: who publishes what, who is quicker, and what answers afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from shelved_prompts import Shelved, shipped_prompts, turn

from assistant.prompting.errors import ShelfFault
from prompts.errors import DraftConflict, DraftMissing, PromptError, PromptFaulty
from records.database import open_database
from records.errors import LabelEmpty, PublishedMeanwhile, SharedMeanwhile, SharesFault

WHY = {"reason": "because", "by": "A-1"}


@pytest.fixture
def shelved(url: str, tmp_path: Path) -> Iterator[Shelved]:
    database = open_database(url)
    database.upgrade()
    yield Shelved(database, tmp_path / "home", shipped_prompts(tmp_path / "shipped", "one", "two"))
    database.close()


def test_with_nothing_published_the_newest_shipped_version_answers(shelved: Shelved) -> None:
    standing = shelved.shelf.standing("replies")
    assert (standing.prompt.version, standing.publication, standing.trouble) == (2, None, "")
    assert shelved.said() == 2
    assert shelved.shelf.shares("replies") == {2: 100}
    assert shelved.shelf.warnings() == ()
    assert shelved.shelf.history() == ()


def test_a_draft_becomes_a_version_of_the_shops_own_that_answers(shelved: Shelved) -> None:
    done = shelved.put("three")
    assert (done.version, done.label, done.reason, done.published_by) == ("1001", "production", "says three", "A-1")
    assert shelved.said() == 1001
    assert shelved.shelf.choice("c").replies.render("hello.en", shop="Us") == "Hello three, this is Us."
    assert shelved.shelf.drafts.list() == ()
    newest = shelved.shelf.versions("replies")[0]
    assert (newest.prompt.version, newest.labels, newest.published, newest.fault) == (1001, ("production",), done, "")
    assert shelved.shelf.standing("replies").publication == done
    assert newest.prompt.file is not None
    assert newest.prompt.file.read_text(encoding="utf-8").startswith("version: 1001\n# What the shop says.\n")


def test_another_process_sees_it_within_seconds(shelved: Shelved) -> None:
    other = shelved.another()
    assert other.said() == 2
    shelved.put("three")
    assert other.said() == 2
    other.later()
    assert other.said() == 1001
    assert other.another().said() == 1001


def test_a_process_whose_clock_is_behind_is_seen_too(shelved: Shelved) -> None:
    other = shelved.another()
    shelved.shelf.publish("shopping_agent", 1, label="production", **WHY)
    assert other.said() == 2
    shelved.now.moment -= timedelta(hours=1)
    shelved.put("three")
    other.later()
    assert other.said() == 1001


def test_what_is_done_under_another_label_is_seen_by_who_asks(shelved: Shelved) -> None:
    other = shelved.another()
    assert other.shelf.labels("replies") == {}
    done = shelved.put("three", label="staging")
    assert other.shelf.versions("replies")[0].labels == ("staging",)
    assert other.shelf.history()[0].id == done.id
    assert other.shelf.standing("replies", "staging").prompt.version == 1001
    assert other.shelf.standing("replies").prompt.version == 2


def test_going_back_takes_everybody_at_once(shelved: Shelved) -> None:
    for word in ("three", "four"):
        shelved.put(word)
    talking = turn("replies@1002")
    assert shelved.said("c", talking) == 1002
    standing = shelved.shelf.roll_back("replies", **WHY)
    assert standing.prompt.version == 1001
    assert shelved.said("c", talking) == 1001
    assert [one.withdrawn for one in shelved.shelf.versions("replies")] == [True, False, False, False]
    assert shelved.shelf.roll_back("replies", **WHY).prompt.version == 2
    assert shelved.said("c", talking) == 2
    with pytest.raises(ShelfFault, match="nothing to go back from"):
        shelved.shelf.roll_back("replies", **WHY)
    kinds = [event.kind for event in shelved.shelf.history("replies")]
    assert kinds == ["taken_away", "rolled_back", "published", "published"]


def test_a_version_that_was_gone_back_from_can_be_published_again(shelved: Shelved) -> None:
    for word in ("three", "four"):
        shelved.put(word)
    shelved.shelf.roll_back("replies", **WHY)
    shelved.shelf.publish("replies", 1002, label="production", **WHY)
    assert shelved.said() == 1002
    assert shelved.said("c", turn("replies@1002")) == 1002
    assert not any(one.withdrawn for one in shelved.shelf.versions("replies"))


def test_the_second_of_two_who_publish_at_once_is_told(shelved: Shelved) -> None:
    seen = shelved.shelf.standing("replies").publication
    drafts = [shelved.draft(word, author=word) for word in ("left", "right")]
    results: list[object] = []
    ready = threading.Barrier(2)

    def publish(number: int) -> None:
        mine = shelved.another()
        ready.wait(10)
        try:
            draft = drafts[number]
            results.append(
                mine.shelf.publish_draft(
                    draft.id, draft.token, label="production", expected=seen, reason="mine", by=draft.author
                )
            )
        except PublishedMeanwhile as error:
            results.append(error)

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    refused = [one for one in results if isinstance(one, PublishedMeanwhile)]
    assert len(results) == 2
    assert len(refused) == 1
    won = shelved.shelf.standing("replies").publication
    assert refused[0].standing == won
    left = shelved.shelf.drafts.list()
    assert [draft.author for draft in left] == [{"left": "right", "right": "left"}[str(won.published_by)]]  # type: ignore[union-attr]
    again = shelved.shelf.publish_draft(left[0].id, left[0].token, label="production", expected=won.id, **WHY)  # type: ignore[union-attr]
    assert {won.version, again.version} == {"1001", "1002"}  # type: ignore[union-attr]


def test_one_draft_published_twice_is_one_version(shelved: Shelved) -> None:
    draft = shelved.draft("three")
    shelved.shelf.publish_draft(draft.id, draft.token, label="production", **WHY)
    with pytest.raises(DraftMissing):
        shelved.shelf.publish_draft(draft.id, draft.token, label="production", **WHY)
    assert shelved.put("three", label="staging").version == "1001"
    assert shelved.put("two", label="staging").version == "2"


def test_a_draft_with_errors_is_not_published(shelved: Shelved) -> None:
    draft = shelved.draft("three ${sop}")
    with pytest.raises(PromptFaulty, match=r"Line 7: .*uses \$\{sop\}.*; 1 more") as caught:
        shelved.shelf.publish_draft(draft.id, draft.token, label="production", **WHY)
    assert [fault.line for fault in caught.value.faults] == [7, 8]
    assert shelved.shelf.drafts.read(draft.id) == draft
    assert shelved.said() == 2


def test_a_draft_saved_meanwhile_is_not_published_unread(shelved: Shelved) -> None:
    draft = shelved.draft("three")
    later = shelved.shelf.drafts.save(draft.id, token=draft.token, text=draft.text + "# more\n", author="A-2")
    with pytest.raises(DraftConflict) as caught:
        shelved.shelf.publish_draft(draft.id, draft.token, label="production", **WHY)
    assert caught.value.current == later


def test_new_conversations_are_shared_and_running_ones_keep_their_version(shelved: Shelved) -> None:
    shelved.put("three", label="staging")
    shelved.shared({2: 60, 1001: 40})
    drawn = {f"c{n}": shelved.said(f"c{n}") for n in range(400)}
    tried = sum(version == 1001 for version in drawn.values())
    assert 120 <= tried <= 200
    assert drawn == {id: shelved.another().said(id) for id in drawn}
    mine = next(id for id, version in drawn.items() if version == 1001)
    shelved.shared({2: 100})
    assert shelved.said(mine) == 2
    assert shelved.said(mine, turn("replies@1001")) == 1001
    shelved.shared({})
    assert shelved.said(mine, turn("replies@1001")) == 2


def test_publishing_ends_a_trial(shelved: Shelved) -> None:
    shelved.put("three", label="staging")
    shelved.shared({2: 0, 1001: 100})
    assert shelved.said() == 1001
    shelved.shelf.publish("replies", 2, label="production", **WHY)
    assert shelved.said() == 2
    assert shelved.shelf.shares("replies") == {2: 100}


def test_going_back_in_a_trial_ends_it_for_all(shelved: Shelved) -> None:
    shelved.put("three")
    shelved.put("four", label="staging")
    shelved.shared({1001: 50, 1002: 50})
    standing = shelved.shelf.standing("replies")
    assert standing.shared is not None
    with pytest.raises(PublishedMeanwhile):
        shelved.shelf.roll_back("replies", expected="another", **WHY)
    assert shelved.shelf.roll_back("replies", expected=standing.publication.id, **WHY).prompt.version == 1001  # type: ignore[union-attr]
    assert shelved.said("c", turn("replies@1002")) == 1001


def test_shares_that_cannot_be_are_refused(shelved: Shelved) -> None:
    with pytest.raises(PromptError, match="has no version 7"):
        shelved.shared({2: 50, 7: 50})
    with pytest.raises(SharesFault, match="90 percent"):
        shelved.shared({1: 40, 2: 50})
    with pytest.raises(SharesFault):
        shelved.shared({1: 0, 2: 0})
    with pytest.raises(SharedMeanwhile):
        shelved.shared({1: 50, 2: 50}, expected="another")
    assert shelved.shelf.shares("replies") == {2: 100}


def test_only_what_was_published_can_be_shared(shelved: Shelved) -> None:
    shelved.put("three", label="staging")
    file = shelved.home / "prompts/replies/1001.yaml"
    file.with_name("1002.yaml").write_text(file.read_text().replace("1001", "1002").replace("three", "four"))
    with pytest.raises(ShelfFault, match="never published"):
        shelved.shared({2: 50, 1002: 50})


def test_a_reason_and_a_label_are_wanted(shelved: Shelved) -> None:
    for label in ("", "Production", "no label", "-x", "../x", "x" * 41):
        with pytest.raises(ShelfFault, match="cannot be a label"):
            shelved.shelf.publish("replies", 1, label=label, **WHY)
    with pytest.raises(ShelfFault, match="Say why"):
        shelved.shelf.publish("replies", 1, label="production", reason="  ", by="A-1")
    with pytest.raises(LabelEmpty):
        shelved.shelf.take_away("replies", label="staging", **WHY)
    with pytest.raises(PromptError, match="no version 9"):
        shelved.shelf.publish("replies", 9, label="production", **WHY)


def test_what_was_done_stands_in_the_audit_trail_once(shelved: Shelved) -> None:
    shelved.put("three", by="shell")
    shelved.shared({2: 50, 1001: 50}, role="admin")
    shelved.shelf.roll_back("replies", role="staff", **WHY)
    entries = shelved.shelf._records.audit.entries()
    assert [(e.actor, e.role, e.action, e.subject, e.note) for e in reversed(entries)] == [
        ("shell", "admin", "prompts.publish", "prompt:replies@1001", "production"),
        ("A-1", "admin", "prompts.share", "prompt:replies", "production 2=50 1001=50"),
        ("A-1", "staff", "prompts.share", "prompt:replies", "production ended"),
    ]


def test_a_label_taken_away_while_in_use_leaves_the_shipped_version(
    shelved: Shelved, caplog: pytest.LogCaptureFixture
) -> None:
    shelved.put("three")
    shelved.shelf.take_away("replies", label="production", **WHY)
    assert shelved.said("c", turn("replies@1001")) == 2
    (warning,) = shelved.shelf.warnings()
    assert warning == "Nothing stands under production of replies any more, so that replies@2 answers."
    assert caplog.messages.count(warning) == 1


@pytest.mark.parametrize("how", ["gone", "changed", "broken"])
def test_a_version_whose_file_is_not_what_it_was_never_ends_a_conversation(
    shelved: Shelved, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    shelved.put("three")
    assert shelved.said() == 1001
    file = shelved.home / "prompts/replies/1001.yaml"
    before = file.read_text(encoding="utf-8")
    if how == "gone":
        file.unlink()
    else:
        file.write_text(before.replace("three", "thee") if how == "changed" else "name: [", encoding="utf-8")
    shelved.later()
    assert shelved.said("c", turn("replies@1001")) == 2
    assert shelved.another().said() == 2
    assert any("replies@1001" in text and "replies@2 answers" in text for text in shelved.shelf.warnings())
    assert any("replies@2 answers" in text for text in caplog.messages)
    file.write_text(before, encoding="utf-8")
    shelved.later()
    assert shelved.said() == 1001
    assert shelved.shelf.warnings() == ()


def test_going_back_skips_a_version_that_is_gone(shelved: Shelved) -> None:
    shelved.shelf.publish("replies", 1, label="production", **WHY)
    for word in ("three", "four"):
        shelved.put(word)
    (shelved.home / "prompts/replies/1001.yaml").unlink()
    assert shelved.shelf.roll_back("replies", **WHY).prompt.version == 1


def test_a_number_is_never_used_twice(shelved: Shelved) -> None:
    shelved.put("three")
    (shelved.home / "prompts/replies/1001.yaml").unlink()
    assert shelved.put("four").version == "1002"


def test_an_upgrade_changes_nothing_that_was_published(shelved: Shelved, tmp_path: Path) -> None:
    shelved.put("three")
    shipped_prompts(shelved.shipped, "one", "two", "fresh")
    upgraded = shelved.another()
    assert upgraded.said() == 1001
    assert upgraded.shelf.library.get("replies").version == 3
    upgraded.shelf.take_away("replies", label="production", **WHY)
    assert upgraded.said() == 3
