"""What can go wrong, each with its HTTP status."""

STATUS = {
    "bad-request": 400,
    "host-not-allowed": 403,
    "not-found": 404,
    "audio-too-large": 413,
    "audio-too-long": 413,
    "not-audio": 415,
    "audio-too-short": 422,
    "source-failed": 502,
    "source-too-slow": 504,
}


class AnalysisFailure(Exception):
    """A failure that is answered, not thrown at Lambda. `code` is part of the API."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.status = STATUS[code]
