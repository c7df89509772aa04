"""Coding sheets, in whichever layout a team keeps them."""
