"""Units as they are written around a number: currencies, percent, points, multiples, days."""

from __future__ import annotations

from credora_agent.agent.guard.terms import terms

CODES = terms(
    "GBP EUR USD JPY CNY CAD AUD NZD CHF SEK NOK DKK PLN CZK HUF INR BRL MXN SGD HKD ZAR TRY KRW AED ILS THB RON "
    "BGN IDR MYR PHP VND TWD CLP COP ARS SAR KWD BHD NGN EGP UAH RUB"
)
SYMBOLS = {
    "£": "GBP", "€": "EUR", "$": "USD", "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "SG$": "SGD", "R$": "BRL", "MX$": "MXN", "¥": "JPY", "JP¥": "JPY",
    "CN¥": "CNY", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₫": "VND", "฿": "THB", "₽": "RUB", "₴": "UAH",
    "円": "JPY", "元": "CNY", "zł": "PLN", "Kč": "CZK", "Ft": "HUF",
}  # fmt: skip
NAMED = {
    "pounds": "GBP", "pound": "GBP", "sterling": "GBP", "euros": "EUR", "euro": "EUR", "dollars": "USD",
    "dollar": "USD", "yen": "JPY", "yuan": "CNY", "rupees": "INR", "francs": "CHF", "zloty": "PLN", "won": "KRW",
    "libras": "GBP", "livres": "GBP", "pfund": "GBP", "dólares": "USD", "reais": "BRL", "kronor": "SEK",
}  # fmt: skip
YUAN_TOO = "¥"
"""The sign that two currencies share."""
SCALES = {
    "k": 3, "thousand": 3, "tsd": 3, "mil": 3, "tausend": 3, "mille": 3,
    "m": 6, "mn": 6, "mm": 6, "mio": 6, "million": 6, "millions": 6, "millionen": 6, "millones": 6, "milhões": 6,
    "bn": 9, "b": 9, "billion": 9, "billions": 9, "mrd": 9, "milliarden": 9, "milliards": 9,
    "lakh": 5, "crore": 7, "万": 4, "億": 8, "千": 3,
}  # fmt: skip
SHARE, POINTS, TIMES = "ratio", "points", "multiple"
UNITS = {
    "%": SHARE, "percent": SHARE, "per cent": SHARE, "pct": SHARE, "prozent": SHARE, "por ciento": SHARE,
    "pour cent": SHARE, "por cento": SHARE, "パーセント": SHARE, "‰": "permille", "‱": "permille",
    "percentage points": POINTS, "percentage point": POINTS, "percent points": POINTS, "%-points": POINTS,
    "pp": POINTS, "p.p.": POINTS, "pts": POINTS, "ppt": POINTS, "points": POINTS, "prozentpunkte": POINTS,
    "basis points": "bps", "bps": "bps", "bp": "bps",
    "x": TIMES, "×": TIMES, "times": TIMES, "fold": TIMES, "-fold": TIMES, "mal": TIMES, "fois": TIMES,
    "veces": TIMES, "vezes": TIMES,
    "days": "days", "day": "days", "-day": "days", "tage": "days", "tagen": "days", "jours": "days", "días": "days",
    "dias": "days", "日": "days", "日間": "days",
    "weeks": "weeks", "week": "weeks", "months": "months", "month": "months", "hours": "hours", "hour": "hours",
    "years": "years", "year": "years", "minutes": "minutes", "pence": "pence", "cents": "pence", "p": "pence",
    "件": "count", "個": "count",
}  # fmt: skip
