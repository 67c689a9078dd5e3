"""`--changed` sees what git sees."""

import unittest

from support import BINARY, BUG, CLEAN, ScratchTest


class ChangedTests(ScratchTest):
    def test_unborn_branch(self):
        self.write("staged.py", BUG)
        self.git("add", "staged.py")
        self.write("untracked.py", BUG)
        self.assert_reported(self.check("--changed"), "staged.py", "untracked.py")

    def test_nothing_changed_is_clean(self):
        self.write("old.py", BUG)
        self.commit_all()
        run = self.check("--changed", "--output", "sarif:out.sarif")
        self.assert_reported(run)
        self.assertIn('"results"', (self.repository / "out.sarif").read_text())

    def test_staged_unstaged_and_untracked(self):
        for name in ("old.py", "staged.py", "unstaged.py"):
            self.write(name, CLEAN)
        self.commit_all()
        self.write("staged.py", BUG)
        self.git("add", "staged.py")
        self.write("unstaged.py", BUG)
        self.write("untracked.py", BUG)
        self.write(".gitignore", "ignored.py\n")
        self.write("ignored.py", BUG)
        self.assert_reported(self.check("--changed"), "staged.py", "unstaged.py", "untracked.py")

    def test_renamed_and_deleted(self):
        for name in ("renamed.py", "deleted.py", "removed.py"):
            self.write(name, BUG)
        self.commit_all()
        self.git("mv", "renamed.py", "new name.py")
        self.git("rm", "-q", "deleted.py")
        (self.repository / "removed.py").unlink()
        self.assert_reported(self.check("--changed"), "new name.py")

    def test_names_that_need_quoting(self):
        names = ["päckchen/größe.py", "a folder/a file.py", "it's.py", "$HOME.py", "模型.py"]
        for name in names:
            self.write(name, BUG)
        self.assert_reported(self.check("--changed"), *names)
        self.assert_reported(self.check("--changed", "it's.py", "päckchen"), "it's.py", "päckchen/größe.py")

    def test_base_is_where_the_work_left_it(self):
        self.write("shared.py", CLEAN)
        self.commit_all()
        self.git("checkout", "-q", "-b", "work")
        self.write("mine.py", BUG)
        self.commit_all()
        self.write("uncommitted.py", BUG)
        self.git("checkout", "-q", "main")
        self.write("theirs.py", BUG)
        self.git("add", "theirs.py")
        self.git("commit", "-q", "-m", "theirs")
        self.git("checkout", "-q", "work")
        self.assert_reported(self.check("--changed", "--base", "main"), "mine.py", "uncommitted.py")
        self.assert_reported(self.check("--changed"), "uncommitted.py")

    def test_below_a_folder_and_from_elsewhere(self):
        self.write("src/a.py", BUG)
        self.write("other/b.py", BUG)
        self.assert_reported(self.check("--changed", "src"), "src/a.py")
        self.assert_reported(self.check("--changed", folder=self.repository / "src"), "a.py")
        self.assert_reported(self.check("--changed", "repository", folder=self.home),
                             "repository/other/b.py", "repository/src/a.py")

    def test_exclusions_and_hidden_files(self):
        self.write("kept.py", BUG)
        self.write("vendored/a.py", BUG)
        self.write(".hidden/b.py", BUG)
        self.assert_reported(self.check("--changed", "--exclude", "vendored"), "kept.py")

    def test_inside_a_hook(self):
        self.write("sub/a.py", BUG)
        run = self.run_in(
            BINARY, "check", "--output-format", "concise", "--changed", folder=self.repository / "sub",
            GIT_DIR=".git", GIT_INDEX_FILE=".git/index", GIT_PREFIX="")
        self.assert_reported(run, "a.py")

    def test_mistakes_are_told(self):
        self.write("a.py", CLEAN)
        self.commit_all()
        for arguments, message in [
            (["--changed", "--base", "gone"], "gone"),
            (["--changed", "--base", "--output=x"], "git: "),
            (["--base", "main"], "`--base` needs `--changed`"),
        ]:
            run = self.check(*arguments)
            self.assertEqual(run.code, 2, run.text)
            self.assertIn(message, run.err)
            self.assertEqual(run.out, "")
        self.assertFalse((self.repository / "x").exists())
        run = self.check("--changed", folder=self.home)
        self.assertEqual(run.code, 2)
        self.assertIn("not a git repository", run.err)

    def test_branches_without_a_common_commit(self):
        self.write("a.py", CLEAN)
        self.commit_all()
        self.git("checkout", "-q", "--orphan", "other")
        self.commit_all("other")
        run = self.check("--changed", "--base", "main")
        self.assertEqual(run.code, 2)
        self.assertIn("no commit in common", run.err)


if __name__ == "__main__":
    unittest.main()
