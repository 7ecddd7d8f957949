"""Tell in plain words, or as one JSON document, what was read in each text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from bounceback_analysis.feedback.comparing import said_beside
from bounceback_analysis.feedback.reading import likely_themes, own_lines, read_all
from bounceback_analysis.feedback.tokens import sentences_of
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import control_of, theme_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.feedback.reading import Hit, Own, Said

BESIDE = "only beside somebody else, not counted"


def themes_json(texts: Sequence[str], own: Own | None = None) -> dict[str, Any]:
    """Give what was read in each text, ready to be written as one JSON document."""
    said = list(zip(texts, read_all(texts, own_lines(own)), strict=True))
    each_hit = [(text, hit) for text, each in said for hit in each.hits]
    counts = Counter(hit[:2] for text, hit in each_hit if not said_beside(text, hit))
    return {
        "feedback": [_document(text, each) for text, each in said],
        "counts": [
            {"theme": theme, "polarity": polarity, "count": count}
            for (theme, polarity), count in sorted(counts.items())
        ],
        "flags": {name: flag["says"] for name, flag in load_words("themes")["flag"].items()},
    }


def _document(text: str, said: Said) -> dict[str, Any]:
    return {
        "text": text,
        "state": said.state,
        "themes": [_row(text, hit) for hit in said.hits],
        "perhaps": [_row(text, hit) for hit in said.perhaps],
        "likely": likely_themes(text) if said.state == "not sorted" else [],
        "unfair": [
            {"phrase": text[hit.start : hit.end], "start": hit.start, "end": hit.end}
            for hit in said.unfair
        ],
    }


def _row(text: str, hit: Hit) -> dict[str, Any]:
    return {
        "theme": hit.theme,
        "polarity": hit.polarity,
        "phrase": text[hit.start : hit.end],
        "start": hit.start,
        "end": hit.end,
        "rule": hit.rule,
        "confidence": hit.chance,
        "compared": said_beside(text, hit),
        "name": theme_name(hit.theme),
        "control": control_of(hit.theme),
    }


def themes_report(texts: Sequence[str], own: Own | None = None) -> str:
    """Say in plain words what was read in each text, and what came up most."""
    if not texts:
        return "No feedback here yet. Most employers give none unless they are asked."
    document = themes_json(texts, own)
    parts = [_told(place, row) for place, row in enumerate(document["feedback"], 1)]
    tally = [
        f"  {row['count']:3}  {theme_name(row['theme'])}, {row['polarity']}"
        for row in sorted(document["counts"], key=lambda row: -row["count"])
    ]
    unfair = any(row["unfair"] for row in document["feedback"])
    came_up = ["\n".join(["What came up:", *tally])] if tally else []
    return "\n\n".join([*parts, *came_up, *([document["flags"]["unfair"]] if unfair else [])])


def _told(place: int, row: dict[str, Any]) -> str:
    text = " ".join(row["text"].split())
    shown = text if len(text) <= 160 else text[:157] + "..."
    said = [
        f"   {hit['name']}, {BESIDE if hit['compared'] else hit['polarity']}: “{_shown(row, hit)}”"
        for hit in row["themes"]
    ]
    if row["perhaps"]:
        names = [f"{hit['name']}, {hit['polarity']}" for hit in row["perhaps"]]
        said += [f"   perhaps: {'; '.join(names)}. Sort it?"]
    elif row["state"] == "not sorted":
        names = [theme_name(theme) for theme in row["likely"]]
        said = [f"   not sorted yet; it may be about: {'; '.join(names)}"]
    if row["state"] == "not read":
        said = ["   not read: this does not look like English, and nothing is guessed"]
    return "\n".join([f"{place}. {shown}", *(said or ["   nothing here"])])


def _shown(row: dict[str, Any], hit: dict[str, Any]) -> str:
    """Give the words of a reading; of a comparison its sentence, which says who was compared."""
    start, end = hit["start"], hit["end"]
    if hit["compared"]:
        around = ((words[0].start, words[-1].end) for words in sentences_of(row["text"]))
        start, end = next(place for place in around if place[1] > start)
    return " ".join(row["text"][start:end].split())
