"""What the page shows of the shelf: each prompt's versions, labels, shares and drafts, JSON-ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.prompting.holding import PRODUCTION
from interfaces.ui.lab.draft_check import checked
from interfaces.ui.lab.parts import LABELS, LabShop
from interfaces.ui.lab.prompt_refs import PromptRefs

if TYPE_CHECKING:
    from assistant.prompting.course import ShelfEvent
    from assistant.prompting.shelf import ShelvedVersion
    from prompts.draft import Draft
    from records.nouns import PromptPublication


def prompt_view(shop: LabShop, name: str) -> dict[str, Any]:
    """One prompt: `versions` newest first, `labels` with what stands under each, `shares` and `drafts`."""
    events = shop.shelf.history(name)
    labels = {label: standing_view(shop, name, label, events) for label in LABELS}
    under = {label: told["version"] for label, told in labels.items() if told}
    return {
        "name": name,
        "versions": [_version(one, events, under) for one in shop.shelf.versions(name)],
        "labels": labels,
        "shares": _shares(shop, name, events),
        "drafts": [draft_view(shop, draft) for draft in shop.shelf.drafts.list() if draft.name == name],
    }


def _version(one: ShelvedVersion, events: Sequence[ShelfEvent], under: Mapping[str, str]) -> dict[str, Any]:
    """One version; `under` is the version that each label stands for, also where nobody published one."""
    version = str(one.prompt.version)
    published = [event for event in events if event.version == version]
    return {
        "version": version,
        "description": one.prompt.description,
        "hash": one.prompt.hash[:12],
        "origin": "own" if one.prompt.is_own else "shipped",
        "labels": list(dict.fromkeys([*(label for label, used in under.items() if used == version), *one.labels])),
        "withdrawn": bool(one.withdrawn),
        "fault": one.fault,
        "published": [event_view(event) for event in published],
    }


def standing_view(shop: LabShop, name: str, label: str, events: Sequence[ShelfEvent]) -> dict[str, Any] | None:
    """What stands under a label; None where nothing does, though production always has something.

    `id` is of the publication that was seen, None where that came with Daogou. `before` is the version that going back
    would bring, and `on_trial` says that going back would only end a trial. `trouble` says why what was published
    cannot be used, or is empty.
    """
    standing = shop.shelf.standing(name, label)
    if standing.publication is None and label != PRODUCTION:
        return None
    told = {"label": label, "trouble": standing.trouble, "on_trial": standing.shared is not None}
    used = str(standing.prompt.version)
    if standing.publication is None:
        return {**told, "trouble": "", "id": None, "version": used, "by": "", "at": None, "reason": "", "before": None}
    before = before_in(event for event in events if event.label == label)
    if before is None and label == PRODUCTION:
        before = str(shop.shelf.library.get(name).version)
    stands = publication_view(standing.publication)
    return {**told, **stands, "before": before if before != stands["version"] else None}


def publication_view(one: PromptPublication) -> dict[str, Any]:
    """One publication."""
    return {
        "id": one.id,
        "version": one.version,
        "label": one.label,
        "by": one.published_by,
        "at": one.at.isoformat(),
        "reason": one.reason,
    }


def before_in(events: Iterable[ShelfEvent]) -> str | None:
    """The version that a label would go back to; None where nothing stood there before. `events` newest first."""
    stood: list[str] = []
    for event in reversed([*events]):
        if event.kind == "taken_away":
            stood = []
        elif event.version in stood:
            stood = stood[: stood.index(event.version) + 1]
        elif event.version:
            stood.append(event.version)
    return stood[-2] if len(stood) > 1 else None


def event_view(event: ShelfEvent) -> dict[str, Any]:
    """One entry of the history."""
    return {
        "id": event.id,
        "kind": event.kind,
        "label": event.label,
        "version": event.version,
        "shares": {str(version): percent for version, percent in event.shares.items()},
        "reason": event.reason,
        "by": event.by,
        "at": event.at.isoformat(),
    }


def _shares(shop: LabShop, name: str, events: Sequence[ShelfEvent]) -> dict[str, Any]:
    """`percent` by version, empty where one version answers everybody, and the `id` of the shares that were seen."""
    standing = shop.shelf.standing(name)
    last = next((one for one in events if one.label == PRODUCTION and one.kind in ("shared", "shares_ended")), None)
    percent = {str(version): percent for version, percent in sorted(shop.shelf.shares(name).items())}
    return {"id": last.id if last else None, "percent": percent if standing.shared else {}}


def draft_view(shop: LabShop, draft: Draft, *, whole: bool = False) -> dict[str, Any]:
    """A draft, with its text where the `whole` is wanted; `faults` is how many keep it from being published."""
    base = PromptRefs(shop).base(draft)
    found = checked(draft.text, base, shop.shelf.library.get(draft.name))
    told = {
        "id": draft.id,
        "name": draft.name,
        "title": draft.title,
        "made_from": str(draft.base),
        "revision": draft.token,
        "changed_by": draft.author,
        "changed_at": draft.updated_at.isoformat(),
        "faults": len(found.errors),
    }
    return {**told, "text": draft.text} if whole else told
