"""Codings that were made elsewhere: what files hold, and how it meets the project."""
