"""Mail domains: their form, which of them everybody can have an address under, and whose an address is.

Knows nothing of Django.

>>> normalise_domain(" Li@CS.Example.EDU ")
'cs.example.edu'
>>> covering("li@cs.example.edu", {"example.edu": True, "med.example.edu": False})
'example.edu'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.core.text import normalise

_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST: Final = 253
_DOTS: Final = str.maketrans("。．｡＠", "...@")

_SECTORS: Final = frozenset(
    "ac co com edu gov gob go gouv mil net ne nom or org res re sch school info biz web idv firm gen ind id".split()
)
"""Labels that stand before a country's as a place to register under: com.cn, ac.uk, or.jp."""
_CN: Final = frozenset(
    "ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz yn zj "
    "xn--55qx5d xn--io0a7i".split()
)
_HOSTED: Final = frozenset(
    """
    github.io gitlab.io gitee.io pages.dev workers.dev vercel.app netlify.app web.app firebaseapp.com herokuapp.com
    onrender.com fly.dev surge.sh azurewebsites.net cloudfront.net blogspot.com wordpress.com wixsite.com weebly.com
    eu.org us.org pp.ua js.org is-a.dev dyndns.org duckdns.org ddns.net
    br.com cn.com co.com de.com eu.com gb.net gr.com hu.net in.net jp.net jpn.com mex.com ru.com sa.com se.net
    uk.com uk.net us.com za.com
    """.split()
)
"""Where a firm lets anybody have a name below its own."""
_US: Final = frozenset("k12 cc tec lib state gen cog dst mus pvt ci co".split())
"""Labels below a state of the USA under which many register: k12.ca.us, cc.ny.us."""
_STATES: Final = frozenset(
    "ak al ar as az ca co ct dc de fl ga gu hi ia id il in ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm nv ny "
    "oh ok or pa pr ri sc sd tn tx ut va vi vt wa wi wv wy".split()
)

_DEVIANT: Final = frozenset("ßς\u200c\u200d")
"""What IDNA 2003, which Python has, and IDNA 2008, which registries use, make different domains of."""

_PUBLIC: Final = frozenset(
    """
    qq.com foxmail.com 163.com 126.com yeah.net 188.com sina.com sina.cn sina.com.cn sohu.com 139.com
    163.net 189.cn wo.cn wo.com.cn 21cn.com tom.com 263.net 263.net.cn eyou.com chinaren.com sogou.com aliyun.com
    aliyun.cn china.com 88.com 111.com 2980.com
    gmail.com googlemail.com outlook.com hotmail.com live.com live.cn msn.com passport.com windowslive.com
    yahoo.com ymail.com rocketmail.com myyahoo.com aol.com aim.com icloud.com me.com mac.com
    proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.com tuta.io keemail.me
    gmx.com gmx.net gmx.de web.de freenet.de t-online.de mail.com email.com zohomail.com zohomail.cn
    fastmail.com fastmail.fm hushmail.com mailfence.com posteo.de mailbox.org runbox.com hey.com
    mail.ru bk.ru inbox.ru list.ru internet.ru rambler.ru yandex.com yandex.ru ya.ru ukr.net i.ua
    inbox.lv inbox.lt inbox.eu
    naver.com daum.net hanmail.net nate.com kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp au.com nifty.com
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it seznam.cz centrum.cz
    wp.pl o2.pl onet.pl interia.pl uol.com.br bol.com.br terra.com.br rediffmail.com sapo.pt telenet.be
    btinternet.com sky.com virginmedia.com ntlworld.com talktalk.net comcast.net verizon.net att.net sbcglobal.net
    bellsouth.net cox.net charter.net earthlink.net shaw.ca rogers.com bigpond.com optusnet.com.au xtra.co.nz
    mailinator.com guerrillamail.com guerrillamail.info 10minutemail.com temp-mail.org tempmail.com yopmail.com
    trashmail.com sharklasers.com maildrop.cc dispostable.com getnada.com mohmal.com moakt.com linshiyouxiang.net
    duck.com simplelogin.com anonaddy.me relay.firefox.com mozmail.com privaterelay.appleid.com
    """.split()
)
"""Where anybody gets a mailbox; an address there says nothing of where its owner works."""
_FAMILIES: Final = frozenset("gmail googlemail hotmail outlook live yahoo ymail yandex gmx aol protonmail zoho".split())
"""The same under the names of many countries: yahoo.co.jp, hotmail.fr."""


def normalise_domain(text: str) -> str:
    """The domain in the one form it is kept in: ASCII (IDNA), small letters, without what stands before “@”.

    Raises:
        InvalidInput: it has not the form of a domain that an organisation has, or everybody can
            have a mailbox there.
    """
    stated = normalise(text).translate(_DOTS).strip().rpartition("@")[2].strip().lower().removesuffix(".")
    kept = _ascii(stated)
    labels = kept.split(".")
    if len(kept) > _LONGEST or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise InvalidInput(
            Sentence(
                gettext_noop("“{text}” is no mail domain; write what stands behind the @, such as example.org."),
                text=text.strip()[:100],
            )
        )
    if _is_suffix(labels):
        raise InvalidInput(
            Sentence(gettext_noop("Under {domain} anybody can have a name; write the organisation’s own."), domain=kept)
        )
    if is_public(kept):
        raise InvalidInput(
            Sentence(
                gettext_noop("At {domain} anybody can have a mailbox, so it says nothing of where somebody belongs."),
                domain=shown(kept),
            )
        )
    return kept


def is_public(domain: str) -> bool:
    """Whether a domain, in the form that is kept, is one of those that give a mailbox to anybody."""
    labels = domain.split(".")
    if any(".".join(labels[start:]) in _PUBLIC for start in range(len(labels) - 1)):
        return True
    return any(labels[start] in _FAMILIES and _ends(labels[start + 1 :]) for start in range(len(labels) - 1))


def shown(domain: str) -> str:
    """A domain as people write it: 例子.中国, not xn--fsqu00a.xn--fiqs8s."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def domain_of(address: str) -> str:
    """The domain of an address, in the form that is kept; "" when it has none."""
    domain = address.rpartition("@")[2].lower()
    # What has signs in it that nobody sees is another domain than the one it looks like.
    return _ascii(domain) if domain == normalise(domain) else ""


def covering(address: str, stated: Mapping[str, bool]) -> str:
    """The stated domain that an address belongs to: the longest one that covers it; "" when none does.

    Args:
        stated: domains in the form that is kept, and whether their subdomains count.
    """
    labels = domain_of(address).split(".")
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        if domain in stated:
            # The nearest one decides; one that does not speak for its subdomains hides those above it.
            return domain if start == 0 or stated[domain] else ""
    return ""


def lines(domain: str) -> list[str]:
    """The domain and all above it: a.b.cn → a.b.cn, b.cn."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _ascii(domain: str) -> str:
    if _DEVIANT & set(domain):
        return ""
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _ends(labels: list[str]) -> bool:
    """Whether these are where names are registered: com, cn, co.jp."""
    return len(labels) == 1 or _is_suffix(labels)


def _is_suffix(labels: list[str]) -> bool:
    if ".".join(labels) in _HOSTED:
        return True
    if labels[-1] == "us" and labels[-2] in _STATES:
        return len(labels) == 2 or (len(labels) == 3 and labels[0] in _US)
    if len(labels) != 2:
        return False
    sector, country = labels
    return (len(country) == 2 and sector in _SECTORS) or (country == "cn" and sector in _CN)
