"""Musical features of an audio file: tempo and beats, key, energy, spectrum."""

import math

import kernels

kernels.use()

import librosa  # noqa: E402
import numpy as np  # noqa: E402
import soundfile  # noqa: E402

from failures import AnalysisFailure  # noqa: E402

# Tempo and key need nothing above 11 kHz; half the rate is half the memory.
RATE = 22_050
HOP = 512
MIN_SECONDS = 1.0
MAX_SECONDS = 15 * 60.0
KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

# How strongly each tone above the tonic is felt to belong to a key (Krumhansl & Kessler, Psychological Review 89, 1982).
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


def analyse(path):
    """The features of the file at `path`, ready for JSON. Raises AnalysisFailure."""
    return features_of(read_audio(path))


def read_audio(path):
    """One channel at RATE. The length is read from the header first: an hour is refused before it fills the memory."""
    try:
        seconds = soundfile.info(path).duration
        if seconds > MAX_SECONDS:
            raise AnalysisFailure("audio-too-long", f"audio may last {MAX_SECONDS / 60:.0f} minutes")
        # The header need not tell the truth.
        samples, _ = librosa.load(path, sr=RATE, mono=True, duration=MAX_SECONDS)
    except (soundfile.SoundFileError, EOFError, ValueError) as cause:
        raise AnalysisFailure("not-audio", "this cannot be decoded (WAV, FLAC, Ogg and MP3 can)") from cause
    if len(samples) < MIN_SECONDS * RATE:
        raise AnalysisFailure("audio-too-short", f"audio has to last {MIN_SECONDS:.0f} second")
    if not np.isfinite(samples).all():
        raise AnalysisFailure("not-audio", "this holds values that are no numbers")
    return samples


def features_of(samples):
    """The features of samples at RATE."""
    # One transform serves all: it is what takes the memory.
    spectrum = np.abs(librosa.stft(samples, hop_length=HOP))
    mel = librosa.feature.melspectrogram(S=spectrum**2, sr=RATE, hop_length=HOP)
    loudness = librosa.power_to_db(mel)
    return {
        "durationSeconds": _rounded(len(samples) / RATE),
        **_rhythm(loudness),
        **_harmony(spectrum),
        **_energy(spectrum),
        **_colour(spectrum, loudness, samples),
    }


def _rhythm(loudness):
    strength = librosa.onset.onset_strength(S=loudness, sr=RATE, hop_length=HOP)
    tempo, beats = librosa.beat.beat_track(onset_envelope=strength, sr=RATE, hop_length=HOP)
    onsets = librosa.onset.onset_detect(onset_envelope=strength, sr=RATE, hop_length=HOP)
    seconds = len(strength) * HOP / RATE
    return {
        "tempoBpm": _rounded(np.atleast_1d(tempo)[0]),
        "beats": len(beats),
        "onsetsPerSecond": _rounded(len(onsets) / seconds),
    }


def _harmony(spectrum):
    chroma = librosa.feature.chroma_stft(S=spectrum**2, sr=RATE, hop_length=HOP)
    key, mode, confidence = best_key(chroma.mean(axis=1))
    return {"key": key, "mode": mode, "keyConfidence": _rounded(confidence), "chroma": _rounded_list(chroma.mean(axis=1))}


def best_key(profile):
    """The key whose tone profile correlates best with twelve pitch-class weights: (name, mode, correlation)."""
    if np.ptp(profile) == 0:
        return KEYS[0], "major", 0.0
    scores = [
        (float(np.corrcoef(profile, np.roll(tones, tonic))[0, 1]), KEYS[tonic], mode)
        for mode, tones in (("major", MAJOR), ("minor", MINOR))
        for tonic in range(12)
    ]
    score, key, mode = max(scores)
    return key, mode, score


def _energy(spectrum):
    rms = librosa.feature.rms(S=spectrum, frame_length=2 * (spectrum.shape[0] - 1))[0]
    mean, loud = float(rms.mean()), float(np.percentile(rms, 95))
    # -60 dB of full scale counts as silence, 0 dB as 1.
    level = 20 * math.log10(max(mean, 1e-6))
    return {
        "energy": _rounded(min(1.0, max(0.0, 1 + level / 60))),
        "dynamicRangeDb": _rounded(20 * math.log10(max(loud, 1e-6) / max(float(np.percentile(rms, 5)), 1e-6))),
    }


def _colour(spectrum, loudness, samples):
    feature = librosa.feature
    return {
        "brightnessHz": _rounded(feature.spectral_centroid(S=spectrum, sr=RATE).mean()),
        "bandwidthHz": _rounded(feature.spectral_bandwidth(S=spectrum, sr=RATE).mean()),
        "rolloffHz": _rounded(feature.spectral_rolloff(S=spectrum, sr=RATE).mean()),
        "flatness": _rounded(feature.spectral_flatness(S=spectrum).mean()),
        "contrastDb": _rounded(feature.spectral_contrast(S=spectrum, sr=RATE).mean()),
        "zeroCrossingRate": _rounded(feature.zero_crossing_rate(samples, hop_length=HOP).mean()),
        "mfcc": _rounded_list(feature.mfcc(S=loudness, n_mfcc=13).mean(axis=1)),
    }


def warm_up():
    """Analyses two seconds of clicks, so that the first caller does not wait for code to be loaded."""
    time = np.arange(2 * RATE) / RATE
    clicks = (time % 0.5 < 0.01) * 0.5
    features_of((clicks * np.sin(2 * np.pi * 440 * time)).astype(np.float32))


def _rounded(value):
    return round(float(value), 4)


def _rounded_list(values):
    return [_rounded(value) for value in values]
