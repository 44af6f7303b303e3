"""E-mail addresses, also written out (`anna dot lee at example dot com`), with spaces or misspelled marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from records.redaction.findings import Candidate
from records.redaction.known_words import no_locals

_CHAR = "A-Za-z0-9\u00c0-\u024f"
_LOCAL = rf"(?<![{_CHAR}._%+-])([{_CHAR}](?:[{_CHAR}._%+'-]{{0,62}}[{_CHAR}_+-])?)"
_LABEL = rf"[{_CHAR}](?:[{_CHAR}-]{{0,61}}[{_CHAR}])?"
_HOSTS = (
    r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|aol|gmx|proton|protonmail|mail|yandex|zoho|"
    r"qq|163|126|yeah|foxmail|sina|sohu|139|189|aliyun|tom|21cn|vip\.qq|vip\.163|vip\.sina)"
)
_ENDINGS = (
    r"(?:com|net|org|edu|gov|io|co|cn|uk|de|fr|ca|au|info|biz|me|us|dev|app|shop|email|jp|hk|tw|sg|in|eu|es|it|nl)"
)
_NO_ENDING = r"(?!(?:png|jpe?g|gif|webp|svg|pdf|mp[34]|html?|zip)(?![A-Za-z]))"
_USUAL = re.compile(
    rf"{_LOCAL}(?: ?@ ?|%40)({_LABEL}(?:\.{_LABEL}){{0,4}}?\.{_NO_ENDING}[A-Za-z]{{2,18}})(?![A-Za-z]|\.[A-Za-z]{{2}})",
    re.IGNORECASE,
)
_SLIPPED = re.compile(
    rf"{_LOCAL} ?@ ?({_HOSTS}(?: ?[.,。·、] ?| )?{_ENDINGS}(?:\.cn)?|{_LABEL} ?[,。、] ?(?:com|net|cn|org)"
    rf"|{_HOSTS}|[A-Za-z-]{{3,20}})"
    r"(?![A-Za-z\d.@])",
    re.IGNORECASE,
)
_APART = re.compile(
    rf"{_LOCAL} @ ?({_LABEL}(?: ?\. ?{_LABEL}){{0,2}} ?\. ?{_ENDINGS})(?![A-Za-z\d])"
    rf"|{_LOCAL} ?[#*&] ?({_LABEL}(?:\.{_LABEL}){{0,2}}\.(?:com|net|org|cn))(?![A-Za-z\d])",
    re.IGNORECASE,
)
"""With spaces around its marks, or another mark for the `@` that a site would not take."""
_DOT = r"(?: ?[\[({<]? ?(?:dot|punto|点|點) ?[\])}>]? ?| ?\. ?)"
_SAID_DOT = r"(?: ?[\[({<] ?(?:dot|点|\.) ?[\])}>] ?| dot | ?_dot_ ?| ?[点點] ?)"
_AT = r"(?: ?[\[({<] ?(?:at|a|@|艾特) ?[\])}>] ?| ?(?:艾特|圈a) ?|_at_)"
_PART = rf"[{_CHAR}](?:[{_CHAR}_+-]{{0,40}}[{_CHAR}])?"
_SAID_LOCAL = rf"(?<![{_CHAR}._%+-])({_PART}(?:(?:{_SAID_DOT}|\.| ?(?:underscore|下划线|dash|minus) ?){_PART}){{0,3}})"
_BRACKETED = re.compile(
    rf"{_SAID_LOCAL}{_AT}({_LABEL}(?:{_DOT}{_LABEL}){{0,3}}{_DOT}[A-Za-z]{{2,10}})(?![A-Za-z\d])", re.IGNORECASE
)
_SPOKEN = re.compile(
    rf"{_SAID_LOCAL} at ({_LABEL}(?:{_SAID_DOT}{_LABEL}){{0,2}}{_SAID_DOT}{_ENDINGS}(?:{_SAID_DOT}(?:cn|uk|au))?)"
    r"(?![A-Za-z\d])",
    re.IGNORECASE,
)
_SPOKEN_HOST = re.compile(rf"{_SAID_LOCAL} at ({_HOSTS}(?:\. ?| ){_ENDINGS})(?![A-Za-z\d])", re.IGNORECASE)
_SPOKEN_ODD = re.compile(rf"{_LOCAL} at ({_LABEL}(?:\.{_LABEL}){{0,2}}\.[A-Za-z]{{2,10}})(?![A-Za-z\d])", re.IGNORECASE)
_SPOKEN_ANY = re.compile(
    rf"(?:\be-?mail(?: address)?(?: is| me(?: at)?|:| to)?"
    r"|\b(?:reach|contact|write|ping|message)(?: to)? me(?: at| on)?|邮箱(?:地址)?(?:是|:|为)?) ?"
    rf"{_SAID_LOCAL} at ({_LABEL}(?:\.{_LABEL}){{1,3}})",
    re.IGNORECASE,
)
_ODD = re.compile(r"[\d._]")
"""What no word before `at` has."""
_MAY_BE_SAID = re.compile(r"\bat\b|_at_|艾特|圈a|[\[({<] ?[a@]", re.IGNORECASE)
_MAIL = re.compile(r"e-?mail|mail\b|邮箱|邮件|@", re.IGNORECASE)
_MARKS = re.compile(r"[\[({<\])}>]")
_AS_WRITTEN = (
    (re.compile(r"\b(?:dot|punto)\b|_dot_|[点點。,、]", re.I), "."),
    (re.compile(r"\bunderscore\b|下划线", re.I), "_"),
)


def emails(text: str) -> Iterator[Candidate]:
    """E-mail addresses in a folded text."""
    if "@" in text or "%40" in text:
        yield from _found(text, _USUAL)
        yield from _found(text, _SLIPPED)
    yield from _written_apart(text)
    if _MAY_BE_SAID.search(text):
        for pattern in (_BRACKETED, _SPOKEN_HOST, _SPOKEN, _SPOKEN_ANY):
            yield from _found(text, pattern)
        yield from (one for one in _found(text, _SPOKEN_ODD) if _ODD.search(one.value.split("@")[0]))


def _written_apart(text: str) -> Iterator[Candidate]:
    of_mail: bool | None = None
    for found in _APART.finditer(text):
        local, host = (1, 2) if found[1] else (3, 4)
        of_mail = bool(_MAIL.search(text)) if of_mail is None else of_mail
        if local == 1 or of_mail:
            yield Candidate(
                "email", found.start(local), found.end(host), f"{_plain(found[local])}@{_plain(found[host])}"
            )


def _found(text: str, pattern: re.Pattern[str]) -> Iterator[Candidate]:
    for found in pattern.finditer(text):
        local, host = _plain(found[1]), _plain(found[2])
        if local not in no_locals() or (found.end(1) < found.start(2) and text[found.end(1)] == "@"):
            yield Candidate("email", found.start(1), found.end(2), f"{local}@{host}")


def _plain(written: str) -> str:
    plain = _MARKS.sub(" ", written)
    for said, mark in _AS_WRITTEN:
        plain = said.sub(mark, plain)
    return "".join(plain.split()).lower()
