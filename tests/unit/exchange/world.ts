/** Agencies, an axis and everything between them in one process: real passes, real SQLite, test signatures (Ed25519). */
import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { axisStore } from '../../../src/adapters/sqlite/axis.ts';
import { exchangeStore } from '../../../src/adapters/sqlite/exchangeReads.ts';
import { migrate } from '../../../src/adapters/sqlite/migrate.ts';
import { AXIS_SCHEMA } from '../../../src/adapters/sqlite/migrations/axis.ts';
import { EXCHANGE_SCHEMA } from '../../../src/adapters/sqlite/migrations/exchange.ts';
import { openDatabase } from '../../../src/adapters/sqlite/open.ts';
import { Arrivals } from '../../../src/exchange/axis/arrivals.ts';
import { DEFAULT_LIMITS, type HubDeps, type PartStaging } from '../../../src/exchange/axis/hub.ts';
import { type AxisService, axisService } from '../../../src/exchange/axis/service.ts';
import type { Axis } from '../../../src/exchange/axis.ts';
import type { DeliverDeps } from '../../../src/exchange/deliver.ts';
import type { AgencyEntry } from '../../../src/exchange/directory.ts';
import { directoryOf } from '../../../src/exchange/directoryDocument.ts';
import type { Dispatch, Part } from '../../../src/exchange/dispatch.ts';
import type { Payloads } from '../../../src/exchange/payloads.ts';
import type { ReceiptSigner, ReceiptVerifier } from '../../../src/exchange/receipt.ts';
import type { ReceiveDeps, ReceiveOptions } from '../../../src/exchange/receive.ts';
import type { EnvelopeSeal, SealedEnvelope } from '../../../src/exchange/seal.ts';
import type { ExchangeStore } from '../../../src/exchange/store.ts';
import { canonicalJsonBytes } from '../../../src/kernel/canonicalJson.ts';
import type { Clock } from '../../../src/kernel/clock.ts';
import { type Digest, digestHex, sha256 } from '../../../src/kernel/digest.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { type AgencyCode, type DocumentId, type MessageId, uuidv7 } from '../../../src/kernel/ids.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import type { Random } from '../../../src/kernel/random.ts';

export const agency = (code: string) => code as AgencyCode;
export const A = agency('H29.12');
export const B = agency('H29.13');
export const C = agency('H29.14');
const CODES_102: Readonly<Record<string, string>> = { 'H29.13': '000.00.13.H29' };

/** A clock that a test moves by hand. */
export class TestClock implements Clock {
  #at = Date.parse('2026-11-19T02:30:00Z');
  now(): Date {
    return new Date(this.#at);
  }
  forward(ms: number): void {
    this.#at += ms;
  }
}

/** Deterministic; good for spreading and for ids, not for secrets. */
export function testRandom(seed = 1): Random {
  let state = seed >>> 0 || 1;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
}

export function memoryPayloads(): Payloads & { readonly blobs: Map<Digest, Uint8Array> } {
  const blobs = new Map<Digest, Uint8Array>();
  const get = async (digest: Digest) => {
    const bytes = blobs.get(digest);
    if (bytes === undefined) throw new CongvanError('BLOB_NOT_FOUND', { where: digest });
    return bytes;
  };
  return {
    blobs,
    async put(source, expected = {}) {
      const bytes = await collect(source);
      const payload = { digest: sha256(bytes), sizeBytes: bytes.length };
      const isOther =
        (expected.digest ?? payload.digest) !== payload.digest ||
        (expected.sizeBytes ?? payload.sizeBytes) !== payload.sizeBytes;
      if (isOther) throw new CongvanError('BLOB_MISMATCH', { where: payload.digest });
      blobs.set(payload.digest, bytes);
      return payload;
    },
    get,
    async open(digest, start = 0) {
      const bytes = await get(digest);
      return (async function* () {
        yield bytes.subarray(start);
      })();
    },
    sizeOf: async (digest) => blobs.get(digest)?.length,
  };
}

export async function collect(source: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

function memoryStaging(): PartStaging {
  const files = new Map<string, Buffer>();
  const nameOf = (key: Parameters<PartStaging['sizeOf']>[0]) => `${key.owner} ${key.messageId} ${key.digest}`;
  return {
    sizeOf: async (key) => files.get(nameOf(key))?.length ?? 0,
    async append(key, source, maxBytes) {
      let kept = files.get(nameOf(key)) ?? Buffer.alloc(0);
      files.set(nameOf(key), kept);
      for await (const piece of source) {
        kept = Buffer.concat([kept, piece]);
        if (kept.length > maxBytes) throw new CongvanError('PART_TOO_LONG');
        files.set(nameOf(key), kept);
      }
      return kept.length;
    },
    async open(key) {
      const bytes = files.get(nameOf(key)) ?? Buffer.alloc(0);
      return (async function* () {
        yield bytes;
      })();
    },
    async remove(key) {
      files.delete(nameOf(key));
    },
  };
}

interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A sealed envelope of the tests: JSON of what it proves, base64 of an Ed25519 signature. */
export function seal(sealed: SealedEnvelope, key: KeyObject): Uint8Array {
  const statement = canonicalJsonBytes({ ...sealed, parts: sealed.parts.map((part) => ({ ...part })) });
  return canonicalJsonBytes({
    sealed: statement.toString('utf8'),
    signature: sign(null, statement, key).toString('base64'),
  });
}

export interface AgencyWorld {
  readonly code: AgencyCode;
  readonly keys: Keys;
  readonly store: ExchangeStore;
  readonly payloads: ReturnType<typeof memoryPayloads>;
  readonly deps: DeliverDeps & ReceiveDeps;
}

export interface SendOptions {
  readonly to?: readonly AgencyCode[];
  readonly priority?: 0 | 1 | 2 | 3 | 4;
  readonly parts?: readonly string[];
  readonly documentId?: string;
  readonly kind?: 'document' | 'status';
}

export const RECEIVE: ReceiveOptions = {
  limit: 32,
  concurrency: 1,
  waitMs: 0,
  resume: false,
  maxEnvelopeBytes: 1_000_000,
};

export interface WorldOptions {
  readonly hub?: Partial<HubDeps['limits']>;
  /** Comes between each agency and the axis. */
  readonly between?: (axis: Axis, code: AgencyCode) => Axis;
  readonly seed?: number;
}

export class World {
  readonly clock = new TestClock();
  readonly random: Random;
  readonly axisKeys: Keys = generateKeyPairSync('ed25519');
  readonly entries: readonly AgencyEntry[];
  readonly hub: HubDeps;
  readonly service: AxisService;
  readonly #keys = new Map<AgencyCode, Keys>();
  readonly #agencies = new Map<AgencyCode, AgencyWorld>();
  readonly #options: WorldOptions;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.random = testRandom(options.seed);
    for (const code of [A, B, C]) this.#keys.set(code, generateKeyPairSync('ed25519'));
    this.entries = [A, B, C].map((code) => this.#entry(code));
    this.hub = this.#createHub();
    this.service = axisService(this.hub, () => undefined);
    for (const code of [A, B, C]) this.#agencies.set(code, this.#createAgency(code));
  }

  agency(code: AgencyCode): AgencyWorld {
    const found = this.#agencies.get(code);
    if (found === undefined) throw new RangeError(code);
    return found;
  }

  entry(code: AgencyCode): AgencyEntry {
    const found = this.entries.find((entry) => entry.code === code);
    if (found === undefined) throw new RangeError(code);
    return found;
  }

  /** The axis as this agency sees it, without anything in between. */
  axisOf(code: AgencyCode): Axis {
    const { service } = this;
    const caller = this.entry(code);
    return {
      register: (registration) => service.register(caller, registration),
      putPart: async (messageId, { digest, sizeBytes }, start, source) => {
        const received = await service.putPart(caller, { messageId, digest, start, source });
        if (received < sizeBytes) throw new CongvanError('PARTS_MISSING');
      },
      commit: (messageId) => service.accept(caller, messageId),
      pull: (request) => service.pull(caller, request),
      fetchPart: async (deliveryId, digest, start) =>
        (await service.openDelivered(caller, deliveryId, digest, start)).bytes,
      acknowledge: (receipt) => service.acknowledge(caller, receipt),
      acknowledgeReceipts: (noticeIds) => service.acknowledgeNotices(caller, noticeIds),
    };
  }

  /** Seals a document of `from` and queues it. */
  async send(from: AgencyCode, options: SendOptions = {}): Promise<Dispatch> {
    const { store, payloads, keys } = this.agency(from);
    const messageId = this.newId();
    const recipients = options.to ?? [B];
    const parts: Part[] = [];
    for (const [index, text] of (options.parts ?? ['a document', 'an appendix']).entries()) {
      parts.push({ contentId: `part-${index}`, ...(await payloads.put(Buffer.from(text))) });
    }
    const documentId = (options.documentId ?? `doc-${messageId}`) as DocumentId;
    const kind = options.kind ?? 'document';
    const priority = options.priority ?? 0;
    const manifest = parts.map(({ contentId, digest }) => ({ contentId, digest }));
    const sealed = { messageId, kind, sender: from, recipients, documentId, priority, parts: manifest };
    const envelope = await payloads.put(seal(sealed, keys.privateKey));
    const createdAt = this.clock.now();
    const dispatch: Dispatch = {
      ...sealed,
      parts,
      envelope,
      summary: 'a test',
      recordId: null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + 7 * 86_400_000),
    };
    await store.commit([{ kind: 'dispatch.insert', dispatch }]);
    return dispatch;
  }

  newId(): MessageId {
    return uuidv7(this.clock.now(), this.random(10)) as MessageId;
  }

  signer(code: AgencyCode | 'axis'): ReceiptSigner {
    const { privateKey } = this.#keysOf(code);
    return { sign: async (statement) => sign(null, statement, privateKey) };
  }

  get verifier(): ReceiptVerifier {
    return {
      verify: async (statement, signature, by) => {
        const { publicKey } = this.#keysOf(by.kind === 'axis' ? 'axis' : this.#codeOf(by.code));
        const isGood = verify(null, statement, publicKey, signature);
        return isGood ? { kind: 'valid' } : { kind: 'invalid', code: 'TEST_SIGNATURE', text: 'broken' };
      },
    };
  }

  get seal(): EnvelopeSeal {
    return {
      verify: async (bytes) => {
        const { sealed, signature } = JSON.parse(Buffer.from(bytes).toString('utf8'));
        const statement = Buffer.from(sealed, 'utf8');
        const value: SealedEnvelope = JSON.parse(sealed);
        const { publicKey } = this.#keysOf(this.#codeOf(value.sender));
        return verify(null, statement, publicKey, Buffer.from(signature, 'base64'))
          ? { kind: 'verified', sealed: value }
          : { kind: 'refused', code: 'SEAL_INVALID', text: 'broken' };
      },
    };
  }

  #codeOf(code: AgencyCode): AgencyCode {
    return this.entries.find((entry) => entry.code === code || entry.code102 === code)?.code ?? code;
  }

  #keysOf(code: AgencyCode | 'axis'): Keys {
    const keys = code === 'axis' ? this.axisKeys : this.#keys.get(code);
    if (keys === undefined) throw new RangeError(code);
    return keys;
  }

  #entry(code: AgencyCode): AgencyEntry {
    const code102 = CODES_102[code];
    return {
      code,
      ...(code102 === undefined ? {} : { code102: agency(code102) }),
      name: `Agency ${code}`,
      active: true,
      tlsKeys: [sha256(Buffer.from(`tls ${code}`))],
      sealKeys: [sha256(Buffer.from(`seal ${code}`))],
    };
  }

  #createHub(): HubDeps {
    const db = openDatabase(':memory:');
    migrate(db, [AXIS_SCHEMA], this.clock.now());
    return {
      store: axisStore(db),
      payloads: memoryPayloads(),
      staging: memoryStaging(),
      directory: directoryOf(this.entries),
      seal: this.seal,
      signer: this.signer('axis'),
      verifier: this.verifier,
      clock: this.clock,
      logger: silentLogger,
      arrivals: new Arrivals(),
      limits: { ...DEFAULT_LIMITS, ...this.#options.hub },
    };
  }

  #createAgency(code: AgencyCode): AgencyWorld {
    const db = openDatabase(':memory:');
    migrate(db, [EXCHANGE_SCHEMA], this.clock.now());
    const store = exchangeStore(db);
    const payloads = memoryPayloads();
    const axis = this.axisOf(code);
    const deps = {
      self: code,
      store,
      payloads,
      axis: this.#options.between?.(axis, code) ?? axis,
      directory: directoryOf(this.entries),
      seal: this.seal,
      signer: this.signer(code),
      verifier: this.verifier,
      clock: this.clock,
      random: this.random,
      logger: silentLogger,
    };
    return { code, keys: this.#keysOf(code), store, payloads, deps };
  }
}

export const DELIVER = { limit: 32, concurrency: 1 } as const;

export function hexOf(digest: Digest): string {
  return digestHex(digest);
}

/** The code of the error a promise is rejected with; undefined when it is not. */
export async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof CongvanError ? error.code : String(error);
  }
}
