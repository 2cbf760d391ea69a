"""The page on which a roster is sent, looked at row by row, and only then stored.

What was looked at goes along signed, for this cohort and this person, and is read and judged again when it comes back.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.tasks import send_owed_messages
from progress import roster
from progress.actions.cohorts import add_by_roster
from progress.models import Cohort
from progress.reports.cohorts import problems_of

TEMPLATE = "admin/progress/cohort/roster.html"
SALT = "progress.roster"
MOST_SHOWN = 200
GOOD_FOR = timedelta(hours=1)


class RosterForm(forms.Form):
    file = forms.FileField(
        label="The roster",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": "Choose a file.",
            "missing": "Choose a file.",
            "empty": "The file is empty.",
            "max_length": "The name of the file is too long.",
        },
        max_length=200,
    )

    def clean_file(self) -> str:
        """Its text. No more of it is read than a roster may have."""
        raw = self.cleaned_data["file"].read(roster.MOST_BYTES + 1)
        try:
            return roster.decode(raw)
        except roster.Unreadable as problem:
            raise forms.ValidationError(str(problem)) from None


def roster_page(request: HttpRequest, cohort: Cohort, site: dict[str, Any]) -> HttpResponse:
    context = {**site, "title": "Upload a roster", "cohort": cohort}
    if "roster" in request.POST:
        return _confirmed(request, cohort, context)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if not form.is_valid():
        return _asked(request, context, form)
    text = form.cleaned_data["file"]
    try:
        rows = roster.judged(read := roster.read(text), problems_of(cohort, [row.address for row in read]))
    except roster.Unreadable as problem:
        form.add_error("file", str(problem))
        return _asked(request, context, form)
    wrong, good = [row for row in rows if row.problem], roster.good(rows)
    signed = signing.dumps([cohort.pk, request.user.pk, text], salt=SALT, compress=True)
    seen = [*wrong, *good][:MOST_SHOWN]
    numbers = {"rows": seen, "n_rows": len(rows), "n_wrong": len(wrong), "n_good": len(good)}
    return render(request, TEMPLATE, {**context, **numbers, "n_hidden": len(rows) - len(seen), "signed": signed})


def _asked(request: HttpRequest, context: dict[str, Any], form: RosterForm) -> HttpResponse:
    limits = f"{roster.LIMITS}."
    return render(request, TEMPLATE, {**context, "form": form, "limits": limits}, status=400 if form.errors else 200)


def _confirmed(request: HttpRequest, cohort: Cohort, context: dict[str, Any]) -> HttpResponse:
    try:
        cohort_id, user_id, text = signing.loads(request.POST["roster"], salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        cohort_id = user_id = text = None
    if (cohort_id, user_id) != (cohort.pk, request.user.pk):
        form = RosterForm()
        messages.error(request, "That roster was looked at more than an hour ago, or elsewhere. Send the file again.")
        return _asked(request, context, form)
    rows = roster.read(text)
    n_added = add_by_roster(cohort.pk, rows, timezone.now())
    # A hint; the sweep sends what is owed.
    transaction.on_commit(send_owed_messages.delay)
    left_out = f" {len(rows) - n_added} rows were left out." if len(rows) > n_added else ""
    added = "One learner was added." if n_added == 1 else f"{n_added} learners were added."
    messages.success(request, f"{added}{left_out}")
    return redirect("admin:progress_cohort_change", cohort.pk)
