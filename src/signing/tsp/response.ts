import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, decodeDer, rawOf, TAG } from '../der/read.ts';
import { readString } from '../der/strings.ts';
import { readNamedBits, readSmallInteger } from '../der/values.ts';

export type TimestampResponse =
  | { readonly kind: 'granted'; readonly token: Uint8Array }
  /** `temporary`: the authority says it may do it another time (systemFailure, timeNotAvailable). */
  | { readonly kind: 'refused'; readonly temporary: boolean; readonly says: string };

const FAILURES: ReadonlyMap<number, string> = new Map([
  [0, 'badAlg'],
  [2, 'badRequest'],
  [5, 'badDataFormat'],
  [14, 'timeNotAvailable'],
  [15, 'unacceptedPolicy'],
  [16, 'unacceptedExtension'],
  [17, 'addInfoNotAvailable'],
  [25, 'systemFailure'],
]);

const STATUSES = ['granted', 'grantedWithMods', 'rejection', 'waiting', 'revocationWarning'];

/** Parses a DER TimeStampResp (RFC 3161 §2.4.2); the token inside is not looked at. @throws DER_INVALID */
export function parseTimestampResponse(der: Uint8Array): TimestampResponse {
  const fields = fieldsOf(decodeDer(der), 'TimeStampResp');
  const { status, text, failures } = readStatus(fields.next(TAG.sequence, 'status'));
  const token = fields.optional(TAG.sequence);
  fields.end();
  if (token !== undefined && status <= 1) return { kind: 'granted', token: rawOf(token) };
  const says = [STATUSES[status] ?? `status ${status}`, ...failures, ...text].join(', ');
  const temporary = failures.some((name) => name === 'timeNotAvailable' || name === 'systemFailure');
  return { kind: 'refused', temporary, says };
}

interface Status {
  readonly status: number;
  readonly text: readonly string[];
  readonly failures: readonly string[];
}

function readStatus(node: Der): Status {
  const fields = fieldsOf(node, 'PKIStatusInfo');
  const status = readSmallInteger(fields.next(TAG.integer, 'status'));
  const text = fields.optional(TAG.sequence);
  const failures = fields.optional(TAG.bitString);
  fields.end();
  return {
    status,
    text: text === undefined ? [] : itemsOf(text, 'PKIFreeText').map((item) => readString(item)),
    failures: failures === undefined ? [] : namesOf(readNamedBits(failures)),
  };
}

function namesOf(bits: readonly boolean[]): readonly string[] {
  return bits.flatMap((set, bit) => (set ? [FAILURES.get(bit) ?? `failure ${bit}`] : []));
}
