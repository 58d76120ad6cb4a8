"""Who runs the program is named, also where the system has no name for them."""

import os

import pytest

from bot.configuration.user_name import user_name


def test_a_login_is_a_name_and_without_one_it_is_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose number an orchestrator chooses: importing, limits and tokens ended in a traceback."""
    monkeypatch.setenv("LOGNAME", "ada")
    assert user_name() == "ada"
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54321)
    assert user_name() == "uid 54321"
