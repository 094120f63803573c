import { defineConfig } from 'vitest/config';
import { reporters } from './reporters.ts';

/** What `npm test` runs: needs nothing but `npm ci`. */
export default defineConfig({
  test: {
    reporters: reporters(),
    globalSetup: ['tests/globalSetup.ts'],
    include: ['tests/{unit,contract,vectors,architecture,property,cli,e2e}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
