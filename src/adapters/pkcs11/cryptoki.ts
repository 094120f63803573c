/**
 * The part of Cryptoki (PKCS #11 v3.1) that signing needs, in the form in which the package pkcs11js gives it. Its own
 * types are not imported: it is an optional dependency and may not be there.
 */

/** CK_ULONG as octets. */
export type Handle = Buffer;

export interface TokenInfo {
  /** Padded with blanks, like the other texts. */
  readonly label: string;
  readonly manufacturerID: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly flags: number;
}

export interface Attribute {
  readonly type: number;
  readonly value?: Buffer | number | boolean | string;
}

export interface PssParameters {
  /** CK_PARAMS_RSA_PSS of pkcs11js. */
  readonly type: number;
  readonly hashAlg: number;
  readonly mgf: number;
  readonly saltLen: number;
}

export interface Mechanism {
  readonly mechanism: number;
  readonly parameter?: PssParameters;
}

export interface Cryptoki {
  load(path: string): void;
  close(): void;
  C_Initialize(options?: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): TokenInfo;
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, userType: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: Attribute[]): void;
  C_FindObjects(session: Handle, maxObjectCount: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  /** Gives the values as octets. */
  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): { value: Buffer }[];
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  /** Off the main thread. @returns the part of `signature` that was filled */
  C_SignAsync(session: Handle, input: Buffer, signature: Buffer): Promise<Buffer>;
}

/** PKCS #11 v3.1 §3 (general data types) and pkcs11t.h. */
export const CK = {
  OS_LOCKING_OK: 0x2,
  SERIAL_SESSION: 0x4,
  USER: 1,
  PARAMS_RSA_PSS: 5,

  CLASS: 0x0,
  TOKEN: 0x1,
  LABEL: 0x3,
  VALUE: 0x11,
  CERTIFICATE_TYPE: 0x80,
  ID: 0x102,
  SIGN: 0x108,
  ALWAYS_AUTHENTICATE: 0x202,
  CERTIFICATE: 1,
  PRIVATE_KEY: 3,
} as const;

/** Flags of CK_TOKEN_INFO. */
export const TOKEN_FLAG = {
  LOGIN_REQUIRED: 0x4,
  INITIALIZED: 0x400,
  USER_PIN_FINAL_TRY: 0x20000,
  USER_PIN_LOCKED: 0x40000,
} as const;

export const MECHANISM = {
  RSA_PKCS: 0x1,
  RSA_PKCS_PSS: 0xd,
  ECDSA: 0x1041,
  EDDSA: 0x1057,
} as const;

/** The number of a slot as RFC 7512 `slot-id` and pkcs11-tool write it. */
export function numberOf(handle: Handle): number {
  return Number(handle.readUIntLE(0, Math.min(handle.length, 6)));
}
