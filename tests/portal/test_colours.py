"""Whatever colour a community chooses, its text can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.portal.colours import DEFAULT, contrast, palette

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_text_in_and_on_the_colour_reaches_aa_on_light_and_dark_pages(colour: str) -> None:
    shades = palette(colour)
    for ground in ("#ffffff", "#f4f6f4", shades.light.soft):
        assert contrast(shades.light.brand, ground) >= 4.5
    assert contrast(shades.dark.brand, shades.dark.soft) >= 4.5, "a tag stands on the tint"
    assert contrast(shades.light.brand, shades.light.on_brand) >= 4.5
    assert contrast(shades.dark.brand, "#0d191d") >= 4.5
    assert contrast(shades.dark.brand, "#142429") >= 4.5
    assert contrast(shades.dark.brand, shades.dark.on_brand) >= 4.5
    assert contrast("#12262c", shades.light.soft) >= 7
    assert contrast("#e2ebeb", shades.dark.soft) >= 7


def test_a_colour_that_can_be_read_stays_as_it_was_chosen() -> None:
    assert palette(DEFAULT).light.brand == DEFAULT


@pytest.mark.parametrize("nonsense", ["", "red", "#12345", "#0b5c6b;}body{display:none", "#GGGGGG"])
def test_what_is_no_colour_gives_the_default(nonsense: str) -> None:
    assert palette(nonsense) == palette(DEFAULT)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
