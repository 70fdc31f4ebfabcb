"""The order of the repairs. A new step is one line here."""

from __future__ import annotations

from duijie.reading.page import Reading, Step
from duijie.reading.steps.boilerplate import drop_boilerplate
from duijie.reading.steps.characters import repair_characters
from duijie.reading.steps.glosses import repair_glosses
from duijie.reading.steps.hijack import restore_names
from duijie.reading.steps.identify import identify
from duijie.reading.steps.joining import join_lines
from duijie.reading.steps.mojibake import repair_mojibake
from duijie.reading.steps.parting import part_lines
from duijie.reading.steps.script import tell_script
from duijie.reading.steps.soup import drop_soup
from duijie.reading.steps.splitting import split_articles
from duijie.reading.steps.whitespace import tidy_whitespace

STEPS: tuple[Step, ...] = (
    repair_mojibake,  # first: nothing can be told of text that is not there yet
    repair_characters,
    repair_glosses,  # before the codes: 網(wǎng)站標識碼
    identify,
    tell_script,
    restore_names,
    part_lines,
    drop_soup,
    drop_boilerplate,
    join_lines,  # after what stands between the lines is gone
    split_articles,  # bodies are whole now
    tidy_whitespace,
)


def repair(reading: Reading, steps: tuple[Step, ...] = STEPS) -> Reading:
    """The reading after all steps."""
    for step in steps:
        reading = step(reading)
    return reading
