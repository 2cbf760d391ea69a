"""A page as a printer gets it."""

import re
from pathlib import Path

from playwright.sync_api import Page

# 210 by 297 mm in points, by which PDF measures.
A4 = (595, 842)


def printed(page: Page, tmp_path: Path) -> bytes:
    """The page as a PDF."""
    target = tmp_path / "page.pdf"
    page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    return target.read_bytes()


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """The sizes of the pages, as the file states them."""
    boxes = re.findall(
        rb"/Type\s*/Page\b[^s](?:(?!endobj).)*?/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf, re.DOTALL
    )
    assert len(boxes) == len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) > 0
    return [(round(float(width)), round(float(height))) for width, height in boxes]
