"""Importers: recordings that others made, as recordings of our store.

Whatever holds rrweb events is read: what a file is, is seen from its content and never
from its name. `read` gives sessions, `store` writes them; nothing here needs a network
except `posthog_api`.
"""
