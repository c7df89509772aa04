"""Notes and transcripts, with the cases that they are about."""
