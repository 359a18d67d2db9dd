"""What holds for every test."""

from __future__ import annotations

import signal

from hypothesis import settings

# Tests send Ctrl-C to what they start, which would not hear it where the tests themselves run in a shell's background.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every run and machine, so that a failure is a change of ours;
# `--hypothesis-profile=explore` looks further.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=5_000, deadline=None)
settings.load_profile("repeatable")
