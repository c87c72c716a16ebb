from __future__ import annotations

# Suites that tests here run in a pytest of their own.
collect_ignore_glob = ["suites/*"]
