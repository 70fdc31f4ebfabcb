"""Three deals: one in negotiation, one under contract, one delivered and reviewed. Days are counted
from today; the clock is set back for each step."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from duijie.core.clock import days_ago
from duijie.core.models import User
from duijie.docking.models import Contract, Deal
from duijie.docking.sample.people import People, pair
from duijie.docking.sample.visits import looked_at
from duijie.docking.services import contracts, deals, delivery, files, introductions, meetings, signing, terms


def negotiated(people: People) -> None:
    """The dye works and the university, brought together by the broker: messages, files, two proposals,
    a meeting to come, and a sheet of terms that the works has not agreed to yet."""
    problem, project = pair(1, 1)
    looked_at(problem, project, actor=people.enterprise, days=38)
    with days_ago(34):
        introduction = introductions.invite(
            actor=people.broker,
            problem=problem,
            item=project,
            message="澜织要把六成以上的染色废水做到能回染缸，澄湖理工的催化臭氧与纳滤线在绍兴已经连续运行十四个月。"
            "建议先在车间旁边做一条小线。",
        )
    with days_ago(33, 9):
        introductions.accept(actor=people.researcher, introduction=introduction)
    with days_ago(31, 15):
        introductions.accept(actor=people.enterprise, introduction=introduction)
    deal = _deal(problem)
    thread = deal.threads.get()
    works, school = people.enterprise, people.researcher
    with days_ago(31, 17):
        files.add(actor=works, deal=deal, upload=_file("水样三个月日报.csv", _DAILY))
    for ago, actor, text in (
        (30, works, "欢迎！最担心的是膜：上次那套反渗透三个月就堵了。你们四十五天洗一次，是在什么进水条件下？"),
        (29, school, "进水是生化出水，COD 120 左右、色度 60 倍，先过催化臭氧再进膜。含 PVA 的退浆水要先分出来。"),
        (24, works, "退浆水我们单独有一个池子，可以分。水样数据放在文件里了，六百平方米的场地随时能看。"),
        (21, people.broker, "两边的数据对得上。建议先定八周的小试，再谈中试的钱。"),
    ):
        with days_ago(ago, 11):
            deals.post(actor=actor, thread=thread, text=text)
    with days_ago(20):
        side = deals.open_thread(actor=works, deal=deal, title="价格与付款", with_broker=False)
        deals.post(actor=school, thread=side, text="臭氧电耗占近一半，谷电时段运行的话吨水还能再降三角左右。")
    with days_ago(17, 14):
        files.add(actor=school, deal=deal, upload=_file("小试方案.txt", _TRIAL))
    answers = [
        terms.Answer(0, "met", "示范线十四个月稳定在 32 mg/L 以下。"),
        terms.Answer(1, "met", "示范线回用率 71%。"),
        terms.Answer(2, "met", "按贵厂电价估算每吨 4.3 元，谷电运行约 4.0 元。"),
        terms.Answer(3, "partly", "化学清洗 45 天一次；进水 PVA 超过 200 mg/L 时会缩短。"),
        terms.Answer(4, "met", "纳滤透过的盐水直接回染缸作促染剂。"),
    ]
    values = {
        "approach": "先以每天 30 吨的小试线运行八周，确认贵厂水质下的膜清洗周期；达标后放大到每天 800 吨。",
        "amount": Decimal("1980000"),
        "currency": "CNY",
        "weeks": 30,
    }
    with days_ago(16):
        terms.propose(actor=school, deal=deal, values=values, answers=answers[:3])
    values |= {"amount": Decimal("1860000"), "weeks": 28}
    with days_ago(9):
        terms.propose(actor=school, deal=deal, values=values, answers=answers)
    day = timezone.localdate()
    with days_ago(4):
        terms.offer_terms(
            actor=school,
            deal=deal,
            values={
                "kind": "development",
                "subject": "活性染料废水回用小试与每天 800 吨示范线的设计、安装和调试（样例）。",
                "amount": Decimal("1860000"),
                "currency": "CNY",
                "start": day + timedelta(days=21),
                "end": day + timedelta(days=240),
                "ownership": "催化剂配方归澄湖理工；在贵厂形成的运行参数双方共有。",
                "secrecy_years": 3,
                "place": "绍兴",
            },
            milestones=[
                terms.Step(
                    "小试报告", day + timedelta(days=90), "连续运行八周，膜清洗周期不短于三十天", Decimal("360000")
                ),
                terms.Step(
                    "示范线投运", day + timedelta(days=200), "回用率达到六成，吨水成本低于五元", Decimal("1500000")
                ),
            ],
        )
    starts = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=7)
    with days_ago(2):
        meetings.call(
            actor=works,
            deal=deal,
            title="现场看场地、定小试时间（样例）",
            starts=starts,
            ends=starts + timedelta(hours=2),
            place="绍兴滨海厂区一号车间",
        )


def under_way(people: People) -> None:
    """The lake's harvesting station and the university: signed, the first milestone accepted and paid, the
    second handed in."""
    problem, project = pair(34, 30)
    looked_at(problem, project, actor=people.broker, days=162)
    with days_ago(150):
        introduction = introductions.invite(
            actor=people.broker,
            problem=problem,
            item=project,
            message="浔湾站两处浮标已有，岸基光谱站在建，正好是七日预警系统要的条件。",
        )
    with days_ago(147, 9):
        introductions.accept(actor=people.researcher, introduction=introduction)
    with days_ago(145, 16):
        introductions.accept(actor=people.xunwan, introduction=introduction)
    day = timezone.localdate()
    contract = _signed(
        _deal(problem),
        days=(130, 126, 124, 120),
        demand=people.xunwan,
        supply=people.researcher,
        title="太湖南岸蓝藻堆积预警与打捞调度服务（样例）",
        values={
            "kind": "service",
            "subject": "为太湖南岸二十七公里岸线提供七日预警、取水口提醒和次日打捞计划，并培训值守人员（样例）。",
            "amount": Decimal("960000"),
            "currency": "CNY",
            "start": day - timedelta(days=115),
            "end": day + timedelta(days=240),
            "ownership": "模型归澄湖理工，浮标与光谱数据归浔湾站。",
            "secrecy_years": 2,
            "place": "湖州",
        },
        steps=[
            ("数据接入", day - timedelta(days=60), "两处浮标与岸基光谱站的数据每十五分钟进库", "260000"),
            ("试报一个月", day + timedelta(days=14), "三日预警命中率不低于八成，附逐日对照", "400000"),
            ("汛期业务运行", day + timedelta(days=200), "每天七点前给出打捞计划，取水口提醒不漏报", "300000"),
        ],
    )
    with days_ago(119):
        contracts.let_broker_read(actor=people.xunwan, contract=contract, allowed=True)
    first, second, _third = contract.milestones.all()
    with days_ago(62):
        round_ = delivery.submit(
            actor=people.researcher,
            milestone=first,
            text="数据已连续进库十天，缺测率 0.4%。",
            uploads=[_file("进库.csv", _FLOW)],
        )
    with days_ago(57):
        delivery.accept(actor=people.xunwan, submission=round_)
    with days_ago(50):
        payment = delivery.record_payment(
            actor=people.xunwan,
            contract=contract,
            values={
                "payer": "demand",
                "amount": Decimal("260000"),
                "paid_on": timezone.localdate(),
                "milestone": first,
                "note": "第一期",
            },
        )
    with days_ago(48):
        delivery.confirm_payment(actor=people.researcher, payment=payment)
    with days_ago(3):
        delivery.submit(
            actor=people.researcher,
            milestone=second,
            text="三十天逐日对照见附件：三日预警命中率 86%，空报率 15%。",
            uploads=[_file("试报对照.csv", _HITS)],
        )


def delivered(people: People) -> None:
    """A brewery takes a licence, in English; everything is accepted, paid and reviewed by both."""
    problem, project = pair(16, 39)
    looked_at(problem, project, actor=people.ellernfeld, days=291)
    with days_ago(280):
        introduction = introductions.invite(
            actor=people.ellernfeld,
            problem=problem,
            item=project,
            message="Your membrane keeps 82 % of the isoamyl acetate at 38 kg of steam per hectolitre. "
            "We brew 18,000 hl a year and would like to run it behind our bright beer tank.",
        )
    with days_ago(272, 15):
        introductions.accept(actor=people.researcher, introduction=introduction)
    day = timezone.localdate()
    deal = _deal(problem)
    for ago, actor, text in (
        (270, people.researcher, "Which yeast do you use? It decides the esters."),
        (269, people.ellernfeld, "A Franconian wheat yeast. Samples are on the way."),
    ):
        with days_ago(ago):
            deals.post(actor=actor, thread=deal.threads.get(), text=text)
    contract = _signed(
        deal,
        days=(262, 255, 249, 241),
        demand=people.ellernfeld,
        supply=people.researcher,
        title="Licence of pervaporation with aroma return for alcohol-free lager (sample)",
        values={
            "kind": "licence",
            "subject": "A plain licence of the process for one brewery, with drawings and start-up (sample).",
            "amount": Decimal("180000"),
            "currency": "EUR",
            "start": day - timedelta(days=235),
            "end": day + timedelta(days=30),
            "ownership": "The patents stay with the university; improvements belong to whoever makes them.",
            "secrecy_years": 5,
            "place": "Ellernfeld",
        },
        steps=[
            (
                "Drawings and recipe",
                day - timedelta(days=170),
                "Drawings complete, recipe tried with our beer",
                "80000",
            ),
            ("Start-up", day - timedelta(days=40), "15 hl an hour below 0.5 % alcohol for five days", "100000"),
        ],
    )
    for step, text, (handed, taken, paid) in zip(
        contract.milestones.all(),
        ("Drawings and the recipe for your yeast.", "Five days of running; the log is attached."),
        ((173, 168, 160), (37, 33, 30)),
        strict=True,
    ):
        with days_ago(handed):
            round_ = delivery.submit(
                actor=people.researcher, milestone=step, text=text, uploads=[_file("running log.csv", _RUN)]
            )
        with days_ago(taken):
            delivery.accept(actor=people.ellernfeld, submission=round_)
        with days_ago(paid):
            payment = delivery.record_payment(
                actor=people.ellernfeld,
                contract=contract,
                values={"payer": "demand", "amount": step.amount, "paid_on": timezone.localdate(), "milestone": step},
            )
        with days_ago(paid - 2):
            delivery.confirm_payment(actor=people.researcher, payment=payment)
    for ago, actor, stars, text in (
        (26, people.ellernfeld, (5, 4, 5), "The beer tastes of beer. Start-up took three days longer than planned."),
        (23, people.researcher, (5, 5, 4), "样品寄得及时，现场配合好；时差让开会有些不便。"),
    ):
        values = dict(zip(("result", "reliability", "together"), stars, strict=True))
        with days_ago(ago):
            delivery.review(actor=actor, contract=_fresh(contract), values={**values, "text": text})


def _deal(problem: Any) -> Deal:
    return Deal.objects.get(introduction__problem=problem)


def _fresh(contract: Contract) -> Contract:
    return Contract.objects.get(pk=contract.pk)


def _signed(
    deal: Deal,
    *,
    days: tuple[int, int, int, int],
    demand: User,
    supply: User,
    title: str,
    values: dict[str, Any],
    steps: list[tuple[str, date, str, str]],
) -> Contract:
    """From a room to the contract that both have signed; the signed copies are the drafted ones.

    Args:
        days: how many days ago terms were offered, agreed, the contract drafted and signed by both.
    """
    offered, agreed, written, signed = days
    milestones = [terms.Step(name, due, criteria, Decimal(amount)) for name, due, criteria, amount in steps]
    with days_ago(offered):
        sheet = terms.offer_terms(actor=supply, deal=deal, values=values, milestones=milestones)
    with days_ago(agreed):
        terms.agree(actor=demand, terms=sheet)
    current = Deal.objects.get(pk=deal.pk)
    drafted = {**contracts.suggested(current, requirements=True), "title": title}
    with days_ago(written):
        version = contracts.draft(actor=supply, deal=current, values=drafted).versions.get()
    with version.pdf.file.open() as copy:
        scan = copy.read()
    for hour, actor, name in ((10, demand, "signed-demand.pdf"), (15, supply, "signed-supply.pdf")):
        with days_ago(signed, hour):
            signing.sign(actor=actor, version=version, upload=SimpleUploadedFile(name, scan))
    return Contract.objects.get(deal=deal)


def _file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, ContentFile(text.encode("utf-8-sig")).read())


_DAILY = """日期（样例）,COD mg/L,色度 倍,电导率 mS/cm
第 1 周,118,62,9.4
第 5 周,124,58,9.9
第 9 周,121,65,9.6
第 13 周,116,60,9.2
"""
_TRIAL = """小试方案（样例）
一、每天 30 吨，取生化出水，退浆水分开。
二、催化臭氧 25 分钟，超滤，纳滤，浓水单独收集。
三、每天记录产水 COD、色度、通量和压差；通量下降 15% 时清洗。
四、第四周和第八周各出一份小结。
"""
_FLOW = """日期（样例）,浮标甲 条,浮标乙 条,光谱站 条
第 1 天,96,96,95
第 5 天,96,94,96
第 10 天,96,96,96
"""
_HITS = """岸段（样例）,预警次数,命中,空报
南浔段,22,19,3
长兴段,18,16,2
吴兴段,25,21,4
"""
_RUN = """day (sample),hl/h,alcohol % vol,isoamyl acetate kept %
1,14.8,0.44,80
3,15.6,0.41,82
5,15.9,0.40,83
"""
