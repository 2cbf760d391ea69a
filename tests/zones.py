"""The zones in which all that has dates is tried: quarters, half an hour of summer, clocks that change at midnight."""

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
    "America/Santiago",
]
