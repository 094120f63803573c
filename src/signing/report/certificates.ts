import type { CertificateSummary, ValidationReport } from '../report.ts';

/** Every certificate a report tells of, once, in the order in which it tells them. */
export function certificatesOfReport({ signatures }: ValidationReport): readonly CertificateSummary[] {
  const all = signatures.flatMap(({ signer, chain, timestamps = [] }) => [
    ...(signer === null ? [] : [signer.certificate]),
    ...chain.certificates,
    ...timestamps.flatMap((timestamp) => timestamp.chain.certificates),
  ]);
  return [...new Map(all.map((certificate) => [certificate.fingerprint, certificate])).values()];
}

/** The common name out of an RFC 4514 name, for lists; the whole name when it has none. */
export function shortName({ subject }: CertificateSummary): string {
  const name = /(?:^|,)CN=((?:\\.|[^,+\\])+)/.exec(subject)?.[1];
  return name === undefined ? subject : name.replace(/\\([^0-9a-fA-F])/g, '$1');
}
