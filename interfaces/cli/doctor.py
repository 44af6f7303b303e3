"""`daogou doctor`: looks at everything the shop needs and says what to do about what is missing."""

from __future__ import annotations

from dataclasses import asdict

import typer

from interfaces.cli.desk import AsJson, Home, desk

MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def doctor(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """Check the installation and say what to do.

    Ends with 1 when something must be changed.
    """
    from interfaces.cli.checks import examine

    here = desk(context)
    findings = tuple(examine(here.composition.settings(home), here.composition.prompts))
    if as_json:
        here.answer({"ok": all(f.status != "fail" for f in findings), "checks": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            here.say(f"{MARKS[finding.status]}  {finding.name}: {finding.detail}")
            if finding.advice:
                here.say(f"      {finding.advice}")
    if any(finding.status == "fail" for finding in findings):
        raise typer.Exit(1)
