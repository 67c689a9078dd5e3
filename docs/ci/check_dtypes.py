"""Checks tensor dtypes in the models with dtypelint: for the utils folder of a checkout of transformers.

Options go to `dtypelint check`, for example `--changed --base main`. In utils/checkers.py:

    CHECKERS:             "dtypes": ("Tensor dtypes", "check_dtypes.py", [], ["--fix"]),
    CHECKER_FILE_GLOBS:   "dtypes": ["src/transformers/**/*.py"],

and `dtypes` joins the list of checkers in the Makefile.
"""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    program = shutil.which("dtypelint")
    if program is None:
        sys.exit("dtypelint is not installed: pip install git+https://github.com/OWNER/dtypelint")
    return subprocess.run([program, "check", *sys.argv[1:], "src/transformers/models"], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
