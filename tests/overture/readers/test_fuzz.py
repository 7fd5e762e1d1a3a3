"""Readers survive anything: a record or a reason, never a traceback."""

import importlib.util
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HOME = Path(__file__).with_name("fuzz.py")
SPEC = importlib.util.spec_from_file_location("fuzz", HOME)
fuzz = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fuzz)
QUICK = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.mark.parametrize("sample", fuzz.samples(), ids=lambda data: repr(data[:12]))
def test_every_sample_is_read_whole_and_cut(sample):
    for end in (len(sample), len(sample) // 2, 5):
        fuzz.survive(sample[:end], "a")


@QUICK
@given(st.integers(0, 2**32), st.sampled_from(fuzz.NAMES))
def test_mutated_samples_are_survived(seed, name):
    fuzz.survive(fuzz.mutate(random.Random(seed), fuzz.samples()), name)


@QUICK
@given(st.binary(min_size=1, max_size=300), st.sampled_from(fuzz.NAMES))
def test_any_bytes_are_survived(data, name):
    fuzz.survive(data, name)


@QUICK
@given(st.text(min_size=1, max_size=200), st.sampled_from(fuzz.NAMES))
def test_any_text_is_survived(text, name):
    fuzz.survive(text.encode(errors="surrogatepass"), name)
