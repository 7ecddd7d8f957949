"""``python -m bounceback_analysis`` is the command ``bounceback``."""

import sys

from bounceback_analysis.cli import main

sys.exit(main())
