"""From bytes to rows of text: what kind of table a file is, and its records."""
