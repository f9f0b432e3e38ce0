"""Simulated people, who pursue a goal with an agent: `person` (what they say next)."""
