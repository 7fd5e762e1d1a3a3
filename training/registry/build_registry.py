"""Build registry.json, the built-in actors, from public facts and a kept list.

    python training/registry/build_registry.py FOLDER

FOLDER holds the sources, as they are in the repositories named here:

- factbook_government.jsonl.gz: names, capitals, demonyms and leaders from the
  CIA World Factbook (public domain; github.com/factbook/factbook.json)
- cldr_en_territories.json.gz: further English names from the Unicode CLDR
  (Unicode License v3, see NOTICE; github.com/unicode-org/cldr-json)
- us_executive.jsonl.gz, us_legislators.jsonl.gz: presidents, vice presidents
  and senators (CC0; github.com/unitedstates/congress-legislators)

What these do not say (earlier leaders, foreign ministers, organisations, armed
groups, metonyms, spelling variants, context rules) is in registry_kept.yaml,
which has the form of a user's actors.yaml and is applied on top.
"""

import gzip
import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from overture.names.actors_file import apply_file
from overture.names.registry import SHIPPED

HERE = Path(__file__).parent

# Factbook codes of territories of another state; inhabited ones become places.
DEPENDENT = frozenset(
    "sh fs hm at cr cq aq ck cw fp gq kt nc ne nf pc tl um wf wq aa av bv bq cj mh nn "
    "rn rq tb tk uc vi vq hk mc pf pg ax dx fo gi gk im je jn sv gz we bd gl ip sb sx "
    "fk io ay".split()
)
# Factbook names that are not the name in use, or that have none.
DISPLAY = {
    "cf": "Republic of the Congo",
    "cg": "DR Congo",
    "ct": "Central African Republic",
    "ga": "Gambia",
    "bf": "Bahamas",
    "dr": "Dominican Republic",
    "bm": "Myanmar",
    "fm": "Micronesia",
    "ae": "United Arab Emirates",
    "vt": "Holy See",
    "sh": "Saint Helena",
    "io": "British Indian Ocean Territory",
    "vq": "US Virgin Islands",
    "fk": "Falkland Islands",
}
# CLDR codes of states whose CLDR name is not the Factbook's.
CLDR = {
    "Republic of the Congo": "CG",
    "DR Congo": "CD",
    "Côte d'Ivoire": "CI",
    "Sao Tome and Principe": "ST",
    "Gambia": "GM",
    "Bahamas": "BS",
    "Myanmar": "MM",
    "Holy See": "VA",
    "Turkey": "TR",
    "Bosnia and Herzegovina": "BA",
    "Antigua and Barbuda": "AG",
    "Trinidad and Tobago": "TT",
    "Saint Kitts and Nevis": "KN",
    "Saint Lucia": "LC",
    "Saint Vincent and the Grenadines": "VC",
    "Curacao": "CW",
    "Macau": "MO",
}
ACRONYMS = frozenset("US USA UK UAE DRC DROC DPRK PRC ROK PNG FDRE".split())
# Capitals that are also common names of people or of other towns: they count
# only where the document names the state as well.
WEAK_CAPITALS = frozenset(
    "Victoria Kingston Hamilton Georgetown Wellington Nassau Santiago Castries "
    "Jerusalem Roseau Stanley Plymouth Douglas Jamestown Basseterre".split()
) | {"San Jose", "San Juan", "San Salvador", "George Town", "Santo Domingo",
     "Port Louis", "Saint John's", "Saint George's", "Panama City"}  # fmt: skip
NOT_NAMES = frozenset(["none", "The Dominican", ""])
NOT_DEMONYMS = frozenset(["NA", "Taiwan", "Dutch", "Hong Kong", "Congo", "Kiribati"])
# Never an alias: the names of islands' settlements that are common words.
NOT_CAPITALS = frozenset(
    ["Male", "The Valley", "The Settlement", "West Island", "Road Town", "Praia"]
)
NOT_FORMER = re.compile(
    r"empire|kingdom|mandat|protectorate|islands district|trust territory|german|"
    r"sometimes|ifni|sahara|federation$|quito|union|senegambia|\d|"
    r"antilles|dilmun|tylos|awal|mishmahig|savage|friendly|serendib|state$|"
    r"new philippines|districts|east africa|hoorn|the capital|african republic$",
    re.I,
)
TITLES = {
    "President": "president",
    "Prime Minister": "prime minister",
    "Premier": "prime minister",
    "Chancellor": "chancellor",
    "Supreme Leader": "leader",
    "King": "monarch",
    "Queen": "monarch",
    "Emperor": "monarch",
    "Amir": "monarch",
    "Sultan": "monarch",
    "Grand Duke": "monarch",
    "Prince": "monarch",
    "Pope": "monarch",
}
LEADER = re.compile(
    rf"(?:(?:Interim|Acting|Transition|Transitional|Caretaker|Federal|GNU|CNSP) )*"
    rf"(?P<title>{'|'.join(TITLES)}) (?:Sr\. Gen\. |Dr\. |Sir |Capt\. |Col\. |Gen\. )?"
    r"(?P<name>[^,;()\[\]]+?)(?:, Jr\.)? \((?:since )?(?P<since>[\w ]*\d{4})"
)
# Slips of the Factbook, and one who has left: Syria has had no prime minister
# since 29 March 2025.
CORRECTED = {
    "Ilie BOLOJAN (since 23 June 2005)": "Ilie BOLOJAN (since 23 June 2025)",
    "Hilda C. HEINE (since 3 January 2023)": "Hilda C. HEINE (since 3 January 2024)",
    "Prime Minister Muhammad al-BASHIR (since 8 December 2024)": "",
}
MONTHS = {
    month: number
    for number, month in enumerate(
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1
    )
}


def main(folder: Path) -> None:
    """Write registry.json beside this script."""
    factbook = [row for row in _rows(folder, "factbook_government") if row["short"]]
    with gzip.open(folder / "cldr_en_territories.json.gz") as source:
        cldr = json.load(source)["main"]["en"]["localeDisplayNames"]["territories"]
    former = Counter(name for row in factbook for name in _former(row))
    records = {}
    for row in factbook:
        if state := _state(row, cldr, former):
            records[state["id"]] = state
            for person in _leaders(row, state):
                _put(records, person)
    for person in _us_people(folder):
        _put(records, person)
    records = apply_file(records, HERE / "registry_kept.yaml")
    rows = [json.dumps(records[i], ensure_ascii=False) for i in sorted(records)]
    text = '{"actors": [\n' + ",\n".join(rows) + "\n]}\n"
    (SHIPPED).write_text(text, encoding="utf-8")


def _rows(folder: Path, name: str) -> list[dict]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _put(records: dict, record: dict) -> None:
    """Add a record; one that is there gets what is new."""
    old = records.setdefault(record["id"], record)
    if old is not record:
        for key in ("aliases", "offices"):
            new = [item for item in record.get(key, []) if item not in old.get(key, [])]
            old[key] = old.get(key, []) + new


def slug(name: str) -> str:
    """Make an id of a name: letters without accents, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "")))


def _state(row: dict, cldr: dict, former: Counter) -> dict | None:
    """Make the record of a state or an inhabited territory."""
    name = DISPLAY.get(row["code"], row["short"])
    if (
        row["code"] in DEPENDENT
        and not row["capital"]
        and row["code"] not in ("hk", "mc")
    ):
        return None
    if row["code"] in ("ax", "dx", "io", "sv") or name == "none":
        return None
    names = [name, row["short"], *_cldr_names(name, cldr)]
    long = re.split(r"[;(]", row["long"])[0].strip()
    names += [long.removeprefix("The ").removeprefix("the ")]
    names += [old for old in _former(row) if former[old] == 1]
    names = [n.replace("’", "'") for n in names]
    names += [n.replace("St. ", "Saint ") for n in names if n.startswith("St. ")]
    names += [n.replace(" & ", " and ") for n in names if " & " in n]
    aliases = [
        n for n in dict.fromkeys(names) if n not in ("none", "The Dominican", "")
    ]
    aliases = [a for a in aliases if "(" not in a and " - " not in a and "/" not in a]
    for acronym in re.findall(r"[A-Z]{2,4}", row["abbreviation"]):
        if acronym in ACRONYMS:
            aliases.append({"text": acronym, "kind": "acronym"})
    taken = set(names)
    for demonym in _demonyms(row):
        if demonym not in taken:
            aliases.append({"text": demonym, "kind": "demonym"})
            taken.add(demonym)
    for capital in _capitals(row):
        if capital.replace("é", "e") not in taken | NOT_CAPITALS:
            alias = {"text": capital, "kind": "capital"}
            plain = capital.replace("é", "e")
            weak = {"needs_name": True} if plain in WEAK_CAPITALS else {}
            aliases.append(alias | weak)
    kind = "place" if row["code"] in DEPENDENT else "state"
    return {"id": slug(name), "name": name, "type": kind, "aliases": aliases}


def _cldr_names(name: str, cldr: dict) -> list[str]:
    code = CLDR.get(name) or next((k for k, v in cldr.items() if v == name), None)
    names = [v for k, v in cldr.items() if code and k.split("-")[0] == code]
    return [n for n in names if n not in ("Congo - Brazzaville", "Congo - Kinshasa")]


def _former(row: dict) -> list[str]:
    text = re.sub(r"\s*\(.*?\)|\s*\[.*?\]", "", row["former"])
    names = re.split(r"[,;]", text)
    names = [name.strip() for name in names]
    return [name for name in names if name and not NOT_FORMER.search(name)]


def _demonyms(row: dict) -> list[str]:
    """Read "Algerian(s)", "Thai (singular and plural)", "Dutchman(men)"."""
    out = []
    for text in (row["adjective"], row["noun"]):
        if row["code"] in ("hk", "mc", "sb"):
            text = re.sub("Chinese|French.*", "", text)
        text = re.sub(r"note - .*|\(US [a-z]+\)|\(collective plural\)|\(colloquial\)|"
                      r"\(singular( and plural)?\)|\(plural\)", "", text)  # fmt: skip
        for part in re.split(r",|;| or |/", text):
            part = part.strip()
            if match := re.fullmatch(r"(\w[\w -]*?)\s?\((s|men|women)\)", part):
                stem, ending = match.groups()
                out.append(stem)
                out.append(stem + "s" if ending == "s" else stem[: -len("man")] + "men")
                if stem.endswith("woman"):
                    out[-1] = stem[: -len("woman")] + "women"
            elif part[:1].isupper() and part not in NOT_DEMONYMS:
                out.append(part)
            elif part == "Dutch" and row["code"] == "nl":
                out.append(part)
    return list(dict.fromkeys(out))


def _capitals(row: dict) -> list[str]:
    if row["capital"] == "Washington, D.C.":
        return []  # kept by hand, with its context rules
    out = []
    for part in re.split(r";|\), ?", row["capital"].replace(" in Romanian", "")):
        if "note" in part or "government offices" in part or "administ" in part[:12]:
            continue
        name, _, other = part.partition("(")
        out.append(name.strip())
        first = other.strip(") ").split(",")[0].split("/")[0]
        if re.fullmatch(r"[A-Z]\w+", first):
            out.append(first)
    return [c for c in dict.fromkeys(out) if c and len(c.split()) < 5]


def _leaders(row: dict, state: dict) -> list[dict]:
    """Read "President Vladimir Vladimirovich PUTIN (since 7 May 2012)"."""
    people = []
    if row["code"] in DEPENDENT:
        return []
    for field in ("chief_of_state", "head_of_government"):
        text = row[field]
        for slip, correct in CORRECTED.items():
            text = text.replace(slip, correct)
        match = LEADER.match(text)
        if not match or "CHARLES" in match["name"] and row["code"] != "uk":
            continue
        name, surname, *full = _name(match["name"])
        if name is None or name.split()[0] in ("of", "and", "Crown"):
            continue
        role = TITLES[match["title"]]
        # "Philippe" alone is anybody; "King Philippe" is not.
        aliases = [name if " " in name else f"{match['title']} {name}"]
        aliases += [form for form in full if form not in aliases]
        if surname and surname != name:
            aliases.append({"text": surname, "kind": "surname"})
        people.append(
            {
                "id": slug(name),
                "name": name,
                "type": "person",
                "aliases": aliases,
                "offices": [
                    {"role": role, "of": state["id"], "from": _iso(match["since"])}
                ],
            }
        )
    return people


def _name(text: str) -> tuple[str | None, ...]:
    """Return the name in use, the surname (in capitals), and a longer form."""
    words = text.replace('"BongBong" ', "").split()
    upper = [i for i, word in enumerate(words) if _is_surname(word)]
    if not upper:
        return None, None
    first, last = upper[0], upper[-1]
    surname = " ".join(_title(word) for word in words[first : last + 1])
    if first == 0:  # the family name comes first: KIM Jong Un; or it is the only one
        return " ".join(_title(word) for word in words), surname.split()[0]
    given = words[0] if not words[0].startswith(("al-", "el-")) else words[0].title()
    middle = [word for word in words[1:first] if word[0].isupper() and "." not in word]
    full = [" ".join([given, *middle, surname])] if middle else []
    return f"{given} {surname}", surname, *full


def _is_surname(word: str) -> bool:
    """Tell whether a word begins with capitals: KIM, al-SUDANI, SASSOU-Nguesso."""
    stem = re.sub("^[ae]l-", "", word).strip(".")
    return len(stem) > 1 and stem[:2].isupper()


def _title(word: str) -> str:
    if re.fullmatch(r"[IVX]+", word) and word != "XI":
        return word
    parts = [part.title() if part.isupper() else part for part in word.split("-")]
    return "-".join(parts)


def _iso(text: str) -> str:
    year = re.search(r"\d{4}", text)
    month = re.search(r"[A-Z][a-z]{2}", text)
    day = re.match(r"\d{1,2}\b", text)
    if not (month and day):
        return year.group()
    return f"{year.group()}-{MONTHS[month.group()]:02}-{int(day.group()):02}"


def _us_people(folder: Path) -> list[dict]:
    """Make records of presidents and vice presidents since 1945, and senators."""
    people = []
    roles = {"prez": "president", "viceprez": "vice president"}
    for row in _rows(folder, "us_executive"):
        terms = [term for term in row["terms"] if term[2] > "1945"]
        if row["name"]["last"] == "Bush":  # two Georges: told apart by their initials
            middle = row["name"]["middle"].split()
            initials = " ".join(f"{part[0]}." for part in middle)
            row["name"]["first"] = f"{row['name']['first']} {initials}"
            row["name"].pop("middle")
        offices = [
            {"role": roles[role], "of": "united-states", "from": since, "to": until}
            for role, since, until in terms
        ]
        if offices:
            people.append(_us_person(row["name"]) | {"offices": offices})
    for row in _rows(folder, "us_legislators"):
        if row["type"] == "sen":
            people.append(_us_person(row["name"]))
    return people


def _us_person(name: dict) -> dict:
    first, last = name["first"], name["last"]
    used = f"{name.get('nickname') or first} {last}"
    full = [f"{first} {last}", name.get("official_full", used)]
    if middle := name.get("middle"):
        full += [f"{first} {middle} {last}", f"{first} {middle[0]}. {last}"]
    if nickname := name.get("nickname"):
        full += [f"{nickname} {last}"]
    aliases = list(dict.fromkeys([used, *full]))
    surname = {"text": last, "kind": "surname"}
    return {
        "id": slug(used),
        "name": used,
        "type": "person",
        "aliases": [*aliases, surname],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
