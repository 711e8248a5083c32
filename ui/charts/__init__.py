"""Pure chart functions: a spec is built once with Altair, a rerun sends only the data."""
