"""Tell in plain words, or as one JSON document, what was read in each text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bounceback_analysis.analysis.coding import code_feedback, reading_states, unfair_mentions
from bounceback_analysis.analysis.likely import likely_themes
from bounceback_analysis.analysis.words import listed
from bounceback_analysis.vocabulary.schema import load_words
from bounceback_analysis.vocabulary.themes import control_of, theme_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bounceback_analysis.analysis.coding import Own


def themes_json(texts: Sequence[str], own: Own | None = None) -> dict[str, Any]:
    """Give what was read in each text, ready to be written as one JSON document."""
    coded, flagged = code_feedback(texts, own=own), unfair_mentions(texts)
    states = reading_states(texts, own=own)
    documents = []
    for place, text in enumerate(texts):
        found = coded[coded["text"] == place].drop(columns="text").to_dict("records")
        for row in found:
            row |= {"name": theme_name(row["theme"]), "control": control_of(row["theme"])}
        unfair = flagged.loc[flagged["text"] == place, ["phrase", "start", "end"]]
        documents.append(
            {
                "text": text,
                "state": states[place],
                "themes": found,
                "likely": likely_themes(text) if states[place] == "not sorted" else [],
                "unfair": unfair.to_dict("records"),
            }
        )
    counts = coded.groupby(["theme", "polarity"]).size().rename("count").reset_index()
    return {"feedback": documents, "counts": counts.to_dict("records"), "flags": _flags()}


def _flags() -> dict[str, str]:
    return {name: flag["says"] for name, flag in load_words("themes")["flag"].items()}


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
    unfair = [_flags()["unfair"]] if any(row["unfair"] for row in document["feedback"]) else []
    came_up = ["\n".join(["What came up:", *tally])] if tally else []
    return "\n\n".join([*parts, *came_up, *unfair])


def _told(place: int, row: dict[str, Any]) -> str:
    text = " ".join(row["text"].split())
    shown = text if len(text) <= 160 else text[:157] + "..."
    said = [
        f"   {theme_name(hit['theme'])}, {hit['polarity']}: “{' '.join(hit['phrase'].split())}”"
        for hit in row["themes"]
    ]
    if row["state"] == "not sorted":
        names = [theme_name(theme) for theme in row["likely"]]
        said = [f"   not sorted yet; it may be about: {listed(names)}"]
    if row["state"] == "not read":
        said = ["   not read: this does not look like English, and nothing is guessed"]
    return "\n".join([f"{place}. {shown}", *(said or ["   nothing here"])])
