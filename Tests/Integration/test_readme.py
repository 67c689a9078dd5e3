"""README's sessions in other checkouts are what the programs print; those on this one are held by ReadmeTests.swift.

A line `…` stands for lines that are left out.
"""

import re
import unittest

import test_precommit
from support import BINARY, BUG, CLEAN, ROOT

setUpModule = test_precommit.setUpModule


def sessions():
    """Each command of README's console blocks with the text below it."""
    blocks = re.findall(r"^```console\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.S | re.M)
    for block in blocks:
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command.split("  #")[0].strip(), output


def is_elsewhere(command):
    return command.startswith("git commit") or (
        command.startswith("dtypelint check") and "Fixtures/" not in command)


class ReadmeTests(test_precommit.HookTest):
    def setUp(self):
        super().setUp()
        programs = self.home / "bin"
        programs.mkdir()
        (programs / "dtypelint").symlink_to(BINARY)
        self.environment["PATH"] = f"{programs}:{self.environment['PATH']}"
        self.write("model.py", CLEAN)
        self.commit_all()
        self.git("checkout", "-q", "-b", "work")
        self.write("model.py", BUG)
        self.git("add", "model.py")

    def test_sessions_elsewhere_are_real(self):
        found = [session for session in sessions() if is_elsewhere(session[0])]
        self.assertGreaterEqual(len(found), 3)
        for command, output in found:
            with self.subTest(command):
                run = self.run_in("sh", "-c", command)
                rest = run.text
                for part in re.split(r"^…\n", output, flags=re.M):
                    self.assertIn(part, rest, run.text)
                    rest = rest.partition(part)[2]


if __name__ == "__main__":
    unittest.main()
