"""Work that is done though programs and servers die: jobs in the database, taken by who offers to.

`queue` (put jobs in, take them out: DBOS), `presence` (which processes are there, so that the jobs of those
that are gone are taken by others).
"""
