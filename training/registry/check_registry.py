"""Compare the built-in registry with its sources; print every disagreement.

    python training/registry/check_registry.py FOLDER

FOLDER is that of build_registry.py. Compared are registry.json's leaders, dates,
capitals and demonyms with factbook_government.jsonl.gz, and presidents and vice
presidents with us_executive.jsonl.gz. If archigos_leaders_1990_2015.jsonl.gz is
there (for academic use, so no source of entries), terms that reach beyond its own
by more than a week are printed for a look by eye. What no source says (foreign and
defence ministers, organisations, armed groups, context rules) stays unchecked.
"""

import gzip
import json
import re
import sys
import unicodedata
from datetime import date
from pathlib import Path

from training.registry import build_registry as build

_HEADS = ("chief_of_state", "head_of_government")
# "Prime Minister Keir STARMER (since 5 July 2024)"; titles do not matter here.
_PERSON = re.compile(r"(?P<who>[^();]+?) \((?:since )?(?P<since>[\w ]*\d{4})")
# What differs for a reason, by the beginning of its line.
_RESOLVED = {
    "andorra: Co-prince": "the co-princes are offices of France and of a bishop",
    "bosnia-and-herzegovina: Chairperson of the Presidency": "it goes round each year",
    "equatorial-guinea: Prime Minister": "the president governs",
    "france: Sébastien LECORNU": "appointed on the 9th, took over on the 10th",
    "gambia: Vice President": "no head of government",
    "holy-see: President of the Pontifical": "no head of government of a state",
    "marshall-islands: President Hilda": "a slip of the Factbook: elected in 2024",
    "monaco: Minister of State": "serves under the prince",
    "north-korea: Supreme People's": "head of state by protocol alone",
    "romania: Prime Minister Ilie": "a slip of the Factbook: 2025, not 2005",
    "samoa: TUIMALEALI'IFANO": "a title that is no role here",
    "san-marino: co-chiefs": "they change each half-year",
    "san-marino: Secretary of State": "not the head of government alone",
    "sudan: Sovereign Council": "leads since the coup of 2019, re-formed in 2021",
    "syria: Prime Minister": "left on 29 March 2025; the office is no more",
    "zimbabwe: Vice President": "no head of government",
    "Cabo Verde: Praia": "a beach in another language",
    "Maldives: Malé": "a common word without its accent",
}
_WEEK = 7
_ROLES = {"president", "prime minister", "chancellor", "leader", "monarch"}


def main(folder: Path) -> None:
    """Print what differs, one line each, and how much was compared."""
    actors = json.loads((build.SHIPPED).read_text("utf-8"))["actors"]
    offices = list(_offices(actors))
    for check in (_leaders, _names_of_states, _us_offices, _archigos, _overlaps):
        lines, compared = check(folder, actors, offices)
        title = check.__doc__.split(".")[0]
        known = [line for line in lines if any(line.startswith(r) for r in _RESOLVED)]
        lines = sorted({*lines} - {*known})
        sys.stdout.write(
            f"# {title}: {compared:,} compared, {len(known):,} differ for a reason, "
            f"{len(lines):,} differ\n" + "".join(f"  {line}\n" for line in lines)
        )


def _offices(actors: list[dict]):
    """Yield (actor, words of the actor's names, office)."""
    for actor in actors:
        names = [a if isinstance(a, str) else a["text"] for a in actor["aliases"]]
        known = {word for name in names for word in _words(name)}
        yield from ((actor, known, office) for office in actor.get("offices", []))


def _words(name: str) -> list[str]:
    """Return a name's words without accents, signs and capitals."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z]+", plain.lower().replace("'", ""))


def _leaders(folder: Path, actors: list[dict], offices: list):
    """Leaders in office at the Factbook's date."""
    ids = {actor["name"]: actor["id"] for actor in actors}
    lines, compared = [], 0
    for row in build._rows(folder, "factbook_government"):
        state = ids.get(build.DISPLAY.get(row["code"], row["short"]))
        if state is None or row["code"] in build.DEPENDENT:
            continue
        here = [held for held in offices if held[2]["of"] == state]
        for field in _HEADS:
            match = _PERSON.match(row[field])
            if not match or "CHARLES III" in row[field] and state != "united-kingdom":
                continue
            compared += 1
            name, since = match["who"], build._iso(match["since"])
            capitals = " ".join(re.findall(r"\b[^\Wa-z]{2,}[\w'’-]*", name)) or name
            surname = set(_words(capitals))
            held = [h for h in here if surname & h[1] and "to" not in h[2]]
            told = f"{state}: {name} (since {since})"
            if not held:
                lines.append(f"{told} is not among the leaders")
            elif since not in {str(h[2]["from"])[: len(since)] for h in held}:
                dates = ", ".join(f"{h[2]['role']} {h[2]['from']}" for h in held)
                lines.append(f"{told} is dated {dates}")
        named = {w for field in _HEADS for w in _words(row[field])}
        lines += [
            f"{state}: {actor['name']} ({office['role']}) is not in the Factbook"
            for actor, known, office in here
            if "to" not in office and office["role"] in _ROLES and not known & named
        ]
    return lines, compared


def _names_of_states(folder: Path, actors: list[dict], offices: list):
    """Capitals and demonyms of states."""
    aliases = {
        actor["name"]: {
            a if isinstance(a, str) else a["text"] for a in actor["aliases"]
        }
        for actor in actors
    }
    lines, compared = [], 0
    for row in build._rows(folder, "factbook_government"):
        name = build.DISPLAY.get(row["code"], row["short"])
        if name not in aliases or row["code"] in build.DEPENDENT:
            continue
        folded = {" ".join(_words(alias)) for alias in aliases[name]}
        for kind in ("_capitals", "_demonyms"):
            for text in getattr(build, kind)(row):
                compared += 1
                if " ".join(_words(text)) not in folded:
                    lines.append(f"{name}: {text} is not among the {kind[1:]}")
    return lines, compared


def _us_offices(folder: Path, actors: list[dict], offices: list):
    """Presidents and vice presidents of the United States since 1945."""
    roles = {"prez": "president", "viceprez": "vice president"}
    held = {
        (office["role"], office["from"], word)
        for _, known, office in offices
        if office["of"] == "united-states"
        for word in known
    }
    terms = [
        (roles[role], since, row["name"]["last"])
        for row in build._rows(folder, "us_executive")
        for role, since, _ in row["terms"]
        if since > "1945"
    ]
    lines = [
        f"{last}, {role} since {since}, is missing or dated otherwise"
        for role, since, last in terms
        if (role, since, _words(last)[-1]) not in held
    ]
    return lines, len(terms)


def _archigos(folder: Path, actors: list[dict], offices: list):
    """Terms outside those of Archigos, for a look by eye."""
    path = folder / "archigos_leaders_1990_2015.jsonl.gz"
    if not path.exists():
        return [], 0
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        terms = [json.loads(row) for row in rows]
    lines, compared = [], 0
    for actor, _, office in offices:
        if office["role"] not in _ROLES or not "1990" < office["from"][:10] < "2015":
            continue
        theirs = [
            (term["start"], term["end"], term["country"])
            for term in terms
            if _words(actor["name"])[-1] in _words(term["leader"])
        ]
        if not theirs or len(office["from"]) < 10:
            continue
        compared += 1
        until = min(office.get("to", "2015-12-31"), "2015-12-31")
        if not any(
            _days(start, office["from"]) >= -_WEEK and _days(until, end) >= -_WEEK
            for start, end, _ in theirs
        ):
            told = ", ".join(f"{land} {start} to {end}" for start, end, land in theirs)
            lines.append(
                f"{actor['name']}, {office['role']} of {office['of']} "
                f"{office['from']} to {until}; Archigos: {told}"
            )
    return lines, compared


def _days(first: str, second: str) -> int:
    """Return the days from one date to another."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def _overlaps(folder: Path, actors: list[dict], offices: list):
    """Two people in one office at the same time."""
    lines, compared = [], 0
    seats: dict[tuple, list] = {}
    for actor, _, office in offices:
        term = (office["from"], office.get("to", "9999-12-31"), actor["name"])
        seats.setdefault((office["of"], office["role"]), []).append(term)
    for (state, role), terms in seats.items():
        terms.sort()
        for (_, until, name), (since, _, other) in zip(terms, terms[1:], strict=False):
            compared += 1
            if until > since and name != other:
                lines.append(
                    f"{state}, {role}: {name} to {until}, {other} from {since}"
                )
    return lines, compared


if __name__ == "__main__":
    main(Path(sys.argv[1]))
