import type { Session } from '../session.ts';

/** Redrawn at most this often. */
const EVERY_MS = 100;
/** Back to the first column, and nothing left of the line. */
const CLEARED = '\r\u001b[K';
const CELLS = 20;

/** A line on stderr that tells how far a run is; nothing where stderr is no terminal. */
export class Progress {
  readonly #session: Session;
  readonly #total: number;
  readonly #startedMs: number;
  #drawnMs = 0;
  #done = 0;
  #failed = 0;
  #isShown = false;

  constructor(session: Session, total: number) {
    this.#session = session;
    this.#total = total;
    this.#startedMs = session.clock.now().getTime();
  }

  /** One file more is done. */
  step(failed: boolean): void {
    this.#done++;
    if (failed) this.#failed++;
    const nowMs = this.#session.clock.now().getTime();
    if (this.#session.io.stderr.isTTY !== true || nowMs - this.#drawnMs < EVERY_MS) return;
    this.#drawnMs = nowMs;
    this.#isShown = true;
    this.#session.io.stderr.write(`${CLEARED}${this.#line(nowMs)}`);
  }

  /** Takes the line away, so that something else can be said there. */
  clear(): void {
    if (this.#isShown) this.#session.io.stderr.write(CLEARED);
    this.#isShown = false;
  }

  #line(nowMs: number): string {
    const share = this.#done / this.#total;
    const filled = Math.round(share * CELLS);
    const bar = `${'#'.repeat(filled)}${'.'.repeat(CELLS - filled)}`;
    const rate = (this.#done / Math.max(0.001, (nowMs - this.#startedMs) / 1000)).toFixed(1);
    const failed =
      this.#failed === 0 ? '' : this.#session.say(`, ${this.#failed} failed`, `, ${this.#failed} lỗi`);
    const counts = `${this.#done}/${this.#total}, ${rate}/s${failed}`;
    return `[${bar}] ${counts}`;
  }
}
