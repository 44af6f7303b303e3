"""Opens the shop: prepares what is missing, then serves the chat page (`make run`). Options are those of
`daogou serve`: --host, --port, --home.
"""

from __future__ import annotations

import sys

from interfaces.cli.main import app


def main() -> None:
    """Serve the shop until interrupted; exit code 2 and one sentence where something must be changed first."""
    app(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
