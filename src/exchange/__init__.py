"""Reading and writing other people's files: spreadsheets, survey exports, coding sheets."""
