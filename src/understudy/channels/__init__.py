"""The customers' and systems' doors: text in, text out. They translate a wire and decide nothing.

In order of flow: `admission` (who is let in, where, and how often), `service` (what every door needs: the
stage, the agents a person may use, one turn of a session), `live` (a turn told while it runs), `problems`
(errors as JSON), `rest` (our API) with `approvals`, `eval_cases`
(turns kept as test cases), `keys_api` (keys over it), `openai_wire` (the wire of
OpenAI's clients), `salesforce_rest` (Salesforce's), `pages` (what all pages share, with `templates/` and
`static/`), `citations` (an answer's quotes with their links), `sign_in_page`, `openid_page` (by way of a
provider), `account_page` (one's own keys and sign-ins), `web_chat` (the conversation), `waterfall` and
`trace_page` (what happened in a turn), `source_page` (a quoted document), `differences` and `conflicts_page`
(deciding where documents disagree), `approvals_page` (agreeing to changes), `review_page` (is
it a good answer?), `stages_picture` and
`stages_page` (where answers are lost), `server` (all as one application).
"""
