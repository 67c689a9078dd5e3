#!/usr/bin/env python3
"""Times `check` on one large modeling file and on a whole release, against CPython's own parser on the same files.

    python3 Benchmarks/bench.py .build/release/dtypelint [VERSION]

CPU seconds are the better figure on a shared machine. Prints a Markdown table.
"""
import ast
import os
import pathlib
import resource
import subprocess
import sys
import time

CORPUS = pathlib.Path(os.environ.get("DTYPELINT_CORPUS") or "~/.cache/dtypelint-corpus").expanduser()
ONE_FILE = "models/qwen2_5_vl/modeling_qwen2_5_vl.py"


def timed(action):
    """Wall and CPU seconds of an action, those of its child processes included."""
    def cpu():
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    wall_start, cpu_start = time.monotonic(), cpu()
    result = action()
    return result, time.monotonic() - wall_start, cpu() - cpu_start


def parse(paths):
    for path in paths:
        ast.parse(path.read_bytes())


def check(tool, root, target, threads):
    command = [tool, "check", target, "--output-format", "concise", "--threads", str(threads)]
    result = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    if result.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} failed with {result.returncode}")
    return len(result.stdout.splitlines())


def main():
    tool = os.path.abspath(sys.argv[1])
    root = CORPUS / "transformers" / (sys.argv[2] if len(sys.argv) > 2 else "4.49.0") / "transformers"
    print("| what | findings | wall s | CPU s |\n| --- | --- | --- | --- |")
    for name, target in (("one file of 66 KB", ONE_FILE), ("the whole package", ".")):
        paths = [root / target] if target != "." else sorted(root.rglob("*.py"))
        _, wall, cpu = timed(lambda: parse(paths))
        print(f"| ast.parse, {name} | – | {wall:.2f} | {cpu:.2f} |", flush=True)
        for threads in (1, os.cpu_count() or 1):
            count, wall, cpu = timed(lambda: check(tool, root, target, threads))
            print(f"| check, {name}, {threads} threads | {count} | {wall:.2f} | {cpu:.2f} |", flush=True)
    print(f"\npeak memory of a check: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
