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
    cases = directions()
    for name in ("test_sentences.py", "test_clauses.py", "test_voice.py"):
        cases |= passed(TESTS / name, skip="coded|cannot_tell|long_text|neighbours")
    tests = runpy.run_path(str(TESTS / "test_voice.py"))
    for file in sorted(TESTS.glob("voice_*.txt")):
        documents, rows = tests["coded"](file.name)
        found = tests["split_sentences"](documents).fillna({"speaker": "-"})
        spans = zip(found["doc_id"], found["text"], strict=True)
        voices = zip(found["voice"], found["speaker"], strict=True)
        said = dict(zip(spans, voices, strict=True))
        for doc_id, code, text in rows.itertuples(index=False):
            voice, speaker = said.get((doc_id, text), ("", ""))
            cases[f"voice {code} | {text}"] = voice == tests["VOICES"][code[0]]
            if code[0] == "Q" and code[2:]:
                cases[f"speaker {code} | {text}"] = code[2:].lower() in speaker.lower()
    return cases


def directions() -> dict[str, bool]:
    """Return of which examples the direction is right, read all at once."""
    tests = runpy.run_path(str(TESTS / "test_clauses.py"))
    coded = tests["test_subject_and_object_as_coded_by_hand"].pytestmark[0].args[1]
    bare = (
        tests["test_no_direction_where_the_pattern_cannot_tell"].pytestmark[0].args[1]
    )
    examples = dict(coded) | dict.fromkeys(bare)
    found = tests["direction"](*tests["read"](*examples))
    phrases = found["subject"] + " " + found["verb"] + " " + found["object"]
    said = phrases.groupby(found["sentence_id"]).agg(list)
    return {
        f"direction {expected} | {text}": said.get(number, [None]) == [expected]
        for number, (text, expected) in enumerate(examples.items())
    }


if __name__ == "__main__":
    main()
