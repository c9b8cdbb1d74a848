/** Good solutions of a workshop that are unlike each other, and new ones made from two of them. */
import type { Random } from "../../model/random.js";
import type { Member } from "../searcher.js";

const SIZE = 8;
/** Part of the tasks that follow another one than in a solution that is not merely a variant. */
const UNLIKE = 0.05;

export class Elite {
  constructor(
    readonly members: Member[],
    private readonly random: Random,
  ) {}

  get isFull(): boolean {
    return this.members.length >= SIZE;
  }

  /** Of two that are alike the better one stays; else the worst of all goes. */
  add(member: Member): void {
    const { members } = this;
    const like = members.findIndex((other) => difference(other, member) < UNLIKE * member.before.length);
    if (like < 0 && !this.isFull) {
      members.push(member);
      return;
    }
    const worst = members.reduce((a, b, index) => (b.makespan > members[a]!.makespan ? index : a), 0);
    const out = like < 0 ? worst : like;
    if (member.makespan <= members[out]!.makespan) members[out] = member;
  }

  /** Starts and modes somewhere between two members. In the order of these starts no precedence is broken. */
  blend(): Pick<Member, "start" | "mode"> {
    const { members, random } = this;
    const first = random.below(members.length);
    const a = members[first]!;
    const b = members[(first + 1 + random.below(members.length - 1)) % members.length]!;
    const part = 0.3 + 0.4 * random.next();
    return {
      start: a.start.map((start, task) => Math.round(64 * ((1 - part) * start + part * b.start[task]!))),
      mode: a.mode.map((mode, task) => (random.next() < part ? b.mode[task]! : mode)),
    };
  }
}

const difference = (a: Member, b: Member): number =>
  a.before.reduce(
    (total, before, task) => total + Number(before !== b.before[task] || a.mode[task] !== b.mode[task]),
    0,
  );
