"""Audit what the app installs: `python -m tools.audit PIP_AUDIT`, the path of that program.

Lists every dependency's licence and known vulnerabilities. Exits with 1 for a vulnerability, or a
licence that is not welcome.
"""

import json
import re
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

from tools.servers import ROOT

WELCOME = ("MIT", "BSD", "Apache", "PSF", "Python Software Foundation", "Mozilla", "MPL")
"""Words of permissive licences, and of those that cover only their own files."""


def dependencies(requirements: str = "requirements.txt") -> list[Distribution]:
    """Return the packages that a requirements file installs here, with theirs."""
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    found: dict[str, Distribution] = {}
    while wanted:
        requirement = wanted.pop()
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if name in found or not needed:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        wanted += [Requirement(text) for text in found[name].requires or ()]
    return [found[name] for name in sorted(found)]


def licence(package: Distribution) -> str:
    """Return the licence that a package states, in short, or an empty text."""
    about = package.metadata
    classified = [
        classifier.rsplit(" :: ", 1)[1]
        for classifier in about.get_all("Classifier") or []
        if classifier.startswith("License :: ")
    ]
    stated = about.get("License-Expression") or ", ".join(classified) or about.get("License") or ""
    return stated.splitlines()[0] if stated else ""


def is_welcome(stated: str) -> bool:
    """Return whether a licence lets anyone use the app."""
    return "GPL" not in stated and any(word in stated for word in WELCOME)


def vulnerabilities(program: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return known vulnerabilities by package, and the packages without information."""
    installed = sysconfig.get_path("purelib")
    command = [program, "--path", installed, "--format", "json", "--progress-spinner", "off"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(run.stdout)["dependencies"]
    except ValueError:
        return {}, [package.name for package in dependencies()]
    known = {p["name"]: [v["id"] for v in p["vulns"]] for p in packages if p.get("vulns")}
    return known, [p["name"] for p in packages if "skip_reason" in p]


def main(program: str) -> int:
    """Print the findings; return the exit code."""
    packages = dependencies()
    for package in packages:
        print(f"{package.name:28} {package.version:12} {licence(package) or 'states no licence'}")
    unwelcome = [package.name for package in packages if not is_welcome(licence(package))]
    if unwelcome:
        print(f"error: look at the licences of {', '.join(unwelcome)}", file=sys.stderr)
    known, unchecked = vulnerabilities(program)
    for name, ids in known.items():
        print(f"error: {name} has known vulnerabilities: {', '.join(ids)}", file=sys.stderr)
    if unchecked:
        print(
            f"{len(unchecked)} packages could not be checked for vulnerabilities: the lists of "
            "them were not reached."
        )
    elif not known:
        print("No known vulnerabilities.")
    return 1 if known or unwelcome else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
