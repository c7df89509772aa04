"""The application layer: a project file, what can be done with it, and its history."""
