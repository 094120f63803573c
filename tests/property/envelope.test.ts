import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvelope, serializeEnvelope } from '../../src/envelope/codec.ts';
import type { DocumentEnvelope, Organization, StatusEnvelope } from '../../src/envelope/envelope.ts';
import { decodeBase64 } from '../../src/envelope/profiles/base64.ts';
import { readPackage } from '../../src/envelope/profiles/vxpRead.ts';
import { validateForSending } from '../../src/envelope/rules.ts';
import { CongvanError } from '../../src/kernel/errors.ts';
import { isValidXmlSignature } from '../../src/signing/xml/crossCheck.ts';
import { examineSeal } from '../../src/signing/xml/examineSeal.ts';
import { sealEnvelope } from '../../src/signing/xml/seal.ts';
import { envelopeFixture } from '../unit/envelope/sample.ts';
import { PARTS, SIGNING_TIME, sealedSample, sealKey } from '../unit/signing/xml/sample.ts';

const LETTERS = [...'aăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵAĐƯ'];
const MARKUP = [...'<>&"\'/=;#[]!-?\r\n\t \u00a0\u200b\u{1d4b3}', ']]>', '<!--', '&amp;', '&#13;', 'cid:'];
const letter = fc.oneof(fc.constantFrom(...LETTERS), fc.constantFrom(...MARKUP), fc.string({ maxLength: 1 }));

/** Vietnamese text, composed or decomposed, with what XML finds hard; trimmed, as text of an envelope is. */
function text(maxLength: number, minLength = 1): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(letter, { minLength, maxLength: Math.floor(maxLength / 6) }),
      fc.constantFrom('NFC', 'NFD'),
    )
    .map(([letters, form]) => letters.join('').normalize(form).trim())
    .filter((value) => value.length >= minLength && isXml(value));
}

function isXml(value: string): boolean {
  return !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value);
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const identifier = fc.stringMatching(/^[A-Za-z0-9._@-]{1,20}$/);
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));
const time = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((at) => `${at.toISOString().slice(0, 19)}+07:00`);
const several = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 3 });

const organization: fc.Arbitrary<Organization> = fc.record({
  organId: text(35),
  organizationInCharge: maybe(text(200)),
  organName: maybe(text(200)),
  organAdd: maybe(text(250)),
  email: maybe(text(100)),
  telephone: maybe(text(20)),
  fax: maybe(text(20)),
  website: maybe(text(100)),
});

const staff = fc.record({
  department: text(100),
  departmentId: maybe(text(30)),
  staff: maybe(text(100)),
  staffId: maybe(text(30)),
  email: maybe(text(100)),
  mobile: maybe(text(30)),
});

const business = fc.record({
  docType: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  reason: text(100),
  documentId: maybe(text(100)),
  paper: maybe(fc.boolean()),
  update: fc.record({
    documentChanged: fc.boolean(),
    receiversChanged: fc.boolean(),
    receivers: several(
      fc.record({ organId: text(35), change: fc.constantFrom('removed' as const, 'added' as const) }),
    ),
  }),
  replacements: fc.uniqueArray(
    fc.record({
      documentId: text(100),
      organIds: fc.uniqueArray(text(35), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3, selector: ({ documentId }) => documentId },
  ),
  staff: maybe(staff),
});

const document: fc.Arbitrary<DocumentEnvelope> = fc.record({
  kind: fc.constant('document' as const),
  from: organization,
  to: fc.uniqueArray(organization, { minLength: 1, maxLength: 4, selector: ({ organId }) => organId }),
  documentId: text(200),
  code: fc.record({ number: text(11), notation: text(30) }),
  promulgation: fc.record({ place: maybe(text(50)), date: day }),
  documentType: fc.record({ type: text(10), typeDetail: maybe(text(10)), typeName: text(100) }),
  subject: text(500),
  content: maybe(text(500)),
  signer: fc.record({ competence: maybe(text(100)), position: maybe(text(100)), fullName: text(50) }),
  dueDate: maybe(day),
  otherInfo: fc.record({
    priority: maybe(fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const, 4 as const)),
    sphereOfPromulgation: maybe(text(100)),
    typerNotation: maybe(text(10)),
    promulgationAmount: maybe(text(10)),
    pageAmount: maybe(text(10)),
    direction: fc.boolean(),
    appendixes: several(text(100)),
  }),
  responseFor: several(
    fc.record({
      organId: text(35),
      code: maybe(text(40)),
      documentId: maybe(text(100)),
      promulgationDate: maybe(day),
    }),
  ),
  steeringType: maybe(text(10)),
  responseForTask: several(text(20)),
  applicationType: maybe(text(10)),
  toPlaces: several(text(150)),
  trace: several(fc.record({ organId: text(35).filter((id) => id !== 'null'), timestamp: maybe(time) })),
  messageId: maybe(identifier),
  business,
  attachments: fc.uniqueArray(
    fc.record({
      contentId: identifier,
      contentType: maybe(text(50)),
      name: text(500),
      description: maybe(text(100)),
    }),
    { minLength: 1, maxLength: 4, selector: ({ contentId }) => contentId },
  ),
});

const status: fc.Arbitrary<StatusEnvelope> = fc.record({
  kind: fc.constant('status' as const),
  from: organization,
  responseFor: fc.record({
    organId: text(35),
    code: text(40),
    documentId: text(200),
    promulgationDate: day,
  }),
  staff: maybe(staff),
  statusCode: text(10),
  description: text(300),
  timestamp: time,
  messageId: maybe(identifier),
});

const envelope = fc.oneof(document, status).filter((value) => validateForSending(value).length === 0);

describe('an envelope', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(envelope, (value) => {
        const bytes = serializeEnvelope(value, { profile: 'sealed' });
        expect(parseEnvelope(bytes)).toEqual({ envelope: value, warnings: [] });
        expect(serializeEnvelope(parseEnvelope(bytes).envelope, { profile: 'sealed' })).toEqual(bytes);
      }),
      { numRuns: 150 },
    );
  });

  it('is read with its attachments as it was written', () => {
    const contents = fc.array(fc.uint8Array({ minLength: 1, maxLength: 9_000 }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(document, contents, (value, bytes) => {
        fc.pre(validateForSending(value).length === 0);
        const attachments = value.attachments.map(({ contentId }, index) => ({
          contentId,
          bytes: bytes[index] ?? new Uint8Array([1]),
        }));
        const { files } = readPackage(serializeEnvelope(value, { profile: 'vxp', attachments }));
        expect(files.map((file) => (file.kind === 'file' ? [file.contentId, file.bytes] : file))).toEqual(
          attachments.map((file) => [file.contentId, Buffer.from(file.bytes)]),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('with changed bytes is read or refused cleanly', () => {
    const fixture = envelopeFixture('hand-made.edxml');
    fc.assert(
      fc.property(fc.nat(fixture.length - 1), fc.nat(255), fc.nat(3), (at, byte, cut) => {
        const changed = Buffer.concat([
          fixture.subarray(0, at),
          Buffer.from([byte]),
          fixture.subarray(at + cut),
        ]);
        try {
          readPackage(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(CongvanError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('base64', () => {
  it('of any bytes, in any lines, is decoded', () => {
    const ends = fc.constantFrom('', '\n', '\r\n', '&#13;\n', '&#xD;\n    ');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), ends, (bytes, end) => {
        const lines =
          Buffer.from(bytes)
            .toString('base64')
            .match(/.{1,76}/g) ?? [];
        expect(decodeBase64(Buffer.from(lines.join(end)))).toEqual(Buffer.from(bytes));
      }),
    );
  });
});

const sealed = Buffer.from(await sealedSample());

/** True when the change was noticed: an error of the gate or a refusal. */
function isNoticed(bytes: Uint8Array): boolean {
  try {
    return examineSeal(bytes).kind === 'refused';
  } catch (error) {
    if (error instanceof CongvanError) return true;
    throw error;
  }
}

describe('a sealed envelope', () => {
  it('whatever it says, is verified by another implementation of XML-DSig', async () => {
    await fc.assert(
      fc.asyncProperty(envelope, async (value) => {
        const parts = PARTS.slice(0, value.kind === 'document' ? 2 : 0);
        const xml = serializeEnvelope(value, { profile: 'sealed' });
        const request = { parts, key: sealKey, signingTime: SIGNING_TIME, id: 'p-1' };
        const bytes = await sealEnvelope(xml, request);
        const seal = examineSeal(bytes);
        if (seal.kind !== 'intact') throw new Error(seal.code);
        expect(isValidXmlSignature(Buffer.from(bytes).toString(), seal.found, seal.values)).toBe(true);
        expect(parseEnvelope(Buffer.from(seal.found.envelope)).envelope).toEqual(value);
      }),
      { numRuns: 40 },
    );
  });

  it('is intact to begin with', () => {
    expect(isNoticed(sealed)).toBe(false);
  });

  it('never survives one changed byte, wherever it is', () => {
    const unnoticed: number[] = [];
    const start = Math.floor(sealed.length * 0.31) % 5;
    for (let at = start; at < sealed.length; at += 5) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      if (!isNoticed(changed)) unnoticed.push(at);
    }
    expect(unnoticed).toEqual([]);
  });

  it('never survives a byte put in, left out or replaced', () => {
    const edit = fc.record({
      at: fc.nat(sealed.length - 1),
      put: fc.oneof(
        fc.constantFrom(' ', '\n', '\r', '\t', '/', '=', 'A', '"', "'", '<', '>', '&', '\u00a0'),
        fc.string({ maxLength: 2 }),
      ),
      left: fc.nat(1),
    });
    fc.assert(
      fc.property(edit, ({ at, put, left }) => {
        const pieces = [sealed.subarray(0, at), Buffer.from(put), sealed.subarray(at + left)];
        const changed = Buffer.concat(pieces);
        fc.pre(!changed.equals(sealed));
        expect(isNoticed(changed)).toBe(true);
      }),
      { numRuns: 800 },
    );
  });

  it('never survives two of its pieces changing places', () => {
    fc.assert(
      fc.property(fc.nat(sealed.length), fc.nat(200), fc.nat(200), (at, first, second) => {
        const [a, b, c] = [at, at + first, at + first + second];
        const pieces = [
          sealed.subarray(0, a),
          sealed.subarray(b, c),
          sealed.subarray(a, b),
          sealed.subarray(c),
        ];
        const changed = Buffer.concat(pieces);
        fc.pre(!changed.equals(sealed));
        expect(isNoticed(changed)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
