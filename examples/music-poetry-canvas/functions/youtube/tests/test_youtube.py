"""The whole function against the media stand-in: real HTTP, real librosa, short audio."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from unittest import mock
from urllib.parse import quote

FUNCTION = Path(__file__).resolve().parents[1]
STAND_IN = FUNCTION.parents[1] / "stand-ins" / "media.mjs"
HOST = "media.music-poetry-canvas.example"
sys.path.insert(0, str(FUNCTION))

import numpy as np  # noqa: E402

import analysis  # noqa: E402
import app  # noqa: E402
import kernels  # noqa: E402
from audio_source import AudioSource, PublicConnection, is_public  # noqa: E402
from failures import AnalysisFailure  # noqa: E402


def setUpModule():
    node = os.environ.get("NODE", "node")
    command = [node, str(STAND_IN), "--factor", "0", "--with-parent"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    unittest.addModuleCleanup(process.stdout.close)
    unittest.addModuleCleanup(process.wait)
    unittest.addModuleCleanup(process.kill)
    origin = process.stdout.readline().split()[1]
    environment = mock.patch.dict(os.environ, {"STAND_IN_ORIGIN": origin, "AUDIO_HOSTS": f"other.example, {HOST}"})
    environment.start()
    unittest.addModuleCleanup(environment.stop)


def call(url):
    # What the function logs about failures that are wanted here would hide those that are not.
    with redirect_stdout(StringIO()):
        result = app.handler({"body": json.dumps({"audioUrl": url})}, None)
    return result["statusCode"], json.loads(result["body"])


class Features(unittest.TestCase):
    def test_tempo_beats_and_key_are_those_of_the_music(self):
        for key, mode, bpm in (("A", "minor", 120), ("C", "major", 96), ("F#", "minor", 140)):
            with self.subTest(key=key, mode=mode, bpm=bpm):
                query = f"seconds=8&bpm={bpm}&key={quote(key)}&mode={mode}"
                status, body = call(f"https://{HOST}/song.wav?{query}")
                self.assertEqual(status, 200, body)
                found = body["features"]
                self.assertEqual((found["key"], found["mode"]), (key, mode))
                self.assertAlmostEqual(found["tempoBpm"], bpm, delta=bpm * 0.06)
                self.assertAlmostEqual(found["beats"], 8 * bpm / 60, delta=3)
                self.assertAlmostEqual(found["durationSeconds"], 8, places=2)

    def test_answer_is_strict_json_with_values_in_their_ranges(self):
        _, body = call(f"https://{HOST}/song.wav?seconds=3")
        found = body["features"]
        self.assertEqual(json.loads(json.dumps(body, allow_nan=False)), body)
        self.assertTrue(0 < found["energy"] < 1)
        self.assertTrue(100 < found["brightnessHz"] < found["rolloffHz"] < analysis.RATE / 2)
        self.assertEqual(len(found["chroma"]), 12)
        self.assertEqual(len(found["mfcc"]), 13)
        self.assertEqual(body["source"]["bytes"], 44 + 3 * 44_100 * 2)

    def test_louder_music_has_more_energy_and_higher_music_is_brighter(self):
        time = np.arange(3 * analysis.RATE) / analysis.RATE
        low, high = (np.sin(2 * np.pi * hertz * time).astype(np.float32) for hertz in (220, 3_520))
        self.assertGreater(analysis.features_of(low)["energy"], analysis.features_of(low * 0.05)["energy"])
        self.assertGreater(analysis.features_of(high)["brightnessHz"], 4 * analysis.features_of(low)["brightnessHz"])

    def test_silence_is_answered_too(self):
        found = analysis.features_of(np.zeros(2 * analysis.RATE, dtype=np.float32))
        self.assertEqual((found["energy"], found["beats"], found["keyConfidence"]), (0, 0, 0))
        json.dumps(found, allow_nan=False)


class Refusals(unittest.TestCase):
    def test_each_has_its_status_and_code(self):
        cases = {
            f"http://{HOST}/a.wav": (400, "bad-request"),
            f"https://{HOST}:8443/a.wav": (400, "bad-request"),
            f"https://user@{HOST}/a.wav": (400, "bad-request"),
            f"https://{HOST}/a.wav HTTP/1.1\r\nx: y": (400, "bad-request"),
            "https://[broken/a.wav": (400, "bad-request"),
            "file:///etc/passwd": (400, "bad-request"),
            "https://evil.example/a.wav": (403, "host-not-allowed"),
            "https://169.254.169.254/latest/meta-data": (403, "host-not-allowed"),
            f"https://{HOST}/redirect?to=https://evil.example/": (403, "host-not-allowed"),
            f"https://{HOST}/redirect?to=http://127.0.0.1/": (400, "bad-request"),
            f"https://{HOST}/none": (404, "not-found"),
            f"https://{HOST}/a.png": (415, "not-audio"),
            f"https://{HOST}/broken.wav": (415, "not-audio"),
            f"https://{HOST}/a.wav?seconds=1&bpm=60": (200, None),
        }
        for url, (status, code) in cases.items():
            with self.subTest(url=url):
                got, body = call(url)
                self.assertEqual((got, body.get("error")), (status, code), body)

    def test_bodies_without_an_address(self):
        for body in (None, "", "{", "[]", "{}", '{"audioUrl": 7}'):
            with self.subTest(body=body):
                with redirect_stdout(StringIO()):
                    self.assertEqual(app.handler({"body": body}, None)["statusCode"], 400)

    def test_audio_that_is_too_large_long_or_short(self):
        source = AudioSource((HOST,), os.environ["STAND_IN_ORIGIN"], max_bytes=100_000)
        with self.assertRaises(AnalysisFailure) as caught:
            source.fetch(f"https://{HOST}/a.wav?seconds=5", BytesIO())
        self.assertEqual(caught.exception.code, "audio-too-large")
        with mock.patch.object(analysis, "MAX_SECONDS", 2):
            self.assertEqual(call(f"https://{HOST}/a.wav?seconds=3")[1]["error"], "audio-too-long")
        with mock.patch.object(analysis, "MIN_SECONDS", 5):
            self.assertEqual(call(f"https://{HOST}/a.wav?seconds=3")[1]["error"], "audio-too-short")

    def test_a_source_that_hangs(self):
        source = AudioSource((HOST,), os.environ["STAND_IN_ORIGIN"], max_seconds=0.2)
        with self.assertRaises(AnalysisFailure) as caught:
            source.fetch(f"https://{HOST}/hangs.png", BytesIO())
        self.assertEqual(caught.exception.code, "source-too-slow")

    def test_names_that_mean_private_addresses(self):
        with self.assertRaises(AnalysisFailure) as caught:
            PublicConnection("localhost", timeout=1).connect()
        self.assertEqual(caught.exception.code, "host-not-allowed")
        for address in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "fd00::1", "fe80::1%lo",
                        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1", "0.0.0.0"):  # fmt: skip
            self.assertFalse(is_public(address), address)
        for address in ("8.8.8.8", "2404:6800:4004::1"):
            self.assertTrue(is_public(address), address)


class Leftovers(unittest.TestCase):
    def test_nothing_stays_in_the_temporary_folder(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(tempfile, "tempdir", folder):
            call(f"https://{HOST}/a.wav?seconds=2")
            call(f"https://{HOST}/broken.wav")
            call(f"https://{HOST}/none")
            self.assertEqual(os.listdir(folder), [])


class Kernels(unittest.TestCase):
    def test_a_folder_that_cannot_be_written_is_continued_in_the_temporary_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            package, temporary = Path(folder, "package"), Path(folder, "tmp")
            (package / "__pycache__").mkdir(parents=True)
            (package / "__pycache__" / "module.f-1.py312.nbi").write_bytes(b"compiled")
            source = package / "module.py"
            source.write_text("def f(): pass\n")
            with mock.patch("os.access", return_value=False), mock.patch.object(tempfile, "tempdir", str(temporary)):
                cache = kernels.KernelCache(lambda: None, str(source))
            path = Path(cache.get_cache_path())
            self.assertTrue(path.is_relative_to(temporary))
            self.assertEqual((path / "module.f-1.py312.nbi").read_bytes(), b"compiled")

    def test_the_content_of_a_source_decides_and_not_its_time(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "module.py")
            source.write_text("a = 1\n")
            stamp = kernels.KernelCache(lambda: None, str(source)).get_source_stamp
            before = stamp()
            os.utime(source, (0, 0))
            self.assertEqual(stamp(), before)
            source.write_text("a = 2\n")
            self.assertNotEqual(stamp(), before)


if __name__ == "__main__":
    unittest.main()
