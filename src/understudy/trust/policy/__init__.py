"""What may be done: ordered rules, of which the first that fits decides; no rule, no deed.

In order of flow: `form` (how a rule is written down), `limits` (how much may be used up), `document` (the
company's file), `asked` (what rules look at), `conditions` and `decision` (what a rule asks and decides),
`policy` (compiled rules), `company` (those of an org), `check` (names that nothing has), `cover` (rules that
never decide); `meter` (a turn, counted as it goes), `store` (the package's SQL).
"""
