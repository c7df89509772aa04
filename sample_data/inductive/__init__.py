"""An inductive content analysis of post-its and pictures from two events, with a member check (synthetic)."""
