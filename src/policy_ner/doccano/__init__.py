"""The annotators' round trip: documents to a doccano server and back."""
