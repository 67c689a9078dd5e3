"""PEP 517 backend: builds the release binary with `make build` and packs it into a wheel that puts it on the PATH.

The build runs on a copy of the sources in one folder of the user's cache ($DTYPELINT_BUILD_CACHE, by default
$XDG_CACHE_HOME/dtypelint-build), because installers unpack the sources somewhere else each time and SwiftPM reuses
what it built only under the same path. So a second build compiles only what changed. $DTYPELINT_BINARY names a
finished binary to pack instead, for machines without Swift and for tests.
"""

import base64
import fcntl
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = "dtypelint"
SUMMARY = "Finds where tensor dtypes diverge in PyTorch modeling code, by reading it"
# What a build makes or fetches: neither packed nor, in the cached copy, removed.
DERIVED = (".git", ".build", ".cache", "Rules/Generated", "Sources/CTreeSitterPython/src")
# Not needed to build; left out to keep the copy small.
UNUSED = ("Fixtures", "Benchmarks", "docs")
# Installers isolate builds by hiding installed modules and lead a pip inside this build to this backend; setup runs
# pip for other packages.
HIDDEN_VARIABLES = ("PYTHONPATH", "PYTHONNOUSERSITE", "_PYPROJECT_HOOKS_", "PEP517_", "PIP_BUILD_TRACKER")


class BuildFailure(SystemExit):
    """Ends the build with a message that stands on its own below the installer's output."""

    def __init__(self, *lines):
        super().__init__("\n".join(["", f"{NAME} cannot be built here: {lines[0]}", *lines[1:]]))


def version():
    text = (ROOT / "Sources/CommandLineTool/Version.swift").read_text(encoding="utf-8")
    found = re.search(r'dtypelintVersion = "([^"]+)"', text)
    if not found:
        raise BuildFailure("Sources/CommandLineTool/Version.swift holds no version")
    return found.group(1)


def source_files(root, leave_out):
    """The paths of the files below `root`, relative to it, sorted."""
    found = []
    for folder, names, files in os.walk(root):
        below = pathlib.Path(folder).relative_to(root)
        names[:] = [n for n in names if (below / n).as_posix() not in leave_out and n != "__pycache__"
                    and not n.startswith(".build-") and n != "build"]
        found += [path for path in ((below / name).as_posix() for name in files) if path not in leave_out]
    return sorted(found)


def synchronise(target):
    """Makes `target` hold the sources, touching only the files that differ so that nothing else is rebuilt."""
    leave_out = DERIVED + UNUSED
    wanted = source_files(ROOT, leave_out)
    for path in wanted:
        source, copy = ROOT / path, target / path
        data = source.read_bytes()
        if copy.is_file() and copy.read_bytes() == data:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)
        shutil.copymode(source, copy)
    for path in set(source_files(target, leave_out)) - set(wanted):
        (target / path).unlink()


def check_tools():
    if not sys.platform.startswith("linux"):
        raise BuildFailure("only Linux is supported")
    if not shutil.which("swift"):
        raise BuildFailure(
            "there is no Swift toolchain on the PATH.", "Install Swift 6.2 or later: https://www.swift.org/install")
    if not shutil.which("make"):
        raise BuildFailure("there is no make on the PATH.", "Debian, Ubuntu: sudo apt-get install -y make")


def cache_folder():
    configured = os.environ.get("DTYPELINT_BUILD_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return pathlib.Path(configured or os.path.join(base, f"{NAME}-build")).expanduser().absolute()


def build_binary():
    """The bytes of the release binary."""
    finished = os.environ.get("DTYPELINT_BINARY")
    if finished:
        try:
            return pathlib.Path(finished).read_bytes()
        except OSError as error:
            raise BuildFailure(f"$DTYPELINT_BINARY: {error}") from error
    check_tools()
    cache = cache_folder()
    copy = cache / "source"
    copy.mkdir(parents=True, exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(HIDDEN_VARIABLES)}
    with open(cache / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        synchronise(copy)
        result = subprocess.run(
            ["make", "--no-print-directory", "build"], cwd=copy, env=environment, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        sys.stdout.write(result.stdout)
        sys.stdout.flush()
        if result.returncode != 0:
            lines = result.stdout.splitlines()
            reasons = [line[len("setup: "):] for line in lines if line.startswith("setup: ")]
            is_setup = any("setup] Error" in line for line in lines)
            raise BuildFailure(*(is_setup and reasons or ["`make build` failed:", *lines[-15:]]))
        return (copy / ".build/release" / NAME).read_bytes()


def metadata():
    return (
        f"Metadata-Version: 2.4\nName: {NAME}\nVersion: {version()}\nSummary: {SUMMARY}\n"
        "License-Expression: Apache-2.0\nLicense-File: LICENSE\nRequires-Python: >=3.8\n"
        "Description-Content-Type: text/markdown\n\n" + (ROOT / "README.md").read_text(encoding="utf-8")
    ).encode()


def tag():
    return "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())


def wheel_file():
    return (f"Wheel-Version: 1.0\nGenerator: {NAME} build_backend\nRoot-Is-Purelib: false\nTag: {tag()}\n").encode()


def get_requires_for_build_wheel(config_settings=None):
    return []


def get_requires_for_build_sdist(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = f"{NAME}-{version()}.dist-info"
    path = pathlib.Path(metadata_directory, folder)
    (path / "licenses").mkdir(parents=True)
    (path / "METADATA").write_bytes(metadata())
    (path / "WHEEL").write_bytes(wheel_file())
    shutil.copyfile(ROOT / "LICENSE", path / "licenses" / "LICENSE")
    return folder


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    stem = f"{NAME}-{version()}"
    info = f"{stem}.dist-info"
    contents = [
        (f"{stem}.data/scripts/{NAME}", build_binary(), 0o755),
        (f"{info}/licenses/LICENSE", (ROOT / "LICENSE").read_bytes(), 0o644),
        (f"{info}/METADATA", metadata(), 0o644),
        (f"{info}/WHEEL", wheel_file(), 0o644),
    ]
    record = "".join(f"{name},{digest(data)},{len(data)}\n" for name, data, _ in contents)
    contents.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode(), 0o644))
    name = f"{stem}-{tag()}.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data, mode in contents:
            entry = zipfile.ZipInfo(path)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, data)
    return name


def digest(data):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def build_sdist(sdist_directory, config_settings=None):
    stem = f"{NAME}-{version()}"
    name = f"{stem}.tar.gz"
    with tarfile.open(os.path.join(sdist_directory, name), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path in source_files(ROOT, DERIVED):
            archive.add(ROOT / path, f"{stem}/{path}", recursive=False)
        entry = tarfile.TarInfo(f"{stem}/PKG-INFO")
        data = metadata()
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return name
