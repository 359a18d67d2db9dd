"""The project on the server: made as our label table has it, found again, and refused where it is another."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from policy_ner.doccano.client import TYPE, Project, Server
from policy_ner.errors import ServerError
from policy_ner.formats.doccano_jsonl import label_types
from policy_ner.labels import NAMES

ROLES = ("annotator", "annotation_approver", "project_admin")
_DESCRIPTION = "Organisations, programmes, amounts and head counts in policy texts"
_INIT = "policy-ner doccano init makes one as it should be, under a name of its own (--project)."


def default_guideline() -> str:
    """What annotators read beside the texts, in Chinese."""
    return files("policy_ner").joinpath("doccano/guideline.zh.md").read_text("utf-8")


def init(server: Server, name: str, guideline: str, members: Mapping[str, str], *, separate: bool) -> tuple[str, ...]:
    """Make the project, or bring the one of this name up to date; returns what was done, in words.

    Args:
        server: Of an account that may make projects, or is admin of this one.
        name: Of the project.
        guideline: Markdown.
        members: Role, of `ROLES`, by name of the account.
        separate: Annotators do not see each other's work, and begin without pre-annotations.

    Raises:
        ServerError: There is one of another kind, with other labels, or an account is not there.
    """
    done = []
    found = server.projects(name)
    if found:
        project = check(server, found, name, labels=False)
        if project.collaborative == separate:
            what = f"{server.url}: annotations in the project {name!r} are {'shared' if separate else 'separate'}"
            raise ServerError(what, "That can't be changed once there is work in it. Use another --project.")
        done.append(f"Project {name!r} is there")
        if project.guideline != guideline:
            server.set_guideline(project, guideline)
            done.append("Guideline replaced")
    else:
        project = server.create_project(name, _DESCRIPTION, guideline, collaborative=not separate)
        done.append(f"Project {name!r} made")
    server.set_label_types(project, label_types())
    _set_members(server, project, members)
    done += [f"{user}: {role}" for user, role in server.members(project).items()]
    return tuple(done)


def _set_members(server: Server, project: Project, members: Mapping[str, str]) -> None:
    users = server.users(project) if members else {}
    unknown = [user for user in members if user not in users]
    if unknown:
        what = f"{server.url}: no account named {', '.join(map(repr, unknown))}"
        raise ServerError(what, f"Its administrator makes accounts on {server.url}/admin/auth/user/add/.")
    now = server.members(project)
    for user, role in members.items():
        if now.get(user) != role:
            server.set_member(project, users[user], role)


def find(server: Server, name: str) -> Project:
    """The project with this name, which is of our kind.

    Raises:
        ServerError: There is none, or it is of another kind or has other labels.
    """
    return check(server, server.projects(name), name)


def check(server: Server, found: list[Project], name: str, *, labels: bool = True) -> Project:
    """Let pass one project that spans go to and come from unchanged.

    Args:
        server: Where it is.
        found: Those of this name.
        name: Of the project.
        labels: Its labels have to be ours; else ours may be missing.

    Raises:
        ServerError: See `find`.
    """
    where = f"{server.url}: the project {name!r}"
    if not found:
        raise ServerError(f"{where} is not there, or {server.user!r} is no member of it", _INIT)
    if len(found) > 1:
        raise ServerError(f"{where} is there {len(found)} times", "Rename all but one on doccano's page.")
    project = found[0]
    if project.kind != TYPE:
        raise ServerError(f"{where} is of the type {project.kind}, not {TYPE}", _INIT)
    for setting, name_of_setting in ((project.graphemes, "Count grapheme clusters"), (project.overlapping, "overlap")):
        if setting:
            what = f"{where} has the setting {name_of_setting!r}, by which spans would not come back as they were"
            raise ServerError(
                what, "Switch it off on doccano's page Settings, if nobody has worked in it; or: " + _INIT
            )
    names = set(server.label_types(project))
    foreign, missing = sorted(names - set(NAMES)), [label for label in NAMES if label not in names]
    if labels and (foreign or missing):
        parts = [f"{what} {', '.join(of)}" for what, of in (("has also", foreign), ("lacks", missing)) if of]
        hint = "Delete the others on doccano's page Labels; `policy-ner doccano init` adds those that it lacks."
        raise ServerError(f"{where} has other labels than {', '.join(NAMES)}: it {'; it '.join(parts)}", hint)
    return project
