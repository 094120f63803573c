"""Signs PDFs with pyHanko. One job per line of standard input, as JSON: {"pdf", "out", "key", "chain" (PEM, leaf
first), "subfilter": "adbe" or "pades", "digest", "pss", "tsa" (URL or null)}; one line per job: "ok" or the error."""
import json
import sys

from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, fields, signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore


def signer_of(job):
    certificates = list(load_certs_from_pemder([job["chain"]]))
    store = SimpleCertificateStore()
    store.register_multiple(certificates[1:])
    key = load_private_key_from_pemder(job["key"], None)
    return SimpleSigner(certificates[0], key, store, prefer_pss=job["pss"])


def sign(job):
    kinds = {"adbe": fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED, "pades": fields.SigSeedSubFilter.PADES}
    metadata = PdfSignatureMetadata(field_name="Foreign", md_algorithm=job["digest"], subfilter=kinds[job["subfilter"]])
    stamper = timestamps.HTTPTimeStamper(job["tsa"]) if job["tsa"] else None
    with open(job["pdf"], "rb") as source, open(job["out"], "wb") as out:
        writer = IncrementalPdfFileWriter(source)
        if writer.prev.encrypted:
            writer.encrypt("")
        signers.sign_pdf(writer, metadata, signer=signer_of(job), timestamper=stamper, output=out)


for line in sys.stdin:
    try:
        sign(json.loads(line))
        print("ok", flush=True)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)
