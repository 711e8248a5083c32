"""From a labelled table to a model; the only package that imports scikit-learn."""
