"""The worker beside a database that comes and goes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path


def test_it_waits_for_a_database_that_does_not_answer(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": f"postgresql://duijie@127.0.0.1:{port}/duijie"}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "duijie.config.worker"],
        env=environment | {"DUIJIE_VAR_DIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stderr is not None
        assert any("waits for the database" in line for line in worker.stderr)
        assert worker.poll() is None
        worker.terminate()
