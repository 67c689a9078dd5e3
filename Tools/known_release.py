#!/usr/bin/env python3
"""Adds a finding to Rules/releases: from then on the program says which later release is without it.

    python3 Tools/known_release.py .build/release/dtypelint transformers 4.49.0 4.50.0 \\
        models/qwen2_5_vl/modeling_qwen2_5_vl.py 168 --see '#36188'

FILE is relative to the package, LINE is the buggy one. Both releases are checked: every finding that lies or has a
related place at the line, two lines either way, or lies in the function that --function names, becomes a row if the
fixed release has no counterpart (same rule, same function). A row holds no source, only a hash of the statement. Wheels
come through pip and stay in $DTYPELINT_CORPUS, by default ~/.cache/dtypelint-corpus.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import zipfile

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Rules" / "releases"
CORPUS = pathlib.Path(os.environ.get("DTYPELINT_CORPUS") or "~/.cache/dtypelint-corpus").expanduser()
HEADER = """\
# Bugs that later releases of {package} fixed

Rows are made by `Tools/known_release.py`, which looks for the finding in both releases. A finding that a row fits says so.

| rule | file | function | statement | fixed in | see |
| --- | --- | --- | --- | --- | --- |
"""
NEAR = 2
# The end of a row that says nowhere to read more.
BARE = " | |"


def unpacked(package, version):
    """The folder of a release's package, fetched if it is not there."""
    folder = CORPUS / package / version
    if not (folder / package).is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps",
                   "--only-binary", ":all:", "--dest", str(folder), f"{package}=={version}"]
        subprocess.run(command, check=True)
        for wheel in folder.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder)
            wheel.unlink()
    return folder / package


def findings(tool, path):
    if not path.is_file():
        return []
    command = [tool, "check", str(path), "--output-format", "json", "--report-generated"]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    if result.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} failed with {result.returncode}")
    return json.loads(result.stdout)


def is_about(finding, given):
    """Whether a finding is about the line or function that was given."""
    places = [(finding["line"], finding["end_line"])]
    places += [(place["line"], place["line"]) for place in finding["related"] if place["file"] == finding["file"]]
    is_near = any(first - NEAR <= given.line <= last + NEAR for first, last in places)
    return finding["function"] and (is_near or finding["function"] == given.function)


def rows(given):
    """The rows of the findings that the fixed release is without."""
    fixed = findings(given.tool, unpacked(given.package, given.fixed) / given.file)
    remaining = {(finding["code"], finding["function"]) for finding in fixed}
    for finding in findings(given.tool, unpacked(given.package, given.buggy) / given.file):
        if is_about(finding, given) and (finding["code"], finding["function"]) not in remaining:
            cells = [finding[key] for key in ("code", "file", "function", "statement")] + [given.fixed, given.see]
            yield f"| {' | '.join(cells)} |".replace("|  |", "| |")


def told(all_rows):
    """The rows in order, without those that another one tells with where to read more."""
    linked = {row.rpartition(" | ")[0] for row in all_rows if not row.endswith(BARE)}
    return sorted(row for row in all_rows if not row.endswith(BARE) or row.removesuffix(BARE) not in linked)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("tool", "package", "buggy", "fixed", "file"):
        parser.add_argument(name)
    parser.add_argument("line", type=int)
    parser.add_argument("--see", default="", help="where to read more, such as a pull request")
    parser.add_argument("--function", help="the buggy function, for findings elsewhere in it")
    given = parser.parse_args()
    new = set(rows(given))
    if not new:
        sys.exit(f"no finding at {given.file}:{given.line} of {given.buggy} that {given.fixed} is without")
    page = FOLDER / f"{given.package}.md"
    old = page.read_text(encoding="utf-8").splitlines() if page.exists() else []
    known = {line for line in old if line.startswith("|")} - set(HEADER.splitlines())
    page.write_text(HEADER.format(package=given.package) + "".join(f"{row}\n" for row in told(known | new)), "utf-8")
    print("\n".join(sorted(new)))


if __name__ == "__main__":
    main()
