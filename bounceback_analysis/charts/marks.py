"""What a picture is made of: a few kinds of mark, two axes, words, and the table it was made from.

A picture computes nothing. Its numbers come from a table; its marks only say where they go.
Two pens draw it: ``plotly_pen`` for notebooks and ``svg_pen`` for reports.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

Meaning = Literal["strength", "gap", "outside", "chosen", "ink", "faint"]
"""What a colour and its shape say: circle, diamond, square, star; ink and faint say nothing."""


@dataclass(frozen=True)
class Dot:
    """A point whose shape follows its meaning; hollow where it is still waiting or only raw."""

    x: float
    y: float
    meaning: Meaning = "ink"
    hollow: bool = False
    size: float = 12
    hover: str = ""
    key: str = ""


@dataclass(frozen=True)
class Square:
    """One real thing: a comment, an interview, a shuffle. ``key`` comes back when it is clicked."""

    x: float
    y: float
    meaning: Meaning = "outside"
    hollow: bool = False
    size: float = 14
    hover: str = ""
    key: str = ""


@dataclass(frozen=True)
class Segment:
    """A straight line: one level of a range, or the bar of a dumbbell."""

    x0: float
    y0: float
    x1: float
    y1: float
    meaning: Meaning = "ink"
    width: float = 2
    hover: str = ""


@dataclass(frozen=True)
class Line:
    """A line through points; ``step`` holds each height until the next point."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    meaning: Meaning = "ink"
    width: float = 2
    step: bool = False


@dataclass(frozen=True)
class Band:
    """The area between two lines: what the data allow."""

    xs: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    meaning: Meaning = "faint"
    step: bool = False


@dataclass(frozen=True)
class Flow:
    """A stream from the span (low, high) at ``x0`` to a span of the same width at ``x1``."""

    x0: float
    span0: tuple[float, float]
    x1: float
    span1: tuple[float, float]
    meaning: Meaning = "outside"
    hover: str = ""


@dataclass(frozen=True)
class Text:
    """Words on the picture, always in ink."""

    x: float
    y: float
    text: str
    anchor: Literal["left", "middle", "right"] = "left"
    size: float = 14
    bold: bool = False


Mark = Dot | Square | Segment | Line | Band | Flow | Text


@dataclass(frozen=True)
class Axis:
    """One axis: its span, the ticks that are named, and what it measures (none: not drawn)."""

    low: float = 0.0
    high: float = 1.0
    ticks: tuple[tuple[float, str], ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """A finding in words, the marks that show it, and the table that both were made from.

    ``title`` states the finding, ``subtitle`` what was counted, ``sentence`` what stands under
    the picture. All three are plain text; the pens escape them.
    """

    name: str
    title: str
    sentence: str
    table: pd.DataFrame
    marks: tuple[Mark, ...] = ()
    subtitle: str = ""
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    height: int = 320

    @property
    def description(self) -> str:
        """The text alternative: what someone who cannot see the picture is told."""
        return " ".join(part for part in (self.title + ".", self.subtitle, self.sentence) if part)

    def to_plotly(self) -> dict[str, Any]:
        """Draw it as a plotly figure in plain dicts, the fast form."""
        from bounceback_analysis.charts.plotly_pen import draw

        return draw(self)

    def to_figure(self) -> Figure:
        """Draw it as a plotly Figure, to go on working with."""
        from plotly.graph_objects import Figure

        from bounceback_analysis.charts.plotly_pen import draw

        return Figure(draw(self, titled=True))

    def to_svg(self) -> str:
        """Draw it as one static SVG with its title and description inside."""
        from bounceback_analysis.charts.svg_pen import draw

        return draw(self)

    def _repr_html_(self) -> str:
        title, subtitle, sentence = map(escape, (self.title, self.subtitle, self.sentence))
        drawn = self.to_svg() if self.marks else ""
        return (
            f"<figure><figcaption><strong>{title}</strong><br>{subtitle}</figcaption>"
            f"{drawn}<p>{sentence}</p></figure>"
        )


def empty_picture(name: str, title: str, sentence: str, table: pd.DataFrame) -> Picture:
    """Give the picture of a table that has nothing to show yet: words, and no marks."""
    return Picture(name=name, title=title, sentence=sentence, table=table, height=120)
