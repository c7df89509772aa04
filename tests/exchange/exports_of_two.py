"""The same three segments of two coders as the tables that other tools export."""

from __future__ import annotations

from .segments_of_two import GIVEN, TEXTS, document

Rows = list[list[object]]


def maxqda_english() -> Rows:
    heads = ["Color", "Comment", "Document group", "Document name", "Code", "Beginning", "End", "Weight score",
             "Segment", "Created", "Author", "Area"]  # fmt: skip
    return [heads, *maxqda_rows()]


def maxqda_german() -> Rows:
    heads = ["Farbe", "Kommentar", "Dokumentgruppe", "Dokumentname", "Code", "Anfang", "Ende", "Gewicht",
             "Segment", "Erstellt am", "Autor", "Fläche"]  # fmt: skip
    return [heads, *maxqda_rows()]


def maxqda_rows() -> Rows:
    return [
        ["●", "", "Sites", document(s), code, int(s), int(s) + 1, 0, TEXTS[s], "01.02.24 10:00", coder, 12]
        for s, coder, codes in GIVEN
        for code in codes
    ]


def atlasti(separator: str) -> Rows:
    heads = ["ID", "Quotation Name", "Document", "Document Groups", "Quotation Content", "Comment", "Codes",
             "Reference", "Density", "Created by"]  # fmt: skip
    rows: Rows = [
        [f"1:{n}", TEXTS[s][:9], document(s), "", TEXTS[s], "", separator.join(codes), f"{s} - {s}", len(codes), coder]
        for n, (s, coder, codes) in enumerate(GIVEN)
    ]
    return [heads, *rows]


def dedoose() -> Rows:
    paths = ["Planning\\Asking", "Trust", "Time", "Never"]
    heads = [
        "Media Title",
        "Excerpt Range",
        "Excerpt Creator",
        "Excerpt Date",
        "Excerpt Copy",
        "Codes Applied Combined",
    ]
    heads += [f"Code: {path} {what}" for path in paths for what in ("Applied", "Range", "Weight")]
    rows: Rows = []
    for s, coder, codes in GIVEN:
        marks = [mark for path in paths for mark in (path.replace("\\", " > ") in codes, "", "")]
        rows.append([document(s), f"{s}00-{s}50", coder, "2024-02-01", TEXTS[s], ", ".join(codes), *marks])
    return [heads, *rows]


def qualcoder() -> Rows:
    heads = ["File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category"]
    return [heads, *([document(s), coder, TEXTS[s], 7, code, "", "x"] for s, coder, codes in GIVEN for code in codes)]


def openqda() -> Rows:
    heads = ["source", "code category", "created by", "created at", "last update", "start pos", "end pos", "selection"]
    rows: Rows = [
        [document(s), code, coder, "", "", int(s) * 9, int(s) * 9 + 5, TEXTS[s]]
        for s, coder, codes in GIVEN
        for code in codes
    ]
    return [heads, *rows]


TABLES = {
    "MAXQDA, English": maxqda_english(),
    "MAXQDA, German": maxqda_german(),
    "ATLAS.ti, newlines": atlasti("\n"),
    "ATLAS.ti, semicolons": atlasti("; "),
    "Dedoose": dedoose(),
    "QualCoder": qualcoder(),
    "OpenQDA": openqda(),
}
