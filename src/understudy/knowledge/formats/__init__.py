"""Formats: a file of any kind as documents, by way of the HTML that it stands for.

In order of flow: `file` (what is given, what comes of it, the refusal), `limits`, `paragraphs` (plain text
as HTML), a file for each few formats (`text`; `pdf` and its `pdf_lines`; `office` for what all of Office's
share, `word`, `sheets`, `slides`; `image`; `mail`), `extract` (the reader for a name's ending), and `worker`,
the process in which `extractor` has them read, so that a hostile file harms nothing but itself.
"""
