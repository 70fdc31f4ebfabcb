"""The pictures of the README and the guides, made by a real browser on a running site.

    duijie up                                      # in another window
    python scripts/screenshots.py [--site http://localhost:8000] [--folder docs/pictures]

Writes ``home.png``, ``match.png`` and ``match-dark.png`` (1440 wide) and ``match-narrow.png``
(390 wide). It only reads; the need it types is kept in a session of its own.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("DUIJIE_CHROMIUM", "/usr/bin/chromium")
NEED = (
    "我们厂每天排3200吨活性染色废水，生化之后COD还有120左右。想把六成以上的水处理到能回染缸，"
    "吨水运行成本请控制在5元以内，膜清洗周期最好不短于30天。"
)
PICTURES: tuple[tuple[str, int, int, str, bool], ...] = (
    ("home", 1440, 900, "light", False),
    ("match", 1440, 900, "light", True),
    ("match-dark", 1440, 900, "dark", True),
    ("match-narrow", 390, 844, "light", True),
)


def take(browser: Browser, site: str, path: Path, *, width: int, height: int, look: str, match: bool) -> None:
    """One picture of the home page, or of the matches of the need."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if look == "dark" else "light",
        locale="zh-CN",
        device_scale_factor=1,
    )
    page = context.new_page()
    page.set_default_timeout(120_000)  # the first need of a fresh server loads the models
    page.goto(f"{site}/")
    if match:
        page.locator("textarea[name=text]").fill(NEED)
        page.locator("#need button[data-busy]").click()
        page.locator("li.match").first.wait_for()
        if width < 600:
            page.locator("#results").evaluate("(part) => part.scrollIntoView()")
    page.screenshot(path=str(path))
    context.close()


def main() -> int:
    """The command; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--site", default="http://localhost:8000", help="the address of a running site")
    parser.add_argument("--folder", type=Path, default=Path("docs/pictures"), help="where the pictures go")
    chosen = parser.parse_args()
    if not Path(CHROMIUM).exists():
        print(f"There is no browser at {CHROMIUM}; set DUIJIE_CHROMIUM to one.", file=sys.stderr)  # noqa: T201
        return 2
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, width, height, look, match in PICTURES:
            path = chosen.folder / f"{name}.png"
            take(browser, chosen.site.rstrip("/"), path, width=width, height=height, look=look, match=match)
            print(path)  # noqa: T201
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
