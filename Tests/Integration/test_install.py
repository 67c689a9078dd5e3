"""Installing from source: what is built, packed and said."""

import os
import sys
import tarfile
import unittest
import zipfile

from support import ROOT, ScratchTest

sys.path.insert(0, str(ROOT / "Tools"))
import build_backend  # noqa: E402


class BackendTests(ScratchTest):
    def backend(self, call, **variables):
        self.environment.pop("DTYPELINT_BINARY", None)
        script = f"import sys; sys.path.insert(0, {str(ROOT / 'Tools')!r}); import build_backend as b; print({call})"
        return self.run_in(sys.executable, "-B", "-c", script, **variables)

    def test_a_wheel_holds_the_program_and_its_metadata(self):
        program = self.home / "program"
        program.write_bytes(b"#!/bin/sh\necho ran\n")
        run = self.backend(f"b.build_wheel({str(self.home)!r})", DTYPELINT_BINARY=str(program))
        self.assertEqual(run.code, 0, run.text)
        environment = self.home / "environment"
        self.run_in(sys.executable, "-m", "venv", environment)
        wheel = self.home / run.out.strip()
        installed = self.run_in(environment / "bin/pip", "install", "-q", "--no-index", wheel)
        self.assertEqual(installed.code, 0, installed.text)
        self.assertEqual(self.run_in(environment / "bin/dtypelint").out, "ran\n")
        with zipfile.ZipFile(wheel) as archive:
            self.assertTrue(all(name.startswith("dtypelint-") for name in archive.namelist()))
        shown = self.run_in(environment / "bin/pip", "show", "dtypelint").out
        self.assertIn(f"Version: {build_backend.version()}\n", shown)

    def test_a_missing_toolchain_is_told(self):
        run = self.backend(f"b.build_wheel({str(self.home)!r})", PATH=str(self.home))
        self.assertEqual(run.code, 1)
        self.assertIn("dtypelint cannot be built here: there is no Swift toolchain on the PATH", run.err)
        self.assertIn("https://www.swift.org/install", run.err)

    def test_a_missing_library_is_told(self):
        # Programs that stand in for a machine without libtree-sitter-dev on which nobody may install it.
        for name, text in (("swift", "exit 1"), ("pkg-config", "exit 1"), ("id", "echo 1000"), ("sudo", "exit 1"),
                           ("apt-get", "exit 1")):
            path = self.home / "bin" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            path.chmod(0o755)
        run = self.backend(
            f"b.build_wheel({str(self.home)!r})", DTYPELINT_BUILD_CACHE=str(self.home / "cache"),
            PATH=f"{self.home / 'bin'}:{os.environ['PATH']}")
        self.assertEqual(run.code, 1, run.text)
        self.assertIn("dtypelint cannot be built here: Debian packages are missing", run.err)
        self.assertIn("sudo apt-get install -y libtree-sitter-dev", run.err)

    def test_a_source_distribution_builds_nothing_and_holds_the_sources(self):
        run = self.backend(f"b.build_sdist({str(self.home)!r})")
        self.assertEqual(run.code, 0, run.text)
        with tarfile.open(self.home / run.out.strip()) as archive:
            names = {name.split("/", 1)[1] for name in archive.getnames()}
        self.assertLessEqual({"PKG-INFO", "pyproject.toml", "Makefile", "Tools/setup", "Package.swift"}, names)
        self.assertFalse([name for name in names if name.startswith((".build/", ".cache/", ".git/"))])

    def test_only_changed_sources_are_touched(self):
        copy = self.home / "copy"
        self.backend(f"b.synchronise(b.pathlib.Path({str(copy)!r}))")
        self.assertTrue((copy / "Package.swift").exists())
        os.utime(copy / "Package.swift", (1, 1))
        (copy / "Makefile").write_text("changed", encoding="utf-8")
        (copy / "gone.swift").write_text("", encoding="utf-8")
        (copy / ".build").mkdir()
        (copy / ".build/kept").write_text("", encoding="utf-8")
        self.backend(f"b.synchronise(b.pathlib.Path({str(copy)!r}))")
        self.assertEqual((copy / "Package.swift").stat().st_mtime, 1)
        self.assertEqual((copy / "Makefile").read_bytes(), (ROOT / "Makefile").read_bytes())
        self.assertFalse((copy / "gone.swift").exists())
        self.assertTrue((copy / ".build/kept").exists())

    @unittest.skipUnless(os.environ.get("DTYPELINT_BUILD_TEST"), "compiles everything")
    def test_pip_builds_and_installs(self):
        self.environment.pop("DTYPELINT_BINARY")
        environment = self.home / "environment"
        self.run_in(sys.executable, "-m", "venv", environment)
        run = self.run_in(environment / "bin/pip", "install", ROOT)
        self.assertEqual(run.code, 0, run.text)
        version = self.run_in(environment / "bin/dtypelint", "--version", PATH="/usr/bin:/bin")
        self.assertEqual(version.out, f"dtypelint {build_backend.version()}\n")


if __name__ == "__main__":
    unittest.main()
