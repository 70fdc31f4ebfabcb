"""Identifier schemes: the form of a value, its checksum, and how it is kept.

>>> normalise_identifier("orcid", "https://orcid.org/0000-0002-1825-0097")
'0000-0002-1825-0097'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, get_args

from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput
from duijie.core.text import normalise

Scheme = Literal["ror", "orcid", "uscc", "icp", "site_code"]
SCHEMES: tuple[str, ...] = get_args(Scheme)

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇云藏陕甘陇青宁新港澳台"


def normalise_identifier(scheme: str, value: str) -> str:
    """The value in the one form it is kept in.

    Raises:
        InvalidInput: there is no such scheme, or the value does not have its form or its
            check character.
    """
    if scheme not in _CHECKS:
        raise InvalidInput(
            _("There is no identifier scheme %(scheme)s; use one of %(known)s.")
            % {"scheme": scheme, "known": ", ".join(SCHEMES)}
        )
    return _CHECKS[scheme](normalise(value).replace(" ", ""))


def _ror(value: str) -> str:
    value = re.sub(r"^(?:https?://)?(?:www\.)?ror\.org/", "", value.lower())
    if not re.fullmatch(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}", value):
        raise InvalidInput(_("A ROR id looks like https://ror.org/00a2xv884; %(value)s does not.") % {"value": value})
    number = 0
    for char in value[:7]:
        number = number * 32 + _BASE32.index(char)
    # ISO/IEC 7064 MOD 97-10, as ROR documents it.
    if 98 - (number * 100) % 97 != int(value[7:]):
        raise InvalidInput(_("The last two digits of the ROR id %(value)s do not fit; check it.") % {"value": value})
    return value


def _orcid(value: str) -> str:
    written = re.sub(r"^(?:https?://)?(?:www\.)?orcid\.org/", "", value, flags=re.IGNORECASE).upper()
    value = written.replace("-", "")
    if not re.fullmatch(r"[0-9]{15}[0-9X]", value):
        raise InvalidInput(
            _("An ORCID iD has 16 digits, such as 0000-0002-1825-0097; %(value)s has not.") % {"value": value}
        )
    total = 0  # ISO/IEC 7064 MOD 11-2
    for digit in value[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if value[15] != ("X" if check == 10 else str(check)):
        raise InvalidInput(_("The last digit of the ORCID iD %(value)s does not fit; check it.") % {"value": written})
    return "-".join(value[index : index + 4] for index in range(0, 16, 4))


def _uscc(value: str) -> str:
    value = value.upper()
    if not re.fullmatch(f"[{_USCC}]{{18}}", value):
        raise InvalidInput(
            _("A unified social credit code has 18 digits and letters (no I, O, S, V, Z); %(value)s has not.")
            % {"value": value}
        )
    # GB 32100-2015: weights are the powers of 3 modulo 31.
    total = sum(_USCC.index(char) * pow(3, index, 31) for index, char in enumerate(value[:17]))
    if _USCC[(31 - total % 31) % 31] != value[17]:
        raise InvalidInput(
            _("The last character of the unified social credit code %(value)s does not fit; check it.")
            % {"value": value}
        )
    return value


def _icp(value: str) -> str:
    match = re.fullmatch(
        rf"([{_PROVINCES}])(?:([AB][12])-?|ICP(备|備|证|證)?)([0-9]{{4,14}})号?(?:-([0-9]{{1,3}}))?",
        value.upper().replace("號", "号"),
    )
    if match is None:
        raise InvalidInput(_("An ICP record looks like 京ICP备12345678号-1; %(value)s does not.") % {"value": value})
    province, licence, sort, number, site = match.groups()
    sort = {"備": "备", "證": "证"}.get(sort or "备", sort or "备")
    kept = f"{province}{licence}-{number}" if licence else f"{province}ICP{sort}{number}号"
    return f"{kept}-{int(site)}" if site else kept


def _site_code(value: str) -> str:
    value = value.lower()
    if not re.fullmatch(r"[0-9]{10}|bm[0-9]{8}|[a-z]{2}[0-9]{8}", value):
        raise InvalidInput(
            _("A government site code has ten characters, such as 3300000001 or bm12000001; %(value)s has not.")
            % {"value": value}
        )
    return value


_CHECKS: dict[str, Callable[[str], str]] = {
    "ror": _ror, "orcid": _orcid, "uscc": _uscc, "icp": _icp, "site_code": _site_code,
}  # fmt: skip
