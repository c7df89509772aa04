"""The example studies: synthetic notes with totals as published."""
