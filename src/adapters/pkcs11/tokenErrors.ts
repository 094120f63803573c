import { CongvanError, type ErrorCode } from '../../kernel/errors.ts';

/** What the return values of Cryptoki (PKCS #11 v3.1 §5.1) mean for somebody who wants to sign. */
const MEANINGS: ReadonlyMap<number, { readonly code: ErrorCode; readonly detail: string }> = new Map([
  ...rows('KEY_TOKEN_REMOVED', [
    [0x03, 'CKR_SLOT_ID_INVALID'],
    [0x32, 'CKR_DEVICE_REMOVED'],
    [0x60, 'CKR_KEY_HANDLE_INVALID'],
    [0x82, 'CKR_OBJECT_HANDLE_INVALID'],
    [0xb0, 'CKR_SESSION_CLOSED'],
    [0xb3, 'CKR_SESSION_HANDLE_INVALID'],
    [0xe0, 'CKR_TOKEN_NOT_PRESENT'],
    [0xe1, 'CKR_TOKEN_NOT_RECOGNIZED'],
    [0x101, 'CKR_USER_NOT_LOGGED_IN'],
  ]),
  ...rows('SIGNING_KEY_LOCKED', [
    [0xa0, 'wrong PIN'],
    [0xa1, 'wrong PIN: characters that the token does not take'],
    [0xa2, 'wrong PIN: too short or too long for the token'],
  ]),
  ...rows('KEY_PIN_LOCKED', [
    [0xa3, 'CKR_PIN_EXPIRED'],
    [0xa4, 'CKR_PIN_LOCKED'],
  ]),
  ...rows('KEY_OBJECT_UNUSABLE', [
    [0x63, 'CKR_KEY_TYPE_INCONSISTENT'],
    [0x68, 'CKR_KEY_FUNCTION_NOT_PERMITTED'],
    [0x70, 'CKR_MECHANISM_INVALID'],
    [0x71, 'CKR_MECHANISM_PARAM_INVALID'],
  ]),
]);

export const CKR = { USER_ALREADY_LOGGED_IN: 0x100, CRYPTOKI_ALREADY_INITIALIZED: 0x191 } as const;

function rows(code: ErrorCode, values: readonly (readonly [number, string])[]) {
  return values.map(([value, detail]) => [value, { code, detail }] as const);
}

/** The return value that pkcs11js reports; undefined for an error of another kind. */
export function returnValueOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return undefined;
  return error.code;
}

/** @param where the key's URI, without a PIN */
export function tokenError(error: unknown, where: string): CongvanError {
  if (error instanceof CongvanError) return error;
  const meaning = MEANINGS.get(returnValueOf(error) ?? -1);
  // The message of pkcs11js is the name of the return value: it holds neither PIN nor data.
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it failed';
  const { code, detail } = meaning ?? { code: 'KEY_TOKEN_FAILED', detail: said };
  return new CongvanError(code, { where, detail, cause: error });
}
