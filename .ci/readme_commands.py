"""Runs every command of the README's `sh` blocks, in order, and fails with the first that fails.

`git clone` and `cd` are left out: this is the clone. `make run` is started, asked for its page, and stopped; `make
test` has run before. Everything else must end by itself with exit code 0.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = re.compile(r"http://[\d.]+:\d+")
LEFT_OUT = ("git clone", "cd ", "make test")
START_LIMIT_SECONDS = 600


def commands() -> list[str]:
    """The README's commands, one a line, comments left out."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def open_and_close_the_site(command: str) -> None:
    """Start the site, fetch its page, stop it by its process group."""
    site = subprocess.Popen(
        command, shell=True, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True, env=os.environ
    )
    assert site.stdout is not None
    try:
        started = time.monotonic()
        for line in site.stdout:
            found = ADDRESS.search(line)
            if found:
                with urllib.request.urlopen(found[0], timeout=30) as page:
                    assert page.status == 200, page.status
                print(f"   the page answered after {time.monotonic() - started:.1f} s", flush=True)
                return
            if time.monotonic() - started > START_LIMIT_SECONDS:
                break
        sys.exit(f"`{command}` did not open the site")
    finally:
        os.killpg(site.pid, signal.SIGINT)
        site.wait(timeout=60)


def main() -> None:
    """Run them all."""
    for command in commands():
        if command.startswith(LEFT_OUT):
            continue
        print(f"$ {command}", flush=True)
        if command == "make run":
            open_and_close_the_site(command)
        else:
            done = subprocess.run(command, shell=True, cwd=ROOT, timeout=900, env=os.environ)
            if done.returncode:
                sys.exit(f"`{command}` ended with exit code {done.returncode}")


if __name__ == "__main__":
    main()
