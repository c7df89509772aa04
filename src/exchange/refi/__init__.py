"""REFI-QDA, the format in which tools for qualitative analysis exchange projects and codebooks."""
