"""Mail domains in templates."""

from __future__ import annotations

from django import template

from duijie.registry.membership.domains import shown

register = template.Library()


@register.filter
def mail_domain(domain: str) -> str:
    """As people write it: 例子.中国, not xn--fsqu00a.xn--fiqs8s."""
    return shown(domain)
