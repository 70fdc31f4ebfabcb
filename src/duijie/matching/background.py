"""What similarity means nothing: the scale on which a space's cosines are read.

Cosines of e5 lie between 0.75 and 0.95, those of other spaces between 0 and 1, and both
shift with the language pair and with how general a requirement is. So each requirement is
measured against the sentences of some thirty short texts from unlike trades, embedded by the
same embedder in the same way as an item: a cosine is told as the number of standard
deviations above the mean cosine with those. That needs no other item, so that a library of
one item is judged like a library of a million.

    >>> background = Background.measure([embedder])                    # doctest: +SKIP
    >>> mean, deviation = background.scale("e5", vectors, "zh")        # doctest: +SKIP
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from duijie.core.text import sentences
from duijie.matching.types import Passage

if TYPE_CHECKING:
    from duijie.matching.embedders.base import Embedder

Tongue = Literal["zh", "en"]

# Written for this purpose: titles and short texts over unlike trades, in the manner of items.
ZH: Final = (
    ("温室番茄灰霉病的早期识别", "利用叶片图像识别番茄灰霉病的早期病斑。在三个温室连续观测两季，识别准确率为91%。该方法可减少用药次数，降低种植成本。"),
    ("地铁车站人流疏散仿真", "建立了地铁站台乘客疏散的元胞自动机模型。分析了出口宽度与楼梯位置对疏散时间的影响。结果为车站设计提供参考。"),
    ("高强铝合金搅拌摩擦焊工艺", "研究了转速和焊接速度对接头组织与力学性能的影响。最佳参数下接头抗拉强度达到母材的85%。断口呈韧性断裂特征。"),
    ("老年高血压患者的社区随访", "对社区老年高血压患者进行分组随访。干预组每月接受用药指导和饮食教育。一年后干预组血压控制率明显高于对照组。"),
    ("稀土掺杂发光玻璃的制备", "采用高温熔融法制备了稀土掺杂的发光玻璃。测试了样品的吸收光谱和荧光寿命。材料有望用于白光照明。"),
    ("中小企业融资约束与担保", "基于问卷数据分析了中小企业的融资约束。担保和信用记录显著影响贷款可得性。提出了完善担保体系的政策建议。"),
    ("卫星姿态的滑模控制", "针对存在外部干扰的卫星姿态跟踪问题设计了滑模控制器。证明了闭环系统的稳定性。仿真表明跟踪误差在有限时间内收敛。"),
    ("湖泊沉积物中重金属的分布", "采集了湖泊表层沉积物样品并测定其中的重金属含量。运用风险指数评价了污染程度。入湖河口处镉的含量最高。"),
    ("小学语文阅读教学的课堂观察", "通过课堂观察和教师访谈了解阅读教学的现状。发现提问层次偏低、学生表达机会不足。建议改进教师培训的内容。"),
    ("绵羊体外受精胚胎的冷冻保存", "比较了不同保护剂对绵羊胚胎冷冻存活率的影响。玻璃化法的复苏率高于慢速冷冻法。移植后妊娠率没有明显差异。"),
    ("数控机床主轴的热误差补偿", "在主轴关键位置布置温度传感器并测量热变形。用回归模型预测热误差并实时补偿。补偿后加工精度提高了一半以上。"),
    ("山区公路滑坡的监测预警", "布设了雨量、位移和地下水位监测点。根据降雨阈值和位移速率划分预警等级。系统成功预报了两次滑坡。"),
    ("面向短文本的情感分类", "提出一种结合词向量和注意力机制的情感分类模型。在公开数据集上优于常用的基准方法。模型参数少，适合在移动设备上运行。"),
    ("民间剪纸的纹样与传承", "实地走访了多位剪纸艺人，整理了传统纹样的类别。讨论了剪纸在当代设计中的应用。传承人老龄化是面临的主要困难。"),
    ("页岩气水平井的压裂设计", "根据岩石脆性和地应力优化了压裂段数与排量。现场试验表明单井产量明显提高。返排液经处理后重复使用。"),
    ("低温乳酸菌发酵泡菜", "筛选出一株耐低温的乳酸菌并用于泡菜发酵。发酵时间缩短，亚硝酸盐含量低于国家标准。产品风味和脆度得到改善。"),
)  # fmt: skip
EN: Final = (
    ("Early detection of bearing faults", "Vibration signals of a gearbox were recorded under several loads. A wavelet method separates the fault frequency from noise. Faults were detected two weeks before failure."),
    ("Home blood pressure monitoring", "Patients measured their blood pressure at home for six months. Readings were sent to a nurse by telephone. The trial found better control and fewer visits."),
    ("Perovskite solar cells by slot-die coating", "We deposit perovskite films in air by slot-die coating. Additives slow down crystallisation and reduce pinholes. Modules of 100 cm2 keep 90% of their efficiency after 1000 h."),
    ("Bus timetables for rural regions", "A mixed integer model plans bus timetables with transfers to trains. It was tested with data of a rural county. Waiting times fell while the number of vehicles stayed the same."),
    ("Soil carbon under no-till wheat", "Soil samples were taken from long-term field trials. No-till increased organic carbon in the top layer only. Yields did not differ between treatments."),
    ("Privacy-preserving record linkage", "Hospitals often hold records of the same person under different names. We compare encodings that allow linkage without revealing names. Errors are below one percent on synthetic data."),
    ("Shape memory alloy actuators", "Thin wires of a nickel titanium alloy were trained for bending. A controller regulates temperature by electric current. The actuator lifts fifty times its own weight."),
    ("Medieval trade routes in the archives", "Tax registers from four towns were transcribed. The records show how cloth and salt were traded along the river. Prices varied strongly between seasons."),
    ("Robotic picking of soft fruit", "A gripper with soft fingers picks strawberries without bruising them. Cameras locate ripe fruit among leaves. Picking one fruit takes four seconds."),
    ("Antibacterial coatings for catheters", "Catheters were coated with a polymer that releases silver ions slowly. Bacterial growth was inhibited for ten days. No toxicity to cells was observed."),
    ("Speech recognition for dialects", "The acoustic model was adapted with few hours of dialect recordings. Word error rates dropped by a third. The software is available under an open licence."),
    ("Concrete with crushed glass", "Part of the sand in concrete was replaced by crushed waste glass. Strength was measured at different ages. Expansion stayed within the limits of the standard."),
    ("Salmon migration past weirs", "Tagged fish were tracked while passing three weirs. Passage was delayed at low flow. A ramp with boulders improved the passage of small fish."),
    ("Teaching statistics with games", "Students played a board game that simulates sampling. Their understanding was tested before and after. The effect lasted for a semester."),
    ("Heat recovery in dairies", "Waste heat from refrigeration was used to preheat cleaning water. A storage tank balances supply and demand. The investment pays back in three years."),
    ("Graph algorithms on accelerators", "We partition large graphs so that they fit the memory of accelerators. Communication is overlapped with computation. The approach scales to sixteen devices."),
)  # fmt: skip

_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Background:
    """The sentences of the background texts in each space, float32 [n, d], by language of the
    text. ``languages`` are those each space was trained on."""

    vectors: Mapping[str, Mapping[Tongue, NDArray[np.float32]]]
    languages: Mapping[str, frozenset[str]]

    @classmethod
    def measure(cls, embedders: Iterable[Embedder]) -> Background:
        """Embed the background texts; about a second a space, remembered for each embedder
        object as long as it lives."""
        vectors: dict[str, Mapping[Tongue, NDArray[np.float32]]] = {}
        languages: dict[str, frozenset[str]] = {}
        for embedder in embedders:
            vectors[embedder.name] = _embedded(embedder)
            languages[embedder.name] = frozenset(embedder.languages)
        return cls(vectors, languages)

    def scale(
        self, space: str, vectors: NDArray[np.float32], tongue: Tongue
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """Mean and standard deviation, each [r], of the cosines of requirement vectors [r, d]
        with background sentences of a language; None when the space has no background or
        vectors of another size."""
        sample = self.vectors.get(space, {}).get(tongue)
        if sample is None or not len(sample) or sample.shape[1] != vectors.shape[1]:
            return None
        cosines = vectors @ sample.T
        return cosines.mean(axis=1), np.maximum(cosines.std(axis=1), _FLOOR)

    def reads(self, space: str, tongue: Tongue) -> bool:
        """Whether a space was trained on a language; a space that says nothing reads all."""
        known = self.languages.get(space)
        return not known or tongue in known or "*" in known


NOTHING: Final = Background({}, {})
"""No background: cosines are then compared with those of the candidates at hand."""


def passages() -> dict[Tongue, list[Passage]]:
    """The background texts as passages, by language."""
    found: dict[Tongue, list[Passage]] = {"zh": [], "en": []}
    sources: tuple[tuple[Tongue, tuple[tuple[str, str], ...]], ...] = (("zh", ZH), ("en", EN))
    for tongue, texts in sources:
        for number, (title, body) in enumerate(texts):
            spans = tuple((span.start, span.end) for span in sentences(body))
            identifier = f"background:{tongue}:{number}"
            found[tongue].append(Passage(identifier, identifier, "project", "", 0, title, body, spans))
    return found


_remembered: WeakKeyDictionary[Embedder, Mapping[Tongue, NDArray[np.float32]]] = WeakKeyDictionary()
_lock = threading.Lock()


def _embedded(embedder: Embedder) -> Mapping[Tongue, NDArray[np.float32]]:
    with _lock:
        known = _remembered.get(embedder)
    if known is not None:
        return known
    found = {tongue: np.vstack(embedder.embed(texts).sentences) for tongue, texts in passages().items()}
    with _lock:
        _remembered[embedder] = found
    return found
