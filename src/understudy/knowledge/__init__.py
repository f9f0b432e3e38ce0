"""Documents: read, cut into passages, indexed, found for who may read them, and quoted word for word.

In order of flow: `sources` (where documents come from) and `formats` (files of any kind), both packages,
`documents` (Markdown and HTML as plain text under headings, by `markup`; `front_matter` is what they say
