"""What the running site costs: seconds until its page answers, its resident memory, and `daogou --help`.

`python -m benchmarks.site` starts `daogou serve` on a free port over a prepared home, waits until the language model
has read its prompt, and prints one JSON object last. Memory is that of the process and its children, in MiB.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
DAOGOU = Path(sys.executable).with_name("daogou")


def main() -> None:
    """Measure and print."""
    print(json.dumps({"help_seconds": _help_seconds(), **_site()}))


def _help_seconds() -> float:
    """The middle of five runs of `daogou --help`."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([DAOGOU, "--help"], capture_output=True, check=True, cwd=ROOT)
        times.append(time.perf_counter() - started)
    return round(sorted(times)[2], 3)


def _site() -> dict[str, float]:
    started = time.perf_counter()
    site = subprocess.Popen(
        [DAOGOU, "serve", "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert site.stdout is not None
    try:
        address = next(found[0] for line in site.stdout if (found := re.search(r"http://[\d.]+:\d+", line)))
        with urllib.request.urlopen(address, timeout=60) as page:
            assert page.status == 200
        seconds = time.perf_counter() - started
        return {"page_seconds": round(seconds, 1), "resident_mib": _settled_memory(site.pid)}
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(timeout=60)


def _settled_memory(pid: int) -> float:
    """Resident memory once the warm-up is over: when the process has been idle for three seconds."""
    process = psutil.Process(pid)
    quiet = 0
    while quiet < 3:
        quiet = quiet + 1 if process.cpu_percent(interval=1.0) < 10 else 0
    family = [process, *process.children(recursive=True)]
    return round(sum(member.memory_info().rss for member in family) / 2**20, 0)


if __name__ == "__main__":
    main()
