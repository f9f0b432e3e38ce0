"""Do an agent's blocked terms hit what the company itself talks about?

In order of flow: `own` (the company's own names, titles and questions), `collisions` (terms that stand in
them), `twins` (harmless questions and attacks for each term), `lint` (all of it, played through the turn of
production, with its verdict).
"""
