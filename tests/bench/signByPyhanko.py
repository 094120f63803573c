"""Signs a letter with pyHanko for some seconds: PAdES B-B, visible text under the name, no timestamp.

Arguments: letter, private key, certificate, chain (PEM), seconds. Prints signatures per second of processor time.
"""

import sys
import time
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import TextStampStyle

letter, key, certificate, chain, seconds = sys.argv[1:6]
signer = signers.SimpleSigner.load(key, certificate, ca_chain_files=(chain,))
with open(letter, "rb") as file:
    content = file.read()
style = TextStampStyle(stamp_text="Người ký: %(signer)s\nThời gian ký: %(ts)s")


def sign() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    fields.append_signature_field(writer, fields.SigFieldSpec("Signature1", on_page=0, box=(330, 250, 460, 310)))
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    signers.PdfSigner(metadata, signer=signer, stamp_style=style).sign_pdf(writer)


for _ in range(3):
    sign()
count = 0
end = time.monotonic() + float(seconds)
before = time.process_time()
while time.monotonic() < end:
    sign()
    count += 1
print(count / (time.process_time() - before))
