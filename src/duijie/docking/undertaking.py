"""The confidentiality undertaking that people give in a deal's room. Pure.

It is our own wording; an operator whose lawyers want another one changes it here and counts
:data:`EDITION` up: who gave an earlier edition is asked again.
"""

from __future__ import annotations

EDITION = "2026-1"

ZH = """一、我在本对接中从对方得到的、未公开的资料、数据、样品和商业信息，均为保密信息。
二、我只为评估和开展本次合作使用保密信息，不向第三方披露，不用于其他目的；本单位确需知悉的同事，由我告知本承诺并对其行为负责。
三、已公开的、我此前已合法掌握的、从第三方合法得到的、独立开发的，以及依法必须披露的信息，不在此限；依法披露前我会尽快告知对方。
四、对接结束后，应对方要求，我会退还或删除保密信息。
五、本承诺自确认之时起生效，对接结束后三年内继续有效；双方另签保密协议的，从其约定。"""

EN = "\n".join(
    (
        "1. Documents, data, samples and business information that I receive from the other side in this deal "
        "and that are not public are confidential.",
        "2. I use them only to assess and carry out this cooperation, disclose them to no third party and use "
        "them for no other purpose. Colleagues of my organisation who need to know are told of this "
        "undertaking, and I answer for them.",
        "3. This does not cover what is public, what I lawfully had before, what I lawfully receive from "
        "others, what is developed independently, or what the law requires to be disclosed; in that case I "
        "tell the other side as soon as I can.",
        "4. When the deal has ended I return or delete confidential information on the other side's request.",
        "5. This undertaking holds from the moment I give it and for three years after the deal has ended. "
        "Where the parties sign a confidentiality agreement of their own, that one prevails.",
    )
)


def text(language: str) -> str:
    """The undertaking in Chinese or English."""
    return ZH if language.startswith("zh") else EN
