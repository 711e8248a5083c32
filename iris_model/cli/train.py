"""The command `train`: a table with labels in, a model file out."""
