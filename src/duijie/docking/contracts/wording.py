"""Our wording of contract clauses, as (Chinese, English). Pure data.

Written for chapter 20 of the Civil Code (technology contracts); a start for the parties' lawyers,
not advice. ``{a}`` is who orders, ``{b}`` who does the work.
"""

from __future__ import annotations

Text = tuple[str, str]

NOTICE: Text = (
    "草案：由双方商定的条款自动生成，尚未经律师审阅。签署前请双方各自的律师审阅。中英文不一致时，以中文为准。",
    "Draft: made from the terms that both sides agreed to, and read by no lawyer yet. Have your lawyers read it "
    "before you sign. Where the two languages differ, the Chinese text governs.",
)

KINDS: dict[str, Text] = {
    "development": ("技术开发", "technology development"),
    "transfer": ("技术转让", "technology transfer"),
    "licence": ("技术许可", "technology licence"),
    "consulting": ("技术咨询", "technical consulting"),
    "service": ("技术服务", "technical service"),
}

ROLES: dict[str, tuple[Text, Text]] = {
    "development": (("委托方（甲方）", "Client (Party A)"), ("研究开发方（乙方）", "Developer (Party B)")),
    "transfer": (("受让方（甲方）", "Transferee (Party A)"), ("让与方（乙方）", "Transferor (Party B)")),
    "licence": (("被许可方（甲方）", "Licensee (Party A)"), ("许可方（乙方）", "Licensor (Party B)")),
    "consulting": (("委托方（甲方）", "Client (Party A)"), ("受托方（乙方）", "Consultant (Party B)")),
    "service": (("委托方（甲方）", "Client (Party A)"), ("受托方（乙方）", "Service provider (Party B)")),
}

HEADINGS: tuple[Text, ...] = (
    ("标的与技术要求", "Subject and technical requirements"),
    ("履行期限与地点", "Time and place"),
    ("里程碑与验收标准", "Milestones and criteria of acceptance"),
    ("价款与支付", "Price and payment"),
    ("验收", "Acceptance"),
    ("技术成果的归属", "Ownership of results"),
    ("保密", "Confidentiality"),
    ("违约责任", "Liability"),
    ("变更与解除", "Amendment and termination"),
    ("争议解决", "Disputes"),
)

HEAD: tuple[Text, ...] = (
    ("序号", "No."),
    ("里程碑", "Milestone"),
    ("期限", "Due"),
    ("验收标准", "Accepted when"),
    ("支付金额", "Payment"),
)

TEXTS: dict[str, Text] = {
    "subject": (
        "{b}按照本合同为{a}完成下列工作：",
        "{b} does the following work for {a} under this contract:",
    ),
    "requirements": ("工作应当满足下列技术要求：", "The work shall meet these technical requirements:"),
    "time": (
        "本合同的履行期限自 {start} 起至 {end} 止。",
        "This contract is performed from {start} to {end}.",
    ),
    "place": ("履行地点：{place}。", "Place of performance: {place}."),
    "milestones": (
        "工作按下表分步完成。每一步达到所列标准即为合格。",
        "The work is done in the steps of this table. A step is accepted when it meets the criteria named.",
    ),
    "price": (
        "合同总价为 {figures}（大写：{words}）。",
        "The total price is {figures} (in words: {words}).",
    ),
    "paying": (
        "每个里程碑验收合格之日起十五个工作日内，{a}向{b}支付该里程碑对应的金额。",
        "Within fifteen working days of the acceptance of a milestone, {a} pays {b} the amount named for it.",
    ),
    "tax": (
        "上述价款含税。{b}在收款前开具合法有效的发票；税率依法调整的，含税总价不变，双方另有书面约定的除外。",
        "The price includes taxes. {b} issues a lawful invoice before it is paid. Where a tax rate changes by law, "
        "the price with taxes stays the same unless the parties agree otherwise in writing.",
    ),
    "acceptance": (
        "{b}提交里程碑成果及其证明材料后，{a}在十个工作日内书面确认合格，或书面"
        "列明不合格之处及理由。{b}据此改正后可再次提交。",
        "When {b} has handed in a milestone with what proves it, {a} accepts it in writing within ten working days, "
        "or names in writing what falls short and why. {b} mends it and may hand it in again.",
    ),
    "secrecy": (
        "一方从对方取得的、标明秘密或依其性质应当保密的技术信息、资料和商业信息，"
        "未经对方书面同意不得向第三方披露，也不得用于本合同"
        "以外的目的。该义务在本合同终止后继续有效 {years} 年。已经公开的，或依法律、有权机关要求必须披露的信息除外。",
        "Technical information, documents and business information of the other party that are marked secret, or are "
        "secret by their nature, are not disclosed to others without its written consent, and are used for this "
        "contract only. This holds for {years} years after the contract ends. It does not hold for what is public "
        "already, or must be disclosed by law or by order of a competent authority.",
    ),
    "late": (
        "{b}迟延完成里程碑或{a}迟延付款的，每迟延一日，按该里程碑金额的 "
        "{permille}‰ 向对方支付违约金，累计不超过合同总价的 {cap}%。",
        "Whoever is late, {b} with a milestone or {a} with a payment, pays the other {permille} per mille of that "
        "milestone's amount for each day, and not more than {cap}% of the total price altogether.",
    ),
    "breach": (
        "一方有其他违约行为的，应当在合理期限内改正并赔偿对方因此受到的损失；因不"
        "可抗力不能履行的，依法免除责任，但应及时通知对方。",
        "For any other breach, the party in breach mends it within a reasonable time and makes good the loss it "
        "caused. Whoever is prevented by force majeure is not liable as far as the law provides, and tells the other "
        "without delay.",
    ),
    "change": (
        "对本合同的变更，应当由双方签署编号的书面补充协议。一方严重违约、经催告后"
        "三十日内仍未改正的，另一方可以书面通知解除本合同；"
        "已经验收的里程碑及其价款不受影响。",
        "This contract is changed by numbered amendments in writing that "
        "both parties sign. Where a party is in grave "
        "breach and has not mended it thirty days after it was called on to do so, the other may end the contract "
        "by written notice; milestones already accepted, and the payments for them, remain.",
    ),
    "court": (
        "本合同适用中华人民共和国法律。双方因本合同发生的争议应先协商；协商不成的，向{court}人民法院提起诉讼。",
        "This contract is governed by the law of the People's Republic of China. The parties first try to settle a "
        "dispute by talking; failing that, it is brought before the people's court of {court}.",
    ),
    "arbitration": (
        "本合同适用中华人民共和国法律。双方因本合同发生的争议应先协商；协商不成的"
        "，提交{court}按照申请仲裁时该机构现行有效的仲裁规则"
        "仲裁。仲裁裁决是终局的，对双方均有约束力。",
        "This contract is governed by the law of the People's Republic of China. The parties first try to settle a "
        "dispute by talking; failing that, it is submitted to {court} and decided under the rules of that body in "
        "force at the time. The award is final and binds both.",
    ),
    "copies": (
        "本合同一式 {copies} 份，双方各执 {each} 份，自双方签字或盖章之日起生效。",
        "There are {copies} copies of this contract, {each} for each party. It takes effect when both have signed or "
        "sealed it.",
    ),
}

BY_KIND: dict[str, tuple[Text, ...]] = {
    "development": (
        (
            "因出现现有技术水平下难以克服的技术困难，致使研究开发失败或者部分失败的"
            "，风险由双方合理分担；一方发现可能失败的情形时，"
            "应当及时通知对方并采取措施减少损失（民法典第八百五十八条）。",
            "Where development fails in whole or in part because of "
            "difficulties that cannot be overcome at the present "
            "state of the art, the parties share the risk fairly. Whoever "
            "sees that it may fail tells the other in time "
            "and acts to keep the loss small (Civil Code, article 858).",
        ),
    ),
    "transfer": (
        (
            "让与方保证自己是所转让技术的合法拥有者，并保证该技术完整、无误、有"
            "效，能够达到约定的目标（民法典第八百七十条）。",
            "The transferor warrants that it lawfully owns the technology, "
            "and that the technology is complete, free of "
            "error, works, and reaches the aim agreed (Civil Code, article 870).",
        ),
    ),
    "licence": (
        (
            "许可方保证自己有权许可实施所许可的技术。被许可方按照约定的范围、方式和"
            "期限使用，未经许可方书面同意，不得许可第三方使用"
            "（民法典第八百六十七条、第八百七十条）。",
            "The licensor warrants that it may license the technology. The "
            "licensee uses it within the scope, in the way "
            "and for the time agreed, and does not let others use it without the licensor's written consent (Civil "
            "Code, articles 867 and 870).",
        ),
    ),
    "consulting": (
        (
            "委托方按照受托方符合约定要求的咨询报告和意见作出决策所造成的损失，由委托方"
            "承担，双方另有约定的除外（民法典第八百八十一条）。",
            "Loss from a decision that the client makes on a report and "
            "advice that meet what was agreed is borne by the "
            "client, unless agreed otherwise (Civil Code, article 881).",
        ),
    ),
    "service": (
        (
            "履行中受托方利用委托方提供的资料和条件完成的新技术成果，属于受托方；委托方"
            "利用受托方的工作成果完成的新技术成果，属于委托方；"
            "本条另有约定的，从其约定（民法典第八百八十五条）。",
            "New results that the provider achieves with documents and "
            "means of the client belong to the provider; new "
            "results that the client achieves with the provider's work "
            "belong to the client; what is agreed otherwise "
            "in this clause comes first (Civil Code, article 885).",
        ),
    ),
}
