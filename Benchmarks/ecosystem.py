#!/usr/bin/env python3
"""Holds the findings on whole pinned releases against the snapshots in Fixtures/ecosystem.

    python3 Benchmarks/ecosystem.py .build/release/dtypelint [--update] [VERSION…]

Default settings, one line a finding. A difference is printed as a diff and makes the exit code 1; `--update` writes it
down instead, so that a change of noise is seen and chosen.
"""
import argparse
import collections
import difflib
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SNAPSHOTS = ROOT / "Fixtures" / "ecosystem"
CORPUS = pathlib.Path(os.environ.get("DTYPELINT_CORPUS") or "~/.cache/dtypelint-corpus").expanduser()
RELEASES = [("transformers", version) for version in ("4.49.0", "4.50.0", "4.57.6", "5.23.0")]


def findings(tool, package, version):
    """The lines that a check of the release prints, with paths relative to the package."""
    command = [tool, "check", ".", "--output-format", "concise"]
    result = subprocess.run(
        command, cwd=CORPUS / package / version / package, text=True, encoding="utf-8", check=False,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if result.returncode not in (0, 1):
        sys.exit(f"{package} {version}: check failed with {result.returncode}: {result.stderr.strip()}")
    return result.stdout.splitlines(keepends=True)


def counts(lines):
    """How many findings each rule has, such as `MIX101 12, ROPE001 2`."""
    found = collections.Counter(match.group(1) for match in map(re.compile(r"\[([A-Z]+\d+)\]").search, lines) if match)
    return ", ".join(f"{code} {found[code]}" for code in sorted(found)) or "none"


def difference(name, old, new):
    """The lines that are gone and new; a line that only moved shows as both."""
    return list(difflib.unified_diff(old, new, f"{name} (snapshot)", f"{name} (now)", n=0))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", type=os.path.abspath)
    parser.add_argument("versions", nargs="*")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    differs = False
    for package, version in RELEASES:
        if arguments.versions and version not in arguments.versions:
            continue
        started = time.monotonic()
        now = findings(arguments.tool, package, version)
        seconds = time.monotonic() - started
        path = SNAPSHOTS / f"{package}-{version}.txt"
        old = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        changes = difference(path.name, old, now)
        print(f"{package} {version}: {len(now)} findings in {seconds:.0f} s ({counts(now)})", flush=True)
        sys.stdout.writelines(changes)
        if changes and arguments.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(now), encoding="utf-8")
        elif changes:
            differs = True
    if differs:
        print("findings have changed; if that is meant: make ecosystem UPDATE=1")
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
