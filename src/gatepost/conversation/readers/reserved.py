"""Names that read as the newsroom's own, in the languages of the first newsrooms."""

from __future__ import annotations

RESERVED: tuple[str, ...] = (
    # English
    "moderator", "administrator", "admin", "editor", "editorial team", "newsroom", "staff", "webmaster",
    # Arabic
    "مشرف", "المشرف", "مدير الموقع", "رئيس التحرير", "هيئة التحرير", "فريق التحرير",
    # Central Kurdish
    "سەرپەرشتیار", "بەڕێوەبەر", "سەرنووسەر", "دەستەی نووسەران",
    # Northern Kurdish
    "moderator", "rêveber", "sernivîser", "desteya nivîskaran", "edîtor",
    # Turkish
    "moderatör", "yönetici", "editör", "genel yayın yönetmeni", "yazı işleri",
    # Persian
    "مدیر سایت", "ناظر", "سردبیر", "هیئت تحریریه", "تحریریه",
)  # fmt: skip
"""What a site reserves unless it names a list of its own."""
