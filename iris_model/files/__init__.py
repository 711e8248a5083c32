"""Whole files: from bytes to a classified table, every record in order, its cells as they came."""
