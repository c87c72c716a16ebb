"""What recording costs: ten workloads in five modes, run in turn.

    python -m tests.benchmarks.recording [--quick] [--rounds N] [--only NAME,…]

Writes Markdown and JSON to `benchmarks/`.
"""
