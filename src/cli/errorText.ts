import { inspect } from 'node:util';
import type { ExitCode } from '../kernel/errors/row.ts';
import { CongvanError } from '../kernel/errors.ts';
import { plainJson, plainLine } from '../kernel/plainText.ts';
import type { Lang } from './language.ts';

export interface ErrorView {
  readonly lang: Lang;
  readonly json: boolean;
  readonly debug: boolean;
}

/**
 * What the user reads on stderr: `congvan: error: CODE: text: where (detail)` and `congvan: hint: …`; one JSON object
 * with `--json`. Stack and causes only with `--debug`.
 */
export function errorText(error: CongvanError, view: ErrorView): string {
  if (view.json) return `${plainJson(JSON.stringify(errorJson(error, view.lang)))}\n`;
  const { lang } = view;
  const hint = hintOf(error, lang);
  return [
    `congvan: ${lang === 'vi' ? 'lỗi' : 'error'}: ${errorSentence(error, lang)}`,
    ...(hint === undefined ? [] : [`congvan: ${lang === 'vi' ? 'gợi ý' : 'hint'}: ${hint}`]),
    ...(view.debug ? [inspect(error.code === 'INTERNAL' ? (error.cause ?? error) : error)] : []),
    '',
  ].join('\n');
}

/** `CODE: text: where (detail)`, on one line. */
export function errorSentence(error: CongvanError, lang: Lang): string {
  const where = error.where === undefined ? '' : `: ${plainLine(error.where)}`;
  const detail = error.detail === undefined ? '' : ` (${plainLine(error.detail)})`;
  return `${error.code}: ${error.row.text[lang]}${where}${detail}`;
}

function hintOf(error: CongvanError, lang: Lang): string | undefined {
  const hint = error.ownHint ?? error.row.hint;
  return typeof hint === 'object' ? hint[lang] : hint;
}

function errorJson(error: CongvanError, lang: Lang): object {
  return {
    error: {
      code: error.code,
      text: error.row.text[lang],
      where: error.where ?? null,
      detail: error.detail ?? null,
      hint: hintOf(error, lang) ?? null,
      exit: error.row.exit,
      temporary: error.row.temporary,
    },
  };
}

/** What nobody foresaw becomes INTERNAL: its message is kept as the detail, its stack for `--debug`. */
export function known(error: unknown): CongvanError {
  if (error instanceof CongvanError) return error;
  if (isSystemError(error, 'ENOSPC')) return new CongvanError('DISK_FULL', { cause: error });
  if (isSystemError(error, 'EADDRINUSE')) return addressInUse(error);
  const detail = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error);
  return new CongvanError('INTERNAL', { detail, cause: error });
}

function addressInUse(error: Error): CongvanError {
  const where = /\S+$/.exec(error.message)?.[0];
  return new CongvanError('ADDRESS_IN_USE', { cause: error, ...(where === undefined ? {} : { where }) });
}

function isSystemError(error: unknown, code: string): error is Error {
  return error instanceof Error && 'code' in error && error.code === code;
}

export function exitOf(error: CongvanError): ExitCode {
  return error.row.exit;
}
