/**
 * Port: the files of a tiled log (https://c2sp.org/tlog-tiles), by their path below the log's folder:
 * `checkpoint`, `tile/<level>/<n>[.p/<width>]`, `tile/entries/<n>[.p/<width>]`.
 */
export interface LogFiles {
  /** Undefined when it is not there. */
  read(path: string): Promise<Buffer | undefined>;
  /** Whole or not at all, durable when it resolves; replaces what is there. @throws DISK_FULL, STORE_FAILED */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** The file or folder, if it is there. */
  remove(path: string): Promise<void>;
  /** Runs the work while no other process writes the log; waits for its turn. @throws STORE_LOCKED */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}
