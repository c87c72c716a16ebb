"""Exporters: a recording in the forms that other tools take.

Each reads recordings and yields or writes one form; none prints or asks anything, and
what they need beyond the dependencies of replaytest is imported when it is needed.
"""
