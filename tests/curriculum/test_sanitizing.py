"""Author content is hostile too: nothing that runs, dresses up or phones home survives rendering (P19)."""

# ruff: noqa: E501  (each case is a line of a table)

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curriculum.markup.sanitize import ATTRIBUTES, CLASSES, DRAWING, MATH, OF_PICTURES, TEXT, sanitize
from tests.curriculum.trees import rendered

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//example.org/x>",
    "<base href=//example.org/>",
    "<form action=//example.org><input name=csrfmiddlewaretoken></form>",
    "<details open ontoggle=alert(1)>",
    "<meta http-equiv=refresh content='0;url=//example.org'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)" x="',
    '" style="position:fixed" x="',
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61&#x76&#x61script:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "//example.org/x",
    "\\\\example.org/x",
    "{: onclick=alert(1) style=position:fixed #main .bar }",
    '{: onclick="alert(1)" }',
    "\\href{javascript:alert(1)}{x}",
    "\\style{position:fixed}{x}",
    "\\class{bar}{x}",
    "\\text{<script>alert(1)</script>}",
    "\\operatorname{<img src=x onerror=alert(1)>}",
    "\x02wzxhzdk:0\x03<script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "{{ 7|add:7 }}{% load static %}",
]

PLACES = {
    "paragraph": "{}",
    "paragraph of its own attributes": "Words.\n{}",
    "heading": "## {}",
    "heading attributes": "## A {{{}}}",
    "heading id": "## A {{#{}}}",
    "strong": "**{}**",
    "code": "`{}`",
    "list": "- {}",
    "quote": "> {}",
    "callout title": "> [!NOTE] {}\n> x",
    "callout kind": "> [!{}]\n> x",
    "callout body": "> [!NOTE]\n> {}",
    "fold title": "/// details | {}\nx\n///",
    "fold settings": "/// details | x\n    attrs: {{onclick: \"{}\", style: \"{}\"}}\n\nx\n///",
    "fold body": "/// details | x\n{}\n///",
    "table head": "| {} | b |\n| - | - |\n| c | d |",
    "table cell": "| a | b |\n| - | - |\n| {} | d |",
    "link words": "[{}](a.md)",
    "link address": "[x]({})",
    "link address in brackets": "[x](<{}>)",
    "link title": '[x](a.md "{}")',
    "link after a link": "[x](a.md){}",
    "reference": "[x][r]\n\n[r]: {} '{}'",
    "autolink": "<{}>",
    "autolink https": "<https://{}>",
    "https link": "[x](https://{})",
    "figure alternative": "![A figure that says {}](a.svg)",
    "figure source": "![A figure that says enough]({})",
    "figure caption": '![A figure that says enough](a.svg "{}")',
    "term": "[[{}]]",
    "term words": "[[token|{}]]",
    "formula": "${}$",
    "display formula": "$$\n{}\n$$",
    "formula of brackets": "\\\\({}\\\\)",
    "footnote": "a[^1]\n\n[^1]: {}",
    "footnote name": "a[^{}]\n\n[^{}]: b",
    "fence": "```text\n{}\n```",
    "fence language": "```{}\nx\n```",
    "fence title": '```python title="{}"\nx\n```',
    "lab": "```lab {}\n{}\n```",
    "indented": "    {}",
    "definition": "{}\n: {}",
}  # fmt: skip


class _Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTMLParser lowers the case of the few SVG attributes that have some.
        allowed = {name.lower() for name in ATTRIBUTES.get(tag, ())} | ({"class"} if tag in CLASSES else set())
        allowed |= {"loading", "decoding"} if tag == "img" else set()
        if tag not in TEXT | MATH | DRAWING:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in allowed or name.startswith("on") or name in {"style", "srcset"}:
                self.found.append(f"{name}=")
            if name in OF_PICTURES and tag == "img" and not OF_PICTURES[name].fullmatch(value or ""):
                self.found.append(f"{name}=")
            if name == "href" and not re.match(r"https?://|/(?!/)|#", value or ""):
                self.found.append(f"href={value!r}")
            if name == "class" and set((value or "").split()) - CLASSES[tag]:
                self.found.append(f"class={value!r}")

    def handle_comment(self, data: str) -> None:
        self.found.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.found.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.found.append("an instruction")

    def unknown_decl(self, data: str) -> None:
        self.found.append("a declaration")


def dangers(html: str) -> list[str]:
    """What in the page is on no list of what may be there."""
    return _Seen(html).found


ADDRESS = f"/courses/tiny/figures/{'0' * 64}.webp"


@pytest.mark.parametrize(
    ("attributes", "kept"),
    [
        (
            f'src="{ADDRESS}" alt="a" width="9" height="9" loading="lazy" decoding="async"',
            ["src", "alt", "width", "height", "loading", "decoding"],
        ),
        (f'src="/below/a/path{ADDRESS}"', ["src"]),
        (f'src="//example.org{ADDRESS}"', []),
        (f'src="https://example.org{ADDRESS}"', []),
        (f'src="/\\example.org{ADDRESS}"', []),
        (f'src="{ADDRESS}?a=1"', []),
        (f'src="{ADDRESS}#a"', []),
        (f'src="{ADDRESS[:-4]}svg"', []),
        (f'src="{ADDRESS}\n"', []),
        ('src="data:image/png;base64,AA=="', []),
        ('src="/accounts/logout/"', []),
        (
            f'src="{ADDRESS}" srcset="//example.org 2x" onerror="x" style="x" class="bar" id="a" crossorigin="a" referrerpolicy="unsafe-url" usemap="#a"',
            ["src"],
        ),
        ('width="100%" height="-1" loading="eager" decoding="sync"', []),
    ],
)
def test_a_picture_is_one_of_the_course_or_none(attributes: str, kept: list[str]) -> None:
    assert re.findall(r' ([a-z]+)="', sanitize(f"<img {attributes}>")) == kept


def test_what_is_dangerous_is_seen() -> None:
    """The checks below would be worth nothing if this one did not find anything."""
    found = dangers(
        "<script></script><p onclick=a style=b class=bar><a href='javascript:x'><img src=//x/courses/a><!-- a --><a href=//x>"
    )
    assert found == [
        "<script>", "onclick=", "style=", "class='bar'", "href='javascript:x'", "src=", "a comment",
        "href='//x'",
    ]  # fmt: skip


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_does_nothing_wherever_it_is_written(place: str, payload: str) -> None:
    found = rendered(place.format(payload, payload))
    assert dangers(found.html) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_last_sieve_holds_alone(payload: str) -> None:
    """Even if everything before it failed and raw HTML reached it."""
    found = dangers(sanitize(f"<p title=x lang=y>{payload}</p>"))
    assert found == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_raw_html_reaches_the_page_as_the_text_that_it_is(payload: str) -> None:
    """What the author sees on the page is what they wrote; nothing of it is markup."""
    if "<" in payload and "\x00" not in payload and "\x02" not in payload:
        assert "<" in re.sub(r"<[^>]+>", "", rendered(payload).html).replace("&lt;", "<")


MARKUP = st.lists(
    st.sampled_from(
        [
            *"*_`[](){}<>#!|$\\^~:-=+&;\"'/.,0123456789 \n\n\t",
            "a", "b", "word", "http://", "https://", "javascript:", "data:", "//", "onclick=", "style=", "{:", "{#", "[[",
            "]]", "![", "](", "[^1]", "[^1]:", "> ", "> [!NOTE]", "```", "~~~", "```lab ", "/// details | ", "///", "$$",
            "\\frac", "\\text{", "<script>", "</script>", "<img src=x onerror=a>", "<!--", "-->", "<?", "<![CDATA[",
            "&lt;", "&#106;", "&#x6A;", "| - |", "\n- ", "\n1. ", "\n## ", "\n---\n", "    ", "\x02", "\x03", "\x00",
            "wzxhzdk:0", "klzzwxh:0000", "é", "你", "\u202e", "\ufeff", "\r\n", "\r",
        ]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@given(MARKUP)
@example("> [!NOTE]\n> - a")
@example("{: .admonition }")
@example("## a {.admonition .note}")
@example("[[a|b]](c)")
def test_whatever_is_written_rendering_answers_with_a_harmless_page(text: str) -> None:
    assert dangers(rendered(text).html) == []


@given(st.text(max_size=300))
def test_any_characters_at_all_are_rendered(text: str) -> None:
    assert dangers(rendered(text).html) == []


@given(MARKUP, MARKUP)
def test_what_stands_in_a_figure_s_words_stays_words(alternative: str, caption: str) -> None:
    assert dangers(rendered(f"![{alternative}](a.svg '{caption}')").html) == []
