"""marimo's editor on a small notebook: a heavy client that talks to a kernel."""
