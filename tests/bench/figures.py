"""Figures and their bounds, for a person and for a file."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value; `most` and `least` are its bounds, None where it is told and not held. `beside` is what the
    same minutes gave the thing that it is compared with."""

    row: str
    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    beside: float | None = None
    held: bool = True

    @property
    def is_beyond(self) -> bool:
        over = self.most is not None and self.value > self.most
        return over or (self.least is not None and self.value < self.least)

    @property
    def missed(self) -> bool:
        return self.held and self.is_beyond

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "value": round(self.value, 3), "missed": self.missed}


def ms(row: str, name: str, seconds: float, most: float | None = None, beside: float | None = None) -> Figure:
    return Figure(row, name, seconds * 1000, "ms", most, None, None if beside is None else beside * 1000)


def table(figures: Iterable[Figure]) -> str:
    lines = [f"{'figure':50} {'value':>9} {'unit':5} {'bound':>9} {'beside':>9}"]
    for one in figures:
        bound = f"<= {one.most:g}" if one.most is not None else f">= {one.least:g}" if one.least is not None else ""
        beside = "" if one.beside is None else f"{one.beside:.2f}"
        name = f"{one.row}: {one.name}"
        verdict = "" if not one.is_beyond else "  missed" if one.held else "  beyond, not held"
        lines.append(f"{name:50} {one.value:>9.2f} {one.unit:5} {bound:>9} {beside:>9}{verdict}")
    return "\n".join(lines)
