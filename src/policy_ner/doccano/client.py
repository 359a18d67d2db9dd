"""The one file that talks to doccano: `doccano-client` for logging in, projects and label types, requests for the rest.

Made for doccano 1.8 and doccano-client 1.1.1, which resolves beside pydantic 2. That client follows no task, confirms
nothing, takes a failed login or a web page for an answer, and reads lists five rows at a time: every request, its own
too, goes through a session that checks the answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from doccano_client.beta import DoccanoClient
from doccano_client.beta.controllers import SpanTypesController
from doccano_client.beta.models import Project as NewProject
from doccano_client.beta.models import SpanType

from policy_ner.errors import DataError, ServerError, UsageError
from policy_ner.formats.doccano_jsonl import KEY, LABEL, TEXT, text_key
from policy_ner.formats.doccano_rows import read_zip

TYPE = "SequenceLabeling"
_CONNECT, _ANSWER = 10, 120  # seconds
_PATIENCE = 20.0  # seconds that a server may be away while it works on a task, as in a restart
_POLL = (0.1, 0.5)  # seconds from one question to the next: at first, at most
_PAGE = 1000
_NO_JSON: dict[str, Any] = {"content-type": None, "accept": "*/*"}  # in place of the client's own headers
_VERSION = "This works with doccano 1.8. Is the address that of doccano itself, without /projects/…?"
_T = TypeVar("_T")


class UnreachableError(ServerError):
    """No answer at all."""


class RefusedError(ServerError):
    """The server answered, and said no.

    Args:
        status: Of HTTP.
    """

    def __init__(self, message: str, hint: str, status: int) -> None:
        super().__init__(message, hint)
        self.status = status


class TaskFailedError(ServerError):
    """The server's worker gave a task up."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project on the server.

    Args:
        id: The server's number.
        name: As people see it.
        kind: doccano's name of the type; ours is `TYPE`.
        collaborative: All annotators work on the same annotations; else each has their own.
        graphemes: Its page counts graphemes instead of UTF-16 units.
        overlapping: Spans may overlap.
        guideline: Markdown.
    """

    id: int
    name: str
    kind: str
    collaborative: bool
    graphemes: bool
    overlapping: bool
    guideline: str


@dataclass(frozen=True, slots=True)
class Example:
    """A document on the server.

    Args:
        id: The server's number.
        text: As it is there now.
        keys: The text's hash, and the one under which it was sent.
        meta: Whatever else was sent.
        confirmed: By anyone; in a project with separate annotations, by who asks.
        comments: How many there are.
        upload: The file that it came in.
    """

    id: int
    text: str
    keys: frozenset[str]
    meta: Mapping[str, Any]
    confirmed: bool
    comments: int
    upload: str


class _Session(requests.Session):
    """Every request with a time limit, every answer checked."""

    def __init__(self, base: str, user: str) -> None:
        super().__init__()
        self.base, self.user = base, user

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", (_CONNECT, _ANSWER))
        try:
            response = super().request(method, url, *args, **kwargs)
        except requests.Timeout:
            raise UnreachableError(f"{self.base}: no answer in time", "Is the server overloaded? Try again.") from None
        except requests.ConnectionError:
            hint = "Check the address (--server) and that the server runs; `make doccano` starts one."
            raise UnreachableError(f"{self.base}: no server answers there", hint) from None
        except requests.RequestException as error:
            raise UnreachableError(f"{self.base}: {error}", "As in --server http://127.0.0.1:8000") from None
        self._check(response)
        return response

    def _check(self, response: requests.Response) -> None:
        asked = f"{response.request.method} {urlsplit(response.request.url or '').path}"
        html = "text/html" in response.headers.get("content-type", "")
        status = response.status_code
        if status < 400 and not html:
            return
        if status < 400:
            raise ServerError(f"{self.base}: a web page came where data was due ({asked})", _VERSION)
        moved = f" The server moved us to {response.url}: use its address." if response.history else ""
        said = "" if html else f": {response.text[:300]}"
        if status in (401, 403):
            hint = "Annotators may not; ask for the role project_admin in the project, or log in as another user."
            raise RefusedError(f"{self.base}: {self.user!r} has no rights for {asked}{said}", hint + moved, status)
        hint = "See the log of the server." if status >= 500 else _VERSION
        raise RefusedError(f"{self.base}: {asked} gave status {status}{said}", hint + moved, status)


class Server:
    """A doccano server, logged in to.

    Args:
        url: Such as `http://127.0.0.1:8000`.
        user: Name of the account.
        password: Used once, kept nowhere.
        wait: Seconds that a task may take.
        report: Called with words on what is waited for.

    Raises:
        UsageError: The address is none, or holds a password.
        ServerError: No doccano answers there, or it does not let the user in.
    """

    def __init__(
        self, url: str, user: str, password: str, *, wait: float = 120, report: Callable[[str], None] = lambda _: None
    ) -> None:
        self.url, self.user, self.wait, self.report = _address(url), user, wait, report
        self.session = _Session(self.url, user)
        self._client = DoccanoClient(self.url)
        self.session.headers.update(self._client.client_session.headers)
        self._client.client_session = self.session
        try:
            with _as_expected():
                self._client.login(user, password)
        except RefusedError as error:
            if error.status not in (400, 401, 403):
                raise
            what = f"{self.url}: {user!r} can't log in: the name or the password is wrong"
            raise ServerError(what, "Check --user and POLICY_NER_DOCCANO_PASSWORD.") from None
        if _field(self._get("me"), "username", str) != user:
            raise ServerError(f"{self.url}: logged in as another user than {user!r}", _VERSION)

    def projects(self, name: str) -> list[Project]:
        """The projects with this name that the user is a member of."""
        return [_project(raw) for raw in self._pages("projects") if raw.get("name") == name]

    def create_project(self, name: str, description: str, guideline: str, *, collaborative: bool) -> Project:
        """Make a project for spans that may not overlap."""
        new = NewProject(name, description, TYPE, guideline=guideline, collaborative_annotation=collaborative)
        with _as_expected():
            made = self._client.projects.create(new)
        return _project(self._get(f"projects/{made.id}"))

    def set_guideline(self, project: Project, guideline: str) -> None:
        """Replace the guideline."""
        self._send("PATCH", f"projects/{project.id}", {"guideline": guideline, "resourcetype": f"{TYPE}Project"})

    def label_types(self, project: Project) -> dict[str, SpanType]:
        """The label types by their names."""
        with _as_expected():
            found = list(SpanTypesController(self._url(project), self.session).all())
        return {each.span_type.text: each.span_type for each in found}

    def set_label_types(self, project: Project, labels: Iterable[Mapping[str, str]]) -> None:
        """Make label types, or give those of the same name these colours and keys."""
        types = SpanTypesController(self._url(project), self.session)
        with _as_expected():
            there = {found.span_type.text: found for found in types.all()}
            for new in (SpanType(**label) for label in labels):
                found = there.get(new.text)
                if found is None:
                    types.create(new)
                elif found.span_type != new:
                    found.span_type = new
                    types.update([found])

    def _url(self, project: Project) -> str:
        return f"{self.url}/v1/projects/{project.id}"

    def users(self, project: Project) -> dict[str, int]:
        """Everyone who has an account, by name."""
        found = _list(self._get("users", project_id=project.id))
        return {_field(user, "username", str): _field(user, "id", int) for user in found}

    def members(self, project: Project) -> dict[str, str]:
        """The role of each member by their name."""
        found = _list(self._get(f"projects/{project.id}/members"))
        return {_field(member, "username", str): _field(member, "rolename", str) for member in found}

    def set_member(self, project: Project, user: int, role: str) -> None:
        """Make a user a member, or give a member another role."""
        roles = {_field(raw, "name", str): _field(raw, "id", int) for raw in _list(self._get("roles"))}
        path = f"projects/{project.id}/members"
        old = next((raw for raw in _list(self._get(path)) if raw.get("user") == user), None)
        method, path = ("POST", path) if old is None else ("PATCH", f"{path}/{_field(old, 'id', int)}")
        self._send(method, path, {"user": user, "role": roles[role]})

    def examples(self, project: Project) -> list[Example]:
        """All documents, in the order in which they are shown."""
        return [_example(raw) for raw in self._pages(f"projects/{project.id}/examples")]

    def delete_examples(self, project: Project, ids: Sequence[int]) -> None:
        """Delete documents with all that was done on them."""
        if ids:  # of an empty list, the server makes all
            self._send("DELETE", f"projects/{project.id}/examples", {"ids": list(ids)})

    def confirm(self, project: Project, example: Example) -> None:
        """Confirm a document; one that is confirmed stays so, though asking the server again would undo it."""
        if not example.confirmed:
            self._send("POST", f"projects/{project.id}/examples/{example.id}/states", {})

    def progress(self, project: Project) -> dict[str, int]:
        """How many documents each member has confirmed."""
        found = _field(self._get(f"projects/{project.id}/metrics/member-progress"), "progress", list)
        return {_field(raw, "user", str): _field(raw, "done", int) for raw in found}

    def upload(self, project: Project, lines: str) -> list[str]:
        """Let the server import rows; returns what it has to say against some.

        Raises:
            TaskFailedError: It imported none of them.
            ServerError: It does not do it, or not in time.
        """
        files = {"filepond": ("policy-ner.jsonl", lines.encode("ascii"))}
        sent = self.session.post(f"{self.url}/v1/fp/process/", files=files, headers=_NO_JSON)
        task = {
            "uploadIds": [sent.text], "format": "JSONL", "task": TYPE,
            "column_data": TEXT, "column_label": LABEL, "encoding": "utf_8",
        }  # fmt: skip
        started = self._send("POST", f"projects/{project.id}/upload", task)
        result = self._wait(_field(started, "task_id", str), "the import")
        return [str(error.get("message", error)) for error in _field(result, "error", list)]

    def download(self, project: Project, *, confirmed: bool) -> dict[str, list[str]]:
        """The rows of an export, by annotator where each has their own, else under `all`.

        Raises:
            ServerError: The server does not do it, or not in time.
        """
        path = f"projects/{project.id}/download"
        started = self._send("POST", path, {"exportApproved": confirmed, "format": "JSONL"})
        task = _field(started, "task_id", str)
        self._wait(task, "the export")
        answer = self.session.get(f"{self.url}/v1/{path}", params={"taskId": task}, headers=_NO_JSON)
        try:
            return read_zip(answer.content, f"{self.url}/v1/{path}")
        except DataError as error:
            raise ServerError(error.message, _VERSION) from None

    def _wait(self, task: str, what: str) -> Any:
        """The result of a task, once there is one; a server that restarts is given time to come back."""
        began = seen = time.monotonic()
        pause, most = _POLL
        while True:
            try:
                status = self._get(f"tasks/status/{task}")
                seen = time.monotonic()
            except UnreachableError:
                if time.monotonic() - seen > _PATIENCE:
                    raise
            else:
                if _field(status, "ready", bool):
                    return self._result(status, what)
            waited = time.monotonic() - began
            if waited > self.wait:
                raise ServerError(f"{self.url}: {what} is not done after {waited:.0f} seconds", self._why_not_done())
            self.report(f"Waiting for {what}: {waited:.0f} s")
            time.sleep(pause)
            pause = min(2 * pause, most)

    def _result(self, status: Any, what: str) -> Any:
        if status.get("error"):
            said = str(status["error"].get("text", status["error"]))[:300]
            raise TaskFailedError(f"{self.url}: {what} failed: {said}", "See the log of the server's worker.")
        return status.get("result")

    def _why_not_done(self) -> str:
        """Whether the worker answers, as the server's own health check has it."""
        try:
            answer = requests.get(f"{self.url}/v1/health/?format=json", timeout=_CONNECT)
            checks = answer.json()
        except (requests.RequestException, ValueError):
            checks = {}
        away = any("celery" in name.lower() and said != "OK" for name, said in dict(checks).items())
        if away:
            return "The server's worker does not answer: start it (doccano task), then run the same command again."
        return "Is the server's worker (doccano task) running? Run the same command again, or wait longer with --wait."

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        """The rows of a list of many pages, each once.

        Raises:
            ServerError: The list changed while it was read.
        """
        seen: set[int] = set()
        count, offset = 1, 0
        while offset < count:
            page = self._get(path, limit=_PAGE, offset=offset)
            count, rows = _field(page, "count", int), _field(page, "results", list)
            offset += len(rows) or _PAGE
            for raw in rows:
                id = _field(raw, "id", int)
                if id not in seen:
                    seen.add(id)
                    yield raw
        if len(seen) != count:
            raise ServerError(f"{self.url}: the list {path} changed while it was read", "Run the same command again.")

    def _get(self, path: str, **params: Any) -> Any:
        return _json(self.session.get(f"{self.url}/v1/{path}", params=params))

    def _send(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        response = self.session.request(method, f"{self.url}/v1/{path}", json=body)
        return _json(response) if response.content else None


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"--server {url}: no address of a server", "As in --server http://127.0.0.1:8000")
    if "@" in parts.netloc:
        raise UsageError("--server: an address with a name or password", "Give --user; the password is asked for.")
    return url.rstrip("/")


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        raise ServerError(f"{response.url}: the answer is no JSON: {response.text[:100]!r}", _VERSION) from None


@contextmanager
def _as_expected() -> Iterator[None]:
    """What the client does not find in an answer, said in words."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"the server answers otherwise than doccano 1.8: {type(error).__name__}: {error}"
        raise ServerError(what, _VERSION) from None


def _field(raw: Any, name: str, kind: type[_T]) -> _T:
    """A field of an answer that has it."""
    value = raw.get(name) if isinstance(raw, dict) else None
    if not isinstance(value, kind):
        raise ServerError(f"the server answers otherwise than doccano 1.8: no {name!r} in {str(raw)[:200]}", _VERSION)
    return value


def _list(raw: Any) -> list[Any]:
    """An answer that is a list, or a page of one."""
    return raw if isinstance(raw, list) else _field(raw, "results", list)


def _project(raw: Any) -> Project:
    return Project(
        _field(raw, "id", int),
        _field(raw, "name", str),
        _field(raw, "project_type", str),
        _field(raw, "collaborative_annotation", bool),
        raw.get("grapheme_mode", False),
        raw.get("allow_overlapping", False),
        _field(raw, "guideline", str),
    )


def _example(raw: Any) -> Example:
    text, meta = _field(raw, "text", str), _field(raw, "meta", dict)
    return Example(
        _field(raw, "id", int),
        text,
        frozenset({text_key(text), str(meta.get(KEY, text_key(text)))}),
        meta,
        _field(raw, "is_confirmed", bool),
        _field(raw, "comment_count", int),
        str(raw.get("filename", "")),
    )
