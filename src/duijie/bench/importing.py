"""``duijie bench import``: how long an import takes and how much memory it needs."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from duijie.core.errors import Unavailable

_WORDS = (
    "膜 污染 废水 回用 催化 臭氧 纳滤 传感器 电池 隔膜 焊接 缺陷 检测 图像 识别 模型 参数 优化 温度 压力 强度 "
    "涂层 合金 腐蚀 疲劳 土壤 水稻 病害 育种 发酵 蛋白 提取 药物 靶向 临床 康复 机器人 控制 振动 噪声"
).split()
_ENGLISH = "membrane sensor control catalyst yield coating alloy fatigue crop vaccine robot signal noise".split()


def rows(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Projects with a title and an abstract of 200 to 400 characters, a tenth of them English."""
    dice = random.Random(seed)  # noqa: S311 - test data
    for number in range(count):
        if number % 10 == 9:
            text = ". ".join(" ".join(dice.choices(_ENGLISH, k=9)) for _sentence in range(6)) + "."
            title = " ".join(dice.choices(_ENGLISH, k=6))
        else:
            text = "。".join("".join(dice.choices(_WORDS, k=12)) for _sentence in range(dice.randint(8, 16))) + "。"
            title = "".join(dice.choices(_WORDS, k=8))
        yield {
            "external_id": f"bench-{seed}-{number}",
            "title": f"{title} {number}",
            "summary": text,
            "trl": dice.randint(1, 9),
            "fields": [f"2.{dice.randint(1, 11)}"],
            "places": ["330600"],
            "keywords": dice.choices(_WORDS, k=3),
        }


def run_import_bench(count: int = 100_000, format: str = "jsonl") -> dict[str, Any]:
    """Import ``count`` projects, once as new rows and once more unchanged, in a process of its own.

    Needs a database; everything happens in a transaction that is taken back at the end.

    Returns:
        ``{"rows", "format", "seconds", "rows_per_second", "again_seconds", "peak_rss_mb",
        "first_rss_mb"}``: ``first_rss_mb`` is the memory after the first 5,000 rows, to show that
        it does not grow with the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rows.{format}"
        _write(path, count)
        process = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", "duijie.bench.importing", str(path)],
            check=False,
            stdout=subprocess.PIPE,
            text=True,
        )
        if process.returncode:
            raise Unavailable("The bench did not finish; its own words are above.")
        result: dict[str, Any] = json.loads(process.stdout.strip().splitlines()[-1])
    return {"rows": count, "format": format, **result}


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    return (
        f"{result['rows']:,} rows ({result['format']}): {result['seconds']:.0f} s, "
        f"{result['rows_per_second']:.0f} rows/s; again, unchanged: {result['again_seconds']:.0f} s; "
        f"peak memory {result['peak_rss_mb']:.0f} MB ({result['first_rss_mb']:.0f} MB after the first rows)"
    )


def _write(path: Path, count: int) -> None:
    from duijie.library.exchange.columns import COLUMNS
    from duijie.library.exchange.values import BLANK
    from duijie.library.exchange.writers import open_writer

    columns = [column for column in COLUMNS["project"] if column.name in next(rows(1))]
    with path.open("wb") as file, open_writer(file, path.suffix[1:], columns) as (writer, _book):
        for row in rows(count):
            read = {column.name: column.type.read(row[column.name]) for column in columns}
            writer.row({name: "" if value is BLANK else value for name, value in read.items()})


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measure(path: Path) -> dict[str, Any]:
    import django

    django.setup()
    from django.db import transaction

    from duijie.library.exchange import run_import
    from duijie.registry.models import Community
    from duijie.registry.services import create_community

    first = 0.0

    def progress(done: int, share: float) -> None:
        nonlocal first
        if done == 5000 or not first:
            first = _memory()

    times = []
    with transaction.atomic():
        root = Community.objects.filter(parent=None).first()
        slug = f"bench-{uuid.uuid4().hex[:8]}"
        community = create_community(actor=None, parent=root, slug=slug, name_zh="导入测速")
        for _pass in range(2):
            begin = time.perf_counter()
            report = run_import(path=path, kind="project", community=community, progress=progress)
            times.append(time.perf_counter() - begin)
        transaction.set_rollback(True)
    if not report.ok or report.unchanged != report.rows:
        raise SystemExit(f"the import went wrong: {report.as_dict()}")
    return {
        "seconds": times[0],
        "rows_per_second": report.rows / times[0],
        "again_seconds": times[1],
        "peak_rss_mb": _memory(),
        "first_rss_mb": first,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure(Path(sys.argv[1]))) + "\n")
