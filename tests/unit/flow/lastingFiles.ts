/** Files signed in a PKI whose certificates end one after the other, and what lifts and judges them at any time. */
import { hash } from 'node:crypto';
import type { Protecting } from '../../../src/flow/context.ts';
import type { ExtendFileRequest } from '../../../src/flow/extendFile.ts';
import { judgeCase } from '../../../src/flow/verify.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { asiceOf, manifestOf } from '../../../src/signing/asic/writeAsic.ts';
import { detachedContent } from '../../../src/signing/cades/verifyCades.ts';
import { buildDetachedCms } from '../../../src/signing/cms/build.ts';
import { fieldsOf } from '../../../src/signing/der/fields.ts';
import { decodeDer, rawOf, TAG } from '../../../src/signing/der/read.ts';
import { generalizedTime } from '../../../src/signing/der/time.ts';
import { integer, oid, sequence } from '../../../src/signing/der/write.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../../src/signing/report.ts';
import type { RevocationSource } from '../../../src/signing/revocationSource.ts';
import type { TimestampAuthority } from '../../../src/signing/timestampAuthority.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import { signXml } from '../../../src/signing/xml/signXml.ts';
import { type Entity, signerKey } from '../signing/pki.ts';
import { answersAt, ca, cmsOf, day, leaf, materialOf, trust } from '../signing/validation/lastingWorld.ts';

export const CONTENT = Buffer.from('quyết định\n');
const SIGNED_AT = day('2021-06-01');

/** RFC 3161 §2.4: whatever is asked is stamped, with the nonce of the request. */
function authority(tsa: Entity, time: Date): TimestampAuthority {
  const answer = async (request: Uint8Array): Promise<Uint8Array> => {
    const fields = fieldsOf(decodeDer(request), 'TimeStampReq');
    fields.next(TAG.integer, 'version');
    const imprint = rawOf(fields.next(TAG.sequence, 'messageImprint'));
    const nonce = rawOf(fields.next(TAG.integer, 'nonce'));
    const info = sequence(integer(1), oid('1.2.3.4'), imprint, integer(7), generalizedTime(time), nonce);
    const token = cmsOf({
      ...{ signer: tsa, contentType: OID.tstInfo, content: info },
      contentDigest: hash('sha256', info, 'buffer'),
    });
    return sequence(sequence(integer(0)), token);
  };
  return { name: tsa.certificate.subject.text, answer };
}

/** A machine of that day: its clock, the authority it asks, and CRLs that are a week good. */
export function protectingAt(date: string, tsa: Entity, changes: Partial<Protecting> = {}): Protecting {
  const { revocations } = materialOf(answersAt(day(date)));
  const revocation: RevocationSource = { evidenceFor: async () => revocations };
  let nonce = 0;
  return {
    ...{ clock: fixedClock(day(date)), trust, policy: DEFAULT_POLICY, intermediates: [ca.certificate.der] },
    ...{ revocation, currentRevocation: revocation, keptRevocation: { evidenceFor: async () => [] } },
    random: (length) => Buffer.alloc(length, ++nonce),
    authorities: [authority(tsa, day(date))],
    pause: async () => undefined,
    ...changes,
  };
}

export type LastingFile = Omit<ExtendFileRequest, 'level'>;

/** At B-B, by the signer whose certificate ends in 2022. */
export async function cmsOver(content: Uint8Array, secondsLater = 0): Promise<Uint8Array> {
  return await buildDetachedCms({
    ...{ contentDigest: hash('sha256', content, 'buffer'), digest: 'SHA-256', profile: 'cades' },
    ...{ key: signerKey(leaf, ca), signingTime: new Date(SIGNED_AT.getTime() + secondsLater * 1000) },
  });
}

export const MAKERS = {
  'CAdES beside its file': async (): Promise<LastingFile> => ({
    ...{ file: 'qd.docx.p7s', bytes: await cmsOver(CONTENT) },
    content: detachedContent('qd.docx', CONTENT),
  }),
  XAdES: async (): Promise<LastingFile> => ({
    file: 'qd.xml',
    bytes: await signXml({
      ...{ xml: Buffer.from('<a xmlns="urn:a"><!-- x --><b c="&lt;">đ</b></a>'), id: 'sigA' },
      ...{ key: signerKey(leaf, ca), signingTime: SIGNED_AT },
    }),
  }),
  'ASiC-E with CAdES': async (): Promise<LastingFile> => {
    const files = [
      { name: 'qd.docx', bytes: CONTENT },
      { name: 'bảng 1.csv', bytes: CONTENT },
    ];
    const manifest = manifestOf(files);
    return { file: 'qd.asice', bytes: asiceOf(files, manifest, await cmsOver(manifest)) };
  },
} as const;

/** What somebody finds on that day who has the file, the anchors, the lists of the day and nothing else. */
export async function judgedAt(
  file: LastingFile,
  bytes: Uint8Array,
  date: string,
): Promise<ValidationReport> {
  const { content } = file;
  const { revocations } = materialOf(answersAt(day(date)));
  return await judgeCase({
    ...{ file: file.file, bytes, trust, policy: DEFAULT_POLICY, policyFile: null },
    ...{ at: day(date), material: { certificates: [], revocations } },
    ...(content === undefined ? {} : { content }),
  });
}
