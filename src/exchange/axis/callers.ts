import { type Digest, sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { Caller, HubDeps } from './hub.ts';

/** How long a good judgement of a client certificate is believed, milliseconds. */
const BELIEVED_MS = 5 * 60_000;
/** More certificates than agencies have is somebody trying them out. */
const MOST_REMEMBERED = 10_000;

/** Who is behind a TLS connection: the directory by key, and the certificate itself if it is judged. */
export class Callers {
  readonly #deps: HubDeps;
  /** Certificate → until when it is believed (UTC milliseconds). */
  readonly #believed = new Map<Digest, number>();

  constructor(deps: HubDeps) {
    this.#deps = deps;
  }

  /** @throws CALLER_UNKNOWN */
  async callerOf(tlsKey: Digest, certificate: Uint8Array): Promise<Caller> {
    const entry = await this.#deps.directory.findByTlsKey(tlsKey);
    if (entry?.active !== true) throw new CongvanError('CALLER_UNKNOWN', { where: tlsKey });
    await this.#requireGood(certificate);
    return entry;
  }

  async #requireGood(certificate: Uint8Array): Promise<void> {
    const { callerCertificates, clock } = this.#deps;
    if (callerCertificates === undefined) return;
    const fingerprint = sha256(certificate);
    const now = clock.now().getTime();
    const until = this.#believed.get(fingerprint) ?? 0;
    if (now < until && until <= now + BELIEVED_MS) return;
    const verdict = await callerCertificates.judge(certificate);
    if (verdict.kind === 'invalid') {
      throw new CongvanError('CALLER_UNKNOWN', { detail: `${verdict.code}: ${verdict.text}` });
    }
    if (this.#believed.size >= MOST_REMEMBERED) this.#believed.clear();
    this.#believed.set(fingerprint, now + BELIEVED_MS);
  }
}
