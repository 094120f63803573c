/** Envelopes and their seals, bent as text: read or refused, and no seal passes over other bytes. */
import { parseEnvelope } from '../../src/envelope/codec.ts';
import { readXml } from '../../src/kernel/xml/document.ts';
import { gateXml, XML_LIMITS } from '../../src/kernel/xml/gate.ts';
import { collectMaterial } from '../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { certificatesOfSeal, verifySeal } from '../../src/signing/xml/verifySeal.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { sealedSample } from '../unit/signing/xml/sample.ts';
import { type Fuzz, FuzzFailure, untilOver, withoutCrash } from './fuzz.ts';
import { mutated, wordMutated } from './mutate.ts';

/** Words that mean something to XML, to signatures, or to those who attack them. */
const WORDS = [
  ...[
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '<!-- -->',
    '<![CDATA[',
    ']]>',
    '<?xml version="1.0"?>',
    '<?a b?>',
    '&amp;',
  ],
  ...[
    '&#0;',
    '&#x10FFFF;',
    '&b;',
    '</',
    '/>',
    '<',
    '>',
    '"',
    "'",
    ' ',
    '\r',
    '\t',
    '\u00a0',
    '\ufeff',
    '\ufffe',
  ],
  ...['xmlns=""', 'xmlns:a="b"', 'xmlns', 'xml:id="m-1"', 'Id="m-1"', 'Id=', 'URI=""', 'URI="#m-1"', 'URI='],
  ...[
    '<Signature',
    '</Signature>',
    '<SignedInfo>',
    '</SignedInfo>',
    '<Reference',
    '<Transforms>',
    '<DigestValue>',
  ],
  ...[
    '<Object>',
    '</Object>',
    '<Manifest',
    'Algorithm=',
    'Type=',
    'edXMLEnvelope',
    'http://www.w3.org/2000/09/xmldsig#',
  ],
] as const;

export const fuzz: Fuzz = {
  name: 'envelope',
  async run(random, budgetMs) {
    const at = new Date();
    const sealed = Buffer.from(await sealedSample());
    const trust = devTrust();
    const material = await collectMaterial(certificatesOfSeal(sealed), trust, await devRevocation(at));
    const context = { material, trust, policy: DEFAULT_POLICY, at };
    return await untilOver(budgetMs, random, () => {
      const changed = random.oneIn(2) ? mutated(random, sealed) : wordMutated(random, sealed, WORDS);
      withoutCrash(changed, () => gateXml(changed, XML_LIMITS));
      withoutCrash(changed, () => readXml(changed));
      withoutCrash(changed, () => parseEnvelope(changed));
      const verdict = withoutCrash(changed, () => verifySeal(changed, context));
      if (verdict?.report.cryptography === 'INTACT' && !changed.equals(sealed))
        throw new FuzzFailure('a seal is intact over other bytes', changed);
    });
  },
};
