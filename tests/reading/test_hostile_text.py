"""Plain text that is made to keep a reader busy is read like any other."""

from __future__ import annotations

import subprocess
import sys

import pytest

UNIT = "省科协召开重要会议\n2020-01-01 来源：某报\n会议认为，要加强科技工作，切实服务科技工作者，落实各项要求。\n"


@pytest.mark.parametrize(
    "text",
    [
        "'会' + ' ' * 300_000 + '议'",
        "'会' + '\\u3000' * 300_000 + '议'",
        "'（' * 200_000 + '编辑'",
        "'© 2020 ' * 60_000",
        "'版权所有' + ' ' * 200_000",
        "'聯(lián)' * 30_000",
        "'首页 > 新闻\\n' * 20_000",
        "'甲 > 乙\\n' * 20_000 + '会议要求各单位认真落实，务求实效，按期报告。'",
        "'会议\\n' + '周一' + ' ' * 200_000 + '2025年'",
        "'会议\\n2025年6月3日' + ' ' * 200_000 + '周一'",
        "'Source: a\\n' * 20_000",
        "'a@b.cd ' * 40_000 + '\\n' + 'a@b.cd ' * 40_000",
        "'© 1996 中国科学院 版权所有\\n地址：北京\\n' * 10_000",
        f"{UNIT!r} * 3_000",
    ],
)
def test_repetition_does_not_blow_up(text: str) -> None:
    # Quadratic work on these would take many minutes: the bound only has to tell that from seconds.
    code = f"from duijie.reading import read_bytes; assert read_bytes(({text}).encode())"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=240, capture_output=True)
