"""Everything that the SMS door says by itself; the questions and their answers are the interview's.

Kept short: with the head and in a language that needs UCS-2, three segments are 201 letters in all.
"""

from intake.i18n import _l, _n

PREVIEW = 40
"""Letters of a text that a locked screen may show to whoever holds the phone."""
LAST_NUMBER = 999
"""Texts are numbered to here, then from 1 again: the head must not grow."""

HEAD = _l("Message %(number)s. 0 back, 9 menu, 8 language.")
MORE = _l("More")
SKIP = _l("Skip")
DONT_KNOW = _l("I don't know")
YES, NO = _l("Yes"), _l("No")
NOTHING_ELSE = _l("Nothing else")

# The beginning
PRIVATE = _l(
    "Texts are not private: your phone company and whoever holds your phone can read them."
    " Delete this thread after."
)
HOW_TO_DELETE = _l(
    "How to delete: in your list of texts, hold a finger on this thread. Or press Options. Then: Delete."
)
WHO_READS = _l(
    "No name is needed. CRCL and the Justice Department read it. CRCL is part of Homeland Security. So is ICE."
)
LAW = _l("By law, some things may have to be told, such as harm to a child. This is not a lawyer.")
MORE_PRIVATE = _l("A more private way: %(address)s")
COLLECTION = _l("Federal form. OMB number %(number)s.")
KEEP = _l(
    "If you stop half way, may we send it as it is? After 7 days, or sooner if it cannot wait. If not, we delete it."
)
KEEP_YES, KEEP_NO = _l("Yes, send it"), _l("No, delete it")

# Answering
HURRY = _l("No time? Send 9: you can send what you have said.")
NUMBERS_ONLY = _l("Please send one of the numbers.")
SEVERAL = _l("Several: send like %(example)s.")
WORDS_KEPT = _l("We kept your words.")
NOTHING_BEFORE = _l("There is nothing before this.")
CANNOT_SKIP = _l("There is nothing to skip here.")
WHICH_GROUP = _l("Which of these?")
OTHER_EVENT = _l("Now the other event.")
DAY_HINT = _l("Or send month and day, like %(example)s.")
MONTH_HINT = _l("Send month and day, like %(example)s. Or month and year, like %(month)s.")
TODAY, YESTERDAY = _l("Today"), _l("Yesterday")
DAY_KEPT = _l("Day: %(day)s. Wrong? Send 0.")
STATE_HINT = _l("Send its name or two letters, like TX.")
WHICH_STATE, WHICH_COUNTY = _l("In which State?"), _l("In which county?")

# Own words and pictures
TELL = _l("Send as many texts as you need. Then send 1.")
TELL_MORE = _l("We kept what you wrote. Send more, or send 1 to go on.")
TELL_FULL = _l("We kept all that fits. You can add more later with your code. Send 1 to go on.")
PICTURES_NOW = _l("Send them now. Then send 1.")
PICTURES_REFUSED = _l("We could not take it. Only pictures, 5 MB each at most.")
PICTURES_LATER = _l("Please send pictures while you answer. Or add them later on the web, with your code.")

# The end
GOES_TO = _l("It goes to: %(desks)s.")
SEND_NOW, ADD_WORDS, DELETE_DRAFT = _l("Send it now"), _l("Add to my words"), _l("Delete it")
ANSWER_OPEN = _l("Answer what is open")
NOTHING_TO_SEND = _l("Before we can send it, tell us what happened.")
SENDING = _l("It is being sent. Please wait a moment.")
NOT_SENT = _l("It did not go out yet. Nothing is lost. Please try again.")
SURE_DELETE = _l("Delete all you told us here? It was not sent.")
DELETED = _l("It is deleted here. Delete this thread too.")
SENT = _l("We have it. Your code:")
KEEP_CODE = _l("Write the code on paper. We cannot show it again. Then delete this thread.")
NEXT_BY = _l("A person looks at it by %(day)s.")
HOLD_ENDS = _l("By our count, the 48 hours end on %(when)s.")
HOLD_ENDED = _l("By our count, the 48 hours ended on %(when)s.")
WHEN = _l("%(day)s at %(hour)s")
LEGAL_HELP = _l("Legal help: %(where)s")
MAY_TEXT = _l("May we text you when there is news? It would not say what it is about.")
MAY_YES, MAY_NO = _l("Yes, between 8 and 21"), _l("No, I will ask")
WILL_TEXT = _l("We may text you, between 8 in the morning and 9 at night. STOP ends it.")
WILL_NOT_TEXT = _l("We will not text you first. Ask with your code when you want.")

# Later
GO_ON, START_NEW, HAVE_CODE = _l("Go on"), _l("Start a new one"), _l("I have a code")
SKIP_THIS, SEND_AS_IS = _l("Skip this question"), _l("Send what I have said")
OLDER, GET_CODE = _l("An older one"), _l("Get the code of one that was sent")
MENU = _l("What do you want to do?")
WELCOME_BACK = _l("You were not done last time. What do you want to do?")
FROM_DAY = _l("From %(day)s")
WHICH_OLDER = _l("Which one?")
TOO_MANY = _l("Several are open here. Please finish or delete one first.")
CODES_WAIT = _l("One was sent while you were away.")

# With a code
WITH_CODE = _l("What do you want to do with your code?")
SEE, ADD, TAKE_BACK = _l("See how it is"), _l("Add words"), _l("Take it back")
CODE_PLEASE = _l("Send the code of 20 digits.")
CODE_AND_WORDS = _l("Send the code of 20 digits, and your words after it, in one text.")
CODE_TAKEN = _l("We have your code. Now send your words.")
WORDS_WAIT = _l("Your words are not sent yet.")
WHOSE = _l("Where should they go?")
TO_CODE = _l("To the one with this code")
NOT_A_CODE = _l("This is not a code. Please look again: a code has 20 digits.")
NOT_FOUND = _l("It has not arrived yet, or the code is wrong. Please check the code, or try again later.")
OR_ON_WEB = _l("Or use your code on the web: %(address)s")
STATUS_BY = _l("Next news by %(day)s.")
READ_ON_WEB = _l("Read and answer: %(address)s")
ADDED = _l("We added your words.")
ERASED = _l("It is erased. Nobody can read it any more. Delete this thread too.")
WITHDRAWN = _l("You took it back. An office had read it, so your words stay. Your name goes in 7 days.")
CANNOT_ERASE = _l("This cannot be taken back now. The law keeps it.")

# Always
CHOOSE_LANGUAGE = _l("Which language?")
HELP = _l("%(name)s takes reports about civil rights. Free. Carrier rates may apply. STOP ends texts.")
STOPPED = _l("%(name)s: no more texts to this number. What was sent stays. To return, send START.")
STARTED = _l("%(name)s: texts to this number are on again. STOP ends them.")


def head(number: int) -> str:
    """Return the first line of a text, as long as a preview: how it goes on, a locked screen does not show."""
    line = str(HEAD) % {"number": (number - 1) % LAST_NUMBER + 1}
    return line.ljust(PREVIEW, ".") + "\n"


def fill(text: str, **values: object) -> str:
    """Return a text in the language now spoken, with its values put in."""
    return str(text) % values


def too_many_misses(minutes: int) -> str:
    """Return that a code can be tried again in so many minutes."""
    return str(
        _n(
            "Too many wrong codes came from here. Please try again in %(num)s minute.",
            "Too many wrong codes came from here. Please try again in %(num)s minutes.",
            minutes,
        )
    )


def pictures_kept(count: int) -> str:
    """Return that pictures were kept."""
    return str(_n("We kept %(num)s picture.", "We kept %(num)s pictures.", count))


def answers_kept(count: int) -> str:
    """Return how much was answered."""
    return str(_n("You answered %(num)s question.", "You answered %(num)s questions.", count))


def answers_open(count: int) -> str:
    """Return how much is still open."""
    return str(_n("%(num)s is still open.", "%(num)s are still open.", count))


def messages_wait(count: int) -> str:
    """Return how many answers wait for the code holder."""
    return str(_n("%(num)s answer waits for you.", "%(num)s answers wait for you.", count))
