"""The words that the carrier itself listens to where it handles opting out (Advanced Opt-Out, its English defaults)."""

# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out and the help article "Twilio support for opt-out keywords"
_WORDS = {
    "STOP": ("stop", "stopall", "unsubscribe", "end", "quit", "revoke", "optout", "cancel"),
    "START": ("start", "unstop", "yes"),
    "HELP": ("help", "info"),
}
_TYPE_OF = {word: kind for kind, words in _WORDS.items() for word in words}

ANSWERS = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this number."
    " Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number."
    " Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def opt_out_type(text: str) -> str:
    """Return STOP, START or HELP where the whole text is one of their words; else ""."""
    return _TYPE_OF.get(text.strip().casefold(), "")
