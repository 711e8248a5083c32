"""Whole files classified on a Dask cluster, block by block, into a folder of parts.

Only this package imports Dask, distributed and fsspec.
"""
