"""``/accounts/orcid/login/`` and where ORCID sends people back to."""

from __future__ import annotations

from django.urls import path

from duijie.portal.signing.answers import Leaving, Returning
from duijie.portal.signing.orcid.adapter import OrcidAdapter

urlpatterns = [
    path("orcid/login/", Leaving.adapter_view(OrcidAdapter), name="orcid_login"),
    path("orcid/login/callback/", Returning.adapter_view(OrcidAdapter), name="orcid_callback"),
]
