"""Units, rounds, sampling, workbooks, disagreements and consensus."""
