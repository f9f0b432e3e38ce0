"""All resources of Salesforce's wire as one router."""

from fastapi import APIRouter

from understudy.channels.salesforce_rest import oauth, queries, resources, soap, sobjects

__all__ = ["PREFIX", "router"]

PREFIX = "/services/"

router = APIRouter()
for _each in (
    oauth.router,
    soap.router,
    resources.versions,
    resources.router,
    queries.router,
    sobjects.router,
):
    router.include_router(_each)
