"""Text before any linguistics: script, glosses, blocks. Standard library and OpenCC's tables only."""
