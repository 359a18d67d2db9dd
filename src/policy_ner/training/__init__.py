"""The steps behind the model: the annotated documents, checked and counted."""
