"""The page, the workbook, the Word tables and the figures, all from the same results."""
