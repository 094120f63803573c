import { OID } from '../x509/oids.ts';
import type { PolicyMapping } from '../x509/policyExtensions.ts';

/**
 * Certificate policies along a path: the graph of RFC 9618 §5, which gives the answers of the tree of RFC 5280 §6.1
 * without its exponential growth. One level per certificate, one node per policy.
 */
interface PolicyNode {
  readonly policy: string;
  readonly parents: readonly PolicyNode[];
  expected: ReadonlySet<string>;
}

export type PolicyLevel = ReadonlyMap<string, PolicyNode>;

/** Levels from the anchor down; undefined is the NULL graph: no policy is valid any more. */
export type PolicyGraph = readonly PolicyLevel[] | undefined;

export const INITIAL_POLICIES: PolicyGraph = [new Map([[OID.anyPolicy, node(OID.anyPolicy, [])]])];

function node(policy: string, parents: readonly PolicyNode[]): PolicyNode {
  return { policy, parents, expected: new Set([policy]) };
}

/** §5.3 (d), (e): the level of one certificate. @param anyAllowed whether its anyPolicy counts */
export function withPolicies(
  graph: PolicyGraph,
  policies: readonly string[] | undefined,
  anyAllowed: boolean,
): PolicyGraph {
  const above = graph?.at(-1);
  if (graph === undefined || above === undefined || policies === undefined) return undefined;
  const level = new Map<string, PolicyNode>();
  for (const policy of policies.filter((each) => each !== OID.anyPolicy)) {
    const parents = expecting(above, policy);
    const any = above.get(OID.anyPolicy);
    if (parents.length > 0) level.set(policy, node(policy, parents));
    else if (any !== undefined) level.set(policy, node(policy, [any]));
  }
  if (anyAllowed && policies.includes(OID.anyPolicy)) {
    const expected = new Set([...above.values()].flatMap((each) => [...each.expected]));
    for (const policy of expected)
      if (!level.has(policy)) level.set(policy, node(policy, expecting(above, policy)));
  }
  return pruned([...graph, level]);
}

function expecting(level: PolicyLevel, policy: string): readonly PolicyNode[] {
  return [...level.values()].filter(({ expected }) => expected.has(policy));
}

/** §5.4 (b): mappings of an authority that has further certificates below. @param allowed policy_mapping > 0 */
export function withMappings(
  graph: PolicyGraph,
  mappings: readonly PolicyMapping[],
  allowed: boolean,
): PolicyGraph {
  const last = graph?.at(-1);
  if (graph === undefined || last === undefined || mappings.length === 0) return graph;
  const level = new Map(last);
  const any = level.get(OID.anyPolicy);
  for (const [issuerDomain, group] of Map.groupBy(mappings, (mapping) => mapping.issuerDomain)) {
    if (!allowed) {
      level.delete(issuerDomain);
      continue;
    }
    const mapped = level.get(issuerDomain) ?? (any && node(issuerDomain, any.parents));
    if (mapped === undefined) continue;
    mapped.expected = new Set(group.map(({ subjectDomain }) => subjectDomain));
    level.set(issuerDomain, mapped);
  }
  return pruned([...graph.slice(0, -1), level]);
}

/** Removes what has no child below it, from the last level up; an empty last level makes the graph NULL. */
function pruned(levels: readonly PolicyLevel[]): PolicyGraph {
  const kept: PolicyLevel[] = [];
  let children: PolicyLevel | undefined;
  for (const level of [...levels].reverse()) {
    const parents: ReadonlySet<PolicyNode> | undefined =
      children && new Set([...children.values()].flatMap((each) => each.parents));
    const remaining = new Map([...level].filter(([, each]) => parents?.has(each) ?? true));
    if (remaining.size === 0) return undefined;
    kept.unshift(remaining);
    children = remaining;
  }
  return kept;
}

/** §5.5 (g): does some policy hold along the whole path that the caller accepts? @param acceptable `null`: any */
export function hasAcceptablePolicy(graph: PolicyGraph, acceptable: readonly string[] | null): boolean {
  if (graph === undefined) return false;
  if (acceptable === null) return true;
  const fromAny = graph.flatMap((level) =>
    [...level.values()].filter(({ parents }) => parents.some(({ policy }) => policy === OID.anyPolicy)),
  );
  if (graph.at(-1)?.has(OID.anyPolicy) === true) return acceptable.length > 0;
  return fromAny.some(({ policy }) => acceptable.includes(policy));
}
