/** DSS from a terminal: `node tests/interop/dssCommand.ts judge FILE`; `dss/README.md` lists the commands. */
import { requireDss, startDss } from './dss.ts';

const classPath = await requireDss();
if (classPath === undefined) process.exit(1);
const dss = startDss(classPath);
process.stdout.write(`${JSON.stringify(await dss.ask(process.argv.slice(2)), null, 2)}\n`);
await dss.close();
