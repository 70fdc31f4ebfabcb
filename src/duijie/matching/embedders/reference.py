"""Sentences that say the same in Chinese and English, for finding what a space gives to the
language itself (see ``centring``). Plain statements over many fields, written for this."""

PAIRS: tuple[tuple[str, str], ...] = (
    (
        "我们研究了一种从工业废水中回收金属的方法。",
        "We studied a method of recovering metals from industrial waste water.",
    ),
    ("结果表明，该材料在高温下保持稳定。", "The results show that the material stays stable at high temperature."),
    (
        "本文提出一种提高电池寿命的控制策略。",
        "This paper proposes a control strategy that extends the life of batteries.",
    ),
    ("该品种产量高，抗病性强，适合在北方种植。", "The variety yields well, resists disease and suits the north."),
    ("医院希望缩短病人等待检查的时间。", "The hospital wants to shorten the time patients wait for an examination."),
    (
        "采用随机对照试验评价药物的疗效和安全性。",
        "A randomised controlled trial assessed how well and how safely the drug works.",
    ),
    (
        "系统可以实时监测桥梁的振动和变形。",
        "The system monitors the vibration and deformation of bridges in real time.",
    ),
    (
        "通过数值模拟分析了流场和温度分布。",
        "Numerical simulation was used to analyse the flow field and the temperatures.",
    ),
    ("我公司的设备老化，维修费用逐年上升。", "Our equipment is ageing and repairs cost more every year."),
    ("土壤中的重金属会进入粮食作物。", "Heavy metals in the soil pass into food crops."),
    ("该算法在图像识别任务上准确率更高。", "The algorithm recognises images more accurately."),
    ("政府需要了解政策对就业的影响。", "The government needs to know how the policy affects employment."),
    (
        "学校开展了课程改革，并调查学生的满意度。",
        "The school reformed its courses and surveyed how satisfied students were.",
    ),
    ("涂层可以提高钢材的耐磨性和耐腐蚀性。", "The coating makes steel more resistant to wear and corrosion."),
    ("地下水位下降导致地面沉降。", "The falling water table makes the ground subside."),
    ("用微生物处理秸秆可以生产饲料。", "Straw treated with microbes can be made into feed."),
    ("企业希望降低生产成本并减少污染物排放。", "The firm wants to lower its production costs and its emissions."),
    ("该传感器灵敏度高，可用于检测有害气体。", "The sensor is sensitive and can be used to detect harmful gases."),
    ("研究了不同贮藏条件对水果品质的影响。", "The effect of storage conditions on the quality of fruit was studied."),
    ("机器人可以代替工人完成危险的焊接工作。", "Robots can take over dangerous welding work from workers."),
    ("文章回顾了这一理论的历史和发展。", "The article reviews the history and development of the theory."),
    ("建立了预测短期电力负荷的数学模型。", "A mathematical model was built to forecast the short-term electric load."),
    (
        "手术后患者的疼痛明显减轻，没有出现并发症。",
        "After the operation patients had much less pain and no complications.",
    ),
    ("海水养殖中病害频繁发生，造成很大损失。", "Disease breaks out often in marine farming and causes great losses."),
    ("催化剂的活性随反应温度的升高而增加。", "The activity of the catalyst grows with the reaction temperature."),
    ("无线网络的节点需要降低能量消耗。", "The nodes of the wireless network have to use less energy."),
    ("我们需要一种不使用化学药剂的防虫办法。", "We need a way to keep insects away without chemicals."),
    ("对矿山边坡的稳定性进行了评价。", "The stability of the slopes of the mine was assessed."),
    ("城市居民对公共交通的需求不断增长。", "City dwellers need more and more public transport."),
    ("比较了两种检测方法的准确性和费用。", "Two methods of testing were compared for accuracy and cost."),
    ("织物经过多次洗涤后仍然柔软，不会变形。", "The fabric stays soft and keeps its shape after many washes."),
    ("基因表达的差异与植物的抗旱能力有关。", "Differences in gene expression are related to how plants stand drought."),
)
