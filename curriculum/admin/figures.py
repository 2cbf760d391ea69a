"""The page of a course's figures: what there is and where it is shown, uploading, and taking away.

The same upload answers JSON to the editor: {"path", "markdown", "removed"}, or {"errors"} with status 400. The path
is as the text would write it that `for` names.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from curriculum.actions.assets import places_of_figures
from curriculum.actions.figures import MAX_NAME, NameTaken, Upload, delete_figure, upload_figure
from curriculum.actions.publish import Refused
from curriculum.actions.reading import route
from curriculum.markup.drawing import inline_drawing
from curriculum.markup.elements import MIN_ALTERNATIVE
from curriculum.markup.picture import Picture
from curriculum.markup.sanitize import sanitize
from curriculum.models import Asset, Course, Document
from curriculum.pixels import MAX_GIVEN
from curriculum.source.mentions import markdown_of, relative

ON_A_PAGE = 24
# Most texts stand in a module's folder; from there the path is the same for all of them.
IN_A_MODULE = "module/lesson.md"
ACCEPTED = ".svg,.png,.jpg,.jpeg,.webp,.gif,image/svg+xml,image/png,image/jpeg,image/webp,image/gif"


class FigureForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text=f"An SVG drawing, or a picture: PNG, JPEG, WebP or GIF, at most {MAX_GIVEN // 1024 // 1024} MB. "
        "A picture is made at most 1,600 pixels wide, and nothing but its pixels is kept.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    alternative = forms.CharField(
        label="Alternative text",
        min_length=MIN_ALTERNATIVE,
        max_length=600,
        help_text="What a reader would see and learn, for those who cannot see it.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    name = forms.CharField(
        label="Name",
        required=False,
        max_length=MAX_NAME,
        help_text="Lower case, digits and hyphens; left empty, the file's own. The ending is added.",
    )
    replace = forms.BooleanField(
        label="Replace the figure of this name",
        label_suffix="",
        required=False,
        help_text="Pages that show it change at once.",
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_GIVEN:
            raise ValidationError(f"The file has {file.size:,} bytes; keep it below {MAX_GIVEN:,}.")
        return file


def course_for(request: HttpRequest, pk: int) -> Course:
    """The course, for whoever may write its texts; to anybody else it is as if not there (P15, P16)."""
    course = Course.objects.taught().overseen_by(request.user).filter(pk=pk).distinct().first()
    if course is None or not request.user.has_perm("curriculum.change_course"):
        raise Http404
    return course


def figure_urls(site: admin.AdminSite) -> list[URLPattern]:
    """The pages' addresses, below those of courses."""
    return [
        path("<int:pk>/figures/", site.admin_view(figures_page), name="curriculum_course_figures"),
        path("<int:pk>/figures/delete/", site.admin_view(delete_page), name="curriculum_course_figure_delete"),
    ]


def figures_page(request: HttpRequest, pk: int) -> HttpResponse:
    course = course_for(request, pk)
    text = _text_to_write_in(request, course)
    if request.method == "POST":
        return _upload(request, course, text)
    return _page(request, course, text, FigureForm())


def delete_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one figure away; a POST alone does."""
    course = course_for(request, pk)
    figure = request.POST.get("path", "")
    if request.method == "POST" and figure and "\x00" not in figure:
        try:
            delete_figure(course.pk, figure)
            messages.success(request, f"Removed: {figure}.")
        except Refused as refusal:
            messages.error(request, f"Not removed: {refusal.problems[0]}.")
        except Asset.DoesNotExist:
            messages.warning(request, "The figure was not there any more.")
    return redirect("admin:curriculum_course_figures", course.pk)


def _text_to_write_in(request: HttpRequest, course: Course) -> Document | None:
    """The text into which the figure is to be written, where `for` names one of this course."""
    given = request.POST.get("for") or request.GET.get("for", "")
    if not given:
        return None
    found = Document.objects.filter(course=course, pk=given) if given.isascii() and given.isdecimal() else None
    document = found.first() if found is not None and len(given) < 19 else None
    if document is None:
        raise Http404
    return document


def _upload(request: HttpRequest, course: Course, text: Document | None) -> HttpResponse:
    form = FigureForm(request.POST, request.FILES)
    upload = _stored(request, course, form) if form.is_valid() else None
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    if upload is None:
        if wants_json:
            errors = [f"{form.fields[name].label}: {words}" for name, found in form.errors.items() for words in found]
            return JsonResponse({"errors": errors}, status=400)
        return _page(request, course, text, form, status=400)
    figure = upload.asset.path
    written_in = text.path if text else IN_A_MODULE
    if wants_json:
        markdown = markdown_of(figure, form.cleaned_data["alternative"], written_in)
        removed = list(upload.removed)
        return JsonResponse({"path": relative(figure, written_in), "markdown": markdown, "removed": removed})
    messages.success(request, f"Stored: {figure}.")
    if upload.removed:
        messages.info(request, f"Taken out of the drawing: {'; '.join(upload.removed)}.")
    place = reverse("admin:curriculum_course_figures", args=[course.pk])
    number = Asset.objects.filter(course=course, path__lt=figure).count() // ON_A_PAGE + 1
    return redirect(f"{place}?page={number}{f'&for={text.pk}' if text else ''}#figure-{upload.asset.pk}")


def _stored(request: HttpRequest, course: Course, form: FigureForm) -> Upload | None:
    """None where it was refused; the form then says why, beside the field."""
    given = form.cleaned_data
    try:
        return upload_figure(
            course.pk,
            given["name"] or given["file"].name,
            given["file"].read(),
            author_id=request.user.pk,
            now=timezone.now(),
            alternative=given["alternative"],
            replace=given["replace"],
        )
    except NameTaken as refusal:
        form.add_error("name", [str(problem) for problem in refusal.problems])
    except Refused as refusal:
        form.add_error("file", [str(problem) for problem in refusal.problems])
    return None


def _page(
    request: HttpRequest, course: Course, text: Document | None, form: FigureForm, status: int = 200
) -> HttpResponse:
    page = Paginator(Asset.objects.filter(course=course).without_bytes(), ON_A_PAGE).get_page(request.GET.get("page"))
    places = places_of_figures(course)
    written_in = text.path if text else IN_A_MODULE
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Figures",
        "course": course,
        "text": text,
        "form": form,
        "page": page,
        "figures": [
            {
                "asset": asset,
                "thumbnail": _thumbnail(course, asset),
                "size": _size(asset),
                "places": places.get(asset.path, []),
                "markdown": markdown_of(asset.path, asset.alternative or "What a reader would see", written_in),
            }
            for asset in page
        ],
    }
    return render(request, "admin/curriculum/course/figures.html", context, status=status)


def _thumbnail(course: Course, asset: Asset) -> SafeString:
    figure = asset.figure
    if isinstance(figure, Picture):
        # The name beside it says what it is.
        image = f'<img src="{route("figure", course.slug, figure.name)}" alt="" width="{figure.width}"'
        return mark_safe(f'{image} height="{figure.height}" loading="lazy">')  # noqa: S308  (names are our own)
    return mark_safe(sanitize(inline_drawing(figure, escape(asset.path))))  # noqa: S308  (sanitised)


def _size(asset: Asset) -> str:
    figure = asset.figure
    pixels = f"{figure.width} × {figure.height}, " if isinstance(figure, Picture) else "drawing, "
    return f"{pixels}{max(1, round(asset.n_bytes / 1000)):,} kB"
