"""The one field that authors write in the plain admin: the text, checked by the parser that loads the files."""

from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F

from curriculum.actions.publish import examine_text
from curriculum.models import Course, Document, Term
from curriculum.source.course import Reading
from curriculum.source.glossary import section_of, term_ids, unix_lines, with_section

MAX_SHOWN = 20


class OfDocument(Protocol):
    """A projection of a whole document: a module, a lesson, or a row of an app above."""

    slug: str

    @property
    def document(self) -> Document: ...


Projection = Course | Term | OfDocument


def document_of(row: Projection) -> Document | None:
    """The document that a projection comes from."""
    if not isinstance(row, Course | Term):
        return row.document
    course, kind = (row.course, Document.Kind.GLOSSARY) if isinstance(row, Term) else (row, Document.Kind.COURSE)
    found = Document.objects.select_related("published", "course").filter(course=course, kind=kind)
    # A glossary that was given another id left a retired document behind.
    return found.order_by(F("retired_at").asc(nulls_first=True)).first()


def shown_text(row: Projection) -> str:
    """The published text of the row; of a term, its section."""
    document = document_of(row)
    whole = document.published.text if document and document.published else ""
    return section_of(whole, row.slug) if isinstance(row, Term) else whole


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    """Shows the published text; a text with a mistake is refused with its line, in the words of `load_content`."""

    text = forms.CharField(
        strip=False,
        widget=forms.Textarea(attrs={"rows": 36, "cols": 100, "spellcheck": "true"}),
        help_text="Markdown, as the rest of the course is written. Saving publishes it at once; the text that stood "
        "here before is kept under Revisions.",
    )
    # The text that the author began with: what was published since is not overwritten unseen.
    base = forms.CharField(widget=forms.HiddenInput)

    reading: Reading

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document_of(self.instance)
        published = self.document.published if self.document else None
        self.whole = published.text if published else ""
        self.initial["text"] = shown_text(self.instance)
        self.initial["base"] = published.sha256 if published else ""

    def clean(self) -> dict[str, Any]:
        """Makes `text` the whole text of the document as it is to be published."""
        cleaned = super().clean() or {}
        if self.document is None or "text" not in cleaned:
            return cleaned
        try:
            whole = self._whole(cleaned["text"])
        except ValidationError as error:
            self.add_error("text", error)
            return cleaned
        self.reading = examine_text(self.document, whole, base=cleaned.get("base", ""))
        if self.reading.errors:
            self.add_error("text", [str(problem) for problem in self.reading.errors[:MAX_SHOWN]])
        return cleaned | {"text": whole}

    def _whole(self, given: str) -> str:
        """The document's text with what was given in its place, its lines ended as they were."""
        if not isinstance(self.instance, Term):
            if unix_lines(given) == unix_lines(self.whole):
                return self.whole
            return given if "\r\n" in self.whole else unix_lines(given)
        try:
            whole = with_section(self.whole, self.instance.slug, given)
        except KeyError:
            raise ValidationError("the term is no longer in the glossary; nothing was stored") from None
        if term_ids(whole) != term_ids(self.whole):
            raise ValidationError(
                f"the section is not one term any more; keep one heading, ## Name {{#{self.instance.slug}}}, "
                "and close every fence"
            )
        return whole
