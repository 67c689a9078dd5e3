#!/usr/bin/env python3
"""Times `check` on one large modeling file and on a whole release, against a tree-sitter parse of the same files.

    python3 Benchmarks/bench.py .build/release/dtypelint [VERSION]

The parse is a C program over the library and grammar that the binary uses. CPU seconds are the better figure on a
shared machine; each is the least of several runs for the one file. Prints a Markdown table, then what the analysis of
the whole release did: visits, memo hits, the dearest roots.
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
GRAMMAR = HERE.parent / "Sources" / "CTreeSitterPython" / "src"
CORPUS = pathlib.Path(os.environ.get("DTYPELINT_CORPUS") or "~/.cache/dtypelint-corpus").expanduser()
ONE_FILE = "models/qwen2_5_vl/modeling_qwen2_5_vl.py"


def build_parser(folder):
    """Compiles parse.c with the grammar that `make setup` fetched, as Package.swift does."""
    program = os.path.join(folder, "parse")
    # The grammar's headers expect an allocator that libtree-sitter 0.20 does not export.
    defines = [f"-Dts_{name}={name}" for name in ("malloc", "calloc", "realloc", "free")]
    sources = [HERE / "parse.c", GRAMMAR / "parser.c", GRAMMAR / "scanner.c"]
    command = ["cc", "-O2", "-w", *defines, f"-I{GRAMMAR}", *map(str, sources), "-ltree-sitter", "-o", program]
    subprocess.run(command, check=True)
    return program


class Run:
    """A finished program with its wall and CPU seconds and what it printed."""

    def __init__(self, command, accepted=(0,), **options):
        def cpu():
            usage = resource.getrusage(resource.RUSAGE_CHILDREN)
            return usage.ru_utime + usage.ru_stime
        wall_start, cpu_start = time.monotonic(), cpu()
        result = subprocess.run(
            command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)
        self.wall, self.cpu = time.monotonic() - wall_start, cpu() - cpu_start
        self.output, self.error = result.stdout, result.stderr
        if result.returncode not in accepted:
            sys.exit(f"{' '.join(command)} failed with {result.returncode}: {result.stderr}")


def least(runs):
    return min(runs, key=lambda run: run.cpu)


def main():
    tool = os.path.abspath(sys.argv[1])
    root = CORPUS / "transformers" / (sys.argv[2] if len(sys.argv) > 2 else "5.23.0") / "transformers"
    threads = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        parser = build_parser(folder)
        print(f"| {root.parent.name} | findings | wall s | CPU s | CPU / parse |\n| --- | --- | --- | --- | --- |")
        for name, target, repeat in (("one file", ONE_FILE, 5), ("whole release", ".", 1)):
            paths = [root / target] if target != "." else sorted(root.rglob("*.py"))
            listing = "".join(f"{path}\n" for path in paths)
            parse = least(Run([parser], input=listing) for _ in range(repeat))
            size = sum(path.stat().st_size for path in paths) // 1024
            print(f"| parse, {name} ({size} KB) | – | {parse.wall:.2f} | {parse.cpu:.2f} | 1 |", flush=True)
            for count in (1, threads):
                command = [tool, "check", target, "--output-format", "concise", "--threads", str(count)]
                check = least(Run(command, accepted=(0, 1), cwd=root) for _ in range(repeat))
                found = len(check.output.splitlines())
                print(f"| check, {name}, {count} threads | {found} | {check.wall:.2f} | {check.cpu:.2f} "
                      f"| {check.cpu / parse.cpu:.1f} |", flush=True)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"\npeak memory of a check: {memory} MB\n", flush=True)
        statistics = Run([tool, "check", ".", "--statistics", "--output-format", "concise"], accepted=(0, 1), cwd=root)
        print(statistics.error, end="")


if __name__ == "__main__":
    main()
