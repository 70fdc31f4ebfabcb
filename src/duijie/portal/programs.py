"""What people call the program that a session was opened with. Pure."""

from __future__ import annotations

import re

_BROWSERS = (
    ("MicroMessenger/", "WeChat"), ("DingTalk/", "DingTalk"), ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("HuaweiBrowser/", "Huawei Browser"),
    ("QQBrowser/", "QQ Browser"), ("UCBrowser/", "UC Browser"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
"""The first that stands in the text: browsers name those that they are like after themselves."""
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"),
    ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z][\w .-]{0,40}")


def program_of(user_agent: str) -> str:
    """A browser and its system in a few words, or what a program calls itself; "" where it says nothing.

    >>> program_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox · Linux'
    >>> program_of("curl/8.5.0")
    'curl'
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser or system:
        return " · ".join(part for part in (browser, system) if part)
    called = _NAME.match(user_agent.partition("/")[0].strip())
    return called.group().strip() if called else ""
