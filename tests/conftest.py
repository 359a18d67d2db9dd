"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# The same examples on every run and machine, so that a failure is a change of ours;
# `--hypothesis-profile=explore` looks further.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=5_000, deadline=None)
settings.load_profile("repeatable")
