/** The development PKI without sockets: keys, revocation answers and timestamps in this process, at a given time. */
import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { filesOf, paths } from '../../../certs-dev/paths.ts';
import { ocspAnswerer, repositoryAnswerer, timestampAnswerer } from '../../../certs-dev/servers.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { ocspRequest } from '../../../src/signing/revocation/ocspRequest.ts';
import type { RevocationEvidence, RevocationSource } from '../../../src/signing/revocationSource.ts';
import type { SignerKey } from '../../../src/signing/signerKey.ts';
import type { TimestampAuthority } from '../../../src/signing/timestampAuthority.ts';
import { certificatesIn } from '../../../src/signing/trust/pem.ts';
import { loadTrustStore, type TrustStore } from '../../../src/signing/trust/trustStore.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';
import { keyAlgorithmOf } from './pki.ts';

export function devTrust(): TrustStore {
  return loadTrustStore([{ name: 'root', bytes: readFileSync(paths.root.certificate) }], { dev: true });
}

export function devCertificate(id: string): Uint8Array {
  return readFileSync(filesOf(id).certificateDer);
}

export function devSignerKey(id: string): SignerKey {
  const files = filesOf(id);
  const key = createPrivateKey(readFileSync(files.key));
  const certificateChain = certificatesIn(files.chain, readFileSync(files.chain));
  const leaf = parseCertificate(devCertificate(id));
  return {
    algorithm: keyAlgorithmOf(leaf.spki.description),
    certificateChain,
    sign: async (bytes, digest) => sign(digest.replace('-', ''), bytes, key),
    close: async () => {},
  };
}

export async function devRevocation(
  at: Date,
  options: { readonly responder?: string } = {},
): Promise<RevocationSource> {
  const clock = fixedClock(at);
  const ocsp = await ocspAnswerer({
    clock,
    ...(options.responder === undefined ? {} : { signer: options.responder }),
  });
  const repository = await repositoryAnswerer({ clock });
  return {
    async evidenceFor(certificateDer, issuerDer) {
      const certificate = parseCertificate(certificateDer);
      const evidence: RevocationEvidence[] = [];
      if (certificate.ocspUrls.length > 0) {
        const der = ocsp(ocspRequest(certificate, parseCertificate(issuerDer), { nonce: randomBytes(16) }));
        evidence.push({ kind: 'ocsp', der, fetchedAt: at, source: 'ocsp' });
      }
      for (const url of certificate.crlUrls) {
        const { status, body } = repository(new URL(url).pathname);
        if (status === 200)
          evidence.push({ kind: 'crl', der: Buffer.from(body), fetchedAt: at, source: url });
      }
      return evidence;
    },
  };
}

export async function devTsa(at: Date, signer = 'tsa'): Promise<TimestampAuthority> {
  const answer = await timestampAnswerer({ clock: fixedClock(at), signer });
  return { name: signer, answer: async (request) => answer(request) };
}
