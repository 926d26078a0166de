from __future__ import annotations

import unicodedata

import pytest

from gatepost.engine.models.language import LanguageIdentifier
from gatepost.vocabulary import LANGUAGES

SENTENCES = {
    "en": "The council will vote on the new budget next week.",
    "ar": "سيصوت المجلس على الميزانية الجديدة الأسبوع المقبل",
    "ckb": "ئەنجومەن هەفتەی داهاتوو دەنگ لەسەر بودجەی نوێ دەدات",
    "kmr": "Encumen wê hefteya bê li ser budceya nû deng bide.",
    "tr": "Meclis önümüzdeki hafta yeni bütçeyi oylayacak.",
    "fa": "شورا هفته آینده درباره بودجه جدید رأی می‌دهد",
    "de": "Der Rat stimmt nächste Woche über den neuen Haushalt ab.",
    "fr": "Le conseil votera le nouveau budget la semaine prochaine.",
    "pt": "O conselho vai votar o novo orçamento na próxima semana.",
    "ko": "의회는 다음 주에 새 예산안을 표결할 예정이다.",
    "es": "El consejo votará el nuevo presupuesto la próxima semana.",
    "it": "Il consiglio voterà il nuovo bilancio la prossima settimana.",
    "nl": "De gemeenteraad stemt volgende week over de nieuwe begroting.",
    "az": "Şura gələn həftə yeni büdcəyə səs verəcək.",
    "ur": "مجھے امید ہے کہ شہر کی کونسل اگلے ہفتے نئے بجٹ پر ووٹ دے گی",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_sentences_are_told(languages: LanguageIdentifier, code: str) -> None:
    found, probability = languages.identify([SENTENCES[code]])[0]
    assert found == code
    assert 0.5 < probability <= 1.0


def test_sorani_in_latin_script_is_ckb(languages: LanguageIdentifier) -> None:
    assert languages.identify(["Em kitêbe le layen nûseranî Kurd nûsrawe û biław krawetewe"])[0][0] == "ckb"


def test_kurmanji_in_arabic_script_is_kmr(languages: LanguageIdentifier) -> None:
    assert languages.identify(["سەروکێ حکومەتا هەرێما کوردستانێ دگەل شاندەکێ بیانی کومبوو"])[0][0] == "kmr"


@pytest.mark.parametrize("text", ["", " ", "12345 !!!", "👍👍", "Привет, как дела", "你好", "שלום", "नमस्ते"])
def test_what_it_never_learnt_is_und(languages: LanguageIdentifier, text: str) -> None:
    assert languages.identify([text])[0][0] == "und"


OTHERS = {
    "fi": "Kaupunginvaltuusto äänestää ensi viikolla uudesta talousarviosta.",
    "pl": "Rada miasta zagłosuje w przyszłym tygodniu nad nowym budżetem.",
    "hu": "A tanács a jövő héten szavaz az új költségvetésről.",
    "vi": "Hội đồng sẽ bỏ phiếu về ngân sách mới vào tuần tới.",
    "sw": "Baraza litapiga kura kuhusu bajeti mpya wiki ijayo.",
    "id": "Dewan akan memberikan suara untuk anggaran baru minggu depan.",
    "so": "Golaha ayaa u codeyn doona miisaaniyadda cusub toddobaadka soo socda.",
    "uz": "Kengash kelasi hafta yangi byudjet uchun ovoz beradi.",
    "ps": "شورا به راتلونکې اونۍ د نوې بودیجې په اړه رایه ورکړي",
    "arabizi": "el 7okoma kazzaba wallah ma fi 7ada by3mal shi",
    "finglish": "salam khubi chetori man nemidunam chera injuri shod",
}


@pytest.mark.parametrize("code", OTHERS)
def test_other_languages_are_none_of_the_six(languages: LanguageIdentifier, code: str) -> None:
    assert languages.identify([OTHERS[code]])[0][0] not in LANGUAGES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hello", "en"), ("thanks", "en"), ("Spas", "kmr"), ("spas ji bo we", "kmr"),
        ("deste we xwes", "kmr"),
        ("pir xweş bû", "kmr"), ("سوپاس", "ckb"), ("دەست خۆش", "ckb"), ("choni bashi kaka", "ckb"),
        ("teşekkürler", "tr"), ("cok guzel", "tr"), ("çooook güzel", "tr"), ("شكرا جزيلا", "ar"),
        ("خیلی ممنون", "fa"), ("gracias amigo", "es"), ("ciao a tutti", "it"), ("çox sağ ol", "az"),
    ],
)  # fmt: skip
def test_a_word_or_two_are_told(languages: LanguageIdentifier, text: str, code: str) -> None:
    assert languages.identify([text])[0][0] == code


def test_spans_in_a_batch_are_those_of_each_text_alone(languages: LanguageIdentifier) -> None:
    texts = [*SENTENCES.values(), "", "👍", SENTENCES["en"] + " " + SENTENCES["ar"], "ok"] * 4
    assert languages.spans_of(texts) == [languages.spans(text) for text in texts]


def test_slang_is_still_english(languages: LanguageIdentifier) -> None:
    assert languages.identify(["lol u r so fake bro stop it"])[0][0] == "en"


def test_split_diacritics_read_like_joined_ones(languages: LanguageIdentifier) -> None:
    joined = SENTENCES["kmr"]
    split = unicodedata.normalize("NFD", joined)
    assert split != joined
    assert languages.identify([split]) == languages.identify([joined])


def test_a_batch_gives_the_same_answers(languages: LanguageIdentifier) -> None:
    texts = [*SENTENCES.values(), "", "👍", "ok"] * 11
    assert languages.identify(texts) == [languages.identify([text])[0] for text in texts]
    assert languages.identify([]) == []
