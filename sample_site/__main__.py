"""`python -m sample_site`: run the shop until Ctrl+C."""

from __future__ import annotations

import argparse
import contextlib
import threading

from sample_site import bugs
from sample_site.serve import SampleSite


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sample_site", description=__doc__)
    parser.add_argument("--port", type=int, default=8420)
    parser.add_argument("--payment-port", type=int, default=8421)
    parser.add_argument("--bug", choices=sorted(bugs.NAMES), default="")
    asked = parser.parse_args()
    with SampleSite(
        port=asked.port, payment_port=asked.payment_port, bug=asked.bug
    ) as site:
        print(f"Harbor Goods: {site.url}", f"payments: {site.payment_url}", sep="\n")
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
