"""POST /analyses: the address of a piece of audio in, its musical features out."""

import base64
import json
import os
import tempfile
import time

import analysis
from audio_source import AudioSource
from failures import AnalysisFailure

# Compiled code is loaded while the environment starts, where Lambda does not throttle it.
analysis.warm_up()


def handler(event, _context):
    """Lambda's entry. Answers `{features, source}`, or `{error, message}` with the status of the failure."""
    started = time.perf_counter()
    path = None
    try:
        url = read_url(event)
        # The file goes to /tmp, which outlives the invocation: it is removed whatever happens.
        handle, path = tempfile.mkstemp(prefix="audio-")
        with os.fdopen(handle, "wb") as file:
            size = AudioSource.from_environment().fetch(url, file)
        fetched = time.perf_counter()
        features = analysis.analyse(path)
        return answer(200, {"features": features, "source": {"bytes": size, "fetchMs": round((fetched - started) * 1000)}})
    except AnalysisFailure as failure:
        print(json.dumps({"error": failure.code, "message": str(failure), "cause": repr(failure.__cause__)}))
        return answer(failure.status, {"error": failure.code, "message": str(failure)})
    finally:
        if path is not None:
            os.unlink(path)


def read_url(event):
    """The audioUrl of the body. Raises AnalysisFailure `bad-request`."""
    try:
        text = event.get("body") or ""
        body = json.loads(base64.b64decode(text) if event.get("isBase64Encoded") else text)
    except ValueError as cause:
        raise AnalysisFailure("bad-request", "the body has to be JSON") from cause
    url = body.get("audioUrl") if isinstance(body, dict) else None
    if not isinstance(url, str) or not url:
        raise AnalysisFailure("bad-request", "audioUrl: an https address is wanted")
    return url


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json; charset=utf-8"},
        "body": json.dumps(body),
    }
