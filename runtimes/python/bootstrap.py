"""memfit's runtime for python3.*: starts as Lambda's does, loads the handler, answers events until it is killed. Standard library only."""
import decimal
import importlib
import json
import logging
import os
import re
import socket
import sys
import time
import traceback

API = "/2018-06-01/runtime"


class Connection:
    """The Runtime API over one raw socket; the answer to an event and the question for the next leave in one write."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.host = address
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.unsent = b""
        self.owed = 0

    def post(self, path, body, extra=""):
        """Keeps a POST back until the next question or `flush`."""
        head = "POST %s%s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self.unsent += (head % (API, path, self.host, extra, len(body))).encode("latin-1", "replace") + body
        self.owed += 1

    def next(self):
        """Waits for an event: headers (lower case) and body."""
        self.unsent += ("GET %s/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n" % (API, self.host)).encode()
        self.flush()
        return self.read()

    def flush(self):
        """Sends what was kept back and reads the answers to it that carry nothing."""
        self.socket.sendall(self.unsent)
        self.unsent = b""
        while self.owed:
            self.read()
            self.owed -= 1

    def read(self):
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        headers = {}
        for line in head.decode("latin-1").split("\r\n")[1:]:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        while len(self.rest) < length:
            self.more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return headers, body

    def more(self):
        data = self.socket.recv(262144)
        if not data:
            os._exit(1)
        self.rest += data


class Fields:
    """An object whose attributes are the named values of a dictionary, None where it has none."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, (values or {}).get(name))


CLIENT = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


def client_context(text):
    """The client context as an object: client, custom, env. None where the caller sent none."""
    if not text:
        return None
    try:
        context = Fields(("client", "custom", "env"), json.loads(text))
    except ValueError as error:
        raise Failure("Runtime.LambdaContextUnmarshalError", "Unable to parse Client Context JSON: %s" % error) from error
    if context.client is not None:
        context.client = Fields(CLIENT, context.client)
    return context


class Context:
    """What a handler is given as its second argument."""

    def __init__(self, headers):
        env = os.environ
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn", "")
        self.function_name = env.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = env.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = env.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = env.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        self.client_context = client_context(headers.get("lambda-runtime-client-context"))
        identity = json.loads(headers.get("lambda-runtime-cognito-identity") or "{}")
        self.identity = Fields((), None)
        self.identity.cognito_identity_id = identity.get("cognitoIdentityId")
        self.identity.cognito_identity_pool_id = identity.get("cognitoIdentityPoolId")
        self._deadline_ms = int(headers.get("lambda-runtime-deadline-ms", 0))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class Unbuffered:
    """A stream whose every write leaves at once: what waited in a buffer would be frozen with the process."""

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, text):
        written = self.stream.write(text)
        self.stream.flush()
        return written

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


# Since python3.12 what is not ASCII is kept as it is; before it is escaped.
ENSURE_ASCII = int((re.search(r"python3\.(\d+)$", os.environ.get("AWS_EXECUTION_ENV", "")) or [0, 12])[1]) < 12
JSON_LINES = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
STAMP = "%Y-%m-%dT%H:%M:%S"
TEXT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"


class LogHandler(logging.Handler):
    """The handler of the root logger, with a formatter that a function may replace by its own."""

    def emit(self, record):
        line = self.format(record)
        sys.stdout.write(line if line.endswith("\n") else line + "\n")


class OfEvent(logging.Filter):
    """Gives every record the event's ids."""

    request_id = ""
    tenant_id = None

    def filter(self, record):
        record.aws_request_id = self.request_id
        record.tenant_id = self.tenant_id
        return True


class JsonFormatter(logging.Formatter):
    """Records as JSON, what a program adds (`extra`) included."""

    own = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id", "tenant_id"}

    def format(self, record):
        kind, error, trace = record.exc_info or (None, None, None)
        level = logging.getLevelName(min(50, max(0, record.levelno)) // 10 * 10)
        value = {
            "timestamp": self.formatTime(record, STAMP + "Z"),
            "level": level,
            "message": record.msg if isinstance(record.msg, dict) and not record.args else record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(trace) if kind else None,
            "errorType": kind.__name__ if kind else None,
            "errorMessage": str(error) if kind else None,
            "requestId": record.aws_request_id,
            "location": "%s:%s:%s" % (record.pathname, record.funcName, record.lineno) if kind else None,
            "tenantId": record.tenant_id,
        }
        for key, extra in vars(record).items():
            if key not in self.own and key not in value:
                value[key] = extra
        known = {key: part for key, part in value.items() if part is not None}
        return json.dumps(known, ensure_ascii=False, default=str)


def set_logging():
    """The root logger as Lambda sets it up; gives the filter that knows the event in hand."""
    logging.Formatter.converter = time.gmtime
    ids = OfEvent()
    handler = LogHandler()
    handler.setFormatter(JsonFormatter() if JSON_LINES else logging.Formatter(TEXT, STAMP))
    handler.addFilter(ids)
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = "DEBUG" if level == "TRACE" else level
    if isinstance(logging.getLevelName(level), int):
        root.setLevel(level)
    return ids


class Failure(Exception):
    """A failure with one of the runtime's own type names."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = kind
        self.trace = list(trace)


def load(name):
    """The handler function that `module.function` or `folder/module.function` names."""
    module, dot, function = name.rpartition(".")
    if not dot:
        raise Failure("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name)
    if module.split(".")[0] in sys.builtin_module_names:
        raise Failure("Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module)
    try:
        loaded = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        raise Failure("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module, error)) from error
    except SyntaxError as error:
        where = "Syntax error in module '%s': %s" % (module, error)
        trace = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        raise Failure("Runtime.UserCodeSyntaxError", where, [trace]) from error
    if not hasattr(loaded, function):
        raise Failure("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, module))
    return getattr(loaded, function)


def document(error, request_id=""):
    """Tells the log; gives {errorMessage, errorType, requestId, stackTrace} as Lambda's Python runtime does."""
    kind, trace = type(error).__name__, []
    if isinstance(error, Failure):
        kind, trace = error.kind, error.trace
    else:
        frames = traceback.extract_tb(error.__traceback__)
        while frames and frames[0].filename == __file__:
            del frames[0]
        # Without the columns that newer versions underline.
        trace = traceback.format_list([tuple(frame) for frame in frames])
    value = {"errorMessage": str(error), "errorType": kind, "requestId": request_id, "stackTrace": trace}
    sys.stdout.write((json_error if JSON_LINES else text_error)(value) + "\n")
    return value


def json_error(value):
    return json.dumps({"timestamp": time.strftime(STAMP + "Z", time.gmtime()), "level": "ERROR", **value}, ensure_ascii=ENSURE_ASCII)


def text_error(value):
    """One event of several lines: a carriage return between them, and spaces that nobody strips before them."""
    first = "[ERROR] " + value["errorType"] + (": " + value["errorMessage"] if value["errorMessage"] else "")
    lines = [line for entry in value["stackTrace"] for line in (entry.splitlines() or [""])]
    indented = [re.sub("^ +", lambda spaces: "\u00a0" * len(spaces.group()), line) for line in lines]
    return "\r".join([first, "Traceback (most recent call last):", *indented])


def error_header(value):
    return "Lambda-Runtime-Function-Error-Type: %s\r\n" % value["errorType"]


def unmarshal(body):
    try:
        return json.loads(body)
    except ValueError as error:
        raise Failure("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error) from error


NAN = float("nan")
NUMBER = "decimal %s " % os.urandom(8).hex()
NUMBERS = re.compile('"' + NUMBER + '([^"]+)"')


def number(value):
    """Decimals (what boto3 gives for DynamoDB's numbers) are numbers, digit for digit: marked here, bared by `marshal`."""
    if isinstance(value, decimal.Decimal):
        return NAN if value.is_nan() else NUMBER + str(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


encode = json.JSONEncoder(ensure_ascii=ENSURE_ASCII, default=number).encode


def marshal(result):
    if isinstance(result, (bytes, bytearray)):
        return bytes(result)
    try:
        text = encode(result)
        return (NUMBERS.sub(r"\1", text) if NUMBER in text else text).encode("utf-8", "surrogatepass")
    except Exception as error:
        raise Failure("Runtime.MarshalError", "Unable to marshal response: %s" % error) from error


def handle(connection, handler, ids):
    headers, body = connection.next()
    request_id = headers["lambda-runtime-aws-request-id"]
    echo = "Lambda-Runtime-Invocation-Id: %s\r\n" % headers.get("lambda-runtime-invocation-id", "")
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
    ids.request_id = request_id
    ids.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
    path = "/invocation/%s/" % request_id
    try:
        context = Context(headers)
        connection.post(path + "response", marshal(handler(unmarshal(body), context)), echo)
    except Exception as error:
        value = document(error, request_id)
        connection.post(path + "error", json.dumps(value, ensure_ascii=ENSURE_ASCII).encode("utf-8", "surrogatepass"), echo + error_header(value))


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    sys.stdout, sys.stderr = Unbuffered(sys.stdout), Unbuffered(sys.stderr)
    connection = Connection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    sys.path[0] = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())
    ids = set_logging()
    try:
        handler = load(os.environ.get("_HANDLER", ""))
    except Exception as error:
        value = document(error)
        connection.post("/init/error", json.dumps(value, ensure_ascii=ENSURE_ASCII).encode("utf-8", "surrogatepass"), error_header(value))
        connection.flush()
        sys.exit(1)
    while True:
        handle(connection, handler, ids)


# Not in processes that multiprocessing starts anew from this file.
if __name__ == "__main__":
    main()
