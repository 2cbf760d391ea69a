"""Who they are. The same number is the same person on every machine."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from quizzes.actions.demo.chance import chance_of

DOMAIN = "demo.invalid"


@dataclass(frozen=True)
class Person:
    """`chance` is their own; `diligence` and `ability` are spread around 0 like heights."""

    number: int
    name: str
    time_zone: str
    ability: float
    diligence: float
    chance: random.Random

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def email(self) -> str:
        return address(self.number)


def address(number: int) -> str:
    return f"learner-{number:06}@{DOMAIN}"


def person(number: int) -> Person:
    chance = chance_of("person", number)
    first, last = chance.choices(SCRIPTS, WEIGHTS)[0]
    name = AWKWARD.get(number) or f"{chance.choice(first)} {chance.choice(last)}".strip()
    diligence = chance.gauss(0, 1)
    # Who is diligent is a little abler, too.
    ability = chance.gauss(0.8 + 0.3 * diligence, 0.9)
    return Person(number, name, chance.choice(ZONES), ability, diligence, chance)


# Names that a table, a file or a page has to bear, each at a number of its own.
AWKWARD: Mapping[int, str] = {
    7: "=SUM(A1:A9)",
    13: 'O’Neil, "Kit" Jr.',
    19: "+49 Jürgen",
    23: "@Mei",
    29: "-Ali",
    31: "שירה לוי",
    37: "عبد الرحمن بن خالد الفيصل",
    41: "Zoë 🚀",
    43: "<b>Bo</b> & Söhne",
    47: "Nguyễn Thị Minh Khai",
    53: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley van der Berg",
    59: "Ng",
    61: "Robert'); DROP TABLE Students;--",
    67: "👩🏽‍💻 Ada",
}
LATIN = (
    (
        "Amara", "Ben", "Chiara", "Dmitri", "Elif", "Farid", "Grace", "Hiro", "Ines", "Jonas", "Kavya", "Luis", "Mei",
        "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tove", "Umut", "Vera", "Wanjiru", "Ximena", "Zofia",
        "Aoife", "Björn", "Chloé", "Đorđe", "Łukasz", "Noor", "Øystein", "Renée", "Siobhán", "Tomáš", "Yusuf",
    ),
    (
        "Abebe", "Bauer", "Castro", "Dahl", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jansen", "Kowalski",
        "Lindqvist", "Moreau", "Nguyen", "Okafor", "Patel", "Quispe", "Rossi", "Silva", "Tanaka", "Usman", "Vogel",
        "Weiss", "Çelik", "D’Angelo", "Müller-Lüdenscheidt", "O’Brien", "Saint-Exupéry", "Şahin", "Žižka", "Ångström",
        "de la Cruz", "van den Berg", "Yılmaz", "Mbeki",
    ),
)  # fmt: skip
CYRILLIC = (("Анна", "Борис", "Дарья", "Олексій", "Мария"), ("Иванова", "Шевченко", "Лебедев", "Ковальчук"))
GREEK = (("Ελένη", "Γιώργος", "Νίκος"), ("Παπαδοπούλου", "Αγγελής", "Δημητρίου"))
ARABIC = (("ليلى", "يوسف", "مريم"), ("حداد", "المصري", "العلي"))
HEBREW = (("נועה", "יונתן"), ("כהן", "ביטון"))
INDIC = (("अनन्या", "रोहन", "மீனா"), ("शर्मा", "वर्मा", "ராமன்"))
# Family names come first, and nothing stands between.
CHINESE = (("王秀英", "李伟", "張雅婷", "陈静"), ("",))
JAPANESE = (("佐藤 健", "鈴木 さくら", "高橋 葵"), ("",))
KOREAN = (("김민준", "이서연", "박지훈"), ("",))
THAI = (("สมชาย", "มาลี"), ("แก้วมณี", "ศรีสุข"))
SCRIPTS = (LATIN, CYRILLIC, GREEK, ARABIC, HEBREW, INDIC, CHINESE, JAPANESE, KOREAN, THAI)
WEIGHTS = (78, 4, 2, 3, 1, 4, 3, 2, 2, 1)
ZONES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tokyo", "Australia/Sydney", "Africa/Nairobi", "Pacific/Chatham", "America/St_Johns",
    "Asia/Shanghai", "Europe/Warsaw", "Pacific/Kiritimati", "Pacific/Pago_Pago",
)  # fmt: skip
