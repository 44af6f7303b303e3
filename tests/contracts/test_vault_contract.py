"""A vault on each kind of database: what goes in comes out, in its place only, and never without its key."""

from __future__ import annotations

import contextlib
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from records.database import Database, open_database
from records.erasure.erased import bar
from records.errors import KeyDestroyed, KeysMissing, SealBroken, SubjectErased, WrongKeys
from records.people_tables import VaultKeyRow
from records.vault.data_keys import CHECK, TRUST_SECONDS
from records.vault.keyring import Keyring, new_key, read_keyring
from records.vault.vault import PLAIN, SealedVault, is_sealed, open_vault

WHO, PLACE = "customer:C-001", "customers.name/C-001"
LETTERS = string.ascii_letters + string.digits + "-_"


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database of each kind with nothing in it."""
    opened = open_database(url)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def vault(database: Database, keyring: Keyring) -> SealedVault:
    """A vault with a fresh key."""
    return SealedVault(database, keyring, Clock())


def keys_in(database: Database, subject: str) -> int:
    """How many data keys the database holds for a subject."""
    with database.reading() as session:
        return session.scalar(select(func.count()).where(VaultKeyRow.subject == subject)) or 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400), st.text(max_size=40), st.text(max_size=40))
def test_what_is_sealed_opens_in_its_place_only(vault: SealedVault, text: str, place: str, other: str) -> None:
    sealed = vault.seal(WHO, text, place)
    assert vault.open(sealed, place) == text
    assert is_sealed(sealed) == bool(text)
    if text and place != other:
        with pytest.raises(SealBroken) as caught:
            vault.open(sealed, other)
        assert caught.value.place == other


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=100) | st.text(max_size=9).map("sealed:1:".__add__) | st.text(max_size=9).map("plain:1:".__add__)
)
def test_a_text_that_looks_sealed_is_still_a_text(vault: SealedVault, text: str) -> None:
    for writer in (PLAIN, vault):
        assert vault.open(writer.seal(WHO, text, PLACE), PLACE) == text
    assert PLAIN.open(PLAIN.seal(WHO, text, PLACE), PLACE) == text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), letter=st.sampled_from(LETTERS))
def test_a_changed_letter_breaks_the_seal(vault: SealedVault, at: float, letter: str) -> None:
    sealed = vault.seal(WHO, "44 letters, so that base64 has no spare bits", PLACE)
    body = sealed.rindex(":") + 1
    index = body + int(at * (len(sealed) - body))
    changed = sealed[:index] + letter + sealed[index + 1 :]
    if changed != sealed:
        with pytest.raises(SealBroken):
            vault.open(changed, PLACE)


@pytest.mark.parametrize(
    "broken", ["sealed:1:", "sealed:1:short:AAAA", "sealed:1:{key}:", "sealed:1:{key}:!!", "sealed:1:{key}:AA"]
)
def test_what_is_cut_off_is_told_as_broken(vault: SealedVault, broken: str) -> None:
    key = vault.seal(WHO, "x", PLACE).split(":")[2]
    with pytest.raises(SealBroken):
        vault.open(broken.format(key=key), PLACE)


def test_the_same_text_is_sealed_differently_each_time(vault: SealedVault) -> None:
    assert len({vault.seal(WHO, "again", PLACE) for _ in range(20)}) == 20


def test_another_process_opens_it_with_the_same_keys(database: Database, vault: SealedVault, keyring: Keyring) -> None:
    sealed = vault.seal(WHO, "王芳", PLACE)
    assert SealedVault(database, keyring).open(sealed, PLACE) == "王芳"


def test_everybody_has_one_key_of_their_own(database: Database, vault: SealedVault) -> None:
    mine, too, theirs = (vault.seal(who, "x", PLACE).split(":")[2] for who in (WHO, WHO, "customer:C-002"))
    assert mine == too != theirs
    assert keys_in(database, WHO) == 1


def test_two_that_come_first_at_once_get_the_same_key(url: str, database: Database, keyring: Keyring) -> None:
    others = [open_database(url) for _ in range(4)]
    vaults = [SealedVault(one, keyring) for one in others for _ in range(2)]
    with ThreadPoolExecutor(len(vaults)) as pool:
        for round in range(5):
            who = f"customer:{round}"
            sealed = list(pool.map(lambda vault, who=who: vault.seal(who, "x", PLACE), vaults))
            assert len({text.split(":")[2] for text in sealed}) == 1
            assert keys_in(database, who) == 1
            assert [vaults[0].open(text, PLACE) for text in sealed] == ["x"] * len(vaults)
    for one in others:
        one.close()


def test_many_keys_are_made_at_once_and_only_where_there_are_none(database: Database, vault: SealedVault) -> None:
    before = vault.seal("customer:3", "x", PLACE)
    vault.prepare(f"customer:{number % 700}" for number in range(1400))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(VaultKeyRow)) == 700
    assert vault.seal("customer:3", "y", PLACE).split(":")[2] == before.split(":")[2]


def test_a_destroyed_key_takes_its_texts_along(database: Database, vault: SealedVault, keyring: Keyring) -> None:
    mine, theirs = vault.seal(WHO, "gone", PLACE), vault.seal("customer:C-002", "here", PLACE)
    assert vault.destroy(WHO) is True
    for one in (vault, SealedVault(database, keyring)):
        with pytest.raises(KeyDestroyed) as caught:
            one.open(mine, PLACE)
        assert caught.value.place == PLACE
        assert one.open(theirs, PLACE) == "here"
    assert vault.destroy(WHO) is False


def test_who_comes_back_gets_another_key(vault: SealedVault) -> None:
    before = vault.seal(WHO, "old", PLACE)
    vault.destroy(WHO)
    after = vault.seal(WHO, "new", PLACE)
    assert vault.open(after, PLACE) == "new"
    with pytest.raises(KeyDestroyed):
        vault.open(before, PLACE)


def test_a_key_that_another_process_destroyed_is_used_for_a_moment_at_most(
    database: Database, keyring: Keyring
) -> None:
    clock = Clock()
    site, shell = SealedVault(database, keyring, clock), SealedVault(database, keyring)
    sealed = site.seal(WHO, "x", PLACE)
    shell.destroy(WHO)
    clock.seconds = TRUST_SECONDS + 0.1
    with pytest.raises(KeyDestroyed):
        site.open(sealed, PLACE)
    assert SealedVault(database, keyring).open(site.seal(WHO, "new", PLACE), PLACE) == "new"


def test_destroying_joins_a_transaction_and_is_undone_with_it(database: Database, vault: SealedVault) -> None:
    sealed = vault.seal(WHO, "kept", PLACE)
    with contextlib.suppress(ZeroDivisionError), database.writing() as session:
        assert vault.destroy(WHO, session) is True
        raise ZeroDivisionError
    assert vault.open(sealed, PLACE) == "kept"
    with database.writing() as session:
        assert vault.destroy(WHO, session) is True
    with pytest.raises(KeyDestroyed):
        vault.open(sealed, PLACE)


def test_nobody_who_was_erased_gets_a_key(database: Database, vault: SealedVault) -> None:
    with database.writing() as session:
        bar(session, [WHO], datetime(2026, 3, 1, tzinfo=UTC))
    with pytest.raises(SubjectErased):
        vault.seal(WHO, "x", PLACE)
    vault.prepare([WHO, "customer:C-002"])
    assert (keys_in(database, WHO), keys_in(database, "customer:C-002")) == (0, 1)


def test_the_right_keys_open_the_vault_again(database: Database, keyring: Keyring) -> None:
    sealed = open_vault(database, keyring).seal(WHO, "x", PLACE)
    assert open_vault(database, keyring).open(sealed, PLACE) == "x"
    assert keys_in(database, CHECK) == 1


@pytest.mark.parametrize("sealed_before", [False, True])
def test_other_keys_are_told_and_nothing_is_written(database: Database, keyring: Keyring, sealed_before: bool) -> None:
    vault = open_vault(database, keyring)
    if sealed_before:
        vault.seal(WHO, "x", PLACE)
    same_name = read_keyring(f"{keyring.current.id}:{new_key().partition(':')[2]}")
    for wrong, said in ((same_name, "is not the one"), (read_keyring(new_key()), "does not hold")):
        with pytest.raises(WrongKeys, match=said) as caught:
            open_vault(database, wrong)
        assert caught.value.key_id == keyring.current.id
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(VaultKeyRow)) == 1 + sealed_before


def test_no_keys_are_told_where_something_is_sealed(database: Database, keyring: Keyring) -> None:
    assert open_vault(database, None) is PLAIN
    sealed = open_vault(database, keyring).seal(WHO, "x", PLACE)
    with pytest.raises(KeysMissing, match="DAOGOU_ENCRYPTION_KEYS"):
        open_vault(database, None)
    with pytest.raises(KeysMissing):
        PLAIN.open(sealed, PLACE)


def test_a_wrapped_key_opens_in_its_own_row_only(database: Database, vault: SealedVault, keyring: Keyring) -> None:
    vault.seal(WHO, "x", PLACE)
    theirs = vault.seal("customer:C-002", "x", PLACE)
    with database.writing() as session:
        mine = session.scalars(select(VaultKeyRow).where(VaultKeyRow.subject == WHO)).one()
        other = session.scalars(select(VaultKeyRow).where(VaultKeyRow.subject == "customer:C-002")).one()
        other.wrapped = mine.wrapped
    with pytest.raises(WrongKeys):
        SealedVault(database, keyring).open(theirs, PLACE)
