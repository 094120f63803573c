import { afterEach, describe, expect, it, vi } from 'vitest';
import { requireTool, run } from './tool.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a judge that is not installed', () => {
  it('is skipped on a developer machine', () => {
    vi.stubEnv('CI', '');
    expect(requireTool('no-such-judge')).toBeUndefined();
  });

  it('fails in CI', () => {
    vi.stubEnv('CI', 'true');
    expect(() => requireTool('no-such-judge')).toThrow('no-such-judge is not installed');
  });
});

describe('a judge that is installed', () => {
  it('is run with input, and its verdict is its exit code', async () => {
    const script = 'process.stdin.pipe(process.stdout).on("finish", () => 0); process.exitCode = 3;';
    const ran = await run(process.execPath, ['-e', script], { input: Buffer.from('xin chào') });
    expect([ran.code, ran.says]).toEqual([3, 'xin chào']);
  });
});
