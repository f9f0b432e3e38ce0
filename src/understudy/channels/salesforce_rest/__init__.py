"""Salesforce's wire: clients that were written for it work here unchanged.

Every read is a query of the actor whom the token names, every write goes through `org.records`. In order of
flow: `routes` (addresses, and who asks), `bodies` (what is sent), `faults` (errors with their codes),
`logins` (who is let in), `oauth` and `soap` (tokens), `resources` (versions, limits), `values` and `shapes`
(rows as Salesforce's records), `asking` (a query with the ids that its answer needs), `locators` (places in
long answers), `queries` (SOQL), `searches` (SOSL), `describe` (objects in Salesforce's terms), `reading` and
`sobjects` (single records, read), `changes` (written), `ranges` (which were changed when), `collections`
(200 at once), `composite` (requests in one), `bulk` (any number, in the background), `door` (all of it).
"""
