"""The tool that adds rows to Rules/releases, on two releases of a package that is made up here."""

import shutil
import sys
import unittest

from support import BINARY, BUG, CLEAN, ROOT, ScratchTest


class KnownReleaseTests(ScratchTest):
    def setUp(self):
        super().setUp()
        (self.repository / "Tools").mkdir()
        (self.repository / "Rules/releases").mkdir(parents=True)
        shutil.copyfile(ROOT / "Tools/known_release.py", self.repository / "Tools/known_release.py")
        for version, text in (("1.0", BUG), ("1.1", CLEAN), ("1.2", BUG)):
            self.write(f"corpus/tiny/{version}/tiny/__init__.py", "")
            self.write(f"corpus/tiny/{version}/tiny/model.py", text)

    def add(self, buggy, fixed, line, *options):
        return self.run_in(
            sys.executable, self.repository / "Tools/known_release.py", BINARY, "tiny", buggy, fixed, "model.py", line,
            *options, DTYPELINT_CORPUS=str(self.repository / "corpus"))

    def rows(self):
        text = (self.repository / "Rules/releases/tiny.md").read_text(encoding="utf-8")
        return [line for line in text.splitlines() if line.startswith("| ROPE")]

    def test_a_finding_becomes_a_row_once(self):
        for _ in range(2):
            run = self.add("1.0", "1.1", 8, "--see", "#7")
            self.assertEqual(run.code, 0, run.text)
        self.assertEqual(len(self.rows()), 1)
        self.assertRegex(self.rows()[0], r"^\| ROPE001 \| model.py \| rotate \| [0-9a-f]{16} \| 1.1 \| #7 \|$")

    def test_a_function_may_be_named(self):
        self.assertEqual(self.add("1.0", "1.1", 1, "--function", "rotate").code, 0)
        self.assertEqual(len(self.rows()), 1)

    def test_what_is_not_there_or_not_fixed_is_refused(self):
        for buggy, fixed, line in (("1.0", "1.1", 1), ("1.1", "1.2", 8), ("1.0", "1.2", 8)):
            run = self.add(buggy, fixed, line)
            self.assertEqual(run.code, 1, run.text)
            self.assertIn(f"no finding at model.py:{line} of {buggy} that {fixed} is without", run.text)
        self.assertFalse((self.repository / "Rules/releases/tiny.md").exists())


if __name__ == "__main__":
    unittest.main()
