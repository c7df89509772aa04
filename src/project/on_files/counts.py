"""What another tool counted, out of its file alone, without any project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...findings.counted_elsewhere import CountedElsewhere


def counts_of_table(path: Path | str) -> CountedElsewhere:
    """Count the documents with each code in a table of codes by documents, and add its totals up again.

    ATLAS.ti's code report is such a file too: the quotations listed under each code are counted. Raises InputError when
    the file cannot be read, or is neither.
    """
    from ...exchange.qda.atlasti_report import is_report_file, read_report_counts
    from ...exchange.qda.count_tables import read_count_table
    from ...findings.counted_elsewhere import counted_elsewhere

    listed = is_report_file(Path(path))
    found = read_report_counts(Path(path)) if listed else read_count_table(path)
    said = [known if known is not None else total for total, known in zip(found.grounded, found.totals, strict=True)]
    return counted_elsewhere(found.codes, found.counts, said, found.of_documents, listed=listed)
