"""A post that is over is known by the words around it; dates are taken only where the text states them."""

from __future__ import annotations

import pytest

from duijie.reading.judging.tenure import bare_title, begun_in, sentence_around, tenure


@pytest.mark.parametrize(
    ("sentence", "title", "person"),
    [
        ("江城科学院原院长张平出席了座谈会。", "原院长", "张平"),
        ("江城科学院原院长张平出席了座谈会。", "院长", "张平"),
        ("原江城科学院院长张平出席了座谈会。", "院长", "张平"),
        ("前江城科学院院长张平应邀作报告。", "院长", "张平"),
        ("张平曾任江城科学院院长。", "院长", "张平"),
        ("张平，1955年生，曾任湖滨大学校长、江城科学院院长。", "院长", "张平"),
        ("张平历任江城科学院副院长、院长，现任湖滨大学校长。", "副院长", "张平"),
        ("时任江城科学院院长张平致信祝贺。", "院长", "张平"),
        ("免去张平的江城科学院院长职务。", "院长", "张平"),
        ("任命李文为江城科学院院长，张平不再担任院长。", "院长", "张平"),
        ("Professor Anna Reed, former president of the Lakeside Society, spoke.", "president", "Anna Reed"),
        ("Anna Reed, past president of the Lakeside Society, spoke.", "president", "Anna Reed"),
        ("Anna Reed was president of the Lakeside Society until 2019.", "president", "Anna Reed"),
        ("In 2020 Anna Reed stepped down as president of the Lakeside Society.", "president", "Anna Reed"),
        ("2008年至2013年担任江城科学院院长的张平到会。", "院长", "张平"),
    ],
)
def test_a_former_post_is_recognised(sentence: str, title: str, person: str) -> None:
    assert tenure(sentence, title, person).former


@pytest.mark.parametrize(
    ("sentence", "title", "person"),
    [
        ("江城科学院院长张平出席了座谈会。", "院长", "张平"),
        ("张平历任江城科学院副院长，现任湖滨大学校长。", "校长", "张平"),
        ("日前，江城科学院院长张平前往高原考察。", "院长", "张平"),
        ("原则上由江城科学院院长张平主持。", "院长", "张平"),
        ("目前江城科学院院长张平正在出访。", "院长", "张平"),
        ("江城原子能研究所所长王明介绍了情况。", "所长", "王明"),
        ("任命李文为江城科学院院长，张平不再担任院长。", "院长", "李文"),
        ("江城科学院原院长张平、湖滨大学校长李文出席。", "校长", "李文"),
        ("Anna Reed, president of the Lakeside Society, thanked the former members.", "president", "Anna Reed"),
        ("Anna Reed has served as president since 2019.", "president", "Anna Reed"),
    ],
)
def test_a_present_post_stays_present(sentence: str, title: str, person: str) -> None:
    assert not tenure(sentence, title, person).former


@pytest.mark.parametrize(
    ("sentence", "title", "person", "start", "end"),
    [
        ("2018年3月，张平被任命为江城科学院院长。", "院长", "张平", "2018-03", None),
        ("2020年1月17日，张平当选江城科学院院长。", "院长", "张平", "2020-01-17", None),
        ("张平自2016年起担任江城科学院院长。", "院长", "张平", "2016", None),
        ("2008年至2013年担任江城科学院院长的张平到会。", "院长", "张平", "2008", "2013"),
        ("Anna Reed was elected president of the Society on 5 May 2020.", "president", "Anna Reed", "2020-05-05", None),
        ("Anna Reed has been president since March 2019.", "president", "Anna Reed", "2019-03", None),
        # No date of an appointment: a meeting, a year that is not stated, two dates.
        ("2020年1月17日，江城科学院院长张平出席会议。", "院长", "张平", None, None),
        ("1月17日，张平被任命为江城科学院院长。", "院长", "张平", None, None),
        ("2015年任副院长，2018年任院长的张平出席。", "院长", "张平", None, None),
    ],
)
def test_dates_come_from_a_sentence_that_states_an_appointment(
    sentence: str, title: str, person: str, start: str | None, end: str | None
) -> None:
    found = tenure(sentence, title, person)
    assert (found.start, found.end) == (start, end)


def test_a_title_loses_the_word_for_its_time_and_nothing_else() -> None:
    assert [bare_title(one) for one in ("原院长", "前任会长", "院长", "前台主管", "Former Director")] == [
        "院长", "会长", "院长", "前台主管", "Director",
    ]  # fmt: skip


def test_the_sentence_around_a_quote() -> None:
    text = "会议开幕。曾任院长的张平致辞；李文主持。"
    at = text.index("张平")
    assert sentence_around(text, at, at + 2) == "曾任院长的张平致辞；"


def test_the_beginning_of_a_post_may_stand_in_another_sentence() -> None:
    text = "江城科学院院长张平致辞。2020年1月17日，张平当选江城科学院院长。"
    assert begun_in(text, "院长", "张平") == "2020-01-17"
    assert begun_in(text + "2018年3月，张平被任命为院长。", "院长", "张平") is None
