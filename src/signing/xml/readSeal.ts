import { type SealAlgorithm, XML } from './names.ts';
import { type SealValues, sealXml } from './sealTemplate.ts';

/** An id of a seal or a content id: needs no escaping anywhere it stands. */
const IDENTIFIER = /^[A-Za-z0-9._@-]{1,200}$/;
const DIGEST = /^[A-Za-z0-9+/]{43}=$/;

export function isSealIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/**
 * Takes the values out of a seal and writes them back by the template: unless that gives the same text, character by
 * character, it is no seal. How loosely the values are found does not matter, therefore.
 * @param text `<Signature …>…</Signature>`
 * @returns undefined when the text is not the one spelling of a seal
 */
export function readSeal(text: string): SealValues | undefined {
  const values = valuesIn(text);
  return values !== undefined && areInForm(values) && sealXml(values) === text ? values : undefined;
}

function valuesIn(text: string): SealValues | undefined {
  const algorithm = algorithmOf(between(text, '<SignatureMethod Algorithm="', '"'));
  if (algorithm === undefined) return undefined;
  const certificates = all(text, /<X509Certificate>([^<]*)</g);
  const contentIds = all(text, /<Reference URI="cid:([^"]*)"/g);
  const digests = all(text, /<DigestValue[^>]*>([^<]*)</g);
  const hasParts = contentIds.length > 0;
  const [envelopeDigest = '', propertiesDigest = '', ...others] = digests;
  const rest = hasParts ? others.slice(1) : others;
  return {
    id: between(text, ' Id="seal-', '"'),
    algorithm,
    envelopeDigest,
    propertiesDigest,
    manifestDigest: hasParts ? others[0] : undefined,
    signatureValue: between(text, '<SignatureValue>', '<'),
    certificates,
    signingTime: between(text, '<xades:SigningTime>', '<'),
    certificateDigests: rest.slice(0, certificates.length),
    parts: contentIds.map((contentId, index) => ({
      contentId,
      digest: rest[certificates.length + index] ?? '',
    })),
  };
}

function algorithmOf(uri: string): SealAlgorithm | undefined {
  return [XML.rsaSha256, XML.ecdsaSha256].find((known) => known === uri);
}

function between(text: string, before: string, after: string): string {
  const at = text.indexOf(before);
  if (at < 0) return '';
  const from = at + before.length;
  return text.slice(from, Math.max(from, text.indexOf(after, from)));
}

function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

function areInForm(values: SealValues): boolean {
  const digests = [
    values.envelopeDigest,
    values.propertiesDigest,
    ...(values.manifestDigest === undefined ? [] : [values.manifestDigest]),
    ...values.certificateDigests,
    ...values.parts.map(({ digest }) => digest),
  ];
  const contentIds = values.parts.map(({ contentId }) => contentId);
  return (
    [values.id, ...contentIds].every(isSealIdentifier) &&
    new Set(contentIds).size === contentIds.length &&
    digests.every((digest) => DIGEST.test(digest) && isBase64(digest)) &&
    [values.signatureValue, ...values.certificates].every(isBase64) &&
    values.certificates.length > 0 &&
    isTime(values.signingTime)
  );
}

/** A moment of the calendar, UTC, to the second. */
function isTime(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && `${at.toISOString().slice(0, 19)}Z` === text;
}

/** The one base64 of its bytes: no white space, full padding, no stray bits. */
function isBase64(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
}
