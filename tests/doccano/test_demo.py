"""`make doccano`: a project with documents waits; Ctrl-C stops it, and the next start has all of it again."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policy_ner.doccano.client import UnreachableError
from policy_ner.doccano.project import find
from server.demo import PROJECT, samples
from server.process import free_port, installed
from tests.doccano.conftest import HOW_TO, PASSWORD, Site
from tests.readme import ROOT


@pytest.mark.skipif(not installed(), reason=HOW_TO)
def test_it_starts_waits_stops_and_keeps_its_data(tmp_path: Path) -> None:
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}")
    command = [sys.executable, "-m", "server.demo", "--port", str(port), "--folder", str(tmp_path)]
    for new in (len(samples()), 0):
        environment = {"PATH": "/usr/bin:/bin", "POLICY_NER_DOCCANO_PASSWORD": PASSWORD}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as demo:
            assert demo.stdout is not None
            said = [demo.stdout.readline() for _ in range(4)]
            assert f"Project {PROJECT}: {new} new pre-annotated documents" in said[2], said
            server = site.login("wang")
            assert len(server.examples(find(server, PROJECT))) == len(samples()) > 10
            demo.send_signal(signal.SIGINT)
            assert demo.wait(60) == 0
        with pytest.raises(UnreachableError):
            site.login()
