"""The texts of the lab on data selection, and what they are cut into. The browser gets them with the page."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pool:
    """Raw texts, of which the first `alike` are about the shop, the others are not."""

    name: str
    alike: int
    texts: tuple[str, ...]


# A pool with copies, near copies and what shops say on every page.
DOCUMENTS = (
    "Your parcel left our warehouse today and will arrive within three working days at the address that "
    "you gave us when you ordered.",
    "Your parcel left our warehouse today and will arrive within three working days at the address that "
    "you gave us when you ordered.",
    "Your parcel left our warehouse today and will arrive within five working days at the address that "
    "you gave us when you ordered.",
    "Your order left our warehouse today and will arrive within three working days at the address that "
    "you gave us when you paid.",
    "We send the money back to the card that you paid with as soon as the returned item has reached our "
    "warehouse and passed its check.",
    "We send the money back to the account that you paid with as soon as the returned item has reached "
    "our warehouse and passed its check.",
    "As soon as the returned item has reached our warehouse and passed its check you get a voucher if you chose one.",
    "Red running shoe for dry roads. Free delivery from forty euros and free returns within thirty days. "
    "Ask our support team in the chat.",
    "Red running shoe for dry roads. Free delivery from forty euros and free returns within thirty days. "
    "Ask our support team by phone.",
    "Blue rain jacket with a hood. Free delivery from forty euros and free returns within thirty days. "
    "Ask our support team in the chat.",
    "Three pairs of wool socks. Free delivery from forty euros and free returns within thirty days. Ask "
    "our support team in the chat.",
    "The chat answers within two minutes on weekdays and within ten at night, but on holidays nobody "
    "reads it before noon.",
    "A gift card never expires and pays for any order, yet it cannot be turned back into money.",
    "We repair a broken zip free of charge for two years if you send photos and the number of your order.",
)

# What the selection shall resemble: messages to the support bot of a shop.
TARGET = (
    "where is the refund for my last order",
    "my parcel is late where is it now",
    "please send the money back to my card",
    "the parcel arrived broken i want a refund",
    "how do i return the shoes i ordered",
)

# Made to show what goes wrong, which the lab's page says. Of `even` the thirteen other texts were picked out of 29 so
# that 16 buckets bring one of them among the five that weigh most: of 2,000 random picks 274 did, and with 1,024
# buckets none. Of `uneven` most other texts were written short.
POOLS: Mapping[str, Pool] = {
    "even": Pool(
        "Equal lengths",
        7,
        (
            "where is my parcel it is still late",
            "i want the money back for my order",
            "how do i return a broken lamp please",
            "the refund is not on my card yet",
            "please send my order to the new address",
            "i ordered shoes and the parcel is lost",
            "my last order arrived late and was broken",
            "the minister spoke about taxes in the evening",
            "the river rose after a week of rain",
            "a red kite circled over the quiet valley",
            "bake the bread until the crust is brown",
            "a small plane landed on the frozen lake",
            "engineers tested the new engine in the desert",
            "the train to the lake leaves at noon",
            "the museum shows old maps of the city",
            "he scored twice and the crowd went home",
            "goats climb steep rocks to find fresh grass",
            "water the plants twice a week in summer",
            "shares fell sharply after the bank raised rates",
            "the poet read from his book last night",
        ),
    ),
    "uneven": Pool(
        "Unequal lengths",
        7,
        (
            "where is my parcel it is still late and nobody in the chat could tell me when it will come",
            "i want the money back for my order because two of the shoes in it were not the ones i chose",
            "how do i return a broken lamp please",
            "the refund is not on my card yet although you wrote last week that it would be there by now",
            "please send my order to the new address",
            "i ordered shoes and the parcel is lost so please send them again or give the money back to my card",
            "my order was broken",
            "the team won",
            "bake the bread until the crust is brown and let it cool on a rack for an hour before you cut it",
            "shares fell sharply",
            "a storm will reach the coast",
            "the bridge was closed",
            "she plays the violin in a small orchestra",
            "water the plants",
            "the train leaves at noon",
            "oil prices rose again",
            "he scored twice and the crowd went home happy after a long evening in the rain by the river",
            "mix flour and butter",
            "the museum shows old maps of the city",
            "new stars were found",
        ),
    ),
}


def grams(text: str, n: int) -> list[str]:
    """Every run of n words, in order, joined by one space; words are lower-cased and split at spaces."""
    words = text.lower().split()
    return [" ".join(words[at : at + n]) for at in range(len(words) - n + 1)]
