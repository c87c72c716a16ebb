"""The site over a store, composed: store and search → report.

rows.py    the index's rows, as the page has them
pages.py   attempts, and the replay page of each
write.py   the folder that `replaytest report` writes
"""
