"""Frameworks in files: workbooks, Markdown, YAML, and the codebooks of other tools."""
