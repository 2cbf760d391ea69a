"""How one of them goes through the course, from the day they joined until they stop, finish, or it is now."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from math import exp, log

from progress.actions.crowd.people import Person
from progress.actions.crowd.tables import Tables
from progress.actions.crowd.way import Step, Way
from progress.outline import Part
from progress.pacing import Rule
from progress.reports.standing import due_dates
from quizzes.actions.demo.papers import Paper
from quizzes.actions.demo.sittings import Sat, Sitter, answer_check, sit

# Who never begins; then, at each part, who stops there, at the usual diligence.
NEVER, STOPS = 0.07, 0.028
# Who takes a practice quiz, and, of all who come there, one that is essays alone.
PRACTISES, WRITES = 0.55, 0.06
# Who takes a practice quiz and leaves it open.
LEAVES_OPEN = 0.015
HOURS = (7, 8, 12, 17, 19, 20, 21)
# Reading teaches, and so does answering; most of all, the same quiz again.
BY_READING, BY_ANSWERING, BY_FAILING = 0.03, 0.04, 0.35


@dataclass
class Walk:
    """What came of it: when each part was done, by key, and when its learner was last seen."""

    last_at: datetime
    done: dict[str, datetime] = field(default_factory=dict)


class Walker:
    def __init__(self, person: Person, learner_id: int, way: Way, rule: Rule, joined_at: datetime, tables: Tables):
        self.person, self.learner_id, self.way, self.tables = person, learner_id, way, tables
        self.chance, self.now, self.ability = person.chance, tables.now, person.ability
        self.moment = joined_at
        self.walk = Walk(joined_at)
        self.rule, self.due = rule, due_dates(way.course, rule)
        # Below 1 they go faster than planned.
        self.stretch = min(self.chance.lognormvariate(-0.06 - 0.08 * person.diligence, 0.28), 2.5)
        evening = time(self.chance.choice(HOURS), self.chance.randrange(60))
        self.first = datetime.combine(rule.begins_on, evening, person.zone).astimezone(UTC)
        self.n_parts, self.stopped = self._n_parts(), False
        # Some do everything; others leave out what they can.
        self.skips = 0.0 if self.chance.random() < 0.86 + 0.1 * person.diligence else 0.25

    def _n_parts(self) -> int:
        """After how many parts they stop, if the course has as many."""
        if self.chance.random() < NEVER:
            return 0
        hazard = STOPS * exp(-0.75 * self.person.diligence)
        return 1 + int(log(1 - self.chance.random()) / log(1 - hazard))

    def go(self) -> Walk:
        n_seen = 0
        for step in self.way.steps:
            at = max(self.moment, self._planned(step))
            if at >= self.now or (n_seen == self.n_parts and (step.part or not n_seen)):
                break
            self._take(step, at)
            n_seen += step.part is not None
        else:
            return self.walk
        self.stopped = n_seen == self.n_parts and at < self.now
        if self.stopped and self.n_parts:
            self._stop(step, at)
        return self.walk

    def _planned(self, step: Step) -> datetime:
        days = (self.due[step.due] - self.rule.begins_on).days
        return self.first + timedelta(days=int(days * self.stretch))

    def _take(self, step: Step, at: datetime) -> None:
        if step.reading:
            self._read(step, at)
        elif step.solution and step.part:
            self._meet(step, step.part, at)
        elif step.paper and step.part:
            self._be_examined(step.part, step.paper, at)
        elif step.paper:
            wanted = WRITES if step.paper.is_essays else PRACTISES + 0.15 * self.person.diligence
            if self.chance.random() < wanted:
                sat = self._sit(step.paper, 1, at, stops=self.chance.random() < LEAVES_OPEN)
                if sat and not sat.is_open and self.chance.random() < 0.12:
                    self._sit(step.paper, 2, sat.ended_at + timedelta(hours=self.chance.uniform(0.1, 30)))

    def _read(self, step: Step, at: datetime) -> None:
        """Opened, read to some place, its checks answered, and called done."""
        assert step.reading is not None and step.part is not None  # noqa: S101  (asked by the caller)
        ends = at + timedelta(minutes=step.minutes * self.chance.uniform(0.5, 1.6))
        place = step.reading.anchors[-1] if step.reading.anchors else ""
        if ends > self.now:
            self._open(step, at)
            return
        sitter, checks = self._sitter(), step.reading.checks
        for nth, check in enumerate(checks, 1):
            if self.chance.random() < 0.85 - self.skips:
                answer_check(self.tables.sheets, sitter, check, at + (ends - at) * (nth / (len(checks) + 1)))
        self.tables.records.add(self.learner_id, step.reading.lesson_id, at, place, ends, ends)
        self._done(step.part, ends)
        self.ability += BY_READING

    def _open(self, step: Step, at: datetime) -> None:
        """A lesson that is not finished."""
        if step.reading:
            anchors = step.reading.anchors
            place = anchors[int(self.chance.random() * len(anchors))] if anchors else ""
            read_at = min(at + timedelta(minutes=step.minutes * self.chance.random()), self.now)
            self.tables.records.add(self.learner_id, step.reading.lesson_id, at, place, read_at, None)
            self.walk.last_at = self.moment = read_at

    def _meet(self, step: Step, part: Part, at: datetime) -> None:
        ends = at + timedelta(minutes=step.minutes * self.chance.uniform(0.5, 2))
        if self.chance.random() >= self.skips and ends < self.now:
            self.tables.labs.add(self.learner_id, self.way.course.pk, part.slug, step.solution, ends)
            self._done(part, ends)

    def _be_examined(self, part: Part, paper: Paper, at: datetime) -> None:
        """Until it is passed, the attempts are used, or they leave it at that."""
        most = paper.quiz.attempts or 3
        for number in range(1, most + 1):
            sat = self._sit(paper, number, at)
            if sat is None or sat.passed is None:
                return
            if sat.passed:
                self.walk.done[part.key] = sat.ended_at
                return
            at = sat.known_at + timedelta(hours=self.chance.uniform(1, 40))
            if self.chance.random() > 0.93 + 0.06 * self.person.diligence:
                return

    def _stop(self, step: Step, at: datetime) -> None:
        """The last that is seen of them: a lesson half read, a quiz half answered, or nothing."""
        if self.chance.random() < 0.6:
            if step.paper and step.part:
                sat = self._sit(step.paper, 1, at, stops=True)
                if sat and sat.passed:
                    self.walk.done[step.part.key] = sat.ended_at
            else:
                self._open(step, at)

    def _sit(self, paper: Paper, number: int, at: datetime, *, stops: bool = False) -> Sat | None:
        """None where that lies in the future. Only the first attempt holds them up: others come when there is time."""
        if at >= self.now:
            return None
        sat = sit(self.tables.sheets, self._sitter(number), paper, number, at, stops=stops)
        self.ability += BY_ANSWERING
        if number == 1:
            self.moment = sat.ended_at
        return sat

    def _sitter(self, number: int = 1) -> Sitter:
        return Sitter(self.learner_id, self.ability + BY_FAILING * (number - 1), self.chance)

    def _done(self, part: Part, at: datetime) -> None:
        self.walk.done[part.key] = self.walk.last_at = self.moment = at
