from .cohort import append as append
from .cohort import read_cohort as read_cohort
from .facts import facts as facts
from .giving import share as share
from .releasing import read_ledger as read_ledger
from .releasing import release as release
from .tables import feedback_themes as feedback_themes
from .tables import feedback_yield as feedback_yield
from .tables import journey as journey
from .tables import reply_curve as reply_curve
from .tables import skills_wanted as skills_wanted
from .tables import stage_rates as stage_rates

__all__ = [
    "append",
    "facts",
    "feedback_themes",
    "feedback_yield",
    "journey",
    "read_cohort",
    "read_ledger",
    "release",
    "reply_curve",
    "share",
    "skills_wanted",
    "stage_rates",
]
