import { describe, expect, it } from 'vitest';
import { parseEnvelope, serializeEnvelope } from '../../../src/envelope/codec.ts';
import type { DocumentEnvelope } from '../../../src/envelope/envelope.ts';
import { readPackage } from '../../../src/envelope/profiles/vxpRead.ts';
import { envelopeFixture, sampleDocument, sampleStatus } from './sample.ts';

const xml = serializeEnvelope(sampleDocument, { profile: 'sealed' }).toString();

function parse(text: string) {
  return parseEnvelope(Buffer.from(text));
}

function documentIn(text: string): DocumentEnvelope {
  const { envelope } = parse(text);
  if (envelope.kind !== 'document') throw new Error('not a document');
  return envelope;
}

describe('writing an envelope', () => {
  it('gives back the same values when read', () => {
    expect(parse(xml).envelope).toEqual(sampleDocument);
    expect(parse(xml).warnings).toEqual([]);
  });

  it('gives back the same status when read', () => {
    const status = serializeEnvelope(sampleStatus, { profile: 'sealed' });
    expect(parseEnvelope(status).envelope).toEqual(sampleStatus);
  });

  it('puts the elements in the order of the official client', () => {
    const order = [...xml.matchAll(/<edXML:(\w+)/g)].map((match) => match[1]);
    const header = order.slice(order.indexOf('MessageHeader') + 1);
    const top = [
      'From',
      'To',
      'DocumentId',
      'Code',
      'PromulgationInfo',
      'DocumentType',
      'Subject',
      'Content',
      'SignerInfo',
      'DueDate',
      'OtherInfo',
      'ResponseFor',
      'SteeringType',
      'ResponseForTask',
      'ApplicationType',
      'ToPlaces',
      'TraceHeaderList',
      'edXMLBody',
    ];
    const at = top.map((name) => header.indexOf(name));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at).not.toContain(-1);
  });

  it('uses the prefixes the national axis insists on', () => {
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<edXML xmlns="http:\/\/www.mic.gov.vn\/TBT\/QCVN_102_2016">\n {2}<edXML:edXMLEnvelope xmlns:edXML="http:\/\/www.mic.gov.vn\/TBT\/QCVN_102_2016">\n {4}<edXML:edXMLHeader>\n/,
    );
    expect(xml.match(/xmlns/g)).toHaveLength(2);
  });

  it('writes days and times of Vietnam', () => {
    expect(xml).toContain('<edXML:PromulgationDate>2026/11/19</edXML:PromulgationDate>');
    expect(xml).toContain('<edXML:Timestamp>2026/11/19 09:30:05</edXML:Timestamp>');
  });

  it('leaves out what is absent and what would be empty', () => {
    const { content, dueDate, messageId, ...rest } = sampleDocument;
    const short = serializeEnvelope(
      { ...rest, toPlaces: [], signer: { fullName: 'A', competence: '  ' } },
      { profile: 'sealed' },
    ).toString();
    expect(short).not.toMatch(/Content>|DueDate|ToPlaces|Competence| id=|\/>|><\//);
    expect([content, dueDate, messageId]).not.toContain(undefined);
  });

  it('has no trace in a status for the national axis', () => {
    expect(serializeEnvelope(sampleStatus, { profile: 'vxp' }).toString()).not.toContain('TraceHeaderList');
  });

  it('refuses an envelope that breaks a rule, naming it', () => {
    expect(() => serializeEnvelope({ ...sampleDocument, subject: '' }, { profile: 'sealed' })).toThrowError(
      expect.objectContaining({ code: 'ENVELOPE_INVALID', where: 'Subject' }),
    );
  });
});

describe('reading an envelope', () => {
  it('takes elements in any order', () => {
    const moved = xml.replace(
      /( *<edXML:From>[\s\S]*?<\/edXML:From>\n)([\s\S]*?)( *<edXML:ToPlaces>)/,
      (_all, from: string, rest: string, places: string) => rest + from + places,
    );
    expect(moved).not.toBe(xml);
    expect(parse(moved).envelope).toEqual(sampleDocument);
  });

  it('ignores elements of other namespaces and unknown ones', () => {
    const extended = xml.replace(
      '<edXML:Subject>',
      '<Subject xmlns="urn:other">evil</Subject><edXML:Later>x</edXML:Later><edXML:Subject>',
    );
    expect(documentIn(extended).subject).toBe(sampleDocument.subject);
  });

  it.each([
    ['2026/11/19', '2026-11-19'],
    ['19/11/2026', '2026-11-19'],
    ['2026/11/19 23:59:59', '2026-11-19'],
  ])('understands the date %s', (wire, day) => {
    expect(documentIn(xml.replace('2026/11/19<', `${wire}<`)).promulgation.date).toBe(day);
  });

  it.each(['2026/02/30', '31/11/2026', 'hôm nay', '2026-11-19', '2026/1/2'])(
    'warns of the date %s',
    (wire) => {
      const { envelope, warnings } = parse(xml.replace('2026/12/01<', `${wire}<`));
      expect(envelope).toMatchObject({ dueDate: undefined });
      expect(warnings.map(({ path, rule }) => [path, rule])).toEqual([
        ['edXMLEnvelope/edXMLHeader/MessageHeader/DueDate', 'date'],
      ]);
    },
  );

  it('names mandatory values that are missing', () => {
    const { envelope, warnings } = parse(xml.replace(/ *<edXML:Subject>.*<\/edXML:Subject>\n/, ''));
    expect(envelope).toMatchObject({ subject: '' });
    expect(warnings).toContainEqual(expect.objectContaining({ path: 'Subject', rule: 'required' }));
  });

  it.each(['Subject', 'From', 'DocumentId', 'Code', 'SignerInfo', 'OtherInfo'])(
    'refuses a second %s: one reader would see the first, another the last',
    (name) => {
      const twice = xml.replace(`<edXML:${name}>`, `<edXML:${name}>x</edXML:${name}><edXML:${name}>`);
      expect(() => parse(twice)).toThrowError(
        expect.objectContaining({ code: 'ENVELOPE_AMBIGUOUS', where: expect.stringContaining(name) }),
      );
    },
  );

  it('refuses elements inside a value', () => {
    const mixed = xml.replace('<edXML:Subject>', '<edXML:Subject><edXML:b>evil</edXML:b>');
    expect(() => parse(mixed)).toThrowError(expect.objectContaining({ code: 'ENVELOPE_AMBIGUOUS' }));
  });

  it('refuses a document that is a status too', () => {
    const both = xml.replace('<edXML:Subject>', '<edXML:StatusCode>01</edXML:StatusCode><edXML:Subject>');
    expect(() => parse(both)).toThrowError(expect.objectContaining({ code: 'ENVELOPE_AMBIGUOUS' }));
  });

  it('refuses an act it does not know rather than take it for a new document', () => {
    const odd = xml.replace('DocType>0<', 'DocType>7<');
    expect(() => parse(odd)).toThrowError(expect.objectContaining({ code: 'ENVELOPE_NOT_EDXML' }));
  });

  it.each([
    ['another root', '<a/>'],
    ['an old namespace', xml.replaceAll('QCVN_102_2016', 'Schema')],
    ['other letters', xml.replaceAll('edXMLEnvelope', 'EdXMLEnvelope')],
  ])('refuses %s', (_what, text) => {
    expect(() => parse(text)).toThrowError(expect.objectContaining({ code: 'ENVELOPE_NOT_EDXML' }));
  });

  it('refuses attachments inside a sealed envelope', () => {
    expect(() => parseEnvelope(envelopeFixture('hand-made.edxml'))).toThrowError(
      expect.objectContaining({ code: 'ENVELOPE_WRONG_PROFILE' }),
    );
  });
});

describe('real defects', () => {
  it('reads a package of the official client of 2019', () => {
    const { envelope, warnings, files } = readPackage(envelopeFixture('sdk-2019.edxml'));
    expect(envelope).toMatchObject({
      kind: 'document',
      from: { organId: '000.00.12.H29', email: undefined },
      to: [{ organName: 'Sở Nội vụ' }, { organId: 'vxp.saas.03' }],
      code: { number: '74fass22' },
      subject: 'Về việc báo cáo & đề xuất',
      signer: { competence: undefined },
      dueDate: undefined,
      otherInfo: { priority: 2, appendixes: ['Phụ lục I'] },
      responseFor: [],
      trace: [
        { organId: '000.00.12.H29', timestamp: '2019-03-01T08:15:30+07:00' },
        { organId: undefined },
        { organId: undefined },
      ],
      business: { docType: 0, paper: false, documentId: '000.00.12.H29,2018/01/01,1/STC-VP' },
    });
    expect(warnings.map(({ path }) => path)).toEqual([
      'edXMLEnvelope/edXMLHeader/TraceHeaderList/TraceHeader[2]/OrganId',
    ]);
    expect(files).toMatchObject([{ kind: 'file', name: 'BAO CAO.PDF', wasWrapped: true }]);
  });

  it('reads a package made by hand', () => {
    const { envelope } = readPackage(envelopeFixture('hand-made.edxml'));
    expect(envelope).toMatchObject({
      documentId: 'H29.12,2026,15',
      messageId: 'm-1',
      code: { number: '0015', notation: 'STC-VP' },
      promulgation: { date: '2026-11-18' },
      subject: 'Về việc <thử>',
      dueDate: '2026-12-01',
      otherInfo: { priority: undefined },
      trace: [{ timestamp: '2026-11-19T07:00:00+07:00' }],
      business: {
        docType: 2,
        update: {
          documentChanged: true,
          receiversChanged: true,
          receivers: [
            { organId: 'H29.13', change: 'removed' },
            { organId: 'H29.14', change: 'added' },
          ],
        },
      },
    });
  });

  it('joins a replaced document that is listed twice', () => {
    const { envelope } = readPackage(envelopeFixture('replacement.edxml'));
    expect(envelope).toMatchObject({
      business: { docType: 3, replacements: [{ documentId: 'old-1', organIds: ['H29.13', 'H29.14'] }] },
    });
  });

  it('keeps a status code it does not know, and a nonsensical time', () => {
    const { envelope, warnings } = parseEnvelope(envelopeFixture('status-hand-made.edxml'));
    expect(envelope).toMatchObject({
      kind: 'status',
      statusCode: '09',
      timestamp: '2026-11-18T23:00:00+07:00',
    });
    expect(warnings).toEqual([]);
  });

  it('says that something stands before the prolog', () => {
    expect(() => readPackage(envelopeFixture('junk-before-prolog.edxml'))).toThrowError(
      expect.objectContaining({ code: 'ENVELOPE_JUNK', detail: '4 characters before the first tag' }),
    );
  });

  it('does not ask for a signature in the header', () => {
    const { warnings } = readPackage(envelopeFixture('digital-signature.edxml'));
    expect(warnings.map(({ rule }) => rule)).toEqual(['attachment-missing']);
  });
});
