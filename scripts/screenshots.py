"""The picture of the README, made by a real browser on a running site.

    duijie up                                      # in another window
    python scripts/screenshots.py [--site http://localhost:8000] [--to docs/pictures/match.png]

It only reads; the need it types is kept in a session of its own.
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


def take(browser: Browser, site: str, path: Path) -> None:
    """The matches of the need, as a page of 1440 by 900."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light", locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(120_000)  # the first need of a fresh server loads the models
    page.goto(f"{site}/")
    page.locator("textarea[name=text]").fill(NEED)
    page.locator("#need button[data-busy]").click()
    page.locator("li.match").first.wait_for()
    page.screenshot(path=str(path))
    context.close()


def main() -> int:
    """The command; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--site", default="http://localhost:8000", help="the address of a running site")
    parser.add_argument("--to", type=Path, default=Path("docs/pictures/match.png"), help="where the picture goes")
    chosen = parser.parse_args()
    if not Path(CHROMIUM).exists():
        print(f"There is no browser at {CHROMIUM}; set DUIJIE_CHROMIUM to one.", file=sys.stderr)  # noqa: T201
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        take(browser, chosen.site.rstrip("/"), chosen.to)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
