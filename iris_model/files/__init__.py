"""Whole files: from bytes to a classified table."""
