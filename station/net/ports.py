"""The ports of this machine: what they are called for good, and who has one open."""

import os
from dataclasses import dataclass
from pathlib import Path

_LINKS = ("/dev/serial/by-id", "/dev/serial/by-path")


@dataclass(frozen=True, slots=True)
class FoundPort:
    """A port the operating system knows. `port` is the name that survives a replug where there is one.

    `path` is what the system calls it now; `vid_pid` as `0403:6001`, empty for what is not on USB.
    """

    port: str
    title: str
    serial_number: str = ""
    path: str = ""
    vid_pid: str = ""

    @property
    def identity(self) -> str:
        """Vendor, product and serial number, as far as there are any."""
        return ":".join(part for part in (self.vid_pid, self.serial_number) if part)


def found_ports() -> tuple[FoundPort, ...]:
    """The serial ports of this machine; pseudo-terminals and network lines are not among them."""
    from serial.tools import list_ports

    seen = sorted(list_ports.comports())
    twins = _twins([f"{one.vid}:{one.pid}:{one.serial_number}" for one in seen if one.vid is not None])
    by_id, by_path = (stable_names(Path(folder)) for folder in _LINKS)
    found = []
    for one in seen:
        # Two adapters that call themselves the same share one link; their sockets tell them apart.
        alike = one.vid is not None and f"{one.vid}:{one.pid}:{one.serial_number}" in twins
        names = (by_path, by_id) if alike else (by_id, by_path)
        port = next((links[one.device] for links in names if one.device in links), one.device)
        vid_pid = f"{one.vid:04x}:{one.pid:04x}" if one.vid is not None and one.pid is not None else ""
        title = one.description if one.description not in (None, "n/a") else ""
        found.append(FoundPort(port, title, one.serial_number or "", one.device, vid_pid))
    return tuple(found)


def stable_names(folder: Path) -> dict[str, str]:
    """Device path -> the link that names the device itself, where the system keeps such links."""
    if not folder.is_dir():
        return {}
    return {str(link.resolve()): str(link) for link in sorted(folder.iterdir())}


def holders(port: str, proc: Path = Path("/proc")) -> tuple[str, ...]:
    """The programs that have a port open, as `name (number)`, as far as the system lets us see them."""
    wanted = str(Path(port).resolve())
    found = []
    for process in sorted(proc.glob("[0-9]*"), key=lambda one: int(one.name)):
        if process.name != str(os.getpid()) and wanted in _open_files(process):
            found.append(f"{_name(process)} ({process.name})")
    return tuple(found)


def group_of(port: str, otherwise: str = "dialout") -> str:
    """The group that may open a port; `otherwise` where that is the superuser's, or nobody can tell."""
    try:
        import grp
    except ImportError:  # Windows has no groups of this kind
        return otherwise
    try:
        name = grp.getgrgid(Path(port).stat().st_gid).gr_name
    except (OSError, KeyError):
        return otherwise
    return otherwise if name in ("root", "tty") else name


def _twins(names: list[str]) -> frozenset[str]:
    return frozenset(name for name in names if names.count(name) > 1)


def _open_files(process: Path) -> frozenset[str]:
    """Empty for a process of somebody else, and for one that has just ended."""
    try:
        return frozenset(str(one.readlink()) for one in (process / "fd").iterdir())
    except OSError:
        return frozenset()


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "?"
