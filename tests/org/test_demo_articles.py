"""The articles are complete, helpful for every issue, and state the same facts as the records."""

import re
from collections import Counter

import pytest

from understudy.org.demo import generate_demo
from understudy.org.demo.cases import read_issues
from understudy.org.demo.company import FACTS
from understudy.org.demo.deals import PROBABILITY
from understudy.org.demo.texts import Article, read_articles

ISSUES = read_issues()
ARTICLES = read_articles({key: issue.remedy for key, issue in ISSUES.items()})
POLICIES = [article for article in ARTICLES if article.audience == "employees"]


def policy(url_name: str) -> Article:
    return next(article for article in POLICIES if article.url_name == f"policy-{url_name}")


def test_there_is_a_help_centre_and_a_handbook() -> None:
    assert len(ARTICLES) - len(POLICIES) >= 40
    assert len(POLICIES) >= 15
    assert all(article.url_name.startswith("policy-") for article in POLICIES)
    assert all(len(article.text) > 250 and len(article.summary) > 20 for article in ARTICLES)
    assert not [a.url_name for a in ARTICLES if re.search(r"[{}]", a.title + a.summary + a.text)]


@pytest.mark.parametrize("key", ISSUES)
def test_every_issue_has_one_public_article_with_its_remedy(key: str) -> None:
    (article,) = [article for article in ARTICLES if article.issue == key]
    assert article.audience in {"public", "customers"}
    assert ISSUES[key].remedy in article.text


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"within (\d+) days of delivery", {FACTS.return_days, FACTS.damage_report_days}),
        (r"[Hh]olds for (\d+) days", {FACTS.quote_valid_days}),
        (r"(?<=firmware )4\.2\.\d", {FACTS.firmware_broken, FACTS.firmware_fixed}),
        (r"1-800-555-\d+", {FACTS.support_phone}),
        (r"(\d+)% restocking", {FACTS.restocking_percent}),
        (r"(\d+)-month warranty", {FACTS.warranty_irrigation_months}),
    ],
)
def test_texts_give_the_same_figures_wherever_they_speak_of_them(
    pattern: str, allowed: set[int | str]
) -> None:
    rows = generate_demo(size="small").rows
    texts = [f"{article.summary} {article.text}" for article in ARTICLES]
    texts += [str(row["TextBody"]) for row in rows["EmailMessage"]]
    texts += [str(row["Body"]) for row in rows["LiveChatTranscript"]]
    found = {match for text in texts for match in re.findall(pattern, text)}
    assert found
    assert found <= {str(value) for value in allowed}


def test_the_sales_stages_have_the_chances_that_the_handbook_gives() -> None:
    stated = re.findall(r"\*\*(\w+) \((\d+)%", policy("sales-stages").text)
    assert {stage: int(percent) for stage, percent in stated} == PROBABILITY


def test_no_quote_has_a_discount_that_nobody_there_may_give() -> None:
    rows = generate_demo().rows
    discounts = Counter(row["Discount"] for row in rows["QuoteLineItem"])
    assert set(discounts) >= {0, FACTS.discount_rep_percent, FACTS.discount_manager_percent}
    assert max(int(str(discount)) for discount in discounts) <= FACTS.discount_manager_percent


def test_colleagues_named_in_the_handbook_work_here() -> None:
    staff = {f"{row['FirstName']} {row['LastName']}" for row in generate_demo(size="small").rows["User"]}
    named = {"Ingrid Solberg", "Yolanda Prewitt", "Anselm Okoro", "Teodoro Vance"}
    assert named <= staff
    assert all(any(name in article.text for article in POLICIES) for name in named)
