"""The coding framework: its codes, versions and files, and classification schemes."""
