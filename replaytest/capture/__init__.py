"""Page → batches of events: the script in the page, the calls that place it there and
fetch what it holds, and the inbox that puts batches in order."""
