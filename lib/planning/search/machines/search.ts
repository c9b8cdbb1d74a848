/**
 * Tabu search in workshops: the best move of a critical path is made, better or not, and may not be undone for a
 * while. Where that gets no further, it goes on from between two good solutions.
 * Source of the frame: Peng, Lü and Cheng, «A tabu search/path relinking algorithm to solve the job shop scheduling
 * problem», Computers & Operations Research 53 (2015).
 */
import { compareWorth, measure, type Worth } from "../../model/measure.js";
import { Random } from "../../model/random.js";
import { Schedule } from "../../model/schedule.js";
import type { Member, Memory, Searcher, SearchResult } from "../searcher.js";
import { rebuild, type Start, snapshot } from "../start.js";
import { Elite } from "./elite.js";
import { type Move, Neighbourhood } from "./moves.js";
import { Sequences } from "./sequences.js";
import { NONE, type Shop } from "./shop.js";
import { Tabu } from "./tabu.js";

/** Moves without a better solution after which a search goes on elsewhere. */
const PATIENCE = 2500;
/** How far starts are scattered, in parts of the makespan, while there are too few good solutions. */
const SCATTER = 0.3;

export class MachineSearch implements Searcher {
  steps = 0;
  readonly bestWorth: Worth;
  private readonly random: Random;
  private readonly sequences: Sequences;
  private readonly neighbourhood: Neighbourhood;
  private readonly elite: Elite;
  private readonly schedule: Schedule;
  private readonly candidate: Worth;
  private readonly move: Move = { task: NONE, mode: NONE, previous: NONE, estimate: 0 };
  private tabu: Tabu;
  private best: Start;
  /** Best since the last start elsewhere. */
  private local: Member;
  private patience = PATIENCE;

  constructor(
    private readonly shop: Shop,
    seed: number,
    start: Start,
    memory: Memory = {},
  ) {
    this.random = new Random(seed);
    this.sequences = new Sequences(shop);
    this.neighbourhood = new Neighbourhood(shop);
    this.elite = new Elite([...(memory.elite ?? [])], this.random);
    this.tabu = new Tabu(shop);
    this.schedule = new Schedule(shop.model);
    this.candidate = new Float64Array(shop.model.objective.length + 1);
    this.bestWorth = this.candidate.slice().fill(Number.POSITIVE_INFINITY);
    this.best = start;
    this.keepIfBest(start);
    this.sequences.load(start);
    this.local = this.member();
  }

  step(): void {
    const { sequences, move } = this;
    this.steps += 1;
    if (!this.findMove()) {
      this.startElsewhere();
      return;
    }
    const { task } = move;
    const [mode, previous] = [sequences.mode[task]!, sequences.before[task]!];
    this.tabu.note(sequences, move, this.random);
    this.make(task, move.mode, move.previous);
    if (!sequences.evaluate()) {
      this.make(task, mode, previous);
      sequences.evaluate();
      this.tabu.refuse(sequences, move);
    }
    this.patience -= 1;
    if (sequences.makespan < this.local.makespan) {
      this.local = this.member();
      this.patience = PATIENCE;
      this.keepIfBest({ ...this.local, dropped: this.best.dropped });
    }
    if (this.patience <= 0) this.startElsewhere();
  }

  result(): SearchResult {
    const { best, bestWorth: worth, steps } = this;
    this.elite.add(this.local);
    const current = { ...this.member(), dropped: best.dropped };
    return { current, best, worth, memory: { elite: this.elite.members }, steps };
  }

  /** Fills `move` with the move of least estimate that is allowed, or, where none is, with any; false without moves. */
  private findMove(): boolean {
    const { sequences, tabu, random, move } = this;
    let [ties, seen] = [0, 0];
    let least = Number.POSITIVE_INFINITY;
    const aspired = this.local.makespan;
    this.neighbourhood.visitMoves(sequences, random, (task, mode, previous, estimate) => {
      seen += 1;
      if (estimate > least) return;
      if (estimate >= aspired && tabu.forbids(sequences, task, mode, previous)) {
        if (least < Number.POSITIVE_INFINITY || random.below(seen) > 0) return;
      } else {
        ties = estimate < least ? 1 : ties + 1;
        least = estimate;
        if (ties > 1 && random.below(ties) > 0) return;
      }
      move.task = task;
      move.mode = mode;
      move.previous = previous;
      move.estimate = estimate;
    });
    return seen > 0;
  }

  private make(task: number, mode: number, previous: number): void {
    this.sequences.remove(task);
    this.sequences.setMode(task, mode);
    this.sequences.insert(task, previous);
  }

  private startElsewhere(): void {
    const { elite, random, sequences } = this;
    elite.add(this.local);
    if (elite.isFull) sequences.load(elite.blend());
    else {
      const width = SCATTER * this.local.makespan;
      const start = this.local.start.map((t) => t + Math.floor(random.next() * width));
      sequences.load({ start, mode: this.local.mode });
    }
    this.tabu = new Tabu(this.shop);
    this.patience = PATIENCE;
    this.local = this.member();
  }

  private member(): Member {
    const { head, mode, before, makespan } = this.sequences;
    return { start: head.slice(), mode: mode.slice(), before: before.slice(), makespan };
  }

  /** By all levels of the objective, as the general search measures them. */
  private keepIfBest(start: Start): void {
    rebuild(this.schedule, start);
    measure(this.schedule, this.candidate);
    if (compareWorth(this.candidate, this.bestWorth) >= 0) return;
    this.bestWorth.set(this.candidate);
    this.best = snapshot(this.schedule);
  }
}
