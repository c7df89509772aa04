"""The content analysis of interviewer notes of 60 services (synthetic)."""
