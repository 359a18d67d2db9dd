"""Names by rule: known names, tails, titles and quotes, in normalised text. Standard library and an automaton only."""
