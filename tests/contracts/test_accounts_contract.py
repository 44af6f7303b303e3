"""Who may come in, asked on SQLite and on PostgreSQL: accounts, sign-ins, API keys and failed tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from records.access.accounts import AccountFault, Accounts
from records.access.attempts import FREE_TRIES, LONGEST_WAIT
from records.access.config import AccessConfig
from records.access.passwords import PasswordRefused, Passwords
from records.access.people import People, SignInRefused, SignInTooSoon, open_people
from records.access.rules import Visitor
from records.database import Database, open_database

SECRET = b"a secret of the tests, 32 bytes long"
START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CHEAP = (1, 8, 1)
PASSWORD, WRONG = "correct horse 电池", "correct horse 电灯"
HERE = "192.0.2.7"
NASTY = ["'; DROP TABLE accounts; --", "{{7*7}}", "${jndi:x}", "<script>", "a%s%n", "王芳", "nul\x00nul", "half\ud800"]


@dataclass
class Wound:
    """A clock that stands until it is wound."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **passed: float) -> None:
        self.moment += timedelta(**passed)


@pytest.fixture
def clock() -> Wound:
    return Wound()


@pytest.fixture
def people(database: Database, clock: Wound) -> People:
    """A shop with one shopper; passwords cost next to nothing."""
    made = open_people(database, AccessConfig(), SECRET, clock, Passwords(CHEAP))
    made.accounts.add("fang@example.com", "shopper", PASSWORD, "C-001")
    return made


def fail(people: People, times: int, login: str = "fang@example.com", address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            people.sign_in(login, WRONG, address)


def waiting(people: People, login: str = "fang@example.com", password: str = PASSWORD, address: str = HERE) -> int:
    """Seconds that the next try has to wait; 0 when it got in."""
    try:
        people.sign_in(login, password, address)
    except SignInTooSoon as refused:
        return refused.seconds
    return 0


# ---- accounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "login", ["fang@example.com", "Fang@Example.COM", "  fang@example.com ", "ｆａｎｇ@example.com"]
)
def test_a_login_is_the_same_however_it_is_typed(people: People, login: str) -> None:
    assert people.accounts.check(login, PASSWORD) == people.accounts.by_login("fang@example.com")
    with pytest.raises(AccountFault, match="already"):
        people.accounts.add(login, "staff", PASSWORD)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("fang@example.com", WRONG),
        ("fang@example.com", ""),
        ("fang@example.com", PASSWORD + "x" * 2000),
        ("bea@example.com", PASSWORD),
        ("", PASSWORD),
        ("two words", PASSWORD),
        *[(nasty, nasty) for nasty in NASTY],
    ],
)
def test_nobody_else_gets_in(people: People, login: str, password: str) -> None:
    assert people.accounts.check(login, password) is None
    assert len(people.accounts.accounts()) == 1


@pytest.mark.parametrize("nasty", NASTY)
def test_every_character_may_stand_in_a_password(people: People, nasty: str) -> None:
    people.accounts.set_password("fang@example.com", nasty + "." * 9)
    assert people.accounts.check("fang@example.com", nasty + "." * 9) is not None
    assert people.accounts.check("fang@example.com", nasty + "." * 8) is None


def test_a_password_is_kept_as_argon2id_only(people: People, database: Database) -> None:
    with database.reading() as opened:
        kept = opened.execute(text("SELECT password_hash FROM accounts")).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert PASSWORD not in kept


def test_unknown_disabled_and_passwordless_logins_are_hashed_for_as_well(people: People) -> None:
    class Counting(Passwords):
        asked = 0

        def is_right(self, kept: str | None, password: str) -> bool:
            self.asked += 1
            return super().is_right(kept, password)

    counting = Counting(CHEAP)
    people.accounts._passwords = counting
    people.accounts.add("gone", "staff", PASSWORD)
    people.accounts.disable("gone")
    people.accounts.add_linked("elsewhere", "https://id.example", "7")
    for login in ("nobody", "gone", "elsewhere", "two words"):
        assert people.accounts.check(login, PASSWORD) is None
    assert counting.asked == 4


def test_a_password_is_hashed_anew_when_the_costs_have_changed(database: Database, people: People) -> None:
    dearer = Accounts(database, passwords=Passwords((2, 16, 1)))
    assert dearer.check("fang@example.com", WRONG) is None
    for _ in range(2):
        assert dearer.check("fang@example.com", PASSWORD) is not None
        with database.reading() as opened:
            kept = opened.execute(text("SELECT password_hash FROM accounts")).scalar_one()
        assert "m=16,t=2" in kept


@pytest.mark.parametrize("password", ["", "short", "九个字的密码不够长", "x" * 1001])
def test_a_short_or_endless_password_is_not_set(people: People, password: str) -> None:
    with pytest.raises(PasswordRefused, match="10 to 1000 characters"):
        people.accounts.add("bea", "staff", password)
    with pytest.raises(PasswordRefused):
        people.accounts.set_password("fang@example.com", password)
    assert people.accounts.by_login("bea") is None
    assert people.accounts.check("fang@example.com", PASSWORD) is not None


@pytest.mark.parametrize(
    ("login", "role", "customer", "said"),
    [
        ("", "staff", None, "without spaces"),
        ("two words", "staff", None, "without spaces"),
        ("x" * 255, "staff", None, "254"),
        ("tab\tbed", "staff", None, "without spaces"),
        ("bea", "guest", None, "no role 'guest'"),
        ("bea", "owner", None, "choose one of shopper, staff, analyst, admin"),
        ("bea", "staff", "C-001", "leave the customer out"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(
    people: People, login: str, role: str, customer: str | None, said: str
) -> None:
    with pytest.raises(AccountFault, match=said):
        people.accounts.add(login, role, PASSWORD, customer)


def test_a_shopper_who_is_no_customer_yet_has_a_history_of_their_own(people: People) -> None:
    bea = people.accounts.add("bea", "shopper", PASSWORD)
    assert bea.customer_id == bea.id
    assert people.accounts.add("cy", "staff", PASSWORD).customer_id is None


def test_unknown_accounts_are_named(people: People) -> None:
    for call in (people.accounts.disable, people.accounts.enable):
        with pytest.raises(AccountFault, match="no account nobody"):
            call("nobody")
    with pytest.raises(AccountFault, match="no account nobody"):
        people.accounts.set_password("nobody", PASSWORD)


def test_of_two_people_who_take_a_login_at_once_one_gets_it(people: People) -> None:
    def take(number: int) -> str:
        try:
            return people.accounts.add("Bea", "staff", f"{PASSWORD}{number}").id
        except AccountFault:
            return ""

    with ThreadPoolExecutor(4) as pool:
        made = [id for id in pool.map(take, range(4)) if id]
    assert len(made) == 1


def test_a_person_of_a_provider_has_one_account(people: People) -> None:
    fang = people.accounts.by_login("fang@example.com")
    assert fang is not None
    assert people.accounts.linked("https://id.example", "7") is None
    linked = people.accounts.link(fang.id, "https://id.example", "7")
    assert people.accounts.linked("https://id.example", "7") == linked
    assert people.accounts.linked("https://other.example", "7") is None
    for call in (
        lambda: people.accounts.link(fang.id, "https://id.example", "8"),
        lambda: people.accounts.link("nobody", "https://id.example", "9"),
        lambda: people.accounts.link(people.accounts.add("bea", "shopper", PASSWORD).id, "https://id.example", "7"),
        lambda: people.accounts.add_linked("cy", "https://id.example", "7"),
    ):
        with pytest.raises(AccountFault):
            call()
    people.accounts.disable("fang@example.com")
    gone = people.accounts.linked("https://id.example", "7")
    assert gone is not None
    assert gone.disabled_at == START


# ---- sign-ins --------------------------------------------------------------------------------------------------------


def test_a_sign_in_is_known_by_its_secret_which_is_not_kept(people: People, database: Database) -> None:
    account, secret = people.sign_in("fang@example.com", PASSWORD, HERE)
    assert people.signed_in(secret) == Visitor("shopper", account.id, "C-001")
    assert people.signed_in(secret[:-1]) is None
    with database.reading() as opened:
        assert secret not in str(opened.execute(text("SELECT * FROM sign_ins")).all())


def test_every_sign_in_has_a_secret_of_its_own_and_ends_alone(people: People) -> None:
    (_, phone), (_, desk) = (people.sign_in("fang@example.com", PASSWORD, HERE) for _ in range(2))
    assert phone != desk
    people.sign_ins.end(phone)
    people.sign_ins.end(phone)
    people.sign_ins.end("unknown")
    assert people.signed_in(phone) is None
    assert people.signed_in(desk) is not None


def test_another_password_and_a_disabled_account_end_all_sign_ins(people: People) -> None:
    _, first = people.sign_in("fang@example.com", PASSWORD, HERE)
    people.accounts.set_password("fang@example.com", WRONG)
    assert people.signed_in(first) is None
    _, second = people.sign_in("fang@example.com", WRONG, HERE)
    people.accounts.disable("fang@example.com")
    people.accounts.enable("fang@example.com")
    assert people.signed_in(second) is None


def test_an_idle_sign_in_ends_and_a_used_one_goes_on_until_its_lifetime_is_over(people: People, clock: Wound) -> None:
    _, idle = people.sign_in("fang@example.com", PASSWORD, HERE)
    _, used = people.sign_in("fang@example.com", PASSWORD, HERE)
    for _ in range(13):
        clock.on(days=1)
        assert people.signed_in(used) is not None
    assert people.signed_in(idle) is None
    clock.on(days=1, seconds=1)
    assert people.signed_in(used) is None


def test_a_clock_that_is_put_back_ends_nothing_and_prolongs_nothing(people: People, clock: Wound) -> None:
    _, secret = people.sign_in("fang@example.com", PASSWORD, HERE)
    clock.on(hours=-20)
    assert people.signed_in(secret) is not None
    clock.on(hours=20)
    assert people.signed_in(secret) is not None
    clock.on(days=7)
    assert people.signed_in(secret) is None


def test_a_sign_in_of_a_clock_years_ahead_is_not_good_for_years(people: People, clock: Wound) -> None:
    clock.on(days=3650)
    _, secret = people.sign_in("fang@example.com", PASSWORD, HERE)
    clock.on(days=-3650)
    assert people.signed_in(secret) is None


def test_old_sign_ins_are_swept_away_by_the_next_one(people: People, database: Database, clock: Wound) -> None:
    people.sign_in("fang@example.com", PASSWORD, HERE)
    clock.on(days=8)
    people.sign_in("fang@example.com", PASSWORD, HERE)
    with database.reading() as opened:
        assert opened.execute(text("SELECT count(*) FROM sign_ins")).scalar_one() == 1


# ---- API keys --------------------------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_known_by_its_hash(people: People, database: Database) -> None:
    fang = people.accounts.accounts()[0]
    key, shown = people.api_keys.add(fang.id, "till", ["conversations:read"])
    assert shown.startswith(f"dg_{key.id}_")
    assert people.key_holder(shown) == Visitor("shopper", fang.id, "C-001", None, frozenset({"conversations:read"}))
    with database.reading() as opened:
        assert shown.split("_", 2)[2] not in str(opened.execute(text("SELECT * FROM api_keys")).all())


def test_a_changed_key_is_none(people: People) -> None:
    fang = people.accounts.accounts()[0]
    (_, shown), (_, other) = (people.api_keys.add(fang.id, "till", ["conversations:read"]) for _ in range(2))
    swapped = shown[:16] + other[16:]
    for changed in (shown[:-1], shown + "A", shown.upper(), shown[3:], swapped, "", *NASTY):
        assert people.key_holder(changed) is None


def test_a_key_ends_when_it_expires_is_revoked_or_its_account_is_disabled(people: People, clock: Wound) -> None:
    fang = people.accounts.accounts()[0]
    (expiring, first), (revoked, second), (_, third) = (
        people.api_keys.add(fang.id, name, ["conversations:read"], START + timedelta(days=1) if not n else None)
        for n, name in enumerate(("a", "b", "c"))
    )
    assert all(people.key_holder(shown) for shown in (first, second, third))
    clock.on(days=1)
    people.api_keys.revoke(revoked.id)
    assert [bool(people.key_holder(shown)) for shown in (first, second, third)] == [False, False, True]
    people.accounts.disable("fang@example.com")
    people.accounts.enable("fang@example.com")
    assert people.key_holder(third) is None
    assert {key.id: key.expires_at for key in people.api_keys.keys(fang.id)}[expiring.id] == START + timedelta(days=1)


def test_when_a_key_was_used_is_noted_but_not_each_time(people: People, clock: Wound) -> None:
    key, shown = people.api_keys.add(people.accounts.accounts()[0].id, "till", ["conversations:read"])
    for minutes, noted in ((0, 0), (5, 0), (11, 16)):
        clock.on(minutes=minutes)
        people.key_holder(shown)
        assert people.api_keys.keys()[0].used_at == START + timedelta(minutes=noted)
    assert key.used_at is None


@pytest.mark.parametrize("scopes", [[], ["conversations:read", "everything"], ["*"]])
def test_a_key_without_a_known_scope_is_not_made(people: People, scopes: list[str]) -> None:
    with pytest.raises(AccountFault, match="conversations:read, conversations:write"):
        people.api_keys.add(people.accounts.accounts()[0].id, "till", scopes)


def test_a_key_of_nobody_is_not_made_and_an_unknown_one_not_revoked(people: People) -> None:
    people.accounts.disable("fang@example.com")
    for id in ("A-nobody", people.accounts.accounts()[0].id):
        with pytest.raises(AccountFault, match="no such account"):
            people.api_keys.add(id, "till", ["conversations:read"])
    with pytest.raises(AccountFault, match="no API key 123"):
        people.api_keys.revoke("123")


# ---- failed tries ----------------------------------------------------------------------------------------------------


def test_after_five_failures_the_wait_doubles_up_to_its_limit(people: People, clock: Wound) -> None:
    fail(people, FREE_TRIES["login"])
    seen = []
    for _ in range(9):
        wait = waiting(people)
        seen.append(wait)
        clock.on(seconds=wait)
        fail(people, 1)
    assert seen == [15, 30, 60, 120, 240, 480, 900, 900, 900]
    assert timedelta(seconds=900) == LONGEST_WAIT


def test_a_try_that_must_wait_is_not_looked_at_and_makes_nothing_longer(people: People, clock: Wound) -> None:
    fail(people, 5)
    assert [waiting(people) for _ in range(10)] == [15] * 10
    clock.on(seconds=14)
    assert waiting(people) == 1
    clock.on(seconds=1)
    assert waiting(people) == 0


def test_getting_in_forgets_the_failures(people: People) -> None:
    for _ in range(4):
        fail(people, 4)
        assert waiting(people) == 0


def test_unknown_logins_wait_alike(people: People) -> None:
    fail(people, 5, login="nobody@example.com")
    assert waiting(people, login="Nobody@example.com") == 15
    assert waiting(people) == 0


def test_one_address_that_tries_many_logins_waits_and_others_do_not(people: People) -> None:
    for number in range(FREE_TRIES["address"]):
        fail(people, 1, login=f"somebody{number}")
    assert waiting(people) == 15
    assert waiting(people, address="192.0.2.8") == 0


def test_an_own_account_does_not_wash_an_address_clean(people: People) -> None:
    for number in range(FREE_TRIES["address"]):
        fail(people, 1, login=f"somebody{number}")
        if number < FREE_TRIES["address"] - 1:
            assert waiting(people) == 0
    assert waiting(people) == 15


def test_failures_outlive_a_restart_and_say_nothing_in_the_database(
    people: People, database: Database, clock: Wound, url: str
) -> None:
    fail(people, 5)
    again = open_database(url)
    restarted = open_people(again, AccessConfig(), SECRET, clock, Passwords(CHEAP))
    assert waiting(restarted) == 15
    with again.reading() as opened:
        kept = str(opened.execute(text("SELECT * FROM sign_in_attempts")).all())
    again.close()
    assert "fang" not in kept
    assert HERE not in kept


def test_many_tries_at_the_same_moment_are_counted_one_by_one(people: People) -> None:
    def attempt(_: int) -> bool:
        return people.attempts.admit("fang@example.com", HERE) == 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == FREE_TRIES["login"]


def test_a_clock_that_is_put_back_locks_nobody_out(people: People, clock: Wound) -> None:
    fail(people, 5)
    clock.on(days=-400)
    assert waiting(people) == 15
    clock.on(seconds=15)
    assert waiting(people) == 0


def test_a_day_without_a_try_forgets_and_drops_what_was_counted(people: People, clock: Wound) -> None:
    fail(people, 5)
    clock.on(days=1, seconds=1)
    assert people.attempts.forget() == 2
    fail(people, 4)
    clock.on(days=1, seconds=1)
    fail(people, 4)
    assert waiting(people) == 0
