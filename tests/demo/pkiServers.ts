/** The servers of the development PKI on free ports, as one process; prints where they are as one line of JSON. */
import { startPki } from '../../certs-dev/servers.ts';

const servers = await startPki();
process.stdout.write(`${JSON.stringify({ tsa: servers.tsa.url, overrides: servers.overrides })}\n`);
const stop = () => void servers.close();
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
