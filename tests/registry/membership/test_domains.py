"""Mail domains: their form, where anybody has a mailbox, and which stated domain an address belongs to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duijie.core.errors import InvalidInput
from duijie.registry.membership.domains import covering, domain_of, lines, normalise_domain, shown


@pytest.fixture(autouse=True, scope="module")
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ZJU.edu.cn", "zju.edu.cn"), (" @cs.example.org. ", "cs.example.org"), ("li@example.org", "example.org"),
        ("例子.中国", "xn--fsqu00a.xn--fiqs8s"), ("浙大。中国", "xn--pssv38b.xn--fiqs8s"),
        ("ｅｘａｍｐｌｅ．ｏｒｇ", "example.org"), ("team.github.io", "team.github.io"),
        ("school.k12.ca.us", "school.k12.ca.us"), ("donghu.us", "donghu.us"), ("team.eu.org", "team.eu.org"),
        ("outlook.example.org", "outlook.example.org"), ("mygmail.org", "mygmail.org"),
    ],
)  # fmt: skip
def test_a_domain_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalise_domain(typed) == kept
    assert normalise_domain(shown(kept)) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "org", "localhost", "10.0.0.1", "[::1]", "a..b.cn", "-a.cn", "a-.cn", "https://x.cn/", "*.x.cn", "x.cn/y",
        "a b.cn", "x_y.cn", "u" * 64 + ".cn", ".".join(["a" * 60] * 5) + ".cn", "straße.de", "x.123",
    ],
)  # fmt: skip
def test_what_is_no_domain_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(InvalidInput, match="is no mail domain; write what stands behind the @"):
        normalise_domain(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "qq.com", "vip.qq.com", "163.com", "126.com", "foxmail.com", "sina.cn", "139.com", "gmail.com",
        "GoogleMail.com",
        "outlook.com", "hotmail.fr", "yahoo.co.jp", "mail.yahoo.com.hk", "icloud.com", "yandex.ru", "proton.me",
        "mailinator.com", "naver.com", "live.cn", "163.net", "inbox.lv", "zoho.eu", "aliyun.cn",
    ],
)  # fmt: skip
def test_where_anybody_has_a_mailbox_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="anybody can have a mailbox"):
        normalise_domain(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "edu.cn", "ac.uk", "zj.cn", "com.hk", "公司.cn", "github.io", "or.jp", "gov.br", "eu.org", "uk.com", "ca.us",
        "k12.ca.us", "netlify.app", "vercel.app",
    ],
)  # fmt: skip
def test_where_anybody_registers_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="anybody can have a name"):
        normalise_domain(typed)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("li@zju.edu.cn", "zju.edu.cn"), ("Li@ZJU.EDU.CN", "zju.edu.cn"), ("li@cs.zju.edu.cn", "zju.edu.cn"),
        ("li@a.b.zju.edu.cn", "zju.edu.cn"), ("li@med.zju.edu.cn", "med.zju.edu.cn"), ("li@x.med.zju.edu.cn", ""),
        ("li@notzju.edu.cn", ""), ("li@zju.edu.cn.evil.org", ""), ("li@edu.cn", ""), ("li", ""), ("", ""),
        ('"a@zju.edu.cn"@evil.org', ""),
        ("li@zju\u200d.edu.cn", ""), ("li@zju\u200b.edu.cn", ""), ("li@ｚju.edu.cn", ""),
    ],
)  # fmt: skip
def test_the_nearest_stated_domain_is_the_one(address: str, found: str) -> None:
    assert covering(address, {"zju.edu.cn": True, "med.zju.edu.cn": False}) == found


def test_without_its_subdomains_a_domain_covers_itself_alone() -> None:
    assert covering("li@zju.edu.cn", {"zju.edu.cn": False}) == "zju.edu.cn"
    assert covering("li@cs.zju.edu.cn", {"zju.edu.cn": False}) == ""


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60))
def test_any_text_is_a_domain_or_a_sentence(text: str) -> None:
    try:
        kept = normalise_domain(text)
    except InvalidInput as error:
        assert str(error)
    else:
        assert normalise_domain(kept) == kept
        assert kept == kept.lower() and kept.isascii() and "." in kept


_LABEL = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_LABEL, min_size=2, max_size=5), st.booleans())
def test_what_covers_an_address_is_its_domain_or_one_above(labels: list[str], below: bool) -> None:
    domain = ".".join(labels)
    for stated in lines(domain):
        found = covering(f"x@{domain}", {stated: below})
        assert found == (stated if below or stated == domain else "")
    assert domain_of(f"x@{domain}") == domain
