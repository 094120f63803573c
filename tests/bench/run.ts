/**
 * Prints how many letters a second are signed and verified, beside what others reach in the same run on the same
 * machine. Nothing here passes or fails: compare the ratios, not the numbers. What others need is installed by
 * `npm run test:interop`; what is missing is printed as absent. Run: `npm run bench`.
 */
import { batchTable } from './batch.ts';
import { signingTable } from './sign.ts';
import { startup } from './startup.ts';
import { verifyingTable } from './verify.ts';

await signingTable();
await verifyingTable();
await batchTable();
startup();
