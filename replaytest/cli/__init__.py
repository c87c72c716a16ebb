"""The command line: parse, call the core, print, exit code. No logic of its own.

One module per group of verbs; each has `add`, which describes its verbs to argparse,
and one function per verb. What is heavy is imported when a verb runs.
"""
