"""Codings that are counted where they are: in files larger than memory, in databases, on a cluster."""
