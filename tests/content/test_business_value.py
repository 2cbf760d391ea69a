"""The worked numbers of the lesson on business value: by the labs' modules where they have the formula."""

from math import ceil, sqrt

from pytest import approx

from curriculum.labs.business_measures import (
    arpu,
    conversion,
    lifetime_orders,
    lifetime_value,
    payback,
    productivity,
    roi,
    support_bot,
)
from curriculum.labs.business_value import PRESETS, worth
from tests.content.lesson import Lesson

VALUE = Lesson("evaluation/business-value")
BOT = {"tickets": 50000.0, "deflected": 0.3, "human": 6.0, "bot": 0.05, "build": 120000.0, "run": 20000.0}
BUSY = PRESETS["busy"].values
MONTHLY = BOT["run"] + BOT["tickets"] * BOT["bot"]


def gain(**changed: float) -> float:
    year = support_bot(**{**BOT, **changed})["year"]
    assert year is not None
    return year


def test_the_measures() -> None:
    sold = conversion(100000, 0.02, 0.023, 60)
    VALUE.says(
        f"5 to 6.5 tickets an hour: +{productivity(5, 6.5)['uplift']:.0%}",
        f"15,000 / 50,000 = {15000 / 50000:.0%}",
        f"${MONTHLY:,.0f} / 50,000 = ${MONTHLY / 50000:.2f}",
        f"$6,150 / 20,000 = ${worth(BUSY).per_user[0]:.2f}",
        f"${sold['after']:,.0f} / 20,000 = ${arpu(sold['after'], 20000):.2f}",
        f"$6 / 0.04 = ${lifetime_value(6, 0.04):.0f}",
        f"it is ${sold['more']:,.0f} more revenue",
        f"{sold['uplift']:.0%} relative",
        f"${sold['more'] * 0.3:,.0f} is left",
        f"3 years = ${lifetime_orders(60, 4, 0.3, 3):.0f}",
    )


def test_the_support_bot() -> None:
    found = support_bot(**BOT)
    assert found["payback"] and found["roiAll"] and found["roiBuild"]
    costs = BOT["build"] + 12 * MONTHLY
    VALUE.says(
        f"${found['gross']:,.0f} − ${MONTHLY:,.0f} = ${found['net']:,.0f} a month",
        f"Divided by $67,500 a month that is {found['payback']:.2f} months",
        f"Benefit ${12 * 90000:,}",
        f"12 × $22,500 = ${costs:,.0f}. Gain ${found['year']:,.0f}",
        f"690 / 390 = {found['roiAll']:.1%}",
        f"690 / 120 = {found['roiBuild']:.0%}",
        f"$22,500 / 15,000 = ${found['perResolved']:.2f}",
    )


def test_the_check_on_return() -> None:
    VALUE.says(
        f"= {100 * roi(240000, 140000):.1f} +- 0.5",
        f"! {100 * roi(240000 - 60000, 80000):.0f} +- 0.5",
        f"! {100 * 240000 / 140000:.1f} +- 0.5",
        f"! {100 * roi(240000, 80000):.0f} +- 0.5",
        f"80,000 / 15,000 = {payback(80000, 15000):.2f} months",
    )


def test_the_tornado() -> None:
    spans = {name: sorted(gain(**{name: BOT[name] * by}) for by in (0.8, 1.2)) for name in BOT}
    VALUE.says(
        f"each from {spans['deflected'][0]:,.0f} to {spans['human'][1]:,.0f}",
        f"tickets, {spans['tickets'][0]:,.0f} to {spans['tickets'][1]:,.0f}",
        f"running cost, {spans['run'][0]:,.0f} to {spans['run'][1]:,.0f}",
        f"build, {spans['build'][0]:,.0f} to {spans['build'][1]:,.0f}",
        f"cost per ticket read, {spans['bot'][0]:,.0f} to {spans['bot'][1]:,.0f}",
        f"moves the gain by ${spans['deflected'][1] - gain():,.0f}",
        f"for each ticket by ${spans['bot'][1] - gain():,.0f}",
    )
    assert spans["deflected"] == approx(spans["human"])
    assert round((spans["deflected"][1] - gain()) / (spans["build"][1] - gain())) == 9


def test_how_few_resolved_tickets_would_do() -> None:
    ticket = BOT["tickets"] * BOT["human"]
    VALUE.says(
        f"${MONTHLY:,.0f} + ${BOT['build'] / 12:,.0f}",
        f"${ticket:,.0f} in people's time, so that is a share of {(MONTHLY + BOT['build'] / 12) / ticket:.1%}",
        f"Below {MONTHLY / ticket:.1%}",
    )


def test_the_student() -> None:
    found = worth(BUSY)
    assert found.to_host and found.to_repay and found.payback
    VALUE.says(
        f"saves ${found.saving:.7f}",
        f"after about {BUSY['setup'] / found.saving / 1e6:.1f} million requests",
        f"needs {ceil(found.to_host):,} a *month*",
        f"nets ${found.net:,.2f} and is repaid after {found.payback:.2f} months",
    )
    worse = worth(PRESETS["worse"].values)
    assert worse.payback
    VALUE.says(
        f"That is ${found.net - worse.net:,.0f} a month",
        f"shrinks to ${worse.net:,.2f}",
        f"grows to {worse.payback:.0f} months",
        f"At {found.net / BUSY['handover'] / BUSY['requests'] * 1000:.2f} extra hand-overs",
        f"repaid within a year it needs {ceil(found.to_repay):,} requests",
    )


def test_the_decision() -> None:
    found = support_bot(**{**BOT, "deflected": 0.29 - 0.02})
    assert found["payback"] and found["roiAll"]
    VALUE.says(
        f"${found['gross']:,.0f} saved, ${found['net']:,.0f} net a month, payback {found['payback']:.2f} months, "
        f"and a first year's return of {found['roiAll']:.1%}",
    )
    student = worth({**BUSY, "requests": 4 * BOT["tickets"]})
    VALUE.says(f"requests a ticket are {4 * BOT['tickets']:,.0f} a month", f"lose ${-student.net:,.2f} every month")


def test_the_exercise() -> None:
    more = conversion(100000, 0.021, 0.023, 60)["more"]
    margin = more * 0.3
    VALUE.says(
        f"${more:,.0f} revenue, ${margin:,.0f} margin",
        f"$40,000 / $2,100 = {payback(40000, margin - 1500):.1f} months",
        f"all costs ${40000 + 12 * 1500:,}, so −{-roi(12 * margin, 58000):.1%}",
        f"${36 * margin:,.0f} against ${40000 + 36 * 1500:,}, so +{roi(36 * margin, 94000):.1%}",
    )
    claimed = conversion(100000, 0.02, 0.023, 60)["more"] * 12
    VALUE.says(f"(${claimed:,.0f} − $18,000 − $40,000) / $40,000 = {roi(claimed - 18000, 40000):.0%}")


def test_how_sure_the_uplift_is() -> None:
    reach = 1.96 * sqrt((0.023 * 0.977 + 0.021 * 0.979) / 40000)
    VALUE.says(f"from about {abs(round(100 * (0.002 - reach), 1)):.1f} to {100 * (0.002 + reach):.1f} points")


def test_the_exam_questions() -> None:
    exam = Lesson("evaluation/exam.quiz")
    before, after = 10000 * 0.60, 20000 * 0.40
    exam.says(
        f"${before:,.0f} / 5,000 = ${before / 5000:.2f} before",
        f"${after:,.0f} / 5,000 = ${after / 5000:.2f} after",
        f"fallen to ${after / 10000:.2f}",
    )
    saving, handed = 40000 * 0.03, 40000 * 0.005
    exam.says(
        f"40,000 × $0.03 = ${saving:,.0f} a month",
        f"extra hand-overs are {handed:.0f}, at $8: ${handed * 8:,.0f}",
        f"loses ${handed * 8 - saving:.0f} a month",
        f"fewer than {saving / 8 / 40:.2f} extra",
    )
