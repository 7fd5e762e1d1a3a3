"""Print what goes wrong without each rule of `overture.voice`, one at a time.

Usage: python tests/benchmarks/ablate_voice.py

Cases are the coded sentences (voice and speaker) and the examples of the engine's
tests. A rule whose line says "nothing" is held by none of them.
"""

import runpy
from pathlib import Path

from ablation import ablate, passed, show

TESTS = Path(__file__).parents[1] / "overture/voice"


def main() -> None:
    for row in ablate("overture.voice", measure):
        print(show(row), flush=True)


def measure() -> dict[str, bool]:
    """Return which coded voices and speakers are right, and which tests pass."""
    cases = {}
    for name in ("test_sentences.py", "test_clauses.py", "test_voice.py"):
        cases |= passed(TESTS / name, skip="coded_sentences|long_text|neighbours")
    tests = runpy.run_path(str(TESTS / "test_voice.py"))
    for file in sorted(TESTS.glob("voice_*.txt")):
        documents, rows = tests["coded"](file.name)
        found = tests["split_sentences"](documents).fillna({"speaker": "-"})
        spans = zip(found["doc_id"], found["text"], strict=True)
        said = dict(zip(spans, zip(found["voice"], found["speaker"])))
        for doc_id, code, text in rows.itertuples(index=False):
            voice, speaker = said.get((doc_id, text), ("", ""))
            cases[f"voice {code} | {text}"] = voice == tests["VOICES"][code[0]]
            if code[0] == "Q" and code[2:]:
                cases[f"speaker {code} | {text}"] = code[2:].lower() in speaker.lower()
    return cases


if __name__ == "__main__":
    main()
