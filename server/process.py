"""Starts and stops a doccano server: SQLite, one web process, one worker, reached from this machine only."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venvs" / "doccano"
HOST = "127.0.0.1"
_UP, _DOWN = 120.0, 20.0  # seconds to wait, at most
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Doccano:
    """A server whose data lies in a folder; start it again on the folder, and all is there.

    Args:
        folder: Made if it is not there.
        port: To listen on; a free one if 0.
        environment: The virtual environment with doccano in it.
    """

    def __init__(self, folder: Path, port: int = 0, environment: Path = ENVIRONMENT) -> None:
        self.folder, self.programs = folder.resolve(), environment.resolve() / "bin"
        self.port = port or free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self, admin: Mapping[str, str], users: Mapping[str, str]) -> None:
        """Make the accounts (name: password), then start both processes and wait until they answer.

        Raises:
            RuntimeError: The server does not come up; its logs are in the folder.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        accounts = json.dumps({"admin": dict(admin), "users": dict(users)}).encode()
        with self._log("prepare") as log:
            command = [self.programs / "python", Path(__file__).with_name("prepare.py")]
            done = subprocess.run(command, input=accounts, stdout=log, stderr=log, env=self._environment(), check=False)
        if done.returncode:
            raise RuntimeError(f"doccano does not start: see {self.folder / 'prepare.log'}")
        self.start_web()
        self.start_worker()
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise

    def start_web(self) -> None:
        """Start the process that answers; doccano's own command for it would listen on every network."""
        backend = subprocess.check_output(
            [self.programs / "python", "-c", "import backend; print(backend.__path__[0])"], text=True
        )
        options = ("--chdir", backend.strip(), "--bind", f"{HOST}:{self.port}", "--workers", "1", "--threads", "4")
        self.web = self._start("web", self.programs / "gunicorn", *options, "--timeout", "120", "config.wsgi")

    def start_worker(self) -> None:
        """Start the process that imports and exports."""
        self.worker = self._start("worker", self.programs / "doccano", "task", "--concurrency", "1")

    def wait(self) -> None:
        """Return once web process, database and worker answer."""
        end = time.monotonic() + _UP
        while time.monotonic() < end:
            for name, process in (("web", self.web), ("worker", self.worker)):
                if process and process.poll() is not None:
                    raise RuntimeError(f"doccano stopped by itself: see {self.folder / f'{name}.log'}")
            with contextlib.suppress(OSError, urllib.error.URLError):
                if _DIRECT.open(f"{self.url}/v1/health/?format=json", timeout=10).status == 200:
                    return
            time.sleep(0.2)
        raise RuntimeError(f"doccano does not answer: see the logs in {self.folder}")

    def stop(self) -> None:
        """Stop both processes."""
        self.stop_worker()
        self.stop_web()

    def stop_web(self) -> None:
        """Stop the process that answers."""
        self.web = _end(self.web)

    def stop_worker(self) -> None:
        """Stop the process that imports and exports."""
        self.worker = _end(self.worker)

    def _start(self, name: str, *command: str | Path) -> subprocess.Popen[bytes]:
        with self._log(name) as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment(),
                start_new_session=True,  # so that Ctrl-C comes to us alone, and both end in order
            )  # fmt: skip

    def _log(self, name: str) -> IO[bytes]:
        return (self.folder / f"{name}.log").open("ab")

    def _environment(self) -> dict[str, str]:
        home = self.folder
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
        return kept | {
            "HOME": str(home), "DOCCANO_HOME": str(home), "MEDIA_ROOT": str(home / "media"),
            "DATABASE_URL": f"sqlite:///{home / 'db.sqlite3'}", "STANDALONE": "True", "DEBUG": "False",
            "DJANGO_SETTINGS_MODULE": "config.settings.production", "SECRET_KEY": self._secret(),
            "OMP_NUM_THREADS": "1",
        }  # fmt: skip

    def _secret(self) -> str:
        """By which the server signs its sessions; kept, so that they outlast a restart."""
        path = self.folder / "secret_key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32), encoding="ascii")
        return path.read_text(encoding="ascii")


def _end(process: subprocess.Popen[bytes] | None) -> None:
    """Ask a process to end, and end it where it does not."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_DOWN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def installed() -> bool:
    """Whether the server's environment is there."""
    return sys.platform != "win32" and (ENVIRONMENT / "ready").exists()
