"""Allure: an attachment of the test, shown in a frame of its report.

https://allurereport.org/docs/pytest-reference/#attachments
"""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest


def is_there(config: pytest.Config) -> bool:
    """Say whether allure-pytest is writing results: `--alluredir` was given."""
    return config.pluginmanager.hasplugin("allure_listener")


def give(replay: Path) -> None:
    """Copy the replay into the results. The test must still be open."""
    allure = importlib.import_module("allure")
    allure.attach.file(
        str(replay),
        name="replay",
        attachment_type=allure.attachment_type.HTML,
        extension="html",
    )
