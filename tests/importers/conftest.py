"""The command line's fixtures: `run`, and `here`, an empty current folder."""

from tests.cli.conftest import here, run  # noqa: F401
