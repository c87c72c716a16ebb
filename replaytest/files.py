"""Names of files in a store, for all who write or look for them."""

SUFFIX = ".replaytest"
# The page that shows a failed test, beside its recordings.
REPLAY_NAME = "replay.html"
