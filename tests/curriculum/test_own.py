"""A person's own Markdown: what is shown, what is never fetched or run, and that it is bounded work."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.markup.own import render_own


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("# Title\n\ntext", "<p><strong>Title</strong></p>\n<p>text</p>"),
        ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("<b>x</b> &amp; y", "<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>"),
        ("<div>\n\n*x*", "<p>&lt;div&gt;</p>\n<p><em>x</em></p>"),
        (
            "[a](https://example.org/)",
            '<p><a href="https://example.org/" rel="noopener noreferrer nofollow">a</a></p>',
        ),
        ("[a](javascript:alert(1))", '<p><a rel="noopener noreferrer nofollow">a</a></p>'),
    ],
)
def test_what_is_shown(text: str, html: str) -> None:
    assert render_own(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://example.org/a.png)",
        "![x][1]\n\n[1]: https://example.org/a.png",
        "![x]\n\n[x]: https://example.org/a.png",
        "<img src=https://example.org/a.png>",
        '<iframe src="https://example.org/"></iframe>',
        "<svg onload=alert(1)>",
        '<p style="background:url(https://example.org/a.png)">',
        "`<img src=x>`",
    ],
)
def test_nothing_is_fetched_or_run(text: str) -> None:
    html = render_own(text)
    for part in ("<img", "<iframe", "<svg", "<p style", "src=x>"):
        assert part not in html


@given(st.text(st.sampled_from("<>[]()!*_`#-&\"'= \n\tabc:/1.x\x1e\x00"), max_size=120))
def test_only_the_listed_tags_come_out_of_any_text(text: str) -> None:
    html = render_own(text)
    assert not {"\x1e", "\x00"} & set(html)
    for tag in html.split("<")[1:]:
        name = tag.lstrip("/").split(">")[0].split(" ")[0]
        assert name in {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}


@pytest.mark.parametrize("unit", ["[", "> ", "* ", "`", "![", "<", "- - ", "**a ", "[a](", "&", "\n\n    a"])
def test_a_note_of_the_greatest_length_is_little_work(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    begun = time.process_time()
    assert render_own(text)
    assert time.process_time() - begun < 2
