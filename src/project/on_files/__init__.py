"""Answers on files alone, without any project."""
