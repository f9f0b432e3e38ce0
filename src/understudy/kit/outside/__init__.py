"""Asking servers out there, and none that lies within.

In order of flow: `failure` (why something was not got), `url` (an address of the web in one form),
`address` (which addresses may be asked), `connections` (every connection goes to the address that was
checked), `client` (one request within limits, and where it leads). Whatever fetches for somebody fetches
through here.
"""
