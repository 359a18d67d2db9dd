"""What annotators made of documents, fetched from a project."""

from __future__ import annotations

from collections.abc import Iterable

from policy_ner.doccano.client import Project, Server
from policy_ner.doccano.pulled import Pulled, collect
from policy_ner.errors import UsageError
from policy_ner.formats.doccano_rows import read_rows
from policy_ner.formats.readers import OnError
from policy_ner.formats.records import Document


def fetch(server: Server, project: Project, on_error: OnError, *, confirmed: bool = True) -> Pulled:
    """The rows of a project, each text once; annotators who have neither marked nor confirmed anything are left out.

    Args:
        server: Of an admin of the project.
        project: See `project.find`.
        on_error: Called for each row that can't be read, and for each text that is there twice.
        confirmed: Only what was confirmed; where annotators work apart, by each of them.

    Raises:
        ServerError: The server does not do it.
    """
    exports = server.download(project, confirmed=confirmed)
    if not project.collaborative and not confirmed:
        done = server.progress(project)
        exports = {name: lines for name, lines in exports.items() if done.get(name) or _has_spans(lines)}
    return collect(exports, server.url, on_error)


def fetch_by_annotator(
    server: Server, project: Project, on_error: OnError, *, confirmed: bool = True
) -> dict[str, list[Document]]:
    """The documents of each annotator of a project with separate annotations; see `fetch`.

    Raises:
        UsageError: The project's annotations are shared.
        ServerError: The server does not do it.
    """
    if project.collaborative:
        what = f"the annotations of the project {project.name!r} are shared: they are nobody's own"
        raise UsageError(what, "Make one with: policy-ner doccano init --separate --project NAME")
    return fetch(server, project, on_error, confirmed=confirmed).documents()


def _has_spans(lines: Iterable[str]) -> bool:
    return any(row.document.entities or row.problems for row in read_rows(lines, "", lambda _: None))
