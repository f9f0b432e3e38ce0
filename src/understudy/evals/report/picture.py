"""A rate with its interval and its gate, drawn. Pure."""

from understudy.evals.gates.rate import Rate

__all__ = ["interval_picture"]

_WIDTH, _HEIGHT, _EDGE = 600, 76, 12
_LINE, _TICKS = 30, 62


def interval_picture(rate: Rate, gate: float) -> str:
    """An SVG that stands in a page, coloured by classes of the page."""
    told = f"{rate}; {gate:.0%} were asked for"
    ticks = "".join(_tick(share / 100) for share in (0, 25, 50, 75, 100))
    return (
        f'<svg class="interval" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{told}">'
        f"<title>{told}</title>"
        f'<line class="scale" x1="{_x(0)}" y1="{_LINE}" x2="{_x(1)}" y2="{_LINE}"/>{ticks}'
        f'<line class="gate" x1="{_x(gate)}" y1="8" x2="{_x(gate)}" y2="{_LINE + 14}"/>'
        f'<line class="range" x1="{_x(rate.low)}" y1="{_LINE}" x2="{_x(rate.high)}" y2="{_LINE}"/>'
        f'<circle class="rate" cx="{_x(rate.rate)}" cy="{_LINE}" r="8"/></svg>'
    )


def _x(share: float) -> str:
    return f"{_EDGE + share * (_WIDTH - 2 * _EDGE):.1f}"


def _tick(share: float) -> str:
    anchor = "start" if share == 0 else "end" if share == 1 else "middle"
    at = {0: 0, 1: _WIDTH}.get(int(share) if share in (0, 1) else -1, _x(share))
    return f'<text class="tick" x="{at}" y="{_TICKS}" text-anchor="{anchor}">{share:.0%}</text>'
