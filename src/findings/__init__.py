"""Counts, cross-tabs and classification: from final codings to the tables of the paper."""
