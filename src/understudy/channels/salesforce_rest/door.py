"""All resources of Salesforce's wire as one router."""

from fastapi import APIRouter

from understudy.channels.salesforce_rest import (
    changes,
    collections,
    composite,
    oauth,
    queries,
    ranges,
    resources,
    searches,
    soap,
    sobjects,
)
from understudy.channels.salesforce_rest.bulk import ingest_jobs, query_jobs

__all__ = ["LONGEST_BODY", "PREFIX", "router"]

PREFIX = "/services/"
LONGEST_BODY = 150 * 1024 * 1024
"""Bytes of a request: those of a bulk job's data. What is not read as it comes has bounds of its own."""

router = APIRouter()
for _each in (
    oauth.router,
    soap.router,
    resources.versions,
    resources.router,
    queries.router,
    searches.router,
    query_jobs.router,
    ingest_jobs.router,
    collections.router,
    composite.router,
    ranges.router,
    sobjects.router,
    changes.router,
):
    router.include_router(_each)
