"""Ordinary comments, written for the benchmarks, in six languages: what traffic mostly looks like."""

from __future__ import annotations

SENTENCES = (
    "I take the number 12 bus every day and the new timetable has made mornings much harder for us.",
    "Thank you for explaining the budget so clearly; I had not understood where the money for schools went.",
    "The minister promised this bridge three years ago and we are still waiting, which is a disgrace.",
    "أشكر الجريدة على هذا التقرير المفصل، لكنني كنت أتمنى أن أقرأ رأي سكان الحي أيضا.",
    "الحكومة وعدت بإصلاح الطريق منذ سنوات ولم يتغير شيء حتى اليوم، وهذا أمر مؤسف.",
    "سوپاس بۆ ئەم هەواڵە، بەڵام پێویستە زیاتر باسی کێشەی ئاو لە گوندەکان بکەن.",
    "من پێم وایە حکومەت دەبێت زووتر وەڵامی خەڵک بداتەوە، چونکە زستان نزیکە.",
    "Spas ji bo vê nûçeyê, lê divê hûn li ser pirsgirêka avê ya gundan jî binivîsin.",
    "Ez difikirim ku şaredarî dikare rêyên bajêr baştir çêbike, zarok di nav heriyê de diçin dibistanê.",
    "Haber için teşekkürler, ama belediyenin cevabını da okumak isterdim, yol hâlâ kapalı.",
    "Maç çok güzeldi, ikinci yarıda takım bambaşka oynadı, hakem de bence iyi yönetti.",
    "از گزارش خوب شما ممنونم، ولی کاش نظر مردم روستا را هم می‌پرسیدید.",
    "به نظر من این فیلم بهترین کار کارگردان است و موسیقی آن هم بسیار زیباست.",
)
