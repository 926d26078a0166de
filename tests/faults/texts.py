"""Comments in several languages that the fast engine approves, rejects or refers, no two alike."""

from __future__ import annotations

from random import Random

FAIR = {
    "en": "the council should publish its figures before next week because nobody knows what that bridge "
    "costs and many people from our village use the road every morning to reach school or work",
    "tr": "belediye bu karardan önce mahalledeki insanlara sormalı çünkü yeni yol okulun önünden geçiyor ve "
    "çocuklar her sabah orada yürüyor bence gazete bunu daha çok yazmalı",
    "ar": "يجب على البلدية أن تنشر الأرقام قبل الأسبوع القادم لأن الناس في الحي لا يعرفون كم يكلف الجسر "
    "الجديد وكل صباح يمر الأطفال من هذا الطريق إلى المدرسة",
    "fa": "شهرداری باید پیش از هفتهٔ آینده گزارش را منتشر کند چون مردم محله نمی‌دانند پل تازه چقدر هزینه دارد "
    "و بچه‌ها هر روز صبح از همین خیابان به مدرسه می‌روند",
    "kmr": "divê şaredarî berî hefteya bê hejmaran eşkere bike ji ber ku gelek kes li taxa me nizanin ku ev "
    "pira nû çiqas bihayê wê ye û zarok her sibe ji vê rê diçin dibistanê",
    "ckb": "دەبێت شارەوانی پێش هەفتەی داهاتوو ژمارەکان بڵاو بکاتەوە چونکە خەڵکی گەڕەک نازانن "
    "پردە نوێیەکە چەندی تێدەچێت و منداڵان هەموو بەیانییەک بەم ڕێگایەدا دەڕۆن بۆ قوتابخانە",
}
FOUL = ("you are a fucking idiot", "go kill yourself", "sen tam bir aptalsın siktir git", "stupid people")
DOUBTFUL = ("politicians are liars and thieves", "I will find you", "أنت حمار وكلب", "he is an idiot")
ENDS = (
    "",
    "\r\n",
    " ",
    "\n\n\t",
    "\u200c",
    " e\u0301\u00e9 ",
    " \0 ",
    " \U0001f469\u200d\U0001f33e",
    "\ufeff",
)
"""What a careless program would trim, fold or lose."""


def comment(random: Random, mark: str) -> str:
    """A comment that holds `mark`; about one in five is to be rejected, one in five is doubtful."""
    language = random.choice(list(FAIR))
    words = FAIR[language].split()
    random.shuffle(words)
    said = " ".join(words[: random.randint(6, 16)])
    kind = random.random()
    if kind < 0.2:
        said = f"{random.choice(FOUL)}, {said}"
    elif kind < 0.4:
        said = f"{random.choice(DOUBTFUL)}, {said}"
    return f"{said} {mark}{random.choice(ENDS)}"
