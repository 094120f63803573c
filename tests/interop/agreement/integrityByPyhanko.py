"""pyHanko on the integrity of PDF files alone: nobody is trusted, nothing is fetched. One path per line of standard
input, one line of JSON per file: {"file", "signatures": [...]} or {"file", "error"}. A file that takes longer than
its time is an error."""
import json
import logging
import signal
import sys

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

SECONDS = 60
logging.disable(logging.CRITICAL)


def too_long(*_):
    raise TimeoutError(f"more than {SECONDS} seconds")


def judged(reader):
    context = ValidationContext(trust_roots=[], allow_fetching=False, revocation_mode="soft-fail")
    for signature in reader.embedded_signatures:
        is_stamp = signature.sig_object.get("/Type") == "/DocTimeStamp"
        try:
            if is_stamp:
                status = validate_pdf_timestamp(signature, context)
            else:
                status = validate_pdf_signature(signature, context, context)
        except Exception as error:  # its own refusals have many classes
            yield {"field": signature.field_name, "stamp": is_stamp, "error": f"{type(error).__name__}: {error}"}
            continue
        level = status.modification_level
        yield {
            "field": signature.field_name,
            "stamp": is_stamp,
            "intact": bool(status.intact),
            "valid": bool(status.valid),
            "coverage": status.coverage.name,
            "modifications": level.name if level is not None else None,
            "why": str(status.diff_result) if isinstance(status.diff_result, Exception) else None,
            "docmdp": getattr(status, "docmdp_ok", None),
        }


def answer(path):
    signal.alarm(SECONDS)
    try:
        with open(path, "rb") as file:
            return {"file": path, "signatures": list(judged(PdfFileReader(file, strict=False)))}
    except (Exception, RecursionError) as error:
        return {"file": path, "error": f"{type(error).__name__}: {error}"}
    finally:
        signal.alarm(0)


signal.signal(signal.SIGALRM, too_long)
for line in sys.stdin:
    print(json.dumps(answer(line.rstrip("\n"))), flush=True)
