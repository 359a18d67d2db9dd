"""Run by the server's own Python: brings its database up to date and gives accounts their passwords.

Standard input is JSON: {"admin": {NAME: PASSWORD}, "users": {NAME: PASSWORD}}. Who exists keeps their password, but for
administrators, whose it is set again.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import backend

sys.path.append(str(Path(backend.__file__).parent))
os.chdir(Path(backend.__file__).parent)


def main() -> None:
    """Migrate, then make the accounts."""
    import django  # noqa: PLC0415 (settings are read from the folder changed to above)

    django.setup()
    from django.contrib.auth import get_user_model  # noqa: PLC0415 (after the setup)
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("create_roles", verbosity=0)
    accounts = json.load(sys.stdin)
    users = get_user_model().objects
    for name, password in accounts["admin"].items():
        if not users.filter(username=name).exists():
            users.create_superuser(name, password=password)
        user = users.get(username=name)
        user.set_password(password)
        user.save()
    for name, password in accounts["users"].items():
        if not users.filter(username=name).exists():
            users.create_user(name, password=password)


if __name__ == "__main__":
    main()
