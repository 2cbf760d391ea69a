"""The one field that authors write in the plain admin: the text, checked by the parser that loads the files."""

from typing import Any

from django import forms

from curriculum.actions.publish import preview
from curriculum.models import Course, Document, Lesson, Module, Term
from curriculum.source.glossary import section_of, with_section

MAX_SHOWN = 20


def document_of(row: Course | Module | Lesson | Term) -> Document:
    """The document that a projection comes from."""
    if isinstance(row, Module | Lesson):
        return row.document
    course, kind = (row.course, Document.Kind.GLOSSARY) if isinstance(row, Term) else (row, Document.Kind.COURSE)
    return Document.objects.select_related("published", "course").get(course=course, kind=kind)


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    """Shows the published text; a text with a mistake is refused with its line, in the words of `load_content`."""

    text = forms.CharField(
        strip=False,
        widget=forms.Textarea(attrs={"rows": 36, "cols": 100, "spellcheck": "true"}),
        help_text="Markdown with front matter; content/README.md shows the grammar. Saving publishes it at once.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document_of(self.instance)
        self.whole = self.document.published.text if self.document.published else ""
        self.initial["text"] = self._shown(self.whole)

    def clean_text(self) -> str:
        """The whole text of the document as it is to be published."""
        # A browser sends CRLF; the files are kept in the line ends that they had.
        given = str(self.cleaned_data["text"])
        if "\r\n" not in self.whole:
            given = given.replace("\r\n", "\n")
        whole = self._whole(given)
        problems = [problem for problem in preview(self.document, whole).problems if not problem.is_warning]
        if problems:
            raise forms.ValidationError([str(problem) for problem in problems[:MAX_SHOWN]])
        return whole

    def _shown(self, whole: str) -> str:
        return section_of(whole, self.instance.slug) if isinstance(self.instance, Term) else whole

    def _whole(self, shown: str) -> str:
        return with_section(self.whole, self.instance.slug, shown) if isinstance(self.instance, Term) else shown
