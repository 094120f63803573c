/** How often per second something can be done, one after the other, on one core. */
import { execFileSync } from 'node:child_process';

/** The compiler works beside the measured thread; on a busy machine it needs its time. */
const WARM_UP_MS = 3_000;
const MEASURED_MS = 2_000;

/** Runs it for two seconds after a warm-up. @returns times per second of processor time of this process */
export async function perSecond(work: () => unknown): Promise<number> {
  await repeat(work, WARM_UP_MS);
  const before = process.cpuUsage();
  const count = await repeat(work, MEASURED_MS);
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

async function repeat(work: () => unknown, milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds;
  let count = 0;
  for (; performance.now() < end; count++) await work();
  return count;
}

export interface OpensslSpeed {
  readonly sign: number;
  readonly verify: number;
}

/** What openssl itself reaches on one core; undefined when it is not installed. */
export function opensslSpeed(algorithm: 'rsa2048' | 'ecdsap256'): OpensslSpeed | undefined {
  try {
    const says = execFileSync('openssl', ['speed', '-seconds', '2', algorithm], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const [sign, verify] = /\s([\d.]+)\s+([\d.]+)\s*$/.exec(says.trimEnd())?.slice(1).map(Number) ?? [];
    return sign === undefined || verify === undefined ? undefined : { sign, verify };
  } catch {
    return undefined;
  }
}
