#!/usr/bin/env python3
"""Writes Rules/Generated/RuleLibrary+Generated.swift: the rule pages, library models and known
releases as Swift string literals.

Literals and not SwiftPM's `.embedInCode`: the latter makes one array element of every byte, and 800 KB of those
never finished compiling. The file is only touched when its content changes, so that nothing is rebuilt in vain.

    python3 Tools/generate_rule_library.py           write it
    python3 Tools/generate_rule_library.py --check   only say whether it is current (exit 1 if not)
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "Rules" / "Generated" / "RuleLibrary+Generated.swift"
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(text):
    """The text as one Swift string literal; everything but printable ASCII is escaped."""
    parts = []
    for character in text:
        if character in ESCAPES:
            parts.append(ESCAPES[character])
        elif " " <= character <= "~":
            parts.append(character)
        else:
            parts.append("\\u{%x}" % ord(character))
    return '"' + "".join(parts) + '"'


def table(name, folder, suffix):
    """One table of a folder's files: a constant per file (type-checked quickly), then the array of them."""
    files = sorted((ROOT / "Rules" / folder).glob("*" + suffix), key=lambda path: path.name)
    constants = [
        f"private let {name}{number}: StaticString = {literal(path.read_bytes().decode('utf-8'))}"
        for number, path in enumerate(files)
    ]
    rows = [f"    ({literal(path.name)}, {name}{number})," for number, path in enumerate(files)]
    array = [f"  static let {name}: [(file: StaticString, text: StaticString)] = ["] + rows + ["  ]"]
    return constants, array


def main():
    page_constants, pages = table("generatedPages", "pages", ".md")
    model_constants, models = table("generatedModels", "models", ".pyi")
    release_constants, releases = table("generatedReleases", "releases", ".md")
    lines = ["// Generated from the folders of Rules by Tools/generate_rule_library.py: do not edit.", ""]
    lines += page_constants + model_constants + release_constants + ["", "extension RuleLibrary {"]
    lines += pages + [""] + models + [""] + releases + ["}", ""]
    text = "\n".join(lines).encode("utf-8")
    current = OUTPUT.exists() and OUTPUT.read_bytes() == text
    if "--check" in sys.argv[1:]:
        if not current:
            print(f"{OUTPUT.relative_to(ROOT)} is not current: run make generate", file=sys.stderr)
        return 0 if current else 1
    if not current:
        OUTPUT.parent.mkdir(parents=True, exist_ok=True)
        temporary = OUTPUT.with_suffix(".tmp")
        temporary.write_bytes(text)
        temporary.replace(OUTPUT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
