"""What other tools for qualitative analysis export or keep: tables of segments, reports, databases."""
