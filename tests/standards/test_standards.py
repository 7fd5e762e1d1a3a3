"""The report's metadata by their public validators: `make test-standards`."""

import json
from pathlib import Path

import pytest

reason = "needs the validators: make test-standards"
frictionless = pytest.importorskip("frictionless", reason=reason)
services = pytest.importorskip("rocrate_validator.services", reason=reason)

from overture.press.build import build_report  # noqa: E402 (after the skip)
from tests.overture.press.synthetic import HOSTILE, TEXTS, make_run, make_work  # noqa: E402


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    work = make_work(tmp_path_factory.mktemp("work"), TEXTS | HOSTILE)
    build_report(work, work / "report", run=make_run())
    return work / "report"


@pytest.fixture
def offline(monkeypatch):
    """Answer for the context of RO-Crate from the copy that rocrate ships."""
    import requests
    import rocrate
    from rdflib.plugins.shared.jsonld import context

    text = (Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_text()
    read = context.source_to_json

    def answer(session, method, url, **options):
        response = requests.Response()
        response.status_code, response.url = 200, url
        response._content = text.encode()
        response.headers["Content-Type"] = "application/ld+json"
        return response

    def read_here(source, *arguments, **options):
        if "w3id.org/ro/crate" in str(source):
            return json.loads(text), None
        return read(source, *arguments, **options)

    monkeypatch.setattr(requests.Session, "request", answer)
    monkeypatch.setattr(context, "source_to_json", read_here)


def validate_crate(report):
    from rocrate_validator.models import Severity

    settings = services.ValidationSettings(
        rocrate_uri=str(report),
        profile_identifier="ro-crate-1.1",
        requirement_severity=Severity.REQUIRED,
    )
    return [str(issue.message) for issue in services.validate(settings).get_issues()]


def test_data_package_is_valid(report):
    found = frictionless.validate(str(report / "datapackage.json"))
    assert found.valid, found.flatten(["type", "message"])
    assert len(found.tasks) == 4


def test_data_package_that_lies_is_found(report, tmp_path):
    package = json.loads((report / "datapackage.json").read_text())
    package["resources"][0]["schema"]["fields"][0]["type"] = "integer"
    (report / "lying.json").write_text(json.dumps(package))
    assert not frictionless.validate(str(report / "lying.json")).valid
    (report / "lying.json").unlink()


def test_crate_is_valid(report, offline):
    assert validate_crate(report) == []


def test_crate_without_its_root_is_found(report, offline, tmp_path):
    crate = json.loads((report / "ro-crate-metadata.json").read_text())
    crate["@graph"] = [entry for entry in crate["@graph"] if entry["@id"] != "./"]
    (tmp_path / "ro-crate-metadata.json").write_text(json.dumps(crate))
    assert validate_crate(tmp_path)
