"""Words are found as people inflect them, and their innocent neighbours are not."""

from __future__ import annotations

import pytest

from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.text.reading import Reading

INFLECTED = {
    "tr": """
        aptallar aptalsın aptalsınız aptaldır aptalca aptallık aptallığın aptalların aptallara
        aptalmış aptalım salaklar salaksın
        salaktan salakların salağın orospular orospunun orospuya orospusun şerefsizler
        şerefsizsiniz şerefsizlerin şerefsize piçler piçlerin piçsin puştlar ibneler
        ibnenin kaltağın kancıklar
        yarrağı yarrakların amcığın siktirin gavatlar dangalaklar beyinsizler beyinsizsiniz
        gerizekalılar geri_zekalısın terbiyesizler utanmazlar yavşaklar yavşağın pezevenkler kahpeler kahpenin
        sürtükler götünüze yaraklar
    """,
    "kmr": """
        ehmeqo ehmeqê ehmeqan ehmeqek ehmeqên bêşerefo bêşerefan bêşerefê bêşerefên bê_şeref bê_şerefan
        bênamûsan bênamûso qehpeyê qehpikê qehpeyan kûçikbavo segbavan debengo debengan pezevengo
        heramzadeyan aqilsivikan serseriyan xwefiroşan xwefiroşên caşan caşên rûreşan bêedebo
    """,
    "ckb": """
        گەمژەکان گەمژەیت گەمژەیە گەمژەن گەمژەیەک گەمژەکە گێلەکان گێلن گێلێک سەگبابەکان سەگبابێک
        بێشەرەفەکان بێشەرەفن بێ_شەرەفن بێناموسەکان بێ‌ئابڕووەکان قەحپەکان قەحپەیە حیزەکان
        حیزن گەوادەکان گەوادن حەرامزادەکان خۆفرۆشەکان خۆفرۆشن جاشەکان ماستاوچییەکان دەبەنگن
    """,
    "ar": """
        الشرموطة والشرموطة شرموطات شراميط الشراميط بالشراميط قحبات القحبة وقحبة يالقحبة لوطيين اللوطيين
        المنيوكين ومنيوك الغبي والأغبياء غبية الأغبياء حقيرين الحقير للحقير كالحمقى المخنثين ومخنث طيزك بطيزك
        طيزها المتناكة متناكين المغفلين السافلين وسافل ديوث الشرموط زبك وزبك
    """,
    "fa": """
        احمق‌ها احمقا احمق‌های احمقی احمقید احمقند ابلهان کودن‌ها بی‌شعورها بی‌شعورید بیشعورا بی_شعور بیشعوری
        بی‌شرف‌ها بیشرفا بیشرفید جنده‌ها جنده‌های جنده‌ای حرامزاده‌ها حرامزاده‌های حرومزاده‌ای کثافت‌ها
        عوضیا عوضی‌ها مادرجنده‌ها دیوث‌ها دیوثا بی‌ناموس‌ها بیناموسا لاشی‌ها الاغ‌ها الاغی پدرسگ‌ها
        می‌کشمت میکشمت می_کشمت می‌کشمتون
    """,
}
INNOCENT = {
    "tr": "götürü götürdü sıkıntı sıkıcı piyano amca amcam ambar kahve itiraz malum malzeme kıraathane",
    "kmr": "bijî kiribû kir kirin kerem keriyê gundî gundekî şerefa namûsa heramî quzî",
    "ckb": "گوندەکە گوێ کێشە شەرەف ناموس کەرکوک سەگەکە قوتابی حیزب حیزبەکان کوردستان",
    "ar": "قحط شرطي شرطة زبدة زبون طيران كسر كسب خراب خرافة منيف لوطن عرض عرصة نيكل أنجب الزبور مصلين",
    "fa": "کسب کسری کسی کیرکگور کونفرانس گهگاه شرف ناموس احمقانه‌نما جندی به_تخم_مرغ هر_جایی هیچ_کس_مادر",
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def forms(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, form.replace("_", " ")) for language, text in table.items() for form in text.split()]


@pytest.mark.parametrize(("language", "form"), forms(INFLECTED))
def test_inflected_forms_are_found(lexicon: Lexicon, language: str, form: str) -> None:
    assert lexicon.detect(Reading(form), language)


@pytest.mark.parametrize(("language", "form"), forms(INNOCENT))
def test_innocent_neighbours_are_not(lexicon: Lexicon, language: str, form: str) -> None:
    assert lexicon.detect(Reading(f"7 {form} 7"), language) == []
