#!/usr/bin/env python3
"""Fetches the releases that tests and benchmarks run on, pinned in Tools/wheels.txt.

Wheels come through pip (so a configured index or mirror is honoured), are checked by hash and unpacked, never
installed or imported, to $DTYPELINT_CORPUS/<name>/<version>, by default ~/.cache/dtypelint-corpus. What is there
already is left alone.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

PINS = pathlib.Path(__file__).resolve().parent / "wheels.txt"
CORPUS = pathlib.Path(os.environ.get("DTYPELINT_CORPUS") or "~/.cache/dtypelint-corpus").expanduser()


def fail(message):
    sys.exit(f"corpus: {message}")


def pins():
    for line in PINS.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split()


def is_complete(folder, sha256):
    try:
        return (folder / ".complete").read_text(encoding="ascii").strip() == sha256
    except OSError:
        return False


def fetch(name, version, sha256, folder):
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        print(f"corpus: fetching {name} {version}", flush=True)
        command = [
            sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps",
            "--only-binary", ":all:", "--dest", temporary, f"{name}=={version}",
        ]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        wheels = sorted(pathlib.Path(temporary).glob("*.whl"))
        if result.returncode != 0 or not wheels:
            fail(f"pip could not fetch {name} {version}: {(result.stdout.strip().splitlines() or ['no output'])[-1]}")
        found = hashlib.sha256(wheels[0].read_bytes()).hexdigest()
        if found != sha256:
            fail(f"{wheels[0].name} has changed: its SHA-256 is {found}, expected {sha256}")
        unpacked = pathlib.Path(temporary) / "unpacked"
        with zipfile.ZipFile(wheels[0]) as archive:
            archive.extractall(unpacked)
        (unpacked / ".complete").write_text(sha256 + "\n", encoding="ascii")
        if folder.exists():
            shutil.rmtree(folder)
        unpacked.rename(folder)


def main():
    wanted = set(sys.argv[1:])
    for name, version, sha256 in pins():
        folder = CORPUS / name / version
        if (not wanted or version in wanted) and not is_complete(folder, sha256):
            fetch(name, version, sha256, folder)


if __name__ == "__main__":
    main()
