"""Secrets come from the environment, or are made on the machine; none is in the repository."""

from __future__ import annotations

import re
import secrets
import subprocess
from pathlib import Path

import pytest

from duijie.config.env import Env, secret_key
from duijie.core.errors import InvalidInput

REPOSITORY = Path(__file__).resolve().parents[2]
_KEY = re.compile(r"BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}")
_WRITTEN = re.compile(r"""(?i)\b\w*(?:secret_?key|password|api_key|token)\w*\s*=\s*["'][^"'\s{}%<]{12,}["']""")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True)
    names = listed.stdout.splitlines() if listed.returncode == 0 else []
    return [REPOSITORY / name for name in names] or [path for path in REPOSITORY.rglob("*") if path.is_file()]


def test_no_key_is_in_the_repository() -> None:
    found = []
    for path in _tracked():
        if path.suffix in (".py", ".toml", ".md", ".txt", ".html", ".json", ".cfg", ".sh", "") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            if path != Path(__file__) and _KEY.search(text):
                found.append(str(path))
            if "src" in path.parts and path.suffix == ".py":
                found += [f"{path.name}: {one}" for one in _WRITTEN.findall(text)]
    assert found == []


def test_no_secret_has_a_value_of_its_own() -> None:
    secrets = [name for name in Env.model_fields if re.search(r"secret|password|_key$|token", name)]
    assert secrets
    assert {name: Env.model_fields[name].default for name in secrets} == dict.fromkeys(secrets, "")


def test_without_a_key_one_is_made_for_this_machine_alone(tmp_path: Path) -> None:
    one = secret_key(Env.model_validate({"var_dir": tmp_path / "a", "secret_key": ""}))
    assert len(one) >= 50
    assert secret_key(Env.model_validate({"var_dir": tmp_path / "a", "secret_key": ""})) == one, "kept"
    assert secret_key(Env.model_validate({"var_dir": tmp_path / "b", "secret_key": ""})) != one
    kept = [path for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept), "readable by its owner only"


def test_processes_that_start_together_get_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = Env.model_validate({"var_dir": tmp_path, "secret_key": ""})
    between: list[str] = []
    token = secrets.token_urlsafe

    def another_comes_first(size: int) -> str:
        if not between:
            between.append("")
            between[0] = secret_key(env)
        return token(size)

    monkeypatch.setattr(secrets, "token_urlsafe", another_comes_first)
    assert secret_key(env) == between[0] == secret_key(env)
    assert len(between[0]) >= 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_an_emptied_key_is_said_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("\n")
    with pytest.raises(InvalidInput, match="is empty"):
        secret_key(Env.model_validate({"var_dir": tmp_path, "secret_key": ""}))
    assert (tmp_path / "secret_key").read_text() == "\n"
