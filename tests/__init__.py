"""The tests mirror the layout of `src/policy_ner`."""
