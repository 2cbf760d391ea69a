"""Static files are collected into what a browser may keep for ever, by BundlingStorage."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage, Storage
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings
from whitenoise.storage import MissingFileError

from config.static import BundlingStorage, NotCollected, StylesheetError, bundle, without_comments

Write = Callable[[dict[str, str]], dict[str, tuple[Storage, str]]]
HASHED = r"\.[0-9a-f]{12}\."


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files by name and gives them as collectstatic hands them on."""

    def write_all(files: dict[str, str]) -> dict[str, tuple[Storage, str]]:
        storage = FileSystemStorage(tmp_path / "source")
        for name, text in files.items():
            path = tmp_path / "source" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return {name: (storage, name) for name in files}

    return write_all


def collect(write: Write, files: dict[str, str], into: Path) -> BundlingStorage:
    storage = BundlingStorage(location=into, base_url="/static/")
    sources = write(files)
    for name, text in files.items():
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_text(text)
    for _name, _hashed, processed in storage.post_process(sources):
        if isinstance(processed, Exception):
            raise processed
    return storage


def test_a_stylesheet_takes_in_what_it_imports_in_order_and_in_depth(write: Write) -> None:
    sources = write(
        {
            "css/site.css": '@layer a, b;\n@import url("one.css") layer(a);\n@import url(two.css);\np {}\n',
            "css/one.css": "one {}",
            "css/two.css": "@import url('three.css');\ntwo {}",
            "css/three.css": "three {}",
        }
    )
    assert bundle("css/site.css", sources) == "@layer a, b;\n@layer a {\none {}\n}\nthree {}\ntwo {}\np {}\n"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"css/a.css": "@import url(b.css);"}, "css/a.css imports css/b.css, which is not there"),
        ({"css/a.css": "@import url(../b.css);"}, "css/a.css imports ../b.css; import files of its own folder only"),
        ({"css/a.css": "@import url(a.css);"}, "css/a.css imports itself, by way of css/a.css"),
        ({"css/a.css": "@import url(b.css) print;", "css/b.css": ""}, "only layer.name. may stand there"),
    ],
)
def test_an_import_that_cannot_be_taken_in_is_named(write: Write, files: dict[str, str], message: str) -> None:
    with pytest.raises(StylesheetError, match=message):
        bundle("css/a.css", write(files))


def test_modules_import_each_other_by_hashed_names_however_long_the_chain(write: Write, tmp_path: Path) -> None:
    chain = {f"js/{n}.js": f'import {{ x }} from "./{n + 1}.js";\nexport {{ x }};\n' for n in range(9)}
    files = {"js/main.js": 'const load = () => import("../js/0.js");\n', **chain, "js/9.js": "export const x = 1;\n"}
    storage = collect(write, files, tmp_path / "static")
    name = storage.stored_name("js/main.js")
    for _ in range(10):
        text = (tmp_path / "static" / name).read_text()
        found = re.search(rf'"(?:\./|\.\./js/)(\d{HASHED}js)"', text)
        assert found, f"{name}: {text}"
        name = f"js/{found[1]}"
    assert name == storage.stored_name("js/9.js")


def test_a_script_is_collected_without_its_comments_and_otherwise_as_it_is() -> None:
    script = """/** @type {number} */
const a = 6 / 2; // half
const b = `${[1].map((x) => `${x} /* text */ `)} // text`;
const c = "// text".replace(/[/*]\\/\\/ /g, "/* text */");
"""
    assert without_comments(script) == script.replace("/** @type {number} */", "").replace("// half", "")


def test_what_others_published_is_collected_as_they_published_it(write: Write, tmp_path: Path) -> None:
    files = {"vendor/x.min.js": "/* licence */\nx()\n", "js/main.js": "/* why */\nx()\n"}
    storage = collect(write, files, tmp_path / "static")
    assert (tmp_path / "static" / storage.stored_name("vendor/x.min.js")).read_text() == files["vendor/x.min.js"]
    assert (tmp_path / "static" / storage.stored_name("js/main.js")).read_text() == "\nx()\n"


def test_what_is_worth_compressing_is_and_unhashed_copies_are_not_kept(write: Write, tmp_path: Path) -> None:
    storage = collect(write, {"css/site.css": "p { color: red }\n" * 100}, tmp_path / "static")
    name = storage.stored_name("css/site.css")
    assert {path.name for path in (tmp_path / "static" / "css").iterdir()} == {
        Path(name).name,
        f"{Path(name).name}.br",
        f"{Path(name).name}.gz",
    }


def test_a_missing_picture_or_module_stops_collecting_and_is_named(write: Write, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"css/no\.woff2"):
        collect(write, {"css/site.css": "p { src: url(no.woff2) }"}, tmp_path / "static")


def test_a_file_that_was_not_collected_is_named(write: Write, tmp_path: Path) -> None:
    storage = collect(write, {"css/site.css": ""}, tmp_path / "static")
    with pytest.raises(NotCollected, match=r"static/js/nothing\.js has not been collected"):
        storage.stored_name("js/nothing.js")


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Path:
    """Epoch's own files, collected as production does."""
    folder = settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static.BundlingStorage"}}
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def hashed(name: str) -> str:
    return staticfiles_storage.url(name).removeprefix("/static/")


def test_our_own_files_name_each_other_by_hash(collected: Path) -> None:
    stylesheet = (collected / hashed("css/site.css")).read_text()
    assert "@import" not in stylesheet
    assert re.findall(r"url\(\s*[\"']?(?!data:)([^\"')]+)", stylesheet)
    loose = []
    for path in [*collected.glob("js/*.js"), *collected.glob("elements/*.js"), *collected.glob("labs/*.js")]:
        for address in re.findall(r"""(?:from|import)\s*\(?\s*["']([./][^"']+)["']""", path.read_text()):
            if not re.search(rf"{HASHED}js$", address):
                loose.append(f"{path.name}: {address}")
    assert loose == []


@pytest.mark.django_db
def test_a_hashed_file_may_be_kept_for_ever_and_comes_compressed(collected: Path) -> None:
    response = Client().get(staticfiles_storage.url("css/site.css"), headers={"accept-encoding": "br"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert response.headers["Content-Encoding"] == "br"
    response.close()
