"""Words that are said of anything whatever, and so tell nothing of what a requirement is about.

What is done (检测, remove), what it is done with (系统, sensor), how well or how much (稳定, rate), and
what a poster writes around it (说明, given). Chosen by hand.
"""

from __future__ import annotations

from typing import Final

from duijie.matching.understanding.stems import stem

ZH_GENERAL: Final = frozenset(
    "去除 除去 净化 清除 脱除 消除 控制 检测 监测 测量 测定 检验 识别 预测 预报 预警 报警 评估 评价 判断 诊断 分析 "
    "研究 计算 设计 开发 研发 制备 制造 制成 制作 生产 加工 处理 产生 运行 操作 维护 使用 利用 应用 采用 改造 "
    "深度 建设 安装 保持 维持 避免 防止 防治 治理 修复 改善 改进 提高 提升 提供 增加 增强 增大 降低 减少 减轻 缩短 "
    "缩小 减小 下降 降到 升到 延长 控制在 达到 实现 保证 确保 满足 支持 解决 适合 适用 适应 进行 开展 完成 建立 "
    "形成 具有 具备 存在 发生 出现 需要 希望 要求 需求 时 率 寻找 寻求 能够 可以 不能 无法 不会 不要 必须 提前 "
    "及时 快速 迅速 高效 有效 稳定 连续 实时 在线 长期 长时间 自动 智能 精准 准确 精确 简单 方便 容易 安全 可靠 "
    "良好 明显 显著 大幅 大量 少量 全部 部分 各种 多种 不同 相关 主要 技术 方法 办法 方案 工艺 流程 系统 平台 "
    "装置 设备 仪器 工具 产品 软件 程序 机器 模型 算法 材料 手段 措施 服务 项目 团队 专家 机构 条件 环境 情况 "
    "问题 过程 阶段 时候 期间 范围 区域 地方 现场 性能 功能 效果 结果 水平 能力 质量 品质 数据 信息 指标 参数 "
    "含量 浓度 残留 残余 数量 比例 程度 时间 周期 次数 误差 精度 准确率 效率 去除率 回收率 利用率 合格率 脱除率 "
    "转化率 检出率 识别率 正确率 出水 进水 水里 水中 每吨 吨水 每年 每天 每次 一次 一年 以上 以下 以内 左右 影响 "
    "验证 变化 最佳 最高 最低 最大 最小 最好 最强 最优 说明 讲明 讲清 给出 明确 比较 对比 观察 记录 试验 实验 "
    "关系 方式 做法 现有 直接 完整 足够 兼顾 协同 管用 等级 原因 规则 规程 规范 反馈 跟踪 恢复 确定 相近 接近 "
    "覆盖 通用 市售 配合 类型 种类 符合 行业 可行 用于 造成 来源 后期 前期 选用 算出 找出 挑出 看出 状态 发现 "
    "辨别 鉴别 分辨 区分 区别 侦测 探测 真假 高值 资源化 综合 管理 运输 储存 贮存 存放 收集 规划 管控 供应 替代 "
    "代替 推广 示范 验收 调节 调整 解释 讲解 介绍 提取 提炼 回用 成套 配套 全过程 一体化 国产 进口 本地 当地 "
    "实际 实测 有关 关键 重点 基础 依据 资料 经验 案例 普通 常见 一般 简易 成本 费用 价格 造价 便宜 低成本 投资 "
    "人工 人员 专业 企业 公司 工厂 厂里 单位 知道 了解 弄清 出来 取出 取出来 去掉 挑出来 做出来 查出来 找出来 早期 "
    "预防 防控 检查 不想 想要 怎样 怎么 怎么样 如何 做成 变成 新型 新 旧 老 好 坏 大 小 高 低 快 慢 长 短 "
    "轻 重 厚 薄 强 弱 多 少 早 晚 高低 大小 超标 达标 合格 标准 国家 一级 处理后".split()
)

EN_EMPTY: Final = frozenset(
    "a an and are as be been being but can could do does each ever every existing few get had has have how i if "
    "is it its itself keep kept less made make making many may might more most much must need needs new no non "
    "not of on one only or our out over please same seek shall should so some still such take that the their "
    "them then there these they this those to too up us use used using very want was we well were what which "
    "while who whose will wish with would yet you your any all also both other another several looking look per".split()
)

EN_GENERAL: Final = frozenset(
    map(
        stem,
        "remove removal removing reduce reduction cut lower lowering raise increase improve improvement prevent "
        "avoid stop detect detection find finding locate identify identification recognise recognize measure "
        "measurement monitor monitoring predict prediction forecast estimate assess check test testing diagnose "
        "control treat treatment process processing produce production provide develop design build create "
        "achieve reach enable allow help support run operate work handle solve replace separate recover recovery "
        "extract extraction warn warning alarm early method technique technology approach solution system tool "
        "device equipment machine instrument kit platform software program programme app application model "
        "algorithm material product sensor service study research result data information quality performance "
        "level amount content concentration rate efficiency accuracy error time period cost price cheap cheaper "
        "cheaply low high good better best fast rapid rapidly quick quickly accurate reliable stable simple easy "
        "safe automatic automatically continuous real online effective efficient given proven suitable "
        "comparison compare rule choice overview recommendation key show shown range wide full usable optimal "
        "tell whether sure transport transportation storage store handling manage management planning plan "
        "cleaning collection supply delivery safer evidence overall main mainly about useful possible known kind "
        "type standard condition example usual various different multiple several existing small large big long "
        "short term way without within plant site company per year day hour minute before after during "
        "large-scale scale industrial residual final least non reclaim restore preserve turn watch spot see "
        "away back together next week month tonight today tomorrow".split(),
    )
)
"""Stems."""


def general(word: str) -> bool:
    """Whether a Chinese word says nothing of its own; 及时发现 as its two halves."""
    halves = len(word) == 4 and word[:2] in ZH_GENERAL and word[2:] in ZH_GENERAL
    return word in ZH_GENERAL or halves
