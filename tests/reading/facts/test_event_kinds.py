"""What institutions' news tells of: visits, talks, meetings, foundings, awards, elections, lectures."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts import Fact, events
from duijie.reading.facts.event_mention import similarity
from duijie.reading.facts.frame import Frame


def read(text: str) -> list[Fact]:
    (article,) = read_bytes(text.encode())
    return sorted(events.find(Frame.of(article)), key=lambda f: f.start)


def names(text: str) -> list[str]:
    return [fact.fields["name"] for fact in read(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("6月12日,江城大学校长陆远明在白云市接见了到访的河流基金会秘书长安娜·凯勒。",
         "陆远明接见河流基金会安娜·凯勒"),
        ("江城学会会长陆远明于8月初率队赴芬兰考察。", "陆远明率队赴芬兰考察"),
        ("江城学会会长王海江同芬兰湖泊学会代表进行座谈。",
         "王海江与芬兰湖泊学会代表进行座谈"),
        ("2月3日上午,江城大学党委书记周明远、校长陈若水一行到中国科学院湖泊研究所调研。",
         "周明远、陈若水到中国科学院湖泊研究所调研"),
        ("3月9日,省科协党组书记吴国栋率队赴白云市、青山县开展专题调研。", "吴国栋率队赴白云市、青山县专题调研"),
        ("3月6日,芬兰湖泊大学校长安娜·凯勒教授一行来校考察访问。", "安娜·凯勒来校考察访问"),
    ],
)  # fmt: skip
def test_visits_and_talks_are_named_by_who_did_what(text: str, name: str) -> None:
    assert names(text) == [name]


def test_what_is_seen_on_a_journey_belongs_to_the_journey() -> None:
    (visit,) = read("江城学会会长陆远明于2018年8月2日率团赴芬兰访问。陆远明还参观了湖泊大学。")
    assert visit.fields["name"] == "陆远明率团赴芬兰访问"
    assert visit.fields["date"] == "2018-08-02"
    assert visit.fields["place"] == "芬兰"


@pytest.mark.parametrize(
    "text",
    [
        "学校将邀请专家来校访问。欢迎各界人士访问江城科技馆。",
        "陆远明强调,要加强调研,深入基层开展调查研究。",
        "理事们学习了第四届河流大会文件,宣读了第六次会员代表大会决议。",
        "会议举行了隆重热烈的颁奖仪式。各单位要开好座谈会。",
        "理事会由会员代表大会选举产生,任期四年。会员代表大会的职权:选举产生理事和监事。",
        "李新民在会上作了题为《2022年工作总结》的报告。",
    ],
)
def test_what_only_mentions_is_no_event(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("12月1日,江城河流研究院干部任命大会在礼堂召开。",
         "江城河流研究院干部任命大会"),
        ("日前,河流技术联盟(简称“河联”)第四届第二次理事会通过网络会议召开。",
         "河流技术联盟第四届第二次理事会"),
        ("2月28日,市科协召开2023年工作会议。", "市科协2023年工作会议"),
        ("4月6日,江城大学举办“青年学者论坛”。", "“青年学者论坛”"),
        ("6月18日,江城市与北湖科学院战略合作签约仪式在江城会议中心举行。", "江城市与北湖科学院战略合作签约仪式"),
        ("本报江城3月2日讯(记者陈若水)河流学会换届会议今天在白云市召开。", "河流学会换届会议"),
        ("1月10日,江城市科技局召开2022年度领导班子民主生活会。", "江城市科技局2022年度领导班子民主生活会"),
    ],
)  # fmt: skip
def test_meetings_of_many_names(text: str, name: str) -> None:
    assert names(text) == [name]


def test_foundings_awards_elections_and_lectures() -> None:
    (founded,) = read("江城湖泊研究会成立于1985年6月,是全国最早的湖泊研究团体。")
    assert (founded.fields["name"], founded.fields["date"]) == ("江城湖泊研究会成立", "1985-06")
    assert names("开幕式上举行了签约活动。颁发了江城青年科技奖、湖光科技奖。") == ["颁发江城青年科技奖、湖光科技奖"]
    assert names("会员代表投票选举产生了学会第五届理事会。") == ["选举产生学会第五届理事会"]
    assert names("王选之教授应邀在湖泊研究所作了题为“湖泊的未来”的学术报告。") == ["王选之作“湖泊的未来”学术报告"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Keller, president of the Lakeside Society, paid a working visit to Finland and Norway in early spring.",
         "Anna Keller visit to Finland and Norway"),
        ("In Finland Keller met with Mark Virtanen, rector of Helsinki University. Anna Keller thanked him.",
         "Anna Keller met with Mark Virtanen"),
        ("A delegation from the Lakeside Academy led by Anna Keller visited Jiangcheng University on 3 May 2018.",
         "delegation from the Lakeside Academy visit to Jiangcheng University"),
        ("The Lakes Science Alliance was founded in 1998 by nine institutes that work on clean water and its uses.",
         "Lakes Science Alliance founded"),
        ("The opening ceremony of the Third Lakes Week was held in Jiangcheng, with many guests from far away.",
         "opening ceremony of the Third Lakes Week"),
    ],
)  # fmt: skip
def test_english_news(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("仪式上,陈若水与李望为江城大学湖泊联合实验室揭牌。", "江城大学湖泊联合实验室揭牌"),
        ("年会颁发了第六届湖光科技奖,表彰了一批先进集体。", "颁发第六届湖光科技奖"),
        ("12日,江城科学院公布2021年青年学者评选结果。", "公布2021年青年学者评选结果"),
        ("日前,省教育厅启动“百名学者”支持计划。", "启动“百名学者”支持计划"),
        ("8月3日,江城河流学会召开四届二次理事会议。", "江城河流学会四届二次理事会议"),
        ("宣布仪式后,学会新一届领导班子召开了首次工作会议。", "新一届领导班子首次工作会议"),
        ("会议期间,12所高校代表访问江城湖泊研究所。", "12所高校代表访问江城湖泊研究所"),
        ("昨日,第十五届江城湖泊文化旅游节开幕。", "第十五届江城湖泊文化旅游节"),
        ("7月7日,长海学院和长海县人民政府举行战略合作框架协议签约仪式。",
         "长海学院和长海县人民政府战略合作框架协议签约仪式"),
    ],
)  # fmt: skip
def test_acts_and_meetings_are_found_with_and_without_a_date(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "周明远欢迎陈若水校长率团来访。",
        "学校将为湖泊联合实验室揭牌。",
    ],
)
def test_what_is_only_welcomed_or_planned_is_no_event(text: str) -> None:
    assert names(text) == []


def test_a_guest_who_lectured_abroad_is_named() -> None:
    found = names("Anna Keller Visits River Institute On May 4 morning, Anna Keller gave a lecture on lakes at the "
                  "River Institute of Jiangcheng.")  # fmt: skip
    assert found == ["Anna Keller visit to River Institute", "Anna Keller lectured at River Institute of Jiangcheng"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "3月2日,由江城市人民政府组织的“科学家柳州行”活动在北湖大学举行启动仪式。",
            "“科学家柳州行”活动启动仪式",
        ),
        ("柳州湖泊合作促进会成立大会于2012年8月16日上午,在清河宾馆隆重举行。", "柳州湖泊合作促进会成立大会"),
        ("江城科学院中-非联合研究中心第二次理事会会议在江城召开。", "江城科学院中-非联合研究中心第二次理事会会议"),
        (
            "为推动江城湖泊院与柳州省新一轮合作,近日,柳州省科技厅副厅长周怀远在柳州与江城湖泊院院长陈若水一行举行会谈。",
            "周怀远与陈若水举行会谈",
        ),
        ("签约前,王远、张力等市领导还会见了北湖大学校长陈若水一行。", "王远、张力会见陈若水"),
        ("会议选举产生了由陈若水等47人组成的第六届理事会。", "选举产生第六届理事会"),
    ],
)
def test_what_is_held_of_what_the_clause_is_about(text: str, name: str) -> None:
    assert any(similarity(found, name) >= 0.9 for found in names(text)), names(text)


def test_a_journey_told_again_is_one_and_named_by_its_countries() -> None:
    text = (
        "周明远访问芬兰、挪威和瑞典\n\n6月4日至13日,江城科学院副院长周明远率团访问上述三国。随后,周明远访问了奥斯陆大学,"
        "与该校校长英格·汉森举行会谈。"
    )
    visits = [name for name in names(text) if "访问" in name]
    assert visits == ["周明远访问芬兰、挪威和瑞典"]


def test_one_talk_with_several_people_is_one_event() -> None:
    text = "周明远与湖泊研究所所长安娜·马丁、北湖大学校长李望和江城大学校长林述会谈。"
    assert len([name for name in names(text) if "会谈" in name]) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("5月2日,省科协召开“河湖”建议、提案办理工作会,部署今年的任务。", "“河湖”建议、提案办理工作会"),
        ("5月2日,江城大学召开教学、科研、人才工作会议。", "教学、科研、人才工作会议"),
        ("江城学会会员日活动协调会在白云市召开。", "江城学会会员日活动协调会"),
        ("陆远明接见了国际湖泊组织秘书处全体工作人员并听取汇报。", "陆远明接见国际湖泊组织秘书处全体工作人员"),
        ("She met them on the sidelines of the first Lakes and Rivers Conference on Clean Water in Jiangcheng.",
         "first Lakes and Rivers Conference on Clean Water"),
        ("They will take part in the second General Assembly of the Lakes Alliance in Norway in May 2024, it was said.",
         "second General Assembly of the Lakes Alliance"),
        ("Many guests from abroad spoke of clean water at the iLAKES launch ceremony on Tuesday in Jiangcheng.",
         "iLAKES launch ceremony"),
    ],
)  # fmt: skip
def test_names_with_pauses_numbers_and_days_in_them(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "要改革学术会议、科技竞赛举办方式,论坛举办地点另行通知。",
        "签约仪式前,陈若水与李望进行了简短座谈。",
        "江城大学举办技能培训、科普活动、文艺演出。",
        "At the first Session many guests spoke of clean water and of what could be done for the lakes.",
    ],
)
def test_how_where_and_what_came_before_is_no_event(text: str) -> None:
    assert names(text) == []


def test_a_congress_with_its_body_in_short_and_its_elections_is_one_event() -> None:
    text = (
        "江城市科学技术协会第六次代表大会圆满完成各项议程,于8月10日闭幕。"
        "会议通过《市科协第六次代表大会关于工作报告的决议》。会议选举产生了市科协新一届领导机构。"
    )
    assert names(text) == ["江城市科学技术协会第六次代表大会"]
    assert names("会员代表投票选举产生了学会第五届理事会。") == ["选举产生学会第五届理事会"]
