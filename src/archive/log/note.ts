/**
 * Signed notes (https://c2sp.org/signed-note): text, an empty line, then one line per signature. Ed25519 only.
 */
import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { CongvanError } from '../../kernel/errors.ts';

/** Whose log it is: the name in the checkpoint and the private Ed25519 key that signs it. */
export interface LogSigner {
  /** Schema-less URL without blanks or "+", such as `example.gov.vn/archive`. */
  readonly origin: string;
  readonly key: KeyObject;
}

export interface NoteVerifier {
  readonly name: string;
  readonly key: KeyObject;
}

const ED25519 = 0x01;
/** SubjectPublicKeyInfo of Ed25519 up to the 32 key bytes (RFC 8410 §4). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;
/** More signatures than this are not read: a note is small. */
const MOST_SIGNATURES = 64;

function publicBytes(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(SPKI_HEAD.length);
}

/** First four bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key). */
function keyId(name: string, key: KeyObject): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), publicBytes(key)]);
  return hash('sha256', content, 'buffer').subarray(0, 4);
}

export function verifierOf(signer: LogSigner): NoteVerifier {
  return { name: signer.origin, key: createPublicKey(signer.key) };
}

/** `name+keyid+base64(0x01 ‖ public key)`: what an auditor is given out of band. */
export function formatVerifierKey({ name, key }: NoteVerifier): string {
  const encoded = Buffer.concat([Buffer.of(ED25519), publicBytes(key)]).toString('base64');
  return `${name}+${keyId(name, key).toString('hex')}+${encoded}`;
}

const VERIFIER_KEY = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/;

/** Does it look like a verifier key, rather than the name of a file with one? */
export function isVerifierKey(text: string): boolean {
  return VERIFIER_KEY.test(text);
}

/** @throws VERIFIER_KEY_INVALID when it is not an Ed25519 verifier key or its id does not fit */
export function parseVerifierKey(text: string): NoteVerifier {
  const [, name, id, encoded] = VERIFIER_KEY.exec(text.trim()) ?? [];
  const bytes = Buffer.from(encoded ?? '', 'base64');
  if (name === undefined || bytes.length !== 33 || bytes[0] !== ED25519) {
    throw new CongvanError('VERIFIER_KEY_INVALID', { detail: 'not name+id+key, Ed25519' });
  }
  const spki = Buffer.concat([SPKI_HEAD, bytes.subarray(1)]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  if (keyId(name, key).toString('hex') !== id) {
    throw new CongvanError('VERIFIER_KEY_INVALID', { detail: 'the key id does not fit the key' });
  }
  return { name, key };
}

/** @param text ends in a newline and has no other control characters */
export function signNote(text: string, signer: LogSigner): string {
  const signature = sign(null, Buffer.from(text), signer.key);
  const line = Buffer.concat([keyId(signer.origin, signer.key), signature]).toString('base64');
  return `${text}\n— ${signer.origin} ${line}\n`;
}

/**
 * The text of a note, verified.
 * @returns undefined unless the known key has signed it and every signature that bears its name and id is good
 */
export function openNote(note: string, verifier: NoteVerifier): string | undefined {
  const split = note.lastIndexOf('\n\n');
  if (split === -1 || !note.endsWith('\n') || hasControls(note)) return undefined;
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) return undefined;
  const verdicts = lines.map((line) => signatureVerdict(line, text, verifier));
  return verdicts.includes('good') && !verdicts.includes('bad') ? text : undefined;
}

function signatureVerdict(
  line: string,
  text: string,
  { name, key }: NoteVerifier,
): 'good' | 'bad' | 'unknown' {
  const [, signedBy, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (signedBy === undefined || encoded === undefined) return 'bad';
  const bytes = Buffer.from(encoded, 'base64');
  if (signedBy !== name || !bytes.subarray(0, 4).equals(keyId(name, key))) return 'unknown';
  return verify(null, Buffer.from(text), key, bytes.subarray(4)) ? 'good' : 'bad';
}

function hasControls(note: string): boolean {
  for (const letter of note) if (letter < ' ' && letter !== '\n') return true;
  return false;
}
