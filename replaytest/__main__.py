"""`python -m replaytest`."""

from __future__ import annotations

import sys

from replaytest.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
