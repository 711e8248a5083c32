"""One specimen: the answer, why it is that, what would change it, and how far to trust it."""
