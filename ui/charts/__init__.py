"""Pure chart functions: Altair builds a spec once, a rerun sends only the data."""
