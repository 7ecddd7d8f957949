"""Looks into what a widget shows: every part of a page, however deep it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipywidgets import Widget


def drawings(box: Widget) -> Iterator[Any]:
    """Give every drawing in a widget, in the order in which they stand."""
    if hasattr(box, "pictures"):
        yield box
    for child in getattr(box, "children", ()):
        yield from drawings(child)


def parts(box: Widget) -> Iterator[dict[str, Any]]:
    """Give every part that the drawings of a widget show, those inside of others too."""
    waiting = [part for drawing in drawings(box) for part in drawing.pictures]
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting = [*part.get("parts", ()), *waiting]


def titles(box: Widget) -> list[str]:
    """Give the titles that stand there."""
    return [part["title"] for part in parts(box) if part.get("title")]


def acts(box: Widget) -> list[dict[str, Any]]:
    """Give every button that can be pressed, those in tables too."""
    found = [act for part in parts(box) for act in part.get("acts", ())]
    cells = [cell for part in parts(box) for row in part.get("rows", ()) for cell in row]
    return found + [cell for cell in cells if isinstance(cell, dict) and cell.get("press")]


def press(box: Widget, name: str, value: str | None = None) -> str:
    """Press the first button of a name, and give what is said then."""
    for drawing in drawings(box):
        offered = [act for act in acts(drawing) if act.get("press") == name]
        ticks = [p["tick"] for p in parts(drawing) if p.get("tick")]
        offered += [tick for tick in ticks if tick["press"] == name]
        offered = [act for act in offered if value is None or act["value"] == value]
        if offered:
            drawing.pressed(name, offered[0]["value"])
            return said(box)
    raise AssertionError(f"there is no button {name}")


def said(box: Widget) -> str:
    """Give what is said on what was done last."""
    told = [part for part in parts(box) if part.get("look") == "told"]
    return " ".join(one["text"] for one in told[0]["parts"] if "text" in one) if told else ""
