"""Dates as the demo's articles write them, in each article's language. Pure."""

from __future__ import annotations

import datetime as dt

from gatepost.web.languages import DIGITS

MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "ar": [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ],
    "ckb": [
        "کانوونی دووەم",
        "شوبات",
        "ئازار",
        "نیسان",
        "ئایار",
        "حوزەیران",
        "تەممووز",
        "ئاب",
        "ئەیلوول",
        "تشرینی یەکەم",
        "تشرینی دووەم",
        "کانوونی یەکەم",
    ],
    "kmr": [
        "Çile",
        "Sibat",
        "Adar",
        "Nîsan",
        "Gulan",
        "Hezîran",
        "Tîrmeh",
        "Tebax",
        "Îlon",
        "Cotmeh",
        "Mijdar",
        "Berfanbar",
    ],
    "tr": [
        "Ocak",
        "Şubat",
        "Mart",
        "Nisan",
        "Mayıs",
        "Haziran",
        "Temmuz",
        "Ağustos",
        "Eylül",
        "Ekim",
        "Kasım",
        "Aralık",
    ],
    "fa": [
        "ژانویه",
        "فوریه",
        "مارس",
        "آوریل",
        "مه",
        "ژوئن",
        "ژوئیه",
        "اوت",
        "سپتامبر",
        "اکتبر",
        "نوامبر",
        "دسامبر",
    ],
}


def written(date: dt.date, language: str) -> str:
    """`30 October 2026` in `language`, with that language's digits."""
    plain = f"{date.day} {MONTHS[language][date.month - 1]} {date.year}"
    if language == "ckb":
        plain = f"{date.day}ی {MONTHS[language][date.month - 1]}ی {date.year}"
    return plain.translate(DIGITS.get(language, {}))
