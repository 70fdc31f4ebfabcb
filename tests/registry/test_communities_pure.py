"""What will do as an emblem and as the address of a community."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from duijie.core.errors import InvalidInput, TooLarge
from duijie.registry.emblems import LARGEST, LARGEST_BYTES, SMALLEST, Picture, read_emblem
from duijie.registry.slugs import RESERVED, check_slug
from tests.registry.pictures import jpeg, png, webp


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


_side = st.integers(SMALLEST, LARGEST)


@given(width=_side, height=_side)
def test_every_kind_of_picture_is_told_by_its_bytes_and_measured(width: int, height: int) -> None:
    assert read_emblem(png(width, height)) == Picture("png", width, height)
    assert read_emblem(jpeg(width, height)) == Picture("jpg", width, height)
    for kind in ("VP8X", "VP8L", "VP8 "):
        assert read_emblem(webp(kind, width, height)) == Picture("webp", width, height)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no whole"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no whole"),
        (b"GIF89a" + bytes(40), "no whole"),
        (png()[:30], "no whole"),
        (jpeg()[:-2], "no whole"),
        (webp()[:-1], "no whole"),
        (b"\xff\xd8\xff\xe0\x00\x00\xff\xd9", "no whole"),
        (png(moving=True), "still"),
        (webp(moving=True), "still"),
        (png(SMALLEST - 1, 64), "31 by 64"),
        (jpeg(64, LARGEST + 1), "64 by 2049"),
        (png(2**31 - 1, 2**31 - 1), "2147483647"),
    ],
)
def test_what_is_no_emblem_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_emblem(data)


def test_a_large_file_is_refused_before_it_is_looked_at() -> None:
    assert read_emblem(png() + bytes(LARGEST_BYTES - len(png())))
    with pytest.raises(TooLarge, match="512 KB"):
        read_emblem(png() + bytes(LARGEST_BYTES))


@given(
    data=st.one_of(st.binary(max_size=80), st.binary(max_size=60).map(lambda tail: jpeg()[:12] + tail + b"\xff\xd9"))
)
def test_no_bytes_break_the_reading(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        read_emblem(data)


@pytest.mark.parametrize("slug", ["hz", "hang-zhou", "branch2", "2-branch", "a" * 40])
def test_an_address_of_letters_digits_and_hyphens_will_do(slug: str) -> None:
    assert check_slug(slug) == slug


@pytest.mark.parametrize(
    "slug", ["", "a", "a" * 41, "Hangzhou", "杭州", "a--b", "-ab", "ab-", "a_b", "a/b", "2024", "a\n"]
)
def test_another_address_will_not(slug: str) -> None:
    with pytest.raises(InvalidInput, match="small letters"):
        check_slug(slug)


@pytest.mark.parametrize("slug", sorted(word for word in RESERVED if len(word) > 1))
def test_words_of_the_site_are_kept(slug: str) -> None:
    with pytest.raises(InvalidInput, match=f"“{slug}” is kept"):
        check_slug(slug)
