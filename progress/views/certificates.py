"""The certificate: taken by its learner once everything is done, and verified by anybody who has its code."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import limited
from accounts.zone import in_own_zone
from progress import codes
from progress.actions.certificates import issue_certificate
from progress.actions.study import Refused
from progress.models import Certificate
from progress.reports.certificates import certificate_of, certificate_with, paper_of
from progress.reports.desk import address
from progress.reports.standing import standing_of
from progress.views.fetch import learner_of, planned_study_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@in_own_zone
def certificate(request: HttpRequest, course: str) -> HttpResponse:
    """Theirs, or what is missing for it."""
    issued = certificate_of(learner_of(request).pk, course)
    if request.method == "POST":
        return redirect("certificate", course) if issued else _issue(request, course)
    return _paper(request, issued) if issued else _missing(request, course, 200)


def _issue(request: HttpRequest, course: str) -> HttpResponse:
    study = planned_study_of(request, course)
    try:
        issue_certificate(study.pk, timezone.now())
    except Refused as reason:
        messages.error(request, str(reason))
        return _missing(request, course, 409)
    return redirect("certificate", course)


def _paper(request: HttpRequest, issued: Certificate) -> HttpResponse:
    paper = paper_of(issued)
    verify = f"{settings.SITE_URL}{reverse('verify_code', args=[paper.code])}"
    context = {"paper": paper, "verify": verify, "qr": _qr(verify)}
    return render(request, "progress/certificate.html", context)


def _missing(request: HttpRequest, course: str, status: int) -> HttpResponse:
    study = planned_study_of(request, course)
    found, learner = study.enrolment.course, learner_of(request)
    where = standing_of(study, found, learner, timezone.now())
    modules = [
        {
            "module": module,
            "left": [(part, address(part, found)) for part in module.parts if part.key not in where.done],
        }
        for module in where.outline.modules
    ]
    context = {
        "site_course": found,
        "course": found,
        "count": where.count,
        "modules": [row for row in modules if row["left"]],
    }
    return render(request, "progress/certificate_missing.html", context, status=status)


def _qr(text: str) -> SafeString:
    """As SVG on a white ground of its own, dark page or light; its colours are attributes, which the policy allows."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(border=3, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308  (drawn from the code and our own address)


@limited("certificate")
@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """A form for the code on a paper; leads to its page, in whatever way it was typed."""
    typed = request.GET.get("code", "")
    code = codes.read(typed)
    if code:
        return redirect("verify_code", codes.grouped(code))
    return render(
        request, "progress/verify.html", {"typed": typed, "malformed": bool(typed)}, status=400 if typed else 200
    )


@limited("certificate")
@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the certificate says, found by its code and by nothing else that the address holds."""
    found = certificate_with(code)
    if found is None:
        return render(request, "progress/verify.html", {"unknown": True}, status=404)
    return render(request, "progress/verified.html", {"paper": paper_of(found)})
