/** A PKCS #11 library without a library: tokens in memory, and everything that tokens do wrong. */
import { constants, createPrivateKey, privateEncrypt, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { filesOf } from '../../certs-dev/paths.ts';
import {
  type Attribute,
  CK,
  type Cryptoki,
  type Handle,
  MECHANISM,
  type Mechanism,
  TOKEN_FLAG,
} from '../../src/adapters/pkcs11/cryptoki.ts';
import { ecdsaRaw, rsaPss } from './rawSignature.ts';

export const FAKE_PIN = '1234-đúng';

/** What stands on a token: a key of the development PKI, its certificate, or both. */
export interface FakeObject {
  /** Of the development PKI. */
  readonly id: string;
  readonly label: string;
  readonly ckaId: string;
  readonly holds?: 'both' | 'key' | 'certificate';
  readonly alwaysAuthenticate?: boolean;
  readonly maySign?: boolean;
  /** Signs with this key instead. */
  readonly signsAs?: string;
}

export interface FakeToken {
  readonly label: string;
  readonly serial: string;
  readonly objects: readonly FakeObject[];
  /** TOKEN_FLAG beside INITIALIZED and LOGIN_REQUIRED. */
  readonly flags?: number;
  readonly needsNoPin?: boolean;
  /** Return value of C_Login instead of judging the PIN. */
  readonly loginAnswers?: number;
  /** Return value of C_SignInit. */
  readonly signAnswers?: number;
}

/** An error as pkcs11js throws it. */
class ReturnValue extends Error {
  readonly code: number;
  constructor(name: string, code: number) {
    super(name);
    this.code = code;
  }
}

interface Stored {
  readonly object: FakeObject;
  readonly kind: 'key' | 'certificate';
}

interface Session {
  readonly token: FakeToken;
  found: readonly number[];
  signing: { readonly mechanism: Mechanism; readonly object: FakeObject } | undefined;
}

const handle = (number: number): Handle => {
  const octets = Buffer.alloc(8);
  octets.writeUIntLE(number, 0, 6);
  return octets;
};
const numberIn = (octets: Handle): number => octets.readUIntLE(0, 6);

export class FakeCryptoki implements Cryptoki {
  readonly #tokens: readonly FakeToken[];
  readonly #sessions = new Map<number, Session>();
  readonly #loggedIn = new Set<FakeToken>();
  #next = 1;
  #busy = false;
  /** Every call, for tests that ask what was tried. */
  readonly calls: string[] = [];
  isInitialized = false;
  isOut = false;

  constructor(tokens: readonly FakeToken[]) {
    this.#tokens = tokens;
  }

  load(path: string): void {
    if (path.endsWith('missing.so')) throw new ReturnValue(`${path}: cannot open shared object file`, 0);
  }

  close(): void {
    this.calls.push('close');
  }

  C_Initialize(): void {
    this.isInitialized = true;
  }

  C_Finalize(): void {
    this.calls.push('C_Finalize');
    this.#sessions.clear();
    this.#loggedIn.clear();
    this.isInitialized = false;
  }

  C_GetSlotList(): Handle[] {
    return this.#tokens.map((_, place) => handle(place));
  }

  C_GetTokenInfo(slot: Handle) {
    const token = this.#tokenAt(slot);
    const login = token.needsNoPin === true ? 0 : TOKEN_FLAG.LOGIN_REQUIRED;
    return {
      label: token.label.padEnd(32),
      manufacturerID: 'VGCA'.padEnd(32),
      model: 'thử'.padEnd(16),
      serialNumber: token.serial.padEnd(16),
      flags: TOKEN_FLAG.INITIALIZED | login | (token.flags ?? 0),
    };
  }

  C_OpenSession(slot: Handle): Handle {
    const number = this.#next++;
    this.#sessions.set(number, { token: this.#tokenAt(slot), found: [], signing: undefined });
    return handle(number);
  }

  /** The last session that goes logs out. */
  C_CloseSession(session: Handle): void {
    this.calls.push('C_CloseSession');
    const { token } = this.#session(session);
    this.#sessions.delete(numberIn(session));
    if (![...this.#sessions.values()].some((other) => other.token === token)) this.#loggedIn.delete(token);
  }

  C_Login(session: Handle, _userType: number, pin: string): void {
    this.calls.push('C_Login');
    const { token } = this.#session(session);
    if (token.loginAnswers !== undefined) throw new ReturnValue('CKR_AS_TOLD', token.loginAnswers);
    if (this.#loggedIn.has(token)) throw new ReturnValue('CKR_USER_ALREADY_LOGGED_IN', 0x100);
    if (pin !== FAKE_PIN) throw new ReturnValue('CKR_PIN_INCORRECT', 0xa0);
    this.#loggedIn.add(token);
  }

  C_FindObjectsInit(session: Handle, [wanted]: Attribute[]): void {
    const open = this.#session(session);
    const kind = wanted?.value === CK.CERTIFICATE ? 'certificate' : 'key';
    const isSeen = kind === 'certificate' || open.token.needsNoPin === true || this.#loggedIn.has(open.token);
    open.found = storedOn(open.token).flatMap((stored, place) =>
      isSeen && stored.kind === kind ? [place] : [],
    );
  }

  C_FindObjects(session: Handle): Handle[] {
    return this.#session(session).found.map(handle);
  }

  C_FindObjectsFinal(): void {
    this.calls.push('C_FindObjectsFinal');
  }

  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): { value: Buffer }[] {
    const stored = this.#stored(session, object);
    return template.map(({ type }) => ({ value: valueOfAttribute(stored, type) }));
  }

  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void {
    const open = this.#session(session);
    if (open.token.signAnswers !== undefined) throw new ReturnValue('CKR_AS_TOLD', open.token.signAnswers);
    if (this.#busy) throw new ReturnValue('CKR_OPERATION_ACTIVE', 0x90);
    this.#busy = true;
    open.signing = { mechanism, object: this.#stored(session, key).object };
  }

  async C_SignAsync(session: Handle, input: Buffer): Promise<Buffer> {
    const { signing } = this.#session(session);
    await new Promise((resolve) => setImmediate(resolve));
    this.#busy = false;
    if (signing === undefined) throw new ReturnValue('CKR_OPERATION_NOT_INITIALIZED', 0x91);
    return valueWith(signing.object.signsAs ?? signing.object.id, signing.mechanism, input);
  }

  #tokenAt(slot: Handle): FakeToken {
    const token = this.#tokens[numberIn(slot)];
    if (token === undefined || this.isOut) throw new ReturnValue('CKR_TOKEN_NOT_PRESENT', 0xe0);
    return token;
  }

  #session(session: Handle): Session {
    if (this.isOut) throw new ReturnValue('CKR_DEVICE_REMOVED', 0x32);
    const open = this.#sessions.get(numberIn(session));
    if (open === undefined) throw new ReturnValue('CKR_SESSION_HANDLE_INVALID', 0xb3);
    return open;
  }

  #stored(session: Handle, object: Handle): Stored {
    const stored = storedOn(this.#session(session).token)[numberIn(object)];
    if (stored === undefined) throw new ReturnValue('CKR_OBJECT_HANDLE_INVALID', 0x82);
    return stored;
  }
}

function storedOn(token: FakeToken): readonly Stored[] {
  return token.objects.flatMap((object): readonly Stored[] => {
    const holds = object.holds ?? 'both';
    const key: Stored = { object, kind: 'key' };
    const certificate: Stored = { object, kind: 'certificate' };
    return holds === 'both' ? [key, certificate] : [holds === 'key' ? key : certificate];
  });
}

function valueOfAttribute({ object }: Stored, type: number): Buffer {
  if (type === CK.LABEL) return Buffer.from(object.label, 'utf8');
  if (type === CK.ID) return Buffer.from(object.ckaId, 'hex');
  if (type === CK.VALUE) return readFileSync(filesOf(object.id).certificateDer);
  if (type === CK.ALWAYS_AUTHENTICATE) return Buffer.of(object.alwaysAuthenticate === true ? 1 : 0);
  if (type === CK.SIGN) return Buffer.of(object.maySign === false ? 0 : 1);
  throw new ReturnValue('CKR_ATTRIBUTE_TYPE_INVALID', 0x12);
}

/** Signatures as tokens make them: over a DigestInfo or a digest. */
function valueWith(id: string, { mechanism }: Mechanism, input: Buffer): Buffer {
  const key = createPrivateKey(readFileSync(filesOf(id).key));
  const { asymmetricKeyType: type } = key;
  if (mechanism === MECHANISM.RSA_PKCS && type === 'rsa') {
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, input);
  }
  if (mechanism === MECHANISM.RSA_PKCS_PSS && type === 'rsa') return rsaPss(key, input);
  if (mechanism === MECHANISM.ECDSA && type === 'ec') return ecdsaRaw(key, input);
  if (mechanism === MECHANISM.EDDSA && type === 'ed25519') return sign(null, input, key);
  throw new ReturnValue('CKR_MECHANISM_INVALID', 0x70);
}
