"""Each element of content/README.md becomes the HTML that it promises."""

# ruff: noqa: E501  (each case is a line of a table)

import re
from pathlib import Path

import pytest

from curriculum.markup.page import Heading, Reference, Section, Slot
from curriculum.markup.render import fill
from tests.curriculum.trees import SVG, complaints, rendered

README = Path(__file__).resolve().parents[2] / "content" / "README.md"


def html(text: str) -> str:
    found = rendered(text)
    assert found.problems == ()
    return found.html


def anchor(name: str, title: str) -> str:
    return f'<a aria-label="Link to “{title}”" class="anchor" href="#{name}">#</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A *lead*.", '<p class="lead">A <em>lead</em>.</p>'),
        ("## A law\n\nWords.", f'<h2 id="a-law">A law{anchor("a-law", "A law")}</h2>\n<p>Words.</p>'),
        ("## A law {#law}", f'<h2 id="law">A law{anchor("law", "A law")}</h2>'),
        ("## A law {#law .deeper}", f'<h2 id="law">A law<span class="tag deeper">Deeper</span>{anchor("law", "A law")}</h2>'),
        ("## A law {.exam}", f'<h2 id="a-law">A law<span class="tag exam">Exam</span>{anchor("a-law", "A law")}</h2>'),
        ("## The set {a, b}", f'<h2 id="the-set-a-b">The set {{a, b}}{anchor("the-set-a-b", "The set {a, b}")}</h2>'),
        ("## Terms\n\n## Main {#other}\n\n## Main", f'<h2 id="terms">Terms{anchor("terms", "Terms")}</h2>\n<h2 id="other">Main{anchor("other", "Main")}</h2>\n<h2 id="section-main">Main{anchor("section-main", "Main")}</h2>'),
        ("[x](a.md#b)", '<p class="lead"><a href="/a.md#b">x</a></p>'),
        ("[x](#b)", '<p class="lead"><a href="#b">x</a></p>'),
        ('[x](https://example.org/a?b=1&c=2 "T")', '<p class="lead"><a href="https://example.org/a?b=1&amp;c=2" title="T">x</a></p>'),
        ("<https://example.org>", '<p class="lead"><a href="https://example.org">https://example.org</a></p>'),
        ("Of [[token]].", '<p class="lead">Of <a class="term" data-term="token" href="/glossary#term-token">token</a>.</p>'),
        ("[[token]] is.", '<p class="lead"><a class="term" data-term="token" href="/glossary#term-token">Token</a> is.</p>'),
        ("Of [[token|them]].", '<p class="lead">Of <a class="term" data-term="token" href="/glossary#term-token">them</a>.</p>'),
        ("Is $x$, y", '<p class="lead">Is <span class="nobr"><span class="math"><math><mi>x</mi></math></span>,</span> y</p>'),
        ("Is $x$ y", '<p class="lead">Is <span class="math"><math><mi>x</mi></math></span> y</p>'),
        ("$$\nx < y\n$$", '<div class="formula"><math display="block"><mi>x</mi><mo>&lt;</mo><mi>y</mi></math></div>'),
        ("$a<b$", '<p class="lead"><span class="math"><math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math></span></p>'),
        ("It costs \\$5 and \\$6.", '<p class="lead">It costs $5 and $6.</p>'),
        ("It costs $5 and 6 $ more.", '<p class="lead">It costs $5 and 6 $ more.</p>'),
        ("> Quoted", "<blockquote>\n<p>Quoted</p>\n</blockquote>"),
        ("> [!NOTE]\n> Words", '<aside class="callout note">\n<p class="callout-title">Note</p>\n<p>Words</p>\n</aside>'),
        ("> [!note] So *it* is\n> Words", '<aside class="callout note">\n<p class="callout-title">So <em>it</em> is</p>\n<p>Words</p>\n</aside>'),
        ("> [!TIP]\n> x", '<aside class="callout tip">\n<p class="callout-title">Tip</p>\n<p>x</p>\n</aside>'),
        ("> [!WARNING]\n> x", '<aside class="callout warning">\n<p class="callout-title">Take care</p>\n<p>x</p>\n</aside>'),
        ("> [!EXAM]\n> x", '<aside class="callout exam">\n<p class="callout-title">How the exam asks it</p>\n<p>x</p>\n</aside>'),
        ("> [!DEEPER]\n> x", '<aside class="callout deeper">\n<p class="callout-title">Beyond the exam</p>\n<p>x</p>\n</aside>'),
        ("/// details | A *title*\nx\n///", "<details>\n<summary>A <em>title</em></summary>\n<p>x</p>\n</details>"),
        ("```python\nx = 1\n```", '<div class="highlight"><pre><span></span><code><span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>\n</code></pre></div>'),
        ("```\n<b>\n```", '<div class="highlight"><pre><span></span><code>&lt;b&gt;\n</code></pre></div>'),
        ("`<b>`", '<p class="lead"><code>&lt;b&gt;</code></p>'),
        ("\"A\" 'b' it's...", '<p class="lead">“A” ‘b’ it’s…</p>'),
        ("3 -- 4 --- 5", '<p class="lead">3 -- 4 --- 5</p>'),
        ("a & b &copy; &amp; <", '<p class="lead">a &amp; b © &amp; &lt;</p>'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("words {: #x .y onclick=z }", '<p class="lead">words {: #x .y onclick=z }</p>'),
    ],
)  # fmt: skip
def test_an_element_of_the_grammar(text: str, expected: str) -> None:
    assert html(text) == expected


def test_a_table_is_a_region_that_scrolls_with_its_numbers_to_the_right() -> None:
    assert re.sub(r"\n", "", html('Words.\n\n| Name "x" | $N$ |\n| --- | ---: |\n| a | 1 |')) == (
        '<p class="lead">Words.</p><div aria-label="Table: Name “x”, N" class="table" role="region" tabindex="0">'
        '<table><thead><tr><th scope="col">Name “x”</th><th class="ta-right" scope="col">'
        '<span class="math"><math><mi>N</mi></math></span></th></tr></thead>'
        '<tbody><tr><td>a</td><td class="ta-right">1</td></tr></tbody></table></div>'
    )


def test_a_figure_is_drawn_in_place_named_and_captioned() -> None:
    assert re.sub(r"\s+", " ", html('![A "hill" & it\\_s more than ever](hill.svg "A “hill” & more.")')) == (
        '<figure><svg role="img" aria-label="A &quot;hill&quot; &amp; it_s more than ever" viewBox="0 0 400 100"> '
        '<path class="s-ink" d="M0 0H9"></path> </svg><figcaption>A “hill” &amp; more.</figcaption></figure>'
    )
    assert "<figcaption>" not in html("![A hill that rises to the right](hill.svg)")
    assert SVG


def test_a_footnote_stands_at_the_end_and_leads_back() -> None:
    assert html("Words.[^a]\n\n[^a]: A *note*.") == (
        '<p class="lead">Words.<sup id="fnref:a"><a class="footnote-ref" href="#fn:a">1</a></sup></p>\n'
        '<div class="footnote">\n<hr>\n<ol>\n<li id="fn:a">\n<p>A <em>note</em>.&nbsp;'
        '<a class="footnote-backref" href="#fnref:a" title="Back to note 1 in the text">↩</a></p>\n</li>\n</ol>\n</div>'
    )


def test_headings_become_the_contents_in_order_wherever_they_stand() -> None:
    text = (
        "## One {#one .exam}\n\n/// details | x\n### Within\n///\n\n### Two $N^2$ and `a<b`\n\n#### What's *new*\n\n"
        "## One\n\n## 你好\n\n## 你好"
    )
    assert rendered(text).headings == (
        Heading("one", "One", 2, "exam"),
        Heading("within", "Within", 3),
        Heading("two-n2-and-a-b", "Two N2 and a<b", 3),
        Heading("whats-new", "What’s new", 4),
        Heading("one-2", "One", 2),
        Heading("section", "你好", 2),
        Heading("section-2", "你好", 2),
    )


def test_a_chosen_anchor_goes_before_the_words_of_an_earlier_heading() -> None:
    assert [heading.anchor for heading in rendered("## Law\n\n## Other {#law}").headings] == ["law-2", "law"]


def test_sections_are_the_words_under_each_heading() -> None:
    text = (
        "Lead with [[token]] and $x^2$ and `code`.\n\n## One's $N$ {#one .exam}\n\nWords[^1] of\none.\n\n"
        "```python\nhidden = 1\n```\n\n| a | b |\n| - | - |\n| c | d |\n\n### Two\n\n- x\n- y\n\n#### Four\n\n"
        "![A figure that says enough](hill.svg 'A caption')\n\n[^1]: At the foot."
    )
    assert rendered(text).sections == (
        Section("", "", "Lead with token and x2 and code."),
        Section("one", "One’s N", "Words of one. a b c d"),
        Section("two", "Two", "x y Four A caption At the foot."),
    )
    assert rendered(text).n_words == 22


def test_a_text_without_words_has_no_section() -> None:
    assert rendered("").sections == ()


def test_terms_and_references_are_listed_once_and_each() -> None:
    found = rendered(
        "[[token]] and [[weight]] and [[token|tokens]]; [x](a.md#b), [y](a.md) and [z](https://example.org)."
    )
    assert found.terms == ("token", "weight")
    assert found.references == (Reference("a.md", "b", 1), Reference("a.md", "", 1))


def test_slots_are_numbered_in_order_and_filled_by_number() -> None:
    found = rendered("```lab one\na: 1\n```\n\nWords.\n\n```lab two\n```\n\n/// details | x\n```lab three\n```\n///")
    assert found.slots == (
        Slot("lab", "one", {"body": "a: 1"}),
        Slot("lab", "two", {"body": ""}),
        Slot("lab", "three", {"body": ""}),
    )
    filled = fill(found.html, {0: "<b>1</b>", 2: "\\1 & </div>"})
    assert re.sub(r"\s+", "", filled) == "<b>1</b><p>Words.</p><details><summary>x</summary>\\1&</div></details>"


def test_a_slot_that_an_author_writes_is_text() -> None:
    found = rendered('`<div data-slot="0"></div>` and &lt;div data-slot="0"&gt;&lt;/div&gt;\n\n```lab one\n```')
    assert fill(found.html, {0: "LAB"}).count("LAB") == 1


def test_what_markdown_uses_within_is_no_way_in() -> None:
    text = "\x02wzxhzdk:0\x03 and \x02klzzwxh:0000\x03\n\n```lab one\n```"
    assert fill(rendered(text).html, {0: "LAB"}).count("LAB") == 1


def test_words_that_stand_around_a_figure_are_not_lost() -> None:
    found = rendered("Before ![A hill that rises to the right](hill.svg) after")
    assert "Before" in found.html
    assert "after" in found.html
    assert len(found.problems) == 1


def test_rendering_again_gives_the_same() -> None:
    text = README.read_text()
    assert rendered(text) == rendered(text)


def test_each_example_of_the_readme_is_good() -> None:
    """The fences in content/README.md are what they show; a lesson could hold each, but for terms and questions."""
    fences = re.findall(r"^(`{3,4})markdown\n(.*?)^\1$", README.read_text(), re.DOTALL | re.MULTILINE)
    lessons = [body for _, body in fences if not re.match(r"## Perplexity|## .*objective=", body)]
    found = {body: complaints(body) for body in lessons}
    assert len(found) >= 5
    assert {body: words for body, words in found.items() if words} == {}


def test_has_math_is_told_from_the_page() -> None:
    assert rendered("$x$").has_math
    assert not rendered("`$x$` <math").has_math
