"""Copy the browser's third-party files from node_modules into static/, and keep a list of their hashes.

    npm ci --ignore-scripts && python scripts/vendor.py
    python scripts/vendor.py --check    compare static/ with the manifest; needs no node_modules

Files are copied as published. Their licences go with them: package names become file names, `/` becomes `--`.
Three fonts are made and not copied: scripts/fonts.py.
"""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
MANIFEST = STATIC / "vendor" / "MANIFEST.json"

# file under static/ -> (package, file inside the package)
FILES: dict[str, tuple[str, str]] = {
    "fonts/sans.woff2": ("@fontsource-variable/inter", "files/inter-latin-wght-normal.woff2"),
    "fonts/serif.woff2": (
        "@fontsource-variable/source-serif-4",
        "files/source-serif-4-latin-wght-normal.woff2",
    ),
    # One weight of italic is enough for emphasis, and a third of the variable file.
    "fonts/serif-italic.woff2": (
        "@fontsource/source-serif-4",
        "files/source-serif-4-latin-400-italic.woff2",
    ),
    "vendor/htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
}
MADE = {
    "fonts/epoch-math.woff2": ("@fontsource/stix-two-math", "scripts/fonts.py"),
    "fonts/epoch-marks.woff2": ("@fontsource-variable/inter", "scripts/fonts.py"),
    "fonts/epoch-marks-serif.woff2": ("@fontsource-variable/source-serif-4", "scripts/fonts.py"),
}


def licence_path(target: str, package: str) -> str:
    """Where a package's licence stands: beside the files that came from it."""
    return f"{Path(target).parent}/LICENSE-{package.replace('@', '').replace('/', '--')}.txt"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy(modules: Path) -> list[dict[str, str]]:
    """Copy every file and licence; return the manifest's entries."""
    entries: list[dict[str, str]] = []
    for target, (package, source) in FILES.items():
        shutil.copyfile(modules / package / source, STATIC / target)
        entries.append({"file": target, "package": package, "source": source})
    for target, (package, maker) in MADE.items():
        if not (STATIC / target).is_file():
            sys.exit(f"static/{target} is missing: run {maker} first.")
        entries.append({"file": target, "package": package, "source": maker})
    for entry in list(entries):
        licence = licence_path(entry["file"], entry["package"])
        shutil.copyfile(modules / entry["package"] / "LICENSE", STATIC / licence)
        listed = {"file": licence, "package": entry["package"], "source": "LICENSE"}
        if listed not in entries:
            entries.append(listed)
    for entry in entries:
        package_json = json.loads((modules / entry["package"] / "package.json").read_text("utf-8"))
        entry["version"] = package_json["version"]
        entry["sha256"] = sha256(STATIC / entry["file"])
    return sorted(entries, key=lambda entry: entry["file"])


def check() -> list[str]:
    """What differs between static/ and the manifest, a line each."""
    if not MANIFEST.is_file():
        return ["static/vendor/MANIFEST.json is missing: run scripts/vendor.py."]
    entries = json.loads(MANIFEST.read_text("utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    problems: list[str] = []
    for entry in entries:
        path = STATIC / entry["file"]
        if not path.is_file():
            problems.append(f"static/{entry['file']} is in the manifest but not there.")
        elif sha256(path) != entry["sha256"]:
            problems.append(f"static/{entry['file']} differs from the manifest.")
        if locked.get(f"node_modules/{entry['package']}", {}).get("version") != entry["version"]:
            problems.append(f"{entry['package']}: package-lock.json has another version than the manifest.")
    named = {entry["file"] for entry in entries}
    problems += [
        f"static/{path.relative_to(STATIC)} is not in the manifest."
        for folder in ("fonts", "vendor")
        for path in sorted((STATIC / folder).iterdir())
        if str(path.relative_to(STATIC)) not in {*named, "vendor/MANIFEST.json", "fonts/math-characters.txt"}
    ]
    return problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare static/ with the manifest")
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules", help="the node_modules folder")
    options = parser.parse_args()
    if options.check:
        problems = check()
        for problem in problems:
            print(problem, file=sys.stderr)
        sys.exit(1 if problems else 0)
    if not options.modules.is_dir():
        sys.exit(f"{options.modules} is not there: run npm ci --ignore-scripts first.")
    (STATIC / "fonts").mkdir(parents=True, exist_ok=True)
    (STATIC / "vendor").mkdir(parents=True, exist_ok=True)
    entries = copy(options.modules)
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n", "utf-8")
    print(f"{len(entries)} files in static/vendor/MANIFEST.json")


if __name__ == "__main__":
    main()
