"""What a pipeline gets right: spans, names and values against gold documents, with intervals and errors."""
