import { fstatSync, openSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ReadStream, WriteStream } from 'node:tty';
import { CongvanError, isCongvanError } from '../kernel/errors.ts';
import { Secret } from '../kernel/secret.ts';
import type { Session } from './session.ts';

export interface SecretQuestion {
  /** Shown when asking: which key. */
  readonly what: string;
  /** From the configuration. */
  readonly secretFile: string | undefined;
}

/**
 * The PIN or passphrase: `--pin-file`, else `--pin-fd`, else the configured secret file, else a question on the terminal.
 * One trailing line end is dropped.
 * @throws SECRET_NEEDED when there is no terminal to ask, SECRET_UNREADABLE, INTERRUPTED
 */
export async function askSecret(session: Session, question: SecretQuestion): Promise<Secret> {
  const { input } = session;
  const file = input.text('pinFile');
  if (file !== undefined) return secretFromFile(session, session.resolve(file));
  const descriptor = input.count('pinFd');
  if (descriptor !== undefined) return secretFromDescriptor(descriptor);
  if (question.secretFile !== undefined) return secretFromFile(session, question.secretFile);
  const { what } = question;
  const message = session.say(`PIN or passphrase of ${what}`, `Mã PIN hoặc mật khẩu của ${what}`);
  return secretFromTerminal(session, message, what);
}

/**
 * A one-time password, for a remote signing key. Asked each time, on the terminal alone: one in a file would be used up.
 * @throws KEY_OTP_NEEDED when there is no terminal, INTERRUPTED
 */
export async function askOneTimePassword(session: Session, what: string): Promise<Secret> {
  try {
    return await secretFromTerminal(
      session,
      session.say(`One-time password of ${what}`, `Mật khẩu OTP của ${what}`),
    );
  } catch (error) {
    if (!isCongvanError(error, 'SECRET_NEEDED')) throw error;
    throw new CongvanError('KEY_OTP_NEEDED', { where: what });
  }
}

/**
 * The password of an encrypted PDF: `--password-file`, where a command has that. Most such files need none: they only
 * restrict their use.
 * @throws SECRET_UNREADABLE
 */
export async function askPdfPassword(session: Session): Promise<Secret | undefined> {
  const file = session.input.text('passwordFile');
  return file === undefined ? undefined : await secretFromFile(session, session.resolve(file));
}

async function secretFromFile(session: Session, file: string): Promise<Secret> {
  try {
    const text = await readFile(file, 'utf8');
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(4, '0');
      session.output.warn(
        `others may read the secret in ${file} (mode ${octal}); chmod 600 it`,
        `người khác đọc được bí mật trong ${file} (quyền ${octal}); hãy chmod 600`,
      );
    }
    return trimmed(text);
  } catch (cause) {
    throw new CongvanError('SECRET_UNREADABLE', { where: file, cause });
  }
}

function secretFromDescriptor(descriptor: number): Secret {
  try {
    fstatSync(descriptor);
    return trimmed(readFileSync(descriptor, 'utf8'));
  } catch (cause) {
    throw new CongvanError('SECRET_UNREADABLE', { where: `--pin-fd ${descriptor}`, cause });
  }
}

const USUAL_COLUMNS = 80;

/** Asks on /dev/tty, so that stdin may be the document; only when stderr shows that somebody is watching. */
async function secretFromTerminal(session: Session, message: string, what = message): Promise<Secret> {
  const [input, output] = session.io.stderr.isTTY === true ? terminalStreams() : [];
  if (input === undefined || output === undefined) throw new CongvanError('SECRET_NEEDED', { where: what });
  // Some terminals do not tell their width; the question would be broken letter by letter.
  if (output.columns === 0) output.columns = USUAL_COLUMNS;
  try {
    const { password, isCancel } = await import('@clack/prompts');
    const answer = await password({ message, input, output });
    if (isCancel(answer)) throw new CongvanError('INTERRUPTED');
    return new Secret(String(answer));
  } finally {
    input.destroy();
    output.destroy();
  }
}

function terminalStreams(): readonly [ReadStream, WriteStream] | readonly [] {
  try {
    return [new ReadStream(openSync('/dev/tty', 'r')), new WriteStream(openSync('/dev/tty', 'w'))];
  } catch {
    return [];
  }
}

function trimmed(text: string): Secret {
  return new Secret(text.replace(/\r?\n$/, ''));
}
