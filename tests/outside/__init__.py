"""Journeys through applications that we did not write: `make outside`."""
