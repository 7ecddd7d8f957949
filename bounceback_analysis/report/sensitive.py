"""Points out words that may say something private, before anything is shared."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from bounceback_analysis.vocabulary.schema import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable

AROUND = 30


def sensitive_words(texts: Iterable[str]) -> pd.DataFrame:
    """Find words about health, belief, union, family, immigration and the like.

    Parameters
    ----------
    texts
        What a report would show.

    Returns
    -------
    DataFrame
        ``kind``, ``word`` and ``around``: the words around it. Nothing is taken out.

    Examples
    --------
    >>> sensitive_words(["I was ill in May"])[["kind", "word"]].values.tolist()
    [['health', 'ill']]
    """
    found = [
        (kind, match[0], text[max(0, match.start() - AROUND) : match.end() + AROUND])
        for text in dict.fromkeys(texts)
        for kind, look in _looks().items()
        for match in look.finditer(text)
    ]
    table = pd.DataFrame(found, columns=["kind", "word", "around"], dtype="str")
    return table.drop_duplicates().reset_index(drop=True)


@cache
def _looks() -> dict[str, re.Pattern[str]]:
    return {kind["name"]: _look(kind["words"]) for kind in load_words("sensitive")["kinds"]}


def _look(listed: str) -> re.Pattern[str]:
    words = (" ".join(word.split()) for word in listed.split(";"))
    longest = sorted(filter(None, words), key=len, reverse=True)
    either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    return re.compile(rf"(?i)(?<!\w)(?:{either})(?!\w)")
