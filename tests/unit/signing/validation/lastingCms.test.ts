import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/signing/cms/keyEncodings.ts';
import { parseSignedData, parseSigners } from '../../../../src/signing/cms/parse.ts';
import { decodeDer, innerOf, rawOf } from '../../../../src/signing/der/read.ts';
import { encode, explicit, integer, octetString, oid, sequence } from '../../../../src/signing/der/write.ts';
import { NO_MATERIAL } from '../../../../src/signing/material.ts';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import { type CmsJudgement, judgeCmsDer } from '../../../../src/signing/validation/cmsJudgement.ts';
import { DIGESTS } from '../../../../src/signing/x509/algorithms.ts';
import { OID } from '../../../../src/signing/x509/oids.ts';
import { crl, type Entity, ocsp } from '../pki.ts';
import {
  answersAt,
  type CmsParts,
  ca,
  cmsOf,
  day,
  leaf,
  materialOf,
  responder,
  root,
  sha256,
  tokenOf,
  tokenOver,
  trust,
  tsa1,
  tsa2,
  tsa3,
} from './lastingWorld.ts';

const CONTENT = Buffer.from('quyết định');
const WEEK = 7 * 86_400_000;

function judge(der: Uint8Array, at: string, material = NO_MATERIAL): CmsJudgement {
  return judgeCmsDer({
    ...{ der, material, trust, policy: DEFAULT_POLICY, at: day(at), purpose: 'document', format: 'CAdES' },
    contentDigest: (algorithm) => hash(DIGESTS[algorithm].node, CONTENT, 'buffer'),
  });
}

const fresh = (at: string) => materialOf(answersAt(day(at)));
const codes = ({ reasons }: CmsJudgement) => reasons.map(({ code }) => code);

/** ECDSA values differ each time, so that everything after the first signature must be made around the same one. */
const signed = cmsOf({ signer: leaf, contentDigest: sha256(CONTENT) });

interface Grown {
  readonly certificates?: readonly Uint8Array[];
  /** Members of SignedData.crls, as they stand. */
  readonly crls?: readonly Uint8Array[];
  readonly version?: number;
  readonly unsigned?: readonly Uint8Array[];
}

/** The same signature with more around it. */
function grown({ certificates = [], crls = [], version = 1, unsigned = [] }: Grown): Buffer {
  const { signerInfo } = parseSignedData(signed);
  const info = encode(0x30, signerInfo.signedFields, ...(unsigned.length ? [encode(0xa1, ...unsigned)] : []));
  const signedData = sequence(
    ...[integer(version), encode(0x31, sequence(oid(DIGESTS['SHA-256'].oid)))],
    sequence(oid(OID.data)),
    encode(0xa0, leaf.certificate.der, ...certificates),
    ...(crls.length === 0 ? [] : [encode(0xa1, ...crls)]),
    encode(0x31, info),
  );
  return sequence(oid(OID.signedData), explicit(0, signedData));
}

const signatureValue = parseSignedData(signed).signerInfo.signature;
const stampedAt = (tsa: Entity, time: string) =>
  attribute(OID.signatureTimeStampToken, tokenOver(signatureValue, tsa, day(time)));

/** ats-hash-index-v3 over everything that is in `now`, built here from the standard's own words. */
function indexOf(now: Grown): Buffer {
  const hashed = (items: readonly Uint8Array[]) =>
    sequence(...items.map((item) => octetString(sha256(item))));
  const values = (now.unsigned ?? []).map((der) => {
    const [type, set] = [innerChild(der, 0), innerChild(der, 1)];
    return Buffer.concat([type, rawOf(innerOf(decodeDer(set)))]);
  });
  return sequence(
    sequence(oid(DIGESTS['SHA-256'].oid)),
    ...[hashed([leaf.certificate.der, ...(now.certificates ?? [])]), hashed(now.crls ?? []), hashed(values)],
  );
}

/** The n-th member of a SEQUENCE, whole. */
function innerChild(der: Uint8Array, n: number): Uint8Array {
  const node = decodeDer(der);
  let at = node.contentStart;
  for (let i = 0; ; i++) {
    const length = (der[at + 1] ?? 0) < 0x80 ? 0 : (der[at + 1] ?? 0) & 0x7f;
    const size = length === 0 ? (der[at + 1] ?? 0) : Buffer.from(der).readUIntBE(at + 2, length);
    const end = at + 2 + length + size;
    if (i === n) return der.subarray(at, end);
    at = end;
  }
}

/** archive-time-stamp-v3 over `now` (EN 319 122-1 §5.5.3). */
function archived(now: Grown, tsa: Entity, time: string, index = indexOf(now)): Uint8Array {
  const imprint = sha256(
    Buffer.concat([oid(OID.data), sha256(CONTENT), parseSignedData(signed).signerInfo.signedFields, index]),
  );
  const token = tokenOf(imprint, 'SHA-256', tsa, day(time), [attribute(OID.atsHashIndexV3, index)]);
  return attribute(OID.archiveTimeStampV3, token);
}

/** Level B-LT: chains and CRLs in the fields of SignedData. */
const LT: Grown = (() => {
  const { Certs = [], CRLs = [] } = answersAt(day('2021-06-02'));
  return {
    certificates: Certs.slice(0, 1),
    crls: CRLs.slice(0, 2),
    unsigned: [stampedAt(tsa1, '2021-06-01')],
  };
})();
const withMore = (base: Grown, ...more: readonly Uint8Array[]): Grown => ({
  ...base,
  unsigned: [...(base.unsigned ?? []), ...more],
});

describe('levels of detached CAdES', () => {
  test.each<[string, Grown, CmsJudgement['level']]>([
    ['nothing', { certificates: [ca.certificate.der] }, 'B-B'],
    ['a timestamp', { certificates: [ca.certificate.der], unsigned: [stampedAt(tsa1, '2021-06-01')] }, 'B-T'],
    ['everything to judge it by', LT, 'B-LT'],
    ['an archive timestamp over that', withMore(LT, archived(LT, tsa2, '2021-06-03')), 'B-LTA'],
  ])('%s', (_, parts, level) => {
    expect(judge(grown(parts), '2021-06-04', fresh('2021-06-04'))).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', level },
    });
  });

  test('values in attributes do as well, and OCSP answers in SignedData', () => {
    const nextUpdate = new Date(day('2021-06-02').getTime() + WEEK);
    const answer = ocsp(leaf, ca, { responder, thisUpdate: day('2021-06-02'), nextUpdate });
    const other = encode(0xa1, oid(OID.ocspResponse), answer);
    const ofRoot = crl(root, { thisUpdate: day('2021-06-02'), nextUpdate });
    const ofTsa = crl(ca, { thisUpdate: day('2021-06-02'), nextUpdate });
    const parts: Grown = {
      ...{ crls: [ofTsa, other], version: 5 },
      unsigned: [
        stampedAt(tsa1, '2021-06-01'),
        attribute(OID.certificateValues, sequence(ca.certificate.der)),
        attribute(OID.revocationValues, sequence(explicit(0, sequence(ofRoot)))),
      ],
    };
    const judged = judge(grown(parts), '2021-06-04');
    expect(judged).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LT' });
    expect(codes(judged)).toEqual([]);
    const stamped = withMore(parts, archived(parts, tsa2, '2021-06-03'));
    expect(judge(grown(stamped), '2021-06-04').level).toBe('B-LTA');
    expect(codes(judge(grown({ ...parts, version: 1 }), '2021-06-04'))).toContain('CMS_VERSION_WRONG');
  });
});

describe('archive-time-stamp-v3', () => {
  const once = withMore(LT, archived(LT, tsa2, '2021-06-03'));

  test('keeps a signature whose signer and timestamp authority have expired', () => {
    expect(judge(grown(once), '2024-01-01', fresh('2024-01-01'))).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', level: 'B-LTA', bestTime: '2021-06-01T00:00:00.000Z' },
      archiveTimestamps: [{ indication: 'TOTAL-PASSED', genTime: day('2021-06-03') }],
    });
    expect(judge(grown(LT), '2024-01-01', fresh('2024-01-01'))).toMatchObject({
      ...{ indication: 'INDETERMINATE', subIndication: 'OUT_OF_BOUNDS_NO_POE' },
    });
  });
  test('renewed by a second one, in any order in the file', () => {
    const { CRLs = [] } = answersAt(day('2027-06-01'));
    const more = { ...once, crls: [...(once.crls ?? []), ...CRLs.slice(0, 2)] };
    const second = archived(more, tsa3, '2027-06-02');
    const [stamp, ...others] = more.unsigned ?? [];
    for (const unsigned of [
      [stamp, ...others, second],
      [second, ...others, stamp],
    ]) {
      const file = grown({ ...more, unsigned: unsigned.filter((one) => one !== undefined) });
      expect(judge(file, '2029-01-01', fresh('2029-01-01'))).toMatchObject({
        ...{ indication: 'TOTAL-PASSED', level: 'B-LTA' },
      });
    }
    expect(judge(grown(more), '2029-01-01', fresh('2029-01-01')).indication).toBe('INDETERMINATE');
  });
  test('what was added after it is not proven by it', () => {
    const bare: Grown = { ...LT, crls: [] };
    const late = { ...withMore(bare, archived(bare, tsa2, '2021-06-03')), ...{ crls: LT.crls ?? [] } };
    const judged = judge(grown(late), '2024-01-01', fresh('2024-01-01'));
    expect(judged.level).toBe('B-LT');
  });
  test('made for another signature', () => {
    const other = sequence(
      ...[sequence(oid(DIGESTS['SHA-256'].oid)), sequence(octetString(sha256(leaf.certificate.der)))],
      ...[sequence(), sequence()],
    );
    const token = tokenOver(Buffer.from('other'), tsa2, day('2021-06-03'), {
      unsigned: [attribute(OID.atsHashIndexV3, other)],
    });
    const judged = judge(
      grown(withMore(LT, attribute(OID.archiveTimeStampV3, token))),
      '2021-06-04',
      fresh('2021-06-04'),
    );
    expect(judged).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
      level: 'B-LT',
    });
    expect(codes(judged)).toContain('TIMESTAMP_OF_SOMETHING_ELSE');
  });
  test.each<[string, () => Uint8Array]>([
    [
      'an index with one hash more',
      () => archived(LT, tsa2, '2021-06-03', indexOf({ ...LT, crls: [...(LT.crls ?? []), Buffer.of(5, 0)] })),
    ],
    ['an index that is junk', () => archived(LT, tsa2, '2021-06-03', sequence(integer(1)))],
    [
      'no index',
      () => attribute(OID.archiveTimeStampV3, tokenOver(Buffer.from('x'), tsa2, day('2021-06-03'))),
    ],
  ])('%s', (_, stamp) => {
    const judged = judge(grown(withMore(LT, stamp())), '2021-06-04', fresh('2021-06-04'));
    expect(judged).toMatchObject({ indication: 'INDETERMINATE', level: 'B-LT' });
    expect(codes(judged)).toContain('TIMESTAMP_HASH_INDEX_WRONG');
  });
  test('two that expired do not vouch for each other', () => {
    const first = archived(LT, tsa1, '2021-06-03');
    const both = withMore(LT, first);
    const second = withMore(both, archived(both, tsa1, '2021-06-03'));
    expect(judge(grown(second), '2024-01-01', fresh('2024-01-01'))).toMatchObject({
      ...{ indication: 'INDETERMINATE', subIndication: 'OUT_OF_BOUNDS_NO_POE', level: 'B-B', bestTime: null },
    });
  });
  test('more than anybody renews are not judged, and that is told', () => {
    const many = Array.from({ length: 65 }, () => archived(LT, tsa2, '2021-06-03'));
    const judged = judge(grown(withMore(LT, ...many)), '2021-06-04', fresh('2021-06-04'));
    expect(judged).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' });
    expect(codes(judged)).toContain('TIMESTAMP_TOO_MANY');
    const stamps = Array.from({ length: 65 }, () => stampedAt(tsa1, '2021-06-01'));
    expect(codes(judge(grown({ unsigned: stamps }), '2021-06-04'))).toContain('TIMESTAMP_TOO_MANY');
  });
  test('older than the signature timestamp it covers: out of order', () => {
    const judged = judge(
      grown(withMore(LT, archived(LT, tsa2, '2021-05-01'))),
      '2021-06-04',
      fresh('2021-06-04'),
    );
    expect(judged).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TIMESTAMP_ORDER_FAILURE' });
  });
});

describe('other unsigned attributes', () => {
  const at = (type: string, value: Uint8Array = sequence()) =>
    judge(grown(withMore(LT, attribute(type, value))), '2021-06-04', fresh('2021-06-04'));

  test('archive timestamps of old kinds are named and not judged', () => {
    for (const type of [OID.archiveTimeStampV1, OID.archiveTimeStampV2, OID.longTermValidation]) {
      expect(at(type)).toMatchObject({
        indication: 'INDETERMINATE',
        subIndication: 'SIG_CONSTRAINTS_FAILURE',
      });
      expect(codes(at(type))).toContain('TIMESTAMP_ARCHIVE_UNSUPPORTED');
    }
  });
  test('references and counter-signatures are told and change nothing', () => {
    expect(at(OID.certificateRefs).indication).toBe('TOTAL-PASSED');
    expect(codes(at(OID.revocationRefs))).toContain('CMS_REFERENCES_NOT_USED');
    expect(at(OID.counterSignature).indication).toBe('TOTAL-PASSED');
    expect(codes(at(OID.counterSignature))).toContain('CMS_COUNTER_SIGNATURE');
  });
  test('values that nobody signed are not passed over', () => {
    const junk = at(OID.certificateValues, sequence(sequence(integer(1))));
    expect(junk).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' });
    expect(codes(at(OID.revocationValues, sequence(explicit(0, sequence(sequence(integer(1)))))))).toContain(
      'CMS_CONTENT_UNEXPLAINED',
    );
  });
});

describe('parallel signatures', () => {
  const parts: CmsParts = { signer: leaf, contentDigest: sha256(CONTENT) };
  test('each SignerInfo is a signature of its own; one alone is asked for elsewhere', () => {
    const info = (der: Uint8Array) => encode(0x30, parseSignedData(der).signerInfo.signedFields);
    const both = sequence(
      oid(OID.signedData),
      explicit(
        0,
        sequence(
          ...[integer(1), encode(0x31, sequence(oid(DIGESTS['SHA-256'].oid))), sequence(oid(OID.data))],
          ...[encode(0xa0, leaf.certificate.der), encode(0x31, info(signed), info(cmsOf(parts)))],
        ),
      ),
    );
    expect(parseSigners(both)).toHaveLength(2);
    expect(() => parseSignedData(both)).toThrow(expect.objectContaining({ code: 'CMS_INVALID' }));
  });
});
