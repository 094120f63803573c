/**
 * Foreign XML signatures, bent as text: XML-DSig and XAdES over the whole document that holds them. One passes as
 * unchanged only when what is left without the signature has the same canonical octets as before.
 */
import { CongvanError } from '../../src/kernel/errors.ts';
import { isElement, readXml } from '../../src/kernel/xml/document.ts';
import { collectMaterial } from '../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { certificatesOfXml, verifyXml } from '../../src/signing/verifyXml.ts';
import { canonicalize } from '../../src/signing/xml/c14n/canonicalize.ts';
import { c14nMethod, DEFAULT_C14N } from '../../src/signing/xml/c14n/methods.ts';
import { DSIG } from '../../src/signing/xml/dsig/names.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { AT, EXCLUSIVE, envelopedSample, xadesSample } from '../unit/signing/xml/dsig/maker.ts';
import { difference, type Fuzz, FuzzFailure, untilOver, withoutCrash } from './fuzz.ts';
import { mutated, wordMutated } from './mutate.ts';

const WORDS = [
  ...[
    '<!DOCTYPE a []>',
    '<!-- -->',
    '<![CDATA[',
    ']]>',
    '<?a b?>',
    '&amp;',
    '&#13;',
    '&#xD;',
    '</',
    '/>',
    '<',
    '>',
  ],
  ...[
    '"',
    ' ',
    '\r',
    '\t',
    'xmlns=""',
    'xmlns:ds="b"',
    'xml:id="sig"',
    'Id="sig"',
    'ID="sig"',
    'id="sig"',
    'Id=',
  ],
  ...[
    'URI=""',
    'URI="#sig"',
    'URI="#xpointer(/)"',
    'URI=',
    'Type=',
    'Algorithm=',
    '<ds:Signature',
    '</ds:Signature>',
  ],
  ...[
    '<ds:SignedInfo>',
    '</ds:SignedInfo>',
    '<ds:Reference',
    '</ds:Reference>',
    '<ds:Transforms>',
    '<ds:Object>',
  ],
  ...[
    '</ds:Object>',
    '<ds:Manifest>',
    '<ds:DigestValue>',
    '<ds:KeyInfo>',
    '<xades:SignedProperties',
    '<Body>',
  ],
  ...[
    'http://www.w3.org/2000/09/xmldsig#',
    'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
    EXCLUSIVE,
  ],
  ...[
    'http://www.w3.org/TR/1999/REC-xpath-19991116',
    'http://www.w3.org/2000/09/xmldsig#sha1',
    'PQ==',
    '=',
    'A',
  ],
] as const;

const METHOD = c14nMethod(EXCLUSIVE) ?? DEFAULT_C14N;

/** The document without its signatures, in canonical octets; undefined where there is none. */
function rest(xml: Buffer): string | undefined {
  try {
    const omits = (element: Parameters<typeof isElement>[0]) => isElement(element, DSIG, 'Signature');
    return canonicalize({ apex: readXml(xml), comments: false, omits }, METHOD).toString('latin1');
  } catch (error) {
    if (error instanceof CongvanError) return undefined;
    throw error;
  }
}

export const fuzz: Fuzz = {
  name: 'xmlSignatures',
  async run(random, budgetMs) {
    const samples = [envelopedSample(), xadesSample()].map((xml) => Buffer.from(xml));
    const trust = devTrust();
    const certificates = samples.flatMap((xml) => certificatesOfXml(xml));
    const material = await collectMaterial(certificates, trust, await devRevocation(AT));
    const context = { file: 'fuzz.xml', material, trust, policy: DEFAULT_POLICY, at: AT };
    for (const xml of samples) {
      if (!verifyXml(xml, context).documentUnchanged) throw new FuzzFailure('a sample does not pass', xml);
    }
    return await untilOver(budgetMs, random, () => {
      const original = random.pick(samples);
      const changed = random.oneIn(2) ? mutated(random, original) : wordMutated(random, original, WORDS);
      const report = withoutCrash(changed, () => verifyXml(changed, context));
      if (report?.documentUnchanged !== true || rest(changed) === rest(original)) return;
      throw new FuzzFailure(`called unchanged: ${difference(original, changed)}`, changed);
    });
  },
};
