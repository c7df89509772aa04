"""A framework study of three case sites with 24 participants (synthetic)."""
