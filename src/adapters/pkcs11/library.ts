import { createRequire } from 'node:module';
import { CongvanError } from '../../kernel/errors.ts';
import { CK, type Cryptoki } from './cryptoki.ts';
import { CKR, returnValueOf } from './tokenErrors.ts';

/** A PKCS #11 library that is in use; one per path and process, because a process may initialise it once. */
export interface Library {
  readonly cryptoki: Cryptoki;
  /** One call after the other: many drivers are not made for threads, and a session knows one operation at a time. */
  inTurn<T>(work: () => T | Promise<T>): Promise<T>;
  /** Gives it back; the last one finalises it, which logs out of its tokens. */
  release(): void;
}

interface Shared {
  readonly cryptoki: Cryptoki;
  users: number;
  last: Promise<unknown>;
}

const open = new Map<string, Shared>();

/** Makes the Cryptoki of pkcs11js. @throws KEY_TOKEN_SUPPORT_MISSING when the optional package was not built */
export function newCryptoki(): Cryptoki {
  try {
    const { PKCS11 }: { PKCS11: new () => Cryptoki } = createRequire(import.meta.url)('pkcs11js');
    return new PKCS11();
  } catch (cause) {
    throw new CongvanError('KEY_TOKEN_SUPPORT_MISSING', { cause });
  }
}

/** @throws KEY_TOKEN_SUPPORT_MISSING, KEY_TOKEN_LIBRARY_MISSING */
export function useLibrary(path: string, create: () => Cryptoki = newCryptoki): Library {
  const shared = open.get(path) ?? loaded(path, create());
  shared.users += 1;
  let isReleased = false;
  return {
    cryptoki: shared.cryptoki,
    inTurn(work) {
      const turn = shared.last.then(work, work);
      shared.last = turn.catch(() => undefined);
      return turn;
    },
    release() {
      if (isReleased) return;
      isReleased = true;
      shared.users -= 1;
      if (shared.users === 0) end(path, shared);
    },
  };
}

function loaded(path: string, cryptoki: Cryptoki): Shared {
  try {
    cryptoki.load(path);
    initialise(cryptoki);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.split('\n')[0] : undefined;
    throw new CongvanError('KEY_TOKEN_LIBRARY_MISSING', {
      where: path,
      ...(detail === undefined ? {} : { detail }),
      cause,
    });
  }
  const shared: Shared = { cryptoki, users: 0, last: Promise.resolve() };
  open.set(path, shared);
  return shared;
}

function initialise(cryptoki: Cryptoki): void {
  try {
    cryptoki.C_Initialize({ flags: CK.OS_LOCKING_OK });
  } catch (error) {
    if (returnValueOf(error) !== CKR.CRYPTOKI_ALREADY_INITIALIZED) throw error;
  }
}

function end(path: string, { cryptoki }: Shared): void {
  open.delete(path);
  try {
    cryptoki.C_Finalize();
    cryptoki.close();
  } catch {
    // The token is gone; there is nothing left to end.
  }
}
