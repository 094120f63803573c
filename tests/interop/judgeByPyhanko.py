"""pyHanko's verdict on every signature of a PDF, as one line of JSON. Arguments: PDF, trust anchor (PEM or DER)."""
import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

root = load_cert_from_pemder(sys.argv[2])
with open(sys.argv[1], "rb") as file:
    reader = PdfFileReader(file)
    verdicts = []
    for signature in reader.embedded_signatures:
        context = ValidationContext(trust_roots=[root], allow_fetching=False, revocation_mode="soft-fail")
        status = validate_pdf_signature(signature, context, context)
        stamp = status.timestamp_validity
        verdicts.append(
            {
                "field": signature.field_name,
                "intact": status.intact,
                "valid": status.valid,
                "trusted": status.trusted,
                "coverage": status.coverage.name,
                "modifications": status.modification_level.name if status.modification_level else None,
                "bottomLine": status.bottom_line,
                "timestamp": bool(stamp and stamp.intact and stamp.valid and stamp.trusted),
            }
        )
print(json.dumps(verdicts))
