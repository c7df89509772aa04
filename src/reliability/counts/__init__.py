"""Counting: codings and coverage, categories or bits in, how many units show each pattern of answers out."""
