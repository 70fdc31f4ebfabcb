"""Rebuilding beside what serves, and what happens when something breaks on the way."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import lancedb
import pytest

from duijie.core.errors import InvalidInput, NotFound, Unavailable
from duijie.core.text import terms
from duijie.matching.store import PassageStore, Versions
from duijie.matching.types import Facets, Filter, Passage

pytestmark = pytest.mark.usefixtures("in_english")
SRC = Path(__file__).resolve().parents[3] / "src"


def passage(document: str, text: str) -> Passage:
    return Passage(f"{document}#0", document, "project", "", 0, "", text, ((0, len(text)),))


def fill(path: Path | str, text: str) -> None:
    PassageStore.create(path, {"v": 2}).put_words([(passage("d", text), Facets())])


def serving(versions: Versions, text: str) -> list[str]:
    store = PassageStore.open(versions.current())
    return [hit.document for hit in store.lexical(terms(text), where=Filter(), k=5)]


def folders(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.is_dir()}


def test_before_the_first_build_the_command_to_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="duijie index rebuild"):
        Versions(tmp_path / "none").current()
    with pytest.raises(Unavailable, match="duijie index rebuild"):
        PassageStore.open(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unavailable, match="duijie index rebuild"):
        PassageStore.open(tmp_path / "empty")


def test_a_new_version_serves_when_it_is_complete_and_the_one_before_stays_for_who_reads_it(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "index")
    for text in ("first", "second", "third"):
        with versions.build() as building:
            fill(building.path, text)
            if text != "first":
                assert serving(versions, text) == []
        assert serving(versions, text) == ["d"]
    assert folders(versions.root) == set(versions.names())
    assert len(versions.names()) == 2


def test_an_error_on_the_way_leaves_the_old_one_serving_and_nothing_behind(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "index")
    with versions.build() as building:
        fill(building.path, "old")
    before = folders(versions.root)
    with pytest.raises(ZeroDivisionError), versions.build() as building:
        fill(building.path, "new")
        raise ZeroDivisionError
    assert serving(versions, "old") == ["d"]
    assert folders(versions.root) == before


def test_a_version_that_the_platform_names_is_kept_and_only_complete_ones_can_serve(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "index")
    made = []
    for text in ("a", "b"):
        with versions.build(activate=False) as building:
            fill(building.path, text)
            with pytest.raises(NotFound):
                versions.activate(building.name)
        made.append(building.name)
    with pytest.raises(Unavailable):
        versions.current()
    versions.activate(made[0])
    assert versions.sweep(in_use=[made[1]]) == []
    assert versions.sweep() == [made[1]]
    with pytest.raises(NotFound, match="no complete version"):
        versions.activate("../../etc")


def test_a_pointer_that_says_nonsense_is_no_index(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for said in ("../elsewhere", "20250101T000000-abcdef", ""):
        (tmp_path / "CURRENT").write_text(said)
        with pytest.raises(Unavailable):
            versions.current()


def test_killing_a_rebuild_leaves_the_old_one_serving_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "index")
    with versions.build() as building:
        fill(building.path, "old and proven")
    old = versions.current().name
    script = textwrap.dedent(
        """
        import itertools, sys
        from duijie.matching.store import PassageStore, Versions
        from duijie.matching.types import Facets, Passage

        with Versions(sys.argv[1]).build() as building:
            store = PassageStore.create(building.path, {"v": 2})
            for n in itertools.count():
                rows = [Passage(f"{n}.{i}#0", f"{n}.{i}", "project", "", 0, "", "new", ((0, 3),)) for i in range(50)]
                store.put_words((row, Facets()) for row in rows)
                store.put_vectors("v", [row.id for row in rows], [[1, 2]] * 50)
                print(store.counts()["words"], flush=True)
        """
    )
    rebuild = subprocess.Popen(
        [sys.executable, "-c", script, str(versions.root)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SRC)},
        text=True,
    )
    try:
        assert rebuild.stdout is not None
        while int(rebuild.stdout.readline() or "1000") < 150:
            pass
        assert rebuild.poll() is None
        half = folders(versions.root) - {old}
        assert len(half) == 1
        # Another rebuild, which fails, leaves one that is alive alone.
        with pytest.raises(ZeroDivisionError), versions.build():
            raise ZeroDivisionError
        assert half <= folders(versions.root)
    finally:
        rebuild.send_signal(signal.SIGKILL)
        rebuild.wait()
        if rebuild.stdout:
            rebuild.stdout.close()
    assert versions.current().name == old
    assert serving(versions, "old and proven") == ["d"]
    assert serving(versions, "new") == []
    assert versions.names() == [old]
    with versions.build() as building:
        assert not half & folders(versions.root)
        fill(building.path, "brand new")
    assert serving(versions, "brand new") == ["d"]


def test_a_full_disk_is_said_in_one_sentence_and_the_index_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PassageStore.create(tmp_path / "index", {"v": 2})
    store.put_words([(passage("d", "before"), Facets())])

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    table = type(store._words)
    for method in ("add", "merge_insert"):
        monkeypatch.setattr(table, method, full)
    for attempt in (
        lambda: store.put_words([(passage("e", "after"), Facets())]),
        lambda: store.put_words([(passage("d", "after"), Facets())]),
        lambda: store.put_vectors("v", ["d#0"], [[1, 2]]),
        lambda: store.put_words([(passage("d", "before"), Facets(visibility="private"))]),
    ):
        with pytest.raises(Unavailable, match="disk is full"):
            attempt()
    monkeypatch.undo()
    again = PassageStore.open(tmp_path / "index")
    assert again.counts() == {"words": 1, "v": 0}
    assert [hit.document for hit in again.lexical(terms("before"), where=Filter(), k=5)] == ["d"]


def in_a_process(code: str, *arguments: object) -> str:
    """Run ``code`` with ``store`` open on the first argument; give what it printed."""
    script = (
        "import os, resource, signal, sys\n"
        "from duijie.core.errors import Unavailable\n"
        "from duijie.core.text import terms\n"
        "from duijie.matching.store import PassageStore\n"
        "from duijie.matching.types import Facets, Filter, Passage\n"
        "store = PassageStore.open(sys.argv[1])\n"
        "def find(word):\n"
        "    return [hit.document for hit in store.lexical(terms(word), where=Filter(), k=5)]\n"
        "def put(document, text):\n"
        "    store.put_words([(Passage(document + '#0', document, 'project', '', 0, '', text, ()), Facets())])\n"
        "find('before')\n"
    ) + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )
    return done.stdout


def test_a_folder_that_may_not_be_written_is_named_and_still_answers() -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        store = PassageStore.create(index, {"v": 2})
        store.put_words([(passage("d", "before"), Facets())])
        Path(folder).chmod(0o755)
        everything = [index, *index.rglob("*")]
        for path in everything:
            path.chmod(0o555 if path.is_dir() else 0o444)
        said = in_a_process(
            """
            if os.geteuid() == 0:
                os.setuid(65534)  # root may write everywhere
            try:
                put("e", "after")
            except Unavailable as error:
                print(error)
            print(find("before"), find("after"))
            """,
            index,
        )
        for path in everything:
            path.chmod(0o755 if path.is_dir() else 0o644)
        assert "may not be written" in said
        assert "['d'] []" in said
        assert store.counts()["words"] == 1


def test_a_write_that_the_system_cuts_short_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    store = PassageStore.create(tmp_path / "index", {"v": 2})
    store.put_words([(passage("d", "before"), Facets())])
    said = in_a_process(
        """
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, resource.RLIM_INFINITY))
        for document in ("e", "d"):
            try:
                put(document, "after " + os.urandom(200_000).hex())
            except Unavailable as error:
                print(error)
        print(find("before"), find("after"))
        """,
        tmp_path / "index",
    )
    assert said.count("disk is full") == 2
    assert "['d'] []" in said
    assert store.counts() == {"words": 1, "v": 0}
    store.put_words([(passage("e", "room again"), Facets())])
    assert PassageStore.open(tmp_path / "index").counts()["words"] == 2


def test_a_place_that_cannot_hold_an_index_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(Unavailable, match="could not be created"):
        PassageStore.create(blocked / "index", {"v": 2})
    with pytest.raises(Unavailable, match="could not be built"), Versions(blocked).build():
        pass


def test_an_index_is_not_made_over_another_nor_with_impossible_spaces(tmp_path: Path) -> None:
    PassageStore.create(tmp_path / "index", {"v": 2})
    with pytest.raises(InvalidInput, match="already"):
        PassageStore.create(tmp_path / "index", {"v": 2})
    for spaces in ({"../v": 2}, {"v": 0}, {"": 3}):
        with pytest.raises(InvalidInput):
            PassageStore.create(tmp_path / "other", spaces)


def test_a_half_created_index_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("duijie.matching.store.folding.prepare", killed)
    with pytest.raises(KeyboardInterrupt):
        PassageStore.create(tmp_path / "index", {"v": 2})
    with pytest.raises(Unavailable, match="no complete index"):
        PassageStore.open(tmp_path / "index")


def test_an_index_of_another_layout_asks_for_a_rebuild(tmp_path: Path) -> None:
    import pyarrow as pa

    table = pa.table({"id": ["x"]}).replace_schema_metadata({"duijie.layout": "0"})
    lancedb.connect(tmp_path).create_table("words", table)
    with pytest.raises(Unavailable, match=r"layout 0.*duijie index rebuild"):
        PassageStore.open(tmp_path)


def test_what_another_process_writes_is_found_soon(tmp_path: Path) -> None:
    reader = PassageStore.create(tmp_path / "index", {"v": 2})
    assert reader.lexical(terms("elsewhere"), where=Filter(), k=5) == []
    script = textwrap.dedent(
        """
        import sys
        from duijie.matching.store import PassageStore
        from duijie.matching.types import Facets, Passage

        store = PassageStore.open(sys.argv[1])
        store.put_words([(Passage("e#0", "e", "project", "", 0, "", "written elsewhere", ((0, 17),)), Facets())])
        store.put_vectors("v", ["e#0"], [[1, 2]])
        """
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "index")], check=True, env={**os.environ, "PYTHONPATH": str(SRC)}
    )
    # Two seconds is what the platform promises.
    time.sleep(2)
    assert [hit.document for hit in reader.lexical(terms("elsewhere"), where=Filter(), k=5)] == ["e"]
    assert [hit.document for hit in reader.nearest("v", [1, 2], where=Filter(), k=5)] == ["e"]
