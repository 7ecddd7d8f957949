"""Sets an advert beside the plan: which of the skills that it asks for a person has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bounceback_analysis.analysis.naming import own_levels, skills_of_advert

if TYPE_CHECKING:
    import pandas as pd

HAVE, WORKING_ON, NOT_SAID = "you have it", "you are working on it", "not in your plan yet"


def advert_skills(advert: str, plan: pd.DataFrame) -> pd.DataFrame:
    """Find the skills that an advert asks for, each with where the person stands.

    Parameters
    ----------
    advert
        Its text, as pasted.
    plan
        The person's plan.

    Returns
    -------
    DataFrame
        ``skill``, ``phrase`` (how the advert says it, first time), ``level`` and ``wanted`` from
        the plan, and ``standing``: you have it, you are working on it, or not in your plan yet.
        Those the person has come first, then in the order of the advert.
    """
    found = skills_of_advert(advert, plan).drop_duplicates("skill")[["skill", "phrase"]]
    own = own_levels(plan)
    level, wanted = (found["skill"].map(own[name]) for name in own.columns)
    have = (level >= wanted.fillna(3)).to_numpy()
    standing = np.where(have, HAVE, np.where(level.notna(), WORKING_ON, NOT_SAID))
    table = found.assign(level=level, wanted=wanted, standing=standing)
    return table.sort_values("standing", key=lambda s: s != HAVE, kind="stable", ignore_index=True)
