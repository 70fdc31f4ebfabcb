"""The bench of the repairs: pages are damaged as said, and what comes back is counted."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from duijie.bench import damage, repair
from duijie.bench.command import repair as command
from duijie.bench.damage import Page
from duijie.core.errors import InvalidInput
from duijie.reading import read_bytes

TEXT = next(s.text for s in repair.samples("prose") if s.name == "zh-meeting")


def test_samples_are_parted_and_none_is_said_twice() -> None:
    prose = [*repair.samples("prose"), *repair.samples("plain")]
    assert {s.part for s in prose} == {"look", "held"}
    assert len({s.name for s in prose}) == len({s.text for s in prose}) == len(prose)
    assert len(repair.samples("prose")) >= 40
    assert {s.language for s in prose} == {"zh-Hans", "zh-Hant", "en"}


def test_the_same_seed_makes_the_same_page() -> None:
    pages = [damage.controls(Page.of(TEXT), random.Random(seed)).text for seed in (1, 1, 2)]
    assert pages[0] == pages[1] != pages[2]


@pytest.mark.parametrize("kind", sorted(repair._ways(repair.samples("prose"))))
def test_every_kind_of_damage_does_damage(kind: str) -> None:
    prose = [s for s in repair.samples("prose") if s.part == "look"]
    ways, languages = repair._ways(prose)[kind]
    pages = [(s, repair._damaged(s, ways, repair.SEED, kind)) for s in prose if s.language in languages]
    assert any(page.to_bytes() != s.text.encode() for s, page in pages)
    assert all(page.truths and all(page.truths) for _, page in pages)


def test_what_is_lost_is_counted() -> None:
    page = Page.of(TEXT)
    (whole,) = read_bytes(TEXT.encode())
    (cut,) = read_bytes(TEXT.replace("286", "28").encode())
    assert repair.lost_characters(page, [whole]) == 0
    assert repair.lost_characters(page, [cut]) == 1
    assert repair.lost_characters(page, []) == len(repair.flat(TEXT))


def test_where_lines_end_is_no_matter_but_for_words() -> None:
    assert repair.flat("会议\n指出， 要") == repair.flat("会议指出，要")
    assert repair.flat("a harbour\ncity") == "a harbour city" != repair.flat("a harbourcity")


def test_held_out_text_comes_back_and_sound_text_is_left_alone() -> None:
    result = repair.run_repair()
    assert result["total"]["restored"] >= 0.999
    assert result["total"]["undone"] == 1.0
    assert result["undamaged"]["changed"] == result["undamaged"]["labelled"] == 0
    assert all(row["restored"] >= 0.99 for row in result["damage"])


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    done = CliRunner().invoke(command, ["--text", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    result = json.loads(done.output)
    assert result["texts"] == result["undamaged"]["texts"] == 1
    assert result["total"]["restored"] >= 0.999
    with pytest.raises(InvalidInput, match="clean texts"):
        repair.of_folder(tmp_path / "none")
