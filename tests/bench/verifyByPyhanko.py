"""Verifies PDFs with pyHanko for some seconds: all signatures, timestamps, changes, chains and revocation.

One argument, JSON: files, root (PEM), crls, ocsps (DER), moment (ISO 8601), warmUp, seconds, processes. Files,
certificates and answers are in memory, and one validation context is used for all. Prints JSON: count, cpuSeconds,
wallSeconds.
"""
import json
import sys
import time
from datetime import datetime
from io import BytesIO
from multiprocessing import Pool

from asn1crypto import crl, ocsp
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def content(path):
    with open(path, "rb") as file:
        return file.read()


def measure(job):
    files = [content(path) for path in job["files"]]
    context = ValidationContext(
        trust_roots=[load_cert_from_pemder(job["root"])],
        crls=[crl.CertificateList.load(content(path)) for path in job["crls"]],
        ocsps=[ocsp.OCSPResponse.load(content(path)) for path in job["ocsps"]],
        moment=datetime.fromisoformat(job["moment"]),
        allow_fetching=False,
        revocation_mode="hard-fail",
    )

    def verify(pdf):
        for signature in PdfFileReader(BytesIO(pdf)).embedded_signatures:
            status = validate_pdf_signature(signature, context, context)
            if not status.bottom_line:
                raise ValueError(status.summary())

    end = time.monotonic() + job["warmUp"]
    while time.monotonic() < end:
        verify(files[0])
    count, before, started = 0, time.process_time(), time.monotonic()
    while time.monotonic() < started + job["seconds"]:
        verify(files[count % len(files)])
        count += 1
    return count, time.process_time() - before, time.monotonic() - started


if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    with Pool(job["processes"]) as pool:
        results = pool.map(measure, [job] * job["processes"], 1)
    count, cpu, wall = (sum(column) for column in zip(*results))
    print(json.dumps({"count": count, "cpuSeconds": cpu, "wallSeconds": wall / len(results)}))
