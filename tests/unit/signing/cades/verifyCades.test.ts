import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  certificatesOfCades,
  detachedContent,
  digestsIn,
  verifyCades,
} from '../../../../src/signing/cades/verifyCades.ts';
import { parseCms } from '../../../../src/signing/cms/parse.ts';
import { fieldsOf } from '../../../../src/signing/der/fields.ts';
import { decodeDer, innerOf, rawOf } from '../../../../src/signing/der/read.ts';
import {
  encode,
  explicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
} from '../../../../src/signing/der/write.ts';
import { OID } from '../../../../src/signing/x509/oids.ts';
import { contextFor, PERSON, SEAL, signatureOver, token } from './devCades.ts';

const CONTENT = Buffer.from('bảng lương tháng 11\n');
const OTHER = Buffer.from('bảng lương tháng 12\n');
const person = await signatureOver(CONTENT, PERSON);
const seal = await signatureOver(CONTENT, SEAL);

interface Pieces {
  readonly version?: number;
  readonly contentType?: string;
  readonly content?: Uint8Array;
  readonly signers?: readonly Uint8Array[];
}

/** The fields of a SignedData as encoded values. */
function fieldsIn(cms: Uint8Array) {
  const info = fieldsOf(decodeDer(cms), 'ContentInfo');
  info.any('contentType');
  const data = fieldsOf(innerOf(info.any('content')), 'SignedData');
  const [, digests, , certificates, signers] = ['v', 'd', 'e', 'c', 's'].map((name) => data.any(name));
  if (digests === undefined || certificates === undefined || signers === undefined) throw new Error('CMS');
  return { digests: rawOf(digests), certificates, signer: rawOf(innerOf(signers)) };
}

/** One SignedData out of the signers of several, or with content inside. */
function assembled(cmses: readonly Uint8Array[], pieces: Pieces = {}): Buffer {
  const all = cmses.map(fieldsIn);
  const certificates = new Map(
    cmses.flatMap((cms) => parseCms(cms).certificates).map((der) => [Buffer.from(der).toString('hex'), der]),
  );
  const content = pieces.content === undefined ? [] : [explicit(0, octetString(pieces.content))];
  const signedData = sequence(
    integer(pieces.version ?? 1),
    all[0]?.digests ?? setOf(),
    sequence(oid(pieces.contentType ?? OID.data), ...content),
    encode(0xa0, ...certificates.values()),
    setOf(...(pieces.signers ?? all.map(({ signer }) => signer))),
  );
  return sequence(oid(OID.signedData), explicit(0, signedData));
}

async function judge(cms: Uint8Array, content?: Uint8Array) {
  const beside = content === undefined ? {} : { content: detachedContent('luong.xlsx', content) };
  return verifyCades(cms, {
    ...(await contextFor(certificatesOfCades(cms))),
    file: 'luong.xlsx.p7s',
    ...beside,
  });
}

describe('a detached signature', () => {
  test('passes over its file, which is named', async () => {
    const report = await judge(person, CONTENT);
    expect(report).toMatchObject({
      ...{ file: 'luong.xlsx', kind: 'cms', indication: 'TOTAL-PASSED', documentUnchanged: true },
      signatures: [
        {
          ...{ role: 'person', format: 'CAdES', level: 'B-T', coverage: 'WHOLE-FILE', modifications: 'NONE' },
          signed: [{ name: 'luong.xlsx', extent: 'WHOLE' }],
          timestamps: [{ indication: 'TOTAL-PASSED' }],
        },
      ],
    });
  });

  test('fails over any other bytes', async () => {
    for (const content of [OTHER, Buffer.alloc(0), Buffer.concat([CONTENT, Buffer.of(0)])]) {
      const report = await judge(person, content);
      expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
      expect(report.signatures).toMatchObject([{ subIndication: 'HASH_FAILURE', coverage: 'PARTIAL' }]);
    }
  });

  test('alone asks for its file by the name it lies under', async () => {
    await expect(judge(person)).rejects.toMatchObject({
      ...{ code: 'SIGNED_FILE_NEEDED', where: 'luong.xlsx.p7s', detail: 'by its name it signs luong.xlsx' },
    });
  });

  test('is malformed with a byte behind it, or when it is none', async () => {
    for (const der of [Buffer.concat([person, Buffer.of(0)]), person.subarray(0, -1), Buffer.from('0')]) {
      const report = await judge(der, CONTENT);
      expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
      expect(report.signatures[0]?.reasons.map(({ code }) => code)).toEqual(['CMS_MALFORMED']);
    }
  });

  test('names the digests that its file will be asked for', () => {
    expect(digestsIn(person)).toEqual(['SHA-256']);
    expect(digestsIn(Buffer.alloc(0))).toEqual(['SHA-256']);
  });
});

describe('content inside the signature', () => {
  const attached = assembled([person], { content: CONTENT });

  test('is what is judged', async () => {
    const report = await judge(attached);
    expect(report).toMatchObject({
      file: 'luong.xlsx.p7s',
      indication: 'TOTAL-PASSED',
      documentUnchanged: true,
    });
    expect(report.signatures).toMatchObject([{ signed: [{ name: '', extent: 'WHOLE' }] }]);
  });

  test('is refused when it is not what was signed', async () => {
    const report = await judge(assembled([person], { content: OTHER }));
    expect(report.signatures).toMatchObject([{ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' }]);
  });

  test('must be the file beside it, if one is given', async () => {
    expect((await judge(attached, CONTENT)).indication).toBe('TOTAL-PASSED');
    const report = await judge(attached, OTHER);
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
    expect(report.signatures[0]?.reasons).toEqual([
      {
        code: 'CADES_CONTENT_DIFFERS',
        text: expect.stringContaining(`luong.xlsx, ${CONTENT.length} bytes inside`),
      },
    ]);
  });

  test('of another type is not judged: a timestamp token is no signature over a file', async () => {
    const report = await judge(await token(CONTENT), CONTENT);
    expect(report).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
    expect(report.signatures[0]?.reasons.map(({ code }) => code)).toEqual(['CADES_CONTENT_TYPE_UNSUPPORTED']);
  });
});

describe('several signers', () => {
  test('are judged each alone, in one report', async () => {
    const report = await judge(assembled([person, seal]), CONTENT);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures.map(({ role }) => role).toSorted()).toEqual(['agency', 'person']);
  });

  test('pass only when all do', async () => {
    const stranger = await signatureOver(OTHER, SEAL);
    const report = await judge(assembled([person, stranger]), CONTENT);
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
    expect(report.signatures.map(({ indication }) => indication).toSorted()).toEqual([
      'TOTAL-FAILED',
      'TOTAL-PASSED',
    ]);
  });

  test('do not mend a wrong version', async () => {
    const report = await judge(assembled([person, seal], { version: 3 }), CONTENT);
    expect(report.indication).toBe('INDETERMINATE');
    expect(report.signatures.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toContain(
      'CMS_VERSION_WRONG',
    );
  });

  test('are not judged when there are too many, or none', async () => {
    const many = Array.from({ length: 65 }, () => fieldsIn(person).signer);
    for (const signers of [many, []]) {
      const report = await judge(assembled([person], { signers }), CONTENT);
      expect(report.signatures).toMatchObject([
        { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
      ]);
    }
  });

  test('bring all their certificates', () => {
    const all = certificatesOfCades(assembled([person, seal])).map((der) => hash('sha256', der, 'hex'));
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(certificatesOfCades(person).length);
  });
});
