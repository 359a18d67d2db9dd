"""Files at the edge: what comes in, what goes out, and the records between."""
