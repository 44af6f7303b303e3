"""Who may do what."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.access.rules import (
    ROLES,
    RULES,
    SCOPE_OF,
    SCOPES,
    AccessRefused,
    Action,
    Visitor,
    may,
    reach,
    require,
    require_role,
)
from records.nouns import Conversation
from records.tables import datetime

AT = datetime.fromisoformat("2026-03-01T09:30:00+00:00")
OWN = ("conversation.read", "conversation.rename", "conversation.delete", "conversation.write")


def conversation(customer_id: str | None = None, guest_id: str | None = None) -> Conversation:
    return Conversation("c", AT, customer_id, guest_id=guest_id)


def test_the_table_answers_for_every_action_and_role() -> None:
    assert set(RULES) == set(get_args(Action))
    assert all(set(row) == set(ROLES) and set(row.values()) <= {"no", "own", "any"} for row in RULES.values())
    assert set(SCOPE_OF) <= set(RULES)
    assert set(SCOPE_OF.values()) == {None, *SCOPES}


@pytest.mark.parametrize("role", ["guest", "shopper", "analyst"])
@pytest.mark.parametrize("action", OWN)
def test_whoever_does_not_work_in_the_shop_reaches_only_their_own(role: str, action: str) -> None:
    visitor = Visitor(role, "A-1", None if role == "guest" else "C-1", "g-1")  # type: ignore[arg-type]
    own = conversation(guest_id="g-1") if role == "guest" else conversation("C-1")
    assert may(visitor, action, own)  # type: ignore[arg-type]
    for other in (conversation("C-2"), conversation(guest_id="g-2"), conversation("C-1", "g-2"), conversation()):
        assert not may(visitor, action, other)  # type: ignore[arg-type]


def test_a_guest_does_not_own_what_belongs_to_nobody() -> None:
    assert not Visitor().owns(conversation())
    assert not Visitor(guest_id=None).owns(conversation(None, None))


def test_what_a_browser_tried_as_a_demo_customer_stays_with_the_browser() -> None:
    tried = conversation("C-017", "g-1")
    assert Visitor(guest_id="g-1").owns(tried)
    assert not Visitor("shopper", "A-1", "C-017", "g-2").owns(tried)


@pytest.mark.parametrize("role", ["staff", "admin"])
def test_staff_read_everything_and_change_nothing(role: str) -> None:
    visitor = Visitor(role, "A-1", None, "g-1")  # type: ignore[arg-type]
    for strange in (conversation("C-2"), conversation(guest_id="g-2"), conversation()):
        assert may(visitor, "conversation.read", strange)
        assert not may(visitor, "conversation.rename", strange)
        assert not may(visitor, "conversation.delete", strange)
        assert not may(visitor, "conversation.write", strange)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", OWN)
def test_not_yours_and_not_there_are_refused_alike(role: str, action: str) -> None:
    visitor = Visitor(role, None if role == "guest" else "A-1", None, "g-1")  # type: ignore[arg-type]
    told = []
    for thing in (conversation("C-2"), None):
        try:
            require(visitor, action, thing)  # type: ignore[arg-type]
        except AccessRefused as refused:
            told.append((refused.reason, str(refused)))
    if reach(visitor, action) == "any":  # type: ignore[arg-type]
        assert [reason for reason, _ in told] == ["unknown"]  # what does not exist
    else:
        assert len(told) == 2
        assert len(set(told)) == 1


def test_a_guest_is_asked_to_sign_in_and_others_are_told_that_they_may_not() -> None:
    with pytest.raises(AccessRefused) as guest:
        require_role(Visitor(), "records.export")
    with pytest.raises(AccessRefused) as staff:
        require_role(Visitor("staff", "A-1"), "records.export")
    assert (guest.value.reason, staff.value.reason) == ("sign_in_needed", "forbidden")
    require_role(Visitor("admin", "A-1"), "records.export")


def test_a_customers_conversations_follow_them_and_a_guests_stay_in_the_browser() -> None:
    assert Visitor("shopper", "A-1", "C-1", "g-1").owner == ("C-1", None)
    assert Visitor(guest_id="g-1").owner == (None, "g-1")
    assert Visitor("staff", "A-1", None, "g-1").owner == (None, "g-1")


@given(
    st.sampled_from(ROLES),
    st.sampled_from(get_args(Action)),
    st.frozensets(st.sampled_from(SCOPES)),
)
def test_a_key_never_reaches_further_than_its_account_or_its_scopes(
    role: str, action: str, scopes: frozenset[str]
) -> None:
    browser = Visitor(role, "A-1", "C-1")  # type: ignore[arg-type]
    program = Visitor(role, "A-1", "C-1", scopes=scopes)  # type: ignore[arg-type]
    far = reach(program, action)  # type: ignore[arg-type]
    assert far in ("no", reach(browser, action))  # type: ignore[arg-type]
    if action not in SCOPE_OF or SCOPE_OF[action] not in {None, *scopes}:  # type: ignore[index]
        assert far == "no"


@given(
    st.sampled_from(ROLES),
    st.sampled_from(get_args(Action)),
    st.tuples(*[st.sampled_from([None, "a", "b"])] * 4),
)
def test_whoever_begins_a_conversation_owns_it_and_only_they_do(
    role: str, action: str, ids: tuple[str | None, str | None, str | None, str | None]
) -> None:
    mine = Visitor(role, "A-1", ids[0], ids[1])  # type: ignore[arg-type]
    begun = conversation(*mine.owner)
    other = Visitor(role, "A-2", ids[2], ids[3])  # type: ignore[arg-type]
    assert mine.owns(begun) == (mine.owner != (None, None))
    if mine.owner != other.owner:
        assert not other.owns(begun) or other.guest_id == begun.guest_id
