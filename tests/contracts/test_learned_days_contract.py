"""Days in numbers, customers in order and by name: the same from SQLite and from PostgreSQL, plain and sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from records.database import Database
from records.erasure.erasing import Eraser
from records.learned.customer_names import CustomerNames
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptScore
from records.learned.score_days import ScoreDays, TierMove, TierSpend
from records.learned.score_listing import ORDERS, Cell, Order, Place, ScoreListing, Wanted
from records.learned.tables import ScoreDayRow
from records.nouns import Customer
from records.shop_ledger import ShopLedger
from records.vault.keyring import Keyring
from records.vault.vault import Vault, open_vault

DAY = datetime(2026, 3, 2, tzinfo=UTC)
BEFORE = DAY - timedelta(days=7)


def score(customer: str, risk: float, value: float, tier: str, day: datetime = DAY, spend: float = 40.0) -> KeptScore:
    return KeptScore(
        customer, day, "scorer@1", 60.0, 50.0, 70.0, value, risk, 1 - risk, 1.5, spend, tier, "passive",
        "repair" if risk > 0.5 else "thank", {"reasons": []},
    )  # fmt: skip


SCORES = (
    score("C-1", 0.75, 80, "at_risk"),
    score("C-2", 0.5, 40, "at_risk", spend=10.0),
    score("C-3", 1.0, 10, "lapsed", spend=0.01),
    score("C-4", 0.1, 100, "gold"),
    score("C-5", 0.1, 100, "gold"),
    score("C-1", 0.2, 80, "gold", BEFORE),
    score("C-2", 0.6, 40, "at_risk", BEFORE),
    score("C-4", 0.9, 90, "lapsed", BEFORE),
)


@pytest.fixture
def scores(database: Database, vault: Vault) -> LoyaltyScores:
    kept = LoyaltyScores(database, vault)
    kept.keep(SCORES)
    return kept


@pytest.fixture
def days(database: Database, vault: Vault, scores: LoyaltyScores) -> ScoreDays:
    return ScoreDays(database, vault)


def kept_days(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(ScoreDayRow)) or 0


def statements(database: Database) -> list[str]:
    """Every statement from now on."""
    heard: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda c, cur, statement, *rest: heard.append(statement))
    return heard


# ---- days ------------------------------------------------------------------------------------------------------------


def test_a_day_says_what_each_tier_is_expected_to_spend_and_would_if_it_came_back(days: ScoreDays) -> None:
    told = days.numbers(DAY)
    assert told.summary.customers == 5
    assert told.spend["at_risk"] == TierSpend(expected=50.0, if_back=180.0)  # 40 / .25 + 10 / .5
    assert told.spend["lapsed"] == TierSpend(0.01, 0.01)  # nobody divides by a probability of 0
    assert told.spend["gold"].if_back == pytest.approx(2 * 40 / 0.9, abs=0.01)


def test_a_day_says_who_moved_since_the_day_scored_before(days: ScoreDays) -> None:
    told = days.numbers(DAY)
    assert told.before == BEFORE
    assert set(told.moves) == {TierMove("gold", "at_risk", 1), TierMove("lapsed", "gold", 1)}
    first = days.numbers(BEFORE)
    assert (first.before, first.moves, first.summary.customers) == (None, (), 3)


def test_a_day_that_was_not_scored_is_all_zero_and_is_not_kept(database: Database, days: ScoreDays) -> None:
    told = days.numbers(DAY + timedelta(days=1))
    assert (told.summary.customers, told.spend, told.moves) == (0, {}, ())
    assert kept_days(database) == 0


def test_what_was_counted_is_kept_and_read_back_as_it_was(database: Database, days: ScoreDays) -> None:
    counted = days.numbers(DAY)
    heard = statements(database)
    assert days.numbers(DAY) == counted
    assert not any("GROUP BY" in statement for statement in heard)
    assert kept_days(database) == 1


def test_whoever_is_erased_is_not_counted_any_more(database: Database, vault: Vault, days: ScoreDays) -> None:
    assert days.numbers(DAY).summary.customers == 5
    Eraser(database, lambda: DAY, vault).erase("C-4", by="shell")
    told = days.numbers(DAY)
    assert (told.summary.customers, told.summary.tiers["gold"]) == (4, 1)


def test_a_day_that_is_scored_anew_is_counted_anew(days: ScoreDays, scores: LoyaltyScores) -> None:
    assert days.numbers(DAY).summary.tiers["gold"] == 2
    scores.keep([score("C-4", 0.9, 100, "lapsed")])
    assert days.numbers(DAY).summary.tiers == {"at_risk": 2, "lapsed": 2, "gold": 1}


def test_days_that_are_forgotten_are_forgotten_in_numbers_too(
    database: Database, days: ScoreDays, scores: LoyaltyScores
) -> None:
    days.numbers(BEFORE)
    days.numbers(DAY)
    scores.forget_before(DAY)
    assert kept_days(database) == 1


def test_the_course_is_told_from_what_is_kept_and_counted_where_nothing_is(days: ScoreDays) -> None:
    days.numbers(BEFORE)
    (first, before), (second, now) = days.course([BEFORE, DAY])
    assert (first, second) == (BEFORE, DAY)
    assert before == {"gold": 1, "at_risk": 1, "lapsed": 1}
    assert now == {"at_risk": 2, "lapsed": 1, "gold": 2}
    assert days.course([]) == ()


# ---- customers in order ----------------------------------------------------------------------------------------------


@pytest.fixture
def listing(database: Database, vault: Vault, scores: LoyaltyScores) -> ScoreListing:
    return ScoreListing(database, vault)


def all_pages(listing: ScoreListing, order: Order, down: bool, limit: int, wanted: Wanted) -> list[str]:
    found: list[str] = []
    after: Place | None = None
    while True:
        page, after = listing.page(DAY, wanted, order, down=down, after=after, limit=limit)
        found += [one.customer_id for one in page]
        if after is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("order", ORDERS)
def test_pages_hold_everybody_once_in_one_order(listing: ScoreListing, order: Order, down: bool, limit: int) -> None:
    at_once = all_pages(listing, order, down, 50, Wanted())
    assert all_pages(listing, order, down, limit, Wanted()) == at_once
    assert sorted(at_once) == ["C-1", "C-2", "C-3", "C-4", "C-5"]


def test_the_most_at_stake_come_first_and_equals_by_id(listing: ScoreListing) -> None:
    assert all_pages(listing, "stake", True, 2, Wanted()) == ["C-1", "C-2", "C-3", "C-4", "C-5"]
    assert all_pages(listing, "value", True, 2, Wanted()) == ["C-4", "C-5", "C-1", "C-2", "C-3"]
    assert all_pages(listing, "risk", False, 2, Wanted())[:2] == ["C-4", "C-5"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(tier="at_risk"), ["C-1", "C-2"]),
        (Wanted(action="thank", tier="gold"), ["C-4", "C-5"]),
        (Wanted(group="passive", risk=(0.5, 0.75)), ["C-1", "C-2"]),
        (Wanted(value=(80, 100)), ["C-1", "C-4", "C-5"]),
        (Wanted(ids=["C-5", "C-9"]), ["C-5"]),
        (Wanted(ids=[]), []),
        (Wanted(tier="'; DROP TABLE loyalty_scores; --"), []),
        (Wanted(ids=[f"D-{n}" for n in range(1200)] + ["C-2"]), ["C-2"]),
    ],
)
def test_only_those_who_are_wanted_are_listed_and_counted(
    listing: ScoreListing, wanted: Wanted, found: list[str]
) -> None:
    assert sorted(all_pages(listing, "stake", True, 3, wanted)) == found
    assert listing.count(DAY, wanted) == len(found)


def test_a_map_says_how_many_stand_where(listing: ScoreListing) -> None:
    cells = listing.cells(DAY, Wanted())
    assert set(cells) == {Cell(15, 16, 1), Cell(10, 8, 1), Cell(19, 2, 1), Cell(2, 19, 2)}
    assert listing.cells(DAY, Wanted(ids=[])) == ()


# ---- names -----------------------------------------------------------------------------------------------------------

NAMES = {"C-1": "Ærøskøbing Fox", "C-2": "王芳", "C-3": "מרים", "C-4": "<script>100%_sure</script>", "C-5": ""}


@pytest.fixture
def names(database: Database, vault: Vault, scores: LoyaltyScores) -> CustomerNames:
    ledger = ShopLedger(database, vault=vault)
    for id, name in NAMES.items():
        ledger.add_customer(Customer(id, name, "a@example.com", "en", "Cork", DAY))
    return CustomerNames(database, vault)


def test_names_are_read_by_id_without_those_who_are_not_kept(names: CustomerNames) -> None:
    assert names.names(["C-1", "C-4", "C-5", "nobody"]) == {id: NAMES[id] for id in ("C-1", "C-4", "C-5")}
    assert names.names([]) == {}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("fox", ("C-1",)),
        (" 王 ", ("C-2",)),
        ("מרים", ("C-3",)),
        ("<script>", ("C-4",)),
        ("%", ("C-4",)),
        ("_", ("C-4",)),
        ("c-5", ("C-5",)),
        ("nobody", ()),
        ("   ", ()),
        ("\x00\ud800", ()),
    ],
)
def test_customers_are_found_by_name_and_id(names: CustomerNames, words: str, ids: tuple[str, ...]) -> None:
    found = names.called(words)
    assert (found.ids, found.complete) == (ids, True)


def test_whoever_is_known_by_scores_alone_is_found_by_id(
    database: Database, vault: Vault, scores: LoyaltyScores
) -> None:
    assert CustomerNames(database, vault).called("C-3").ids == ("C-3",)


def test_more_than_are_wanted_are_not_complete(names: CustomerNames) -> None:
    found = names.called("C-", limit=2)
    assert (found.ids, found.complete) == (("C-1", "C-2"), False)


def test_sealed_names_are_looked_through_for_so_long_and_it_is_said(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = open_vault(database, keyring)
    ledger = ShopLedger(database, vault=vault)
    for id in ("A-1", "A-2"):
        ledger.add_customer(Customer(id, "Fox", "a@example.com", "en", "Cork", DAY))
    monkeypatch.setattr("records.learned.customer_names._PAGE", 1)
    moments = iter((0.0, 9.0))
    found = CustomerNames(database, vault, clock=lambda: next(moments)).called("fox")
    assert (found.ids, found.complete) == (("A-1",), False)
