"""What the business means by its words, written once, as YAML with owner, version and worked examples.

In order of flow: `measure` (a number: handle time, conversion rate), `policy` (who gets it: routing),
`guide` (which kind is it: activities by stage), `email` (a text with a record's values),
`distinction` (objects easily taken for one another), `library` (all of an installation, loaded and checked).
The files that come with the platform are in `shipped/`.
"""
