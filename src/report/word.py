"""Results as a Word document: tables in a plain journal style, each on a page of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..atomic import replacing
from .display import Grid, Line, grid, share_width, visible

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

    from ..results import Result

FONT = "Times New Roman"
PORTRAIT_CM = (21.0, 29.7)
MARGIN_CM = 2.0
SIZE, SMALLEST = 9.5, 6.0  # points of the type of tables
UPRIGHT = 5  # characters that are as wide as a heading is high
LONG = 500  # characters of a cell that may go on on the next page
_CM_PER_CHARACTER = 0.185  # of the 9.5 point type of the tables
_BOLD = 1.15  # how much wider bold type is
_CAPITAL = 0.35  # and a capital letter, in characters
_PADDING_CM = 0.42
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_document(results: Sequence[Result], path: Path) -> None:
    """Write `results` to the Word document `path`: caption above, three rules, notes below, header row repeated.

    A table that is too wide for the upright page gets a page across. The same results give the same bytes. Raises
    InputError when the file cannot be written.
    """
    from docx import Document

    document = Document()
    _set_styles(document)
    for number, result in enumerate(results, start=1):
        shown = grid(result)
        width = _set_page(_section(document, number), shown)
        _add_caption(document, number, shown.title)
        _add_table(document, shown, width, _size(shown, width))
        _add_notes(document, shown)
    _save(document, path)


def write_text(title: str, parts: Mapping[str, str], path: Path) -> None:
    """Write text to the Word document `path`: the title, and under each heading its paragraph.

    Raises InputError when the file cannot be written.
    """
    from docx import Document
    from docx.shared import Cm

    document = Document()
    _set_styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in PORTRAIT_CM)
    document.core_properties.title = title
    document.add_heading(visible(title), level=1)
    for heading, text in parts.items():
        document.add_heading(visible(heading), level=2)
        document.add_paragraph(visible(text))
    _save(document, path)


def _set_styles(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size in (("Normal", 11), ("Caption", 11), ("Heading 1", 14), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), None
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{script}"), None)
        fonts.set(qn("w:eastAsia"), FONT)
    properties = document.core_properties
    properties.author, properties.comments, properties.title = "", "", "Tables"


def _section(document: Document, number: int) -> Section:
    return document.sections[0] if number == 1 else document.add_section()


def _set_page(section: Section, shown: Grid) -> float:
    """Turn the page where the table needs it; return the width between the margins in centimetres."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    short, long = PORTRAIT_CM
    across = sum(least for least, _ in _needs(shown)) > short - 2 * MARGIN_CM
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    width, height = (long, short) if across else (short, long)
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    return width - 2 * MARGIN_CM


def _size(shown: Grid, width: float) -> float:
    """Return the points of the type: as usual, or smaller where a page across is too narrow even with texts wrapped."""
    padding = _PADDING_CM * len(shown.columns)
    least = sum(least for least, _ in _needs(shown)) - padding
    return max(SMALLEST, min(SIZE, SIZE * (width - padding) / least))


def _widths(shown: Grid, width: float, size: float) -> list[float]:
    """Return the widths of the columns; where they do not all fit, texts share the room by how much they say."""
    needs = _needs(shown, size)
    if sum(most for _, most in needs) <= width or sum(least for least, _ in needs) >= width:
        return share_width(needs, width)
    said = [
        0.0 if number else sum(map(len, body)) ** 0.5 for number, body in zip(shown.numeric, shown.bodies, strict=True)
    ]
    widths = [least for least, _ in needs]
    growing = [place for place, amount in enumerate(said) if amount]
    while growing:
        rest = width - sum(widths[place] for place in range(len(widths)) if place not in growing)
        shares = {place: rest * said[place] / sum(said[other] for other in growing) for place in growing}
        set_by_need = {
            place: min(max(share, needs[place][0]), needs[place][1])
            for place, share in shares.items()
            if not needs[place][0] <= share <= needs[place][1]
        }
        for place in growing:
            widths[place] = set_by_need.get(place, shares[place])
        if not set_by_need:
            break
        growing = [place for place in growing if place not in set_by_need]
    return widths if sum(widths) <= width else share_width(needs, width)


def _needs(shown: Grid, size: float = SIZE) -> list[tuple[float, float]]:
    """Return for each column the centimetres it needs with its texts wrapped, and those it would fill."""
    return _needs_with(shown, size, upright=_are_upright(shown))


def _are_upright(shown: Grid) -> bool:
    """Tell whether the headings of numbers stand upright, because even a page across has no room for them lying."""
    needed = sum(least for least, _ in _needs_with(shown, SIZE, upright=False))
    return needed > PORTRAIT_CM[1] - 2 * MARGIN_CM


def _needs_with(shown: Grid, size: float, *, upright: bool) -> list[tuple[float, float]]:
    needs = []
    character = _CM_PER_CHARACTER * size / SIZE
    for place, (column, body) in enumerate(zip(shown.columns, shown.bodies, strict=True)):
        lying = not (upright and shown.numeric[place])
        widest = max([0 if lying else UPRIGHT, *(len(text) for text in body)])
        words = [_BOLD * _extent(word) for word in column.heading.split() if lying]
        word = max([*words, *(_extent(word) for text in body for word in text.split())], default=0)
        least = max(word, min(widest, 30 if place == 0 else 14)) if not shown.numeric[place] else max(word, widest)
        needs.append((least * character + _PADDING_CM, max(least, widest) * character + _PADDING_CM))
    return needs


def _extent(word: str) -> float:
    """Return how many characters of usual width a word takes: capitals are wider."""
    return len(word) + _CAPITAL * sum(map(str.isupper, word))


def _add_caption(document: Document, number: int, title: str) -> None:
    from docx.shared import Pt

    caption = document.add_paragraph(style="Caption")
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_after = Pt(4)
    caption.add_run("Table ").bold = True
    _add_number(caption, number)
    caption.add_run(". ").bold = True
    caption.add_run(title)


def _add_number(caption: Paragraph, number: int) -> None:
    """Add the number as a field, so that Word renumbers the tables of the manuscript it is pasted into."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), r" SEQ Table \* ARABIC ")
    run = caption.add_run(str(number))
    run.bold = True
    caption._p.append(field)
    field.append(run._r)


def _add_table(document: Document, shown: Grid, width: float, size: float) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    table: Any = document.add_table(rows=0, cols=len(shown.columns))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _add_row(table, [column.heading for column in shown.columns], shown, size)
    for line in shown.lines:
        _add_row(table, [line.name, *shown.texts(line)], shown, size, line)
    _repeat(table.rows[0])
    if _are_upright(shown):
        _stand_up(table.rows[0], shown, size)
    if shown.notes:
        _keep_with_notes(table.rows[-2:])
    for column, centimetres in zip(table.columns, _widths(shown, width, size), strict=True):
        _set_width(column, centimetres)
    _rule(table.rows[0].cells, top=12, bottom=6)
    _rule(table.rows[-1].cells, bottom=12, **({"top": 12} if len(table.rows) == 1 else {}))


def _stand_up(row: Any, shown: Grid, size: float) -> None:
    """Turn the headings of numbers so that they are read from below, in a row as high as the longest of them."""
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    turned = [place for place, number in enumerate(shown.numeric) if number]
    longest = max((len(shown.columns[place].heading) for place in turned), default=0)
    row.height = Cm(_BOLD * longest * _CM_PER_CHARACTER * size / SIZE + _PADDING_CM)
    for place in turned:
        direction = OxmlElement("w:textDirection")
        direction.set(qn("w:val"), "btLr")
        properties = row.cells[place]._tc.get_or_add_tcPr()
        properties.insert_element_before(direction, "w:tcFitText", "w:vAlign", "w:hideMark")
        paragraph = row.cells[place].paragraphs[0]
        paragraph.alignment, paragraph.paragraph_format.left_indent = WD_PARAGRAPH_ALIGNMENT.LEFT, Cm(0.12)


def _add_row(table: Any, texts: Sequence[str], shown: Grid, size: float, line: Line | None = None) -> None:
    cells = table.add_row().cells
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        _fill(cell, text, size, right=shown.numeric[place], bold=line is None)
    if line is not None:
        _style_stub(cells[0].paragraphs[0], line)
    if max(map(len, texts)) < LONG:
        _keep_whole(table.rows[-1])


def _fill(cell: _Cell, text: str, size: float, *, right: bool, bold: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT if right else WD_PARAGRAPH_ALIGNMENT.LEFT
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    if bold:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _style_stub(paragraph: Paragraph, line: Line) -> None:
    from docx.shared import Cm

    paragraph.paragraph_format.left_indent = Cm(0.35 * line.depth + 0.3)
    paragraph.paragraph_format.first_line_indent = Cm(-0.3)
    if line.row is None:
        paragraph.paragraph_format.keep_with_next = True
        paragraph.runs[0].italic = True


def _keep_whole(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _keep_with_notes(rows: Sequence[Any]) -> None:
    """Keep the end of the table on the page of what stands beneath it."""
    for row in rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _repeat(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _set_width(column: Any, centimetres: float) -> None:
    from docx.shared import Cm

    column.width = Cm(centimetres)
    for cell in column.cells:
        cell.width = Cm(centimetres)


def _rule(cells: Sequence[_Cell], **eighths: int) -> None:
    """Draw a rule at the edges named in `eighths`, so many eighths of a point thick."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for cell in cells:
        borders = OxmlElement("w:tcBorders")
        for edge in ("top", "bottom"):
            if edge in eighths:
                border = OxmlElement(f"w:{edge}")
                for name, value in (("val", "single"), ("sz", str(eighths[edge])), ("space", "0"), ("color", "000000")):
                    border.set(qn(f"w:{name}"), value)
                borders.append(border)
        properties = cell._tc.get_or_add_tcPr()
        properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign", "w:hideMark")


def _add_notes(document: Document, shown: Grid) -> None:
    from docx.shared import Pt

    if not shown.notes:
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(4)
    paragraph.add_run("Note. ").italic = True
    paragraph.add_run(" ".join(shown.notes))
    for run in paragraph.runs:
        run.font.size = Pt(9)


def _save(document: Document, path: Path) -> None:
    buffer = io.BytesIO()
    document.save(buffer)
    with (
        replacing(path) as temporary,
        zipfile.ZipFile(buffer) as made,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in made.namelist():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), made.read(name), zipfile.ZIP_DEFLATED)
