"""The posts of a person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duijie.core.asking import SignedInRequest
from duijie.core.errors import InvalidInput
from duijie.registry import queries, services
from duijie.registry.forms import EndPostForm, PostForm
from duijie.registry.models import Post
from duijie.registry.rules import edit_post
from duijie.registry.standing import standing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_post(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A post that a person holds at an organisation."""
    person = queries.access_person(standing(request.user), pk)
    form = PostForm(request.POST or None, initial={"organisation": request.GET.get("organisation", "")[:200]})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_post(actor=request.user, person=person, **form.cleaned_data)
        except InvalidInput as error:
            for name, sentences in error.details.get("fields", {}).items():
                form.add_error(name if name in form.fields else None, [str(sentence) for sentence in sentences])
        else:
            messages.success(request, _("Added."))
            return redirect(person)
    context = {"form": form, "person": person, "title": _("Add a post")}
    return render(request, "registry/post.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say when a post ended."""
    post = get_object_or_404(Post.objects.select_related("person", "organisation"), pk=pk)
    edit_post.check(standing(request.user), post, _("Only the secretariat or the organisation's admin may end posts."))
    form = EndPostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_post(actor=request.user, post=post, end=form.cleaned_data["end"])
        except InvalidInput as error:
            form.add_error("end", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(post.person)
    context = {"form": form, "person": post.person, "post": post, "title": _("End a post")}
    return render(request, "registry/post.html", context, status=422 if form.errors else 200)
