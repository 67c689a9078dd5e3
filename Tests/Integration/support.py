"""What the integration tests share: scratch git repositories, and the tools they run."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("DTYPELINT_BINARY") or ROOT / ".build/release/dtypelint").absolute()
TOOLS = pathlib.Path(sys.executable).parent

CLEAN = """\
import torch


def rotate(q, cos):
    return q * cos
"""
BUG = """\
from flash_attn.layers.rotary import apply_rotary_emb
import torch


def rotate():
    q = torch.ones(1, 8, 4, 64)
    angles = torch.ones(8, 32, dtype=torch.bfloat16)
    return apply_rotary_emb(q, angles.cos(), angles.sin())
"""


class Run:
    """A finished program: its exit code and all it printed."""

    def __init__(self, command, folder, environment):
        result = subprocess.run(
            [str(word) for word in command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        self.code, self.out, self.err = result.returncode, result.stdout, result.stderr
        self.text = self.out + self.err


class ScratchTest(unittest.TestCase):
    """A test in a git repository of its own, out of reach of the user's settings."""

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="dtypelint-"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.repository = self.home / "repository"
        self.repository.mkdir()
        self.environment = environment(self.home)
        self.git("init", "-q", "-b", "main")

    def run_in(self, *command, folder=None, **variables):
        return Run(command, folder or self.repository, {**self.environment, **variables})

    def git(self, *arguments):
        run = self.run_in("git", *arguments)
        self.assertEqual(run.code, 0, f"git {arguments}: {run.text}")
        return run.out.strip()

    def check(self, *arguments, folder=None):
        return self.run_in(BINARY, "check", "--output-format", "concise", *arguments, folder=folder)

    def write(self, name, text):
        path = self.repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit_all(self, message="a commit"):
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", message)

    def assert_reported(self, run, *names):
        """Exactly the named files have findings."""
        reported = sorted({line.split(":")[0] for line in run.out.splitlines() if "ROPE001" in line})
        self.assertEqual(reported, sorted(names), run.text)
        self.assertEqual(run.code, 1 if names else 0, run.text)


def environment(home):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT", "GITHUB_", "CI_"))}
    return {
        **kept, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always", "TMPDIR": str(home),
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org", "DTYPELINT_BINARY": str(BINARY), "LC_ALL": "C.UTF-8",
        "PATH": f"{TOOLS}:{os.environ['PATH']}",
    }
