"""What placeholders stand for is kept sealed, for its owner only, and goes with the owner's key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from records.database import Database
from records.erasure.erased import bar
from records.errors import SealBroken, SubjectErased
from records.people_tables import OriginalRow
from records.redaction.findings import Redacted
from records.redaction.redactor import Redactor
from records.vault.keyring import new_key, read_keyring
from records.vault.originals import Originals
from records.vault.vault import SealedVault, is_sealed

MARCH = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
FANG, BEA = "customer:C-001", "customer:C-002"
REDACTOR = Redactor(b"a secret of at least thirty-two bytes")


@pytest.fixture
def vault(database: Database) -> SealedVault:
    """A vault on each kind of database."""
    return SealedVault(database, read_keyring(new_key()))


@pytest.fixture
def originals(database: Database, vault: SealedVault) -> Originals:
    """Originals kept in March."""
    return Originals(database, vault, lambda: MARCH)


def redacted(text: str, owner: str = FANG) -> tuple[Redacted, str]:
    """The text redacted, and the placeholder of the one thing found in it."""
    done = REDACTOR.redact(text, owner)
    (finding,) = done.findings
    return done, finding.placeholder


def test_a_placeholder_leads_to_what_it_stands_for(database: Database, originals: Originals) -> None:
    done, placeholder = redacted("mail me at fang@example.com")
    originals.keep(FANG, done)
    assert originals.original(FANG, placeholder) == "fang@example.com"
    assert originals.original(BEA, placeholder) is None
    assert originals.original(FANG, "[EMAIL_AAAA]") is None
    with database.reading() as session:
        (row,) = session.scalars(select(OriginalRow))
    assert is_sealed(row.sealed)
    assert row.at == MARCH


def test_the_same_value_again_is_kept_once_as_it_was_spelled_last(database: Database, vault: SealedVault) -> None:
    for days, text in enumerate(("mail fang@example.com", "mail Fang@Example.com")):
        done, placeholder = redacted(text)
        later = Originals(database, vault, lambda days=days: MARCH + timedelta(days=days))
        later.keep(FANG, done)
    assert later.original(FANG, placeholder) == "Fang@Example.com"
    with database.reading() as session:
        (row,) = session.scalars(select(OriginalRow))
    assert row.at == MARCH + timedelta(days=1)


def test_nothing_found_keeps_nothing(database: Database, originals: Originals) -> None:
    originals.keep(FANG, REDACTOR.redact("a kettle under 60", FANG))
    with database.reading() as session:
        assert session.scalars(select(OriginalRow)).all() == []


def test_two_conversations_of_one_customer_keep_the_same_at_once(originals: Originals) -> None:
    done, placeholder = redacted("ring 13800138000")
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: originals.keep(FANG, done), range(12)))
    assert originals.original(FANG, placeholder) == "13800138000"


def test_without_the_key_it_is_as_if_it_was_never_kept(vault: SealedVault, originals: Originals) -> None:
    done, placeholder = redacted("mail fang@example.com")
    originals.keep(FANG, done)
    vault.destroy(FANG)
    assert originals.original(FANG, placeholder) is None


def test_nothing_is_kept_of_who_was_erased(database: Database, originals: Originals) -> None:
    done, _ = redacted("mail fang@example.com")
    originals.keep(FANG, done)
    with database.writing() as session:
        bar(session, [FANG], MARCH)
    with pytest.raises(SubjectErased):  # its key is still in memory
        originals.keep(FANG, done)


def test_one_that_was_moved_to_another_person_does_not_open(database: Database, originals: Originals) -> None:
    mine, my_placeholder = redacted("mail fang@example.com")
    originals.keep(FANG, mine)
    theirs, their_placeholder = redacted("mail bea@example.com", BEA)
    originals.keep(BEA, theirs)
    with database.writing() as session:
        stolen = session.get_one(OriginalRow, (FANG, my_placeholder)).sealed
        session.get_one(OriginalRow, (BEA, their_placeholder)).sealed = stolen
    with pytest.raises(SealBroken):
        originals.original(BEA, their_placeholder)
