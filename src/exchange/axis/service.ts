/** Port towards the network: what the axis does for a caller whose TLS key is proven. Every call may be repeated. */
import type { Digest } from '../../kernel/digest.ts';
import type { MessageId } from '../../kernel/ids.ts';
import type { Pulled, PullRequest, Registration, RegistrationAnswer } from '../axis.ts';
import { isFatal } from '../commit.ts';
import { signDirectory } from '../directoryDocument.ts';
import { acceptMessage } from './accept.ts';
import { Callers } from './callers.ts';
import type { Caller, HubDeps } from './hub.ts';
import { acknowledgeDelivery, acknowledgeNotices, openDelivered, pullMailbox } from './mailbox.ts';
import { type PartRequest, partOffset, putPart } from './putPart.ts';
import { registeredMessage, registerMessage } from './register.ts';

export interface OpenedPart {
  readonly sizeBytes: number;
  /** From the asked offset on. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface MessageProgress {
  readonly messageId: MessageId;
  /** Receipt E1, or null while the message is only registered. */
  readonly receipt: Uint8Array | null;
}

export interface AxisService {
  /**
   * Who speaks. Asked for every request, so that a change of the directory counts at once.
   * @param certificate DER of the client certificate, whose key the handshake has proven
   * @throws CALLER_UNKNOWN; what is temporary when the certificate cannot be judged now
   */
  callerOf(tlsKey: Digest, certificate: Uint8Array): Promise<Caller>;
  register(caller: Caller, request: Registration): Promise<RegistrationAnswer>;
  partOffset(caller: Caller, messageId: MessageId, digest: Digest): Promise<number>;
  putPart(caller: Caller, request: PartRequest): Promise<number>;
  accept(caller: Caller, messageId: MessageId): Promise<Uint8Array>;
  progress(caller: Caller, messageId: MessageId): Promise<MessageProgress>;
  pull(caller: Caller, request: PullRequest): Promise<Pulled>;
  openDelivered(caller: Caller, deliveryId: string, digest: Digest, start: number): Promise<OpenedPart>;
  acknowledge(caller: Caller, receipt: Uint8Array): Promise<void>;
  acknowledgeNotices(caller: Caller, noticeIds: readonly string[]): Promise<void>;
  /** The address book, signed by the axis: canonical JSON of `{directory, signature}`. */
  directory(): Promise<Uint8Array>;
}

/** @param onFatal told when the store or the disk failed: the process must end */
export function axisService(deps: HubDeps, onFatal: (error: unknown) => void): AxisService {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (isFatal(error)) onFatal(error);
      throw error;
    }
  };
  const callers = new Callers(deps);
  return {
    callerOf: (tlsKey, certificate) => guard(callers.callerOf(tlsKey, certificate)),
    register: (caller, request) => guard(registerMessage(deps, caller, request)),
    partOffset: (caller, messageId, digest) => guard(partOffset(deps, caller, messageId, digest)),
    putPart: (caller, request) => guard(putPart(deps, caller, request)),
    accept: (caller, messageId) => guard(acceptMessage(deps, caller, messageId)),
    progress: (caller, messageId) => guard(progressOf(deps, caller, messageId)),
    pull: (caller, request) => guard(pullWaiting(deps, caller, request)),
    openDelivered: (caller, id, digest, start) => guard(openDelivered(deps, caller, id, digest, start)),
    acknowledge: (caller, receipt) => guard(acknowledgeDelivery(deps, caller, receipt)),
    acknowledgeNotices: (caller, noticeIds) => guard(acknowledgeNotices(deps, caller, noticeIds)),
    directory: () => guard(currentDirectory(deps)),
  };
}

async function progressOf(deps: HubDeps, caller: Caller, messageId: MessageId): Promise<MessageProgress> {
  const { receipt } = await registeredMessage(deps, caller, messageId);
  return { messageId, receipt };
}

/** Long poll: an empty mailbox is looked at again when something arrives or the time is over. */
async function pullWaiting(deps: HubDeps, caller: Caller, request: PullRequest): Promise<Pulled> {
  const { waitMs, signal } = request;
  const enough = new AbortController();
  const stop = signal === undefined ? enough.signal : AbortSignal.any([enough.signal, signal]);
  // Watching begins before looking: what arrives in between is not missed.
  const arrived = waitMs > 0 ? deps.arrivals.wait(caller.code, waitMs, stop) : Promise.resolve();
  try {
    const pulled = await pullMailbox(deps, caller, request);
    if (waitMs <= 0 || pulled.messages.length + pulled.receipts.length > 0) return pulled;
    await arrived;
    return signal?.aborted ? pulled : await pullMailbox(deps, caller, { ...request, resume: false });
  } finally {
    enough.abort();
  }
}

async function currentDirectory(deps: HubDeps): Promise<Uint8Array> {
  const agencies = await deps.directory.list();
  return signDirectory(deps.signer, agencies, deps.clock.now());
}
