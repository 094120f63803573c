"""pyHanko's verdicts on every signature of a PDF, from nothing but the file: what the DSS proves now (every revocation
answer must be there), and the long-term verdict with document timestamps as evidence (EN 319 102-1 §5.6.3).

Arguments: PDF, trust anchor (PEM or DER). Prints one line of JSON. With `-` for the PDF, paths are read from standard
input, one per line; one line is the answer to each, where a file that cannot be judged is {"error": "..."}.
"""
import asyncio
import json
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)


async def from_store(reader, store, root):
    for signature in reader.embedded_regular_signatures:
        context = store.as_validation_context(
            {"trust_roots": [root], "allow_fetching": False, "revocation_mode": "hard-fail"}
        )
        status = await async_validate_pdf_signature(signature, context, context)
        yield bool(status.bottom_line and status.timestamp_validity and status.timestamp_validity.trusted)


async def judged(reader, root):
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[root]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    gathering = RevocationInfoGatheringSpec(
        online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
        certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
    )
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(cert_validation_policy=policy, revinfo_gathering_policy=gathering)
    )
    for signature in reader.embedded_regular_signatures:
        result = await ades_lta_validation(signature, spec)
        status = result.api_status
        evidence = result.oldest_evidence_record_timestamp
        yield {
            "field": signature.field_name,
            "verdict": result.ades_subindic.name,
            "intact": bool(status and status.intact and status.valid),
            "modifications": status.modification_level.name if status and status.modification_level else None,
            "bestTime": result.best_signature_time.isoformat() if result.best_signature_time else None,
            "evidenceFrom": evidence.isoformat() if evidence else None,
        }


async def levels(path, root):
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        if reader.encrypted:
            reader.decrypt("")
        store = DocumentSecurityStore.read_dss(reader)
        counts = [len(store.certs), len(store.ocsps), len(store.crls)]
        signatures = [verdict async for verdict in judged(reader, root)]
        proven = [verdict async for verdict in from_store(reader, store, root)]
    return {"store": counts, "keys": len(store.vri_entries), "proven": proven, "signatures": signatures}


async def main():
    root = load_cert_from_pemder(sys.argv[2])
    if sys.argv[1] != "-":
        print(json.dumps(await levels(sys.argv[1], root)))
        return
    for path in sys.stdin.read().splitlines():
        try:
            answer = await levels(path, root)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
