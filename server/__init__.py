"""A doccano server of one's own: for trying the round trip, for a small team on one machine, and for the tests."""
