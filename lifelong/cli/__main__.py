"""`python -m perdure.lifelong.cli ...` is the same as `perdure ...`."""

import sys

from .shell.dispatch import main

sys.exit(main())
