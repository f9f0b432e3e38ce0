"""The customers' and systems' doors: text in, text out. They translate a wire and decide nothing.

In order of flow: `keys` (who is let in: API keys and sign-ins), `store` (the room's SQL), `service` (what
every door needs: the stage, the agents a person may use, one turn of a session), `live` (a turn told while it
runs), `problems` (errors as JSON), `rest` (our API), `openai_wire` (the wire of OpenAI's clients), `web_chat`
(the page, with `templates/` and `static/`), `server` (all doors as one application).
"""
