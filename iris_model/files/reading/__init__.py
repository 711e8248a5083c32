"""From a file's bytes to records of text."""
