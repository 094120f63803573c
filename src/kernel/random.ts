/** A source of unpredictable bytes, passed in so that a test can repeat itself. */
export type Random = (length: number) => Uint8Array;
