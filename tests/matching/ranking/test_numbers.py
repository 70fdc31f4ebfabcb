"""Whether a sentence states the number asked for: a wrong verdict is worse than none."""

from __future__ import annotations

import pytest

from duijie.matching.ranking.numbers import stated
from duijie.matching.types import Requirement
from duijie.matching.understanding.demands import demanded


@pytest.mark.parametrize(
    ("asked", "told", "answer"),
    [
        # A bare price and error are meant at most, an output at least; 每吨 and 吨水 divide.
        ("运行成本5000元/吨", "每吨黑粉加工成本5200元", False),
        ("运行成本5000元/吨", "每吨黑粉加工成本4800元", True),
        ("每小时处理2吨", "设备每小时处理2.4吨", True),
        ("每天处理500吨", "日处理能力600吨", True),
        ("吨水处理成本别超过4块钱", "吨水处理成本4.3元", False),
        ("吨水处理成本别超过4块钱", "吨水处理成本3.2元", True),
        ("测量精度2 mm", "测量精度1.5 mm", True),
        ("精密度95%", "精密度93%", False),
        ("大肠菌群每克100 MPN以下", "大肠菌群不超过30 MPN/g", True),
        ("processed below 240C", "processed at 260 °C", False),
        ("thermal conductivity above 2 W/mK", "thermal conductivity of 3.1 W/(m·K)", True),
        # The share of the thing that was asked for, not of another.
        ("锂回收率95%以上", "氨回收率99%，锂直收率92%", False),
        # Below zero.
        ("低温-20℃以下可启动", "低温5℃可启动", False),
        ("低温-20℃以下可启动", "低温-30℃可启动", True),
        ("耐-40℃低温", "工作温度-50℃~85℃，耐低温", True),
        ("withstand -40 °C", "withstands down to -50 °C", True),
        # What works over a range has to work over all of it.
        ("工作温度-40℃~85℃", "工作温度0℃~70℃", False),
        ("工作温度-40℃~85℃", "工作温度-55℃~125℃", True),
        ("工作温度-40℃~85℃", "工作温度40℃", None),
        ("反应温度10~20℃", "反应温度15℃", True),
        # To bear and to last is to do so at least.
        ("耐温300℃", "耐温350℃", True),
        ("耐压10MPa", "耐压8MPa", False),
        ("寿命10年", "寿命20年", True),
        ("厚度5mm", "厚度8mm", False),
        # Where a change began is not what was reached.
        ("收率95%以上", "收率由60%提高到97%", True),
        ("收率95%以上", "收率由97%下降到60%", False),
        # A fall, a rise and a level are three things.
        ("成本降低30%", "成本降低35%", True),
        ("成本降低30%以上", "成本增加35%", None),
        ("能耗降低20%以上", "能耗为原来的70%", None),
        ("能耗降低20%以上", "节能率达35%", True),
        ("收率95%以上", "收率提高12%", None),
        ("收率95%以上", "收率提高至96%", True),
        ("含水率60%以下", "污泥含水率降低45%", None),
        ("reduce energy use by at least 30%", "energy use is 35% lower", True),
        ("reduce energy use by at least 30%", "the energy yield rises by 35%", None),
        # Errors are compared by their size; prices by what they are for.
        ("精度±0.5%", "精度±1%", False),
        ("误差小于1mm", "误差±2mm", False),
        ("cost under $5 per tonne", "cost $3 per tonne", True),
        ("cost under $5 per tonne", "investment cost of $3", None),
        ("pH≤9", "出水pH 10.5", False),
    ],
)
def test_a_number_is_judged_as_a_reader_would_or_not_at_all(asked: str, told: str, answer: bool | None) -> None:
    requirement = Requirement(asked, quantity=demanded(asked))
    found = stated(requirement, told)
    assert (None if found is None else found.satisfied) is answer
