"""pyHanko's verdict on every signature of a PDF, as one line of JSON. Arguments: PDF, trust anchor (PEM or DER).

With `-` for the PDF, paths are read from standard input, one per line; one line of JSON is the answer to each, where
a file that cannot be judged is {"error": "..."}.
"""
import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def verdict(signature, root):
    context = ValidationContext(trust_roots=[root], allow_fetching=False, revocation_mode="soft-fail")
    status = validate_pdf_signature(signature, context, context)
    stamp = status.timestamp_validity
    return {
        "field": signature.field_name,
        "intact": status.intact,
        "valid": status.valid,
        "trusted": status.trusted,
        "coverage": status.coverage.name,
        "modifications": status.modification_level.name if status.modification_level else None,
        "bottomLine": status.bottom_line,
        "timestamp": bool(stamp and stamp.intact and stamp.valid and stamp.trusted),
    }


def verdicts(path, root):
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        if reader.encrypted:
            reader.decrypt("")
        return [verdict(signature, root) for signature in reader.embedded_regular_signatures]


def answers(paths, root):
    for path in paths:
        try:
            yield verdicts(path, root)
        except Exception as error:
            yield {"error": f"{type(error).__name__}: {error}"}


root = load_cert_from_pemder(sys.argv[2])
if sys.argv[1] == "-":
    for answer in answers(sys.stdin.read().splitlines(), root):
        print(json.dumps(answer), flush=True)
else:
    print(json.dumps(verdicts(sys.argv[1], root)))
