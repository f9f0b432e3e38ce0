"""`python -m tests.advisories`: whether a vulnerability is known of anything that is locked.

pip-audit asks OSV, which has the Python Packaging Advisory Database and is the same whatever registry is
installed from. What was looked up is good for a day, and for these requirements. Where OSV cannot be reached,
it says so and holds nobody up.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["known_of", "main"]

ROOT = Path(__file__).parent.parent
LOCKED = (ROOT / "requirements-dev.txt", ROOT / "requirements-uv.txt")
STAMP = Path(sys.prefix) / ".advisories"
OSV = "https://api.osv.dev/v1/query"
_TIMEOUT_S = 10


class UnreachableError(Exception):
    """Nobody could be asked."""


def known_of(locked: Sequence[Path], osv: str = OSV) -> list[str]:
    """A line for each vulnerability: of what, its name, and where it is mended.

    Raises: UnreachableError when OSV does not answer.
    """
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner", "off"]
    command += ["--format", "json", "--vulnerability-service", "osv", "--osv-url", osv]
    command += ["--timeout", str(_TIMEOUT_S)]
    for path in locked:
        command += ["--requirement", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        last = (ran.stderr.strip().splitlines() or ["pip-audit says nothing"])[-1]
        raise UnreachableError(last[:100]) from None
    return [
        f"{each['name']} {each['version']}: {known['id']}, mended: {', '.join(known['fix_versions']) or '-'}"
        for each in found
        for known in each.get("vulns", ())
    ]


def main(stamp: Path = STAMP) -> int:
    """0 when nothing is known, or nobody could be asked; 1 when something is."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--osv", default=OSV, help="another server that speaks as OSV does")
    asked = options.parse_args()
    contents = b"".join(path.read_bytes() for path in LOCKED)
    today = f"{datetime.now(UTC).date()} {hashlib.sha256(contents).hexdigest()}"
    if stamp.exists() and stamp.read_text() == today:
        print("no vulnerability is known of what is locked (looked up today)")
        return 0
    try:
        found = known_of(LOCKED, asked.osv)
    except UnreachableError as error:
        print(f"NOT LOOKED UP whether vulnerabilities are known: OSV cannot be reached from here ({error})")
        return 0
    if found:
        print("\n".join([*found, "mend it with: make lock UPGRADE='--upgrade-package NAME'"]))
        return 1
    stamp.write_text(today)
    print("no vulnerability is known of what is locked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
