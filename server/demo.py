"""`make doccano`: a server with a project, two annotators and pre-annotated documents, until Ctrl-C.

Its data stays in `.doccano/`. The documents are texts of our corpus.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from policy_ner.cli.loading import load_tagger
from policy_ner.doccano.client import Server
from policy_ner.doccano.project import default_guideline, find, init
from policy_ner.doccano.push import push
from policy_ner.errors import PolicyNerError
from policy_ner.formats.annotated import read_marked
from policy_ner.formats.records import Document
from server.process import ROOT, Doccano

PROJECT = "policy-ner"
ADMIN, ANNOTATORS = "admin", ("wang", "li")


def samples() -> list[Document]:
    """Texts of the corpus without their marks."""
    return [Document(document.id, document.text) for document in read_marked(ROOT / "corpus" / "dev")]


def fill(url: str, password: str, documents: list[Document]) -> int:
    """Make the project and send the documents; returns how many were new."""

    def refuse(error: PolicyNerError) -> None:
        raise error

    server = Server(url, ADMIN, password)
    init(server, PROJECT, default_guideline(), dict.fromkeys(ANNOTATORS, "annotator"), separate=False)
    return len(push(server, find(server, PROJECT), load_tagger()(documents), refuse).sent)


def main() -> None:
    """Start, fill, and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=ROOT / ".doccano", help="where its data stays")
    arguments = parser.parse_args()
    password = os.environ.get("POLICY_NER_DOCCANO_PASSWORD", "password")
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    doccano = Doccano(arguments.folder, arguments.port)
    print("Starting doccano: some ten seconds", flush=True)
    try:
        doccano.start({ADMIN: password}, dict.fromkeys(ANNOTATORS, password))
        new = fill(doccano.url, password, samples())
        print(f"doccano is at {doccano.url}, reached from this machine only.")
        print(f"Project {PROJECT}: {new} new pre-annotated documents. Annotators {', '.join(ANNOTATORS)}; {ADMIN}.")
        print("Their password is POLICY_NER_DOCCANO_PASSWORD of the first start, else: password. Ctrl-C stops it.")
        sys.stdout.flush()
        over.wait()
    except (RuntimeError, PolicyNerError) as error:
        sys.exit(str(error))
    finally:
        doccano.stop()
    print("Stopped. The data stays in", arguments.folder)


if __name__ == "__main__":
    main()
