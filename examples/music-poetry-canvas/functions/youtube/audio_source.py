"""Fetches audio: https, hosts on the list, public addresses only, within limits of size and time."""

import http.client
import ipaddress
import os
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from failures import AnalysisFailure

CHUNK = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class AudioSource:
    """Where audio may come from, and how much of it."""

    hosts: tuple[str, ...]
    # Local runs only: this server answers for all hosts, as /<host>/<path>, and is the only one that may be private.
    stand_in: str | None = None
    max_bytes: int = 64 * 1024 * 1024
    max_redirects: int = 3
    # Below the function's 60 seconds, with time left for the analysis.
    max_seconds: float = 25.0

    @staticmethod
    def from_environment():
        hosts = os.environ.get("AUDIO_HOSTS", "").split(",")
        return AudioSource(tuple(host.strip().lower() for host in hosts), os.environ.get("STAND_IN_ORIGIN") or None)

    def fetch(self, url, file):
        """Writes the audio at `url` to `file` and gives its number of bytes. Raises AnalysisFailure."""
        deadline = time.monotonic() + self.max_seconds
        try:
            for _ in range(self.max_redirects + 1):
                connection, path = self._connect(self._check(url), deadline)
                try:
                    connection.request("GET", path, headers={"accept": "audio/*", "user-agent": "analysis/1.0"})
                    response = connection.getresponse()
                    location = response.getheader("location")
                    if response.status in REDIRECTS and location:
                        url = urljoin(url, location)
                        continue
                    return self._copy(response, file, deadline)
                finally:
                    connection.close()
            raise AnalysisFailure("source-failed", f"more than {self.max_redirects} redirects")
        except TimeoutError as cause:
            raise AnalysisFailure("source-too-slow", "the source did not answer in time") from cause
        except (OSError, http.client.HTTPException) as cause:
            raise AnalysisFailure("source-failed", "the source could not be read") from cause

    def _check(self, url):
        try:
            parts = urlsplit(url)
            plain = parts.scheme == "https" and parts.port is None and "@" not in parts.netloc
        except ValueError as cause:
            raise AnalysisFailure("bad-request", "audioUrl is not an address") from cause
        # http.client would send what follows a line end as a header of its own.
        if not plain or not parts.hostname or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
            raise AnalysisFailure("bad-request", "audioUrl has to be a plain https address")
        if parts.hostname not in self.hosts:
            raise AnalysisFailure("host-not-allowed", f"audio is not fetched from {parts.hostname}")
        return parts

    def _connect(self, parts, deadline):
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if self.stand_in:
            stand_in = urlsplit(self.stand_in)
            connection = http.client.HTTPConnection(stand_in.hostname, stand_in.port, timeout=_left(deadline))
            return connection, f"/{parts.hostname}{path}"
        return PublicConnection(parts.hostname, timeout=_left(deadline)), path

    def _copy(self, response, file, deadline):
        if response.status in (404, 410):
            raise AnalysisFailure("not-found", "there is no such audio")
        if response.status != 200:
            raise AnalysisFailure("source-failed", f"the source answered {response.status}")
        kind = (response.getheader("content-type") or "").split(";")[0].strip().lower()
        if not kind.startswith("audio/") and kind != "application/octet-stream":
            raise AnalysisFailure("not-audio", f"{kind or 'this'} is not audio")
        size = 0
        # read1 gives what has come, so that a source that drips cannot outlast the deadline.
        while chunk := response.read1(CHUNK):
            size += len(chunk)
            # The length that was announced need not be true.
            if size > self.max_bytes:
                raise AnalysisFailure("audio-too-large", f"audio may have {self.max_bytes} bytes")
            _left(deadline)
            file.write(chunk)
        if response.length:
            raise AnalysisFailure("source-failed", "the source ended early")
        return size


class PublicConnection(http.client.HTTPSConnection):
    """Connects to the very address that was checked, so that a name cannot mean another one the second time."""

    def connect(self):
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [address[0] for *_, address in found]
        if not all(is_public(address) for address in addresses):
            raise AnalysisFailure("host-not-allowed", f"{self.host} is not a public host")
        plain = socket.create_connection((addresses[0], self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def is_public(address):
    """Whether an address lies in the public internet; IPv4 inside IPv6 is looked at as IPv4."""
    ip = ipaddress.ip_address(address)
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inner is not None:
        ip = inner
    hidden = ip.version == 6 and ip in ipaddress.ip_network("64:ff9b::/96")
    return ip.is_global and not ip.is_multicast and not hidden


def _left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
