import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { CongvanError, type ErrorCode } from '../../kernel/errors.ts';
import { Secret } from '../../kernel/secret.ts';
import type { CscLocation } from './cscUri.ts';
import { type CscAnswer, type CscTransport, wrong } from './transport.ts';

const tokenAnswer = z.object({
  access_token: z.string().min(1).max(65_536),
  token_type: z.string().regex(/^bearer$/i),
  refresh_token: z.string().min(1).max(65_536).optional(),
});
const refusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** Errors of the API that mean something particular (CSC API 2.0.0.2 §11); everything else is a refusal. */
const MEANINGS: ReadonlyMap<string, ErrorCode> = new Map([
  ['invalid_pin', 'SIGNING_KEY_LOCKED'],
  ['invalid_otp', 'KEY_OTP_NEEDED'],
]);
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The methods of the service, called with an OAuth 2.0 access token of scope `service` (§8.3, RFC 6749). */
export class CscService {
  readonly #location: CscLocation;
  readonly #transport: CscTransport;
  #token: Secret | undefined;

  constructor(location: CscLocation, transport: CscTransport) {
    this.#location = location;
    this.#transport = transport;
  }

  /**
   * @param method e.g. `signatures/signHash`
   * @param shape what the answer must be
   * @throws KEY_REMOTE_UNREACHABLE, KEY_REMOTE_REFUSED, KEY_REMOTE_WRONG, SIGNING_KEY_LOCKED, KEY_OTP_NEEDED
   */
  async call<Shape extends z.ZodType>(method: string, input: object, shape: Shape): Promise<z.infer<Shape>> {
    const url = `${this.#location.service}/${method}`;
    const body = JSON.stringify(input);
    let answer = await this.#post(url, body);
    // An access token ends; a new one is asked for once.
    if (answer.status === 401) {
      this.#token = undefined;
      answer = await this.#post(url, body);
    }
    if (answer.status !== 200) throw refused(url, answer);
    const read = shape.safeParse(answer.json);
    if (!read.success) throw wrong(url, `at ${read.error.issues[0]?.path.join('.') || 'its top'}`);
    return read.data;
  }

  async close(): Promise<void> {
    this.#token = undefined;
    await this.#transport.close();
  }

  async #post(url: string, body: string): Promise<CscAnswer> {
    this.#token ??= await this.#newToken();
    return this.#transport.post(url, JSON_TYPE, body, `Bearer ${this.#token.reveal()}`);
  }

  /** Grants client_credentials (RFC 6749 §4.4) and refresh_token (§6). */
  async #newToken(): Promise<Secret> {
    const { oauth, client, clientSecretFile, refreshTokenFile } = this.#location;
    const url = `${oauth}/oauth2/token`;
    const form = new URLSearchParams({ client_id: client });
    if (clientSecretFile !== undefined)
      form.set('client_secret', (await secretIn(clientSecretFile)).reveal());
    if (refreshTokenFile === undefined) form.set('grant_type', 'client_credentials');
    else {
      form.set('grant_type', 'refresh_token');
      form.set('refresh_token', (await secretIn(refreshTokenFile)).reveal());
    }
    const answer = await this.#transport.post(url, FORM_TYPE, form.toString(), undefined);
    if (answer.status !== 200) throw refused(url, answer);
    const read = tokenAnswer.safeParse(answer.json);
    if (!read.success) throw wrong(url, 'no access token');
    const { refresh_token: next } = read.data;
    if (next !== undefined && refreshTokenFile !== undefined) await keep(refreshTokenFile, next);
    return new Secret(read.data.access_token);
  }
}

/** The old refresh token may be void from now on (RFC 6749 §6). */
async function keep(file: string, token: string): Promise<void> {
  await writeFile(`${file}.new`, token, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** One trailing line end is dropped. @throws SECRET_UNREADABLE */
export async function secretIn(file: string): Promise<Secret> {
  try {
    return new Secret((await readFile(file, 'utf8')).replace(/\r?\n$/, ''));
  } catch (cause) {
    throw new CongvanError('SECRET_UNREADABLE', { where: file, cause });
  }
}

function refused(url: string, { status, json }: CscAnswer): CongvanError {
  const said = refusal.safeParse(json);
  if (!said.success)
    return new CongvanError('KEY_REMOTE_REFUSED', { where: url, detail: `status ${status}` });
  const { error, error_description: description = '' } = said.data;
  // Words of a stranger: shown, but short and on one line.
  const detail = `${error} ${description}`
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
    .trim()
    .slice(0, 200);
  return new CongvanError(MEANINGS.get(error) ?? 'KEY_REMOTE_REFUSED', { where: url, detail });
}
