import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CongvanError } from '../../src/kernel/errors.ts';
import { elementsOf, isElement, readXml, type XmlDocument } from '../../src/kernel/xml/document.ts';
import { canonicalize } from '../../src/signing/xml/c14n/canonicalize.ts';
import { c14nMethod, DEFAULT_C14N } from '../../src/signing/xml/c14n/methods.ts';
import { DIGEST_BUDGET, type Signed } from '../../src/signing/xml/dsig/dereference.ts';
import { digestInput } from '../../src/signing/xml/dsig/digestInput.ts';
import { identifiersOf } from '../../src/signing/xml/dsig/identifiers.ts';
import { DSIG } from '../../src/signing/xml/dsig/names.ts';
import { readReferences } from '../../src/signing/xml/dsig/parse.ts';
import { readC14n } from '../../src/signing/xml/dsig/transforms.ts';
import { corpus } from '../corpora.ts';
import { hiddenBy } from './c14nSubsets.ts';
import { actualOf, expectedOf, record } from './record.ts';
import { judge, outcome, rowsOf, tally } from './xmlCorpus.ts';

/** Apache Santuario's files: canonical octets of many implementations, and signatures good and bad. */
const folder = corpus('xmldsig-santuario');
const home = folder ?? '';
const rows = folder === undefined ? [] : rowsOf(home);
const octetRows = rows.filter(({ expected }) => expected === 'EXPECTED C14N OCTETS').map(({ file }) => file);

const C14N_11 = c14nMethod('http://www.w3.org/2006/12/xml-c14n11') ?? DEFAULT_C14N;

/** The octets, or the name of what is not supported. */
type Made = Buffer | string;

function tryRead(file: string): XmlDocument | string {
  try {
    return readXml(readFileSync(join(home, file)));
  } catch (error) {
    if (error instanceof CongvanError) return error.code;
    throw error;
  }
}

/** `xmlid-1-SUN.output`: the subset of `xmlid-1.xpath` of `xmlid-input.xml`, as one implementation wrote it. */
function subsetOctets(file: string): Made {
  const [, name = '', family = ''] = /^((.*?)-\d+)/.exec(basename(file)) ?? [];
  const below = 'org/w3c/www/interop/c14n11';
  const expression = join(home, below, `${name}.xpath`);
  if (!existsSync(expression)) return 'no expression with this name';
  const hides = hiddenBy(readFileSync(expression, 'utf8'));
  const apex = tryRead(`${below}/${family}-input.xml`);
  if (typeof apex === 'string') return apex;
  if (hides === undefined) return 'XPath over single nodes';
  return canonicalize({ apex, comments: true, hides }, C14N_11);
}

/** `31_c14n.xml` of `31_input.xml`, `plain-soap-c14nized.xml` of `plain-soap-1.1.xml`. */
function wholeOctets(file: string): Made {
  const inputs = [
    file.replace(/_c14n.*\.xml$/, '_input.xml'),
    file.replace(/_c14n(_validatingParser)?\.xml$/, '_input$1.xml'),
    file.replace(/-c14nized\.xml$/, '-1.1.xml'),
  ];
  const input = inputs.find((each) => each !== file && existsSync(join(home, each)));
  const apex = input === undefined ? 'no input with this name' : tryRead(input);
  if (typeof apex === 'string') return apex;
  const method = c14nMethod(
    `http://www.w3.org/TR/2001/REC-xml-c14n-20010315${file.includes('comments') ? '#WithComments' : ''}`,
  );
  return canonicalize({ apex, comments: true }, method ?? DEFAULT_C14N);
}

interface Inputs {
  readonly octets: readonly Buffer[];
  /** What kept a document or a reference from being digested. */
  readonly unsupported: readonly string[];
}

/** What every reference of every signature in a folder digests, and every SignedInfo. */
function digestInputsIn(directory: string): Inputs {
  const octets: Buffer[] = [];
  const unsupported: string[] = [];
  for (const name of readdirSync(join(home, directory)).filter((each) => each.endsWith('.xml'))) {
    const document = tryRead(join(directory, name));
    if (typeof document === 'string') {
      unsupported.push(document);
      continue;
    }
    const resolve = () => undefined;
    const budget = { octetsLeft: DIGEST_BUDGET };
    const signed: Signed = { document, identifiers: identifiersOf(document), resolve, budget };
    for (const element of elementsOf(document.root)) {
      const made = octetsAt(element, signed);
      if (typeof made === 'string') unsupported.push(made);
      else if (made !== undefined) octets.push(made);
    }
  }
  return { octets, unsupported };
}

function octetsAt(element: XmlDocument['root'], signed: Signed): Made | undefined {
  try {
    if (isElement(element, DSIG, 'SignedInfo')) {
      const method = [...elementsOf(element)].find((each) => isElement(each, DSIG, 'CanonicalizationMethod'));
      return method && canonicalize({ apex: element, comments: true }, readC14n(method));
    }
    if (!isElement(element, DSIG, 'Reference')) return undefined;
    const [reference] = readReferences([element]);
    const signature = element.parent?.parent ?? element;
    const input = reference && digestInput(reference, signature, signed);
    const octets = input === undefined || 'reason' in input ? input : input.octets();
    if (octets === undefined || 'reason' in octets) return octets?.reason.text;
    return Buffer.from(octets);
  } catch (error) {
    if (error instanceof CongvanError) return error.detail ?? error.code;
    throw error;
  }
}

const inputs = new Map<string, Inputs>();

function inputsBeside(file: string): Inputs {
  const directory = dirname(file);
  const known = inputs.get(directory) ?? digestInputsIn(directory);
  inputs.set(directory, known);
  return known;
}

/** Rows of one element of their input. */
function elementOctets(input: string, name: string, algorithm: string): Made {
  const document = tryRead(`org/apache/xml/security/c14n/${input}`);
  if (typeof document === 'string') return document;
  const apex = [...elementsOf(document.root)].find(({ local }) => local === name) ?? document;
  return canonicalize({ apex, comments: true }, c14nMethod(algorithm) ?? DEFAULT_C14N);
}

function octetsFor(file: string): Made {
  const name = basename(file);
  if (name === 'plain-soap-c14nized.xml') {
    return elementOctets('inExcl/plain-soap-1.1.xml', 'Body', 'http://www.w3.org/2001/10/xml-exc-c14n#');
  }
  if (name === 'default_ns_redefinition_c14n.xml') {
    return elementOctets('in/default_ns_redefinition_input.xml', 'Object', '');
  }
  return /c14n\/in/.test(file) ? wholeOctets(file) : subsetOctets(file);
}

/** `equal`, `unsupported: …` or `different`; for the signatures among them what is said of them. */
function judgeOctets(file: string): string {
  const expected = readFileSync(join(home, file));
  if (/c14n-\d+\.txt$/.test(file)) {
    const { octets, unsupported } = inputsBeside(file);
    if (octets.some((each) => each.equals(expected))) return 'equal';
    return unsupported.length > 0 ? `unsupported: ${unsupported[0]?.trim()}` : 'different';
  }
  if (expected.includes('SignedInfo')) return `signature: ${outcome(judge(join(home, file)))}`;
  const made = octetsFor(file);
  if (typeof made === 'string') return `unsupported: ${made}`;
  return made.equals(expected) ? 'equal' : 'different';
}

/** Why octets cannot be made: a DOCTYPE, an XPath, what lies outside, what is no canonical form of anything here. */
const UNSUPPORTED = [
  /XML_DOCTYPE_REFUSED/,
  /REC-xpath-19991116/,
  /xmldsig-filter2/,
  /XPath over single nodes/,
  /outside the document/,
  /no (expression|input) with this name/,
];

describe.skipIf(folder === undefined)('canonical octets of Apache Santuario', () => {
  const results = new Map(octetRows.map((file) => [file, judgeOctets(file)]));
  for (const [row, told] of results) {
    const actual = actualOf(told === 'equal' || told === 'signature: INTACT', told);
    record({ corpus: 'santuario-c14n', row, told, expected: 'ACCEPT', actual });
  }

  test.each(octetRows.map((file) => [file]))('%s', (file) => {
    const result = results.get(file) ?? '';
    if (result.startsWith('unsupported: ')) {
      expect(
        UNSUPPORTED.some((name) => name.test(result)),
        result,
      ).toBe(true);
    } else {
      expect(result).toMatch(/^(equal|signature: (INTACT|XML_HMAC_REFUSED|UNSUPPORTED\(ECDSAKeyValue\)))$/);
    }
  });

  test('it only gets better', () => {
    const table = tally([...results.values()].map((each) => each.replace(/: .*/s, '')));
    console.info('xmldsig-santuario octets', table);
    expect(table.equal).toBeGreaterThanOrEqual(126);
  });
});

/** Signatures that are called valid and are not intact here, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'interop/c14n/Y4/signature-manifest.xml': 'a template without a value',
  'javax/xml/crypto/dsig/eddsa/envelopingInvalidSignatureEd25519.xml': 'made to be invalid',
  'javax/xml/crypto/dsig/eddsa/envelopingInvalidSignatureEd448.xml': 'made to be invalid',
  'javax/xml/crypto/dsig/eddsa/envelopingSignatureEd25519.xml': 'AssertionID is an identifier only to SAML 1',
  'javax/xml/crypto/dsig/eddsa/envelopingSignatureEd448.xml': 'AssertionID is an identifier only to SAML 1',
};

const NAMED =
  /^(INTACT|NONE|XML_HMAC_REFUSED|XML_DOCTYPE_REFUSED|XML_REFERENCE_OUTSIDE|XML_MANIFEST_ENTRY_OUTSIDE|XML_SIGNER_NOT_FOUND|UNSUPPORTED\(.+\))$/;

describe.skipIf(folder === undefined)('signatures of Apache Santuario', () => {
  const signatures = rows.filter(
    ({ file, expected }) => file.endsWith('.xml') && /VALID|REJECT/.test(expected),
  );
  const verdicts = new Map(signatures.map(({ file }) => [file, judge(join(home, file))]));
  for (const { file, expected } of signatures) {
    const told = outcome(verdicts.get(file) ?? { refused: 'not judged' });
    const isAccepted = told.split(' ').every((each) => each === 'INTACT');
    record({
      ...{ corpus: 'santuario-signatures', row: file, told, actual: actualOf(isAccepted, told) },
      expected: told === 'NONE' ? 'EITHER' : expectedOf(expected, /VALID/, /REJECT/),
      ...(EXCEPTIONS[file] === undefined ? {} : { because: EXCEPTIONS[file] }),
    });
  }

  test.each(signatures.map(({ file, expected }) => [file, expected.slice(0, 6)]))(
    '%s: %s',
    (file, expected) => {
      const verdict = verdicts.get(file);
      const word = verdict === undefined ? '' : outcome(verdict);
      if (expected === 'REJECT' || EXCEPTIONS[file] !== undefined) {
        expect(verdict && !('refused' in verdict) && verdict.documentUnchanged).not.toBe(true);
      } else {
        for (const each of word.split(/ (?=INTACT|XML_)/)) expect(each).toMatch(NAMED);
      }
    },
  );

  test('it only gets better', () => {
    const table = tally([...verdicts.values()].map((each) => outcome(each).replace(/\(.*/s, '')));
    console.info('xmldsig-santuario signatures', table);
    expect(table.INTACT).toBeGreaterThanOrEqual(56);
  });
});
