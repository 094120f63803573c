import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import { sameBytes } from '../der/values.ts';
import type { DigestAlgorithm } from '../signerKey.ts';
import type { TimestampAuthority } from '../timestampAuthority.ts';
import { timestampRequest } from './request.ts';
import { parseTimestampResponse } from './response.ts';
import { parseTimestampToken, withoutLeadingZero } from './token.ts';
import { verifyToken } from './verifyToken.ts';

const NONCE_BYTES = 16;

/**
 * Gets a timestamp from the first authority that gives a good one. Checked: status, imprint, nonce, and that the
 * token is signed by the certificate it names (ESS). Not checked: whether that authority is trusted; the verifier does.
 * @param imprint the digest to be stamped, made with `digest`
 * @returns DER TimeStampToken
 * @throws TIMESTAMP_UNAVAILABLE when none can be reached (temporary), TIMESTAMP_REFUSED when the last one to answer
 *   refused or answered wrongly
 */
export async function requestTimestamp(
  imprint: Uint8Array,
  digest: DigestAlgorithm,
  authorities: readonly TimestampAuthority[],
  random: Random,
): Promise<Uint8Array> {
  const failures: CongvanError[] = [];
  for (const authority of authorities) {
    try {
      return await askOne(imprint, digest, authority, random(NONCE_BYTES));
    } catch (error) {
      if (!(error instanceof CongvanError)) throw error;
      failures.push(error);
    }
  }
  const refused = failures.findLast((error) => isCongvanError(error, 'TIMESTAMP_REFUSED'));
  if (refused !== undefined && failures.every(({ row }) => !row.temporary)) throw refused;
  if (failures.length === 0) {
    throw new CongvanError('TIMESTAMP_UNAVAILABLE', { detail: 'no authority is configured' });
  }
  throw new CongvanError('TIMESTAMP_UNAVAILABLE', {
    where: authorities.map(({ name }) => name).join(', '),
    detail: failures.map(({ detail, message }) => detail ?? message).join('; '),
    cause: failures.at(-1),
  });
}

async function askOne(
  imprint: Uint8Array,
  digest: DigestAlgorithm,
  authority: TimestampAuthority,
  nonce: Uint8Array,
): Promise<Uint8Array> {
  const answer = await authority.answer(timestampRequest(imprint, digest, nonce));
  try {
    return tokenOf(answer, imprint, digest, nonce, authority.name);
  } catch (cause) {
    if (!isCongvanError(cause, 'DER_INVALID') && !isCongvanError(cause, 'TIMESTAMP_INVALID')) throw cause;
    throw new CongvanError('TIMESTAMP_REFUSED', { where: authority.name, detail: cause.message, cause });
  }
}

function tokenOf(
  answer: Uint8Array,
  imprint: Uint8Array,
  digest: DigestAlgorithm,
  nonce: Uint8Array,
  where: string,
): Uint8Array {
  const response = parseTimestampResponse(answer);
  if (response.kind === 'refused') {
    const code = response.temporary ? 'TIMESTAMP_UNAVAILABLE' : 'TIMESTAMP_REFUSED';
    throw new CongvanError(code, { where, detail: response.says });
  }
  const { cms, info } = parseTimestampToken(response.token);
  const wrong = (detail: string) => new CongvanError('TIMESTAMP_REFUSED', { where, detail });
  if (info.digest !== digest || !sameBytes(info.imprint, imprint)) throw wrong('imprint of something else');
  if (info.nonce === undefined || !sameBytes(info.nonce, withoutLeadingZero(nonce)))
    throw wrong('wrong nonce');
  const check = verifyToken({ cms, info }, []);
  if (check.failure !== null) throw wrong(check.reasons.map(({ text }) => text).join('; '));
  return response.token;
}
