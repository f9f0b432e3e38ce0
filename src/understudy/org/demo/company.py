"""Marrow & Vine, the company of the demo: what is true of it, said once.

Articles, conversations and records all take their numbers from `FACTS`, so that they cannot disagree.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

__all__ = ["COMPANY", "DEMO_NOW", "DEMO_TODAY", "DOMAIN", "FACTS", "FIRST_DAY", "Facts", "fact_texts"]

COMPANY = "Marrow & Vine"
DOMAIN = "marrowandvine.example"

DEMO_TODAY = date(2026, 11, 20)
"""The day on which the demo org stands still: a Friday."""

DEMO_NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""The moment of `DEMO_TODAY` up to which things have happened."""

FIRST_DAY = date(2023, 9, 1)
"""Nothing in the org is older, apart from colleagues' first days."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms, limits and habits. Days are calendar days unless the name says otherwise; money in dollars."""

    founded: int = 2009
    home: str = "Madison, Wisconsin"
    support_phone: str = "1-800-555-0142"
    support_email: str = f"support@{DOMAIN}"
    sales_email: str = f"sales@{DOMAIN}"
    support_hours: str = "8 am to 5 pm Central time, Monday to Friday"

    return_days: int = 45
    restocking_percent: int = 15
    refund_working_days: int = 7
    damage_report_days: int = 10
    wrong_item_days: int = 21
    cancel_hours: int = 24

    warranty_frame_years: int = 10
    warranty_panel_years: int = 5
    warranty_electronics_months: int = 36
    warranty_irrigation_months: int = 24
    warranty_heating_months: int = 24

    free_shipping_from: int = 250
    parcel_shipping_fee: int = 18
    freight_shipping_fee: int = 145
    parcel_days: str = "3 to 5"
    freight_days: str = "8 to 12"
    late_credit_percent: int = 5
    late_after_working_days: int = 15

    quote_valid_days: int = 30
    trade_minimum_yearly: int = 1000
    trade_discount_percent: int = 12
    trade_extra_percent: int = 10
    invoice_due_days: int = 30
    late_fee_percent: int = 1

    operating_pressure_psi: int = 25
    maximum_pressure_psi: int = 45
    firmware_broken: str = "4.2.0"
    firmware_fixed: str = "4.2.1"

    refund_agent: int = 200
    refund_lead: int = 1000
    refund_head: int = 5000
    first_reply_hours: int = 4
    first_reply_high_hours: int = 1
    escalate_after_days: int = 5
    discount_rep_percent: int = 10
    discount_manager_percent: int = 20
    lead_first_call_hours: int = 24
    lead_attempts: int = 6
    lead_close_days: int = 30

    vacation_days: int = 20
    vacation_days_after_five_years: int = 25
    carry_over_days: int = 5
    sick_days: int = 10
    parental_weeks: int = 16
    bereavement_days: int = 5
    remote_days_week: int = 3
    core_hours: str = "10 am to 3 pm"
    retirement_match_percent: int = 5
    health_employee_percent: int = 15
    meal_day: int = 65
    hotel_night: int = 190
    receipt_from: int = 25
    expense_days: int = 30
    mileage_cents: int = 67
    learning_budget: int = 1200
    referral_bonus: int = 1500
    shift_notice_days: int = 14
    shift_swap_hours: int = 48
    password_length: int = 14
    incident_report_minutes: int = 30


FACTS = Facts()


def fact_texts() -> dict[str, str]:
    """Every fact as it is written in a text: thousands with a comma."""
    words = {
        name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in asdict(FACTS).items()
    }
    return {**words, "founded": str(FACTS.founded), "company": COMPANY, "domain": DOMAIN}
