/** Groups: which stacks one job takes, so that a pipeline keeps within its number of jobs. */
import type { AffectedStack } from "./model.js";

/** Stacks of one cluster that a job takes. */
export interface Group<Stack extends ClusterStack = AffectedStack> {
  /** The stack's name where it is the only one, else `<environment>-<cluster>-<number>-of-<count>`. */
  name: string;
  environment: string;
  cluster: string;
  stacks: Stack[];
}

type ClusterStack = Pick<AffectedStack, "stack" | "environment" | "cluster">;

/**
 * One stack a group where that keeps within `mostGroups`, else the fewest stacks a group that do. Groups of a cluster
 * differ by one stack at most, never mix clusters and keep the order. There are never fewer groups than clusters.
 */
export function groupStacks<Stack extends ClusterStack>(
  stacks: readonly Stack[],
  mostGroups: number,
): Group<Stack>[] {
  const clusters = byCluster(stacks);
  const countBy = (size: number) =>
    clusters.reduce((count, { length }) => count + Math.ceil(length / size), 0);
  let size = 1;
  while (countBy(size) > Math.max(mostGroups, clusters.length)) size += 1;
  return clusters.flatMap((members) => {
    const count = Math.ceil(members.length / size);
    return Array.from({ length: count }, (_, index) => {
      const part = members.slice(
        share(members.length, index, count),
        share(members.length, index + 1, count),
      );
      return makeGroup(part, index + 1, count);
    });
  });
}

/** The stacks of each cluster, clusters in the order in which they come first. */
export function byCluster<Stack extends ClusterStack>(stacks: readonly Stack[]): Stack[][] {
  const nameOf = ({ environment, cluster }: ClusterStack) => `${environment}/${cluster}`;
  return [...new Set(stacks.map(nameOf))].map((name) => stacks.filter((stack) => nameOf(stack) === name));
}

const share = (total: number, index: number, count: number) => Math.floor((total * index) / count);

function makeGroup<Stack extends ClusterStack>(stacks: Stack[], number: number, count: number): Group<Stack> {
  const [first] = stacks as [Stack];
  const { environment, cluster } = first;
  const name = stacks.length === 1 ? first.stack : `${environment}-${cluster}-${number}-of-${count}`;
  return { name, environment, cluster, stacks };
}
