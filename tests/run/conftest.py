from __future__ import annotations

import pytest

from replaytest.browser.launch import launch_options


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_name) -> dict:
    return {**browser_type_launch_args, **launch_options(browser_name)}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
