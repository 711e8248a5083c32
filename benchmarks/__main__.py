"""All benchmarks, or those that are named: `python -m benchmarks [--quick] [NAME ...]`.

All of them together write benchmarks/results.md.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks import api, batch, cluster, live, start, training, upload, users
from benchmarks.results import RESULTS_FILE, Result, machine, table

BENCHMARKS: dict[str, Callable[..., list[Result]]] = {
    "start": start.measure,
    "live": live.measure,
    "api": api.measure,
    "batch": batch.measure,
    "cluster": cluster.measure,
    "training": training.measure,
    "upload": upload.measure,
    "users": users.measure,
}
_BUSY = 1.0


def main(arguments: Sequence[str]) -> int:
    """Run benchmarks, print a table, and return 0 when every budget is met, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller files")
    parsed = parser.parse_args(arguments)
    unknown = set(parsed.names) - BENCHMARKS.keys()
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    load = os.getloadavg()[0]
    about = f"{machine()} Load before: {load:.1f}{' (busy: no fair figures)' * (load > _BUSY)}."
    results = []
    for name in parsed.names or BENCHMARKS:
        began = time.monotonic()
        results += BENCHMARKS[name](quick=parsed.quick)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    told = table(results)
    print(f"{about}\n\n{told}")
    if not parsed.quick and not parsed.names:
        RESULTS_FILE.write_text(f"# Results\n\n{about}\n\n{told}\n", encoding="utf-8")
    return int(any(result.met is False for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
