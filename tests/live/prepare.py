"""Installs the real shops `make live` runs against into build/live, once. Needs Node.js 20 and npm."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "live"


def prepare(shop: str) -> None:
    """Nothing is done when what is asked for is there already."""
    wanted, folder = HERE / shop / "package.json", BUILD / shop
    done = folder / "installed.json"
    if done.exists() and done.read_bytes() == wanted.read_bytes():
        return
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(wanted, folder / "package.json")
    sys.stderr.write(f"installing {shop} into {folder} (a few minutes, once)\n")
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    if subprocess.run(command, cwd=folder, check=False).returncode:
        sys.exit(f"npm could not install {shop}. Look above for why, mend it, and run make live again.")
    shutil.copyfile(wanted, done)


if __name__ == "__main__":
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            sys.exit(f"make live needs {tool}, and it is not here. On Debian: apt-get install nodejs npm")
    prepare("vendure")
