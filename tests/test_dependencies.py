"""Every pinned dependency has its hash and a licence that fits."""

from __future__ import annotations

import importlib.util
import re
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
UNNAMED = {"tzdata": "zones, where the system has none", "setuptools": "installs the package"}


@pytest.fixture(scope="module")
def checking() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dependencies_script", REPOSITORY / "scripts" / "dependencies.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_pins_hold(checking: ModuleType) -> None:
    assert checking.troubles() == []


def test_a_pin_without_a_hash_an_open_one_and_a_licence_that_does_not_fit_are_named(
    checking: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = f"--hash=sha256:{'a' * 64}"
    (tmp_path / "run.txt").write_text(
        f"django==5.2 \\\n    {whole}\n    # via x\nninja==1.0\nflask>=2 \\\n    {whole}\n"
    )
    monkeypatch.setattr(checking, "ALLOWED", frozenset({"MIT"}))
    assert checking.troubles(tmp_path) == [
        "run.txt: django is under BSD-3-Clause.",
        "run.txt: ninja has no hash.",
        "run.txt: flask>=2 is not pinned.",
    ]


def test_one_of_several_licences_is_enough_and_all_of_a_sum_are_needed(checking: ModuleType) -> None:
    assert checking._expression("MIT OR GPL-2.0-only") == [["MIT", "GPL-2.0-only"]]
    assert checking._expression("MIT AND (Zlib OR GPL-2.0-only)") == [["MIT"], ["Zlib", "GPL-2.0-only"]]


def test_what_is_required_is_used() -> None:
    """By a name that stands in the code: an import, an application of Django, a package whose files are read."""
    modules: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            modules.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(module)
    words = {
        word
        for path in (REPOSITORY / "src").rglob("*.py")
        for word in re.findall(r"[A-Za-z_]\w*", path.read_text(encoding="utf-8"))
    }
    required = re.findall(r"^[\w-]+", (REPOSITORY / "requirements" / "run.in").read_text(), re.MULTILINE)
    assert len(required) > 40
    assert [name for name in required if name not in UNNAMED and not modules[name.lower()] & words] == []
