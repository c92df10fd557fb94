"""What the command line says of trouble nobody can work around, and with which exit code it ends."""

from station.model.problem import Problem, StationError


def complaint(trouble: StationError) -> tuple[int, list[Problem]]:
    """Exit code and problems of an error nobody can work around."""
    code = trouble.problem.code
    problems = list(getattr(trouble, "problems", ())) or [trouble.problem]
    if code == "station.already_running":
        return 3, problems
    if code.startswith("database."):
        return 4, problems
    family = code.split(".")[0]
    return (2 if family in ("config", "secrets", "carrier", "device", "printer", "cart") else 1), problems
