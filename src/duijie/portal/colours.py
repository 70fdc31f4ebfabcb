"""A community's one colour, made readable on light and on dark. Pure.

A secretariat picks any colour; text in it and text on it must still reach the contrast that
WCAG 2.2 AA asks (4.5 to 1). The shade nearest to the chosen one that does is taken.

    >>> palette("#ffdd00").light.brand
    '#7a6a00'
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

DEFAULT: Final = "#0b5c6b"
AA: Final = 4.5
ENOUGH: Final = 4.8
"""The contrast to reach on a ground: a little room for the other grounds that text also stands on."""

_LIGHT_GROUND: Final = "#f4f6f4"
_DARK_GROUND: Final = "#16262b"
_LIGHT_SURFACE: Final = "#ffffff"
_INK: Final = "#06181d"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Shades:
    """``brand`` for text and grounds, ``on_brand`` for text on it, ``soft`` a tint to lie behind text."""

    brand: str
    on_brand: str
    soft: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The shades for light and for dark pages."""

    light: Shades
    dark: Shades


def palette(colour: str) -> Palette:
    """The shades of a colour ``#rrggbb``; anything else stands for the default colour."""
    chosen = colour if _HEX.fullmatch(colour) else DEFAULT
    light = _until(chosen, _LIGHT_GROUND, _soft_light, step=-0.01)
    dark = _until(chosen, _DARK_GROUND, _soft_dark, step=0.01)
    return Palette(
        light=Shades(light, _LIGHT_SURFACE, _soft_light(light)),
        dark=Shades(dark, _INK, _soft_dark(dark)),
    )


def _soft_light(colour: str) -> str:
    return _mix(colour, _LIGHT_SURFACE, 0.1)


def _soft_dark(colour: str) -> str:
    return _mix(colour, _DARK_GROUND, 0.16)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _until(colour: str, ground: str, soft: Callable[[str], str], *, step: float) -> str:
    """The nearest shade to be read on the ground and, in tags, on its own tint."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    while (contrast(colour, ground) < ENOUGH or contrast(colour, soft(colour)) < AA) and 0 <= lightness + step <= 1:
        lightness += step
        colour = _written(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _mix(colour: str, ground: str, share: float) -> str:
    over, under = _channels(colour), _channels(ground)
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(over, under, strict=True))
    return _written((red, green, blue))


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
