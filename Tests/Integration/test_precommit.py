"""The hooks under the real pre-commit: installed from a clone of this repository, as a user's would be.

The clone is installed with $DTYPELINT_BINARY, so that nothing is compiled; test_install.py builds.
"""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from support import BUG, CLEAN, ROOT, ScratchTest, environment


def setUpModule():
    """Clones the working tree as it is, committed or not, and gives all tests one pre-commit cache."""
    global shared, clone, revision
    shared = pathlib.Path(tempfile.mkdtemp(prefix="dtypelint-"))
    unittest.addModuleCleanup(shutil.rmtree, shared, ignore_errors=True)
    clone = shared / "clone"
    clone.mkdir()
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, clone / name)
    for name in ("Tools/build_backend.py", "Sources/CommandLineTool/Version.swift"):
        (clone / name).parent.mkdir(parents=True)
        shutil.copyfile(ROOT / name, clone / name)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "release"]):
        subprocess.run(["git", *command], cwd=clone, env=environment(shared), check=True)
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=clone, env=environment(shared), check=True, text=True,
        stdout=subprocess.PIPE).stdout.strip()


class HookTest(ScratchTest):
    def setUp(self):
        super().setUp()
        self.environment["PRE_COMMIT_HOME"] = str(shared / "cache")
        self.configure()
        run = self.run_in("pre-commit", "install")
        self.assertEqual(run.code, 0, run.text)

    def configure(self, hook="dtypelint", arguments=()):
        self.write(".pre-commit-config.yaml", f"""\
repos:
  - repo: {clone}
    rev: {revision}
    hooks:
      - id: {hook}
        args: [{', '.join(arguments)}]
""")

    def commit(self):
        """Commits everything through the hook."""
        self.git("add", "-A")
        return self.run_in("git", "commit", "-m", "try")

    def assert_passes(self, run):
        self.assertEqual(run.code, 0, run.text)

    def assert_stopped(self, run, *names):
        self.assertEqual(run.code, 1, run.text)
        for name in names:
            self.assertIn(f"{name}:8:12: error[ROPE001]", run.text)
        self.assertEqual(run.text.count("error[ROPE001]"), len(names), run.text)


class DtypelintHookTests(HookTest):
    def test_a_clean_commit_passes(self):
        self.write("model.py", CLEAN)
        run = self.commit()
        self.assert_passes(run)
        self.assertIn("Passed", run.text)

    def test_a_commit_with_the_bug_is_stopped_and_told_why(self):
        self.commit()
        self.write("model.py", BUG)
        run = self.commit()
        self.assert_stopped(run, "model.py")
        self.assertIn("`x` is float32 and `cos`, `sin` are bfloat16", run.text)
        self.assertEqual(self.git("log", "--format=%s").splitlines(), ["try"])
        self.write("model.py", BUG.replace("bfloat16", "float32"))
        self.assert_passes(self.commit())

    def test_an_unborn_branch(self):
        self.write("model.py", BUG)
        self.assert_stopped(self.commit(), "model.py")

    def test_excluded_files_are_honoured(self):
        self.configure(arguments=("--exclude", "vendored"))
        self.write("vendored/model.py", BUG)
        self.assert_passes(self.commit())
        self.write("model.py", BUG)
        self.assert_stopped(self.commit(), "model.py")

    def test_only_handed_files_are_reported_and_all_with_all_files(self):
        self.write("old.py", BUG)
        self.commit_all()
        self.write("model.py", "from old import rotate\n")
        self.assert_passes(self.commit())
        self.assert_stopped(self.run_in("pre-commit", "run", "--all-files"), "old.py")

    def test_imports_are_resolved_from_the_checkout(self):
        self.write("package/__init__.py", "")
        self.write("package/tables.py", "import torch\n\n\ndef cos():\n    return torch.ones(8, 32, dtype=torch.bfloat16)\n")
        self.commit_all()
        self.write("package/model.py", BUG.replace("import torch\n", "import torch\nfrom .tables import cos as table\n")
                   .replace("torch.ones(8, 32, dtype=torch.bfloat16)", "table()"))
        run = self.commit()
        self.assertEqual(run.code, 1, run.text)
        self.assertIn("package/model.py:9:12: error[ROPE001]", run.text)

    def test_several_files_at_once(self):
        for name in ("a.py", "b/c.py", "d.py"):
            self.write(name, BUG)
        self.write("clean.py", CLEAN)
        self.assert_stopped(self.commit(), "a.py", "b/c.py", "d.py")

    def test_a_rename_and_a_deletion(self):
        self.write("model.py", BUG)
        self.write("gone.py", BUG)
        self.commit_all()
        self.git("rm", "-q", "gone.py")
        self.assert_passes(self.commit())
        self.git("mv", "model.py", "renamed.py")
        self.assert_stopped(self.commit(), "renamed.py")

    def test_spaces_and_other_letters(self):
        self.write("ein päckchen/größe 模型.py", BUG)
        self.assert_stopped(self.commit(), "ein päckchen/größe 模型.py")

    def test_other_files_do_not_matter(self):
        self.write("notes.txt", BUG)
        run = self.commit()
        self.assert_passes(run)
        self.assertIn("no files to check", run.text)

    def test_try_repo(self):
        self.write("model.py", BUG)
        self.git("add", "-A")
        run = self.run_in("pre-commit", "try-repo", clone, "dtypelint", "--ref", revision, "--files", "model.py")
        self.assert_stopped(run, "model.py")


class FixHookTests(HookTest):
    def test_it_mends_the_bug_and_the_next_run_passes(self):
        # The example has a finding of another rule, which no fix mends.
        self.configure("dtypelint-fix", ("--select", "ROPE001"))
        project = ROOT / "Fixtures/projects/qwen_like"
        shutil.copytree(project, self.repository / "project")
        model = self.repository / "project/transformers/models/tiny_vl/modeling_tiny_vl.py"
        before = model.read_text(encoding="utf-8")
        first = self.commit()
        self.assertEqual(first.code, 1, first.text)
        self.assertNotEqual(model.read_text(encoding="utf-8"), before)
        self.assertIn("files were modified by this hook", first.text)
        self.assert_passes(self.commit())


if __name__ == "__main__":
    unittest.main()
