/** Two agencies and an axis on free ports, with the development PKI: what one file of tests works with. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUT } from '../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { type Outcome, REPOSITORY, type RunOptions, runCongvan } from '../cli/run.ts';
import { type Ended, type Server, startServer } from './processes.ts';

export type Environment = Readonly<Record<string, string>>;

const IMAGES = join(REPOSITORY, 'tests/fixtures/images');

const FAST = {
  // Tests do not wait for what a clerk would not notice.
  CONGVAN_DAEMON_POLL_SECONDS: '0.02',
  CONGVAN_DAEMON_IDLE_SECONDS: '0.2',
  // Some two hundred processes load the same sources.
  NODE_COMPILE_CACHE: join(tmpdir(), 'congvan-e2e-compiled'),
};

export interface DaemonOptions {
  /** Where it shall die (`killAt.ts`). */
  readonly killAt?: string;
  readonly environment?: Environment;
}

/** The home of an agency, and the program run on it. */
export class Installation {
  readonly home: string;
  readonly environment: Environment;
  /** Files of the person who works here. */
  readonly desk: string;

  constructor(folder: string, environment: Environment) {
    this.home = join(folder, 'home');
    this.desk = join(folder, 'desk');
    this.environment = { ...FAST, ...environment, CONGVAN_HOME: this.home };
    mkdirSync(this.desk, { recursive: true });
  }

  /** One command, from its beginning to its end. Relative names are files on the desk. */
  async run(words: readonly string[], options: Partial<RunOptions> = {}): Promise<Outcome> {
    const environment = { ...this.environment, ...options.environment };
    return await runCongvan(words, { cwd: this.desk, ...options, environment });
  }

  /** A command that must succeed. @returns what it printed as JSON */
  // biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is what the tests look at
  async ask(...words: readonly string[]): Promise<any> {
    const { exit, stdout, stderr } = await this.run([...words, '--json']);
    if (exit !== 0) throw new Error(`congvan ${words.join(' ')}: exit code ${exit}\n${stdout}${stderr}`);
    return JSON.parse(stdout);
  }

  async daemon({ killAt, environment = {} }: DaemonOptions = {}): Promise<Server> {
    return await startServer(['daemon'], 'daemon started', {
      environment: { ...this.environment, ...environment },
      ...(killAt === undefined ? {} : { killAt }),
    });
  }

  /** A command that dies on its way. */
  async runKilled(words: readonly string[], killAt: string): Promise<Ended> {
    const { environment, desk } = this;
    return await (await startServer(words, killAt, { environment, killAt, cwd: desk })).ended();
  }

  path(...names: readonly string[]): string {
    return join(this.desk, ...names);
  }
}

export interface AgencySpec {
  readonly code: string;
  readonly name: string;
  readonly abbreviation: string;
}

export const TAI_CHINH: AgencySpec = { code: 'H29.12', name: 'Sở Tài chính', abbreviation: 'STC' };
export const NOI_VU: AgencySpec = { code: 'H29.13', name: 'Sở Nội vụ', abbreviation: 'SNV' };

export interface World {
  readonly folder: string;
  readonly pki: PkiServers;
  readonly sender: Installation;
  readonly receiver: Installation;
  readonly axisUrl: string;
  /** Database of the axis. */
  readonly axisStore: string;
  /** The first one. */
  readonly axis: Server;
  /** Starts an axis on the same home and port. */
  startAxis(killAt?: string): Promise<Server>;
  /** Takes note of what is to end with the world. */
  started(server: Server): Server;
  close(): Promise<void>;
}

/** An agency that the address book knows and nobody can write to. */
const CLOSED = { code: 'H29.14', name: 'Sở đã giải thể', active: false, tlsKeys: [], sealKeys: [] };

/** PKI, axis, and two homes without their daemons. The caller closes it. */
export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-e2e-'));
  const pki = await startPki();
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await pki.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return await populated({ folder, pki, servers, close });
  } catch (error) {
    await close();
    throw error;
  }
}

interface Ground {
  readonly folder: string;
  readonly pki: PkiServers;
  /** All that were started; they end with the world. */
  readonly servers: Server[];
  readonly close: () => Promise<void>;
}

async function populated({ folder, pki, servers, close }: Ground): Promise<World> {
  const environment = {
    HOME: folder,
    CONGVAN_SIGNING_TSA: pki.tsa.url,
    CONGVAN_REVOCATION_OVERRIDES: Object.entries(pki.overrides)
      .map(([from, to]) => `${from}=${to}`)
      .join(','),
  };
  const axisHome = new Installation(join(folder, 'axis'), environment);
  await axisHome.ask('axis', 'init', '--home', axisHome.home, '--dev-pki', OUT, '--port', '0');
  addToDirectory(join(axisHome.home, 'directory.json'), CLOSED);
  const started = (server: Server) => {
    servers.push(server);
    return server;
  };
  const startAxis = async (port: string, killAt?: string) =>
    started(
      await startServer(['axis'], 'listening on', {
        environment: { ...axisHome.environment, CONGVAN_HUB_PORT: port },
        ...(killAt === undefined ? {} : { killAt }),
      }),
    );
  const axis = await startAxis('0');
  const axisUrl = /https:\/\/[\d.]+:\d+/.exec(axis.said())?.[0];
  if (axisUrl === undefined) throw new Error(axis.said());
  const [sender, receiver] = await Promise.all(
    [TAI_CHINH, NOI_VU].map((agency) =>
      connected(folder, agency, { ...environment, CONGVAN_AXIS_URL: axisUrl }),
    ),
  );
  if (sender === undefined || receiver === undefined) throw new Error('no installations');
  return {
    ...{ folder, pki, sender, receiver, axisUrl, axis, started, close },
    axisStore: join(axisHome.home, 'hub.db'),
    startAxis: (killAt) => startAxis(new URL(axisUrl).port, killAt),
  };
}

/** With the address book of the axis. */
async function connected(
  folder: string,
  agency: AgencySpec,
  environment: Environment,
): Promise<Installation> {
  const installation = await openInstallation(join(folder, agency.abbreviation), agency, environment);
  await installation.ask('directory', 'sync');
  return installation;
}

/** A home made by `congvan init`, with the keys of the development PKI. */
export async function openInstallation(
  folder: string,
  agency: AgencySpec,
  environment: Environment,
): Promise<Installation> {
  const installation = new Installation(folder, environment);
  await installation.ask(
    ...['init', '--home', installation.home, '--agency', agency.code, '--name', agency.name],
    ...['--abbreviation', agency.abbreviation, '--place', 'An Bình', '--dev-pki', OUT],
    ...['--axis', environment.CONGVAN_AXIS_URL ?? 'https://127.0.0.1:1', '--seal-diameter', '36'],
    ...['--person-image', join(IMAGES, 'signature.png'), '--seal-image', join(IMAGES, 'seal.png')],
  );
  return installation;
}

/** Adds an agency to the axis operator's list. */
function addToDirectory(file: string, agency: unknown): void {
  const list: { agencies: unknown[] } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...list, agencies: [...list.agencies, agency] }));
}
