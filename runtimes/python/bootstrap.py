"""memfit's runtime for python3.*: starts as Lambda's does, loads the handler, answers events until it is killed. Standard library only."""
import importlib
import json
import logging
import os
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


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


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
        self.client_context = json.loads(headers.get("lambda-runtime-client-context", "null"))
        self.identity = CognitoIdentity()
        self._deadline_ms = int(headers.get("lambda-runtime-deadline-ms", 0))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class LogHandler(logging.Handler):
    """Records of the logging module as Lambda's Python runtime writes them."""

    request_id = ""
    json_format = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"

    def emit(self, record):
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        if self.json_format:
            line = json.dumps({"timestamp": stamp + "Z", "level": record.levelname, "message": record.getMessage(),
                               "logger": record.name, "requestId": self.request_id})
        else:
            line = "[%s]\t%s.%03dZ\t%s\t%s" % (record.levelname, stamp, record.msecs, self.request_id, record.getMessage())
        if record.exc_info and not self.json_format:
            line += "\n" + "".join(traceback.format_exception(*record.exc_info))
        sys.stdout.write(line + "\n")


class Failure(Exception):
    """A failure with one of the runtime's own type names."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def load(name):
    """The handler function that `module.function` or `folder/module.function` names."""
    module, dot, function = name.rpartition(".")
    if not dot or not module:
        raise Failure("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack" % name)
    try:
        loaded = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        raise Failure("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module, error)) from error
    except SyntaxError as error:
        where = "Syntax error in module '%s': %s" % (module, error)
        raise Failure("Runtime.UserCodeSyntaxError", where) from error
    if not hasattr(loaded, function):
        raise Failure("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, module))
    return getattr(loaded, function)


def document(error, request_id=None):
    """{errorMessage, errorType, requestId, stackTrace} as Lambda's Python runtime gives it."""
    frames = traceback.extract_tb(error.__traceback__)
    trace = [line for frame in frames if frame.filename != __file__ for line in traceback.format_list([frame])]
    kind = error.kind if isinstance(error, Failure) else type(error).__name__
    value = {"errorMessage": str(error), "errorType": kind, "stackTrace": trace}
    if request_id is not None:
        value["requestId"] = request_id
    print("[ERROR] %s: %s" % (kind, error) + ("\rTraceback (most recent call last):\r" + "".join(trace).replace("\n", "\r") if trace else ""))
    return value


def error_header(value):
    return "Lambda-Runtime-Function-Error-Type: %s\r\n" % value["errorType"]


def handle(connection, handler, logs):
    headers, body = connection.next()
    request_id = headers["lambda-runtime-aws-request-id"]
    echo = "Lambda-Runtime-Invocation-Id: %s\r\n" % headers.get("lambda-runtime-invocation-id", "")
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
    logs.request_id = request_id
    path = "/invocation/%s/" % request_id
    try:
        result = handler(json.loads(body), Context(headers))
        if not (isinstance(result, (bytes, bytearray))):
            result = marshal(result)
        connection.post(path + "response", bytes(result), echo)
    except SystemExit:
        raise
    except BaseException as error:
        value = document(error, request_id)
        connection.post(path + "error", json.dumps(value).encode(), echo + error_header(value))


def marshal(result):
    try:
        return json.dumps(result, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError) as error:
        raise Failure("Runtime.MarshalError", "Unable to marshal response: %s" % error) from error


def main():
    sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.stderr.reconfigure(line_buffering=True, errors="backslashreplace")
    connection = Connection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    sys.path[0] = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())
    logs = LogHandler()
    logging.getLogger().addHandler(logs)
    try:
        handler = load(os.environ.get("_HANDLER", ""))
    except BaseException as error:
        value = document(error)
        connection.post("/init/error", json.dumps(value).encode(), error_header(value))
        connection.flush()
        sys.exit(1)
    while True:
        handle(connection, handler, logs)


main()
