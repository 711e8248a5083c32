"""Whole files classified on a Dask cluster, block by block, into a folder of parts.

Nothing else in the program imports Dask, distributed or fsspec (`requirements-cluster.txt`).
"""
