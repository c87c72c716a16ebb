"""The audit: what was written, searched for what must not be in it. store + mask.

`scan` looks, `parts` says what there is to look at in a file, `quarantine` takes a
recording out of the store's sight. Nothing here changes what it looks at, and nothing
that was found is told: only by which rule, where, and in which encoding.
"""

from replaytest.audit.quarantine import quarantine
from replaytest.audit.scan import Finding, audit_file, audit_folder, files_under

__all__ = ["Finding", "audit_file", "audit_folder", "files_under", "quarantine"]
