"""Addresses of contracts and their delivery."""

from __future__ import annotations

from django.urls import path

from duijie.docking.views import contracts, delivery

_CONTRACT = "deals/<uuid:pk>/contract/"
_DELIVERY = "deals/<uuid:pk>/delivery/"
urlpatterns = [
    path("contracts/", contracts.listing, name="contracts"),
    path(_CONTRACT, contracts.contract, name="contract"),
    path(f"{_CONTRACT}draft/", contracts.draft, name="contract-draft"),
    path(f"{_CONTRACT}sign/<int:number>/", contracts.sign, name="contract-sign"),
    path(f"{_CONTRACT}esign/<int:number>/", contracts.esign, name="contract-esign"),
    path(f"{_CONTRACT}withdraw/", contracts.end, {"action": "withdraw"}, name="contract-withdraw"),
    path(f"{_CONTRACT}end/", contracts.end, {"action": "end"}, name="contract-end"),
    path(f"{_CONTRACT}broker/", contracts.broker, name="contract-broker"),
    path(f"{_CONTRACT}files/<uuid:file>/", contracts.file, name="contract-file"),
    path(f"{_CONTRACT}registration/", contracts.register, name="contract-registration"),
    path(f"{_CONTRACT}registration.csv", contracts.sheet, {"form": "csv"}, name="contract-sheet-csv"),
    path(f"{_CONTRACT}registration.xlsx", contracts.sheet, {"form": "xlsx"}, name="contract-sheet-xlsx"),
    path(f"{_CONTRACT}amendments/", contracts.amended, name="amendments"),
    path(f"{_CONTRACT}amendments/new/", contracts.amend, name="amend"),
    *(
        path(
            f"{_CONTRACT}amendments/<uuid:amendment>/{action}/",
            contracts.amendment,
            {"action": action},
            name=f"amendment-{action}",
        )
        for action in ("agree", "decline", "take-back")
    ),
    path(_DELIVERY, delivery.page, name="delivery"),
    path(f"{_DELIVERY}milestones/<uuid:milestone>/", delivery.milestone, name="milestone"),
    path(f"{_DELIVERY}milestones/<uuid:milestone>/submit/", delivery.submit, name="milestone-submit"),
    *(
        path(
            f"{_DELIVERY}milestones/<uuid:milestone>/<int:number>/{action}/",
            delivery.answer,
            {"action": action},
            name=f"milestone-{action}",
        )
        for action in ("accept", "reject")
    ),
    path(f"{_DELIVERY}payments/new/", delivery.pay, name="pay"),
    *(
        path(
            f"{_DELIVERY}payments/<uuid:payment>/{action}/",
            delivery.payment,
            {"action": action},
            name=f"payment-{action}",
        )
        for action in ("confirm", "dispute")
    ),
    path(f"{_DELIVERY}review/", delivery.review, name="review"),
]
