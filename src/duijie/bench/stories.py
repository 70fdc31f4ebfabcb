"""``duijie bench stories``: how fast near-duplicate articles are found, and whether the right ones are.

The articles are generated: each is a shuffle of phrases; some are copies of an earlier one with
sentences dropped, a head and a foot added and words exchanged, as papers reprint each other.
The truth is therefore known.
"""

from __future__ import annotations

import random
import time
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np

from duijie.reading.judging import nearness

_COPIES = 0.25  # of all articles
_BATCH = 2000
_SUBJECTS = (
    "科学院 工程院 大学 学会 研究所 实验室 联盟 企业 高校 专家 院士 团队 代表 青年 基金会 医院 学部 中心".split()
)
_VERBS = "召开 举办 发布 签署 启动 推进 部署 调研 交流 评审 表彰 宣布 成立 建设 讨论 介绍 展示 总结 完成 提出".split()
_THINGS = (
    "会议 协议 计划 报告 平台 项目 成果 标准 数据 设备 方案 榜单 论坛 课题 材料 样品 湖泊 森林 芯片 算法 疫苗 作物 "
    "卫星 桥梁 电池 催化剂 传感器 望远镜 水库 冰川 土壤 种子"
).split()
_HOWS = (
    "共同 首次 全面 持续 深入 联合 正式 积极 重点 分别 陆续 在北京 在上海 在西部 在海外 今年 去年 本月 近日 随后"
).split()


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of each part, and pairs of copies found and wrongly found."""

    articles: int
    characters: int
    stories: int
    seconds_pieces: float
    seconds_signatures: float
    seconds_grouping: float
    seconds: float
    articles_per_second: float
    pair_precision: float
    pair_recall: float


def _sentence(rng: random.Random) -> str:
    number = rng.randrange(2, 9999)
    return (
        f"{rng.choice(_SUBJECTS)}与{rng.choice(_SUBJECTS)}{rng.choice(_HOWS)}{rng.choice(_VERBS)}"
        f"{rng.choice(_THINGS)}{rng.choice(_THINGS)}{number}项，{rng.choice(_HOWS)}{rng.choice(_VERBS)}{rng.choice(_THINGS)}。"
    )


def _copy(sentences: list[str], rng: random.Random) -> list[str]:
    """A reprint: up to a tenth of the sentences dropped, up to a tenth new, one head, one foot."""
    kept = [sentence for sentence in sentences if rng.random() > 0.1 * rng.random()]
    fresh = [_sentence(rng) for _number in range(rng.randrange(0, max(1, len(sentences) // 10) + 1))]
    return [f"本报讯（记者{rng.randrange(100)}）", *kept, *fresh, f"责任编辑：{rng.randrange(100)}"]


def run_stories(articles: int, seed: int = 1) -> Result:
    """Generate articles, group them into stories on one core, and compare with the truth."""
    rng = random.Random(seed)  # noqa: S311 - generated texts
    originals: list[list[str]] = []
    truth: list[int] = []
    spent = {"pieces": 0.0, "signatures": 0.0}
    rows = []
    characters = 0
    for start in range(0, articles, _BATCH):
        texts = []
        for _number in range(min(_BATCH, articles - start)):
            if originals and rng.random() < _COPIES:
                which = rng.randrange(len(originals))
                texts.append("".join(_copy(originals[which], rng)))
                truth.append(which)
            else:
                originals.append([_sentence(rng) for _line in range(rng.randrange(12, 40))])
                texts.append("".join(originals[-1]))
                truth.append(len(originals) - 1)
        characters += sum(map(len, texts))
        began = time.perf_counter()
        pieces = [nearness.pieces(text) for text in texts]
        spent["pieces"] += time.perf_counter() - began
        began = time.perf_counter()
        rows.append(nearness.signatures(pieces))
        spent["signatures"] += time.perf_counter() - began
    began = time.perf_counter()
    groups = nearness.stories(np.vstack(rows))
    grouping = time.perf_counter() - began
    seconds = sum(spent.values()) + grouping
    precision, recall = _pairs(groups, truth)
    return Result(
        articles, characters, len(groups), spent["pieces"], spent["signatures"], grouping, seconds,
        articles / seconds, precision, recall,
    )  # fmt: skip


def _pairs(groups: list[list[int]], truth: list[int]) -> tuple[float, float]:
    found = {pair for group in groups for pair in combinations(group, 2)}
    by_story: dict[int, list[int]] = {}
    for row, story in enumerate(truth):
        by_story.setdefault(story, []).append(row)
    right = {pair for group in by_story.values() for pair in combinations(group, 2)}
    shared = len(found & right)
    return shared / len(found) if found else 1.0, shared / len(right) if right else 1.0


def table(result: Result) -> str:
    """The result for people."""
    lines = [
        f"{name.replace('_', ' '):22} {value:,.3f}".rstrip("0").rstrip(".") for name, value in asdict(result).items()
    ]
    return "\n".join(lines)
