"""Products in categories, and what each costs in which price book."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from pydantic import BaseModel, ConfigDict

from understudy.kit.ids import RecordId, new_record_id
from understudy.org.demo.company import FACTS
from understudy.org.demo.ledger import Ledger
from understudy.org.demo.texts import read_yaml

__all__ = ["Catalogue", "Price", "Product", "stock_catalogue"]

_YEARS = (2023, 2024, 2025, 2026)
_YEARLY_RISE = Decimal("1.04")
_TRADE_SHARE = 1 - Decimal(FACTS.trade_discount_percent) / 100
_CATALOG_ID = new_record_id("0ZS", 1)


class _Product(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    price: Decimal
    share: float
    most: int
    about: str
    issues: dict[str, float]


class _Category(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    skill: str
    products: dict[str, _Product]


@dataclass(frozen=True, slots=True)
class Product:
    """One product. `share` is its weight among purchases, `most` the largest usual quantity."""

    id: RecordId
    name: str
    skill: str
    share: float
    most: int
    issues: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What a product costs in a price book."""

    id: RecordId
    book_id: RecordId
    unit: Decimal


@dataclass(frozen=True)
class Catalogue:
    """Products, and prices by year, whether for the trade, and product name."""

    products: tuple[Product, ...]
    prices: dict[tuple[int, bool, str], Price]

    def price(self, product: Product, year: int, *, trade: bool) -> Price:
        """What the product cost in that year."""
        return self.prices[year, trade, product.name]


def stock_catalogue(ledger: Ledger) -> Catalogue:
    """Add categories, products, price books and prices."""
    products: list[Product] = []
    for heading, category in _categories().items():
        category_id = ledger.add("ProductCategory", Name=heading, CatalogId=_CATALOG_ID)
        for name, given in category.products.items():
            product_id = ledger.add(
                "Product2",
                Name=name,
                Description=given.about,
                ProductCode=given.code,
                External_ID__c=f"MV-{given.code}",
                IsActive=True,
            )
            ledger.add("ProductCategoryProduct", ProductCategoryId=category_id, ProductId=product_id)
            issues = tuple(given.issues.items())
            products.append(Product(product_id, name, category.skill, given.share, given.most, issues))
    prices: dict[tuple[int, bool, str], Price] = {}
    for year in _YEARS:
        for trade in (False, True):
            prices |= _price_year(ledger, year, trade, products)
    return Catalogue(tuple(products), prices)


def _price_year(
    ledger: Ledger, year: int, trade: bool, products: list[Product]
) -> dict[tuple[int, bool, str], Price]:
    book_id = ledger.add(
        "Pricebook2",
        Name=f"{'Trade' if trade else 'Standard'} Prices {year}",
        Description="For trade partners." if trade else "For everyone.",
        IsActive=year == _YEARS[-1],
        ValidFrom=datetime(year, 1, 1, tzinfo=UTC),
        ValidTo=datetime(year + 1, 1, 1, tzinfo=UTC),
    )
    first_prices = {name: given.price for c in _categories().values() for name, given in c.products.items()}
    found: dict[tuple[int, bool, str], Price] = {}
    for product in products:
        unit = _rounded(first_prices[product.name] * _YEARLY_RISE ** (year - _YEARS[0]), trade)
        entry_id = ledger.add(
            "PricebookEntry", Pricebook2Id=book_id, Product2Id=product.id, UnitPrice=unit, IsActive=True
        )
        found[year, trade, product.name] = Price(entry_id, book_id, unit)
    return found


def _rounded(price: Decimal, trade: bool) -> Decimal:
    """To half a dollar, less the trade discount."""
    exact = price * _TRADE_SHARE if trade else price
    return ((exact * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2).quantize(Decimal("0.01"))


@cache
def _categories() -> dict[str, _Category]:
    return {name: _Category.model_validate(given) for name, given in read_yaml("catalogue").items()}
