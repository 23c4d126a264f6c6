"""Whatever is texted, in whatever order: there is an answer, it fits, it shows nothing, and every path leads out."""

from datetime import timedelta

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from intake.core import receipt
from intake.i18n import set_up_languages
from intake.interview.flow import BY_KEY
from sms import texts
from sms.dialogue import Dropped, File, Message, State, due
from sms.segments import fits

from .phone import CODES, DEPLOYMENT, Phone
from .test_texts import TELLING

NEVER = (
    "immigration status",
    "a-number",
    "alien number",
    "social security",
    "country of birth",
    "are you legal",
)
STORIES = (
    "they would not stop beating me",
    "Mi hijo salía el viernes y no lo dejan",
    "ابني في السجن ولم يتركوه يخرج",
)
TYPED = (
    "oak county",
    "TX",
    "5 29",
    "may",
    "2230",
    "me",
    "hola",
    "??",
    "zz",
    "",
    "1 3",
    "7 1",
    "12",
    "٣",
    "stop sign",
)
COMMANDS = ("HELP", "status", "FORGET", "start", "ayuda", "info", "помощь")
phones = Bundle("phones")


def answer_of(phone: Phone) -> str:
    """Return a text that leads on from where a conversation stands."""
    if phone.state.at.name == "words":
        return "He is free."
    if phone.state.at.name != "code":
        return "1"
    return f"{CODES[0]} He is free." if phone.state.at.step == "add" else CODES[0]


class Conversations(RuleBasedStateMachine):
    """Two phones that text in turn."""

    def __init__(self) -> None:
        super().__init__()
        app = Flask("sms")
        set_up_languages(app, DEPLOYMENT)
        self.context = app.app_context()
        self.context.push()
        self.all: list[Phone] = []

    def teardown(self) -> None:
        try:
            for phone in self.all:
                self._leads_out(phone)
        finally:
            self.context.pop()

    @initialize(target=phones, first=st.sampled_from(["hola", "help", "مساعدة", "zzz", "1", STORIES[1]]))
    def two_phones(self, first: str) -> object:
        self.all = [Phone(), Phone()]
        for phone in self.all:
            self._text(phone, first)
        return multiple(*self.all)

    @rule(phone=phones, number=st.integers(1, 7))
    def a_number(self, phone: Phone, number: int) -> None:
        self._text(phone, str(number))

    @rule(phone=phones)
    def goes_on(self, phone: Phone) -> None:
        self._text(phone, answer_of(phone))

    @rule(phone=phones, key=st.sampled_from("0889099"))
    def a_key(self, phone: Phone, key: str) -> None:
        self._text(phone, key)

    @rule(phone=phones, text=st.sampled_from([*TYPED, *COMMANDS, *STORIES]) | st.text(max_size=30))
    def anything(self, phone: Phone, text: str) -> None:
        self._text(phone, text)

    @rule(
        phone=phones,
        code=st.sampled_from(
            [*CODES[:2], receipt.show(CODES[0]), "FORGET " + CODES[0], "1" * 20, f"{CODES[0]} He is free."]
        ),
    )
    def a_code(self, phone: Phone, code: str) -> None:
        self._text(phone, code)

    @rule(phone=phones)
    def says_stop(self, phone: Phone) -> None:
        was_quiet = phone.state.quiet
        phone.send("please stop texting me")
        assert phone.state.quiet
        assert len(phone.replies) == (0 if was_quiet else 1)
        self._text(phone, "hola")
        assert not phone.replies
        self._text(phone, "START")
        assert not phone.state.quiet

    @rule(phone=phones)
    def sends_a_picture(self, phone: Phone) -> None:
        self._text(phone, "", media=1)

    @precondition(lambda self: any(phone.state.draft for phone in self.all))
    @rule(phone=phones, texts_=st.permutations(STORIES))
    def parts_in_any_order(self, phone: Phone, texts_: list[str]) -> None:
        draft = phone.state.draft
        if draft is None or draft.at.name != "account" or phone.state.at.name != "draft" or phone.state.held:
            return
        before = len(draft.parts)
        for text in texts_:
            index = STORIES.index(text)
            phone.hear(Message(text, phone.now + timedelta(seconds=1), index=index))
        assert phone.state.draft is not None
        told = phone.state.draft.words
        assert len(phone.state.draft.parts) == before + len(STORIES)
        assert "\n".join(STORIES) in told

    @rule(phone=phones, span=st.sampled_from([61, 3_700, 90_000, 700_000]))
    def silence(self, phone: Phone, span: int) -> None:
        heard, drafts = phone.state.language, len(phone.effects)
        phone.wait(timedelta(seconds=span))
        assert phone.state.language == heard
        ends = due(phone.state)
        assert ends is None or ends > phone.now
        assert not phone.replies or span < 90_000 or len(phone.effects) == drafts

    @invariant()
    def every_text_fits_and_shows_nothing(self) -> None:
        for phone in self.all:
            for reply in phone.said:
                assert fits(reply), reply
                preview = reply[: texts.PREVIEW].casefold()
                assert not any(word in preview for word in TELLING), reply
                assert not any(word in reply.casefold() for word in NEVER), reply
            phone.said.clear()

    @invariant()
    def what_is_remembered_is_json_and_knows_its_place(self) -> None:
        for phone in self.all:
            assert State.from_document(phone.state.to_document()) == phone.state
            draft = phone.state.draft
            assert (phone.state.at.name != "draft") or draft is not None
            assert draft is None or set(draft.answers) <= {*BY_KEY, "door"}
            assert phone.state.at.name != "sending"

    def _text(self, phone: Phone, text: str, media: int = 0) -> None:
        before = phone.state
        phone.send(text, media=media)
        spoke = bool(phone.replies)
        together = phone.state.draft is not None and not phone.state.draft.told
        assert spoke or before.quiet or phone.state.quiet or together, (text, before)
        if before.language and before.at.name != "language":
            assert phone.state.language == before.language

    def _leads_out(self, phone: Phone) -> None:
        """From wherever it stands, plain answers lead to a complaint that is filed."""
        if phone.state.quiet:
            self._text(phone, "START")
        for _ in range(250):
            if phone.filed and phone.state.draft is None and phone.state.at.name == "done":
                break
            self._text(phone, answer_of(phone))
        assert phone.filed
        filed = [effect.draft for effect in phone.effects if isinstance(effect, File)]
        dropped = [effect.draft for effect in phone.effects if isinstance(effect, Dropped)]
        assert len(filed) == len(set(filed))
        assert not set(filed) & set(dropped)


TestConversations = Conversations.TestCase
TestConversations.settings = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    max_examples=25,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
