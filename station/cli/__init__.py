"""`station`: the command line. Standard output under --json is JSON only, logs go to standard error.

Exit codes: 0 ended as asked, 1 anything else, 2 configuration, 3 already running, 4 database.
"""

from station.cli.main import main

__all__ = ["main"]
