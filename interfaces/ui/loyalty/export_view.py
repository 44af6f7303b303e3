"""What was learned as CSV, sent while it is read: the same tables that `daogou loyalty export` writes."""

from __future__ import annotations

from collections.abc import Iterator

from interfaces.ui.loyalty.desk import LoyaltyDesk
from loyalty.features.features import features_at
from loyalty.features.history import CustomerFeatures
from loyalty.mining.scoring_round import history_of
from loyalty.report.export_columns import ExportSources, What
from loyalty.report.exporting import csv_chunks
from records.learned.known_customers import KnownCustomers
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptScore
from records.learned.readings import Readings

_PAGE = 500


def table(desk: LoyaltyDesk, what: What) -> Iterator[bytes]:
    """The table's bytes, a few thousand rows at a time; whoever is erased meanwhile is in no row read after that.

    Scores are those of the newest day: no row where nobody was scored.
    """
    database, vault = desk.shop.database, desk.shop.vault
    sources = ExportSources(
        scores=lambda: _scores(desk),
        readings=lambda: Readings(database, vault).in_order(),
        features=lambda: _features(desk),
    )
    return csv_chunks(what, sources.rows(what))


def _scores(desk: LoyaltyDesk) -> Iterator[KeptScore]:
    day = desk.newest_day()
    return iter(()) if day is None else LoyaltyScores(desk.shop.database, desk.shop.vault).of_day(day)


def _features(desk: LoyaltyDesk) -> Iterator[CustomerFeatures]:
    now, known = desk.shop.now(), KnownCustomers(desk.shop.database, desk.shop.vault)
    ids = known.ids()
    for start in range(0, len(ids), _PAGE):
        for one in known.customers(ids[start : start + _PAGE]):
            yield features_at(history_of(one, now), now)
