"""The only place that knows Playwright; only `instrument` knows its insides."""
