import { pino, stdTimeFunctions } from 'pino';
import type { Logger } from '../kernel/logger.ts';

/** Structured log, one JSON object per line on stderr, written at once: the last line before a crash is there. */
export function daemonLogger(fields: object, level: 'debug' | 'info' | 'warn' | 'error' = 'info'): Logger {
  const options = { level, base: fields, timestamp: stdTimeFunctions.isoTime };
  return pino(options, pino.destination({ fd: 2, sync: true }));
}
