"""The sentence in which a text says what a requirement asks for.

    >>> said("我厂做镀镍。出水镍要低于 0.1 mg/L，占地小。", "镍低于 0.1 mg/L")
    '出水镍要低于 0.1 mg/L，占地小。'

A requirement that was split out of a statement is worded to be read alone; beside the sentence
of an offer stands the sentence that its owner wrote.
"""

from __future__ import annotations

from duijie.core.text import sentences, terms

_LEAST = 0.5  # of the requirement's terms; below that nothing surely says it


def said(text: str, clause: str) -> str:
    """The sentence of ``text`` that holds most of the terms of ``clause``, the shorter of two that
    hold as many; "" when none holds half of them."""
    wanted = set(terms(clause))
    if not wanted:
        return ""
    best, value = "", (0.0, 0)
    for span in sentences(text):
        sentence = text[span.start : span.end].strip()
        share = len(wanted & set(terms(sentence))) / len(wanted)
        if share >= _LEAST and (share, -len(sentence)) > value:
            best, value = sentence, (share, -len(sentence))
    return best
