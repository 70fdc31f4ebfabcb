"""Dates in running text: the year only from what the page states."""

from __future__ import annotations

import pytest

from duijie.reading.facts.dates import find_dates


@pytest.mark.parametrize(
    ("text", "published", "values"),
    [
        ("2021年5月28日至30日,大会召开", None, ["2021-05-28"]),
        ("1月7日发布榜单", "2020-01-17", ["2020-01-07"]),
        ("12月28日召开年会", "2020-01-05", ["2019-12-28"]),
        ("论坛将于1月9日举行", "2020-12-20", ["2021-01-09"]),
        ("11月7日上午召开学习会", None, [None]),
        ("江城1月18日电,万某18日表示,会议当天下午举行", "2021-01-19", ["2021-01-18", "2021-01-18", "2021-01-18"]),
        ("2019年6月成立,去年启动", "2022-03-01", ["2019-06", "2021"]),
        ("signed on 3 March 2021 and again on April 5", "2021-04-09", ["2021-03-03", "2021-04-05"]),
        ("held May 3-5, 2019 in Bangkok; since 2015", None, ["2019-05-03", "2015"]),
        ("2021年2月31日", None, [None]),
        ("经过1年,已有3日游,占30.5%", "2021-01-01", []),
    ],
)
def test_what_day_it_was(text: str, published: str | None, values: list[str | None]) -> None:
    found = [m.value for m in find_dates(text, published)]
    assert [v for v in found if v] == [v for v in values if v]
