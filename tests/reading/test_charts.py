"""Charts say what their table says, and run nothing."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from duijie.reading.judging.saying import nearest, same_words
from duijie.reading.judging.values import as_date, cleaned, first_day
from duijie.reading.known.charts import Point, Span, line_chart, span_chart, ticks

days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(st.lists(st.tuples(days, st.floats(-1e9, 1e12)), min_size=1, max_size=30), st.text(max_size=20))
def test_every_point_lies_in_the_picture(rows: list[tuple[date, float]], title: str) -> None:
    title = re.sub(r"[^\w<>&\" ]", "", title)
    svg = line_chart([Point(day, value, f"{value}") for day, value in rows], title)
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    circles = [part for part in root.iter() if part.tag.endswith("circle")]
    assert len(circles) == len(rows)
    assert all(0 <= float(c.get("cx", "-1")) <= 560 and 0 <= float(c.get("cy", "-1")) <= 200 for c in circles)
    assert "style=" not in svg and "<script" not in svg


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_cover_the_range_in_even_steps(low: float, span: float) -> None:
    marks = ticks(low, low + span)
    assert marks[0] <= low + 1e-6 * max(1, abs(low)) and marks[-1] >= low + span - 1e-6 * max(1, abs(low + span))
    assert 2 <= len(marks) <= 12 or span == 0


def test_times_are_drawn_on_one_axis() -> None:
    spans = [Span("院长 <b>", date(2010, 1, 1), date(2015, 1, 1)), Span("主席", date(2014, 1, 1), None, about=True)]
    svg = span_chart(spans, "张平", date(2020, 1, 1))
    ElementTree.fromstring(svg)  # noqa: S314
    assert svg.count("<rect") == 2 and "&lt;b&gt;" in svg


def test_values_are_cleaned_as_a_person_types_them() -> None:
    typed = {"title": " 协议 ", "parties": "甲\n乙；丙\n", "signatories": "", "date": "2020-1-7"}
    values = cleaned("agreement", typed)
    assert values == {"title": "协议", "parties": ["甲", "乙", "丙"], "signatories": [], "date": "2020-01-07"}
    assert (as_date("1999"), first_day("2020-02"), first_day("soon")) == ("1999", date(2020, 2, 1), None)


def test_the_same_in_almost_the_same_words_but_not_with_other_numbers() -> None:
    assert same_words("年度工作会议", "年度工作会议") == 1.0
    assert nearest("第22届年度工作会议", [("a", "第23届年度工作会议"), ("b", "第22届年度工作会")]) == "b"
    assert nearest("年会", [("a", "论坛")]) is None
