"""One specimen: the answer, the reasons, what would change it, and how far to trust it."""
