"""Other measures of what a model is worth, each with its denominator.

static/labs/business-value.measures.js is this module's twin in the browser: the same numbers.
Money is in dollars, shares are of 1.
"""


def roi(benefit: float, cost: float) -> float:
    """What is left of a benefit beyond its cost, as a share of that cost. Say what the cost includes."""
    return (benefit - cost) / cost


def payback(once: float, net: float) -> float | None:
    """Months until `net` a month has returned `once`; None if it never does."""
    return once / net if net > 0 else None


def support_bot(
    tickets: float, deflected: float, human: float, bot: float, build: float, run: float
) -> dict[str, float | None]:
    """A bot beside people who answer tickets: it takes `deflected` of them, and costs `bot` on every ticket it meets.

    Tickets and `run` are of a month.
    """
    gross = tickets * deflected * human
    cost = run + tickets * bot
    net = gross - cost
    return {
        "gross": gross,
        "net": net,
        "payback": payback(build, net),
        "year": 12 * net - build,
        "roiAll": roi(12 * gross, build + 12 * cost),
        "roiBuild": roi(12 * net, build),
        "perResolved": cost / (tickets * deflected),
    }


def productivity(before: float, after: float) -> dict[str, float]:
    """More done in an hour."""
    return {"uplift": after / before - 1, "hoursBefore": 1 / before, "hoursAfter": 1 / after}


def conversion(visitors: float, before: float, after: float, order: float) -> dict[str, float]:
    """Orders from visits, at their average value."""
    was, now = visitors * before * order, visitors * after * order
    return {"before": was, "after": now, "more": now - was, "uplift": after / before - 1}


def arpu(revenue: float, users: float) -> float:
    """Average revenue per user."""
    return revenue / users


def lifetime_value(margin: float, churn: float) -> float:
    """Customer lifetime value, from margin and churn a month."""
    return margin / churn


def lifetime_orders(order: float, orders: float, margin: float, years: float) -> float:
    """The same from orders: their average value, how many a year, the gross margin, and for how long."""
    return order * orders * margin * years
