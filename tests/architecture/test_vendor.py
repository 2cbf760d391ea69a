"""What others made is kept as it was published: each file has its package, its version, its hash and a licence."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = {
    ROOT / "static" / "vendor" / "MANIFEST.json": ROOT / "static",
    ROOT / "tests" / "services" / "vendor" / "MANIFEST.json": ROOT / "tests" / "services" / "vendor",
}
ENTRIES = [
    (base / entry["file"], entry) for manifest, base in MANIFESTS.items() for entry in json.loads(manifest.read_text())
]


@pytest.mark.parametrize(("path", "entry"), ENTRIES, ids=lambda value: value.name if isinstance(value, Path) else "")
def test_a_vendored_file_is_as_it_was_published(path: Path, entry: dict[str, str]) -> None:
    assert sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    assert entry["package"]
    assert entry["version"]


@pytest.mark.parametrize("base", MANIFESTS.values(), ids=lambda base: base.name)
def test_no_vendored_file_is_without_an_entry(base: Path) -> None:
    known = {path for path, _entry in ENTRIES}
    folder = base / "vendor" if (base / "vendor").is_dir() else base
    kept = {path for path in folder.iterdir() if path.name != "MANIFEST.json" and not path.name.startswith("LICENSE")}
    assert kept <= known
    assert any(path.name.startswith("LICENSE") for path in folder.iterdir())
