/** Another process that holds a home: `HOME`. Says so, then waits to be killed. */
import { lockHome } from '../../src/adapters/disk/lock.ts';

await lockHome(process.argv[2] ?? '');
console.log('locked');
setInterval(() => {}, 1000);
