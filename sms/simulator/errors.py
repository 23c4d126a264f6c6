"""The errors of the API: code, HTTP status and sentence, in the JSON that the carrier answers with."""

from werkzeug.exceptions import HTTPException

# https://www.twilio.com/docs/api/errors, and https://www.twilio.com/docs/iam/test-credentials for those of magic numbers
_ERRORS = {
    20001: (400, "Invalid parameter: {}"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20009: (422, "Cannot delete this resource before it is complete"),
    20404: (404, "The requested resource {} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21211: (400, "Invalid 'To' Phone Number: {}"),
    21212: (400, "Invalid 'From' Number: {}"),
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {}",
    ),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number provided ({}) is not a valid message-capable phone number of this account",
    ),
    21609: (400, "The 'StatusCallback' URL {} is not a valid URL"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number {} is not currently reachable using the 'From' phone number"),
    21614: (400, "'To' number {} is not a mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21620: (400, "Invalid media URL(s)"),
    30409: (400, "This message cannot be canceled"),
}


class ApiError(HTTPException):
    """A refusal by the API."""

    def __init__(self, number: int, about: str = "") -> None:
        super().__init__()
        self.number = number
        self.code, sentence = _ERRORS[number]
        self.description = sentence.format(about)

    def to_document(self) -> dict[str, object]:
        """Return the error as the API words it."""
        return {
            "code": self.number,
            "message": self.description,
            "more_info": f"https://www.twilio.com/docs/errors/{self.number}",
            "status": self.code,
        }
