"""Who is let in, where, and how often: the one place that decides it for every route.

In order of flow: `scopes` (what a key may be used for), `roles` (what people of the org may do here), `store`
(the SQL), `keys` (API keys), `sign_ins` (who is signed in), `openid` (who a provider
says somebody is), `own_site` (forms of other sites are refused),
`paces` (how often somebody may ask), `entry` (whom a route lets in, and the check), `declared` (no route
without such a declaration), `proxies` (who asks, behind a proxy), `guard` (long and slow requests, headers).
"""
