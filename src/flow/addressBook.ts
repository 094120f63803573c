/**
 * The address book of the axis, as this agency holds it: fetched, verified against the axis's key, kept on the disk, and
 * fetched anew when it is old. An unverified or expired book is never used.
 */
import type { AgencyEntry, Directory } from '../exchange/directory.ts';
import { type DirectoryDocument, directoryOf, openDirectory } from '../exchange/directoryDocument.ts';
import type { ReceiptVerifier } from '../exchange/receipt.ts';
import type { Clock } from '../kernel/clock.ts';
import { CongvanError, isCongvanError } from '../kernel/errors.ts';

export interface AddressBookSources {
  readonly clock: Clock;
  readonly verifier: ReceiptVerifier;
  /** The copy on the disk; undefined when there is none. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** Durable when it resolves. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** The published book, unverified. @throws AXIS_UNREACHABLE */
  readonly fetch: () => Promise<Uint8Array>;
}

/** A directory that can be brought up to date while others use it. */
export class AddressBook implements Directory {
  readonly #sources: AddressBookSources;
  #document: DirectoryDocument | undefined;
  #syncing: Promise<DirectoryDocument> | undefined;
  #directory: Directory = directoryOf([]);

  constructor(sources: AddressBookSources) {
    this.#sources = sources;
  }

  /** Opens the copy on the disk, if there is one that may be used; else the book is fetched at its first use. */
  async open(): Promise<void> {
    const kept = await this.#sources.read();
    if (kept !== undefined) await this.#take(kept);
  }

  /**
   * Fetches, verifies and keeps the published book.
   * @throws AXIS_UNREACHABLE, DIRECTORY_INVALID; the book in use stays
   */
  async sync(): Promise<DirectoryDocument> {
    const bytes = await this.#sources.fetch();
    const document = await openDirectory(bytes, this.#sources.verifier, this.#sources.clock.now());
    this.#refuseOlder(document);
    await this.#sources.write(bytes);
    this.#use(document);
    return document;
  }

  /** An old book, still in force, could bring back a key or an agency that was struck off. */
  #refuseOlder({ issuedAt }: DirectoryDocument): void {
    const inUse = this.#document?.issuedAt;
    if (inUse === undefined || new Date(issuedAt) >= new Date(inUse)) return;
    throw new CongvanError('DIRECTORY_INVALID', { detail: `issued ${issuedAt}, older than ${inUse}` });
  }

  async find(code: AgencyEntry['code']): Promise<AgencyEntry | undefined> {
    return await (await this.#current()).find(code);
  }

  async findByTlsKey(key: AgencyEntry['tlsKeys'][number]): Promise<AgencyEntry | undefined> {
    return await (await this.#current()).findByTlsKey(key);
  }

  async list(): Promise<readonly AgencyEntry[]> {
    return await (await this.#current()).list();
  }

  /** Never an expired book: it is fetched anew, once for all who wait. */
  async #current(): Promise<Directory> {
    const expiresAt = this.#document?.expiresAt;
    if (expiresAt === undefined || new Date(expiresAt) <= this.#sources.clock.now()) {
      this.#syncing ??= this.sync().finally(() => {
        this.#syncing = undefined;
      });
      await this.#syncing;
    }
    return this.#directory;
  }

  async #take(bytes: Uint8Array): Promise<void> {
    try {
      this.#use(await openDirectory(bytes, this.#sources.verifier, this.#sources.clock.now()));
    } catch (error) {
      if (!isCongvanError(error, 'DIRECTORY_INVALID')) throw error;
    }
  }

  #use(document: DirectoryDocument): void {
    this.#document = document;
    this.#directory = directoryOf(document.agencies);
  }
}
