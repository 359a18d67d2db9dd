"""spaCy components: a thin layer over `text` and `values`. One file, one class, one factory."""
