"""The plug is pulled: a process is killed at every opening, renaming and deleting of a file, each in turn."""

import json
import os
import subprocess
import sys
from pathlib import Path

_MOST = 300

# One interpreter; every try is a fork of it with a folder of its own, which is killed for good.
_FORKS = """
import json, os, signal, sys

exec(sys.argv[1])  # prepare(folder), and work(folder)
root, most = sys.argv[2], int(sys.argv[3])

def ended(at):
    folder = os.path.join(root, f"partner-{at}")
    os.mkdir(folder)
    ready = prepare(folder)
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = at

    def pull_the_plug(event, arguments):
        nonlocal left
        if event in ("open", "os.rename", "os.remove") and folder in str(arguments[0]):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    code = 1
    try:
        sys.addaudithook(pull_the_plug)
        work(folder, ready)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)

codes = []
while len(codes) < most and (not codes or codes[-1] == -signal.SIGKILL):
    codes.append(ended(len(codes) + 1))
print(json.dumps(codes))
"""


def pull_at_every_step(script: str, root: Path) -> list[Path]:
    """A folder for every step, in which `work` of `script` was killed at that step; in the last one it ended
    well.

    `script` has `prepare(folder)`, whose answer is handed to `work(folder, ready)`.
    """
    command = [sys.executable, "-c", _FORKS, script, str(root), str(_MOST)]
    ended = subprocess.run(command, timeout=120, check=True, stdout=subprocess.PIPE, env=os.environ)
    codes = json.loads(ended.stdout)
    assert codes[-1] == 0, codes
    return [root / f"partner-{at}" for at in range(1, len(codes) + 1)]
