"""The worked numbers of the lesson on distillation, by the arithmetic of its lab."""

from math import ceil, exp, log

from curriculum.labs.distillation_temperature import PRESETS, divergence, gradient, whole_loss
from curriculum.labs.formulas import softmax
from tests.content.lesson import Lesson

LESSON = Lesson("adaptation/distillation")
TEACHER, STUDENT = PRESETS["usual"].teacher, PRESETS["usual"].student
TEMPERATURES = (1, 2, 4, 8)


def test_what_a_soft_target_says() -> None:
    assert TEACHER == (4, 2, 1, -1)
    refund, *others = (f"{share:.3f}" for share in softmax(TEACHER))
    LESSON.says(f"probabilities of {refund}, {others[0]}, {others[1]} and {others[2]}")
    LESSON.says(f"$e^{{3}} \\approx {exp(3):.1f}$", f"only {exp(3 / 4):.1f} times likelier than *account*")
    warm = softmax(TEACHER, 8)
    LESSON.says(f"falls from {softmax(TEACHER)[0]:.2f} to {warm[0]:.2f}", f"from {others[2]} to {warm[3]:.2f}")
    assert others[2] == "0.006"


def test_the_check_on_a_ratio() -> None:
    LESSON.says(f"= {exp(6 / 3):.2f} +- 2%", f"! {exp(6):.0f} +- 2%", f"! {exp(6) / 3:.1f} +- 2%")


def test_the_loss_by_hand() -> None:
    assert STUDENT == (3, 2.5, 0.5, 0)
    kl = divergence(softmax(TEACHER, 2), softmax(STUDENT, 2))
    right = softmax(STUDENT)[0]
    soft, hard = 4 * kl, -log(right)
    LESSON.says(
        f"{kl:.6f}$, times $T^2 = 4$, is {soft:.4f}", f"*refund* {right:.4f}, and $-\\ln {right:.4f} = {hard:.4f}$"
    )
    LESSON.says(f"$0.7 \\times {soft:.4f} + 0.3 \\times {hard:.4f} = {whole_loss(TEACHER, STUDENT, 2, 0.7):.4f}$")


def test_the_table_of_temperatures() -> None:
    scaled = []
    for t in TEMPERATURES:
        kl = divergence(softmax(TEACHER, t), softmax(STUDENT, t))
        slope = gradient(TEACHER, STUDENT, t)
        scaled.append((kl, t * t * slope))
        LESSON.says(f"{t} | {kl:.4f} | {t * t * kl:.4f} | {slope:.4f} | {t * t * slope:.4f} |")
        shares = " ".join(f"{share:.4f}" for share in softmax(TEACHER, t))
        LESSON.says(f"{t} {shares} {kl:.4f} {t * t * kl:.4f}")
    LESSON.says(f"the divergence falls {scaled[0][0] / scaled[-1][0]:.0f}-fold")
    norms = [norm for _, norm in scaled]
    LESSON.says(f"between {min(norms):.2f} and {max(norms):.2f}")


def test_the_loss_of_one_student_under_three_settings() -> None:
    for t, alpha in ((1, 0.5), (2, 0.7), (4, 0.9)):
        LESSON.says(f"T={t}, alpha={alpha}: loss {whole_loss(TEACHER, STUDENT, t, alpha):.4f}")


def test_what_it_buys() -> None:
    teacher, student = (800 * paid / 1e6 + 250 * written / 1e6 for paid, written in ((3, 15), (0.25, 1.25)))
    hosting, making, requests = 1500, 25_000, 1e6
    LESSON.says(f"costs ${teacher:.5f} a request")
    assert round(teacher / student, 6) == 12
    LESSON.says(f"costs ${student:.7f}, a twelfth of that", f"Each request saves ${teacher - student:.7f}")
    bills = teacher * requests, student * requests + hosting
    LESSON.says(f"bill is ${bills[0]:,.0f} and the student's ${bills[1]:,.2f}")
    LESSON.says(f"= {making / (bills[0] - bills[1]):.2f} \\text{{ months}}")
    LESSON.says(f"reaches {12 * bills[0]:,.0f} dollars", f"reaches {making + 12 * bills[1]:,.0f}")
    LESSON.says(f"it takes {ceil(hosting / (teacher - student)):,} of them a month")
