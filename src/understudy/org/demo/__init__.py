"""The demo org: Marrow & Vine, a made-up maker of greenhouses and watering systems, in records that agree.

In order of flow: `company` (what is true of it), `words` (names), `texts` (files beside), `ledger` (rows in
the making), `people`, `catalogue`, `customers`, `deals`, `quotes`, `leads`, `activities`, `cases`,
`exchanges` (mails and chats), `articles/` (help centre and policies), `generate` (all of it).
"""

from understudy.org.demo.company import DEMO_NOW, DEMO_TODAY
from understudy.org.demo.generate import DemoOrg, generate_demo

__all__ = ["DEMO_NOW", "DEMO_TODAY", "DemoOrg", "generate_demo"]
