"""The models that the LoRA budget knows, as published with them; sources in the lab's template."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Architecture:
    """`keys` are the outputs of k and v: fewer than `width` where groups of queries share them."""

    name: str
    layers: int
    parameters: float
    width: int
    keys: int
    inner: int
    gated: bool

    @property
    def shapes(self) -> dict[str, tuple[int, int]]:
        """Of a layer's matrices."""
        gate = {"gate": (self.inner, self.width)} if self.gated else {}
        return {
            "q": (self.width, self.width),
            "k": (self.keys, self.width),
            "v": (self.keys, self.width),
            "o": (self.width, self.width),
            **gate,
            "up": (self.inner, self.width),
            "down": (self.width, self.inner),
        }


ARCHITECTURES: Mapping[str, Architecture] = {
    "llama-2-7b": Architecture("Llama 2 7B", 32, 6738415616, 4096, 4096, 11008, True),
    "llama-3-8b": Architecture("Llama 3 8B", 32, 8030261248, 4096, 1024, 14336, True),
    "llama-3-70b": Architecture("Llama 3 70B", 80, 70553706496, 8192, 1024, 28672, True),
    "gpt-3": Architecture("GPT-3 175B", 96, 175e9, 12288, 12288, 49152, False),
}
