"""The project file: its tables, transactions on them, what is read out of them, and the history."""
