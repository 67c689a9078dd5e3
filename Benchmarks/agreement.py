#!/usr/bin/env python3
"""Compares what the program infers with dtypes recorded from real runs: Fixtures/recorded/agreement.

    python3 Benchmarks/agreement.py .build/release/dtypelint [--show wrong|unknown|missing|wide] [--raises] [VERSION…]

Each recorded place, name and lane is one row. It is `exact` if the inferred alternatives are those seen, `wide` if there
are others too, `unknown` or `missing` where nothing is inferred, and `wrong` if a dtype was seen that is ruled out.
Where a `forward` was recorded in some lanes up to its return and in others not, it raised there: `check` has to tell of
that file that it fails in those lanes. `--raises` compares nothing else.
The exit code is 1 if more than 0.5 % of a recording's rows are wrong, or if a raise is not told.
"""
import argparse
import collections
import gzip
import json
import os
import pathlib
import subprocess
import sys

RECORDINGS = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "recorded" / "agreement"
CORPUS = pathlib.Path(os.environ.get("DTYPELINT_CORPUS") or "~/.cache/dtypelint-corpus").expanduser()
KINDS = ("exact", "wide", "unknown", "missing", "wrong")
WRONG_LIMIT = 0.005


def covers(inferred, seen):
    """Whether one inferred alternative allows one value that was seen."""
    if inferred == "unknown":
        return True
    if isinstance(seen, list) and isinstance(inferred, list) and bool(inferred) == bool(seen):
        if "..." in seen:
            return all(covers(item, seen[0]) for item in inferred if item != "...")
        if "..." in inferred:
            return all(covers(inferred[0], item) for item in seen)
        return len(inferred) == len(seen) and all(map(covers, inferred, seen))
    if isinstance(seen, dict) and isinstance(inferred, dict):
        return all(key in inferred and covers(inferred[key], value) for key, value in seen.items() if value is not None)
    return inferred == seen


def holds_unknown(value):
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return value == "unknown" or any(map(holds_unknown, parts))


def classified(inferred, seen):
    if inferred is None:
        return "missing"
    if not all(any(covers(one, value) for one in inferred) for value in seen):
        return "wrong"
    if any(map(holds_unknown, inferred)):
        return "unknown"
    return "exact" if all(any(covers(one, value) for value in seen) for one in inferred) else "wide"


def values(rows):
    """For each row, every place and lane of it with the alternatives there."""
    for row in rows:
        named = [(row["name"], row["kind"], row["values"])] if "values" in row else [
            (name, "site", lanes) for name, lanes in [*row["args"].items(), ("<return>", row.get("returns") or {})]]
        for name, kind, lanes in named:
            for lane, alternatives in lanes.items():
                yield (row["file"], row["line"], name, kind, lane), alternatives


def inferred(tool, command, package, files):
    """What the program says about the recorded files, by place and lane."""
    paths = sorted(file for file in files if (package / file).exists())
    call = [tool, command, *paths, "--output-format", "jsonl", "--autocast-device", "cpu"]
    result = subprocess.run(call, cwd=package, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    table = collections.defaultdict(list)
    for key, alternatives in values(map(json.loads, result.stdout.splitlines())):
        table[key] += alternatives
    return table


def raised(recorded):
    """The lanes in which the models of each file raised; float32 has nothing to raise for but flash attention."""
    begun, returned = collections.defaultdict(set), collections.defaultdict(set)
    for row in recorded:
        if row["file"].startswith("models/") and row["func"].endswith(".forward"):
            place = row["file"], row["func"]
            begun[place] |= row["values"].keys()
            returned[place] |= row["values"].keys() if row["kind"] == "return" else set()
    lanes = collections.defaultdict(set)
    for (file, function), known in returned.items():
        lanes[file] |= {lane for lane in begun[file, function] - known if known and not lane.startswith("fp32/")}
    return {file: found for file, found in lanes.items() if found}


def told(tool, package, files):
    """The lanes in which `check` says that torch raises, by the files that it names."""
    call = [tool, "check", *files, "--report-generated", "--output-format", "json", "--autocast-device", "cpu"]
    findings = json.loads(subprocess.run(call, cwd=package, stdout=subprocess.PIPE, text=True, check=False).stdout)
    lanes = collections.defaultdict(set)
    for finding in findings:
        if any(note.startswith("torch raises") for note in finding["notes"]):
            for place in [finding, *finding["related"]]:
                lanes[place["file"]] |= set(finding["lanes"])
    return lanes


def compare_raises(tool, version, package, recorded):
    """Prints which recorded raises are told; returns whether all are."""
    seen = raised(recorded)
    found = told(tool, package, sorted(seen)) if seen else {}
    hidden = {file: sorted(lanes - found[file]) for file, lanes in sorted(seen.items()) if lanes - found[file]}
    for file, lanes in hidden.items():
        print(f"{file} raised in {', '.join(lanes)}, which is not told")
    print(f"raises, transformers {version}: {len(seen)} files, {len(seen) - len(hidden)} told", flush=True)
    return not hidden


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", type=os.path.abspath)
    parser.add_argument("versions", nargs="*")
    parser.add_argument("--show", choices=KINDS[1:])
    parser.add_argument("--raises", action="store_true")
    arguments = parser.parse_args()
    fails = False
    for path in sorted(RECORDINGS.glob("*.jsonl.gz")):
        kind, version = path.name[: -len(".jsonl.gz")].split("-", 1)
        if arguments.versions and version not in arguments.versions:
            continue
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            recorded = [json.loads(line) for line in stream]
        package = CORPUS / "transformers" / version / "transformers"
        if kind == "locals":
            fails = not compare_raises(arguments.tool, version, package, recorded) or fails
        if arguments.raises:
            continue
        command = {"locals": "trace", "sites": "sites"}[kind]
        table = inferred(arguments.tool, command, package, {row["file"] for row in recorded})
        counts = collections.Counter()
        for key, seen in values(recorded):
            found = classified(table.get(key), seen)
            counts[found] += 1
            if found == arguments.show:
                file, line, name, _, lane = key
                print(f"{file}:{line} {name} [{lane}] seen {seen}, inferred {table.get(key)}")
        total = sum(counts.values())
        shares = ", ".join(f"{kind} {100 * counts[kind] / total:.2f} %" for kind in KINDS)
        print(f"{command}, transformers {version}: {total} rows: {shares}", flush=True)
        fails = fails or counts["wrong"] > WRONG_LIMIT * total
    return int(fails)


if __name__ == "__main__":
    sys.exit(main())
