"""The command line: one file per noun, no logic."""

from __future__ import annotations

from .main import main

__all__ = ["main"]
