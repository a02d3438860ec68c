"""Holds files of JobWise to the standards they are written to, by validators of other makes.

    validate.py FOLDER SCHEMA

FOLDER holds NAME.archival.pdf, PDF/A-2a that is PDF/UA-1 as well, and NAME.json, JSON Resume, for
résumés; SCHEMA is the official schema of JSON Resume. Ends with 1 when a file does not keep its
standard, or a validator says nothing against a file that is known not to.
"""

import json
import re
import sys
from pathlib import Path

import jsonschema
import page


def has_right_lengths(content):
    """Whether each stream goes on for as long as it says, to the line end before its end mark."""
    streams = list(re.finditer(rb"/Length (\d+)\b[^>]*?>>\s*stream\r?\n", content))
    ends = (stream.end() + int(stream[1]) for stream in streams)
    return bool(streams) and all(content[end : end + 10] == b"\nendstream" for end in ends)


def pdf_failures(file, profiles=("2a", "ua1")):
    reports = [page.validate_pdf(file, profile=profile) for profile in profiles]
    failures = [failure for report in reports for failure in report.failures]
    # The validator takes a last byte of a stream that is CR for a part of the line end behind it.
    if has_right_lengths(file.read_bytes()):
        failures = [failure for failure in failures if failure.rule_id != "PDFA2A-STREAM-LENGTH-001"]
    return [f"{failure.rule_id}: {failure.message}" for failure in failures]


def json_failures(resume, schema):
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(resume)]


def prove_validators(folder, schema):
    """That each validator says something against what is wrong, and nothing against what is not."""
    resume = {"basics": {"name": "Ada", "email": "ada@example.com", "url": "https://ada.dev/"}}
    assert not json_failures(resume, schema)
    for wrong in (
        {"basics": {"email": "no address"}},
        {"basics": {"url": "not a url"}},
        {"work": [{"startDate": "April 2022"}]},
        {"work": {}},
        {"skills": [{"keywords": "Rust"}]},
    ):
        assert json_failures(wrong, schema), wrong
    stream = b"<< /Length 3 >>\nstream\n12\r\nendstream"
    assert has_right_lengths(stream) and not has_right_lengths(stream.replace(b"3", b"2")) and not has_right_lengths(b"")
    archival = next(folder.glob("*.archival.pdf"))
    usual = archival.with_name(archival.name.replace(".archival", ""))
    assert pdf_failures(usual, ["2a"]) and not pdf_failures(usual, ["ua1"]), usual


def main():
    folder, schema = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    prove_validators(folder, schema)
    pdfs, resumes = sorted(folder.glob("*.archival.pdf")), sorted(folder.glob("*.json"))
    if not pdfs or not resumes:
        sys.exit("There is nothing to validate.")
    found = {file: pdf_failures(file) for file in pdfs}
    found |= {file: json_failures(json.loads(file.read_text()), schema) for file in resumes}
    for file, failures in found.items():
        for failure in failures:
            print(f"{file.name}: {failure}")
    kept = [sum(not found[file] for file in files) for files in (pdfs, resumes)]
    print(f"{kept[0]} of {len(pdfs)} PDFs keep PDF/A-2a and PDF/UA-1.")
    print(f"{kept[1]} of {len(resumes)} résumés keep the schema of JSON Resume.")
    if any(found.values()):
        sys.exit("Some files do not keep their standard.")


main()
