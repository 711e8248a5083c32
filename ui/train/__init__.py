"""The Train page: a table of the visitor's own becomes a model."""
