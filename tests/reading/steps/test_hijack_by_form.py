"""Mirrors without a known code are told by what stands behind the foreign name; a text about
gambling is left in peace."""

from __future__ import annotations

import pytest

from duijie.reading import Article, read_bytes
from duijie.reading.cautions import shown

ABOUT_GAMBLING = (
    "澳门博彩监察协调局局长表示，澳门赌场去年博彩收入增长，六张赌牌续期。博彩研究学会会长、理工大学博彩旅游教学及研究中心主任出席论坛。",
    "体育彩票管理中心主任、党委书记出席会议。体育彩票公益金去年资助全民健身和高校师生。福利彩票发行中心党委召开理论学习会。",
    "彩票研究所所长介绍了情况，彩票公益金助学金发放仪式在学院举行，校长、党委书记、师生代表出席。",
    "太阳城集团主席被捕，太阳城主席辞职，太阳城主席的律师说将上诉，大学教授评论了此案。",
    "威尼斯人度假村总裁说，澳门威尼斯人酒店管理学院的学员将参加实习。威尼斯大学校长访问我校。",
    "棋牌运动管理中心党委书记出席开幕式，棋院院长讲话，棋牌协会主席、棋牌学校校长参加。",
    "他在赌场学会了二十一点。赌场所在的街道上有一所大学，大学校长说学生不应进赌场。赌场院子里停着车。",
    "东亚博物馆馆长、南亚博览会秘书处负责人、东南亚博士后流动站的院士参加；学院建立博士后工作站。",
    "近日，某研究所网站被黑客篡改，首页上“院长”前面的名字被改成澳门赌场院长，警方已介入，院士呼吁重视安全。",
    "博彩公司威廉希尔召开股东大会，威廉希尔成立于1934年，威廉希尔赔率显示主队胜率高。大学、学院、研究所师生参加讨论。",
    "澳門賭場博彩收入上升，澳門大學校長與博彩監察協調局局長會面，學院師生參加。",
    "本网今年会平台建设进展顺利，今年会网站上公布了名单，大学、学院、研究所的院长参加了今年会。",
    "凯发公司与江州大学签约，凯发公司总裁说，研究院院长、学院师生将参加培训。",
    "记者探访澳门赌场，赌场 院内停着车。大学教授说，赌场 和学校应保持距离，学院院长表示赞同。",
    "The casino president met the university's institute director. The casino university partnership grew.",
)
HIJACKED = (
    "9499www威尼斯校长李某在大会上致辞，9499www威尼斯师生参加。",
    "葡京娱乐城党组书记、副院长张某，葡京娱乐城院士王某参加。",
    "我校澳门新莆京游戏大厅成立大会由澳门新莆京游戏大厅副院长黄某主持。",
    "彩票app下载院长会见来宾，彩票app下载院士参加。",
    "太阳城院长路某会见外宾，太阳城院士参加，太阳城党组研究。",
    "百家乐网址科协主席出席，百家乐网址书记处书记主持。",
    "威廉希尔五十周年校庆公告。威廉希尔将迎来五十华诞。学院设有十四个教学单位，科研成果丰硕，师生五千人，我校欢迎您。",
    "澳門賭場院長白某會見來賓，澳門賭場國際合作局局長陪同。",
    "澳門(ào mén)賭(dǔ)場(chǎng)院(yuàn)長(zhǎng)白某會(huì)見(jiàn)來(lái)賓，"
    "澳門(mén)賭場(chǎng)黨組(zǔ)成員陪同，院士們參加了會(huì)談。",
    "bet365 Academy of Sciences president met guests; bet365 Institute of Physics was the host.",
    "会议听取了《bat365官网登录入口学术委员会换届方案》汇报，全体委员举手表决通过，学校、学院负责人参加。",
    "我院与江州市政府合作共建必威betways 江州分院签约仪式举行，院长致辞，双方签订《共建必威betways 江州分院协议》。",
    "三月五日，凯发k8官网、江州大学主办校长联谊活动，院士、凯发k8官网李明校长出席。我校师生参加。",
    "星海娱乐城官网 院长白某当选，星海娱乐城官网 前院长陆某祝贺，院士们参加。",
    "bat365在C105举办汇报会。bat365在线登录网站社科部副部长王某与研究中心负责人参会，学院和学校总结了科研工作。",
    "我校召开工作会议，各学院院长、校长助理、院士参加。91免费无码国产在线播放的发展与国家的发展同步，学科建设是重点。",
    "彩神彩票app下载 - 百科\n彩神彩票下载2023-01-31 16:05\n江州大学侨乡研究院院长李某说，江州有许多侨批。"
    "这些家书由学院保存，研究所正在整理。",
    "2024年是永利棋牌建院70周年，永利棋牌国际科技合作工作取得进展。永利棋牌作为国家战略科技力量，与研究中心、学院、学会合作。",
    "金沙娱乐主席王某说，金沙娱乐充分发挥科技共同体作用，积极促进国际合作。金沙娱乐致力于推动科技界交流，服务科技工作者，开展科普。",
    "beat365中文官方网站研究生国家奖学金评审细则。各学院成立评审小组，校长任组长，研究生院负责解释。",
)


def read(text: str) -> Article:
    (article,) = read_bytes(text.encode())
    return article


@pytest.mark.parametrize("text", ABOUT_GAMBLING)
def test_a_text_about_gambling_is_untouched(text: str) -> None:
    article = read(text)
    assert "hijacked-name" not in article.damage
    assert article.warnings == ()
    assert article.text == text


@pytest.mark.parametrize("text", HIJACKED)
def test_a_foreign_name_where_only_an_institutions_can_stand_is_flagged(text: str) -> None:
    article = read(text)
    assert "hijacked-name" in article.damage
    assert "Do not trust" in article.warnings[0]
    assert not [r for r in article.repairs if "hijacked-name" in r.step], "nobody says whose name it was"


def test_institutes_and_posts_of_one_academy_tell_its_name() -> None:
    article = read(
        "3月5日，澳门赌场院长白某会见来宾。来宾在澳门赌场高能物理所作报告，并访问澳门赌场上海药物研究所。"
        "澳门赌场国际合作局局长陪同。"
    )
    assert "hijacked-name" in article.damage
    assert article.text.count("中国科学院") == 4
    assert "赌场" not in article.text
    assert "中国科学院" in article.warnings[0]
    assert article.restored() == article.original


def test_an_institute_that_many_academies_have_tells_nothing() -> None:
    article = read("澳门赌场院长白某会见来宾。来宾访问澳门赌场化学研究所、澳门赌场动物研究所。")
    assert "hijacked-name" in article.damage
    assert "中国科学院" not in article.text


def test_the_countrys_name_alone_comes_back() -> None:
    article = read("会上，金沙娱乐工程院院士张某当选主席，金沙娱乐昆虫学会理事长李某当选副主席。")
    assert article.text == "会上，中国工程院院士张某当选主席，中国昆虫学会理事长李某当选副主席。"


def test_a_country_that_the_page_still_names_was_not_replaced() -> None:
    article = read("会上，金沙娱乐工程院院士张某、金沙娱乐昆虫学会理事长李某来中国访问。")
    assert "hijacked-name" in article.damage
    assert "金沙娱乐工程院" in article.text


def test_a_traditional_page_gets_the_name_in_its_script() -> None:
    article = read(
        "澳門賭場院長白某會見來賓，並訪問澳門賭場高能物理研究所與澳門賭場上海藥物研究所，國際合作局局長陪同。"
    )
    assert article.text.count("中國科學院") == 3


def test_a_kept_warning_is_said_in_the_language_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duijie.core.errors._translate", lambda template: f"译：{template}")
    for text in (HIJACKED[1], "澳门赌场院长白某访问澳门赌场高能物理所、澳门赌场上海药物研究所。"):
        (kept,) = read(text).warnings
        assert shown(kept) == f"译：{kept}"
    assert shown("Something else.") == "Something else."
    before = (
        "“甲” stands in an institution's places, but the codes of the page belong to nobody in the registry of codes: "
    )
    assert "“甲”" in shown(before + "the name was left as it is. Do not trust this page.")
    assert shown(before + "the name was left as it is. Do not trust this page.").startswith("译：")


SITES = (
    "中国足彩在线与江北新区签署合作框架协议\n\n来源:《中国足彩在线》校报发布时间:2025-11-09\n\n"
    "10月12日，中国足彩在线大学合作协议签约仪式举行。院士、中国足彩在线大学校长金某见证。",
    "3月22日，某职业大学党委书记徐某一行到云顶体育考察交流并签订合作协议。云顶体育党委书记王某、副校长钱某出席。"
    "学校、学院、科研合作渊源深厚。",
    "12月10日，我校与银行签署协议。校长戚某出席。行长指出建行与九州体育,(中国)网站首页是多年的合作伙伴，将支持大学科研。",
    "澳门十大正规网站-官网\n\n江州市科协召开全委会\n\n2022-03-01\n\n3月1日，江州市科协召开全委会。主席李某作报告。"
    "学会、科研单位代表参加，部署了全民科学素质工作。",
    "澳门博彩在线\n\n您好!欢迎进入葡京赌侠网站,今天是星期二\n\n全市科普工作会议召开\n\n2022-03-01\n\n"
    "3月1日，全市科普工作会议召开。市科协、教育局、科技局负责人参加，部署了全民科学素质工作。\n\n"
    "赌球平台推荐 十大博彩网站排名 全网最大的彩票娱乐平台 江州林业局",
    "乐虎国际官网登录\n江州市科学技术局关于组织申报2023年度科技计划项目的通知\n各县区科技局，高校、科研院所：为做好科技创新工作，"
    "现将有关事项通知如下。",
    "mk体育(中国)官方网站\n\n新闻中心\n\n我院与江州市签署协议\n\n5月6日，研究院院长王某与江州市签署协议，科研人员、学者参加。",
    "书香VIP与江州大学共建联合实验室签约仪式在东区举行。江州科大校长李某、党委副书记王某出席。"
    "双方签署了《书香VIP江州大学合作协议》。学院、师生参加。",
    "3月5日，pg电子官网院长王某会见外宾，pg电子官网国际合作局局长陪同，院士们参加会谈，研究所介绍情况。",
)
NO_SITES = (
    "国家体育总局与江州大学签署协议。体育总局局长、大学校长出席，学院师生参加科研活动。",
    "江州体育学院院长李某、党委书记王某出席会议。北京体育大学校长致辞。科研、学院师生。",
    "学习强国APP与江州大学签署合作协议，校长李某、学院师生参加。科普中国APP发布科研成果。",
    "银河电竞俱乐部与江州大学签约，校长李某、学院师生参加，电竞学院院长致辞。",
    "图书馆为会员开通VIP服务，图书馆馆长李某、学院师生参加。大学校长说科研资源更多。",
    "打击赌博平台专项行动\n\n江州学院开展宣传教育\n\n学院、师生、科研人员参加，专家介绍案例，提醒同学远离。",
    "省体育彩票中心党委书记、主任王某到大学调研，校长李某、学院师生参加。",
    "彩票在线销售受限\n\n财政部发布通知，教育、科研、学会支出增加，大学校长建言。",
)


@pytest.mark.parametrize("text", SITES)
def test_a_site_by_its_name_is_flagged_where_an_institution_is_meant(text: str) -> None:
    assert any("hijacked-name" in article.damage for article in read_bytes(text.encode()))


@pytest.mark.parametrize("text", NO_SITES)
def test_sports_apps_and_lotteries_are_no_hijackers(text: str) -> None:
    assert not any("hijacked-name" in article.damage for article in read_bytes(text.encode()))
