"""`make evaluate`: runs the evaluations of `scripts/evaluations.yaml` and refreshes the blocks of `docs/evaluation.md`.

    python -m scripts.evaluate [NAME…] [--max-minutes M] [--list] [--blocks]

Without names all of them, those that were run in this round left out; a name is run whatever was. `--list` says what
there is, `--blocks` writes the rows of what was never run. What each printed lies in `artefacts/evaluation/NAME.json`.
Exit code 1 where something is left or failed.
"""

from __future__ import annotations

import argparse
import sys

from scripts.figures.blocks import NOT_RUN, block, blocks_in, with_block
from scripts.figures.declared import Evaluation, declared
from scripts.figures.running import Place, last_minutes, run_all, write_whole


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make evaluate", description="Run offline evaluations, refresh the docs.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--max-minutes", type=float, default=float("inf"), help="begin nothing after so long")
    parser.add_argument("--list", action="store_true", help="say what there is and how long it took")
    parser.add_argument("--blocks", action="store_true", help="write the rows of what was never run")
    given = parser.parse_args()
    everything, place = declared(), Place()
    known = {one.name: one for one in everything}
    unknown = [name for name in given.names if name not in known]
    if unknown:
        sys.exit(f"There is no evaluation {unknown[0]!r}; there are {', '.join(known)}.")
    chosen = [known[name] for name in given.names] or list(everything)
    if given.list:
        for one in chosen:
            needs = f"; needs {', '.join(one.needs)}" if one.needs else ""
            print(f"{one.name:<22}{last_minutes(one, place):>6.1f} min  {one.about}{needs}")
        return 0
    if given.blocks:
        return _write_rows(chosen, place)
    return 0 if run_all(chosen, place, given.max_minutes, chosen=bool(given.names)) else 1


def _write_rows(chosen: list[Evaluation], place: Place) -> int:
    text = place.docs.read_text("utf-8")
    for one in chosen:
        before = blocks_in(text).get(one.name, "")
        if not before or NOT_RUN in before:
            text = with_block(text, one.name, block(one, {}, None))
    write_whole(place.docs, text, mode=0o644)
    return 0


if __name__ == "__main__":
    sys.exit(main())
