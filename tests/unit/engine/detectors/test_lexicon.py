"""What the word lists find, what they leave alone, and how hard they strike."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatepost.engine.detectors.entries import COLUMNS, LexiconEntry, LexiconError, expand, parse
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Finding


@pytest.fixture(scope="module")
def shipped() -> Lexicon:
    return Lexicon.load()


def found(lexicon: Lexicon, text: str, language: str = "en") -> dict[str, Finding]:
    return {finding.clause: finding for finding in lexicon.detect(Reading(text), language)}


@pytest.mark.parametrize(
    "written",
    [
        "shit", "SHIT", "Shit!", "sh1t", "$hit", "s.h.i.t", "s h i t", "s-h-i-t", "shiiiiit", "sh\u200bit",
        "s\u00adhit", "ѕhit", "ｓｈｉｔ", "𝐬𝐡𝐢𝐭", "shít", "s\u0336h\u0336i\u0336t\u0336", "🆂🅷🅸🆃", "bullshit",
        "sh*t", "_shit_", "shits",
    ],
)  # fmt: skip
def test_one_word_in_many_disguises(shipped: Lexicon, written: str) -> None:
    text = f"what a {written} day"
    finding = found(shipped, text)["profanity"]
    assert finding.probability > 0.9
    assert finding.note == "lexicon.strong"
    assert finding.by == "lexicon"
    (evidence,) = finding.evidence
    assert written.startswith(evidence.text) or evidence.text in written
    assert text[evidence.start : evidence.end] == evidence.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Scunthorpe, Dickens, Sussex, Essex, Penistone, Clitheroe, Hancock", "en"),
        ("assess the class assignment in the cockpit, then pass", "en"),
        ("shitake and Shiitake", "en"),
        ("a chink in the armour, spick and span, magna cum laude, homo sapiens", "en"),
        ("the gay, lesbian, muslim, jewish, kurdish, arab, black and disabled readers", "en"),
        ("In 2019 the Galaxy A55 sold 455 times", "en"),
        ("götürmek, götürdü, Göttingen", "tr"),
        ("sık sık geliyor, çok sıkıldım, sıkıntı, şık, sıkışık", "tr"),
        ("amca, ama, aman, piknik, kaşık, bokser, sikke", "tr"),
        ("هیچ کس نیامد، کسی زبان دیگری نمی‌داند، اسکلت", "fa"),
        ("كسر وكسب ومكسب، زبدة، نيكاراغوا، الخراب", "ar"),
        ("کۆنی، بێژێ، خولێکی نوێ، نوری مالکی", "ckb"),
        ("wî kir, ez dikim, ji bo karker û kirêdar", "kmr"),
    ],
)
def test_ordinary_words_are_left_alone(shipped: Lexicon, text: str, language: str) -> None:
    assert found(shipped, text, language) == {}


@pytest.mark.parametrize(
    ("text", "language", "clause"),
    [
        ("gerizekalısınız", "tr", "personal-attack"),
        ("şerefsizlerin", "tr", "personal-attack"),
        ("serefsizler", "tr", "personal-attack"),
        ("وشرموطة", "ar", "vulgarity"),
        ("يا حمار", "ar", "personal-attack"),
        ("بی‌شعورها", "fa", "personal-attack"),
        ("بیشعور", "fa", "personal-attack"),
        ("بی شعور", "fa", "personal-attack"),
        ("گەمژەکان", "ckb", "personal-attack"),
        ("bêşerefan", "kmr", "personal-attack"),
        ("I’ll   kill\nyou", "en", "threat"),
        ("seni öldüreceğim", "tr", "threat"),
        ("راح اقتلك", "ar", "threat"),
        ("میکشمت", "fa", "threat"),
        ("دەتکوژم", "ckb", "threat"),
        ("ez ê te bikujim", "kmr", "threat"),
    ],
)
def test_words_as_they_are_inflected_and_spelt(
    shipped: Lexicon, text: str, language: str, clause: str
) -> None:
    assert clause in found(shipped, text, language)


def test_an_insult_said_to_somebody_weighs_more(shipped: Lexicon) -> None:
    about = found(shipped, "He called the plan idiotic and himself an idiot")["personal-attack"]
    said = found(shipped, "You are such an idiot")["personal-attack"]
    assert about.probability == 0.5
    assert about.note == "lexicon.mild"
    assert said.probability > 0.9
    assert said.note == "lexicon.aimed"
    assert found(shipped, "aptalsın", "tr")["personal-attack"].note == "lexicon.aimed"
    assert found(shipped, "Saw a pig and a rat on the farm") == {}
    assert found(shipped, "you pig")["personal-attack"].note == "lexicon.aimed"


def test_a_word_in_its_own_quotation_marks_is_spoken_about(shipped: Lexicon) -> None:
    assert found(shipped, 'He said "shit" on air')["profanity"].probability <= 0.7
    assert found(shipped, "He said “shit” on air")["profanity"].probability <= 0.7


def test_half_starred_words_are_guesses(shipped: Lexicon) -> None:
    assert found(shipped, "sh*t")["profanity"].probability > 0.9
    assert found(shipped, "s**t")["profanity"].probability <= 0.7


def test_names_are_not_words(shipped: Lexicon) -> None:
    assert "vulgarity" not in found(shipped, "The senator, Dick Smith, spoke")


def test_an_ordinary_word_that_is_the_whole_comment_is_said_to_somebody(shipped: Lexicon) -> None:
    for text, language in (("Kûçik!", "kmr"), ("کەر", "ckb"), ("eşek", "tr"), ("حمار...", "ar")):
        assert found(shipped, text, language)["personal-attack"].probability == 0.5, text
    for text, language in (("Kûçik hat.", "kmr"), ("کەر و مانگا", "ckb"), ("Eşek öldü.", "tr")):
        assert "personal-attack" not in found(shipped, text, language), text


THREATS = [
    ("I will burn your house tonight", "en"), ("i'm gonna kill you", "en"), ("you're a dead man", "en"),
    ("go kill yourself", "en"), ("seni öldüreceğim", "tr"), ("Bağırsaklarını deşerim", "tr"),
    ("يجب قتلهم جميعا", "ar"), ("سنقتلك", "ar"), ("می‌کشمت", "fa"),
]  # fmt: skip
SPEAKS_OF_VIOLENCE = [
    ("The soldiers were ordered to kill them all", "en"), ("Coral reefs die slowly", "en"),
    ("Natural gas the EU imports", "en"), ("Call us before you end your life", "en"),
    ("He put a bullet in his head", "en"), ("Do not shoot yourself in the foot", "en"),
    ("Hundreds die in a fire", "en"), ("Smoking is gonna kill you", "en"),
    ("when you're dead you can't vote", "en"), ("Hitler wanted to kill all Jews", "en"),
    ("Balığın bağırsaklarını temizleyin", "tr"), ("Çocuklarını öldüren anne yargılandı", "tr"),
    ("Müzenin adresini biliyor musunuz", "tr"), ("Kanını dökenlere minnettarız", "tr"),
    ("1915'te Ermenileri öldürdüler", "tr"), ("Ağaçların hepsini kesmek lazım", "tr"),
    ("داعش قطع رؤوسهم", "ar"), ("أحرقوهم أحياء وهم نيام", "ar"), ("سأجدك دائما قارئا وفيا", "ar"),
    ("فجعنا بموتك يا صديقي", "ar"), ("آدرس خانه‌ات را ننویس", "fa"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), THREATS)
def test_threats_may_reject(shipped: Lexicon, text: str, language: str) -> None:
    threats = [each for each in shipped.detect(Reading(text), language) if each.clause == "threat"]
    assert any(each.probability > 0.9 and not each.refer_only for each in threats)


@pytest.mark.parametrize(("text", "language"), SPEAKS_OF_VIOLENCE)
def test_news_of_violence_rejects_nobody(shipped: Lexicon, text: str, language: str) -> None:
    threats = [each for each in shipped.detect(Reading(text), language) if each.clause == "threat"]
    assert all(each.refer_only or each.probability <= 0.5 for each in threats)


@pytest.mark.parametrize(
    ("text", "language", "clause"),
    [
        ("Bunların hepsini kurşuna dizmek gerek", "tr", "threat"),
        ("لازم إعدامهم كلهم", "ar", "threat"),
        ("این‌ها رو باید تیرباران کرد", "fa", "threat"),
        ("دەبێ هەموویان لەناو ببرێن", "ckb", "threat"),
        ("Divê ew hemû bên daliqandin", "kmr", "threat"),
        ("They must all be executed", "en", "threat"),
        ("کردها آدم نیستند", "fa", "abuse.racism"),
        ("ئەوانە مرۆڤ نین", "ckb", "abuse.other"),
        ("Koçber diz in", "kmr", "abuse.xenophobia"),
    ],
)
def test_calls_to_violence_and_dehumanising_words_are_seen(
    shipped: Lexicon, text: str, language: str, clause: str
) -> None:
    assert found(shipped, text, language)[clause].probability >= 0.5


def test_short_kurmanji_words_count_in_sorani_with_latin_letters(shipped: Lexicon) -> None:
    assert "personal-attack" in found(shipped, "Tu ker î", "ckb")


def test_unreviewed_lists_only_refer(shipped: Lexicon) -> None:
    for text, language in (("گەمژە", "ckb"), ("bêşeref", "kmr")):
        finding = found(shipped, text, language)["personal-attack"]
        assert finding.refer_only
        assert finding.note == "lexicon.unreviewed"


def test_short_words_of_a_neighbour_do_not_count(shipped: Lexicon) -> None:
    assert found(shipped, "زبان فارسی", "fa") == {}
    assert found(shipped, "am und im", "de") == {}


def test_extra_entries_and_the_version(shipped: Lexicon) -> None:
    own = LexiconEntry("flurb", "en", "profanity", "strong", match="stem")
    lexicon = Lexicon.load(extra=[own])
    assert found(lexicon, "flurbing")["profanity"].evidence[0].text == "flurbing"
    assert len(shipped.version) == 8
    assert lexicon.version != shipped.version
    assert Lexicon.load().version == shipped.version
    assert [entry.term for entry, _ in lexicon.explain("flurbs")] == ["flurb"]


def test_own_lists_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "en.tsv").write_text(
        "\t".join(COLUMNS) + "\nzorp(er|)\tword\tthreat\tslur\t\tzorp tea\t\town\tyes\n"
    )
    lexicon = Lexicon.load(tmp_path)
    assert found(lexicon, "a zorper")["threat"].probability == 0.97
    assert found(lexicon, "zorp tea") == {}
    assert found(lexicon, "shit") == {}


def test_no_lists_find_nothing(tmp_path: Path) -> None:
    assert Lexicon.load(tmp_path).detect(Reading("fuuuck f*ck"), "en") == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x\tword\tthreat", "3 columns"),
        ("x\tworm\tthreat\tslur\t\t\t\t\tyes", "match 'worm'"),
        ("x\tword\ttreat\tslur\t\t\t\t\tyes", "clause 'treat'"),
        ("x\tword\tthreat\tbad\t\t\t\t\tyes", "severity 'bad'"),
        ("x\tword\tthreat\tslur\t\t\tsoft\t\tyes", "flag 'soft'"),
        ("(|)\tword\tthreat\tslur\t\t\t\t\tyes", "empty word"),
        ("x\tword\tthreat\tslur\t\t\t\t\tmaybe", "reviewed 'maybe'"),
    ],
)
def test_faults_name_the_line_and_the_mend(line: str, says: str) -> None:
    with pytest.raises(LexiconError, match=says) as fault:
        list(parse("\t".join(COLUMNS) + "\n" + line, "en", "en.tsv"))
    assert "en.tsv, line 2" in str(fault.value)


def test_a_wrong_header_and_too_many_spellings() -> None:
    with pytest.raises(LexiconError, match="header"):
        list(parse("term\tclause\n", "en", "en.tsv"))
    for broken in ("a (man|dead (man|woman))", "you (are", "are) you"):
        with pytest.raises(LexiconError, match="bracket"):
            expand(broken)
    with pytest.raises(LexiconError, match="several"):
        expand("(a|b|c|d|e|f|g|h|i|j)" * 4)


def test_evidence_is_short_and_does_not_overlap(shipped: Lexicon) -> None:
    evidence = found(shipped, "shit " * 500)["profanity"].evidence
    assert len(evidence) == 10
    assert all(
        one.end <= other.start or other.end <= one.start
        for one in evidence
        for other in evidence
        if one is not other
    )


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "shit",
        "shit ",
        "a.",
        "a ",
        "f*k ",
        "*",
        "f\u0301",
        "1",
        "\ufdfa",
        "\u200c",
        "😀",
        "اله ",
        "you are an idiot ",
        "sh1t ",
        "aaabbb",
    ],
)
def test_work_grows_with_the_text_and_no_faster(shipped: Lexicon, piece: str) -> None:
    """Counted in matches and view lengths, not in time: both stay within the text's length."""
    text = (piece * 20_000)[:20_000]
    reading = Reading(text)
    findings = shipped.detect(reading, "en")
    assert len(reading.folded.text) <= 4 * len(text)
    assert all(len(finding.evidence) <= 10 for finding in findings)
    assert len(shipped._matcher.matches(reading, "en")) <= 400 + len(reading.masked)
