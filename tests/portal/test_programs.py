"""A session is told by the program as people know it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.portal.programs import program_of

SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"
WECHAT = "Mozilla/5.0 (Linux; Android 14; ALN-AL00) Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (SAFARI, "Safari · iPhone"),
        (EDGE, "Edge · Windows"),
        (WECHAT, "WeChat · Android"),
        ("python-httpx/0.28", "python-httpx"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_program_by_its_name(said: str, shown: str) -> None:
    assert program_of(said) == shown


@given(st.text())
def test_whatever_a_program_says_a_short_name_comes(said: str) -> None:
    assert len(program_of(said)) <= 41
