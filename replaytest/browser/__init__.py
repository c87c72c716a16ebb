"""The only place that knows Playwright; `instrument` the only one to know its insides."""
