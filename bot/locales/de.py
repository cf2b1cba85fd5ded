"""What the bot says in German."""

from .strings import Strings

GERMAN = Strings(
    thousands=".",
    one_article="{} Artikel",
    many_articles="{} Artikel",
    one_question="{} Frage",
    many_questions="{} Fragen",
    #
    source="{file}, Zeile {line}",
    also_in="auch in {files}",
    not_sure="Nicht sicher. Am nächsten kommt:",
    not_found="Die Artikel beantworten das nicht.",
    unknown="In keinem Artikel: {words}",
    corrected="Gesucht wurde {found} statt {typed}.",
    searched_for="Gesucht wurde: {words}",
    too_long="Das ist lang: ein, zwei Sätze finden mehr. Am besten passt:",
    first_questions="Ich beantworte {} Fragen auf einmal.",
    #
    start="Stell mir eine Frage. Ich antworte mit den Sätzen aus {articles}, die dazu "
    "passen, Wort für Wort, jeder mit Datei und Zeile. Ich erfinde nichts.",
    hello="Hallo! Frag mich etwas.",
    thanks="Gern geschehen! Was möchtest du noch wissen?",
    who="Ich bin ein Bot, der deine Frage in Artikeln nachschlägt und zitiert, "
    "was am besten passt.",
    help="""\
Schreib eine Frage oder ein paar Wörter. Ich zitiere die Sätze, die am besten passen, \
mit Datei und Zeile.
Die Zahlen unter einer Antwort zeigen, was um ein Zitat steht, „Mehr“ zeigt weitere.
Du kannst bis zu drei Fragen auf einmal senden und eine Frage nachträglich bearbeiten.
In einer Gruppe schreib /ask vor deine Frage, oder antworte mir.
In jedem Chat schreib @{bot} und ein paar Wörter, um ein Zitat zu senden.
/articles zeigt, was ich durchsuche, /privacy, was ich speichere.
{articles}, zuletzt gelesen {read_at}.""",
    group_help="Frag mich mit /ask und deiner Frage, oder antworte auf eine meiner "
    "Nachrichten.",
    group_help_with_mentions="Frag mich mit /ask und deiner Frage, erwähne @{bot}, "
    "oder antworte auf eine meiner Nachrichten.",
    try_asking="Zum Beispiel:",
    example="Was ist „{title}“?",
    question_missing="Schreib deine Frage hinter den Befehl: /ask deine Frage",
    only_text="Ich kann nur Text lesen. Schick deine Frage als Nachricht.",
    unknown_command="Den Befehl kenne ich nicht. Schreib einfach deine Frage, oder "
    "/help.",
    #
    articles="{articles}. Eine Zahl öffnet einen.",
    no_articles="Es gibt noch keine Artikel.",
    privacy="""\
Ich speichere den Anfang von Fragen, die kein Artikel beantwortet, und deine Daumen \
mit der Frage dazu, bis zu {days} Tage lang, damit die Artikel besser werden. Wer \
gefragt hat, steht dabei nur als Code, aus dem niemand deinen Namen lesen kann.
Deine Nachrichten speichere ich, bis sie beantwortet sind, und die, bei denen mir das \
nicht gelingt, bis zu {failed_days} Tage lang.
/privacy delete löscht alles davon sofort; Nachrichten, die noch warten, bekommen dann \
keine Antwort.""",
    deleted="Erledigt: Deine Fragen, Bewertungen und Nachrichten sind gelöscht.",
    stats="""\
{questions} in {days} Tagen: {answered} % beantwortet, {unsure} % nicht sicher
Antwortzeit: Median {median} ms, 95 % in {p95} ms
{articles}, zuletzt gelesen {read_at}""",
    unanswered="Ohne Antwort, die häufigsten zuerst:",
    none_unanswered="Keine Frage ist ohne Antwort.",
    #
    not_allowed="Dieser Bot ist nur für Eingeladene.",
    your_id="Deine Id für die Einladung: {id}",
    too_many="Das war schnell! Frag in {} s wieder.",
    sorry_for_the_delay="Entschuldige die Verspätung.",
    failed="Etwas ist schiefgegangen ({id}). Bitte frag gleich noch einmal.",
    #
    context="Umgebung",
    back="Zurück",
    more="Mehr",
    first="Zum Anfang",
    previous="Zurück",
    next="Weiter",
    thanks_for_vote="Danke!",
    articles_changed="Die Artikel haben sich geändert. Bitte frag noch einmal.",
    question_gone="Ich sehe die Frage nicht mehr. Bitte frag noch einmal.",
    button_outdated="Dieser Knopf ist zu alt. Bitte frag noch einmal.",
    #
    nothing_inline="Nichts gefunden. Im Chat mit mir fragen",
    #
    description="Stell eine Frage, und ich antworte mit den Sätzen der Artikel, die "
    "dazu passen: Wort für Wort, jeder mit Datei und Zeile.",
    short_description="Beantwortet Fragen mit den Sätzen von Artikeln.",
    commands={
        "ask": "Eine Frage stellen",
        "articles": "Die Artikel zeigen",
        "help": "Wie man fragt",
        "privacy": "Was gespeichert wird, und wie man es löscht",
        "stats": "Wie viel gefragt und beantwortet wird",
        "unanswered": "Fragen ohne Antwort",
    },
    #
    says_hello=frozenset(
        {
            "hallo",
            "hallo zusammen",
            "guten morgen",
            "guten tag",
            "guten abend",
            "moin",
            "servus",
            "grüss gott",
            "grüezi",
            "wie geht es dir",
            "wie gehts",
        }
    ),
    says_thanks=frozenset(
        {
            "danke",
            "danke dir",
            "danke schön",
            "dankeschön",
            "danke sehr",
            "vielen dank",
            "besten dank",
            "ok danke",
            "super danke",
        }
    ),
    asks_who=frozenset(
        {
            "wer bist du",
            "was bist du",
            "was ist das",
            "was kannst du",
            "was machst du",
            "bist du ein bot",
        }
    ),
    asks_help=frozenset(
        {
            "hilfe",
            "hilf mir",
            "hilfe bitte",
            "wie funktioniert das",
            "wie geht das",
            "anleitung",
        }
    ),
)
