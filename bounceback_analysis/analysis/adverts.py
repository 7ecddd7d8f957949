"""Sets an advert beside the plan: which of the skills that it asks for a person has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bounceback_analysis.analysis.naming import known_skills, mentions, own_levels
from bounceback_analysis.analysis.tables import table

if TYPE_CHECKING:
    import pandas as pd

    from bounceback_analysis.log.model import Log

HAVE, WORKING_ON, NOT_SAID = "you have it", "you are working on it", "not in your plan yet"


@table
def advert_skills(log: Log, *, advert: str) -> pd.DataFrame:
    """Find the skills that an advert asks for, each with where the person stands.

    Parameters
    ----------
    log
        The log; own levels are in its plan, own skills in its settings.
    advert
        Its text, as pasted.

    Returns
    -------
    DataFrame
        ``skill``, ``phrase`` (how the advert says it, first time), ``level`` and ``wanted`` from
        the plan, and ``standing``: you have it, you are working on it, or not in your plan yet.
        Those the person has come first, then in the order of the advert.
    """
    found = mentions([advert], known_skills(log))
    found = found.drop_duplicates("skill")[["skill", "phrase"]]
    own = own_levels(log)
    level, wanted = (found["skill"].map(own[name]) for name in own.columns)
    have = (level >= wanted.fillna(3)).to_numpy()
    standing = np.where(have, HAVE, np.where(level.notna(), WORKING_ON, NOT_SAID))
    told = found.assign(level=level, wanted=wanted, standing=standing)
    return told.sort_values("standing", key=lambda s: s != HAVE, kind="stable", ignore_index=True)
