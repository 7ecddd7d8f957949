"""A picture: a finding in words, the marks that show it, and the table that both come from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any

from bounceback_analysis.charts import plotly_pen, svg_pen
from bounceback_analysis.charts.forms import ROW, row_axis, row_height
from bounceback_analysis.charts.marks import Axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from plotly.graph_objects import Figure

    from bounceback_analysis.charts.marks import Mark

WORDS_ONLY = 120  # pixels that a picture without marks takes where one has to be drawn


@dataclass(frozen=True)
class Picture:
    """A finding in words, the marks that show it, and the table that both were made from.

    ``title`` states the finding, ``subtitle`` what was counted, ``sentence`` what stands under
    the picture. All three are plain text; the pens escape them. ``height`` is in pixels.
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

    def in_rows(self, labels: Sequence[str], each: int = ROW) -> Picture:
        """Name the rows of this picture, from the top, and make it ``each`` pixels a row high."""
        return replace(self, y=row_axis(labels), height=row_height(len(labels), each))

    @property
    def description(self) -> str:
        """The text alternative: what someone who cannot see the picture is told."""
        return " ".join(part for part in (self.title + ".", self.subtitle, self.sentence) if part)

    def to_plotly(self) -> dict[str, Any]:
        """Draw it as a plotly figure in plain dicts, the fast form."""
        return plotly_pen.draw(self.marks, self.x, self.y, self.height)

    def to_figure(self) -> Figure:
        """Draw it as a plotly Figure, to go on working with."""
        from plotly.graph_objects import Figure

        return Figure(plotly_pen.draw(self.marks, self.x, self.y, self.height, self.title))

    def to_svg(self) -> str:
        """Draw it as one static SVG with its title and description inside, also without marks."""
        words = {"title": self.title, "description": self.description}
        return svg_pen.draw(self.marks, self.x, self.y, self.height, **words)

    def _repr_html_(self) -> str:
        title, subtitle, sentence = map(escape, (self.title, self.subtitle, self.sentence))
        drawn = self.to_svg() if self.marks else ""
        return (
            f"<figure><figcaption><strong>{title}</strong><br>{subtitle}</figcaption>"
            f"{drawn}<p>{sentence}</p></figure>"
        )


def empty_picture(name: str, title: str, sentence: str, table: pd.DataFrame) -> Picture:
    """Give the picture of a table that has nothing to show yet: words, and no marks."""
    return Picture(name=name, title=title, sentence=sentence, table=table, height=WORDS_ONLY)
