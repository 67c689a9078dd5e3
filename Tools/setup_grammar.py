#!/usr/bin/env python3
"""Fetches the C sources of the Python grammar into Sources/CTreeSitterPython/src.

Each source distribution is pinned by version and SHA-256 and comes through pip, so a configured package index or
mirror is honoured. Does nothing when the folder already holds what is pinned here.
"""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "Sources", "CTreeSitterPython", "src")
CACHE = os.path.join(ROOT, ".cache", "downloads")

HEADERS = "tree_sitter/core/lib/src/"
SDISTS = [
    {
        "name": "tree-sitter-python",
        "version": "0.23.6",
        "archive": "tree_sitter_python-0.23.6.tar.gz",
        "sha256": "354bfa0a2f9217431764a631516f85173e9711af2c13dbd796a8815acfe505d9",
        "files": {"src/parser.c": "parser.c", "src/scanner.c": "scanner.c"},
    },
    {
        "name": "tree-sitter",
        "version": "0.23.2",
        "archive": "tree-sitter-0.23.2.tar.gz",
        "sha256": "66bae8dd47f1fed7bdef816115146d3a41c39b5c482d7bad36d9ba1def088450",
        "files": {HEADERS + h: "tree_sitter/" + h for h in ("parser.h", "array.h", "alloc.h", "ts_assert.h")},
    },
]
STAMP = os.path.join(FOLDER, ".complete")


def fail(message):
    sys.exit(f"setup: {message}")


def stamp_text():
    return "".join(f"{s['archive']} {s['sha256']}\n" for s in SDISTS)


def is_complete():
    try:
        with open(STAMP, encoding="utf-8") as file:
            if file.read() != stamp_text():
                return False
    except OSError:
        return False
    return all(os.path.exists(os.path.join(FOLDER, t)) for s in SDISTS for t in s["files"].values())


def verified(path, sdist):
    """The archive's bytes if its hash is the pinned one, else None (also when there is no such file)."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sdist["sha256"] else None


def download(sdist):
    """The archive's bytes, from the download cache or through pip."""
    cached = os.path.join(CACHE, sdist["archive"])
    data = verified(cached, sdist)
    if data is not None:
        return data
    requirement = f"{sdist['name']}=={sdist['version']}"
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps",
            "--no-binary", sdist["name"], "--dest", folder, requirement,
        ]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        found = sorted(n for n in os.listdir(folder) if n.endswith(".tar.gz"))
        if not found:
            explain(requirement, result.stdout)
        data = verified(os.path.join(folder, found[0]), sdist)
        if data is None:
            fail(
                f"{requirement}: the archive from the package index does not have the pinned SHA-256 "
                f"{sdist['sha256']}; nothing was installed."
            )
    os.makedirs(CACHE, exist_ok=True)
    write(cached, data)
    return data


UNREACHABLE = (
    "NewConnectionError", "Temporary failure in name", "ConnectTimeout", "Max retries", "ProxyError",
    "Could not find a version", "No matching distribution",
)


def explain(requirement, output):
    """Stops with the one likely reason why pip brought nothing."""
    if "No module named pip" in output:
        fail("Python's pip is missing; install it (Debian, Ubuntu: apt-get install python3-pip) and try again.")
    if any(sign in output for sign in UNREACHABLE):
        fail(f"cannot download {requirement}: no connection to a Python package index that has it.")
    last = output.strip().splitlines()[-1:] or ["no output"]
    fail(f"pip could not download {requirement}: {last[0]}")


def write(path, data):
    """Writes beside and renames, so that an interrupted run leaves no half file."""
    temporary = f"{path}.{os.getpid()}"
    with open(temporary, "wb") as file:
        file.write(data)
    os.replace(temporary, path)


def main():
    if is_complete():
        return
    for sdist in SDISTS:
        data = download(sdist)
        folder = sdist["archive"][: -len(".tar.gz")]
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member, target in sdist["files"].items():
                source = archive.extractfile(f"{folder}/{member}")
                if source is None:
                    fail(f"{sdist['archive']} holds no {member}")
                path = os.path.join(FOLDER, target)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                write(path, source.read())
    write(STAMP, stamp_text().encode())
    print("setup: fetched the sources of tree-sitter-python 0.23.6")


main()
